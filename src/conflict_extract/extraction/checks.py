"""Whether an English sentence states what an item says it states: not negated, planned, demanded or denied."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from conflict_extract._files import packaged
from conflict_extract.extraction.lexicon import hits
from conflict_extract.normalize import place_type, source
from conflict_extract.schema.records import Extent, Kind, Means, Role, Stage

_CLAUSE_END = re.compile(
    r"[;:.!?]|, (?:but|and|while|although|though|after|before|as|when|which|who|where)\b|\bbut\b|\bafter\b"
)
# a clause set before the main one, or into it, ends at its comma: "After failing twice, …", "…, who had vowed, …"
_FRONTED = re.compile(
    r"\W*(?:after|as|when|while|although|though|since|because|before|despite|following|having|once|without)\b[^,]*,",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:while|although|though|after|before|as|when|which|who|where)$")
_TO_COMMA = re.compile(r"[^,]*,")
_OFFICIAL_ROLES: frozenset[Role] = frozenset(["state_media", "military", "government", "opposition", "armed_group"])
_ONLY_NEAR = re.compile(
    r"\b(?:near|outside|close to|not far from|kilomet\w+ from|km from|miles from|"
    r"(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)? of)\s+(?:the\s+)?$"
)
_NEXT_WORDS = re.compile(r"['’]?s?\s+(?P<first>[a-z]+)\b(?:\s+(?P<second>[a-z]+)\b)?")
_LINKS = frozenset(
    ["in", "at", "near", "from", "on", "and", "or", "of", "with", "inside", "outside", "around", "to", "the", "as"]
)
_TO = re.compile(r"\bto\s*$")


@cache
def _words(name: str) -> re.Pattern[str]:
    with packaged("extraction", "checks.toml").open("rb") as stream:
        words: list[str] = tomllib.load(stream)[name]
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.IGNORECASE)


def objection(kind: Kind, sentence: str, start: int, end: int, *, ordering_counts: bool = False) -> str | None:
    """Why the words at [start:end] of a sentence do not state an event of the kind; None if they do.

    Args:
        kind: what the item says it is.
        sentence: English text.
        start, end: span of the trigger in it.
        ordering_counts: whether an ordered or announced event counts (withdrawals by the withdrawing side).
    """
    if not any(hit.kind == kind and hit.start < end and start < hit.end for hit in hits(sentence)):
        return "trigger_of_another_kind"
    if kind == "official_denial":
        return None
    clause = _clause_before(sentence, start)
    if _words("negated").search(clause) or _words("negated").search(sentence[start:end]):
        return "negated"
    supposed = _words("supposed").search(clause) or _words("supposed").match(sentence[start:end])
    infinitive = _TO.search(clause) is not None
    if ordering_counts and infinitive:
        return None
    if supposed or (infinitive and not _words("real_infinitive").search(clause)):
        return "not_stated_as_fact"
    return None


def taken_is_no_place(sentence: str, start: int, end: int) -> bool:
    """Whether what the trigger takes is people, weapons or goods: its object behind it, or its subject before it."""
    noun = _words("not_taken")
    behind = re.match(r"\W*(?:[\w,.'’-]+\s+){0,3}?" + noun.pattern, sentence[end:], re.IGNORECASE)
    before = re.search(noun.pattern + r"(?:\s+\w+){0,3}?\s*$", sentence[:start], re.IGNORECASE)
    word = sentence[start:end].lower()
    passive = re.search(r"\b(?:was|were|been|being|is|are|be)\s*(?:\w+\s+)?$", sentence[:start]) or word.startswith(
        ("was", "were", "been", "being", "is ", "are ", "have been", "fell", "fall", "had been", "has been")
    )
    named = re.match(r"\W*(?:[\w,.'’-]+\s+){0,3}?[A-Z]", sentence[end:])
    if passive:
        return before is not None and not _is_of_place(noun.sub("", before.group(), count=1))
    if behind is None or (named and named.end() < behind.end()):
        return False
    return not _is_of_place(sentence[end + behind.end() :])


def _is_of_place(behind: str) -> bool:
    """Whether the words behind a noun say that it belongs to a place: "weapons depot", "soldiers' barracks"."""
    match = _NEXT_WORDS.match(behind)
    if match is None:
        return False
    first, second = match.group("first"), match.group("second")
    if first in _LINKS or first.endswith("ing"):
        return False
    return place_type(first) is not None or (second is not None and place_type(second) is not None)


def elsewhere(sentence: str, end: int, place_start: int, place_end: int) -> bool:
    """Whether a place only locates another ("near Homs"), or is where something else happened ("and shelled Homs").

    Args:
        sentence: English text.
        end: where the trigger ends in it.
        place_start, place_end: span of the place.
    """
    if _ONLY_NEAR.search(sentence[:place_start]) or re.match(r"(?:near|around|towards?)\b", sentence[place_start:]):
        return True
    if re.match(r"(?:north|south|east|west)\w*\b(?! [A-Z])", sentence[place_start:place_end]):
        return True
    between = sentence[end:place_start] if end <= place_start else ""
    another = _words("other_verbs").search(between)
    return another is not None and not any(another.end() <= hit.start for hit in hits(between))


def misfit(kind: Kind, actor: str | None, around: str = "") -> str | None:
    """Why an actor cannot be the one who does this: a civilian who withdraws, an activist who denies officially.

    Args:
        kind: what is done.
        actor: who is said to do it.
        around: the words next to the name, which may hold an office ("Government spokesman X").
    """
    if actor is None:
        return None
    if kind == "withdrawal" and _words("civilians").search(actor):
        return "not_armed"
    if kind == "defection" and _words("politicians").search(actor):
        return "not_armed"
    if kind == "official_denial":
        named = f"{around} {actor}"
        official = _words("officials").search(named) or source(named).role in _OFFICIAL_ROLES
        return None if official else "not_official"
    return None


def extent_of(sentence: str, start: int, end: int) -> Extent:
    """How far control changed, told by the trigger and the words next to it."""
    words = sentence[max(0, start - 20) : end + 40]
    if _words("entered").search(sentence[start:end]):
        return "entered"
    if _words("partial").search(words):
        return "partial"
    return "full"


def means_of(sentence: str) -> Means:
    """How control changed, told by words of the sentence."""
    for means in ("unopposed", "negotiated", "fighting"):
        if _words(means).search(sentence):
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
    return text.lower() in ("it", "there")


def is_place_like(text: str) -> bool:
    """Whether words can name a place: a name of their own, a number, or a generic word for a place."""
    own = any(word[:1].isupper() or word[:1].isdigit() for word in text.split())
    return own or any(place_type(word.strip(",.'’")) for word in re.split(r"[\s-]+", text))


def _clause_before(sentence: str, start: int) -> str:
    """The words of the trigger's own clause that stand before it."""
    before = sentence[:start]
    ends = list(_CLAUSE_END.finditer(before))
    clause = before[ends[-1].end() :] if ends else before
    aside = _TO_COMMA.match(clause) if ends and _SUBORDINATE.search(ends[-1].group()) else _FRONTED.match(clause)
    return clause[aside.end() :] if aside else clause
