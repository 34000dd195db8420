"""Merging records into events: pure, on features; batch and increment."""

from conflict_extract.merging.features import Features, features
from conflict_extract.merging.merge import Decisions, Merged, merge_records, unique
from conflict_extract.merging.scoring import Signal, cannot_link, score, signals, threshold
from conflict_extract.merging.turns import turns

__all__ = [
    "Decisions",
    "Features",
    "Merged",
    "Signal",
    "cannot_link",
    "features",
    "merge_records",
    "score",
    "signals",
    "threshold",
    "turns",
    "unique",
]
