"""How far an event is: the stage of a withdrawal, the extent to which a place was taken."""

from __future__ import annotations

from conflict_extract.extraction.english.clauses import children, is_verb
from conflict_extract.extraction.english.events import Match
from conflict_extract.extraction.english.mentions import place_mentions
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable
from conflict_extract.schema.records import Extent, Stage

_DIRECTIONS = frozenset(
    ["northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "old", "downtown"]
)


def stage_of(match: Match) -> Stage:
    """How far a withdrawal is, told by the verbs that govern it."""
    token = match.token
    if token.dep_ == "nsubj" and token.head.lemma_ in ("begin", "start", "continue"):
        return "under_way"
    governor = token.head if token.dep_ in ("xcomp", "ccomp", "dobj", "acl", "pobj", "advcl") else None
    auxiliaries = {each.lower_ for each in children(token, "aux")}
    told = token.dep_ == "ccomp" and "to" not in auxiliaries  # "announced that it had left", "told us that it left"
    if governor is not None and governor.lemma_ in ("order", "instruct", "command", "tell") and not told:
        return "ordered"
    if auxiliaries & {"will", "would", "to"} and not (
        governor is not None and governor.lemma_ in ("begin", "start", "force", "continue")
    ):
        return "announced"
    if governor is not None and governor.lemma_ in ("announce", "promise", "pledge", "vow") and not told:
        return "announced"
    begun = governor is not None and governor.lemma_ in ("begin", "start", "continue")
    progressive = token.tag_ == "VBG" and any(each.lemma_ == "be" for each in children(token, "aux"))
    return "under_way" if begun or progressive else "completed"


def extent_of(match: Match, actors: ActorTable) -> Extent | None:
    """How far control of a place changed; None where the words do not tell."""
    if match.frame.kind != "control_change":
        return None
    if match.frame.extent == "entered":
        return "entered"
    heads = [*match.places, *(each.head for head in match.places for each in place_mentions(head, actors))]
    if any(_is_part(each) for each in heads) or any(_is_but_for(each, match.token) for each in heads):
        return "partial"
    return None if match.frame.extent == "unknown" else "full"


def _is_part(head: Token) -> bool:
    """Whether words mean a part of a place: "districts of Besk", "eastern Besk", not "the Orlo district"."""
    named = any(is_named(each) for each in head.lefts if each.dep_ in ("compound", "nmod"))
    if lemma_of(head) in lemmas("part") and not named:
        return True
    return is_named(head) and any(each.lower_ in _DIRECTIONS for each in head.lefts if each.dep_ == "amod")


def _is_but_for(head: Token, verb: Token) -> bool:
    """Whether something is left out of a place: "all of Besk but the fort", "the province except Harn"."""
    whole = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head  # "all of Besk"
    beside = (*head.children, *whole.children, *(each for each in verb.children if each.dep_ == "prep"))
    left_out = (each for each in beside if each.lower_ in ("but", "except", "excluding", "barring") and each.i > head.i)
    return any(
        not is_verb(each.doc[min(each.i + 2, len(each.doc) - 1)]) and each.nbor(1).lower_ != "not" for each in left_out
    )
