"""Changing an event set in its file: only the neighbourhood of what changed is looked at.

A match is a thing of two records alone, so the records that matches connect (a component) are clustered the same way
whatever else the set holds, but for how busy their places are. A change therefore concerns the components of the
records that share a key with a changed record within a week, whose places may be busier or quieter now, and of those
that these are compared with; all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from conflict_extract.eventset.control_columns import control_columns
from conflict_extract.eventset.event_columns import event_table
from conflict_extract.eventset.tables import Rows, Table, as_array, columns_at_once, columns_of, insert, stage_records
from conflict_extract.merging import ClusteredRecords, Columns, Decisions, ScoredPairs, Weights, cluster, merge_columns
from conflict_extract.merging.columns import UNDATED, WINDOW_DAYS, Coded
from conflict_extract.merging.disputes import LONG_DAYS, REACH_DAYS, Reach
from conflict_extract.merging.keys import block_keys
from conflict_extract.merging.merge import MergedColumns, event_id_of
from conflict_extract.merging.sorting import Ints
from conflict_extract.schema import Event, Record

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# what a key of a row is for: records are compared by MATCH; a denial finds what it contests by DENIED, and, if it
# speaks of all of an area, by EVERYWHERE those PLACED anywhere
MATCH, DENIED, EVERYWHERE, PLACED = range(4)
EVENTS_AT_ONCE = 50_000
KEYS_AT_ONCE = 500_000
MEMORY_LEFT = "80MB"
# of so many records all columns are read in one pass, which is quicker and takes more memory
FEW = 20_000


def take_in(connection: DuckDBPyConnection, incoming: str, weights: Weights, decisions: Decisions) -> None:
    """Merges records into the set; one with the id of another takes its place.

    Args:
        connection: to the event set, within a transaction.
        incoming: the name of a table or view of the records and their numbers, as `stage_records` and `stage_parquet`
            make it.
        weights: the table of weights.
        decisions: an analyst's word.
    """
    if _one(connection, "SELECT count(*) FROM records") == 0 and not decisions.wrong:
        part = _Part(connection, incoming)
        # what was read stays in the database's memory as long as there is room, and is not asked for again; each thread
        # that writes holds as many records as lie together in the file
        connection.execute(f"SET memory_limit = '{MEMORY_LEFT}'; SET threads = 1")
        with ThreadPoolExecutor(1) as beside:
            # the database writes them while they are merged, which does not need it
            written = beside.submit(_insert_records, connection, incoming)
            merged = _merged(part, weights, decisions)
            written.result()
        connection.execute("RESET threads")
        _insert_blocks(connection, part.columns, part.numbers)
        _write(connection, part, merged)
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE former AS SELECT number, id FROM records SEMI JOIN {incoming} USING (id);"
        "CREATE OR REPLACE TEMP TABLE changed AS SELECT row_number() OVER () - 1 AS number, * FROM ("
        f"SELECT * EXCLUDE (number) FROM {incoming} "
        "EXCEPT SELECT * EXCLUDE (number) FROM records SEMI JOIN former USING (number));"
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM former SEMI JOIN changed USING (id)"
    )
    last = _insert_records(connection, "changed")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT number FROM records WHERE number > {last}")
    _insert_blocks(connection, *_looked_up(connection, "fresh"))
    seeds = "SELECT number FROM fresh UNION SELECT number FROM gone"
    _remerge(connection, seeds, "gone", weights, decisions)


def take_out(connection: DuckDBPyConnection, article_id: str, weights: Weights, decisions: Decisions) -> None:
    """Takes the records of an article out and merges again what they touched."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM records WHERE article_id = ?", [article_id]
    )
    _remerge(connection, "SELECT number FROM gone", "gone", weights, decisions)


def amend(
    connection: DuckDBPyConnection, records: Mapping[str, Record | None], weights: Weights, decisions: Decisions
) -> None:
    """Puts records in the place of those of their ids, and takes out those that are None."""
    if left := [record for record in records.values() if record is not None]:
        take_in(connection, stage_records(connection, left), weights, decisions)
    if gone := [key for key, record in records.items() if record is None]:
        _table(connection, "aside", {"id": gone})
        connection.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM records SEMI JOIN aside USING (id)")
        _remerge(connection, "SELECT number FROM gone", "gone", weights, decisions)


@dataclass
class LookedUp:
    """What an analyst's last word touches, kept for the next on the same records while the set stays as it is: words
    are tried before one is said, and looking it up takes longer than merging it.

    Args:
        revision: that the set had.
        of: the records that the word is on, those that are wrong, and the pairs that words link.
        part: what it touches.
    """

    revision: int = -1
    of: tuple[frozenset[Any], ...] = ()
    part: _Part | None = None


def merge_around(
    connection: DuckDBPyConnection,
    records: Iterable[str],
    weights: Weights,
    decisions: Decisions,
    looked_up: LookedUp | None = None,
) -> tuple[dict[str, str], dict[str, str]]:
    """Merges again what an analyst's word on some records touches.

    Args:
        connection: to the event set, within a transaction.
        records: their ids.
        weights: the table of weights.
        decisions: an analyst's word.
        looked_up: what was looked up last, of the set as it was when the transaction began; brought up to date.

    Returns:
        By record id the events of what was merged again, and of what was looked at and stays in its event.
    """
    of = (frozenset(records), decisions.wrong, decisions.contests | decisions.unrelated)
    part = looked_up.part if looked_up is not None and looked_up.of == of else None
    if part is not None:
        part.lay_out(connection)
    else:
        spoken_of = "SELECT number FROM records WHERE id IN (SELECT unnest(?::VARCHAR[]))"
        rows = connection.execute(spoken_of, [sorted(of[0])]).fetchall()
        _table(connection, "spoken_of", {"number": [number for (number,) in rows]})
        _table(connection, "gone", {"number": []})
        part = _look_up(connection, "FROM spoken_of", "gone", decisions)
        if looked_up is not None:
            part.take_up(connection)
            looked_up.of, looked_up.part = of, part
    merged = _merged(part, weights, decisions)
    _write(connection, part, merged)
    home = {key: merged.ids[at] for key, at in zip(part.columns.ids, merged.clustered.event.tolist(), strict=True)}
    return {key: event for key, event in home.items() if key not in part.settled}, part.settled


def touched(connection: DuckDBPyConnection) -> tuple[list[str], list[str]]:
    """The ids of the events that the last merge within this transaction may have changed, as they were called before
    and as they are called now."""
    before = "FROM written ORDER BY 1"
    after = (
        "SELECT DISTINCT event_id FROM members SEMI JOIN (FROM area UNION SELECT number FROM rim) USING (number) "
        "ORDER BY 1"
    )
    return tuple([row[0] for row in connection.execute(query).fetchall()] for query in (before, after))  # type: ignore[return-value]


def put(
    connection: DuckDBPyConnection,
    records: Iterable[Record],
    events: Sequence[Event],
    weights: Weights,
    decisions: Decisions,
) -> None:
    """Writes records and the events that they tell into an event set that holds none.

    Args:
        connection: to the event set, within a transaction.
        records: those that an analyst called wrong, too.
        events: oldest first.
        weights: the table of weights.
        decisions: an analyst's word, by which the events were made.
    """
    _insert_records(connection, stage_records(connection, records))
    columns, numbers = columns_of(connection, "records")
    _insert_blocks(connection, columns, numbers)
    told = {key: event.id for event in events for key in event.records}
    picked = np.array([key in told for key in columns.ids], np.bool_)
    if not picked.all():
        _table(connection, "told", {"number": numbers[picked]})
        columns, numbers = columns_of(connection, "told")
    first: dict[str, int] = {}
    event = np.array([first.setdefault(told[key], row) for row, key in enumerate(columns.ids)], np.int64)
    one, two = decisions.rows(columns)
    found = cluster(columns, weights, one=one, two=two)
    events_of = [told[key] for key in columns.ids]
    members: Table = {"number": numbers, "event_id": events_of, "component": numbers[found.component]}
    insert(connection, "members", members)
    _insert_near(connection, found.near, numbers)
    insert(connection, "disputes", {
        "denial_id": [each.id for each in events for _ in each.disputes],
        "event_id": [other for each in events for other in each.disputes],
    })  # fmt: skip
    ages = {each.id: age for age, each in enumerate(events)}
    _insert_events(connection, ClusteredRecords(columns, event), list(first), ages, np.arange(len(first)))


def _one(connection: DuckDBPyConnection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]


def _table(connection: DuckDBPyConnection, name: str, columns: Table) -> None:
    """Makes a temporary table of some rows: numbers of records, and names."""
    rows = {column: as_array(values) for column, values in columns.items()}  # noqa: F841  # found by its name
    shown = (f"{column}::{'BIGINT' if column == 'number' else 'VARCHAR'} AS {column}" for column in columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {', '.join(shown)} FROM rows")


def _insert_records(connection: DuckDBPyConnection, incoming: str) -> int:
    """Adds records with their numbers after those of the records before them, and returns the largest of these."""
    last = int(_one(connection, "SELECT coalesce(max(number), -1) FROM records"))
    connection.execute(f"INSERT INTO records SELECT {last + 1} + number, * EXCLUDE (number) FROM {incoming}")
    return last


def pick_around(connection: DuckDBPyConnection, ids: Iterable[str]) -> str:
    """The name of a temporary table with the numbers of the records of some events, named by their ids or those of
    their records, and of those that share a key with them within a week."""
    _table(connection, "asked", {"id": list(ids)})
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE own AS
          SELECT number FROM members SEMI JOIN (
            SELECT event_id FROM members SEMI JOIN (FROM records SEMI JOIN asked USING (id)) USING (number)
            UNION SELECT coalesce(event_id, id) AS event_id FROM asked LEFT JOIN superseded ON former_id = id
          ) USING (event_id)
          UNION SELECT number FROM records SEMI JOIN asked USING (id);
        CREATE OR REPLACE TEMP TABLE part AS
          FROM own UNION SELECT b.number FROM (FROM blocks SEMI JOIN own USING (number)) a JOIN blocks b
            ON b.key = a.key WHERE a.role = {MATCH} AND b.role = {MATCH}
              AND b.first_day <= a.last_day + {WINDOW_DAYS} AND b.last_day >= a.first_day - {WINDOW_DAYS};
        """
    )
    return "part"


def pick_linked(connection: DuckDBPyConnection, ids: Iterable[str]) -> str:
    """The name of a temporary table with the numbers of the records of some events, of the denials that contest them
    and of what they contest."""
    _table(connection, "asked", {"id": list(ids)})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE part AS SELECT number FROM members SEMI JOIN (FROM asked "
        "UNION SELECT denial_id FROM disputes SEMI JOIN asked ON id = event_id "
        "UNION SELECT event_id FROM disputes SEMI JOIN asked ON id = denial_id) a ON a.id = event_id"
    )
    return "part"


class _Around(NamedTuple):
    """Names of tables of record numbers: `changing` are in events that may become others, `area` are these and those
    that are new; `rim` stays in its events, which may contest or be contested by what changes; `context` is looked at
    only; `gone` leave the set. `changing`, `rim` and `context` tell the events, too. `written` names the events of
    `changing` and `rim`."""

    changing: str
    area: str
    rim: str
    context: str
    gone: str
    written: str


def _blocks_of(picked: str) -> str:
    """SQL that gives the keys of some records with the days and roles that they have them with."""
    return f"SELECT DISTINCT key, role, first_day, last_day FROM blocks SEMI JOIN {picked} USING (number)"


def _components_of(picked: str) -> str:
    """SQL that gives the members of the components of some records."""
    return (
        f"SELECT number, event_id FROM members SEMI JOIN (SELECT component FROM members SEMI JOIN {picked} "
        "USING (number)) USING (component)"
    )


def _sharing(blocks: str, days: int, roles: str) -> str:
    """SQL that gives the records of known day that have a key of some within so many days.

    Args:
        blocks: the name of a table of keys.
        days: how far apart they may be.
        roles: SQL that says which roles of the one, `a`, go with which of the other, `b`.
    """
    return (
        f"SELECT DISTINCT b.number FROM {blocks} a JOIN blocks b ON b.key = a.key AND {roles} "
        f"WHERE a.last_day < {UNDATED} AND b.last_day < {UNDATED} "
        f"AND b.first_day <= a.last_day + {days} AND b.last_day >= a.first_day - {days}"
    )


def _undated_sharing(blocks: str, roles: str) -> str:
    """SQL that gives the records of unknown day that have a key of some of unknown day."""
    return (
        f"SELECT DISTINCT b.number FROM {blocks} a JOIN blocks b ON b.key = a.key AND {roles} "
        f"WHERE a.last_day = {UNDATED} AND b.last_day = {UNDATED}"
    )


def _looked_up(connection: DuckDBPyConnection, picked: str) -> tuple[Columns, Ints]:
    """The records whose numbers a table holds, as columns, and their numbers; read once, for they are few."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE few AS SELECT * FROM records SEMI JOIN {picked} USING (number)")
    if _one(connection, "SELECT count(*) FROM few") <= FEW:
        return columns_at_once(connection, "few", source="few")
    rows = Rows(connection, "few")
    return rows.columns(), rows.numbers


def _remerge(connection: DuckDBPyConnection, seeds: str, gone: str, weights: Weights, decisions: Decisions) -> None:
    """Merges again what some records touch; see `_look_up`."""
    part = _look_up(connection, seeds, gone, decisions)
    _write(connection, part, _merged(part, weights, decisions))


def _look_up(connection: DuckDBPyConnection, seeds: str, gone: str, decisions: Decisions) -> _Part:
    """What some records touch.

    Args:
        connection: to the event set, within a transaction.
        seeds: SQL that gives their numbers.
        gone: the name of a table of those that leave the set.
        decisions: an analyst's word.
    """
    _table(connection, "wrong", {"id": sorted(decisions.wrong)})
    linked = sorted({tuple(sorted(pair)) for pair in decisions.contests | decisions.unrelated})
    _table(connection, "linked", {"a": [one for one, _ in linked], "b": [b for _, b in linked]})
    week, reach = WINDOW_DAYS, REACH_DAYS + LONG_DAYS
    compared = f"a.role = {MATCH} AND b.role = {MATCH}"
    contested = f"b.role = CASE a.role WHEN {DENIED} THEN {MATCH} WHEN {MATCH} THEN {DENIED} "
    contested += f"WHEN {EVERYWHERE} THEN {PLACED} ELSE {EVERYWHERE} END"
    # what is near `busier` is merged again where nothing is busier, too: a record is compared with at most so many that
    # share its key, and the others must be there to be counted
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE seeds AS {seeds};
        CREATE OR REPLACE TEMP TABLE fellows AS SELECT number, article_id FROM records SEMI JOIN (
          SELECT article_id FROM records SEMI JOIN (FROM blocks WHERE last_day = {UNDATED}) USING (number)
        ) USING (article_id);
        CREATE OR REPLACE TEMP TABLE seed_blocks AS {_blocks_of("seeds")};
        CREATE OR REPLACE TEMP TABLE busier AS
          {_sharing("seed_blocks", week, compared)} UNION ALL {_undated_sharing("seed_blocks", compared)};
        CREATE OR REPLACE TEMP TABLE busier_blocks AS {_blocks_of("busier")};
        CREATE OR REPLACE TEMP TABLE near AS
          {_sharing("busier_blocks", week, compared)}
          UNION {_undated_sharing("busier_blocks", compared)}
          UNION SELECT number FROM fellows SEMI JOIN (SELECT article_id FROM records
            SEMI JOIN (FROM busier UNION FROM seeds) USING (number)) USING (article_id)
          UNION FROM seeds;
        CREATE OR REPLACE TEMP TABLE changing AS {_components_of("near")};
        CREATE OR REPLACE TEMP TABLE area AS SELECT number FROM changing UNION FROM seeds;
        CREATE OR REPLACE TEMP TABLE area_blocks AS {_blocks_of("area")};
        CREATE OR REPLACE TEMP TABLE contesting AS
          {_sharing("area_blocks", reach, contested)}
          UNION {_undated_sharing("area_blocks", contested)}
          UNION SELECT number FROM fellows SEMI JOIN (SELECT article_id FROM records SEMI JOIN area USING (number))
            USING (article_id)
          UNION SELECT number FROM records SEMI JOIN (
            SELECT CASE id WHEN a THEN b ELSE a END AS id
            FROM linked JOIN (FROM records SEMI JOIN area USING (number)) ON id IN (a, b)
          ) USING (id);
        CREATE OR REPLACE TEMP TABLE rim AS
          WITH whole AS ({_components_of("contesting")})
          SELECT number, event_id FROM whole SEMI JOIN (FROM whole SEMI JOIN contesting USING (number)) USING (event_id)
          ANTI JOIN area USING (number);
        CREATE OR REPLACE TEMP TABLE written AS SELECT event_id FROM changing UNION SELECT event_id FROM rim;
        CREATE OR REPLACE TEMP TABLE context AS
          SELECT number, event_id FROM members
          SEMI JOIN ({_sharing("area_blocks", week, compared)}) USING (number)
          ANTI JOIN (FROM area UNION SELECT number FROM rim) USING (number);
        CREATE OR REPLACE TEMP TABLE part AS
          SELECT number FROM (FROM area UNION SELECT number FROM rim UNION SELECT number FROM context)
          ANTI JOIN {gone} USING (number)
          ANTI JOIN (SELECT number FROM records SEMI JOIN wrong USING (id)) USING (number);
        """
    )
    return _Part(connection, "part", _Around("changing", "area", "rim", "context", gone, "written"))


class _Part:
    """The records that are merged again, and what is known of them.

    Args:
        connection: to the event set, within a transaction.
        picked: the name of a table of their numbers.
        around: where they lie; None where the set holds nothing yet, and `picked` holds the records themselves.
    """

    def __init__(self, connection: DuckDBPyConnection, picked: str, around: _Around | None = None) -> None:
        if around is None:
            held = Rows(connection, picked)
            self.columns, self.numbers = held.columns(), held.numbers
        else:
            self.columns, self.numbers = _looked_up(connection, picked)
        self.around = around
        self.known: dict[str, str] = {}
        self.settled: dict[str, str] = {}
        self.seen_only: set[str] = set()
        self.ages: dict[str, int] = {}
        self.superseded: dict[str, str] = {}
        self.reserved: set[str] = set()
        self._taken_up: dict[str, Table] = {}
        if around is None:
            return
        rows = connection.execute(
            f"SELECT few.id, event_id, age, stays, only_seen FROM few JOIN ("
            f"SELECT *, false AS stays, false AS only_seen FROM {around.changing} "
            f"UNION ALL SELECT *, true, false FROM {around.rim} UNION ALL SELECT *, false, true FROM {around.context} "
            # what takes the place of a record that leaves belongs to its event
            f"UNION ALL SELECT f.number, event_id, false, false FROM {around.gone} JOIN members USING (number) "
            "JOIN records r USING (number) JOIN few f ON f.id = r.id"
            ") USING (number) JOIN events ON events.id = event_id ORDER BY age, few.id"
        ).fetchall()
        for key, event, age, stays, only_seen in rows:
            (self.settled if stays or only_seen else self.known)[key] = event
            if only_seen:
                self.seen_only.add(event)
            else:
                self.ages[event] = age
        self.superseded = dict(
            connection.execute(
                f"SELECT former_id, event_id FROM superseded SEMI JOIN {around.changing} USING (event_id) "
                "ORDER BY former_id"
            ).fetchall()
        )
        made = [event_id_of(key) for key in self.columns.ids if key not in self.settled]
        _table(connection, "possible", {"id": made})
        taken = "SELECT id FROM events SEMI JOIN possible USING (id) UNION SELECT former_id FROM superseded SEMI JOIN "
        found = connection.execute(taken + "possible ON id = former_id").fetchall()
        self.reserved = {row[0] for row in found} - {*self.known.values(), *self.superseded}

    def take_up(self, connection: DuckDBPyConnection) -> None:
        """Keeps what the tables hold that tell what is written anew, for `lay_out`."""
        around = self.around
        assert around is not None  # noqa: S101  # it was looked up
        for name in (around.changing, around.area, around.rim, around.gone, around.written):
            told = connection.execute(f"FROM {name}").fetchnumpy()
            self._taken_up[name] = {column: np.asarray(values) for column, values in told.items()}

    def lay_out(self, connection: DuckDBPyConnection) -> None:
        """Makes these tables again, in another transaction."""
        for name, columns in self._taken_up.items():
            _table(connection, name, columns)


def _merged(part: _Part, weights: Weights, decisions: Decisions) -> MergedColumns:
    return merge_columns(
        part.columns,
        weights=weights,
        decisions=decisions,
        known=part.known,
        settled=part.settled,
        superseded=part.superseded,
        reserved=part.reserved,
    )


def _write(connection: DuckDBPyConnection, part: _Part, merged: MergedColumns) -> None:
    if part.around is not None:
        _clear(connection, part.around)
    told = np.array([event not in part.seen_only for event in merged.ids], np.bool_)
    links = [(merged.ids[a], merged.ids[b]) for a, b in merged.links if told[a] and told[b]]
    insert(connection, "disputes", {"denial_id": [a for a, _ in links], "event_id": [b for _, b in links]})
    insert(
        connection, "superseded", {"former_id": list(merged.superseded), "event_id": list(merged.superseded.values())}
    )
    open_rows = np.ones(len(part.columns), np.bool_)
    if part.settled:
        open_rows[:] = [key not in part.settled for key in part.columns.ids]
    insert(connection, "members", {
        "number": part.numbers[open_rows],
        "event_id": np.array(merged.ids, dtype=object)[merged.clustered.event[open_rows]],
        "component": part.numbers[merged.component[open_rows]],
    })  # fmt: skip
    _insert_near(connection, merged.near, part.numbers)
    _insert_events(connection, merged.clustered, merged.ids, part.ages, np.flatnonzero(told))


def _clear(connection: DuckDBPyConnection, around: _Around) -> None:
    """Forgets what is about to be written anew. Links of the rim with events that are not looked at stay, and so do
    scores of records of the area with others: both of a pair are in the area if its score can be another now."""
    connection.execute(
        f"""
        DELETE FROM disputes WHERE denial_id IN (SELECT event_id FROM {around.changing})
          OR event_id IN (SELECT event_id FROM {around.changing})
          OR (denial_id IN (FROM {around.written}) AND event_id IN (FROM {around.written}));
        DELETE FROM superseded WHERE event_id IN (SELECT event_id FROM {around.changing});
        DELETE FROM near_scores WHERE "first" IN (FROM {around.area}) AND "second" IN (FROM {around.area});
        DELETE FROM events WHERE id IN (FROM {around.written});
        DELETE FROM members WHERE number IN (FROM {around.area});
        """
    )
    if _one(connection, f"SELECT count(*) FROM {around.gone}"):
        for table in ("blocks", "records"):
            connection.execute(f"DELETE FROM {table} WHERE number IN (FROM {around.gone})")


def make_blocks_anew(connection: DuckDBPyConnection) -> None:
    """Writes the keys of all records, in place of those of another version."""
    connection.execute("DELETE FROM blocks")
    _insert_blocks(connection, *columns_of(connection, "records"))


def make_events_anew(connection: DuckDBPyConnection, weights: Weights, decisions: Decisions) -> None:
    """Writes the table of events as this version has it, and the pairs next to the threshold; records, ids, ages and
    links stay."""
    connection.execute("CREATE OR REPLACE TEMP TABLE held AS SELECT number FROM members")
    columns, numbers = columns_of(connection, "held")
    event_of = dict(connection.execute("SELECT number, event_id FROM members").fetchall())
    ages = dict(connection.execute("SELECT id, age FROM events").fetchall())
    connection.execute("DELETE FROM events")
    first: dict[str, int] = {}
    event = np.array([first.setdefault(event_of[number], row) for row, number in enumerate(numbers.tolist())], np.int64)
    _insert_events(connection, ClusteredRecords(columns, event), list(first), ages, np.arange(len(first)))
    one, two = decisions.rows(columns)
    _insert_near(connection, cluster(columns, weights, one=one, two=two).near, numbers)


def _insert_near(connection: DuckDBPyConnection, near: ScoredPairs, numbers: Ints) -> None:
    """Writes pairs of rows next to the threshold, by the numbers of their records."""
    scores = near.scores.round(6)
    insert(connection, "near_scores", {"first": numbers[near.left], "second": numbers[near.right], "score": scores})


def _insert_blocks(connection: DuckDBPyConnection, columns: Columns, numbers: Ints) -> None:
    reach = Reach(columns)
    parts = [
        (MATCH, *block_keys(columns)[:2]),
        (DENIED, *reach.denied_keys()),
        (EVERYWHERE, *reach.sweeping_keys()),
        (PLACED, *reach.placed_keys()),
    ]
    for role, all_rows, all_keys in parts:
        # by day, so that what lies far from the days that are looked for is passed over
        by_day = np.argsort(columns.first_day[all_rows])
        for start in range(0, len(all_rows), KEYS_AT_ONCE):
            some = by_day[start : start + KEYS_AT_ONCE]
            rows = all_rows[some]
            insert(connection, "blocks", {
                "number": numbers[rows],
                "key": all_keys[some],
                "role": np.full(len(rows), role, np.uint8),
                "first_day": columns.first_day[rows].astype(np.int32),
                "last_day": columns.last_day[rows].astype(np.int32),
            })  # fmt: skip


def _insert_events(
    connection: DuckDBPyConnection,
    clustered: ClusteredRecords,
    ids: Sequence[str],
    known_ages: Mapping[str, int],
    told: Ints,
) -> None:
    """Writes the events of some numbers."""
    contested = "SELECT DISTINCT event_id FROM disputes"
    if len(ids) <= FEW:
        contested += " WHERE event_id IN (SELECT unnest(?::VARCHAR[]))"
    rows = connection.execute(contested, [list(ids)] if len(ids) <= FEW else []).fetchall()
    denied = {event for (event,) in rows}
    disputed = np.array([name in denied for name in ids], np.bool_)
    table, decisive = event_table(clustered, disputed), control_columns(clustered, told)
    table["id"] = Coded(np.arange(len(ids)), ids)
    words = {name: as_array([*column.values, None]) for name, column in table.items() if isinstance(column, Coded)}
    ages = _ages(connection, ids, known_ages, told)
    # so many at a time, for the words of all would take more memory than the rest
    for start in range(0, len(told), EVENTS_AT_ONCE):
        page = slice(start, start + EVENTS_AT_ONCE)
        some = told[page]
        cells: dict[str, Any] = {"age": ages[page]}
        for name, column in table.items():
            cells[name] = words[name][column.codes[some]] if isinstance(column, Coded) else column[some]
        cells |= {name: column[page] for name, column in decisive.items()}
        insert(connection, "events", cells)


def _ages(connection: DuckDBPyConnection, ids: Sequence[str], known: Mapping[str, int], told: Ints) -> Ints:
    """The ages of the events of some numbers; those of no known age are the youngest, in the order of their ids."""
    names = [ids[number] for number in told.tolist()]
    ages = np.array([known.get(name, -1) for name in names], np.int64)
    if fresh := sorted(np.flatnonzero(ages < 0).tolist(), key=names.__getitem__):
        found = _one(connection, "SELECT coalesce(max(age), -1) + 1 FROM events")
        ages[fresh] = max([found, *(age + 1 for age in known.values())]) + np.arange(len(fresh))
    return ages
