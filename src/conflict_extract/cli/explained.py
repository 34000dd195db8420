"""What an event says, who says so, and why: for reading, with nothing drawn when piped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract.cli.terminal import harmless, results, sees_results
from conflict_extract.output.wording import (
    CREDIBILITY_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    actor_name,
    date_words,
    doubt_words,
    place_words,
    what_words,
)
from conflict_extract.schema import Date

if TYPE_CHECKING:
    from rich.text import Text

    from conflict_extract.eventset import Decision, EventSet, Explanation
    from conflict_extract.schema import ControlChangeEvent, Event, Record

MOST_DENIALS = 20
_IN_NO_EVENT = "in no event: an analyst called it wrong"
_HEADER = ("Signal", "Left", "Right", "Level", "Weight", "Sum")
# what is left of the terminal's width beside the other columns goes to the bars, if it is enough to tell them apart
_OTHER_COLUMNS, _SHORTEST_BAR, _LONGEST_BAR = 72, 8, 48


def print_event(event: Event, events: EventSet) -> None:
    """What happened, how far to trust it, who says so in which sentence, who denies it, and where sources differ."""
    _line(f"{event.id}: {KIND_NAMES[event.kind]}, {_where_and_when(event)}", style="bold")
    _line(what_words(event), indent=2)
    _line(
        f"{STATUS_NAMES[event.status]}, {counted(len(event.records), 'record')} of "
        f"{counted(event.n_outlets, 'independent outlet')}"
        f"{', by the word of its own side only' if event.own_cause else ''}; "
        f"credibility {event.credibility}, {CREDIBILITY_NAMES[event.credibility]}",
        indent=2,
    )
    for conflict in event.conflicts:
        _line(f"sources differ on {conflict.field.replace('_', ' ')}: {conflict.words}", indent=2)
    _print_records(event, events)
    for denial in _linked(event.disputed_by, events):
        _line(f"denied by {denial.id}, {_where_and_when(denial)}: {what_words(denial)}", style="red")
        _print_records(denial, events, indent=2)
    for other in _linked(event.disputes, events):
        _line(f"contests {other.id}: {KIND_NAMES[other.kind]}, {_where_and_when(other)}, {what_words(other)}")


def print_denials(events: EventSet, at: str | None) -> None:
    """What officials denied last up to a day, and how many events that contests."""
    told, total = events.latest_denials(at, MOST_DENIALS)
    if told:
        more = f" (the last {len(told)} of {total:,})" if total > len(told) else ""
        _line(f"Denied by officials{more}", style="bold")
    for denial in told:
        contests = f"; contests {counted(len(denial.disputes), 'event')}" if denial.disputes else ""
        who = ", ".join(denial.outlets) or "unknown outlet"
        _line(f"{denial.id}: {_where_and_when(denial)}, {what_words(denial)} ({who}){contests}")


def print_control_reasons(event: ControlChangeEvent, events: EventSet) -> None:
    """Who holds the place of a change of control now, why, and what speaks against."""
    whole = event.place.type == "governorate"
    for state in events.control(place=event.place.name):
        if (state.place.type == "governorate") == whole:
            print()
            who = actor_name(state.held_by) or "not known"
            _line(f"Who holds {place_words(state.place)}: {who}, by {state.event.id}", style="bold")
            for reason in state.reasons:
                _line(reason, indent=2)


def _linked(ids: Sequence[str], events: EventSet) -> list[Event]:
    return [events[key] for key in ids if key in events]


def _where_and_when(event: Event) -> str:
    return ", ".join(filter(None, (place_words(event.place), date_words(event.date) or "day unknown")))


def _print_records(event: Event, events: EventSet, indent: int = 0) -> None:
    for record in events.collection.records_of(event):
        _print_record(record, indent)


def _print_record(record: Record, indent: int = 0) -> None:
    said = f"{record.outlet or 'unknown outlet'}, {(record.published or 'unknown date')[:10]}"
    if record.source.text:
        said += f", by the word of {record.source.text}"
    _line(f"{said}  {record.id}", indent=indent, style="dim")
    for sentence in record.evidence:
        _line(sentence.text, indent=indent + 2)
    if record.doubts:
        _line(f"doubts: {doubt_words(record.doubts)}", indent=indent + 2, style="yellow")


def print_explanations(events: EventSet, explanations: Sequence[Explanation], first: str, second: str | None) -> None:
    """The events that the ids stand for, and each comparison as a waterfall with the sum against the threshold."""
    named = [event for name in (first, second) if name and (event := event_named(events, name))]
    for event in {event.id: event for event in named}.values():
        print_event(event, events)
    ids = [name for name in (first, second) if name is not None and name in events.records and not named]
    for record in (events.records[name] for name in ids):
        _print_record(record)
        _line(_IN_NO_EVENT)
    if second is None and named and not explanations:
        _line("one record, nothing was joined")
    for explanation in explanations:
        _print_explanation(explanation, joined=second is None)


def print_gone(events: EventSet, name: str, ids: Sequence[str]) -> None:
    """The records that an event stood for of which an analyst spoke, and where they are now."""
    _line(f"{name}: no event stands under this id any more", style="bold")
    for record in (events.records[key] for key in ids if key in events.records):
        _print_record(record)
        event = event_named(events, record.id)
        _line(f"in {event.id}" if event else _IN_NO_EVENT)


def print_decided(decisions: Sequence[Decision], ids: Collection[str]) -> None:
    """What analysts said of some records and is in force: when, who, the word, of what, and why."""
    from conflict_extract.eventset.deciding import in_force

    standing = {id(each) for each in in_force(decisions).values()}
    for each in decisions:
        about = {each.first, each.second, *each.records, *(after.id for _, after in each.amended)}
        if id(each) in standing and not about.isdisjoint(ids):
            who = f" by {each.by}" if each.by else ""
            why = f": {each.why}" if each.why else ""
            said = " ".join(filter(None, (each.word, each.first, each.second)))
            _line(f"decided {each.at or 'at an unknown time'}{who}: {said}{why}")
            for changed in amended_words(each):
                _line(changed, indent=2)


def amended_words(decision: Decision) -> Iterator[str]:
    """What a word changed in each record, field by field: what it said, and what it says now."""
    for was, left in decision.amended:
        if was is None:
            continue
        fields = [name for name in type(left).model_fields if getattr(was, name, None) != getattr(left, name)]
        changes = [f"{name} {_value(getattr(was, name, None))} → {_value(getattr(left, name))}" for name in fields]
        if told := [each for name, each in zip(fields, changes, strict=True) if name != "doubts"]:
            yield f"{left.id}: {', '.join(told)}"


def _value(value: object) -> str:
    """A value of a record in words."""
    if isinstance(value, Date):
        return date_words(value) or "unknown"
    return "none" if value is None else str(getattr(value, "name", value))


def event_named(events: EventSet, name: str) -> Event | None:
    """The event that an id stands for, be it its own, a former one, or that of one of its records."""
    return events[name] if name in events else next((event for event in events if name in event.records), None)


def _print_explanation(explanation: Explanation, *, joined: bool) -> None:
    """Signal, both values, level, weight, and the sum so far.

    Args:
        explanation: of two records.
        joined: whether they are in one event.
    """
    print()
    _line(f"{explanation.left} and {explanation.right}", style="bold")
    sums = list(accumulate(signal.weight for signal in explanation.signals))
    rows = [
        (
            signal.signal,
            harmless(signal.left),
            harmless(signal.right),
            signal.level,
            f"{signal.weight:+.1f}",
            f"{total:+.1f}",
        )
        for signal, total in zip(explanation.signals, sums, strict=True)
    ]
    if not sees_results():
        for row in rows:
            print("\t".join(row))
    elif rows:
        _draw(rows, sums, explanation.threshold)
    if joined and not explanation.matches:
        _line("one event: an analyst decided so, in the .duckdb file that this one was written from")
    else:
        _line(f"{'one event' if explanation.matches else 'two events'}: {_reason(explanation)}", style="bold")


def _reason(explanation: Explanation) -> str:
    if explanation.decided:
        return "an analyst decided so"
    if explanation.ruled_out:
        return explanation.ruled_out
    against = f"against a threshold of {explanation.threshold:+.1f}"
    if explanation.pairs > 1:
        return f"{explanation.average:+.1f} on average over {explanation.pairs} pairs of records {against}"
    return f"{explanation.score:+.1f} {against}"


def _draw(rows: Sequence[tuple[str, ...]], sums: Sequence[float], threshold: float) -> None:
    """The waterfall of the signals that say something, with a bar from one sum to the next where there is room."""
    from rich.table import Table
    from rich.text import Text

    console = results()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in _HEADER:
        number = name in ("Weight", "Sum")
        table.add_column(name, justify="right" if number else "left", overflow="fold", no_wrap=number)
    bars = _bars(sums, threshold, min(console.width - _OTHER_COLUMNS, _LONGEST_BAR))
    if bars:
        table.add_column("", no_wrap=True)
    silent = []
    for at, row in enumerate(rows):
        signal, left, right, level, *numbers = row
        if level == "unknown" and sums[at] == (sums[at - 1] if at else 0):
            silent.append(_plain(signal))
            continue
        table.add_row(*map(Text, (_plain(signal), left, right, _plain(level), *numbers)), *bars[at : at + 1])
    console.print(table)
    if silent:
        _line(f"nothing to compare: {', '.join(silent)}", style="dim")


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _bars(sums: Sequence[float], threshold: float, width: int) -> list[Text]:
    """A bar from each sum to the next, with a mark at the threshold; none where there is no room."""
    from rich.text import Text

    if width < _SHORTEST_BAR:
        return []
    low, high = min(0.0, *sums), max(threshold, *sums)

    def cell(value: float) -> int:
        return round((value - low) / (high - low) * (width - 1))

    bars = []
    for before, after in pairwise([0.0, *sums]):
        begins, ends = sorted((cell(before), cell(after)))
        bar = Text(" " * begins + "\N{FULL BLOCK}" * (ends - begins + 1), style="green" if after >= before else "red")
        bar.pad_right(width - len(bar))
        if not begins <= cell(threshold) <= ends:
            bar = (
                bar[: cell(threshold)]
                + Text("\N{BOX DRAWINGS LIGHT VERTICAL}", style="dim")
                + bar[cell(threshold) + 1 :]
            )
        bars.append(bar)
    return bars


def _line(text: str, *, indent: int = 0, style: str = "") -> None:
    """A line of text; on a terminal what does not fit goes on below, at the same distance from the edge."""
    if not sees_results():
        print(" " * indent + harmless(text))
        return
    from rich.padding import Padding
    from rich.text import Text

    results().print(Padding(Text(harmless(text), style=style), (0, 0, 0, indent)))
