"""Whether the actors and places of an item fit what an English sentence states, and details that its words tell."""

from __future__ import annotations

import re

from conflict_extract.extraction.english.lexicon import check_words, hits
from conflict_extract.extraction.english.senses import actor_class
from conflict_extract.normalize import ActorTable, is_pronoun, place_type, source
from conflict_extract.schema.records import Extent, Kind, Means, Role, Stage

_OFFICIAL_ROLES: frozenset[Role] = frozenset(["state_media", "military", "government", "opposition", "armed_group"])
_ONLY_NEAR = re.compile(
    r"\b(?:near|outside|along|close to|not far from|(?:kilomet\w+|km|miles)(?:\s*\([^()]*\))? from|"
    r"(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)? of)\s+(?:the\s+)?"
    r"(?:(?:\w+\s+)?(?:city|town|village|capital)\s+of\s+|(?:[\w-]+['’]s?\s+)?(?:[a-z]+\s+)?(?:city|town|village|capital)\s+)?$"
    r"|,\s+(?:the\s+)?(?:[\w'’-]+\s+){0,3}(?:capital|seat|cent(?:re|er)|birthplace|heart)\s+(?:of|in)\s+(?:the\s+)?(?:[a-z-]+\s+)?$"
    r"|,\s*(?:an?|the)\s+(?:[\w-]+\s+){0,3}(?:place|port|town|village|city|gateway|hub|junction|stronghold|settlement)\s+(?!of\b)"
    r"(?:[\w'’-]+\s+){0,6}$"
    r"|\btowards?\s+(?:the\s+)?(?:[\w-]+\s+){0,4}(?:(?:town|city|village|port|district|capital)\s+(?:of\s+)?)?$"
    r"|\b(?:linking|connecting|joining|between)\s+(?:the\s+)?(?:[a-z]+\s+)?(?:[A-Z][\w'’-]*\s+(?:and|to|with)\s+)?$"
)


_OWN_CLAUSE = re.compile(
    r"\b(?:that|which|who|whose|where)\s+\w+|"
    r", (?:and|but|while)\s+(?:[\w'’-]+\s+){1,5}?(?:was|were|is|are|had|has|have|said|says)\b"
)
_ANOTHER_ACTION = re.compile(
    r"(?:,|\b(?:after|before|while))\s+(?:(?:also|then|thus|later|thereby|\w+ly)\s+)?"
    r"(?:(?:have|has|had|was|were|is|are|said|says)\s|(?!(?:includ|neighbou?r|surround|remain|adjoin|outly|exist|border)ing\b)[a-z]{3,}ing\s+(?!of\b))"
)
_AND = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_SAID_THAT = re.compile(r"\b(?:says|said|saying|adding|added|announced|reported|confirmed) that\b")
_ANYBODY = re.compile(r"(?:fled|flee|left|leav|gone|evacuat|ran|depart)", re.IGNORECASE)
_NAMELESS = re.compile(
    r"(?:some|many|most|others|several|its|their|his|her|trucks|cars|everyone|nobody|an?|two|one)\b", re.IGNORECASE
)
_PERSON = re.compile(r"(?:Mr\.?\s+)?[A-Z][a-z'’-]+\s+[A-Z][a-z'’-]*[a-rt-z]")  # no plural, which would be a group
_BARE_NAME = re.compile(r"(?:Mr\.? )?(?:[Aa]l-|Abu )?[A-Z][a-z’'-]+|(?:the )?[A-Z][A-Za-z]*[A-Z](?:-[A-Z]+)?")
_COUNTS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_GROUP = re.compile(
    r"(?:all\s+|the\s+|these\s+|those\s+)*(?P<count>both|two|three|four|five)(?:\s+(?:of\s+(?:them|these)|(?:[a-z]+\s+)?(?:cities|towns|villages|"
    r"places|districts|camps|bases|positions|settlements)))?",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"(?:north|south|east|west)(?:-?(?:east|west))?(?:ern|ward|wards)?(?:\s+of\b.*)?")
# of two sentences within one quotation, which are not told apart
_NEXT_SENTENCE = re.compile(r"[a-z]{3,}(?<!Capt)(?<!Sept)(?<!Prof)(?<!Brig)[.!?][\"”’']*\s+(?:$|[A-Z\"“])")


def is_locative_modifier(sentence: str, end: int, place_start: int, place_end: int) -> bool:
    """Whether a place only locates another ("near Homs"), or is where something else happened ("and shelled Homs").

    Args:
        sentence: English text.
        end: where the trigger ends in it.
        place_start, place_end: span of the place.
    """
    if _ONLY_NEAR.search(sentence[:place_start]) or re.match(r"(?:near|around|towards?)\b", sentence[place_start:]):
        return True
    if _DIRECTION.fullmatch(sentence[place_start:place_end]) and not sentence[:place_start].endswith("the "):
        return True
    between = sentence[end:place_start] if end <= place_start else ""
    if _NEXT_SENTENCE.search(between):
        return True
    another = check_words("other_verbs").search(between)
    return another is not None and not any(another.end() <= hit.start for hit in hits(between))


def in_another_clause(sentence: str, start: int, end: int, place_start: int, place_end: int) -> bool:
    """Whether a clause of its own stands between a trigger and a place: "captured Besk, the city that overlooks Tolme".

    Args:
        sentence: English text.
        start, end: span of the trigger in it.
        place_start, place_end: span of the place.
    """
    behind = sentence[end:place_start] if end <= place_start else ""
    before = sentence[place_end:start] if place_end <= start else ""
    action = _ANOTHER_ACTION.search(behind)
    kinds = {hit.kind for hit in hits(sentence) if hit.start < end and start < hit.end} if action else set()
    if action is not None and not any(action.start() < hit.start and hit.kind in kinds for hit in hits(behind)):
        return True
    return _OWN_CLAUSE.search(behind) is not None or _SAID_THAT.search(before) is not None


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


def is_bare_name(name: str, actors: ActorTable) -> bool:
    """Whether somebody is called by a last name or an abbreviation, so that no word tells what it is: "Riaw", "MoD"."""
    return _BARE_NAME.fullmatch(name) is not None and actors.actor(name).side == "unknown"


def _is_side(name: str, actors: ActorTable) -> bool:
    """Whether a name is a state, its capital, or an armed side that is known by it: "Islamabad", "Hezbollah"."""
    return is_state(name) or actors.actor(name).side not in ("unknown", "civilian")


def extent_of(sentence: str, start: int, end: int) -> Extent:
    """How far control changed, told by the trigger and the words next to it."""
    words = sentence[max(0, start - 20) : end + 40]
    if check_words("entered").search(sentence[start:end]):
        return "entered"
    if check_words("partial").search(words):
        return "partial"
    return "full"


def means_of(sentence: str) -> Means:
    """How control changed, told by words of the sentence."""
    for means in ("unopposed", "negotiated", "fighting"):
        if check_words(means).search(sentence):
            return means
    return "unknown"


def stage_of(sentence: str, start: int, end: int) -> Stage:
    """How far a withdrawal is, told by the trigger and the words before it."""
    before, trigger = sentence[max(0, start - 30) : start], sentence[start:end]
    if re.search(r"\border(?:s|ed|ing)?\b", before):
        return "ordered"
    if re.search(r"\b(?:announc\w+|will|to)\s*$|\bannounc\w+", before):
        return "announced"
    ongoing = re.search(r"\b(?:is|are|was|were|began|begun|started|continu\w+)\s+(?:\w+\s+)?$", before)
    return "under_way" if ongoing and trigger.split()[0].endswith("ing") else "completed"


def is_place_pronoun(text: str) -> bool:
    """Whether words stand for a place that an earlier sentence names."""
    return text.lower() in (
        "it",
        "in",
        "out",
        "there",
        "the place",
        "the latter",
        "the former",
        "both",
        "all of them",
        "all three",
        "all two",
        "all four",
        "all five",
    )


def stands_for(text: str) -> int | None:
    """How many places named before the words stand for: "all three", "both towns"; None where they do not."""
    match = _GROUP.fullmatch(text)
    return _COUNTS[match.group("count").lower()] if match else None


def is_place_like(text: str) -> bool:
    """Whether words can name a place: a name of their own, a number, or a generic word for a place."""
    own = any(char.isupper() or char.isdigit() for char in text)
    return own or any(place_type(word.strip(",.'’")) for word in re.split(r"[\s-]+", text))
