"""Events in the terminal: a table for people, tab-separated lines for pipes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from conflict_extract.output.collection import Collection
from conflict_extract.output.wording import date_words, place_name, place_words, what_words
from conflict_extract.schema import Event, Kind

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

# From this many columns on, cells say more; below it every event would take half a dozen lines.
_WIDE: Final = 110
_WIDE_OUTLETS: Final = 3
_NARROW_OUTLETS: Final = 10
_KINDS: Final[dict[Kind, tuple[str, str, str]]] = {
    "control_change": ("control", "control change", "cyan"),
    "withdrawal": ("withdr.", "withdrawal", "blue"),
    "defection": ("defect.", "defection", "green"),
    "official_denial": ("denial", "official denial", "magenta"),
}
_STATUS_STYLES: Final = {"single_source": "dim", "corroborated": "green", "disputed": "bold red"}
_STATUS_CELLS: Final = {"single_source": "single", "corroborated": "corrob.", "disputed": "DISPUTED"}
_DIRECTIONS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def events_table(collection: Collection, *, limit: int | None = None) -> Table:
    """The events by date and place as a table that fits 80 columns and uses more where there are more.

    Args:
        collection: what to show.
        limit: show only so many events, and say how many more there are.
    """
    from rich import box
    from rich.table import Table

    events = collection.ordered()
    shown = events if limit is None else events[: max(limit, 0)]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("Kind", no_wrap=True)
    table.add_column("Place", overflow="fold")
    table.add_column("What", overflow="fold")
    table.add_column("Outlets", overflow="fold")
    table.add_column("Status", no_wrap=True)
    table.add_column("Cred.", no_wrap=True, justify="right")
    for event in shown:
        table.add_row(*_cells(event))
    if caption := _caption(shown, len(events)):
        table.caption = caption
        table.caption_justify = "left"
        table.caption_style = "dim"
    return table


def events_plain(collection: Collection) -> Iterator[str]:
    """One line an event, by date and place, without a newline at its end.

    Tab-separated: id, date, kind, place, what, number of outlets, outlets, status, credibility.
    """
    for event in collection.ordered():
        yield "\t".join(
            _clean(cell)
            for cell in (
                event.id,
                date_words(event.date),
                event.kind,
                place_words(event.place),
                what_words(event),
                str(event.n_outlets),
                "; ".join(event.outlets),
                event.status,
                str(event.credibility),
            )
        )


class _ByWidth:
    """A cell that says more where the terminal is wide."""

    def __init__(self, narrow: Text, wide: Text) -> None:
        self.narrow = narrow
        self.wide = wide

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield self._fitting(console)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement.get(console, options, self._fitting(console))

    def _fitting(self, console: Console) -> Text:
        return self.wide if console.width >= _WIDE else self.narrow


def _cells(event: Event) -> list[RenderableType]:
    from rich.text import Text

    # Text, not markup: names from articles may hold square brackets.
    kind, place = _KINDS[event.kind], _clean(place_words(event.place)) or "\N{EM DASH}"
    first_outlet = Text(_clean(_outlets(event, 1)))
    first_outlet.truncate(_NARROW_OUTLETS, overflow="ellipsis")
    return [
        Text(_clean(date_words(event.date)) or "?"),
        _ByWidth(Text(kind[0], style=kind[2]), Text(kind[1], style=kind[2])),
        _ByWidth(Text(_clean(place_name(event.place) or "") or place), Text(place)),
        Text(_clean(what_words(event))),
        _ByWidth(first_outlet, Text(_clean(_outlets(event, _WIDE_OUTLETS)))),
        Text(_STATUS_CELLS[event.status], style=_STATUS_STYLES[event.status]),
        Text(str(event.credibility)),
    ]


def _outlets(event: Event, shown: int) -> str:
    if not event.outlets:
        return str(event.n_outlets)
    more = len(event.outlets) - _WIDE_OUTLETS
    names = ", ".join(event.outlets[:shown])
    return f"{event.n_outlets}: {names}" + (f" +{more}" if shown > 1 and more > 0 else "")


def _caption(shown: list[Event], total: int) -> Text | None:
    from rich.text import Text

    notes = []
    if len(shown) < total:
        notes.append(f"{total - len(shown)} more events not shown.")
    if any(event.date.basis == "published" and event.date.start for event in shown):
        notes.append("~ date of publication, as the text gives none.")
    return Text(" ".join(notes)) if notes else None


def _clean(cell: str) -> str:
    # Articles must not move the cursor, colour the terminal or turn the reading direction of the table.
    return "".join(_harmless(character) for character in cell).strip()


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    return "" if character in _DIRECTIONS or unicodedata.category(character) in ("Cc", "Cs") else character
