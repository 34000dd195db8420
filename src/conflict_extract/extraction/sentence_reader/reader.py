"""The sentence reader: grammar tells what an English sentence states; a small model is asked for places it missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from conflict_extract.extraction.asking import Ask
from conflict_extract.extraction.claims import Claim, Origin, Reading
from conflict_extract.extraction.english.days import is_in_another_year, is_one_before
from conflict_extract.extraction.english.details import means_of, number_in, unit_in
from conflict_extract.extraction.english.parser import Parser, require_parser
from conflict_extract.extraction.english.places import type_of, within_of
from conflict_extract.extraction.english.sentences import is_place, statements
from conflict_extract.extraction.english.statements import Named, Statement, Told
from conflict_extract.extraction.grounding import claim
from conflict_extract.extraction.last_dates import last_date
from conflict_extract.extraction.quarantine import Rejected, item_set_aside
from conflict_extract.extraction.sentence_reader.finding import find_place
from conflict_extract.extraction.sentence_reader.prompt import load_prompt, question
from conflict_extract.extraction.sentence_reader.question import Places, answer_schema
from conflict_extract.extraction.spans import Span
from conflict_extract.extraction.windows import Window, readable
from conflict_extract.llm import AnswerCache
from conflict_extract.normalize import (
    ActorTable,
    actor,
    is_generic,
    is_pronoun,
    place_name,
    resolve,
    size,
    source,
)
from conflict_extract.schema import ACTOR_FIELDS, MAIN_ACTOR, Article, Date, Place, Quarantined, Sentence

ANSWER_TOKENS = 320
# characters; longer runs of words without a stop are lists or tables, and take time by their square
LONGEST_SENTENCE = 2000
# how many sentences before its own a statement can point back to
REACH = 3
_PRONOUNS = frozenset(["it", "there", "them", "both"])


@dataclass(frozen=True)
class StatementWindow(Window):
    """One statement of a sentence, and the sentences before it, the nearest first."""

    statement: Statement
    before: tuple[Sentence, ...]
    told: Told

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.sentences[0]

    @property
    def trigger(self) -> Span:
        """The words that state it."""
        return Span.within(self.sentence, self.statement.trigger)

    @property
    def message(self) -> str | None:
        """What the model is asked; None where grammar tells all."""
        told = self.statement
        if told.reason is not None or told.kind not in ("control_change", "withdrawal") or not told.names_more:
            return None
        return question(self.sentence.text, self.trigger.text(self.article))


class SentenceReader:
    """Takes what English sentences state by their grammar, and asks a small model for the places that it missed.

    Args:
        actors: the table of actors.
        parses: where the trees of sentences are kept; None keeps none.

    Raises:
        EmbeddedExtraMissing: the parser is not installed.
    """

    answer_tokens: int | None = ANSWER_TOKENS
    answer_share: float = 0.25

    def __init__(self, actors: ActorTable, parses: AnswerCache | None = None) -> None:
        require_parser()
        self.prompt = load_prompt()
        self._parser = Parser(parses)
        self._actors = actors

    def windows(self, article: Article) -> Iterator[StatementWindow]:
        """One window for each word that states an event."""
        told: list[Told] = []
        before: list[Sentence] = []
        for sentence in readable(article):
            if len(sentence.text.split(maxsplit=1)) < 2 or len(sentence.text) > LONGEST_SENTENCE:
                continue  # one word states nothing, and no sentence is that long
            found, here = statements(self._parser.parse(sentence.text), self._actors, told)
            for each in found:
                yield StatementWindow(article, (sentence,), each, tuple(before), here)
            told, before = [here, *told][:REACH], [sentence, *before][:REACH]

    async def read(self, ask: Ask, window: StatementWindow, max_tokens: int, model: str) -> Reading:
        """What a statement claims, with the places that an answer adds."""
        more: Sequence[str] = ()
        if window.message is not None:
            messages = [*self.prompt.messages, {"role": "user", "content": window.message}]
            most = 1 + window.sentence.text.count(",") + window.sentence.text.count(" and ")
            more = (await ask(messages, Places, answer_schema(most), max_tokens)).places
        return _Reader(window, Origin(model, self.prompt.version), self._actors).read(more)

    def finish(self, article: Article, readings: list[Reading]) -> Reading:  # noqa: ARG002  # the other reader needs it
        """The claims of an article, each once, in order."""
        whole = Reading.joined(readings)
        kept = {each.record.id: each for each in reversed(whole.claims)}
        whole.claims = sorted(kept.values(), key=lambda each: (each.sentence, each.record.id))
        return whole


class _Reader:
    """Takes one statement for claims."""

    def __init__(self, window: StatementWindow, origin: Origin, actors: ActorTable) -> None:
        self._window, self._origin, self._actors = window, origin, actors
        self._article, self._told = window.article, window.statement
        self._names: dict[str, Span] = {}
        self._sentences: list[Sentence] = []
        self._quarantined: list[Quarantined] = []

    def read(self, more: Sequence[str]) -> Reading:
        """The claims of a statement, one a place, or why there is none.

        Args:
            more: places that a model names.
        """
        claims: list[Claim] = []
        try:
            claims += self._claims(more)
        except Rejected as rejected:
            self._set_aside(rejected)
        return Reading(claims, self._quarantined)

    def _set_aside(self, rejected: Rejected) -> None:
        item = {"kind": self._told.kind, "trigger": self._window.trigger.text(self._article)}
        self._quarantined.append(item_set_aside(self._window, self._origin, item, rejected))

    def _claims(self, more: Sequence[str]) -> Iterator[Claim]:
        told, trigger = self._told, self._window.trigger
        if told.reason is not None:
            raise Rejected(told.reason, trigger.text(self._article))
        values = self._values()
        if told.kind == "defection" and values["who"] is None:
            raise Rejected("not_armed", trigger.text(self._article))
        if told.kind == "official_denial" and is_pronoun(values["speaker"].name):
            raise Rejected("not_official", values["speaker"].text)
        places = [each for named in told.places if (each := self._place(named)) is not None]
        places += self._more(more, [span for span, *_ in places])
        if not places and told.kind in ("control_change", "withdrawal"):
            raise Rejected("no_place", trigger.text(self._article))
        if told.kind == "defection":
            places = places[:1]
        if not places:
            yield self._claim(values, None, None, [])
        for span, place, cited in places:
            yield self._claim(values, span, place, cited)

    def _claim(self, values: dict[str, Any], span: Span | None, place: Place | None, cited: list[Sentence]) -> Claim:
        names = self._names | ({"place": span} if span is not None else {})
        cited = [*self._sentences, *cited]
        trigger, kind = self._window.trigger, self._told.kind
        return claim(self._article, self._origin, kind, trigger, names, {**values, "place": place}, cited)

    def _span(self, at: tuple[int, int], back: int = 0) -> Span:
        return Span.within(self._window.before[back - 1] if back else self._window.sentence, at)

    def _put(self, name: str, at: tuple[int, int] | None) -> str | None:
        """Notes where a name stands, and gives its words."""
        if at is None:
            return None
        self._names[name] = self._span(at)
        return self._names[name].text(self._article)

    def _values(self) -> dict[str, Any]:
        """The fields that all records of the statement share."""
        told, main = self._told, MAIN_ACTOR[self._told.kind]
        spans = {main: told.agent, "lost_by": told.loser, "to_side": told.to, "from_side": told.source}
        values: dict[str, Any] = dict.fromkeys(ACTOR_FIELDS[told.kind])
        for name in ACTOR_FIELDS[told.kind]:
            text = self._put(name, spans.get(name))
            values[name] = actor(text, actors=self._actors) if text else None
        if told.agent_stands_for is not None and values[main] is not None:
            named = self._span(told.agent_stands_for.at, told.agent_stands_for.back)
            self._sentences.append(named.sentence)
            values[main] = actor(values[main].text, named.text(self._article), self._actors)
        values["date"] = self._date()
        values["source"] = source(self._put("source", self._source()), self._actors)
        agent = self._names.get(main)
        if told.kind in ("withdrawal", "defection") and agent is not None:
            unit = unit_in(agent.text(self._article))
            self._names |= {"unit": agent.part(unit)} if unit else {}
            values["unit"] = agent.part(unit).text(self._article) if unit else None
        if told.kind == "control_change":
            values |= {"extent": told.extent or "unknown", "means": means_of(self._window.sentence.text)}
        elif told.kind == "withdrawal":
            values["stage"] = told.stage
            if self._put("to_place", told.to_place) is not None:
                values["to_place"] = self._described(self._names["to_place"])
        elif told.kind == "defection" and agent is not None:
            number = number_in(agent.text(self._article))
            self._names |= {"size": agent.part(number)} if number else {}
            values["size"] = size(agent.part(number).text(self._article)) if number else None
        elif told.kind == "official_denial":
            values |= {"claim": self._put("claim", told.claim), "denies": told.denies}
        return values

    def _source(self) -> tuple[int, int] | None:
        """Who says so; never a pronoun, nor who denies."""
        at = self._told.said_by
        if at is None or self._told.kind == "official_denial":
            return None
        return None if is_pronoun(self._span(at).text(self._article)) else at

    def _date(self) -> Date:
        published, day = self._article.published, self._told.day
        if day is None:
            return self._without_words()
        span = self._span(day.at, day.back)
        if day.the_day_before:
            return self._apart(span, "a day earlier", last_date(self._article, span))
        if day.before is not None:
            apart = self._span(day.before)
            own = None if apart.start == span.start else self._resolved(span)
            anchor = (
                own or Date(text=None, start=published[:10], end=published[:10], precision="day", basis="published")
                if published
                else own
            )
            words = apart.text(self._article).rsplit(maxsplit=1)[0]
            return self._apart(apart, f"{words} earlier", anchor)
        date = self._resolved(span)
        if day.back:
            if date.start is None or date.start != date.end:
                return self._without_words()
            self._sentences.append(span.sentence)
        self._names["date"] = span
        if day.since and published is not None and date.start is not None and date.start < published[:10]:
            return date.model_copy(update={"end": published[:10], "precision": "range"})
        return date

    def _without_words(self) -> Date:
        """The date of what no words tell the day of: that of publication, or any before it."""
        published = self._article.published
        if self._told.earlier and published is not None:
            return Date(text=None, start=None, end=published[:10], precision="unknown", basis="stated")
        return resolve(None, published, language="en")

    def _resolved(self, span: Span) -> Date:
        text, published = span.text(self._article), self._article.published
        sentence, start, end = span.in_sentence
        if is_in_another_year(sentence[end:]):
            return Date(
                text=text, start=None, end=published and published[:10], precision="unknown", basis="unresolved"
            )
        date = resolve(text, published, language="en")
        if is_one_before(sentence[:start]) and published is not None and date.end == published[:10]:
            return resolve(f"last {text}", published, language="en")
        if date.basis != "unresolved":
            return date
        return resolve(text, published, anchor=last_date(self._article, span), language="en")

    def _apart(self, span: Span, words: str, anchor: Date | None) -> Date:
        """A day so long before another."""
        self._names["date"] = span
        date = resolve(words, self._article.published, anchor=anchor, language="en")
        return date.model_copy(update={"text": span.text(self._article)})

    def _described(self, span: Span) -> Place:
        """A place with the type and the surroundings that its sentence tells."""
        sentence, start, end = span.in_sentence
        text = span.text(self._article)
        name, kind = place_name(text)
        if kind == "other" or is_generic(text):
            kind = type_of(sentence, start, end) or kind
        within = within_of(sentence, end)
        return Place(text=text, name=name, type=kind, within=sentence[within[0] : within[1]] if within else None)

    def _place(self, named: Named) -> tuple[Span, Place, list[Sentence]] | None:
        """A place, and the sentence that names it if its own does not; None for "it" where no sentence tells what."""
        span = self._span(named.at)
        place = self._described(span)
        pronoun = span.text(self._article).lower() in _PRONOUNS or named.instead
        if named.stands_for is None:
            return None if pronoun else (span, place, [])
        other = self._span(named.stands_for.at, named.stands_for.back)
        meant = self._described(other)
        if pronoun:
            return other, meant, [other.sentence]
        kind = place.type if place.type != "other" else meant.type
        kept = {"name": meant.name, "type": kind, "within": place.within or meant.within}
        return span, place.model_copy(update=kept), [other.sentence]

    def _more(self, words: Sequence[str], known: list[Span]) -> Iterator[tuple[Span, Place, list[Sentence]]]:
        """Places that a model names besides; one that is not there, or that grammar takes for none, is set aside."""
        for each in dict.fromkeys(words):
            span = find_place(each, self._window.sentence)
            if span is None:
                self._set_aside(Rejected("name_not_in_evidence", each))
            elif not any(span.start < other.end and other.start < span.end for other in known):
                if self._is_place(span.in_sentence[1:]):
                    known.append(span)
                    yield span, self._described(span), []
                else:
                    self._set_aside(Rejected("place_is_no_place", each))

    def _is_place(self, offsets: tuple[int, int]) -> bool:
        """Whether words can be a place of the statement: in none of its other roles, and none of another clause."""
        taken = any(start < offsets[1] and offsets[0] < end for start, end in self._told.spans())
        return not taken and is_place(self._window.told, offsets, self._told.trigger, self._actors)
