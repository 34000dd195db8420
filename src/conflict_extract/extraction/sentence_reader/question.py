"""What a small model is asked about one statement of one sentence, and the shape of its answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from conflict_extract.extraction.answer_schema import strict

LONGEST = 120
MOST_PLACES = 24


class Places(BaseModel):
    """The places that a statement is about, word for word."""

    model_config = ConfigDict(extra="forbid")

    places: list[str]


def answer_schema(most: int) -> dict[str, Any]:
    """The strict JSON Schema of the answer.

    Args:
        most: how many places it may name: a small model that has lost its way repeats itself without end.
    """
    schema: dict[str, Any] = strict(Places.model_json_schema())
    names = schema["properties"]["places"]
    names["maxItems"] = min(most, MOST_PLACES)
    names["items"] = {**names["items"], "maxLength": LONGEST}
    return schema
