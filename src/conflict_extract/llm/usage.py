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
    _set_aside: list[int] = field(default_factory=lambda: [0, 0])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cost(self) -> float | None:
        """US dollars so far; None where prices are unknown and calls were made."""
        if self.price_in is None or self.price_out is None:
            return None if self.calls else 0.0
        return self._price(self.tokens_in, self.tokens_out)

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
        if self.max_cost is not None and self._price(tokens_in, tokens_out) > self.max_cost * _ROUNDING:
            return "max_cost"
        return "token_budget" if self.token_budget is not None and tokens_in + tokens_out > self.token_budget else ""

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """Counts one call that was made."""
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out

    def usage(self, seconds: float = 0.0) -> Usage:
        """The counts as a record."""
        return Usage(
            calls=self.calls,
            cache_hits=self.cache_hits,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            cost=self.cost,
            seconds=seconds,
        )

    def _price(self, tokens_in: int, tokens_out: int) -> float:
        return (tokens_in * (self.price_in or 0.0) + tokens_out * (self.price_out or 0.0)) / 1_000_000
