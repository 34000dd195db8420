"""The answer's schema: strict as endpoints want it, narrowed to what one sentence can hold, with the codebook in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from conflict_extract.extraction.prompts import load_prompt
from conflict_extract.extraction.wire import Answer, TriggerQuestion, codebook, definition, strict_schema
from conflict_extract.schema import KINDS, RECORD_CLASSES, Kind
from tests.extraction.builders import item
from tests.schema.test_schemas import problems

Node = dict[str, Any]

ITEMS: dict[Kind, str] = {
    "control_change": "ControlChangeItem",
    "withdrawal": "WithdrawalItem",
    "defection": "DefectionItem",
    "official_denial": "OfficialDenialItem",
}
ASKED = TriggerQuestion(
    kind="defection",
    trigger="mutinied",
    dates=("on Friday", "yesterday"),
    left_out=frozenset(["source", "means", "size", "unit", "extent"]),
    most_places=5,
)


def nodes(node: Any) -> Iterator[Node]:
    """Every schema in a schema, but not the tables of names that hold them."""
    if isinstance(node, list):
        for child in node:
            yield from nodes(child)
    elif isinstance(node, dict):
        yield node
        for key, child in node.items():
            yield from nodes(list(child.values()) if key in ("properties", "$defs") else child)


@pytest.mark.parametrize("asked", [None, ASKED, TriggerQuestion("withdrawal", "left")])
def test_every_part_of_the_schema_is_in_the_strict_subset(asked: TriggerQuestion | None) -> None:
    schema = strict_schema(asked)
    assert asked or "anyOf" in schema["properties"]["records"]["items"]
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


def test_whole_schema_asks_for_every_kind_and_any_sentence() -> None:
    schema = strict_schema()
    assert schema["$defs"].keys() == set(ITEMS.values())
    for name in ITEMS.values():
        properties = schema["$defs"][name]["properties"]
        assert properties["sentences"] == {"type": "array", "items": {"type": "integer"}}
        assert properties["trigger"] == {"type": "string"}
        assert {"date", "source", "places"} <= properties.keys()
    assert not schema["properties"]["records"].keys() & {"minItems", "maxItems"}


def test_schemas_are_copies() -> None:
    strict_schema()["$defs"].clear()
    strict_schema(ASKED)["properties"].clear()
    strict_schema(ASKED)["required"].clear()
    assert strict_schema()["$defs"].keys() == set(ITEMS.values())
    assert "who" in strict_schema(ASKED)["properties"]
    assert "trigger" in strict_schema()["$defs"]["DefectionItem"]["properties"]


@pytest.mark.parametrize("kind", KINDS)
def test_codebook_stands_in_the_schema_and_in_the_instructions(kind: Kind) -> None:
    words = definition(kind)
    assert "Not:" in words
    assert words == " ".join((RECORD_CLASSES[kind].__doc__ or "").split())
    assert strict_schema()["$defs"][ITEMS[kind]]["description"] == words
    assert strict_schema(TriggerQuestion(kind, "x"))["description"] == words
    assert f"- {kind}: {words}" in codebook().splitlines()
    assert f"- {kind}: {words}\n" in load_prompt().messages[0]["content"]


def test_narrowed_schema_asks_for_the_names_around_one_trigger() -> None:
    assert list(strict_schema(TriggerQuestion("withdrawal", "left", left_out=ASKED.left_out))["properties"]) == [
        "places", "force", "to_place", "stage",
    ]  # fmt: skip
    told = strict_schema(TriggerQuestion("withdrawal", "left", actor="the army", left_out=ASKED.left_out))
    assert list(told["properties"]) == ["places", "to_place", "stage"]


def test_narrowed_schema_leaves_out_what_the_sentence_cannot_fill() -> None:
    properties = strict_schema(ASKED)["properties"]
    assert list(properties) == ["who", "places", "from_side", "to_side", "date"]
    assert properties["date"] == {"enum": ["on Friday", "yesterday", None]}
    undated = strict_schema(TriggerQuestion("control_change", "took"))
    assert "date" not in undated["properties"]
    assert "date" not in undated["required"]


def test_narrowed_schema_bounds_the_places() -> None:
    most = {kind: strict_schema(TriggerQuestion(kind, "x", most_places=5))["properties"]["places"]["maxItems"] for kind in KINDS}
    assert most == {"control_change": 5, "withdrawal": 5, "defection": 1, "official_denial": 1}


def test_narrowed_schema_bounds_every_string() -> None:
    properties = strict_schema(TriggerQuestion("defection", "x"))["properties"]
    assert properties["who"]["maxLength"] > 100
    assert properties["unit"]["anyOf"][0]["maxLength"] == properties["who"]["maxLength"]
    assert properties["places"]["items"]["maxLength"] == properties["who"]["maxLength"]
    assert all("maxLength" not in node for node in nodes(strict_schema()))


def test_narrowed_schema_takes_what_the_answer_takes() -> None:
    schema = strict_schema(ASKED)
    said: Node = {"who": "the crew", "places": [], "from_side": None, "to_side": None, "date": "yesterday"}
    assert problems(said, schema, schema) == []
    assert problems({**said, "source": "a monk"}, schema, schema)
    assert problems({**said, "date": "today"}, schema, schema)
    assert problems({"places": []}, schema, schema)
    answer = ASKED.answer.model_validate(said)
    assert ASKED.whole(answer) == answer.model_copy(update={"trigger": "mutinied"})


def test_who_acted_as_the_words_tell_stands_in_the_item() -> None:
    asked = TriggerQuestion("control_change", "took", actor="the rebels")
    assert strict_schema(asked)["properties"].keys().isdisjoint({"gained_by", "trigger", "kind"})
    with pytest.raises(ValidationError):
        TriggerQuestion("control_change", "took").answer.model_validate({"places": ["Besk"]})
    taken = asked.whole(asked.answer.model_validate({"places": ["Besk"]}))
    assert (taken.kind, taken.trigger, taken.places) == ("control_change", "took", ["Besk"])
    assert item("control_change", trigger="took", places=["Besk"], gained_by="the rebels", sentences=[]).items() <= (
        taken.model_dump().items()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_items_parse_with_and_without_their_optional_fields(kind: Kind) -> None:
    (least,) = Answer.model_validate({"records": [item(kind)]}).records
    assert least.kind == kind
    assert least.date is None
    assert least.source is None
    everything: Node = {
        name: None
        for name, field in type(least).model_fields.items()
        if not field.is_required() and name not in ("kind", "trigger")
    }
    everything |= {"sentences": [1, 2], "date": "Monday", "source": "a witness"}
    if kind == "control_change":
        everything["means"] = "fighting"
    (most,) = Answer.model_validate({"records": [item(kind) | everything]}).records
    assert (most.kind, most.sentences, most.date, most.source) == (kind, [1, 2], "Monday", "a witness")
    schema = strict_schema()
    assert problems({"records": [most.model_dump(mode="json")]}, schema, schema) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "rumour", "trigger": "x", "places": []},
        {**item("withdrawal"), "invented": 1},
        {**item("withdrawal"), "stage": "soon"},
        {**item("control_change"), "places": "Tolme"},
        {**item("defection"), "who": None},
    ],
)
def test_answers_of_another_shape_are_refused(wrong: Node) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({"records": [wrong]})
    with pytest.raises(ValidationError):
        Answer.model_validate({"records": [item("withdrawal")], "comment": "!"})
