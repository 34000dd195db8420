"""What "the city" and "they" stand for: the last place or actor that the article's earlier sentences name."""

from __future__ import annotations

import re

from conflict_extract.extraction.checks import THERE, is_place_pronoun, misfit, stands_for
from conflict_extract.extraction.clues import names_side, office_of, teller
from conflict_extract.extraction.identity import record_id, stated_in
from conflict_extract.extraction.lexicon import check_words
from conflict_extract.extraction.names import NAME
from conflict_extract.extraction.places import enumerations
from conflict_extract.normalize import (
    actor,
    find_dates,
    fold,
    is_generic,
    is_pronoun,
    place_name,
    place_type,
    relation,
)
from conflict_extract.schema import (
    ACTOR_FIELDS,
    MAIN_ACTOR,
    Actor,
    Article,
    ControlChange,
    Evidence,
    OfficialDenial,
    Place,
    Record,
    Withdrawal,
)
from conflict_extract.schema.records import PlaceType

REACH = 3
_RESOLVED = frozenset({"city", "town", "village", "governorate", "area"})
_SITES = frozenset({"base", "crossing", "facility"})
_OF = re.compile(rf"\b(?P<word>[A-Za-z]+) (?:of|at) (?P<name>{NAME})")
_BEHIND = re.compile(rf"(?P<name>{NAME})(?:['’]s)? (?P<word>[a-z]+)\b")
_IN = re.compile(
    r"\b(?:in|from|of|into|entered|captured|seized|took|for|at|to|over|on|near|reached|besieged|left|attacked|"
    r"shelled|stormed|around|outside|"
    r"towards?|inside|across|through|held|retook|recaptured|overran|liberated|abandoned|evacuated|fled|quit|"
    r"surrounded|bombed|encircled) "
    rf"(?:the (?:city|town|village|district|port|area) of |the )?(?P<name>{NAME})"
)
_WORD_BEHIND = re.compile(r"\s+(?:air\s)?(?P<word>[a-z]+)\b")
_SUBJECT = re.compile(
    rf"^\W*(?P<name>{NAME}) (?:fell|changed hands|(?:has|had) fallen|(?:was|were|has been|had been) (?:captured|"
    rf"seized|taken|retaken|besieged|attacked))\b"
)
_ARMED_NAME = re.compile(
    rf"(?:(?P<name>(?:{NAME}\s+)?(?:[a-z]+\s+)?(?:army|troops|soldiers|forces|fighters|rebels|militants|"
    rf"militiamen|insurgents|guerrillas|infantry|units|"
    rf"guards|police|peacekeepers|commandos|separatists))|(?:the|The)\s+(?P<group>[A-Z]{{2,}}|[A-Z]\w+s))\b"
)
_REPORT = (
    r"(?:claims?|reports?|stor(?:y|ies)|news|rumou?rs?|allegations?|statements?|accounts?|information|accusations?|"
    r"assertions?)"
)
_CLAIMED_BEFORE = re.compile(
    rf"\W*(?:(?:the|this|that|these|those|such|all)\s+)?(?:{_REPORT}|it)(?:\W+\w+){{0,3}}\W*", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    rf"\b(?:den(?:y|ies|ied|ying)|refut\w+|reject\w*|dismiss\w*)\s+(?:it|this|that(?=\s*(?:[,.;]|$))|(?:the|this|these|those|"
    rf"such)\s+{_REPORT})\b(?! (?:that|of)\b)"
    rf"|\b(?:the|this|such)\s+{_REPORT}\s+(?:is|are|was|were)\b|^\W*(?:untrue|false|lies|nonsense)\b",
    re.IGNORECASE,
)


def resolve_antecedents(article: Article, records: list[Record]) -> list[Record]:
    """Records whose generic place or pronoun is named by an earlier sentence; that sentence joins the evidence.

    "All three" and "both towns" become one record a place. What is found in no earlier sentence within reach stays
    as written.
    """
    resolved: list[Record] = []
    for record in sorted(records, key=_order):
        count = stands_for(record.place.text) if record.place else None
        for one in _each_of(article, record, count, resolved) if count else [record]:
            resolved.append(_resolved(article, one, resolved))
    return resolved


def _order(record: Record) -> tuple[int, bool, bool, int, str]:
    group = record.place is not None and stands_for(record.place.text) is not None
    at = record.evidence[-1].text.find(record.place.text) if record.place else -1
    return stated_in(record), isinstance(record, OfficialDenial), group, at, record.id


def _each_of(article: Article, record: Record, count: int, earlier: list[Record]) -> list[Record]:
    """One record a place for words that stand for several: those of an earlier record, or of an enumeration."""
    own = stated_in(record)
    for number in range(own, max(-1, own - REACH - 1), -1):
        sentence = article.sentences[number]
        text = sentence.text[: max(0, sentence.text.find(record.trigger))] if number == own else sentence.text
        said = [each.place for each in earlier if stated_in(each) == number and each.kind != record.kind and each.place]
        listed = [[text[start:end] for start, end in members] for members in enumerations(text)]
        for names in ([place.text for place in said], *reversed(listed)):
            if len(names) == count and all(name in text for name in names):
                pieces = {piece.sentence: piece for piece in record.evidence} | {number: _evidence(article, number)}
                evidence = tuple(pieces[each] for each in sorted(pieces))
                return [_moved(record, name, evidence) for name in names]
    return [record]


def _moved(record: Record, name: str, evidence: tuple[Evidence, ...]) -> Record:
    known = place_name(name)
    moved = record.model_copy(
        update={"place": Place(text=name, name=known.name, type=known.type), "evidence": evidence}
    )
    return moved.model_copy(update={"id": record_id(moved)})


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
    if isinstance(record, Withdrawal) and record.place.name == THERE and record.place.text == record.trigger:
        taken = _taken_from(record, earlier)
        if taken is not None and taken.place is not None:
            named = taken.place
            changes["place"] = named.model_copy(update={"text": named.name})
            evidence = {piece.sentence: piece for piece in taken.evidence} | evidence
    for field in ACTOR_FIELDS[record.kind]:
        value: Actor | None = getattr(record, field)
        if value is not None and is_pronoun(value.text):
            speaks = field == "speaker"
            found_actor = (
                _speaker_before(article, record, earlier) if speaks else _actor_before(article, record, earlier)
            )
            if found_actor:
                sentence, name = found_actor
                changes[field] = actor(value.text, name)
                evidence.setdefault(sentence, _evidence(article, sentence))
    if isinstance(record, OfficialDenial) and record.denies == "other" and _denies_what_was_said(article, record):
        claimed = next((each for each in reversed(earlier) if _contestable(each, record)), None)
        if claimed is not None:
            changes["denies"] = claimed.kind
            if place is None:
                changes["place"] = claimed.place
            evidence = {piece.sentence: piece for piece in claimed.evidence} | evidence
    if not changes:
        return record
    changes["evidence"] = tuple(evidence[number] for number in sorted(evidence))
    return record.model_copy(update=changes)


def without_repeats(records: list[Record]) -> list[Record]:
    """The records without those that only say again, by a pronoun or "the city", what one beside them says by name.

    A speaker goes on denying: "…, there is no truth in it," he said. A place is taken in the headline and once more in
    the text: "ISIL has taken over the city".
    """
    return [record for record in records if not any(_says_again(record, other) for other in records)]


def _says_again(record: Record, other: Record) -> bool:
    if record is other or record.kind != other.kind:
        return False
    if isinstance(record, OfficialDenial) and isinstance(other, OfficialDenial):
        named = is_pronoun(record.speaker.text) and not is_pronoun(other.speaker.text)
        return named and _within_reach(other, record) and other.speaker.name == record.speaker.name
    if record.place is None or other.place is None or not _within_reach_or_beside(other, record):
        return False
    resolved = _stands_for_another(record.place) and record.place.name != record.place.text
    one, two = (getattr(each, MAIN_ACTOR[each.kind]) for each in (record, other))
    return (
        resolved
        and not is_generic(other.place.text)
        and fold(record.place.name) == fold(other.place.name)
        and (one is None or two is None or relation(one, two) in ("same", "contains", "same_side"))
    )


def _taken_from(record: Withdrawal, earlier: list[Record]) -> Record | None:
    """The nearest record that a place was taken, from which a force that only left or fled withdrew."""
    for candidate in reversed(earlier):
        if not isinstance(candidate, ControlChange) or stated_in(record) - stated_in(candidate) not in (0, 1):
            continue
        if candidate.place is None or is_place_pronoun(candidate.place.name):
            continue
        if record.force and is_pronoun(record.force.text) and candidate.gained_by:
            return candidate  # "They took Besk. They then retreated towards the border."
        if candidate.extent == "entered":
            continue
        if (
            candidate.gained_by
            and record.force
            and relation(candidate.gained_by, record.force) in ("opposed", "different")
        ):
            return candidate
    return None


def _denies_what_was_said(article: Article, record: OfficialDenial) -> bool:
    """Whether a denial only points back to what it denies: "rejected the claim", "denies it", "the news is untrue"."""
    if _CLAIMED_BEFORE.fullmatch(record.claim):
        return True
    return _POINTS_BACK.search(article.sentences[stated_in(record)].text) is not None


def _contestable(candidate: Record, record: Record) -> bool:
    """Whether an earlier record can be "the claim" that a denial is about."""
    return _within_reach_or_beside(candidate, record) and not isinstance(candidate, OfficialDenial)


def _within_reach(candidate: Record, record: Record) -> bool:
    return _within_reach_or_beside(candidate, record) and stated_in(candidate) < stated_in(record)


def _within_reach_or_beside(candidate: Record, record: Record) -> bool:
    return stated_in(record) - REACH <= stated_in(candidate) <= stated_in(record)


def _stands_for_another(place: Place) -> bool:
    """Whether a place is "the city", "their village": a settlement, area or base by a generic word alone."""
    words = [word for word in place.text.lower().split() if word not in ("the", "this", "that", "its", "their")]
    if is_place_pronoun(place.text):
        return True
    return len(words) == 1 and is_generic(place.text) and place_type(words[0]) in _RESOLVED | _SITES


def _named_as(place: Place, named: Place) -> dict[str, object]:
    kept = named.model_dump(exclude={"text", "type", "within"})
    found = {
        **kept,
        "type": place.type if place.type != "other" else named.type,
        "within": place.within or named.within,
    }
    # a pronoun tells nothing by itself: the name stands for it in full
    return {**found, "text": named.name, "type": named.type} if is_place_pronoun(place.text) else found


def _evidence(article: Article, number: int) -> Evidence:
    sentence = article.sentences[number]
    return Evidence(sentence=number, start=sentence.start, end=sentence.end, text=sentence.text)


def _place_before(article: Article, record: Record, place: Place, earlier: list[Record]) -> tuple[int, Place] | None:
    """The nearest place of the same type in the sentences before (and before the words in the same sentence)."""
    wanted: PlaceType = next((kind for word in place.text.split() if (kind := place_type(word))), "other")
    own = stated_in(record)
    behind = ""  # what is named only later in the sentence is another: "left the city for Besk"
    for number in range(own, max(-1, own - REACH - 1), -1):
        text = article.sentences[number].text
        if number == own:
            said = re.search(
                re.escape(record.trigger) if place.text in ("in", "out") else rf"\b{re.escape(place.text)}\b", text
            )
            text, behind = (text[: said.start()], text[said.end() :]) if said else ("", "")
        for pattern in (_OF, _BEHIND) if not is_place_pronoun(place.text) else ():
            for match in _backwards(pattern, text):
                if place_type(match.group("word")) == wanted:
                    return number, _named(match.group("name"), wanted)
        for candidate in reversed(earlier):
            spoken = candidate.place
            here = any(piece.sentence == number for piece in candidate.evidence)
            if spoken is None or not here or is_generic(spoken.name) or is_place_pronoun(spoken.name):
                continue
            if spoken.name not in article.sentences[number].text or spoken.name in behind:
                continue
            if spoken.type == wanted or (
                wanted not in _SITES and (spoken.type == "other" or wanted in ("area", "other"))
            ):
                return number, spoken
        for match in _backwards(_IN, text) + _backwards(_SUBJECT, text) if wanted not in _SITES else ():
            site = _WORD_BEHIND.match(text, match.end("name"))  # "the Besk highway" is not Besk
            if (site and place_type(site.group("word")) in _SITES | {"road"}) or match.group("name") in behind:
                continue
            if not names_side(match.group("name")) and not check_words("not_fallen").search(match.group("name")):
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


def _actor_before(article: Article, record: Record, earlier: list[Record]) -> tuple[int, str] | None:
    """The named actor of the nearest earlier record within reach, else who bears arms in the sentences before."""
    own = stated_in(record)
    for candidate in reversed(earlier):
        if _within_reach_or_beside(candidate, record):
            for field in ACTOR_FIELDS[candidate.kind][:1]:
                value: Actor | None = getattr(candidate, field)
                if value is not None and not is_pronoun(value.name):
                    named = [piece.sentence for piece in candidate.evidence if value.name in piece.text]
                    return named[-1], value.name
    for number in range(own, max(-1, own - 2), -1):
        text = article.sentences[number].text
        text = text[: max(0, text.find(record.trigger))] if number == own else text
        matches = list(_ARMED_NAME.finditer(text))
        if matches:
            return number, matches[0].group("name") or matches[0].group("group")
    return None


def _speaker_before(article: Article, record: Record, earlier: list[Record]) -> tuple[int, str] | None:
    """The official whom the nearest earlier record names as its source or its speaker, else who spoke before."""
    for candidate in reversed(earlier):
        if not _within_reach(candidate, record):
            continue
        told = candidate.speaker.name if isinstance(candidate, OfficialDenial) else candidate.source.text
        if told and not is_pronoun(told) and misfit("official_denial", told) is None:
            named = [piece.sentence for piece in candidate.evidence if told in piece.text]
            return named[-1], told
    own = stated_in(record)
    for number in range(own - 1, max(-1, own - 2 * REACH), -1):  # a speaker is quoted over several sentences
        text = article.sentences[number].text
        span = teller(text, len(text), len(text))
        if span is not None:
            name = text[slice(*span)]
            return (number, name) if misfit("official_denial", name, office_of(text, *span)) is None else None
    return None
