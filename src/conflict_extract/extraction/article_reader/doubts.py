"""What speaks against what a strong model said: checks that read English. They never take it away."""

from __future__ import annotations

from conflict_extract.extraction.english.checks import implausible_actor
from conflict_extract.extraction.english.describing import words_around
from conflict_extract.extraction.english.statements import form_of, rejection_reason
from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import ActorTable
from conflict_extract.schema import Article, Kind
from conflict_extract.schema.records import Doubt

_OF_REASON: dict[str, Doubt] = {
    "trigger_of_another_kind": "unknown_trigger",
    "negated": "negated",
    "not_stated_as_fact": "supposed",
    "taken_is_no_place": "unlikely_place",
    "not_armed": "unlikely_actor",
    "not_official": "unlikely_actor",
}


def doubts_about(
    article: Article, kind: Kind, trigger: Span, actor: str | None, actors: ActorTable, *, ordered: bool
) -> list[Doubt]:
    """What English words of a sentence say against a claim: a plan, a negation, an actor who does no such thing.

    Args:
        article: the article, in English.
        kind: what is claimed.
        trigger: the words that are said to state it.
        actor: who is said to do it, as written; None for nobody.
        actors: the table of actors.
        ordered: whether it is claimed to be only announced or ordered.
    """
    found: list[Doubt] = []
    reason = rejection_reason(kind, *trigger.in_sentence, ordering_counts=ordered)
    if reason is not None:
        planned = reason == "not_stated_as_fact" and form_of(*trigger.in_sentence) == "infinitive"
        found.append("planned" if planned else _OF_REASON[reason])
    if kind == "control_change":  # anybody may take a place
        return found
    around = words_around(article, kind, actor, trigger)
    unfit = implausible_actor(kind, actor, around, trigger.text(article), actors=actors)
    if unfit is not None and _OF_REASON[unfit] not in found:
        found.append(_OF_REASON[unfit])
    return found
