"""When a call is tried again, and after how long: transport only, never a refusal or a bad answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from conflict_extract.errors import ConflictExtractError, ModelError
from conflict_extract.llm.limits import LONGEST_WAIT

Sleep = Callable[[float], Awaitable[None]]
Wait = Callable[[float], None]
GiveUp = Callable[[BaseException, int], bool]

_back_off = wait_random_exponential(multiplier=1.0, max=60.0)


def transport_retry(attempts: int, sleep: Sleep = asyncio.sleep, give_up: GiveUp | None = None) -> AsyncRetrying:
    """The retry of one call: after as long as the server asks for, else exponentially longer with jitter.

    A server that asks for more than two minutes is not knocked at again.

    Args:
        attempts: how often the call is tried in all.
        sleep: what waits, in seconds; tests hand in their own.
        give_up: told the error and how often the call was tried; says whether that is enough.
    """

    def worth_it(state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        return error is None or give_up is None or not give_up(error, state.attempt_number)

    return AsyncRetrying(
        stop=stop_after_attempt(attempts),
        wait=_wait,
        retry=lambda state: retry_if_exception(_is_retryable)(state) and worth_it(state),
        sleep=sleep,
        reraise=True,
    )


def blocking_retry(attempts: int, wait: Wait | None = None) -> Retrying:
    """The same for a call that is waited for without an event loop."""
    return Retrying(
        stop=stop_after_attempt(attempts),
        wait=_wait,
        retry=retry_if_exception(_is_retryable),
        sleep=wait or time.sleep,
        reraise=True,
    )


def asks_too_long(error: BaseException) -> bool:
    """Whether the endpoint asks for a pause that is too long to be waited for."""
    return isinstance(error, ModelError) and error.retry_after is not None and error.retry_after > LONGEST_WAIT


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, ConflictExtractError) and error.retryable and not asks_too_long(error)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked: float | None = getattr(error, "retry_after", None)
    return _back_off(state) if asked is None else asked
