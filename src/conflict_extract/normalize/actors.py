"""Who an actor is: identity and side, from a table and from the words of the name itself."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from conflict_extract._files import packaged
from conflict_extract.normalize.names import fold
from conflict_extract.schema.records import Actor, Side

_PRONOUNS = frozenset(
    ["they", "them", "their", "its", "it", "he", "we", "our", "his", "she", "their forces", "its men"]
)


@cache
def _table() -> tuple[list[tuple[Side, re.Pattern[str]]], list[tuple[re.Pattern[str], str, Side]]]:
    with packaged("normalize", "actors.toml").open("rb") as stream:
        table = tomllib.load(stream)
    sides: list[tuple[Side, re.Pattern[str]]] = [(side, _any_of(words)) for side, words in table["sides"].items()]
    named = [(_any_of(entry["aliases"]), entry["id"], entry["side"]) for entry in table["actors"]]
    return sides, named


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(fold(word)) for word in words) + r")\b")


@cache
def actor(text: str, name: str | None = None) -> Actor:
    """The actor that a text names: id if the table knows it, and the side that its name or words tell.

    Args:
        text: as the article writes it.
        name: what a pronoun or short form stands for; the text itself if None.
    """
    shown = name or text
    folded = fold(shown)
    sides, named = _table()
    for pattern, identity, side in named:
        if pattern.search(folded):
            return Actor(text=text, name=shown, id=identity, side=side)
    for side, pattern in sides:
        if pattern.search(folded):
            return Actor(text=text, name=shown, side=side)
    return Actor(text=text, name=shown)


def is_pronoun(text: str) -> bool:
    """Whether an actor is named by a pronoun only."""
    return fold(text) in _PRONOUNS or text.lower() in _PRONOUNS
