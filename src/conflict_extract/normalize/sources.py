"""What kind of source says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from conflict_extract._characters import LONGEST_PHRASE
from conflict_extract._files import packaged_table
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import packaged_actors
from conflict_extract.normalize.states import is_of_state
from conflict_extract.schema.records import Role, Source

_OUTLET = Source()
_OF_SIDE: dict[str, Role] = {"opposition": "opposition", "armed_group": "armed_group"}


class _Table(NamedTuple):
    """What sources.toml says; see there."""

    roles: tuple[tuple[Role, re.Pattern[str]], ...]
    forces: re.Pattern[str]
    armed_forces: re.Pattern[str]


@cache
def _table() -> _Table:
    table = packaged_table("normalize", "sources.toml")
    roles = tuple((role, _any(words)) for role, words in table["words"].items())
    return _Table(roles, _any(table["states"]["forces"]), _any(table["states"]["armed_forces"]))


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


def source(text: str | None, actors: ActorTable | None = None) -> Source:
    """The source as written with its role; without one the outlet speaks for itself.

    A state whose name comes without words that tell a role is a government, and its forces are military.

    Args:
        text: as the article writes it; None where it names nobody.
        actors: the table; the packaged one if None.
    """
    if not text:
        return _OUTLET
    known = actors or packaged_actors()
    named = known.actor(text)
    if named.id is not None and named.side in _OF_SIDE:
        return Source(text=text, role=_OF_SIDE[named.side])
    read, table = text[:LONGEST_PHRASE], _table()
    lower = read.lower()
    told = [role for role, words in table.roles if words.search(lower)][:1]
    if told in ([], ["government"]) and is_of_state(named, known):
        told = ["military" if table.forces.search(lower) or table.armed_forces.search(read) else "government"]
    return Source(text=text, role=told[0] if told else "other")
