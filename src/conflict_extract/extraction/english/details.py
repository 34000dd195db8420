"""Details that words tell by themselves: units, numbers of people, by which means."""

from __future__ import annotations

import re
from functools import cache

from conflict_extract._characters import lowered
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.tables import table
from conflict_extract.schema.records import Means

_UNIT = re.compile(
    r"(?:(?!(?:The|An?)\b)(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]*)\s+){1,5}"
    r"(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment|[Cc]orps|[Gg]uard|[Cc]ompany)s?"
    r"|(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment)\s+\d+"
)
_NUMBER = re.compile(
    r"\b(?:(?:[Aa]bout|[Ss]ome|[Mm]ore than|[Aa]t least|[Uu]p to|[Oo]ver|[Nn]early|[Aa]lmost)\s+)?"
    r"(?:\d[\d,.]*|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|"
    r"(?:[Tt]hir|[Ff]our|[Ff]if|[Ss]ix|[Ss]even|[Ee]igh|[Nn]ine)teen|"
    r"(?:[Tt]wen|[Tt]hir|[Ff]or|[Ff]if|[Ss]ix|[Ss]even|[Ee]igh|[Nn]ine)ty|[Dd]ozens|[Ss]cores|\w*[Hh]undreds?|\w*[Tt]housands?)(?:-\w+|\s+(?:hundred|thousand|dozen))*\b"
)


def unit_in(name: str) -> Offsets | None:
    """The unit that an actor's name holds: "the 4th Mountain Brigade of the army"."""
    match = _UNIT.search(name)
    return match.span() if match else None


def number_in(name: str) -> Offsets | None:
    """The number of people that an actor's name holds: "about 200 militiamen"."""
    match = _NUMBER.search(name)
    return match.span() if match else None


def means_of(sentence: str) -> Means:
    """How control changed, told by words of the sentence."""
    small = lowered(sentence)
    told: tuple[Means, ...] = ("unopposed", "negotiated", "fighting")
    return next((means for means in told if _means()[means].search(small)), "unknown")


@cache
def _means() -> dict[str, re.Pattern[str]]:
    return {
        means: re.compile(rf"\b(?:{'|'.join(map(_pattern, phrases))})\b") for means, phrases in table("means").items()
    }


def _pattern(phrase: str) -> str:
    """A phrase of the table as a regular expression."""
    words = (f"(?:{word})" for word in phrase.replace("*", r"\w*").replace("/", "|").split())
    return " ".join(words).replace("(?:~) ", r"(?:\w+ ){0,4}")
