"""All tables of an event set side by side, as a workbook and a GeoPackage hold them: events, records, control, denials
and articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple, get_args

from conflict_extract._files import packaged_table
from conflict_extract.output.rows import COLUMN_TYPES, Cells, ColumnType

# Neither XML nor a line of a table can hold these, nor half a surrogate pair.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Part(NamedTuple):
    """Some events, in the order of `rows`, and their records, in the order of the events."""

    events: Cells
    records: Cells


class Tables(NamedTuple):
    """What the tables are written from, so many rows at a time, each to be gone through once.

    Attributes:
        parts: events with their records.
        control: who holds what from when to when, the rows of a place in their order.
        articles: by day, outlet and id.
    """

    parts: Iterable[Part]
    control: Iterable[Cells]
    articles: Iterable[Cells]


class Column(NamedTuple):
    """A column of a table: its type, and what it means."""

    type: ColumnType
    meaning: str


@cache
def table_columns(table: str) -> Mapping[str, Column]:
    """The columns of a table but that of events, in their order."""
    found = {name: Column(*told) for name, told in packaged_table("output", "tables.toml")[table].items()}
    assert all(column.type in get_args(ColumnType) for column in found.values())  # noqa: S101  # our own file
    return found


def column_types(table: str) -> Mapping[str, ColumnType]:
    """The types of the columns of any table."""
    return COLUMN_TYPES if table == "events" else {name: each.type for name, each in table_columns(table).items()}


class Denials:
    """Which denial contests which event, gathered from the events while they pass."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, Any]] = {}
        self._links: list[tuple[str, str | None]] = []

    def take(self, events: Cells) -> None:
        """Keeps what there is to tell of denials, and of events that are denied."""
        for number, kind in enumerate(events["kind"]):
            if kind == "official_denial" or events["disputed_by"][number]:
                key = events["event_id"][number]
                self._told[key] = {
                    name: events[name][number] for name in ("kind", "place", "date_start", "date_end", "actor", "claim")
                }
                if kind == "official_denial":
                    contested = events["disputes"][number]
                    self._links += [(key, each) for each in (contested.split("; ") if contested else [None])]

    def cells(self) -> Cells:
        """One row for each denial and event that it contests, in the order of the denials."""
        rows = []
        for key, other in self._links:
            denial, event = self._told[key], self._told.get(other or "", {})
            of_denial = (key, denial["date_start"], denial["date_end"], denial["actor"], denial["claim"])
            of_event = (event.get(name) for name in ("kind", "place", "date_start", "date_end", "actor"))
            rows.append((*of_denial, other, *of_event))
        return cells_of("denials", rows)


def cells_of(table: str, rows: Sequence[Sequence[Any]]) -> Cells:
    """Rows of a table as its columns."""
    names = table_columns(table)
    return dict(zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True))


def rows_by_event(part: Part) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each event of a part as a row, with those of its records."""
    records = zip(*part.records.values(), strict=True)
    told = next(records, None)
    at = [*part.records].index("event_id")
    for cells in zip(*part.events.values(), strict=True):
        event = dict(zip(part.events, cells, strict=True))
        own = []
        while told is not None and told[at] == event["event_id"]:
            own.append(dict(zip(part.records, told, strict=True)))
            told = next(records, None)
        yield event, own


def writable(text: str) -> str:
    """The text with U+FFFD for what can be written into no file of XML: control characters, halves of surrogate
    pairs."""
    return text if text.isascii() and text.isprintable() else _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def whole_day(text: str | None) -> date | None:
    """The day that an ISO date tells; None for a month, a year, a moment, or no day."""
    try:
        return date.fromisoformat(text) if text and len(text) == len("2011-08-20") else None
    except ValueError:
        return None
