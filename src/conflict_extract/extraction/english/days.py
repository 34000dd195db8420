"""Which words of a sentence, or of those before it, tell the day of what a word states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from conflict_extract.extraction.english.clauses import child, children, is_verb
from conflict_extract.extraction.english.day_words import Expression, expressions_of
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.phrases import is_time
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import find_dates

_UNITS = frozenset(["day", "week", "month", "year"])
_LONG = frozenset(["week", "month", "year", "minute"])
_PARTS_OF_DAY = frozenset(["day", "morning", "afternoon", "evening"])
_TIMES_OF_DAY = words("grammar", "times_of_day")
_MEANWHILE = frozenset(["while", "as", "when"])
_FINITE = ("VBD", "VBZ", "VBP")
# a "verb" in these roles is a noun: "the cement works"
_NOMINAL = ("oprd", "dobj", "pobj", "nsubj")
# what lasts
_LASTING = frozenset(["be", "have", "hold", "control", "possession", "remain"])
_OTHER_YEAR = re.compile(r"\s+(?:of )?(?:that|the (?:same|previous|preceding|following|next)) year\b")
_ONE_BEFORE = re.compile(r"\b(?:previous|preceding)\s+$")


def is_in_another_year(behind: str) -> bool:
    """Whether what stands behind a day tells that it is of a year told before: "on April 4 that year"."""
    return _OTHER_YEAR.match(behind) is not None


def is_one_before(before: str) -> bool:
    """Whether what stands before a day of the week tells that the one before is meant: "the previous Monday"."""
    return _ONE_BEFORE.search(before) is not None


class Day(NamedTuple):
    """The words that tell a day.

    Attributes:
        at: where the words stand.
        back: how many sentences before.
        since: whether all the days from then on are meant.
        before: where the words stand that tell how long before it: "two days after" of "on Monday, two days after".
        the_day_before: whether the day before one that the article told last is meant.
    """

    at: Offsets
    back: int = 0
    since: bool = False
    before: Offsets | None = None
    the_day_before: bool = False


def day_of(token: Token, parse: Parse, denied: range, before: Sequence[Parse]) -> Day | None:
    """The day that is told of a word: by words that hang on it or on what governs it, or by the sentences before.

    Args:
        token: the word.
        parse: its sentence.
        denied: the positions of the words that a denial denies; they tell no day of it.
        before: the sentences before, the nearest first.
    """
    expressions = [
        each for each in expressions_of(parse) if not (each.head.i in denied and _is_within(each.head, denied))
    ]
    ends = [each for each in token.doc if each.i not in denied and _is_the_day_before(each)]
    own = next((each for each in ends if _verb_of(each) == token), None)
    if own is not None:
        return Day(parse.offsets(own.nbor(-2), own), the_day_before=True)
    span = _span_after(token)
    if span is not None and not any(_hangs_on(each.head, token) for each in expressions):
        outside = [each for each in expressions if each.head not in span[1].subtree]
        found = _told_of(token, outside) or (outside[0] if len(outside) == 1 else None)
        apart = parse.offsets(*span[0])
        return Day(found.at if found else apart, before=apart)
    found = _told_of(token, expressions)
    if found is not None:
        return Day(found.at, since=token.lemma_ not in _LASTING and _is_since(found.head))
    if expressions:
        return None
    near = [token, *token.ancestors]
    last = next((each for each in ends if _verb_of(each) in near), None)
    if last is not None:
        return Day(parse.offsets(last.nbor(-2), last), the_day_before=True)
    return _told_last(before) if not (denied or parse.opens) and _goes_on(token) else None


def day_at(token: Token, parse: Parse) -> Day | None:
    """The day that the expression tells in which a word stands."""
    start, _ = parse.offsets(token, token)
    return next((Day(at) for at, _ in expressions_of(parse) if at[0] <= start < at[1]), None)


def is_earlier(token: Token) -> bool:
    """Whether a verb is in the past perfect for itself, and neither because somebody said so in the past nor for the
    time of a day that the article told."""
    perfect = any(each.lower_ == "had" for each in children(token, "aux"))
    return perfect and not (token.dep_ == "ccomp" and is_verb(token.head)) and not _has_time_of_day(token)


def _hangs_on(head: Token, token: Token) -> bool:
    """Whether a date is said of a word: it hangs on it, on its object, or on a verb joined to it."""
    relative = _ended_relative(head)
    if relative is not None:
        return relative == token
    above = head
    for _ in range(4):
        above = above.head
        if above.i == token.i:
            return True
        if is_verb(above) and not _is_nominal(above):
            return above.dep_ == "conj" and above.head.i == token.i and above.i < head.i
    return False


def _verb_of(head: Token) -> Token | None:
    return _ended_relative(head) or _governor(head)


def _governor(head: Token) -> Token | None:
    """The verb that a word hangs on, over what the parser takes for a verb but is joined to a noun."""
    return next((each for each in head.ancestors if is_verb(each) and not _is_nominal(each)), None)


def _is_nominal(verb: Token) -> bool:
    return verb.dep_ in _NOMINAL or (verb.dep_ == "conj" and verb.head.pos_ in ("NOUN", "PROPN"))


def _ended_relative(head: Token) -> Token | None:
    """The verb of the relative clause that a day ends, which the parser takes for one of the verb behind: "rebels who
    took Besk on Friday were in Harn on Sunday"."""
    verb = _governor(head)
    subject = child(verb, "nsubj", "nsubjpass") if verb is not None and head.i < verb.i else None
    relative = child(subject, "relcl") if subject is not None else None
    if verb is None or relative is None or not relative.i < head.i:
        return None
    first = head.head if head.dep_ == "pobj" else head.left_edge
    another = any(is_time(inner) for each in verb.rights for inner in (each, *each.children))
    return relative if another or first.nbor(-1).text != "," else None


def _told_of(token: Token, expressions: Sequence[Expression]) -> Expression | None:
    """The expression that hangs on a word; else that whose verb governs it most closely."""
    own = next((each for each in expressions if _hangs_on(each.head, token)), None)
    if own is not None:
        return own
    if _has_span(token):
        return None
    for above in (token, *token.ancestors):
        fitting = [each for each in expressions if _is_of(each.head, above)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return (
        expressions[0] if len(expressions) == 1 and _verb_of(expressions[0].head) in (None, *token.conjuncts) else None
    )


def _is_of(head: Token, verb: Token) -> bool:
    """Whether a day is told of a verb, or of who says it, of a statement that it is in, or of what it is since."""
    own = _verb_of(head)
    if own is None or own == verb:
        return own is not None
    if own.dep_ in ("parataxis", "xcomp"):
        return own.head == verb
    if own.dep_ in ("advcl", "pcomp") and _is_hours_apart(own):
        return _governor(own) == verb
    if own.dep_ == "advcl":
        return own.head == verb and (_is_since(head) or any(each.lower_ in _MEANWHILE for each in own.lefts))
    return own.dep_ == "acl" and own.tag_ == "VBN" and _verb_of(own.head) == verb


def _is_hours_apart(verb: Token) -> bool:
    """Whether something was within hours of what a verb says: "hours after they left", "within minutes of entering"."""
    link = next((each for each in children(verb, "mark") if each.lower_ in ("after", "before")), None)
    if link is None and verb.dep_ == "pcomp" and verb.head.lower_ in ("of", "after", "before"):
        link = verb.head
    return link is not None and link.i > 0 and link.nbor(-1).lemma_ in ("hour", "minute")


def _has_span(token: Token) -> bool:
    """Whether a verb goes with a time of its own that is no date: "in the first weeks of the year"."""
    return any(
        inner.lemma_ in _LONG
        for each in token.children
        if each.dep_ == "npadvmod" or each.lower_ in ("in", "over", "during", "within", "before", "earlier")
        for inner in (each, *children(each, "pobj", "npadvmod"))
    )


def _is_within(head: Token, denied: range) -> bool:
    """Whether a day is told by a clause that is denied."""
    verb = _verb_of(head)
    return verb is None or verb.i in denied


def _is_since(head: Token) -> bool:
    """Whether a day is one since which something is so: "since Monday", "since the battle in May", "since it began"."""
    verb = _verb_of(head)
    first = head.head if head.dep_ == "pobj" and head.head.left_edge == head.head else head.left_edge
    beside = (first.nbor(-1), *first.nbor(-1).ancestors) if first.i > 0 else ()  # "since the invasion in May"
    around = (head, *head.ancestors, *beside)
    if any(each.lower_ == "since" and (verb is None or verb in each.ancestors) for each in around):
        return True
    return verb is not None and any(each.lower_ == "since" for each in children(verb, "mark"))


def _span_after(token: Token) -> tuple[tuple[Token, Token], Token] | None:
    """The words that tell how long after it something else was, and the head of what stands behind them."""
    for each in (token, *token.ancestors):
        link = next((link for link in children(each, "mark") if link.lower_ == "after"), None)
        if link is None and each.dep_ in ("pobj", "pcomp") and each.head.lower_ == "after":
            link = each.head
        if link is not None:
            measure = link.nbor(-1) if link.i >= 2 else link
            count = measure.i - 1
            counted = measure.lemma_ in _UNITS and find_dates(f"{token.doc.text_of(count, measure.i + 1)} earlier")
            return ((token.doc[count], link), each) if counted else None
    return None


def _is_the_day_before(token: Token) -> bool:
    """Whether a word ends "the day before" that stands for itself."""
    if token.lower_ != "before" or token.i < 2 or children(token, "pobj", "pcomp") or token.dep_ == "mark":
        return False
    return token.nbor(-1).lower_ in _PARTS_OF_DAY and token.nbor(-2).lower_ == "the"


def _has_time_of_day(token: Token) -> bool:
    """Whether a verb goes with a time of the day: "at dawn", "by then", "hours before"."""
    return any(
        inner.lemma_.lower() in _TIMES_OF_DAY
        for each in token.children
        if each.dep_ in ("prep", "npadvmod", "advmod")
        for inner in (each, *each.children)
    )


def _goes_on(token: Token) -> bool:
    """Whether a verb goes on with what was told before: in the past, or in the past perfect for a time of the day."""
    if _has_span(token) or any(each.lower_ in ("night", "overnight") for each in token.subtree):
        return False
    verb = token
    while (
        verb.dep_ in ("xcomp", "acl", "pcomp", "prep", "dobj") and verb.tag_ not in _FINITE and not _auxiliaries(verb)
    ):
        verb = verb.head
    auxiliaries = _auxiliaries(verb)
    if "had" in auxiliaries:
        said = verb.dep_ == "ccomp" and verb.head.tag_ == "VBD"
        return said or _has_time_of_day(verb)
    return verb.tag_ == "VBD" or (bool(auxiliaries & {"was", "were"}) and not auxiliaries & {"has", "have"})


def _auxiliaries(verb: Token) -> set[str]:
    return {each.lower_ for each in children(verb, "aux", "auxpass")}


def _told_last(before: Sequence[Parse]) -> Day | None:
    """The day that the sentences before told last, outside of quotations, and not of something earlier still."""
    for back, parse in enumerate(before, 1):
        found = [] if '"' in parse.doc.text else _days_told(parse)
        if found or parse.opens:
            return Day(found[-1], back) if found else None
    return None


def _days_told(parse: Parse) -> list[Offsets]:
    """The days that a sentence tells, of events rather than of who said so, where it tells any."""
    told = [(at, verb) for at, head in expressions_of(parse) if not _is_since(head) for verb in (_verb_of(head),)]
    told = [(at, verb) for at, verb in told if verb is None or "had" not in _auxiliaries(verb)]
    of_events = [at for at, verb in told if verb is None or not (children(verb, "ccomp") or verb.dep_ == "parataxis")]
    return of_events or [at for at, _ in told]
