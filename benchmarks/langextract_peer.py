"""langextract with the same model and texts: the task for it, and its extractions as records to be scored.

Its examples are whole records: it asks the model for all fields, where the sentence reader asks for places alone.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from conflict_extract.extraction.answer_schema import codebook
from conflict_extract.llm.embedded.server import EmbeddedServer
from conflict_extract.normalize import actor, resolve, source
from conflict_extract.schema import MAIN_ACTOR, RECORD_CLASSES, Article, Evidence, Place, Record

SIDE = Path(__file__).with_name("langextract_side.py")
EXAMPLES = Path(__file__).with_name("langextract_examples.jsonl")
_SHOWN = (
    "places",
    *MAIN_ACTOR.values(),
    "lost_by",
    "to_place",
    "from_side",
    "to_side",
    "denies",
    "claim",
    "date",
    "source",
)


def examples() -> list[dict[str, Any]]:
    """Few-shot examples, as extractions with attributes; what is null is left out."""
    made = []
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        example = json.loads(line)
        items = [
            {
                "kind": record["kind"],
                "trigger": record["trigger"],
                "attributes": {name: record[name] for name in _SHOWN if record.get(name)},
            }
            for record in example["records"]
        ]
        made.append({"text": example["sentence"], "items": items})
    return made


def extract(python: str, model: Path, articles: Sequence[Article]) -> tuple[list[Record], float, int]:
    """The records of langextract 's extractions, the seconds it took, and how many texts it gave an answer for.

    Args:
        python: the interpreter of an environment that has langextract[openai].
        model: the model file.
        articles: the texts.
    """
    description = "Extract what the text says has happened, of four kinds:\n" + codebook()
    texts = [{"id": article.id, "text": article.text} for article in articles]
    by_id = {article.id: article for article in articles}
    records: list[Record] = []
    answered = 0
    with EmbeddedServer(model) as server, tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.json"
        said = {"base_url": server.base_url, "model": server.model_name, "description": description}
        task.write_text(json.dumps({**said, "examples": examples(), "texts": texts}), encoding="utf-8")
        started = time.monotonic()
        done = subprocess.run([python, str(SIDE), str(task)], stdout=subprocess.PIPE, text=True, check=False)
        seconds = time.monotonic() - started
    for line in done.stdout.splitlines():
        if not line.startswith('{"id"'):
            continue
        answer = json.loads(line)
        answered += 1
        for item in answer["extractions"]:
            records += _records(by_id[answer["id"]], item)
    return records, seconds, answered


def _records(article: Article, item: dict[str, Any]) -> list[Record]:
    """One record a place, as the product makes them; nothing is checked, but what cannot be a record is left out."""
    kind, given = item["kind"], item["attributes"]
    if kind not in RECORD_CLASSES:
        return []
    stated = next((each for each in article.sentences if str(item["trigger"]) in each.text), article.sentences[0])
    evidence = (Evidence(sentence=stated.number, start=stated.start, end=stated.end, text=stated.text),)
    who = _text(given.get(MAIN_ACTOR[kind]))
    fields: dict[str, Any] = {MAIN_ACTOR[kind]: actor(who) if who else None}
    if kind == "official_denial":
        denied = _text(given.get("denies"))
        fields |= {
            "claim": _text(given.get("claim")) or stated.text,
            "denies": denied if denied in RECORD_CLASSES else "other",
        }
    if kind in ("defection", "official_denial") and not who:
        return []
    names = given.get("places") or []
    places: list[str | None] = [
        name for name in (names if isinstance(names, list) else [names]) if isinstance(name, str) and name
    ]
    if not places and kind in ("control_change", "withdrawal"):
        return []
    return [
        RECORD_CLASSES[kind](
            id=f"{article.id}-{kind}-{stated.number}-{name}-{who}",
            article_id=article.id,
            outlet=article.outlet,
            published=article.published,
            trigger=str(item["trigger"]),
            date=resolve(_text(given.get("date")), article.published),
            source=source(_text(given.get("source"))),
            evidence=evidence,
            place=Place(text=name, name=name) if name else None,
            model="langextract",
            prompt_version="-",
            **fields,
        )
        for name in places or [None]
    ]


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) and value else None
