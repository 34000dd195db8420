"""Events beside a file of coded events: what agrees, what differs, and what only one side has."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from conflict_extract.comparison.coded import CodedFile
from conflict_extract.comparison.coverage import Covered, could_be_coded, covered, is_outside_days
from conflict_extract.comparison.holding import compare_control
from conflict_extract.comparison.matching import Match, matched
from conflict_extract.comparison.records import records_of
from conflict_extract.comparison.results import FURTHER, OUTCOMES, Compared, Control, Count, Pairing
from conflict_extract.comparison.telling import Teller
from conflict_extract.errors import RecordsError
from conflict_extract.eventset import EventSet
from conflict_extract.merging.columns import WINDOW_DAYS
from conflict_extract.normalize import alike, fold_place


def compare(events: EventSet, file: CodedFile, *, name: str = "", at: str | None = None) -> Compared:
    """Says what events and a file of coded events have in common.

    Args:
        events: ours.
        file: theirs.
        name: where the events are from.
        at: ISO date on which holders are compared, of a file of control; the last day that both cover if None.

    Raises:
        RecordsError: the file and the events have no day in common, or `at` is no day of the file.
    """
    part = events.during(_shifted(file.first_day, -WINDOW_DAYS), _shifted(file.last_day, WINDOW_DAYS))
    collection = part.collection
    reach = covered(collection)
    _refuse_other_times(events, file, reach, name)
    ours, events_outside = could_be_coded(collection.ordered(), file)
    further = len(events) - len(collection.events)
    stated = [each.record for each in records_of(file.rows, file.outlet)]
    matches = matched(ours, collection.records, file.rows, stated, part.weights, part.authorities)
    teller = Teller(part)
    best: dict[int, Match] = {}
    for match in sorted(matches, key=lambda match: -match.score):
        best.setdefault(match.event, match)
    pairings = [
        teller.pairing(ours[match.event], file.rows[match.row], round(match.score, 2))
        for _, match in sorted(best.items())
    ]
    paired_rows = {match.row for match in best.values()}
    further_rows = {match.row for match in matches} - paired_rows
    rows_outside: Counter[str] = Counter()
    for number, row in enumerate(file.rows):
        if number in paired_rows:
            continue
        if number in further_rows:
            rows_outside[FURTHER] += 1
            continue
        if why := reach.misses(row):
            rows_outside[why] += 1
        else:
            pairings.append(teller.pairing(None, row))
    for number, event in enumerate(ours):
        if number in best:
            continue
        if is_outside_days(event, file):
            further += 1
        else:
            pairings.append(teller.pairing(event, None))
    if further:
        events_outside["on days outside those of the file"] += further
    pairings = _with_one_name_a_province(sorted(pairings, key=_order))
    return Compared(
        outlet=file.outlet,
        file=file.path,
        events_from=name,
        codes_kinds=file.codes_kinds,
        first_day=file.first_day,
        last_day=file.last_day,
        our_first_day=reach.first_day,
        our_last_day=reach.last_day,
        n_rows=file.n_rows,
        n_compared=len(file.rows) - rows_outside.total(),
        counts=_count("all", pairings),
        pairings=tuple(pairings),
        by_week=_counts(pairings, lambda pairing: pairing.week),
        by_province=_counts(pairings, lambda pairing: pairing.province),
        other_kinds=dict(file.other_kinds.most_common()),
        unplaced=file.unplaced,
        unknown_countries=dict(file.unknown_countries.most_common()),
        rows_outside=dict(rows_outside.most_common()),
        events_outside=dict(events_outside.most_common()),
        control=_control(events, file, reach, at, teller),
        failures=tuple(file.failures),
    )


def _refuse_other_times(events: EventSet, file: CodedFile, reach: Covered, name: str) -> None:
    if reach.stretches and file.last_day >= reach.first_day and file.first_day <= reach.last_day:
        return
    days = events.days
    if days is None:
        raise RecordsError(f"{name or 'the event set'} tells of no day", hint="name events with dates")
    raise RecordsError(
        f"{file.path} tells of {file.first_day} to {file.last_day}, the events of {days[0]} to {days[1]}: "
        "there is no day in common",
        hint="name a file of the same time",
    )


def _control(events: EventSet, file: CodedFile, reach: Covered, at: str | None, teller: Teller) -> Control | None:
    if not file.holdings:
        if at is not None:
            raise RecordsError(f"{file.path} does not tell who holds what, so --at has no use", hint="leave it out")
        return None
    day = at or min(file.last_day, reach.last_day)
    return compare_control(events, file, day, events.authorities, teller.quotes)


def _shifted(day: str, by: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(by)).isoformat()


def _order(pairing: Pairing) -> tuple[int, str, str, str]:
    """By outcome, then the day and place that are shown first."""
    told = pairing.ours or pairing.theirs
    date, place = (told.date.lstrip("~"), told.place) if told else ("", "")
    return OUTCOMES.index(pairing.outcome), date, place, pairing.theirs.id if pairing.theirs else ""


def _with_one_name_a_province(pairings: Sequence[Pairing]) -> list[Pairing]:
    """The same pairings, with the file's name for provinces that we spell otherwise."""
    theirs = {pairing.province for pairing in pairings if pairing.theirs and pairing.province}
    spelling = {}
    for name in {pairing.province for pairing in pairings if pairing.province} - theirs:
        same = sorted(each for each in theirs if alike(fold_place(each), fold_place(name)))
        spelling[name] = same[0] if len(same) == 1 else name
    return [
        pairing.model_copy(update={"province": spelling.get(pairing.province, pairing.province)})
        for pairing in pairings
    ]


def _counts(pairings: Iterable[Pairing], of: Callable[[Pairing], str]) -> tuple[Count, ...]:
    """The counts of each week or province; what has none comes last."""
    groups: dict[str, list[Pairing]] = {}
    for pairing in pairings:
        groups.setdefault(of(pairing), []).append(pairing)
    ordered = sorted(groups, key=lambda name: (not name, name))
    return tuple(_count(name or "unknown", groups[name]) for name in ordered)


def _count(name: str, pairings: Iterable[Pairing]) -> Count:
    told = Counter(pairing.outcome for pairing in pairings)
    return Count(name=name, **{outcome: told[outcome] for outcome in OUTCOMES})
