"""Who speaks in their own cause: a source, or an outlet, of the side whose deed it tells."""

from __future__ import annotations

import re

from conflict_extract.normalize.actors import actor
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


def in_own_cause(source: Source, outlet: str | None, agent: Actor) -> bool:
    """Whether those who say so, or the outlet that prints it, are of the side of the one who did it.

    Args:
        source: who says so.
        outlet: who prints it.
        agent: who took the place, or left it.
    """
    told = _ANOTHER.split(source.text) if source.text is not None else []
    speakers = [source] if len(told) == 1 else [source_of(each) for each in told]
    if speakers and all(_speaks_for(each, agent) for each in speakers):
        return True
    if outlet is None:
        return False
    printed = actor(outlet)
    speaks = printed.id is not None or printed.side in ("government", "opposition")
    return speaks and allied(printed, agent)


def _speaks_for(given: Source, agent: Actor) -> bool:
    if given.text is None or given.role in _OF_NO_SIDE:
        return False
    speaker = actor(given.text)
    if relation(speaker, agent) == "unknown":
        return agent.side in _SIDES.get(given.role, ())
    return allied(speaker, agent)
