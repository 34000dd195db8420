"""The article reader: a strong model reads the whole article, and what it says, grounded word for word, is a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from conflict_extract.extraction.article_reader.answer import Answer, Item, answer_schema
from conflict_extract.extraction.article_reader.days import dated
from conflict_extract.extraction.article_reader.doubts import doubts_about
from conflict_extract.extraction.article_reader.names import Known, Names
from conflict_extract.extraction.article_reader.prompt import load_prompt
from conflict_extract.extraction.article_reader.windows import ArticleWindow, whole_windows
from conflict_extract.extraction.asking import Ask
from conflict_extract.extraction.claims import Claim, Origin, Reading
from conflict_extract.extraction.english.places import type_before
from conflict_extract.extraction.grounding import claim, identified
from conflict_extract.extraction.last_dates import last_date
from conflict_extract.extraction.quarantine import Rejected, item_set_aside
from conflict_extract.extraction.spans import QUOTES, Span, closed, occurrences, without_ending
from conflict_extract.normalize import ActorTable, actor, is_country, place_count, size, source, whole_place_name
from conflict_extract.schema import ACTOR_FIELDS, MAIN_ACTOR, Actor, Article, Place, Quarantined, Sentence, Source
from conflict_extract.schema.records import Doubt

# Of a trigger that was not copied word for word, so much at least must stand in a cited sentence in one piece: before
# other sentences are looked at, and after that.
MOST_OF_TRIGGER, LEAST_OF_TRIGGER = 1 / 2, 1 / 3
LONGEST_TRIGGER = 400  # characters
MOST_OF_WORD = 0.6
_NOT_NAMES = frozenset({"date", "unit", "claim"})
_ENGLISH = re.compile(r"\b(?:the|of|and|was|were|have|has|had|from|did|not|will)\b", re.IGNORECASE)


@dataclass
class ArticleReading(Reading):
    """The answer to one window."""

    window: ArticleWindow | None = None
    answer: Answer = field(default_factory=lambda: Answer(records=[]))
    model: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Those that were read."""
        return self.window.sentences if self.window is not None else ()


class ArticleReader:
    """Asks a strong model about whole articles. Nothing overrules what it says: checks only add doubts.

    Args:
        actors: the table of actors.
        window: sentences a window at most; None for as many as fit.
    """

    answer_tokens: int | None = None
    answer_share: float = 1.8  # as in the hosted benchmark, whose texts are full of events

    def __init__(self, actors: ActorTable, window: int | None = None) -> None:
        self.prompt = load_prompt()
        self._actors = actors
        self._schema = answer_schema()
        self._window = window

    def windows(self, article: Article) -> Iterator[ArticleWindow]:
        """The whole article in as few windows as fit."""
        return whole_windows(article, self._window)

    async def read(self, ask: Ask, window: ArticleWindow, max_tokens: int, model: str) -> ArticleReading:
        """The answer to one window."""
        messages = [*self.prompt.messages, {"role": "user", "content": window.message}]
        answer = await ask(messages, Answer, self._schema, max_tokens)
        return ArticleReading(window=window, answer=answer, model=model)

    def finish(self, article: Article, readings: Sequence[ArticleReading]) -> Reading:
        """The claims of an article, from the answers to its windows."""
        english = _is_english(article)
        windows = [({each.number for each in reading.sentences}, reading.answer.names) for reading in readings]
        names = Names(article, windows, english=english)
        done = Reading()
        countries: dict[str, None] = {}
        for reading in readings:
            told = [code.strip().upper() for code in reading.answer.countries]
            countries |= dict.fromkeys(code for code in told if is_country(code))
            doubts: list[Doubt] = [] if all(map(is_country, told)) else ["country_unknown"]
            if reading.window is not None:
                origin = Origin(reading.model, self.prompt.version)
                grounder = _Grounder(reading.window, names, origin, doubts, self._actors, english=english)
                grounded = grounder.ground(reading.answer.records)
                done.claims += grounded.claims
                done.quarantined += grounded.quarantined
                done.quarantined += [_unfit(reading.window, each, origin) for each in reading.answer.unfit]
        done.claims = sorted(_distinct(sorted(done.claims, key=_said)), key=_position)
        done.countries = tuple(countries)
        return done


def _unfit(window: ArticleWindow, given: Any, origin: Origin) -> Quarantined:
    item = given if isinstance(given, dict) else {"answered": given}
    return item_set_aside(window, origin, item, Rejected("item_does_not_fit", str(item.get("trigger", ""))))


def _position(given: Claim) -> tuple[int, int, int, str]:
    """Where a claim stands in the article: its trigger, then its place."""
    place = given.names.get("place")
    return given.sentence, given.trigger.start, place.start if place else -1, given.record.id


def _distinct(claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims, each once. What differs in more than its words from another of the same id gets an id of its own:
    a town that was overrun in 2015 and in 2016.
    """
    told: dict[str, list[Claim]] = {}
    for each in claims:
        twins = told.setdefault(each.record.id, [])
        if any(_said(each) == _said(other) for other in twins):
            continue
        twins.append(each)
        yield identified(each, *_said(each)) if len(twins) > 1 else each


def _said(given: Claim) -> tuple[str, ...]:
    record = given.record
    place = record.place
    values = [record.date.start, record.date.end, place.name if place else None, place.type if place else None]
    told = vars(record)  # a kind has only some of these
    values += [told.get(name) for name in ("extent", "stage", "denies", "claim", "unit")]
    return tuple(str(value) for value in values)


class _Grounder:
    """Finds what the items of one answer name in the article.

    Args:
        window: the window that they answer.
        names: what the words of the article stand for.
        origin: model and version of the prompt.
        doubts: what speaks against all of them.
        actors: the table of actors.
        english: whether the article is in English, which the checks read.
    """

    def __init__(
        self,
        window: ArticleWindow,
        names: Names,
        origin: Origin,
        doubts: Sequence[Doubt],
        actors: ActorTable,
        *,
        english: bool,
    ) -> None:
        self._window = window
        self._article = window.article
        self._names = names
        self._origin = origin
        self._doubts = doubts
        self._actors = actors
        self._english = english
        self._sentences = {each.number: each for each in (*window.context, *window.sentences)}

    def ground(self, items: Iterable[Item]) -> Reading:
        """The claims of the items, one a place, and what was set aside."""
        done = Reading()
        for item in items:
            try:
                self._item(item, done)
            except Rejected as rejected:
                done.quarantined.append(self._set_aside(item, rejected))
        return done

    def _item(self, item: Item, done: Reading) -> None:
        cited = [self._sentences[number] for number in dict.fromkeys(item.sentences) if number in self._sentences]
        trigger = self._trigger(item, cited)
        names, values, doubts = self._common(item, trigger, cited)
        places: list[Span | None] = []
        for words in dict.fromkeys(each for each in item.places if each.strip(QUOTES)):
            span = self._find(words, trigger, cited)
            if span is not None:
                places.append(span)
            elif item.kind in ("control_change", "withdrawal"):
                done.quarantined.append(self._set_aside(item, Rejected("name_not_in_evidence", words)))
            else:
                doubts.append("name_not_in_text")
        if not places and item.kind in ("control_change", "withdrawal"):
            if item.places:
                return  # each of them was set aside
            raise Rejected("no_place", item.trigger)
        for span in (places[:1] if item.kind == "defection" else places) or [None]:
            done.claims.append(self._claim(item, trigger, cited, span, names, values, doubts))

    def _claim(
        self,
        item: Item,
        trigger: Span,
        cited: Sequence[Sentence],
        span: Span | None,
        names: dict[str, Span],
        values: dict[str, Any],
        doubts: Sequence[Doubt],
    ) -> Claim:
        names, values, all_doubts = dict(names), dict(values), list(doubts)
        within = self._find(item.within, span or trigger, cited)
        if span is not None:
            names["place"] = span
        antecedents: dict[str, Span] = {}
        for field_name, at in names.items():
            if field_name in _NOT_NAMES:
                continue
            known = self._names.of(at, [each.number for each in cited])
            all_doubts += known.doubts
            if known.antecedent is not None:
                antecedents[field_name] = known.antecedent
            if field_name in ACTOR_FIELDS[item.kind]:
                values[field_name] = self._actor(at, known, all_doubts)
            elif field_name in ("place", "to_place"):
                inside = within if field_name == "place" else None
                values[field_name] = self._place(at, known, inside)
                if inside is not None and values[field_name].within:
                    antecedents.setdefault("within", inside)
            elif field_name == "source":
                words = at.text(self._article)
                values["source"] = Source(text=words, role=source(known.name or words, self._actors).role)
            elif field_name == "size":
                words = at.text(self._article)
                values["size"] = size(known.name or words).model_copy(update={"text": words})
        values["doubts"] = tuple(dict.fromkeys(all_doubts))
        used = [*cited, *(each.sentence for each in antecedents.values())]
        made = claim(self._article, self._origin, item.kind, trigger, names, values, used)
        return replace(made, antecedents=antecedents, area=self._names.of(within).name if within else None)

    def _trigger(self, item: Item, cited: Sequence[Sentence]) -> Span:
        """The words that state it: of several places in the cited sentences the nearest to what else the item names."""
        found = [span for sentence in cited for span in self._standing(item.trigger, sentence)]
        if len(found) > 1:
            named = [*item.places, getattr(item, MAIN_ACTOR[item.kind]) or ""]
            near = [span for words in named for sentence in cited for span in self._standing(words, sentence)]
            return min(found, key=lambda each: min((_distance(each, other) for other in near), default=0))
        said = _without(item.trigger, [*item.places, getattr(item, MAIN_ACTOR[item.kind]) or ""])
        if not found and (run := _longest_run(said, cited, MOST_OF_TRIGGER)):
            found = [run]
        if not found:
            found = [span for each in self._by_distance(item.sentences) for span in self._standing(item.trigger, each)]
        if not found and (run := _longest_run(said, cited, LEAST_OF_TRIGGER)):
            found = [run]
        if not found:
            raise Rejected("trigger_not_in_evidence" if cited else "sentence_not_in_window", item.trigger)
        return found[0]

    def _find(self, words: str | None, near: Span, cited: Sequence[Sentence]) -> Span | None:
        """Where a name stands: in the sentence of its trigger, in others that are cited, else in the nearest one."""
        if not words:
            return None
        for sentence in self._in_order(near.sentence, cited):
            found = self._standing(words, sentence)
            if found:
                nearest = closed(min(found, key=lambda span: _distance(span, near)), self._article.text)
                return without_ending(nearest, self._article.text, self._article.language)
        return None

    def _standing(self, words: str, sentence: Sentence) -> list[Span]:
        return occurrences(words, sentence, self._article.language)

    def _in_order(self, own: Sentence, cited: Sequence[Sentence]) -> Iterator[Sentence]:
        first = dict.fromkeys([own.number, *(each.number for each in cited)])
        yield from (self._sentences[number] for number in first if number in self._sentences)
        yield from (each for each in self._by_distance([own.number]) if each.number not in first)

    def _by_distance(self, cited: Sequence[int]) -> list[Sentence]:
        """The window's sentences, nearest to the last number that is cited first; of two as near the earlier."""
        at = cited[-1] if cited else 0
        return sorted(self._sentences.values(), key=lambda each: (abs(each.number - at), each.number))

    def _common(
        self, item: Item, trigger: Span, cited: Sequence[Sentence]
    ) -> tuple[dict[str, Span], dict[str, Any], list[Doubt]]:
        """Where the names stand that all claims of an item share, the values of its other fields, and doubts."""
        doubts = list(self._doubts)
        spans: dict[str, Span | None] = {}
        main = MAIN_ACTOR[item.kind]
        told = vars(item)  # a kind has only some of these
        for name in (*ACTOR_FIELDS[item.kind], "source", "unit", "to_place", "size"):
            given = told.get(name)
            spans[name] = self._find(given, trigger, cited)
            if spans[name] is None and name == main and item.kind in ("defection", "official_denial"):
                raise Rejected("name_not_in_evidence", given or "")
            if given and given.strip(QUOTES) and spans[name] is None:
                doubts.append("name_not_in_text")
        names = {name: span for name, span in spans.items() if span is not None}
        written = self._find(item.date, trigger, cited)
        if written is not None:
            names["date"] = written
        words = written.text(self._article) if written else None
        anchor = last_date(self._article, written) if written and self._english and not item.day else None
        date, about_day = dated(
            words,
            item.day,
            self._article.published,
            english=self._english,
            language=self._article.language,
            anchor=anchor,
        )
        doubts += about_day
        values: dict[str, Any] = {"date": date, "source": Source()}
        if item.kind == "control_change":
            values |= {"extent": item.extent or "unknown", "means": item.means or "unknown"}
        elif item.kind == "withdrawal":
            values["stage"] = item.stage or "completed"
        elif item.kind == "official_denial":
            claimed = self._find(item.claim, trigger, cited) or _longest_run(item.claim, [trigger.sentence], 0.5)
            names |= {"claim": claimed} if claimed else {}
            values["denies"] = item.denies or "other"
            values["claim"] = claimed.text(self._article) if claimed else trigger.sentence.text
        if "unit" in names:
            values["unit"] = names["unit"].text(self._article)
        if self._english:
            ordered = item.kind == "withdrawal" and item.stage in ("announced", "ordered")
            who = names[main].text(self._article) if main in names else None
            doubts += doubts_about(self._article, item.kind, trigger, who, self._actors, ordered=ordered)
        return names, values, doubts

    def _actor(self, span: Span, known: Known, doubts: list[Doubt]) -> Actor:
        """An actor by its English name; that the tables know another behind its words is a doubt."""
        words = span.text(self._article)
        found = actor(words, known.name, self._actors)
        if known.name is not None and found.id is not None:
            written = actor(words, None, self._actors)
            if written.id is not None and written.id != found.id:
                doubts.append("name_contradicted")
        return found

    def _place(self, span: Span, known: Known, within: Span | None) -> Place:
        """A place by its English name, with what it lies in as the model copied it."""
        words = span.text(self._article)
        name, kind = whole_place_name(known.name or words)
        if kind == "other" and known.name is None and self._english:
            kind = type_before(*span.in_sentence[:2]) or kind
        inside = within.text(self._article) if within is not None else None
        return Place(
            text=words,
            name=name,
            type=kind,
            within=inside if inside != words else None,
            count=place_count(known.name or words),
        )

    def _set_aside(self, item: Item, rejected: Rejected) -> Quarantined:
        return item_set_aside(self._window, self._origin, item.model_dump(mode="json"), rejected)


def _distance(one: Span, two: Span) -> int:
    """Characters between two spans, far more between sentences."""
    apart = abs(one.sentence.number - two.sentence.number)
    return apart * 100_000 + max(one.start - two.end, two.start - one.end, 0)


def _without(words: str, names: Iterable[str]) -> str:
    """Words without the names in them: a verb that stands nowhere is not told by its object."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        words = words.replace(name, " ")
    return " ".join(words.split())


def _longest_run(words: str, sentences: Iterable[Sentence], least: float) -> Span | None:
    """The longest run of words that stands in a sentence in one piece, if it is so large a part of what was copied and
    holds the longest of its words: "la ville de" tells no capture."""
    best: Span | None = None
    words = words[:LONGEST_TRIGGER]
    telling = max(words.split(), key=len) if " " in words else None
    for sentence in sentences:
        match = SequenceMatcher(None, words, sentence.text, autojunk=False).find_longest_match()
        tokens = words[match.a : match.a + match.size].split()
        for part in (tokens, tokens[1:], tokens[:-1], tokens[1:-1]):  # the first and last may be cut in two
            run = " ".join(part)
            told = telling in part if telling else len(run) >= MOST_OF_WORD * len(words)
            found = occurrences(run, sentence) if told and len(run) >= max(2, least * len(words)) else []
            if found and (best is None or len(run) > best.end - best.start):
                best = found[0]
    return best


def _is_english(article: Article) -> bool:
    """Whether the checks for English sentences apply: the language of a very short text is not known."""
    if article.language is not None:
        return article.language == "en"
    return _ENGLISH.search(article.text) is not None
