"""Dates as people write them: with day, month and year, told apart, or refused with the reason; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Literal

from conflict_extract.articles._calendar_names import CalendarNames, calendar_names
from conflict_extract.errors import ArticleError

# Which of two numbers is the day: the first or the second.
Order = Literal["day first", "month first"]

_ISO_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_YEARS = range(1800, 2200)
# Of so many dates in figures each is looked at for what tells day and month apart.
_MOST_FIGURES = 500
_CENTURY_BEGINS = 70  # a year of two digits is of this century up to here
# Languages that write dates in figures with full stops in one way only.
_DAY_FIRST_WITH_STOPS = frozenset({"be", "bg", "cs", "de", "fi", "hr", "kk", "pl", "ro", "ru", "sk", "sr", "tr", "uk"})

_ZONE = r"\(?(?P<zone>(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|(?-i:Z)|[+-]\d{2}:?\d{2})\)?(?!\w)"
_TIME = (
    r"(?=\d{1,2}(?::\d|[.h]\d\d(?!\d)|\s?[ap]\.?m\b|\s?Uhr)|\d{4}\s?(?:GMT|UTC))"
    r"(?P<hour>\d{1,2})(?:(?P<separator>[:.h]?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    rf"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s?{_ZONE}|\s?\(?(?-i:[A-Z]{{1,4}}T|MSK)\)?(?!\w)|\s?(?:Uhr|hrs?)\b)?"
)
_TIME_PATTERN = re.compile(_TIME, re.IGNORECASE)
_UNNAMED_TIME = re.sub(r"\?P<\w+>", "?:", _TIME)
_NUMERIC = re.compile(r"(?<![\w/.:-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\w/]|[.-]\d)")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date with day, month and year where it stands in a text.

    Args:
        start: of the date with its weekday and time of day, as an offset.
        end: likewise.
        written: the date alone, as written.
        iso: the date, or the timestamp where a time of day stands beside it; null if it is not used.
        problem: why it is not used; null if it is.
        weekday: whether a weekday stands beside it.
    """

    start: int
    end: int
    written: str
    iso: str | None
    problem: str | None
    weekday: bool


def dates_in(text: str, language: str | None = None, order: Order | None = None) -> Iterator[WrittenDate]:
    """The full dates in a text, with the weekdays and times of day beside them.

    A date is refused where its weekday does not agree, where there is no such day, and where day and month are
    numbers that neither their size nor the weekday nor the order tells apart.

    Args:
        text: a line or a paragraph.
        language: the ISO 639 code of its language, beside those that are always read.
        order: which of two numbers is the day in the file; see `day_or_month_first`.
    """
    if not any(character.isdigit() for character in text):
        return
    names = calendar_names(language)
    for match in _date_pattern(language).finditer(text):
        days = _days(match, names, language, order)
        weekday = match["weekday"] or match["weekday_after"]
        problem = None
        if not days:
            problem = "there is no such day"
        elif weekday:
            agreeing = [day for day in days if day.weekday() == names.weekday_of(weekday)]
            problem, days = (None, agreeing) if agreeing else ("its weekday does not agree", [])
        if len(days) > 1:
            problem = f"day and month cannot be told apart ({' or '.join(day.isoformat() for day in days)})"
        clock = _clock(match["before"] or match["after"]) if not problem else None
        yield WrittenDate(
            start=match.start(),
            end=match.end(),
            written=" ".join(match["date"].split()),
            iso=None if problem else (datetime.combine(days[0], clock).isoformat() if clock else days[0].isoformat()),
            problem=problem,
            weekday=weekday is not None,
        )


def day_or_month_first(text: str, language: str | None = None) -> Order | None:
    """Which number is the day in a file's dates in figures, as those of them tell that can mean one day only.

    Null where none of them tells, and where they do not agree.
    """
    told: set[Order] = set()
    for match in islice(_NUMERIC.finditer(text), _MOST_FIGURES):
        first, second = int(match[1]), int(match[3])
        by_size = order_told(first, second)
        if by_size:
            told.add(by_size)
        else:
            around = text[max(0, match.start() - 20) : match.end() + 20]
            found = next((each for each in dates_in(around, language) if match[0] in each.written and each.iso), None)
            if found and first != second and found.iso:
                told.add("day first" if int(found.iso[8:10]) == first else "month first")
    return told.pop() if len(told) == 1 else None


def order_told(first: int, second: int) -> Order | None:
    """Which of the two first numbers of a date is the day, where their size tells."""
    if 12 < first <= 31 and 1 <= second <= 12:
        return "day first"
    return "month first" if 12 < second <= 31 and 1 <= first <= 12 else None


def order_with_stops(language: str | None) -> Order | None:
    """Which number comes first in dates such as `08.12.2024`, where a language writes them in one way only."""
    return "day first" if language in _DAY_FIRST_WITH_STOPS else None


def parse_published(value: str, order: Order | None = None) -> str:
    """The ISO 8601 date, or the timestamp where a time of day is given, that a written date stands for.

    Takes ISO 8601, RFC 2822 and written dates with day, month and year in the languages of `calendar_names`.

    Args:
        value: the date as written.
        order: which of two numbers is the day, where the file tells.

    Raises:
        ArticleError: day, month or year is missing, the value is no date, a weekday does not agree, or `7/12/2024`
            could be either of two.
    """
    written = value.strip()
    found = _from_iso(written)
    problem = ""
    if found is None and len(written) <= 200:
        found, problem = _from_words(written, order)
    if found is None:
        raise ArticleError(
            f"{value[:100]!r} is not a full date{problem}",
            hint="write it as 2024-12-07 or 2024-12-07T10:48:00+00:00",
        )
    return found


def published_or_none(value: Any, order: Order | None = None) -> str | None:
    """What a file says about its date of publication as ISO 8601; null where that cannot be read."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value.isoformat() if hasattr(value, "isoformat") else None
    try:
        return parse_published(str(value), order)
    except ArticleError:
        return None


def _from_iso(written: str) -> str | None:
    only_date = _ISO_DATE.fullmatch(written)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment.date().isoformat() if only_date else moment.isoformat()


@lru_cache(maxsize=1024)
def _from_words(written: str, order: Order | None) -> tuple[str | None, str]:
    """The date that a value holds beside words, and why there is none."""
    found = list(dates_in(written, order=order))
    if len(found) == 1:
        rest = written[: found[0].start] + written[found[0].end :]
        if any(character.isdigit() for character in rest):
            return None, ""
        return found[0].iso, f": {found[0].problem}" if found[0].problem else ""
    return None, ""


@cache
def _date_pattern(language: str | None) -> re.Pattern[str]:
    names = calendar_names(language)
    month, weekday = names.month, names.weekday
    # "7 كانون الأول/ديسمبر 2024" has the month in two ways
    months = rf"{{}}\.?(?:\s*[/(]\s*{month}\)?)?"
    dates = (
        rf"(?<![\w/.:-])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?(?:\s+(?:of|de|d[’']))?[\s-]*"
        rf"{months.format(f'(?P<m1>{month})')}(?:\s+(?:de|del|of))?,?[\s-]*(?P<y1>\d{{4}})(?!\d|[/-]\d)",
        rf"(?<![\w/.-])(?P<m2>{month})\.?[\s-]+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|-)(?P<y2>\d{{4}})(?!\w|[/-]\d)",
        r"(?<![\w/.:-])(?P<y3>\d{4})(?P<s3>[-/.])(?P<m3>\d{1,2})(?P=s3)(?P<d3>\d{1,2})(?!\d|[/.-]\d)",
        r"(?<!\d)(?P<y4>\d{4})\s?[年년]\s?(?P<m4>\d{1,2})\s?[月월]\s?(?P<d4>\d{1,2})\s?[日号일]",
        r"(?<![\w/.:-])(?P<a5>\d{1,2})(?P<s5>[./-])(?P<b5>\d{1,2})(?P=s5)(?P<y5>\d{4}|\d{2})(?![\w/]|[.-]\d)",
    )
    weekday_before = rf"(?:(?<!\w)(?P<weekday>{weekday})\.?,?\s+(?:the\s+|den\s+|le\s+)?)?"
    weekday_after = rf"(?:,?\s*[(（]?(?P<weekday_after>{weekday})(?!\w)[)）]?)?"
    between = r"(?:\s*(?:[-–—|,·•]|\bat\b|@|\bum\b|\bв\b|\bо\b|\bà\b)){0,2}\s*"
    return re.compile(
        rf"(?:(?<![\w:.])(?P<before>{_UNNAMED_TIME})\s*(?:[-–—|,·•]|\bon\b)?\s*)??{weekday_before}"
        rf"(?P<date>{'|'.join(dates)}){weekday_after}"
        rf"(?:(?:T|{between})(?P<after>{_UNNAMED_TIME})(?!\w))?",
        re.IGNORECASE,
    )


def _days(match: re.Match[str], names: CalendarNames, language: str | None, order: Order | None) -> list[date]:
    """The days that a date can mean; more than one where its numbers can be read in several ways."""
    if match["a5"] is not None:
        return _days_in_figures(match, language, order)
    if match["d1"] is not None:
        parts = match["y1"], names.month_of(match["m1"]), match["d1"]
    elif match["d2"] is not None:
        parts = match["y2"], names.month_of(match["m2"]), match["d2"]
    elif match["d3"] is not None:
        parts = match["y3"], int(match["m3"]), match["d3"]
    else:
        parts = match["y4"], int(match["m4"]), match["d4"]
    return existing_days([(int(parts[0]), parts[1], int(parts[2]))])


def _days_in_figures(match: re.Match[str], language: str | None, order: Order | None) -> list[date]:
    first, second, year = int(match["a5"]), int(match["b5"]), int(match["y5"])
    year_first = []
    if len(match["y5"]) == 2:
        year_first = existing_days([(full_year(first), second, year)]) if match["s5"] == "-" else []
        year = full_year(year)
    by_stops = order_with_stops(language) if match["s5"] == "." else None
    days = days_of(first, second, year, by_stops or order)
    return list(dict.fromkeys([*year_first, *days]))


def days_of(first: int, second: int, year: int, order: Order | None) -> list[date]:
    """The days that two numbers and a year can mean; two where nothing tells which number is the day."""
    readings = [(year, second, first)] if order != "month first" else []
    readings += [(year, first, second)] if order != "day first" else []
    return existing_days(readings)


def full_year(year: int) -> int:
    """The year that two digits mean."""
    return year + (2000 if year < _CENTURY_BEGINS else 1900)


def existing_days(readings: list[tuple[int, int, int]]) -> list[date]:
    days = []
    for year, month, day in readings:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if year in _YEARS and found not in days:
            days.append(found)
    return days


def _clock(written: str | None) -> time | None:
    """The time of day, with its offset where GMT, UTC or numbers give it; other names of zones mean several."""
    match = _TIME_PATTERN.fullmatch(written.strip()) if written else None
    if match is None or not (match["separator"] == ":" or match["half"] or match["zone"]):
        return None
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if match["half"] and not 1 <= hour <= 12:
        return None
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    try:
        return time(hour, minute, second, tzinfo=_offset(match["zone"]))
    except ValueError:
        return None


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    digits = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", zone)
    if digits is None:
        return UTC
    minutes = int(digits[2]) * 60 + int(digits[3] or 0)
    return timezone(timedelta(minutes=-minutes if digits[1] == "-" else minutes))
