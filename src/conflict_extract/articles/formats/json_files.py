"""JSON files: one object, a list of them behind whatever wrappers, or many one after another, as a rule one a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found
from conflict_extract.articles._key_values import order_of
from conflict_extract.articles._keys import dates_of, item_of
from conflict_extract.articles._limits import (
    LARGEST_JSON_FILE,
    LONGEST_JSON_LINE,
    MOST_BROKEN_LINES,
    MOST_EMPTY_LINES,
)
from conflict_extract.articles._make import too_long
from conflict_extract.articles._source import Source
from conflict_extract.articles._wrappers import Entry, entries_of
from conflict_extract.errors import ArticleError

LINES_SUFFIXES = (".jsonl", ".ndjson", ".jl")

_OBJECT = re.compile(rb'\s*(?:\[\s*)?\{\s*"[^"\n]{0,200}"\s*:')
_DECODER = json.JSONDecoder()
_WHITE = " \t\r\n\x1e"
# What the second line of an object or list begins with that goes over several lines.
_BEHIND = {b"{": b'"}', b"[{": b'"}', b"[": b'{["'}
# How far is looked for dates that tell whether the day or the month comes first.
_LOOKED_AHEAD, _LOOKED_AHEAD_BYTES = 500, 4_000_000
_BLANK_LINES_BEFORE = 100


def is_json(head: bytes) -> bool:
    """Whether a file begins with an object, or a list of them."""
    return _OBJECT.match(head) is not None


def read(source: Source) -> Iterator[Found]:
    """The articles of a JSON file; one with an object a line, of any size, takes the memory of one line.

    Raises:
        ArticleError: nothing more can be read: it is not JSON, empty, damaged, or too large to be read at once.
        OSError: the file cannot be read.
    """
    with source.open() as stream:
        begun = _first_lines(stream)
        if _is_by_line(begun, named_so=source.name.endswith(LINES_SUFFIXES)):
            yield from _by_line(begun, stream, source.shown)
        else:
            yield from _document(b"".join(begun), stream, source.shown)


def _first_lines(stream: BinaryIO) -> list[bytes]:
    """The lines up to the second that holds something, as far as they are of bearable length and number."""
    lines: list[bytes] = []
    holding = 0
    while holding < 2 and len(lines) < _BLANK_LINES_BEFORE:
        line = stream.readline(LONGEST_JSON_LINE)
        lines.append(line)
        holding += bool(line.strip())
        if not line.endswith(b"\n"):
            break
    return lines


def _is_by_line(lines: list[bytes], *, named_so: bool) -> bool:
    """Whether a file holds one object a line: so it is named, or so its first two lines say."""
    holding = [line.removeprefix(codecs.BOM_UTF8).strip() for line in lines if line.strip()]
    if not holding:
        return named_so
    first = holding[0]
    if named_so:
        is_spread = first in (b"{", b"[", b"[{") and len(holding) > 1 and holding[1][:1] in _BEHIND[first]
        return not is_spread and not (first.startswith(b"[") and not first.endswith(b"]") and holding[1:])
    return len(holding) > 1 and holding[1][:1] in (b"{", b"[") and _values_or_none(first) is not None


def _values_or_none(line: bytes) -> list[Any] | None:
    try:
        return list(_values(line.decode("utf-8"), "", first_line=1))
    except (UnicodeDecodeError, ArticleError):
        return None


def _document(begun: bytes, stream: BinaryIO, shown: str) -> Iterator[Found]:
    """The articles of a file that is read at once: one value, or several one after another on lines of their own."""
    limit = LARGEST_JSON_FILE
    data = begun + stream.read(max(0, limit + 1 - len(begun)))
    if len(data) > limit:
        raise ArticleError(
            f"{shown} is too large: a file of over {limit:,} bytes",
            hint="save it as .jsonl, one article a line; for a list: jq -c '.[]' OLD.json > NEW.jsonl",
        )
    if not data.strip():
        raise ArticleError(f"{shown} is empty", hint="remove it, or fetch the article again")
    text = decode(data, shown).removeprefix("\ufeff")
    del data, begun
    values = _values(text, shown, first_line=1)
    begins, first = next(values)
    try:
        second = next(values, None)
    except ArticleError as error:  # what stands before it is whole, and is read
        yield from _items(entries_of(first, shown), shown)
        raise error from None
    if second is None:
        yield from _items(entries_of(first, shown), shown)
        return
    for line, value in chain([(begins, first), second], values):
        yield from _items(entries_of(value, f"{shown}, line {line}"), shown)


def _items(entries: Iterable[Entry], shown: str) -> Iterator[Found]:
    """The articles of the entries of one file, or what is wrong with each."""
    all_of_them = list(entries)
    if not all_of_them:
        raise ArticleError(f"{shown} holds an empty list", hint="remove it, or export the articles again")
    order = order_of(date for entry in all_of_them for date in dates_of(entry.keys))
    for entry in all_of_them:
        try:
            yield item_of(entry.keys, shown, entry.name, defaults=entry.defaults, order=order), entry.name
        except ArticleError as error:
            yield error


def _by_line(begun: list[bytes], stream: BinaryIO, shown: str) -> Iterator[Found]:
    """The articles of a file with one object a line; a line that cannot be used is named, and the rest goes on."""
    lines = _lines(begun, stream, shown)
    ahead: list[tuple[int, Entry | ArticleError]] = []
    size = 0
    entries = _line_entries(lines, shown)
    for number, entry, length in entries:
        ahead.append((number, entry))
        size += length
        if len(ahead) >= _LOOKED_AHEAD or size >= _LOOKED_AHEAD_BYTES:
            break
    if not ahead:
        raise ArticleError(f"{shown} is empty", hint="remove it, or export the articles again")
    order = order_of(date for _, entry in ahead if isinstance(entry, Entry) for date in dates_of(entry.keys))
    broken = 0
    for number, entry in chain(_emptied(ahead), ((number, entry) for number, entry, _ in entries)):
        try:
            if isinstance(entry, ArticleError):
                raise entry
            item = item_of(entry.keys, shown, entry.name, defaults=entry.defaults, order=order)
        except ArticleError as error:
            yield error
            broken += 1
            if broken > MOST_BROKEN_LINES:
                raise _too_many(shown, f"{MOST_BROKEN_LINES:,} lines that cannot be used", number) from None
        else:
            yield item, entry.name


def _emptied(ahead: list[tuple[int, Entry | ArticleError]]) -> Iterator[tuple[int, Entry | ArticleError]]:
    """The entries of a list, which is emptied so that it holds none of them longer than needed."""
    ahead.reverse()
    while ahead:
        yield ahead.pop()


def _line_entries(
    lines: Iterator[tuple[int, bytes | ArticleError]], shown: str
) -> Iterator[tuple[int, Entry | ArticleError, int]]:
    """What stands on each line, with its number and length."""
    for number, line in lines:
        if isinstance(line, ArticleError):
            yield number, line, 0
            continue
        try:
            values = [value for _, value in _values(_decoded(line, number, shown), shown, first_line=number)]
        except ArticleError as error:
            yield number, error, 0
            continue
        for position, value in enumerate(values, start=1):
            name = f"{shown}, line {number}" + (f", object {position}" if len(values) > 1 else "")
            holds_objects = isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
            for entry in entries_of(value, name) if holds_objects or isinstance(value, dict) else (Entry(value, name),):
                yield number, entry, len(line)


def _lines(begun: list[bytes], stream: BinaryIO, shown: str) -> Iterator[tuple[int, bytes | ArticleError]]:
    """The lines that hold something, with their numbers from 1; one that is too long is skipped, never held."""
    empty = 0
    following = iter(lambda: stream.readline(LONGEST_JSON_LINE), b"")
    for number, line in enumerate(chain(filter(None, begun), following), start=1):
        if number == 1:
            line = _without_mark(line, shown)
        if not line.endswith(b"\n") and len(line) >= LONGEST_JSON_LINE:
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(1 << 20)
            yield number, too_long(f"{shown}, line {number}", f"over {LONGEST_JSON_LINE:,} bytes")
        elif line.strip():
            yield number, line
        else:
            empty += 1
            if empty > MOST_EMPTY_LINES:
                raise _too_many(shown, f"{MOST_EMPTY_LINES:,} empty lines", number)


def _too_many(shown: str, what: str, number: int) -> ArticleError:
    return ArticleError(
        f"{shown} has more than {what}; reading stopped at line {number:,}",
        hint="check that it holds one JSON object a line",
    )


def _without_mark(line: bytes, shown: str) -> bytes:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ArticleError(f"{shown} is in UTF-16, and JSON lines are UTF-8", hint="save it as UTF-8")
    if b"\0" in line[:4096]:
        raise ArticleError(f"{shown} is a binary file, not JSON lines", hint="remove it from the input")
    return line.removeprefix(codecs.BOM_UTF8)


def _decoded(line: bytes, number: int, shown: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{shown}, line {number} is not UTF-8 at byte {error.start}", hint="save the file as UTF-8"
        ) from error


def _values(text: str, shown: str, *, first_line: int) -> Iterator[tuple[int, Any]]:
    """The values that stand one after another in a text, each with the line that it begins on.

    Raises:
        ArticleError: one is not JSON, or there is none.
    """
    position, line, end = 0, first_line, len(text)
    begun = False
    while True:
        start = position
        while position < end and text[position] in _WHITE:
            position += 1
        if position == end and begun:
            return
        line += text.count("\n", start, position)
        begun = True
        try:
            value, after = _DECODER.raw_decode(text, position)
        except json.JSONDecodeError as error:
            at = line + text.count("\n", position, error.pos)
            problem = f"{error.msg[0].lower()}{error.msg[1:]}, column {error.colno}"
            hint = "correct it there; where each line is one object, correct or remove this one"
            raise ArticleError(f"{shown}, line {at}: not valid JSON ({problem})", hint=hint) from error
        except (RecursionError, ValueError) as error:
            problem = "nested too deeply or a number too long"
            raise ArticleError(f"{shown}, line {line}: not valid JSON ({problem})", hint="correct it there") from error
        yield line, value
        line += text.count("\n", position, after)
        position = after
