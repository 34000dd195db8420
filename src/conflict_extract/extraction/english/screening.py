"""Whether an English article can state an event, told from its words without a parser: what cannot need not be sent.

It can where a word of the role frames or of denials stands, with those that its frame needs, and a war is told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from conflict_extract.extraction.english.frames import statements_in
from conflict_extract.extraction.english.tables import Words, table, words
from conflict_extract.extraction.english.vocabulary import lemmas, stating
from conflict_extract.normalize import ActorTable

_WORD = re.compile(r"\w+(?:[-’']\w+)*")


class Screen:
    """Tells articles that cannot state an event.

    Args:
        actors: whose names tell of a war.
    """

    def __init__(self, actors: ActorTable) -> None:
        self._names: dict[str, list[str]] = {}
        for name in _names(actors):
            self._names.setdefault(_WORD.search(name)[0], []).append(name)  # type: ignore[index]  # it has a word

    def may_state_event(self, text: str) -> bool:
        """Whether an English text has the words that any event is stated in."""
        lemmas_there = _lemmas(text)
        if not (statements_in(lemmas_there) or lemmas_there & stating("official_denial")):
            return False
        return bool(
            lemmas_there & _of_war()
            or (lemmas_there & words("screening", "sure") and lemmas_there & _armed())
            or _phrases().search(text.lower())
            or self._names_actor(text)
        )

    def _names_actor(self, text: str) -> bool:
        for word in _WORD.finditer(text):
            for name in self._names.get(word[0], ()):
                end = word.start() + len(name)
                if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
                    return True
        return False


def _names(actors: ActorTable) -> Iterator[str]:
    """Aliases of actors, but for those that only name a country or its capital, of which all news tells."""
    for war in actors.wars:
        countries = {name for country in war.countries for name in (*country.words, *country.capitals)}
        for entry in war.actors:
            yield from (alias for alias in entry.aliases if alias not in countries and _WORD.search(alias))


def _lemmas(text: str) -> Words:
    """What the words of a text may be forms of, also without the "re-" before them."""
    return frozenset(_all_lemmas(set(_WORD.findall(text.lower()))))


def _all_lemmas(found: Iterable[str]) -> Iterator[str]:
    forms: dict[str, str] = table("frames")["forms"]
    for word in found:
        yield from lemmas(word)
        if word in forms:
            yield forms[word]
        if word.startswith("re"):
            yield from lemmas(word[2:].lstrip("-"))


@cache
def _armed() -> Words:
    return words("nouns", "armed", "serving", "band")


@cache
def _of_war() -> Words:
    return (_armed() - words("screening", "civil")) | words("screening", "war")


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{each})\b" for each in table("screening")["phrases"]))
