"""Whole components of matches to events, as rows with the records that tell each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from conflict_extract.eventset.control_columns import control_columns
from conflict_extract.eventset.event_columns import event_table, trust_columns
from conflict_extract.merging import ClusteredRecords, ScoredPairs
from conflict_extract.merging.clustering import Items, parts
from conflict_extract.merging.disputes import Sides
from conflict_extract.merging.merge import event_id_of
from conflict_extract.merging.scoring import NEVER, packaged_weights
from conflict_extract.merging.sorting import Ints, combinations
from conflict_extract.spark._arrow import cells, columns_of, numbers, whole
from conflict_extract.spark._steps import Batches, surroundings

# columns of events, as Spark names types: those of the table, then what only contesting asks for
EVENTS: Mapping[str, str] = {
    "kind": "string", "place": "string", "place_type": "string", "country": "string",
    "geonames_id": "bigint", "latitude": "double", "longitude": "double", "date_start": "string", "date_end": "string",
    "date_basis": "string", "actor": "string", "actor_side": "string", "extent": "string", "n_records": "bigint",
    "n_articles": "bigint", "n_outlets": "bigint", "status": "string", "credibility": "int", "actor_id": "string",
    "first_reported": "timestamp_ntz", "n_independent": "bigint", "own_cause": "boolean", "place_names": "string",
}  # fmt: skip
IF_DENIED: Mapping[str, str] = {"status": "string", "credibility": "int"}
# what contesting asks of the event of each record, actors as JSON
SIDES: Mapping[str, str] = {
    "first": "int", "last": "int", "assumed": "boolean", "actor": "string", "subject": "string", "speaker": "string",
}  # fmt: skip
# and of the record itself
WITNESSES: Mapping[str, str] = {
    **dict.fromkeys(("id", "kind", "published", "date", "sentences", "place", "actor", "other"), "string"),
    **dict.fromkeys(("denies", "claim", "trigger", "place_key"), "string"),
    **dict.fromkeys(("article", "salt", "denied_salt", "placed"), "bigint"),
    **dict.fromkeys(("keys", "asked"), "array<bigint>"),
    **dict.fromkeys(("first_day", "last_day"), "int"),
    "beside_undated": "boolean",
}
# a row for each record: its event, what the event tells (only where it is the first of it), and what decides whether
# events contest each other
GATHERED: Mapping[str, str] = {
    "event": "string",
    **{f"event_{name}": kind for name, kind in EVENTS.items()},
    **{f"denied_{name}": kind for name, kind in IF_DENIED.items()},
    **{f"side_{name}": kind for name, kind in SIDES.items()},
    **WITNESSES,
}
_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(), "bigint": pa.int64(), "int": pa.int32(), "double": pa.float64(), "boolean": pa.bool_(),
    "timestamp_ntz": pa.timestamp("us"),
}  # fmt: skip


def by_component(batches: Batches) -> Batches:
    """Whole components: their records, and beside them the pairs that are scored or told as two, made into events."""
    weights = packaged_weights()
    for table in whole(batches, "component"):
        rows, pairs = table.filter(pc.is_valid(table["id"])), table.filter(pc.is_null(table["id"]))
        columns = columns_of(rows, surroundings(rows))
        item_of, first, known = _in_order(numbers(rows, "item"))
        scored, never = _pairs(pairs, known)
        begins, of_item = combinations(numbers(rows, "component")[first])
        items = Items(columns, weights, item_of, first, never)
        event = parts(items, begins[of_item], scored, np.empty((0, 2), np.int64))
        clustered = ClusteredRecords(columns, first[event[item_of]])
        yield from _told(clustered, rows).to_batches()


def _in_order(item: Ints) -> tuple[Ints, Ints, tuple[Ints, Ints]]:
    """For each row its item, numbered by their first rows, for each item its first row, and how numbers of items are
    looked up: those known in order, and which item each is."""
    known, begins, number = np.unique(item, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(begins))
    return rank[number], np.sort(begins), (known, rank)


def _pairs(pairs: pa.Table, items: tuple[Ints, Ints]) -> tuple[ScoredPairs, Ints]:
    """Pairs of items with their scores, in order, and pairs that are told as two."""
    known, rank = items
    ends = np.stack([rank[np.searchsorted(known, numbers(pairs, side))] for side in ("left", "right")])
    left, right = ends.min(axis=0), ends.max(axis=0)
    scores = pairs["score"].to_numpy()
    told = np.lexsort((right, left))
    told = told[scores[told] > NEVER]
    never = np.flatnonzero(scores == NEVER)
    return ScoredPairs(left[told], right[told], scores[told]), np.stack([left[never], right[never]], axis=1)


def _told(clustered: ClusteredRecords, rows: pa.Table) -> pa.Table:
    """The records of some events by `GATHERED`."""
    every = np.arange(len(clustered))
    ids = [event_id_of(clustered.columns.ids[row]) for row in clustered.first.tolist()]
    events: dict[str, Any] = event_table(clustered, np.zeros(len(every), np.bool_)) | control_columns(clustered, every)
    denied = trust_columns(clustered, np.ones(len(every), np.bool_))
    days, *others = Sides.of(clustered)
    sides = dict(zip(SIDES, (*days, *others[:1], *others[-1:], *others[2:4]), strict=True))
    of_event = {"event": pa.array(ids, pa.string())}
    of_event |= {f"side_{name}": cells(sides[name], _TYPES[kind]) for name, kind in SIDES.items()}
    at_first = {f"event_{name}": cells(events[name], _TYPES[kind]) for name, kind in EVENTS.items()}
    at_first |= {f"denied_{name}": cells(denied[name], _TYPES[kind]) for name, kind in IF_DENIED.items()}
    event = pa.array(clustered.event)
    first = np.full(rows.num_rows, -1, np.int64)
    first[clustered.first] = every
    at = pa.array(first, mask=first < 0)
    told = {name: column.take(event) for name, column in of_event.items()}
    told |= {name: column.take(at) for name, column in at_first.items()}
    told |= {name: rows[name] for name in WITNESSES}
    return pa.table({name: told[name] for name in GATHERED})
