"""Whether the actors and places of an item fit what an English sentence states, and details that its words tell."""

from __future__ import annotations

import re

from conflict_extract.extraction.english.lexicon import check_words
from conflict_extract.extraction.english.senses import actor_class
from conflict_extract.normalize import ActorTable, is_pronoun, source
from conflict_extract.schema.records import Kind, Means, Role

_OFFICIAL_ROLES: frozenset[Role] = frozenset(["state_media", "military", "government", "opposition", "armed_group"])


_AND = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_ANYBODY = re.compile(r"(?:fled|flee|left|leav|gone|evacuat|ran|depart)", re.IGNORECASE)
_NAMELESS = re.compile(
    r"(?:some|many|most|others|several|its|their|his|her|trucks|cars|everyone|nobody|an?|two|one)\b", re.IGNORECASE
)
_PERSON = re.compile(r"(?:Mr\.?\s+)?[A-Z][a-z'’-]+\s+[A-Z][a-z'’-]*[a-rt-z]")  # no plural, which would be a group
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_GROUP = re.compile(
    r"(?:all\s+|the\s+|these\s+|those\s+)*(?P<count>both|two|three|four|five)(?:\s+(?:of\s+(?:them|these)|(?:[a-z]+\s+)?(?:cities|towns|villages|"
    r"places|districts|camps|bases|positions|settlements)))?",
    re.IGNORECASE,
)


def implausible_actor(
    kind: Kind, actor: str | None, around: str = "", trigger: str = "", *, actors: ActorTable
) -> str | None:
    """Why an actor cannot be the one who does this: a civilian who withdraws, an activist who denies officially.

    Args:
        kind: what is done.
        actor: who is said to do it.
        around: the words next to the name, which may hold an office ("Government spokesman X").
        trigger: the words that state it: anybody flees or leaves, so that these need somebody who bears arms.
        actors: the table of actors.
    """
    if actor is None:
        nobody = kind == "withdrawal" and _ANYBODY.match(trigger) is not None and actor_class(around) != "armed"
        return "not_armed" if nobody and not any(char.isupper() for char in around[1:]) else None
    if kind == "withdrawal":
        somebody = actor_class(actor)
        anybody = somebody is None and _ANYBODY.match(trigger) is not None
        if somebody == "civilians" or (anybody and not _is_armed(actor, around, actors)):
            return "not_armed"
    if kind == "defection" and check_words("politicians").search(actor):
        return "not_armed"
    if kind == "official_denial" and not is_pronoun(actor):
        named = f"{around} {actor}"
        words = check_words("officials").search(named) is not None or all(
            _is_side(each, actors) for each in _AND.split(actor)
        )
        official = words or source(named, actors).role in _OFFICIAL_ROLES
        return "not_official" if not official or check_words("unofficial").search(named) else None
    return None


def _is_armed(actor: str, around: str, actors: ActorTable) -> bool:
    """Whether somebody whom no word calls armed may be so all the same: by the words around the name, or the tables."""
    titled = actor_class(around) == "armed" or check_words("officials").search(around) is not None
    unknown = not titled and actors.actor(actor).side == "unknown"
    person = _PERSON.fullmatch(actor) is not None or not any(map(str.isalpha, actor))
    nameless = not any(char.isupper() for char in actor[1:]) and _NAMELESS.match(actor) is not None
    return not ((person and unknown) or (nameless and source(actor, actors).role not in _OFFICIAL_ROLES))


def is_state(name: str) -> bool:
    """Whether a name is that of a state or of its capital."""
    return check_words("states_and_capitals").fullmatch(name) is not None


def _is_side(name: str, actors: ActorTable) -> bool:
    """Whether a name is a state, its capital, or an armed side that is known by it: "Islamabad", "Hezbollah"."""
    return is_state(name) or actors.actor(name).side not in ("unknown", "civilian")


def means_of(sentence: str) -> Means:
    """How control changed, told by words of the sentence."""
    for means in ("unopposed", "negotiated", "fighting"):
        if check_words(means).search(sentence):
            return means
    return "unknown"


def stands_for(text: str) -> int | None:
    """How many places named before the words stand for: "all three", "both towns"; None where they do not."""
    match = _GROUP.fullmatch(text)
    return _COUNTS[match.group("count").lower()] if match else None
