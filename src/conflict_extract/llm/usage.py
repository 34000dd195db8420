"""What calls cost, counted as they are made."""

from __future__ import annotations

from dataclasses import dataclass

from conflict_extract.errors import BudgetExceeded
from conflict_extract.schema import Usage


@dataclass
class Meter:
    """Counts calls, tokens and dollars, and stops calls once the cost limit is reached.

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

    @property
    def cost(self) -> float | None:
        """US dollars so far; None where prices are unknown and calls were made."""
        if self.price_in is None or self.price_out is None:
            return None if self.calls else 0.0
        return (self.tokens_in * self.price_in + self.tokens_out * self.price_out) / 1_000_000

    def check(self) -> None:
        """Raises BudgetExceeded if no further call may be made."""
        cost = self.cost
        if self.max_cost is not None and cost is not None and cost >= self.max_cost:
            raise BudgetExceeded(
                f"the cost limit of {self.max_cost:.2f} US dollars is reached ({cost:.4f} spent)",
                hint="raise --max-cost and run again; what was answered is in the cache",
            )

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
