"""The shape of a strong model's answer: every kind and any sentence, names and countries beside the records."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from conflict_extract.extraction.article_reader.answer import Answer, answer_schema
from conflict_extract.schema import KINDS, Kind
from tests.extraction.article_reader.builders import called
from tests.extraction.builders import item
from tests.extraction.test_answer_schema import ITEMS, Node
from tests.schema.test_schemas import problems


def test_the_schema_asks_for_every_kind_and_any_sentence() -> None:
    schema = answer_schema()
    assert "anyOf" in schema["properties"]["records"]["items"]
    assert list(schema["properties"]) == ["countries", "records", "names"]
    assert schema["$defs"].keys() == {*ITEMS.values(), "Name"}
    for name in ITEMS.values():
        properties = schema["$defs"][name]["properties"]
        assert properties["sentences"] == {"type": "array", "items": {"type": "integer"}}
        assert properties["trigger"] == {"type": "string"}
        assert {"date", "day", "source", "places", "within"} <= properties.keys()
    assert not schema["properties"]["records"].keys() & {"minItems", "maxItems"}


def test_schemas_are_copies() -> None:
    answer_schema()["$defs"].clear()
    assert answer_schema()["$defs"].keys() == {*ITEMS.values(), "Name"}
    assert "trigger" in answer_schema()["$defs"]["DefectionItem"]["properties"]


def test_names_and_countries_may_be_missing_or_null() -> None:
    nothing: list[Node] = [{}, {"names": None, "countries": None}, {"names": [], "countries": []}]
    for given in nothing:
        answer = Answer.model_validate({"records": [], **given})
        assert (answer.names, answer.countries) == ([], [])
    answer = Answer.model_validate({"records": [], "names": [called("Херсон", "Kherson")], "countries": ["UA"]})
    assert (answer.names[0].name, answer.names[0].sentence, answer.countries) == ("Kherson", None, ["UA"])


@pytest.mark.parametrize("kind", KINDS)
def test_items_parse_with_and_without_their_optional_fields(kind: Kind) -> None:
    (least,) = Answer.model_validate({"records": [{"kind": kind}]}).records
    assert least.kind == kind
    assert (least.sentences, least.trigger, least.places, least.within, least.day) == ([], "", [], None, None)
    assert least.date is None
    assert least.source is None
    everything: Node = {name: None for name, field in type(least).model_fields.items() if field.default is None}
    everything |= {"sentences": [1, 2], "date": "Monday", "source": "a witness"}
    if kind == "control_change":
        everything["means"] = "fighting"
    (most,) = Answer.model_validate({"records": [item(kind) | everything]}).records
    assert (most.kind, most.sentences, most.date, most.source) == (kind, [1, 2], "Monday", "a witness")
    schema = answer_schema()
    told = {"countries": [], "records": [most.model_dump(mode="json")], "names": [called("x", "y")]}
    assert problems(told, schema, schema) == []
    assert problems({**told, "comment": "!"}, schema, schema)
    assert problems({"records": told["records"]}, schema, schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "rumour", "trigger": "x", "places": []},
        {**item("withdrawal"), "invented": 1},
        {**item("withdrawal"), "stage": "soon"},
        {**item("control_change"), "places": "Tolme"},
    ],
)
def test_answers_of_another_shape_are_refused(wrong: Node) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({"records": [wrong]})
    with pytest.raises(ValidationError):
        Answer.model_validate({"records": [item("withdrawal")], "comment": "!"})
