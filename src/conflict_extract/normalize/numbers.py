"""How many people a phrase means."""

from __future__ import annotations

import re

from conflict_extract.schema.records import Size

_WORDS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
}
_VAGUE = {"dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2000, 9999)}
_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")


def size(text: str) -> Size:
    """The bounds that the words allow: "about 200" is 200 to 200, "dozens" 24 to 99, "more than 50" 50 to unknown."""
    lower = text.lower()
    numbers = [int(re.sub(r"\D", "", found)) for found in _NUMBER.findall(lower)]
    if not numbers:
        words = re.findall(r"[a-z]+", lower)
        vague = next((_VAGUE[word] for word in words if word in _VAGUE), None)
        if vague:
            return Size(text=text, min=vague[0], max=vague[1])
        total = 0
        for word in words:
            value = _WORDS.get(word, 0)
            total = max(total, 1) * value if value >= 100 else total + (value if word != "a" or total else 0)
        numbers = [total] if total else ([12] if "dozen" in words else [])
    if not numbers:
        return Size(text=text)
    low, high = min(numbers), max(numbers)
    if re.search(r"more than|at least|over|no fewer", lower):
        return Size(text=text, min=low, max=None)
    if re.search(r"up to|at most|fewer than|less than|under", lower):
        return Size(text=text, min=None, max=high)
    return Size(text=text, min=low, max=high)
