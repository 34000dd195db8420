"""Answers kept on disk, keyed by the request as it went over the wire."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_BINARY, MODE_RAW

from conflict_extract.errors import CacheError


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


def request_key(endpoint: str, request: Mapping[str, Any]) -> str:
    """The key of a request: the SHA-256 of the endpoint's identity and the request's canonical JSON."""
    canonical = json.dumps([endpoint, request], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class AnswerCache:
    """JSON answers as bytes in a diskcache folder; nothing is evicted, several processes may share it.

    Args:
        folder: where the answers lie; made if it is missing.

    Raises:
        CacheError: the folder cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self._cache = diskcache.Cache(
                str(folder), disk=_BytesDisk, eviction_policy="none", size_limit=2**62, cull_limit=0, timeout=60
            )
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            raise CacheError(
                f"the cache folder {folder} cannot be used: {error}", hint="choose another with --cache-dir"
            ) from error

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under a key, or None; an entry that is not JSON counts as none."""
        try:
            value = self._cache.get(key)
        except (OSError, sqlite3.Error, CacheError):
            return None
        return _decode(value)

    def put(self, key: str, answer: Mapping[str, Any]) -> None:
        """Keeps an answer.

        Raises:
            CacheError: the answer cannot be written, for want of space for instance.
        """
        data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        try:
            self._cache.set(key, data)
        except (OSError, sqlite3.Error, diskcache.Timeout) as error:
            raise CacheError(
                f"the cache folder {self.folder} cannot be written: {error}", hint="free space or use --cache-dir"
            ) from error

    def stats(self) -> dict[str, int | str]:
        """Folder, number of answers and bytes on disk."""
        return {"folder": str(self.folder), "answers": len(self._cache), "bytes": int(self._cache.volume())}

    def clear(self) -> int:
        """Deletes every answer; returns how many there were."""
        return int(self._cache.clear())

    def verify(self) -> Iterator[str]:
        """The keys of entries that are damaged; they are removed, so that the next run asks again."""
        for key in list(self._cache._sql("SELECT key FROM Cache").fetchall()):
            name = key[0]
            try:
                sound = isinstance(name, str) and _decode(self._cache.get(name)) is not None
            except (OSError, sqlite3.Error, CacheError):
                sound = False
            if not sound:
                self._cache._sql("DELETE FROM Cache WHERE key = ?", (name,))
                yield str(name)

    def close(self) -> None:
        """Closes the folder's database."""
        self._cache.close()


def _decode(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, bytes):
        return None
    try:
        answer = json.loads(value)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
