"""The date of publication as the text itself gives it: in a line made for it, in a dateline, or as a report opens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise

from conflict_extract.articles._calendar_names import calendar_names
from conflict_extract.articles._date_lines import (
    LONGEST_DATE_LINE,
    PLACES,
    DateLine,
    all_names,
    date_line,
    is_original,
    lone_label,
)
from conflict_extract.articles._dates import Order, WrittenDate, dates_in, day_or_month_first
from conflict_extract.articles._furniture import has_photo_credit, is_furniture
from conflict_extract.articles._openings import LONGEST_DATELINE, PROSE, UNDATED_DATELINE, is_of_the_past, opening_date

# How much of a file is looked at for what speaks against a date, and how long a heading with nothing but a date can be.
_LOOKED_AT = 200_000
_LONGEST_HEADING = 80
# How much prose may stand before a line with the date: a headline's second line, a summary.
_PROSE_BEFORE = 2
_LAST_LINES = 3
_MOST_LINES = 5000

_DASH = r"\s*(?:--+|[-–—―:|])\s*"
_BEFORE_DATE_IN_DATELINE = re.compile(rf"\(?{PLACES}\s*(?:\([^()\n]{{2,40}}\))?[,،\s]*(?:\([^()\d\n]{{2,30}},\s*)?")
_AFTER_DATE_IN_DATELINE = re.compile(rf"\.?,?\s*(?:[(/][^()/\n]{{2,40}}[)/])?\)?{_DASH}(?=\S)")
_AFTER_LEADING_DATE = re.compile(rf"(?:,\s*{PLACES})?\s*(?:\([^()\n]{{2,40}}\))?\s*(?:--+|[-–—―:|])\s+(?=\S)")
_MONITORED = re.compile(
    r"Source: (?P<outlet>[^,\n]{2,80}?)(?: website)?, [^,\n]{2,40}, in [A-Z][\w ]{2,30}? \d{4} gmt "
    r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{2})\b"
)


@dataclass(frozen=True)
class Publication:
    """When a text says that it was published: the date, in a few words where it stands, and what was not used."""

    published: str | None = None
    origin: str | None = None
    note: str | None = None


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
    for origin, date in _candidates(lines, text, language, order, masthead):
        if date.iso:
            return Publication(date.iso, origin)
        refused.append(date)
    if refused:
        return Publication(note=f"the date “{refused[0].written}” was not used: {refused[0].problem}")
    other = next((each for each in _date_lines(lines, language, order, masthead) if each.kind == "other date"), None)
    if other:
        return Publication(
            note=f"the date “{other.date.written}” was not used: it is that of a change or of a download"
        )
    return Publication()


def monitored_outlet(text: str) -> str | None:
    """The outlet that the last lines of a text name as those of a monitoring service do."""
    found = _MONITORED.search(text[-2000:])
    return found["outlet"] if found else None


def _candidates(
    lines: Sequence[str], text: str, language: str | None, order: Order | None, masthead: int | None
) -> Iterator[tuple[str, WrittenDate]]:
    """Dates that may be that of publication with where they stand, what is made to give it first."""
    dated = list(_date_lines(lines, language, order, masthead))
    labelled = [each for each in dated if each.kind == "labelled line"]
    for each in sorted(labelled, key=lambda each: not each.original):
        yield each.kind, each.date
    first = list(islice(_reporting(lines), 2))
    last = [line for line in _last_lines(text) if line not in lines]
    given: list[tuple[str, WrittenDate]] = [
        (each.kind, each.date) for each in dated if each.kind not in ("labelled line", "other date")
    ]
    given += [("dateline", date) for line in first if (date := _in_dateline(line, language, order))]
    given += [("source line", date) for date in _monitoring(text)]
    given += [("dateline", date) for line in first for date in _with_year_elsewhere(line, text, language, order)]
    given += [(each.kind, each.date) for each in _date_lines(last, language, order, None) if each.kind != "other date"]
    # in a chronology none of the dates is that of publication
    days = set(_headings(text, language, order)) if any(date.iso for _, date in given) else set()
    yield from ((origin, date) for origin, date in given if date.iso is None or days <= {date.iso[:10]})
    opening = opening_date(lines[: lines.index(first[0])], first[0], language, order) if first else None
    if opening and not (opening.iso and is_of_the_past(opening.iso, text[:_LOOKED_AT], language)):
        yield "first sentence", opening


def _date_lines(
    lines: Sequence[str], language: str | None, order: Order | None, masthead: int | None
) -> Iterator[DateLine]:
    """The lines made to give a date, up to the report itself."""
    prose = 0
    label = None
    for number, line in enumerate(lines):
        under_masthead = masthead is not None and masthead < number <= masthead + 2
        found = date_line(line, language, order, under_masthead=under_masthead)
        if found is not None and label is not None and found.kind == "line with the date":
            found = replace(found, kind=label, original=is_original(lines[number - 1]))
        label = lone_label(line)
        if found is None:
            prose += PROSE.match(line) is not None and not has_photo_credit(line)
        elif found.kind == "labelled line" or prose <= _PROSE_BEFORE:
            yield found


def _headings(text: str, language: str | None, order: Order | None) -> Iterator[str]:
    """The days that stand on lines of their own over a passage, or begin one."""
    lines = [line.strip() for line in text[:_LOOKED_AT].splitlines() if line.strip()]
    for line, following in islice(pairwise([*lines, ""]), _MOST_LINES):
        date = _leading_date(line, language, order)
        if date is None and len(line) <= _LONGEST_HEADING and PROSE.match(following):
            heading = date_line(line.strip("#*_ "), language, order)
            if heading and heading.kind in ("line with the date", "name and date"):
                date = heading.date
        if date and date.iso:
            yield date.iso[:10]


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
        dateline = UNDATED_DATELINE.match(line[:LONGEST_DATELINE]) and len(line) > LONGEST_DATE_LINE // 2
        if (PROSE.match(line) or dateline or len(line) > LONGEST_DATE_LINE) and not (
            is_furniture(line) or has_photo_credit(line)
        ):
            yield line


def _in_dateline(line: str, language: str | None, order: Order | None) -> WrittenDate | None:
    leading = _leading_date(line, language, order)
    if leading and PROSE.match(line):
        return leading
    for found in dates_in(line[:LONGEST_DATELINE], language, order):
        before = line[: found.start]
        if not _BEFORE_DATE_IN_DATELINE.fullmatch(before) or not _AFTER_DATE_IN_DATELINE.match(line, found.end):
            continue
        if all_names(re.sub(r"\([^()]*\)?", "", before)):
            return found
    return None


def _monitoring(text: str) -> Iterator[WrittenDate]:
    """The date in the source line of a monitoring service, whose years have two digits."""
    found = _MONITORED.search(text[-2000:])
    if found:
        written = f"{found['day']} {found['month']} 20{found['year']}"
        yield from dates_in(written)


def _with_year_elsewhere(line: str, text: str, language: str | None, order: Order | None) -> Iterator[WrittenDate]:
    """The day of a dateline without a year, where another line of the file that is no prose gives that day's year."""
    found = _yearless_pattern(language).match(line[:LONGEST_DATELINE])
    if found is None:
        return
    names = calendar_names(language)
    month = names.month_of(found["m1"] or found["m2"])
    day = int(found["d1"] or found["d2"])
    written = found["date"]
    years = set()
    for other in text[:_LOOKED_AT].splitlines():
        if len(other) > LONGEST_DATE_LINE or PROSE.match(other) or has_photo_credit(other):
            continue
        for date in dates_in(other, language, order):
            if date.iso and (int(date.iso[5:7]), int(date.iso[8:10])) == (month, day):
                years.add(date.iso[:4])
    problem = None if len(years) == 1 else "its year is not given"
    iso = f"{years.pop()}-{month:02}-{day:02}" if len(years) == 1 else None
    yield WrittenDate(found.start("date"), found.end("date"), written, iso, problem, False)


@cache
def _yearless_pattern(language: str | None) -> re.Pattern[str]:
    month = calendar_names(language).month
    return re.compile(
        rf"\(?{PLACES}[,،]?\s*(?:\([^()\d\n]{{2,30}}[,)]\s*)?"
        rf"(?P<date>(?P<m1>{month})\.?\s+(?P<d1>\d{{1,2}})(?!\d)|(?P<d2>\d{{1,2}})\.?\s+(?P<m2>{month})\.?(?!\w))"
        rf"(?!,?\s*\d{{4}}){_AFTER_DATE_IN_DATELINE.pattern}",
        re.IGNORECASE,
    )


def _last_lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text[-1000:].splitlines() if line.strip()]
    return lines[-_LAST_LINES:]
