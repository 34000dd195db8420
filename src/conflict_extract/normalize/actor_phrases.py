"""The words of a phrase that names an actor, and the names that stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Generic, NamedTuple, TypeVar

from anyascii import anyascii

from conflict_extract._characters import LONGEST_PHRASE
from conflict_extract._files import packaged_table
from conflict_extract.schema.records import Side

Meaning = TypeVar("Meaning")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
_POSSESSIVE = re.compile(r"['’]s\b|['’](?=\s|$)")
_INNER = re.compile(r"['’‘`ʿʾʼ´.]")
_WORDS = re.compile(r"[^\W_]+|[,;:&/()]")
_ARTICLES = frozenset(["al", "el", "ar", "as", "ash", "ad", "an", "the", "a", "le", "la", "les"])
_PAUSES = frozenset([",", ";", ":", "(", ")"])
_JOINS = frozenset(["and", "or", "&", "/", "plus"])
FEWEST_FOR_PLURAL = 4


class Word(NamedTuple):
    """A word in ASCII lower case, and as written."""

    lower: str
    written: str


class Found(NamedTuple, Generic[Meaning]):
    """A name in a run of words: from the word `start` up to `end`, and what it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


class Vocabulary(NamedTuple):
    """The packaged words that are no names of actors; see actors.toml."""

    sides: dict[Side, tuple[str, ...]]
    civilian: frozenset[str]
    forces: frozenset[str]
    fillers: frozenset[str]
    branches: frozenset[str]
    peoples: frozenset[str]
    against: frozenset[str]
    helped: frozenset[str]
    held: frozenset[str]
    helping_governments: frozenset[str]
    cuts: tuple[tuple[str, ...], ...]
    enemies: frozenset[str]
    generic: frozenset[str]
    anybodys: frozenset[str]
    possessives: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The words of actors.toml."""
    table = packaged_table("normalize", "actors.toml")
    sides = {side: tuple(words) for side, words in table["sides"].items()}
    cuts = tuple(tuple(each.split()) for each in table["words"].pop("cuts"))
    given = {name: frozenset(words) for name, words in table["words"].items()}
    civilian = frozenset(sides.pop("civilian"))
    of_sides = {part for words in sides.values() for word in words for part in word.replace("-", " ").split()}
    generic = (of_sides | given["fillers"] | given["forces"]) - given["branches"]
    return Vocabulary(sides=sides, civilian=civilian, cuts=cuts, generic=frozenset(generic), **given)


@cache
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a name or phrase, without articles and possessives; "U.S." is one word, and so is each pause.

    No name is longer than `LONGEST_PHRASE` characters: what lies behind them is not read.
    """
    text = text[:LONGEST_PHRASE]
    plain = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    plain = _INNER.sub("", _POSSESSIVE.sub("", plain))
    words = [Word(anyascii(each).lower(), each) for each in _WORDS.findall(plain)]
    kept = tuple(
        word for word in words if word.lower not in _ARTICLES or (len(word.written) > 1 and word.written.isupper())
    )
    return kept or tuple(words)


class Names(Generic[Meaning]):
    """Names and what they mean, found in phrases as the longest that begins at each word.

    A word of a name that is all capitals counts in capitals only.
    """

    def __init__(self) -> None:
        self._by_first: dict[str, dict[tuple[Word, ...], tuple[Meaning, ...]]] = defaultdict(dict)

    def add(self, name: str, meaning: Meaning, *, plural: bool = False) -> None:
        """Takes a name in; a second meaning of one name joins the first.

        Args:
            name: as it is written.
            meaning: what it means.
            plural: whether its plural means the same.
        """
        words = words_of(name)
        if not words:
            return
        spellings = [words]
        last = words[-1]
        if plural and len(last.lower) >= FEWEST_FOR_PLURAL and not _is_acronym(last) and last.lower[-1] != "s":
            spellings.append((*words[:-1], Word(last.lower + "s", last.written + "s")))
        for each in spellings:
            known = self._by_first[each[0].lower]
            known[each] = tuple(dict.fromkeys([*known.get(each, ()), meaning]))

    def __contains__(self, name: str) -> bool:
        words = words_of(name)
        return bool(words) and words in self._by_first.get(words[0].lower, {})

    def find(self, words: Sequence[Word]) -> list[Found[Meaning]]:
        """All names in a run of words; none overlaps another."""
        found = []
        start = 0
        while start < len(words):
            match = self._at(words, start)
            if match is None:
                start += 1
            else:
                found.append(match)
                start = match.end
        return found

    def _at(self, words: Sequence[Word], start: int) -> Found[Meaning] | None:
        fitting = [
            Found(start, start + len(name), meanings)
            for name, meanings in self._by_first.get(words[start].lower, {}).items()
            if _fits(name, words[start : start + len(name)])
        ]
        return max(fitting, key=lambda found: found.end, default=None)


def _fits(name: Sequence[Word], given: Sequence[Word]) -> bool:
    return len(name) == len(given) and all(
        one.written == other.written if _is_acronym(one) else one.lower == other.lower
        for one, other in zip(name, given, strict=True)
    )


def _is_acronym(word: Word) -> bool:
    return word.written.isalpha() and word.written.isupper()


def is_pause(word: Word) -> bool:
    """Whether it is a comma or the like, behind which another phrase begins."""
    return word.lower in _PAUSES


def is_join(word: Word) -> bool:
    """Whether it joins two actors: "and"."""
    return word.lower in _JOINS
