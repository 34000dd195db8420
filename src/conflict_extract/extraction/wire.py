"""What goes over the wire: the shape of the model's answer, and its strict JSON Schema.

One item may name several places for one actor and trigger; `grounding` makes one record a place of it.
Sentences are cited by number, names are copied, and nothing is computed by the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, Union

from pydantic import BaseModel, ConfigDict, Field, create_model

from conflict_extract.schema.records import KINDS, RECORD_CLASSES, Denied, Extent, Kind, Means, Stage


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ControlChangeItem(_Item):
    """Places that one actor took or entered."""

    kind: Literal["control_change"]
    sentences: list[int]
    trigger: str
    places: list[str]
    gained_by: str | None
    lost_by: str | None
    extent: Extent
    means: Means
    date: str | None
    source: str | None


class WithdrawalItem(_Item):
    """Places that one force left."""

    kind: Literal["withdrawal"]
    sentences: list[int]
    trigger: str
    places: list[str]
    force: str | None
    unit: str | None
    to_place: str | None
    stage: Stage
    date: str | None
    source: str | None


class DefectionItem(_Item):
    """People who left their side."""

    kind: Literal["defection"]
    sentences: list[int]
    trigger: str
    who: str
    size: str | None
    unit: str | None
    from_side: str | None
    to_side: str | None
    places: list[str]
    date: str | None
    source: str | None


class OfficialDenialItem(_Item):
    """What an official denied."""

    kind: Literal["official_denial"]
    sentences: list[int]
    trigger: str
    speaker: str
    denies: Denied
    claim: str
    subject: str | None
    places: list[str]
    date: str | None
    source: str | None


Item = ControlChangeItem | WithdrawalItem | DefectionItem | OfficialDenialItem

_ITEMS: dict[Kind, type[_Item]] = {
    "control_change": ControlChangeItem,
    "withdrawal": WithdrawalItem,
    "defection": DefectionItem,
    "official_denial": OfficialDenialItem,
}


@cache
def answer_type(kinds: frozenset[Kind] = frozenset(KINDS), *, some: bool = False) -> type[BaseModel]:
    """The pydantic model of an answer: `{"records": [item, ...]}`.

    Args:
        kinds: the kinds that an item may be of.
        some: whether at least one item is required.
    """
    items = tuple(_ITEMS[kind] for kind in KINDS if kind in kinds)
    minimum = 1 if some else 0
    return create_model(
        "Answer",
        __config__=ConfigDict(extra="forbid"),
        records=(list[Union[items]], Field(min_length=minimum)),  # type: ignore[valid-type]  # noqa: UP007
    )


@cache
def _strict_schema(kinds: frozenset[Kind], some: bool) -> dict[str, Any]:
    schema: dict[str, Any] = _plain(answer_type(kinds, some=some).model_json_schema())
    for kind in kinds:
        schema["$defs"][_ITEMS[kind].__name__]["description"] = definition(kind)
    if not some:
        del schema["properties"]["records"]["minItems"]
    return schema


def strict_schema(kinds: Iterable[Kind] = KINDS, *, some: bool = False) -> dict[str, Any]:
    """The JSON Schema of an answer in the subset that strict endpoints take: `anyOf` without discriminator,
    every property required, no further properties, no titles or defaults; the codebook as descriptions."""
    return _strict_schema(frozenset(kinds), some)


def definition(kind: Kind) -> str:
    """The codebook's definition of a kind: the docstring of its record class, on one line."""
    return " ".join((RECORD_CLASSES[kind].__doc__ or "").split())


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: {name: _plain(value) for name, value in child.items()}
            if key in ("properties", "$defs")
            else _plain(child)
            for key, child in node.items()
            if key not in ("title", "default")
        }
    if isinstance(node, list):
        return [_plain(child) for child in node]
    return node
