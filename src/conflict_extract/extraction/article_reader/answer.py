"""The shape of a strong model's answer about an article, and its strict JSON Schema.

One item may name several places for one actor and trigger; as claims they are one a place. Sentences are cited by
number and names are copied; what the model knows besides (days, English names, countries) stands beside them.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from conflict_extract.extraction.answer_schema import definition, strict
from conflict_extract.schema.records import KINDS, Denied, Kind, Stage

# what is not told is null; "unknown" beside it would be a second word for that
_told = BeforeValidator(lambda given: None if given == "unknown" else given)
Extent = Annotated[Literal["full", "partial", "entered"] | None, _told]
Means = Annotated[Literal["fighting", "unopposed", "negotiated"] | None, _told]
# endpoints that do not hold a model to the schema also give null for nothing
Text = Annotated[str, BeforeValidator(lambda given: "" if given is None else given)]
Texts = Annotated[list[str], BeforeValidator(lambda given: [] if given is None else given)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ControlChangeItem(_Part):
    """Places that one actor took or entered."""

    kind: Literal["control_change"]
    sentences: list[int] = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    gained_by: str | None = None
    lost_by: str | None = None
    extent: Extent = None
    means: Means = None
    date: str | None = None
    day: str | None = None
    source: str | None = None


class WithdrawalItem(_Part):
    """Places that one force left."""

    kind: Literal["withdrawal"]
    sentences: list[int] = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    force: str | None = None
    unit: str | None = None
    to_place: str | None = None
    stage: Stage | None = None
    date: str | None = None
    day: str | None = None
    source: str | None = None


class DefectionItem(_Part):
    """People who left their side."""

    kind: Literal["defection"]
    sentences: list[int] = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    who: Text = ""
    size: str | None = None
    unit: str | None = None
    from_side: str | None = None
    to_side: str | None = None
    date: str | None = None
    day: str | None = None
    source: str | None = None


class OfficialDenialItem(_Part):
    """What an official denied."""

    kind: Literal["official_denial"]
    sentences: list[int] = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    speaker: Text = ""
    denies: Denied | None = None
    claim: Text = ""
    subject: str | None = None
    date: str | None = None
    day: str | None = None
    source: str | None = None


Item = ControlChangeItem | WithdrawalItem | DefectionItem | OfficialDenialItem


class Name(_Part):
    """What words stand for: a name in English press spelling, or the name behind "the city" and "they"."""

    text: str
    name: str
    sentence: int | None = None


class Answer(_Part):
    """What the model answers to one window."""

    countries: Texts = []
    records: list[Item]
    names: Annotated[list[Name], BeforeValidator(lambda given: [] if given is None else given)] = []


_ITEMS: dict[Kind, type[Item]] = {
    "control_change": ControlChangeItem,
    "withdrawal": WithdrawalItem,
    "defection": DefectionItem,
    "official_denial": OfficialDenialItem,
}


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = strict(Answer.model_json_schema())
    schema.pop("description", None)
    for kind in KINDS:
        schema["$defs"][_ITEMS[kind].__name__]["description"] = definition(kind)
    return schema


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer in the subset that strict endpoints take: `anyOf` without discriminator, every
    property required, no further properties, no titles or defaults; the codebook as descriptions.
    """
    return copy.deepcopy(_schema())
