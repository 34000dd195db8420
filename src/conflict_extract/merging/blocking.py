"""Which rows are compared: those that share a key within a week, at most so many on either side."""

from __future__ import annotations

import numpy as np

from conflict_extract.merging.columns import UNDATED, Columns, Ints, distinct, scattered
from conflict_extract.merging.keys import Keyed
from conflict_extract.merging.scoring import WINDOW_DAYS

PARTNERS = 50


def pairs_within(columns: Columns, keyed: Keyed) -> tuple[Ints, Ints]:
    """Distinct pairs of rows, the smaller first, that share a key and are at most `WINDOW_DAYS` apart.

    A row is compared with at most `PARTNERS` rows before and after it in its block, which is ordered by day and place;
    so the number of pairs grows with that of the rows, however many share a key. Rows of unknown day are compared with
    each other, and with the rows of their own article.

    Args:
        columns: the records.
        keyed: rows with their keys.
    """
    rows, keys, loose = (np.concatenate(parts) for parts in zip(*_by_dates(columns, keyed), strict=True))
    order = np.lexsort((rows, columns.place_key.codes[rows], columns.first_day[rows], keys))
    rows, keys, loose = rows[order], keys[order], loose[order]
    named = columns.place_key.codes >= 0
    first, until = columns.first_day[rows], columns.last_day[rows] + WINDOW_DAYS
    at = np.arange(len(rows))
    found = [np.empty(0, np.int64)]
    for step in range(1, PARTNERS + 1):
        at = at[: np.searchsorted(at, len(rows) - step)]
        at = at[(keys[at] == keys[at + step]) & (first[at + step] <= until[at])]
        if not len(at):
            break
        one, two = rows[at], rows[at + step]
        kept = (one != two) & ~(loose[at] & named[one] & named[two])
        found.append(np.minimum(one, two)[kept] << 32 | np.maximum(one, two)[kept])
    packed = distinct(np.concatenate(found))
    return packed >> 32, packed & 0xFFFFFFFF


def _by_dates(columns: Columns, keyed: Keyed) -> tuple[Keyed, Keyed]:
    """Keys that rows of known and of unknown day share within an article only."""
    rows, keys, loose = keyed
    own = np.isin(columns.article[rows], columns.article[~columns.dated])
    apart = np.where(columns.dated[rows], keys, keys ^ UNDATED)
    return Keyed(rows, apart, loose), Keyed(rows[own], keys[own] ^ scattered(columns.article[rows[own]]), loose[own])
