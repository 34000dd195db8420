"""Whose state an actor is, and of which side that makes it where something happens."""

from __future__ import annotations

from functools import lru_cache

from conflict_extract.normalize.actor_phrases import vocabulary, words_of
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import packaged_actors
from conflict_extract.normalize.countries import LONGEST_NAME, country_named, country_of_people, is_also_person
from conflict_extract.schema.records import Actor


def in_country(given: Actor, country: str, actors: ActorTable | None = None) -> Actor:
    """The actor with the side that it has in a country: a state is the government in its own, foreign in another's.

    An actor that is no state, and one of a user's own files, stays as it is.

    Args:
        given: the actor.
        country: the ISO 3166-1 alpha-2 code of the country.
        actors: the table; the packaged one if None.
    """
    state = _state(actors or packaged_actors(), given.id, given.name)
    if state is None:
        return given
    return given.model_copy(update={"side": "government" if state == country else "foreign"})


def is_of_state(given: Actor, actors: ActorTable) -> bool:
    """Whether an actor is a state's government or forces by a table, whichever the state."""
    of_government = given.id is not None and given.side == "government"
    return of_government or _state(actors, given.id, given.name) is not None


@lru_cache(maxsize=1 << 14)
def _state(table: ActorTable, identity: str | None, name: str) -> str | None:
    """The code of the country whose government or forces an actor is."""
    if identity is not None:
        return table.country_of(identity)
    reading = table.read(name)
    return _named(name) if not reading.ids and reading.side in ("unknown", "government") else None


def _named(name: str) -> str | None:
    """The code of the one country that a phrase names, where all else in it says that its state is meant: "Malawi",
    "Malawian marines", but not "Malawian traders"."""
    words = words_of(name)
    for length in range(min(LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            spelled = " ".join(word.written for word in words[start : start + length])
            rest = {word.lower for word in (*words[:start], *words[start + length :])}
            country = country_named(spelled) if not (rest and is_also_person(spelled)) else None
            people = country_of_people(spelled) if rest else None
            if country or people:
                return (country or people) if not rest or _of_state(rest) else None
    return None


def _of_state(words: set[str]) -> bool:
    """Whether words mean a state's forces or officials, and nobody else."""
    known = vocabulary()
    state = {part for each in known.sides["government"] for part in each.split()}
    return words <= known.forces | known.fillers | state and bool(words & (known.forces | state))
