"""What "the city" and "they" stand for: the last place or actor that the article's earlier sentences name."""

from __future__ import annotations

import re

from conflict_extract.extraction.checks import is_place_pronoun
from conflict_extract.extraction.identity import stated_in
from conflict_extract.normalize import actor, find_dates, is_generic, is_pronoun, place_name, place_type
from conflict_extract.schema import ACTOR_FIELDS, Actor, Article, Evidence, Place, Record
from conflict_extract.schema.records import PlaceType

REACH = 3
_RESOLVED = frozenset({"city", "town", "village", "governorate", "area", "base", "crossing"})
_NAMED = r"[A-Z][\w'’`-]*(?:[ -](?:[A-Z][\w'’`-]*|al|el|ad|as|ar|ash|az|bin|de|du)(?![\w]))*"
_OF = re.compile(rf"\b(?P<word>[A-Za-z]+) of (?P<name>{_NAMED})")
_BEHIND = re.compile(rf"(?P<name>{_NAMED})(?:['’]s)? (?P<word>[a-z]+)\b")
_IN = re.compile(rf"\b(?:in|from|of|into|entered|captured|seized|took|for|at|to|over|on) (?P<name>{_NAMED})")


def resolve_antecedents(article: Article, records: list[Record]) -> list[Record]:
    """Records whose generic place or pronoun is named by an earlier sentence; that sentence joins the evidence.

    What is found in no earlier sentence within reach stays as written.
    """
    resolved: list[Record] = []
    for record in sorted(records, key=lambda record: (stated_in(record), record.id)):
        resolved.append(_resolved(article, record, resolved))
    return resolved


def _resolved(article: Article, record: Record, earlier: list[Record]) -> Record:
    changes: dict[str, object] = {}
    evidence = {piece.sentence: piece for piece in record.evidence}
    place = record.place
    if place is not None and _stands_for_another(place):
        found = _place_before(article, record, place, earlier)
        if found:
            sentence, named = found
            changes["place"] = place.model_copy(update=_named_as(place, named))
            evidence.setdefault(sentence, _evidence(article, sentence))
    for field in ACTOR_FIELDS[record.kind]:
        value: Actor | None = getattr(record, field)
        if value is not None and is_pronoun(value.text):
            found_actor = _actor_before(record, earlier)
            if found_actor:
                sentence, name = found_actor
                changes[field] = actor(value.text, name)
                evidence.setdefault(sentence, _evidence(article, sentence))
    if not changes:
        return record
    changes["evidence"] = tuple(evidence[number] for number in sorted(evidence))
    return record.model_copy(update=changes)


def _stands_for_another(place: Place) -> bool:
    """Whether a place is "the city", "their village": a settlement, area or base by a generic word alone."""
    words = [word for word in place.text.lower().split() if word not in ("the", "this", "that", "its", "their")]
    if is_place_pronoun(place.text):
        return True
    return len(words) == 1 and is_generic(place.text) and place_type(words[0]) in _RESOLVED


def _named_as(place: Place, named: Place) -> dict[str, object]:
    kept = named.model_dump(exclude={"text", "type", "within"})
    return {**kept, "type": place.type if place.type != "other" else named.type, "within": place.within or named.within}


def _evidence(article: Article, number: int) -> Evidence:
    sentence = article.sentences[number]
    return Evidence(sentence=number, start=sentence.start, end=sentence.end, text=sentence.text)


def _place_before(article: Article, record: Record, place: Place, earlier: list[Record]) -> tuple[int, Place] | None:
    """The nearest place of the same type in the sentences before (and before the words in the same sentence)."""
    wanted: PlaceType = next((kind for word in place.text.split() if (kind := place_type(word))), "other")
    own = record.evidence[-1].sentence
    for number in range(own, max(-1, own - REACH - 1), -1):
        text = article.sentences[number].text
        if number == own:
            text = text[: max(0, text.find(place.text))]
        for pattern in (_OF, _BEHIND):
            for match in _backwards(pattern, text):
                if place_type(match.group("word")) == wanted:
                    return number, _named(match.group("name"), wanted)
        for candidate in reversed(earlier):
            spoken = candidate.place
            here = any(piece.sentence == number for piece in candidate.evidence)
            if spoken is None or not here or is_generic(spoken.name):
                continue
            if spoken.name not in article.sentences[number].text:
                continue
            if spoken.type in (wanted, "other") or wanted in ("area", "other"):
                return number, spoken
        for match in _backwards(_IN, text):
            return number, _named(match.group("name"), "other")
    return None


def _backwards(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The matches of a pattern, the last one first, without those whose name is a date: "in March"."""
    dates = find_dates(text)
    return [
        match
        for match in reversed(list(pattern.finditer(text)))
        if not any(start < match.end("name") and match.start("name") < end for start, end in dates)
    ]


def _named(name: str, kind: PlaceType) -> Place:
    return Place(text=name, name=place_name(name).name, type=kind)


def _actor_before(record: Record, earlier: list[Record]) -> tuple[int, str] | None:
    """The actor of the nearest earlier record within reach that is named."""
    own = record.evidence[-1].sentence
    for candidate in reversed(earlier):
        last = candidate.evidence[-1].sentence
        if own - REACH <= last <= own:
            for field in ACTOR_FIELDS[candidate.kind][:1]:
                value: Actor | None = getattr(candidate, field)
                if value is not None and not is_pronoun(value.name):
                    named = [piece.sentence for piece in candidate.evidence if value.name in piece.text]
                    return named[-1], value.name
    return None
