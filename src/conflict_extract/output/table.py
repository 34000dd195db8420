"""Events in the terminal: a table for people, tab-separated lines for pipes."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from conflict_extract._counted import counted
from conflict_extract.output.collection import Collection
from conflict_extract.output.wording import STATUS_NAMES, date_words, place_words, what_words
from conflict_extract.schema import Event, Kind

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

# From this many columns on, cells say more; below it every event would take half a dozen lines.
_WIDE: Final = 110
_WITH_IDS: Final = 140
_NARROW_PLACE: Final = 18
_OUTLETS: Final = 3
_KINDS: Final[dict[Kind, tuple[str, str, str]]] = {
    "control_change": ("control", "control change", "cyan"),
    "withdrawal": ("withdr.", "withdrawal", "blue"),
    "defection": ("defect.", "defection", "green"),
    "official_denial": ("denial", "official denial", "magenta"),
}
_STATUS_STYLES: Final = {"single_source": "dim", "corroborated": "green", "disputed": "bold red"}
_STATUS_CELLS: Final = {"single_source": "1 outlet", "corroborated": "corrob.", "disputed": "DISPUTED"}
_DIRECTIONS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def events_table(collection: Collection, *, width: int, limit: int | None = None) -> Table:
    """The events by date and place as a table that fits 80 columns and says more where there are more.

    Args:
        collection: what to show.
        width: columns of the terminal.
        limit: show only so many events, and say how many more there are.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    events = collection.ordered()
    shown = events if limit is None else events[: max(limit, 0)]
    wide, with_ids = width >= _WIDE, width >= _WITH_IDS
    table = Table(box=box.SIMPLE_HEAD, padding=(0, int(wide), 0, 0), pad_edge=False, show_edge=False)
    table.add_column("Date", no_wrap=True)
    table.add_column("Kind", no_wrap=True)
    table.add_column("Place", overflow="fold", max_width=None if wide else _NARROW_PLACE)
    table.add_column("What", overflow="fold")
    table.add_column("Outlets", overflow="fold", justify="left" if wide else "right")
    table.add_column("Status", no_wrap=True)
    table.add_column("Cred.", no_wrap=True, justify="right")
    if with_ids:
        table.add_column("Event", no_wrap=True)
    for event in shown:
        table.add_row(*_cells(event, wide=wide), *([Text(event.id)] if with_ids else []))
    table.caption = "\n".join(_notes(events, shown, with_ids=with_ids))
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


def _cells(event: Event, *, wide: bool) -> list[RenderableType]:
    from rich.text import Text

    # Text, not markup: names from articles may hold square brackets.
    brief, full, style = _KINDS[event.kind]
    place = event.place if wide or event.place is None else event.place.model_copy(update={"within": None})
    return [
        Text(_clean(date_words(event.date)) or "?"),
        Text(full if wide else brief, style=style),
        Text(_clean(place_words(place)) or "\N{EM DASH}"),
        Text(_clean(what_words(event))),
        Text(_clean(_outlets(event)) if wide else str(event.n_outlets)),
        Text(_STATUS_CELLS[event.status], style=_STATUS_STYLES[event.status]),
        Text(str(event.credibility)),
    ]


def _outlets(event: Event) -> str:
    if not event.outlets:
        return str(event.n_outlets)
    more = len(event.outlets) - _OUTLETS
    return f"{event.n_outlets}: {', '.join(event.outlets[:_OUTLETS])}" + (f" +{more}" if more > 0 else "")


def _notes(events: list[Event], shown: list[Event], *, with_ids: bool) -> Iterator[str]:
    """How many there are, what the table leaves out, and how to read it."""
    status = Counter(event.status for event in events)
    told = [f"{status[name]} {words}" for name, words in STATUS_NAMES.items() if status[name]]
    yield f"{counted(len(events), 'event')}{': ' if told else ''}{', '.join(told)}."
    if len(shown) < len(events):
        yield f"{len(events) - len(shown)} more events not shown."
    if any(event.date.basis == "published" and event.date.start for event in shown):
        yield "~ date of publication, as the text gives none."
    if shown:
        yield "Cred. 1 confirmed, 2 probable, 3 possible, 4 doubtful, 5 improbable, 6 cannot be judged."
    if shown and not with_ids:
        yield f"Ids of events are shown from {_WITH_IDS} columns on, and when piped."


def _clean(cell: str) -> str:
    # Articles must not move the cursor, colour the terminal or turn the reading direction of the table.
    return "".join(_harmless(character) for character in cell).strip()


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    return "" if character in _DIRECTIONS or unicodedata.category(character) in ("Cc", "Cs") else character
