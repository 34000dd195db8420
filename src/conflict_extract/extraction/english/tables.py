"""The packaged tables of English words."""

from __future__ import annotations

from functools import cache
from typing import Any

from conflict_extract._files import packaged_table

Words = frozenset[str]


@cache
def table(name: str) -> dict[str, Any]:
    """One of the TOML files beside this module, by its name without the ending; not to be changed."""
    return packaged_table("extraction", "english", f"{name}.toml")


@cache
def words(name: str, *lists: str) -> Words:
    """The words of some lists of a table."""
    return frozenset(word for each in lists for word in table(name)[each].split())
