"""What calls cost, counted as they are made."""

from __future__ import annotations

from dataclasses import dataclass

from conflict_extract.errors import BudgetExceeded
from conflict_extract.schema import Usage

_ROUNDING = 1 + 1e-9


@dataclass
class Meter:
    """Counts calls, tokens and dollars, and stops calls before the cost limit is passed.

    Args:
        price_in, price_out: US dollars per million tokens; None where unknown.
        max_cost: US dollars; None for no limit.
    """

    price_in: float | None = None
    price_out: float | None = None
    max_cost: float | None = None
    calls: int = 0
    cache_hits: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dearest: float = 0.0

    @property
    def cost(self) -> float | None:
        """US dollars so far; None where prices are unknown and calls were made."""
        if self.price_in is None or self.price_out is None:
            return None if self.calls else 0.0
        return self._price(self.tokens_in, self.tokens_out)

    def may_begin(self, under_way: int) -> bool:
        """Whether one more call may be made now: the limit holds if it, and those under way, cost what the dearest
        so far did. While that is not known calls go one by one.

        Args:
            under_way: calls whose cost is not known yet.

        Returns:
            False where it is worth waiting for those under way.

        Raises:
            BudgetExceeded: no further call may be made.
        """
        cost = self.cost
        if self.max_cost is None or cost is None or not (self.price_in or self.price_out):
            return True
        limit = self.max_cost * _ROUNDING
        if cost < self.max_cost and cost + (under_way + 1) * self.dearest <= limit:
            return self.calls > 0 or not under_way
        if cost < self.max_cost and under_way:
            return False
        raise BudgetExceeded(
            f"one more call could pass the cost limit of {self.max_cost:g} US dollars ({cost:.4f} spent)",
            hint="raise --max-cost and run again; what was answered is in the cache",
        )

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """Counts one call that was made."""
        self.calls += 1
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.dearest = max(self.dearest, self._price(tokens_in, tokens_out))

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
