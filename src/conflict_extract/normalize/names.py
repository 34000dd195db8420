"""Folding of names: what two spellings of one name have in common."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from conflict_extract._files import packaged
from conflict_extract.schema.records import PlaceType

_APOSTROPHES = re.compile(r"['’‘`ʿʾʼ´]")
_TOKENS = re.compile(r"[^\W_]+")


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
    """The name in lower-case ASCII words without apostrophes and articles ("Az-Zawiyah" and "Zawiyah" are one)."""
    articles, _, light = _words()
    tokens = _TOKENS.findall(anyascii(_APOSTROPHES.sub("", text)).lower())
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
_THE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


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
    if last and kind == "other":
        kind = last
    if last in ("city", "town", "village", "governorate") and len(words) > 1:
        name = " ".join(words[:-1])
    return PlaceName(name, kind)


def is_generic(text: str) -> bool:
    """Whether the words name no place of their own: "the city", "their positions", "the town centre"."""
    _, types, light = _words()
    tokens = [token.lower() for token in _TOKENS.findall(_APOSTROPHES.sub("", anyascii(text)))]
    return (
        bool(tokens)
        and not any(word[:1].isupper() or word[:1].isdigit() for word in text.split())
        and any(token in types for token in tokens)
        and all(token in types or token in light for token in tokens)
    )
