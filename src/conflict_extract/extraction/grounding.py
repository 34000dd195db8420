"""From the model's items to records: every name is found in the article, or the item is set aside with its reason."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.extraction.checks import (
    elsewhere,
    extent_of,
    is_place_like,
    is_place_pronoun,
    means_of,
    misfit,
    objection,
    stage_of,
    taken_is_no_place,
)
from conflict_extract.extraction.phrases import place_phrases
from conflict_extract.extraction.places import fellows, type_of, within_of
from conflict_extract.extraction.windows import Window
from conflict_extract.extraction.wire import Item
from conflict_extract.normalize import (
    actor,
    find_dates,
    fold,
    fold_place,
    is_generic,
    place_name,
    resolve,
    size,
    source,
)
from conflict_extract.schema import RECORD_CLASSES, Actor, Article, Date, Evidence, Place, Quarantined, Record, Sentence

REASONS = {
    "sentence_not_in_window": "the answer cites a sentence that was not in the window",
    "trigger_not_in_evidence": "the words that are said to state it are not in the cited sentences",
    "name_not_in_evidence": "the name is not in the cited sentences",
    "no_place": "no place is named",
    "place_is_no_place": "what is given as a place is the actor or the trigger",
    "taken_is_no_place": "people, weapons or goods were taken, not a place",
    "not_armed": "who left is no armed force",
    "not_official": "who denies is no official",
    "trigger_of_another_kind": "the words that are said to state it do not state an event of this kind",
    "negated": "the sentence says that it did not happen",
    "not_stated_as_fact": "the sentence plans, demands, fears or supposes it",
}

_FLEXIBLE = {
    "'": "['’‘`ʼ]",
    "’": "['’‘`ʼ]",
    "‘": "['’‘`ʼ]",
    '"': '["“”„«»]',
    "“": '["“”„«»]',
    "”": '["“”„«»]',
    "‹": "[<‹]",
    "›": "[>›]",
    "(": r"[(\[]",
    ")": r"[)\]]",
    "¦": r"[|¦]",
    "-": "[-‐‑–—]",
    "–": "[-‐‑–—]",
    "—": "[-‐‑–—]",
}
_GAP = r"[\s\"“”„«»]+"
_QUOTED = re.compile(r"[\"“”„«»]|(?<!\w)['‘’]|['‘’](?!\w)")
_PRIMARY = {"control_change": "gained_by", "withdrawal": "force", "defection": "who", "official_denial": "speaker"}
_QUOTES = " \t\"“”'‘’.,;:"


_TOWARDS = re.compile(r"\b(?:to|towards?|into|for)\s+(?:the\s+)?(?:(?:city|town|village|capital)\s+of\s+)?$")
_UNIT = re.compile(
    r"(?:(?:\d+(?:st|nd|rd|th)|[A-Z][\w'’-]*)\s+){1,5}(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment|[Cc]orps|[Gg]uard|[Cc]ompany)s?"
    r"|(?:[Bb]rigade|[Dd]ivision|[Bb]attalion|[Rr]egiment)\s+\d+"
)
_NUMBER = re.compile(
    r"\b(?:(?:[Aa]bout|[Ss]ome|[Mm]ore than|[Aa]t least|[Uu]p to|[Oo]ver|[Nn]early|[Aa]lmost)\s+)?"
    r"(?:\d[\d,.]*|[Oo]ne|[Tt]wo|[Tt]hree|"
    r"[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|\w+teen|\w+ty|[Dd]ozens|[Ss]cores|\w*[Hh]undreds?|"
    r"\w*[Tt]housands?)(?:-\w+|\s+(?:hundred|thousand|dozen))*\b"
)
_WENT_TO = re.compile(
    r"(?<!according )(?<!due )\b(?:towards?|to|into)\s+"
    r"(?P<to>the\s+(?:capital|city|border|coast)\b|(?:the\s+)?[A-Z][\w'’-]*(?:[ -][A-Z][\w'’-]*)*)"
)
_DENIED_PLACE = re.compile(
    r"\b(?:from|in|into|entered|of|at|over)\s+(?P<place>surrounding\s+areas\b|(?:(?:all|any)\s+(?:areas|parts)\s+of\s+)?"
    r"(?:the\s+)?(?:(?:rural|western|eastern|northern|southern|central)\s+)*"
    r"[A-Z][\w'’-]*(?:[ -](?:[A-Z][\w'’-]*|al|el|ad|as|ar|ash|az|bin|de|du)(?![\w]))*(?:\s+area\b)?)"
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|also|that|who|which|took|said|says)\b")
_ARTICLES = frozenset(["the", "a", "an"])
_LOOSE_ENDS = " \t\"“”'‘’.,;:()"
_GENERIC = re.compile(r"\b((?:the|their|its) (?:city|town|village|base|area|airport|camp|outpost|district|province))\b")


class Rejected(Exception):  # it rejects an item, it is no failure of the program
    """An item that cannot be vouched for: a key of REASONS, and the words concerned."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


@dataclass(frozen=True)
class Span:
    """Words of the article: the sentence they stand in, and their offsets in the article's text."""

    sentence: Sentence
    start: int
    end: int

    def text(self, article: Article) -> str:
        """The words as the article writes them."""
        return article.text[self.start : self.end]

    @property
    def in_sentence(self) -> tuple[str, int, int]:
        """The sentence's text, and the span in it."""
        return self.sentence.text, self.start - self.sentence.start, self.end - self.sentence.start


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


def find(words: str, sentences: list[Sentence]) -> Span | None:
    """Where words stand in sentences: word for word, but for case, white space and the shape of quotes and dashes.

    The first sentence that holds them counts; within it an occurrence in the same case before any other.
    """
    wanted = _QUOTED.sub(" ", words).strip(_QUOTES)
    if not wanted:
        return None
    pattern = "".join(
        _GAP if char.isspace() else _FLEXIBLE.get(char, re.escape(char)) for char in " ".join(wanted.split())
    )
    bounded = (r"(?<!\w)" if wanted[0].isalnum() else "") + pattern + (r"(?!\w)" if wanted[-1].isalnum() else "")
    for sentence in sentences:
        match = re.search(bounded, sentence.text) or re.search(bounded, sentence.text, re.IGNORECASE)
        if match:
            return Span(sentence, sentence.start + match.start(), sentence.start + match.end())
    return None


def _around(name: str | None, trigger: Span) -> str:
    """The title before a person's name and the office behind it: "Government spokesman X", "X, the minister"."""
    span = find(name, [trigger.sentence]) if name and len(name.split()) <= 4 else None
    if span is None:
        return ""
    text, start, end = span.in_sentence
    before = re.search(r"(?:[\w'’-]+\s+){0,4}$", text[:start])
    behind = re.match(r",\s*(?:[\w'’-]+\s*){0,6}", text[end:])
    return " ".join(match.group() for match in (before, behind) if match)


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
        if item.kind == "control_change" and taken_is_no_place(*trigger.in_sentence):
            raise Rejected("taken_is_no_place", item.trigger)
        actor_text = getattr(item, _PRIMARY[item.kind])
        unfit = misfit(item.kind, actor_text, _around(actor_text, trigger))
        if unfit:
            raise Rejected(unfit, actor_text)

    def _find(self, words: str | None, cited: list[Sentence], *, required: bool = False) -> Span | None:
        """A name's place in the cited sentences, else in the sentences before them that the window holds."""
        if not words or not words.strip(_QUOTES):
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
        actors = {fold(words) for name in _ACTOR_FIELDS[item.kind] if (words := getattr(item, name))}
        to_place: Span | None = None
        for words in item.places:
            whole = self._find(words, here)
            if whole is None:
                done.quarantined.append(self._set_aside(item, Rejected("name_not_in_evidence", words)))
                continue
            text = whole.text(self._article)
            phrases = place_phrases(text) if self._english else [(0, len(text))]
            parts = [Span(whole.sentence, whole.start + a, whole.start + b) for a, b in phrases]
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
            denied = self._denied_place(trigger)
            if denied is not None:
                spans[(denied.start, denied.end)] = denied
        if to_place is not None and not spans:
            left = self._left_generic(trigger)
            if left is not None:
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
        return fold(text) in actors or over_trigger or (self._english and (_is_date(text) or not named))

    def _is_destination(self, span: Span, trigger: Span) -> bool:
        """Whether the words before a name say that a force went there, and no "from" says that it came from there."""
        sentence, base = span.sentence, span.sentence.start
        return span.sentence is trigger.sentence and _TOWARDS.search(sentence.text[: span.start - base]) is not None

    def _near(self, pattern: re.Pattern[str], name: str | None, cited: list[Sentence]) -> Span | None:
        """What a pattern finds in an actor's name: a unit, or a number of people."""
        span = self._find(name, cited) if self._english else None
        match = pattern.search(span.text(self._article)) if span else None
        return Span(span.sentence, span.start + match.start(), span.start + match.end()) if span and match else None

    def _went_to(self, trigger: Span) -> Span | None:
        """Where the words behind the trigger say that the force went."""
        text, _, end = trigger.in_sentence
        match = _WENT_TO.search(text, end)
        if match is None or _is_date(match.group("to")):
            return None
        base = trigger.sentence.start
        return Span(trigger.sentence, base + match.start("to"), base + match.end("to"))

    def _denied_place(self, trigger: Span) -> Span | None:
        """The first place that the words behind a denial name: "no truth to any withdrawal from rural Damascus"."""
        text, _, end = trigger.in_sentence
        base = trigger.sentence.start
        for match in _DENIED_PLACE.finditer(text, end):
            if actor(match.group("place")).side == "unknown":
                return Span(trigger.sentence, base + match.start("place"), base + match.end("place"))
        return None

    def _left_generic(self, trigger: Span) -> Span | None:
        """ "The city", where the sentence names it before it says that a force left."""
        sentence = trigger.sentence
        matches = list(_GENERIC.finditer(sentence.text[: trigger.start - sentence.start]))
        if not matches:
            return None
        return Span(sentence, sentence.start + matches[-1].start(1), sentence.start + matches[-1].end(1))

    def _common(self, item: Item, trigger: Span, cited: list[Sentence]) -> dict[str, Any]:
        """The fields that all records of an item share; `evidence` still as spans."""
        found: dict[str, Any] = {}
        used = [*cited]
        for name in _ACTOR_FIELDS[item.kind]:
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
            unit = self._find(item.unit, cited) or self._near(_UNIT, getattr(item, _PRIMARY[item.kind]), cited)
            others.append(unit)
            found["unit"] = unit.text(self._article) if unit else None
        if item.kind == "control_change":
            found["extent"] = item.extent or extent_of(*trigger.in_sentence)
            found["means"] = item.means or means_of(trigger.sentence.text)
        elif item.kind == "withdrawal":
            to_place = self._find(item.to_place, cited) or (self._went_to(trigger) if self._english else None)
            others.append(to_place)
            found["stage"] = item.stage or stage_of(*trigger.in_sentence)
            found["to_place"] = self._place(to_place, None) if to_place else None
        elif item.kind == "defection":
            number = self._find(item.size, cited) or self._near(_NUMBER, getattr(item, "who", None), cited)
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


def _is_date(words: str) -> bool:
    return (0, len(words)) in find_dates(words)


_ACTOR_FIELDS = {
    "control_change": ("gained_by", "lost_by"),
    "withdrawal": ("force",),
    "defection": ("who", "from_side", "to_side"),
    "official_denial": ("speaker", "subject"),
}


def stated_in(record: Record) -> int:
    """The sentence that states a record; those that join because they name something stand before it."""
    return [piece.sentence for piece in record.evidence if record.trigger in piece.text][-1]


def record_id(record: Record) -> str:
    """The record's id: what is said (kind, place, actors, claim kind) and where (article, sentence of the trigger)."""
    said = [record.kind, record.article_id, str(stated_in(record))]
    said.append(fold_place(record.place.text) if record.place else "")
    for name in _ACTOR_FIELDS[record.kind]:
        value: Actor | None = getattr(record, name)
        said.append(fold(value.text) if value else "")
    said.append(getattr(record, "denies", ""))
    return "rec_" + hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def names_nothing(record: Record) -> bool:
    """Whether a record's place is a pronoun ("it") that no earlier sentence explains."""
    return record.place is not None and is_place_pronoun(record.place.name)


def set_aside(record: Record) -> Quarantined:
    """The quarantined line for a record whose place could not be named."""
    number = stated_in(record)
    return Quarantined(
        reason="no_place",
        message=f"{REASONS['no_place']}: {record.place.text if record.place else ''!r}",
        record={**record.model_dump(mode="json"), "window": f"{number}-{number}"},
    )
