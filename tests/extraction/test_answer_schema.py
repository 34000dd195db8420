"""What goes over the wire for both readers: schemas in the strict subset, and the codebook in that of articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conflict_extract.extraction.answer_schema import codebook, definition
from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.extraction.sentence_reader import question
from conflict_extract.schema import KINDS, RECORD_CLASSES, Kind

Node = dict[str, Any]

ITEMS: dict[Kind, str] = {
    "control_change": "ControlChangeItem",
    "withdrawal": "WithdrawalItem",
    "defection": "DefectionItem",
    "official_denial": "OfficialDenialItem",
}
SCHEMAS = {"an article": answer_schema(), "a statement": question.answer_schema(5)}


def nodes(node: Any) -> Iterator[Node]:
    """Every schema in a schema, but not the tables of names that hold them."""
    if isinstance(node, list):
        for child in node:
            yield from nodes(child)
    elif isinstance(node, dict):
        yield node
        for key, child in node.items():
            yield from nodes(list(child.values()) if key in ("properties", "$defs") else child)


@pytest.mark.parametrize("about", SCHEMAS)
def test_every_part_of_the_schema_is_in_the_strict_subset(about: str) -> None:
    schema = SCHEMAS[about]
    objects = 0
    for node in nodes(schema):
        assert not node.keys() & {"oneOf", "allOf", "discriminator", "title", "default", "not", "format", "pattern"}
        if "$ref" in node:
            assert node.keys() == {"$ref"}
            assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
        if "properties" in node or node.get("type") == "object":
            objects += 1
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
    assert objects == 1 + len(schema.get("$defs", ()))


@pytest.mark.parametrize("kind", KINDS)
def test_codebook_stands_in_the_schemas(kind: Kind) -> None:
    words = definition(kind)
    assert "Not:" in words
    assert words == " ".join((RECORD_CLASSES[kind].__doc__ or "").split())
    assert answer_schema()["$defs"][ITEMS[kind]]["description"] == words
    assert f"- {kind}: {words}" in codebook().splitlines()
