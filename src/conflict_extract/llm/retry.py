"""When a call is tried again, and after how long: transport only, never a refusal or a bad answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from conflict_extract.errors import ConflictExtractError

Sleep = Callable[[float], Awaitable[None]]
LONGEST_WAIT = 120.0

_back_off = wait_random_exponential(multiplier=1.0, max=60.0)


def transport_retry(attempts: int, sleep: Sleep = asyncio.sleep) -> AsyncRetrying:
    """The retry of one call: as long as the server asks for (at most two minutes), else exponential with jitter.

    Args:
        attempts: how often the call is tried in all.
        sleep: what waits, in seconds; tests hand in their own.
    """
    return AsyncRetrying(
        stop=stop_after_attempt(attempts),
        wait=_wait,
        retry=retry_if_exception(_is_retryable),
        sleep=sleep,
        reraise=True,
    )


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, ConflictExtractError) and error.retryable


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked: float | None = getattr(error, "retry_after", None)
    return min(asked, LONGEST_WAIT) if asked is not None else _back_off(state)
