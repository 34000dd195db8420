"""Places that are part of another, or stand in one: "the eastern districts of Borsk" are not Borsk."""

from __future__ import annotations

from functools import lru_cache

from conflict_extract.normalize.names import PlaceName, place_name, place_type
from conflict_extract.schema.records import PlaceType

# "the port of X" is X's port, "the city of X" is X
_ITSELF = frozenset(
    ["city", "town", "village", "hamlet", "settlement", "township", "province", "governorate", "region", "state",
     "oblast", "district", "county", "department", "commune", "municipality"]
)  # fmt: skip
_PREPOSITIONS = frozenset(
    ["of", "in", "at", "on", "near", "around", "outside", "along", "between", "from", "to", "with"]
)
_ARTICLES = frozenset(["the", "a", "an"])
_JOINS = frozenset(["and", "or", "&"])
_PARTS = frozenset(
    ["capital", "northern", "southern", "eastern", "western", "north", "south", "east", "west", "central", "downtown",
     "inner", "outer", "old", "upper", "lower", "rural", "most", "half", "much", "parts", "part"]
)  # fmt: skip
_QUARTERS = frozenset(["district", "districts", "quarter", "quarters", "zone", "zones"])


@lru_cache(maxsize=1 << 14)
def whole_place_name(text: str) -> PlaceName:
    """A place as named in English, with its type; a part of a place, a site in it, or a list stays what it is.

    "the city of Borsk" gives ("Borsk", city), "the eastern districts of Borsk" ("eastern districts of Borsk", area),
    "airports in the cities of Aden and Borsk" its own words and facility. A name without such a head is read as
    `place_name` reads it.
    """
    tokens = text.strip(' ,.;:"“”').split()
    if tokens and tokens[0].lower() in _ARTICLES:
        del tokens[0]
    name = " ".join(tokens)
    at = next((number for number, token in enumerate(tokens) if number and token in _PREPOSITIONS), None)
    head, rest = (tokens[:at], tokens[at + 1 :]) if at else ([], [])
    if at and not any(map(_is_proper, head)):
        parted = set(tokens) & (_JOINS | _PREPOSITIONS - {"of"}) or "of" in rest or _PARTS & set(head)
        if tokens[at] == "of" and head[-1] in _ITSELF and not parted:
            return place_name(text)
        return PlaceName(name, _type_of(head, "area"))
    if at and tokens[at] in ("in", "with"):  # "Borsk in North Harn", "the Tarn crossing with Harn"
        return whole_place_name(" ".join(head))
    if at and head[-1].islower() and place_type(head[-1]):  # "the former UN camp at Borsk"
        return PlaceName(name, _type_of(head, "area"))
    if _JOINS & set(tokens) or not any(map(_is_proper, tokens)):
        return PlaceName(name, _type_of(tokens, "other"))
    if tokens[0] in _PARTS:
        return PlaceName(name, "area")
    return place_name(text)


def _is_proper(word: str) -> bool:
    return any(map(str.isupper, word))


def _type_of(words: list[str], otherwise: PlaceType) -> PlaceType:
    """The type that the last telling word of a phrase gives it."""
    for word in reversed(words):
        if word in _QUARTERS:
            return "area"
        if found := place_type(word.strip(",.")):
            return found
    return otherwise
