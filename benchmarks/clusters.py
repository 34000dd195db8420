"""Agreement of two clusterings of a million items: the measures of `conflict_extract.evaluation`, on arrays of labels.

Both clusterings label the same items, position by position.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from conflict_extract.evaluation.coreference import Agreement

Labels = NDArray[np.int64]


class Table(NamedTuple):
    """Which clusters overlap, in how many items, and how large the clusters are."""

    ours: Labels
    theirs: Labels
    both: NDArray[np.float64]
    our_sizes: NDArray[np.float64]
    their_sizes: NDArray[np.float64]


class Scores(NamedTuple):
    """What the benchmark reports of one clustering."""

    pair: Agreement
    b_cubed: Agreement
    conll: float
    largest: int
    largest_in_truth: int


def scores(gold: Labels, system: Labels) -> Scores:
    """Pair and B³ agreement, the CoNLL score (mean F1 of MUC, B³ and entity CEAF) and the largest clusters."""
    table = overlaps(gold, system)
    cubed = b_cubed(table)
    return Scores(
        pairwise(table),
        cubed,
        (muc(table).f1 + cubed.f1 + ceaf_e(table).f1) / 3,
        int(table.their_sizes.max(initial=0)),
        int(table.our_sizes.max(initial=0)),
    )


def overlaps(gold: Labels, system: Labels) -> Table:
    """The table that every measure is computed from."""
    _, ours = np.unique(gold, return_inverse=True)
    _, theirs = np.unique(system, return_inverse=True)
    width = int(theirs.max(initial=0)) + 1
    cells, both = np.unique(ours * width + theirs, return_counts=True)
    return Table(
        cells // width,
        cells % width,
        both.astype(float),
        np.bincount(ours).astype(float),
        np.bincount(theirs).astype(float),
    )


def pairwise(table: Table) -> Agreement:
    """Agreement on pairs of items in one cluster."""
    both = _pairs(table.both)
    return _agreement(_share(both, _pairs(table.their_sizes)), _share(both, _pairs(table.our_sizes)))


def b_cubed(table: Table) -> Agreement:
    """B³ (Bagga & Baldwin 1998)."""
    items = table.both.sum()
    squares = table.both**2
    return _agreement(
        (squares / table.their_sizes[table.theirs]).sum() / items, (squares / table.our_sizes[table.ours]).sum() / items
    )


def muc(table: Table) -> Agreement:
    """MUC (Vilain et al. 1995)."""
    items = table.both.sum()
    kept = items - len(table.both)
    return _agreement(_share(kept, items - len(table.their_sizes)), _share(kept, items - len(table.our_sizes)))


def ceaf_e(table: Table) -> Agreement:
    """Entity CEAF (Luo 2005, φ4), exact: each connected part of the table gets its own best pairing."""
    value = 2 * table.both / (table.our_sizes[table.ours] + table.their_sizes[table.theirs])
    n_ours, n_theirs = len(table.our_sizes), len(table.their_sizes)
    size = n_ours + n_theirs
    links = coo_array((np.ones(len(value)), (table.ours, n_ours + table.theirs)), shape=(size, size))
    part = connected_components(links, directed=False)[1][table.ours]
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(part[order]) != 0])
    counts = np.diff(np.r_[starts, len(order)])
    total = value[order[starts[counts == 1]]].sum()
    for start, count in zip(starts[counts > 1], counts[counts > 1], strict=True):
        cells = order[start : start + count]
        rows, columns = (np.unique(side[cells], return_inverse=True)[1] for side in (table.ours, table.theirs))
        if rows.max() == 0 or columns.max() == 0:
            total += value[cells].max()
            continue
        gains = np.zeros((rows.max() + 1, columns.max() + 1))
        gains[rows, columns] = value[cells]
        total += gains[linear_sum_assignment(gains, maximize=True)].sum()
    return _agreement(total / n_theirs, total / n_ours)


def _pairs(sizes: NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _agreement(precision: float, recall: float) -> Agreement:
    total = precision + recall
    return Agreement(float(precision), float(recall), float(2 * precision * recall / total) if total else 0.0)
