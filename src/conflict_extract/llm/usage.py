"""What calls cost, counted as they are made."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from conflict_extract.errors import BudgetExceeded
from conflict_extract.schema import Usage

_ROUNDING = 1 + 1e-9


@dataclass
class Meter:
    """Counts calls, tokens and dollars, and stops calls before a limit is passed.

    Args:
        price_in, price_out: US dollars per million tokens; None where unknown.
        price_cached: US dollars per million tokens in that the endpoint had kept from earlier calls; None where they
            cost as much as others. Before a call none counts as kept, for no endpoint promises it.
        max_cost: US dollars; None for no limit.
        token_budget: tokens, in and out; None for no limit.
    """

    price_in: float | None = None
    price_out: float | None = None
    max_cost: float | None = None
    token_budget: int | None = None
    calls: int = 0
    cache_hits: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens: int = 0
    price_cached: float | None = None
    _set_aside: list[int] = field(default_factory=lambda: [0, 0])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cost(self) -> float | None:
        """US dollars so far; None where prices are unknown and calls were made."""
        if self.price_in is None or self.price_out is None:
            return None if self.calls else 0.0
        return self._price()

    @property
    def is_limited(self) -> bool:
        """Whether there is a limit that calls could pass."""
        return self.max_cost is not None or self.token_budget is not None

    def may_begin(self, most_in: int, most_out: int) -> bool:
        """Whether a call may be made now; if so its tokens are set aside until they are released.

        Args:
            most_in, most_out: tokens that it can take in and give out at most.

        Returns:
            False where it is worth waiting for those under way, which may need less than was set aside for them.

        Raises:
            BudgetExceeded: it could pass a limit even when none other is under way.
        """
        with self._lock:
            self._check(most_in, most_out)
            aside_in, aside_out = self._set_aside
            if self._passed(aside_in + most_in, aside_out + most_out):
                return False
            self._set_aside = [aside_in + most_in, aside_out + most_out]
            return True

    def release(self, most_in: int, most_out: int) -> None:
        """Gives back what was set aside for a call that is over."""
        with self._lock:
            self._set_aside = [self._set_aside[0] - most_in, self._set_aside[1] - most_out]

    def _check(self, more_in: int, more_out: int) -> None:
        passed = self._passed(more_in, more_out)
        if passed == "max_cost":
            raise BudgetExceeded(
                f"one more call could pass the cost limit of {self.max_cost:g} US dollars ({self.cost:.4f} spent)",
                hint="raise --max-cost and run again; what was answered is in the cache",
            )
        if passed:
            spent = self.tokens_in + self.tokens_out
            raise BudgetExceeded(
                f"one more call could pass the budget of {self.token_budget:,} tokens ({spent:,} used)",
                hint="raise the setting token_budget and run again; what was answered is in the cache",
            )

    def _passed(self, more_in: int, more_out: int) -> str:
        """Which limit so many more tokens would pass, if any."""
        tokens_in, tokens_out = self.tokens_in + more_in, self.tokens_out + more_out
        if self.max_cost is not None and self._price(more_in, more_out) > self.max_cost * _ROUNDING:
            return "max_cost"
        return "token_budget" if self.token_budget is not None and tokens_in + tokens_out > self.token_budget else ""

    def count(self, tokens_in: int, tokens_out: int, cached: int = 0) -> None:
        """Counts one call that was made.

        Args:
            tokens_in, tokens_out: tokens that it has taken in and given out.
            cached: how many of those in the endpoint had kept.
        """
        self.calls += 1
        self.cached_tokens += cached
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out

    def usage(self, seconds: float = 0.0) -> Usage:
        """The counts as a record."""
        return Usage(
            calls=self.calls,
            cache_hits=self.cache_hits,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            cached_tokens=self.cached_tokens,
            cost=self.cost,
            seconds=seconds,
        )

    def _price(self, more_in: int = 0, more_out: int = 0) -> float:
        """US dollars for what was counted, and for so many more tokens, none of which the endpoint has kept."""
        price_in, price_out = self.price_in or 0.0, self.price_out or 0.0
        price_cached = price_in if self.price_cached is None else self.price_cached
        new = self.tokens_in - self.cached_tokens
        dollars = new * price_in + self.cached_tokens * price_cached + self.tokens_out * price_out
        return (dollars + more_in * max(price_in, price_cached) + more_out * price_out) / 1_000_000
