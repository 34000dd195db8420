"""The packaged tables of English words."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from conflict_extract._files import packaged

Words = frozenset[str]


@cache
def table(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module, by its name without the ending; not to be changed."""
    with packaged("extraction", "english", f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def words(name: str, *lists: str) -> Words:
    """The words of some lists of a table."""
    return frozenset(word for each in lists for word in table(name)[each].split())
