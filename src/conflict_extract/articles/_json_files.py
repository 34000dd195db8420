"""JSON files: one object, a list of objects, or one object a line, also compressed."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Item, item_from_keys, text_of
from conflict_extract.articles._limits import (
    LARGEST_PLAUSIBLE_EXPANSION,
    LONGEST_JSON_LINE,
    MOST_BROKEN_LINES,
    MOST_EMPTY_LINES,
    PLAUSIBLE_EXPANSION_RATIO,
)
from conflict_extract.articles._make import too_long
from conflict_extract.errors import ArticleError

# An article with the name that messages give it, or what is wrong with it.
Found = tuple[Item, str] | ArticleError

_KEYS = frozenset({"outlet", "published", "title", "url", "language", "id"})


def json_items(data: bytes, path: str) -> Iterator[Found]:
    """The articles of a JSON file that holds one object or a list of objects.

    Raises:
        ArticleError: the file is not JSON.
    """
    content = _parsed(decode(data, path), path, first_line=1, several_lines=True)
    if not isinstance(content, list):
        yield _item(content, path, path)
        return
    if not content:
        raise ArticleError(f"{path} holds an empty list", hint="remove it, or export the articles again")
    for number, keys in enumerate(content, start=1):
        yield _item(keys, path, f"{path}, article {number}")


def json_line_items(path: Path, shown: str) -> Iterator[Found]:
    """The articles of a JSON lines file, line by line, so that a file of any size takes the memory of one line.

    Raises:
        ArticleError: nothing more can be read: damaged or implausible compression, a binary file, no articles.
        OSError: the file cannot be read.
    """
    compressed = path.name.lower().endswith(".gz")
    empty, broken = True, 0
    with path.open("rb") as raw:
        stream: io.BufferedIOBase = gzip.GzipFile(fileobj=raw) if compressed else raw
        size = os.fstat(raw.fileno()).st_size if compressed else 0
        try:
            for number, line in _lines(stream, shown, compressed_size=size):
                empty = False
                found = line if isinstance(line, ArticleError) else _line_item(line, number, shown)
                yield found
                broken += isinstance(found, ArticleError)
                if broken > MOST_BROKEN_LINES:
                    raise _too_many(shown, f"{MOST_BROKEN_LINES:,} lines that cannot be used", number)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArticleError(
                f"{shown} is not a whole gzip file ({error})", hint="fetch it again; it may have been cut off"
            ) from error
    if empty:
        raise ArticleError(f"{shown} is empty", hint="remove it, or export the articles again")


def _lines(
    stream: io.BufferedIOBase, shown: str, *, compressed_size: int
) -> Iterator[tuple[int, bytes | ArticleError]]:
    """The lines that hold something, with their numbers from 1; one that is too long is skipped, never held."""
    number, total, empty = 0, 0, 0
    while line := stream.readline(LONGEST_JSON_LINE):
        number += 1
        total += len(line)
        if number == 1:
            line = _without_mark(line, shown)
        problem: ArticleError | None = None
        if not line.endswith(b"\n") and len(line) >= LONGEST_JSON_LINE:
            problem = too_long(f"{shown}, line {number}", f"over {LONGEST_JSON_LINE:,} bytes")
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
                total += len(line)
                _check_expansion(total, compressed_size, shown)
        _check_expansion(total, compressed_size, shown)
        if problem is not None:
            yield number, problem
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


def _check_expansion(total: int, compressed_size: int, shown: str) -> None:
    plausible = max(LARGEST_PLAUSIBLE_EXPANSION, compressed_size * PLAUSIBLE_EXPANSION_RATIO)
    if compressed_size and total > plausible:
        raise ArticleError(
            f"{shown} unpacks to over {PLAUSIBLE_EXPANSION_RATIO} times its size; reading stopped after "
            f"{total:,} bytes",
            hint="if the file is yours and sound, unpack it and give the .jsonl file",
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
