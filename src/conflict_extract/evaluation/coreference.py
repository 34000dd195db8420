"""How well one clustering agrees with another: the measures of the coreference and record-linkage literature.

Every measure takes two clusterings as mappings from item to cluster, and gives precision, recall and F1 of the
second against the first. Items that only one of them has are scored as Pradhan et al. (2014) score them: precision
is over the system's items, recall over the gold's. A share of nothing is 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from math import comb
from typing import NamedTuple, TypeAlias

Clustering: TypeAlias = Mapping[str, Hashable]


class Agreement(NamedTuple):
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float
    f1: float


def pairwise(gold: Clustering, system: Clustering) -> Agreement:
    """Agreement on pairs: of the pairs that the system puts together, how many the gold does, and back."""
    both = sum(comb(size, 2) for size in _overlap(gold, system).values())
    return _agreement(both, _pairs(system), both, _pairs(gold))


def b_cubed(gold: Clustering, system: Clustering) -> Agreement:
    """B³: the share of an item's cluster that belongs there, as a mean over items (Bagga & Baldwin 1998)."""
    overlap = _overlap(gold, system)
    gold_size, system_size = Counter(gold.values()), Counter(system.values())
    precision = sum(size * size / system_size[theirs] for (_, theirs), size in overlap.items())
    recall = sum(size * size / gold_size[ours] for (ours, _), size in overlap.items())
    return _agreement(precision, len(system), recall, len(gold))


def muc(gold: Clustering, system: Clustering) -> Agreement:
    """MUC: the share of a clustering's links that the other keeps (Vilain et al. 1995).

    Items that stand alone have no links, so a clustering without any pair scores 0, as in the reference scorer.
    """
    overlap = _overlap(gold, system)
    common = sum(overlap.values())
    # A cluster of n items cut into p parts keeps n - p links, and an item that the other lacks is a part of its own.
    kept = common - len(overlap)
    return _agreement(kept, len(system) - len(set(system.values())), kept, len(gold) - len(set(gold.values())))


def ceaf_e(gold: Clustering, system: Clustering) -> Agreement:
    """Entity CEAF: the Dice similarity of clusters under their best one-to-one pairing (Luo 2005, φ4)."""
    gold_size, system_size = Counter(gold.values()), Counter(system.values())
    similarity = {
        (ours, theirs): 2 * size / (gold_size[ours] + system_size[theirs])
        for (ours, theirs), size in _overlap(gold, system).items()
    }
    total = sum(_best_pairing(part) for part in _components(similarity))
    return _agreement(total, len(system_size), total, len(gold_size))


def conll(gold: Clustering, system: Clustering) -> float:
    """The CoNLL score: the mean of the F1 of MUC, B³ and entity CEAF (Pradhan et al. 2014)."""
    return sum(measure(gold, system).f1 for measure in (muc, b_cubed, ceaf_e)) / 3


_Similarity: TypeAlias = dict[tuple[Hashable, Hashable], float]


def _components(similarity: _Similarity) -> list[_Similarity]:
    """The parts of the table of overlapping clusters that share no cluster, each to be paired on its own."""
    parent: dict[tuple[str, Hashable], tuple[str, Hashable]] = {}

    def root(node: tuple[str, Hashable]) -> tuple[str, Hashable]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for ours, theirs in similarity:
        parent[root(("gold", ours))] = root(("system", theirs))
    parts: defaultdict[tuple[str, Hashable], _Similarity] = defaultdict(dict)
    for (ours, theirs), value in similarity.items():
        parts[root(("gold", ours))][ours, theirs] = value
    return list(parts.values())


def _best_pairing(similarity: _Similarity) -> float:
    rows = {ours: number for number, ours in enumerate(dict.fromkeys(ours for ours, _ in similarity))}
    columns = {theirs: number for number, theirs in enumerate(dict.fromkeys(theirs for _, theirs in similarity))}
    if len(rows) == 1 or len(columns) == 1:
        return max(similarity.values())
    import numpy as np

    from conflict_extract.evaluation.assignment import best_total

    gains = np.zeros((len(rows), len(columns)))
    for (ours, theirs), value in similarity.items():
        gains[rows[ours], columns[theirs]] = value
    return best_total(gains if len(rows) <= len(columns) else gains.T)


def _overlap(gold: Clustering, system: Clustering) -> Counter[tuple[Hashable, Hashable]]:
    """How many items each pair of clusters shares."""
    return Counter((cluster, system[item]) for item, cluster in gold.items() if item in system)


def _pairs(clustering: Clustering) -> int:
    return sum(comb(size, 2) for size in Counter(clustering.values()).values())


def _agreement(right: float, said: float, found: float, there: float) -> Agreement:
    precision = right / said if said else 0.0
    recall = found / there if there else 0.0
    total = precision + recall
    return Agreement(precision, recall, 2 * precision * recall / total if total else 0.0)
