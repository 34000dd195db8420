"""What the sentence around a place name tells about it: its type, what it lies in, and its fellows in a list."""

from __future__ import annotations

import re

from conflict_extract.normalize import find_dates, place_type

_TYPE_BEFORE = re.compile(r"\b([A-Za-z]+)\s+of\s+$")
_TYPE_APPOSED = re.compile(r"\b([A-Za-z]+)\s+$")
_TYPE_AFTER = re.compile(r"^(?:['’]s)?\s+(?:[a-z]+\s+)?([A-Za-z]+)\b")
_SEPARATOR = r"(?P<separator>\s*(?:,\s*(?:and|as well as)?|and|as well as|&)\s+)(?:(?:from|in|of|the|at)\s+)*"
_LINK = r"(?:al|el|ad|as|ar|ash|az|bin|de|du|ez)(?![\w])"
_NEXT_NAME = re.compile(rf"{_SEPARATOR}(?P<name>[A-Z][\w'’`-]*(?:[ -](?:[A-Z][\w'’`-]*|{_LINK}))*)")
_WITHIN = re.compile(
    r"^(?:['’]s)?(?:\s+(?:city|town|village|province|governorate|area|district))?,?\s+(?:all\s+|both\s+)?in\s+(?:the\s+)?"
    r"(?P<within>(?:(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|central|upper|lower|rural|countryside|suburbs|outskirts|of|"
    r"province|governorate|region|district|the)\s+)*[A-Z][\w'’`-]*(?:[ -][A-Z][\w'’`-]*)*"
    r"(?:['’]s)?(?:\s+(?:province|governorate|countryside|region|district|state|oblast|county|city))?)"
)
_NO_PLACES = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])


def type_of(sentence: str, start: int, end: int, first_of_list: int | None = None) -> str | None:
    """The type that the words next to the name tell: "the villages of A, B and C", "Al-Qaryatayn village".

    Args:
        sentence: the text.
        start, end: span of the name.
        first_of_list: where the list begins that the name stands in.
    """
    after = _TYPE_AFTER.match(sentence[end:])
    if after and after.group(1).islower() and (kind := place_type(after.group(1))):
        return kind
    for position in (start, first_of_list):
        if position is None:
            continue
        before = re.sub(r"\bthe\s+$", "", sentence[:position])
        for pattern in (_TYPE_BEFORE, _TYPE_APPOSED):
            match = pattern.search(before)
            if match and match.group(1).islower() and (kind := place_type(match.group(1))):
                return kind
    return None


def within_of(sentence: str, end: int) -> tuple[int, int] | None:
    """The span of what the place lies in, where it follows the name: "in western rural Damascus"."""
    match = _WITHIN.match(sentence[end:])
    if match is None:
        return None
    first, last = end + match.start("within"), end + match.end("within")
    dates = [(start, stop) for start, stop in find_dates(sentence) if start < last and first < stop]
    if dates and dates[0][0] <= first:  # "in March"
        return None
    kept = sentence[first : dates[0][0] if dates else last].rstrip()
    return first, first + len(kept)


def fellows(sentence: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names that stand in one enumeration with those found: "A, B, C and D" where only A and D were listed.

    The enumeration begins at the first name found and ends behind its "and"; it counts only if two or more of the
    names found stand in it, so that a name is never added to a place that stands alone.
    """
    if len(spans) < 2:
        return []
    ends = dict(spans)
    start, position = min(spans)
    members = [(start, position)]
    closed = False
    while not closed and (match := _NEXT_NAME.match(sentence, position)) and match.group("name") not in _NO_PLACES:
        start = match.start("name")
        position = ends.get(start, match.end("name"))
        members.append((start, position))
        closed = re.search(r"and|as well as|&", match.group("separator")) is not None
    if not closed or sum(start in ends for start, _ in members) < 2:
        return []
    return [member for member in members if member[0] not in ends]
