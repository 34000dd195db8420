"""What a small model may answer: the places of one statement, no more than its sentence can list."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from conflict_extract.extraction.sentence_reader.question import LONGEST, MOST_PLACES, Places, answer_schema
from tests.extraction.sentence_reader.builders import SmallModel, read
from tests.schema.test_schemas import problems


def test_the_schema_bounds_the_places_and_their_names() -> None:
    places = answer_schema(3)["properties"]["places"]
    assert (places["maxItems"], places["items"]["maxLength"]) == (3, LONGEST)
    assert answer_schema(1000)["properties"]["places"]["maxItems"] == MOST_PLACES


def test_schemas_are_copies() -> None:
    answer_schema(3)["properties"].clear()
    assert "places" in answer_schema(3)["properties"]


def test_the_schema_takes_what_the_answer_takes() -> None:
    schema = answer_schema(2)
    assert problems({"places": ["Besk", "Harn"]}, schema, schema) == []
    for wrong in ({"places": "Besk"}, {}, {"places": [], "gained_by": "rebels"}):
        assert problems(wrong, schema, schema)


@pytest.mark.parametrize("wrong", [{}, {"places": "Besk"}, {"places": [None]}, {"places": [], "force": "the army"}])
def test_answers_of_another_shape_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Places.model_validate(wrong)


def test_a_sentence_has_as_many_places_as_its_lists_have_members() -> None:
    model = SmallModel()
    read("Rebels captured Tolme and Sael, and in the north Besk.", model=model)
    assert [schema["properties"]["places"]["maxItems"] for schema in model.schemas] == [4]
