"""Outlet, date of publication and title as the text itself gives them; what it does not give stays unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from conflict_extract.articles._date_lines import is_date_line, stated_publication
from conflict_extract.articles._dates import dates_in
from conflict_extract.articles._furniture import has_photo_credit, is_furniture
from conflict_extract.articles._key_values import is_nothing
from conflict_extract.articles._outlet_names import is_outlet, is_written_like_a_name, outlet_words
from conflict_extract.articles._paragraphs import FULL_STOPS, paragraphs
from conflict_extract.articles._publication import monitored_outlet, publication_in

# Where metadata stands: in the first characters, in the first lines, and the name of the outlet in the first three.
_TOP = 6000
_TOP_LINES = 12
_MASTHEAD_LINES = 3

_MARKUP = re.compile(r"^(?:#{1,6}\s+|[*_]{1,3})|[*_]{1,3}$|\s+#+$")
_ENDS_SENTENCE = re.compile(rf"[{FULL_STOPS}!?:;,…؟][\"'”’»)\]]*$")
_NO_HEADLINE = re.compile(rf"(?:[{FULL_STOPS}][\"'”’»)\]」』]*|[,:;،؛፣፤，：；])$")
_INNER_SENTENCE_END = re.compile(r"[a-z\d]{2,}[.!?] +[A-Z]")
# How monitoring services head what they translate.
_MONITORED = re.compile(r"(?:text|excerpts?) (?:of|from) .{0,40}?\breports?\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?:by|from|reporting by|written by|edited by)\s+[A-Z]", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|·•;,]\s*|\s+[-–—]+\s*|\s*[-–—]+\s+")
_ON_A_DAY = re.compile(r"\s+(?:on|at)\s*\|")
_LONGEST_BYLINE = 100
_DASH = r"\s*(?:\s-|-(?=\s)|[-–—―]{2}|[–—―]|:)\s*"
_DATE_IN_DATELINE = r"(?:,?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?)?"
_PLACE = r"[^\W\d_][^()\n:]{1,60}?"
_BRACKETED_DATELINE = re.compile(
    rf"{_PLACE}{_DATE_IN_DATELINE},?\s*\((?P<name>[^()\n]{{2,40}})\)(?:{_DASH}|\s*-)(?=\S)"
)
# "MOSCOW, December 8. /TASS/."; the outlet alone, not a correspondent's name with it.
_DATELINE_WITH_SLASHES = re.compile(
    rf"{_PLACE},?\s+(?:\d{{1,2}}\s+[^\W\d_]{{3,12}}|[^\W\d_]{{3,12}}\s+\d{{1,2}})(?:,?\s+\d{{4}})?\.?\s*"
    r"/(?P<name>[^/.\d\n]{2,30})/\.?\s*[-–—]*\s*(?=\S)"
)
_PLAIN_DATELINE = re.compile(rf"(?P<name>[^\W\d_][^()\n:–—―]{{1,60}}?){_DATE_IN_DATELINE}{_DASH}(?=\S)")


@dataclass(frozen=True)
class Stated:
    """What the text says about itself, where outlet and date of publication stand, and what was not used."""

    outlet: str | None = None
    published: str | None = None
    title: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


def stated_in(text: str, language: str | None = None) -> Stated:
    """Reads outlet, date of publication and title from the beginning of a text.

    The outlet is a masthead (a line that is the name of an outlet, among the first three) or, failing that, what a
    dateline names beside or instead of a city. For the date see `publication_in`. The title is the first line that
    is neither masthead nor date, if it reads like a headline.

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
    publication = publication_in(lines, text, language, masthead)
    outlets = (
        (lines[masthead] if masthead is not None else None, "masthead"),
        (next(_dateline_outlets(lines), None), "dateline"),
        *_outlets_beside(lines, language),
        (monitored_outlet(text), "source line"),
    )
    outlet, origin = next(((name, origin) for name, origin in outlets if name), (None, None))
    origins = {"outlet": origin, "published": publication.origin}
    return Stated(
        outlet=outlet,
        published=publication.published,
        title=_title([line for number, line in enumerate(lines) if number != masthead]),
        origins={key: origin for key, origin in origins.items() if origin},
        note=publication.note,
    )


def _masthead(lines: Sequence[str], top: str) -> int | None:
    """Which of the first lines is the name of an outlet, if more text follows."""
    for number, name in enumerate(lines[:_MASTHEAD_LINES]):
        if len(lines) > number + 1 and _is_masthead(name, number, lines, top):
            return number
        if _begins_article(name):
            return None
    return None


def _is_masthead(name: str, number: int, lines: Sequence[str], top: str) -> bool:
    if _ENDS_SENTENCE.search(name) or _BYLINE.match(name) or not is_written_like_a_name(name):
        return False
    if is_outlet(name):
        return True
    words = name.lower().split()
    table = outlet_words()
    if number or not 2 <= len(words) <= 3 or name.lower() in table.not_outlets or not _begins_article(lines[1]):
        return False
    if any(word in table.section_words or word.endswith(("s", "ed", "ing")) for word in words):
        return False
    # "Deir Ezzor" over a report about Deir Ezzor is a section, "Kafr Diary" over it may well be its outlet.
    return name.lower() not in top[top.find(name) + len(name) :].lower()


def _outlets_beside(lines: Sequence[str], language: str | None) -> Iterator[tuple[str, str]]:
    """The outlets that the first lines name beside something else: `Source: Orontes Herald`, `Orontes Herald, Homs`,
    `Orontes Herald | 3 May 2012`. A line that names several as its sources names none of them as its outlet."""
    for line in lines[: _TOP_LINES // 2]:
        if len(line) > _LONGEST_BYLINE or _begins_article(line) or is_furniture(line) or has_photo_credit(line):
            continue
        dates = list(dates_in(line, language))
        rest = line[: dates[0].start] + "|" + line[dates[-1].end :] if dates else line
        parts = [part for part in _PARTS.split(_ON_A_DAY.sub("|", rest)) if part]
        labelled = [name for part in parts if (name := _labelled_outlet(part))]
        if labelled:
            if len(labelled) == 1 and sum(map(_is_outlet_by_name, parts)) == 0:
                yield labelled[0], "source line"
            continue
        for part in parts:
            alone = part == parts[0] and len(parts) == 2 and is_written_like_a_name(parts[1])
            if _is_outlet_by_name(part) and (dates or alone):
                yield part, "masthead"


def _labelled_outlet(part: str) -> str | None:
    """The outlet that a label gives: behind `Outlet:` any name, behind `Source:`, which may be a person or a ministry,
    and `Publisher:`, which may be a person, what is known as an outlet or made like one."""
    label = _labels()[0].match(part) or _labels()[1].match(part)
    if label is None:
        return None
    name = part[label.end() :]
    if _is_outlet_by_name(name):
        return name
    own = label.re is _labels()[0] and is_written_like_a_name(name) and name.lower() not in outlet_words().not_outlets
    return name if own and not is_nothing(name) else None


def _is_outlet_by_name(name: str) -> bool:
    return is_written_like_a_name(name) and is_outlet(name)


@cache
def _labels() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the name of the outlet, and what may stand before that of somebody else, too."""
    table = outlet_words()
    own, others = ("|".join(map(re.escape, sorted(words))) for words in (table.labels, table.source_labels))
    return (
        re.compile(rf"(?:{own})\s*:\s*(?=\S)", re.IGNORECASE),
        re.compile(rf"(?:{others})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE),
    )


def _begins_article(line: str) -> bool:
    return len(line) >= 60 and line[0].isupper() and _ENDS_SENTENCE.search(line) is not None


def _dateline_outlets(lines: list[str]) -> Iterator[str]:
    """The outlets that datelines at the beginning of lines name."""
    for line in lines:
        bracketed = _BRACKETED_DATELINE.match(line[:160]) or _DATELINE_WITH_SLASHES.match(line[:160])
        if bracketed and bracketed.end() < len(line) and _can_stand_in_brackets(bracketed["name"]):
            yield bracketed["name"].strip()
            continue
        plain = _PLAIN_DATELINE.match(line[:160])
        if plain is None or not _begins_sentence(line[plain.end() :]):
            continue
        *_, name = re.split(r",\s*", plain["name"].strip())
        if is_written_like_a_name(name) and is_outlet(name):
            yield name


def _can_stand_in_brackets(name: str) -> bool:
    """Whether brackets in a dateline hold an outlet and not a date, a remark or a region."""
    name = name.strip()
    if any(character.isdigit() for character in name) and name.lower() not in outlet_words().known:
        return False
    return is_written_like_a_name(name) and name.lower() not in outlet_words().not_outlets


def _begins_sentence(rest: str) -> bool:
    return len(rest) >= 20 and (rest[0].isupper() or not rest[0].isalpha() or rest[0].lower() == rest[0].upper())


def _title(lines: Sequence[str]) -> str | None:
    """The first line if it reads like a headline; lines that give the date or the outlet may come first."""
    at = next(
        (number for number, line in enumerate(lines) if not is_date_line(line) and not _labelled_outlet(line)),
        len(lines),
    )
    return lines[at] if at + 1 < len(lines) and _reads_like_headline(lines[at]) else None


def _reads_like_headline(line: str) -> bool:
    words = line.split()
    return (
        3 <= len(words) <= 30
        and 12 <= len(line) <= 200
        and not _NO_HEADLINE.search(line)
        and not _INNER_SENTENCE_END.search(line)
        and not _BYLINE.match(line)
        and not _MONITORED.match(line)
        and not stated_publication(line)
        and next(dates_in(line), None) is None
        and not is_furniture(line)
        and not has_photo_credit(line)
        and next(_dateline_outlets([line]), None) is None
    )
