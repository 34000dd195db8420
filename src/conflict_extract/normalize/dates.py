"""Dates as articles write them, resolved against the day of publication."""

from __future__ import annotations

import calendar
import datetime
import re

from conflict_extract.schema.records import Date

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(_WEEKDAYS)
_PART = r"(?:(?:early|late)\s+)?"
_TIME = r"(?:\s+(?:morning|afternoon|evening|night|noon|midnight|dawn))?"
_TO = r"\s*(?:to|and|-|–)\s*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = rf"(?:(?:{_WEEKDAY}),?\s+)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_PATTERNS = (
    ("iso", r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    ("days_month", rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{_TO}{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH})\b\.?{_YEAR}"),
    ("month_days", rf"(?P<name>{_MONTH})\.?\s+(?P<first>\d{{1,2}})(?:st|nd|rd|th)?{_TO}{_DAY}\b{_YEAR}"),
    ("day_month", rf"{_NAMED}{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH})\b\.?{_YEAR}"),
    ("month_day", rf"{_NAMED}(?P<name>{_MONTH})\.?\s+{_DAY}\b{_YEAR}"),
    ("month_year", rf"(?P<name>{_MONTH})\.?,?\s+(?P<year>\d{{4}})"),
    ("in_month", rf"(?:in|during|since|early|late|mid)[\s-]+(?P<name>{_MONTH})(?!\.?,?\s+\d)"),
    (
        "days_ago",
        r"(?P<count>\d+|a|one|two|three|four|five|six)\s+(?P<unit>day|week|month|year)s?\s+(?:ago|earlier|before)",
    ),
    ("last_unit", r"(?:earlier\s+)?(?P<which>this|last|past|previous)\s+(?P<unit>week|month|year|weekend)"),
    (
        "overnight",
        rf"overnight(?:\s+(?:on\s+|in)?to\s+(?P<weekday>{_WEEKDAY})|\s+on\s+(?P<eve>{_WEEKDAY}))?|last\s+night",
    ),
    ("weekday", rf"{_PART}(?P<before>last\s+)?(?P<weekday>{_WEEKDAY}){_TIME}"),
    ("yesterday", r"yesterday"),
    ("today", r"today|tonight|this\s+(?:morning|afternoon|evening)"),
)
_JOINED = re.compile(r"\s*(?:to|until|through|and|-|–)\s*(?:on\s+)?", re.IGNORECASE)
_ANY = re.compile(
    "|".join(
        rf"(?P<{form}>\b(?:{_strip})\b)"
        for form, _strip in ((form, re.sub(r"\?P<\w+>", "?:", pattern)) for form, pattern in _PATTERNS)
    ),
    re.IGNORECASE,
)
_EACH = {form: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for form, pattern in _PATTERNS}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def find_dates(text: str) -> list[tuple[int, int]]:
    """The spans of all English date expressions in a text, in order."""
    return [match.span() for match in _ANY.finditer(text)]


def published_date(published: str | None) -> datetime.date | None:
    """The day of an ISO date or timestamp; None where there is none."""
    try:
        return datetime.date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def resolve(text: str | None, published: str | None) -> Date:
    """The date that an expression means in an article of the given day of publication.

    A weekday is the last such day up to and with that of publication, "last Friday" before it; a date without a year
    is the last such date that is not more than a week after publication; two dates joined by "to" or "and" are a
    range. What cannot be resolved falls back to the publication day.

    Args:
        text: the expression as written, or None.
        published: ISO date or timestamp of the article, or None.
    """
    base = published_date(published)
    if text:
        try:
            resolved = _joined(text, base) or _resolve(text, base)
        except (ValueError, OverflowError):
            resolved = None
        if resolved is not None:
            return resolved.model_copy(update={"text": text})
    if base is None:
        return Date(text=text, precision="unknown", basis="published")
    day = base.isoformat()
    return Date(text=text, start=day, end=day, precision="day", basis="published")


def _joined(text: str, base: datetime.date | None) -> Date | None:
    """The range from one date expression to a second one that is joined to it."""
    spans = find_dates(text)[:2]
    if len(spans) < 2 or not _JOINED.fullmatch(text[spans[0][1] : spans[1][0]]):
        return None
    first, last = (_resolve(text[start:end], base) for start, end in spans)
    if first is None or last is None or not first.start or not last.end or first.start > last.end:
        return None
    basis = "stated" if first.basis == last.basis == "stated" else "relative"
    return Date(start=first.start, end=last.end, precision="range", basis=basis)


def _resolve(text: str, base: datetime.date | None) -> Date | None:
    found = _ANY.search(text)
    if found is None:
        return None
    form = str(found.lastgroup)
    match = _EACH[form].search(found.group())
    if match is None:
        return None
    part = match.groupdict()
    if form == "iso":
        return _day(datetime.date(int(part["year"]), int(part["month"]), int(part["day"])), "stated")
    if form in ("day_month", "month_day"):
        return _written(_MONTHS[part["name"].lower()], int(part["day"]), part.get("year"), base)
    if form in ("days_month", "month_days"):
        return _days(part, base)
    if form == "month_year":
        year, month = int(part["year"]), _MONTHS[part["name"].lower()]
        last = calendar.monthrange(year, month)[1]
        return _span(datetime.date(year, month, 1), datetime.date(year, month, last), "month", "stated")
    if base is None:
        return None
    return _relative(form, part, base)


def _days(part: dict[str, str], base: datetime.date | None) -> Date | None:
    """Two days of one month: "19 and 21 August"."""
    month = _MONTHS[part["name"].lower()]
    first, last = (_written(month, int(part[key]), part.get("year"), base) for key in ("first", "day"))
    if first is None or last is None or not first.start or not last.end or first.start > last.end:
        return None
    return Date(start=first.start, end=last.end, precision="range", basis="stated")


def _relative(form: str, part: dict[str, str | None], base: datetime.date) -> Date | None:
    one = datetime.timedelta(days=1)
    if form == "today":
        return _day(base, "relative")
    if form == "yesterday":
        return _day(base - one, "relative")
    if form == "overnight":
        if part.get("eve"):
            eve = _last_weekday(part["eve"], base)
            return _span(eve, min(eve + one, base), "range", "relative")
        day = _last_weekday(part["weekday"], base) if part.get("weekday") else base
        return _span(day - one, day, "range", "relative")
    if form == "weekday":
        return _day(_last_weekday(part["weekday"], base - one if part.get("before") else base), "relative")
    if form == "in_month":
        month = _MONTHS[str(part["name"]).lower()]
        first = datetime.date(base.year - (month > base.month), month, 1)
        last = first.replace(day=calendar.monthrange(first.year, month)[1])
        return _span(first, min(last, base), "month", "relative")
    if form == "days_ago":
        count = _COUNTS.get(str(part["count"]).lower()) or int(str(part["count"]))
        unit = str(part["unit"]).lower()
        if unit == "day":
            return _day(base - count * one, "relative")
        if unit == "year":
            year = base.year - count
            return _span(datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year", "relative")
        middle = base - datetime.timedelta(days=count * (7 if unit == "week" else 30))
        slack = datetime.timedelta(days=3 if unit == "week" else 15)
        return _span(middle - slack, middle + slack, "range", "relative")
    this = str(part["which"]).lower() == "this"
    unit = str(part["unit"]).lower()
    if unit in ("week", "weekend"):
        monday = base - datetime.timedelta(days=base.weekday() + (0 if this else 7))
        start = monday + 5 * one if unit == "weekend" else monday
        return _span(start, base if this and start <= base else monday + 6 * one, "range", "relative")
    if unit == "month":
        first = base.replace(day=1)
        if this:
            return _span(first, base, "month", "relative")
        last = first - one
        return _span(last.replace(day=1), last, "month", "relative")
    year = base.year - (0 if this else 1)
    end = base if this else datetime.date(year, 12, 31)
    return _span(datetime.date(year, 1, 1), end, "year", "relative")


def _written(month: int, day: int, year: str | None, base: datetime.date | None) -> Date | None:
    if year:
        return _day(datetime.date(int(year), month, day), "stated")
    if base is None:
        return None
    candidate = datetime.date(base.year, month, day)
    if candidate > base + datetime.timedelta(days=7):
        candidate = datetime.date(base.year - 1, month, day)
    return _day(candidate, "stated")


def _last_weekday(name: str | None, base: datetime.date) -> datetime.date:
    back = (base.weekday() - _WEEKDAYS[str(name).lower()]) % 7
    return base - datetime.timedelta(days=back)


def _day(day: datetime.date, basis: str) -> Date:
    return _span(day, day, "day", basis)


def _span(start: datetime.date, end: datetime.date, precision: str, basis: str) -> Date:
    return Date.model_validate(
        {"start": start.isoformat(), "end": end.isoformat(), "precision": precision, "basis": basis}
    )
