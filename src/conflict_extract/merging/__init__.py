"""Merging records into events: pure, on columns; batch and increment."""

from conflict_extract.merging.canonical import Tellings
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
from conflict_extract.merging.turns import Turns

__all__ = [
    "LEVELS",
    "NEAR_PAIRS",
    "RULED_OUT",
    "Clustering",
    "Columns",
    "Decisions",
    "Events",
    "Labelled",
    "Merged",
    "MergedColumns",
    "ScoredPairs",
    "Signal",
    "Tellings",
    "Turns",
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
