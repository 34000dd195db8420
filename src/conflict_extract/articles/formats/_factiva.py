"""Factiva: exports with a code of two letters before each field, and as the pages show articles, without codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from conflict_extract.articles._dates import published_or_none
from conflict_extract.articles.formats._exported import (
    Exported,
    alternatives,
    blocks,
    dated,
    export_words,
    one_line,
    paragraphs_of,
    set_date,
)

_TIME = re.compile(r"(\d{1,2}:\d{2})(?::\d{2})?(?:\s*(GMT|UTC))?")
_CODE_OF_SOURCE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_RIGHTS = re.compile(r"(?:Copyright\b|©|\(c\)|\(C\)|All rights reserved)", re.IGNORECASE)
_PAGE_LINE = re.compile(r"\s*Page \d{1,5} of \d{1,5}\b.{0,120}|.{0,40}© \d{4} Factiva, Inc\..{0,60}")
_LOOKED_DOWN = 14
_TEXTS = ("LP", "TD")


@cache
def _coded() -> re.Pattern[str]:
    return re.compile(rf"^({alternatives('factiva')})(?:[ \t]+(?=\S)|[ \t]*$)", re.MULTILINE)


@cache
def _counted_words() -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*\d[\d.,  ]*[  ]{alternatives('factiva_words')}[ \t]*$", re.MULTILINE)


@cache
def _document() -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*{alternatives('factiva_document')}[ \t]+([A-Za-z0-9_]{{12,40}})[ \t]*$", re.MULTILINE)


def has_codes(top: str) -> bool:
    """Whether fields begin with their codes."""
    codes = {match[1] for match in _coded().finditer(top)}
    return {"HD", "PD", "SN"} <= codes and bool(codes & {"LP", "TD", "WC"})


def by_codes(text: str) -> Iterator[Exported]:
    """The articles, each from its first code to that of its number."""
    fields: dict[str, str] = {}
    marks = list(_coded().finditer(text))
    last = ""
    for position, mark in enumerate(marks):
        code = mark[1]
        end = marks[position + 1].start() if position + 1 < len(marks) else len(text)
        # A new article begins with its section or headline, also where the number of the last is missing.
        if fields and ("AN" in fields or (code == "HD" and "HD" in fields)):
            yield _from_fields(fields)
            fields, last = {}, ""
        if code in fields or (last in _TEXTS and not _ends_text(code, mark[0])):
            fields[last] += text[mark.start() : end]  # a word of the text, in capitals
            continue
        fields[code] = text[mark.end() : end]
        last = code
    if fields.keys() & {"HD", *_TEXTS}:
        yield _from_fields(fields)


def _ends_text(code: str, written: str) -> bool:
    """Whether a code is one that stands behind a text, and stands apart from what follows it."""
    return code in export_words()["factiva_behind"] and written[len(code) :] != " "


def _from_fields(fields: dict[str, str]) -> Exported:
    exported = Exported(
        text="\n\n".join(filter(None, (paragraphs_of(fields.get(code, "").split("\n")) for code in ("LP", "TD")))),
        outlet=one_line([fields.get("SN", "")]),
        title=one_line([fields.get("HD", "")]),
    )
    number = fields.get("AN", "").split()
    exported.number = number[-1] if number else None
    written = " ".join(fields.get("PD", "").split())
    if written and not set_date(exported, written):
        exported.notes.append(f"no full date in {written[:60]!r}")
    _set_time(exported, fields.get("ET", ""))
    if fields.get("CX", "").strip():
        exported.notes.append("a correction stands beside it")
    if "AN" not in fields and "TD" not in fields:
        exported.notes.append("its end is missing: perhaps cut off")
    return exported


def _set_time(exported: Exported, written: str) -> None:
    """Puts the time of day behind the date."""
    time = _TIME.fullmatch(written.strip())
    if time and exported.published and "T" not in exported.published:
        moment = f"{exported.published}T{time[1].zfill(5)}{'+00:00' if time[2] else ''}"
        exported.published = published_or_none(moment) or exported.published


def is_plain(top: str) -> bool:
    """Whether a line counts words, a date stands under it, and an outlet with its code under that."""
    lines = top.split("\n")
    return any(
        _dateline_under(lines, position) is not None for position in range(len(lines)) if _is_count(lines[position])
    )


def _is_count(line: str) -> bool:
    return any(map(str.isdigit, line[:20])) and _counted_words().fullmatch(line) is not None


def _dateline_under(lines: list[str], count: int) -> int | None:
    """The line with the date under one that counts words, if the outlet and its code or language follow."""
    following = [
        position for position in range(count + 1, min(len(lines), count + 1 + _LOOKED_DOWN)) if lines[position].strip()
    ]
    if not following or dated(lines[following[0]].strip()) is None:
        return None
    rest = [lines[position].strip() for position in following[1:8]]
    told = any(_CODE_OF_SOURCE.fullmatch(line) or line.lower() in export_words()["factiva_languages"] for line in rest)
    return following[0] if told else None


def in_plain_layout(text: str) -> Iterator[Exported]:
    """The articles, each up to the line with its number."""
    lines = [line for line in text.split("\n") if not _PAGE_LINE.fullmatch(line)]
    start = 0
    number: str | None = None
    for position in [*range(len(lines)), len(lines)]:
        mark = _document().fullmatch(lines[position]) if position < len(lines) else None
        if mark is None and position < len(lines):
            continue
        number = mark[1] if mark else None
        exported = _plain(lines[start:position])
        if exported is not None:
            exported.number = number
            if number is None:
                exported.notes.append("its end is missing: perhaps cut off")
            yield exported
        start = position + 1


def _plain(lines: list[str]) -> Exported | None:
    counts = (position for position in range(len(lines)) if _is_count(lines[position]))
    count = next((position for position in counts if _dateline_under(lines, position) is not None), None)
    if count is None:
        return None
    exported = Exported(title=_headline(lines[:count]))
    position = _dateline_under(lines, count) or count
    set_date(exported, lines[position].strip())
    position = _next(lines, position + 1)
    if position < len(lines) and _TIME.fullmatch(lines[position].strip()):
        _set_time(exported, lines[position])
        position = _next(lines, position + 1)
    exported.outlet = one_line([lines[position]]) if position < len(lines) else None
    begin = _begins(lines, position + 1)
    exported.text = paragraphs_of(lines[begin:])
    return exported


def _begins(lines: list[str], position: int) -> int:
    """Where the text begins: behind the line of rights and what it is wrapped into, else behind the language."""
    end = min(len(lines), position + _LOOKED_DOWN)
    rights = next((line for line in range(position, end) if _RIGHTS.match(lines[line].strip())), None)
    if rights is not None:
        while rights < len(lines) and lines[rights].strip():
            rights += 1
            # Where no blank line follows, the rights are one line.
            if rights < len(lines) and len(lines[rights].strip()) > 100:
                break
        return rights
    languages = export_words()["factiva_languages"]
    named = (line + 1 for line in range(position, end) if lines[line].strip().lower() in languages)
    return next(named, position)


def _headline(before: list[str]) -> str | None:
    """The headline over the count of words, without the section before it and the author behind it."""
    found = blocks(before)
    if not found:
        return None
    lines = found[-1]
    byline = re.compile(rf"{alternatives('bylines')}\s", re.IGNORECASE)
    without = [line for line in lines if not byline.match(line)]
    is_only_author = len(without) == 1 and _is_author(without[0])
    # What stands over an author is the headline, if it is more than the word or two of a section.
    if len(found) > 1 and (not without or (is_only_author and len(" ".join(found[-2]).split()) > 3)):
        without = found[-2]
    if len(without) > 1 and _is_author(without[-1]):
        without = without[:-1]
    # A section over the headline is a word or two.
    if len(without) > 1 and len(without[0].split()) <= 2:
        without = without[1:]
    return one_line(without)


def _is_author(line: str) -> bool:
    words = re.split(r"[\s,]+", line)
    return (
        2 <= len(words) <= 6
        and len(line) <= 60
        and all(word[:1].isupper() or word in ("and", "in", "&") for word in words)
    )


def _next(lines: list[str], position: int) -> int:
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position
