"""Dates of publication: as given, and as the text itself states them; never half a date, never a guess."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from conflict_extract.errors import ArticleError

_ISO_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_NUMERIC = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}\b")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_ZONE = re.compile(r"(?:\b(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|(?<=\d)Z|(?<=[\d ])[+-]\d{2}:?\d{2})\s*$")
_YEARS = range(1800, 2200)
# What dates are tried in; all that dateparser knows take it seconds to load.
_LANGUAGES = ["en", "ar", "de", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ru", "tr", "uk", "zh"]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_OFFSET = r"(?:(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})(?!\w)"
_TIME = rf"\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\s?[ap]\.?m\b\.?)?(?:\s?{_OFFSET})?"
_ENGLISH = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,|\s)\s*\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}(?:,|[\s-])\s*\d{{4}})"
)
_ISO = r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_DATE = re.compile(rf"(?<![\w-])(?:{_ENGLISH}|{_ISO})(?![\w-])", re.IGNORECASE)
_TIMED_DATE = re.compile(rf"(?<![\w-])(?:{_ENGLISH}|{_ISO})(?:\s*(?:[-–—|,]|at|@)?\s*{_TIME})?(?![\w-])", re.IGNORECASE)
_OTHER_LANGUAGES = re.compile(r"(?<![\w-])\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}(?:\s+de)?\s+\d{4}(?![\w-])")
_PUBLISHED_LINE = re.compile(
    r"\W{0,3}(?:first\s+)?(?:published|posted|publication\s+date|date\s+of\s+publication|issued)\b"
    r"\s*(?:on|at)?\s*[:|-]?\s*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?",
    re.IGNORECASE,
)


def parse_published(value: str) -> str:
    """The ISO 8601 date, or the timestamp where a time of day is given, that a written date stands for.

    Takes ISO 8601, RFC 2822 and written dates with day, month and year in the languages of `_LANGUAGES`.

    Raises:
        ArticleError: day, month or year is missing, the value is no date, or `7/12/2024` could be either of two.
    """
    written = value.strip()
    found = _from_iso(written) or _from_words(written[:100])
    if found is None:
        raise ArticleError(
            f"{value[:100]!r} is not a full date",
            hint="write it as 2024-12-07 or 2024-12-07T10:48:00+00:00",
        )
    return found


def published_or_none(value: Any) -> str | None:
    """What a file says about its date of publication as ISO 8601; null where that cannot be read."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value.isoformat() if hasattr(value, "isoformat") else None
    try:
        return parse_published(str(value))
    except ArticleError:
        return None


def stated_publication(line: str) -> str | None:
    """The date that a line such as `Published December 7th, 2024 - 10:48 GMT` states, null if it is no such line."""
    label = _PUBLISHED_LINE.match(line)
    if label is None:
        return None
    date = _TIMED_DATE.match(line, label.end())
    return published_or_none(date[0]) if date else None


def first_full_date(paragraph: str, language: str | None) -> str | None:
    """The first date with day, month and year in a paragraph, as an ISO date; a time beside it is not read."""
    for match in _DATE.finditer(paragraph):
        found = published_or_none(match[0])
        if found:
            return found[:10]
    if language not in (None, "en"):
        for match in _OTHER_LANGUAGES.finditer(paragraph):
            found = _from_words(match[0], language)
            if found:
                return found[:10]
    return None


def _from_iso(written: str) -> str | None:
    date = _ISO_DATE.fullmatch(written)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return moment.date().isoformat() if date else moment.isoformat()


@lru_cache(maxsize=1024)
def _from_words(written: str, language: str | None = None) -> str | None:
    numeric = _NUMERIC.match(written)
    if numeric and numeric[1] != numeric[2] and int(numeric[1]) <= 12 and int(numeric[2]) <= 12:
        return None
    if not any(character.isdigit() for character in written):
        return None
    import dateparser

    english = _DATE.search(written)
    try:
        moment = dateparser.parse(
            written,
            languages=["en"] if english else [language] if language else _LANGUAGES,
            settings={"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]},
        )
    except (ValueError, OverflowError):  # a language that dateparser does not know, or numbers out of all range
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    if not _CLOCK.search(written):
        return str(moment.date().isoformat())
    # Names of zones other than GMT and UTC mean different offsets in different countries.
    return str((moment if _ZONE.search(written) else moment.replace(tzinfo=None)).isoformat())
