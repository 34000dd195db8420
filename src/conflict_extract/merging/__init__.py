"""Merging records into events: pure, on columns; batch and increment.

records ─ columns ──► each value coded once, with the tables that names are compared by
          keys ─────► what spellings of one place, unit or person have in common
          blocking ─► pairs of records that share a key within a week
          scoring ──► levels of each pair on each signal, their weights, and what rules a pair out
          clustering ► components of pairs that match, cut by average link; recaptures part them
          canonical ► what the records of an event say together, counted by independent outlets
          disputes ─► which events a denial contests
merge runs all of it and keeps the ids of events; fitting makes weights of labelled pairs.
"""

from conflict_extract.merging.canonical import ClusteredRecords
from conflict_extract.merging.clustering import NEAR_PAIRS, Clustering, ScoredPairs, cluster
from conflict_extract.merging.columns import Columns
from conflict_extract.merging.fitting import Labelled, as_toml, fit
from conflict_extract.merging.merge import (
    Decisions,
    Events,
    Merged,
    MergedColumns,
    merge_columns,
    merge_records,
    unique,
)
from conflict_extract.merging.recaptures import RecaptureIndex
from conflict_extract.merging.scoring import (
    LEVELS,
    RULED_OUT,
    Signal,
    Weights,
    completed,
    levels,
    packaged_weights,
    ruled_out,
    signals,
    weigh,
)

__all__ = [
    "LEVELS",
    "NEAR_PAIRS",
    "RULED_OUT",
    "ClusteredRecords",
    "Clustering",
    "Columns",
    "Decisions",
    "Events",
    "Labelled",
    "Merged",
    "MergedColumns",
    "RecaptureIndex",
    "ScoredPairs",
    "Signal",
    "Weights",
    "as_toml",
    "cluster",
    "completed",
    "fit",
    "levels",
    "merge_columns",
    "merge_records",
    "packaged_weights",
    "ruled_out",
    "signals",
    "unique",
    "weigh",
]
