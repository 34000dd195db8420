"""Places that are part of another, or stand in one: "the eastern districts of Borsk" are not Borsk."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

from conflict_extract.normalize.names import (
    DIRECTIONS,
    KINDS_OF_NAMES,
    PART_WORDS,
    QUARTERS,
    PlaceName,
    named_by_kind,
    named_elsewhere,
    place_name,
    place_type,
)
from conflict_extract.normalize.numbers import is_number
from conflict_extract.schema.records import PlaceType

_PREPOSITIONS = frozenset(
    ["of", "in", "at", "on", "near", "around", "outside", "along", "between", "from", "to", "with"]
)
# behind a name these only locate it
_LOCATING = frozenset(["in", "on", "near", "outside", "with"])
_JOINS = frozenset(["and", "or", "&"])


@lru_cache(maxsize=1 << 14)
def whole_place_name(text: str) -> PlaceName:
    """A place as named in English, with its type; a part of a place, a site in it, or a list stays what it is.

    "the northern city of Borsk" gives ("Borsk", city), "the eastern districts of Borsk" ("eastern districts of Borsk",
    area), "airports in the cities of Aden and Borsk" its own words and facility. A name without such a head is read as
    `place_name` reads it.
    """
    if (elsewhere := named_elsewhere(text)) is not None:
        return elsewhere
    text = text.strip(' ,.;:"“”').split(", the ")[0]  # "Borsk, the capital of Harn"
    tokens = _small_start(text.split())
    name = " ".join(tokens)
    at = next((number for number, token in enumerate(tokens) if number and token in _PREPOSITIONS), None)
    if at is None:
        return _without_preposition(tokens, text)
    head, rest = tokens[:at], tokens[at + 1 :]
    if tokens[at] == "of" and head[-1] in KINDS_OF_NAMES and _is_whole(head, rest):
        return _named_of(head[-1], rest)
    if not any(map(_is_proper, head)):
        return PlaceName(name, _type_of(head, "area"))
    site = head[-1].islower() and place_type(head[-1]) is not None
    if site and (tokens[at] not in _LOCATING or any(word.isupper() for word in head)):  # "the UN camp at Borsk"
        return PlaceName(name, _type_of(head, "area"))
    return whole_place_name(" ".join(head)) if tokens[at] in _LOCATING else place_name(text)


def _small_start(tokens: list[str]) -> list[str]:
    """The words without "the", the first of them small where it only begins a sentence."""
    if len(tokens) > 1 and tokens[0].lower() == "the":
        tokens = tokens[1:]
    if len(tokens) > 1:
        first = tokens[0].lower()
        begins = first in PART_WORDS and tokens[1] == "of"
        begins = begins or first in ("a", "an") or is_number(first)
        if begins or (tokens[1] in _PREPOSITIONS and place_type(first) is not None):
            return [first, *tokens[1:]]
    return tokens


def _is_whole(head: list[str], rest: list[str]) -> bool:
    """Whether "the … city of X" is X, and neither a part of it, nor several, nor something in it."""
    named = _up_to_where(rest)
    parted = PART_WORDS & set(head) or (head[-1] in QUARTERS and DIRECTIONS & set(head))
    return not parted and "of" not in rest and not _JOINS & set(named) and any(map(_is_proper, named))


def _named_of(kind: str, rest: list[str]) -> PlaceName:
    named = " ".join(_up_to_where(rest))
    if named.split()[-1].islower():  # "the city of X's airport"
        return whole_place_name(named)
    return place_name(f"the {kind} of {named}")


def _up_to_where(rest: list[str]) -> list[str]:
    return list(takewhile(lambda word: word not in _LOCATING, rest))


def _without_preposition(tokens: list[str], text: str) -> PlaceName:
    if _JOINS & set(tokens) or not any(map(_is_proper, tokens)):
        return PlaceName(" ".join(tokens), _type_of(tokens, "other"))
    if (named := named_by_kind(" ".join(tokens))) is not None:
        return named
    if tokens[0] in DIRECTIONS | PART_WORDS:
        return PlaceName(" ".join(tokens), "area")
    if tokens[0] in ("a", "an") or is_number(tokens[0]):
        return PlaceName(" ".join(tokens), _type_of(tokens, "other"))
    return place_name(text)


def _is_proper(word: str) -> bool:
    return any(map(str.isupper, word))


def _type_of(words: list[str], otherwise: PlaceType) -> PlaceType:
    """The type that the last telling word of a phrase gives it."""
    for word in reversed(words):
        if word in QUARTERS:
            return "area"
        if found := place_type(word.strip(",.")):
            return found
    return otherwise
