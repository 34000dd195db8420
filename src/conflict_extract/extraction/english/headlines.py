"""Headlines as running text: without the capital letters of words that are no names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from conflict_extract.extraction.english.tables import table

_WORD = re.compile(r"[^\W\d_]{2,}")
_TABLES = ("frames", "nouns", "factuality", "denials")
# endings of inflected verbs and nouns, and what the lemma has in their place
_ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ies", "y"),
    ("ied", "y"),
)
_SHORT = 3
_FEWEST = 3
_SHARE = 0.8


def running_text(text: str) -> str:
    """A headline with small letters but for its names, of the same length; any other text as it is."""
    words = _WORD.findall(text)
    long = [word for word in words if len(word) > _SHORT]
    capital = [word for word in words if word.isupper()]
    shouted = len(capital) > _SHARE * len(words)
    titled = not text.rstrip().endswith(".") and sum(word[0].isupper() for word in long) > _SHARE * len(long)
    if len(words) < _FEWEST or not (shouted or titled) or not any(_is_common(word) for word in words[1:]):
        return text
    return _WORD.sub(lambda match: _cased(match.group(), first=match.start() == 0), text)


def _cased(word: str, *, first: bool) -> str:
    if _is_common(word) and not first:
        return word.lower()
    return word if not word.isupper() or len(word) <= _SHORT else word.capitalize()


def _is_common(word: str) -> bool:
    """Whether a word is in the tables of verbs and nouns, in any form, or a function word."""
    lower = word.lower()
    return any(
        lower.endswith(ending) and lower[: len(lower) - len(ending)] + other in _common() for ending, other in _ENDINGS
    )


@cache
def _common() -> frozenset[str]:
    found = set(table("grammar")["stop_words"].split())
    for name in _TABLES:
        found |= {word for text in _texts(table(name).values()) for word in text.split() if word.islower()}
    return frozenset(found)


def _texts(values: Iterable[object]) -> Iterator[str]:
    """The strings in a table, however deep."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts([*value, *value.values()])
        elif isinstance(value, list):
            yield from _texts(value)
