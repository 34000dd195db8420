"""Lines that are made to give a date: `Published …`, a date alone, beside a name or a place, or under the masthead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from conflict_extract._files import packaged_table
from conflict_extract.articles._dates import Order, WrittenDate, dates_in
from conflict_extract.articles._furniture import has_photo_credit, is_furniture
from conflict_extract.articles._outlet_names import is_outlet, is_written_like_a_name, outlet_words

LONGEST_DATE_LINE = 160

# What a line with a date says: that it is the date of publication; that it is another, as of a change; the date and
# nothing else; an edition or an author beside it; an outlet, a person or a place beside it.
Kind = Literal["labelled line", "other date", "line with the date", "edition line", "name and date", "words"]

# Stands for a date while the words around it are looked at; a private character, which no date line has.
_MARK = "\ue000"
_BETWEEN_PARTS = re.compile(r"\s*[|·•;]\s*|\s+[-–—/]+\s+|\s*[()]\s*")
_BYLINE = re.compile(r"(?:by|from|reporting by|written by|edited by)\s+(?=[A-Z])", re.IGNORECASE)
_NAME = r"[^\W\d_][^\W\d_]*(?:[.'’`-][^\W\d_]*)*"
_PLACE = rf"{_NAME}(?:\s+{_NAME}){{0,3}}"
PLACES = rf"{_PLACE}(?:\s*[,،/]\s*{_PLACE}){{0,3}}"
_DASH_BEHIND = re.compile(r"\s*[-–—:]\s+")
_MOST_NAMES = 8


@dataclass(frozen=True)
class DateLine:
    """A line that is made to give a date, and what it says of it; `original` where that is the first of several."""

    kind: Kind
    date: WrittenDate
    original: bool = False


def date_line(
    line: str, language: str | None = None, order: Order | None = None, *, under_masthead: bool = False
) -> DateLine | None:
    """The date that a line is made to give; null where it has none, or says more than that.

    Args:
        line: one paragraph.
        language: the ISO 639 code of its language, beside those that are always read.
        order: which of two numbers is the day in the file.
        under_masthead: whether it stands there, where the number of the edition may stand beside the date.
    """
    if len(line) > LONGEST_DATE_LINE or not any(map(str.isdigit, line)) or has_photo_credit(line):
        return None
    line = line.replace(_MARK, " ")
    dates = list(dates_in(line, language, order))
    if not dates:
        return None
    found: list[DateLine] = []
    label: Kind | None = None
    remaining = iter(dates)
    for part in _parts(_masked(line, dates)):
        here = [next(remaining) for _ in range(part.count(_MARK))]
        if not here:
            label = lone_label(part)
            if not _can_stand_beside_date(part):
                found.append(DateLine("words", dates[0]))
            continue
        each = _read(part, here[0], under_masthead=under_masthead)
        if each.kind == "line with the date" and label:
            each = replace(each, kind=label)
        found.append(each if len(here) == 1 or each.kind == "labelled line" else replace(each, kind="words"))
        label = None
    by_kind = {each.kind: each for each in reversed(found)}
    # "Updated 9 December 2024 | Published 7 December 2024": beside these, other words are none of our business
    if "labelled line" in by_kind:
        labelled = [each for each in found if each.kind == "labelled line"]
        return next((each for each in labelled if each.original), labelled[0])
    if "other date" in by_kind and "line with the date" not in by_kind:
        return by_kind["other date"]
    days = {each.date.iso for each in found if each.kind != "other date"}
    # a life, a period; or an entry of a chronology
    if "words" in by_kind or len(days) > 1 or _is_entry(line, dates[0]):
        return None
    return next((each for each in found if each.kind != "other date"), None)


def lone_label(line: str) -> Kind | None:
    """What a line that is nothing but a label says of the date behind or below it."""
    bare = line.strip(" :|-–—")
    if _patterns().published.fullmatch(bare):
        return "labelled line"
    return "other date" if _patterns().other.fullmatch(bare) else None


def is_original(label: str) -> bool:
    """Whether a label speaks of the first of several dates of publication."""
    return _patterns().original.match(label) is not None


def stated_publication(line: str, language: str | None = None) -> str | None:
    """The date that a line such as `Published December 7th, 2024 - 10:48 GMT` states, null if it is no such line."""
    found = date_line(line, language)
    return found.date.iso if found and found.kind == "labelled line" else None


def is_date_line(line: str, language: str | None = None) -> bool:
    """Whether a line says nothing but when the text was published or changed."""
    found = date_line(line, language)
    return found is not None and found.kind in ("labelled line", "line with the date", "other date")


def all_names(words: str) -> bool:
    """Whether all words are written as in a name, but for small ones."""
    table = outlet_words()
    for word in (word.strip(",.") for word in words.split()):
        small = word in ("and", "in", "for", "at") or word in table.small_words
        if not small and word[:1].isalpha() and word[0].upper() != word[0]:
            return False
        if word.islower() and word.lower() in table.headline_words and word != "in":
            return False
    return True


def _is_entry(line: str, date: WrittenDate) -> bool:
    """Whether a line begins with a date and tells behind a dash what happened then."""
    behind = _DASH_BEHIND.match(line, date.end)
    if behind is None or line[: date.start].strip():
        return False
    words = re.split(r"[^\w’'-]+", line[behind.end() :].lower())
    return any(word in outlet_words().section_words for word in words)


def _parts(masked: str) -> list[str]:
    """What stands between separators, and before a label, of a date or of something else, that follows a date."""
    masked = _patterns().named_behind.sub("|", masked)
    if masked.count(_MARK) > 1:
        masked = _patterns().label_behind.sub("|", masked)
    return _BETWEEN_PARTS.split(masked)


def _read(part: str, date: WrittenDate, *, under_masthead: bool) -> DateLine:
    """What a part of a line, in which a mark stands for the date, says of it."""
    patterns = _patterns()
    before, _, after = part.partition(_MARK)
    whole, before, after = before.strip(), before.strip(" ,،:.-–—"), after.strip(" ,،:.-–—")
    label = patterns.published.match(before)
    if label and patterns.to_date.fullmatch(before, label.end()) and patterns.after_date.match(after):
        return DateLine("labelled line", date, original=is_original(before))
    label = patterns.other.match(before)
    if label and patterns.to_date.fullmatch(before, label.end()):
        return DateLine("other date", date)
    if after and not patterns.trailing.fullmatch(after):
        return DateLine("words", date)
    if not before:
        return DateLine("line with the date", date)
    if under_masthead and patterns.edition.search(whole):
        return DateLine("edition line", date)
    return DateLine("name and date" if _is_name_or_place(before) else "words", date)


def _is_name_or_place(words: str) -> bool:
    """Whether words before a date are a byline, an outlet, or a place that is neither headline nor section."""
    if _BYLINE.match(words):
        return len(words.split()) <= _MOST_NAMES and all_names(_BYLINE.sub("", words, count=1))
    if is_outlet(words) and is_written_like_a_name(words):
        return True
    table = outlet_words()
    if not re.fullmatch(PLACES, words) or words.lower() in table.not_outlets:
        return False
    plain = [word.lower().strip(",،") for word in words.split()]
    kinds = table.headline_words, table.section_words, table.last_words
    if words.split()[-1][0].islower():  # "Agreement of"
        return False
    return len(plain) <= 5 and all_names(words) and not any(word in kind for word in plain for kind in kinds)


def _can_stand_beside_date(part: str) -> bool:
    """Whether a part of a line without a date is a name, a place, a section, an edition or nothing: no statement."""
    part = part.strip(" ,،:.-–—")
    if not part or lone_label(part) is not None or _patterns().beside.match(part):
        return True
    words = part.lower().split()
    edition = part[0].isupper() and _patterns().edition.search(part)
    short = len(words) <= 3 and not any(word in outlet_words().headline_words for word in words)
    return (len(words) <= 6 and (all_names(part) or bool(edition))) or short or is_furniture(part)


def _masked(line: str, dates: Sequence[WrittenDate]) -> str:
    for each in reversed(dates):
        line = line[: each.start] + _MARK + line[each.end :]
    return line


@dataclass(frozen=True)
class _Patterns:
    published: re.Pattern[str]
    other: re.Pattern[str]
    original: re.Pattern[str]
    label_behind: re.Pattern[str]
    to_date: re.Pattern[str]
    after_date: re.Pattern[str]
    trailing: re.Pattern[str]
    beside: re.Pattern[str]
    named_behind: re.Pattern[str]
    edition: re.Pattern[str]


def whole_words(pattern: str) -> re.Pattern[str]:
    """A pattern that matches no part of a word, in capital or small letters."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


@cache
def _patterns() -> _Patterns:
    table = packaged_table("articles", "dates.toml")
    labels = table["labels"]
    published, other = "|".join(labels["published"]), "|".join(labels["other"])
    return _Patterns(
        published=whole_words(published),
        other=whole_words(other),
        original=re.compile(labels["original"], re.IGNORECASE),
        label_behind=re.compile(rf"(?<={_MARK})[\s,;.]+(?=(?:{published}|{other})(?!\w))", re.IGNORECASE),
        to_date=re.compile(
            r"(?:\s+(?:by|in)\s+[^.\d]{1,60}?)?[\s:|,.–—-]*"
            r"(?:\b(?:on|at|am|le|el|em|il|op|в|від|от|في|يوم|بتاريخ|ב)\b)?[\s:.]*(?:\d{1,2}:\d{2})?[\s,]*",
            re.IGNORECASE,
        ),
        after_date=re.compile(rf"\W*(?:$|(?:by|in|at|and|{labels['trailing']}|{other})(?!\w))", re.IGNORECASE),
        trailing=re.compile(labels["trailing"], re.IGNORECASE),
        beside=re.compile(labels["beside"], re.IGNORECASE),
        named_behind=re.compile(rf"(?<={_MARK})\s+(?={labels['beside']})", re.IGNORECASE),
        edition=whole_words("|".join(table["edition"]["words"])),
    )
