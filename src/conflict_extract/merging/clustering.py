"""From pairs to clusters: average link inside components, which cannot chain; the order of records changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conflict_extract.merging.blocking import pairs_within
from conflict_extract.merging.columns import Columns
from conflict_extract.merging.components import components
from conflict_extract.merging.keys import pair_keys
from conflict_extract.merging.recaptures import RecaptureIndex
from conflict_extract.merging.scoring import NEVER, Weights, scores, told_apart, told_as_two
from conflict_extract.merging.sorting import Flags, Ints, changes, combinations, distinct, is_in, ordered
from conflict_extract.merging.stacks import pairs_inside, stacks
from conflict_extract.schema import KINDS

LARGEST_COMPONENT = 200
CUT_STEP = 1.0
PAIRS_AT_ONCE = 500_000
# how far from the threshold a score is near it, and how many such pairs of an event are told
NEAR_BITS = 3.0
NEAR_PAIRS = 3
# by how much an average of scores may be less than the least of them
ROUNDING = 1e-6
# what an open span has to say on whether two events of known days are one: less than the last digit of a score
NEXT_TO_NOTHING = 2.0**-60
_SIGNATURE = ("place_key", "entry", "country", "place_type", "within", "actor", "other_actor", "unit")

Floats = NDArray[np.float64]


class ScoredPairs(NamedTuple):
    """Pairs, the smaller first, with their scores."""

    left: Ints
    right: Ints
    scores: Floats

    def where(self, kept: Flags | Ints) -> ScoredPairs:
        """Some of the pairs."""
        return ScoredPairs(self.left[kept], self.right[kept], self.scores[kept])


class Clustering(NamedTuple):
    """For each row the first row of its event, and the first row of the component of matches that the event is cut
    from. `near` are pairs of rows whose scores lie next to the threshold, one for all rows that say the same; nothing
    rules them out, and no analyst spoke of them. `compared` is how many pairs were scored."""

    event: Ints
    component: Ints
    near: ScoredPairs
    compared: int


def cluster(
    columns: Columns,
    weights: Weights,
    *,
    one: Iterable[tuple[int, int]] = (),
    two: Iterable[tuple[int, int]] = (),
    settled: Ints | None = None,
) -> Clustering:
    """Events as clusters of rows.

    Rows that say the same are one item. Items that match make components; a component of more than
    `LARGEST_COMPONENT` items is cut at higher scores until its parts are smaller, or nothing is left to cut. In each
    the two clusters with the highest average score are joined as long as it reaches the threshold and no pair across
    them is ruled out. Open spans weigh next to nothing in that average, so that one which fits two events does not make
    one of them.

    Args:
        columns: the records.
        weights: the table of weights.
        one: pairs of rows that an analyst joined: they are joined before anything else, unless their kinds differ or
            that would bring a parted pair together.
        two: pairs of rows that an analyst parted: they never come together.
        settled: for each row a number of the event that it stays in whatever the others do; -1 where that is open.
    """
    settled = np.full(len(columns), -1, np.int64) if settled is None else settled
    parted = {_ordered(*pair) for pair in two}
    asked = sorted(_ordered(*pair) for pair in one)
    joined = _joined(columns, asked, parted)
    decided = np.zeros(len(columns), np.bool_)
    decided[[row for pair in (*parted, *joined) for row in pair]] = True
    item_of, first = same_statements(columns, decided | (settled >= 0))
    said = [(item_of[a], item_of[b]) for a, b in sorted(parted)]
    apart = np.stack(told_as_several(columns), axis=1)
    items = Items(
        columns, weights, item_of, first, np.concatenate([np.array(said, np.int64).reshape(-1, 2), item_of[apart]])
    )
    scored, compared = _scored(items, settled < 0)
    edges = scored.where(scored.scores >= weights.threshold)
    pairs = np.array([(item_of[a], item_of[b]) for a, b in joined], np.int64).reshape(-1, 2)
    ends = np.concatenate([edges.left, pairs[:, 0]]), np.concatenate([edges.right, pairs[:, 1]])
    component = components(len(first), *ends)
    event = parts(items, component, scored, pairs)
    decided_pairs = np.array([(item_of[a], item_of[b]) for a, b in asked], np.int64).reshape(-1, 2)
    near = _near(items, scored, _packed(decided_pairs))
    near = near.where(_is_told(near, event, component, weights.threshold))
    near = ScoredPairs(first[near.left], first[near.right], near.scores)
    # items are numbered by their first rows, so the smallest item holds the smallest row
    events, settled_rows = first[event[item_of]], np.flatnonzero(settled >= 0)
    begins, of_row = combinations(settled[settled_rows])
    events[settled_rows] = settled_rows[begins[of_row]]
    return Clustering(events, first[component[item_of]], near, compared)


def parts(items: Items, component: Ints, scored: ScoredPairs, joined: Ints) -> Ints:
    """For each item the first item of its event.

    Args:
        items: whole components of them.
        component: for each the first item of the component.
        scored: pairs whose scores are known, in order; with all that reach the threshold.
        joined: pairs that an analyst joined.
    """
    edges = scored.where(scored.scores >= items.weights.threshold)
    event, known = np.arange(len(items.first)), _Known(scored)
    least = min(0.0, items.weights.threshold)
    for members in stacks(_cut_large(component, edges, joined, least), PAIRS_AT_ONCE):
        event[members] = _cluster_stack(items, members, known, joined)
    return event


class Items:
    """Items to cluster: rows that say the same are one, looked at by the first of them.

    Args:
        columns: the records.
        weights: the table of weights.
        item_of: for each row its item.
        first: for each item its first row.
        never: pairs of items that an analyst, a statement or an article tells as two.
    """

    def __init__(self, columns: Columns, weights: Weights, item_of: Ints, first: Ints, never: Ints) -> None:
        self.columns = columns
        self.weights = weights
        self.first = first
        self._recaptures = RecaptureIndex(columns)
        said_by = np.where(columns.open, NEXT_TO_NOTHING, 1.0)
        self.size = np.bincount(item_of, weights=said_by, minlength=len(first)).astype(np.float64)
        self._never = distinct(_packed(never))
        contrasted = columns.contrasted
        self._contrasted = distinct(item_of[contrasted >> 32].astype(np.int64) << 32 | contrasted & 0xFFFFFFFF)
        self._contrasts = np.zeros(len(first), np.bool_)
        self._contrasts[self._contrasted >> 32] = True

    def scores(self, left: Ints, right: Ints) -> Floats:
        """Scores of pairs of items, the smaller first, as things of the two alone."""
        one, two = self.first[left], self.first[right]
        found = scores(self.columns, one, two, self.weights)
        found[is_in(left << 32 | right, self._never)] = NEVER
        place = self.columns.place_key.codes
        for item, other in ((left, place[two]), (right, place[one])):
            some = np.flatnonzero(self._contrasts[item] & (other >= 0))
            found[some[is_in(item[some] << 32 | other[some], self._contrasted)]] = NEVER
        return found

    def between_recaptures(self, left: Ints, right: Ints) -> Flags:
        """Whether pairs of items are captures that another camp's capture lies between."""
        return self._recaptures.part(self.first[left], self.first[right])


class _Known:
    """Scores of pairs in order, to be looked up."""

    def __init__(self, pairs: ScoredPairs) -> None:
        self._packed = np.append(pairs.left << 32 | pairs.right, -1)
        self._scores = np.append(pairs.scores, NEVER)

    def of(self, left: Ints, right: Ints) -> tuple[Floats, Flags]:
        """Scores of pairs, and which of them are known."""
        asked = left << 32 | right
        at = np.searchsorted(self._packed[:-1], asked)
        return self._scores[at], self._packed[at] == asked


def same_statements(columns: Columns, decided: Flags) -> tuple[Ints, Ints]:
    """For each row its item, and for each item its first row: rows at a named place that are alike in all that is
    compared.

    Args:
        columns: the records.
        decided: which rows an analyst spoke of: each is an item of its own.
    """
    alone = decided | (columns.place_key.codes < 0)
    compared = [np.where(alone, np.arange(len(columns)), -1), columns.kind, columns.course]
    compared += [columns.first_day, columns.last_day, columns.open, columns.assumed, columns.redeployed]
    compared += [columns.unresolved, columns.fields["denies"].codes]
    compared += [getattr(columns, name).codes for name in _SIGNATURE]
    first, item_of = combinations(*compared)
    is_first = np.zeros(len(columns), np.bool_)
    is_first[first] = True
    return (np.cumsum(is_first) - 1)[first][item_of], np.flatnonzero(is_first)


def told_as_several(columns: Columns) -> tuple[Ints, Ints]:
    """Pairs of rows that one statement, or one article, tells as two events."""
    found = [_told_apart(columns), _told_as_two(columns)]
    return np.concatenate([left for left, _ in found]), np.concatenate([right for _, right in found])


def _told_apart(columns: Columns) -> tuple[Ints, Ints]:
    """Pairs of rows that one statement tells as two."""
    left, right = pairs_inside(columns.passage)
    apart = told_apart(columns, left, right)
    return left[apart], right[apart]


def _told_as_two(columns: Columns) -> tuple[Ints, Ints]:
    """Pairs of rows that one article tells as two."""
    told = columns.redeployed | (columns.compared_place.codes != columns.place_key.codes)
    rows = np.flatnonzero(np.isin(columns.article, columns.article[told]))
    left, right = pairs_inside(columns.article[rows])
    left, right = rows[left], rows[right]
    apart = told_as_two(columns, left, right)
    return left[apart], right[apart]


def _scored(items: Items, open_rows: Flags) -> tuple[ScoredPairs, int]:
    """Pairs of items that reach the threshold or nearly do, and how many were compared to find them. Captures between
    two captures are looked at later, so that a match is a thing of the two records alone."""
    item_of_row = np.full(len(items.columns), -1, np.int32)
    item_of_row[items.first] = np.arange(len(items.first))
    looked_at = (item_of_row >= 0) & open_rows
    pairs, found, compared = [np.empty(0, np.int64)], [np.empty(0)], 0
    # records of two kinds are never one event, and the pairs of all kinds at once would take more memory
    for kind in range(len(KINDS)):
        keyed = pair_keys(items.columns, where=looked_at & (items.columns.kind == kind))
        one, two = pairs_within(items.columns, keyed)
        compared += len(one)
        for start in range(0, len(one), PAIRS_AT_ONCE):
            left, right = (item_of_row[side[start : start + PAIRS_AT_ONCE]].astype(np.int64) for side in (one, two))
            reached = items.scores(left, right)
            kept = np.flatnonzero((reached >= items.weights.threshold) | _is_near(reached, items.weights.threshold))
            pairs.append(left[kept] << 32 | right[kept])
            found.append(reached[kept])
    packed, reached = np.concatenate(pairs), np.concatenate(found)
    order = np.argsort(packed)
    packed = packed[order]
    return ScoredPairs(packed >> 32, packed & 0xFFFFFFFF, reached[order]), compared


def _is_near(reached: Floats, threshold: float) -> Flags:
    """Whether scores lie next to the threshold."""
    near: Flags = np.abs(reached - threshold).round(6) <= NEAR_BITS
    return near


def _near(items: Items, scored: ScoredPairs, asked: Ints) -> ScoredPairs:
    """Of pairs of items those next to the threshold that nothing rules out.

    Args:
        items: the items.
        scored: the pairs.
        asked: pairs that an analyst joined, packed; those parted have no score.
    """
    near = scored.where(_is_near(scored.scores, items.weights.threshold))
    undecided = ~is_in(near.left << 32 | near.right, distinct(asked))
    return near.where(undecided & ~items.between_recaptures(near.left, near.right))


def _is_told(near: ScoredPairs, event: Ints, component: Ints, threshold: float) -> Flags:
    """Whether a pair is one of the nearest of either event, or connects two components.

    A component is always clustered as a whole; what connects two is kept, for what is next of a component must be
    known when the other changes.
    """
    distance = np.abs(near.scores - threshold).round(6)
    told: Flags = component[near.left] != component[near.right]
    inside = np.flatnonzero(~told)
    inside = inside[np.lexsort((near.right[inside], near.left[inside], distance[inside]))]
    one, two = event[near.left[inside]], event[near.right[inside]]
    pair = np.concatenate([inside, inside[one != two]])
    of_event = np.concatenate([one, two[one != two]])
    rank = np.concatenate([np.arange(len(inside)), np.flatnonzero(one != two)])
    order = ordered(of_event, rank)
    begins = np.flatnonzero(changes(of_event[order]))
    size = np.diff(begins, append=len(order))
    told[pair[order][np.arange(len(order)) - np.repeat(begins, size) < NEAR_PAIRS]] = True
    return told


def _cut_large(component: Ints, edges: ScoredPairs, joined: Ints, at: float) -> Ints:
    """The components, with those of too many items cut at ever higher scores from one on; what an analyst joined stays
    whole."""
    component = component.copy()
    while (large := np.bincount(component)[component] > LARGEST_COMPONENT).any():
        at += CUT_STEP
        kept = (edges.scores >= at) & large[edges.left]
        if not kept.any() and not large[joined[:, 0]].any():
            component[large] = np.flatnonzero(large)
            return component
        left = np.concatenate([edges.left[kept], joined[:, 0]])
        right = np.concatenate([edges.right[kept], joined[:, 1]])
        component[large] = components(len(component), left, right)[large]
        if not kept.any():
            return component
    return component


def _cluster_stack(items: Items, members: Ints, known: _Known, joined: Ints) -> Ints:
    """For each member the first member of its event; the pairs that were scored need not be scored again."""
    one, two = np.triu_indices(members.shape[1], 1)
    left, right = members[:, one].ravel(), members[:, two].ravel()
    found, told = known.of(left, right)
    found[~told] = items.scores(left[~told], right[~told])
    found[items.between_recaptures(left, right)] = NEVER
    found = found.reshape(len(members), -1)
    event = np.broadcast_to(members[:, :1], members.shape).copy()
    # where all are alike there is nothing to weigh up
    threshold = items.weights.threshold
    some = np.flatnonzero((found <= threshold + ROUNDING).any(axis=1))
    members, found = members[some], found[some]
    table = np.full((*members.shape, members.shape[1]), NEVER)
    table[:, one, two] = found
    table[:, two, one] = found
    weight = items.size[members]
    home = np.broadcast_to(np.arange(members.shape[1]), members.shape).copy()
    if len(joined) and np.isin(joined[:, 0], members).any():
        _join_first(table, weight, home, members, joined)
    average_link(table, weight, home, threshold)
    event[some] = np.take_along_axis(members, home, axis=1)
    return event


def _join_first(table: Floats, weight: Floats, home: Ints, members: Ints, joined: Ints) -> None:
    """Makes one item of those that an analyst joined: as like another as the most alike of them."""
    for one, two in joined.tolist():
        stack, at = np.nonzero(members == one)
        if not len(stack):
            continue
        number = int(stack[0])
        a, b = sorted((int(home[number, at[0]]), int(home[number, np.flatnonzero(members[number] == two)[0]])))
        if a == b:
            continue
        rows = table[number, [a, b]]
        merged = np.where((rows == NEVER).any(axis=0), NEVER, rows.max(axis=0))
        table[number, a], table[number, :, a] = merged, merged
        table[number, a, a] = NEVER
        table[number, b], table[number, :, b] = NEVER, NEVER
        weight[number, a] = weight[number, [a, b]].max()
        home[number, home[number] == b] = a


def average_link(table: Floats, weight: Floats, home: Ints, threshold: float) -> None:
    """Joins the two clusters with the highest average, the first among equals, as long as it reaches the threshold.

    Many sets of the same size are worked on at once, each on its own.

    Args:
        table: (sets, items, items) scores, minus infinity on the diagonal and where joining is ruled out; used up.
        weight: (sets, items) how many records an item stands for, open spans being next to none; used up.
        home: (sets, items) the cluster of each item, named by its first item; changed in place.
        threshold: the lowest average that joins.
    """
    total = table * weight[:, :, None] * weight[:, None, :]
    average = np.triu(table, 1) + np.tril(np.full(table.shape[1:], NEVER))
    sets = np.arange(len(table))
    while len(sets):
        flat = average[sets].reshape(len(sets), -1)
        best = flat.argmax(axis=1)
        going = flat[np.arange(len(sets)), best] >= threshold
        sets, best = sets[going], best[going]
        if not len(sets):
            return
        first, second = np.divmod(best, table.shape[1])
        total[sets, first] += total[sets, second]
        total[sets, :, first] = total[sets, first]
        total[sets, first, first] = NEVER
        total[sets, second], total[sets, :, second] = NEVER, NEVER
        weight[sets, first] += weight[sets, second]
        mean = total[sets, first] / (weight[sets, first][:, None] * weight[sets])
        later = np.arange(table.shape[1]) > first[:, None]
        average[sets, first] = np.where(later, mean, NEVER)
        average[sets, :, first] = np.where(later, NEVER, mean)
        average[sets, first, first] = NEVER
        average[sets, second], average[sets, :, second] = NEVER, NEVER
        moved = home[sets] == second[:, None]
        home[sets] = np.where(moved, first[:, None], home[sets])


def _joined(columns: Columns, one: Sequence[tuple[int, int]], parted: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs that an analyst joined and that can be."""
    members: dict[int, set[int]] = {}
    kept = []
    for left, right in one:
        if columns.kind[left] != columns.kind[right]:
            continue
        a, b = members.setdefault(left, {left}), members.setdefault(right, {right})
        if a is not b:
            if any(_ordered(x, y) in parted for x in a for y in b):
                continue
            a |= b
            members |= dict.fromkeys(a, a)
        kept.append((left, right))
    return kept


def _ordered(left: int, right: int) -> tuple[int, int]:
    return (left, right) if left < right else (right, left)


def _packed(pairs: Ints) -> Ints:
    packed: Ints = pairs.min(axis=1, initial=2**31) << 32 | pairs.max(axis=1, initial=0)
    return packed
