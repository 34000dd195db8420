"""Folding of names: what two spellings of one name have in common."""

from __future__ import annotations

import itertools
import re
import tomllib
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from conflict_extract._files import packaged
from conflict_extract.schema.records import PlaceType

_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s|$))")
_APOSTROPHES = re.compile(r"['’‘`ʿʾʼ´]")
_TOKENS = re.compile(r"[^\W_]+")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")


class PlaceName(NamedTuple):
    """A place name without its generic words, and the type that those words tell."""

    name: str
    type: PlaceType


_SETTLED: frozenset[PlaceType | None] = frozenset({"city", "town", "village", "governorate", "area"})


@cache
def _words() -> tuple[frozenset[str], dict[str, PlaceType], frozenset[str]]:
    with packaged("normalize", "place_words.toml").open("rb") as stream:
        table = tomllib.load(stream)
    types: dict[str, PlaceType] = {word: kind for kind, words in table["types"].items() for word in words}
    return frozenset(table["articles"]), types, frozenset(table["light_words"])


@cache
def fold(text: str) -> str:
    """The name in lower-case ASCII words without possessives, apostrophes and articles ("Az-Zawiyah" is "zawiyah")."""
    articles, _, light = _words()
    tokens = _tokens(_ARABIC_ARTICLE.sub("", text))
    kept = [token for token in tokens if token not in articles and token not in light]
    return " ".join(kept or tokens)


@cache
def fold_place(text: str) -> str:
    """The folded name without the words for settlements and areas: "the city of Ar-Rastan" is "rastan".

    Words that tell facilities, bases, crossings and roads stay, since they tell the place from the town of that
    name. A name that is nothing but generic words ("the city") folds to these words.
    """
    _, types, _ = _words()
    tokens = fold(text).split()
    kept = [token for token in tokens if types.get(token) not in _SETTLED]
    return " ".join(kept or tokens)


def place_type(word: str) -> PlaceType | None:
    """The type that one generic word tells, in singular or plural; None for any other word."""
    _, types, _ = _words()
    return types.get(anyascii(word).lower())


_LEADING = re.compile(r"^(?:(?:the|a|an)\s+)?(?:[a-z-]+\s+){0,3}?([A-Za-z]+)\s+of\s+(?=[^a-z\s])")
_THE = re.compile(r"^(?:[Tt]he|a|an)\s+")
_LINKS = frozenset(["and", "or", "on"])
_AMOUNT = frozenset(
    ["over", "about", "around", "some", "more", "than", "at", "least", "nearly", "almost", "dozens", "many"]
)


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(anyascii(_APOSTROPHES.sub("", _POSSESSIVE.sub("", text))).lower())


@cache
def place_name(text: str) -> PlaceName:
    """Splits generic words off a place as written.

    "the town of Al-Sukhna" gives ("Al-Sukhna", town); "Daraa city's neighborhoods" the same
    and area; "Nasib border crossing" keeps its words, since they are part of the name of a facility.
    """
    if is_generic(text):
        return PlaceName(text, next(filter(None, map(place_type, text.split())), "other"))
    name = text.strip(' ,.;:"“”')
    kind: PlaceType = "other"
    leading = _LEADING.match(name)
    if leading and (found := place_type(leading.group(1))):
        kind, name = found, name[leading.end() :]
    name = _THE.sub("", name)
    words = name.split()
    last = place_type(words[-1]) if words else None
    if kind == "other":
        before = itertools.takewhile(str.islower, words)
        kind = last or next(filter(None, map(place_type, before)), None) or "other"
    if last in ("city", "town", "village", "governorate") and len(words) > 1:
        name = " ".join(words[:-1])
    return PlaceName(name, kind)


def is_generic(text: str) -> bool:
    """Whether the words name no place of their own: "the city", "their positions", "over 50 towns and villages"."""
    articles, types, light = _words()
    if any(word[:1].isupper() for word in _THE.sub("", text.strip()).split()):
        return False
    tokens = list(itertools.dropwhile(lambda token: token.isdigit() or token in _AMOUNT, _tokens(_THE.sub("", text))))
    return any(token in types for token in tokens) and all(
        token in types or token in light or token in articles or token in _LINKS for token in tokens
    )
