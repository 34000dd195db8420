"""How things are found in an object: keys by their canonical names, names inside of values, keys named like dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from conflict_extract.articles._key_tables import canonical, key_table, paths_of
from conflict_extract.articles._key_values import is_nothing, looks_like_date

MOST_KEYS = 400
_DEEPEST_NAME = 3
_MOST_NAMES = 20


class Keys:
    """The keys of one object by their canonical names; of several with one name the first that holds something."""

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self.by_name: dict[str, tuple[str, Any]] = {}
        for key, value in keys.items():
            name = canonical(key) if isinstance(key, str) else ""
            if name and (name not in self.by_name or is_nothing(self.by_name[name][1])):
                self.by_name[name] = (key, value)

    def at(self, path: tuple[str, ...]) -> tuple[str, Any] | None:
        """The key as it is written, and what stands under it; null where nothing does."""
        found = self.by_name.get("".join(path)) if len(path) > 1 else None
        if found is not None and not is_nothing(found[1]):
            return found
        found = self.by_name.get(path[0])
        for name in path[1:]:
            if found is None:
                return None
            key, value = found
            if isinstance(value, list):
                value = next((entry for entry in value if isinstance(entry, dict)), None)
            if not isinstance(value, dict):
                return None
            inner = next((inner for inner in value if isinstance(inner, str) and canonical(inner) == name), None)
            found = (f"{key}.{inner}", value[inner]) if inner is not None else None
        return None if found is None or is_nothing(found[1]) else found

    def all_of(self, name: str) -> Iterator[tuple[str, Any]]:
        """What stands where the table says that `name` may stand, in its order."""
        for path in _possible(tuple(self.by_name), name):
            found = self.at(path)
            if found is not None:
                yield found

    def date_in_parts(self) -> str | None:
        """A date whose year, month and day stand under keys of their own."""
        written = (self.by_name[name][1] if name in self.by_name else None for name in ("year", "month", "day"))
        parts = [(string_of(part) or "").strip() for part in written]
        if not all(part.isdecimal() and len(part) <= 4 for part in parts):
            return None
        return f"{int(parts[0]):04d}-{int(parts[1]):02d}-{int(parts[2]):02d}"

    @property
    def is_post(self) -> bool:
        """Whether this is a post of a social network."""
        return not _post_names().isdisjoint(self.by_name)


@lru_cache(maxsize=2048)
def _possible(names: tuple[str, ...], kind: str) -> tuple[tuple[str, ...], ...]:
    """Where something may stand in an object with these names: the same for all rows of a table."""
    return tuple(path for path in paths_of(kind) if path[0] in names or "".join(path) in names)


@cache
def _post_names() -> frozenset[str]:
    return frozenset(map(canonical, key_table()["posts"]))


def dates_named_so(keys: Keys) -> Iterator[tuple[str, Any]]:
    """The keys that are named like dates and hold what is written like one, also in the objects inside."""
    for key, value in list(keys.by_name.values())[:MOST_KEYS]:
        if isinstance(value, dict):
            for inner, inner_value in list(value.items())[:40]:
                if (
                    isinstance(inner, str)
                    and _is_named_like_date(canonical(f"{key}{inner}"))
                    and looks_like_date(inner_value)
                ):
                    yield f"{key}.{inner}"[:60], inner_value
        elif _is_named_like_date(canonical(key)) and looks_like_date(value):
            yield key[:60], value


@cache
def _date_parts() -> re.Pattern[str]:
    return re.compile("|".join(key_table()["dates"]["parts"]))


def _is_named_like_date(name: str) -> bool:
    return _date_parts().search(name) is not None


def names_of(value: Any, kind: str, depth: int = 0) -> list[str]:
    """The strings that a value comes to: itself, those of its list, or what its object is called."""
    if isinstance(value, list | dict) and depth >= _DEEPEST_NAME:
        return []
    if isinstance(value, list):
        each = (names_of(entry, kind, depth + 1) for entry in value[:_MOST_NAMES])
        return list(dict.fromkeys(names[0] for names in each if names))
    if isinstance(value, dict):
        by_name = {canonical(key): inner for key, inner in value.items() if isinstance(key, str)}
        inner = (by_name[canonical(name)] for name in key_table()["inside"][kind] if canonical(name) in by_name)
        return next(filter(None, (names_of(entry, kind, depth + 1) for entry in inner)), [])
    written = string_of(value)
    return [written] if written else []


def string_of(value: Any) -> str | None:
    """A string or whole number as a string without NULs; null for everything else."""
    if isinstance(value, bool) or not isinstance(value, str | int) or is_nothing(value):
        return None
    try:
        text = str(value)
        text.encode("utf-8")
    except (ValueError, UnicodeEncodeError):  # a number of thousands of digits, half of a surrogate pair
        return None
    return text.replace("\0", "") or None
