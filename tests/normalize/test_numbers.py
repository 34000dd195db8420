from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import size


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("about 200", 200, 200),
        ("2,000 soldiers", 2000, 2000),
        ("1.5 thousand", 1500, 1500),
        ("between 20 and 30", 20, 30),
        ("20-30 men", 20, 30),
        ("twenty to thirty", 20, 30),
        ("forty-two", 42, 42),
        ("two hundred and fifty", 250, 250),
        ("three thousand five hundred", 3500, 3500),
        ("a hundred", 100, 100),
        ("one soldier", 1, 1),
        ("a dozen", 12, 12),
        ("two dozen", 24, 24),
        ("dozens", 24, 99),
        ("hundreds of soldiers", 200, 999),
        ("tens of thousands", 20_000, 99_999),
        ("more than 50", 50, None),
        ("at least two dozen", 24, None),
        ("up to 40", None, 40),
        ("no more than 50", None, 50),
        ("overall 40", 40, 40),
        ("40 men of the 32nd Brigade", 40, 40),
        ("soldiers of the 32nd Brigade", None, None),
        ("M23 fighters", None, None),
        ("a soldier", None, None),
        ("several", None, None),
        ("", None, None),
    ],
)
def test_bounds(text: str, low: int | None, high: int | None) -> None:
    bounds = size(text)
    assert (bounds.min, bounds.max, bounds.text) == (low, high, text)


@given(st.text(max_size=40))
def test_bounds_are_in_order_for_any_text(text: str) -> None:
    bounds = size(text)
    assert bounds.min is None or bounds.max is None or 0 <= bounds.min <= bounds.max


@given(st.integers(1, 9_999_999))
def test_a_number_means_itself_however_it_is_grouped(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", " ")):
        assert (size(text).min, size(text).max) == (number, number)
