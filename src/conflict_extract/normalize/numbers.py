"""How many people a phrase means."""

from __future__ import annotations

import re

from conflict_extract.schema.records import Size

_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17},
    **{"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60},
    **{"seventy": 70, "eighty": 80, "ninety": 90, "a": 1},
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_VAGUE = {
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
    "tens of thousands": (20_000, 99_999),
    "hundreds of thousands": (200_000, 999_999),
}
_DIGITS = r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_NUMBER = re.compile(rf"(?<![\w.,])(?P<digits>{_DIGITS})(?!\w)(?: (?P<scale>hundred|thousand|million)\b)?")
_AT_MOST = re.compile(r"\b(?:up to|at most|no more than|not more than|fewer than|less than|under)\b")
_AT_LEAST = re.compile(r"\b(?:more than|at least|over|no fewer than|no less than|upwards of)\b")


def size(text: str) -> Size:
    """The bounds that the words allow: "about 200" is 200 to 200, "dozens" 24 to 99, "more than 50" 50 to unknown.

    Ordinals ("32nd Brigade") are no numbers of people; of several numbers the least and the greatest are the bounds.
    """
    lower = text.lower()
    numbers = [_value(found) for found in _NUMBER.finditer(lower)]
    if not numbers:
        vague = [word for word in _VAGUE if re.search(rf"\b{word}\b", lower)]
        if vague:
            low, high = _VAGUE[max(vague, key=len)]
            return Size(text=text, min=low, max=high)
        numbers = _in_words(lower)
    if not numbers:
        return Size(text=text)
    low, high = min(numbers), max(numbers)
    if _AT_MOST.search(lower):
        return Size(text=text, min=None, max=high)
    if _AT_LEAST.search(lower):
        return Size(text=text, min=low, max=None)
    return Size(text=text, min=low, max=high)


def is_number(word: str) -> bool:
    """Whether a word, in small letters, is a number or part of one: "five", "twenty-one", "20-30", "dozens"."""
    if word in _VAGUE or word in _SCALES:
        return True
    parts = word.split("-")
    return all(part in _WORDS or re.fullmatch(_DIGITS, part) for part in parts) and word != "a"


def _value(found: re.Match[str]) -> int:
    digits = found.group("digits")
    grouped = re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+", digits)
    number = float(re.sub(r"\D", "", digits) if grouped else digits)
    return int(number * _SCALES[found.group("scale")] if found.group("scale") else number)


def _in_words(text: str) -> list[int]:
    """The numbers written in words: "three thousand five hundred" is one, "twenty to thirty" are two."""
    numbers: list[int] = []
    done = current = 0
    for word in [*re.findall(r"[a-z]+", text), "."]:
        if word in _WORDS:
            current += _WORDS[word]
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] >= 1000:
                done, current = done + current, 0
        elif word != "and" or not done + current:
            # "a soldier" tells no number of them
            if done + current > 1 or (current == 1 and "one" in text):
                numbers.append(done + current)
            done = current = 0
    return numbers
