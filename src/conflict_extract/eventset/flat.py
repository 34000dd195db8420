"""The events of a set in a file as flat cells, so many at a time: what tables of a large set are written from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from conflict_extract.eventset.tables import columns_at_once, insert
from conflict_extract.merging import ClusteredRecords
from conflict_extract.merging.canonical import event_of
from conflict_extract.merging.columns import SENTENCES, Coded, Columns
from conflict_extract.merging.sorting import Ints, combinations
from conflict_extract.normalize import moment
from conflict_extract.output.rows import Cells, Row, rows_of
from conflict_extract.output.wording import WEB_ADDRESS, stating
from conflict_extract.schema import KINDS, OTHER_ACTOR, Actor, Event, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EVENTS_AT_ONCE = 20_000


class FlatEvents(NamedTuple):
    """Some events as flat cells, and where they come from: their numbers and their rows, earliest first, among
    others."""

    cells: Cells
    clustered: ClusteredRecords
    numbers: Ints
    members: Sequence[Ints]

    def told(self) -> Iterator[tuple[Event, Row, list[str]]]:
        """Each event in full, its flat row, and the words that state it, by its records."""
        triggers = self.clustered.columns.fields["trigger"]
        credible = self.cells["credibility"]
        parts = zip(rows_of(self.cells), self.numbers.tolist(), self.members, credible, strict=True)
        for row, number, rows, credibility in parts:
            event = event_of(
                self.clustered,
                number,
                rows,
                str(row["event_id"]),
                credibility=credibility,
                disputes=_parted(row["disputes"]),
                disputed_by=_parted(row["disputed_by"]),
            )
            yield event, row, triggers.told(rows)


def flat_events(connection: DuckDBPyConnection) -> Iterator[FlatEvents]:
    """Events as flat cells, as `output.rows` gives them and in that order: by date, place, kind and id."""
    places = [
        row[0] for row in connection.execute("SELECT DISTINCT place FROM events WHERE place IS NOT NULL").fetchall()
    ]
    connection.execute("CREATE OR REPLACE TEMP TABLE folded (place VARCHAR, name VARCHAR)")
    insert(connection, "folded", {"place": places, "name": [place.casefold() for place in places]})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE ordered AS SELECT id, status, credibility, row_number() OVER (ORDER BY "
        "date_start IS NULL, coalesce(date_start, ''), coalesce(date_end, ''), coalesce(name, ''), kind, id) "
        "- 1 AS position "
        "FROM events LEFT JOIN folded USING (place);"
        "CREATE OR REPLACE TEMP TABLE told AS SELECT number, position FROM members JOIN ordered ON id = event_id;"
        "CREATE OR REPLACE TEMP TABLE urls AS SELECT id, data->>'$.url' AS url FROM articles "
        f"WHERE regexp_full_match(url, '{WEB_ADDRESS}')"
    )
    (count,) = connection.execute("SELECT count(*) FROM ordered").fetchall()[0]
    for start in range(0, count, EVENTS_AT_ONCE):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE page AS SELECT * REPLACE (position - {start} AS position) FROM ordered "
            f"WHERE position BETWEEN {start} AND {start + EVENTS_AT_ONCE - 1};"
            "CREATE OR REPLACE TEMP TABLE part AS FROM told "
            f"WHERE position BETWEEN {start} AND {start + EVENTS_AT_ONCE - 1}"
        )
        yield _flat(connection)


def _flat(connection: DuckDBPyConnection) -> FlatEvents:
    """The events of `page`, whose records' numbers `part` holds."""
    columns, records = columns_at_once(connection, "part")
    told = connection.execute("SELECT number, position FROM part ORDER BY number").fetchnumpy()
    at = told["position"][np.searchsorted(told["number"], records)]
    _, first, back = np.unique(at, return_index=True, return_inverse=True)
    clustered = ClusteredRecords(columns, first[back])
    # events are numbered by their first rows, the output is in the order of `position`
    numbers = np.argsort(np.argsort(first))
    members = clustered.members(numbers.tolist())
    known = connection.execute("SELECT id, status, credibility FROM page ORDER BY position").fetchall()
    cells: dict[str, Sequence[Any]] = dict(
        zip(("event_id", "status", "credibility"), zip(*known, strict=True), strict=True)
    )
    cells |= (
        _chosen(clustered, numbers)
        | _told(clustered, numbers, members, _urls(connection, columns))
        | _linked(connection, len(numbers))
    )
    return FlatEvents(cells, clustered, numbers, members)


def _chosen(clustered: ClusteredRecords, numbers: Ints) -> dict[str, list[Any]]:
    """What the chosen rows of some events tell, by columns."""
    columns = clustered.columns
    place = {name: each.told(numbers) for name, each in clustered.place_words().items()}
    dates = columns.fields["date"].take(clustered.chosen("date")[numbers])

    def told(field: str, of: Callable[[Any], Any] = str) -> list[Any]:
        return columns.fields[field].take(clustered.chosen(field)[numbers]).each(of)

    actor = columns.actor.take(clustered.main_actor[numbers])
    kind = clustered.kind[numbers]
    other = np.full(len(numbers), -1, np.int64)
    for each, field in OTHER_ACTOR.items():
        other = np.where(kind == KINDS.index(each), clustered.chosen(field)[numbers], other)
    return {
        "kind": Coded(kind, KINDS).told(),
        "place": place["name"],
        "place_type": place["type"],
        **{name: place[name] for name in ("within", "country", "admin1", "geonames_id")},
        "latitude": place["lat"],
        "longitude": place["lon"],
        **{f"date_{name}": dates.part(name).told() for name in ("start", "end", "precision", "basis")},
        "actor": actor.each(shown_name),
        "actor_id": actor.each(attrgetter("id")),
        "actor_side": actor.each(attrgetter("side")),
        "other_actor": columns.other_actor.take(other).each(shown_name),
        "from_side": told("from_side", shown_name),
        **{name: told(name) for name in ("extent", "means", "stage", "unit", "denies", "claim")},
        "to_place": told("to_place", shown_name),
        "size_min": told("size", attrgetter("min")),
        "size_max": told("size", attrgetter("max")),
        "n_articles": clustered.n_articles[numbers].tolist(),
        "n_outlets": clustered.n_outlets[numbers].tolist(),
        "n_independent": clustered.n_independent[numbers].tolist(),
        "own_cause": ["yes" if own else "no" for own in clustered.own_cause[numbers].tolist()],
    }


def _urls(connection: DuckDBPyConnection, columns: Columns) -> dict[str, str]:
    """The web addresses of the articles of some records, by their ids."""
    ids = columns.fields["article_id"].values
    return dict(connection.execute("FROM urls WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]).fetchall())


def _told(
    clustered: ClusteredRecords, numbers: Ints, members: Sequence[Ints], urls: Mapping[str, str]
) -> dict[str, list[Any]]:
    """What all records of some events tell, by columns; `members` are the rows of each, earliest first."""
    columns, rows = clustered.columns, np.concatenate(members)
    begins = np.cumsum([0, *map(len, members)])[:-1]
    at = np.repeat(np.arange(len(numbers)), np.diff(begins, append=len(rows)))
    position = np.argsort(numbers)

    def listed(events: Ints, words: Sequence[str]) -> list[str | None]:
        order = np.argsort(position[events], kind="stable")
        return _joined(len(numbers), position[events][order], [words[each] for each in order.tolist()])

    def distinct(column: Coded, *, sort: bool) -> list[str | None]:
        known = np.flatnonzero(column.codes[rows] >= 0)
        first = combinations(at[known], column.codes[rows[known]])[0]
        known = known[first if sort else np.sort(first)]
        return _joined(len(numbers), at[known], column.told(rows[known]))

    published = _ranked(columns.fields["published"], lambda text: (when, text) if (when := moment(text)) else None)
    moments = published.codes[rows]
    first_told = np.minimum.reduceat(np.where(moments < 0, len(published.values), moments), begins)
    earliest = rows[begins]
    triggers = columns.fields["trigger"].told(earliest)
    return {
        "outlets": distinct(_ranked(columns.fields["outlet"], str), sort=True),
        "sources": distinct(columns.fields["source"].mapped(lambda source: source.text or None), sort=False),
        "urls": distinct(columns.fields["article_id"].mapped(urls.get), sort=False),
        "conflicts": listed(*clustered.differing()),
        "steps": listed(*clustered.step_words()),
        "first_reported": Coded(first_told, published.values).told(),
        "last_reported": Coded(np.maximum.reduceat(moments, begins), published.values).told(),
        "trigger": triggers,
        "quote": [
            stating(columns.evidence[row].split(SENTENCES), trigger or "")
            for row, trigger in zip(earliest.tolist(), triggers, strict=True)
        ],
        "records": _joined(len(numbers), at, [columns.ids[row] for row in rows.tolist()]),
    }


def _linked(connection: DuckDBPyConnection, count: int) -> dict[str, list[str | None]]:
    """What each of the events of `page` contests, and which denials contest it."""
    found = {}
    for name, own, other in (("disputes", "denial_id", "event_id"), ("disputed_by", "event_id", "denial_id")):
        told = connection.execute(
            f"SELECT position, {other} FROM disputes JOIN page ON page.id = {own} ORDER BY ALL"
        ).fetchall()
        found[name] = _joined(count, np.array([at for at, _ in told], np.int64), [event for _, event in told])
    return found


def _ranked(column: Coded, key: Callable[[Any], Any]) -> Coded:
    """A column with its values in the order of their keys, without those that have none."""
    keys = [*map(key, column.values)]
    order = sorted((code for code, each in enumerate(keys) if each is not None), key=keys.__getitem__)
    # with one more, for code -1
    rank = np.full(len(keys) + 1, -1, np.int64)
    rank[order] = np.arange(len(order))
    return Coded(rank[column.codes], [column.values[code] for code in order])


def _joined(count: int, at: Ints, words: Sequence[str]) -> list[str | None]:
    """The words of each of so many events, joined; `at` says whose each word is, ascending."""
    begins = np.searchsorted(at, np.arange(count + 1)).tolist()
    return ["; ".join(words[begin:end]) or None for begin, end in pairwise(begins)]


def _parted(words: object) -> list[str]:
    return str(words).split("; ") if words else []


def shown_name(value: Place | Actor) -> str:
    """The normalised name, else the words of the article."""
    return value.name or value.text
