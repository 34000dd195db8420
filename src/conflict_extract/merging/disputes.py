"""Which events an official denial contests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from conflict_extract.merging.features import days, place_key
from conflict_extract.merging.scoring import alike
from conflict_extract.normalize import fold, fold_place, is_generic
from conflict_extract.schema import Actor, Event, OfficialDenialEvent, Place, Record

REACH_DAYS = 3
_ALL = re.compile(r"\b(?:all|any|anywhere|every|whole|entire|no)\b", re.IGNORECASE)
_FILLER = frozenset(["area", "areas", "part", "parts", "place", "places", "surrounding", "any"])
_FELLOW = re.compile(
    r"(?:\s*,|\s+(?:and|or|nor)|\s*,\s+(?:and|or|nor))\s+(?:(?:in|from|of|the)\s+)*"
    r"(?P<name>[A-Z][\w'’`-]*(?:[ -](?:[A-Z][\w'’`-]*|(?:al|el|ad|as|ar|ash|az)(?!\w)))*)"
)
_CONTAINER = re.compile(r"\bin\s+([^,.;:]+)")
_ACTED = {"control_change": "gained_by", "withdrawal": "force", "defection": "who"}
_ALLIED = frozenset(["opposition", "armed_group"])


def contested(events: Sequence[Event], told: Mapping[str, Sequence[Record]]) -> Iterator[tuple[str, str]]:
    """Pairs (denial's id, contested event's id).

    A denial contests an event of the kind it denies, by the actor it speaks of, within three days before to one day
    after the denial, at the same place or one named with it, or inside the denied place if it speaks of all or any of
    it. A denied defection may be told by its people instead of a place.

    Args:
        events: all of them, denials and others.
        told: the records of each event, by its id.
    """
    of_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        of_kind[event.kind].append(event)
    for denial in events:
        if isinstance(denial, OfficialDenialEvent) and denial.denies != "other":
            for event in of_kind[denial.denies]:
                if _contests(denial, told[denial.id], event, told[event.id]):
                    yield denial.id, event.id


def _contests(
    denial: OfficialDenialEvent, denials: Sequence[Record], event: Event, statements: Sequence[Record]
) -> bool:
    actor: Actor | None = getattr(event, _ACTED[event.kind])
    if not _in_time(denial, event) or not _speaks_of(denial, actor):
        return False
    if event.kind == "defection" and denial.subject is not None and _same_people(denial.subject, actor):
        return True
    places = [place for place in (event.place, *(record.place for record in statements)) if place is not None]
    return any(_at(record, places, statements) for record in denials)


def _at(denial: Record, places: Sequence[Place], statements: Sequence[Record]) -> bool:
    denied = denial.place
    if denied is None or not places:
        return False
    keys = {key for key in map(place_key, places) if key is not None}
    if _is_one_of(place_key(denied), keys):
        return (denied.type == "governorate") == any(place.type == "governorate" for place in places)
    if any(_is_one_of(name, keys) for name in _named_with(denied.text, denial)):
        return True
    sweeping = _ALL.search(f"{denied.text} {getattr(denial, 'claim', '')} {denial.trigger}") is not None
    return sweeping and _inside(places, denied, statements)


def _is_one_of(name: str | None, keys: set[str]) -> bool:
    return name is not None and (name in keys or any(alike(name, key) for key in keys))


def _named_with(name: str, denial: Record) -> set[str]:
    """The folded names that follow the denied place's in an enumeration: "that Zawiya or Zliten had fallen"."""
    found = set()
    for sentence in (piece.text for piece in denial.evidence):
        position = sentence.find(name)
        while position >= 0 and (match := _FELLOW.match(sentence, position + len(name))):
            name, position = match.group("name"), match.start("name")
            found.add(fold_place(name))
    return found


def _inside(places: Sequence[Place], denied: Place, statements: Sequence[Record]) -> bool:
    """Whether what the article says the place lies in (or its own name) holds every word of the denied place."""
    wanted = set(fold(denied.text).split()) - _FILLER
    if not wanted or is_generic(denied.text):
        return False
    containers = [text for place in places for text in (place.within, place.text) if text]
    for record in statements:
        if record.place is not None:
            containers += _containers(record.place.text, record)
    return any(wanted <= set(fold(text).split()) for text in containers)


def _containers(name: str, record: Record) -> Iterator[str]:
    """What follows an "in" behind the place's name: in a list of places, only the last is written with it."""
    for piece in record.evidence:
        position = piece.text.find(name)
        if position >= 0:
            yield from _CONTAINER.findall(piece.text, position + len(name))


def _in_time(denial: OfficialDenialEvent, event: Event) -> bool:
    first, last = days(event.date)
    _, denied = days(denial.date)
    if first is None or last is None or denied is None:
        return True
    return first - 1 <= denied and last >= denied - REACH_DAYS


def _speaks_of(denial: OfficialDenialEvent, actor: Actor | None) -> bool:
    """Whether the actor is of the side that the denial speaks of.

    Where it names nobody, an official denies the losses of his own side: its withdrawals and defections, and what
    others than it have taken.
    """
    if actor is None or actor.side == "unknown":
        return True
    if denial.subject is not None and denial.subject.side != "unknown":
        return _same_side(denial.subject, actor)
    if denial.speaker.side == "unknown":
        return True
    return _same_side(denial.speaker, actor) != (denial.denies == "control_change")


def _same_side(one: Actor, other: Actor) -> bool:
    return one.side == other.side or {one.side, other.side} <= _ALLIED


def _same_people(subject: Actor, who: Actor | None) -> bool:
    """Whether one name is the other with more words: "Mr Khalid Haddad" and "Khalid Haddad"."""
    if who is None:
        return False
    one, two = set(fold(subject.name).split()), set(fold(who.name).split())
    return one <= two or two <= one
