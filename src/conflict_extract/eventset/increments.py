"""Changing an event set in its file: only the neighbourhood of what changed is looked at.

A match is a thing of two records alone, so the records that matches connect (a component) are clustered the same way
whatever else the set holds, but for how busy their places are. A change therefore concerns the components of the
records that share a key with a changed record within a week, whose places may be busier or quieter now, and of those
that these are compared with; all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from conflict_extract.eventset.control_columns import control_columns
from conflict_extract.eventset.tables import Table, columns_of, insert, stage_records
from conflict_extract.merging import Columns, Decisions, Tellings, Weights, cluster, merge_columns
from conflict_extract.merging.canonical import status
from conflict_extract.merging.columns import UNDATED, WINDOW_DAYS, Ints
from conflict_extract.merging.disputes import LONG_DAYS, REACH_DAYS, Reach
from conflict_extract.merging.keys import block_keys
from conflict_extract.merging.merge import event_id_of
from conflict_extract.schema import KINDS, Event, Record

# what a key of a row is for: records are compared by MATCH; a denial finds what it contests by DENIED, and, if it
# speaks of all of an area, by EVERYWHERE those PLACED anywhere
MATCH, DENIED, EVERYWHERE, PLACED = range(4)
LOOKED_AT = "looked at: "


def take_in(connection: Any, weights: Weights, decisions: Decisions) -> None:
    """Merges the records of the temporary view `incoming` into the set; one with the id of another takes its place.

    Args:
        connection: to the event set, within a transaction.
        weights: the table of weights.
        decisions: an analyst's word.
    """
    empty = connection.execute("SELECT count(*) FROM records").fetchall()[0][0] == 0
    if not empty:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE changed AS SELECT * FROM incoming "
            "EXCEPT SELECT * EXCLUDE (number) FROM records SEMI JOIN incoming USING (id);"
            "CREATE OR REPLACE TEMP VIEW incoming AS SELECT * FROM changed"
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM records SEMI JOIN incoming USING (id)")
    _insert_incoming(connection)
    columns, numbers = columns_of(connection, "fresh")
    _insert_blocks(connection, columns, numbers)
    if empty and not decisions.wrong:
        connection.execute("CREATE OR REPLACE TEMP TABLE area AS SELECT number FROM fresh")
        _write(connection, _Part(connection, columns, numbers), weights, decisions)
    else:
        seeds = "SELECT number FROM fresh UNION SELECT number FROM gone"
        _remerge(connection, seeds, weights, decisions)


def take_out(connection: Any, article_id: str, weights: Weights, decisions: Decisions) -> None:
    """Takes the records of an article out and merges again what they touched."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT number FROM records WHERE article_id = ?", [article_id]
    )
    _remerge(connection, "SELECT number FROM gone", weights, decisions)


def merge_around(connection: Any, records: Iterable[str], weights: Weights, decisions: Decisions) -> None:
    """Merges again what an analyst's word on some records touches."""
    connection.execute("CREATE OR REPLACE TEMP TABLE gone (number BIGINT)")
    connection.execute("CREATE OR REPLACE TEMP TABLE spoken_of (id VARCHAR)")
    insert(connection, "spoken_of", {"id": sorted(records)})
    seeds = "SELECT number FROM records SEMI JOIN spoken_of USING (id)"
    _remerge(connection, seeds, weights, decisions)


def put(
    connection: Any, records: Iterable[Record], events: Sequence[Event], weights: Weights, decisions: Decisions
) -> None:
    """Writes records and the events that they tell into an event set that holds none.

    Args:
        connection: to the event set, within a transaction.
        records: those that an analyst called wrong, too.
        events: oldest first.
        weights: the table of weights.
        decisions: an analyst's word, by which the events were made.
    """
    stage_records(connection, records)
    _insert_incoming(connection)
    columns, numbers = columns_of(connection, "fresh")
    _insert_blocks(connection, columns, numbers)
    told = {key: event.id for event in events for key in event.records}
    picked = np.array([key in told for key in columns.ids], np.bool_)
    if not picked.all():
        connection.execute("CREATE OR REPLACE TEMP TABLE told (number BIGINT)")
        insert(connection, "told", {"number": numbers[picked]})
        columns, numbers = columns_of(connection, "told")
    first: dict[str, int] = {}
    event = np.array([first.setdefault(told[key], row) for row, key in enumerate(columns.ids)], np.int64)
    one, two = decisions.rows(columns)
    component = numbers[cluster(columns, weights, one=one, two=two).component]
    members: Table = {"number": numbers, "event_id": [told[key] for key in columns.ids], "component": component}
    insert(connection, "members", members)
    insert(connection, "disputes", {
        "denial_id": [each.id for each in events for _ in each.disputes],
        "event_id": [other for each in events for other in each.disputes],
    })  # fmt: skip
    ages = {each.id: age for age, each in enumerate(events)}
    _insert_events(connection, Tellings(columns, event), list(first), ages, np.arange(len(first)))


def _insert_incoming(connection: Any) -> None:
    """Adds the records of `incoming`; their numbers go into the temporary table `fresh`."""
    last = connection.execute("SELECT coalesce(max(number), 0) FROM records").fetchall()[0][0]
    connection.execute(
        f"INSERT INTO records SELECT {last} + row_number() OVER (), incoming.* FROM incoming;"
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT number FROM records WHERE number > {last};"
        "DROP VIEW incoming"
    )


def pick_around(connection: Any, ids: Iterable[str]) -> None:
    """Fills the temporary table `part` with the numbers of the records of some events, named by their ids or those of
    their records, and of those that share a key with them within a week."""
    connection.execute("CREATE OR REPLACE TEMP TABLE asked (id VARCHAR)")
    insert(connection, "asked", {"id": list(ids)})
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


def _remerge(connection: Any, seeds: str, weights: Weights, decisions: Decisions) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE wrong (id VARCHAR)")
    insert(connection, "wrong", {"id": sorted(decisions.wrong)})
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE seeds AS {seeds};
        CREATE OR REPLACE TEMP TABLE seed_blocks AS SELECT * FROM blocks SEMI JOIN seeds USING (number);
        CREATE OR REPLACE TEMP TABLE fellows AS SELECT number, article_id FROM records SEMI JOIN (
          SELECT article_id FROM records SEMI JOIN (FROM blocks WHERE last_day = {UNDATED}) USING (number)
        ) USING (article_id);
        CREATE OR REPLACE TEMP TABLE busier AS
          SELECT DISTINCT b.number FROM seed_blocks s JOIN blocks b ON b.key = s.key
          WHERE s.role = {MATCH} AND b.role = {MATCH} AND (s.last_day = {UNDATED}) = (b.last_day = {UNDATED})
            AND b.first_day <= s.last_day + {WINDOW_DAYS} AND b.last_day >= s.first_day - {WINDOW_DAYS};
        CREATE OR REPLACE TEMP TABLE near AS
          SELECT DISTINCT b.number FROM (FROM blocks SEMI JOIN busier USING (number)) s JOIN blocks b ON b.key = s.key
          WHERE s.role = {MATCH} AND b.role = {MATCH} AND (s.last_day = {UNDATED}) = (b.last_day = {UNDATED})
            AND b.first_day <= s.last_day + {WINDOW_DAYS} AND b.last_day >= s.first_day - {WINDOW_DAYS}
          UNION SELECT number FROM fellows SEMI JOIN (SELECT article_id FROM records
            SEMI JOIN (FROM busier UNION FROM seeds) USING (number)) USING (article_id)
          UNION SELECT number FROM seeds;
        CREATE OR REPLACE TEMP TABLE area AS
          SELECT number FROM members SEMI JOIN (SELECT component FROM members SEMI JOIN near USING (number))
            USING (component)
          UNION SELECT number FROM seeds;
        CREATE OR REPLACE TEMP TABLE area_blocks AS SELECT * FROM blocks SEMI JOIN area USING (number);
        CREATE OR REPLACE TEMP TABLE rim AS
          SELECT number FROM members SEMI JOIN (
            SELECT event_id FROM members SEMI JOIN (
              SELECT b.number FROM area_blocks a JOIN blocks b ON b.key = a.key
              WHERE b.role = CASE a.role WHEN {DENIED} THEN {MATCH} WHEN {MATCH} THEN {DENIED}
                  WHEN {EVERYWHERE} THEN {PLACED} ELSE {EVERYWHERE} END
                AND (a.last_day = {UNDATED}) = (b.last_day = {UNDATED})
                AND b.first_day <= a.last_day + {REACH_DAYS + LONG_DAYS}
                AND b.last_day >= a.first_day - {REACH_DAYS + LONG_DAYS}
              UNION SELECT number FROM fellows SEMI JOIN (SELECT article_id FROM records SEMI JOIN area USING (number))
                USING (article_id)
            ) USING (number)
          ) USING (event_id)
          EXCEPT SELECT number FROM area;
        CREATE OR REPLACE TEMP TABLE context AS
          SELECT number FROM members SEMI JOIN (
            SELECT b.number FROM area_blocks a JOIN blocks b ON b.key = a.key
            WHERE a.role = {MATCH} AND b.role = {MATCH} AND {UNDATED} NOT IN (a.last_day, b.last_day)
              AND b.first_day <= a.last_day + {WINDOW_DAYS} AND b.last_day >= a.first_day - {WINDOW_DAYS}
          ) USING (number)
          EXCEPT (SELECT number FROM area UNION SELECT number FROM rim);
        CREATE OR REPLACE TEMP TABLE part AS
          SELECT number FROM (SELECT number FROM area UNION SELECT number FROM rim UNION SELECT number FROM context)
          ANTI JOIN gone USING (number)
          ANTI JOIN (SELECT number FROM records SEMI JOIN wrong USING (id)) USING (number);
        """
    )
    columns, numbers = columns_of(connection, "part")
    _write(connection, _Part(connection, columns, numbers), weights, decisions)


class _Part:
    """The records that are merged again, and what is known of them: those of the temporary table `area` are open, those
    of `rim` stay in their events, which may contest or be contested by what changes; `context` is looked at only."""

    def __init__(self, connection: Any, columns: Columns, numbers: Ints) -> None:
        self.columns = columns
        self.numbers = numbers
        self.fresh_set = connection.execute("SELECT count(*) FROM members").fetchall()[0][0] == 0
        self.known: dict[str, str] = {}
        self.settled: dict[str, str] = {}
        self.ages: dict[str, int] = {}
        self.superseded: dict[str, str] = {}
        self.reserved: set[str] = set()
        if self.fresh_set:
            return
        rows = connection.execute(
            "SELECT r.id, m.event_id, e.age, r.number IN (FROM rim), r.number IN (FROM context) "
            "FROM part JOIN records r USING (number) JOIN members m USING (number) JOIN events e ON e.id = m.event_id "
            "ORDER BY e.age, r.id"
        ).fetchall()
        for key, event, age, stays, only_seen in rows:
            if only_seen:
                self.settled[key] = LOOKED_AT + event
                continue
            self.ages[event] = age
            (self.settled if stays else self.known)[key] = event
        self.superseded = dict(
            connection.execute(
                "SELECT former_id, event_id FROM superseded WHERE event_id IN "
                "(SELECT event_id FROM members SEMI JOIN area USING (number)) ORDER BY former_id"
            ).fetchall()
        )
        connection.execute("CREATE OR REPLACE TEMP TABLE possible (id VARCHAR)")
        made = [event_id_of(key) for key in columns.ids if key not in self.settled]
        insert(connection, "possible", {"id": made})
        taken = "SELECT id FROM events SEMI JOIN possible USING (id) UNION SELECT former_id FROM superseded SEMI JOIN "
        found = connection.execute(taken + "possible ON id = former_id").fetchall()
        self.reserved = {row[0] for row in found} - {*self.known.values(), *self.superseded}


def _write(connection: Any, part: _Part, weights: Weights, decisions: Decisions) -> None:
    merged = merge_columns(
        part.columns,
        weights=weights,
        decisions=decisions,
        known=part.known,
        settled=part.settled,
        superseded=part.superseded,
        reserved=part.reserved,
    )
    seen_only = {number for number, event in enumerate(merged.ids) if event.startswith(LOOKED_AT)}
    told = np.array([number for number in range(len(merged.ids)) if number not in seen_only], np.int64)
    if not part.fresh_set:
        _clear(connection)
    links = [pair for pair in merged.links if not seen_only & set(pair)]
    insert(
        connection,
        "disputes",
        {"denial_id": [merged.ids[a] for a, _ in links], "event_id": [merged.ids[b] for _, b in links]},
    )
    insert(
        connection, "superseded", {"former_id": list(merged.superseded), "event_id": list(merged.superseded.values())}
    )
    ids = np.array(merged.ids, dtype=object)
    open_rows = np.array([key not in part.settled for key in part.columns.ids], np.bool_)
    insert(
        connection,
        "members",
        {
            "number": part.numbers[open_rows],
            "event_id": ids[merged.tellings.event[open_rows]] if len(ids) else ids,
            "component": part.numbers[merged.component[open_rows]],
        },
    )
    _insert_events(connection, merged.tellings, merged.ids, part.ages, told)


def _clear(connection: Any) -> None:
    """Forgets what is about to be written anew; links of the rim with events that are not looked at stay."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE changing AS SELECT DISTINCT event_id FROM members SEMI JOIN area USING (number);
        CREATE OR REPLACE TEMP TABLE written AS SELECT event_id FROM changing
          UNION SELECT event_id FROM members SEMI JOIN rim USING (number);
        DELETE FROM disputes WHERE denial_id IN (FROM changing) OR event_id IN (FROM changing)
          OR (denial_id IN (FROM written) AND event_id IN (FROM written));
        DELETE FROM superseded WHERE event_id IN (FROM changing);
        DELETE FROM events WHERE id IN (FROM written);
        DELETE FROM members WHERE number IN (FROM area);
        DELETE FROM blocks WHERE number IN (FROM gone);
        DELETE FROM records WHERE number IN (FROM gone);
        """
    )


def make_blocks_anew(connection: Any) -> None:
    """Writes the keys of all records, in place of those of another version."""
    connection.execute("DELETE FROM blocks")
    _insert_blocks(connection, *columns_of(connection, "records"))


def make_events_anew(connection: Any) -> None:
    """Writes the table of events as this version has it; records, ids, ages and links stay."""
    connection.execute("CREATE OR REPLACE TEMP TABLE held AS SELECT number FROM members")
    columns, numbers = columns_of(connection, "held")
    event_of = dict(connection.execute("SELECT number, event_id FROM members").fetchall())
    ages = dict(connection.execute("SELECT id, age FROM events").fetchall())
    connection.execute("DELETE FROM events")
    first: dict[str, int] = {}
    event = np.array([first.setdefault(event_of[number], row) for row, number in enumerate(numbers.tolist())], np.int64)
    _insert_events(connection, Tellings(columns, event), list(first), ages, np.arange(len(first)))


def _insert_blocks(connection: Any, columns: Columns, numbers: Ints) -> None:
    reach = Reach(columns)
    parts = [
        (MATCH, *block_keys(columns)[:2]),
        (DENIED, *reach.denied_keys()),
        (EVERYWHERE, *reach.sweeping_keys()),
        (PLACED, *reach.placed_keys()),
    ]
    for role, rows, keys in parts:
        days = (columns.first_day[rows].astype(np.int32), columns.last_day[rows].astype(np.int32))
        roles = np.full(len(rows), role, np.uint8)
        values: Table = {"number": numbers[rows], "key": keys, "role": roles, "first_day": days[0], "last_day": days[1]}
        insert(connection, "blocks", values)


def _insert_events(
    connection: Any, tellings: Tellings, all_ids: Sequence[str], known_ages: Mapping[str, int], told: Ints
) -> None:
    """Writes the events of some numbers; those of no known age are the youngest, in the order of their ids."""
    if not len(told):
        return
    ids = [all_ids[number] for number in told.tolist()]
    connection.execute("CREATE OR REPLACE TEMP TABLE told (id VARCHAR)")
    insert(connection, "told", {"id": ids})
    contested = connection.execute("SELECT event_id FROM disputes SEMI JOIN told ON id = event_id").fetchall()
    denied = {row[0] for row in contested}
    oldest = connection.execute("SELECT coalesce(max(age), -1) + 1 FROM events").fetchall()[0][0]
    oldest = max([oldest, *(age + 1 for age in known_ages.values())])
    fresh = sorted(event for event in ids if event not in known_ages)
    ages = {**known_ages, **{event: oldest + position for position, event in enumerate(fresh)}}
    table = _event_table(tellings, told, np.array([event in denied for event in all_ids], np.bool_))
    decisive = control_columns(tellings, told)
    insert(connection, "events", {"age": [ages[event] for event in ids], "id": ids, **table, **decisive})


def _event_table(tellings: Tellings, told: Ints, disputed: np.ndarray[Any, Any]) -> dict[str, Sequence[Any]]:
    """Flat columns of some events."""
    places = [tellings.place(number) for number in told.tolist()]
    columns = tellings.columns
    dates = columns.fields["date"].take(tellings.chosen("date")[told])
    actors = columns.actor.take(tellings.main_actor[told])
    extents = columns.fields["extent"].take(tellings.chosen("extent")[told])
    # one pass, for a date is made each time it is asked for
    when = [day or (None, None, None) for day in dates.each(lambda date: (date.start, date.end, date.basis))]
    n_outlets = tellings.n_outlets[told].tolist()
    return {
        "kind": [KINDS[kind] for kind in tellings.kind[told].tolist()],
        "place": [place and place.name for place in places],
        "place_type": [place and place.type for place in places],
        "country": [place and place.country for place in places],
        "geonames_id": [place and place.geonames_id for place in places],
        "latitude": [place and place.lat for place in places],
        "longitude": [place and place.lon for place in places],
        "date_start": [start for start, _, _ in when],
        "date_end": [end for _, end, _ in when],
        "date_basis": [basis for _, _, basis in when],
        "actor": actors.each(lambda actor: actor.name),
        "actor_side": actors.each(lambda actor: actor.side),
        "extent": extents.each(str),
        "n_records": np.bincount(tellings.event, minlength=len(tellings))[told].tolist(),
        "n_articles": tellings.n_articles[told].tolist(),
        "n_outlets": n_outlets,
        "status": [
            status(outlets, disputed=bool(denied)) for outlets, denied in zip(n_outlets, disputed[told], strict=True)
        ],
        "credibility": tellings.credibility(disputed)[told].tolist(),
    }
