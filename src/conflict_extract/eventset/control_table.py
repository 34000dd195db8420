"""The changes of control of each place, out of the table of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC
from functools import partial
from itertools import groupby
from typing import Any

from conflict_extract.eventset.control import Change, History, homes_of
from conflict_extract.eventset.control_columns import BETWEEN_NAMES
from conflict_extract.eventset.tables import authorities_of
from conflict_extract.normalize import fold_place
from conflict_extract.schema import Actor

Reading = Callable[[], AbstractContextManager[Any]]
# how many of the last changes of a place are read at once, for those before the one that counts are shown in a line
_SOME = 8

_TOLD = """
WITH told AS (
  SELECT home, place_type IS NOT DISTINCT FROM 'governorate' AS whole, id, actor, actor_id, actor_side, date_start,
    date_end, first_reported, n_independent, coalesce(date_start, date_end, '') AS begins,
    coalesce(date_end, '') AS ends
  FROM events JOIN homes ON name = split_part(place_names, $between, 1)
  WHERE kind = 'control_change' AND extent <> 'entered' AND ($at IS NULL OR begins <= $at)
)"""
CHANGE_COLUMNS = "id, actor, actor_id, actor_side, date_start, date_end, first_reported, n_independent"
# as `changes_by_place` puts them
_LATEST_FIRST = (
    "ends DESC, date_start IS NULL, n_independent DESC, first_reported DESC NULLS LAST, "
    "coalesce(actor, '') DESC, id DESC"
)
# those that decide, and some more: from the last day of the last change that an outlet without a part in it tells, or
# from the first day of one after that
_DECISIVE = f"""{_TOLD}, vouched AS (
  SELECT home, whole, count(*) AS total,
    least(max(ends) FILTER (n_independent > 0), list_min(max(ends, {_SOME}))) AS since
  FROM told GROUP BY home, whole
), decisive AS (
  SELECT home, whole, total, min(least(since, begins)) AS since
  FROM told JOIN vouched USING (home, whole) WHERE ends >= since GROUP BY home, whole, total
)
SELECT home, whole, total, {CHANGE_COLUMNS} FROM told JOIN decisive USING (home, whole) WHERE ends >= since
ORDER BY home, whole, {_LATEST_FIRST}
"""
_EVERY = f"{_TOLD} SELECT home, whole, {CHANGE_COLUMNS} FROM told ORDER BY home, whole, {_LATEST_FIRST}"
_ALL = f"{_TOLD} SELECT {CHANGE_COLUMNS} FROM told WHERE whole = $whole ORDER BY {_LATEST_FIRST}"


def histories(connection: Any, at: str | None, place: str | None, reading: Reading) -> list[History]:
    """The changes of control of each place by a day, as `changes_by_place` gives them.

    Args:
        connection: to the event set.
        at: ISO date; None for the latest state.
        place: only places of this name, in any spelling that folds to the same or stands in one event with it.
        reading: opens the event set again, for what is asked for later.
    """
    actors = authorities_of(connection).actors
    spelled, home = _spelled(connection)
    wanted = home.get(fold_place(place), "") if place else None
    first = sorted({names[0] for names in spelled if wanted in (None, home[names[0]])})
    rows = _ranked(connection, _DECISIVE, first, [home[name] for name in first], at=at)
    found = []
    for (where, whole, total), changes in groupby(rows, key=lambda row: row[:3]):
        here = [name for name in first if home[name] == where]
        read = partial(_all_changes, reading, here, at, whole)
        found.append(History([change_of(row[3:]) for row in changes], total, read, actors))
    return found


def every_history(connection: Any) -> Iterator[History]:
    """The changes of control of each place, all at hand, as `changes_by_place` gives them; one place at a time."""
    actors = authorities_of(connection).actors
    spelled, home = _spelled(connection)
    first = sorted({names[0] for names in spelled})
    rows = _ranked(connection, _EVERY, first, [home[name] for name in first], at=None)
    for _, told in groupby(rows, key=lambda row: row[:2]):
        changes = [change_of(row[2:]) for row in told]
        yield History(changes, len(changes), partial(list, changes), actors)


def _spelled(connection: Any) -> tuple[list[list[str]], dict[str, str]]:
    """The names of each place that changed hands, and for each name the smallest that means the same place."""
    told = connection.execute("SELECT DISTINCT place_names FROM events WHERE place_names IS NOT NULL").fetchall()
    spelled = [names.split(BETWEEN_NAMES) for (names,) in told]
    return spelled, homes_of(spelled)


def _all_changes(reading: Reading, names: list[str], at: str | None, whole: bool) -> list[Change]:
    with reading() as connection:
        return [change_of(row) for row in _ranked(connection, _ALL, names, names[:1] * len(names), at=at, whole=whole)]


def _ranked(
    connection: Any, query: str, names: list[str], homes: list[str], *, at: str | None, **more: Any
) -> list[tuple[Any, ...]]:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE homes AS SELECT unnest(?::VARCHAR[]) AS name, unnest(?::VARCHAR[]) AS home",
        [names, homes],
    )
    return connection.execute(query, {"at": at, "between": BETWEEN_NAMES, **more}).fetchall()  # type: ignore[no-any-return]


def change_of(row: tuple[Any, ...]) -> Change:
    """A change of control out of the columns of an event: `CHANGE_COLUMNS`."""
    key, name, identity, side, start, end, reported, n_independent = row
    holder = None if name is None else Actor(text=name, name=name, id=identity, side=side)
    return Change(key, holder, start, end, reported and reported.replace(tzinfo=UTC), n_independent)
