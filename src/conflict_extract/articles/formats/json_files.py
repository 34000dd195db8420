"""JSON files: one object, a list of objects, or one object a line, also compressed."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found, item_from_keys, text_of
from conflict_extract.articles._limits import (
    LARGEST_JSON_FILE,
    LONGEST_JSON_LINE,
    MOST_BROKEN_LINES,
    MOST_EMPTY_LINES,
)
from conflict_extract.articles._make import too_long
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError

_KEYS = frozenset({"outlet", "published", "title", "url", "language", "id"})


def read(source: Source) -> Iterator[Found]:
    """The articles of a JSON file that holds one object or a list of objects.

    Raises:
        ArticleError: the file is not JSON, or too large to be read at once.
        OSError: the file cannot be read.
    """
    path, limit = source.shown, LARGEST_JSON_FILE
    too_large = ArticleError(f"{path} is too large: a file of over {limit:,} bytes", hint="save it as .jsonl")
    content = _parsed(decode(source.content(limit, too_large=too_large), path), path, first_line=1, several_lines=True)
    if not isinstance(content, list):
        yield _item(content, path, path)
        return
    if not content:
        raise ArticleError(f"{path} holds an empty list", hint="remove it, or export the articles again")
    for number, keys in enumerate(content, start=1):
        yield _item(keys, path, f"{path}, article {number}")


def read_lines(source: Source) -> Iterator[Found]:
    """The articles of a JSON lines file, line by line, so that a file of any size takes the memory of one line.

    Raises:
        ArticleError: nothing more can be read: damaged or implausible compression, a binary file, no articles.
        OSError: the file cannot be read.
    """
    shown = source.shown
    empty, broken = True, 0
    with source.open() as stream:
        for number, line in _lines(stream, shown):
            empty = False
            found = line if isinstance(line, ArticleError) else _line_item(line, number, shown)
            yield found
            broken += isinstance(found, ArticleError)
            if broken > MOST_BROKEN_LINES:
                raise _too_many(shown, f"{MOST_BROKEN_LINES:,} lines that cannot be used", number)
    if empty:
        raise ArticleError(f"{shown} is empty", hint="remove it, or export the articles again")


def _lines(stream: BinaryIO, shown: str) -> Iterator[tuple[int, bytes | ArticleError]]:
    """The lines that hold something, with their numbers from 1; one that is too long is skipped, never held."""
    number, empty = 0, 0
    while line := stream.readline(LONGEST_JSON_LINE):
        number += 1
        if number == 1:
            line = _without_mark(line, shown)
        if not line.endswith(b"\n") and len(line) >= LONGEST_JSON_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
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


def _line_item(line: bytes, number: int, shown: str) -> Found:
    name = f"{shown}, line {number}"
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        return ArticleError(f"{name} is not UTF-8 at byte {error.start}", hint="save the file as UTF-8")
    try:
        keys = _parsed(text, shown, first_line=number, several_lines=False)
    except ArticleError as error:
        return error
    return _item(keys, shown, name)


def _parsed(text: str, shown: str, *, first_line: int, several_lines: bool) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = first_line + error.lineno - 1
        hint = "correct it there" if several_lines else "each line is one JSON object; correct or remove this one"
        if several_lines and error.msg == "Extra data":
            hint = "name the file .jsonl if it holds one object a line"
        problem = f"{error.msg[0].lower()}{error.msg[1:]}, column {error.colno}"
    except (RecursionError, ValueError) as error:
        line, hint, problem = first_line, "correct it there", "nested too deeply or a number too long"
        raise ArticleError(f"{shown}, line {line}: not valid JSON ({problem})", hint=hint) from error
    raise ArticleError(f"{shown}, line {line}: not valid JSON ({problem})", hint=hint)


def _item(keys: Any, path: str, name: str) -> Found:
    try:
        text = text_of(keys, name)
    except ArticleError as error:
        return error
    return item_from_keys({key: keys[key] for key in _KEYS & keys.keys()}, text, path), name
