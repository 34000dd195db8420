"""Answers kept as a file each, for several machines that share a folder: SQLite, in which one machine keeps its
answers, promises nothing there (https://www.sqlite.org/wal.html: "WAL does not work over a network filesystem")."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from diskcache.core import MODE_BINARY, MODE_RAW

from conflict_extract._files import write_whole
from conflict_extract.errors import CacheError, OutputError
from conflict_extract.llm.cache import decoded


class SharedAnswers:
    """Answers in the folder `shared_answers` of a cache folder, each in a file of its own that appears whole or not at
    all, with its SHA-256; any number of machines may write to it. What the cache of a single machine beside it holds is
    found as well, and nothing is written there.

    Args:
        cache_dir: the cache folder; made if it is missing.

    Raises:
        CacheError: the folder cannot be used.
    """

    def __init__(self, cache_dir: Path) -> None:
        self.folder = cache_dir / "shared_answers"
        self._beside = cache_dir / "answers"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._kept = _read_only(self._beside / "cache.db")
        except (OSError, sqlite3.Error) as error:
            raise CacheError(
                f"the cache folder {cache_dir} cannot be used: {error}", hint="choose another with cache_dir"
            ) from error

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under a key, or None; a file that is damaged or cannot be read counts as none."""
        try:
            digest, _, data = self._file(key).read_bytes().partition(b"\n")
        except OSError:
            return self._in_cache(key)
        return decoded(data, digest.decode("ascii", "replace"))

    def put(self, key: str, answer: Mapping[str, Any]) -> None:
        """Keeps an answer.

        Raises:
            CacheError: the answer cannot be written, for want of space for instance.
        """
        text = json.dumps(answer, separators=(",", ":"))  # ASCII, in which half a surrogate pair is text as well
        try:
            with write_whole(self._file(key)) as stream:
                stream.write(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}")
        except OutputError as error:
            raise CacheError(error.message, hint="free space or choose another cache_dir") from error

    def close(self) -> None:
        """Closes what was opened to read."""
        if self._kept is not None:
            self._kept.close()

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:4] / f"{key}.json"

    def _in_cache(self, key: str) -> dict[str, Any] | None:
        """What the cache of a single machine holds; long answers lie in files beside its database."""
        if self._kept is None:
            return None
        asked = "SELECT value, filename, tag FROM Cache WHERE key = ? AND raw = 1 AND mode IN (?, ?)"
        try:
            with closing(self._kept.execute(asked, (key, MODE_RAW, MODE_BINARY))) as found:
                for value, filename, digest in found:
                    return decoded((self._beside / filename).read_bytes() if filename else value, digest)
        except (OSError, sqlite3.Error):
            pass
        return None


def _read_only(database: Path) -> sqlite3.Connection | None:
    """A connection that takes no locks and writes nothing, as long as no answer waits in a log beside the database."""
    if not database.exists():
        return None
    log = database.with_name(f"{database.name}-wal")
    settled = not log.exists() or not log.stat().st_size
    # the client asks from the thread of its event loop
    return sqlite3.connect(
        f"{database.absolute().as_uri()}?{'immutable=1' if settled else 'mode=ro'}", uri=True, check_same_thread=False
    )
