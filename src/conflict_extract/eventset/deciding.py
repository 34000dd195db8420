"""An analyst's words on records and events: what they may be, and what they leave of the words before."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Literal, get_args

from conflict_extract.errors import RecordsError
from conflict_extract.merging import Decisions

Word = Literal["one", "two", "wrong", "open"]
# An analyst's word, the record it is about, and the other record unless the word is "wrong".
Decision = tuple[str, str, str | None]
Kinds = Mapping[str, str]


def decided(
    word: Word, first: str, second: str | None, kinds_of: Callable[[str], Kinds], before: Sequence[Decision]
) -> list[Decision]:
    """All words after one more, or after those taken back that it opens again.

    Args:
        word: the new one.
        first: the id that it is about.
        second: the other id.
        kinds_of: the records that an id stands for, with their kinds; none for an unknown id.
        before: the words so far, in the order they were taken.

    Raises:
        RecordsError: it is no word, an id is not known, the number of ids does not fit, the kinds differ, both ids mean
            the same, or there is nothing to take back.
    """
    if word not in get_args(Word):
        raise RecordsError(f"{word!r} is no decision", hint='say "one", "two", "wrong" or "open"')
    if word != "open" and (second is None) != (word == "wrong"):
        raise RecordsError(f"{word!r} takes {'one id' if word == 'wrong' else 'two ids'}", hint="see decide()")
    spoken_of = {key for _, *pair in before for key in pair} if word == "open" else set()
    left, right = ((kinds_of(name) or _gone(name, spoken_of)) if name is not None else {} for name in (first, second))
    if set(left) & set(right):
        raise RecordsError(f"{first} and {second} are the same", hint="name records of it to part them")
    if word == "open":
        kept = [each for each in before if not _is_on(each, left, right if second else None)]
        if len(kept) == len(before):
            about = first if second is None else f"{first} and {second}"
            raise RecordsError(f"nothing was decided on {about}", hint="the set's `decisions` lists what was")
        return kept
    if word == "one" and len({*left.values(), *right.values()}) > 1:
        raise RecordsError(f"{first} and {second} are of different kinds", hint="an event is of one kind")
    return [*before, *(_decision(word, one, two) for one in left for two in (right or [None]))]


def _gone(name: str, spoken_of: Container[str | None]) -> Kinds:
    """A record that is there no more, of which an analyst spoke."""
    if name in spoken_of:
        return {name: ""}
    raise RecordsError(f"there is no event or record {name}", hint="ids begin with evt_ or rec_")


def _is_on(said: Decision, left: Kinds, right: Kinds | None) -> bool:
    """Whether a word is on a record, or on a pair of records."""
    _, one, two = said
    if right is None:
        return one in left or two in left
    return (one in left and two in right) or (one in right and two in left)


def changed(before: Iterable[Decision], after: Iterable[Decision]) -> set[str]:
    """The records that the words of only one of two lists are about."""
    one, two = list(before), list(after)
    differing = [each for each in one if each not in two] + [each for each in two if each not in one]
    return {key for _, *pair in differing for key in pair if key is not None}


def all_hold(home: Mapping[str, str], decisions: Iterable[Decision]) -> bool:
    """Whether all decisions are kept; a record that is wrong or gone is in no event, and joins and parts none."""
    return all(
        (home[one] == home[two]) == (word == "one")
        for word, one, two in last_words(decisions)
        if two is not None and one in home and two in home
    )


def last_words(decisions: Iterable[Decision]) -> list[Decision]:
    """The last word on each pair counts."""
    last = {(first, second): word for word, first, second in decisions}
    return [(word, first, second) for (first, second), word in last.items()]


def rules_of(decisions: Iterable[Decision]) -> Decisions:
    """Decisions as merging takes them."""
    last = last_words(decisions)
    return Decisions(
        one=frozenset((a, b) for word, a, b in last if word == "one" and b is not None),
        two=frozenset((a, b) for word, a, b in last if word == "two" and b is not None),
        wrong=frozenset(a for word, a, _ in last if word == "wrong"),
    )


def _decision(word: Word, one: str, two: str | None) -> Decision:
    return (word, one, None) if two is None else (word, min(one, two), max(one, two))
