"""The JSON Schemas that ship with the library: `python -m conflict_extract.extraction.schemas FOLDER` writes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.schema import EVENT_ADAPTER, RECORD_ADAPTER, Article, Quarantined

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name and text of every schema."""
    known: dict[str, dict[str, Any]] = {
        "answer": answer_schema(),
        "article": Article.model_json_schema(mode="serialization"),
        "event": EVENT_ADAPTER.json_schema(mode="serialization"),
        "quarantined": Quarantined.model_json_schema(mode="serialization"),
        "record": RECORD_ADAPTER.json_schema(mode="serialization"),
    }
    return {
        f"{name}.schema.json": json.dumps({"$schema": _DRAFT, **schema}, indent=1, ensure_ascii=False) + "\n"
        for name, schema in known.items()
    }


if __name__ == "__main__":
    for name, text in schemas().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
