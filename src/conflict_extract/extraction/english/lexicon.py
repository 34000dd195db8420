"""The words that state an event, by kind: which English sentences are worth a call, and whether a trigger fits."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from conflict_extract._characters import lowered
from conflict_extract._files import packaged
from conflict_extract.schema.records import KINDS, Kind

Offsets = tuple[int, int]

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
# capital letters, but for classes of characters ("\\W"), and groups in which the case counts
_CASED = re.compile(r"(?<!\\)[A-Z]|\(\?-i:")
_SPACE = re.compile(r"(?P<class>\[[^\]]*\])| (?![*+?{])")


class Hit(NamedTuple):
    """A word of the lexicon in a text: its kind, its span, and whether it states the kind by itself."""

    kind: Kind
    start: int
    end: int
    strong: bool


class Words:
    """Words as one pattern, found whatever their case.

    A text in small letters is searched several times faster; words whose case counts are looked for in it as it is.

    Args:
        pattern: of `re`; what is found of it may be in small letters.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._cased = _CASED.search(pattern) is not None
        self._compiled = re.compile(pattern, re.IGNORECASE if self._cased else 0)

    def _as_sought(self, text: str) -> str:
        return text if self._cased else lowered(text)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self._compiled.search(self._as_sought(text))

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self._compiled.match(self._as_sought(text))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self._compiled.fullmatch(self._as_sought(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self._compiled.finditer(self._as_sought(text))


@cache
def _lexicon() -> list[tuple[Kind, bool, Words]]:
    with packaged("extraction", "english", "lexicon.toml").open("rb") as stream:
        table = tomllib.load(stream)
    return [
        (kind, strength == "strong", Words(rf"\b(?:{_quotable('|'.join(table[kind][strength]))})(?!\w)"))
        for kind in KINDS
        for strength in table[kind]
    ]


def _quotable(pattern: str) -> str:
    """The pattern with room for quotes between its words: "gained 'full control' of"."""
    return _SPACE.sub(lambda match: match.group("class") or r"[\"'“”‘’]? [\"'“”‘’]?", pattern)


def hits(text: str, *kinds: Kind) -> list[Hit]:
    """Every word of the lexicon in a text, in order.

    Args:
        text: English.
        kinds: whose words are looked for; of all kinds if none is named.
    """
    text = _ADDRESS.sub(lambda match: " " * len(match.group()), text)
    found = [
        Hit(kind, *match.span(), strong)
        for kind, strong, words in _lexicon()
        if not kinds or kind in kinds
        for match in words.finditer(text)
    ]
    return sorted(found, key=lambda hit: (hit.start, hit.end))


@cache
def words_of(field: str) -> re.Pattern[str]:
    """The words without which a sentence cannot fill an optional field."""
    with packaged("extraction", "english", "lexicon.toml").open("rb") as stream:
        words: list[str] = tomllib.load(stream)["fields"][field]
    return re.compile(r"\b(?:" + "|".join(words) + r")(?!\w)")


@cache
def check_words(name: str) -> Words:
    """A list of `checks.toml`, as whole words."""
    with packaged("extraction", "english", "checks.toml").open("rb") as stream:
        words: list[str] = tomllib.load(stream)[name]
    return Words(r"\b(?:" + "|".join(words) + r")\b")
