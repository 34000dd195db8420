"""How two actors stand to each other: one and the same, one a part of the other, of one side, or opposed."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from conflict_extract.normalize.actor_files import SIDES_WITH_PARTS
from conflict_extract.normalize.actor_phrases import vocabulary, words_of
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import packaged_actors
from conflict_extract.normalize.names import fold
from conflict_extract.schema.records import Actor

Relation = Literal["same", "contains", "same_side", "unknown", "different", "opposed"]
LETTERS_A_SLIP = 6
_CLOSEST: tuple[Relation, ...] = ("contains", "same_side", "opposed", "different")
_ALLIED: tuple[Relation, ...] = ("same", "contains", "same_side")
_NOT_STATE = frozenset(["opposition", "armed_group"])
# name, id or nothing, and side
_Key = tuple[str, str, str]


def relation(one: Actor, other: Actor, actors: ActorTable | None = None) -> Relation:
    """How two actors stand to each other by a table, the packaged one if None; their order changes nothing.

    - `same`: one id, or one name but for titles, words such as "forces" and a letter or two ("Hafter's men");
    - `contains`: one is part of the other, at any remove: the opposition contains the Free Syrian Army, and "the army"
      every country's army;
    - `opposed`: they fight each other by the table, or one is of a government and the other of its enemies;
    - `same_side`: of one camp by the table, or of one side where the table does not know both;
    - `different`: both are known and neither; `unknown`: nothing tells.

    What is compared is what a record keeps of an actor: name, id and side.
    """
    left, right = (one.name, one.id or "", one.side), (other.name, other.id or "", other.side)
    return _relation(actors or packaged_actors(), *((left, right) if left <= right else (right, left)))


def allied(one: Actor, other: Actor, actors: ActorTable | None = None) -> bool:
    """Whether two actors are of one camp: the same, one a part of the other, or of one side; by `relation`."""
    return relation(one, other, actors) in _ALLIED


def corroborate(one: Actor, other: Actor, actors: ActorTable | None = None) -> bool:
    """Whether what two sources tell of two actors can be one deed: they are known to be one or of one side.

    Being armed men is no side: "gunmen" are not known to be "armed men", nor one militia another.
    """
    found, table = relation(one, other, actors), actors or packaged_actors()
    if one.id is None or other.id is None:
        armed = [each.side == "armed_group" for each in (one, other)]
        nameless = any(
            bare and each.id is None and table.read(each.name).generic
            for bare, each in zip(armed, (one, other), strict=True)
        )
        if nameless and found in ("same", "same_side"):
            return fold(one.name) == fold(other.name)
        if all(armed) and found == "same_side":
            return False
    return found in _ALLIED


@lru_cache(maxsize=1 << 18)
def _relation(table: ActorTable, one: _Key, other: _Key) -> Relation:
    (name, identity, side), (other_name, other_identity, other_side) = one, other
    ids, other_ids = _ids(table, name, identity), _ids(table, other_name, other_identity)
    if ids & other_ids or (identity and identity == other_identity):
        return "same"
    generic = not identity and table.read(name).generic
    other_generic = not other_identity and table.read(other_name).generic
    if ids and other_ids:
        return _known(table, ids, other_ids)
    if generic and other_generic:
        return "same" if side == other_side else _by_side(side, other_side)
    if generic or other_generic:
        word, named = (side, other_ids) if generic else (other_side, ids)
        own_side = other_side if generic else side
        if own_side == word or any(word in table.supersets(each) for each in named):
            return "contains"
        if (word, own_side) == ("opposition", "armed_group") and any(_fights_opposition(table, each) for each in named):
            return "different"
        return _by_side(side, other_side)
    calls = _names(table, name, ids), _names(table, other_name, other_ids)
    if any(_one_name(each, another, parts=not ids | other_ids) for each in calls[0] for another in calls[1]):
        return "same"
    return _by_side(side, other_side)


@lru_cache(maxsize=1 << 16)
def _ids(table: ActorTable, name: str, identity: str) -> frozenset[str]:
    """The actors of the table that it can be: several where a namesake could not be told apart."""
    if not identity:
        return frozenset(table.read(name).ids)
    return frozenset([identity] if table.entry(identity) else [])


def _known(table: ActorTable, ids: frozenset[str], other_ids: frozenset[str]) -> Relation:
    found = {_of_two(table, one, other) for one in ids for other in other_ids}
    # of namesakes those are meant that have to do with the other
    return next(each for each in _CLOSEST if each in found)


@lru_cache(maxsize=1 << 16)
def _of_two(table: ActorTable, one: str, other: str) -> Relation:
    mine, others = table.supersets(one) | {one}, table.supersets(other) | {other}
    if one in others or other in mine:
        return "contains"
    shared = (mine & others) - set(SIDES_WITH_PARTS)
    if shared:
        return "same_side"
    together = apart = False
    for war in table.wars:
        camps = [number for number, camp in enumerate(war.camps) if mine & set(camp)]
        other_camps = [number for number, camp in enumerate(war.camps) if others & set(camp)]
        if camps and other_camps:
            together, apart = together or camps == other_camps, apart or camps != other_camps
    if together != apart:
        return "same_side" if together else "opposed"
    one_war = any({one, other} <= {entry.id for entry in war.actors} for war in table.wars)
    return (
        "opposed"
        if one_war and not together and _by_side(table.side(one), table.side(other)) == "opposed"
        else "different"
    )


def _fights_opposition(table: ActorTable, identity: str) -> bool:
    """Whether "rebels" are others than this actor in one of its wars, as they are where Islamic State fights them."""
    mine = table.supersets(identity) | {identity}
    return any(
        "opposition" in table.supersets(each)
        for war in table.wars
        if any(mine & set(camp) for camp in war.camps)
        for camp in war.camps
        if not mine & set(camp)
        for each in camp
    )


def _by_side(side: str, other: str) -> Relation:
    """What their sides alone say."""
    if "unknown" in (side, other) or side == other == "foreign":  # Russia and Turkey are both foreign in Syria
        return "unknown"
    if "government" in (side, other) and {side, other} & _NOT_STATE:
        return "opposed"
    return "same_side" if side == other or {side, other} <= _NOT_STATE else "different"


def _names(table: ActorTable, name: str, ids: frozenset[str]) -> list[str]:
    """What an actor is called: as written, or all that the table calls it."""
    entries = [entry for entry in map(table.entry, ids) if entry is not None]
    return [each for entry in entries for each in (entry.name, *entry.aliases)] or [name]


class _Core(NamedTuple):
    """The words that tell a name from others', in small letters; those of them that are numbers; and whether all are
    written as names are."""

    words: list[str]
    numbers: list[str]
    named: bool


@lru_cache(maxsize=1 << 16)
def _core(name: str) -> _Core:
    """ "General Haftar's forces" is "Haftar"."""
    known = vocabulary()
    words = [word for word in words_of(name) if word.lower[:1].isalnum()]
    told = [word for word in words if word.lower not in known.fillers | known.forces] or words
    lower = [word.lower for word in told]
    numbers = [word for word in lower if word[0].isdigit()]
    return _Core(lower, numbers, named=all(not word.written[0].islower() for word in told))


def _one_name(name: str, other: str, *, parts: bool) -> bool:
    """Whether two names are one: equal, each word spelled a little differently, or with `parts` the one a part of the
    other ("Haddad", "Khalid Haddad"). The 7th Brigade is not the 9th, nor the Northern Front the Southern."""
    one, two = _core(name), _core(other)
    if one.numbers != two.numbers:
        return False
    if len(one.words) != len(two.words):
        shorter, longer = sorted((one, two), key=lambda core: len(core.words))
        return parts and shorter.named and {*shorter.words} <= {*longer.words}
    return all(
        word == another or OSA.distance(word, another) <= min(len(word), len(another)) // LETTERS_A_SLIP
        for word, another in zip(one.words, two.words, strict=True)
    )
