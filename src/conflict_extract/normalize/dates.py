"""Dates as articles write them, resolved against the day of publication.

Finding and reading the expressions is a grammar of our own, for the press means intervals by them; the arithmetic of
the calendar is dateutil's.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from conflict_extract._characters import LONGEST_PHRASE
from conflict_extract.normalize.date_expressions import (
    COUNTS,
    JOINED,
    MONTHS,
    SEASONS,
    THIRDS,
    WEEKDAYS,
    Groups,
    find_dates,
    first_expression,
)
from conflict_extract.normalize.foreign_dates import in_english
from conflict_extract.schema.records import Basis, Date, Precision

_DAYS_AHEAD = 7
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_YEAR_ALONE = re.compile(r"\s*(?:the\s+year\s+)?((?:19|20)\d\d)\s*", re.ASCII | re.IGNORECASE)
_BACK = ("ago", "earlier", "before")
_ABOUT_OR_LAST = re.compile("1 (week|month) ago")


class _Span(NamedTuple):
    start: datetime.date | None
    end: datetime.date
    precision: Precision
    basis: Basis = "relative"


def published_date(published: str | None) -> datetime.date | None:
    """The day of an ISO date or timestamp; None where there is none."""
    try:
        return datetime.date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


@lru_cache(maxsize=1 << 14)
def moment(published: str) -> datetime.datetime | None:
    """The moment of an ISO date or timestamp in UTC; a bare day counts as its beginning, a time without a zone as UTC.

    None where the string is neither.
    """
    try:
        told = datetime.datetime.fromisoformat(published)
        return told.astimezone(datetime.UTC) if told.tzinfo else told.replace(tzinfo=datetime.UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1 << 12)
def resolve(
    text: str | None, published: str | None, *, anchor: Date | None = None, language: str | None = None
) -> Date:
    """The date that an expression means in an article of the given day of publication.

    A weekday is the last such day up to and with that of publication, "last Friday" before it; a date without a year
    is the last such date that is not more than a week after publication; two dates joined by "to" or "and" are a
    range. Early, mid and late are thirds: of a month ten days each, of a year four months. "The same day", "two days
    later" count from the anchor. "Months ago" is an open span: `start` is null, `end` the latest day that it can be.

    English is read by a grammar of our own, which looks for the first expression in the words. Words of other languages
    are put into that English and count only if all of them are read. What lies ahead ("next Friday"), what could be two
    dates ("03/04/2025"), a year of another calendar and what else cannot be resolved is `unresolved`; without words the
    day of publication stands in.

    Args:
        text: the expression as written, or None.
        published: ISO date or timestamp of the article, or None; its day counts as it stands there.
        anchor: the date that was last resolved before it in the article; only a single day counts.
        language: ISO 639-1 code of the article's language, or None; then it is told by the words.
    """
    base = published_date(published)
    day = base.isoformat() if base else None
    if not (text and text.strip()):
        return Date(text=text, start=day, end=day, precision="day" if day else "unknown", basis="published")
    try:
        found = _read(text, base, _day_of(anchor), language) if len(text) <= LONGEST_PHRASE else None
    except (ValueError, OverflowError):
        found = None
    if found is None or not _is_ordered(found) or not _is_of_our_calendar(found, base):
        return Date(text=text, end=day, basis="unresolved")
    start = found.start.isoformat() if found.start else None
    return Date(text=text, start=start, end=found.end.isoformat(), precision=found.precision, basis=found.basis)


def _read(text: str, base: datetime.date | None, anchor: datetime.date | None, language: str | None) -> _Span | None:
    if language in (None, "en") and all(letter.isascii() for letter in text if letter.isalpha()):
        alone = _YEAR_ALONE.fullmatch(text)
        found = _resolve(f"in {alone[1]}", base) if alone else _joined(text, base) or _resolve(text, base, anchor)
        if found or language:
            return found
    readings = {
        next((span for reading in each if (span := _whole(reading, base))), None)
        for each in in_english(text, None if language == "en" else language)
    } - {None}
    return readings.pop() if len(readings) == 1 else None


def _is_ordered(span: _Span) -> bool:
    return span.start is None or span.start <= span.end


def _is_of_our_calendar(span: _Span, base: datetime.date | None) -> bool:
    """Whether the years are such as Gregorian dates in the news have: not 1403, 1446 or 2567."""
    return (span.start or span.end).year >= _FIRST_YEAR and span.end.year <= (base.year + 1 if base else _LAST_YEAR)


def _day_of(date: Date | None) -> datetime.date | None:
    return published_date(date.start) if date and date.start and date.start == date.end else None


def _whole(text: str, base: datetime.date | None) -> _Span | None:
    """What the words mean if all of them are read; what is told twice ("today, Saturday") must agree."""
    last = _ABOUT_OR_LAST.fullmatch(text)
    if last:  # "a week ago" and "last week" are one to dateparser
        about, before = _resolve(text, base), _resolve(f"last {last[1]}", base)
        return _hull(about, before) if about and before else None
    at = find_dates(text)
    rest = "".join(text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *at, (len(text), 0)]))
    told = [span for start, end in at if (span := _resolve(text[start:end], base)) and span.start]
    if rest.strip() or not told or len(told) < len(at):
        return None
    exact = min(told, key=lambda span: span.end - _first(span))
    return exact if all(_first(span) <= _first(exact) and exact.end <= span.end for span in told) else None


def _hull(one: _Span, two: _Span) -> _Span:
    return _Span(min(_first(one), _first(two)), max(one.end, two.end), "range")


def _first(span: _Span) -> datetime.date:
    return span.start or datetime.date.min


def _joined(text: str, base: datetime.date | None) -> _Span | None:
    """The range from one date expression to a second one that is joined to it."""
    spans = find_dates(text)[:2]
    if len(spans) < 2 or not JOINED.fullmatch(text[spans[0][1] : spans[1][0]]):
        return None
    first, last = (_resolve(text[start:end], base) for start, end in spans)
    if first is None or last is None or first.start is None or last.start is None or first.start > last.end:
        return None
    return _Span(first.start, last.end, "range", "stated" if first.basis == last.basis == "stated" else "relative")


def _resolve(text: str, base: datetime.date | None, anchor: datetime.date | None = None) -> _Span | None:
    expression = first_expression(text)
    if expression is None:
        return None
    form, groups = expression
    if form in _STATED:
        return _STATED[form](groups, base)
    if form == "beside" or groups.get("way") not in (None, "ago"):
        return _up_to(_RELATIVE[form](groups, anchor), base) if anchor is not None else None
    return _RELATIVE[form](groups, base) if base is not None else None


def _up_to(span: _Span | None, base: datetime.date | None) -> _Span | None:
    """The span without the days after publication; None where there are no others."""
    if span is None or base is None or span.end <= base:
        return span
    return span._replace(end=base) if span.start and span.start <= base else None


# -- dates that are written out ----------------------------------------------------------------------------


def _iso(given: Groups, _base: datetime.date | None) -> _Span | None:
    return _day(datetime.date(*(int(given[part] or 0) for part in ("year", "month", "day"))), "stated")


def _numeric(given: Groups, _base: datetime.date | None) -> _Span | None:
    """Day before month where there are full stops; with strokes only where no other reading is possible."""
    first, second, year = (int(given[part] or 0) for part in ("first", "second", "year"))
    if given["mark"] in ("/", "-") and first != second and first <= 12 and second <= 12:
        return None
    day, month = (first, second) if given["mark"] == "." or first > 12 else (second, first)
    return _day(datetime.date(year, month, day), "stated")


def _days(given: Groups, base: datetime.date | None) -> _Span | None:
    """Two days of one month: "19 and 21 August"."""
    first = _on(given, given["first"], base)
    last = _on(given, given["day"], base)
    return _Span(first, last, "range", "stated") if first and last else None


def _written(given: Groups, base: datetime.date | None) -> _Span | None:
    day = _on(given, given["day"], base)
    if day is None:
        return None
    return _night(day, base, "stated") if given.get("night") else _day(day, "stated")


def _on(given: Groups, day: str | None, base: datetime.date | None) -> datetime.date | None:
    """The day of a month; without a year the last such day that is not more than a week ahead."""
    month, number = MONTHS[str(given["name"])], int(str(day))
    year = _year_of(given["year"], base)
    if year is not None:
        return datetime.date(year, month, number)
    if base is None:
        return None
    latest = base + relativedelta(days=_DAYS_AHEAD)
    return next(
        each for year in (latest.year, latest.year - 1) if (each := datetime.date(year, month, number)) <= latest
    )


def _month(given: Groups, base: datetime.date | None) -> _Span | None:
    month = MONTHS[str(given["name"])]
    year = _year_of(given.get("year"), base)
    stated = (given.get("year") or "").isdigit()
    if year is None:
        if base is None:
            return None
        year = base.year - (month > base.month)
    return _third(datetime.date(year, month, 1), "month", given.get("part"), None if stated else base)


def _year(given: Groups, _base: datetime.date | None) -> _Span | None:
    return _third(datetime.date(int(str(given["year"])), 1, 1), "year", given["part"], None)


def _season(given: Groups, base: datetime.date | None) -> _Span | None:
    if given["year"]:
        first = datetime.date(int(given["year"]), SEASONS[str(given["name"])], 1)
        return _Span(first, first + relativedelta(months=3, days=-1), "range", "stated")
    if base is None:
        return None
    first = datetime.date(base.year, SEASONS[str(given["last"])], 1)
    while first + relativedelta(months=3, days=-1) >= base:
        first -= relativedelta(years=1)
    return _Span(first, first + relativedelta(months=3, days=-1), "range")


def _year_of(written: str | None, base: datetime.date | None) -> int | None:
    if written is None or written.isdigit():
        return int(written) if written else None
    return base.year - written.startswith("last") if base else None


def _third(first: datetime.date, unit: Precision, part: str | None, base: datetime.date | None) -> _Span:
    """A month or year, or the early, middle or late third of it; up to the day of publication where that is given."""
    basis: Basis = "relative" if base else "stated"
    after = first + (relativedelta(months=1) if unit == "month" else relativedelta(years=1))
    if part:
        third = _number_of(part)
        step = relativedelta(days=10) if unit == "month" else relativedelta(months=4)
        first, after = first + step * third, after if third == 2 else first + step * (third + 1)
    end = after - relativedelta(days=1)
    return _Span(first, min(end, base) if base else end, "range" if part else unit, basis)


def _number_of(part: str) -> int:
    """Which third "early", "mid" or "the end of" means."""
    return next(THIRDS[word] for word in part.split() if word in THIRDS)


# -- dates that depend on the day of publication -----------------------------------------------------------


def _weekday(given: Groups, base: datetime.date) -> _Span | None:
    if given["week"]:  # "Tuesday of last week"
        sunday = base + relativedelta(days=6 - base.weekday() - (0 if given["week"] == "this" else 7))
        day = _last_weekday(given["weekday"], sunday)
        return _day(day) if day <= base else None
    day = _last_weekday(given["weekday"], base - relativedelta(days=1) if given["last"] else base)
    return _night(day, base, "relative") if given["night"] else _day(day)


def _overnight(given: Groups, base: datetime.date) -> _Span | None:
    eve = given["eve"] or given["before"]
    if eve:
        return _night(_last_weekday(eve, base), base, "relative")
    day = _last_weekday(given["weekday"], base) if given["weekday"] else base
    return _Span(day - relativedelta(days=1), day, "range")


def _away(given: Groups, base: datetime.date) -> _Span:
    """A day so many days, weeks, months or years away: of weeks, months and decades only about that day is meant."""
    count, unit = _count(given["count"]), given["unit"]
    if given["way"] in _BACK:
        count = -count
    if unit == "day":
        return _day(base + relativedelta(days=count))
    if unit == "year":
        return _third(datetime.date(base.year + count, 1, 1), "year", None, base)
    if unit == "decade":
        middle = base.year + 10 * count
        return _Span(datetime.date(middle - 2, 1, 1), datetime.date(middle + 2, 12, 31), "range")
    away = relativedelta(months=count) if unit == "month" else relativedelta(weeks=count * (1 + (unit == "fortnight")))
    slack = relativedelta(days=15 if unit == "month" else 3)
    return _Span(base + away - slack, base + away + slack, "range")


def _long_ago(given: Groups, base: datetime.date) -> _Span:
    """ "Months ago": at least one of them."""
    unit = str(given["unit"])
    back = relativedelta(years=10) if unit == "decade" else relativedelta(**{f"{unit}s": 1})
    return _Span(None, base - back, "unknown", "stated")


def _past(given: Groups, base: datetime.date) -> _Span | None:
    """The days up to publication: "over the past 48 hours"."""
    count, unit = _count(given["count"] or "a"), str(given["unit"])
    back = relativedelta(days=-(-count // 24)) if unit == "hour" else relativedelta(**{f"{unit}s": count})
    return _Span(base - back, base, "range")


def _unit(given: Groups, base: datetime.date) -> _Span | None:
    this, unit, part = given["which"] == "this", given["unit"], given["part"]
    one = relativedelta(days=1)
    if unit in ("day", "night"):
        return _Span(base - one, base, "range") if unit == "night" and given["which"] == "last" else None
    if unit in ("month", "year"):
        first = base.replace(day=1) if unit == "month" else base.replace(month=1, day=1)
        back = relativedelta(months=1) if unit == "month" else relativedelta(years=1)
        return _third(first if this else first - back, "month" if unit == "month" else "year", part, base)
    monday = base - relativedelta(days=base.weekday() + (0 if this else 7))
    first, last = monday + relativedelta(days=5 if unit == "weekend" else 0), monday + relativedelta(days=6)
    if part and unit == "week":
        third = _number_of(part)
        first, last = monday + one * (0, 2, 3)[third], monday + one * (2, 4, 6)[third]
    return _Span(first, min(last, base) if first <= base else last, "range")


def _weekend(_given: Groups, base: datetime.date) -> _Span | None:
    saturday = _last_weekday("saturday", base)
    return _Span(saturday, min(saturday + relativedelta(days=1), base), "range")


def _beside(given: Groups, anchor: datetime.date) -> _Span:
    """The same day, the following or the previous one, or the night that begins on it."""
    apart = {"following": 1, "next": 1, "previous": -1}.get(str(given["which"]), 0)
    day = anchor + relativedelta(days=apart)
    return _night(day, None, "relative") if given["unit"] == "night" else _day(day)


def _day_only(given: Groups, base: datetime.date) -> _Span | None:
    """ "On the 14th": the last such day of a month up to publication."""
    number = int(str(given["day"]))
    months = (base.replace(day=1) - relativedelta(months=back) for back in range(3))
    days = (first.replace(day=number) for first in months if number <= calendar.monthrange(first.year, first.month)[1])
    return _day(next(day for day in days if day <= base))


def _night(eve: datetime.date, base: datetime.date | None, basis: Basis) -> _Span:
    """The night that begins on a day, as far as publication."""
    morning = eve + relativedelta(days=1)
    return _Span(eve, max(eve, min(morning, base)) if base else morning, "range", basis)


def _last_weekday(name: str | None, base: datetime.date) -> datetime.date:
    number = next(number for day, number in WEEKDAYS.items() if day.startswith(str(name)[:3]))
    return base - datetime.timedelta(days=(base.weekday() - number) % 7)


def _count(written: str | None) -> int:
    return COUNTS.get(str(written)) or int(str(written))


def _day(day: datetime.date, basis: Basis = "relative") -> _Span:
    return _Span(day, day, "day", basis)


_STATED: dict[str, Callable[[Groups, datetime.date | None], _Span | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "days": _days,
    "written": _written,
    "month": _month,
    "season": _season,
    "year": _year,
}
# from the day of publication, or from the anchor
_RELATIVE: dict[str, Callable[[Groups, datetime.date], _Span | None]] = {
    "day_only": _day_only,
    "nothing": lambda _given, _base: None,
    "hours_ago": lambda _given, base: _day(base),
    "away": _away,
    "beside": _beside,
    "long_ago": _long_ago,
    "past": _past,
    "weekend": _weekend,
    "unit": _unit,
    "overnight": _overnight,
    "weekday": _weekday,
    "yesterday": lambda given, base: _day(base - relativedelta(days=2 if given["two"] else 1)),
    "today": lambda _given, base: _day(base),
}
