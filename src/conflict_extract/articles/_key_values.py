"""What stands under a key: texts whole, in pieces or as HTML, and dates, whatever program wrote them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from typing import Any

from conflict_extract.articles._dates import Order, days_of, full_year, order_told, published_or_none
from conflict_extract.articles._fragments import is_markup, text_of_fragment, unescaped
from conflict_extract.articles._key_tables import canonical, key_table

_SECONDS, _MILLISECONDS = re.compile(r"1\d{9}(?:\.\d{1,6})?"), re.compile(r"1\d{12}")
_COMPACT = re.compile(r"(?:19|20)\d{12}")
_NUMERIC = re.compile(
    # a year of two digits between hyphens may stand first
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<=[./])\d{2})"
    r"(?:[,T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s?([AaPp])\.?[Mm]\.?)?)?"
)
_POST = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2} [+-]\d{4} \d{4}")
_OF_JSON_NET = re.compile(r"/Date\((-?\d{10,13})(?:[+-]\d{4})?\)/")
_CUT = re.compile(r"\s*\[(?:\+?\s*(\d[\d,.]*)\s+(?:more\s+)?char(?:acter)?s|…|\.\.\.)\]\s*$")
_LONGEST_DATE = 100
_DEEPEST = 12
# Where databases put a date, or the seconds since 1970, inside of an object.
_DATE_KEYS = ("$date", "$numberLong", "_seconds", "seconds", "@value", "#text", "value")
_LONGEST_NOTHING = 40


def is_nothing(value: Any) -> bool:
    """Whether a value is null, or one of the words for it that programs write."""
    if isinstance(value, str):
        return len(value) < _LONGEST_NOTHING and value.strip().lower() in _nothing()
    return value is None or value in ([], {}) or (isinstance(value, float) and math.isnan(value))


@cache
def _nothing() -> frozenset[str]:
    return frozenset(("", *key_table()["nothing"]["values"]))


def text_value(value: Any) -> str | None:
    """The text that a value holds: a string, pieces of one, or an object that leads to it; HTML becomes text."""
    text = _joined(value, 0)
    if text is None:
        return None
    return text_of_fragment(text) if is_markup(text) else unescaped(text)


def without_cut_mark(text: str) -> tuple[str, str | None]:
    """The text without a mark such as `[+812 chars]`, and what is to be said about it."""
    mark = _CUT.search(text, max(0, len(text) - 60))
    if mark is None:
        return text, None
    return text[: mark.start()], f"cut short: {mark[1]} more characters" if mark[1] else "cut short"


def _joined(value: Any, depth: int) -> str | None:
    if isinstance(value, str):
        return None if is_nothing(value) else value
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return _of_object(value, depth)
    if not isinstance(value, list):
        return None
    if any(isinstance(piece, dict) for piece in value):
        if _is_inline(value):
            return "".join(piece if isinstance(piece, str) else str(piece.get("text") or "") for piece in value) or None
        one = _one_of_versions(value)
        if one is not None:
            return _joined(one, depth + 1)
    pieces = [piece.strip() for piece in (_joined(piece, depth + 1) for piece in value) if piece and piece.strip()]
    return "\n".join(pieces) or None


def _is_inline(pieces: list[Any]) -> bool:
    return all(
        isinstance(piece, str) or (isinstance(piece, dict) and piece.get("type") in _inline()) for piece in pieces
    )


@cache
def _inline() -> frozenset[str]:
    return frozenset(key_table()["inside"]["inline"])


def _one_of_versions(pieces: list[Any]) -> Any:
    """The plain one, else the first, where a list holds one text in several kinds of markup or for several uses."""
    kinds = [
        str(piece.get("contentType") or piece.get("contenttype") or piece.get("role") or "")
        if isinstance(piece, dict)
        else ""
        for piece in pieces
    ]
    if not all(kinds):
        return None
    return next((piece for piece, kind in zip(pieces, kinds, strict=True) if kind in ("text/plain", "main")), pieces[0])


def _of_object(value: dict[str, Any], depth: int) -> str | None:
    by_name = {canonical(key): inner for key, inner in value.items()}
    structure = [by_name[name] for name in _inside("structure") if name in by_name]
    if any(isinstance(inner, list) for inner in structure):
        pieces = (_joined(inner, depth + 1) for inner in structure)
        return "\n".join(piece for piece in pieces if piece) or None
    return next(filter(None, (_joined(by_name[name], depth + 1) for name in _inside("text") if name in by_name)), None)


@cache
def _inside(name: str) -> tuple[str, ...]:
    return tuple(map(canonical, key_table()["inside"][name]))


def date_value(value: Any, order: Order | None = None) -> str | None:
    """The date or timestamp that a value stands for; also in seconds or milliseconds since 1970, then in UTC."""
    if isinstance(value, dict):
        parts = [part for part in map(value.get, ("year", "month", "day")) if type(part) is int]
        if len(parts) == 3:
            return published_or_none(f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}")
        value = next((value[key] for key in _DATE_KEYS if key in value), None)
        return date_value(value, order)
    if isinstance(value, bool) or is_nothing(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list):
        if len(value) == 9 and all(
            isinstance(part, int) for part in value
        ):  # `time.struct_time`, as feedparser gives it
            return date_value("{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}+00:00".format(*value[:6]))
        return date_value(value[0], order) if len(value) == 1 else None
    if not isinstance(value, str | int | float):
        return published_or_none(value)
    try:
        written = " ".join(str(value).split())
    except ValueError:  # a number of thousands of digits
        return None
    return _date(written, order) if len(written) <= _LONGEST_DATE else None


@lru_cache(maxsize=4096)
def _date(written: str, order: Order | None) -> str | None:
    ticks = _OF_JSON_NET.fullmatch(written)
    if ticks:
        written = ticks[1]
    if _SECONDS.fullmatch(written):
        return _since_1970(int(float(written)))
    if _MILLISECONDS.fullmatch(written):
        return _since_1970(int(written) // 1000)
    numeric = _NUMERIC.fullmatch(written)
    if numeric:
        return _from_numbers(numeric, order)
    try:
        if _COMPACT.fullmatch(written):
            return datetime.strptime(written, "%Y%m%d%H%M%S").isoformat()
        if _POST.fullmatch(written):
            return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y").isoformat()
    except ValueError:
        return None
    return published_or_none(written, order)


def _since_1970(seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    # pandas writes a date without a time so.
    return moment.date().isoformat() if seconds % 86_400 == 0 else moment.isoformat()


def _from_numbers(match: re.Match[str], order: Order | None) -> str | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    year = full_year(year) if len(match[4]) == 2 else year
    days = days_of(first, second, year, order if first <= 12 and second <= 12 else None)
    if len(days) != 1:
        return None
    hour, minute, second_of_minute = (int(match[number] or 0) for number in (5, 6, 7))
    if match[8]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[8] in "Pp" else 0)
    try:
        moment = datetime.combine(days[0], time(hour, minute, second_of_minute))
    except ValueError:
        return None
    return moment.isoformat() if match[5] else days[0].isoformat()


def is_in_figures_with_stops(value: Any) -> bool:
    """Whether a value is a date such as `08.12.2024`, of which the language may tell what its numbers are."""
    numeric = _NUMERIC.fullmatch(" ".join(value.split())) if isinstance(value, str) and len(value) < 40 else None
    return numeric is not None and numeric[2] == "."


def order_of(values: Iterable[Any]) -> Order | None:
    """What comes first in the numeric dates of one file, where at least one tells it and none speaks against it."""
    found: set[Order] = set()
    for value in values:
        numeric = _NUMERIC.fullmatch(" ".join(value.split())) if isinstance(value, str) and len(value) < 40 else None
        told = order_told(int(numeric[1]), int(numeric[3])) if numeric else None
        if told:
            found.add(told)
    return found.pop() if len(found) == 1 else None


def looks_like_date(value: Any) -> bool:
    """Whether a value is written like a date, be it one that cannot be read."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return isinstance(value, dict) and "$date" in value
    if isinstance(value, int):
        return 10**9 <= value < 2 * 10**9 or 10**12 <= value < 2 * 10**12
    return len(value) <= _LONGEST_DATE and _DATE_LIKE.search(value) is not None


_DATE_LIKE = re.compile(
    r"\b(?:19|20)\d\d-?[01]\d-?[0-3]\d|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})\b"
    r"|\b\d{1,2}\.? [^\W\d_]{3,12}\.?,? (?:19|20)\d\d"
    r"|\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|^1\d{9}(?:\d{3})?$"
)
