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


class _Core(NamedTuple):
    """The words that tell a name from others', in small letters; those of them that are numbers; and whether all are
    written as names are."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    named: bool


class Standing(NamedTuple):
    """What of an actor tells how it stands to others: the actors of the table that it can be, several where a namesake
    could not be told apart; its id; whether its name is a word for many ("rebels"); its side; and its name where the
    table knows none for it."""

    ids: frozenset[str]
    identity: str
    generic: bool
    side: str
    name: _Core | None


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
    table = actors or packaged_actors()
    return related(standing(one, table), standing(other, table), table)


def standing(actor: Actor, actors: ActorTable) -> Standing:
    """How an actor stands by a table: actors of one standing stand alike to all others."""
    return _standing(actors, actor.name, actor.id or "", actor.side)


@lru_cache(maxsize=1 << 16)
def _standing(table: ActorTable, name: str, identity: str, side: str) -> Standing:
    ids = frozenset([identity] if table.entry(identity) else []) if identity else frozenset(table.read(name).ids)
    generic = not identity and table.read(name).generic
    return Standing(ids, identity, generic, side, None if generic or _calls(table, ids) else _core(name))


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
def related(one: Standing, other: Standing, table: ActorTable) -> Relation:
    """How actors of two standings stand to each other, as `relation`."""
    if one.ids & other.ids or (one.identity and one.identity == other.identity):
        return "same"
    if one.ids and other.ids:
        return _known(table, one.ids, other.ids)
    if one.generic and other.generic:
        return "same" if one.side == other.side else _by_side(one.side, other.side)
    if one.generic or other.generic:
        many, named = (one, other) if one.generic else (other, one)
        if named.side == many.side or any(many.side in table.supersets(each) for each in named.ids):
            return "contains"
        if (many.side, named.side) == ("opposition", "armed_group") and any(
            _fights_opposition(table, each) for each in named.ids
        ):
            return "different"
        return _by_side(one.side, other.side)
    calls, others = ([each.name] if each.name else _calls(table, each.ids) for each in (one, other))
    if any(_one_name(call, another, parts=not one.ids | other.ids) for call in calls for another in others):
        return "same"
    return _by_side(one.side, other.side)


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


def _calls(table: ActorTable, ids: frozenset[str]) -> list[_Core]:
    """All that the table calls some actors."""
    entries = [entry for entry in map(table.entry, ids) if entry is not None]
    return [_core(each) for entry in entries for each in (entry.name, *entry.aliases)]


@lru_cache(maxsize=1 << 16)
def _core(name: str) -> _Core:
    """ "General Haftar's forces" is "Haftar"."""
    known = vocabulary()
    words = [word for word in words_of(name) if word.lower[:1].isalnum()]
    told = [word for word in words if word.lower not in known.fillers | known.forces] or words
    lower = tuple(word.lower for word in told)
    numbers = tuple(word for word in lower if word[0].isdigit())
    return _Core(lower, numbers, named=all(not word.written[0].islower() for word in told))


def _one_name(one: _Core, two: _Core, *, parts: bool) -> bool:
    """Whether two names are one: equal, each word spelled a little differently, or with `parts` the one a part of the
    other ("Haddad", "Khalid Haddad"). The 7th Brigade is not the 9th, nor the Northern Front the Southern."""
    if one.numbers != two.numbers:
        return False
    if len(one.words) != len(two.words):
        shorter, longer = sorted((one, two), key=lambda core: len(core.words))
        return parts and shorter.named and {*shorter.words} <= {*longer.words}
    return all(
        word == another or OSA.distance(word, another) <= min(len(word), len(another)) // LETTERS_A_SLIP
        for word, another in zip(one.words, two.words, strict=True)
    )
