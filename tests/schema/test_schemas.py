from __future__ import annotations

import json
from typing import Any

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.schemas import schemas
from conflict_extract.schema import KINDS, Article, Extraction, Kind, Quarantined
from tests.builders import article, record

Schema = dict[str, Any]


def problems(value: Any, schema: Schema, root: Schema, where: str = "$") -> list[str]:
    """What of a value a schema does not take; only the words of JSON Schema that our schemas use."""
    if "$ref" in schema:
        return problems(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, where)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        tried = [problems(value, choice, root, where) for choice in choices]
        return [] if [] in tried else [f"{where}: fits none of {len(tried)}: {min(tried, key=len)}"]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{where}: is not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is not in {schema['enum']}")
    if "type" in schema and not _is_of(value, schema["type"]):
        return [*found, f"{where}: {value!r} is no {schema['type']}"]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where}: {name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{where}: {name} is unknown" for name in value if name not in known]
        for name in value.keys() & known.keys():
            found += problems(value[name], known[name], root, f"{where}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{where}: has too few items")
        for index, item in enumerate(value):
            found += problems(item, schema.get("items", {}), root, f"{where}[{index}]")
    return found


def _is_of(value: Any, name: str) -> bool:
    types: dict[str, type | tuple[type, ...]] = {
        "object": dict, "array": list, "string": str, "null": type(None), "boolean": bool, "integer": int,
        "number": (int, float),
    }  # fmt: skip
    return isinstance(value, types[name]) and not (isinstance(value, bool) and name != "boolean")


def schema_of(name: str) -> Schema:
    loaded: Schema = json.loads(schemas()[f"{name}.schema.json"])
    return loaded


def test_the_files_are_what_the_code_says() -> None:
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in packaged("schemas").glob("*.json")}
    assert on_disk == schemas(), "run: python -m conflict_extract.extraction.schemas schemas"


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_of_records_takes_records_and_refuses_others(kind: Kind) -> None:
    schema = schema_of("record")
    line = json.loads(record(kind).model_dump_json())
    assert problems(line, schema, schema) == []
    assert problems({**line, "kind": "rumour"}, schema, schema)
    assert problems({**line, "invented": 1}, schema, schema)
    assert problems({**line, "evidence": []}, schema, schema)
    assert problems({name: value for name, value in line.items() if name != "trigger"}, schema, schema)


def test_the_schema_of_articles_takes_articles() -> None:
    schema = schema_of("article")
    assert problems(json.loads(article().model_dump_json()), schema, schema) == []


def test_the_schema_of_quarantined_items_takes_them() -> None:
    schema = schema_of("quarantined")
    item = Quarantined(reason="no_place", message="no place is named", record={"kind": "withdrawal"})
    assert problems(json.loads(item.model_dump_json()), schema, schema) == []


def test_the_schema_of_answers_is_in_the_strict_subset() -> None:
    def check(node: Any) -> None:
        if isinstance(node, dict):
            assert "oneOf" not in node
            assert "discriminator" not in node
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            for child in node.values():
                check(child)
        if isinstance(node, list):
            for child in node:
                check(child)

    check(schema_of("answer"))


def test_every_schema_names_its_draft() -> None:
    assert {json.loads(text)["$schema"] for text in schemas().values()} == {
        "https://json-schema.org/draft/2020-12/schema"
    }
    assert Article.model_fields.keys() == schema_of("article")["properties"].keys()
    assert Extraction().records == []
