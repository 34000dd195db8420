"""From pairs to clusters: average link inside blocks, which cannot chain; the order of records changes nothing."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from conflict_extract.merging.features import Features, smooth_key
from conflict_extract.merging.scoring import score, threshold
from conflict_extract.merging.turns import Pair, turns
from conflict_extract.normalize import place_type

PREFIX = 4


def blocks(items: Iterable[Features]) -> Iterator[list[Features]]:
    """Groups within which records are compared: kind with place (prefix, consonants, gazetteer entry) or unit.

    Denials are also compared by what they deny.
    """
    groups: dict[tuple[str, ...], list[Features]] = defaultdict(list)
    for item in items:
        key = item.place_key
        if key:
            for prefix in sorted({word[:PREFIX] for word in smooth_key(key).split()}):
                groups[item.kind, "prefix", prefix].append(item)
            if item.coarse_key:
                groups[item.kind, "coarse", item.coarse_key].append(item)
        else:
            groups[item.kind, "article", item.article_id].append(item)
        if item.place_id is not None:
            groups[item.kind, "gazetteer", str(item.place_id)].append(item)
        for word in (item.unit or "").split():
            if place_type(word) is None:
                groups[item.kind, "unit", word].append(item)
        if item.kind == "official_denial":
            groups[item.kind, "denies", str(item.denies)].append(item)
    yield from groups.values()


def cluster(items: Mapping[str, Features], *, one: Iterable[Pair] = (), two: Iterable[Pair] = ()) -> list[list[str]]:
    """Clusters of record ids, sorted.

    The two clusters with the highest average score are joined as long as it reaches the threshold and no pair
    across them is ruled out.

    Args:
        items: features by record id.
        one: pairs that an analyst joined: they are joined before anything else, unless their kinds differ or that
            would bring a parted pair together.
        two: pairs that an analyst parted: they never come together.
    """
    parted = {_pair(*pair) for pair in two}
    scores: dict[Pair, float] = {}
    for block in blocks(items[key] for key in sorted(items)):
        for index, left in enumerate(block):
            for right in block[index + 1 :]:
                pair = _pair(left.record_id, right.record_id)
                if pair not in scores:
                    scores[pair] = score(left, right)
    scores |= dict.fromkeys([*turns(items.values()), *parted], float("-inf"))
    return _average_link(items, scores, _joined(items, one, parted))


def _joined(items: Mapping[str, Features], one: Iterable[Pair], parted: set[Pair]) -> dict[str, list[str]]:
    """The clusters that an analyst's word alone makes, by their smallest id; every record is in one."""
    members: dict[str, list[str]] = {key: [key] for key in sorted(items)}
    home = {key: key for key in items}
    for left, right in sorted(_pair(*pair) for pair in one):
        if not {left, right} <= items.keys() or items[left].kind != items[right].kind:
            continue
        a, b = sorted((home[left], home[right]))
        if a != b and not any(_pair(x, y) in parted for x in members[a] for y in members[b]):
            members[a] = sorted(members[a] + members.pop(b))
            home |= dict.fromkeys(members[a], a)
    return members


class _Clusters:
    """Clusters under way, each named by its smallest record id, with the sums of scores between them.

    What an analyst joined counts as one item: it is as like another as the most alike of its records.
    """

    def __init__(self, items: Mapping[str, Features], scores: dict[Pair, float], joined: Mapping[str, list[str]]):
        self._items = items
        self._scores = scores
        self._joined = joined
        self._totals: dict[Pair, float] = {}
        self.members = {name: [name] for name in joined}
        self.neighbours: dict[str, set[str]] = {name: set() for name in joined}
        home = {key: name for name, keys in joined.items() for key in keys}
        for (left, right), value in sorted(scores.items()):
            if value >= threshold() and home[left] != home[right]:
                self.neighbours[home[left]].add(home[right])
                self.neighbours[home[right]].add(home[left])

    def average(self, a: str, b: str) -> float:
        return self._total(a, b) / (len(self.members[a]) * len(self.members[b]))

    def join(self, a: str, b: str) -> list[str]:
        """Takes the second cluster into the first; returns those whose average with it is now another."""
        around = sorted((self.neighbours[a] | self.neighbours[b]) - {a, b})
        sums = {_pair(a, other): self._total(a, other) + self._total(b, other) for other in around}
        self.members[a] += self.members.pop(b)
        del self.neighbours[b]
        self._totals.update(sums)
        self.neighbours[a] = set(around)
        for other in around:
            self.neighbours[other].discard(b)
            self.neighbours[other].add(a)
        return around

    def _total(self, a: str, b: str) -> float:
        pair = _pair(a, b)
        if pair not in self._totals:
            self._totals[pair] = sum(self._between(one, two) for one in self.members[a] for two in self.members[b])
        return self._totals[pair]

    def _between(self, one: str, two: str) -> float:
        found = [self._score(left, right) for left in self._joined[one] for right in self._joined[two]]
        return min(found) if float("-inf") in found else max(found)

    def _score(self, left: str, right: str) -> float:
        pair = _pair(left, right)
        if pair not in self._scores:
            self._scores[pair] = score(self._items[left], self._items[right])
        return self._scores[pair]


def _average_link(
    items: Mapping[str, Features], scores: dict[Pair, float], joined: Mapping[str, list[str]]
) -> list[list[str]]:
    found = _Clusters(items, scores, joined)
    heap = [(-found.average(a, b), a, b) for a, others in found.neighbours.items() for b in others if a < b]
    heapq.heapify(heap)
    latest = {(a, b): value for value, a, b in heap}
    while heap:
        value, a, b = heapq.heappop(heap)
        if a not in found.members or b not in found.members or latest[a, b] != value:
            continue
        if -value < threshold():
            break
        for other in found.join(a, b):
            pair = _pair(a, other)
            latest[pair] = -found.average(*pair)
            heapq.heappush(heap, (latest[pair], *pair))
    return sorted(sorted(key for name in names for key in joined[name]) for names in found.members.values())


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)
