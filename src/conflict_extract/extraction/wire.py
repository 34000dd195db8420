"""What goes over the wire: the shape of the model's answer, and its strict JSON Schema.

One item may name several places for one actor and trigger; `grounding` makes one record a place of it.
Sentences are cited by number, names are copied, and nothing is computed by the model. A small model is asked for
less: `Asked` narrows the schema of an item to what one trigger of one sentence can hold.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from conflict_extract.schema.records import KINDS, MAIN_ACTOR, RECORD_CLASSES, Denied, Extent, Kind, Means, Stage

LONGEST = 160


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ControlChangeItem(_Item):
    """Places that one actor took or entered."""

    kind: Literal["control_change"] = "control_change"
    sentences: list[int] = []
    trigger: str = ""
    places: list[str]
    gained_by: str | None
    lost_by: str | None = None
    extent: Extent | None = None
    means: Means | None = None
    date: str | None = None
    source: str | None = None


class WithdrawalItem(_Item):
    """Places that one force left."""

    kind: Literal["withdrawal"] = "withdrawal"
    sentences: list[int] = []
    trigger: str = ""
    places: list[str]
    force: str | None
    unit: str | None = None
    to_place: str | None = None
    stage: Stage | None = None
    date: str | None = None
    source: str | None = None


class DefectionItem(_Item):
    """People who left their side."""

    kind: Literal["defection"] = "defection"
    sentences: list[int] = []
    trigger: str = ""
    who: str
    places: list[str]
    size: str | None = None
    unit: str | None = None
    from_side: str | None = None
    to_side: str | None = None
    date: str | None = None
    source: str | None = None


class OfficialDenialItem(_Item):
    """What an official denied."""

    kind: Literal["official_denial"] = "official_denial"
    sentences: list[int] = []
    trigger: str = ""
    speaker: str
    denies: Denied | None = None
    claim: str
    places: list[str]
    subject: str | None = None
    date: str | None = None
    source: str | None = None


class _TakenByWhom(ControlChangeItem):
    """The same where words tell who took them, so that no model is asked."""

    gained_by: str | None = None


class _LeftByWhom(WithdrawalItem):
    """The same where words tell who left them."""

    force: str | None = None


class _DeniedByWhom(OfficialDenialItem):
    """The same where words tell who denied it."""

    speaker: str = ""


Item = ControlChangeItem | WithdrawalItem | DefectionItem | OfficialDenialItem


class Answer(BaseModel):
    """What the model answers to one window."""

    model_config = ConfigDict(extra="forbid")

    records: list[Item]


@dataclass(frozen=True)
class Asked:
    """What a small model is asked about one sentence: the names around one trigger, and nothing that words tell.

    Args:
        kind: the kind that the trigger states.
        trigger: the words in the sentence that state an event.
        actor: who acted, if the words beside the trigger tell.
        dates: the date expressions in the sentence, if there are several to choose from.
        left_out: optional fields that no word of the sentence can fill, or that its words tell by themselves.
        most_places: places that an item may name at the most: a small model that has lost its way repeats itself
            without end.
    """

    kind: Kind
    trigger: str
    actor: str | None = None
    dates: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    most_places: int = 8

    @property
    def answer(self) -> type[Item]:
        """The class of the answer."""
        return _WITHOUT_ACTOR[self.kind] if self.actor else _ITEMS[self.kind]

    def whole(self, item: Item) -> Item:
        """An answer with what was not asked for because words tell it."""
        told = {"trigger": self.trigger} | ({MAIN_ACTOR[self.kind]: self.actor} if self.actor else {})
        return item.model_copy(update=told)


_ITEMS: dict[Kind, type[Item]] = {
    "control_change": ControlChangeItem,
    "withdrawal": WithdrawalItem,
    "defection": DefectionItem,
    "official_denial": OfficialDenialItem,
}
_WITHOUT_ACTOR: dict[Kind, type[Item]] = {
    **_ITEMS,
    "control_change": _TakenByWhom,
    "withdrawal": _LeftByWhom,
    "official_denial": _DeniedByWhom,
}


@cache
def _whole_schema() -> dict[str, Any]:
    schema: dict[str, Any] = _strict(Answer.model_json_schema())
    schema.pop("description", None)
    for kind, item in _ITEMS.items():
        schema["$defs"][item.__name__]["description"] = definition(kind)
    return schema


def strict_schema(asked: Asked | None = None) -> dict[str, Any]:
    """The JSON Schema of an answer in the subset that strict endpoints take: `anyOf` without discriminator,
    every property required, no further properties, no titles or defaults; the codebook as descriptions.

    Args:
        asked: to have the schema of the one item that answers it; None for the whole schema.
    """
    schema = copy.deepcopy(_whole_schema())
    return schema if asked is None else _narrowed(schema["$defs"][_ITEMS[asked.kind].__name__], asked)


def _narrowed(item: dict[str, Any], asked: Asked) -> dict[str, Any]:
    gone = asked.left_out | {"kind", "sentences", "trigger"}
    gone |= (frozenset() if asked.dates else {"date"}) | ({MAIN_ACTOR[asked.kind]} if asked.actor else frozenset())
    properties = {name: _bounded(value) for name, value in item["properties"].items() if name not in gone}
    several = asked.kind in ("control_change", "withdrawal")
    properties["places"] |= {"maxItems": asked.most_places if several else 1}
    if "date" in properties:
        properties["date"] = {"enum": [*asked.dates, None]}
    return {**item, "properties": properties, "required": list(properties)}


def _bounded(value: dict[str, Any]) -> dict[str, Any]:
    """A string, or an array of them, of a length that a name or a clause can have."""
    if value.get("type") == "string" and "const" not in value and "enum" not in value:
        return {**value, "maxLength": LONGEST}
    if value.get("type") == "array":
        return {**value, "items": _bounded(value["items"])}
    if "anyOf" in value:
        return {**value, "anyOf": [_bounded(option) for option in value["anyOf"]]}
    return value


def definition(kind: Kind) -> str:
    """The codebook's definition of a kind: the docstring of its record class, on one line."""
    return " ".join((RECORD_CLASSES[kind].__doc__ or "").split())


def codebook() -> str:
    """All definitions, one a line, as the instructions quote them."""
    return "\n".join(f"- {kind}: {definition(kind)}" for kind in KINDS)


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(child) for child in node]
    if not isinstance(node, dict):
        return node
    named = {"properties", "$defs"}
    strict = {
        key: {name: _strict(value) for name, value in child.items()} if key in named else _strict(child)
        for key, child in node.items()
        if key not in ("title", "default")
    }
    if "properties" in strict:
        strict["required"] = list(strict["properties"])
    return strict
