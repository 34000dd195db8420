"""The date of publication as the text itself gives it: in a line made for it, in a dateline, or as a report opens."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from typing import Any

from conflict_extract._files import packaged
from conflict_extract.articles._calendar_names import calendar_names
from conflict_extract.articles._dates import Order, WrittenDate, dates_in, day_or_month_first
from conflict_extract.articles._furniture import has_photo_credit, is_furniture
from conflict_extract.articles._outlet_names import is_outlet, is_written_like_a_name, outlet_words
from conflict_extract.articles._sentences import segment

# How much of a file is looked at for what speaks against a date, and how long a line with nothing but a date can be.
_LOOKED_AT = 200_000
_LONGEST_DATE_LINE = 160
_LONGEST_DATELINE = 160
_LONGEST_HEADING = 80
# How much prose may stand before a line with the date: a headline's second line, a summary.
_PROSE_BEFORE = 2
_LAST_LINES = 3

# Stands for a date while the words around it are looked at; a private character, which no text has.
_MARK = "\ue000"
_BETWEEN_PARTS = re.compile(r"\s*[|·•;]\s*|\s+[-–—/]+\s+|\s*[()]\s*")
_PROSE = re.compile(r".{40,}[.!?。؟।]['\"”’»)\]]*$", re.DOTALL)
_BYLINE = re.compile(r"(?:by|from|reporting by|written by|edited by)\s+(?=[A-Z])", re.IGNORECASE)
_NAME = r"[^\W\d_][^\W\d_]*(?:[.'’`-][^\W\d_]*)*"
_PLACE = rf"{_NAME}(?:\s+{_NAME}){{0,3}}"
_PLACES = rf"{_PLACE}(?:\s*[,،/]\s*{_PLACE}){{0,3}}"
_DASH = r"\s*(?:--+|[-–—―:|])\s*"
_BEFORE_DATE_IN_DATELINE = re.compile(rf"\(?{_PLACES}\s*(?:\([^()\n]{{2,40}}\))?[,،\s]*(?:\([^()\d\n]{{2,30}},\s*)?")
_AFTER_DATE_IN_DATELINE = re.compile(rf"\.?,?\s*(?:[(/][^()/\n]{{2,40}}[)/])?\)?{_DASH}(?=\S)")
_AFTER_LEADING_DATE = re.compile(rf"(?:,\s*{_PLACES})?\s*(?:\([^()\n]{{2,40}}\))?\s*(?:--+|[-–—―:|])\s+(?=\S)")
_UNDATED_DATELINE = re.compile(rf"{_PLACES}\s*(?:\([^()\n]{{2,40}}\))?(?:\s*--+|\s+[-–—]|\s*[–—―:])\s*(?=\S)")
_TO_THE_DATE = re.compile(
    r"(?:\W*(?:late|early|overnight|at (?:dawn|noon|midnight)|in the (?:\w+ )?(?:hours|morning|evening|night))\b,?)?"
    r"\s*(?:\b(?:on|of|в|у|em|el|le|am|الموافق|يوم|في|مساء|صباح|فجر)\b)*\s*",
    re.IGNORECASE,
)
_MONITORED = re.compile(
    r"Source: (?P<outlet>[^,\n]{2,80}?)(?: website)?, [^,\n]{2,40}, in [A-Z][\w ]{2,30}? \d{4} gmt "
    r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{2})\b"
)
_YEAR = re.compile(r"(?<![\w,.:/])(?:19|20|21)\d\d(?![\w:/]|[,.]\d)")


@dataclass(frozen=True)
class Publication:
    """When a text says that it was published: the date, in a few words where it stands, and what was not used."""

    published: str | None = None
    origin: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class _Dated:
    """A line with a date that may be that of publication."""

    kind: str
    date: WrittenDate


def publication_in(lines: Sequence[str], text: str, language: str | None, masthead: int | None) -> Publication:
    """The date of publication that a text gives, which is never one from its prose.

    It is that of a labelled line (`Published …`), of a line that holds nothing but a date (with a place, a name or the
    outlet beside it), of an edition line under the masthead, of a dateline, or a full date with its weekday that opens
    the report. A date of modification is none. Where lines over several passages are dates, as in a chronology, none
    of them is that of publication.

    Args:
        lines: the first paragraphs of the text, without mark-up.
        text: all of it.
        language: its ISO 639 code.
        masthead: which of the lines is the name of the outlet; None if none is.
    """
    order = day_or_month_first(text[:_LOOKED_AT], language)
    refused: list[WrittenDate] = []
    for dated in _candidates(lines, text, language, order, masthead):
        if dated.date.iso:
            return Publication(dated.date.iso, dated.kind)
        refused.append(dated.date)
    if refused:
        return Publication(note=f"the date “{refused[0].written}” was not used: {refused[0].problem}")
    return Publication()


def stated_publication(line: str, language: str | None = None) -> str | None:
    """The date that a line such as `Published December 7th, 2024 - 10:48 GMT` states, null if it is no such line."""
    dated = _dated_line(line, language, None)
    return dated.date.iso if dated and dated.kind == "labelled line" else None


def is_date_line(line: str, language: str | None = None) -> bool:
    """Whether a line says nothing but when the text was published or changed."""
    dated = _dated_line(line, language, None)
    return dated is not None and dated.kind in ("labelled line", "line with the date", "other date")


def monitored_outlet(text: str) -> str | None:
    """The outlet that the last lines of a text name as those of a monitoring service do."""
    found = _MONITORED.search(text[-2000:])
    return found["outlet"] if found else None


def _candidates(
    lines: Sequence[str], text: str, language: str | None, order: Order | None, masthead: int | None
) -> Iterator[_Dated]:
    """Dates that may be that of publication, what is made to give it first."""
    dated = list(_dated_lines(lines, language, order, masthead))
    yield from (each for each in dated if each.kind == "labelled line")
    alone = [each for each in dated if each.kind not in ("labelled line", "other date")]
    last = [line for line in _last_lines(text) if line not in lines]
    at_end = [each for each in _dated_lines(last, language, order, None) if each.kind != "other date"]
    first = list(islice(_reporting(lines), 2))
    datelines = [found for line in first if (found := _in_dateline(line, language, order))]
    yield from (each for each in (*alone, *datelines) if not _is_one_of_several(each, text, language, order))
    yield from _monitoring(text)
    for line in first:
        yield from _with_year_elsewhere(line, text, language, order)
    yield from (each for each in at_end if not _is_one_of_several(each, text, language, order))
    for line in first[:1]:
        opening = _opening_date(line, language, order)
        if opening and not (opening.iso and _is_of_the_past(opening.iso, text, language)):
            yield _Dated("first sentence", opening)


def _dated_lines(
    lines: Sequence[str], language: str | None, order: Order | None, masthead: int | None
) -> Iterator[_Dated]:
    """The lines made to give a date, up to the report itself."""
    prose = 0
    label = None
    for number, line in enumerate(lines):
        under_masthead = masthead is not None and masthead < number <= masthead + 2
        dated = _dated_line(line, language, order, under_masthead=under_masthead)
        if dated is not None and label is not None and dated.kind == "line with the date":
            dated = _Dated(label, dated.date)
        label = _lone_label(line)
        if dated is None:
            prose += _PROSE.match(line) is not None and not has_photo_credit(line)
        elif dated.kind == "labelled line" or prose <= _PROSE_BEFORE:
            yield dated


def _lone_label(line: str) -> str | None:
    """What a line that is nothing but a label says of the date on the next one."""
    patterns = _patterns()
    bare = line.strip(" :|-–—")
    if patterns.published.fullmatch(bare):
        return "labelled line"
    return "other date" if patterns.other.fullmatch(bare) else None


def _dated_line(line: str, language: str | None, order: Order | None, *, under_masthead: bool = False) -> _Dated | None:
    """The date of a line that is made to give it, and what kind of line it is."""
    if len(line) > _LONGEST_DATE_LINE or not any(map(str.isdigit, line)) or has_photo_credit(line):
        return None
    dates = list(dates_in(line, language, order))
    if not dates:
        return None
    parts = _BETWEEN_PARTS.split(_masked(line, dates))
    patterns = _patterns()
    found: list[_Dated] = []
    label: str | None = None
    position = 0
    for part in parts:
        here = dates[position : position + part.count(_MARK)]
        position += len(here)
        if not here:
            label = _lone_label(part)
            if not _can_stand_beside_date(part):
                found.append(_Dated("words", dates[0]))
            continue
        kind = _kind_of(part, patterns, under_masthead=under_masthead, many=len(here) > 1)
        found.append(_Dated(label if label and kind == "line with the date" else kind, here[0]))
        label = None
    kinds = {each.kind for each in found}
    for kind in ("labelled line", "other date"):
        # "Updated 9 December 2024 | Published 7 December 2024"; beside these, other words are none of our business
        if kind in kinds and not (kind == "other date" and "line with the date" in kinds):
            return next(each for each in found if each.kind == kind)
    if "words" in kinds:
        return None
    return next((each for each in found if each.kind != "other date"), None)


def _kind_of(part: str, patterns: _Patterns, *, under_masthead: bool, many: bool) -> str:
    """What a part of a line, in which a mark stands for the date, says of it."""
    before, _, after = part.partition(_MARK)
    whole, before, after = before.strip(), before.strip(" ,،:.-–—"), after.strip(" ,،:.-–—")
    label = patterns.published.match(before)
    if label and patterns.to_date.fullmatch(before, label.end()) and patterns.after_date.match(after):
        return "labelled line"
    label = patterns.other.match(before)
    if label and patterns.to_date.fullmatch(before, label.end()):
        return "other date"
    if many or (after and not patterns.trailing.fullmatch(after)):
        return "words"
    if not before:
        return "line with the date"
    if _BYLINE.match(before):
        return "byline" if len(before.split()) <= 8 and _all_names(_BYLINE.sub("", before, count=1)) else "words"
    if is_outlet(before) and is_written_like_a_name(before):
        return "masthead"
    if under_masthead and patterns.edition.search(whole):
        return "edition line"
    return "place and date" if _is_place(before) else "words"


def _can_stand_beside_date(part: str) -> bool:
    """Whether a part of a line without a date is a name, a place, a section or nothing, and no statement."""
    part = part.strip(" ,،:.-–—")
    return not part or _lone_label(part) is not None or (len(part.split()) <= 6 and _all_names(part))


def _all_names(words: str) -> bool:
    table = outlet_words()
    plain = [word.strip(",.") for word in words.split()]
    if any(word.lower() in table.headline_words and word.islower() and word not in ("in",) for word in plain):
        return False
    return all(
        not word[:1].isalpha() or word[0].upper() == word[0] or word in ("and", "in", "for", "at", *table.small_words)
        for word in plain
    )


def _is_place(words: str) -> bool:
    """Whether words before a date are those of a place: one or more names, none of them a headline's or a section's."""
    table = outlet_words()
    if not re.fullmatch(_PLACES, words) or words.lower() in table.not_outlets:
        return False
    plain = [word.lower().strip(",،") for word in words.split()]
    kinds = table.headline_words, table.section_words, table.last_words
    return len(plain) <= 5 and _all_names(words) and not any(word in kind for word in plain for kind in kinds)


def _masked(line: str, dates: Sequence[WrittenDate]) -> str:
    for each in reversed(dates):
        line = line[: each.start] + _MARK + line[each.end :]
    return line


def _is_one_of_several(dated: _Dated, text: str, language: str | None, order: Order | None) -> bool:
    """Whether another day stands on a line of its own over a passage, or begins one, as in a chronology."""
    lines = [line.strip() for line in text[:_LOOKED_AT].splitlines() if line.strip()]
    for line, following in pairwise([*lines, ""]):
        other = _leading_date(line, language, order)
        if other is None and len(line) <= _LONGEST_HEADING and _PROSE.match(following):
            heading = _dated_line(line.strip("#*_ "), language, order)
            if heading and heading.kind in ("line with the date", "place and date"):
                other = heading.date
        if other and other.iso and (dated.date.iso or "")[:10] != other.iso[:10]:
            return True
    return False


def _leading_date(line: str, language: str | None, order: Order | None) -> WrittenDate | None:
    """The date that a line begins with, with a dash or a colon behind it and text after that."""
    if not any(map(str.isdigit, line[:40])):
        return None
    found = next(dates_in(line[:120], language, order), None)
    if found is None or line[: found.start].strip("#*_-–•· "):
        return None
    return found if _AFTER_LEADING_DATE.match(line, found.end) else None


def _reporting(lines: Sequence[str]) -> Iterator[str]:
    """The paragraphs of the report itself: no headline, no caption, no line made to give a date."""
    for line in lines:
        dateline = _UNDATED_DATELINE.match(line[:_LONGEST_DATELINE]) and len(line) > _LONGEST_DATE_LINE // 2
        if (_PROSE.match(line) or dateline or len(line) > _LONGEST_DATE_LINE) and not (
            is_furniture(line) or has_photo_credit(line)
        ):
            yield line


def _in_dateline(line: str, language: str | None, order: Order | None) -> _Dated | None:
    leading = _leading_date(line, language, order)
    if leading and _PROSE.match(line):
        return _Dated("dateline", leading)
    for found in dates_in(line[:_LONGEST_DATELINE], language, order):
        before = line[: found.start]
        if not _BEFORE_DATE_IN_DATELINE.fullmatch(before) or not _AFTER_DATE_IN_DATELINE.match(line, found.end):
            continue
        if _all_names(re.sub(r"\([^()]*\)?", "", before)):
            return _Dated("dateline", found)
    return None


def _monitoring(text: str) -> Iterator[_Dated]:
    """The date in the source line of a monitoring service, whose years have two digits."""
    found = _MONITORED.search(text[-2000:])
    if found:
        written = f"{found['day']} {found['month']} 20{found['year']}"
        yield from (_Dated("source line", date) for date in dates_in(written))


def _with_year_elsewhere(line: str, text: str, language: str | None, order: Order | None) -> Iterator[_Dated]:
    """The day of a dateline without a year, where another line of the file that is no prose gives that day's year."""
    found = _yearless_pattern(language).match(line[:_LONGEST_DATELINE])
    if found is None:
        return
    names = calendar_names(language)
    month = names.month_of(found["m1"] or found["m2"])
    day = int(found["d1"] or found["d2"])
    written = found["date"]
    years = set()
    for other in text[:_LOOKED_AT].splitlines():
        if len(other) > _LONGEST_DATE_LINE or _PROSE.match(other) or has_photo_credit(other):
            continue
        for date in dates_in(other, language, order):
            if date.iso and (int(date.iso[5:7]), int(date.iso[8:10])) == (month, day):
                years.add(date.iso[:4])
    problem = None if len(years) == 1 else "its year is not given"
    iso = f"{years.pop()}-{month:02}-{day:02}" if len(years) == 1 else None
    yield _Dated("dateline", WrittenDate(found.start("date"), found.end("date"), written, iso, problem, False))


@cache
def _yearless_pattern(language: str | None) -> re.Pattern[str]:
    month = calendar_names(language).month
    return re.compile(
        rf"\(?{_PLACES}[,،]?\s*(?:\([^()\d\n]{{2,30}}[,)]\s*)?"
        rf"(?P<date>(?P<m1>{month})\.?\s+(?P<d1>\d{{1,2}})(?!\d)|(?P<d2>\d{{1,2}})\.?\s+(?P<m2>{month})\.?(?!\w))"
        rf"(?!,?\s*\d{{4}}){_AFTER_DATE_IN_DATELINE.pattern}",
        re.IGNORECASE,
    )


def _opening_date(line: str, language: str | None, order: Order | None) -> WrittenDate | None:
    """The full date with its weekday in the first sentence, where it is the day that the sentence reports."""
    dateline = _UNDATED_DATELINE.match(line[:_LONGEST_DATELINE])
    report = line[dateline.end() :] if dateline else line
    sentences = segment(report[:2000], language)
    if not sentences:
        return None
    sentence = sentences[0].text
    dates = list(dates_in(sentence, language, order))
    if len(dates) != 1 or not dates[0].weekday:
        return None
    before, after = sentence[: dates[0].start], sentence[dates[0].end :]
    patterns = _patterns()
    if patterns.wars.search(sentence):
        return None
    if _TO_THE_DATE.fullmatch(before):
        # "On Monday, 1 February 2021, the army took power. Three years later …"
        return None if any(patterns.other_news.search(each.text) for each in sentences[:2]) else dates[0]
    if language not in (None, "en"):
        beside = patterns.beside_in.get(language or "")
        short = len(before) <= 80 and beside is not None and not beside.search(before)
        return dates[0] if short else None
    return dates[0] if _dates_main_clause(before, after, patterns) else None


def _dates_main_clause(before: str, after: str, patterns: _Patterns) -> bool:
    """Whether a date inside an English sentence belongs to its main clause and tells when the news happened."""
    if "," in before or patterns.beside.search(before) or patterns.right_before.search(before):
        return False
    if patterns.other_news_or_clause.search(before + " " + after) or patterns.weekday.search(before + " " + after):
        return False
    following = re.match(r"[,\s]*([A-Za-z]+)", after)
    if following is None:
        return True
    word = following[1].lower()
    small = ("after", "against", "amid", "as", "from", "in", "into", "near", "on", "over", "to", "under", "with")
    return word in small or not (word.endswith("ed") or word in outlet_words().headline_words)


def _is_of_the_past(day: str, text: str, language: str | None) -> bool:
    """Whether a text speaks of a later year than that of the day, or gives a later date: it is no report of the day."""
    looked_at = text[:_LOOKED_AT]
    if any(int(match[0]) > int(day[:4]) for match in _YEAR.finditer(looked_at)):
        return True
    return any(date.iso is not None and date.iso[:10] > day[:10] for date in dates_in(looked_at, language))


def _last_lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text[-1000:].splitlines() if line.strip()]
    return lines[-_LAST_LINES:]


@dataclass(frozen=True)
class _Patterns:
    published: re.Pattern[str]
    other: re.Pattern[str]
    to_date: re.Pattern[str]
    after_date: re.Pattern[str]
    trailing: re.Pattern[str]
    edition: re.Pattern[str]
    other_news: re.Pattern[str]
    other_news_or_clause: re.Pattern[str]
    beside: re.Pattern[str]
    right_before: re.Pattern[str]
    wars: re.Pattern[str]
    weekday: re.Pattern[str]
    beside_in: dict[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    table: dict[str, Any] = tomllib.loads(packaged("articles", "dates.toml").read_text(encoding="utf-8"))
    labels, opening = table["labels"], table["opening"]
    other = "|".join(labels["other"])

    def words(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)

    return _Patterns(
        published=words("|".join(labels["published"])),
        other=words(other),
        to_date=re.compile(
            r"(?:\s+(?:by|in)\s+[^.\d]{1,60}?)?[\s:|,.–—-]*"
            r"(?:\b(?:on|at|am|le|el|em|il|op|в|від|от|في|يوم|بتاريخ|ב)\b)?[\s:.]*(?:\d{1,2}:\d{2})?[\s,]*",
            re.IGNORECASE,
        ),
        after_date=re.compile(
            rf"\W*(?:$|(?:by|in|at|and\s+updated|last|modified|{labels['trailing']}|{other})\b)", re.I
        ),
        trailing=re.compile(labels["trailing"], re.IGNORECASE),
        edition=words("|".join(table["edition"]["words"])),
        other_news=words("|".join(opening["other_news"])),
        other_news_or_clause=words("|".join(opening["other_news_or_clause"])),
        beside=words(opening["beside"]),
        right_before=re.compile(rf"(?<!\w)(?:{opening['right_before']})\s*$", re.IGNORECASE),
        wars=words("|".join(opening["wars"])),
        weekday=words(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"),
        beside_in={language: words(pattern) for language, pattern in opening["beside_in"].items()},
    )
