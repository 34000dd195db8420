"""The two readers' one interface: how an article is cut into windows, asked about, and its claims put together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from conflict_extract.extraction.claims import Reading
from conflict_extract.extraction.prompting import Prompt
from conflict_extract.schema import Article

Answer = TypeVar("Answer", bound=BaseModel)


class Ask(Protocol):
    """One answer of a type, with its schema enforced by the server; see `ModelClient.ask`."""

    async def __call__(
        self, messages: list[dict[str, str]], answer: type[Answer], schema: dict[str, Any], max_tokens: int
    ) -> Answer:
        """Asks."""


class Reader(Protocol):
    """A way to ask a model about articles, and to take its answers for claims.

    Attributes:
        prompt: what stands before every question.
        answer_tokens: tokens that an answer may have; None for what the settings say.
        answer_share: about how many tokens an answer has for each token of its window.
    """

    prompt: Prompt
    answer_tokens: int | None
    answer_share: float

    def windows(self, article: Article) -> Iterator[Any]:
        """The windows of an article, each for one call."""

    async def read(self, ask: Ask, window: Any, max_tokens: int, model: str) -> Any:
        """What the answer to one window claims."""

    def finish(self, article: Article, readings: list[Any]) -> Reading:
        """The claims of an article, from what its windows gave."""
