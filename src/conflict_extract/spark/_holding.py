"""Who holds which place from when to when, out of the table of events, on a cluster."""

from __future__ import annotations

from itertools import groupby

import pyarrow as pa
from pyspark.sql import DataFrame

from conflict_extract.eventset.control import History, over_time, spans
from conflict_extract.eventset.control_columns import BETWEEN_NAMES
from conflict_extract.eventset.control_table import CHANGE_COLUMNS, change_of
from conflict_extract.normalize import packaged_actors
from conflict_extract.spark._arrow import whole
from conflict_extract.spark._pairing import connected
from conflict_extract.spark._steps import Batches

_CHANGE = CHANGE_COLUMNS.split(", ")
_SPANS = "event_id string, held_from string, held_until string, contested_by string"
_NAMES = f"split(place_names, '[{BETWEEN_NAMES}]')"
_TOLD = pa.schema([(each.split()[0], pa.string()) for each in _SPANS.split(", ")])


def control(events: DataFrame) -> DataFrame:
    """Who holds what from when to when, with the columns of the table `control` that `export` writes.

    Args:
        events: the table of events.
    """
    named = events.where("place_names IS NOT NULL")
    spelled = named.selectExpr(f"{_NAMES} AS names").distinct()
    pairs = spelled.selectExpr("xxhash64(names[0]) AS one", "explode(names) AS name").selectExpr(
        "least(one, xxhash64(name)) AS left", "greatest(one, xxhash64(name)) AS right"
    )
    homes = connected(pairs.where("left <> right")).selectExpr("component", "item AS first")
    held = (
        named.where("kind = 'control_change' AND extent <> 'entered'")
        .selectExpr(*_CHANGE, "place_type <=> 'governorate' AS whole", f"xxhash64({_NAMES}[0]) AS first")
        .join(homes, "first", "left")
        .selectExpr("coalesce(component, first) AS home", "whole", *_CHANGE)
        .repartition("home")
        .sortWithinPartitions("home", "whole")
        .mapInArrow(by_place, _SPANS)
    )
    return held.join(events.withColumnRenamed("id", "event_id"), "event_id").selectExpr(
        "place", "place_type", "country", "latitude", "longitude", "actor AS held_by", "actor_side AS side",
        "held_from", "held_until", "event_id", "extent", "status", "credibility", "n_outlets",
        "IF(own_cause, 'yes', 'no') AS own_cause", "contested_by",
    )  # fmt: skip


def by_place(batches: Batches) -> Batches:
    """All changes of control of a place: who holds it by them."""
    for table in whole(batches, "home"):
        rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
        told = []
        for _, changes in groupby(rows, key=lambda row: row[:2]):
            history = History.of([change_of(row[2:]) for row in changes], packaged_actors())
            told += [
                (held.event, held.day or None, until, "; ".join(held.contested_by) or None)
                for held, until in spans(over_time(history))
            ]
        yield from pa.Table.from_pylist([dict(zip(_TOLD.names, row, strict=True)) for row in told], _TOLD).to_batches()
