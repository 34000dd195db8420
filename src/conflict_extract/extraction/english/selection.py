"""Selectional restrictions: which words can fill the roles of a frame, and which words around tell another sense."""

from __future__ import annotations

from conflict_extract.extraction.english.clauses import (
    agent,
    children,
    direct_object,
    has_particle,
    obliques,
    patient,
)
from conflict_extract.extraction.english.mentions import announced, identified, is_unit
from conflict_extract.extraction.english.nouns import is_named, is_settlement, lemma_of, lemmas, name_around, quantified
from conflict_extract.extraction.english.other_senses import is_dropped, is_for_a_time, remains, results
from conflict_extract.extraction.english.roles import Roles
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable, country_named

_ORDINALS = words("grammar", "ordinals")
# pronouns that may stand for places
_SHORT = frozenset(["it", "there", "both", "all", "place"])
_DEFINITE = frozenset(["the", "their", "its", "our", "both", "all", "these", "those"])


def fits(roles: Roles) -> bool:
    """Whether the words around are those that the frame asks for."""
    token, frame = roles.token, roles.frame
    if frame.particles and not has_particle(token, *frame.particles):
        return False
    if frame.without and has_particle(token, *frame.without):
        return False
    behind = [each for each in obliques(token, *frame.unlike) if each.i > token.i]
    if any(roles.class_of(each) not in ("time", "abstract") for each in behind):
        return False
    if frame.adverbs and not _has_adverb(roles):
        return False
    head = patient(token) if not frame.noun else None
    if frame.objects and token.lemma_ == "be":
        head = next(iter(roles.heads(frame.place[0])), None)
    if frame.objects and (head is None or not {head.lemma_.lower(), head.lower_} & frame.objects):
        return False
    if token.lemma_ == "join" and is_for_a_time(roles):
        return False
    if frame.beside and not any(each.lemma_ in frame.beside for each in token.conjuncts):
        return False
    if frame.intransitive and (direct_object(token) or (roles.passive and frame.kind == "control_change")):
        return False
    if frame.driven and (head is None or roles.class_of(head) not in ("armed", "name")):
        return False
    if frame.needs and not any(
        roles.class_of(each) not in ("place", "time") for name in frame.needs for each in roles.heads(name)
    ):
        return False
    if frame.held and (not roles._holder() or _lasts(token.head.head)):
        return False
    if frame.kind == "withdrawal" and any(each.lower_ == "behind" for each in token.children):
        return False  # "left weapons behind"
    if token.lemma_ == "leave" and head is not None and any(each.lower_ in ("only", "just") for each in head.subtree):
        return False  # "leaving only a base"
    if frame.place == ("object",) and any(roles.class_of(each) == "goods" for each in roles.heads("of")):
        return False  # "cleared Besk of mines"
    if frame.driven and has_particle(token, "back") and not has_particle(token, "out"):
        return False  # repelled, and nobody takes a place
    if (
        frame.kind == "withdrawal"
        and not frame.sure
        and any(lemma_of(each) in ("front", "frontline", "battle", "fight") for each in obliques(token, "to", "into"))
    ):
        return False  # "moved from Besk to the front"
    if (
        token.lemma_ == "leave"
        and token.tag_ == "VBG"
        and head is not None
        and any(each.lower_ in ("only", "just", "no", "few", "little") for each in head.lefts)
    ):
        return False  # "took every post, leaving only one base"
    if token.lemma_ == "occupy" and not roles.passive and obliques(token, "since", "before", "for"):
        return False  # "the positions that they occupied before the war"
    if token.lemma_ == "fall" and not frame.noun and is_dropped(roles):
        return False
    if frame.extent == "entered" and roles.passive and "object" not in frame.place:
        return False  # "the rebels were pushed into the bush"
    if token.lemma_ == "leave" and (remains(roles) or results(roles)):
        return False
    if frame.under and not (roles.owning() is not None and _begins(roles)):
        return False
    if frame.kind == "control_change" and any(each.lower_ == "still" for each in token.children):
        return False
    if any(
        each.lemma_ in ("prisoner", "hostage", "captive", "custody", "refuge")
        for each in token.subtree
        if abs(each.i - token.i) < 4
    ):
        return False
    moved = direct_object(token)
    if frame.kind == "withdrawal" and "object" not in frame.place and moved is not None and moved.lower_ != "that":
        return roles.class_of(moved) == "armed"
    if frame.kind == "withdrawal" and roles.passive and "object" not in frame.place:
        return head is not None and roles.class_of(head) in ("armed", "name")
    return True


def _has_adverb(roles: Roles) -> bool:
    """Whether a word tells that a state is new: "now", or the time by which it was so."""
    if any(each.lower_ in roles.frame.adverbs for each in roles.token.children):
        return True
    by = obliques(roles.token, "by") if "now" in roles.frame.adverbs else []  # "by nightfall they held Besk"
    return any(roles.class_of(each) == "time" for each in by)


def _begins(roles: Roles) -> bool:
    """Whether control is told as having come about, not as lasting: "came", "is now", "announced that it is"."""
    token = roles.token
    lasting = [
        each for each in obliques(token, "since", "for") if roles.class_of(each) != "time" or not _holds_name(each)
    ]
    if lasting or any(each.lower_ in ("still", "long") for each in token.children):
        return False
    begun = any(
        each.lower_ in ("now", "by", "also", "back", "again", "fully", "firmly", "entirely", "already", "completely")
        for each in token.subtree
    )
    begun = begun or any(map(_holds_name, obliques(token, "since")))
    begun = begun or any(roles.class_of(each) == "time" for each in obliques(token, "on"))
    return (
        token.lemma_ not in ("be", "lie") or begun or token.head.lemma_ in ("announce", "confirm", "declare", "report")
    )


def _lasts(verb: Token) -> bool:
    """Whether a state is told as going on."""
    return verb.lemma_ == "remain" or any(each.lower_ in ("still", "long") for each in verb.children)


def _is_people(roles: Roles, token: Token) -> bool:
    """Whether a name is that of people or of a thing of theirs: "eleven of the Orlians", "their Mirage"."""
    inner = quantified(token)
    counted = inner is not None and inner.tag_ == "NNPS" and (token.pos_ == "NUM" or token.tag_ == "NNS")
    return counted or (roles.class_of(token) == "name" and any(each.tag_ == "PRP$" for each in token.lefts))


def _is_only_told(roles: Roles, token: Token) -> bool:
    """Whether nothing tells which places are meant but what is said of them: "the positions that they left"."""
    own = roles.token.dep_ in ("relcl", "acl") and roles.token.head == token and token.tag_ == "NNS"
    return own and all(each.dep_ in ("det", "relcl", "acl", "punct") for each in token.children)


def can_be_place(roles: Roles, token: Token) -> bool:
    """Whether a noun in a place's role is a place that can be taken or left so."""
    sort, frame = roles.class_of(token), roles.frame
    counted = quantified(token)
    if _is_people(roles, token) or (counted is not None and counted.lower_ in ("which", "whom")):
        return False
    if not is_named(token) and (_is_only_told(roles, token) or _describes_another(token)):
        return False
    if frame.held and any(each.dep_ == "nummod" for each in token.lefts) and not is_named(identified(token)):
        return False  # "were in control of nine towns"
    if token.head.lower_ == "of" and token.head.head.lower_ == "number":
        return False  # "the number of towns lost rose"
    if frame.definite and not (
        sort == "name" or any(each.lower_ in ("the", "whole", "all") for each in (token, *token.lefts))
    ):
        return False
    if frame.common and (is_named(token) or sort != "place"):
        rebels = any(each.tag_ == "NNS" and roles.class_of(each) == "armed" for each in roles.heads("to"))
        return sort == "name" and rebels
    if frame.extent == "entered" and lemma_of(token) == "position" and not children(token, "poss", "acl", "relcl"):
        return False  # "deployed in positions around the town"
    if frame.extent == "entered" and (
        token.lemma_ in ("control", "charge", "possession") or any(each.tag_ == "PRP$" for each in token.lefts)
    ):
        return False  # "the unit is back in control", "in its quarters"
    ordinal = any(each.lower_ in _ORDINALS for each in token.lefts) and not is_named(identified(token))
    if ordinal and not any(map(is_named, children(token, "appos"))):
        return False  # "the sixth provincial capital"
    indefinite = any(each.lower_ in ("a", "an") for each in token.lefts) and not children(token, "relcl")
    if frame.noun and indefinite and sort == "place":
        return False
    if frame.settled and not is_named(token) and not is_settlement(token):
        return False  # "raised their flag over its gate"
    if lemma_of(token) in lemmas("private") and frame.kind == "withdrawal" and not frame.sure:
        return False
    if is_unit(token) and (frame.sure or frame.place == ("object",)):
        return True
    if _is_building(token) and frame.kind == "control_change" and "object" in frame.place:
        taker = agent(roles.token) if not frame.noun else None
        armed = taker is not None and roles.class_of(taker) in ("armed", "pronoun")
        return frame.sure or (armed and frame.extent is None)
    if lemma_of(token) == "garrison" and "object" not in frame.place:
        return True
    if sort == "armed" and frame.kind == "withdrawal" and is_named(token) and country_named(name_around(token)):
        return True
    if sort == "place" and not is_named(token) and token.tag_ == "NNS" and not _is_located(token, roles.actors):
        return False
    if sort == "pronoun":
        return (
            token.lower_ in _SHORT
            or (token.pos_ == "NUM" and any(each.lower_ == "all" for each in token.lefts))
            or (frame.sure and token.lower_ == "them")
        )
    return sort in ("place", "name")


def is_implausible(roles: Roles, acts: Token) -> bool:
    """Whether somebody in the agent's role cannot take, leave or defect so."""
    sort = roles.class_of(acts)
    if roles.frame.kind == "defection":
        if roles.token.tag_ == "VBG" and acts.tag_ == "NNS" and _is_bare(acts):
            return not roles.heads("to")  # "soldiers have been deserting": a habit
        if lemma_of(acts) in lemmas("dignitary") | {"governor"} and _is_politics(roles, acts):
            return True
        if sort == "civilian":
            return lemma_of(acts) not in lemmas("dignitary")
        return sort in ("place", "goods", "time", "abstract") or (
            roles.frame.armed and sort not in ("armed", "name", "person") and acts.lower_ not in ("it", "which")
        )
    if roles.frame.kind == "withdrawal" and acts.tag_ in ("NN", "NNP") and lemma_of(acts) in lemmas("title"):
        return True
    several = acts.tag_ == "NNPS" and not any(each.lower_ == "the" for each in acts.lefts)
    if roles.frame.kind == "withdrawal" and sort == "name" and several:
        return True  # "Orlians left Besk" may be anybody
    if roles.frame.armed:
        return not (sort in ("armed", "name") or acts.lower_ in ("it", "its", "which", "who"))
    return sort in ("civilian", "goods", "time", "abstract", "place", "person")


def _is_bare(acts: Token) -> bool:
    """Whether nothing tells who of all of a sort is meant, or how many."""
    return not any(
        each.dep_ in ("det", "nummod", "poss", "amod", "compound", "prep", "relcl", "acl") for each in acts.children
    )


def _is_politics(roles: Roles, acts: Token) -> bool:
    """Whether somebody changes sides in a party or a parliament."""
    return any(lemma_of(each) in lemmas("politics") for each in (*acts.subtree, *roles.token.subtree))


def _is_located(token: Token, actors: ActorTable) -> bool:
    """Whether a plural without a name tells where it lies or whose it is, or announces names: "five posts in Harn"."""
    if lemma_of(token) in ("barrack", "headquarter", "outskirt") or announced(token, actors):
        return True
    following = token.doc[min(token.i + 1, len(token.doc) - 1)]
    if following.dep_ == "prep" and following.lower_ in ("in", "near", "along", "around", "on", "outside", "of"):
        return True
    labels = ("prep", "poss", "appos", "compound", "nmod", "relcl", "acl", "punct", "nummod")
    return any(each.dep_ in labels or is_named(each) or each.lower_ in _DEFINITE for each in token.children)


def _describes_another(token: Token) -> bool:
    """Whether a phrase tells what a place is to somebody, not which: "Orlo's western bastion", "its last port"."""
    owned = [each for each in token.lefts if each.dep_ == "poss"]
    if not owned or any(each.dep_ in ("prep", "appos", "compound") for each in token.children):
        return False
    only = any(each.lower_ in ("last", "only", "main", "biggest", "largest") for each in token.lefts)
    return lemma_of(token) in ("bastion", "stronghold", "foothold", "heartland") or (only and owned[0].tag_ == "PRP$")


def _holds_name(token: Token) -> bool:
    """Whether a phrase tells a day by its name: "Friday", "Friday afternoon"."""
    return any(map(is_named, (token, *token.lefts)))


def _is_building(token: Token) -> bool:
    """Whether a body is told of by its building: "seized the parliament"."""
    told = any(each.lower_ in ("the", "its", "their") or each.dep_ in ("compound", "poss") for each in token.lefts)
    return told and lemma_of(token) in lemmas("institution")
