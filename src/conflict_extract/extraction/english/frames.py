"""Which events the verbs and nouns of a sentence state, by the role frames of `frames.toml`."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from conflict_extract._files import packaged
from conflict_extract.extraction.english.clauses import (
    agent,
    child,
    children,
    has_particle,
    is_passive,
    is_verb,
    obliques,
    patient,
)
from conflict_extract.extraction.english.gapping import gapped
from conflict_extract.extraction.english.mentions import announced, identified, is_unit
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, name_around, noun_class, quantified
from conflict_extract.normalize import ActorTable, country_named, place_type
from conflict_extract.schema.records import Extent

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FrameKind = Literal["control_change", "withdrawal", "defection"]

_UNDERGOING = frozenset(["experience", "suffer", "undergo"])
_ORDINALS = frozenset(
    [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "another",
    ]
)
# pronouns that may stand for places
_SHORT = frozenset(["it", "there", "both", "all", "place"])
_DEFINITE = frozenset(["the", "their", "its", "our", "both", "all", "these", "those"])


@dataclass(frozen=True)
class Frame:
    """What a word states, and in which roles its place and its actors stand; `frames.toml` explains the fields."""

    kind: FrameKind
    place: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    loser: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()
    adverbs: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    under: frozenset[str] = frozenset()
    sure: bool = False
    armed: bool = False
    alone: bool = False
    driven: bool = False
    definite: bool = False
    ended: bool = False
    common: bool = False
    held: bool = False
    settled: bool = False
    intransitive: bool = False
    noun: bool = False
    extent: Extent | None = None


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


@cache
def _frames() -> Mapping[tuple[bool, str], list[Frame]]:
    with packaged("extraction", "english", "frames.toml").open("rb") as stream:
        rows: list[dict[str, Any]] = tomllib.load(stream)["frame"]
    found: dict[tuple[bool, str], list[Frame]] = defaultdict(list)
    for row in rows:
        noun = "nouns" in row
        words = row.pop("nouns" if noun else "verbs").split()
        for name in ("objects", "adverbs", "beside", "under"):
            row[name] = frozenset(row.get(name, "").split())
        row["source"] = row.pop("from", [])
        told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
        for word in words:
            found[noun, word].append(Frame(**told, noun=noun))
    return found


@cache
def _forms() -> Mapping[str, str]:
    with packaged("extraction", "english", "frames.toml").open("rb") as stream:
        forms: dict[str, str] = tomllib.load(stream)["forms"]
    return forms


def matches(doc: Doc, actors: ActorTable) -> Iterator[Match]:
    """The words of a sentence that state an event in the sense of a frame, each with its roles."""
    for token in doc:
        verb = is_verb(token) or token.lower_ in _forms() or bool(children(token, "auxpass"))
        if not verb and token.pos_ not in ("NOUN", "PROPN"):
            continue
        options = [_Roles(token, frame, actors).match() for frame in _frames().get((not verb, _lemma(token)), ())]
        found = [each for each in options if each is not None]
        whole = [each for each in found if each.places or each.frame.kind == "defection"]
        for each in (whole or found)[:1]:
            yield each
            if each.places and verb:
                yield from (replace(each, places=(head,), day=day) for head, day in gapped(token, actors))


def kind_of(token: Token) -> FrameKind | None:
    """The kind of event that a word by itself states most often; None for words that need others to."""
    options = _frames().get((not is_verb(token), _lemma(token)), ())
    if token.dep_ in ("aux", "auxpass"):
        return None
    return next((each.kind for each in options if not (each.objects or each.held or each.under or each.definite)), None)


def _lemma(token: Token) -> str:
    """The lemma that frames are known by; that of the verb alone where "re-" stands before it."""
    word = _forms().get(token.lower_) or str(token.lemma_).lower()
    if word.startswith("re") and not any((noun, word) in _frames() for noun in (True, False)):
        return _forms().get(token.lower_[2:]) or word[2:]
    return word


class _Roles:
    """The phrases in the roles of one word."""

    def __init__(self, token: Token, frame: Frame, actors: ActorTable) -> None:
        self._token, self._frame, self._actors = token, frame, actors
        self._passive = not frame.noun and is_passive(token)

    def match(self) -> Match | None:
        token, frame = self._token, self._frame
        if (token.dep_ == "amod" and not frame.noun) or not self._fits():
            return None
        places, acts = self._places(), self._agent()
        if (
            frame.loser[:1] == ("subject",)
            and (lost := agent(token)) is not None
            and self._class(lost) not in ("armed", "name", "pronoun")
        ):
            return None
        if places is None or not (places or frame.alone or frame.kind == "defection"):
            return None
        if acts is None and (frame.kind == "defection" or (frame.armed and not self._passive)):
            return None
        if acts is not None and self._is_implausible(acts):
            return None
        if frame.noun and acts is None and any(self._class(each) == "civilian" for each in self._role("by")):
            return None  # "the occupation of the school by students"
        if (
            frame.kind == "control_change"
            and acts is None
            and (told := self._role("to"))
            and "to" in frame.agent
            and all(self._class(each) != "time" for each in told)
        ):
            return None  # "fell to third"
        if places and not (frame.sure or frame.noun) and acts is not None and self._class(acts) == "other":
            return None
        if token.lemma_ == "take" and not self._passive and frame.place == ("object",) and self._role("to"):
            return None
        if frame.kind == "withdrawal" and not places and acts is None:
            return None
        found = (self._first(roles) for roles in (frame.loser, frame.to, frame.source))
        return Match(frame, token, self._last(), tuple(places), acts, *found)

    def _fits(self) -> bool:
        """Whether the words around are those that the frame asks for."""
        token, frame = self._token, self._frame
        if frame.particles and not has_particle(token, *frame.particles):
            return False
        if frame.without and has_particle(token, *frame.without):
            return False
        if any(self._class(each) not in ("time", "abstract") for each in obliques(token, *frame.unlike)):
            return False
        if frame.adverbs and not self._has_adverb():
            return False
        head = patient(token) if not frame.noun else None
        if frame.objects and token.lemma_ == "be":
            head = next(iter(self._role(frame.place[0])), None)
        if frame.objects and (head is None or not {head.lemma_.lower(), head.lower_} & frame.objects):
            return False
        if frame.beside and not any(each.lemma_ in frame.beside for each in token.conjuncts):
            return False
        if frame.intransitive and (child(token, "dobj") or (self._passive and frame.kind == "control_change")):
            return False
        if frame.driven and (head is None or self._class(head) not in ("armed", "name")):
            return False
        if frame.needs and not any(
            self._class(each) not in ("place", "time") for name in frame.needs for each in self._role(name)
        ):
            return False
        if frame.held and (not self._holder() or self._lasts(token.head.head)):
            return False
        if frame.kind == "withdrawal" and any(each.lower_ == "behind" for each in token.children):
            return False  # "left weapons behind"
        if (
            token.lemma_ == "leave"
            and head is not None
            and any(each.lower_ in ("only", "just") for each in head.subtree)
        ):
            return False  # "leaving only a base"
        if frame.place == ("object",) and any(self._class(each) == "goods" for each in self._role("of")):
            return False  # "cleared Besk of mines"
        if frame.driven and has_particle(token, "back") and not has_particle(token, "out"):
            return False  # repelled, and nobody takes a place
        if (
            frame.kind == "withdrawal"
            and not frame.sure
            and any(
                lemma_of(each) in ("front", "frontline", "battle", "fight") for each in obliques(token, "to", "into")
            )
        ):
            return False  # "moved from Besk to the front"
        if (
            token.lemma_ == "leave"
            and token.tag_ == "VBG"
            and head is not None
            and any(each.lower_ in ("only", "just", "no", "few", "little") for each in head.lefts)
        ):
            return False  # "took every post, leaving only one base"
        if token.lemma_ == "occupy" and not self._passive and obliques(token, "since", "before", "for"):
            return False  # "the positions that they occupied before the war"
        if token.lemma_ == "fall" and not frame.noun and self._is_dropped():
            return False
        if frame.under and not (self._owning() is not None and self._begins()):
            return False
        if frame.kind == "control_change" and any(each.lower_ == "still" for each in token.children):
            return False
        if any(
            each.lemma_ in ("prisoner", "hostage", "captive", "custody", "refuge")
            for each in token.subtree
            if abs(each.i - token.i) < 4
        ):
            return False
        moved = child(token, "dobj")
        if frame.kind == "withdrawal" and "object" not in frame.place and moved is not None and moved.lower_ != "that":
            return self._class(moved) == "armed"
        if frame.kind == "withdrawal" and self._passive and "object" not in frame.place:
            return head is not None and self._class(head) in ("armed", "name")
        return True

    def _has_adverb(self) -> bool:
        """Whether a word tells that a state is new: "now", or the time by which it was so."""
        if any(each.lower_ in self._frame.adverbs for each in self._token.children):
            return True
        by = obliques(self._token, "by") if "now" in self._frame.adverbs else []  # "by nightfall they held Besk"
        return any(self._class(each) == "time" for each in by)

    def _is_dropped(self) -> bool:
        """Whether something comes down: "the Mirage fell near Besk", "Grads fall on the groves"."""
        fallen = agent(self._token)
        down = [each for each in obliques(self._token, "near", "on", "onto", "around") if self._class(each) != "time"]
        return fallen is not None and self._class(fallen) == "name" and bool(down)

    def _begins(self) -> bool:
        """Whether control is told as having come about, not as lasting: "came", "is now", "announced that it is"."""
        token = self._token
        lasting = [
            each for each in obliques(token, "since", "for") if self._class(each) != "time" or not _holds_name(each)
        ]
        if lasting or any(each.lower_ in ("still", "long") for each in token.children):
            return False
        begun = any(
            each.lower_
            in ("now", "by", "also", "back", "again", "fully", "firmly", "entirely", "already", "completely")
            for each in token.subtree
        )
        begun = begun or any(map(_holds_name, obliques(token, "since")))
        begun = begun or any(self._class(each) == "time" for each in obliques(token, "on"))
        return (
            token.lemma_ not in ("be", "lie")
            or begun
            or token.head.lemma_ in ("announce", "confirm", "declare", "report")
        )

    def _owning(self) -> Token | None:
        """The noun that says whose a place is: "under the control of", "in the hands of"."""
        held = self._domain(self._frame.under & {"hand", "possession"}, "in", "into", "to")
        if held is not None and (held.lemma_ == "hand" or children(held, "det")):
            return held
        turned = ("to",) if self._token.lemma_ in ("return", "revert", "pass") else ()
        return self._domain(self._frame.under - {"hand", "possession"}, "under", *turned)

    def _domain(self, nouns: frozenset[str], *prepositions: str) -> Token | None:
        """The noun that says of what control is told: "control" in "under the control of X"."""
        return next((each for each in obliques(self._token, *prepositions) if each.lemma_.lower() in nouns), None)

    def _class(self, token: Token) -> str:
        return noun_class(token, self._actors)

    def _role(self, name: str) -> list[Token]:
        """The heads in a role."""
        token, frame = self._token, self._frame
        first, _, rest = name.partition(" ")
        if rest and first == "object":
            head = patient(token)
            if head is not None and rest == "poss":
                return children(head, "poss")
            return obliques(head, *_alternatives(rest)) if head is not None else []
        if rest:  # "armed object", "armed of"
            return [each for each in self._role(rest) if self._class(each) == "armed"]
        if name == "subject":
            acts = None if frame.noun else agent(token)
            defected = frame.kind == "defection" and token.dep_ == "acl" and token.tag_ == "VBN"
            if acts is not None and self._class(acts) == "place":  # "In Besk, a suburb, a unit went over"
                acts = next((each for each in children(acts, "appos") if self._class(each) == "armed"), acts)
            return _just(token.head if acts is None and defected else acts)  # "the battalion, 300 strong, defected"
        if name == "object":
            more = [
                each
                for each in children(token, "conj", "dobj")
                if each.pos_ in ("NOUN", "PROPN") and children(each, "cc")
            ]
            return list(dict.fromkeys([*_just(patient(token)), *more]))
        if (
            name == "poss"
        ):  # or the subject of a noun that the parser takes for a verb: "the unit completed its retreat"
            return children(token, "nsubj") or children(token, "poss")
        if name == "modifier":
            ranks = lemmas("title")  # "a general retreat"
            told = children(token, "amod", "compound", "nmod")
            return [
                each
                for each in told
                if self._class(each) == "armed" and not (each.tag_ == "JJ" and each.lower_ in ranks)
            ]
        if name == "announcer":
            verb = token.head if token.dep_ in ("dobj", "nsubjpass") else None
            who = agent(verb) if verb is not None and is_verb(verb) else None
            of = (
                children(who, "poss", "compound")
                if who is not None and self._class(who) not in ("armed", "name")
                else []
            )
            return [each for each in of if self._class(each) == "armed"] or _just(who)  # "Orlia's president announced"
        if name == "undergoer":
            verb = token.head if token.dep_ == "dobj" else None
            return _just(agent(verb)) if verb is not None and verb.lemma_ in _UNDERGOING else []
        if name == "owner":
            return self._owner()
        if name == "holder":
            return self._holder()
        found = obliques(token, *_alternatives(name))
        if name == "from" and not found and not frame.noun:
            for each in children(token, "dobj", "nsubjpass"):
                found += obliques(each, *_alternatives(name)) if each.i > token.i or each.dep_ == "nsubjpass" else []
        return found

    @staticmethod
    def _lasts(verb: Token) -> bool:
        """Whether a state is told as going on."""
        return verb.lemma_ == "remain" or any(each.lower_ in ("still", "long") for each in verb.children)

    def _holder(self) -> list[Token]:
        """Who is in control or in possession, of "control" and "possession"."""
        behind = self._token.head
        if self._token.dep_ == "nsubj" and behind.lemma_ == "come":  # "their control over Besk came after"
            after = any(each.lower_ in ("after", "when") for each in behind.subtree if behind.i < each.i < behind.i + 4)
            return children(self._token, "poss") if after else []
        if self._token.dep_ != "pobj" or behind.lower_ != "in":
            return []
        holder = behind.head.head if behind.head.dep_ == "advmod" else behind.head  # "back in control"
        return _just(agent(holder)) if is_verb(holder) else [holder]

    def _owner(self) -> list[Token]:
        """Whose the control is that a place comes under: "the control of X", "X's control", "rebel control"."""
        domain = self._owning()
        if domain is None:
            return []
        owners = [*obliques(domain, "of"), *children(domain, "poss")]
        return owners or [
            each for each in children(domain, "compound", "amod", "nmod") if self._class(each) in ("armed", "name")
        ]

    def _first(self, roles: tuple[str, ...]) -> Token | None:
        """The first in some roles that can be a side; what stands behind "from" may also be where something began."""
        for name in roles:
            sides = ("armed",) if name.endswith("from") else ("armed", "name", "person", "other", "pronoun")
            found = next((each for each in self._role(name) if self._class(each) in sides), None)
            if found is not None:
                return found
        return None

    def _agent(self) -> Token | None:
        for name in self._frame.agent:
            for each in self._role(name):
                if name == "of" and self._class(each) != "armed":
                    continue
                if self._passive and self._class(each) not in ("armed", "name", "pronoun", "person", "civilian"):
                    continue
                if name in ("to", "of", "poss", "owner", "by") and self._class(each) not in (
                    "armed",
                    "name",
                    "pronoun",
                    "person",
                ):
                    continue
                return each
        return None

    def _places(self) -> list[Token] | None:
        """The heads of the phrases in the place's roles; None where one of them is filled by something else."""
        frame = self._frame
        for name in frame.place:
            found = [each for each in self._role(name) if self._can_be_place(each)]
            if found:
                return found
            if any(self._class(each) != "armed" for each in self._role(name) if not frame.noun):
                return None
        return []

    def _is_people(self, token: Token) -> bool:
        """Whether a name is that of people or of a thing of theirs: "eleven of the Orlians", "their Mirage"."""
        inner = quantified(token)
        counted = inner is not None and inner.tag_ == "NNPS" and (token.pos_ == "NUM" or token.tag_ == "NNS")
        return counted or (self._class(token) == "name" and any(each.tag_ == "PRP$" for each in token.lefts))

    def _is_only_told(self, token: Token) -> bool:
        """Whether nothing tells which places are meant but what is said of them: "the positions that they left"."""
        own = self._token.dep_ in ("relcl", "acl") and self._token.head == token and token.tag_ == "NNS"
        return own and all(each.dep_ in ("det", "relcl", "acl", "punct") for each in token.children)

    def _can_be_place(self, token: Token) -> bool:
        sort, frame = self._class(token), self._frame
        if self._is_people(token):
            return False
        if not is_named(token) and (self._is_only_told(token) or _describes_another(token)):
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
            rebels = any(each.tag_ == "NNS" and self._class(each) == "armed" for each in self._role("to"))
            return sort == "name" and rebels
        if frame.extent == "entered" and any(each.tag_ == "PRP$" for each in token.lefts):
            return False  # "the unit is back in its quarters"
        ordinal = any(each.lower_ in _ORDINALS for each in token.lefts) and not is_named(identified(token))
        if ordinal and not any(map(is_named, children(token, "appos"))):
            return False  # "the sixth provincial capital"
        if frame.noun and any(each.lower_ in ("a", "an") for each in token.lefts) and sort == "place":
            return False
        if frame.settled and not is_named(token) and place_type(lemma_of(token)) not in ("city", "town", "village"):
            return False  # "raised their flag over its gate"
        if lemma_of(token) in lemmas("private") and frame.kind == "withdrawal" and not frame.sure:
            return False
        if is_unit(token) and (frame.sure or frame.place == ("object",)):
            return True
        if _is_building(token) and frame.kind == "control_change" and "object" in frame.place:
            taker = agent(self._token) if not frame.noun else None
            armed = taker is not None and self._class(taker) in ("armed", "pronoun")
            return frame.sure or (armed and frame.extent is None)
        if lemma_of(token) == "garrison" and "object" not in frame.place:
            return True
        if sort == "armed" and frame.kind == "withdrawal" and is_named(token) and country_named(name_around(token)):
            return True
        if sort == "place" and not is_named(token) and token.tag_ == "NNS" and not _is_located(token, self._actors):
            return False
        if sort == "pronoun":
            return (
                token.lower_ in _SHORT
                or (token.pos_ == "NUM" and any(each.lower_ == "all" for each in token.lefts))
                or (frame.sure and token.lower_ == "them")
            )
        return sort in ("place", "name")

    def _is_implausible(self, acts: Token) -> bool:
        sort = self._class(acts)
        if self._frame.kind == "defection":
            if lemma_of(acts) in lemmas("dignitary") | {"governor"} and self._is_politics(acts):
                return True
            if sort == "civilian":
                return lemma_of(acts) not in lemmas("dignitary")
            return sort in ("place", "goods", "time", "abstract") or (
                self._frame.armed and sort not in ("armed", "name", "person") and acts.lower_ not in ("it", "which")
            )
        if self._frame.kind == "withdrawal" and acts.tag_ in ("NN", "NNP") and lemma_of(acts) in lemmas("title"):
            return True
        several = acts.tag_ == "NNPS" and not any(each.lower_ == "the" for each in acts.lefts)
        if self._frame.kind == "withdrawal" and sort == "name" and several:
            return True  # "Orlians left Besk" may be anybody
        if self._frame.armed:
            return not (sort in ("armed", "name") or acts.lower_ in ("it", "its", "which", "who"))
        return sort in ("civilian", "goods", "time", "abstract", "place", "person")

    def _is_politics(self, acts: Token) -> bool:
        """Whether somebody changes sides in a party or a parliament."""
        return any(lemma_of(each) in lemmas("politics") for each in (*acts.subtree, *self._token.subtree))

    def _last(self) -> Token:
        """The last word of what states it: the verb's particle, or the noun that it goes with."""
        token, last = self._token, self._token
        for each in token.children:
            particle = each.dep_ == "prt" or each.lower_ in self._frame.particles
            if particle and token.i < each.i <= last.i + 2:
                last = each
        return last


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


def _alternatives(name: str) -> tuple[str, ...]:
    return ("from", "out") if name == "from" else (name,)


def _just(token: Token | None) -> list[Token]:
    return [] if token is None else [token]
