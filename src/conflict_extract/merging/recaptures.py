"""Places taken, lost and taken again: captures by one side are apart where another side's capture lies between."""

from __future__ import annotations

import numpy as np

from conflict_extract.merging.columns import UNDATED, Columns, spread
from conflict_extract.merging.sorting import Flags, Ints, ordered
from conflict_extract.schema import KINDS

_CAMPS = {"government": 0, "opposition": 1, "armed_group": 1, "foreign": 2}
_CONTROL_CHANGE = KINDS.index("control_change")
_DAYS = 1 << 22
NONE_FOLLOWS = 2 * UNDATED


class RecaptureIndex:
    """For each capture of a named place on a known day, the next capture of it by another camp.

    A capture told as an open span may lie before that, but is never known to come after anything.

    Attributes:
        ends: for each row the last day of the next capture by another camp; `NONE_FOLLOWS` where there is none.
    """

    def __init__(self, columns: Columns) -> None:
        self._first, self._last = np.where(columns.open, -UNDATED, columns.first_day), columns.last_day
        self._camp = camps(columns)
        if columns.among is not None:
            self.ends = columns.among.recaptured
            return
        self._next = next_captures(
            columns.place_key.codes.astype(np.int64), self._first, self._last, self._camp, columns.open
        )
        self.ends = np.where(self._next >= 0, self._last[self._next], NONE_FOLLOWS)

    def between(self, left: Ints, right: Ints) -> Ints:
        """For each pair of rows the capture of the place by another camp that lies on days after the one and before the
        other; -1 where there is none, or the two are not captures by one camp."""
        early, _ = self._in_order(left, right)
        return np.where(self.part(left, right), self._next[early], -1)

    def part(self, left: Ints, right: Ints) -> Flags:
        """For each pair of rows whether such a capture lies between them."""
        early, late = self._in_order(left, right)
        parted: Flags = (self._camp[early] == self._camp[late]) & (self.ends[early] < self._first[late])
        return parted

    def _in_order(self, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        left_first = self._last[left] < self._first[right]
        return np.where(left_first, left, right), np.where(left_first, right, left)


def next_captures(keys: Ints, first: Ints, last: Ints, camp: Ints, is_open: Flags) -> Ints:
    """For each row the next capture of its place by another camp; -1 where there is none.

    Args:
        keys: numbers of the places.
        first: the first day of each; that of an open span does not count.
        last: the last day.
        camp: who captured it; -1 for all else.
        is_open: whether it is an open span.
    """
    found = np.full(len(keys), -1, np.int32)
    for number in np.unique(camp[camp >= 0]).tolist():
        own = np.flatnonzero(camp == number)
        others = np.flatnonzero((camp >= 0) & (camp != number) & ~is_open)
        if len(others):
            found[own] = _first_to_end(keys, first, last, others, own)
    return found


def _first_to_end(keys: Ints, first: Ints, last: Ints, captures: Ints, after: Ints) -> Ints:
    """For each row, of the captures of its place that begin after its last day, the one that ends first; or -1."""
    captures = captures[ordered(keys[captures], first[captures])]
    # from the last capture of the last place backwards: the smallest end so far, and with it its row
    ends = ordered(keys[captures], last[captures], captures)
    rank = np.empty(len(captures), np.int64)
    rank[ends] = np.arange(len(captures))
    earliest = captures[ends][np.minimum.accumulate(rank[::-1])[::-1]]
    begins = keys[captures] * _DAYS + first[captures]
    at = np.searchsorted(begins, keys[after] * _DAYS + last[after], side="right")
    found = earliest[np.minimum(at, len(captures) - 1)]
    return np.where((at < len(captures)) & (keys[found] == keys[after]), found, -1)


def camps(columns: Columns) -> Ints:
    """The camp of the side that captured a named place on a known day; -1 for all else."""
    sides = np.array([_CAMPS.get(actor.side, -1) for actor in columns.actor.values], np.int32)
    camp = spread(sides, columns.actor.codes)
    told = (columns.kind == _CONTROL_CHANGE) & (columns.place_key.codes >= 0) & columns.dated
    return np.where(told, camp, -1)
