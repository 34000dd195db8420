"""How events are put into few words, for the terminal, the report and the ACLED notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    Record,
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
    "single_source": "one outlet",
    "corroborated": "corroborated",
    "disputed": "disputed",
}
# what a status means, and by which rule `merging` gives a credibility
STATUS_RULES: Final[Mapping[Status, str]] = {
    "single_source": "one independent outlet tells it, or its outlet is unknown",
    "corroborated": "two or more independent outlets tell it",
    "disputed": "an official denies it",
}
CREDIBILITY_NAMES: Final[Mapping[int, str]] = {
    1: "confirmed by other sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
CREDIBILITY_RULES: Final[Mapping[int, str]] = {
    1: "three or more independent outlets tell it, and no official denies it",
    2: "two independent outlets tell it, and no official denies it",
    3: "one outlet tells it and names who says so, and no official denies it",
    4: "two or more independent outlets tell it, but an official denies it",
    5: "one outlet at most tells it, and an official denies it",
    6: "one outlet tells it without naming who says so, or its outlet is unknown; no official denies it",
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
    "under_way": "began to leave",
    "completed": "left",
}
_PLAIN_PLACE_TYPES: Final = frozenset({"city", "town", "village", "other"})

# a web address that a click may open; what else stands where one should is no link
WEB_ADDRESS: Final = r"https?://(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#\[\]]+)(?::\d+)?(?:[/?#]\S*)?"


def stating(sentences: Sequence[str], trigger: str) -> str:
    """The first of a record's sentences that holds its trigger; else the first, which may just name who is meant."""
    return next((sentence for sentence in sentences if trigger in sentence), sentences[0])


def quote_of(record: Record) -> str:
    """The sentence of a record that states it."""
    return stating([piece.text for piece in record.evidence], record.trigger)


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


def steps_words(event: Event) -> str:
    """How far sources say that it went, where they differ: "full by 1 outlet, entered by 3 outlets"."""
    steps = event.steps if isinstance(event, ControlChangeEvent | WithdrawalEvent) else ()
    return ", ".join(map(str, steps)) if len(steps) > 1 else ""


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
    """What happened, without when and where: "taken by opposition, lost by army", "army left for Damascus", "minister
    denies withdrawal: …"."""
    return "".join(what_parts(event))


def what_parts(event: Event) -> tuple[str, ...]:
    """What `what_words` joins: our own words, then a name or words from articles, and so on by turns.

    The relation of names is said in words: an arrow between two names that are written from right to left would
    point from the wrong one.
    """
    match event:
        case ControlChangeEvent():
            return _control_parts(event)
        case WithdrawalEvent():
            return _withdrawal_parts(event)
        case DefectionEvent():
            return _defection_parts(event)
        case OfficialDenialEvent():
            denied = "" if event.denies == "other" else f" {KIND_NAMES[event.denies]}"
            return _parts(("{}", actor_name(event.speaker)), (f" denies{denied}: {{}}", event.claim))


def _control_parts(event: ControlChangeEvent) -> tuple[str, ...]:
    gained, lost = actor_name(event.gained_by), actor_name(event.lost_by)
    details = [
        detail for detail in (steps_words(event) or event.extent, event.means) if detail not in ("full", "unknown")
    ]
    return _parts(
        ("taken by {}", gained),
        (", lost by {}" if gained else "lost by {}", lost),
        ("" if gained or lost else "changed hands", ""),
        (f" ({', '.join(details)})" if details else "", ""),
    )


def _withdrawal_parts(event: WithdrawalEvent) -> tuple[str, ...]:
    force = actor_name(event.force) or "forces"
    unit = event.unit if event.unit and event.unit.casefold() not in force.casefold() else None
    return _parts(
        ("{}", force), (" ({})", unit), (f" {_STAGES[event.stage]}", ""), (" for {}", place_name(event.to_place))
    )


def _defection_parts(event: DefectionEvent) -> tuple[str, ...]:
    from_side, to_side = actor_name(event.from_side), actor_name(event.to_side)
    return _parts(
        ("{}", actor_name(event.who)),
        (" of {}", event.unit),
        (" ({})", size_words(event.size) or None),
        (" left {}" if from_side else " defected", from_side or ""),
        (" for {}" if from_side else " to {}", to_side),
    )


def _parts(*phrases: tuple[str, str | None]) -> tuple[str, ...]:
    """Our words and those of articles by turns, from phrases of which each has a place for words of an article or none.

    A phrase whose words are None is left out.
    """
    parts = [""]
    for phrase, words in phrases:
        if words is None:
            continue
        before, *behind = phrase.split("{}")
        parts[-1] += before
        for each in behind:
            parts += [words, each]
    return tuple(parts)
