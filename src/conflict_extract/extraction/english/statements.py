"""Whether an English sentence states an event as having happened: not negated, planned, demanded, feared or denied."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from conflict_extract.extraction.english.lexicon import check_words, hits
from conflict_extract.extraction.english.senses import argument_mismatch, is_negation
from conflict_extract.schema.records import Kind

Form = Literal["finite", "infinitive", "participle", "noun", "state", "base"]

_CLAUSE_END = re.compile(
    r"[;:!?]|, (?:but|and|while|although|though|after|before|as|when|which|who|where)\b|"
    r"\b(?:but|after|because|since|despite)\b|[.,][\"”]\s|[a-z]{3,}\.\s(?=[A-Z])"
)
# a clause set before the main one, or into it, ends at its comma: "After failing twice, …", "…, who had vowed, …"
_FRONTED = re.compile(
    r"\W*(?:after|as|when|while|although|though|since|because|before|despite|following|having|once|without)\b[^,]*,",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:while|although|though|after|before|as|when|which|who|where)$")
_ITS_NOUN = re.compile(r"(?:['’]s|its|their) (?:loss|fall|capture)", re.IGNORECASE)
_TO_COMMA = re.compile(r"[^,]*,")
_TO = re.compile(r"\bto(?:\s+\w+ly|\s+(?:again|also|now|have|be|been))*\s*$")
_AND_TO = re.compile(
    r"\b(?P<to>to)\s+[a-z]+\b(?!.*\b(?:who|which|that|said|says)\b).*\band\s+(?:\w+ly\s+|then\s+|also\s+)?$"
)
_DETERMINER = re.compile(
    r"(?:\b(?:the|a|an|its|their|his|of|no|any|this|that|full|complete|\w+ed|\w+ian|\w+ish|an? [a-z]+)|['’]s?)\s+$",
    re.IGNORECASE,
)
_ADVERBS = (
    r"(?:\s+(?:\w+ly|have|has|had|be|been|being|also|soon|now|then|yet|still|first|only|even|well|again|ever))*\s*$"
)
_MODAL = re.compile(
    rf"\b(?:will|would|could|(?-i:may)|might|should|shall|must|can|cannot|won['’]t){_ADVERBS}", re.IGNORECASE
)
_NOT = re.compile(
    rf"(?:\b(?:not|never|nor|nearly|almost|neither|without|no longer)|\w+n['’]t){_ADVERBS}", re.IGNORECASE
)
_NOBODY = re.compile(r"^\W*(?:\w+ly\W+)?(?:no|none|not one|not an?|neither|nobody|no one|nothing)\b", re.IGNORECASE)
_NO_ONE = re.compile(r"\b(?:no one|nobody|none of (?:the|them|its))\b[^,]*$", re.IGNORECASE)
_LATER_MODAL = re.compile(
    r"^(?:(?!\b(?:said|added|adding|while|although|but)\b)[^.;:]){0,60}?"
    r"\b(?:would|could|might|(?-i:may)|will|should|must|is possible|possible|"
    r"(?:is|are|was|were) (?:\w+ly )?(?:rumou?red|expected|feared|planned|likely|imminent))\b"
)
_LASTED = re.compile(r"\b(?:\w{2,}ed|fought|held|lay|went on|was|were)\b")
_TO_DO = re.compile(r"\bto\s+[a-z]+\b|\b(?:will|would|not|refus\w+|insist\w*|demand\w*)\b")
_TO_COME = re.compile(r"[^.;:]{0,80}?\b(?:over|in|within) the (?:next|coming)\b")
_ANNOUNCED = re.compile(r"\b(?:announc|order|began|begun|start)\w*")
_BY_THEN = re.compile(r"\W*(?:by|since|now)\b", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"(?:^\W*|\b)(?:an?|any|whoever|those|anyone|everyone|whichever)\b[^,;]*\b(?:who|that|which)\s*(?:had\s+|"
    r"has\s+|have\s+)?$",
    re.IGNORECASE,
)
_ANY = re.compile(r"\bany\s+(?:[\w-]+\s+){1,3}(?:who|that|which)\s+(?:had\s+|has\s+|have\s+)?$", re.IGNORECASE)
_GENERAL = re.compile(r"\b(?:those|whoever|anyone|everyone|all) who\b", re.IGNORECASE)
# the withdrawing side orders or announces it
_OWN_ORDER = re.compile(
    r"\b(?:order\w*|instruct\w*|told|command(?:ed|s))\s+(?:all\s+)?(?:its|his|their|our)\s+(?:[\w'’-]+\s+){1,4}to\s*$"
    r"|\b(?:pledged|promised|undertook)\s+(?:(?:on\s+)?\w+day\s+)?to\s*$"
    r"|\b(?:received|got|given)\s+(?:an\s+|the\s+)?orders?\s+to\s*$"
    r"|\bannounc\w+\s+(?:that\s+)?(?:it|they|we)\s+(?:would|will|was to|were to)"
    r"(?:\s+(?:begin|start|be))?\s*$"
)
_REPORTED = re.compile(
    r"\b(?:reports?|claims?|rumou?rs?|allegations?|news|statements?|stor(?:y|ies)|tales?|talk|accusations?|"
    r"suggestions?|assertions?)\b[^;:]*$",
    re.IGNORECASE,
)
_A_REPORT = re.compile(
    r"\s+(?:any |all |the |these |such )?(?:[\w-]+ )?(?:reports?|claims?|rumou?rs?|news|allegations?)\b"
    r"(?:(?!\b(?:said|says|saying|added|but|and)\b)[^.;:,])*?\bthat\b",
    re.IGNORECASE,
)
_DENIAL_ENDS = re.compile(
    r"[;:]|\bbut\b|(?<!who )(?<!which )(?<!that )\b(?:said|says|added|adding|insist\w+|confirm\w+|announc\w+|saying|"
    r"acknowledg\w+|admit\w*|conced\w+)\b|"
    r"\b(?:while|although|though|after|since|when|as)\b(?! (?:false|baseless|untrue|pure|a))",
    re.IGNORECASE,
)


def rejection_reason(kind: Kind, sentence: str, start: int, end: int, *, ordering_counts: bool = False) -> str | None:
    """Why the words at [start:end] of a sentence do not state an event of the kind; None if they do.

    Args:
        kind: what the item says it is.
        sentence: English text.
        start, end: span of the trigger in it.
        ordering_counts: whether an ordered or announced event counts (withdrawals by the withdrawing side).
    """
    if not any(hit.kind == kind and hit.start < end and start < hit.end for hit in hits(sentence, kind)):
        return "trigger_of_another_kind"
    sense = argument_mismatch(kind, sentence, start, end, clause_before(sentence, start))
    if sense is not None:
        return sense
    if kind == "official_denial":
        return "negated" if _NOT.search(sentence[:start]) else None
    if _is_denied(sentence, start, end):
        return "negated"
    clause = clause_before(sentence, start)
    joined = _AND_TO.search(clause)
    ordering = clause[: joined.end("to")] if joined else clause
    own = kind == "withdrawal" and _OWN_ORDER.search(ordering) is not None
    return _taken_back(sentence, start, end, ordering_counts or own)


def _taken_back(sentence: str, start: int, end: int, ordering_counts: bool) -> str | None:
    clause, trigger = clause_before(sentence, start), sentence[start:end]
    if _NO_ONE.search(clause):
        return "negated"
    form = form_of(sentence, start, end)
    joined = _AND_TO.search(clause) if form == "base" else None
    if joined is not None:  # "to press on and capture": what governs the first infinitive governs the second
        return None if ordering_counts else _governed(clause[: joined.start("to")])
    if form == "infinitive":
        return None if ordering_counts and not check_words("negated").search(clause) else _governed(clause)
    if _ANY.search(sentence[:start]):
        return "not_stated_as_fact"
    if _GENERAL.search(clause) and _LATER_MODAL.match(sentence[end:]):
        return "not_stated_as_fact"
    if check_words("within_negated").search(trigger):
        return "negated"
    if ordering_counts and _OWN_ORDER.search(clause):
        return None
    if form == "finite":
        if _NOT.search(clause) or _NOBODY.search(clause):
            return "negated"
        if re.search(r"\bbe\s+$", clause):  # "demands that they be taken out"
            return "not_stated_as_fact"
        if _MODAL.search(clause) or _on_condition(clause) or check_words("imagined").search(clause):
            return "not_stated_as_fact"
        if re.search(r"\b[Aa]s soon as\b", clause) and _LATER_MODAL.match(sentence[end:]):
            return "not_stated_as_fact"
        if _INDEFINITE.search(clause) and _LATER_MODAL.match(sentence[end:]):
            return "not_stated_as_fact"
        return None
    negated = check_words("negated").search(clause)
    if negated or (form == "state" and check_words("unchanged").search(clause) and not _BY_THEN.match(sentence)):
        return "negated"
    supposed = check_words("supposed").search(clause) or check_words("supposed").match(trigger)
    subject = form == "noun" or (form == "participle" and not clause.strip())
    if supposed or (subject and _LATER_MODAL.match(sentence[end:])):
        return "not_stated_as_fact"
    if subject and _TO_COME.match(sentence[end:]) and not _ANNOUNCED.search(clause):
        return "not_stated_as_fact"
    return None


def _on_condition(clause: str) -> bool:
    """Whether a clause states a condition; "raged until X fell" states none, "will fight until X falls" does."""
    for match in check_words("conditional").finditer(clause):
        before = clause[: match.start()]
        lasted = _LASTED.search(before) and not _NOT.search(before) and not _TO_DO.search(before)
        if not lasted or match.group().lower() != "until":
            return True
    return False


def _governed(clause: str) -> str | None:
    """Whether an infinitive happened, told by the nearest word before it that can govern it."""
    found = [
        (matches[-1].start(), verdict)
        for name, verdict in (("negated", "negated"), ("supposed", "not_stated_as_fact"), ("real_infinitive", ""))
        if (matches := [each for each in check_words(name).finditer(clause) if not _is_infinitive(name, clause, each)])
    ]
    if not found:
        return "not_stated_as_fact"
    position, verdict = max(found)
    if verdict == "negated" or (verdict and check_words("negated").search(clause)) or _NOT.search(clause[:position]):
        return "negated"
    if _on_condition(clause) or _MODAL.search(clause[:position]):
        return "not_stated_as_fact"
    return verdict or None


def _is_infinitive(name: str, clause: str, word: re.Match[str]) -> bool:
    """Whether a word that would make an infinitive real is itself one: "demanded them not to continue and to leave"."""
    return name == "real_infinitive" and re.search(r"\bto\s+$", clause[: word.start()]) is not None


def _is_denied(sentence: str, start: int, end: int) -> bool:
    """Whether the sentence denies what the trigger says: "dismissed reports of its fall", "reports … are false"."""
    for hit in hits(sentence, "official_denial"):
        if not hit.strong or (hit.start < end and start < hit.end):
            continue
        if is_negation(sentence[hit.start : hit.end]):  # "had not fallen" denies nothing but itself
            continue
        if hit.end <= start:
            clause = clause_before(sentence, hit.start)
            sound = argument_mismatch(hit.kind, sentence, hit.start, hit.end, clause) in (None, "not_official")
            between = sentence[hit.end : start]
            sound = sound and not between.startswith(" by ")  # "rejected by the forces that retook it"
            report = _A_REPORT.match(between)
            if sound and not _DENIAL_ENDS.search(between[report.end() :] if report else between):
                return True
        elif _REPORTED.search(sentence[:start]) and not _DENIAL_ENDS.search(sentence[end : hit.start]):
            return True
    return False


@lru_cache(maxsize=4096)
def form_of(sentence: str, start: int, end: int) -> Form:
    """How a trigger is said: as a past or present verb, an infinitive, an -ing form, a noun, a state, a bare verb."""
    before, trigger = sentence[:start], sentence[start:end]
    first = trigger.split()[0].lower() if trigger.split() else ""
    if _TO.search(before):
        return "infinitive"
    if check_words("states").match(trigger):
        return "state"
    if (
        check_words("always_nouns").match(trigger)
        or _ITS_NOUN.fullmatch(trigger)
        or (check_words("nouns").match(trigger) and _DETERMINER.search(before))
    ):
        return "noun"
    if first.endswith("ing"):
        return "finite" if re.search(r",\s*$", before) else "participle"
    return "finite" if first.endswith("ed") or check_words("past_forms").fullmatch(first) else "base"


def clause_before(sentence: str, start: int) -> str:
    """The words of the trigger's own clause that stand before it."""
    before = sentence[:start]
    ends = list(_CLAUSE_END.finditer(before))
    clause = before[ends[-1].end() :] if ends else before
    aside = _TO_COMMA.match(clause) if ends and _SUBORDINATE.search(ends[-1].group()) else _FRONTED.match(clause)
    return clause[aside.end() :] if aside else clause
