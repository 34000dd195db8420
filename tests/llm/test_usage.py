"""What is counted, what it costs, and when no further call may be made."""

from __future__ import annotations

import pytest

from conflict_extract.errors import BudgetExceeded
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
