"""The codebook and JSON Schemas as they go over the wire."""

from __future__ import annotations

from typing import Any

from conflict_extract.schema.records import KINDS, RECORD_CLASSES, Kind


def definition(kind: Kind) -> str:
    """The codebook's definition of a kind: the docstring of its record class, on one line."""
    return " ".join((RECORD_CLASSES[kind].__doc__ or "").split())


def codebook() -> str:
    """All definitions, one a line, as the instructions quote them."""
    return "\n".join(f"- {kind}: {definition(kind)}" for kind in KINDS)


def strict(node: Any) -> Any:
    """A JSON Schema in the subset that strict endpoints take: every property required, no titles or defaults."""
    if isinstance(node, list):
        return [strict(child) for child in node]
    if not isinstance(node, dict):
        return node
    named = {"properties", "$defs"}
    made = {
        key: {name: strict(value) for name, value in child.items()} if key in named else strict(child)
        for key, child in node.items()
        if key not in ("title", "default")
    }
    if "properties" in made:
        made["required"] = list(made["properties"])
    return made
