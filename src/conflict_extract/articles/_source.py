"""One file: its bytes as a stream, unpacked where it is compressed, and never more of them than is plausible."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from conflict_extract.articles._limits import LARGEST_PLAUSIBLE_EXPANSION, PLAUSIBLE_EXPANSION_RATIO
from conflict_extract.errors import ArticleError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_GZIP = b"\x1f\x8b"
_HEAD = 8192
_CHUNK = 1 << 20


class Source:
    """One file, or standard input.

    Args:
        path: where it lies; None for standard input.
        shown: how messages call it.
        stdin: what is read where there is no path, standard input unless given.
    """

    def __init__(self, path: Path | None, shown: str, stdin: BinaryIO | None = None) -> None:
        self.path = path
        self.shown = shown
        self._stdin = stdin

    @property
    def name(self) -> str:
        """The name of the file in small letters, without a `.gz` at its end; empty for standard input."""
        return self.path.name.lower().removesuffix(".gz") if self.path else ""

    @property
    def name_is_compressed(self) -> bool:
        """Whether its name says that it is compressed."""
        return self.path is not None and self.path.name.lower().endswith(".gz")

    @cached_property
    def compressed(self) -> bool:
        """Whether its content is gzip-compressed, whatever its name says.

        Raises:
            OSError: the file cannot be read.
        """
        if self.path is None:
            return isinstance(self._standard_input.raw, _Unpacked)
        with self.path.open("rb") as stream:
            return stream.read(2) == _GZIP

    @cached_property
    def head(self) -> bytes:
        """The first 8 KiB of its content, unpacked.

        Raises:
            ArticleError: it is compressed and damaged.
            OSError: the file cannot be read.
        """
        if self.path is None:
            return self._standard_input.peek(_HEAD)[:_HEAD]
        with self.open() as stream:
            return stream.read(_HEAD)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its content from the beginning, unpacked; standard input can be read once.

        Reading from it raises ArticleError where the compression is damaged, or where more comes out than any sound
        file holds.

        Raises:
            OSError: the file cannot be read.
        """
        if self.path is None:
            yield self._standard_input
            return
        with self.path.open("rb") as stream:
            if not self.compressed:
                yield stream
                return
            unpacked = _Unpacked(stream, self.shown, os.fstat(stream.fileno()).st_size)
            with io.BufferedReader(unpacked, _CHUNK) as whole:
                yield whole

    def content(self, limit: int, *, too_large: ArticleError) -> bytes:
        """All of its bytes; of a larger file no more than the limit is read.

        Args:
            limit: bytes at most.
            too_large: what is raised where it holds more.

        Raises:
            ArticleError: it is empty, damaged, or larger than the limit.
            OSError: the file cannot be read.
        """
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise too_large
        if not data.strip():
            raise ArticleError(f"{self.shown} is empty", hint="remove it, or fetch the article again")
        return data

    @cached_property
    def _standard_input(self) -> io.BufferedReader[io.RawIOBase]:
        stream = self._stdin if self._stdin is not None else getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise ArticleError("standard input cannot be read", hint="give a file instead of -")
        # buffered once more, for not every stream lets one look ahead
        given: io.RawIOBase = _Forwarded(stream)
        whole = io.BufferedReader(given, _CHUNK)
        if whole.peek(2)[:2] != _GZIP:
            return whole
        unpacked: io.RawIOBase = _Unpacked(whole, self.shown, 0)
        return io.BufferedReader(unpacked, _CHUNK)


class _Forwarded(io.RawIOBase):
    """A stream of any kind as one that can be buffered; what it reads from stays open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, as long as it is sound and no larger than a sound file can be."""

    def __init__(self, packed: BinaryIO, shown: str, compressed_size: int) -> None:
        self._gzip = gzip.GzipFile(fileobj=packed)
        self._shown = shown
        self._size = compressed_size
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            # What comes before damage is given before the damage is told.
            data = self._gzip.read1(len(view))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArticleError(
                f"{self._shown} is not a whole gzip file ({error})", hint="fetch it again; it may have been cut off"
            ) from error
        count = len(data)
        view[:count] = data
        self._total += count
        if self._total > max(LARGEST_PLAUSIBLE_EXPANSION, self._size * PLAUSIBLE_EXPANSION_RATIO):
            raise ArticleError(
                f"{self._shown} unpacks to over {PLAUSIBLE_EXPANSION_RATIO} times its size; reading stopped after "
                f"{self._total:,} bytes",
                hint="if the file is yours and sound, unpack it and give what comes out",
            )
        return count
