"""From the model's items to records: every name is found in the article, or the item is set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.extraction.checks import (
    elsewhere,
    extent_of,
    is_place_like,
    is_place_pronoun,
    means_of,
    misfit,
    stage_of,
)
from conflict_extract.extraction.clues import (
    Offsets,
    denied_places,
    generic_before,
    is_date,
    leads_towards,
    number_in,
    office_of,
    unit_in,
    went_to,
)
from conflict_extract.extraction.identity import record_id
from conflict_extract.extraction.phrases import place_phrases
from conflict_extract.extraction.places import fellows, type_of, within_of
from conflict_extract.extraction.setting_aside import REASONS, Rejected
from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.extraction.statements import objection
from conflict_extract.extraction.windows import Window
from conflict_extract.extraction.wire import Item
from conflict_extract.normalize import (
    actor,
    find_dates,
    fold,
    is_generic,
    place_name,
    resolve,
    size,
    source,
)
from conflict_extract.schema import ACTOR_FIELDS, RECORD_CLASSES, Date, Evidence, Place, Quarantined, Record, Sentence

_PRIMARY = {"control_change": "gained_by", "withdrawal": "force", "defection": "who", "official_denial": "speaker"}


_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|also|that|who|which|took|said|says)\b")
_ARTICLES = frozenset(["the", "a", "an"])
_LOOSE_ENDS = " \t\"“”'‘’.,;:()"


@dataclass
class Grounded:
    """What came of the items of one window."""

    records: list[Record] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)


@dataclass(frozen=True)
class Origin:
    """What every record says of how it was made."""

    model: str
    prompt_version: str


class Grounder:
    """Turns the items of one window into records.

    Args:
        window: the window that the items answer.
        origin: model and prompt version for the records.
        english: whether the checks for English sentences apply.
    """

    def __init__(self, window: Window, origin: Origin, *, english: bool) -> None:
        self._window = window
        self._article = window.article
        self._origin = origin
        self._english = english
        self._by_number = {sentence.number: sentence for sentence in (*window.context, *window.sentences)}

    def ground(self, items: list[Item]) -> Grounded:
        """The records of the items, one a place, and what was set aside."""
        done = Grounded()
        for item in items:
            try:
                self._item(item, done)
            except Rejected as rejected:
                done.quarantined.append(self._set_aside(item, rejected))
        return done

    def _item(self, item: Item, done: Grounded) -> None:
        cited = self._cited(item)
        trigger = self._trigger(item, cited)
        if self._english:
            self._check(item, trigger)
        common = self._common(item, trigger, cited)
        spans, destination = self._places(item, trigger, cited, done)
        if destination is not None and common.get("to_place") is None:
            common["to_place"] = self._place(destination, None)
        if not spans:
            if item.kind in ("control_change", "withdrawal"):
                raise Rejected("no_place", item.trigger)
            done.records.append(self._record(item, common, None, None))
        first = min((span.start for span in spans), default=None)
        for span in spans[:1] if item.kind in ("defection", "official_denial") else spans:
            done.records.append(self._record(item, common, span, first))

    def _cited(self, item: Item) -> list[Sentence]:
        numbers = item.sentences
        if not numbers:
            stated = find(item.trigger, list(self._window.sentences))
            if stated is None:
                raise Rejected("trigger_not_in_evidence", item.trigger)
            numbers = [stated.sentence.number]
        cited = [self._by_number[number] for number in dict.fromkeys(numbers) if number in self._by_number]
        if len(cited) < len(set(numbers)) or not cited:
            raise Rejected("sentence_not_in_window", ", ".join(map(str, item.sentences)))
        return cited

    def _trigger(self, item: Item, cited: list[Sentence]) -> Span:
        span = find(item.trigger, cited)
        if span is None:
            raise Rejected("trigger_not_in_evidence", item.trigger)
        return span

    def _check(self, item: Item, trigger: Span) -> None:
        ordered = item.kind == "withdrawal" and item.stage in ("announced", "ordered")
        reason = objection(item.kind, *trigger.in_sentence, ordering_counts=ordered)
        if reason:
            raise Rejected(reason, item.trigger)
        actor_text = getattr(item, _PRIMARY[item.kind])
        unfit = misfit(item.kind, actor_text, self._office(actor_text, trigger))
        if unfit:
            raise Rejected(unfit, actor_text)

    def _find(self, words: str | None, cited: list[Sentence], *, required: bool = False) -> Span | None:
        """A name's place in the cited sentences, else in the sentences before them that the window holds."""
        if not words or not words.strip(QUOTES):
            return None
        others = [sentence for sentence in reversed(self._by_number.values()) if sentence.number < cited[0].number]
        span = find(words, cited) or find(words, others) or self._shortened(words, cited)
        if span is None and required:
            raise Rejected("name_not_in_evidence", words)
        return span

    def _shortened(self, words: str, cited: list[Sentence]) -> Span | None:
        """The name at the head of a phrase that the model went on with in its own words: "SDF (Syrian …)"."""
        tokens = words.split()
        if not self._english:
            return None
        for length in range(len(tokens) - 1, 0, -1):
            head = " ".join(tokens[:length]).strip(_LOOSE_ENDS)
            span = find(head, cited) if head[:1].isalnum() else None
            if span is not None:
                return None if self._invents(" ".join(tokens[length:]), cited) else self._before_verb(span)
        return None

    @staticmethod
    def _invents(words: str, cited: list[Sentence]) -> bool:
        """Whether words name something that no cited sentence names; an explanation in brackets may."""
        bare = re.sub(r"[(\[].*?(?:[)\]]|$)", " ", words)
        names = [word for word in re.findall(r"\w+", bare) if word[0].isupper() or word[0].isdigit()]
        return any(find(name, cited) is None for name in names)

    def _before_verb(self, span: Span) -> Span | None:
        """A found phrase up to its first verb; None where nothing that can name anyone is left."""
        text = span.text(self._article)
        verb = _AUXILIARY.search(text)
        kept = text[: verb.start()].rstrip() if verb else text
        named = any(word[:1].isupper() and word.lower() not in _ARTICLES for word in kept.split())
        if not named and actor(kept).side == "unknown":
            return None
        return Span(span.sentence, span.start, span.start + len(kept))

    def _places(
        self, item: Item, trigger: Span, cited: list[Sentence], done: Grounded
    ) -> tuple[list[Span], Span | None]:
        """The places of an item, and where a withdrawal went if the model gave that for a place left."""
        here = [trigger.sentence, *(sentence for sentence in cited if sentence is not trigger.sentence)]
        spans: dict[tuple[int, int], Span] = {}
        actors = {fold(words) for name in ACTOR_FIELDS[item.kind] if (words := getattr(item, name))}
        to_place: Span | None = None
        for words in item.places:
            whole = self._find(words, here)
            if whole is None:
                done.quarantined.append(self._set_aside(item, Rejected("name_not_in_evidence", words)))
                continue
            text = whole.text(self._article)
            phrases = place_phrases(text) if self._english else [(0, len(text))]
            parts = [whole.part(phrase) for phrase in phrases]
            sound = [part for part in parts if not self._no_place(part, trigger, actors)]
            if self._english:
                sound = [part for part in sound if not elsewhere(*trigger.in_sentence[::2], *part.in_sentence[1:])]
            if not sound:
                done.quarantined.append(self._set_aside(item, Rejected("place_is_no_place", words)))
            for part in sound:
                if item.kind == "withdrawal" and self._english and self._is_destination(part, trigger):
                    to_place = part
                else:
                    spans[(part.start, part.end)] = part
        if item.kind == "official_denial" and not spans and self._english:
            for offsets in denied_places(*trigger.in_sentence[::2]):
                denied = Span.within(trigger.sentence, offsets)
                spans[(denied.start, denied.end)] = denied
                break
        if to_place is not None and not spans:
            named = generic_before(*trigger.in_sentence[:2])
            if named is not None:
                left = Span.within(trigger.sentence, named)
                spans[(left.start, left.end)] = left
        sentence = trigger.sentence
        inside = [(s.start - sentence.start, s.end - sentence.start) for s in spans.values() if s.sentence is sentence]
        for start, end in fellows(sentence.text, inside):
            span = Span(sentence, sentence.start + start, sentence.start + end)
            spans.setdefault((span.start, span.end), span)
        return [spans[key] for key in sorted(spans)], to_place

    def _no_place(self, span: Span, trigger: Span, actors: set[str]) -> bool:
        text = span.text(self._article)
        over_trigger = span.start <= trigger.start and trigger.end <= span.end
        named = is_place_like(text) or is_place_pronoun(text)
        return fold(text) in actors or over_trigger or (self._english and (is_date(text) or not named))

    @staticmethod
    def _is_destination(span: Span, trigger: Span) -> bool:
        return span.sentence is trigger.sentence and leads_towards(*span.in_sentence[:2])

    @staticmethod
    def _office(name: str | None, trigger: Span) -> str:
        span = find(name, [trigger.sentence]) if name and len(name.split()) <= 4 else None
        return office_of(*span.in_sentence) if span else ""

    def _went_to(self, trigger: Span) -> Span | None:
        found = went_to(*trigger.in_sentence[::2]) if self._english else None
        return Span.within(trigger.sentence, found) if found else None

    def _near(self, clue: Callable[[str], Offsets | None], name: str | None, cited: list[Sentence]) -> Span | None:
        """What an actor's name holds: a unit, or a number of people."""
        span = self._find(name, cited) if self._english else None
        found = clue(span.text(self._article)) if span else None
        return span.part(found) if span and found else None

    def _common(self, item: Item, trigger: Span, cited: list[Sentence]) -> dict[str, Any]:
        """The fields that all records of an item share; `evidence` still as spans."""
        found: dict[str, Any] = {}
        used = [*cited]
        for name in ACTOR_FIELDS[item.kind]:
            span = self._find(getattr(item, name), cited, required=name == _PRIMARY[item.kind])
            if span:
                used.append(span.sentence)
            elif name == _PRIMARY[item.kind] and item.kind in ("defection", "official_denial"):
                raise Rejected("name_not_in_evidence", getattr(item, name))
            found[name] = actor(span.text(self._article)) if span else None
        dated = self._find(item.date, cited)
        told = self._find(item.source, cited)
        if told is not None and told.start <= trigger.start and trigger.end <= told.end:
            told = None
        found |= {
            "trigger": trigger.text(self._article),
            "date": self._date(dated, trigger),
            "source": source(told.text(self._article) if told else None),
        }
        others = [dated, told]
        if item.kind in ("withdrawal", "defection"):
            unit = self._find(item.unit, cited) or self._near(unit_in, getattr(item, _PRIMARY[item.kind]), cited)
            others.append(unit)
            found["unit"] = unit.text(self._article) if unit else None
        if item.kind == "control_change":
            found["extent"] = item.extent or extent_of(*trigger.in_sentence)
            found["means"] = item.means or means_of(trigger.sentence.text)
        elif item.kind == "withdrawal":
            to_place = self._find(item.to_place, cited) or self._went_to(trigger)
            others.append(to_place)
            found["stage"] = item.stage or stage_of(*trigger.in_sentence)
            found["to_place"] = self._place(to_place, None) if to_place else None
        elif item.kind == "defection":
            number = self._find(item.size, cited) or self._near(number_in, getattr(item, "who", None), cited)
            others.append(number)
            found["size"] = size(number.text(self._article)) if number else None
        else:
            claim = self._find(item.claim, cited)
            others.append(claim)
            found |= {"denies": item.denies, "claim": claim.text(self._article) if claim else trigger.sentence.text}
        found["evidence"] = used + [span.sentence for span in others if span]
        return found

    def _date(self, dated: Span | None, trigger: Span) -> Date:
        """The date the model names; else the only date in the trigger's sentence, which is about its event."""
        if dated is None:
            base = trigger.sentence.start
            dates = find_dates(trigger.sentence.text) if self._english else []
            if len(dates) == 1:
                dated = Span(trigger.sentence, base + dates[0][0], base + dates[0][1])
        return resolve(dated.text(self._article) if dated else None, self._article.published)

    def _place(self, span: Span, first_of_list: int | None) -> Place:
        sentence, base = span.sentence.text, span.sentence.start
        text = span.text(self._article)
        name, kind = place_name(text)
        start, end = span.start - base, span.end - base
        if kind == "other" or is_generic(text):
            list_start = first_of_list - base if first_of_list is not None and first_of_list >= base else None
            kind = type_of(sentence, start, end, list_start) or kind  # type: ignore[assignment]
        within = within_of(sentence, end)
        return Place(text=text, name=name, type=kind, within=sentence[within[0] : within[1]] if within else None)

    def _record(self, item: Item, common: dict[str, Any], span: Span | None, first_of_list: int | None) -> Record:
        fields = dict(common)
        used: list[Sentence] = [*fields.pop("evidence"), *([span.sentence] if span else [])]
        numbers = sorted({sentence.number: sentence for sentence in used}.items())
        evidence = tuple(Evidence(sentence=n, start=s.start, end=s.end, text=s.text) for n, s in numbers)
        place = self._place(span, first_of_list) if span else None
        record_class = RECORD_CLASSES[item.kind]
        record = record_class(
            id="",
            article_id=self._article.id,
            outlet=self._article.outlet,
            published=self._article.published,
            evidence=evidence,
            place=place,
            model=self._origin.model,
            prompt_version=self._origin.prompt_version,
            **fields,
        )
        return record.model_copy(update={"id": record_id(record)})

    def _set_aside(self, item: Item, rejected: Rejected) -> Quarantined:
        about = {
            "article_id": self._article.id,
            "window": self._window.label,
            "prompt_version": self._origin.prompt_version,
        }
        return Quarantined(
            reason=rejected.reason,
            message=f"{REASONS[rejected.reason]}: {rejected.words!r}",
            record={**item.model_dump(mode="json"), **about},
        )
