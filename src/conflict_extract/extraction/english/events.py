"""Which events the verbs and nouns of a sentence state, each with its roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conflict_extract.extraction.english.clauses import agent
from conflict_extract.extraction.english.frames import Frame, frames_of
from conflict_extract.extraction.english.gapping import gapped
from conflict_extract.extraction.english.roles import Roles
from conflict_extract.extraction.english.selection import can_be_place, fits, is_implausible
from conflict_extract.extraction.english.tree import Token, Tree
from conflict_extract.normalize import ActorTable


@dataclass(frozen=True)
class Match:
    """A word that states an event: the heads of the phrases in its roles, and a word of its day where it is told of one
    place of several."""

    frame: Frame
    token: Token
    last: Token
    places: tuple[Token, ...] = ()
    agent: Token | None = None
    loser: Token | None = None
    to: Token | None = None
    source: Token | None = None
    day: Token | None = None


def matches(doc: Tree, actors: ActorTable) -> list[Match]:
    """The words of a sentence that state an event in the sense of a frame, each with its roles; who defects does so
    once: "broke with X and joined Y"."""
    found: list[Match] = []
    for match in _matches(doc, actors):
        told = next((at for at, each in enumerate(found) if _defect_once(each, match)), None)
        if told is None:
            found.append(match)
            continue
        one = found[told]
        found[told] = replace(
            one, to=one.to or match.to, source=one.source or match.source, places=one.places or match.places
        )
    return found


def _defect_once(one: Match, other: Match) -> bool:
    """Whether two joined verbs tell of one defection of somebody."""
    defect = one.frame.kind == other.frame.kind == "defection"
    return defect and one.agent is not None and one.agent == other.agent and other.token in one.token.conjuncts


def _matches(doc: Tree, actors: ActorTable) -> Iterator[Match]:
    for token in doc:
        options = [_match(Roles(token, frame, actors)) for frame in frames_of(token)]
        found = [each for each in options if each is not None]
        whole = [each for each in found if each.places or each.frame.kind == "defection"]
        for each in (whole or found)[:1]:
            yield each
            if each.places and not each.frame.noun:
                yield from (replace(each, places=(head,), day=day) for head, day in gapped(token, actors))


def _match(roles: Roles) -> Match | None:
    token, frame = roles.token, roles.frame
    if (token.dep_ == "amod" and not frame.noun) or not fits(roles):
        return None
    places, acts = _places(roles), roles.agent()
    if (
        frame.loser[:1] == ("subject",)
        and (lost := agent(token)) is not None
        and roles.class_of(lost) not in ("armed", "name", "pronoun")
    ):
        return None
    if places is None or not (places or frame.alone or frame.kind == "defection"):
        return None
    if acts is None and (frame.kind == "defection" or (frame.armed and not roles.passive)):
        return None
    if acts is not None and is_implausible(roles, acts):
        return None
    if frame.noun and acts is None and any(roles.class_of(each) == "civilian" for each in roles.heads("by")):
        return None  # "the occupation of the school by students"
    if (
        frame.kind == "control_change"
        and acts is None
        and (told := roles.heads("to"))
        and "to" in frame.agent
        and all(roles.class_of(each) != "time" for each in told)
    ):
        return None  # "fell to third"
    if places and not (frame.sure or frame.noun) and acts is not None and roles.class_of(acts) == "other":
        return None
    if token.lemma_ == "take" and not roles.passive and frame.place == ("object",) and roles.heads("to"):
        return None
    if frame.kind == "withdrawal" and not places and acts is None:
        return None
    found = (roles.first(names) for names in (frame.loser, frame.to, frame.source))
    return Match(frame, token, roles.last(), tuple(places), acts, *found)


def _places(roles: Roles) -> list[Token] | None:
    """The heads of the phrases in the place's roles; None where one of them is filled by something else."""
    frame = roles.frame
    for name in frame.place:
        found = [each for each in roles.heads(name) if can_be_place(roles, each)]
        if found:
            return found
        if any(roles.class_of(each) != "armed" for each in roles.heads(name) if not frame.noun):
            return None
    return []
