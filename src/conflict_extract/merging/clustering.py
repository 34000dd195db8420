"""From pairs to clusters: average link inside blocks, which cannot chain; the order of records changes nothing."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from conflict_extract.merging.features import Features
from conflict_extract.merging.scoring import score, threshold
from conflict_extract.merging.turns import Pair, turns

PREFIX = 4


def blocks(items: Iterable[Features]) -> Iterator[list[Features]]:
    """Groups within which records are compared: kind with prefix or consonants of the place, or unit.

    Denials are also compared by what they deny.
    """
    groups: dict[tuple[str, ...], list[Features]] = defaultdict(list)
    for item in items:
        key = item.place_key
        if key:
            for prefix in sorted({word[:PREFIX] for word in key.split()}):
                groups[item.kind, "prefix", prefix].append(item)
            if item.coarse_key:
                groups[item.kind, "coarse", item.coarse_key].append(item)
        else:
            groups[item.kind, "article", item.article_id].append(item)
        if item.unit:
            groups[item.kind, "unit", item.unit].append(item)
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


def _average_link(
    items: Mapping[str, Features], scores: dict[Pair, float], members: dict[str, list[str]]
) -> list[list[str]]:
    home = {key: name for name, keys in members.items() for key in keys}
    limit = threshold()
    neighbours: dict[str, set[str]] = defaultdict(set)
    for (left, right), value in scores.items():
        if value >= limit and home[left] != home[right]:
            neighbours[home[left]].add(home[right])
            neighbours[home[right]].add(home[left])

    def average(a: str, b: str) -> float:
        total = 0.0
        for left in members[a]:
            for right in members[b]:
                pair = _pair(left, right)
                if pair not in scores:
                    scores[pair] = score(items[left], items[right])
                total += scores[pair]
        return total / (len(members[a]) * len(members[b]))

    heap = [(-average(a, b), a, b) for a, others in neighbours.items() for b in others if a < b]
    heapq.heapify(heap)
    version = dict.fromkeys(members, 0)
    heap_versions = {(a, b): (0, 0) for _, a, b in heap}
    while heap:
        value, a, b = heapq.heappop(heap)
        if a not in members or b not in members or heap_versions.get((a, b)) != (version[a], version[b]):
            continue
        if -value < limit:
            break
        members[a] = sorted(members[a] + members.pop(b))
        version[a] += 1
        neighbours[a] = (neighbours[a] | neighbours.pop(b)) - {a, b}
        for other in sorted(neighbours[a]):
            if other not in members:
                continue
            neighbours[other].discard(b)
            neighbours[other].add(a)
            first, second = sorted((a, other))
            heap_versions[first, second] = (version[first], version[second])
            heapq.heappush(heap, (-average(first, second), first, second))
    return sorted(sorted(keys) for keys in members.values())


def _pair(left: str, right: str) -> Pair:
    return (left, right) if left < right else (right, left)
