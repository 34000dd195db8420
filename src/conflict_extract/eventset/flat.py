"""The events of a set in a file as flat rows, so many at a time: what tables of a large set are written from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from conflict_extract.eventset.tables import Rows, insert
from conflict_extract.merging import ClusteredRecords
from conflict_extract.merging.canonical import event_of
from conflict_extract.merging.columns import SENTENCES, Coded
from conflict_extract.merging.sorting import Ints
from conflict_extract.normalize import moment
from conflict_extract.output import COLUMNS
from conflict_extract.schema import KINDS, Actor, Event, Kind, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVENTS_AT_ONCE = 50_000
_OTHER_ACTOR: dict[Kind, str] = {"control_change": "lost_by", "defection": "to_side", "official_denial": "subject"}


class Flat(NamedTuple):
    """One event as a flat row, and where it comes from: its number and its rows, earliest first, among others."""

    row: dict[str, Any]
    clustered: ClusteredRecords
    number: int
    members: Ints

    @property
    def event(self) -> Event:
        """The event in full."""
        told = {name: self.row[name].split("; ") if self.row[name] else () for name in ("disputes", "disputed_by")}
        event_id, credibility = self.row["event_id"], self.row["credibility"]
        return event_of(self.clustered, self.number, self.members, event_id, credibility=credibility, **told)

    @property
    def triggers(self) -> list[str]:
        """The words that state it, by its records."""
        triggers = self.clustered.columns.fields["trigger"]
        return [triggers.at(row) for row in self.members.tolist()]


def flat_events(connection: DuckDBPyConnection) -> Iterator[Flat]:
    """Events as flat rows, as `output.rows` gives them and in that order: by date, place, kind and id."""
    places = [
        row[0] for row in connection.execute("SELECT DISTINCT place FROM events WHERE place IS NOT NULL").fetchall()
    ]
    connection.execute("CREATE OR REPLACE TEMP TABLE folded (place VARCHAR, name VARCHAR)")
    insert(connection, "folded", {"place": places, "name": [place.casefold() for place in places]})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ordered AS SELECT id, status, credibility, row_number() OVER (ORDER BY "
        "date_start IS NULL, coalesce(date_start, ''), coalesce(date_end, ''), coalesce(name, ''), kind, id) "
        "- 1 AS position "
        "FROM events LEFT JOIN folded USING (place)"
    )
    (count,) = connection.execute("SELECT count(*) FROM ordered").fetchall()[0]
    for start in range(0, count, EVENTS_AT_ONCE):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE page AS SELECT * FROM ordered "
            f"WHERE position BETWEEN {start} AND {start + EVENTS_AT_ONCE - 1};"
            "CREATE OR REPLACE TEMP TABLE part AS SELECT number, position FROM members JOIN page ON id = event_id"
        )
        yield from _rows(connection)


def _rows(connection: DuckDBPyConnection) -> Iterator[Flat]:
    """The events of `page`, whose records' numbers `part` holds."""
    picked = Rows(connection, "records SEMI JOIN part USING (number)")
    columns = picked.columns()
    at = picked.values("position", "JOIN part USING (number)")
    _, first, back = np.unique(at, return_index=True, return_inverse=True)
    clustered = ClusteredRecords(columns, first[back])
    known = connection.execute("SELECT id, status, credibility FROM page ORDER BY position").fetchall()
    # events are numbered by their first rows, the output is in the order of `position`
    numbers = np.argsort(np.argsort(first)).tolist()
    members = clustered.members(numbers)
    cells = {name: [cell[number] for number in numbers] for name, cell in _cells(clustered).items()}
    cells["event_id"], cells["status"], cells["credibility"] = map(list, zip(*known, strict=True))
    contested, contesting = _links(connection)
    cells["disputes"] = [_joined(contested.get(event, ())) for event in cells["event_id"]]
    cells["disputed_by"] = [_joined(contesting.get(event, ())) for event in cells["event_id"]]
    told = _Told(clustered)
    cells |= told.cells(numbers, [rows.tolist() for rows in members])
    for position, values in enumerate(zip(*(cells[column] for column in COLUMNS), strict=True)):
        yield Flat(dict(zip(COLUMNS, values, strict=True)), clustered, numbers[position], members[position])


def _cells(clustered: ClusteredRecords) -> dict[str, list[Any]]:
    """What each event's chosen rows tell, by columns."""
    columns = clustered.columns
    place, dates = (
        {name: each.told() for name, each in clustered.place_words().items()},
        columns.fields["date"].take(clustered.chosen("date")),
    )

    def told(field: str, of: Callable[[Any], Any] = str) -> list[Any]:
        return columns.fields[field].take(clustered.chosen(field)).each(of)

    actor = columns.actor.take(clustered.main_actor)
    other = np.full(len(clustered), -1, np.int64)
    for kind, field in _OTHER_ACTOR.items():
        other = np.where(clustered.kind == KINDS.index(kind), clustered.chosen(field), other)
    return {
        "kind": Coded(clustered.kind, KINDS).each(str),
        "place": place["name"],
        "place_type": place["type"],
        **{name: place[name] for name in ("within", "country", "admin1", "geonames_id")},
        "latitude": place["lat"],
        "longitude": place["lon"],
        **{f"date_{name}": dates.part(name).told() for name in ("start", "end", "precision", "basis")},
        "actor": actor.each(_name),
        "actor_id": actor.each(attrgetter("id")),
        "actor_side": actor.each(attrgetter("side")),
        "other_actor": columns.other_actor.take(other).each(_name),
        "from_side": told("from_side", _name),
        **{name: told(name) for name in ("extent", "means", "stage", "unit", "denies", "claim")},
        "to_place": told("to_place", _name),
        "size_min": told("size", attrgetter("min")),
        "size_max": told("size", attrgetter("max")),
        "n_articles": clustered.n_articles.tolist(),
        "n_outlets": clustered.n_outlets.tolist(),
        "n_independent": clustered.n_independent.tolist(),
        "own_cause": ["yes" if own else "no" for own in clustered.own_cause.tolist()],
    }


class _Told:
    """What all records of events tell, earliest first."""

    def __init__(self, clustered: ClusteredRecords) -> None:
        columns = clustered.columns
        self._clustered = clustered
        self._ids, self._evidence = list(columns.ids), columns.evidence
        self._outlets = columns.fields["outlet"].each(str)
        self._sources = columns.fields["source"].each(attrgetter("text"))
        self._published = columns.fields["published"].each(str)
        self._moments = columns.fields["published"].each(moment)
        self._triggers = columns.fields["trigger"].each(str)

    def cells(self, events: list[int], members: list[list[int]]) -> dict[str, list[Any]]:
        """Columns of some events.

        Args:
            events: their numbers.
            members: the rows of each.
        """
        first, last = self._reported(members)
        differing = map(self._clustered.differing, events, members)
        return {
            "outlets": [_joined(sorted(_distinct(self._outlets, rows))) for rows in members],
            "sources": [_joined(filter(None, _distinct(self._sources, rows))) for rows in members],
            "conflicts": [_joined(fields) for fields in differing],
            "steps": [_joined(words) for words in map(self._clustered.step_words, events, members)],
            "first_reported": first,
            "last_reported": last,
            "trigger": [self._triggers[rows[0]] for rows in members],
            "quote": [self._evidence[rows[0]].split(SENTENCES)[0] for rows in members],
            "records": ["; ".join([self._ids[row] for row in rows]) for rows in members],
        }

    def _reported(self, members: list[list[int]]) -> tuple[list[str | None], list[str | None]]:
        """When each event was first and last reported."""
        first: list[str | None] = []
        last: list[str | None] = []
        for rows in members:
            told = [(when, self._published[row]) for row in rows if (when := self._moments[row]) is not None]
            first.append(min(told)[1] if told else None)
            last.append(max(told)[1] if told else None)
        return first, last


def _distinct(values: list[str | None], rows: list[int]) -> dict[str, None]:
    """The distinct values of some rows, in their order."""
    return {value: None for row in rows if (value := values[row]) is not None}


def _links(connection: DuckDBPyConnection) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What each denial of `page` contests, and which denials contest each event of it."""
    contested: dict[str, list[str]] = defaultdict(list)
    contesting: dict[str, list[str]] = defaultdict(list)
    links = "SELECT denial_id, event_id FROM disputes SEMI JOIN page ON id = {} ORDER BY ALL"
    for denial, event in connection.execute(links.format("denial_id")).fetchall():
        contested[denial].append(event)
    for denial, event in connection.execute(links.format("event_id")).fetchall():
        contesting[event].append(denial)
    return contested, contesting


def _name(value: Place | Actor) -> str:
    return value.name or value.text


def _joined(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None
