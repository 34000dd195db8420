"""Small articles, records, gold rows and events, with everything that a test does not care about filled in."""

from __future__ import annotations

from typing import Any

from conflict_extract.evaluation import GoldRecord
from conflict_extract.schema import EVENT_ADAPTER, RECORD_ADAPTER, Article, Event, Record, Sentence

KIND_FIELDS: dict[str, dict[str, str]] = {
    "control_change": {"place": "Daraa", "gained_by": "rebels"},
    "withdrawal": {"place": "Daraa", "force": "army"},
    "defection": {"who": "soldiers"},
    "official_denial": {"speaker": "SANA", "claim": "it is false"},
}
ACTORS = ("gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject")
PLACES = ("place", "to_place")


def article(number: int, text: str = "Rebels took Daraa.\nThe army left Homs.", **more: Any) -> Article:
    sentences, start = [], 0
    for position, line in enumerate(text.split("\n")):
        sentences.append(Sentence(number=position, start=start, end=start + len(line), text=line))
        start += len(line) + 1
    return Article(id=f"a{number}", path=f"folder/{number}.txt", text=text, sentences=tuple(sentences), **more)


def record(number: int, kind: str = "control_change", *, article: str = "a0", **fields: Any) -> Record:
    values: dict[str, Any] = {
        "id": f"r{number}",
        "kind": kind,
        "article_id": article,
        "trigger": "took",
        "date": {},
        "source": {},
        "evidence": [{"sentence": 0, "start": 0, "end": 18, "text": "Rebels took Daraa."}],
        "model": "fake",
        "prompt_version": "1",
        **KIND_FIELDS[kind],
        **fields,
    }
    for name in (*ACTORS, *PLACES):
        if isinstance(values.get(name), str):
            values[name] = {"text": values[name], "name": values[name]}
    if isinstance(values["evidence"], str):
        quote = values["evidence"]
        values["evidence"] = [{"sentence": 0, "start": 0, "end": len(quote), "text": quote}]
    return RECORD_ADAPTER.validate_python(values)


def row(kind: str = "control_change", *, article: str = "0.txt", **fields: Any) -> GoldRecord:
    named = {name: value for name, value in KIND_FIELDS[kind].items() if name != "claim"}
    return GoldRecord.model_validate(
        {
            "article": article,
            "event": "e",
            "kind": kind,
            "evidence": ["took Daraa"],
            **named,
            **fields,
        }
    )


def event(name: str, records: tuple[str, ...], kind: str = "control_change", **fields: Any) -> Event:
    values: dict[str, Any] = {
        "id": name,
        "kind": kind,
        "date": {},
        "records": records,
        "n_articles": 1,
        "n_outlets": 1,
        **KIND_FIELDS[kind],
        **fields,
    }
    for field in (*ACTORS, *PLACES):
        if isinstance(values.get(field), str):
            values[field] = {"text": values[field], "name": values[field]}
    return EVENT_ADAPTER.validate_python(values)
