"""Answers kept on disk: of models, keyed by the request as it went over the wire, and of the parser of English."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_BINARY, MODE_RAW

from conflict_extract.errors import CacheError

# some 300,000 sentences
PARSES_BYTES = 512 * 1024 * 1024
# how many entries leave a folder that is full, when one comes in
_CULLED = 10

_log = logging.getLogger("conflict_extract")
_FAILURES = (OSError, sqlite3.Error, diskcache.Timeout)


class _BytesDisk(diskcache.Disk):  # type: ignore[misc]  # diskcache ships no types
    """Reads and writes text keys and byte values only: nothing that is read is ever unpickled (CVE-2025-69872)."""

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        if mode not in (MODE_RAW, MODE_BINARY):
            raise CacheError("a cache entry is not plain bytes", hint="run: conflict-extract cache verify")
        return super().fetch(mode, filename, value, read)

    def get(self, key: Any, raw: bool) -> Any:
        if not raw:
            raise CacheError("a cache key is not plain text", hint="run: conflict-extract cache verify")
        return super().get(key, raw)


class AnswerCache:
    """JSON answers as bytes in a diskcache folder, each with its SHA-256; several processes may share it. What is
    damaged is set aside in the folder `damaged`, and asked for again.

    Args:
        folder: where the answers lie; made if it is missing.
        most_bytes: how large it may grow before the oldest answers leave it; None for any size.

    Raises:
        CacheError: the folder cannot be used.
    """

    def __init__(self, folder: Path, most_bytes: int | None = None) -> None:
        self.folder = folder
        bounds = {"eviction_policy": "none", "size_limit": 2**62, "cull_limit": 0}
        if most_bytes is not None:
            bounds = {"eviction_policy": "least-recently-stored", "size_limit": most_bytes, "cull_limit": _CULLED}
        with self._usable():
            self._cache = diskcache.Cache(str(folder), disk=_BytesDisk, timeout=60, **bounds)
            # each thread has a connection of its own; the one of this thread may never be needed, nor closed
            self._cache.close()

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under a key, or None; an entry that is damaged or cannot be read counts as none."""
        try:
            value, digest = self._cache.get(key, tag=True)
        except (*_FAILURES, CacheError):
            return None
        answer = decoded(value, digest)
        if answer is None and value is not None:
            _log.warning("a cached answer is damaged, and is asked for again: %s", key)
            with suppress(*_FAILURES):
                self._set_aside(key, value)
        return answer

    def put(self, key: str, answer: Mapping[str, Any]) -> None:
        """Keeps an answer.

        Raises:
            CacheError: the answer cannot be written, for want of space for instance.
        """
        with self._writable():
            self._set(key, answer)

    def put_all(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps several answers in one transaction: all of them, or none.

        Raises:
            CacheError: they cannot be written.
        """
        if answers:
            with self._writable(), self._cache.transact():
                for key, answer in answers.items():
                    self._set(key, answer)

    def _set(self, key: str, answer: Mapping[str, Any]) -> None:
        data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        self._cache.set(key, data, tag=hashlib.sha256(data).hexdigest())

    def stats(self) -> dict[str, int | str]:
        """Folder, number of answers and bytes on disk.

        Raises:
            CacheError: the folder cannot be read.
        """
        with self._usable():
            return {"folder": str(self.folder), "answers": len(self._cache), "bytes": int(self._cache.volume())}

    def clear(self) -> int:
        """Deletes every answer, also those set aside; returns how many there were to be had.

        Raises:
            CacheError: the folder cannot be written.
        """
        with self._usable():
            shutil.rmtree(self.folder / "damaged", ignore_errors=True)
            return int(self._cache.clear())

    def verify(self) -> Iterator[str]:
        """The keys of entries that are damaged; they are set aside, so that the next run asks again.

        Raises:
            CacheError: the folder cannot be read or written.
        """
        with self._usable():
            for number, key, raw in self._cache._sql("SELECT rowid, key, raw FROM Cache").fetchall():
                if not (raw and isinstance(key, str)):  # none of ours
                    self._cache._sql("DELETE FROM Cache WHERE rowid = ?", (number,))
                    yield key.hex() if isinstance(key, bytes) else str(key)
                    continue
                try:
                    value, digest = self._cache.get(key, tag=True)
                except CacheError:
                    value = digest = None
                if decoded(value, digest) is None:
                    self._set_aside(key, value)
                    yield key

    def close(self) -> None:
        """Closes this thread's connection to the folder's database."""
        self._cache.close()

    def _set_aside(self, key: str, value: Any) -> None:
        """Takes an entry out, and keeps its bytes, if there are any, for who wants to know what befell them."""
        if isinstance(value, bytes):
            folder = self.folder / "damaged"
            folder.mkdir(exist_ok=True)
            (folder / hashlib.sha256(key.encode()).hexdigest()).write_bytes(value)
        self._cache.delete(key)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            raise CacheError(
                f"the cache folder {self.folder} cannot be written: {error}", hint="free space or use --cache-dir"
            ) from error

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as error:
            raise CacheError(
                f"the cache folder {self.folder} cannot be used: {error}",
                hint="choose another with --cache-dir, or delete this one",
            ) from error


def parse_cache(cache_dir: Path) -> AnswerCache:
    """Where the trees of English sentences are kept: they can be made again, so the folder has a size that it keeps.

    Raises:
        CacheError: the folder cannot be used.
    """
    return AnswerCache(cache_dir / "parses", PARSES_BYTES)


def decoded(value: Any, digest: Any) -> dict[str, Any] | None:
    """The answer that an entry holds, if it is as it was written; the first entries had no digest."""
    if not isinstance(value, bytes) or digest not in (None, hashlib.sha256(value).hexdigest()):
        return None
    try:
        # surrogatepass, as it was written: json.loads alone would refuse what a model may well have answered
        answer = json.loads(value.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
