"""Which holders of places are one party, so that a map can give each its colour."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from conflict_extract.normalize import fold
from conflict_extract.schema import MAIN_ACTOR, Actor, Event

# "the army" and "rebels" name no party, but stand for the only one of their side where there is only one
_WITHOUT_NAME = ("government", "opposition")


def party_names(events: Iterable[Event]) -> dict[str, str]:
    """For the id of each change of control whose taker is named: what to call the party that took the place.

    Spellings of an actor that the table of actors knows are one party. Words for a side ("rebels") are that side's only
    known party, if it has just one, else a party of their own. Other actors are one where their names fold to the same.
    A party is called what most events call it.
    """
    takers = {
        event.id: actor
        for event in events
        if event.kind == "control_change" and (actor := getattr(event, MAIN_ACTOR[event.kind])) is not None
    }
    known: dict[str, set[str]] = defaultdict(set)
    for actor in takers.values():
        if actor.id is not None:
            known[actor.side].add(actor.id)
    keys = {event: _key(actor, known) for event, actor in takers.items()}
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for event, actor in takers.items():
        # words for a side are not what a known party is called
        called[keys[event]][actor.name or actor.text] += 1 if actor.id or not keys[event].startswith("id ") else 0
    names = {key: min(counts, key=lambda name: (-counts[name], name)) for key, counts in called.items()}
    return {event: names[key] for event, key in keys.items()}


def _key(actor: Actor, known: dict[str, set[str]]) -> str:
    if actor.id is not None:
        return f"id {actor.id}"
    if actor.side in _WITHOUT_NAME:
        ids = known[actor.side]
        return f"id {next(iter(ids))}" if len(ids) == 1 else f"side {actor.side}"
    return f"name {fold(actor.name or actor.text)}"
