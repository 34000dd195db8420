"""Columns in order, beside what numpy makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.merging.sorting import combinations, ordered

_CELLS = st.one_of(st.integers(-3, 3), st.sampled_from([-(2**63), 2**63 - 1, -10_000_000, 10_000_000, 2**40]))


@st.composite
def _columns(draw: st.DrawFn) -> list[np.ndarray[Any, Any]]:
    """Some columns of one length, narrow and as wide as keys are."""
    rows = draw(st.integers(0, 30))
    wide = st.lists(_CELLS, min_size=rows, max_size=rows).map(lambda cells: np.array(cells, np.int64))
    narrow = st.lists(st.integers(-1, 2), min_size=rows, max_size=rows).map(lambda cells: np.array(cells, np.int8))
    return draw(st.lists(st.one_of(wide, narrow, narrow.map(lambda column: column > 0)), min_size=1, max_size=6))


@given(_columns())
def test_rows_are_put_in_order_by_the_first_column_first_and_stay_among_equals(
    columns: list[np.ndarray[Any, Any]],
) -> None:
    assert ordered(*columns).tolist() == np.lexsort(columns[::-1]).tolist()


@given(_columns())
def test_a_combination_is_told_by_its_first_row_and_each_row_by_the_number_of_its_own(
    columns: list[np.ndarray[Any, Any]],
) -> None:
    first, number = combinations(*columns)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    told = sorted(set(rows))
    assert [rows[row] for row in first.tolist()] == told
    assert first.tolist() == [rows.index(each) for each in told]
    assert number.tolist() == [told.index(row) for row in rows]
