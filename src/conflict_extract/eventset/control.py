"""Who holds what on a day, by whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, cast, overload

from conflict_extract.normalize import akin, alike, fold, fold_place, is_unnamed, moment
from conflict_extract.schema import Actor, ControlChangeEvent, Event, OfficialDenialEvent, Place, Record

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ControlState:
    """The last change of control of a place up to a day: who holds it since then, who says so, who disputes it.

    `since` is null where only the last day is known by which it changed hands, the event's `date.end`, or none.
    `before` are the earlier changes of the place, latest first, each read when it is asked for; `denials` are the
    official denials that contest the last change.
    """

    place: Place
    held_by: Actor | None
    since: str | None
    event: ControlChangeEvent
    before: Sequence[ControlChangeEvent]
    denials: tuple[OfficialDenialEvent, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that say so."""
        return self.event.outlets

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The ids of the official denials that contest it."""
        return self.event.disputed_by


class Change(NamedTuple):
    """What decides which change of control of a place is the last: the event's id, the folded names of its place (none
    where nothing names it), whether that is a governorate, whether forces only entered, the days it may have happened
    on, and when it was first reported."""

    id: str
    names: tuple[str, ...]
    governorate: bool
    entered: bool
    start: str | None
    end: str | None
    first_reported: str | None


def changes_of(events: Iterable[Event], records: Mapping[str, Record]) -> list[Change]:
    """The changes of control among events, those of places without a name of their own too.

    Args:
        events: of any kinds.
        records: those of the events, by id.
    """
    found = []
    for event in events:
        if isinstance(event, ControlChangeEvent):
            told = [place.name for key in event.records if key in records and (place := records[key].place)]
            names = names_of(event.place.name, event.place.geonames_id, told)
            days = event.date.start, event.date.end
            governorate, entered = event.place.type == "governorate", event.extent == "entered"
            found.append(Change(event.id, names, governorate, entered, *days, event.first_reported))
    return found


def names_of(name: str, entry: int | None, told: Iterable[str]) -> tuple[str, ...]:
    """The folded name of an event's place with its spellings, and its gazetteer entry; none where nothing names it. A
    name that is no spelling of it, which a wrong join brought there, is left out.

    Args:
        name: of its place.
        entry: its gazetteer entry.
        told: the names by its records.
    """
    own = fold_place(name)
    if is_unnamed(name):
        return tuple(sorted({fold_place(each) for each in told if not is_unnamed(each)}))
    spelled = {key for each in told if not is_unnamed(each) and _is_spelling(own, key := fold_place(each))}
    return (own, *sorted(spelled - {own}), *([] if entry is None else [f"entry {entry}"]))


@lru_cache(maxsize=1 << 16)
def _is_spelling(one: str, two: str) -> bool:
    return alike(one, two) or akin(one, two)


def last_changes(changes: Iterable[Change], at: str | None, place: str | None) -> list[list[Change]]:
    """The changes of each place by a day, latest first.

    A place that forces only entered has not changed hands. A change whose day is not known counts as the earliest, and
    one that began by the day counts although it may have ended later. Of an open span only the last day counts: the
    place is held from then at the latest, and a change that is told of that day comes after it. Spellings that stand in
    one event are one place, and so are names of one gazetteer entry. A place without a name of its own ("the town",
    "five villages") is none that one can ask about, and is left out.

    Args:
        changes: of any places.
        at: ISO date; changes that began later, or whose last day lies later if the first is not known, are left out.
            None for the latest state.
        place: only places of this name, in any spelling that folds to the same or stands in one event with it.
    """
    changes = [change for change in changes if change.names]
    home = _homes({change.names for change in changes})
    wanted = home.get(fold_place(place), "") if place else None
    by_place: dict[tuple[str, bool], list[Change]] = defaultdict(list)
    for change in changes:
        key = home[change.names[0]]
        too_late = at is not None and (change.start or change.end or "") > at
        if not change.entered and not too_late and wanted in (None, key):
            by_place[key, change.governorate].append(change)
    for told in by_place.values():
        told.sort(key=_order, reverse=True)
    return list(by_place.values())


def _order(change: Change) -> tuple[str, bool, datetime, str]:
    reported = moment(change.first_reported) if change.first_reported else None
    return change.end or "", change.start is not None, reported or _NEVER, change.id


def control_states(told: Iterable[Sequence[Change]], events: Mapping[str, Event]) -> list[ControlState]:
    """The state of each place, sorted by its name.

    Args:
        told: the changes of each place, latest first.
        events: those and the denials that contest the last ones, by id.
    """
    states = []
    for last, *earlier in told:
        event = cast(ControlChangeEvent, events[last.id])
        before = _Before(events, [change.id for change in earlier])
        contesting = (events[denial] for denial in event.disputed_by)
        denials = tuple(denial for denial in contesting if isinstance(denial, OfficialDenialEvent))
        states.append(ControlState(event.place, event.gained_by, event.date.start, event, before, denials))
    return sorted(states, key=lambda state: (fold(state.place.name), state.event.id))


class _Before(Sequence[ControlChangeEvent]):
    """Events by their ids, each looked up when it is asked for."""

    def __init__(self, events: Mapping[str, Event], ids: Sequence[str]) -> None:
        self._events = events
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> ControlChangeEvent: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[ControlChangeEvent]: ...

    def __getitem__(self, at: int | slice) -> ControlChangeEvent | Sequence[ControlChangeEvent]:
        if isinstance(at, slice):
            return _Before(self._events, self._ids[at])
        return cast(ControlChangeEvent, self._events[self._ids[at]])


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
