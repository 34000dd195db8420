"""What the layouts of news archives have in common: fields by names, lines with a date, wrapped paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from conflict_extract._files import packaged_table
from conflict_extract.articles._dates import dates_in
from conflict_extract.articles._items import Item
from conflict_extract.articles._make import tidy

# Lines of a wrapped paragraph are longer, but for the last.
_NARROWEST = 45


@dataclass
class Exported:
    """One article as an archive exports it."""

    text: str = ""
    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    number: str | None = None
    notes: list[str] = field(default_factory=list)


def item_of_export(exported: Exported, path: str) -> Item:
    """The item that an archive's article is."""
    origins = {"outlet": "the archive"} if exported.outlet else {}
    if exported.published:
        origins["published"] = "the archive"
    stated = {"published"} | ({"outlet"} if exported.outlet else set()) | ({"title"} if exported.title else set())
    return Item(
        text=exported.text,
        path=path,
        outlet=exported.outlet,
        published=exported.published,
        title=exported.title,
        external_id=exported.number,
        stated=frozenset(stated),
        origins=origins,
        note="; ".join(exported.notes) or None,
    )


@cache
def export_words() -> dict[str, Any]:
    """The data file."""
    return packaged_table("articles", "exports.toml")


def alternatives(*names: str) -> str:
    """A pattern for the words of some lists of the data file."""
    words = sorted({word for name in names for word in export_words()[name]}, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def dated(line: str) -> tuple[str | None, str | None] | None:
    """The date that a line begins with, or what is wrong with it; null where it begins with none."""
    found = next(dates_in(line[:200]), None)
    if found is None or line[: found.start].strip(" \t,"):
        return None
    return found.iso, found.problem


def set_date(exported: Exported, line: str) -> bool:
    """Takes over the date of a line that begins with one; false where it does not."""
    found = dated(line)
    if found is None:
        return False
    exported.published, problem = found
    if problem:
        exported.notes.append(f"no date in {line[:60]!r}: {problem}")
    return True


def blocks(lines: list[str]) -> list[list[str]]:
    """The runs of lines between blank ones."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return found if found[-1] else found[:-1]


def paragraphs_of(lines: list[str]) -> str:
    """The text of lines, wrapped paragraphs joined, with a blank line between paragraphs as they had it."""
    return "\n\n".join(_unwrapped(block) for block in blocks(lines))


def _unwrapped(block: list[str]) -> str:
    is_wrapped = all(len(line) >= _NARROWEST for line in block[:-1]) and all(len(line) < 140 for line in block[:-1])
    return (" " if is_wrapped else "\n").join(block)


def one_line(lines: list[str]) -> str | None:
    """A headline on one line."""
    return tidy(" ".join(lines))
