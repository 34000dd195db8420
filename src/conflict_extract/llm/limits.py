"""How fast calls may be made: what the settings allow in a minute, and what the endpoint says is left.

No library's limiter: those are bound to one event loop, let twice the rate through in the first minute, and can neither
be corrected when a call turns out cheaper nor be told what the endpoint says.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import deque
from collections.abc import Mapping

MINUTE = 60.0
LONGEST_WAIT = 120.0
_ROUNDING = 1e-6
_LEFT = re.compile(r"x-ratelimit-remaining-((?:requests|tokens)(?:-\w+)?)")
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Clock:
    """Time as the client sees it; tests hand in their own."""

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)


class Booking:
    """One call: when it began, and its tokens, which are a guess until it is over."""

    def __init__(self, guess: int, tokens: float) -> None:
        self.began = 0.0
        self.guess = guess
        self.amounts = {"requests": 1.0, "tokens": tokens}


class _LastMinute:
    """The calls that began in the last minute, against what a setting allows."""

    def __init__(self, what: str, allowed: int) -> None:
        self._what = what
        self._allowed = allowed
        self._calls: deque[Booking] = deque()

    def wait(self, now: float, call: Booking) -> float:
        while self._calls and self._calls[0].began <= now - MINUTE + _ROUNDING:
            self._calls.popleft()
        over = sum(each.amounts[self._what] for each in self._calls) + call.amounts[self._what] - self._allowed
        seconds = 0.0
        for earlier in self._calls:
            if over <= 0:
                break
            over -= earlier.amounts[self._what]
            seconds = earlier.began + MINUTE - now
        return seconds  # a call that is larger than a minute's tokens goes when no other is left

    def take(self, call: Booking) -> None:
        self._calls.append(call)


class _Told:
    """What the endpoint says is left of something, and when it will be given anew."""

    def __init__(self, what: str, left: float, until: float) -> None:
        self._what = what
        self._left = left
        self.until = until

    def wait(self, now: float, call: Booking) -> float:
        return self.until - now if now < self.until and self._left < call.amounts[self._what] else 0.0

    def take(self, call: Booking) -> None:
        self._left -= call.amounts[self._what]


class Limits:
    """Holds calls back, those of all workers together.

    Args:
        requests_per_minute, tokens_per_minute: no minute sees more; None where only the endpoint's word counts.
        clock: what tells the time and waits.
    """

    def __init__(self, requests_per_minute: int | None, tokens_per_minute: int | None, clock: Clock) -> None:
        allowed = {"requests": requests_per_minute, "tokens": tokens_per_minute}
        self._clock = clock
        self._set = [_LastMinute(what, number) for what, number in allowed.items() if number is not None]
        self._told: dict[str, _Told] = {}
        self._true_to_guess = 1.0
        self._lock = threading.Lock()  # workers may run in several event loops

    async def book(self, tokens: int) -> Booking:
        """Waits until one more call may begin.

        Args:
            tokens: how many it will take in and give out, as a guess; put right with `settle`, which mends the next.
        """
        call = Booking(tokens, tokens * self._true_to_guess)
        while (seconds := self._booked(call)) > 0:
            await self._clock.sleep(seconds)
        return call

    def settle(self, call: Booking, tokens: int) -> None:
        """Says how many tokens a call has taken."""
        call.amounts["tokens"] = tokens
        self._true_to_guess = tokens / max(1, call.guess)

    def update_from_headers(self, headers: Mapping[str, str]) -> None:
        """Takes in what an answer's headers say is left: `x-ratelimit-remaining-requests`, `-tokens`, and `reset`.

        A pause of more than two minutes is not made on their account: the next call is told so, or is answered.
        """
        for name, value in headers.items():
            if (match := _LEFT.fullmatch(name.lower())) is None:
                continue
            left, reset = _number(value), _duration(headers.get(f"x-ratelimit-reset-{match[1]}", ""))
            if left is not None and reset is not None and reset <= LONGEST_WAIT:
                with self._lock:
                    self._told[match[1]] = _Told(match[1].split("-")[0], left, self._clock.now() + reset)

    def pause(self, seconds: float) -> None:
        """Lets no call begin for a time: the endpoint has asked one of them to wait."""
        if seconds <= LONGEST_WAIT:
            with self._lock:
                until = self._clock.now() + seconds
                if (asked := self._told.get("pause")) is None or asked.until < until:
                    self._told["pause"] = _Told("requests", 0, until)

    def _booked(self, call: Booking) -> float:
        """Books the call, or says how many seconds to wait before asking again."""
        with self._lock:
            now = self._clock.now()
            self._told = {name: told for name, told in self._told.items() if told.until > now}
            limits: list[_LastMinute | _Told] = [*self._set, *self._told.values()]
            seconds = max((limit.wait(now, call) for limit in limits), default=0.0)
            if seconds <= 0:
                call.began = now
                for limit in limits:
                    limit.take(call)
            return seconds


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _duration(text: str) -> float | None:
    """Seconds, written as a number or as in `6m0s` and `120ms`."""
    text = text.strip().lower()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    if not text or _PART.sub("", text):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))
