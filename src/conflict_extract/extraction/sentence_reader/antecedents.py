"""What "the city" and "they" stand for: the last place or actor that the article's earlier sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conflict_extract.extraction.claims import Claim
from conflict_extract.extraction.english.arguments import attribution_span, names_side, office_of
from conflict_extract.extraction.english.checks import implausible_actor, is_place_pronoun, stands_for
from conflict_extract.extraction.english.lexicon import check_words
from conflict_extract.extraction.english.names import NAME
from conflict_extract.extraction.english.places import enumerations
from conflict_extract.extraction.grounding import identified, with_evidence
from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import (
    ActorTable,
    actor,
    allied,
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
    OfficialDenial,
    Place,
    Quarantined,
    Sentence,
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


@dataclass(frozen=True)
class Unplaced:
    """A withdrawal whose own sentence names no place, and the line that sets it aside if none before tells it."""

    claim: Claim
    line: Quarantined


def resolve_antecedents(
    article: Article, claims: list[Claim], actors: ActorTable, unplaced: Sequence[Unplaced] = ()
) -> list[Claim]:
    """Claims whose generic place or pronoun is named by an earlier sentence; that sentence joins the evidence.

    "All three" and "both towns" become one claim a place. What is found in no earlier sentence within reach stays
    as written; withdrawals without a place are left out where the sentences before tell none.
    """
    resolved: list[Claim] = []
    for given in sorted([*claims, *(each.claim for each in unplaced)], key=_order):
        place = given.names.get("place")
        count = stands_for(place.text(article)) if place else None
        for one in _each_of(article, given, count, resolved, actors) if count else [given]:
            resolved.append(_resolved(article, one, resolved, actors))
    without_place = {each.claim.record.id for each in unplaced}
    return [each for each in resolved if "place" in each.names or each.record.id not in without_place]


def _order(given: Claim) -> tuple[int, bool, bool, int, str]:
    record, place = given.record, given.names.get("place")
    group = record.place is not None and stands_for(record.place.text) is not None
    at = place.in_sentence[1] if place else given.trigger.in_sentence[1] if record.place else -1
    return given.sentence, isinstance(record, OfficialDenial), group, at, record.id


def _each_of(article: Article, given: Claim, count: int, earlier: list[Claim], actors: ActorTable) -> list[Claim]:
    """One claim a place for words that stand for several: those of an earlier claim, or of an enumeration."""
    own = given.sentence
    for number in range(own, max(-1, own - REACH - 1), -1):
        sentence = article.sentences[number]
        end = given.trigger.in_sentence[1] if number == own else len(sentence.text)
        said = [
            each.names["place"]
            for each in earlier
            if each.sentence == number and each.record.kind != given.record.kind and "place" in each.names
        ]
        listed = [
            [Span.within(sentence, offsets) for offsets in members]
            for members in enumerations(sentence.text[:end], actors)
        ]
        for names in (said, *reversed(listed)):
            here = all(each.sentence is sentence and each.in_sentence[2] <= end for each in names)
            if len(names) == count and here:
                return [_moved(article, given, name) for name in names]
    return [given]


def _moved(article: Article, given: Claim, span: Span) -> Claim:
    known = place_name(span.text(article))
    place = Place(text=span.text(article), name=known.name, type=known.type)
    moved = given.changed(place=place, evidence=with_evidence(given.record, [span.sentence]))
    return identified(replace(moved, names={**given.names, "place": span}))


def _resolved(article: Article, given: Claim, earlier: list[Claim], actors: ActorTable) -> Claim:
    record = given.record
    changes: dict[str, object] = {}
    names, antecedents = dict(given.names), dict(given.antecedents)
    sentences: list[Sentence] = []
    place = record.place if "place" in names else None
    if place is not None and _stands_for_another(place):
        found = _place_before(article, given, place, earlier, actors)
        if found:
            named, at = found
            changes["place"] = place.model_copy(update=_named_as(place, named))
            antecedents["place"] = at
            if is_place_pronoun(place.text):
                names["place"] = _within(article, at, named.name)
            sentences.append(at.sentence)
    if isinstance(record, Withdrawal) and "place" not in names:
        taken = _taken_from(given, earlier, actors)
        left = taken.named("place") if taken else None
        if taken is not None and taken.record.place is not None and left is not None:
            changes["place"] = taken.record.place.model_copy(update={"text": taken.record.place.name})
            names["place"] = _within(article, left, taken.record.place.name)
            sentences += [article.sentences[piece.sentence] for piece in taken.record.evidence]
    for field in ACTOR_FIELDS[record.kind]:
        value: Actor | None = getattr(record, field)
        if value is not None and is_pronoun(value.text) and value.name == value.text:
            if field == "speaker":
                span = _speaker_before(article, given, earlier, actors)
            else:
                span = _actor_before(article, given, earlier)
            if span is not None:
                changes[field] = actor(value.text, span.text(article), actors)
                antecedents[field] = span
                sentences.append(span.sentence)
    if isinstance(record, OfficialDenial) and record.denies == "other" and _denies_what_was_said(given):
        claimed = next((each for each in reversed(earlier) if _contestable(each, given)), None)
        if claimed is not None:
            changes["denies"] = claimed.record.kind
            there = claimed.names.get("place")
            if place is None and there is not None:
                changes["place"], names["place"] = claimed.record.place, there
            sentences += [article.sentences[piece.sentence] for piece in claimed.record.evidence]
    if not changes:
        return given
    changes["evidence"] = with_evidence(record, sentences)
    return replace(given, record=record.model_copy(update=changes), names=names, antecedents=antecedents)


def _within(article: Article, span: Span, name: str) -> Span:
    """Where a name stands within the words that hold it: "Besk" in "the town of Besk"."""
    at = span.text(article).find(name)
    return span.part((at, at + len(name))) if at >= 0 else span


def without_repeats(claims: list[Claim], actors: ActorTable) -> list[Claim]:
    """The claims without those that only say again, by a pronoun or "the city", what one beside them says by name.

    A speaker goes on denying: "…, there is no truth in it," he said. A place is taken in the headline and once more in
    the text: "ISIL has taken over the city".
    """
    return [each for each in claims if not any(_says_again(each, other, actors) for other in claims)]


def _says_again(given: Claim, other: Claim, actors: ActorTable) -> bool:
    record, said = given.record, other.record
    if record is said or record.kind != said.kind:
        return False
    if isinstance(record, OfficialDenial) and isinstance(said, OfficialDenial):
        named = is_pronoun(record.speaker.text) and not is_pronoun(said.speaker.text)
        return named and _within_reach(other, given) and said.speaker.name == record.speaker.name
    if record.place is None or said.place is None or not _within_reach_or_beside(other, given):
        return False
    resolved = _stands_for_another(record.place) and record.place.name != record.place.text
    one, two = (getattr(each, MAIN_ACTOR[each.kind]) for each in (record, said))
    return (
        resolved
        and not is_generic(said.place.text)
        and fold(record.place.name) == fold(said.place.name)
        and (one is None or two is None or allied(one, two, actors))
    )


def _taken_from(given: Claim, earlier: list[Claim], actors: ActorTable) -> Claim | None:
    """The nearest claim that a place was taken, from which a force that only left or fled withdrew."""
    force = given.record.force if isinstance(given.record, Withdrawal) else None
    for candidate in reversed(earlier):
        taken = candidate.record
        if not isinstance(taken, ControlChange) or given.sentence - candidate.sentence not in (0, 1):
            continue
        if is_place_pronoun(taken.place.name):
            continue
        if force and is_pronoun(force.text) and taken.gained_by:
            return candidate  # "They took Besk. They then retreated towards the border."
        if taken.extent == "entered":
            continue
        if taken.gained_by and force and relation(taken.gained_by, force, actors) in ("opposed", "different"):
            return candidate
    return None


def _denies_what_was_said(given: Claim) -> bool:
    """Whether a denial only points back to what it denies: "rejected the claim", "denies it", "the news is untrue"."""
    if isinstance(given.record, OfficialDenial) and _CLAIMED_BEFORE.fullmatch(given.record.claim):
        return True
    return _POINTS_BACK.search(given.trigger.sentence.text) is not None


def _contestable(candidate: Claim, given: Claim) -> bool:
    """Whether an earlier claim can be "the claim" that a denial is about."""
    return _within_reach_or_beside(candidate, given) and not isinstance(candidate.record, OfficialDenial)


def _within_reach(candidate: Claim, given: Claim) -> bool:
    return _within_reach_or_beside(candidate, given) and candidate.sentence < given.sentence


def _within_reach_or_beside(candidate: Claim, given: Claim) -> bool:
    return given.sentence - REACH <= candidate.sentence <= given.sentence


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


def _place_before(
    article: Article, given: Claim, place: Place, earlier: list[Claim], actors: ActorTable
) -> tuple[Place, Span] | None:
    """The nearest place of the same type in the sentences before (and before the words in the same sentence)."""
    wanted: PlaceType = next((kind for word in place.text.split() if (kind := place_type(word))), "other")
    own = given.sentence
    words = given.trigger if place.text in ("in", "out") else given.names["place"]
    behind = ""  # what is named only later in the sentence is another: "left the city for Besk"
    for number in range(own, max(-1, own - REACH - 1), -1):
        sentence = article.sentences[number]
        text = sentence.text
        if number == own:
            here = words.sentence is sentence
            text, behind = (text[: words.in_sentence[1]], text[words.in_sentence[2] :]) if here else ("", "")
        for pattern in (_OF, _BEHIND) if not is_place_pronoun(place.text) else ():
            for match in _backwards(pattern, text):
                if place_type(match.group("word")) == wanted:
                    return _named(match.group("name"), wanted), Span.within(sentence, match.span("name"))
        for candidate in reversed(earlier):
            spoken, at = candidate.record.place, candidate.named("place")
            told = any(piece.sentence == number for piece in candidate.record.evidence)
            if spoken is None or at is None or not told or is_generic(spoken.name) or is_place_pronoun(spoken.name):
                continue
            if at.sentence is not sentence or spoken.name in behind:
                continue
            if spoken.type == wanted or (
                wanted not in _SITES and (spoken.type == "other" or wanted in ("area", "other"))
            ):
                return spoken, at
        for match in _backwards(_IN, text) + _backwards(_SUBJECT, text) if wanted not in _SITES else ():
            site = _WORD_BEHIND.match(text, match.end("name"))  # "the Besk highway" is not Besk
            if (site and place_type(site.group("word")) in _SITES | {"road"}) or match.group("name") in behind:
                continue
            name = match.group("name")
            if not names_side(name, actors) and not check_words("not_fallen").search(name):
                return _named(name, "other"), Span.within(sentence, match.span("name"))
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


def _actor_before(article: Article, given: Claim, earlier: list[Claim]) -> Span | None:
    """The named actor of the nearest earlier claim within reach, else who bears arms in the sentences before."""
    own = given.sentence
    for candidate in reversed(earlier):
        field = MAIN_ACTOR[candidate.record.kind]
        value: Actor | None = getattr(candidate.record, field)
        if value is not None and not is_pronoun(value.name) and _within_reach_or_beside(candidate, given):
            return candidate.named(field)
    for number in range(own, max(-1, own - 2), -1):
        sentence = article.sentences[number]
        text = sentence.text[: given.trigger.in_sentence[1]] if number == own else sentence.text
        match = _ARMED_NAME.search(text)
        if match is not None:
            return Span.within(sentence, match.span("name" if match.group("name") else "group"))
    return None


def _speaker_before(article: Article, given: Claim, earlier: list[Claim], actors: ActorTable) -> Span | None:
    """The official whom the nearest earlier claim names as its source or its speaker, else who spoke before."""
    for candidate in reversed(earlier):
        if not _within_reach(candidate, given):
            continue
        denies = isinstance(candidate.record, OfficialDenial)
        told = candidate.named("speaker" if denies else "source")
        name = told.text(article) if told else ""
        if told is None or is_pronoun(name):
            continue
        if implausible_actor("official_denial", name, actors=actors) is None:
            return told
    own = given.sentence
    for number in range(own - 1, max(-1, own - 2 * REACH), -1):  # a speaker is quoted over several sentences
        sentence = article.sentences[number]
        text = sentence.text
        span = attribution_span(text, len(text), len(text))
        if span is not None:
            name = text[slice(*span)]
            unfit = implausible_actor("official_denial", name, office_of(text, *span), actors=actors)
            return Span.within(sentence, span) if unfit is None else None
    return None
