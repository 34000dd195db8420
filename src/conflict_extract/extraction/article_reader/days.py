"""When it happened, by the day that a strong model gives: ISO 8601, with the open interval of its second part."""

from __future__ import annotations

import datetime
import re
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from conflict_extract.normalize import published_date, resolve
from conflict_extract.schema import Date
from conflict_extract.schema.records import Basis, Doubt, Precision

_PART = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ].*)?)?)?", re.ASCII)
_OPEN = ("..", "")
_NOTHING = ("", "null", "none", "unknown")
_SHORT = re.compile(r"(?:\d\d-)?\d\d", re.ASCII)  # "2024-12-06/07", "2024-11-30/12-02"


class _Days(NamedTuple):
    """The first and last day of a span; an open one has no first."""

    first: datetime.date | None
    last: datetime.date
    precision: Precision


def dated(
    words: str | None,
    day: str | None,
    published: str | None,
    *,
    english: bool,
    language: str | None = None,
    anchor: Date | None = None,
) -> tuple[Date, tuple[Doubt, ...]]:
    """The date of a record, and what speaks against it.

    The model's day counts. Without one the words are resolved by rule; words that cannot be resolved are plainly so.
    Without words and without a day it is news of the day of publication. What is told as earlier ("../2024-12-05") has
    no first day.

    Args:
        words: as the article writes them; None for none.
        day: as the model gives it: an ISO day, month or year, two of them with a stroke between, or None.
        published: ISO date or timestamp of the article, or None.
        english: whether the article is in English, where a day that the words speak against is a doubt.
        language: ISO 639-1 code of the article's language, or None.
        anchor: the date that was last resolved before it in the article, or None.
    """
    doubts: tuple[Doubt, ...] = ()
    day = None if day is None or day.strip().lower() in _NOTHING else day
    try:
        told = _days(day) if day else None
    except ValueError:
        told, doubts = None, ("date_impossible",)
    if told is not None:
        by_rule = _by_rule(words, published) if english else None
        base = published_date(published)
        if told.first is None and base is not None and told.last > base:  # it was told on that day
            told = told._replace(last=base)
        start = told.first.isoformat() if told.first else None
        date = Date(
            text=words,
            start=start,
            end=told.last.isoformat(),
            precision=told.precision,
            basis=_basis(words, told, by_rule, published),
        )
        disputed = english and by_rule is not None and _are_apart(date, by_rule)
        return date, ("date_disputed",) if disputed else ()
    date = resolve(words, published, anchor=anchor, language="en" if english else language)
    if doubts and not words:
        date = date.model_copy(update={"start": None, "precision": "unknown", "basis": "unresolved"})
    return date, doubts


def _by_rule(words: str | None, published: str | None) -> Date | None:
    """What the words of an English article mean by themselves; None where they do not tell."""
    date = resolve(words, published, language="en")
    return date if words and date.basis not in ("published", "unresolved") else None


def _days(text: str) -> _Days:
    """The days that an ISO string means.

    Raises:
        ValueError: it is none, or there is no such day.
    """
    first, stroke, last = text.strip().partition("/")
    if not stroke or last.strip() in _OPEN:  # since a day: it happened on that day
        return _part(first)
    last = last.strip()
    end = _part(first.strip()[: -len(last)] + last if _SHORT.fullmatch(last) else last)
    if first.strip() in _OPEN:
        return _Days(None, end.last, "unknown")
    start = _part(first)
    if start.first is None or start.first > end.last:
        raise ValueError(f"{text!r} ends before it starts")
    return _Days(start.first, end.last, start.precision if start[:2] == end[:2] else "range")


def _part(text: str) -> _Days:
    match = _PART.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no ISO date")
    year, month, day = (int(part) if part else None for part in match.groups())
    first = datetime.date(year or 0, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return _Days(first, first, "day")
    after = first + (relativedelta(months=1) if month else relativedelta(years=1))
    return _Days(first, after - datetime.timedelta(days=1), "month" if month else "year")


def _basis(words: str | None, told: _Days, by_rule: Date | None, published: str | None) -> Basis:
    """Whether the article writes the date or only points to it; without words the day of publication is assumed."""
    if told.first is None:
        return "stated"
    if by_rule is not None:
        return by_rule.basis
    if not words:
        return "published" if told.first == told.last == published_date(published) else "relative"
    numbers = {int(number) for number in re.findall(r"\d+", words)}
    return "stated" if numbers & {told.first.day, told.last.day, told.first.year} else "relative"


def _are_apart(one: Date, two: Date) -> bool:
    """Whether two dates have no day in common."""
    return bool(one.end and two.end and ((one.start and one.start > two.end) or (two.start and two.start > one.end)))
