"""The sentence reader: a small model is asked about one trigger at a time, and held by what English sentences state."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.extraction.asking import Ask
from conflict_extract.extraction.claims import Claim, Origin, Reading
from conflict_extract.extraction.english.arguments import (
    attribution_span,
    denied_kind,
    for_whom,
    holder,
    is_date,
    loser,
    number_in,
    subject_pronoun,
    unit_in,
    went_to,
)
from conflict_extract.extraction.english.checks import (
    extent_of,
    implausible_actor,
    is_bare_name,
    is_place_like,
    is_place_pronoun,
    is_state,
    means_of,
    stage_of,
)
from conflict_extract.extraction.english.describing import words_around
from conflict_extract.extraction.english.lexicon import Offsets, hits
from conflict_extract.extraction.english.senses import actor_class
from conflict_extract.extraction.english.statements import rejection_reason
from conflict_extract.extraction.grounding import claim
from conflict_extract.extraction.last_dates import last_date
from conflict_extract.extraction.quarantine import Rejected, item_set_aside, quarantined
from conflict_extract.extraction.sentence_reader.antecedents import Unplaced, resolve_antecedents, without_repeats
from conflict_extract.extraction.sentence_reader.finding import Finder
from conflict_extract.extraction.sentence_reader.placing import ONLY_AUXILIARY, Placer
from conflict_extract.extraction.sentence_reader.prompt import load_prompt, question
from conflict_extract.extraction.sentence_reader.question import Item, TriggerQuestion
from conflict_extract.extraction.sentence_reader.screening import screen
from conflict_extract.extraction.sentence_reader.subjects import agent_of, correct_actor
from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.extraction.windows import Window, readable
from conflict_extract.normalize import ActorTable, actor, find_dates, fold, is_pronoun, resolve, size, source
from conflict_extract.schema import (
    ACTOR_FIELDS,
    MAIN_ACTOR,
    Article,
    Date,
    Kind,
    OfficialDenial,
    Place,
    Quarantined,
    Sentence,
)

ANSWER_TOKENS = 640

_BY = re.compile(
    r"\s+by\s+(?:the\s+)?(?P<who>(?:[\w-]+\s+){0,4}?[\w-]+)(?=\s*(?:[.,;]|$|\b(?:on|in|after|at|last|and|who)\b))"
)
_ONLY_POINTS = re.compile(
    r"\s+(?:it|this|that|(?:the|this|these|those|such) (?:claims?|reports?|allegations?|statements?))\b"
)
_PRONOUN_SOURCE = re.compile(r"(?:he|she|it|they|we)(?:\s+\w+)?", re.IGNORECASE)


def _is_alike(one: list[str], two: list[str]) -> bool:
    """Whether two names share two words, or all of the shorter but for endings: "rebels", "rebel forces"."""
    shorter, longer = sorted((one, two), key=len)
    stems = {word[:5] for word in longer}
    return len(set(one) & set(two)) > 1 or (bool(shorter) and all(word[:5] in stems for word in shorter))


@dataclass(frozen=True)
class TriggerWindow(Window):
    """One sentence, and what a small model is asked about it."""

    asked: TriggerQuestion

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.sentences[0]

    @property
    def trigger(self) -> Span:
        """The words that it is asked about."""
        return Span.within(self.sentence, self.asked.at)

    @property
    def message(self) -> str:
        """The window as the model sees it."""
        return question(self.sentence.text, self.asked.trigger)


@dataclass
class SentenceReading(Reading):
    """What came of one question.

    `unplaced` holds withdrawals whose place the sentences before may tell, each with the line that sets it aside where
    they do not.
    """

    unplaced: list[Unplaced] = field(default_factory=list)


class SentenceReader:
    """Asks a small model about each trigger of an English sentence, and takes what the sentence bears out.

    Args:
        actors: the table of actors.
    """

    answer_tokens: int | None = ANSWER_TOKENS
    answer_share: float = 0.25

    def __init__(self, actors: ActorTable) -> None:
        self.prompt = load_prompt()
        self._actors = actors

    def windows(self, article: Article) -> Iterator[TriggerWindow]:
        """One window for each word that states an event."""
        for sentence in readable(article):
            for asked in screen(sentence.text, self._actors):
                yield TriggerWindow(article, (sentence,), asked)

    async def read(self, ask: Ask, window: TriggerWindow, max_tokens: int, model: str) -> SentenceReading:
        """What a question's answer claims."""
        messages = [*self.prompt.messages, {"role": "user", "content": window.message}]
        item = await ask(messages, window.asked.answer, window.asked.schema(), max_tokens)
        return read_item(window, window.asked.whole(item), Origin(model, self.prompt.version), self._actors)

    def finish(self, article: Article, readings: list[SentenceReading]) -> Reading:
        """The claims of an article, with what "the city" and "they" stand for, and each told once."""
        whole = Reading.joined(readings)
        unplaced = [each for reading in readings for each in reading.unplaced]
        told = resolve_antecedents(article, whole.claims, self._actors, unplaced)
        told = without_repeats(told, self._actors)
        placed = {each.record.id for each in told}
        kept = {each.record.id: each for each in reversed(told)}
        ordered = sorted(kept.values(), key=lambda each: (each.sentence, each.record.id))
        aside = [each.line for each in unplaced if each.claim.record.id not in placed]
        aside = [line for line in whole.quarantined if all(line is not each.line for each in unplaced) or line in aside]
        return Reading(
            claims=[each for each in ordered if _unexplained(each) is None],
            quarantined=[
                *aside,
                *(quarantined(each, reason) for each in ordered if (reason := _unexplained(each)) is not None),
            ],
        )


def _unexplained(given: Claim) -> str | None:
    """The reason to set a claim aside whose place ("it") or speaker ("he") no earlier sentence explains, or None."""
    record = given.record
    if record.place is not None and is_place_pronoun(record.place.name):
        return "no_place"
    if isinstance(record, OfficialDenial) and is_pronoun(record.speaker.name):
        return "not_official"
    return None


def read_item(window: TriggerWindow, item: Item, origin: Origin, actors: ActorTable) -> SentenceReading:
    """What an answer to a question claims: one claim a place, or why there is none."""
    return _Reader(window, origin, actors).read(item)


class _Reader:
    """Takes the answer to one question for claims."""

    def __init__(self, window: TriggerWindow, origin: Origin, actors: ActorTable) -> None:
        self._window = window
        self._article = window.article
        self._origin = origin
        self._trigger = window.trigger
        self._here = [window.sentence]
        self._actors = actors
        self._finder = Finder(window.article, actors)
        self._placer = Placer(window.article, self._finder, actors)

    def read(self, given: Item) -> SentenceReading:
        """The claims of an item, one a place, and what was set aside."""
        done = SentenceReading()
        item = self._set_right(given)
        try:
            self._item(item, done)
        except Rejected as rejected:
            done.quarantined.append(self._set_aside(item, rejected))
        return done

    def _set_right(self, item: Item) -> Item:
        """The item with what a small model gave for each other put right: force and place, deserter and side."""
        item = correct_actor(item, self._article, self._trigger, self._actors)
        if item.kind == "withdrawal" and item.force and len(item.places) == 1:
            place = item.places[0]
            if actor_class(place) == "armed" and actor_class(item.force) != "armed" and is_place_like(item.force):
                return item.model_copy(update={"force": place, "places": [item.force]})
        if item.kind == "defection" and item.from_side:
            side = find(item.from_side, self._here)
            if side and ONLY_AUXILIARY.fullmatch(self._article.text[side.end : self._trigger.start]):
                return item.model_copy(update={"who": item.from_side, "from_side": None})
        return item

    def _item(self, item: Item, done: SentenceReading) -> None:
        self._check(item)
        names, values = self._common(item)
        placed = self._placer.places(item, self._trigger, self._here)
        done.quarantined += [self._set_aside(item, Rejected(*refused)) for refused in placed.refused]
        if placed.destination is not None and values.get("to_place") is None:
            values["to_place"], names["to_place"] = self._placer.place(placed.destination, []), placed.destination
        if not placed.spans and item.kind in ("control_change", "withdrawal"):
            nowhere = Rejected("no_place", item.trigger)
            if item.kind == "withdrawal" and not placed.invented:
                # the sentences before may tell what the force left: "They took X. The army retreated to Y."
                left = Place(text=self._trigger.text(self._article), name="")
                line = self._set_aside(item, nowhere)
                done.unplaced.append(Unplaced(self._claim(item, names, {**values, "place": left}), line))
                done.quarantined.append(line)
                return
            raise nowhere
        spans: list[Span | None] = [*(placed.spans[:1] if item.kind == "defection" else placed.spans)]
        for span in spans or [None]:
            place = self._placer.place(span, placed.spans) if span else None
            at = {"place": span} if span else {}
            done.claims.append(self._claim(item, names | at, {**values, "place": place}))

    def _claim(self, item: Item, names: dict[str, Span], values: dict[str, Any]) -> Claim:
        return claim(self._article, self._origin, item.kind, self._trigger, names, values)

    def _check(self, item: Item) -> None:
        trigger = self._trigger
        ordered = item.kind == "withdrawal" and item.stage in ("announced", "ordered")
        reason = rejection_reason(item.kind, *trigger.in_sentence, ordering_counts=ordered)
        if reason:
            raise Rejected(reason, item.trigger)
        actor_text = getattr(item, MAIN_ACTOR[item.kind])
        around = words_around(self._article, item.kind, actor_text, trigger)
        unfit = implausible_actor(item.kind, actor_text, around, item.trigger, actors=self._actors)
        if unfit == "not_official" and is_bare_name(actor_text or "", self._actors) and self._is_about_war():
            unfit = None  # private persons, firms and charities deny other things
        if unfit:
            raise Rejected(unfit, actor_text or item.trigger)

    def _is_about_war(self) -> bool:
        """Whether a denial is about armed men or an event that is recorded, or points back to one: "denies it"."""
        sentence, _, end = self._trigger.in_sentence
        if denied_kind(sentence[end:], sentence) != "other" or actor_class(sentence[end:]) == "armed":
            return True
        if not _ONLY_POINTS.match(sentence, end):
            return False
        number = self._trigger.sentence.number
        before = self._article.sentences[max(0, number - 2) : number]
        return any(hit.kind != "official_denial" for each in before for hit in hits(each.text))

    def _source(self, item: Item) -> Span | None:
        """Who says so: as the model gave it, else by the words around the trigger; never a pronoun, date or place."""
        trigger = self._trigger
        attributed = attribution_span(*trigger.in_sentence)
        told = self._finder.find(item.source, self._here)
        told = told or (Span.within(trigger.sentence, attributed) if attributed else None)
        if told is None or told.start <= trigger.start < told.end:
            return None
        text = told.text(self._article)
        if _PRONOUN_SOURCE.fullmatch(text) or is_date(text) or fold(text) in map(fold, item.places):
            return None
        return told

    @staticmethod
    def _must_be_found(item: Item, words: str | None) -> bool:
        """Whether an actor whom no sentence names takes the item with it; a small model also says "the attackers"."""
        if item.kind in ("defection", "official_denial"):
            return True
        return bool(words and words.strip(QUOTES)) and any(char.isupper() for char in (words or "")[1:])

    def _actor(self, item: Item, name: str) -> Span | None:
        """Who a field names: as the model copied it, else as the words around the trigger tell."""
        trigger = self._trigger
        span = self._finder.find(getattr(item, name), self._here)
        sentence, start, end = trigger.in_sentence
        if name == "lost_by" and span is None:
            told = loser(sentence, start, end, self._actors)
            return Span.within(trigger.sentence, told) if told else None
        primary = name == MAIN_ACTOR[item.kind]
        if not primary or item.kind not in ("control_change", "withdrawal"):
            return span
        behind = span is not None and span.start > trigger.start
        held = holder(sentence[start:end]) if name == "gained_by" else None
        if held is not None:
            return trigger.part(held)
        span = span or self._agent(getattr(item, name) or "", item.kind)
        subject = subject_pronoun(sentence, start) if span is None or behind else None
        if subject is not None:
            return Span.within(trigger.sentence, subject)
        office = for_whom(span.text(self._article)) if span is not None and name == "gained_by" else None
        if office is not None and span is not None:
            return span.part(office) if office[1] else None
        return span

    def _agent(self, given: str, kind: Kind) -> Span | None:
        """Who acted by the words beside the verb: "security forces of Iraq" for "Iraqi security forces"."""
        trigger = self._trigger
        sentence, _, end = trigger.in_sentence
        acted = agent_of(given, kind, trigger) or ""
        alike = not given or _is_alike(fold(acted).split(), fold(given).split())
        state = kind == "withdrawal" and (actor(acted, actors=self._actors).side != "unknown" or is_state(acted))
        if alike and (actor_class(acted) == "armed" or state):
            return find(acted, self._here)
        agent = None if given else _BY.match(sentence, end)
        armed = agent is not None and actor_class(agent.group("who")) == "armed"
        return Span.within(trigger.sentence, agent.span("who")) if agent and armed else None

    def _went_to(self) -> Span | None:
        found = went_to(*self._trigger.in_sentence[::2])
        return Span.within(self._trigger.sentence, found) if found else None

    def _near(self, clue: Callable[[str], Offsets | None], name: str | None) -> Span | None:
        """What an actor's name holds: a unit, or a number of people."""
        span = self._finder.find(name, self._here)
        found = clue(span.text(self._article)) if span else None
        return span.part(found) if span and found else None

    def _common(self, item: Item) -> tuple[dict[str, Span], dict[str, Any]]:
        """Where the names stand that all records of an item share, and their values."""
        trigger, main = self._trigger, MAIN_ACTOR[item.kind]
        spans: dict[str, Span | None] = {}
        for name in ACTOR_FIELDS[item.kind]:
            spans[name] = self._actor(item, name)
            if spans[name] is None and name == main and self._must_be_found(item, getattr(item, name)):
                raise Rejected("name_not_in_evidence", getattr(item, name))
        spans["date"] = self._dated(item)
        spans["source"] = self._source(item)
        if item.kind in ("withdrawal", "defection"):
            spans["unit"] = self._finder.find(item.unit, self._here) or self._near(unit_in, getattr(item, main))
        if item.kind == "withdrawal":
            spans["to_place"] = self._finder.find(item.to_place, self._here) or self._went_to()
        elif item.kind == "defection":
            spans["size"] = self._finder.find(item.size, self._here) or self._near(number_in, item.who)
        elif item.kind == "official_denial":
            spans["claim"] = self._finder.find(item.claim, self._here)
        names = {name: span for name, span in spans.items() if span is not None}
        said = {name: span.text(self._article) if span is not None else None for name, span in spans.items()}
        values: dict[str, Any] = {
            name: actor(text, actors=self._actors) if (text := said[name]) else None for name in ACTOR_FIELDS[item.kind]
        }
        values |= {"date": self._date(spans["date"]), "source": source(said["source"], self._actors)}
        if item.kind == "control_change":
            values["extent"] = item.extent or extent_of(*trigger.in_sentence)
            values["means"] = item.means or means_of(trigger.sentence.text)
        elif item.kind == "withdrawal":
            to_place = spans["to_place"]
            values["unit"] = said["unit"]
            values["stage"] = item.stage or stage_of(*trigger.in_sentence)
            values["to_place"] = self._placer.place(to_place, []) if to_place else None
        elif item.kind == "defection":
            values["unit"] = said["unit"]
            values["size"] = size(said["size"]) if said["size"] else None
        else:
            claimed = said["claim"] or trigger.sentence.text
            values |= {"denies": item.denies or denied_kind(claimed, trigger.sentence.text), "claim": claimed}
        return names, values

    def _dated(self, item: Item) -> Span | None:
        """The date the model names; else the only date in the sentence, which is about its event.

        A day in brackets belongs to what stands before them, and is that of a denial only if the denial stands there
        too: "denied that Besk (taken on 5 December) was lost".
        """
        sentence = self._window.sentence
        given = self._finder.find(item.date, self._here)
        dates = [Span.within(sentence, at) for at in find_dates(sentence.text)]
        if item.kind == "official_denial":
            dates = [date for date in dates if self._is_told_of(date)]
            given = given if given is None or self._is_told_of(given) else None
        return dates[0] if given is None and len(dates) == 1 else given

    def _is_told_of(self, date: Span) -> bool:
        """Whether no bracket opens or closes between the trigger and a date."""
        first, second = sorted((self._trigger, date), key=lambda span: span.start)
        between = self._article.text[first.end : second.start]
        return between.count("(") == between.count(")") and between.count("[") == between.count("]")

    def _date(self, at: Span | None) -> Date:
        published = self._article.published
        text = at.text(self._article) if at is not None else None
        date = resolve(text, published, language="en")
        if at is None or date.basis != "unresolved":
            return date
        return resolve(text, published, anchor=last_date(self._article, at), language="en")

    def _set_aside(self, item: Item, rejected: Rejected) -> Quarantined:
        return item_set_aside(self._window, self._origin, item.model_dump(mode="json"), rejected)
