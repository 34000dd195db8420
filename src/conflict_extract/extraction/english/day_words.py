"""The expressions in a sentence that tell days, as its text has them and as its tree does."""

from __future__ import annotations

from typing import NamedTuple

from conflict_extract.extraction.english.frames import kind_of
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.nouns import is_named
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.phrases import is_time
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import find_dates

_JOINING = frozenset(["and", "to", "until", "through", "-", "–"])


class Expression(NamedTuple):
    """Where words stand that tell a day, and the one of them that hangs on others."""

    at: Offsets
    head: Token


def expressions_of(parse: Parse) -> list[Expression]:
    """The expressions of days in a sentence, each with the word of it that hangs on others; joined ones as one."""
    found: list[Expression] = []
    last = -1
    for start, end in find_dates(parse.doc.text):
        words = _of_month(parse, [each for each in parse.doc if start <= each.idx < end])
        head = next((each for each in words if each.head not in words), None)
        if head is None or _is_duration(words) or _is_nowadays(head):
            continue
        joined = found and words[0].i - last == 2 and words[0].nbor(-1).lower_ in _JOINING
        if found and head.dep_ == "appos" and head.head == found[-1].head:
            found[-1] = Expression(parse.offsets(words[0], words[-1]), found[-1].head)  # "the same day, August 22"
        elif joined:
            found[-1] = Expression((found[-1].at[0], parse.offsets(words[0], words[-1])[1]), found[-1].head)
        else:
            found.append(Expression(parse.offsets(words[0], words[-1]), head))
        last = words[-1].i
    return found


def _of_month(parse: Parse, words: list[Token]) -> list[Token]:
    """The words of the month or year of which others only tell days or weeks: "in the last days of June"."""
    if not words or words[-1].lemma_ not in ("day", "week"):
        return words
    behind = parse.doc[words[-1].i + 1 :]
    if len(behind) < 2 or behind[0].lower_ != "of":
        return words
    start, end = next(iter(find_dates(parse.doc.text_of(behind[1].i))), (-1, 0))
    if start == 0:
        return [each for each in behind[1:] if each.idx < behind[1].idx + end]
    return [behind[1]] if is_named(behind[1]) and is_time(behind[1]) else words


def _is_duration(words: list[Token]) -> bool:
    """Whether words tell how long something was, not when: "for a day before they left", "most of a day before"."""
    first, last = words[0], words[-1]
    return last.lower_ in ("before", "after") and first.i > 0 and first.nbor(-1).lower_ in ("of", "for", "than")


def _is_nowadays(head: Token) -> bool:
    """Whether "today" only tells what somebody is now: "Orlo, a general today, deserted"."""
    said_of = head.head
    return head.lower_ in ("today", "now") and said_of.pos_ in ("NOUN", "PROPN") and kind_of(said_of) is None
