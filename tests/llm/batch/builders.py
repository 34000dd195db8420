"""A small batch: requests of a few words, a provider that answers them, and the cache that they end in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_extract.llm import AnswerCache
from conflict_extract.llm.batch import Fetched, Limits, Manifest, RequestFiles, Submitted, fetch, submit
from conflict_extract.llm.batch.provider import Provider
from conflict_extract.llm.completions import is_answer
from conflict_extract.llm.request_json import request_key
from tests.fakes import Reply, completion

ENDPOINT = "http://127.0.0.1:9/v1"


def request(number: int) -> dict[str, Any]:
    """A request of its own."""
    messages = [{"role": "system", "content": "Read."}, {"role": "user", "content": f"Dispatch {number}"}]
    return {"model": "m", "messages": messages, "temperature": 0.0, "max_tokens": 64, "response_format": {"a": 1}}


def answer(asked: dict[str, Any]) -> Reply:
    """Says which dispatch it is an answer to."""
    return Reply(completion({"records": [], "of": asked["messages"][-1]["content"]}))


@dataclass
class Work:
    """The whole way of a batch of so many requests, step by step, as often as is wished."""

    folder: Path
    url: str
    number: int = 6
    limits: Limits = field(default_factory=Limits)
    attempts: int = 1

    @property
    def keys(self) -> list[str]:
        return [request_key(ENDPOINT, request(number)) for number in range(self.number)]

    @contextlib.contextmanager
    def manifest(self) -> Iterator[Manifest]:
        batch = self.folder / "batch"
        batch.mkdir(exist_ok=True)
        with Manifest.open_or_make(batch, "m", ENDPOINT, self.folder / "cache", "1") as opened:
            yield opened

    @contextlib.contextmanager
    def cache(self) -> Iterator[AnswerCache]:
        with contextlib.closing(AnswerCache(self.folder / "cache" / "answers")) as opened:
            yield opened

    def provider(self) -> Provider:
        return Provider(self.url, None, 10.0, self.attempts, lambda _: None)

    def missing(self) -> list[int]:
        """The requests that the cache has no word on."""
        with self.cache() as cache:
            return [number for number, key in enumerate(self.keys) if cache.get(key) is None]

    def plan(self) -> RequestFiles:
        missing = self.missing()
        with self.manifest() as manifest:
            files = RequestFiles(manifest, self.limits, 1.0)
            try:
                for number in missing:
                    files(self.keys[number], request(number))
                files.finish()
            finally:
                files.discard()
        return files

    def submit(self, max_cost: float | None = None) -> Submitted:
        with self.manifest() as manifest, self.provider() as provider:
            return submit(manifest, provider, max_cost, (2.0, 8.0))

    def fetch(self) -> Fetched:
        with self.manifest() as manifest, self.provider() as provider, self.cache() as cache:
            return fetch(manifest, provider, cache)

    def once(self) -> Fetched:
        """One round."""
        self.plan()
        self.submit()
        return self.fetch()

    def is_complete(self) -> bool:
        """Whether every answer is there, and is the one to its request."""
        with self.cache() as cache:
            kept = [cache.get(key) for key in self.keys]
        right = [
            each is not None and is_answer(each) and f'"Dispatch {number}"' in each["choices"][0]["message"]["content"]
            for number, each in enumerate(kept)
        ]
        return all(right)
