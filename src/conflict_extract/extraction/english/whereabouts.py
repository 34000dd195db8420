"""Where events are told to be: the places that their phrases name, or that the words around tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conflict_extract.extraction.english.clauses import children, obliques
from conflict_extract.extraction.english.coreference import PRONOUNS
from conflict_extract.extraction.english.denials import Denial
from conflict_extract.extraction.english.events import Match
from conflict_extract.extraction.english.mentions import place_mentions
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.nouns import is_named, lemma_of, noun_class
from conflict_extract.extraction.english.phrases import Mention, is_time
from conflict_extract.extraction.english.place_coreference import (
    is_pronoun,
    number_meant,
    place_before,
    places_of,
    points,
    several_before,
    stands_for_place,
)
from conflict_extract.extraction.english.statements import Named, Reference, Told
from conflict_extract.extraction.english.tree import Token
from conflict_extract.normalize import ActorTable

_AT = frozenset(["in", "at", "from", "into", "near", "to"])
_AT_OBJECT = frozenset(
    ["reach", "near", "approach", "cross", "encircle", "besiege", "shell", "bomb", "attack", "storm"]
)


class Whereabouts:
    """Finds the places of the events of a sentence.

    Args:
        here: the sentence.
        told: the sentences before it, the nearest first.
        actors: the table of actors.
        dated: the words of events said of several places with days of their own, each with one of these places.
    """

    def __init__(
        self, here: Told, told: Sequence[Told], actors: ActorTable, dated: frozenset[tuple[Token, Token]]
    ) -> None:
        self._here, self._told, self._actors, self._dated = here, told, actors, dated
        self._parses = [each.parse for each in told]

    def offsets(self, mention: Mention, back: int = 0) -> Offsets:
        """Where a phrase stands, in the sentence or in one so many before."""
        return (self._parses[back - 1] if back else self._here.parse).offsets(mention.first, mention.last)

    def places(self, heads: Iterable[Token], match: Match | None = None) -> tuple[Named, ...]:
        """The places that some heads name, by their own words or by what these stand for."""
        found: dict[Named, None] = {}
        apart = self._apart(match) if match is not None else frozenset()
        for head in heads:
            for each in place_mentions(head, self._actors):
                if each.head in apart:
                    continue
                at = self.offsets(each)
                several = self._several_before(each.head)
                found |= dict.fromkeys(Named(at, one, instead=True) for one in several)
                if not several:
                    before = self._place_before(each)
                    pointed = stands_for_place(each.head) and points(each.head)
                    found[Named(at, before, instead=pointed or self._is_own(before, match))] = None
        return tuple(found)

    def _apart(self, match: Match) -> frozenset[Token]:
        """The places that the word of an event is said of with days of their own."""
        return frozenset(head for token, head in self._dated if token == match.token and head not in match.places)

    def _is_own(self, reference: Reference | None, match: Match | None) -> bool:
        """Whether a short form stands for the place of another event of its own sentence, and not of one that somebody
        else brought about: "they took Besk, and the army took the town back" keeps its words."""
        if reference is None or reference.back or match is None:
            return False
        own = [
            each
            for each in self._here.events
            if each.token != match.token
            and any(
                self.offsets(one) == reference.at for head in each.places for one in place_mentions(head, self._actors)
            )
        ]
        return bool(own) and all(
            each.frame.kind != match.frame.kind or _is_alike(each.agent, match.agent) for each in own
        )

    def _several_before(self, head: Token) -> list[Reference]:
        """The places that a plural stands for."""
        number = number_meant(head)
        if number is None:
            return []
        before = [each.places for each in self._told]
        found = several_before(head, number, self._here.places, before, self._parses, self._actors)
        return [Reference(back, self.offsets(one, back)) for back, one in found]

    def _place_before(self, mention: Mention, back: int = 0) -> Reference | None:
        """The place that a short form stands for, of this sentence or of one before."""
        if not stands_for_place(mention.head):
            return None
        own, *before = [each.places for each in (self._here, *self._told)][back:]
        found = place_before(mention.head, own, before, self._parses[back:], self._actors)
        if found is None:
            return None
        named = place_mentions(found.head, self._actors)
        back += found.back
        if named and named[-1].head == mention.head:
            return None
        if named and stands_for_place(named[-1].head):
            meant = self._place_before(named[-1], back)
            return meant if meant or is_pronoun(named[-1].head) else Reference(back, self.offsets(named[-1], back))
        return Reference(back, self.offsets(named[-1], back)) if named else None

    def scene(self, match: Match) -> list[Token]:
        """Where people defected: what their verb, or they themselves, are said to be in, at or near."""
        if match.frame.kind != "defection" or match.agent is None:
            return []
        near = [
            each
            for token in (match.token, match.agent, match.source)
            if token is not None
            for each in obliques(token, "in", "at", "near", "from", "of")
        ]
        named = places_of(self._here.parse.doc, self._actors)
        return [each for each in near if each in named][:1] or [
            each for each in named if each.head.lower_ in ("in", "at", "near")
        ][:1]

    def left(self, match: Match) -> tuple[Named, ...]:
        """Where a force was that only withdrew, and where one came that only entered: as its sentence or the one before
        tells."""
        if match.agent is None or not match.frame.alone:
            return ()
        fronted = [each for each in obliques(match.token, "in", "at") if each.i < min(match.token.i, match.agent.i)]
        where = [*(_stations(match.agent) if match.frame.kind == "withdrawal" else ()), *fronted]
        stationed = [each for each in where if noun_class(each, self._actors) in ("place", "name")]
        if stationed:
            return self.places(stationed[:1])
        options = [(0, each) for each in self._here.events]
        options += [(1, each) for told in self._told[:1] for each in told.events]
        came = [(back, each) for back, each in options if _is_followed(each, match, back)]
        nearest = [each for back, each in came if back == came[0][0]]
        named = {self._words(one): one for each in nearest for one in self._named_of(each, came[0][0])}
        if len(named) != 1:
            return ()  # of several places nobody says which one
        (meant,) = named.values()
        return (Named(self._here.parse.offsets(match.token, match.last), meant, instead=True),)

    def _words(self, reference: Reference) -> str:
        parse = self._parses[reference.back - 1] if reference.back else self._here.parse
        return " ".join(each.lower_ for each in parse.within(reference.at))

    def _named_of(self, event: Match, back: int) -> list[Reference]:
        """Where the places of an event are named: by themselves, before it, or where the event was."""
        for heads in (event.places, obliques(event.token, "in", "at")):
            found: list[Reference] = []
            for mention in (each for head in heads for each in place_mentions(head, self._actors)):
                if any(map(is_named, mention.head.doc[mention.first.i : mention.last.i + 1])):
                    found.append(Reference(back, self.offsets(mention, back)))
                elif stands_for_place(mention.head):
                    found.append(self._place_before(mention, back) or Reference(back, self.offsets(mention, back)))
            if found:
                return found
        return []

    def denied_at(self, denial: Denial) -> list[Token]:
        """The place that a denial is about, where it denies no event of the other kinds."""
        named = places_of(self._here.parse.doc, self._actors)
        inside = (each for each in named if denial.first.i <= each.i <= denial.last.i)
        return [each for each in inside if each.head.lower_ in _AT or each.head.lemma_ in _AT_OBJECT][:1]

    def destination(self, match: Match) -> Offsets | None:
        """Where a force went."""
        towards = obliques(match.token, "to", "towards", "toward", "into")
        place = next((each for each in towards if noun_class(each, self._actors) in ("place", "name")), None)
        return None if place is None else self.offsets(place_mentions(place, self._actors)[0])


def _stations(force: Token) -> list[Token]:
    """Where a force is by its own words: "the garrison at Besk", "police posts in the two villages", "its garrison"."""
    held = children(force, "poss", "compound", "nmod") if lemma_of(force) in ("garrison", "defender") else []
    return [each for each in (*obliques(force, "in", "at", "inside"), *held) if not is_time(each)]


def _is_alike(one: Token | None, other: Token | None) -> bool:
    """Whether two who act may be one: by the same noun, or by a pronoun."""
    if one is None or other is None:
        return False
    return lemma_of(one) == lemma_of(other) or bool(PRONOUNS & {one.lower_, other.lower_})


def _is_followed(event: Match, match: Match, back: int) -> bool:
    """Whether a force withdraws from where others, or itself before, came, or enters where others withdrew."""
    if event.agent is None or match.agent is None:
        return event.frame.kind != match.frame.kind
    own = event.agent == match.agent or lemma_of(event.agent) == lemma_of(match.agent)
    pronoun = match.agent.lower_ in PRONOUNS
    if match.frame.kind == "control_change":
        return event.frame.kind == "withdrawal" and (pronoun or not own)
    if event.frame.kind != "control_change":
        return False
    if own and not back and event.token.i < match.token.i:
        return True  # "captured the base and left with the arms"
    return event.frame.extent != "entered" and (pronoun or not own)
