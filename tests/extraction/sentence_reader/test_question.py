"""What a small model is asked: a schema narrowed to what one trigger of one sentence can hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.extraction.sentence_reader.question import TriggerQuestion
from conflict_extract.schema import KINDS, Kind
from tests.extraction.sentence_reader.builders import item
from tests.extraction.test_answer_schema import ASKED, Node, nodes
from tests.schema.test_schemas import problems


def asking(kind: Kind, trigger: str, **more: Any) -> TriggerQuestion:
    """A question about a trigger, wherever it stands."""
    return TriggerQuestion(kind, trigger, at=(0, len(trigger)), **more)


def test_schemas_are_copies() -> None:
    ASKED.schema()["properties"].clear()
    ASKED.schema()["required"].clear()
    assert "who" in ASKED.schema()["properties"]


def test_narrowed_schema_asks_for_the_names_around_one_trigger() -> None:
    assert list(asking("withdrawal", "left", left_out=ASKED.left_out).schema()["properties"]) == [
        "places", "force", "to_place", "stage",
    ]  # fmt: skip
    told = asking("withdrawal", "left", actor="the army", left_out=ASKED.left_out).schema()
    assert list(told["properties"]) == ["places", "to_place", "stage"]


def test_narrowed_schema_leaves_out_what_the_sentence_cannot_fill() -> None:
    properties = ASKED.schema()["properties"]
    assert list(properties) == ["who", "places", "from_side", "to_side", "date"]
    assert properties["date"] == {"enum": ["on Friday", "yesterday", None]}
    undated = asking("control_change", "took").schema()
    assert "date" not in undated["properties"]
    assert "date" not in undated["required"]


def test_narrowed_schema_bounds_the_places() -> None:
    schemas = {kind: asking(kind, "x", most_places=5).schema() for kind in KINDS}
    most = {kind: schema["properties"]["places"]["maxItems"] for kind, schema in schemas.items()}
    assert most == {"control_change": 5, "withdrawal": 5, "defection": 1, "official_denial": 1}


def test_narrowed_schema_bounds_every_string() -> None:
    properties = asking("defection", "x").schema()["properties"]
    assert properties["who"]["maxLength"] > 100
    assert properties["unit"]["anyOf"][0]["maxLength"] == properties["who"]["maxLength"]
    assert properties["places"]["items"]["maxLength"] == properties["who"]["maxLength"]
    assert all("maxLength" not in node for node in nodes(answer_schema()))


def test_narrowed_schema_takes_what_the_answer_takes() -> None:
    schema = ASKED.schema()
    said: Node = {"who": "the crew", "places": [], "from_side": None, "to_side": None, "date": "yesterday"}
    assert problems(said, schema, schema) == []
    assert problems({**said, "source": "a monk"}, schema, schema)
    assert problems({**said, "date": "today"}, schema, schema)
    assert problems({"places": []}, schema, schema)
    answer = ASKED.answer.model_validate(said)
    assert ASKED.whole(answer) == answer.model_copy(update={"trigger": "mutinied"})


def test_who_acted_as_the_words_tell_stands_in_the_item() -> None:
    asked = asking("control_change", "took", actor="the rebels")
    assert asked.schema()["properties"].keys().isdisjoint({"gained_by", "trigger", "kind"})
    with pytest.raises(ValidationError):
        asking("control_change", "took").answer.model_validate({"places": ["Besk"]})
    taken = asked.whole(asked.answer.model_validate({"places": ["Besk"]}))
    assert (taken.kind, taken.trigger, taken.places) == ("control_change", "took", ["Besk"])
    assert item("control_change", trigger="took", places=["Besk"], gained_by="the rebels").items() <= (
        taken.model_dump().items()
    )


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("withdrawal", {"places": [], "force": None, "invented": 1}),
        ("withdrawal", {"places": [], "force": None, "stage": "soon"}),
        ("control_change", {"places": "Tolme", "gained_by": None}),
        ("defection", {"places": [], "who": None}),
        ("withdrawal", {"records": []}),
    ],
)
def test_answers_of_another_shape_are_refused(kind: Kind, wrong: Node) -> None:
    with pytest.raises(ValidationError):
        asking(kind, "x").answer.model_validate(wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_answers_parse_with_and_without_their_optional_fields(kind: Kind) -> None:
    given = {name: value for name, value in item(kind).items() if name not in ("trigger", "denies")}
    least = asking(kind, "x").answer.model_validate(given)
    assert (least.kind, least.date, least.source) == (kind, None, None)
    everything: Node = {name: None for name, field in type(least).model_fields.items() if field.default is None}
    most = asking(kind, "x").answer.model_validate(given | everything | {"date": "Monday", "source": "a witness"})
    assert (most.kind, most.date, most.source) == (kind, "Monday", "a witness")
