"""How many people a phrase means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from conflict_extract._characters import LONGEST_PHRASE, visible
from conflict_extract._files import packaged_table
from conflict_extract.schema.records import Size

MOST_PEOPLE = 100_000_000
_DIGITS = r"\d{1,3}(?:[,. ’']\d{3})+(?!\d)|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d+(?:\.\d+)?"
_GROUPED = re.compile(r"\d{1,3}(?:[,. ’']\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
# Digits are written apart from words in scripts that have no small letters, and signs that are words stand alone.
_SIGN = re.compile(r"[\u2e80-\u9fff]")
_APART = re.compile(r"(?<=[^\W\d_\u0000-\u052f])(?=\d)|(?<=\d)(?=[^\W\d_\u0000-\u052f])")
_WRITTEN = {
    "\N{ARABIC THOUSANDS SEPARATOR}": ",",
    "\N{ARABIC DECIMAL SEPARATOR}": ".",
    "\N{ZERO WIDTH NON-JOINER}": "",
    "\N{ZERO WIDTH JOINER}": "",
}
_RANGE = re.compile(r"\s?(?:[-–—]|to|or)\s?")


class _Words(NamedTuple):
    """What numbers.toml says, of all languages together; see there."""

    numbers: dict[str, int]
    one: frozenset[str]
    scales: dict[str, int]
    alone: frozenset[str]
    joins: frozenset[str]
    vague: dict[str, tuple[int, int]]
    token: re.Pattern[str]
    vague_word: re.Pattern[str]
    bound: re.Pattern[str]
    unit: re.Pattern[str]


class _Number(NamedTuple):
    """A number of a phrase: where it stands, and the scale in it, as in "3 thousand"."""

    value: float
    scale: int
    start: int
    end: int


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return packaged_table("normalize", "numbers.toml")


@cache
def _words() -> _Words:
    def listed(key: str) -> list[str]:
        return [_plain(word) for table in _languages().values() for word in table.get(key, ())]

    def told(key: str) -> dict[str, Any]:
        return {_plain(word): value for table in _languages().values() for word, value in table.get(key, {}).items()}

    numbers, scales, vague = told("numbers"), told("scales"), told("vague")
    several = [word for word in (*numbers, *scales) if not word.isalpha()]
    with_decimals = rf"\d+,\d{{1,2}}(?= ?{_any(scales)})"
    return _Words(
        numbers=numbers,
        one=frozenset(listed("one")),
        scales=scales,
        alone=frozenset(listed("alone")),
        joins=frozenset(listed("joins")),
        vague={word: (low, high) for word, (low, high) in vague.items()},
        token=re.compile(
            rf"(?<![\w.,])(?P<digits>{with_decimals}|{_DIGITS})(?![\w])(?!-[^\W\d_]{{1,3}}(?!\w))"
            rf"|(?P<word>(?<!\w){_any(several)}|\w+)|(?P<sign>[^\s\w])"
        ),
        vague_word=re.compile(rf"(?<!\w){_any(vague)}"),
        bound=re.compile(
            rf"(?<!\w)(?:(?P<at_most>{_any(listed('at_most'))})|(?P<at_least>{_any(listed('at_least'))}))"
        ),
        unit=re.compile(rf"\s*(?:[^\W\d_]+\s+)?{_any(listed('units'))}"),
    )


def _any(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; "battalion-" is how a word begins."""
    longest = sorted(words, key=len, reverse=True)
    parts = [re.escape(word[:-1]) if word.endswith("-") else re.escape(word) + r"(?!\w)" for word in longest]
    return f"(?:{'|'.join(parts)})"


def size(text: str) -> Size:
    """The bounds that the words allow: "about 200" is 200 to 200, "dozens" 24 to 99, "more than 50" 50 to unknown.

    Numbers are read in the languages of numbers.toml. Ordinals ("32nd Brigade") and numbers of units ("two
    battalions") are no numbers of people; of several numbers the least and the greatest are the bounds.
    """
    if len(text) > LONGEST_PHRASE:
        return Size(text=text)
    plain, known = _plain(text), _words()
    vague = list(known.vague_word.finditer(plain))
    read = [
        each
        for each in _numbers(plain)
        if not known.unit.match(plain, each.end)
        and not any(found.start() <= each.start and each.end <= found.end() for found in vague)
    ]
    numbers = _together(read, plain)
    if not numbers:
        vague = [found for found in vague if not known.unit.match(plain, found.end())]
        if not vague:
            return Size(text=text)
        low, high = known.vague[max((found.group() for found in vague), key=len)]
        return Size(text=text, min=low, max=high)
    values = [int(each.value) for each in numbers]
    if max(values) > MOST_PEOPLE:
        return Size(text=text)
    bounds = list(known.bound.finditer(plain))
    if all(numbers[0].end <= each.start() < numbers[-1].start for each in bounds):  # "from 20 up to 30"
        bounds = []
    kinds = {each.lastgroup for each in bounds}
    return Size(
        text=text,
        min=None if kinds == {"at_most"} else min(values),
        max=None if kinds == {"at_least"} else max(values),
    )


def is_number(word: str) -> bool:
    """Whether an English word in small letters is a number or part of one: "five", "twenty-one", "20-30", "dozens"."""
    english = _languages()["en"]
    if word in english["vague"] or word in english["scales"]:
        return True
    return all(part in english["numbers"] or re.fullmatch(_DIGITS, part) for part in word.split("-"))


def _plain(text: str) -> str:
    """The text in small letters, digits as in ASCII, each sign of a script without blanks apart, one blank for many."""
    changed = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else _WRITTEN.get(char, char)
        for char in visible(text).lower()
    )
    return " ".join(_APART.sub(" ", _SIGN.sub(r" \g<0> ", changed)).split())


def _numbers(plain: str) -> Iterator[_Number]:
    """The numbers of a plain text, in digits and in words: "three thousand five hundred" is one, "20-30" are two."""
    known, now = _words(), _Reading()
    for found in known.token.finditer(plain):
        word = found.group()
        joined = f"{word[0]}-" in known.joins and word[1:] in known.numbers
        if found.lastgroup == "digits":
            yield from now.ended()
            now.digits(word, found)
        elif joined and now.begun:
            now.joined = True
            now.add(known.numbers[word[1:]], found)
        elif word in known.numbers or (word in known.one and now.joined):
            value = known.numbers.get(word, 1)
            if not now.takes(value):
                yield from now.ended()
            now.add(value, found)
        elif word in known.scales and (now.begun or word in known.alone):
            now.multiply(known.scales[word], found)
        elif word in known.joins and now.begun:
            now.joined = True
        elif word != "-" or not now.begun or now.in_digits:
            yield from now.ended()
            if word in known.one:
                now.add(1, found, counted=False)
    yield from now.ended()


class _Reading:
    """A number that is being read."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._done = self._current = 0.0
        self._scale = 1
        self._start = self._end = 0
        self.in_digits = self._counted = self.joined = False

    @property
    def begun(self) -> bool:
        return self._end > 0

    def digits(self, word: str, found: re.Match[str]) -> None:
        plain = re.sub(r"\D", "", word) if _GROUPED.fullmatch(word) else word.replace(",", ".")
        self.add(float(plain), found)
        self.in_digits = True

    def takes(self, value: float) -> bool:
        """Whether a word goes on with the number: "forty" with "two", but not "two" with "three"."""
        if self.in_digits or not self.begun or not self._counted:
            return not self.in_digits
        last = self._current % 100
        tens = 20 <= last <= 90 and last % 10 == 0 and value < (20 if last == 60 else 10)
        return last == 0 or tens or (self.joined and last < 10 <= value < 100)

    def add(self, value: float, found: re.Match[str], *, counted: bool = True) -> None:
        if not self.begun:
            self._start = found.start()
        if counted and not self._counted and not self.joined:
            self._current = 0.0
        self._current += value
        self._scale = 1
        self._counted |= counted
        self._end, self.joined = found.end(), False

    def multiply(self, scale: int, found: re.Match[str]) -> None:
        if not self.begun:
            self._start = found.start()
        self._scale *= scale
        if self.in_digits:
            self._current *= scale
        elif scale < 1000:
            last = self._current % scale if scale in (10, 100) and self._current > scale else self._current
            self._current += max(last, 1) * scale - last
        elif self._done < scale:
            self._done, self._current = max(self._done + self._current, 1) * scale, 0.0
        else:
            self._done, self._current = self._done + max(self._current, 1) * scale, 0.0
        self._counted, self.joined, self._end = True, False, found.end()

    def ended(self) -> Iterator[_Number]:
        if self._counted:
            yield _Number(self._done + self._current, self._scale, self._start, self._end)
        self._clear()


def _together(numbers: Sequence[_Number], plain: str) -> list[_Number]:
    """The numbers, with the scale of the second for the first of a range: "2-3 thousand"."""
    made = list(numbers)
    for at in range(len(made) - 2, -1, -1):
        one, two = made[at], made[at + 1]
        if one.value * two.scale < two.value and _RANGE.fullmatch(plain, one.end, two.start):
            made[at] = _Number(one.value * two.scale, two.scale, one.start, one.end)
    return made
