"""What servers pack their pages in (`Content-Encoding`), unpacked up to a size."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from conflict_extract.articles.formats._libraries import needed
from conflict_extract.errors import ArticleError

_LOOKS_PLAIN = (b"<", b"\xef\xbb\xbf<")


def unpacked(data: bytes, coding: str, most: int, name: str) -> bytes:
    """The body of a response without its coding; of a larger one a byte more than `most`.

    Archives often keep the header where they have unpacked the body: what begins like a page is taken as it is.

    Raises:
        ArticleError: the coding is unknown, or the body is damaged.
    """
    codings = [each for each in (part.strip().lower() for part in coding.split(",")) if each not in ("", "identity")]
    for each in reversed(codings):
        if data.lstrip().startswith(_LOOKS_PLAIN):
            return data
        unpack = _CODINGS.get(each)
        if unpack is None:
            raise ArticleError(
                f"{name} is packed in a way that is not known here ({each[:40]})", hint="unpack it first"
            )
        try:
            data = unpack(data, most + 1, name)
        except (zlib.error, ValueError, EOFError) as error:
            raise ArticleError(f"{name} is damaged: it cannot be unpacked ({each})", hint="fetch it again") from error
    return data


def _gzip(data: bytes, most: int, name: str) -> bytes:  # noqa: ARG001  # called as every other coding is
    return zlib.decompressobj(wbits=47).decompress(data, most)


def _deflate(data: bytes, most: int, name: str) -> bytes:  # noqa: ARG001  # called as every other coding is
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:  # many servers leave out the frame around it
        return zlib.decompressobj(wbits=-15).decompress(data, most)


def _brotli(data: bytes, most: int, name: str) -> bytes:
    brotli = needed("brotli", name)
    unpacking = brotli.Decompressor()
    try:
        # It keeps to a limit only roughly; asked piece by piece it never holds much more.
        found = bytearray()
        for start in range(0, len(data), 4096):
            found += unpacking.process(data[start : start + 4096])
            if len(found) >= most:
                break
    except brotli.error as error:
        raise ValueError(str(error)) from error
    return bytes(found[:most])


_CODINGS: dict[str, Callable[[bytes, int, str], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
}
