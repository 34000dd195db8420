"""All tables of an event set as flat cells: of a set in memory, and of one in a file, of which so many rows are read at
a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from conflict_extract.eventset.control import changes_by_place, over_time, spans
from conflict_extract.eventset.control_table import every_history
from conflict_extract.eventset.flat import EVENTS_AT_ONCE, flat_events, shown_name
from conflict_extract.merging import Columns
from conflict_extract.merging.columns import SENTENCES
from conflict_extract.merging.sorting import Ints
from conflict_extract.normalize import ActorTable
from conflict_extract.output import Collection, Held
from conflict_extract.output.rows import Cells, as_cells
from conflict_extract.output.tables import Part, Tables, cells_of
from conflict_extract.output.wording import doubt_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# title and address of an article
Found = Callable[[Sequence[str]], Mapping[str, tuple[str | None, str | None]]]
# what there is to say of the changes of control of some ids, by the columns of `_OF_CHANGES`
Told = Callable[[Sequence[str]], Mapping[str, Sequence[Any]]]

_OF_CHANGES = (
    "place", "place_type", "country", "latitude", "longitude", "actor", "actor_side", "extent", "status",
    "credibility", "n_outlets", "own_cause",
)  # fmt: skip
_OF_ARTICLES = ("id", "outlet", "published", "title", "url", "language", "external_id")


def tables_in_memory(collection: Collection, actors: ActorTable) -> Tables:
    """The tables of a set in memory.

    Args:
        collection: the set.
        actors: the table by which two holders are one side.
    """
    events = collection.ordered()
    some = [replace(collection, events=each) for each in _batched(events, EVENTS_AT_ONCE)]

    def found(ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        known = ((key, collection.articles[key]) for key in {*ids} if key in collection.articles)
        return {key: (article.title, article.url) for key, article in known}

    by_id = {event.id: event for event in events}

    def told(ids: Sequence[str]) -> dict[str, Sequence[Any]]:
        (cells,) = as_cells(replace(collection, events=[by_id[key] for key in {*ids}]))
        return dict(zip(cells["event_id"], zip(*(cells[name] for name in _OF_CHANGES), strict=True), strict=True))

    histories = changes_by_place(events, collection.records, None, None, actors)
    articles = [[getattr(each, name) for name in _OF_ARTICLES] for each in collection.articles.values()]
    return Tables(
        (_part(each, found) for each in some),
        _control((over_time(each) for each in histories), told),
        [cells_of("articles", sorted(articles, key=_by_day))],
    )


def _part(collection: Collection, found: Found) -> Part:
    (cells,) = as_cells(collection)
    told = [(event.id, record) for event in collection.ordered() for record in collection.records_of(event)]
    columns = Columns.of({record.id: record for _, record in told}.values())
    row_of = {key: row for row, key in enumerate(columns.ids)}
    rows = np.array([row_of[record.id] for _, record in told], np.int64)
    return Part(cells, _record_cells(columns, rows, [event for event, _ in told], found))


def tables_of_file(connection: DuckDBPyConnection) -> Tables:
    """The tables of a set in a file."""

    def found(ids: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
        rows = connection.execute(
            "SELECT id, title, json_extract_string(data, '$.url') FROM articles "
            "SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) USING (id)",
            [[*{*ids}]],
        ).fetchall()
        return {key: (title, url) for key, title, url in rows}

    def told(ids: Sequence[str]) -> dict[str, Sequence[Any]]:
        columns = ", ".join(_OF_CHANGES[:-1])
        rows = connection.execute(
            f"SELECT id, {columns}, CASE WHEN own_cause THEN 'yes' ELSE 'no' END FROM events "
            "SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) USING (id)",
            [[*{*ids}]],
        ).fetchall()
        return {key: cells for key, *cells in rows}

    return Tables(
        (
            Part(
                each.cells,
                _record_cells(
                    each.clustered.columns,
                    np.concatenate(each.members),
                    [key for key, rows in zip(each.cells["event_id"], each.members, strict=True) for _ in rows],
                    found,
                ),
            )
            for each in flat_events(connection)
        ),
        _control((over_time(each) for each in every_history(connection)), told),
        _articles(connection),
    )


def _articles(connection: DuckDBPyConnection) -> Iterator[Cells]:
    columns = ", ".join(f"json_extract_string(data, '$.{name}') AS {name}" for name in _OF_ARTICLES)
    ordered = sorted(connection.execute("SELECT id, outlet, published FROM articles").fetchall(), key=_by_day)
    for some in _batched(ordered, EVENTS_AT_ONCE):
        keys = [key for key, *_ in some]
        rows = connection.execute(
            f"SELECT {columns} FROM articles SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) USING (id)", [keys]
        ).fetchall()
        by_id = {row[0]: row for row in rows}
        yield cells_of("articles", [by_id[key] for key in keys])


def _by_day(article: Sequence[Any]) -> tuple[bool, str, str, str]:
    key, outlet, published, *_ = article
    return published is None, published or "", outlet or "", key


def _record_cells(columns: Columns, rows: Ints, events: Sequence[str], found: Found) -> Cells:
    """The records of some rows, with the events that they tell."""
    fields = columns.fields

    def told(field: str, of: Callable[[Any], Any] = str) -> list[Any]:
        return fields[field].take(rows).each(of)

    date = fields["date"].take(rows)
    actor = columns.actor.take(rows)
    articles = fields["article_id"].told(rows)
    known = found(articles)
    unknown = (None, None)
    return {
        "record_id": [columns.ids[row] for row in rows.tolist()],
        "event_id": events,
        **{name: told(name) for name in ("kind", "outlet", "published")},
        "place": told("place", shown_name),
        "place_type": told("place", attrgetter("type")),
        **{name: told("place", attrgetter(name)) for name in ("within", "country", "admin1", "geonames_id")},
        "latitude": told("place", attrgetter("lat")),
        "longitude": told("place", attrgetter("lon")),
        **{f"date_{name}": date.part(name).told() for name in ("start", "end", "precision", "basis")},
        "date_words": date.part("text").told(),
        "actor": actor.each(shown_name),
        "actor_side": actor.each(attrgetter("side")),
        "other_actor": columns.other_actor.take(rows).each(shown_name),
        "from_side": told("from_side", shown_name),
        **{name: told(name) for name in ("extent", "means", "stage", "unit")},
        "to_place": told("to_place", shown_name),
        **{name: told(name) for name in ("denies", "claim")},
        "size_min": told("size", attrgetter("min")),
        "size_max": told("size", attrgetter("max")),
        "source": told("source", attrgetter("text")),
        "source_role": told("source", attrgetter("role")),
        "doubts": told("doubts", lambda doubts: doubt_words(doubts) or None),
        "trigger": told("trigger"),
        "quote": [columns.evidence[row].replace(SENTENCES, " ") for row in rows.tolist()],
        "title": [known.get(key, unknown)[0] for key in articles],
        "url": [known.get(key, unknown)[1] for key in articles],
        "article_id": articles,
    }


def _control(places: Iterable[list[Held]], told: Told) -> Iterator[Cells]:
    """Who holds what from when to when; spans of one place that say the same are one."""
    for some in _batched(places, 1_000):
        told_of = [(place, held, until) for place in some for held, until in spans(place)]
        known = told([held.event for _, held, _ in told_of])
        rows = []
        for _, held, until in told_of:
            *place, actor, side, extent, status, credibility, n_outlets, own_cause = known[held.event]
            contested = "; ".join(held.contested_by) or None
            rows.append(
                [*place, actor, side, held.day or None, until, held.event, extent, status, credibility, n_outlets,
                 own_cause, contested]
            )  # fmt: skip
        yield cells_of("control", rows)


def _batched(items: Iterable[Any], count: int) -> Iterator[list[Any]]:
    through = iter(items)
    while some := [*islice(through, count)]:
        yield some
