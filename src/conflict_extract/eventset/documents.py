"""An event set as one JSON text: `events.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conflict_extract.errors import RecordsError
from conflict_extract.eventset.store import Stored, first_fault_in
from conflict_extract.merging import Weights, packaged_weights
from conflict_extract.normalize import Authorities
from conflict_extract.schema import EVENT_ADAPTER, RECORD_ADAPTER, Article

VERSION = 1


def to_document(stored: Stored) -> str:
    """The event set as one JSON text: schema_version, events, records, articles, superseded; and what it was merged
    with, weights and authorities, where that is not what the package has."""
    document: dict[str, Any] = {
        "schema_version": VERSION,
        "events": [event.model_dump(mode="json") for event in stored.events],
        "records": [record.model_dump(mode="json") for record in stored.records.values()],
        "articles": [article.model_dump(mode="json") for article in stored.articles.values()],
        "superseded": stored.superseded,
    }
    if stored.weights != packaged_weights():
        document["weights"] = {"threshold": stored.weights.threshold, "signals": stored.weights.signals}
    if stored.authorities.texts:
        document["authorities"] = {name: json.loads(text) for name, text in stored.authorities.texts.items()}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_document(path: Path) -> Stored:
    """Reads what `to_document` wrote.

    Raises:
        RecordsError: the file is missing, cut off, no events file, or of another version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordsError(
            f"cannot read {path}: {error.strerror}", hint="name an events.json or .duckdb file"
        ) from error
    except ValueError as error:
        raise RecordsError(
            f"{path} is no whole JSON text: {error}", hint="it may be cut off; write it again"
        ) from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != VERSION:
        raise RecordsError(f"{path} has schema version {version}, this is version {VERSION}", hint="merge again")
    try:
        records = [RECORD_ADAPTER.validate_python(item) for item in document["records"]]
        articles = [Article.model_validate(item) for item in document["articles"]]
        events = [EVENT_ADAPTER.validate_python(item) for item in document["events"]]
        superseded = {str(former): str(event) for former, event in dict(document.get("superseded") or {}).items()}
        weights = Weights(**document["weights"]) if "weights" in document else packaged_weights()
        own = dict(document.get("authorities") or {})
        authorities = Authorities.of_texts({name: json.dumps(value) for name, value in own.items()})
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        reason = first_fault_in(error) if isinstance(error, ValidationError) else f"{error} is missing or no list"
        raise RecordsError(f"{path} is no events file: {reason}", hint="name an events.json or .duckdb file") from error
    return Stored(
        articles={article.id: article for article in articles},
        records={record.id: record for record in records},
        events=events,
        superseded=superseded,
        weights=weights,
        authorities=authorities,
    )
