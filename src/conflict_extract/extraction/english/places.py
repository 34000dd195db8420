"""What the sentence around a place name tells about it: its type, and what it lies in."""

from __future__ import annotations

import re

from conflict_extract.extraction.english.names import NAME, Offsets
from conflict_extract.normalize import find_dates, place_type
from conflict_extract.schema.records import PlaceType

_TYPE_BEFORE = re.compile(r"\b([A-Za-z]+)\s+of\s+$")
_TYPE_APPOSED = re.compile(r"\b([A-Za-z]+)\s+$")
_TYPE_AFTER = re.compile(r"^(?:['’]s)?\s+(?:[a-z]+\s+)?([A-Za-z]+)\b")
_WITHIN = re.compile(
    r"^(?:['’]s)?(?:\s+(?:city|town|village|province|governorate|area|district))?,?\s+(?:all\s+|"
    r"both\s+)?in\s+(?:the\s+)?"
    r"(?P<within>(?:(?:(?!and\s+the\b)[\w-]+\s+){0,5}(?:city|town|village|port|stronghold|province|region|district|state|county|governorate)\s+of\s+)?(?:(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central|upper|lower|rural|cent(?:re|er)|heart|middle|part|countryside|"
    r"suburbs|outskirts|of|province|governorate|region|district|the)\s+)*"
    rf"{NAME}(?:['’]s)?(?:\s+(?:province|governorate|countryside|region|district|state|oblast|county|city))?)"
)
_BEHIND_COMMA = re.compile(
    rf"^,\s+(?P<within>(?!and\b|or\b){NAME}\s+(?:[Pp]rovince|[Gg]overnorate|[Dd]istrict|[Rr]egion|[Ss]tate|[Oo]blast|[Cc]ounty))"
    r"(?!\s*(?:,\s*)?and\b)"
)
# "the city of Besk, Harn": without "and", the second is where the first lies
_TYPED_NAME = re.compile(rf"\b(?:city|town|village|hamlet)\s+of\s+{NAME}$")
_REGION_BEHIND = re.compile(
    rf"^,\s+(?P<within>{NAME})(?=\s*[.;]|$|,?\s+(?:from|in|on|after|late|early|as|when|following|by|during|with|to|without)\b)"
)
_NO_REGION = re.compile(r"(?:the\s+)?(?:Operation|Battle|War|Offensive|Ramadan|Spring|Summer|Autumn|Winter)\b")


def type_of(sentence: str, start: int, end: int, first_of_list: int | None = None) -> PlaceType | None:
    """The type that the words next to the name tell: "the villages of A, B and C", "Al-Qaryatayn village".

    Args:
        sentence: the text.
        start, end: span of the name.
        first_of_list: where the list begins that the name stands in.
    """
    after = _TYPE_AFTER.match(sentence[end:])
    if after and after.group(1).islower() and (kind := place_type(after.group(1))):
        return kind
    positions = (start,) if first_of_list is None else (start, first_of_list)
    return next(filter(None, (type_before(sentence, position) for position in positions)), None)


def type_before(sentence: str, start: int) -> PlaceType | None:
    """The type that the words before a name tell: "the villages of A", "the port city A"."""
    before = re.sub(r"\bthe\s+$", "", sentence[:start])
    for pattern in (_TYPE_BEFORE, _TYPE_APPOSED):
        match = pattern.search(before)
        if match and match.group(1).islower() and (kind := place_type(match.group(1))):
            return kind
    return None


def within_of(sentence: str, end: int) -> Offsets | None:
    """The span of what the place lies in, where it follows the name: "in western rural Damascus"."""
    match = _WITHIN.match(sentence[end:]) or _BEHIND_COMMA.match(sentence[end:])
    if match is None and _TYPED_NAME.search(sentence[:end]):
        match = _REGION_BEHIND.match(sentence[end:])
    if match is None or _NO_REGION.match(match.group("within")):
        return None
    first, last = end + match.start("within"), end + match.end("within")
    dates = [(start, stop) for start, stop in find_dates(sentence) if start < last and first < stop]
    if dates and dates[0][0] <= first:  # "in March"
        return None
    kept = sentence[first : dates[0][0] if dates else last].rstrip()
    return first, first + len(kept)
