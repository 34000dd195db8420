"""What a sentence states, as spans: events with their roles, and denials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from conflict_extract.extraction.english.clauses import child, children, is_verb, obliques
from conflict_extract.extraction.english.coreference import (
    PRONOUNS,
    antecedent_of,
    is_pronoun,
    number_meant,
    place_before,
    places_of,
    points,
    several_before,
    stands_for_place,
)
from conflict_extract.extraction.english.days import Day, day_at, day_of, is_earlier
from conflict_extract.extraction.english.denials import Denial, denials, is_denying, speaker_of
from conflict_extract.extraction.english.events import Match, matches
from conflict_extract.extraction.english.factuality import counterfactual, is_undertaken
from conflict_extract.extraction.english.frames import kind_of
from conflict_extract.extraction.english.mentions import Mention, is_time, phrase, place_mentions
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.nouns import is_named, lemma_of, lemmas, noun_class, quantified
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.normalize import ActorTable
from conflict_extract.schema.records import Denied, Extent, Kind, Stage

if TYPE_CHECKING:
    from spacy.tokens import Token

_GOES_ON = frozenset(
    [
        "but",
        "while",
        "although",
        "though",
        ";",
        "adding",
        "saying",
        "said",
        "says",
        "insisting",
        "added",
        "after",
        "since",
    ]
)
_DIRECTIONS = frozenset(
    ["northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "old", "downtown"]
)
# words that go on an enumeration
_JOINING = frozenset(["and", "including", "plus", "with", "then"])
_WHO = frozenset(["of", "from", "in"])
_AT = frozenset(["in", "at", "from", "into", "near", "to"])
_AT_OBJECT = frozenset(
    ["reach", "near", "approach", "cross", "encircle", "besiege", "shell", "bomb", "attack", "storm"]
)


class Reference(NamedTuple):
    """Where a name stands: how many sentences before, and its offsets there."""

    back: int
    at: Offsets


class Named(NamedTuple):
    """Where the words for a place stand, and where the name does that these stand for; `instead` of them if they name
    none."""

    at: Offsets
    stands_for: Reference | None = None
    instead: bool = False


class Told(NamedTuple):
    """A sentence that was read: its tree, the heads of the places of its events, and those told as having happened."""

    parse: Parse
    places: tuple[Token, ...]
    events: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One word that states an event, and the phrases in its roles.

    Attributes:
        kind: of the event.
        trigger: the words that state it.
        reason: why it is not told as having happened; None where it is.
        places: where the names of its places stand.
        agent: who took, left, defected or denies.
        agent_stands_for: whom a pronoun in that role stands for; None where nobody can be told.
        loser, to, source: who lost it; where or whom to; whom from.
        extent: how far control changed, as the grammar tells it; None where it does not.
        said_by: who says so.
        claim, denies: what is denied, and of which kind it is.
        stage: how far a withdrawal is.
        to_place: where a force went.
        day: the words that tell the day.
        earlier: whether it is told as having been before something else, without a day.
        names_more: whether the sentence names places that no statement of it accounts for.
    """

    kind: Kind
    trigger: Offsets
    reason: str | None
    places: tuple[Named, ...]
    agent: Offsets | None = None
    agent_stands_for: Reference | None = None
    loser: Offsets | None = None
    to: Offsets | None = None
    source: Offsets | None = None
    extent: Extent | None = None
    said_by: Offsets | None = None
    claim: Offsets | None = None
    denies: Denied = "other"
    stage: Stage | None = None
    to_place: Offsets | None = None
    day: Day | None = None
    earlier: bool = False
    names_more: bool = False

    def spans(self) -> Iterator[Offsets]:
        """Where all its phrases stand."""
        yield from (each.at for each in self.places)
        yield from (each.stands_for.at for each in self.places if each.stands_for and not each.stands_for.back)
        told = (self.agent, self.loser, self.to, self.source, self.said_by, self.to_place)
        yield from (each for each in told if each is not None)
        yield from (self.day.at,) if self.day is not None and not self.day.back else ()


def statements(parse: Parse, actors: ActorTable, told: Sequence[Told] = ()) -> tuple[list[Statement], Told]:
    """What a sentence states, in order; what it only mentions in order to deny it is left out.

    Args:
        parse: the sentence.
        actors: the table of actors.
        told: the sentences before it, the nearest first.
    """
    found = list(matches(parse.doc, actors))
    denied = list(denials(parse.doc, {each.token.i for each in found}, actors))
    events = tuple(each for each in found if each.places and counterfactual(each.token) is None)
    here = Told(parse, tuple(head for match in found for head in match.places), events)
    dated = frozenset((each.token, head) for each in found if each.day is not None for head in each.places)
    read = _Sentence(here, told, actors, dated)
    inside = {each: [match for match in found if _is_denied(match.token, each)] for each in denied}
    official = [each for each in denied if each.speaker is not None and (inside[each] or not read.repeats(each))]
    done = [read.denial(each, inside[each]) for each in official[:1]]
    placed = {(match.frame.kind, match.agent) for match in found if match.places}
    deserters = {match.agent for match in found if match.frame.kind == "defection"}
    for match in found:
        if match.frame.kind == "withdrawal" and match.agent is not None and match.agent in deserters:
            continue  # "left their barracks and joined the rebels"
        if not match.places and match.frame.kind == "withdrawal" and (match.frame.kind, match.agent) in placed:
            continue  # "pulled out of Besk and fell back to Harn"
        if not any(_is_denied(match.token, denial) for denial in denied):
            statement = read.statement(match)
            done += [statement] if statement.places or match.frame.kind != "control_change" else []
    done = [replace(each, places=tuple(_by_name(one, each, done) for one in each.places)) for each in done]
    return [replace(each, names_more=_names_more(each, done, parse, actors)) for each in done], here


def _by_name(place: Named, told: Statement, others: Sequence[Statement]) -> Named:
    """A place by the name that it has in its own sentence: "marched into Besk and took the city"; not where others took
    it, too."""
    before = place.stands_for
    if before is None or before.back:
        return place
    again = told.extent != "entered" and any(
        each.kind == told.kind and each.agent != told.agent and before.at in [one.at for one in each.places]
        for each in others
    )
    return place if again else place._replace(instead=True)


def _names_more(told: Statement, others: Sequence[Statement], parse: Parse, actors: ActorTable) -> bool:
    """Whether a sentence names a place that no statement accounts for, and that one without a place can be about, or
    that may go on an enumeration of its places."""
    accounted = [span for each in others for span in each.spans()]
    for name in places_of(parse.doc, actors):
        start, end = parse.offsets(name, name)
        if any(first <= start and end <= last for first, last in accounted):
            continue
        before = [each.lower_ for each in parse.doc[max(0, name.left_edge.i - 2) : name.i]]
        if not any(each.at != told.trigger for each in told.places) or _JOINING & {*before}:
            return True
    return False


def _is_denied(token: Token, denial: Denial) -> bool:
    """Whether a word stands in what is denied, or behind the denial before its sentence goes on to something else."""
    if token.i <= denial.token.i:
        return token.i == denial.token.i or denial.first.i <= token.i <= denial.last.i
    start = max(denial.token.i + 1, denial.first.i if denial.first.i <= token.i <= denial.last.i else 0)
    between = denial.token.doc[start : token.i]
    return not any(each.lower_ in _GOES_ON for each in between)


class _Sentence:
    """Makes statements of the words of a sentence."""

    def __init__(
        self, here: Told, told: Sequence[Told], actors: ActorTable, dated: frozenset[tuple[Token, Token]]
    ) -> None:
        self._here, self._told, self._actors, self._dated = here, told, actors, dated
        self._parses = [each.parse for each in told]

    def _offsets(self, mention: Mention, back: int = 0) -> Offsets:
        return (self._parses[back - 1] if back else self._here.parse).offsets(mention.first, mention.last)

    def _who(self, token: Token | None, behind: frozenset[str] = _WHO) -> Offsets | None:
        return self._offsets(phrase(token, behind=behind, joined=True)) if token is not None else None

    def _agent(self, token: Token | None, behind: frozenset[str] = _WHO) -> tuple[Offsets | None, Reference | None]:
        """Where somebody is named in the sentence; and where in one before, if only a pronoun stands here."""
        if token is not None and token.dep_ == "appos" and not is_named(token) and is_named(token.head):
            token = token.head  # "the Orlo Guard, a militia that broke with"
        if token is None or token.lower_ not in PRONOUNS or quantified(token) is not None:
            return self._who(token, behind), self._owner(token)
        found = antecedent_of(token, self._here.places, self._parses, self._actors)
        if found is None:
            return None, None
        if not found.back:
            return self._who(found.head, behind), self._owner(found.head)
        return self._who(token), Reference(
            found.back, self._offsets(phrase(found.head, behind=_WHO, joined=True), found.back)
        )

    def _owner(self, token: Token | None) -> Reference | None:
        """Who is meant by men of theirs: the army of "the army said its troops"."""
        owner = next((each for each in token.lefts if each.dep_ == "poss"), None) if token is not None else None
        if token is None or owner is None or owner.lower_ not in PRONOUNS or is_named(token):
            return None
        found = antecedent_of(owner, self._here.places, self._parses, self._actors)
        if found is None:
            return None
        return Reference(found.back, self._offsets(phrase(found.head, behind=_WHO, joined=True), found.back))

    def _places(self, heads: Iterable[Token], match: Match | None = None) -> tuple[Named, ...]:
        found: dict[Named, None] = {}
        apart = self._apart(match) if match is not None else frozenset()
        for head in heads:
            for each in place_mentions(head, self._actors):
                if each.head in apart:
                    continue
                at = self._offsets(each)
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
                self._offsets(one) == reference.at for head in each.places for one in place_mentions(head, self._actors)
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
        return [Reference(back, self._offsets(one, back)) for back, one in found]

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
            return meant if meant or is_pronoun(named[-1].head) else Reference(back, self._offsets(named[-1], back))
        return Reference(back, self._offsets(named[-1], back)) if named else None

    def statement(self, match: Match) -> Statement:
        frame = match.frame
        reason: str | None = None if frame.ended else counterfactual(match.token)
        if reason == "not_stated_as_fact" and frame.kind == "withdrawal" and is_undertaken(match.token):
            reason = None
        agent, stands_for = self._agent(match.agent)
        reason = reason or self._unlikely(match)
        return Statement(
            kind=frame.kind,
            trigger=self._here.parse.offsets(match.token, match.last),
            reason=reason,
            places=self._places(match.places or self._scene(match), match) or self._left(match),
            agent=agent,
            agent_stands_for=stands_for,
            loser=self._who(match.loser, frozenset(["of"])),
            to=self._who(match.to),
            source=self._who(match.source),
            extent=_extent(match, self._actors),
            said_by=self._who(speaker_of(match.token)),
            stage=_stage(match) if frame.kind == "withdrawal" else None,
            to_place=self._destination(match) if frame.kind == "withdrawal" else None,
            day=self._day(match.token, None, match.day),
            earlier=is_earlier(match.token),
        )

    def _destination(self, match: Match) -> Offsets | None:
        """Where a force went."""
        towards = obliques(match.token, "to", "towards", "toward", "into")
        place = next((each for each in towards if noun_class(each, self._actors) in ("place", "name")), None)
        return None if place is None else self._offsets(place_mentions(place, self._actors)[0])

    def _day(self, token: Token, denial: Denial | None, own: Token | None = None) -> Day | None:
        """The words that tell the day of a word, its own where it has some; of a denial some outside of what is
        denied."""
        if own is not None:
            return day_at(own, self._here.parse)
        denied = range(denial.first.i, denial.last.i + 1) if denial is not None else range(0)
        return day_of(token, self._here.parse, denied, self._parses)

    def _unlikely(self, match: Match) -> str | None:
        """Why a pronoun cannot be who does this: it stands for civilians, or for nobody and anybody leaves a place."""
        token = match.agent
        if (
            token is None
            or token.lower_ not in PRONOUNS
            or quantified(token) is not None
            or (match.frame.kind == "defection" and token.lower_ not in ("it", "they"))
        ):
            return None
        found = antecedent_of(token, self._here.places, self._parses, self._actors)
        if found is None:
            return "not_armed" if match.frame.kind != "control_change" and match.frame.armed else None
        person = noun_class(found.head, self._actors) == "name" and any(
            each.dep_ == "compound" for each in found.head.lefts
        )
        if token.lower_ == "we" and (person or not _is_of_force(found.head, self._actors)):
            return "not_armed"
        return "not_armed" if noun_class(found.head, self._actors) in ("civilian", "person", "other") else None

    def _scene(self, match: Match) -> list[Token]:
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

    def _left(self, match: Match) -> tuple[Named, ...]:
        """Where a force was that only withdrew, and where one came that only entered: as its sentence or the one before
        tells."""
        if match.agent is None or not match.frame.alone:
            return ()
        fronted = [each for each in obliques(match.token, "in", "at") if each.i < min(match.token.i, match.agent.i)]
        where = [*(_stations(match.agent) if match.frame.kind == "withdrawal" else ()), *fronted]
        stationed = [each for each in where if noun_class(each, self._actors) in ("place", "name")]
        if stationed:
            return self._places(stationed[:1])
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
                    found.append(Reference(back, self._offsets(mention, back)))
                elif stands_for_place(mention.head):
                    found.append(self._place_before(mention, back) or Reference(back, self._offsets(mention, back)))
            if found:
                return found
        return []

    @staticmethod
    def _denied_kind(denial: Denial) -> Denied:
        """Of which kind what is denied is, by its words alone."""
        words = denial.token.doc[denial.first.i : denial.last.i + 1]
        kinds = [kind_of(each) for each in words if each.i != denial.token.i]
        return next((kind for kind in (*kinds, kind_of(denial.token)) if kind is not None), "other")

    def _denied_at(self, denial: Denial) -> list[Token]:
        """The place that a denial is about, where it denies no event of the other kinds."""
        named = places_of(self._here.parse.doc, self._actors)
        inside = (each for each in named if denial.first.i <= each.i <= denial.last.i)
        return [each for each in inside if each.head.lower_ in _AT or each.head.lemma_ in _AT_OBJECT][:1]

    def repeats(self, denial: Denial) -> bool:
        """Whether somebody only goes on to deny what he denied in a sentence before: ""It is a lie," he said"."""
        if denial.speaker is None or denial.speaker.lower_ not in PRONOUNS:
            return False
        found = antecedent_of(denial.speaker, self._here.places, self._parses, self._actors)
        return found is not None and found.back > 0 and is_denying(found.head.head)

    def denial(self, denial: Denial, inside: list[Match]) -> Statement:
        agent, stands_for = self._agent(denial.speaker, _WHO | {"for", "at"})
        return Statement(
            kind="official_denial",
            trigger=self._here.parse.offsets(denial.token, denial.token),
            reason=None,
            places=self._places(
                [head for match in inside for head in match.places or self._scene(match)] or self._denied_at(denial)
            ),
            agent=agent or self._who(denial.speaker),
            agent_stands_for=stands_for,
            claim=self._here.parse.offsets(denial.first, denial.last),
            denies=inside[0].frame.kind if inside else self._denied_kind(denial),
            day=self._day(denial.token, denial),
        )


def _stations(force: Token) -> list[Token]:
    """Where a force is by its own words: "the garrison at Besk", "police posts in the two villages", "its garrison"."""
    held = children(force, "poss", "compound", "nmod") if lemma_of(force) in ("garrison", "defender") else []
    return [each for each in (*obliques(force, "in", "at", "inside"), *held) if not is_time(each)]


def _is_alike(one: Token | None, other: Token | None) -> bool:
    """Whether two who act may be one: by the same noun, or by a pronoun."""
    if one is None or other is None:
        return False
    return lemma_of(one) == lemma_of(other) or bool(PRONOUNS & {one.lower_, other.lower_})


def _is_part(head: Token) -> bool:
    """Whether words mean a part of a place: "districts of Besk", "eastern Besk", not "the Orlo district"."""
    named = any(is_named(each) for each in head.lefts if each.dep_ in ("compound", "nmod"))
    if lemma_of(head) in lemmas("part") and not named:
        return True
    return is_named(head) and any(each.lower_ in _DIRECTIONS for each in head.lefts if each.dep_ == "amod")


def _is_of_force(speaker: Token, actors: ActorTable) -> bool:
    """Whether who says "we" is told to bear arms or to command, not only named: "said Orlo, a widow"."""
    if noun_class(speaker, actors) != "name":
        return True
    told = [each for each in children(speaker, "appos") if not is_named(each)]
    return any(noun_class(each, actors) == "armed" for each in told) if told else True


def _is_but_for(head: Token, verb: Token) -> bool:
    """Whether something is left out of a place: "all of Besk but the fort", "the province except Harn"."""
    whole = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head  # "all of Besk"
    beside = (*head.children, *whole.children, *(each for each in verb.children if each.dep_ == "prep"))
    left_out = (each for each in beside if each.lower_ in ("but", "except", "excluding", "barring") and each.i > head.i)
    return any(
        not is_verb(each.doc[min(each.i + 2, len(each.doc) - 1)]) and each.nbor(1).lower_ != "not" for each in left_out
    )


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


def _stage(match: Match) -> Stage:
    """How far a withdrawal is, told by the verbs that govern it."""
    token = match.token
    if token.dep_ == "nsubj" and token.head.lemma_ in ("begin", "start", "continue"):
        return "under_way"
    governor = token.head if token.dep_ in ("xcomp", "ccomp", "dobj", "acl", "pobj", "advcl") else None
    auxiliaries = {each.lower_ for each in children(token, "aux")}
    if governor is not None and governor.lemma_ in ("order", "instruct", "command", "tell"):
        return "ordered"
    if auxiliaries & {"will", "would", "to"} and not (
        governor is not None and governor.lemma_ in ("begin", "start", "force", "continue")
    ):
        return "announced"
    if governor is not None and governor.lemma_ in ("announce", "promise", "pledge", "vow"):
        return "announced"
    begun = governor is not None and governor.lemma_ in ("begin", "start", "continue")
    progressive = token.tag_ == "VBG" and any(each.lemma_ == "be" for each in children(token, "aux"))
    return "under_way" if begun or progressive else "completed"


def _extent(match: Match, actors: ActorTable) -> Extent | None:
    if match.frame.kind != "control_change":
        return None
    if match.frame.extent == "entered":
        return "entered"
    heads = [*match.places, *(each.head for head in match.places for each in place_mentions(head, actors))]
    if any(_is_part(each) for each in heads) or any(_is_but_for(each, match.token) for each in heads):
        return "partial"
    return None if match.frame.extent == "unknown" else "full"


def is_place(told: Told, at: Offsets, trigger: Offsets, actors: ActorTable) -> bool:
    """Whether words name a place that a trigger can be said of: no people or goods, and no verb of its own between.

    Args:
        told: the sentence.
        at: where the words stand.
        trigger: where those that state an event do.
        actors: the table of actors.
    """
    words = told.parse.within(at)
    head = next((each for each in words if each.head not in words), None)
    stating = next(iter(told.parse.within(trigger)), None)
    if head is None or stating is None or noun_class(head, actors) not in ("place", "name") or stands_for_place(head):
        return False
    above = head
    while above.head.i != above.i and not is_verb(above):
        above = above.head
    shared = above in stating.conjuncts and child(stating, "dobj") is None  # "entered and captured Besk"
    return above.i == stating.i or shared or (above.lemma_ == "include" and stating in above.ancestors)
