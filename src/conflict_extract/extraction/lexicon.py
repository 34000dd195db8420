"""The words that state an event, by kind: which English sentences are worth a call, and whether a trigger fits."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import NamedTuple

from conflict_extract._files import packaged
from conflict_extract.schema.records import KINDS, Kind


class Hit(NamedTuple):
    """A word of the lexicon in a text: its kind, its span, and whether it states the kind by itself."""

    kind: Kind
    start: int
    end: int
    strong: bool


@cache
def _patterns() -> list[tuple[Kind, bool, re.Pattern[str]]]:
    with packaged("extraction", "lexicon.toml").open("rb") as stream:
        table = tomllib.load(stream)
    return [
        (kind, strength == "strong", re.compile(r"\b(?:" + "|".join(table[kind][strength]) + r")(?!\w)", re.IGNORECASE))
        for kind in KINDS
        for strength in ("strong", "weak")
    ]


def hits(text: str) -> list[Hit]:
    """Every word of the lexicon in a text, in order."""
    found = [
        Hit(kind, *match.span(), strong) for kind, strong, pattern in _patterns() for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda hit: (hit.start, hit.end))


def kinds_of(text: str, *, strong_only: bool = False) -> frozenset[Kind]:
    """The kinds of which a text holds a word."""
    return frozenset(hit.kind for hit in hits(text) if hit.strong or not strong_only)
