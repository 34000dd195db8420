"""Who speaks in their own cause: a source, or an outlet, of the side whose deed it tells."""

from __future__ import annotations

import re

from conflict_extract.normalize.actor_files import SIDES_WITH_PARTS
from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import actor
from conflict_extract.normalize.authorities import Authorities
from conflict_extract.normalize.relations import allied, relation
from conflict_extract.normalize.sources import source as source_of
from conflict_extract.schema.records import Actor, Role, Source

# by their trade these speak for no side, whatever else their names say ("the Syrian Observatory")
_OF_NO_SIDE: frozenset[Role] = frozenset(["news_agency", "monitor", "local", "outlet"])
# whose side a role speaks for where the words name nobody ("an official", "MRTV")
_SIDES: dict[Role, frozenset[str]] = {
    **dict.fromkeys(("government", "military", "state_media"), frozenset(["government"])),
    "opposition": frozenset(["opposition"]),
    "armed_group": frozenset(["armed_group", "opposition"]),
}

# "a shepherd and a council clerk" are two; one who has no part in it is enough
_ANOTHER = re.compile(r"\s+and\s+(?=an?\s)")


def in_own_cause(source: Source, outlet: str | None, agent: Actor, authorities: Authorities) -> bool:
    """Whether those who say so, or the outlet that prints it, are of the side of the one who did it.

    Args:
        source: who says so.
        outlet: who prints it.
        agent: who took the place, or left it.
        authorities: the tables of actors and outlets.
    """
    actors = authorities.actors
    told = _ANOTHER.split(source.text) if source.text is not None else []
    speakers = [source] if len(told) == 1 else [source_of(each, actors) for each in told]
    if speakers and all(_speaks_for(each, agent, actors) for each in speakers):
        return True
    if outlet is None:
        return False
    voice_of = authorities.outlets.voice_of(outlet)
    if voice_of in SIDES_WITH_PARTS:
        return voice_of == agent.side
    printed = actors.of_id(voice_of) if voice_of else actor(outlet, actors=actors)
    if printed is None or (printed.id is None and printed.side not in ("government", "opposition")):
        return False
    return allied(printed, agent, actors)


def _speaks_for(given: Source, agent: Actor, actors: ActorTable) -> bool:
    if given.text is None or given.role in _OF_NO_SIDE:
        return False
    speaker = actor(given.text, actors=actors)
    if relation(speaker, agent, actors) == "unknown":
        return agent.side in _SIDES.get(given.role, ())
    return allied(speaker, agent, actors)
