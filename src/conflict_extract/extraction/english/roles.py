"""Semantic roles: the phrases around a verb or noun that its frame tells who acts, what undergoes, and where."""

from __future__ import annotations

from conflict_extract.extraction.english.clauses import agent, children, is_passive, is_verb, obliques, patient
from conflict_extract.extraction.english.frames import Frame
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, name_around, noun_class, quantified
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable

_UNDERGOING = frozenset(["experience", "suffer", "undergo"])


class Roles:
    """The phrases in the roles that a frame gives a word.

    Args:
        token: the verb or noun.
        frame: one of its frames.
        actors: the table of actors.
    """

    def __init__(self, token: Token, frame: Frame, actors: ActorTable) -> None:
        self.token, self.frame, self.actors = token, frame, actors
        self.passive = not frame.noun and is_passive(token)

    def class_of(self, token: Token) -> str:
        """What a noun names: "place", "armed", "civilian", "goods", "name" and so on."""
        return noun_class(token, self.actors)

    def heads(self, name: str) -> list[Token]:
        """The heads in a role."""
        token, frame = self.token, self.frame
        first, _, rest = name.partition(" ")
        if rest and first == "object":
            head = patient(token)
            if head is not None and rest == "poss":
                return children(head, "poss")
            return obliques(head, *_alternatives(rest)) if head is not None else []
        if rest and first == "group":
            return [each for each in self.heads(rest) if self._is_band(each)]
        if rest and first == "state":
            return [each for each in self.heads(rest) if self._serves(each)]
        if rest:  # "armed object", "armed of"
            return [each for each in self.heads(rest) if self.class_of(each) == "armed"]
        if name == "subject":
            acts = None if frame.noun else agent(token)
            defected = frame.kind == "defection" and token.dep_ == "acl" and token.tag_ == "VBN"
            if acts is not None and self.class_of(acts) == "place":  # "In Besk, a suburb, a unit went over"
                acts = next((each for each in children(acts, "appos") if self.class_of(each) == "armed"), acts)
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
                if self.class_of(each) == "armed" and not (each.tag_ == "JJ" and each.lower_ in ranks)
            ]
        if name == "announcer":
            verb = token.head if token.dep_ in ("dobj", "nsubjpass") else None
            who = agent(verb) if verb is not None and is_verb(verb) else None
            of = (
                children(who, "poss", "compound")
                if who is not None and self.class_of(who) not in ("armed", "name")
                else []
            )
            return [each for each in of if self.class_of(each) == "armed"] or _just(
                who
            )  # "Orlia's president announced"
        if name == "undergoer":
            verb = token.head if token.dep_ == "dobj" else None
            return _just(agent(verb)) if verb is not None and verb.lemma_ in _UNDERGOING else []
        if name == "owner":
            return self._owner()
        if name == "holder":
            return self._holder()
        found = obliques(token, *_alternatives(name))
        if name == "from" and not frame.noun and (not found or frame.kind == "withdrawal"):
            for each in children(token, "dobj", "nsubjpass"):
                found += obliques(each, *_alternatives(name)) if each.i > token.i or each.dep_ == "nsubjpass" else []
        return found

    def _is_band(self, token: Token) -> bool:
        """Whether somebody is an armed group by its noun or its name."""
        if token.tag_ != "NN" and lemma_of(token) in lemmas("band"):
            return True
        return is_named(token) and self.actors.actor(name_around(token)).side in ("armed_group", "opposition")

    def _serves(self, token: Token) -> bool:
        """Whether somebody serves a state by his noun, in a number of his own: "forty members of the defence corps"."""
        told = quantified(token) or token
        bands = (*told.lefts, *obliques(told, "of", "from", "with", "in"))
        foreign = any(self._is_band(each) or (each.tag_ == "JJ" and each.text[:1].isupper()) for each in bands)
        return lemma_of(told) in lemmas("serving") and not foreign

    def _owner(self) -> list[Token]:
        """Whose the control is that a place comes under: "the control of X", "X's control", "rebel control"."""
        domain = self.owning()
        if domain is None:
            return []
        owners = [*obliques(domain, "of"), *children(domain, "poss")]
        return owners or [
            each for each in children(domain, "compound", "amod", "nmod") if self.class_of(each) in ("armed", "name")
        ]

    def _holder(self) -> list[Token]:
        """Who is in control or in possession, of "control" and "possession"."""
        behind = self.token.head
        if self.token.dep_ == "nsubj" and behind.lemma_ == "come":  # "their control over Besk came after"
            after = any(each.lower_ in ("after", "when") for each in behind.subtree if behind.i < each.i < behind.i + 4)
            return children(self.token, "poss") if after else []
        if self.token.dep_ != "pobj" or behind.lower_ != "in":
            return []
        holder = behind.head.head if behind.head.dep_ == "advmod" else behind.head  # "back in control"
        return _just(agent(holder)) if is_verb(holder) else [holder]

    def owning(self) -> Token | None:
        """The noun that says whose a place is: "under the control of", "in the hands of"."""
        held = self._domain(self.frame.under & {"hand", "possession"}, "in", "into", "to")
        if held is not None and (held.lemma_ == "hand" or children(held, "det")):
            return held
        turned = ("to",) if self.token.lemma_ in ("return", "revert", "pass") else ()
        return self._domain(self.frame.under - {"hand", "possession"}, "under", *turned)

    def _domain(self, nouns: frozenset[str], *prepositions: str) -> Token | None:
        """The noun that says of what control is told: "control" in "under the control of X"."""
        return next((each for each in obliques(self.token, *prepositions) if each.lemma_.lower() in nouns), None)

    def first(self, roles: tuple[str, ...]) -> Token | None:
        """The first in some roles that can be a side; what stands behind "from" may also be where something began."""
        for name in roles:
            sides = ("armed",) if name.endswith("from") else ("armed", "name", "person", "other", "pronoun")
            found = next((each for each in self.heads(name) if self.class_of(each) in sides), None)
            if found is not None:
                return found
        return None

    def agent(self) -> Token | None:
        """Who acts: the first in the agent's roles that can."""
        for name in self.frame.agent:
            for each in self.heads(name):
                if name == "of" and self.class_of(each) != "armed":
                    continue
                if self.passive and self.class_of(each) not in ("armed", "name", "pronoun", "person", "civilian"):
                    continue
                if name in ("to", "of", "poss", "owner", "by") and self.class_of(each) not in (
                    "armed",
                    "name",
                    "pronoun",
                    "person",
                ):
                    continue
                return each
        return None

    def last(self) -> Token:
        """The last word of what states it: the verb's particle, or the noun that it goes with."""
        token, last = self.token, self.token
        for each in token.children:
            particle = each.dep_ == "prt" or each.lower_ in self.frame.particles
            if particle and token.i < each.i <= last.i + 2:
                last = each
        return last


def _alternatives(name: str) -> tuple[str, ...]:
    return ("from", "out") if name == "from" else (name,)


def _just(token: Token | None) -> list[Token]:
    return [] if token is None else [token]
