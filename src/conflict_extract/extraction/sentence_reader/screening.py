"""What an English sentence can hold, told by its words: which kinds, stated by which of them, and which fields."""

from __future__ import annotations

import re
from dataclasses import replace

from conflict_extract.extraction.english.lexicon import Hit, hits, words_of
from conflict_extract.extraction.english.senses import actor_class, object_of
from conflict_extract.extraction.english.statements import clause_before, rejection_reason
from conflict_extract.extraction.sentence_reader.question import TriggerQuestion
from conflict_extract.extraction.sentence_reader.subjects import actor_by_words
from conflict_extract.normalize import ActorTable, find_dates, place_type
from conflict_extract.schema.records import KINDS, Kind

_FIELDS = ("to_side",)
_DERIVED = frozenset(["extent", "means", "stage", "unit", "to_place", "size", "subject", "lost_by", "denies", "source"])
_JOINT = re.compile(r",|\band\b")
_FLAG = re.compile(r"\bflags?\b|\bhoisted\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:been|being|was|were|is|are)\s+[\"“'‘]?(?:\w+ly\s+)?$")
_IS = re.compile(r"\b(?:is|are)\s+(?:\w+ly\s+)?$")
_IT = re.compile(
    r"\s+(?:it|them both|both)\s*(?:$|[.,;]|\b(?:from|on|in|under|after|again|back|without|early|late|last)\b)"
)
_HELD = re.compile(r"(?:in|under)\b", re.IGNORECASE)  # "is in the hands of" tells no change
_AND = re.compile(r"\s+and\s+(?:\w+ly\s+|then\s+)?")
_AND_JOIN = re.compile(r"\s+(?:from\s+(?:[\w'’-]+\s+){1,5})?(?:to|and)\s+")
_NOTHING_LEFT = re.compile(r"\s*(?:[.,;”\"]|$|and\b)")
_SAID = re.compile(r".*\b(?:said|says|that)\b")
# a time of day or a place line: "11:05 …", "GOMA, Nov 3 (Reuters) - …", "SANAA: …"
_LEAD = re.compile(
    r"\s*(?:\d{1,2}[:.]\d{2}(?:\s?(?:GMT|UTC|am|pm|a\.m\.|p\.m\.))?\s*[-–—:]?\s+(?=[^\W\d_]|[\"“])"
    r"|[^\W\d_][\w'’ ./]{1,30}(?:,\s[\w. ]{2,20}){0,2}(?:\s\([^()]{2,40}\))?\s+[-–—]\s+(?=[A-Z\"“])"
    r"|[A-Z][A-Z /'’-]+:\s+)"
)


def without_lead(text: str) -> str:
    """A sentence without the time of day or the place line before it, which a small model takes for names."""
    lead = _LEAD.match(text)
    if lead is None or (
        lead.group().rstrip()[-1] in "-–—" and not lead.group().split(",")[0].split(" (")[0].strip(" -–—").isupper()
    ):
        return text
    return text[lead.end() :]


def screen(text: str, actors: ActorTable) -> list[TriggerQuestion]:
    """What to ask a small model about a sentence: one question for each word that states an event.

    Words that are negated, planned, demanded or denied, and takings of people or goods, do not count. A sentence
    states one denial; what it is about takes its other words.

    Args:
        text: the sentence.
        actors: the table of actors.
    """
    lead = len(text) - len(without_lead(text))  # which the model does not see
    found = [
        hit for hit in hits(text) if lead <= hit.start and rejection_reason(hit.kind, text, hit.start, hit.end) is None
    ]
    plain = [hit for hit in found if hit.strong or _has_place(text, hit) or _left_what_was_taken(text, hit, found)]
    chosen = [hit for hit in plain if not any(_is_part_of(hit, other) for other in plain)]
    flags = [hit for hit in chosen if _FLAG.search(text[hit.start : hit.end])]
    if len(flags) < sum(hit.kind == "control_change" for hit in chosen):
        chosen = [hit for hit in chosen if hit not in flags]  # what is taken needs no flag on its town hall
    chosen = [hit for hit in chosen if not any(_goes_on(text, other, hit) for other in chosen)]
    chosen = [hit for hit in chosen if not any(_leads_on(text, hit, other) for other in chosen)]
    dates = tuple(dict.fromkeys(text[start:end] for start, end in find_dates(text)))
    left_out = _DERIVED | {name for name in _FIELDS if not words_of(name).search(text)}
    questions: dict[tuple[Kind, str], TriggerQuestion] = {}
    for hit in sorted(chosen, key=lambda hit: KINDS.index(hit.kind)):
        words = text[hit.start : hit.end]
        once = (hit.kind, "" if hit.kind == "official_denial" else words)
        if once in questions:  # "X captured A, and Y captured B": one question, to which two have acted
            questions[once] = replace(questions[once], actor=None)
            continue
        questions[once] = TriggerQuestion(
            kind=hit.kind,
            trigger=words,
            at=(hit.start, hit.end),
            actor=actor_by_words(hit.kind, text, hit.start, hit.end, actors),
            dates=dates if len(dates) > 1 else (),
            left_out=left_out,
            most_places=1 + len(_JOINT.findall(text)),
        )
    return list(questions.values())


def _is_part_of(hit: Hit, other: Hit) -> bool:
    """Whether a longer word of the same kind holds the hit: "took" in "took control"."""
    inside = other.start <= hit.start and hit.end <= other.end
    return inside and hit.kind == other.kind and (hit.start, hit.end) != (other.start, other.end)


def _goes_on(text: str, hit: Hit, later: Hit) -> bool:
    """Whether a defection's word only goes on with another's: "defected to join the rebels"."""
    joined = hit.kind == later.kind == "defection" and hit.end < later.start
    return joined and _AND_JOIN.fullmatch(text, hit.end, later.start) is not None


def _leads_on(text: str, hit: Hit, later: Hit) -> bool:
    """Whether a word only leads to another, which has the object of both: "entered and captured Besk"."""
    return hit.kind == later.kind != "defection" and _AND.fullmatch(text, hit.end, later.start) is not None


def _has_place(text: str, hit: Hit) -> bool:
    """Whether a word that often means something else is said of a place: "took Kunduz", "X was lost"."""
    if hit.kind not in ("control_change", "withdrawal"):
        return False
    if _IS.search(text[: hit.start]) and _HELD.match(text, hit.start):
        return False
    if _PASSIVE.search(text[: hit.start]):
        return _names_place(_SAID.sub("", clause_before(text, hit.start)).split())
    if _IT.match(text, hit.end) and actor_class(clause_before(text, hit.start)) == "armed":
        return True  # "have left it", "took it from them"
    return _names_place(object_of(text[hit.end :]).split())


def _left_what_was_taken(text: str, hit: Hit, found: list[Hit]) -> bool:
    """Whether armed men only left, in a sentence that tells of a taking: "retook Besk soon after the troops left"."""
    ends = hit.kind == "withdrawal" and _NOTHING_LEFT.match(text, hit.end) is not None
    return (
        ends
        and any(other.kind == "control_change" and other.strong for other in found)
        and actor_class(" ".join(clause_before(text, hit.start).split()[-2:])) == "armed"
    )


def _names_place(words: list[str]) -> bool:
    return any(word[0].isupper() or word[0].isdigit() or place_type(word.lower()) for word in words)
