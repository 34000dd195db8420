"""What a sentence states, as spans: events with their roles, and denials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conflict_extract.extraction.english.aspects import extent_of, stage_of
from conflict_extract.extraction.english.clauses import child, children, is_verb
from conflict_extract.extraction.english.coreference import PRONOUNS, antecedent_of
from conflict_extract.extraction.english.days import Day, day_at, day_of, is_earlier
from conflict_extract.extraction.english.denials import Denial, denials, is_denying, speaker_of
from conflict_extract.extraction.english.events import Match, matches
from conflict_extract.extraction.english.factuality import counterfactual, is_undertaken
from conflict_extract.extraction.english.frames import kind_of
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.nouns import is_named, noun_class, quantified
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.phrases import phrase
from conflict_extract.extraction.english.place_coreference import places_of, stands_for_place
from conflict_extract.extraction.english.statements import Named, Reference, Statement, Told
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.tree import Token
from conflict_extract.extraction.english.whereabouts import Whereabouts
from conflict_extract.normalize import ActorTable
from conflict_extract.schema.records import Denied

_GOES_ON = words("grammar", "goes_on")
# words that go on an enumeration
_JOINING = frozenset(["and", "including", "plus", "with", "then"])
_WHO = frozenset(["of", "from", "in"])


def statements(parse: Parse, actors: ActorTable, told: Sequence[Told] = ()) -> tuple[list[Statement], Told]:
    """What a sentence states, in order; what it only mentions in order to deny it is left out.

    Args:
        parse: the sentence.
        actors: the table of actors.
        told: the sentences before it, the nearest first.
    """
    found = matches(parse.doc, actors)
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
        self._here, self._actors = here, actors
        self._where = Whereabouts(here, told, actors, dated)
        self._parses = [each.parse for each in told]

    def _who(self, token: Token | None, behind: frozenset[str] = _WHO) -> Offsets | None:
        return self._where.offsets(phrase(token, behind=behind, joined=True)) if token is not None else None

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
            found.back, self._where.offsets(phrase(found.head, behind=_WHO, joined=True), found.back)
        )

    def _owner(self, token: Token | None) -> Reference | None:
        """Who is meant by men of theirs: the army of "the army said its troops"."""
        owner = next((each for each in token.lefts if each.dep_ == "poss"), None) if token is not None else None
        if token is None or owner is None or owner.lower_ not in PRONOUNS or is_named(token):
            return None
        found = antecedent_of(owner, self._here.places, self._parses, self._actors)
        if found is None:
            return None
        return Reference(found.back, self._where.offsets(phrase(found.head, behind=_WHO, joined=True), found.back))

    def statement(self, match: Match) -> Statement:
        frame = match.frame
        reason: str | None = None if frame.ended else counterfactual(match.token)
        if (
            reason == "not_stated_as_fact"
            and frame.kind == "withdrawal"
            and match.token.lemma_ != "be"
            and is_undertaken(match.token)
        ):
            reason = None
        agent, stands_for = self._agent(match.agent)
        reason = reason or self._unlikely(match)
        return Statement(
            kind=frame.kind,
            trigger=self._here.parse.offsets(match.token, match.last),
            reason=reason,
            places=self._where.places(match.places or self._where.scene(match), match) or self._where.left(match),
            agent=agent,
            agent_stands_for=stands_for,
            loser=self._who(match.loser, frozenset(["of"])),
            to=self._who(match.to),
            source=self._who(match.source),
            extent=extent_of(match, self._actors),
            said_by=self._who(speaker_of(match.token)),
            stage=stage_of(match) if frame.kind == "withdrawal" else None,
            to_place=self._where.destination(match) if frame.kind == "withdrawal" else None,
            day=self._day(match.token, None, match.day),
            earlier=is_earlier(match.token),
        )

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

    @staticmethod
    def _denied_kind(denial: Denial) -> Denied:
        """Of which kind what is denied is, by its words alone."""
        words = denial.token.doc[denial.first.i : denial.last.i + 1]
        kinds = [kind_of(each) for each in words if each.i != denial.token.i]
        return next((kind for kind in (*kinds, kind_of(denial.token)) if kind is not None), "other")

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
            places=self._where.places(
                [head for match in inside for head in match.places or self._where.scene(match)]
                or self._where.denied_at(denial)
            ),
            agent=agent or self._who(denial.speaker),
            agent_stands_for=stands_for,
            claim=self._here.parse.offsets(denial.first, denial.last),
            denies=inside[0].frame.kind if inside else self._denied_kind(denial),
            day=self._day(denial.token, denial),
        )


def _is_of_force(speaker: Token, actors: ActorTable) -> bool:
    """Whether who says "we" is told to bear arms or to command, not only named: "said Orlo, a widow"."""
    if noun_class(speaker, actors) != "name":
        return True
    told = [each for each in children(speaker, "appos") if not is_named(each)]
    return any(noun_class(each, actors) == "armed" for each in told) if told else True


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
