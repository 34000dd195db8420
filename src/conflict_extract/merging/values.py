"""Values of fields: when two mean the same, when they contradict each other, and how they are shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from conflict_extract.merging.columns import place_key, unit_key
from conflict_extract.normalize import ActorTable, fold, relation
from conflict_extract.schema import Actor, Place


def contradict(name: str, values: Sequence[Any], actors: ActorTable) -> bool:
    """Whether values contradict each other, rather than say the same more or less exactly."""
    if name == "size":
        # "forty" are "at least 30": the bounds that the words allow overlap
        least = max(value.min or 0 for value in values)
        return any(value.max is not None and value.max < least for value in values)
    if isinstance(values[0], Actor):
        return any(
            relation(one, other, actors) in ("different", "opposed") for one, other in itertools.combinations(values, 2)
        )
    if name == "unit":
        folded = [set(fold(value).split()) for value in values]
        return not all(one <= two or two <= one for one in folded for two in folded)
    return True


def _actor_key(value: Actor) -> str:
    return value.id or fold(value.name)


def date_key(start: str | None, end: str | None, basis: str) -> tuple[str, str] | None:
    """Dates that articles state; the date of publication counts only where nobody states one, and so do words that
    cannot be resolved."""
    if basis in ("published", "unresolved") or not (start or end):
        return None
    return start or "", end or start or ""


def _plain_key(value: Hashable) -> Hashable | None:
    return None if value == "unknown" else value


_KEYS: dict[str, Any] = {
    "place": place_key,
    "to_place": place_key,
    "size": lambda value: (value.min, value.max),
    "unit": unit_key,
    **dict.fromkeys(("gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject"), _actor_key),
}


def key_of(name: str) -> Callable[[Any], Hashable | None]:
    """What values of a field are compared by: equal keys mean the same value, None says nothing."""
    found: Callable[[Any], Hashable | None] = _KEYS.get(name, _plain_key)
    return found


def spelling_of(value: Any) -> Hashable:
    """A value as it is written."""
    return value.name if isinstance(value, Place | Actor) else value


def shown(value: Any) -> Any:
    """A value as JSON holds it."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
