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
    assert meter.may_begin(under_way=100)


def test_nothing_is_waited_for_where_calls_cost_nothing() -> None:
    assert Meter(price_in=0.0, price_out=0.0, max_cost=1.0).may_begin(under_way=100)


def test_first_call_goes_alone_until_its_price_is_known() -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=1.0)
    assert meter.may_begin(under_way=0)
    assert not meter.may_begin(under_way=1)
    meter.count(100_000, 0)
    assert meter.may_begin(under_way=8)
    assert not meter.may_begin(under_way=9)


def test_limit_is_judged_by_the_dearest_call() -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=1.0)
    meter.count(500_000, 0)
    meter.count(100_000, 0)
    assert meter.dearest == pytest.approx(0.5)
    with pytest.raises(BudgetExceeded, match="could pass the cost limit of 1 US dollars") as caught:
        meter.may_begin(under_way=0)
    assert "--max-cost" in caught.value.hint
    assert not meter.may_begin(under_way=1)


def test_limit_that_calls_fill_exactly_is_filled() -> None:
    meter = Meter(price_in=1.0, price_out=1.0, max_cost=0.3)
    for _ in range(3):
        assert meter.may_begin(under_way=0)
        meter.count(100_000, 0)
    with pytest.raises(BudgetExceeded):
        meter.may_begin(under_way=0)
    with pytest.raises(BudgetExceeded):
        meter.may_begin(under_way=5)
