"""How fields of events and records, and what a conflict holds of them, are put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from conflict_extract.output.wording import size_words
from conflict_extract.schema import Size, Step


def label(key: str) -> str:
    """The name of a field in words."""
    return key.replace("_", " ").replace(".", " ")


def number_words(value: float) -> str:
    """A number as people write it; yes and no for true and false."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}"


def value_words(value: Any) -> str:
    """Any field of a model, or what a conflict holds of it, in words."""
    if isinstance(value, Step):
        return str(value)
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, Mapping):
        return _mapping_words(value)
    if value is None:
        return "not stated"
    if isinstance(value, str):
        return value.replace("_", " ") if re.fullmatch(r"[a-z]+(_[a-z]+)+", value) else value
    if isinstance(value, Iterable):
        return ", ".join(value_words(each) for each in value)
    return number_words(value) if isinstance(value, int | float) else str(value)


def _mapping_words(value: Mapping[str, Any]) -> str:
    for name in ("name", "text"):
        if value.get(name):
            words = str(value[name])
            break
    else:
        words = ""
    if {"start", "end", "precision"} <= value.keys():
        if value["end"] and not value["start"]:
            return f"by {value['end']}"
        ends = [str(end) for end in dict.fromkeys((value["start"], value["end"])) if end]
        return " to ".join(ends) or words or "not stated"
    if {"min", "max"} <= value.keys():
        bounds = size_words(Size(text=words, min=value["min"], max=value["max"]))
        return bounds if bounds == words or not words else f"{words} ({bounds})"
    detail = value.get("type") or value.get("side")
    if words and detail not in (None, "unknown", "other", words.casefold()):
        return f"{words} ({str(detail).replace('_', ' ')})"
    return words or ", ".join(f"{label(key)}: {value_words(each)}" for key, each in value.items() if each is not None)
