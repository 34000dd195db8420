"""Who holds what on a day, by whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conflict_extract.normalize import fold, fold_place, is_generic
from conflict_extract.schema import Actor, ControlChangeEvent, Event, Place, Record


@dataclass(frozen=True)
class ControlState:
    """The last change of control of a place up to a day: who holds it since then, who says so, who disputes it.

    `before` are the earlier changes of the place, latest first.
    """

    place: Place
    held_by: Actor | None
    since: str | None
    event: ControlChangeEvent
    before: tuple[ControlChangeEvent, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that say so."""
        return self.event.outlets

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The official denials that contest it."""
        return self.event.disputed_by


def control_states(
    events: Iterable[Event], records: Mapping[str, Record], at: str | None = None, place: str | None = None
) -> list[ControlState]:
    """The state of each place, sorted by its name.

    A place that forces only entered has not changed hands; a change whose day is not known counts as the earliest,
    and one that began by the day counts although it may have ended later. Spellings that stand in one event are one
    place; a place that no sentence names ("the town") is a place of its own each time.

    Args:
        events: of any kinds.
        records: those of the events, by id.
        at: ISO date; changes that began later are left out. None for the latest state.
        place: only places of this name, in any spelling that folds to the same or stands in one event with it.
    """
    changes = [event for event in events if isinstance(event, ControlChangeEvent)]
    names = {event.id: _names(event, records) for event in changes}
    home = _homes(names.values())
    wanted = home.get(fold_place(place), "") if place else None
    by_place: dict[tuple[str, bool], list[ControlChangeEvent]] = defaultdict(list)
    for event in changes:
        key = home[names[event.id][0]]
        too_late = at is not None and event.date.start is not None and event.date.start > at
        if event.extent != "entered" and not too_late and wanted in (None, key):
            by_place[key, event.place.type == "governorate"].append(event)
    states = []
    for told in by_place.values():
        told.sort(key=lambda event: (event.date.end or "", event.first_reported or "", event.id), reverse=True)
        last = told[0]
        states.append(ControlState(last.place, last.gained_by, last.date.start, last, tuple(told[1:])))
    return sorted(states, key=lambda state: (fold(state.place.name), state.event.id))


def _names(event: ControlChangeEvent, records: Mapping[str, Record]) -> list[str]:
    """The folded names of an event's place, that of the event first; the event's id where nothing names it."""
    places = [event.place, *(place for key in event.records if key in records and (place := records[key].place))]
    return list(dict.fromkeys(fold_place(place.name) for place in places if not is_generic(place.name))) or [event.id]


def _homes(spellings: Iterable[Sequence[str]]) -> dict[str, str]:
    """For each name the smallest of those that mean the same place, over chains of events."""
    home: dict[str, str] = {}

    def find(name: str) -> str:
        while home.setdefault(name, name) != name:
            name = home[name]
        return name

    for names in spellings:
        for name in names:
            first, second = sorted((find(names[0]), find(name)))
            home[second] = first
    return {name: find(name) for name in list(home)}
