"""What the report's script works on: blocks of JSON, in the shapes that `frontend/src/data.ts` names.

`data` holds what the lists, filters and pictures need. What is searched, and what is shown of an event or article that
is opened, stands in blocks of their own, so that nobody waits for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Protocol

from conflict_extract.normalize import moment
from conflict_extract.output.collection import Collection, Held
from conflict_extract.output.parties import party_names
from conflict_extract.output.report.excerpts import Span, excerpt
from conflict_extract.output.report.values import label, value_words
from conflict_extract.output.wording import (
    CREDIBILITY_NAMES,
    CREDIBILITY_RULES,
    KIND_NAMES,
    STATUS_NAMES,
    STATUS_RULES,
    actor_name,
    date_words,
    doubt_words,
    place_name,
    place_words,
    steps_words,
    what_parts,
)
from conflict_extract.schema import ACTOR_FIELDS, MAIN_ACTOR, Article, Event, Place, Record
from conflict_extract.schema.events import EventBase
from conflict_extract.schema.records import RecordBase

Shift = Callable[[int], int]


class Tie(Protocol):
    """Why two records of one event were joined: signals with both values, level and weight, and what they sum up to."""

    @property
    def left(self) -> str:
        """The id of one record."""

    @property
    def right(self) -> str:
        """The id of the other."""

    @property
    def signals(self) -> Sequence[tuple[str, str, str, str, float]]:
        """What was compared: name, both values, level, weight."""

    @property
    def score(self) -> float:
        """The sum of the weights."""

    @property
    def threshold(self) -> float:
        """What the sum had to reach."""

    @property
    def ruled_out(self) -> str | None:
        """Why they can never be joined, if so."""

    @property
    def decided(self) -> str | None:
        """What an analyst said of them, if anything."""


def payload(
    collection: Collection, ties: Mapping[str, Sequence[Tie]], control: Sequence[Sequence[Held]]
) -> dict[str, Any]:
    """Everything that the page shows of a collection, by the name of the block; the same for the same collection,
    whatever its order.

    Args:
        collection: the events, records and articles.
        ties: for the id of an event why its records are one.
        control: for each place how who holds it changed, the earliest day first.
    """
    return _Payload(collection).blocks(ties, control)


class _Payload:
    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._events = collection.ordered()
        self._articles = sorted(collection.articles.values(), key=_article_order)
        self._records = sorted(collection.records.values(), key=lambda record: record.id)
        self._article_number = {article.id: number for number, article in enumerate(self._articles)}
        self._record_number = {record.id: number for number, record in enumerate(self._records)}
        self._parties = party_names(self._events)
        self._event_of = {record: event.id for event in self._events for record in event.records}
        self._shifts = {article.id: _shift(article.text) for article in self._articles}

    def blocks(self, ties: Mapping[str, Sequence[Tie]], control: Sequence[Sequence[Held]]) -> dict[str, Any]:
        return {
            "data": {
                "kinds": dict(KIND_NAMES),
                "statuses": dict(STATUS_NAMES),
                "status_rules": dict(STATUS_RULES),
                "credibilities": dict(CREDIBILITY_NAMES),
                "credibility_rules": dict(CREDIBILITY_RULES),
                "n_articles": len(self._articles),
                "events": [self._event(event) for event in self._events],
                "superseded": self._superseded(),
                "control": [[each._asdict() for each in place] for place in control],
            },
            "search": [self._words(event) for event in self._events],
            "details": [self._detail(event, ties.get(event.id, ())) for event in self._events],
            "records": [self._record(record) for record in self._records],
            "articles": [_article(article) for article in self._articles],
        }

    def _superseded(self) -> dict[str, str]:
        """For each id that is no longer in use the event that stands for it now, so that links to it still arrive."""
        here = {event.id for event in self._events}
        superseded = self._collection.superseded
        arrived = {}
        for old in sorted(superseded):
            new, seen = old, set[str]()
            while new not in here and new in superseded and new not in seen:
                seen.add(new)
                new = superseded[new]
            if old not in here and new in here:
                arrived[old] = new
        return arrived

    def _event(self, event: Event) -> dict[str, Any]:
        actors = [actor_name(getattr(event, field)) for field in ACTOR_FIELDS[event.kind]]
        located = event.place is not None and event.place.lat is not None and event.place.lon is not None
        return {
            "id": event.id,
            "kind": event.kind,
            "status": event.status,
            "date": date_words(event.date),
            "start": event.date.start,
            "end": event.date.end,
            "place": place_words(event.place),
            "place_name": place_name(event.place),
            "lat": event.place.lat if located and event.place else None,
            "lon": event.place.lon if located and event.place else None,
            "what": what_parts(event),
            "actors": [actor for actor in dict.fromkeys(actors) if actor],
            "holder": actor_name(getattr(event, MAIN_ACTOR[event.kind])),
            "party": self._parties.get(event.id),
            "reported": [_moment(words) for words in (event.first_reported, event.last_reported) if words],
            "outlets": list(event.outlets),
            "n_outlets": event.n_outlets,
            "own_cause": event.own_cause,
            "steps": steps_words(event),
            "credibility": event.credibility,
            "records": self._numbers(event.records),
            "disputed_by": list(event.disputed_by),
            "disputes": list(event.disputes),
        }

    def _words(self, event: Event) -> tuple[str, str, str]:
        """What an event is found by beside what the lists show: places as written, sources, and all other words."""
        records = self._collection.records_of(event)
        facts = {record.id: _written(record) for record in records}
        places = dict.fromkeys(words for each in facts.values() for name, words in each if name == "place")
        sources = dict.fromkeys(record.source.text for record in records if record.source.text)
        said = (evidence.text for record in records for evidence in record.evidence)
        written = (words for each in facts.values() for _, words in each)
        rest = dict.fromkeys((*(words for _, words in _facts(event)), *written, *said))
        return " | ".join(places), " | ".join(sources), " ".join(rest)

    def _detail(self, event: Event, ties: Sequence[Tie]) -> dict[str, Any]:
        return {
            "n_articles": event.n_articles,
            "facts": _facts(event),
            "missing": sum(record not in self._record_number for record in event.records),
            "conflicts": [
                {
                    "field": label(conflict.field),
                    "values": [
                        {
                            "value": value_words(value.value),
                            "outlets": list(value.outlets),
                            "records": self._numbers(value.records),
                        }
                        for value in conflict.values
                    ],
                }
                for conflict in event.conflicts
            ],
            "ties": [self._tie(tie) for tie in ties],
        }

    def _numbers(self, records: Sequence[str]) -> list[int]:
        return [self._record_number[record] for record in records if record in self._record_number]

    def _tie(self, tie: Tie) -> dict[str, Any]:
        return {
            "left": self._record_number[tie.left],
            "right": self._record_number[tie.right],
            "score": round(tie.score, 2),
            "threshold": round(tie.threshold, 2),
            "ruled_out": tie.ruled_out,
            "decided": tie.decided,
            "signals": [[*words, round(weight, 2)] for *words, weight in tie.signals if weight or words[1] or words[2]],
        }

    def _record(self, record: Record) -> dict[str, Any]:
        article = self._collection.articles.get(record.article_id)
        found = excerpt(record, article)
        shift = self._shifts[record.article_id] if found.text is None else _shift(found.text)
        return {
            "id": record.id,
            "kind": record.kind,
            "article": self._article_number.get(record.article_id),
            "event": self._event_of.get(record.id),
            "outlet": record.outlet or (article and article.outlet) or "unknown outlet",
            "published": _moment(record.published) if record.published else None,
            "source": record.source.text,
            "role": record.source.role.replace("_", " "),
            "date": date_words(record.date),
            "said": record.date.text,
            "facts": _written(record),
            "text": found.text,
            "stretches": _shifted(found.stretches, shift),
            "evidence": _shifted(found.evidence, shift),
            "triggers": _shifted(found.triggers, shift),
        }


def _shift(text: str) -> Shift:
    """From offsets in Python's characters to those in JavaScript's, where characters beyond U+FFFF count twice."""
    wide = [position for position, character in enumerate(text) if character > "\uffff"] if not text.isascii() else []
    if not wide:
        return lambda offset: offset
    return lambda offset: offset + bisect_left(wide, offset)


def _shifted(spans: Sequence[Span], shift: Shift) -> list[list[int]]:
    return [[shift(start), shift(end)] for start, end in spans]


def _facts(event: Event) -> list[tuple[str, str]]:
    """What the event's own kind says, where it was and when it was reported, as names and words."""
    shown_above = {*EventBase.model_fields, "kind", "place"}
    own = [(name, getattr(event, name)) for name in type(event).model_fields if name not in shown_above]
    facts = [(label(name), value_words(value)) for name, value in own if value not in (None, "unknown", ())]
    first, last = event.first_reported, event.last_reported
    reported = [("first reported", first), ("last reported", last)] if first != last else [("reported", first)]
    return facts + _whereabouts(event.place) + [(name, _moment(words)) for name, words in reported if words]


def _moment(written: str) -> str:
    """An ISO date or timestamp as people write it."""
    return written.replace("T", " ").replace("+00:00", " UTC")


def _written(record: Record) -> list[tuple[str, str]]:
    """The record's own fields in the words of its article, and what speaks against it."""
    shown_above = {*RecordBase.model_fields, "kind"}
    own = [(name, getattr(record, name)) for name in type(record).model_fields if name not in shown_above]
    facts = [
        (label(name), value_words(getattr(value, "text", value)))
        for name, value in own
        if value not in (None, "unknown")
    ]
    return facts + ([("doubts", doubt_words(record.doubts))] if record.doubts else [])


def _whereabouts(place: Place | None) -> list[tuple[str, str]]:
    if place is None:
        return []
    facts = [("within", place.within), ("division", place.admin1), ("country", place.country)]
    if place.lat is not None and place.lon is not None:
        facts.append(("coordinates", f"{place.lat:.4f}, {place.lon:.4f}"))
    return [(name, words) for name, words in facts if words]


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "outlet": article.outlet or "unknown outlet",
        "published": _moment(article.published) if article.published else None,
        "title": _title(article),
        "url": article.url,
        "language": article.language,
        "text": article.text,
    }


def _title(article: Article) -> str:
    """What to call an article: its title, else its file, with what tells it apart there."""
    if article.title:
        return article.title
    name = PurePath(article.path or "").name
    return ", ".join(filter(None, (name, article.external_id))) or article.id


def _article_order(article: Article) -> tuple[bool, float, str, str]:
    at = moment(article.published) if article.published else None
    return (at is None, at.timestamp() if at else 0.0, (article.outlet or "").casefold(), article.id)
