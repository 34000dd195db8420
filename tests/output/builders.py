"""Builds articles, records and events by hand, with offsets that hold."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from conflict_extract.schema import (
    EVENT_ADAPTER,
    RECORD_ADAPTER,
    Actor,
    Article,
    Date,
    Event,
    Evidence,
    Place,
    Record,
    Sentence,
    Source,
)

REBELS = Actor(text="rebels", name="Libyan rebels", id="ly-rebels", side="opposition")
ARMY = Actor(text="Gaddafi's forces", name="Libyan army", id="ly-army", side="government")
MINISTRY = Actor(text="the ministry", name="Libyan ministry of defence", id="ly-mod", side="government")
UNKNOWN = Actor(text="gunmen", name="gunmen")
ZAWIYA = Place(
    text="Zawiya", name="Zawiya", type="city", within="western Libya", country="LY", admin1="Az Zawiyah",
    geonames_id=2208425, lat=32.7571, lon=12.7276,
)  # fmt: skip
TRIPOLI = Place(text="Tripoli", name="Tripoli", type="city", country="LY", lat=32.8874, lon=13.1873)
CROSSING = Place(text="the crossing", name="Wazin", type="crossing", within="Nalut district", country="LY")
CHANCAY = Place(text="Chancay", name="Chancay", type="town", country="PE", lat=-11.56, lon=-77.27)


def day(text: str, **more: Any) -> Date:
    return Date(**{"text": text, "start": text, "end": text, "precision": "day", "basis": "stated", **more})


def article(id: str, outlet: str | None, *sentences: str, **more: Any) -> Article:
    text, spans = "", []
    for number, sentence in enumerate(sentences):
        spans.append(Sentence(number=number, start=len(text), end=len(text) + len(sentence), text=sentence))
        text += sentence + ("\n\n" if number % 3 == 2 else " ")
    return Article(id=id, outlet=outlet, text=text.rstrip(" "), sentences=tuple(spans), **more)


def record(
    id: str, kind: str, of: Article, sentences: tuple[int, ...], trigger: str, when: Date, **more: Any
) -> Record:
    stated = [of.sentences[number] for number in sentences]
    evidence = tuple(Evidence(sentence=each.number, start=each.start, end=each.end, text=each.text) for each in stated)
    fields = {
        "id": id, "kind": kind, "article_id": of.id, "outlet": of.outlet, "published": of.published,
        "trigger": trigger, "date": when, "source": Source(), "evidence": evidence, "model": "by hand",
        "prompt_version": "0", **more,
    }  # fmt: skip
    return RECORD_ADAPTER.validate_python(fields)


def event(id: str, kind: str, when: Date, records: tuple[str, ...], outlets: tuple[str, ...], **more: Any) -> Event:
    fields = {
        "id": id, "kind": kind, "date": when, "records": records, "outlets": outlets, "n_articles": len(records),
        "n_outlets": max(len(outlets), 1), **more,
    }  # fmt: skip
    return EVENT_ADAPTER.validate_python(fields)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))
