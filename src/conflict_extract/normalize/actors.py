"""Who an actor is: identity and side, from a table and from the words of the name itself."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import NamedTuple

from conflict_extract._files import packaged
from conflict_extract.normalize.names import fold
from conflict_extract.schema.records import Actor, Side

_PRONOUNS = frozenset(
    ["they", "them", "their", "its", "it", "he", "we", "our", "his", "she", "their forces", "its men"]
)
# "Turkish-backed rebels" are rebels; a government's own helpers are on its side.
_BACKED = re.compile(r"\b(?!government|regime|army|state)\w+ (?:backed|supported|armed|trained)\b(?=.)")


class _Named(NamedTuple):
    id: str
    side: Side
    names: re.Pattern[str]
    acronyms: re.Pattern[str] | None


@cache
def _table() -> tuple[list[tuple[Side, re.Pattern[str]]], list[_Named]]:
    with packaged("normalize", "actors.toml").open("rb") as stream:
        table = tomllib.load(stream)
    sides: list[tuple[Side, re.Pattern[str]]] = [
        (side, _any_of([fold(word) for word in words])) for side, words in table["sides"].items()
    ]
    return sides, [_named(entry["id"], entry["side"], entry["aliases"]) for entry in table["actors"]]


def _named(identity: str, side: Side, aliases: list[str]) -> _Named:
    acronyms = [alias for alias in aliases if alias.isalpha() and alias.isupper()]
    names = [fold(alias) for alias in aliases if alias not in acronyms]
    return _Named(identity, side, _any_of(names), _any_of(acronyms) if acronyms else None)


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


@cache
def actor(text: str, name: str | None = None) -> Actor:
    """The actor that a text names: id if the table knows it, and the side that its name or words tell.

    Args:
        text: as the article writes it.
        name: what a pronoun or short form stands for; the text itself if None.
    """
    shown = name or text
    folded = fold(shown)
    sides, table = _table()
    for named in table:
        if named.names.search(folded) or (named.acronyms and named.acronyms.search(shown)):
            return Actor(text=text, name=shown, id=named.id, side=named.side)
    told = _BACKED.sub("", folded)
    for side, pattern in sides:
        if pattern.search(told):
            return Actor(text=text, name=shown, side=side)
    return Actor(text=text, name=shown)


def is_pronoun(text: str) -> bool:
    """Whether an actor is named by a pronoun only."""
    return fold(text) in _PRONOUNS or text.lower() in _PRONOUNS
