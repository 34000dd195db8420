"""Which events an official denial contests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from conflict_extract.merging.features import days, place_key
from conflict_extract.normalize import fold
from conflict_extract.schema import Actor, Event, OfficialDenialEvent, Place, Record

REACH_DAYS = 3
_ALL = re.compile(r"\b(?:all|any|anywhere|every|whole|entire|no)\b", re.IGNORECASE)
_FILLER = frozenset(["area", "areas", "part", "parts", "place", "places", "surrounding", "any"])


def contested(
    denials: Iterable[tuple[OfficialDenialEvent, Sequence[Record]]], events: Sequence[Event]
) -> Iterator[tuple[str, str]]:
    """Pairs (denial's id, contested event's id).

    A denial contests an event of the kind it denies, at the same place or inside the denied one if it speaks of all
    or any of it, by the actor it speaks of, within three days before to one day after the denial.
    """
    for denial, records in denials:
        for event in events:
            if event.kind == denial.denies and _contests(denial, records, event):
                yield denial.id, event.id


def _contests(denial: OfficialDenialEvent, records: Sequence[Record], event: Event) -> bool:
    actor: Actor | None = getattr(
        event, {"control_change": "gained_by", "withdrawal": "force", "defection": "who"}[event.kind]
    )
    return (
        _in_time(denial, event) and _same_actor(denial.subject, actor) and any(_at(record, event) for record in records)
    )


def _at(record: Record, event: Event) -> bool:
    denied, place = record.place, event.place
    if denied is None or place is None:
        return False
    if place_key(denied) is not None and place_key(denied) == place_key(place):
        return not (denied.type == "governorate") ^ (place.type == "governorate")
    sweeping = _ALL.search(f"{denied.text} {getattr(record, 'claim', '')} {record.trigger}") is not None
    return sweeping and _inside(place, denied)


def _inside(place: Place, denied: Place) -> bool:
    """Whether what the article says the place lies in (or its own name) holds every word of the denied place."""
    wanted = set(fold(denied.text).split()) - _FILLER
    return bool(wanted) and any(wanted <= set(fold(text).split()) for text in (place.within, place.text) if text)


def _in_time(denial: OfficialDenialEvent, event: Event) -> bool:
    first, last = days(event.date)
    _, denied = days(denial.date)
    if first is None or last is None or denied is None:
        return True
    return first - 1 <= denied and last >= denied - REACH_DAYS


def _same_actor(subject: Actor | None, actor: Actor | None) -> bool:
    if subject is None or actor is None or "unknown" in (subject.side, actor.side):
        return True
    allied = {"opposition", "armed_group"}
    return subject.side == actor.side or {subject.side, actor.side} <= allied
