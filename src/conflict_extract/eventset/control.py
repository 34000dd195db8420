"""Who holds what on a day, by whose word, and what speaks against it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import NamedTuple, Self, cast, overload

from conflict_extract._counted import counted
from conflict_extract.normalize import ActorTable, akin, alike, allied, fold, fold_place, is_unnamed, moment
from conflict_extract.output import Held
from conflict_extract.output.wording import actor_name, date_words, place_name, steps_words
from conflict_extract.schema import Actor, ControlChangeEvent, Event, OfficialDenialEvent, Place, Record

_NEVER = datetime.min.replace(tzinfo=UTC)
# from so many outlets on that have no part in it, what they tell outweighs a later claim in one's own cause
ESTABLISHED = 2


class Change(NamedTuple):
    """A change of control in short: what decides who holds a place, and what there is to say of it.

    Attributes:
        id: of the event.
        held_by: who gained the place.
        start: the first day on which it may have happened, as an ISO date.
        end: the last one.
        reported: when it was first reported.
        n_independent: how many outlets tell it without doubts and not by the word of the side that gained the place.
    """

    id: str
    held_by: Actor | None
    start: str | None
    end: str | None
    reported: datetime | None
    n_independent: int

    @property
    def begins(self) -> str:
        """The day from which it counts; "" where none is known."""
        return self.start or self.end or ""


@dataclass(frozen=True)
class ControlState:
    """Who holds a place since its last change of control up to a day, who says so, who disputes or contests it.

    A change that nobody tells but the side that gained the place, or only with doubts, does not outweigh one before
    it that two or more other outlets tell.

    Attributes:
        place: the place.
        held_by: who holds it; null where nobody is named.
        since: null where only the last day is known by which it changed hands, the event's `date.end`, or none.
        event: the change by which it is held.
        contested_by: changes to other holders that speak against it, latest first: later ones that do not outweigh it,
            those that may have happened on the same day and, where it rests on the word of its own side, what others
            told before. How many outlets tell each, and whether in their own cause, these events say themselves.
        denials: the official denials that contest the change, up to that day.
        before: the earlier changes of the place, latest first; beyond the last few each is read when it is asked for.
    """

    place: Place
    held_by: Actor | None
    since: str | None
    event: ControlChangeEvent
    contested_by: tuple[ControlChangeEvent, ...]
    denials: tuple[OfficialDenialEvent, ...]
    before: Sequence[Change]

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that say so."""
        return self.event.outlets

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The ids of the official denials that contest it, up to that day."""
        return tuple(denial.id for denial in self.denials)

    @property
    def own_cause(self) -> bool:
        """Whether nobody says so but the side that holds it."""
        return self.event.own_cause

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why this is the holder, and what speaks against, in plain sentences."""
        event, holder = self.event, actor_name(self.held_by) or "an unnamed side"
        found = [f"{place_name(self.place)} was taken by {holder}{_when(event)}: {_by_whose_word(event)}."]
        if steps := steps_words(event):
            found.append(f"How far it went: {steps}.")
        for other in self.contested_by:
            told = f"Against it: taken by {actor_name(other.gained_by)}{_when(other)}, {_by_whose_word(other)}"
            if _order(_change(other)) > _order(_change(event)):
                found.append(
                    f"{told}; this does not outweigh the {counted(event.n_independent or 0, 'outlet')} that have no "
                    "part in it."
                )
            elif _change(event).begins <= (other.date.end or ""):
                found.append(
                    f"{told}; of one day what most outlets tell independently counts, then what was reported last."
                )
            else:
                found.append(f"{told}; nobody without a part in it tells what came after.")
        for denial in self.denials:
            found.append(f"Against it: {actor_name(denial.speaker)} denies it{_when(denial)}: {denial.claim}")
        if self.before:
            last = self.before[0]
            day = last.start or (f"by {last.end}" if last.end else "on an unknown day")
            found.append(
                f"{counted(len(self.before), 'change')} of control came before, the last one {day} to "
                f"{actor_name(last.held_by) or 'an unnamed side'}."
            )
        return tuple(found)


def _when(event: ControlChangeEvent | OfficialDenialEvent) -> str:
    return f" ({words})" if (words := date_words(event.date)) else " (day unknown)"


def _by_whose_word(event: ControlChangeEvent) -> str:
    named = f" ({', '.join(event.outlets)})" if event.outlets else ""
    told = f"told by {counted(event.n_outlets, 'outlet')}{named}"
    if event.own_cause:
        return f"{told}, by the word of its own side only"
    return told if event.n_independent != 0 else f"{told}, with doubts or by the word of its own side only"


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


def changes_by_place(
    events: Iterable[Event], records: Mapping[str, Record], at: str | None, place: str | None, actors: ActorTable
) -> list[History]:
    """The changes of control of each place by a day, latest first; the places in the order of their folded names.

    A place that forces only entered has not changed hands. A change whose day is not known counts as the earliest, and
    one that began by the day counts although it may have ended later. Of an open span only the last day counts: the
    place is held from then at the latest, and a change that is told of that day comes after it. Of those of one day the
    one that most outlets tell independently comes last, then the one that was reported last. Spellings that stand in
    one event are one place, and so are names of one gazetteer entry. A place without a name of its own ("the town",
    "five villages") is none that one can ask about, and is left out.

    Args:
        events: of any kinds.
        records: those of the events, by id.
        at: ISO date; changes that began later, or whose last day lies later if the first is not known, are left out.
            None for the latest state.
        place: only places of this name, in any spelling that folds to the same or stands in one event with it.
        actors: the table by which two holders are one side.
    """
    named: list[tuple[ControlChangeEvent, tuple[str, ...]]] = []
    for event in events:
        if isinstance(event, ControlChangeEvent):
            told = [it.name for key in event.records if key in records and (it := records[key].place)]
            if names := names_of(event.place.name, event.place.geonames_id, told):
                named.append((event, names))
    home = homes_of({names for _, names in named})
    wanted = home.get(fold_place(place), "") if place else None
    by_place: dict[tuple[str, bool], list[Change]] = defaultdict(list)
    for event, names in named:
        change, key = _change(event), home[names[0]]
        too_late = at is not None and change.begins > at
        if event.extent != "entered" and not too_late and wanted in (None, key):
            by_place[key, event.place.type == "governorate"].append(change)
    return [History.of(changes, actors) for _, changes in sorted(by_place.items())]


def _change(event: ControlChangeEvent) -> Change:
    reported = moment(event.first_reported) if event.first_reported else None
    told = event.n_outlets if event.n_independent is None else event.n_independent
    return Change(event.id, event.gained_by, event.date.start, event.date.end, reported, told)


def _order(change: Change) -> tuple[str, bool, int, datetime, str, str]:
    """What of two changes is the later; by the holder's name where all else is equal, for ids depend on which records
    came first."""
    told, holder = change.start is not None, change.held_by.name if change.held_by else ""
    return change.end or "", told, change.n_independent, change.reported or _NEVER, holder, change.id


class History(NamedTuple):
    """The changes of control of one place.

    Attributes:
        latest: the latest first, as many as decide who holds it and some more.
        total: how many there are.
        read: reads them all, latest first.
        actors: the table by which two holders are one side.
    """

    latest: Sequence[Change]
    total: int
    read: Callable[[], Sequence[Change]]
    actors: ActorTable

    @classmethod
    def of(cls, changes: Iterable[Change], actors: ActorTable) -> Self:
        """All changes of one place, which are all at hand."""
        latest = sorted(changes, key=_order, reverse=True)
        return cls(latest, len(latest), partial(list, latest), actors)

    @property
    def shown(self) -> tuple[int, ...]:
        """The positions of the change that counts, and of those that contest it."""
        holder, contesting = standing(self.latest, self.actors)
        return holder, *contesting

    def before(self, holder: int) -> Sequence[Change]:
        """Those before one of the latest."""
        skipped = holder + 1
        return _Earlier(self.latest[skipped:], self.total - skipped, lambda: self.read()[skipped:])


class Standing(NamedTuple):
    """Which of the changes of a place, latest first, holds, and which speak against it, by their positions."""

    holder: int
    contesting: tuple[int, ...]


def standing(told: Sequence[Change], actors: ActorTable) -> Standing:
    """Which change of a place counts, and which ones contest it.

    The last one counts, unless nobody tells it but the side that gained the place, or only with doubts, while the last
    change that others tell is told by `ESTABLISHED` of them: then that one stands.

    Args:
        told: the changes of a place, latest first; those before the last one that others tell, and before its first
            day, change nothing.
        actors: the table by which two holders are one side.
    """
    vouched = next((at for at, change in enumerate(told) if change.n_independent), None)
    holder = vouched if vouched is not None and told[vouched].n_independent >= ESTABLISHED else 0
    begins = told[holder].begins
    rivals = [
        at
        for at, change in enumerate(told)
        if at < holder or (at > holder and ((change.end or "") >= begins or (at == vouched)))
    ]
    return Standing(holder, tuple(at for at in rivals if _is_other(told[holder].held_by, told[at].held_by, actors)))


def _is_other(one: Actor | None, two: Actor | None, actors: ActorTable) -> bool:
    return one is not None and two is not None and not allied(one, two, actors)


def over_time(history: History) -> list[Held]:
    """How who holds a place changed; the earliest day first."""
    told = history.latest
    found = []
    for day in sorted({change.begins for change in told}):
        known = [change for change in told if change.begins <= day]
        holder, contesting = standing(known, history.actors)
        found.append(Held(day, known[holder].id, [known[at].id for at in contesting]))
    return found


def spans(history: Iterable[Held]) -> list[tuple[Held, str | None]]:
    """How who holds a place changed, with the day from which on the next counts; days that say the same are one."""
    place = list(history)
    told = [*place[:1], *(two for one, two in itertools.pairwise(place) if two[1:] != one[1:])]
    return [*zip(told, [*(each.day for each in told[1:]), None], strict=True)] if told else []


def control_states(
    histories: Iterable[History], events: Mapping[str, Event], at: str | None = None
) -> list[ControlState]:
    """The state of each place, sorted by its name.

    Args:
        histories: of each place, up to a day.
        events: those that hold or contest, and the denials that contest the former, by id.
        at: that day as an ISO date; None for the latest state. What was denied later is not told.
    """
    states = []
    for each in histories:
        changes = each.latest
        holder, contesting = standing(changes, each.actors)
        event = cast(ControlChangeEvent, events[changes[holder].id])
        against = tuple(cast(ControlChangeEvent, events[changes[at].id]) for at in contesting)
        denying = (events[denial] for denial in event.disputed_by)
        denials = tuple(
            denial
            for denial in denying
            if isinstance(denial, OfficialDenialEvent)
            and (at is None or (denial.date.start or denial.date.end or "") <= at)
        )
        before = each.before(holder)
        states.append(ControlState(event.place, event.gained_by, event.date.start, event, against, denials, before))
    return sorted(states, key=lambda state: (fold(state.place.name), state.event.id))


class _Earlier(Sequence[Change]):
    """Changes of a place, latest first, of which the last few are at hand; the others are read once they are asked
    for."""

    def __init__(self, latest: Sequence[Change], count: int, read: Callable[[], Sequence[Change]]) -> None:
        self._known = latest
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Change: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Change]: ...

    def __getitem__(self, at: int | slice) -> Change | Sequence[Change]:
        if isinstance(at, slice):
            return [self[each] for each in range(len(self))[at]]
        position = range(len(self))[at]
        if position >= len(self._known):
            self._known = self._read()
        return self._known[position]


def homes_of(spellings: Iterable[Sequence[str]]) -> dict[str, str]:
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
