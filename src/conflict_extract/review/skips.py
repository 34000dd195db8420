"""What reviewers skipped, in a file beside the event set, a line each; a kill loses nothing of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from conflict_extract.errors import OutputError


class Skips:
    """The cards that one reviewer skipped.

    Args:
        events: the path of the event set; its name with `.skips.jsonl` behind it is that of the file.
        reviewer: whose they are; "" for those of nobody who is named.

    Raises:
        OutputError: the file is there and cannot be read.
    """

    def __init__(self, events: Path, reviewer: str) -> None:
        self._path = events.with_name(events.name + ".skips.jsonl")
        self._reviewer = reviewer
        # in the order they were skipped
        self.keys: dict[str, None] = {}
        try:
            text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        except (OSError, UnicodeDecodeError) as error:
            raise OutputError(f"cannot read {self._path}: {error}", hint="move it away to begin anew") from error
        self._cut_off = "\n" if text and not text.endswith("\n") else ""
        for line in text.splitlines():
            try:
                said = json.loads(line)
            except ValueError:  # cut off by a kill while it was written
                continue
            if isinstance(said, dict) and said.get("by") == reviewer:
                self._take(said)

    def _take(self, said: dict[str, object]) -> None:
        if said.get("again"):
            self.keys.clear()
        elif isinstance(key := said.get("skipped"), str):
            self.keys[key] = None

    def skip(self, key: str) -> None:
        """Keeps that a card was skipped."""
        self._write({"by": self._reviewer, "skipped": key})

    def again(self) -> None:
        """All that was skipped is asked again."""
        self._write({"by": self._reviewer, "again": True})

    def _write(self, said: dict[str, object]) -> None:
        try:
            with self._path.open("a", encoding="utf-8") as stream:
                # behind a line that a kill cut off this one would not be read
                stream.write(f"{self._cut_off}{json.dumps(said)}\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise OutputError(
                f"cannot write {self._path}: {error.strerror}", hint="the card was not skipped"
            ) from error
        self._cut_off = ""
        self._take(said)
