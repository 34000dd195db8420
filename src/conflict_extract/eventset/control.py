"""Who holds what on a day, by whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from conflict_extract.normalize import fold, fold_place
from conflict_extract.schema import Actor, ControlChangeEvent, Event, Place


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


def control_states(events: Iterable[Event], at: str | None = None, place: str | None = None) -> list[ControlState]:
    """The state of each place, sorted by its name.

    A place that forces only entered has not changed hands; a change whose day is not known counts as the earliest.

    Args:
        events: of any kinds.
        at: ISO date; changes that began later are left out. None for the latest state.
        place: only places of this name, in any spelling that folds to the same.
    """
    wanted = fold_place(place) if place else None
    by_place: dict[tuple[str, bool], list[ControlChangeEvent]] = defaultdict(list)
    for event in events:
        if not isinstance(event, ControlChangeEvent) or event.extent == "entered":
            continue
        key = fold_place(event.place.name)
        too_late = at is not None and event.date.start is not None and event.date.start > at
        if not too_late and (wanted is None or wanted in (key, fold(event.place.text))):
            by_place[key, event.place.type == "governorate"].append(event)
    states = []
    for changes in by_place.values():
        changes.sort(key=lambda event: (event.date.end or "", event.first_reported or "", event.id), reverse=True)
        last = changes[0]
        states.append(
            ControlState(
                place=last.place,
                held_by=last.gained_by,
                since=last.date.start,
                event=last,
                before=tuple(changes[1:]),
            )
        )
    return sorted(states, key=lambda state: (fold(state.place.name), state.event.id))
