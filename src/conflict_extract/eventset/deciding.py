"""An analyst's words on records and events: what they may be, and what is in force after all of them.

Every word is kept, also one that takes others back; what is in force is told from all of them in the order they were
taken. So the last one can be undone.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

from pydantic import ValidationError

from conflict_extract.errors import RecordsError
from conflict_extract.merging import Decisions
from conflict_extract.normalize import Authorities
from conflict_extract.schema import RECORD_ADAPTER, Quarantined, Record

Word = Literal["one", "two", "wrong", "right", "mended", "contests", "unrelated", "open"]
Kinds = Mapping[str, str]
Pair = tuple[str, str | None]

_OF_TWO = frozenset(["one", "two", "contests", "unrelated"])
# words on the same records that follow one another: the last counts
_SUBJECTS = {
    "one": "event", "two": "event", "contests": "denial", "unrelated": "denial",
    "wrong": "record", "right": "record", "mended": "record",
}  # fmt: skip


class Amended(NamedTuple):
    """A record as it was and as an analyst leaves it; `before` is None for what had been set aside."""

    before: Record | None
    after: Record


class Known(NamedTuple):
    """How a decision looks up ids: the records that one stands for with their kinds, the record of one, and the item
    that was set aside under one; and the tables that names are looked up in, asked for when a word needs them."""

    kinds_of: Callable[[str], Kinds]
    record: Callable[[str], Record | None]
    item: Callable[[str], Quarantined | None]
    authorities: Callable[[], Authorities]


@dataclass(frozen=True)
class Decision:
    """One word of an analyst.

    Attributes:
        word: "one", "two", "wrong", "right", "mended", "contests", "unrelated" or "open"; see `EventSet.decide`.
        first: the id that it was said of, of a record or an event.
        second: the other id, if any.
        pairs: the records that the ids stood for when it was said: each of the one with each of the other.
        by: who said it.
        at: when, as an ISO timestamp in UTC, to the second.
        why: for what reason, in words.
        amended: what "right" and "mended" made of the records.
    """

    word: Word
    first: str
    second: str | None = None
    pairs: tuple[Pair, ...] = ()
    by: str | None = None
    at: str | None = None
    why: str | None = None
    amended: tuple[Amended, ...] = ()

    @property
    def records(self) -> set[str]:
        """The records that it is about."""
        return {key for pair in self.pairs for key in pair if key is not None}


def now() -> str:
    """The time, as decisions tell it."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def decided(word: Word, first: str, second: str | None, known: Known, before: Sequence[Decision]) -> Decision:
    """A word with the records that it is about.

    Args:
        word: the new one.
        first: the id that it is about.
        second: the other id.
        known: what ids stand for.
        before: the words so far, in the order they were taken.

    Raises:
        RecordsError: it is no word, an id is not known, the number of ids does not fit, the kinds do not fit, both ids
            mean the same, or there is nothing to take back.
    """
    if word not in get_args(Word):
        *words, last = get_args(Word)
        raise RecordsError(f"{word!r} is no decision", hint=f"say {', '.join(words)} or {last}")
    if word != "open" and (second is not None) != (word in _OF_TWO):
        wanted, hint = ("two ids", "name the other one, too") if word in _OF_TWO else ("one id", "leave the other out")
        raise RecordsError(f"{word!r} takes {wanted}", hint=hint)
    spoken_of = {key for each in before for key in each.records} if word == "open" else set()
    left, right = (_meant(name, word, known, spoken_of) if name is not None else {} for name in (first, second))
    if set(left) & set(right):
        raise RecordsError(f"{first} and {second} are the same", hint="name records of it to part them")
    if word == "open":
        found = _in_force_on(before, left, right if second else None)
        if not found:
            about = first if second is None else f"{first} and {second}"
            raise RecordsError(f"nothing was decided on {about}", hint="decide --list lists what was")
        return Decision(word, first, second, tuple(found))
    if word == "one" and len({*left.values(), *right.values()}) > 1:
        raise RecordsError(f"{first} and {second} are of different kinds", hint="an event is of one kind")
    if word == "mended" and len(left) > 1:
        raise RecordsError(f"{first} is an event of several records", hint="name the record that is mended")
    if _SUBJECTS[word] == "denial":
        left, right = _denial_first(left, right, first, second)
    pairs = [_pair(word, one, two) for one in left for two in (right or [None])]
    return Decision(word, first, second, tuple(pairs))


def to_amend(decision: Decision, known: Known) -> Iterator[tuple[Record | None, Record]]:
    """The records that a word amends, as they are, and what it begins from: for an item that was set aside, of which
    there is no record yet, the record that it holds.

    Raises:
        RecordsError: an item holds no whole record.
    """
    if decision.word not in ("right", "mended"):
        return
    for key, _ in decision.pairs:
        if (record := known.record(key)) is not None:
            if record.doubts or decision.word == "mended":
                yield record, record
        elif (item := known.item(key)) is not None:
            yield None, _record_in(key, item)


def without_doubts(record: Record) -> Record:
    """The record with nothing that speaks against it."""
    return record.model_copy(update={"doubts": ()})


def _record_in(key: str, item: Quarantined) -> Record:
    try:
        return RECORD_ADAPTER.validate_python({name: told for name, told in item.record.items() if name != "window"})
    except ValidationError as error:
        raise RecordsError(
            f"{key} holds no whole record: {_lack(error)}",
            hint="it stays set aside; only what was grounded in the article can become a record",
        ) from None


def _lack(error: ValidationError) -> str:
    """What a record lacks, in words."""
    # the first part of where it is names the kind
    told = [
        (each["type"] == "missing", " ".join(map(str, each["loc"][1:])).replace("_", " "))
        for each in error.errors(include_url=False)
    ]
    if missing := [name for is_missing, name in told if is_missing]:
        return f"it lacks {', '.join(missing)}"
    unread = [name for _, name in told if name]
    return f"its {', '.join(unread)} cannot be read" if unread else "it is of no known kind"


def _meant(name: str, word: Word, known: Known, spoken_of: Container[str | None]) -> Kinds:
    """The records that an id stands for, with their kinds; an item that was set aside stands for itself."""
    if found := known.kinds_of(name):
        return found
    if _SUBJECTS.get(word, "record") == "record" and known.item(name) is not None:
        return {name: ""}
    if name in spoken_of:  # a record that is there no more, of which an analyst spoke
        return {name: ""}
    raise RecordsError(f"there is no event or record {name}", hint="ids begin with evt_, rec_ or item_")


def _denial_first(left: Kinds, right: Kinds, first: str, second: str | None) -> tuple[Kinds, Kinds]:
    """The records of the denial, and those of what it contests or does not."""
    is_denial = [{kind == "official_denial" for kind in kinds.values()} for kinds in (left, right)]
    if is_denial == [{False}, {True}]:
        return right, left
    if is_denial != [{True}, {False}]:
        raise RecordsError(
            f"of {first} and {second} not just one is an official denial", hint="name a denial and what it contests"
        )
    return left, right


def _pair(word: Word, one: str, two: str | None) -> Pair:
    """A pair in the order in which it is always told: a denial and what it is about, or by id."""
    return (one, two) if two is None or _SUBJECTS[word] == "denial" else (min(one, two), max(one, two))


def in_force(decisions: Iterable[Decision]) -> dict[tuple[str, str, str | None], Decision]:
    """The last word on each pair, by what it is about and the pair."""
    last: dict[tuple[str, str, str | None], Decision] = {}
    for each in decisions:
        for one, two in each.pairs:
            if each.word == "open":
                for subject in ("event", "denial", "record"):
                    last.pop((subject, one, two), None)
            else:
                last[_SUBJECTS[each.word], one, two] = each
    return last


def _in_force_on(decisions: Iterable[Decision], left: Kinds, right: Kinds | None) -> list[Pair]:
    """The pairs in force that are on a record, or on a pair of records."""
    pairs = dict.fromkeys((one, two) for _, one, two in in_force(decisions))
    if right is None:
        return [(one, two) for one, two in pairs if one in left or two in left]
    return [(one, two) for one, two in pairs if (one in left and two in right) or (one in right and two in left)]


def rules_of(decisions: Iterable[Decision]) -> Decisions:
    """What is in force, as merging takes it."""
    said: dict[str, set[tuple[str, str | None]]] = {word: set() for word in get_args(Word)}
    for (_, one, two), each in in_force(decisions).items():
        said[each.word].add((one, two))
    of_two = {word: frozenset((one, two) for one, two in said[word] if two is not None) for word in _OF_TWO}
    return Decisions(**of_two, wrong=frozenset(one for one, _ in said["wrong"]))


def amended_in_force(decisions: Iterable[Decision]) -> dict[str, Record]:
    """By id the records that stand as analysts left them."""
    standing = {id(each): each for (subject, *_), each in in_force(decisions).items() if subject == "record"}
    return {after.id: after for each in standing.values() for _, after in each.amended}


def amendments(before: Sequence[Decision], after: Sequence[Decision]) -> dict[str, Record | None]:
    """By id the records that stand otherwise after other words; None for those that are set aside again."""
    original: dict[str, Record | None] = {}
    for each in [*before, *after]:
        for was, amended in each.amended:
            original.setdefault(amended.id, was)
    one, two = ({**original, **amended_in_force(words)} for words in (before, after))
    return {key: two[key] for key in original if two[key] != one[key]}


def spoken_of(before: Sequence[Decision], after: Sequence[Decision]) -> set[str]:
    """The records of which something else is in force after other words."""
    one, two = in_force(before), in_force(after)
    return {
        key
        for (subject, *pair) in one.keys() | two.keys()
        if one.get((subject, *pair)) != two.get((subject, *pair))  # type: ignore[arg-type]
        for key in pair
        if key is not None
    }


def all_hold(home: Mapping[str, str], rules: Decisions) -> bool:
    """Whether all words on records with an event are kept; a record that is wrong or gone is in none, and joins and
    parts none."""
    return all(
        (home[one] == home[two]) == together
        for pairs, together in ((rules.one, True), (rules.two, False))
        for one, two in pairs
        if one in home and two in home
    )


def item_id(item: Quarantined) -> str:
    """The id of an item that was set aside: made from all that it says."""
    return "item_" + hashlib.sha256(item.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def signed(decision: Decision, by: str | None, why: str | None, amended: Iterable[Amended] = ()) -> Decision:
    """A decision with who took it, when and why, and what it made of the records."""
    return replace(decision, by=by, why=why, at=now(), amended=tuple(amended))
