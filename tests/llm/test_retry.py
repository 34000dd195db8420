"""When a call is tried again, and after how long."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.errors import (
    AnswerRefused,
    BudgetExceeded,
    ConflictExtractError,
    EmbeddedServerFailed,
    ModelRejected,
    ModelUnavailable,
    RateLimited,
)
from conflict_extract.llm.limits import LONGEST_WAIT
from conflict_extract.llm.retry import asks_too_long, transport_retry
from tests.fakes import Naps


class Failing:
    """Fails with these errors, then answers."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"


def limited(seconds: float | None) -> RateLimited:
    error = RateLimited("slow down")
    error.retry_after = seconds
    return error


async def test_what_works_is_called_once() -> None:
    call, naps = Failing(), Naps()
    assert await transport_retry(6, naps.sleep)(call) == "answer"
    assert (call.calls, naps.seconds) == (1, [])


@pytest.mark.parametrize("kind", [ModelUnavailable, RateLimited, EmbeddedServerFailed])
async def test_what_may_pass_is_tried_again(kind: type[ConflictExtractError]) -> None:
    call, naps = Failing(kind("a"), kind("b")), Naps()
    assert await transport_retry(3, naps.sleep)(call) == "answer"
    assert len(naps.seconds) == 2


@pytest.mark.parametrize(
    "error",
    [ModelRejected("x"), AnswerRefused("x"), BudgetExceeded("x"), ValueError("bug"), asyncio.CancelledError()],
)
async def test_what_will_not_pass_is_not_tried_again(error: BaseException) -> None:
    call, naps = Failing(error), Naps()
    with pytest.raises(type(error)) as caught:
        await transport_retry(6, naps.sleep)(call)
    assert caught.value is error
    assert (call.calls, naps.seconds) == (1, [])


@pytest.mark.parametrize("attempts", [1, 2, 6])
async def test_never_more_than_the_attempts(attempts: int) -> None:
    errors = [ModelUnavailable(str(number)) for number in range(10)]
    call, naps = Failing(*errors), Naps()
    with pytest.raises(ModelUnavailable) as caught:
        await transport_retry(attempts, naps.sleep)(call)
    assert caught.value is errors[attempts - 1], "the last error is the one that is told"
    assert (call.calls, len(naps.seconds)) == (attempts, attempts - 1)


async def test_giving_up_early() -> None:
    told: list[tuple[str, int]] = []

    def give_up(error: BaseException, attempts: int) -> bool:
        told.append((str(error), attempts))
        return attempts == 2

    call = Failing(*(ModelUnavailable(str(number)) for number in range(10)))
    with pytest.raises(ModelUnavailable, match="1"):
        await transport_retry(6, Naps().sleep, give_up)(call)
    assert told == [("0", 1), ("1", 2)]


async def test_back_off_grows_and_is_bounded() -> None:
    naps = Naps()
    with pytest.raises(ModelUnavailable):
        await transport_retry(12, naps.sleep)(Failing(*(ModelUnavailable("x") for _ in range(12))))
    for number, seconds in enumerate(naps.seconds):
        assert 0 <= seconds <= min(2**number, 60)


@given(seconds=st.floats(0, LONGEST_WAIT))
async def test_server_is_given_the_time_that_it_asks_for(seconds: float) -> None:
    naps = Naps()
    await transport_retry(2, naps.sleep)(Failing(limited(seconds)))
    assert naps.seconds == [seconds]


@given(seconds=st.floats(LONGEST_WAIT, exclude_min=True))
async def test_server_that_asks_for_too_long_is_left_alone(seconds: float) -> None:
    call, naps = Failing(limited(seconds)), Naps()
    with pytest.raises(RateLimited):
        await transport_retry(2, naps.sleep)(call)
    assert (call.calls, naps.seconds) == (1, [])


def test_asking_for_too_long() -> None:
    assert asks_too_long(limited(LONGEST_WAIT + 1))
    assert not asks_too_long(limited(LONGEST_WAIT))
    assert not asks_too_long(limited(None))
    assert not asks_too_long(ValueError())
