"""How events are put into few words, for the terminal, the report and the ACLED notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from conflict_extract.schema import (
    Actor,
    ControlChangeEvent,
    Date,
    DefectionEvent,
    Event,
    Kind,
    OfficialDenialEvent,
    Place,
    Size,
    WithdrawalEvent,
)
from conflict_extract.schema.events import Status
from conflict_extract.schema.records import Doubt

KIND_NAMES: Final[Mapping[Kind, str]] = {
    "control_change": "control change",
    "withdrawal": "withdrawal",
    "defection": "defection",
    "official_denial": "official denial",
}
STATUS_NAMES: Final[Mapping[Status, str]] = {
    "single_source": "single source",
    "corroborated": "corroborated",
    "disputed": "disputed",
}
CREDIBILITY_NAMES: Final[Mapping[int, str]] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
DOUBT_NAMES: Final[Mapping[Doubt, str]] = {
    "planned": "the words seem to tell a plan",
    "negated": "the words seem to say that it did not happen",
    "supposed": "the words seem to suppose it only",
    "unknown_trigger": "the words are not known to mean this",
    "unlikely_actor": "such an actor hardly does this",
    "unlikely_place": "this hardly happens to such a place",
    "name_not_in_text": "a name is not in the text",
    "name_disputed": "the same words were given two names",
    "name_contradicted": "the words are known as another name",
    "date_disputed": "the words for the date mean another day",
    "date_impossible": "there is no such day as was given",
    "country_unknown": "there is no such country as was given",
    "country_contradicted": "the place lies in another country than was given",
}
_STAGES: Final[Mapping[str, str]] = {
    "announced": "will leave (announced)",
    "ordered": "will leave (ordered)",
    "under_way": "is leaving",
    "completed": "left",
}
_PLAIN_PLACE_TYPES: Final = frozenset({"city", "town", "village", "other"})


def actor_name(actor: Actor | None) -> str | None:
    """The actor's normalised name, else the words of the article; None where there is no actor."""
    return (actor.name or actor.text) if actor else None


def place_name(place: Place | None) -> str | None:
    """The place's normalised name, else the words of the article; None where there is no place."""
    return (place.name or place.text) if place else None


def place_words(place: Place | None) -> str:
    """A place with its type, where that isn't a settlement, and what it lies in: "Zuwara crossing, western Libya"."""
    if place is None:
        return ""
    words = place_name(place) or ""
    if place.type not in _PLAIN_PLACE_TYPES and place.type not in words.casefold():
        words = f"{words} ({place.type})"
    if place.within and place.within.casefold() not in words.casefold():
        words = f"{words}, {place.within}"
    return words


def date_words(date: Date) -> str:
    """A date as short as its precision allows.

    "2011-08-20", "2011-08", "2011", "2011-08-20/22", "2011-08-30/2011-09-02"; "by 2011-08-20" where only the last day
    is known; "~" in front where the text gives no date and that of publication stands in; the words of the article
    where they cannot be resolved; "" where nothing is known.
    """
    if date.basis == "unresolved":
        return date.text or ""
    if date.start is None:
        return f"by {date.end}" if date.end else ""
    start, end = date.start, date.end or date.start
    if date.precision == "month" and start[:7] == end[:7]:
        words = start[:7]
    elif date.precision == "year" and start[:4] == end[:4]:
        words = start[:4]
    elif start == end:
        words = start
    elif start[:8] == end[:8] and len(end) == len("2011-08-20"):
        words = f"{start}/{end[8:]}"
    else:
        words = f"{start}/{end}"
    return f"~{words}" if date.basis == "published" else words


def doubt_words(doubts: Iterable[Doubt]) -> str:
    """What speaks against a record: "the words seem to tell a plan; a name is not in the text"."""
    return "; ".join(DOUBT_NAMES[doubt] for doubt in doubts)


def size_words(size: Size | None) -> str:
    """A number of people: "40", "40-50", "at least 40", "at most 50", else the words of the article."""
    if size is None:
        return ""
    if size.min is not None and size.max is not None:
        return f"{size.min:,}" if size.min == size.max else f"{size.min:,}\N{EN DASH}{size.max:,}"
    if size.min is not None:
        return f"at least {size.min:,}"
    if size.max is not None:
        return f"at most {size.max:,}"
    return size.text


def what_words(event: Event) -> str:
    """What happened, without when and where: "opposition ← army", "army left → Damascus", "denies withdrawal: …"."""
    match event:
        case ControlChangeEvent():
            return _control_words(event)
        case WithdrawalEvent():
            force = actor_name(event.force) or "forces"
            if event.unit and event.unit.casefold() not in force.casefold():
                force = f"{force} ({event.unit})"
            return " \N{RIGHTWARDS ARROW} ".join(_known(f"{force} {_STAGES[event.stage]}", place_name(event.to_place)))
        case DefectionEvent():
            return _defection_words(event)
        case OfficialDenialEvent():
            denied = "" if event.denies == "other" else f" {KIND_NAMES[event.denies]}"
            return f"{actor_name(event.speaker)} denies{denied}: {event.claim}"


def _control_words(event: ControlChangeEvent) -> str:
    gained, lost = actor_name(event.gained_by), actor_name(event.lost_by)
    if gained and lost:
        words = f"{gained} \N{LEFTWARDS ARROW} {lost}"
    elif gained:
        words = f"taken by {gained}"
    elif lost:
        words = f"lost by {lost}"
    else:
        words = "changed hands"
    details = [detail for detail in (event.extent, event.means) if detail not in ("full", "unknown")]
    return f"{words} ({', '.join(details)})" if details else words


def _defection_words(event: DefectionEvent) -> str:
    size = size_words(event.size)
    words = " ".join(_known(actor_name(event.who), event.unit and f"of {event.unit}", size and f"({size})"))
    from_side, to_side = actor_name(event.from_side), actor_name(event.to_side)
    words = f"{words} left {from_side}" if from_side else f"{words} defected"
    return f"{words} \N{RIGHTWARDS ARROW} {to_side}" if to_side else words


def _known(*parts: str | None) -> Iterable[str]:
    return [part for part in parts if part]
