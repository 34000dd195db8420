"""Which rows are compared: those that share a key within a week, at most so many on either side."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conflict_extract.merging.columns import UNDATED, WINDOW_DAYS, Columns, scattered
from conflict_extract.merging.keys import Keyed
from conflict_extract.merging.sorting import Ints, distinct, ordered

PARTNERS = 50


def pairs_within(columns: Columns, keyed: Keyed) -> tuple[Ints, Ints]:
    """Distinct pairs of rows, the smaller first, that share a key and are at most `WINDOW_DAYS` apart.

    A row is compared with at most `PARTNERS` rows before and after it in its block, which is ordered by day and place;
    so the number of pairs grows with that of the rows, however many share a key. Rows of unknown day are compared with
    each other, and with the rows of their own article. Open spans take no other row's place among the partners: they
    are looked at for themselves, with the rows that end last before they do, and reach back `OPEN_DAYS`.

    Args:
        columns: the records.
        keyed: rows with their keys.
    """
    begins, ends = columns.first_day, columns.last_day
    known, opened = _by_dates(columns, keyed)
    found = [_neighbours(columns, known, begins, ends)]
    if len(opened.rows):
        pairs = _neighbours(columns, opened, -ends, -begins)
        found.append(pairs[columns.open[pairs >> 32] | columns.open[pairs & 0xFFFFFFFF]])
    packed = distinct(np.concatenate(found))
    return packed >> 32, packed & 0xFFFFFFFF


def _neighbours(columns: Columns, keyed: Keyed, begins: Ints, ends: Ints) -> Ints:
    """Pairs of rows, packed, with their partners in their blocks.

    Args:
        columns: the records.
        keyed: rows with their keys.
        begins: for each row of the columns the day by which its block is ordered.
        ends: for each row the day up to which, and a week beyond, others of its block are near it.
    """
    rows, keys, loose = keyed
    order = ordered(keys, begins[rows], columns.place_order[rows], rows)
    rows, keys, loose = rows[order], keys[order], loose[order]
    named = columns.place_key.codes >= 0
    found = [np.empty(0, np.int64)]
    for at, other in partners(keys, begins[rows], ends[rows] + WINDOW_DAYS):
        one, two = rows[at], rows[other]
        kept = (one != two) & ~(loose[at] & named[one] & named[two])
        one, two = one[kept].astype(np.int64), two[kept]
        found.append(np.minimum(one, two) << 32 | np.maximum(one, two))
    return np.concatenate(found)


def partners(keys: Ints, first: Ints, until: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The places of entries and of their partners, which follow them in their blocks: at most `PARTNERS` of each.

    Args:
        keys: those of one block beside each other.
        first: the day by which a block is in order.
        until: the day up to which others are near.
    """
    at = np.arange(len(keys))
    for step in range(1, PARTNERS + 1):
        at = at[: np.searchsorted(at, len(keys) - step)]
        at = at[(keys[at] == keys[at + step]) & (first[at + step] <= until[at])]
        if not len(at):
            return
        yield at, at + step


def _by_dates(columns: Columns, keyed: Keyed) -> tuple[Keyed, Keyed]:
    """Keys that rows of known and of unknown day share within an article only; and, apart from these, the keys of open
    spans, with all rows of known day that have them."""
    rows, keys, loose = keyed
    plain = ~columns.open[rows]
    own = np.isin(columns.article[rows], columns.article[~columns.dated])
    apart = np.where(columns.dated[rows], keys, keys ^ UNDATED)
    near = columns.dated[rows] & np.isin(keys, keys[~plain])
    known = Keyed(
        np.concatenate([rows[plain], rows[own]]),
        np.concatenate([apart[plain], keys[own] ^ scattered(columns.article[rows[own]])]),
        np.concatenate([loose[plain], loose[own]]),
    )
    return known, Keyed(rows[near], keys[near], loose[near])
