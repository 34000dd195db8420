"""The shape of a strong model's answer about an article, and its strict JSON Schema.

One item may name several places for one actor and trigger; as claims they are one a place. Sentences are cited by
number and names are copied; what the model knows besides (days, English names, countries) stands beside them.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from conflict_extract.extraction.answer_schema import definition, strict
from conflict_extract.schema.records import KINDS, Denied, Kind, Stage


# what is not told is null; "unknown" beside it would be a second word for that
def _without_nulls(given: Any) -> Any:
    return [each for each in given if each is not None] if isinstance(given, list) else given


# Endpoints that do not hold a model to the schema also give null for nothing, words for null, and numbers for words.
_TOLD = BeforeValidator(lambda given: None if given in ("", "unknown", "none", "null") else given)
Extent = Annotated[Literal["full", "partial", "entered"] | None, _TOLD]
Means = Annotated[Literal["fighting", "unopposed", "negotiated"] | None, _TOLD]
Stages = Annotated[Stage | None, _TOLD]
Denies = Annotated[Denied | None, _TOLD]
Day = Annotated[str | None, BeforeValidator(lambda given: str(given) if isinstance(given, int) else given)]
Text = Annotated[str, BeforeValidator(lambda given: "" if given is None else given)]
_NONE_TOLD = BeforeValidator(lambda given: [] if given is None else given)
Numbers = Annotated[list[int], _NONE_TOLD]
Texts = Annotated[list[str], BeforeValidator(_without_nulls), _NONE_TOLD]  # the last is the first to run


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ControlChangeItem(_Part):
    """Places that one actor took or entered."""

    kind: Literal["control_change"]
    sentences: Numbers = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    gained_by: str | None = None
    lost_by: str | None = None
    extent: Extent = None
    means: Means = None
    date: str | None = None
    day: Day = None
    source: str | None = None


class WithdrawalItem(_Part):
    """Places that one force left."""

    kind: Literal["withdrawal"]
    sentences: Numbers = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    force: str | None = None
    unit: str | None = None
    to_place: str | None = None
    stage: Stages = None
    date: str | None = None
    day: Day = None
    source: str | None = None


class DefectionItem(_Part):
    """People who left their side."""

    kind: Literal["defection"]
    sentences: Numbers = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    who: Text = ""
    size: str | None = None
    unit: str | None = None
    from_side: str | None = None
    to_side: str | None = None
    date: str | None = None
    day: Day = None
    source: str | None = None


class OfficialDenialItem(_Part):
    """What an official denied."""

    kind: Literal["official_denial"]
    sentences: Numbers = []
    trigger: Text = ""
    places: Texts = []
    within: str | None = None
    speaker: Text = ""
    denies: Denies = None
    claim: Text = ""
    subject: str | None = None
    date: str | None = None
    day: Day = None
    source: str | None = None


Item = ControlChangeItem | WithdrawalItem | DefectionItem | OfficialDenialItem


class Name(_Part):
    """What words stand for: a name in English press spelling, or the name behind "the city" and "they"."""

    text: str
    name: str
    sentence: int | None = None


class Answer(_Part):
    """What the model answers to one window.

    `unfit` holds the records that do not fit the schema, where others do: one wrong word does not lose the rest.
    """

    countries: Texts = []
    records: list[Item]
    names: Annotated[list[Name], _NONE_TOLD] = []
    unfit: SkipJsonSchema[list[Any]] = Field(default=[], exclude=True)

    @model_validator(mode="wrap")
    @classmethod
    def _with_what_fits(cls, given: Any, check: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return check(given)
        except ValidationError:
            if not (isinstance(given, dict) and isinstance(given.get("records"), list)):
                raise
            records = [each for each in given["records"] if _fits(Item, each)]
            names = [each for each in given.get("names") or [] if _fits(Name, each)]
            if not records:
                raise
            unfit = [each for each in given["records"] if each not in records]
            return check({**given, "records": records, "names": names, "unfit": unfit})


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _fits(kind: Any, given: Any) -> bool:
    try:
        _adapter(kind).validate_python(given)
    except ValidationError:
        return False
    return True


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
