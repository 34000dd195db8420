"""How fast calls are made: what settings and endpoint allow, for all workers together, in a time that takes none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from conflict_extract.errors import RateLimited
from conflict_extract.llm import ModelClient
from conflict_extract.llm.limits import Limits, _duration
from conflict_extract.settings import Settings
from tests.fakes import (
    CLAIMS_SCHEMA,
    Claims,
    Completion,
    Endpoint,
    QueueTransport,
    Reply,
    Request,
    SharedTime,
    completion,
)


def door(transport: Any, clock: SharedTime, **more: Any) -> ModelClient:
    chosen = {"model": "m", "base_url": "http://127.0.0.1:1/v1", "cache": False, **more}
    return ModelClient(Settings.load(**chosen), transport=transport, clock=clock)


async def ask(opened: ModelClient, count: int) -> list[Any]:
    messages = ([{"role": "user", "content": f"{number} " * 50}] for number in range(count))
    asked = (opened.ask(each, Claims, CLAIMS_SCHEMA, 256) for each in messages)
    return list(await asyncio.gather(*asked, return_exceptions=True))


class Taking(QueueTransport):
    """Takes some seconds for each answer, and notes when it was asked."""

    def __init__(self, clock: SharedTime, seconds: float = 1.0, usage: tuple[int, int] = (100, 20)) -> None:
        super().__init__(lambda _: completion(usage=usage))
        self.clock, self.seconds = clock, seconds
        self.times: list[float] = []

    async def send(self, request: Request) -> Completion:
        self.times.append(self.clock.now())
        await self.clock.sleep(self.seconds)
        return await super().send(request)


def most_in_a_minute(times: list[float]) -> int:
    return max(sum(start <= time < start + 60 - 1e-3 for time in times) for start in times)


@pytest.mark.parametrize("concurrency", [1, 8])
async def test_requests_per_minute_are_those_of_all_workers(concurrency: int) -> None:
    clock = SharedTime()
    queue = Taking(clock)
    opened = door(queue, clock, concurrency=concurrency, requests_per_minute=10)
    answers = await clock.during(ask(opened, 35))
    assert answers == [Claims(records=[])] * 35
    assert most_in_a_minute(queue.times) == 10
    assert max(queue.times) < 200, "no slower than the limit asks"


@pytest.mark.parametrize("concurrency", [1, 8])
async def test_tokens_per_minute_are_those_of_all_workers(concurrency: int) -> None:
    clock = SharedTime()
    queue = Taking(clock, usage=(100, 20))
    opened = door(queue, clock, concurrency=concurrency, tokens_per_minute=1200)
    await clock.during(ask(opened, 35))
    assert most_in_a_minute(queue.times) <= 10 + concurrency, "what is under way is a guess"
    assert most_in_a_minute(queue.times[8:]) <= 11
    assert max(queue.times) < 240


async def test_call_that_is_larger_than_a_minute_goes_alone() -> None:
    clock = SharedTime()
    queue = Taking(clock, usage=(900, 0))
    opened = door(queue, clock, tokens_per_minute=10)
    await clock.during(ask(opened, 3))
    assert [round(time) for time in queue.times] == [0, 60, 120]


async def test_attempts_count_as_requests() -> None:
    clock = SharedTime()
    busy = RateLimited("busy")
    busy.retry_after = 0.0
    opened = door(QueueTransport([*[busy] * 4, completion()]), clock, requests_per_minute=2)
    assert await clock.during(ask(opened, 1)) == [Claims(records=[])]
    assert 120 <= clock.now() < 121


async def test_pause_that_one_is_asked_for_is_made_by_all() -> None:
    clock = SharedTime()
    limited = RateLimited("slow down")
    limited.retry_after = 30.0

    class Once(Taking):
        async def send(self, request: Request) -> Completion:
            if len(self.times) == 3:
                self.times.append(self.clock.now())
                raise limited
            return await super().send(request)

    queue = Once(clock)
    answers = await clock.during(ask(door(queue, clock, concurrency=4), 20))
    assert answers == [Claims(records=[])] * 20
    assert [time for time in queue.times if 0 < time < 30] == []


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m2.5s"}, 62.5),
        ({"x-ratelimit-remaining-tokens": "3", "x-ratelimit-reset-tokens": "20"}, 20.0),
        ({"x-ratelimit-remaining-tokens-minute": "3", "x-ratelimit-reset-tokens-minute": "20.5"}, 20.5),
        ({"x-ratelimit-remaining-requests": "9", "x-ratelimit-reset-requests": "50s"}, 0.0),
        ({"x-ratelimit-remaining-requests": "0"}, 0.0),
        ({"x-ratelimit-remaining-requests": "none", "x-ratelimit-reset-requests": "50s"}, 0.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2026-11-26T00:00:00Z"}, 0.0),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "23h59m"}, 0.0),
    ],
)
async def test_word_of_the_endpoint_is_followed(headers: dict[str, str], wait: float) -> None:
    clock = SharedTime()
    with Endpoint(Reply(headers=headers), Reply()) as endpoint:
        opened = door(None, clock, base_url=endpoint.base_url)
        await ask(opened, 1)
        asked = asyncio.create_task(ask(opened, 1))
        if wait:
            while not clock._sleepers:
                await asyncio.sleep(0)
            assert endpoint.calls == 1
            assert clock._sleepers[0][0] == pytest.approx(wait)
        await clock.during(_result(asked))
        assert endpoint.calls == 2
        await opened.close()


async def _result(task: asyncio.Task[Any]) -> Any:
    return await task


async def test_what_the_endpoint_says_is_left_is_shared() -> None:
    clock = SharedTime()
    limits = Limits(None, None, clock)
    limits.update_from_headers({"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "10s"})

    async def book() -> float:
        return (await limits.book(5)).began

    began = await clock.during(_gathered([book() for _ in range(5)]))
    assert began == [0.0, 0.0, 0.0, 10.0, 10.0]


async def _gathered(work: list[Any]) -> list[Any]:
    return list(await asyncio.gather(*work))


@given_settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 20),
    st.integers(1, 2000),
    st.lists(st.tuples(st.floats(0, 30), st.integers(0, 900)), min_size=1, max_size=40),
)
def test_no_minute_sees_more_than_is_allowed(requests: int, tokens: int, calls: list[tuple[float, int]]) -> None:
    clock = SharedTime()
    limits = Limits(requests, tokens, clock)
    begun: list[tuple[float, int]] = []

    async def one_after_another() -> None:
        for pause, amount in calls:
            await clock.sleep(pause)
            call = await limits.book(amount)
            begun.append((call.began, amount))

    asyncio.run(clock.during(one_after_another()))
    assert len(begun) == len(calls)
    for start, first in begun:
        minute = [amount for time, amount in begun if start <= time < start + 60 - 1e-3]
        assert len(minute) <= requests
        assert sum(minute) <= max(tokens, first)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1s", 1), ("6m0s", 360), ("120ms", 0.12), ("1h2m3.5s", 3723.5), ("7", 7), ("0.5", 0.5), ("", None),
     ("soon", None), ("1s ago", None), ("-5", None), ("nan", None)],
)  # fmt: skip
def test_durations(text: str, seconds: float | None) -> None:
    assert _duration(text) == (None if seconds is None else pytest.approx(seconds))
