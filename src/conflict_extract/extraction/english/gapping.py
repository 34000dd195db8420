"""Places that an enumeration names without repeating its verb: "took Besk on Friday and Harn on Saturday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from conflict_extract.extraction.english.clauses import is_verb
from conflict_extract.extraction.english.nouns import is_named, noun_class
from conflict_extract.extraction.english.tree import Token, Tree
from conflict_extract.normalize import ActorTable, find_dates

_SEPARATORS = frozenset([",", "and", "then", ";", "but"])
_BEFORE_DATES = frozenset(["on", "in", "by", "at", "since", "late", "early", "only"])
_OF_NAMES = frozenset(["DET", "PROPN", "NOUN", "ADJ", "PART", "X"])
_CLOSING = frozenset([",", ";", ".", "together", "along", "while"])
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+|several|some|a few)"
_UNIT = r"(?:hour|day|night|week|fortnight|month|year)"
# days told by others: "two days later", "the next day"
_APART = re.compile(
    rf"{_NUMBER} {_UNIT}s? (?:later|after(?:wards)?|earlier|before(?:hand)?)\b|the (?:next|following|same) {_UNIT}\b",
    re.IGNORECASE,
)
_LONGEST = 6


def gapped(verb: Token, actors: ActorTable) -> Iterator[tuple[Token, Token]]:
    """The heads of places behind a verb's first date, each with a word of its own date.

    Args:
        verb: that states what happened to the places.
        actors: the table of actors.
    """
    dates = [each for each in _dates(verb.doc) if each[0] > verb.i]
    if not dates or any(is_verb(each) for each in verb.doc[verb.i + 1 : dates[0][0]]):
        return
    for (_, end), (start, _) in pairwise(dates):
        first, last = end, start
        while first < last and verb.doc[first].lower_ in _SEPARATORS:
            first += 1
        while last > first and verb.doc[last - 1].lower_ in _BEFORE_DATES | {"itself"}:
            last -= 1
        head = _head(verb.doc, first, last, actors) if first > end else None
        if head is None:
            break
        yield head, verb.doc[start]
    if len(dates) > 1 and not any(map(is_verb, verb.doc[verb.i + 1 : dates[-1][0]])):
        yield from _behind_day(dates[-1], verb.doc, actors)


def _behind_day(day: tuple[int, int], doc: Tree, actors: ActorTable) -> Iterator[tuple[Token, Token]]:
    """The place behind a day that is joined to one before: "took Besk on Friday and, two days later, Harn"."""
    first, end = day
    while doc[first - 1].lower_ in _BEFORE_DATES | {","}:
        first -= 1
    end += doc.text_of(end, end + 1) == ","
    last = next((each.i for each in doc[end:] if each.text in _CLOSING), len(doc))
    if doc[first - 1].lower_ in ("and", "then") and not any(map(is_verb, doc[end:last])):
        head = _head(doc, end, last, actors)
        yield from () if head is None else [(head, doc[day[0]])]


def _dates(doc: Tree) -> list[tuple[int, int]]:
    """Where the dates of a sentence begin and end, in words."""
    spans = [*find_dates(doc.text), *(match.span() for match in _APART.finditer(doc.text))]
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        words = [each.i for each in doc if start <= each.idx < end]
        if words and not (found and words[0] < found[-1][1]):
            found.append((words[0], words[-1] + 1))
    return found


def _head(doc: Tree, first: int, last: int, actors: ActorTable) -> Token | None:
    """The head of a phrase that is nothing but the name of a place, or a word for one with its article."""
    words = doc[first:last]
    if not 0 < len(words) <= _LONGEST:
        return None
    of = next((each.i for each in words if each.lower_ == "of"), last)
    if of < last and not all(map(is_named, doc[of + 1 : last])):
        return None
    head = doc[of - 1] if of > first else words[0]
    if any(each.pos_ not in _OF_NAMES for each in doc[first:of]) or head.dep_ in ("nsubj", "nsubjpass"):
        return None
    told = is_named(head) or doc[first].lower_ == "the"
    return head if told and noun_class(head, actors) in ("place", "name") else None
