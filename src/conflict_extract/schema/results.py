"""What a run gives back beside its records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from conflict_extract._counted import counted
from conflict_extract.errors import ConflictExtractError
from conflict_extract.schema.articles import Frozen
from conflict_extract.schema.records import Record
from conflict_extract.schema.showing import SHOWN_ROWS, html_table, words


class Failure(Frozen):
    """Something that could not be done: where, the error's stable name, what happened and what to do about it.

    `window` is the first and last sentence of the model call concerned, as "3-7"; null where none was made.
    """

    path: str | None = None
    article_id: str | None = None
    window: str | None = None
    error: str
    message: str
    hint: str = ""

    @classmethod
    def of(
        cls,
        error: ConflictExtractError,
        *,
        path: str | None = None,
        article_id: str | None = None,
        window: str | None = None,
    ) -> Failure:
        """The failure that an error stands for."""
        return cls(
            path=path, article_id=article_id, window=window, error=error.code, message=error.message, hint=error.hint
        )


class Quarantined(Frozen):
    """What the model said and the library does not vouch for: a stable reason, a message, and the item as answered.

    `record` holds the item with its `article_id`, `window` and `prompt_version`.
    """

    reason: str
    message: str
    record: dict[str, Any]


class Usage(Frozen):
    """What a run used. Tokens count calls that were made, not cached answers; `cached_tokens` are those of `tokens_in`
    that the endpoint had kept from earlier calls; `cost` is in US dollars, null where the model's price is unknown."""

    calls: int = 0
    cache_hits: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            calls=self.calls + other.calls,
            cache_hits=self.cache_hits + other.cache_hits,
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            cost=None if self.cost is None or other.cost is None else self.cost + other.cost,
            seconds=self.seconds + other.seconds,
        )

    def __sub__(self, earlier: Usage) -> Usage:
        return Usage(
            calls=self.calls - earlier.calls,
            cache_hits=self.cache_hits - earlier.cache_hits,
            tokens_in=self.tokens_in - earlier.tokens_in,
            tokens_out=self.tokens_out - earlier.tokens_out,
            cached_tokens=self.cached_tokens - earlier.cached_tokens,
            cost=None if self.cost is None or earlier.cost is None else self.cost - earlier.cost,
            seconds=self.seconds - earlier.seconds,
        )


@dataclass(repr=False)
class Extraction:
    """What `Extractor.extract` returns for all its articles, and `Extractor.stream` for each of them."""

    records: list[Record] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    article_ids: list[str] = field(default_factory=list)
    windows: int = 0
    screened: int = 0

    def take(self, part: Extraction) -> None:
        """Takes in all that another result holds but its usage, which is counted for the whole."""
        self.records += part.records
        self.quarantined += part.quarantined
        self.failures += part.failures
        self.article_ids += part.article_ids
        self.windows += part.windows
        self.screened += part.screened

    def __repr__(self) -> str:
        return f"<Extraction: {self._counts()}>"

    def _repr_html_(self) -> str:
        rows = [
            (each.kind, words(each.place or getattr(each, "who", None)), words(each.date), each.outlet or "",
             each.trigger, words(each.evidence))
            for each in self.records[:SHOWN_ROWS]
        ]  # fmt: skip
        left_out = len(self.records) - len(rows)
        more = f"; the first {len(rows)} are shown" if left_out else ""
        header = ("kind", "place", "date", "outlet", "trigger", "evidence")
        return html_table(rows, header=header, caption=self._counts() + more)

    def _counts(self) -> str:
        return (
            f"{counted(len(self.records), 'record')} of {counted(len(self.article_ids), 'article')}, "
            f"{len(self.quarantined)} set aside, {counted(len(self.failures), 'failure')}"
        )
