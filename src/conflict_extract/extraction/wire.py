"""What goes over the wire: the shape of the model's answer, and its strict JSON Schema.

One item may name several places for one actor and trigger; `grounding` makes one record a place of it.
Sentences are cited by number, names are copied, and nothing is computed by the model. A small model is asked for
less: `Asked` narrows the same schema to what its one sentence can hold.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from conflict_extract.schema.records import KINDS, RECORD_CLASSES, Denied, Extent, Kind, Means, Stage

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


Item = ControlChangeItem | WithdrawalItem | DefectionItem | OfficialDenialItem


class Answer(BaseModel):
    """What the model answers to one window."""

    model_config = ConfigDict(extra="forbid")

    records: list[Item]


@dataclass(frozen=True)
class Asked:
    """What one sentence can hold, so that a small model is asked for no more.

    Args:
        triggers: the words in it that can state an event, by kind; the model chooses one of them.
        dates: the date expressions in it, if there are several to choose from.
        left_out: optional fields that no word of the sentence can fill, or that its words tell by themselves.
        most: items that the answer may hold, and places that an item may name, at the most: a small model that has
            lost its way repeats itself without end.
    """

    triggers: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    most: tuple[int, int] = (4, 8)

    @property
    def only_trigger(self) -> str | None:
        """The trigger, where there is but one to choose, so that the model need not repeat it."""
        words = [word for words in self.triggers.values() for word in words]
        return words[0] if len(words) == 1 else None

    def but(self, answered: Iterable[tuple[Kind, str]]) -> Asked | None:
        """The same for the triggers that are left when some have been answered; None where none is left.

        A sentence states one denial; what it is about takes its other words.
        """
        done = set(answered)
        kinds = {kind for kind, _ in done}
        left = {
            kind: tuple(word for word in words if (kind, word) not in done)
            for kind, words in self.triggers.items()
            if kind != "official_denial" or kind not in kinds
        }
        left = {kind: words for kind, words in left.items() if words}
        return replace(self, triggers=left) if left else None


_ITEM_NAMES: dict[Kind, str] = {
    "control_change": "ControlChangeItem",
    "withdrawal": "WithdrawalItem",
    "defection": "DefectionItem",
    "official_denial": "OfficialDenialItem",
}


@cache
def _whole_schema() -> dict[str, Any]:
    schema: dict[str, Any] = _strict(Answer.model_json_schema())
    schema.pop("description", None)
    for kind, name in _ITEM_NAMES.items():
        schema["$defs"][name]["description"] = definition(kind)
    return schema


def strict_schema(asked: Asked | None = None) -> dict[str, Any]:
    """The JSON Schema of an answer in the subset that strict endpoints take: `anyOf` without discriminator,
    every property required, no further properties, no titles or defaults; the codebook as descriptions.

    Args:
        asked: what one sentence can hold; None for the whole schema.
    """
    schema = copy.deepcopy(_whole_schema())
    if asked is None:
        return schema
    schema["$defs"] = {
        _ITEM_NAMES[kind]: _narrowed(schema["$defs"][_ITEM_NAMES[kind]], asked, words)
        for kind, words in sorted(asked.triggers.items())
    }
    records = schema["properties"]["records"]
    records["items"] = {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in schema["$defs"]]}
    records |= {"minItems": 1, "maxItems": asked.most[0]}
    return schema


def _narrowed(item: dict[str, Any], asked: Asked, words: tuple[str, ...]) -> dict[str, Any]:
    given = item["properties"]
    gone = asked.left_out | {"kind", "sentences"} | (frozenset() if asked.dates else {"date"})
    if asked.only_trigger is not None:
        gone |= {"trigger"}
    properties = {name: _bounded(value) for name, value in given.items() if name not in gone}
    if "trigger" in properties:
        properties["trigger"] = {"enum": list(words)}
    several = "speaker" not in properties and "who" not in properties
    properties["places"] = {**properties["places"], "maxItems": asked.most[1] if several else 1}
    if "date" in properties:
        properties["date"] = {"enum": [*asked.dates, None]}
    return {**item, "properties": properties, "required": list(properties)}


def shown(kind: Kind, asked: Asked) -> list[str]:
    """The fields of an item of a kind in the narrowed schema, in order."""
    return list(_narrowed(_whole_schema()["$defs"][_ITEM_NAMES[kind]], asked, asked.triggers[kind])["properties"])


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
