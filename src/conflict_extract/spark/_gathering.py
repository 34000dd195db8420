"""Whole components of matches to events, as rows with the records that tell each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from conflict_extract.eventset.control_columns import control_columns
from conflict_extract.eventset.event_columns import event_table
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
    "id": "string", "kind": "string", "place": "string", "place_type": "string", "country": "string",
    "geonames_id": "bigint", "latitude": "double", "longitude": "double", "date_start": "string", "date_end": "string",
    "date_basis": "string", "actor": "string", "actor_side": "string", "extent": "string", "n_records": "bigint",
    "n_articles": "bigint", "n_outlets": "bigint", "status": "string", "credibility": "int", "actor_id": "string",
    "first_reported": "timestamp_ntz", "n_independent": "bigint", "own_cause": "boolean", "place_names": "string",
}  # fmt: skip
IF_DENIED: Mapping[str, str] = {"status": "string", "credibility": "int"}
_ACTOR = "struct<text:string,name:string,id:string,side:string>"
SIDES: Mapping[str, str] = {
    "event_first": "int", "event_last": "int", "event_assumed": "boolean", "event_actor": _ACTOR,
    "event_subject": _ACTOR, "event_speaker": _ACTOR,
}  # fmt: skip
# what contesting asks of each record
WITNESSES: tuple[str, ...] = (
    "id", "kind", "article", "published", "date", "sentences", "place", "who", "speaker", "subject", "denies", "claim", "trigger",
    "beside_undated", "first_day", "last_day", "salt", "denied_salt", "keys", "asked", "placed", "place_key",
)  # fmt: skip
_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(), "bigint": pa.int64(), "int": pa.int32(), "double": pa.float64(), "boolean": pa.bool_(),
    "timestamp_ntz": pa.timestamp("us"),
    _ACTOR: pa.struct([(name, pa.string()) for name in ("text", "name", "id", "side")]),
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
        yield from pa.Table.from_arrays(
            [*_events(clustered).values(), _witnesses(rows, clustered.event, len(clustered))],
            names=[*EVENTS, *(f"{name}_if_denied" for name in IF_DENIED), *SIDES, "records"],
        ).to_batches()


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


def _events(clustered: ClusteredRecords) -> dict[str, pa.Array]:
    """Columns of events, by `EVENTS`, `IF_DENIED` and `SIDES`."""
    told = np.arange(len(clustered))
    ids = [event_id_of(clustered.columns.ids[row]) for row in clustered.first.tolist()]
    table: dict[str, Any] = {"id": ids, **event_table(clustered, np.zeros(len(told), np.bool_))}
    table |= control_columns(clustered, told)
    denied = event_table(clustered, np.ones(len(told), np.bool_))
    sides = Sides.of(clustered)
    known = {
        "event_first": sides.days.first, "event_last": sides.days.last, "event_assumed": sides.assumed,
        "event_actor": sides.actor, "event_subject": sides.subject, "event_speaker": sides.speaker,
    }  # fmt: skip
    made = {name: cells(table[name], _TYPES[kind]) for name, kind in EVENTS.items()}
    made |= {f"{name}_if_denied": cells(denied[name], _TYPES[kind]) for name, kind in IF_DENIED.items()}
    return made | {name: cells(known[name], _TYPES[kind]) for name, kind in SIDES.items()}


def _witnesses(rows: pa.Table, event: Ints, count: int) -> pa.ListArray:
    """The records of each event."""
    told = rows.select(WITNESSES).take(np.argsort(event, kind="stable")).combine_chunks()
    offsets = np.concatenate([[0], np.cumsum(np.bincount(event, minlength=count))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), told.to_struct_array().combine_chunks())
