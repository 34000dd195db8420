"""English expressions for dates, as the press writes them: where they stand in a text, and their parts."""

from __future__ import annotations

import calendar
import re
from functools import cache

Groups = dict[str, str | None]
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
COUNTS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# "sat" and "sun" are days only with a capital and before a full stop
_WEEKDAY = "|".join(WEEKDAYS) + r"|(?-i:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)(?=\.)"
_TIME = r"(?:\.?\s+(?:morning|afternoon|evening|night|noon|midnight|dawn|overnight)\b)?"
_TO = r"\s*(?:to|and|-|–)\s*"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}"
_NAMED = rf"(?:(?:{_WEEKDAY})\.?,?\s+\(?)?"
_YEAR = r"(?:,?[\s-]+(?:of\s+)?(?P<year>\d{4}|last\s+year|this\s+year))?"
_PART = r"(?:(?P<part>early|mid|late|(?:the\s+)?(?:beginning|start|middle|end)\s+of)(?:\s+|-))"
_COUNT = r"(?P<count>\d+|" + "|".join(COUNTS) + ")"
_FIRST_OF = rf"(?P<first>\d{{1,2}}){_ORDINAL}(?:,\s*\d{{1,2}}{_ORDINAL})*,?{_TO}"
_PATTERNS = (
    (
        "iso",
        r"(?P<year>\d{4})(?P<mark>[-/])(?P<month>\d{2})(?P=mark)(?P<day>\d{2})"
        r"(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    ),
    ("numeric", r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})"),
    ("days", rf"{_FIRST_OF}{_DAY}\s+(?:of\s+)?(?P<name>{_MONTH})\b\.?{_YEAR}"),
    ("days", rf"(?P<name>{_MONTH})\.?\s+{_FIRST_OF}{_DAY}\b{_YEAR}"),
    ("written", rf"(?P<night>night\s+of\s+)?{_NAMED}{_DAY}(?:\.?\s+(?:of\s+)?|-)(?P<name>{_MONTH})\b\.?{_YEAR}"),
    ("written", rf"(?P<night>night\s+of\s+)?{_NAMED}(?P<name>{_MONTH})\.?\s+{_DAY}\b{_YEAR}"),
    ("month", rf"{_PART}?(?P<name>{_MONTH})\.?,?\s+(?:of\s+)?(?P<year>\d{{4}}|last\s+year|this\s+year)"),
    ("month", rf"{_PART}(?P<name>{_MONTH})\b(?!\.?,?\s+\d)"),
    ("month", rf"(?:in|during|since|last)\s+(?P<name>{_MONTH})\b(?!\.?,?\s+\d)"),
    (
        "season",
        rf"(?:last\s+(?P<last>{'|'.join(SEASONS)})|(?P<name>{'|'.join(SEASONS)})\s+(?:of\s+)?(?P<year>\d{{4}}))",
    ),
    ("year", rf"(?:{_PART}|(?:in|since|during|throughout)\s+)(?P<year>(?:19|20)\d\d)(?![\d,.]\d)"),
    ("day_only", rf"on\s+the\s+{_DAY}(?=\s*(?:[,;:)]|\.?$|\.\s|(?:and|but|when|after|at|as|in)\b))"),
    (
        "beside",
        r"(?:the\s+(?P<which>(?:very\s+)?same|following|next|previous)|that(?:\s+(?:very\s+)?same)?)"
        r"\s+(?P<unit>day|morning|afternoon|evening|night)",
    ),
    ("nothing", rf"(?:next|coming|following|every|each)\s+(?:{_WEEKDAY}|week|month|year|weekend|day|night)"),
    (
        "hours_ago",
        r"(?:(?:\w+\s+)?(?:few|several|\d+|two|three|four|five|six)\s+)?(?:hours?|minutes)\s+(?:ago|earlier)",
    ),
    (
        "away",
        rf"{_COUNT}\s+(?P<unit>day|week|fortnight|month|year|decade)s?"
        r"\s+(?P<way>ago|earlier|before|later|afterwards?)",
    ),
    ("long_ago", r"(?P<unit>day|week|month|year|decade)s\s+ago"),
    (
        "past",
        rf"(?:in|over|during|within)\s+the\s+(?:past|last|previous)\s+(?:{_COUNT}\s+)?(?P<unit>hour|day|week|month|year)s?",
    ),
    ("weekend", r"(?:over|at|during)\s+the\s+weekend"),
    (
        "unit",
        rf"{_PART}?(?:earlier\s+)?(?P<which>this|last|past|the\s+previous)\s+(?P<unit>day|night|week|month|year|weekend)",
    ),
    (
        "overnight",
        rf"overnight(?:\s+(?:on\s+|in)?to\s+(?P<weekday>{_WEEKDAY})|\s+(?:on\s+)?(?P<eve>{_WEEKDAY}))?"
        rf"|(?P<before>{_WEEKDAY})\s+overnight",
    ),
    (
        "weekday",
        rf"(?P<night>night\s+of\s+)?(?:(?:early|late)\s+(?:on\s+)?)?(?P<last>last\s+)?(?P<weekday>{_WEEKDAY})"
        rf"(?:\s+(?:of\s+)?(?P<week>this|last|the\s+previous)\s+week|{_TIME})",
    ),
    ("yesterday", r"(?P<two>(?:the\s+)?day\s+before\s+)?yesterday"),
    ("today", r"today|tonight|this\s+(?:morning|afternoon|evening)"),
)
JOINED = re.compile(r"\s*(?:to|until|through|into|and|-|–)\s*(?:on\s+)?", re.IGNORECASE)
_ANY = re.compile(
    "|".join(
        rf"(?P<form_{number}>\b(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern).replace('(?P=mark)', '[-./]')})\b)"
        for number, (_, pattern) in enumerate(_PATTERNS)
    ),
    re.IGNORECASE,
)
THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_TELLS_NO_DAY = frozenset(["nothing", "hours_ago"])


def find_dates(text: str) -> list[tuple[int, int]]:
    """The spans of all English date expressions in a text that can tell when something happened, in order."""
    return [match.span() for match in _ANY.finditer(text) if _form(match) not in _TELLS_NO_DAY]


def is_date(text: str) -> bool:
    """Whether a text is nothing but an English date expression that can tell when something happened."""
    match = _ANY.match(text)
    return match is not None and match.end() == len(text) and _form(match) not in _TELLS_NO_DAY


def first_expression(text: str) -> tuple[str, Groups] | None:
    """The form of the first expression in a text, and its parts in lower case; None where there is none."""
    found = _ANY.search(text)
    if found is None:
        return None
    form = _form(found)
    of_form = (_alone(pattern) for each, pattern in _PATTERNS if each == form)
    match = next(filter(None, (pattern.match(text, found.start()) for pattern in of_form)))
    return form, {name: value.lower() if value else None for name, value in match.groupdict().items()}


@cache
def _alone(pattern: str) -> re.Pattern[str]:
    """One of the patterns, with its named parts; made when an expression of its form is found."""
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def _form(found: re.Match[str]) -> str:
    return _PATTERNS[int(str(found.lastgroup).removeprefix("form_"))][0]
