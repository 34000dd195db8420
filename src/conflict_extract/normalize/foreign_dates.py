"""Expressions for dates in other languages than English, put into the English that the resolver reads.

The names of months and weekdays and the relative words are dateparser's; what it lacks stands in `date_words.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from conflict_extract._files import packaged_table
from conflict_extract.normalize.date_expressions import MONTHS, WEEKDAYS

LONGEST = 100  # characters of an expression
_UNKNOWN = "?"
_PLAIN = str.maketrans({"’": "'", "ʼ": "'", "(": " ", ")": " "})
_MONTH, _WEEKDAY = "|".join(MONTHS), "|".join(WEEKDAYS)
# What dateparser writes, as the resolver's grammar has it, in this order.
_REWRITTEN = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"[\s،,]+", " "),
        (r"\b0 (week|month|year) ago\b", r"this \1"),
        (r"\b1 year ago\b", "last year"),
        (rf"\b({_MONTH})\s*/\s*\1\b", r"\1"),
        (r"(?<!this )(?<!last )\b(?:day|year)\b(?! ago)", " "),
        (r"\s+", " "),
        (rf"\b(\d{{4}})\.? ({_MONTH}) (\d{{1,2}})\b\.?", r"\3 \2 \1"),
        (rf"\b(\d{{4}})\.? ({_MONTH})\b", r"\2 \1"),
        (r"\b(\d{4})-(\d)\b", r"\1-0\2"),
        (r"\b(\d{4})-(\d\d)-(\d)\b", r"\1-\2-0\3"),
        (rf"\b({_WEEKDAY}|{_MONTH}) last\b", r"last \1"),
        (rf"\b({_WEEKDAY}) (\d{{1,2}})$", r"\1 on the \2"),
        (rf"^((?:this|last) year) (.*\b(?:{_MONTH})\b.*)$", r"\2 \1"),
        (rf"^(?=(?:{_MONTH}|\d{{4}})$)", "in "),
    )
)


class _Words(NamedTuple):
    """What is put in English before dateparser is asked: words of a meaning, and all of them with those of none."""

    telling: re.Pattern[str] | None
    all: re.Pattern[str] | None
    english: tuple[tuple[re.Pattern[str], str], ...]


def in_english(text: str, language: str | None) -> Iterator[tuple[str, ...]]:
    """For each language that the words may be in: the readings to try, in order; none where nothing reads it.

    Args:
        text: the expression as written.
        language: ISO 639-1 code of the article, or None where it is not known; then that of the script.
    """
    if len(text) > LONGEST:
        return
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    for each in [language] if language and _locale(language) else _table()["scripts"].get(_script(text), []):
        words, locale = _words(each), _locale(each)
        if locale is not None:
            readings = (_translated(text, locale, pattern, words) for pattern in (words.telling, words.all))
            yield tuple(dict.fromkeys(filter(None, (_ours(reading, each) for reading in readings))))


def _ours(text: str, language: str) -> str | None:
    """The translation in the forms of the grammar; None where its year is one of another calendar."""
    for pattern, words in _REWRITTEN:
        text = pattern.sub(words, text).strip()
    if language in _table()["calendars"]["other"] and re.search(r"\d{4}|\d[/.-]\d", text):
        return text if re.search(rf"\b(?:{_MONTH})\b", text) and re.search(r"\b\d{1,2}\b", text) else None
    return text


def _translated(text: str, locale: Any, pattern: re.Pattern[str] | None, words: _Words) -> str:
    """The text with our words in English, and what stands between them by dateparser."""
    done, at = [], 0
    for match in pattern.finditer(text) if pattern else ():
        done += [_by_locale(text[at : match.start()], locale), _meaning(match, words)]
        at = match.end()
    return " ".join([*done, _by_locale(text[at:], locale)])


def _meaning(written: re.Match[str], words: _Words) -> str:
    found = ((each.match(written.string, written.start()), english) for each, english in words.english)
    return next(match.expand(english) for match, english in found if match and match.end() == written.end())


def _by_locale(text: str, locale: Any) -> str:
    from dateparser.conf import settings

    if not text.strip():
        return ""
    # what it does not know it leaves as it stands, be it English
    return str(locale.translate(text, settings=settings)) if locale.is_applicable(text, settings=settings) else _UNKNOWN


@cache
def _locale(language: str) -> Any:
    """dateparser's words of a language; None for one that it does not know."""
    from dateparser.languages.loader import default_loader

    try:
        return default_loader.get_locale(language)
    except ValueError:
        return None


@cache
def _words(language: str) -> _Words:
    told: dict[str, str] = _table()["words"].get(language, {})
    whole = "{}" if language in _table()["calendars"]["unspaced"] else r"(?<!\w)(?:{})(?!\w)"
    flags = re.IGNORECASE

    def any_of(patterns: list[str]) -> re.Pattern[str] | None:
        longest_first = sorted(patterns, key=len, reverse=True)
        return re.compile("|".join(whole.format(each) for each in longest_first), flags) if patterns else None

    english = tuple((re.compile(whole.format(pattern), flags), words) for pattern, words in told.items())
    return _Words(any_of([pattern for pattern, words in told.items() if words]), any_of(list(told)), english)


@cache
def _table() -> dict[str, Any]:
    return packaged_table("normalize", "date_words.toml")


def _script(text: str) -> str:
    """The script of the first letter, as Unicode names it; "" without one."""
    letter = next(filter(str.isalpha, text), "")
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0] if letter else ""
