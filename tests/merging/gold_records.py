"""Gold rows as the records that a perfect extraction would give: names as the passage spells them, whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from conflict_extract.articles import load_articles
from conflict_extract.evaluation import GoldRecord, load_gold
from conflict_extract.evaluation.gold import days_of
from conflict_extract.extraction.english.places import type_of, within_of
from conflict_extract.normalize import (
    ActorTable,
    Gazetteer,
    actor,
    countries_of,
    is_pronoun,
    is_unnamed,
    place_name,
    places_of,
    resolve,
    source,
    with_places,
)
from conflict_extract.schema import ACTOR_FIELDS, RECORD_ADAPTER, Actor, Article, Event, Record, Sentence

_POSSESSIVE = re.compile(r"(?:our|its|their|his) ", re.IGNORECASE)


class Collection(NamedTuple):
    """Articles, their gold rows, and for each row its record in the same order."""

    articles: list[Article]
    rows: list[GoldRecord]
    records: list[Record]

    @property
    def truth(self) -> dict[str, str]:
        """The gold event of each record."""
        return {record.id: row.event for record, row in zip(self.records, self.rows, strict=True)}

    def links(self) -> set[tuple[str, str]]:
        """Denial and contested event, as the gold states them from either end."""
        return {(row.event, other) for row in self.rows for other in row.disputes} | {
            (other, row.event) for row in self.rows for other in row.disputed_by
        }

    def drawn(self, events: Iterable[Event]) -> set[tuple[str, str]]:
        """The links between gold events that the merged events draw."""
        events, truth = list(events), self.truth
        of = {event.id: {truth[record] for record in event.records} for event in events}
        pairs = [(event.id, other) for event in events for other in event.disputes]
        return {(one, two) for denial, contested in pairs for one in of[denial] for two in of[contested]}


def gold_collection(
    *folders: tuple[Path, Path], resolved: bool = False, actors: ActorTable | None = None
) -> Collection:
    """Gold files, each with the folder of its articles, as one collection.

    Args:
        folders: gold file and folder of each.
        resolved: whether "the town" and "our fighters" have the name that they stand for, as a reader gives it.
        actors: the table that tells who they are; the packaged one if None.
    """
    read = list(load_articles([articles for _, articles in folders]))
    by_name: dict[str, Article] = {Path(each.path or "").name: each for each in read}
    by_name |= {each.external_id: each for each in read if each.external_id}
    rows = [row for gold, _ in folders for row in load_gold(gold)]
    records = [_record(number, row, by_name, actors, resolved=resolved) for number, row in enumerate(rows)]
    return Collection(read, rows, _located(records, read))


def _located(records: list[Record], articles: list[Article]) -> list[Record]:
    """The records in the same order, located article by article as the extractor does it."""
    gazetteer = Gazetteer()
    found: dict[str, Record] = {}
    for article in articles:
        own = [record for record in records if record.article_id == article.id]
        text = f"{article.title or ''}\n{article.text}"
        places = gazetteer.locate_all([place for each in own for place in places_of(each)], countries_of(text), text)
        found |= {record.id: record for record in with_places(own, places)}
    return [found[record.id] for record in records]


def _record(
    number: int, row: GoldRecord, articles: Mapping[str, Article], actors: ActorTable | None, *, resolved: bool
) -> Record:
    article = articles[row.article]
    sentences = _sentences(row, article)
    fields: dict[str, Any] = {
        "id": f"rec_{number:03}",
        "kind": row.kind,
        "article_id": article.id,
        "outlet": article.outlet,
        "published": article.published,
        "trigger": "as the gold says",
        "date": resolve(None, article.published),
        "source": source(row.claimed_by[0] if row.claimed_by else None, actors),
        "evidence": [{"sentence": s.number, "start": s.start, "end": s.end, "text": s.text} for s in sentences],
        "model": "gold",
        "prompt_version": "gold",
        "place": _place(row.place, sentences, resolved=resolved),
    }
    if row.date:
        first, last = days_of(row.date)
        precision = "day" if first == last else "range"
        fields["date"] = {"start": first, "end": last, "precision": precision, "basis": "stated"}
    for name in ACTOR_FIELDS[row.kind]:
        spellings = getattr(row, name)
        fields[name] = _actor(spellings, sentences, actors, resolved=resolved) if spellings else None
    if row.kind == "control_change":
        fields["extent"] = row.extent or "full"  # the gold tells it only where it is another
    if row.kind == "withdrawal":
        fields |= {"stage": row.stage or "completed", "to_place": _place(row.to_place, sentences, resolved=resolved)}
    if row.kind in ("withdrawal", "defection"):
        fields["unit"] = row.unit[0] if row.unit else None
    if row.kind == "official_denial":
        fields |= {"denies": row.denies or "other", "claim": sentences[0].text}
    return RECORD_ADAPTER.validate_python(fields)


def _sentences(row: GoldRecord, article: Article) -> list[Sentence]:
    found = {}
    for quote in row.evidence:
        start = article.text.find(quote)
        assert start >= 0, f"{quote!r} is not in {row.article}"
        for sentence in article.sentences:
            if sentence.start < start + len(quote) and start < sentence.end:
                found[sentence.number] = sentence
    return [found[number] for number in sorted(found)]


def _as_spelled(spellings: tuple[str, ...], sentences: list[Sentence]) -> str:
    return next((text for text in spellings if any(text in s.text for s in sentences)), spellings[0])


def _actor(
    spellings: tuple[str, ...], sentences: list[Sentence], actors: ActorTable | None, *, resolved: bool
) -> Actor:
    text = _as_spelled(spellings, sentences)
    found = actor(text, actors=actors)
    if not resolved or not (is_pronoun(text) or _POSSESSIVE.match(text) or found.side == "unknown"):
        return found
    known = (each for each in spellings if actor(each, actors=actors).id is not None)
    return actor(text, next(known, None), actors)


def _place(spellings: tuple[str, ...], sentences: list[Sentence], *, resolved: bool) -> dict[str, Any] | None:
    if not spellings:
        return None
    text = _as_spelled(spellings, sentences)
    name, kind = place_name(text)
    if resolved and is_unnamed(text):
        name, kind = next((place_name(each) for each in spellings if not is_unnamed(each)), (name, kind))
    made: dict[str, Any] = {"text": text, "name": name, "type": kind}
    for sentence in sentences:
        start = sentence.text.find(text)
        if start >= 0:
            end = start + len(text)
            within = within_of(sentence.text, end)
            made["type"] = type_of(sentence.text, start, end) or kind if kind == "other" else kind
            made["within"] = sentence.text[within[0] : within[1]] if within else None
            break
    return made
