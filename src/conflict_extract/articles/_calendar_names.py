"""The names of months and weekdays in the languages that articles are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from conflict_extract._files import packaged_table

# Languages whose names of months and weekdays mean one thing each when taken together, so that they are read in every
# article. `ar` alone has the Egyptian names, the others those of the Levant, of Morocco and of Algeria.
ALWAYS = (
    "en", "ar", "ar_SY", "ar_MA", "ar_DZ", "de", "es", "fa", "fr", "he", "it", "nl", "pl", "pt", "ru", "tr", "uk",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class CalendarNames:
    """Names in small letters without a full stop at the end, and patterns that match any of them.

    Args:
        months: the names of months, January being 1.
        weekdays: the names of weekdays, Monday being 0 as in `datetime`.
    """

    months: dict[str, int]
    weekdays: dict[str, int]

    @property
    def month(self) -> str:
        """A pattern for any month."""
        return _any_of(self.months)

    @property
    def weekday(self) -> str:
        """A pattern for any weekday."""
        return _any_of(self.weekdays)

    def month_of(self, name: str) -> int:
        """The number of a month from 1."""
        return self.months[_plain(name)]

    def weekday_of(self, name: str) -> int:
        """The number of a weekday from 0, which is Monday."""
        return self.weekdays[_plain(name)]


@cache
def calendar_names(language: str | None) -> CalendarNames:
    """The names in the languages above, and in one more.

    Args:
        language: the ISO 639 code of the article's language; its names come before those of the others.
    """
    table = packaged_table("articles", "calendar_names.toml")
    months, weekdays = dict(table["months"]), dict(table["weekdays"])
    if language and language not in ALWAYS:
        months |= names_in(language, "months")
        weekdays |= names_in(language, "days")
    spellings = packaged_table("articles", "dates.toml")
    weekdays |= {_plain(name): _WEEKDAYS.index(day) for day, names in spellings["weekdays"].items() for name in names}
    months |= {_plain(name): number for number, names in enumerate(spellings["months"], start=1) for name in names}
    return CalendarNames(months, weekdays)


def names_in(code: str, what: Literal["months", "days"]) -> dict[str, int]:
    """CLDR's names of months or weekdays in a language, with their numbers; none for a language that it does not have.

    Weekdays in short are too like other words, but for those of English.
    """
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return {}
    widths = ("wide", "abbreviated") if what == "months" or code == "en" else ("wide",)
    return {
        _plain(name): number
        for context in ("format", "stand-alone")
        for width in widths
        for number, name in getattr(locale, what)[context][width].items()
        # Chinese months are numbers, which other patterns read
        if not any(character.isdigit() for character in name)
    }


def _plain(name: str) -> str:
    return " ".join(name.lower().rstrip(".").split())


def _any_of(names: dict[str, int]) -> str:
    """Any of the names, the longest first, with any white space between its words."""
    longest_first = sorted(names, key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first) + ")"
