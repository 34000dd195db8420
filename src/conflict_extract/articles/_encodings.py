"""Bytes to text: UTF-8 first, UTF-16 and UTF-32 by their marks, then a declared encoding, then detection."""

from __future__ import annotations

import codecs
import re

from conflict_extract.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NON_ASCII = re.compile(rb"[\x80-\xff]")

# What articles are really written in; the exotic rest of what can be detected only leads to mistakes.
_PLAUSIBLE_ENCODINGS = [
    "cp1256", "cp1251", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1257", "cp866", "koi8_r", "koi8_u",
    "iso8859_5", "iso8859_6", "iso8859_9", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip

_CONVERT = "save it as UTF-8 text"


def decode(data: bytes, name: str, *, html: bool = False) -> str:
    """The text that the bytes of a file hold, without a byte order mark.

    Args:
        data: the whole content of the file.
        name: how messages call the file.
        html: whether the page's own declaration of its encoding counts.

    Raises:
        ArticleError: the file is binary, its UTF-8 is damaged, or nothing tells its encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data, encoding, name)
    if b"\0" in data:
        raise _binary(name, data)
    try:
        return _checked(data.decode("utf-8"), name, data)
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, name, error)
    declared = _DECLARED.search(data, 0, 4096) if html else None
    if declared is not None:
        try:
            return _checked(data.decode(declared[1].decode("ascii")), name, data)
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration: what the bytes look like decides
    return _detected(data, name)


def encoding_of(data: bytes, name: str) -> str:
    """The encoding that the beginning of a file is in; for files that are decoded piece by piece.

    Args:
        data: the beginning, which may end within a character.
        name: how messages call the file.

    Raises:
        ArticleError: the file is binary, or nothing tells its encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        raise _binary(name, data)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        if _is_damaged_utf8(data):
            return "utf-8"
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=_PLAUSIBLE_ENCODINGS).best()
        if best is None:
            raise ArticleError(f"{name} is in no encoding that can be told from its bytes", hint=_CONVERT) from None
        return best.encoding
    return "utf-8"


def check_characters(text: str, name: str) -> None:
    """Refuses text that no writer meant: NUL, many control characters, halves of surrogate pairs.

    Raises:
        ArticleError: the text has them.
    """
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\0" in text or controls * 20 > len(text):
        raise _binary(name, b"")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ArticleError(
                f"{name} holds half of a surrogate pair at character {error.start}, which is no text",
                hint="export it again; an emoji was probably cut in two",
            ) from error


def _text(data: bytes, encoding: str, name: str) -> str:
    try:
        return _checked(data.decode(encoding), name, data)
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name} begins like {encoding.removesuffix('-sig').upper()} but is not: byte {error.start} does not fit",
            hint=_CONVERT,
        ) from error


def _checked(text: str, name: str, data: bytes) -> str:
    try:
        check_characters(text, name)
    except ArticleError as error:
        raise _binary(name, data) from error
    return text


def _refuse_damaged_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> None:
    if _is_damaged_utf8(data):
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticleError(
            f"{name} is damaged UTF-8: byte {error.start} (line {line}) does not fit",
            hint="repair that place or fetch the file again; it may have been cut off",
        ) from error


def _is_damaged_utf8(data: bytes) -> bool:
    """Other encodings hardly ever look like UTF-8 by chance: nearly all of it valid means UTF-8 with damage."""
    non_ascii = sum(1 for _ in _NON_ASCII.finditer(data))
    valid = sum(len(match[0]) for match in _MULTIBYTE.finditer(data))
    return valid >= 6 and valid * 10 >= non_ascii * 8


def _detected(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=_PLAUSIBLE_ENCODINGS).best()
    if best is None:
        raise ArticleError(f"{name} is in no encoding that can be told from its bytes", hint=_CONVERT)
    return _checked(data.decode(best.encoding), name, data)


def _binary(name: str, data: bytes) -> ArticleError:
    if data.startswith(b"%PDF"):
        return ArticleError(f"{name} is a PDF file, not text", hint="convert it to text first")
    if data.startswith(b"PK\x03\x04"):
        return ArticleError(f"{name} is a ZIP or office file, not text", hint="unpack or convert it to text first")
    if data.startswith(b"\x1f\x8b"):
        return ArticleError(f"{name} is gzip-compressed", hint="unpack it, or name it .jsonl.gz if that is what it is")
    return ArticleError(f"{name} is a binary file, not text", hint=f"remove it from the input, or {_CONVERT}")
