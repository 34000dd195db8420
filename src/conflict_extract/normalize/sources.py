"""What kind of source says so."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from conflict_extract._files import packaged
from conflict_extract.normalize.actors import actor
from conflict_extract.schema.records import Role, Source

_OUTLET = Source()
_OF_SIDE: dict[str, Role] = {"opposition": "opposition", "armed_group": "armed_group"}


@cache
def _roles() -> list[tuple[Role, re.Pattern[str]]]:
    with packaged("normalize", "sources.toml").open("rb") as stream:
        table: dict[Role, list[str]] = tomllib.load(stream)  # type: ignore[assignment]  # a test checks its keys
    return [(role, re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")) for role, words in table.items()]


def source(text: str | None) -> Source:
    """The source as written with its role; without one the outlet speaks for itself."""
    if not text:
        return _OUTLET
    named = actor(text)
    if named.id is not None and named.side in _OF_SIDE:
        return Source(text=text, role=_OF_SIDE[named.side])
    lower = text.lower()
    return Source(text=text, role=next((role for role, words in _roles() if words.search(lower)), "other"))
