"""What the parts of this package agree on: how requests are carried, and who is told of misses and of headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from conflict_extract.errors import ConflictExtractError

Missing = Callable[[str, dict[str, Any]], ConflictExtractError]
OnHeaders = Callable[[Mapping[str, str]], None]


class Answers(Protocol):
    """Where answers are kept: the cache folder of one machine, or a folder that several machines share."""

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under a key, or None."""

    def put(self, key: str, answer: Mapping[str, Any]) -> None:
        """Keeps an answer; raises CacheError."""

    def close(self) -> None:
        """Lets go of files and connections."""


class Transport(Protocol):
    """What carries one request to a model: the wire, or a queue of answers in tests."""

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call and returns the completion's JSON; raises ModelError."""

    async def close(self) -> None:
        """Lets go of connections and processes."""
