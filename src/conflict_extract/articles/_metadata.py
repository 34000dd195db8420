"""Outlet, date of publication and title as the text itself gives them; what it does not give stays unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from conflict_extract._files import packaged
from conflict_extract.articles._dates import first_full_date, stated_publication
from conflict_extract.articles._furniture import has_photo_credit, is_furniture
from conflict_extract.articles._paragraphs import FULL_STOPS, paragraphs

# Where metadata stands: in the first characters, in the first lines, and dates in the first three paragraphs.
_TOP = 6000
_TOP_LINES = 12
_LEAD = 3

_MARKUP = re.compile(r"^(?:#{1,6}\s+|[*_]{1,3})|[*_]{1,3}$|\s+#+$")
_ENDS_SENTENCE = re.compile(rf"[{FULL_STOPS}!?:;,…؟][\"'”’»)\]]*$")
_NO_HEADLINE = re.compile(rf"(?:[{FULL_STOPS}][\"'”’»)\]」』]*|[,:;،؛፣፤，：；])$")
_INNER_SENTENCE_END = re.compile(r"[a-z\d]{2,}[.!?] +[A-Z]")
_BYLINE = re.compile(r"(?:by|from|reporting by|written by|edited by)\s+[A-Z]", re.IGNORECASE)
_DASH = r"\s*(?:\s-|-(?=\s)|[-–—―]{2}|[–—―]|:)\s*"
_DATE_IN_DATELINE = r"(?:,?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?)?"
_PLACE = r"[^\W\d_][^()\n:]{1,60}?"
_BRACKETED_DATELINE = re.compile(
    rf"{_PLACE}{_DATE_IN_DATELINE},?\s*\((?P<name>[^()\n]{{2,40}})\)(?:{_DASH}|\s*-)(?=\S)"
)
_PLAIN_DATELINE = re.compile(rf"(?P<name>[^\W\d_][^()\n:–—―]{{1,60}}?){_DATE_IN_DATELINE}{_DASH}(?=\S)")


@dataclass(frozen=True)
class Stated:
    """What the text says about itself."""

    outlet: str | None = None
    published: str | None = None
    title: str | None = None


def stated_in(text: str, language: str | None = None) -> Stated:
    """Reads outlet, date of publication and title from the beginning of a text.

    The outlet is a masthead (a short first line that is the name of an outlet) or, failing that, what a dateline
    names beside or instead of a city. The date is that of a line `Published …`, else the first full date in the
    first three paragraphs, captions excepted. The title is the first line, or the one after the masthead, if it
    reads like a headline.

    Args:
        text: the article, with newlines as `\\n`.
        language: its ISO 639 code, for dates that are not in English.
    """
    top = text[:_TOP]
    lines = [
        _MARKUP.sub("", " ".join(top[span.start : span.end].split())) for span in islice(paragraphs(top), _TOP_LINES)
    ]
    lines = [line for line in lines if line]
    if not lines:
        return Stated()
    masthead = _masthead(lines, top)
    return Stated(
        outlet=masthead or next(_dateline_outlets(lines), None),
        published=next(filter(None, map(stated_publication, lines)), None) or _date_in_lead(lines, masthead, language),
        title=_title(lines[1:] if masthead else lines, has_masthead=masthead is not None),
    )


def _masthead(lines: list[str], top: str) -> str | None:
    """The first line if it is the name of an outlet and more text follows."""
    name = lines[0]
    if len(lines) < 2 or _ENDS_SENTENCE.search(name) or _BYLINE.match(name) or not _is_written_like_a_name(name):
        return None
    if _is_outlet(name):
        return name
    words = name.lower().split()
    table = _outlets()
    if not 2 <= len(words) <= 3 or name.lower() in table.not_outlets or not _begins_article(lines[1]):
        return None
    if any(word in table.section_words or word.endswith(("s", "ed", "ing")) for word in words):
        return None
    # "Deir Ezzor" over a report about Deir Ezzor is a section, "Kafr Diary" over it may well be its outlet.
    return None if name.lower() in top[top.find(name) + len(name) :].lower() else name


def _is_written_like_a_name(line: str) -> bool:
    """Whether a line has up to five words, capitalised but for small ones, without digits or a headline's verbs."""
    words = line.split()
    table = _outlets()
    if not 1 <= len(words) <= 5 or not 2 <= len(line) <= 50 or re.search(r"[()\[\]{}<>@/\\=\"“”|,]", line):
        return False
    if any(character.isdigit() for character in line) and line.lower() not in table.known:
        return False
    if any(word in table.headline_words for word in line.lower().split()):
        return False
    capitals = [word[0].isupper() or word.lower() in table.small_words for word in words]
    return words[0][0].isupper() and all(capitals)


def _is_outlet(name: str) -> bool:
    """Whether a name is a known outlet's, or made like one."""
    table = _outlets()
    lower = name.lower().removeprefix("the ")
    if name.lower() in table.not_outlets or lower in table.not_outlets:
        return False
    if lower in table.known or name.lower() in table.known:
        return True
    words = re.split(r"[\s-]+", lower)
    if len(words) == 1:
        has_article = lower != name.lower()
        return (has_article and lower in table.last_words) or (len(lower) >= 7 and lower.endswith(table.endings))
    return words[-1] in table.last_words or words[0] in table.first_words


def _begins_article(line: str) -> bool:
    return len(line) >= 60 and line[0].isupper() and _ENDS_SENTENCE.search(line) is not None


def _dateline_outlets(lines: list[str]) -> Iterator[str]:
    """The outlets that datelines at the beginning of lines name."""
    for line in lines:
        bracketed = _BRACKETED_DATELINE.match(line[:160])
        if bracketed and bracketed.end() < len(line) and _can_stand_in_brackets(bracketed["name"]):
            yield bracketed["name"].strip()
            continue
        plain = _PLAIN_DATELINE.match(line[:160])
        if plain is None or not _begins_sentence(line[plain.end() :]):
            continue
        *_, name = re.split(r",\s*", plain["name"].strip())
        if _is_written_like_a_name(name) and _is_outlet(name):
            yield name


def _can_stand_in_brackets(name: str) -> bool:
    """Whether brackets in a dateline hold an outlet and not a date, a remark or a region."""
    name = name.strip()
    if any(character.isdigit() for character in name) and name.lower() not in _outlets().known:
        return False
    return _is_written_like_a_name(name) and name.lower() not in _outlets().not_outlets


def _begins_sentence(rest: str) -> bool:
    return len(rest) >= 20 and (rest[0].isupper() or not rest[0].isalpha() or rest[0].lower() == rest[0].upper())


def _date_in_lead(lines: list[str], masthead: str | None, language: str | None) -> str | None:
    """The first full date in the lead; a caption's date is that of the picture, which may be years old."""
    body = [line for line in lines if line != masthead and not is_furniture(line) and not has_photo_credit(line)]
    lead = body[: _LEAD + (1 if body and _reads_like_headline(body[0]) else 0)]
    return next(filter(None, (first_full_date(line, language) for line in lead)), None)


def _title(lines: list[str], *, has_masthead: bool) -> str | None:
    """The first line if it reads like a headline; under a masthead the date may come first."""
    if has_masthead and lines and stated_publication(lines[0]):
        lines = lines[1:]
    if len(lines) < 2 or not _reads_like_headline(lines[0]):
        return None
    return lines[0]


def _reads_like_headline(line: str) -> bool:
    words = line.split()
    return (
        3 <= len(words) <= 30
        and 12 <= len(line) <= 200
        and not _NO_HEADLINE.search(line)
        and not _INNER_SENTENCE_END.search(line)
        and not _BYLINE.match(line)
        and not stated_publication(line)
        and not first_full_date(line, None)
        and not is_furniture(line)
        and not has_photo_credit(line)
        and next(_dateline_outlets([line]), None) is None
    )


@dataclass(frozen=True)
class _Outlets:
    known: frozenset[str]
    last_words: frozenset[str]
    first_words: frozenset[str]
    endings: tuple[str, ...]
    not_outlets: frozenset[str]
    headline_words: frozenset[str]
    section_words: frozenset[str]
    small_words: frozenset[str]


@cache
def _outlets() -> _Outlets:
    table = tomllib.loads(packaged("articles", "outlets.toml").read_text(encoding="utf-8"))
    return _Outlets(endings=tuple(table.pop("endings")), **{name: frozenset(words) for name, words in table.items()})
