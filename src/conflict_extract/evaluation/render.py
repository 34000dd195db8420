"""Evaluations and comparisons for the terminal: tables that fit 80 columns, then what went wrong, by sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from conflict_extract.evaluation.comparison import Change, Comparison
from conflict_extract.evaluation.results import (
    Evaluation,
    GoldItem,
    Interval,
    LinkScore,
    SevereItem,
    Shares,
    SpuriousItem,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NAME_STYLE = "bold yellow"
_TRIGGER_STYLE = "bold magenta"


def render(result: Evaluation | Comparison, *, limit: int | None = None) -> RenderableType:
    """What to print of an evaluation or a comparison, for a rich console.

    Args:
        result: the scores and lists.
        limit: how many items of each list to show; all of them by default.
    """
    from rich.console import Group

    parts = _comparison(result, limit) if isinstance(result, Comparison) else _evaluation(result, limit)
    return Group(*parts)


def _evaluation(result: Evaluation, limit: int | None) -> Iterable[RenderableType]:
    table = _table("", "precision", "recall", "F1", "95 % of F1", "found", "gold", "spurious")
    for name, score in result.kinds.items():
        figures = (score.precision, score.recall, score.f1)
        numbers = (score.tp, score.gold, score.fp)
        table.add_row(
            name.replace("_", " "),
            *(_figure(value) for value in figures),
            _interval(score.f1_interval),
            *(str(value) for value in numbers),
            style="bold" if name == "micro" else None,
        )
    yield _heading("Records against gold")
    yield table
    if result.bootstrap:
        yield _line(f"95 % intervals: {result.bootstrap} bootstrap samples of {result.resampled}.")
    yield _line(
        f"{result.records} records: {result.repeats} repeats and {result.optional} that match an optional row "
        f"count neither way; {result.without_evidence} without evidence."
    )
    yield from _severe_line(result)
    table = _table("", "right", "compared", "share", "95 %")
    for name, field in result.fields.items():
        if field.compared and field.share is not None:
            cells = (str(field.right), str(field.compared), _figure(field.share), _interval(field.interval))
            table.add_row(name.replace("_", " "), *cells)
    if table.row_count:
        yield _heading("Fields of the records that found a gold row")
        yield table
    if result.merge is not None:
        yield from _merge(result)
    for note in result.notes:
        yield _line(f"Note: {note}.")
    yield from _gold_list("Missed", result.missed, limit)
    yield from _spurious_list("Spurious", result.spurious, limit)
    yield from _severe_list(result.severe, limit)


def _severe_line(result: Evaluation) -> Iterable[RenderableType]:
    share = result.severe_share
    if share.share is not None:
        bounds = f" (95 %: {_interval(share.interval)})" if share.interval else ""
        yield _line(
            f"Severe errors: {_figure(share.share)}{bounds}, {share.severe} of {share.distinct} distinct records."
        )


def _merge(result: Evaluation) -> Iterable[RenderableType]:
    merge = result.merge
    if merge is None:
        return
    table = _table("", "precision", "recall", "F1")
    rows: list[tuple[str, Shares | LinkScore | None]] = [
        ("pairs", merge.pairwise),
        ("B³", merge.b_cubed),
        ("MUC", merge.muc),
        ("CEAF-e", merge.ceaf_e),
    ]
    for name, shares in (*rows, ("dispute links", merge.disputes)):
        if shares is not None:
            table.add_row(name, _figure(shares.precision), _figure(shares.recall), _figure(shares.f1))
    table.add_row("CoNLL", "", "", _figure(merge.conll), style="bold")
    yield _heading("Events against gold events")
    yield table
    yield _line(f"{merge.records} records that found a row: {merge.events} events, {merge.gold_events} in the gold.")
    if links := merge.disputes:
        yield _line(
            f"Dispute links: {links.tp} right and {links.fp} wrong; the gold has {links.gold}, "
            f"{links.found_ends} of them between records that were found."
        )


def _comparison(result: Comparison, limit: int | None) -> Iterable[RenderableType]:
    yield _heading("F1, before and after")
    yield _changes(result.kinds, paired=True)
    if result.bootstrap:
        yield _line(f"Paired bootstrap, {result.bootstrap} samples of {result.resampled}.")
    if result.fields:
        yield _heading("Share of right fields")
        yield _changes(result.fields, paired=False)
    if result.severe_share:
        yield _heading("Share of severe errors")
        yield _changes({"severe": result.severe_share}, paired=False)
    if result.merge:
        yield _heading("Events: F1")
        yield _changes(result.merge, paired=False)
    yield from _gold_list("Newly found", result.newly_found, limit)
    yield from _gold_list("Newly lost", result.newly_lost, limit)
    yield from _spurious_list("Newly spurious", result.newly_spurious, limit)
    yield from _spurious_list("No longer spurious", result.no_longer_spurious, limit)


def _changes(changes: dict[str, Change], *, paired: bool) -> Table:
    table = _table("", "before", "after", "difference", *(("95 %", "p") if paired else ()))
    for name, change in changes.items():
        cells = [_figure(change.before), _figure(change.after), f"{change.difference:+.3f}"]
        if paired:
            p_value = "" if change.p_value is None else f"{change.p_value:.3f}"
            cells += [_interval(change.interval, signed=True), p_value]
        table.add_row(name.replace("_", " "), *cells, style="bold" if name == "micro" else None)
    return table


def _gold_list(title: str, items: Sequence[GoldItem], limit: int | None) -> Iterable[RenderableType]:
    yield _heading(f"{title}: {len(items)}")
    for item in items[:limit]:
        yield _item(item.kind, item.place, item.actor, f"{item.article}, {item.event}")
        yield from _sentences(item.sentences, item.names)
    yield from _rest(items, limit)


def _spurious_list(title: str, items: Sequence[SpuriousItem], limit: int | None) -> Iterable[RenderableType]:
    yield _heading(f"{title}: {len(items)}")
    for item in items[:limit]:
        yield _item(item.kind, item.place, item.actor, f"{item.article}, {item.record_id}")
        yield from _sentences(item.sentences, item.names, item.trigger)
    yield from _rest(items, limit)


def _severe_list(items: Sequence[SevereItem], limit: int | None) -> Iterable[RenderableType]:
    """The records that mislead; those that were invented have their sentences in the list of spurious ones."""
    counts = Counter(item.what.replace("_", " ") for item in items)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    yield _heading(f"Severe: {len(items)}" + (f" ({told})" if told else ""))
    for item in items[:limit]:
        where = f"{item.what.replace('_', ' ')}; {item.article}, {item.record_id}"
        yield _item(item.kind, item.place, item.actor, where)
        if item.what != "invented":
            yield from _sentences(item.sentences, item.names, item.trigger)
    yield from _rest(items, limit)


def _item(kind: str, place: str | None, actor: str | None, where: str) -> Text:
    from rich.text import Text

    said = " – ".join(name for name in (place, actor) if name)
    return Text.assemble(
        ("• ", "dim"), (kind.replace("_", " "), "bold"), f": {_clean(said)} ", (f"({_clean(where)})", "dim")
    )


def _sentences(sentences: Iterable[str], names: Iterable[str], trigger: str = "") -> Iterable[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    for sentence in sentences:
        # A Text, not markup: an article may well hold square brackets, and nothing it holds may steer the terminal.
        text = Text(_clean(sentence))
        for name in names:
            _highlight(text, name, _NAME_STYLE)
        _highlight(text, trigger, _TRIGGER_STYLE)
        yield Padding.indent(text, 4)


def _highlight(text: Text, words: str, style: str) -> None:
    if words.strip():
        pattern = r"\s+".join(re.escape(word) for word in _clean(words).split())
        text.highlight_regex(re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), style=style)


def _rest(items: Sequence[object], limit: int | None) -> Iterable[RenderableType]:
    if limit is not None and len(items) > limit:
        yield _line(f"and {len(items) - limit} more")


def _table(*headers: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for number, header in enumerate(headers):
        table.add_column(header, justify="right" if number else "left", no_wrap=True)
    return table


def _heading(text: str) -> Text:
    from rich.text import Text

    return Text(f"\n{text}", style="bold underline")


def _line(text: str) -> Text:
    from rich.text import Text

    return Text(_clean(text), style="dim")


def _clean(text: str) -> str:
    return _CONTROL.sub("�", text)


def _figure(value: float) -> str:
    return f"{value:.3f}"


def _interval(bounds: Interval | None, *, signed: bool = False) -> str:
    if bounds is None:
        return ""
    low, high = bounds
    return f"{low:+.3f} {high:+.3f}" if signed else f"{low:.3f}–{high:.3f}"
