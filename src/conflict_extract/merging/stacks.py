"""Many small groups at once: as stacks of one size, and as the pairs inside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conflict_extract.merging.sorting import Ints, distinct, ordered


def stacks(group: Ints, cells: int) -> Iterator[Ints]:
    """The members of groups of two or more, a row for each group, many groups of one size at a time.

    Args:
        group: a number of the group of each item, not negative.
        cells: how many entries the square tables of one stack may have in all.
    """
    order = ordered(group)
    sizes = np.bincount(group)
    begins = np.cumsum(sizes) - sizes
    for size in distinct(sizes[sizes > 1]).tolist():
        whole = begins[sizes == size][:, None] + np.arange(size)
        at_once = max(1, cells // size**2)
        for start in range(0, len(whole), at_once):
            yield order[whole[start : start + at_once]]


def pairs_inside(group: Ints, most: int = 50) -> tuple[Ints, Ints]:
    """All pairs of items of one group, the smaller first; an item is paired with at most so many after it."""
    order = ordered(group)
    at = np.arange(len(order))
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for step in range(1, most + 1):
        at = at[: np.searchsorted(at, len(order) - step)]
        at = at[group[order[at]] == group[order[at + step]]]
        if not len(at):
            break
        left.append(order[at])
        right.append(order[at + step])
    return np.concatenate(left), np.concatenate(right)
