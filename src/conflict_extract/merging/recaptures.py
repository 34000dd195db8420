"""Places taken, lost and taken again: captures by one side are apart where another side's capture lies between."""

from __future__ import annotations

import numpy as np

from conflict_extract.merging.columns import UNDATED, Columns, spread
from conflict_extract.merging.sorting import Ints, ordered
from conflict_extract.schema import KINDS

_CAMPS = {"government": 0, "opposition": 1, "armed_group": 1, "foreign": 2}
_CONTROL_CHANGE = KINDS.index("control_change")
_DAYS = 1 << 22


class RecaptureIndex:
    """For each capture of a named place on a known day, the next capture of it by another camp.

    A capture told as an open span may lie before that, but is never known to come after anything.
    """

    def __init__(self, columns: Columns) -> None:
        self._first, self._last = np.where(columns.open, -UNDATED, columns.first_day), columns.last_day
        self._camp = _camps(columns)
        self._next = np.full(len(columns), -1, np.int32)
        keys = columns.place_key.codes.astype(np.int64)
        for number in np.unique(self._camp[self._camp >= 0]).tolist():
            own = np.flatnonzero(self._camp == number)
            others = np.flatnonzero((self._camp >= 0) & (self._camp != number) & ~columns.open)
            if len(others):
                self._next[own] = self._first_to_end(keys, others, own)

    def between(self, left: Ints, right: Ints) -> Ints:
        """For each pair of rows the capture of the place by another camp that lies on days after the one and before the
        other; -1 where there is none, or the two are not captures by one camp."""
        left_first = self._last[left] < self._first[right]
        early, late = np.where(left_first, left, right), np.where(left_first, right, left)
        turn = self._next[early]
        parted = (turn >= 0) & (self._camp[early] == self._camp[late]) & (self._last[turn] < self._first[late])
        return np.where(parted, turn, -1)

    def _first_to_end(self, keys: Ints, captures: Ints, after: Ints) -> Ints:
        """For each row, of the captures of its place that begin after its last day, the one that ends first; or -1."""
        captures = captures[ordered(keys[captures], self._first[captures])]
        # from the last capture of the last place backwards: the smallest end so far, and with it its row
        ends = ordered(keys[captures], self._last[captures], captures)
        rank = np.empty(len(captures), np.int64)
        rank[ends] = np.arange(len(captures))
        earliest = captures[ends][np.minimum.accumulate(rank[::-1])[::-1]]
        begins = keys[captures] * _DAYS + self._first[captures]
        at = np.searchsorted(begins, keys[after] * _DAYS + self._last[after], side="right")
        found = earliest[np.minimum(at, len(captures) - 1)]
        return np.where((at < len(captures)) & (keys[found] == keys[after]), found, -1)


def _camps(columns: Columns) -> Ints:
    """The camp of the side that captured a named place on a known day; -1 for all else."""
    sides = np.array([_CAMPS.get(actor.side, -1) for actor in columns.actor.values], np.int32)
    camp = spread(sides, columns.actor.codes)
    told = (columns.kind == _CONTROL_CHANGE) & (columns.place_key.codes >= 0) & columns.dated
    return np.where(told, camp, -1)
