"""The table of key names, and how names of keys are compared."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from conflict_extract._files import packaged_table


@lru_cache(maxsize=8192)
def canonical(key: str) -> str:
    """A key by its letters and digits in lower case, and `@`, `$`, `#` and `_` before them."""
    stripped = key.strip().strip("\ufeff")
    mark = stripped[:1] if stripped[:1] in "@$#_" else ""
    return mark + "".join(filter(str.isalnum, stripped.casefold()))


@cache
def key_table() -> dict[str, Any]:
    """The data file."""
    return packaged_table("articles", "keys.toml")


@cache
def paths_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Where something may stand, in order, each as the names that lead to it."""
    return tuple(tuple(map(canonical, path.split("."))) for path in key_table()[name])
