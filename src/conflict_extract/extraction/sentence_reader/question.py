"""What a small model is asked about one trigger of one sentence, and the shape of its answer."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from conflict_extract.extraction.answer_schema import definition, strict
from conflict_extract.extraction.english.lexicon import Offsets
from conflict_extract.schema.records import MAIN_ACTOR, Denied, Extent, Kind, Means, Stage

LONGEST = 160


class _Item(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ControlChangeItem(_Item):
    """Places that one actor took or entered."""

    kind: Literal["control_change"] = "control_change"
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


@dataclass(frozen=True)
class TriggerQuestion:
    """What a small model is asked about one sentence: the names around one trigger, and nothing that words tell.

    Args:
        kind: the kind that the trigger states.
        trigger: the words in the sentence that state an event.
        at: where they stand in it.
        actor: who acted, if the words beside the trigger tell.
        dates: the date expressions in the sentence, if there are several to choose from.
        left_out: optional fields that no word of the sentence can fill, or that its words tell by themselves.
        most_places: places that an item may name at the most: a small model that has lost its way repeats itself
            without end.
    """

    kind: Kind
    trigger: str
    at: Offsets
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

    def schema(self) -> dict[str, Any]:
        """The strict JSON Schema of the answer."""
        item = copy.deepcopy(_item_schema(self.kind))
        gone = self.left_out | {"kind", "trigger"}
        gone |= (frozenset() if self.dates else {"date"}) | ({MAIN_ACTOR[self.kind]} if self.actor else frozenset())
        properties = {name: _bounded(value) for name, value in item["properties"].items() if name not in gone}
        several = self.kind in ("control_change", "withdrawal")
        properties["places"] |= {"maxItems": self.most_places if several else 1}
        if "date" in properties:
            properties["date"] = {"enum": [*self.dates, None]}
        return {**item, "properties": properties, "required": list(properties)}


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
def _item_schema(kind: Kind) -> dict[str, Any]:
    schema: dict[str, Any] = strict(_ITEMS[kind].model_json_schema())
    return {**schema, "description": definition(kind)}


def _bounded(value: dict[str, Any]) -> dict[str, Any]:
    """A string, or an array of them, of a length that a name or a clause can have."""
    if value.get("type") == "string" and "const" not in value and "enum" not in value:
        return {**value, "maxLength": LONGEST}
    if value.get("type") == "array":
        return {**value, "items": _bounded(value["items"])}
    if "anyOf" in value:
        return {**value, "anyOf": [_bounded(option) for option in value["anyOf"]]}
    return value
