"""What the cache lacks, written to files of requests as providers and `vllm run-batch` read them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

from conflict_extract._files import GrowingFile
from conflict_extract.errors import AnswerAwaited, ConflictExtractError, ContextTooLong, ModelRejected, OutputError
from conflict_extract.llm.batch.manifest import BatchFile, Manifest
from conflict_extract.llm.refusals import Dialect
from conflict_extract.llm.request_json import request_body

URL: Literal["/v1/chat/completions"] = "/v1/chat/completions"
BYTES_A_TOKEN = 4
_ANSWER_FRAME = 16  # tokens of an answer that says nothing


@dataclass(frozen=True)
class Limits:
    """Where files of requests are cut.

    Attributes:
        requests, megabytes: of one file at most.
        tokens: about so many tokens in, of one file, at most; None where the provider sets no limit to what waits.
    """

    requests: int = 50_000
    megabytes: int = 200
    tokens: int | None = None


@dataclass
class _Open:
    """A file that is being written."""

    number: int
    file: GrowingFile
    keys: list[str]
    digest: Any
    bytes: int = 0
    about_in: int = 0
    about_out: int = 0
    most_out: int = 0


class RequestFiles:
    """Writes each request that it is told of once, whole file by whole file.

    Args:
        manifest: takes in every file that is whole; requests that wait in one of its files are not written again.
        limits: where files are cut.
        answer_share: about how many tokens an answer has for each token of its window.
    """

    def __init__(self, manifest: Manifest, limits: Limits, answer_share: float) -> None:
        self._manifest = manifest
        self._folder = manifest.folder
        self._limits = limits
        self._share = answer_share
        self._dialect = Dialect(manifest.refused_parameters())
        # as bytes, for a million of them have to fit
        self._waiting = {bytes.fromhex(key) for key in manifest.waiting()}
        self._seen: set[bytes] = set()
        self._open: _Open | None = None
        self._next = max((file.number for file in manifest.files()), default=0) + 1
        self.written: list[BatchFile] = []
        self.waiting = 0
        self.broken: OutputError | None = None
        self._remove_scraps()

    def __call__(self, key: str, request: dict[str, Any]) -> ConflictExtractError:
        """Writes a request, if it is not written yet; gives the error that stands for its answer.

        Where it cannot be written, `broken` says why, and nothing more is; files that were whole before stay.
        """
        if self.broken is not None:
            return self.broken
        mark = bytes.fromhex(key)
        if mark not in self._seen:
            if mark in self._waiting:
                self.waiting += 1
            else:
                try:
                    error = self._write(key, request)
                except OutputError as broken:
                    self.discard()  # half a line may be in it
                    self.broken = error = broken
                if error is not None:
                    return error
            self._seen.add(mark)
        return AnswerAwaited("the request waits in a batch", hint="fetch its answer with: conflict-extract batch fetch")

    def _write(self, key: str, request: dict[str, Any]) -> ConflictExtractError | None:
        try:
            body = request_body(self._dialect.accepted(request))
        except ValueError as error:
            return ModelRejected(
                f"the request cannot be written: {error}", hint="look for broken characters in its text"
            )
        line = b'{"custom_id":"%b","method":"POST","url":"%b","body":%b}\n' % (key.encode(), URL.encode(), body)
        if len(line) > self._limits.megabytes * 1_000_000:
            return ContextTooLong(
                f"the request has {len(line):,} bytes, and a file may have {self._limits.megabytes} MB",
                hint="lower --window, or raise the setting batch_megabytes",
            )
        sizes = [len(str(message["content"]).encode("utf-8", "replace")) for message in request["messages"]]
        tokens = sum(sizes) // BYTES_A_TOKEN
        if self._open is not None and self._is_full(self._open, len(line), tokens):
            self._end(self._open)
        if self._open is None:
            name = self._folder / f"requests-{self._next:04}.jsonl"
            self._open = _Open(self._next, GrowingFile(name), [], hashlib.sha256())
            self._next += 1
        self._open.file.write(line)
        self._open.digest.update(line)
        self._open.keys.append(key)
        self._open.bytes += len(line)
        self._open.about_in += tokens
        self._open.about_out += min(int(sizes[-1] / BYTES_A_TOKEN * self._share) + _ANSWER_FRAME, request["max_tokens"])
        self._open.most_out += request["max_tokens"]
        return None

    def _is_full(self, file: _Open, more_bytes: int, more_tokens: int) -> bool:
        return (
            len(file.keys) >= self._limits.requests
            or file.bytes + more_bytes > self._limits.megabytes * 1_000_000
            or (self._limits.tokens is not None and file.about_in + more_tokens > self._limits.tokens)
        )

    def finish(self) -> None:
        """Ends the last file.

        Raises:
            OutputError: it, or one before, cannot be written.
        """
        if self.broken is not None:
            raise self.broken
        if self._open is not None:
            self._end(self._open)

    def discard(self) -> None:
        """Leaves out the file that is not whole."""
        if self._open is not None:
            self._open.file.discard()
            self._open = None

    def _end(self, ended: _Open) -> None:
        self._open = None
        ended.file.finish()
        made = BatchFile(
            number=ended.number,
            name=ended.file.path.name,
            sha256=ended.digest.hexdigest(),
            bytes=ended.bytes,
            requests=len(ended.keys),
            about_in=ended.about_in,
            about_out=ended.about_out,
            most_in=ended.bytes,  # no token is shorter than a byte
            most_out=ended.most_out,
        )
        self._manifest.add(made, ended.keys)
        self.written.append(made)

    def _remove_scraps(self) -> None:
        """Removes what a plan that was killed has left: files that are not whole, or unknown to the manifest."""
        known = {file.name for file in self._manifest.files()}
        for path in [*self._folder.glob("requests-*.jsonl"), *self._folder.glob("requests-*.jsonl.part")]:
            if path.name not in known:
                path.unlink()
