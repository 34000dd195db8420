"""What is counted, what it costs, and when no further call may be made."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.errors import BudgetExceeded
from conflict_extract.llm.completions import tokens
from conflict_extract.llm.usage import Meter


def test_counts_become_a_record() -> None:
    meter = Meter(price_in=1.0, price_out=10.0)
    meter.count(1000, 100)
    meter.count(500, 0)
    meter.cache_hits += 1
    usage = meter.usage(seconds=1.5)
    assert (usage.calls, usage.cache_hits, usage.tokens_in, usage.tokens_out) == (2, 1, 1500, 100)
    assert usage.cost == pytest.approx(0.0025)
    assert usage.seconds == 1.5


def test_cost_is_unknown_without_prices_and_nothing_without_calls() -> None:
    meter = Meter()
    assert meter.cost == 0.0
    meter.count(1, 1)
    assert meter.cost is None
    assert meter.may_begin(10**9, 10**9)


def test_calls_under_way_are_counted_at_their_largest() -> None:
    meter = Meter(price_in=1.0, price_out=10.0, max_cost=1.0)
    most = 100_000, 20_000  # 0.3 dollars
    assert [meter.may_begin(*most) for _ in range(4)] == [True, True, True, False]
    meter.count(50_000, 0)
    meter.release(*most)
    assert [meter.may_begin(*most) for _ in range(2)] == [True, False]


def test_call_that_could_pass_the_limit_is_not_made() -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=1.0)
    meter.count(600_000, 0)
    assert meter.may_begin(400_000, 0), "a limit may be reached"
    with pytest.raises(BudgetExceeded, match=r"could pass the cost limit of 1 US dollars \(0\.6000 spent\)") as caught:
        meter.may_begin(400_000, 1)
    assert "--max-cost" in caught.value.hint


def test_limit_that_calls_fill_exactly_is_filled() -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=0.3)
    for _ in range(3):
        assert meter.may_begin(100_000, 0)
        meter.count(100_000, 0)
        meter.release(100_000, 0)
    with pytest.raises(BudgetExceeded):
        meter.may_begin(1, 0)


def test_budget_of_tokens_needs_no_prices() -> None:
    meter = Meter(token_budget=1000)
    assert meter.may_begin(400, 100)
    assert meter.may_begin(400, 100)
    assert not meter.may_begin(1, 0)
    meter.count(400, 50)
    meter.release(400, 100)
    assert meter.may_begin(0, 50)
    with pytest.raises(BudgetExceeded, match=r"budget of 1,000 tokens \(450 used\)") as caught:
        meter.may_begin(600, 0)
    assert "token_budget" in caught.value.hint


def test_cached_tokens_are_counted_and_cost_their_own_price() -> None:
    meter = Meter(price_in=1.0, price_out=10.0, price_cached=0.1)
    meter.count(1000, 100, cached=800)
    meter.count(500, 0)
    usage = meter.usage()
    assert (usage.tokens_in, usage.cached_tokens) == (1500, 800)
    assert usage.cost == pytest.approx((700 * 1.0 + 800 * 0.1 + 100 * 10.0) / 1e6)


def test_cached_tokens_cost_as_much_as_others_where_no_price_is_set() -> None:
    meter = Meter(price_in=1.0, price_out=10.0)
    meter.count(1000, 100, cached=800)
    assert meter.cost == pytest.approx(0.002)


@pytest.mark.parametrize(("price_cached", "most_in"), [(0.1, 900_000), (2.0, 0)])
def test_tokens_of_a_call_to_come_count_as_those_that_cost_most(price_cached: float, most_in: int) -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=1.0, price_cached=price_cached)
    meter.count(1_000_000, 0, cached=1_000_000 if price_cached < 1 else 0)
    assert meter.may_begin(most_in, 0)
    with pytest.raises(BudgetExceeded):
        meter.may_begin(most_in + 1, 0)


@pytest.mark.parametrize(
    ("details", "cached"),
    [
        ({"cached_tokens": 80}, 80),
        ({"cached_tokens": 80, "audio_tokens": 0}, 80),
        ({"cached_tokens": 101}, 100),
        ({"cached_tokens": -1}, 0),
        ({"cached_tokens": None}, 0),
        ({"cached_tokens": "many"}, 0),
        ({"cached_tokens": float("inf")}, 0),
        ({}, 0),
        (None, 0),
        ([1], 0),
    ],
)
def test_cached_tokens_as_endpoints_tell_them(details: Any, cached: int) -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "prompt_tokens_details": details}
    assert tokens({"usage": usage}) == (100, 10, cached)
    del usage["prompt_tokens_details"]
    assert tokens({"usage": usage}) == (100, 10, 0)
