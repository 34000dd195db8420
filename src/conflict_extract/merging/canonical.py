"""One event out of the records that tell it: canonical fields, conflicts, status and credibility."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conflict_extract.merging.features import days, place_key
from conflict_extract.merging.outlets import independent_outlets
from conflict_extract.normalize import fold, is_generic
from conflict_extract.schema import (
    EVENT_ADAPTER,
    Actor,
    Conflict,
    ConflictingValue,
    Date,
    Event,
    Place,
    Record,
    Size,
)

_FIELDS: dict[str, tuple[str, ...]] = {
    "control_change": ("place", "gained_by", "lost_by", "extent", "means"),
    "withdrawal": ("place", "force", "unit", "to_place", "stage"),
    "defection": ("who", "unit", "from_side", "to_side", "size", "place"),
    "official_denial": ("speaker", "denies", "claim", "subject", "place"),
}
_WORDINGS = frozenset(["claim"])


def event_of(records: Sequence[Record], event_id: str | None = None) -> Event:
    """The event that records of one kind tell.

    Each field takes the value that most independent outlets give; among equals that of most records, then of the
    earliest. A value that says nothing ("unknown", null, "the capital" beside a name) counts only if there is no
    other. Fields on which the sources differ are listed in `conflicts` with every value; a denied claim is worded
    anew by everyone and is none of them.

    Args:
        records: of one kind, at least one.
        event_id: an id that the event already has; else it is made from the smallest record id.
    """
    ordered = sorted(records, key=lambda record: (record.published or "9999", record.id))
    groups = independent_outlets(ordered)
    fields: dict[str, Any] = {}
    conflicts = []
    for name in (*_FIELDS[ordered[0].kind], "date"):
        value, differing = _choose(name, ordered, groups)
        fields[name] = value
        if differing and name not in _WORDINGS:
            conflicts.append(Conflict(field=name, values=tuple(differing)))
    outlets = sorted({record.outlet for record in ordered if record.outlet})
    reported = sorted(record.published for record in ordered if record.published)
    return EVENT_ADAPTER.validate_python(
        {
            "id": event_id or event_id_of(record.id for record in ordered),
            "kind": ordered[0].kind,
            **fields,
            "records": tuple(record.id for record in ordered),
            "outlets": tuple(outlets),
            "n_articles": len({record.article_id for record in ordered}),
            "n_outlets": len(set(groups.values())),
            "conflicts": tuple(conflicts),
            "first_reported": reported[0] if reported else None,
            "last_reported": reported[-1] if reported else None,
        }
    )


def event_id_of(record_ids: Any) -> str:
    """The id of a new event: made from the smallest id of its records."""
    return "evt_" + hashlib.sha256(min(record_ids).encode()).hexdigest()[:16]


def credibility(event: Event, records: Sequence[Record]) -> int:
    """The information credibility of the Admiralty code (NATO AJP-2.1), by this rule:

    1 three or more independent outlets and no denial; 2 two independent outlets and no denial; 3 one outlet, and the
    article says who says so; 4 denied by an official, but told by two or more independent outlets; 5 denied, and told
    by one; 6 one outlet that names no source, or no outlet known. An official denial names its source: the speaker.
    """
    if event.disputed_by:
        return 4 if event.n_outlets >= 2 else 5
    if event.n_outlets >= 3:
        return 1
    if event.n_outlets == 2:
        return 2
    named = event.kind == "official_denial" or any(record.source.text for record in records)
    return 3 if named and event.outlets else 6


def _choose(name: str, records: Sequence[Record], groups: Mapping[str, str]) -> tuple[Any, list[ConflictingValue]]:
    """The value of a field, and every value with who gave it where they differ."""
    key_of = _KEYS.get(name, _plain_key)
    by_key: dict[Any, list[Record]] = defaultdict(list)
    for record in records:
        key = key_of(getattr(record, name))
        if key is not None:
            by_key[key].append(record)
    if not by_key:
        values = [getattr(record, name) for record in records]
        return next((value for value in values if value is not None), None), []

    def support(key: Any) -> tuple[int, int, int]:
        told = by_key[key]
        return -len({groups[record.id] for record in told}), -len(told), records.index(told[0])

    order = sorted(by_key, key=support)
    value = _representative(name, by_key[order[0]])
    if len(order) == 1 or not _differ(name, [getattr(by_key[key][0], name) for key in order]):
        return value, []
    differing = [
        ConflictingValue(
            value=_shown(_representative(name, by_key[key])),
            records=tuple(sorted(record.id for record in by_key[key])),
            outlets=tuple(sorted({record.outlet for record in by_key[key] if record.outlet})),
        )
        for key in order
    ]
    return value, differing


def _representative(name: str, records: Sequence[Record]) -> Any:
    """Of equal values the spelling that most records use, the earliest among equals."""
    values = [getattr(record, name) for record in records]
    if name in ("place", "to_place"):
        merged = Counter(value.name for value in values)
        best = max(
            values,
            key=lambda value: (
                value.geonames_id is not None,
                merged[value.name],
                value.within is not None,
                value.type != "other",
            ),
        )
        known = next((value.type for value in values if value.type != "other"), "other")
        within = next((value.within for value in values if value.within), None)
        return best.model_copy(
            update={"type": best.type if best.type != "other" else known, "within": best.within or within}
        )
    if isinstance(values[0], Actor):
        spelled = Counter(value.name for value in values)
        return max(values, key=lambda value: spelled[value.name])
    return values[0]


def _differ(name: str, values: Sequence[Any]) -> bool:
    """Whether values contradict each other, rather than say the same more or less exactly."""
    if name == "date":
        spans = [(first, last) for first, last in map(days, values) if first is not None and last is not None]
        return bool(spans) and max(first for first, _ in spans) > min(last for _, last in spans)
    if isinstance(values[0], Actor):
        sides = {value.side for value in values}
        ids = {value.id for value in values if value.id}
        return len(ids) > 1 or len(sides - {"unknown", "armed_group"}) > 1
    if name == "unit":
        folded = [set(fold(value).split()) for value in values]
        return not all(one <= two or two <= one for one in folded for two in folded)
    return name != "place"


def _actor_key(value: Actor | None) -> str | None:
    return (value.id or fold(value.name)) if value else None


def _place_key(value: Place | None) -> str | None:
    return place_key(value) if value else None


def _unit_key(value: str | None) -> str | None:
    return fold(value) if value and not is_generic(value) else None


def _date_key(value: Date) -> tuple[str, str] | None:
    """Dates that articles state; the date of publication counts only where nobody states one."""
    return (value.start, value.end or value.start) if value.start and value.basis != "published" else None


def _size_key(value: Size | None) -> tuple[int | None, int | None] | None:
    return (value.min, value.max) if value else None


def _plain_key(value: Any) -> Any:
    return None if value in (None, "unknown") else value


_KEYS: dict[str, Callable[[Any], Any]] = {
    "place": _place_key,
    "to_place": _place_key,
    "date": _date_key,
    "size": _size_key,
    "unit": _unit_key,
    **dict.fromkeys(("gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject"), _actor_key),
}


def _shown(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
