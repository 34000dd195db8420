"""From the model's items to records: every name is found in the article, or the item is set aside with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.extraction.checks import (
    THERE,
    extent_of,
    is_bare_name,
    is_place_like,
    is_state,
    means_of,
    misfit,
    stage_of,
)
from conflict_extract.extraction.clues import (
    Offsets,
    denied_kind,
    for_whom,
    holder,
    is_date,
    loser,
    number_in,
    office_of,
    subject_pronoun,
    teller,
    unit_in,
    went_to,
)
from conflict_extract.extraction.finding import Finder
from conflict_extract.extraction.identity import record_id
from conflict_extract.extraction.lexicon import hits
from conflict_extract.extraction.placing import ONLY_AUXILIARY, Placer
from conflict_extract.extraction.senses import who
from conflict_extract.extraction.setting_aside import REASONS, Rejected
from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.extraction.statements import clause_before, objection
from conflict_extract.extraction.subjects import doer, with_subject
from conflict_extract.extraction.windows import Window
from conflict_extract.extraction.wire import Item
from conflict_extract.normalize import (
    actor,
    find_dates,
    fold,
    resolve,
    size,
    source,
)
from conflict_extract.schema import (
    ACTOR_FIELDS,
    MAIN_ACTOR,
    RECORD_CLASSES,
    Date,
    Evidence,
    Kind,
    Place,
    Quarantined,
    Record,
    Sentence,
)

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


@dataclass
class Grounded:
    """What came of the items of one window.

    `unplaced` holds withdrawals whose place the sentences before may tell; each with the line that sets it aside
    where they do not, which `quarantined` holds as well.
    """

    records: list[Record] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    unplaced: list[tuple[Record, Quarantined]] = field(default_factory=list)

    @classmethod
    def joined(cls, parts: Iterable[Grounded]) -> Grounded:
        """What came of several windows."""
        whole = cls()
        for part in parts:
            whole.records += part.records
            whole.quarantined += part.quarantined
            whole.unplaced += part.unplaced
        return whole


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
        self._finder = Finder(window.article, list(self._by_number.values()), english=english)
        self._placer = Placer(window.article, self._finder, english=english, small=window.asked is not None)

    def ground(self, items: list[Item]) -> Grounded:
        """The records of the items, one a place, and what was set aside."""
        done = Grounded()
        for given in self._once(items):
            item = self._set_right(given) if self._english and self._window.asked is not None else given
            try:
                self._item(item, done)
            except Rejected as rejected:
                done.quarantined.append(self._set_aside(item, rejected))
        return done

    def _set_right(self, item: Item) -> Item:
        """The item with what a small model gave for each other put right: force and place, deserter and side."""
        item = with_subject(item, self._article, list(self._window.sentences))
        if item.kind == "withdrawal" and item.force and len(item.places) == 1:
            place = item.places[0]
            if who(place) == "armed" and who(item.force) != "armed" and is_place_like(item.force):
                return item.model_copy(update={"force": place, "places": [item.force]})
        if item.kind == "defection" and item.from_side:
            sentences = list(self._window.sentences)
            side, trigger = find(item.from_side, sentences), find(item.trigger, sentences)
            if side and trigger and ONLY_AUXILIARY.fullmatch(self._article.text[side.end : trigger.start]):
                return item.model_copy(update={"who": item.from_side, "from_side": None})
        return item

    @staticmethod
    def _once(items: list[Item]) -> list[Item]:
        """The items without those that give one denial to a second speaker."""
        denied: set[tuple[tuple[int, ...], str]] = set()
        kept = []
        for item in items:
            said = (tuple(item.sentences), item.trigger)
            if item.kind != "official_denial" or said not in denied:
                kept.append(item)
            if item.kind == "official_denial":
                denied.add(said)
        return kept

    def _item(self, item: Item, done: Grounded) -> None:
        cited = self._cited(item)
        trigger = self._trigger(item, cited)
        if self._english:
            self._check(item, trigger)
        common = self._common(item, trigger, cited)
        placed = self._placer.places(item, trigger, cited)
        done.quarantined += [self._set_aside(item, Rejected(*refused)) for refused in placed.refused]
        if placed.destination is not None and common.get("to_place") is None:
            common["to_place"] = self._placer.place(placed.destination, [])
        if not placed.spans and item.kind in ("control_change", "withdrawal"):
            nowhere = Rejected("no_place", item.trigger)
            if item.kind == "withdrawal" and self._english and not placed.invented:
                # the sentences before may tell what the force left: "They took X. The army retreated to Y."
                left = Place(text=trigger.text(self._article), name=THERE)
                done.unplaced.append((self._record(item, common, left, None), self._set_aside(item, nowhere)))
            raise nowhere
        single = item.kind == "defection"
        spans: list[Span | None] = [*(placed.spans[:1] if single else placed.spans)]
        for span in spans or [None]:
            done.records.append(
                self._record(item, common, self._placer.place(span, placed.spans) if span else None, span)
            )

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
        actor_text = getattr(item, MAIN_ACTOR[item.kind])
        unfit = misfit(item.kind, actor_text, self._around(item.kind, actor_text, trigger), item.trigger)
        if unfit == "not_official" and is_bare_name(actor_text or "") and self._is_about_war(trigger):
            unfit = None  # private persons, firms and charities deny other things
        if unfit:
            raise Rejected(unfit, actor_text or item.trigger)

    def _around(self, kind: Kind, name: str | None, trigger: Span) -> str:
        """The words that tell what somebody is: title and office of a short name; the clause where there is none."""
        sentence, start, _ = trigger.in_sentence
        span = find(name, [trigger.sentence]) if name and len(name.split()) <= 4 else None
        if span is not None and kind == "official_denial":
            return " ".join([*(office_of(*each) for each in self._mentions(span)), self._spelt_out(span)])
        if span is not None:
            return office_of(*span.in_sentence)
        return "" if name else clause_before(sentence, start)

    def _is_about_war(self, trigger: Span) -> bool:
        """Whether a denial is about armed men or an event that is recorded, or points back to one: "denies it"."""
        sentence, _, end = trigger.in_sentence
        if denied_kind(sentence[end:], sentence) != "other" or who(sentence[end:]) == "armed":
            return True
        if not _ONLY_POINTS.match(sentence, end):
            return False
        before = self._article.sentences[max(0, trigger.sentence.number - 2) : trigger.sentence.number]
        return any(hit.kind != "official_denial" for each in before for hit in hits(each.text))

    def _mentions(self, span: Span) -> Iterator[tuple[str, int, int]]:
        """Where a name or its last word stands up to its own sentence: "X, an adviser to Y", then "X denied"."""
        last = re.compile(rf"\b{re.escape(span.text(self._article).split()[-1])}\b")
        yield span.in_sentence
        for sentence in self._article.sentences[: span.sentence.number]:
            for match in last.finditer(sentence.text):
                yield sentence.text, *match.span()

    def _spelt_out(self, span: Span) -> str:
        """What the article spells out of an abbreviation: "Orlian Liberation Army" for "the OLA"."""
        *_, letters = span.text(self._article).split()
        if not letters.isupper() or not letters.isalpha() or len(letters) < 3:
            return ""
        words = re.search(
            r"\s+(?:of\s+|the\s+|for\s+)*".join(rf"\b{letter}[\w'’-]+" for letter in letters), self._article.text
        )
        return words.group() if words else ""

    def _teller(self, trigger: Span) -> Span | None:
        """Who says so, by the words around the trigger, where a small model was not asked."""
        found = teller(*trigger.in_sentence) if self._english and self._window.asked is not None else None
        return Span.within(trigger.sentence, found) if found else None

    def _is_no_source(self, item: Item, told: Span) -> bool:
        """Whether a small model gave a pronoun, a date or the place for the source."""
        text = told.text(self._article)
        if not self._english or self._window.asked is None:
            return False
        return _PRONOUN_SOURCE.fullmatch(text) is not None or is_date(text) or fold(text) in map(fold, item.places)

    def _must_be_found(self, item: Item, words: str | None) -> bool:
        """Whether an actor whom no sentence names takes the item with it; a small model also says "the attackers"."""
        if item.kind in ("defection", "official_denial"):
            return True
        named = any(char.isupper() for char in (words or "")[1:])
        return bool(words and words.strip(QUOTES)) and (named or self._window.asked is None)

    def _actor(self, item: Item, name: str, trigger: Span, cited: list[Sentence]) -> Span | None:
        """Who a field names: as the model copied it, else as the words around the trigger tell."""
        span = self._finder.find(getattr(item, name), cited)
        if not self._english or self._window.asked is None:
            return span
        sentence, start, end = trigger.in_sentence
        if name == "lost_by" and span is None:
            told = loser(sentence, start, end)
            return Span.within(trigger.sentence, told) if told else None
        primary = name == MAIN_ACTOR[item.kind]
        if not primary or item.kind not in ("control_change", "withdrawal"):
            return span
        behind = span is not None and span.sentence is trigger.sentence and span.start > trigger.start
        held = holder(sentence[start:end]) if name == "gained_by" else None
        if held is not None:
            return trigger.part(held)
        span = span or self._doer(getattr(item, name) or "", item, trigger)
        subject = subject_pronoun(sentence, start) if span is None or behind else None
        if subject is not None:
            return Span.within(trigger.sentence, subject)
        office = for_whom(span.text(self._article)) if span is not None and name == "gained_by" else None
        if office is not None and span is not None:
            return span.part(office) if office[1] else None
        return span

    def _doer(self, given: str, item: Item, trigger: Span) -> Span | None:
        """Who acted by the words beside the verb: "security forces of Iraq" for "Iraqi security forces"."""
        sentence, _, end = trigger.in_sentence
        acted = doer(given, item, [trigger.sentence]) or ""
        alike = not given or _is_alike(fold(acted).split(), fold(given).split())
        state = item.kind == "withdrawal" and (actor(acted).side != "unknown" or is_state(acted))
        if alike and (who(acted) == "armed" or state):
            return find(acted, [trigger.sentence])
        agent = None if given else _BY.match(sentence, end)
        armed = agent is not None and who(agent.group("who")) == "armed"
        return Span.within(trigger.sentence, agent.span("who")) if agent and armed else None

    def _went_to(self, trigger: Span) -> Span | None:
        found = went_to(*trigger.in_sentence[::2]) if self._english else None
        return Span.within(trigger.sentence, found) if found else None

    def _near(self, clue: Callable[[str], Offsets | None], name: str | None, cited: list[Sentence]) -> Span | None:
        """What an actor's name holds: a unit, or a number of people."""
        span = self._finder.find(name, cited) if self._english else None
        found = clue(span.text(self._article)) if span else None
        return span.part(found) if span and found else None

    def _common(self, item: Item, trigger: Span, cited: list[Sentence]) -> dict[str, Any]:
        """The fields that all records of an item share; `evidence` still as spans."""
        found: dict[str, Any] = {}
        used = [*cited]
        for name in ACTOR_FIELDS[item.kind]:
            span = self._actor(item, name, trigger, cited)
            if span:
                used.append(span.sentence)
            elif name == MAIN_ACTOR[item.kind] and self._must_be_found(item, getattr(item, name)):
                raise Rejected("name_not_in_evidence", getattr(item, name))
            found[name] = actor(span.text(self._article)) if span else None
        dated = self._finder.find(item.date, cited)
        told = self._finder.find(item.source, cited) or self._teller(trigger)
        if told is not None and (told.start <= trigger.start < told.end or self._is_no_source(item, told)):
            told = None
        found |= {
            "trigger": trigger.text(self._article),
            "date": self._date(dated, trigger),
            "source": source(told.text(self._article) if told else None),
        }
        others = [dated, told]
        if item.kind in ("withdrawal", "defection"):
            unit = self._finder.find(item.unit, cited) or self._near(
                unit_in, getattr(item, MAIN_ACTOR[item.kind]), cited
            )
            others.append(unit)
            found["unit"] = unit.text(self._article) if unit else None
        if item.kind == "control_change":
            found["extent"] = item.extent or extent_of(*trigger.in_sentence)
            found["means"] = item.means or means_of(trigger.sentence.text)
        elif item.kind == "withdrawal":
            to_place = self._finder.find(item.to_place, cited) or self._went_to(trigger)
            others.append(to_place)
            found["stage"] = item.stage or stage_of(*trigger.in_sentence)
            found["to_place"] = self._placer.place(to_place, []) if to_place else None
        elif item.kind == "defection":
            number = self._finder.find(item.size, cited) or self._near(number_in, getattr(item, "who", None), cited)
            others.append(number)
            found["size"] = size(number.text(self._article)) if number else None
        else:
            claim = self._finder.find(item.claim, cited)
            others.append(claim)
            claimed = claim.text(self._article) if claim else trigger.sentence.text
            found |= {"denies": item.denies or denied_kind(claimed, trigger.sentence.text), "claim": claimed}
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

    def _record(self, item: Item, common: dict[str, Any], place: Place | None, span: Span | None) -> Record:
        fields = dict(common)
        used: list[Sentence] = [*fields.pop("evidence"), *([span.sentence] if span else [])]
        numbers = sorted({sentence.number: sentence for sentence in used}.items())
        evidence = tuple(Evidence(sentence=n, start=s.start, end=s.end, text=s.text) for n, s in numbers)
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
