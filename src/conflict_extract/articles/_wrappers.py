"""Where in a JSON document its articles stand: alone, in a list, behind wrappers, by their identifiers, in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from conflict_extract.articles._key_lookup import Keys
from conflict_extract.articles._key_tables import canonical, key_table
from conflict_extract.articles._key_values import is_nothing
from conflict_extract.articles._keys import has_text, names_text, outlet_of

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_DEEPEST = 5
_LOOKED_AT = 25


@dataclass(frozen=True)
class Entry:
    """One object that should be an article, how messages call it, and what its file says of all of them."""

    keys: Any
    name: str
    defaults: Mapping[str, str] = field(default_factory=dict)


def entries_of(content: Any, shown: str) -> Iterator[Entry]:
    """The objects that should be articles in a JSON document.

    Args:
        content: the document.
        shown: how messages call it.
    """
    if isinstance(content, list):
        yield from _numbered(content, shown, {})
        return
    if isinstance(content, dict):
        content = unwrapped(content)
    if not isinstance(content, dict) or has_text(content):
        yield Entry(content, shown)
        return
    rows = _rows(content)
    if rows is not None:
        yield from _numbered(rows, shown, {})
        return
    for summaries in (False, True):
        found = _found(content, {}, summaries, _DEEPEST)
        if found is not None:
            articles, defaults = found
            if isinstance(articles, list):
                yield from _numbered(articles, shown, defaults)
            else:
                yield Entry(articles, shown, defaults)
            return
    if not any(value == [] for key, value in content.items() if _is_named(key, "lists")):
        yield Entry(_fruitless(content), shown)


def _numbered(entries: list[Any], shown: str, defaults: Mapping[str, str]) -> Iterator[Entry]:
    for number, entry in enumerate(entries, start=1):
        yield Entry(unwrapped(entry), f"{shown}, article {number}", defaults)


def unwrapped(entry: Any) -> Any:
    """An object with what stands inside of it under `fields`, `_source` and the like, where that is the article."""
    for _ in range(_DEEPEST):
        if not isinstance(entry, dict) or has_text(entry):
            return entry
        inner = next((entry[key] for key in entry if _is_named(key, "single") and isinstance(entry[key], dict)), None)
        if inner is None or not (has_text(inner, summaries=True) or any(_is_named(key, "single") for key in inner)):
            return entry
        entry = {**{key: value for key, value in entry.items() if value is not inner}, **inner}
    return entry


def _found(
    content: dict[str, Any], defaults: Mapping[str, str], summaries: bool, depth: int
) -> tuple[list[Any] | dict[str, Any], Mapping[str, str]] | None:
    """The list of articles inside of an object, or the one article, with what the objects around it say of all."""
    if summaries and has_text(content, summaries=True) and _is_article(content):
        return content, defaults
    defaults = {**defaults, **_said_of_all(content)}
    found = _among(_under(content, known=True), summaries) or _by_identifier(content, summaries)
    found = found or _among(_under(content, known=False), summaries)
    if found is not None:
        return found, defaults
    if depth:
        for value in _under(content, known=True):
            for entry in value[:1] if isinstance(value, list) else [value]:
                deeper = _found(entry, defaults, summaries, depth - 1) if isinstance(entry, dict) else None
                if deeper is not None:
                    return deeper
    return None


def _among(values: list[Any], summaries: bool) -> list[Any] | dict[str, Any] | None:
    """The first of the values that is an article, or a list that holds articles."""
    for value in values:
        entries = value if isinstance(value, list) else [value]
        if any(has_text(unwrapped(entry), summaries=summaries) for entry in entries[:_LOOKED_AT]):
            return _articles_of_graph(value) if isinstance(value, list) else unwrapped(value)
    return None


def _under(content: dict[str, Any], *, known: bool) -> list[Any]:
    """The objects and lists of objects under names of wrappers, or under others where this is no article itself."""
    if not known and _is_article(content):
        return []
    found = []
    for key, value in islice(content.items(), _LOOKED_AT):
        is_known = _is_named(key, "lists") or _is_named(key, "single")
        # Under a name that says nothing, one object may be anything; a list of texts is one of articles.
        holds = isinstance(value, list) and any(isinstance(entry, dict) for entry in value[:_LOOKED_AT])
        if is_known == known and not _is_named(key, "never") and (holds or (known and isinstance(value, dict))):
            found.append(value)
    return found


def _by_identifier(content: dict[str, Any], summaries: bool) -> list[Any] | None:
    """The articles of an object that has nothing but articles, or lists of them, under their identifiers or days."""
    values = list(content.values())
    if values and all(isinstance(value, str) for value in values) and all(_ADDRESS.match(key) for key in content):
        return [{"url": address, "text": text} for address, text in content.items()]
    if not values or not all(isinstance(value, dict | list) for value in values):
        return None
    entries: list[Any] = []
    for key, value in content.items():
        if isinstance(value, list):
            entries.extend(value)
        else:
            article = unwrapped(value)
            has_own = isinstance(article, dict) and next(Keys(article).all_of("id"), None) is not None
            entries.append(article if has_own else {**article, "id": key})
    looked_at = entries[:_LOOKED_AT]
    holding = sum(has_text(unwrapped(entry), summaries=summaries) for entry in looked_at)
    return entries if holding * 2 > len(looked_at) else None


def _articles_of_graph(entries: list[Any]) -> list[Any]:
    """The entries of a list; of a graph in JSON-LD, those that are articles and not pages, sites and people."""
    if any(isinstance(entry, dict) and "@type" in entry for entry in entries[:_LOOKED_AT]):
        return [entry for entry in entries if has_text(unwrapped(entry), summaries=False)] or entries
    return entries


def _rows(content: dict[str, Any]) -> list[Any] | None:
    """The rows of a table that was written in columns: `{"text": {"0": …}, …}`, or `columns` and `data`."""
    columns, data = content.get("columns"), content.get("data")
    if isinstance(columns, list) and isinstance(data, list) and all(isinstance(name, str) for name in columns):
        if not names_text(dict.fromkeys(columns)):
            return None
        return [dict(zip(columns, row, strict=False)) if isinstance(row, list) else row for row in data]
    if not names_text(content) or not all(isinstance(value, dict) and value for value in content.values()):
        return None
    labels = next(iter(content.values())).keys()
    if not all(value.keys() == labels for value in content.values()) or not all(map(str.isdigit, labels)):
        return None
    return [{name: column[label] for name, column in content.items()} for label in labels]


def _said_of_all(content: dict[str, Any]) -> dict[str, str]:
    """What an object around articles says of all of them: a feed's title is the outlet."""
    known = {canonical(key): value for key, value in content.items()}
    feed = known.get("feed")
    title = known.get("title") if _FEED & known.keys() else feed.get("title") if isinstance(feed, dict) else None
    outlet = title if isinstance(title, str) and not is_nothing(title) else outlet_of(content)
    return {"outlet": outlet} if outlet else {}


_FEED = frozenset(("feedurl", "homepageurl", "item"))


def _is_article(content: dict[str, Any]) -> bool:
    """Whether an object has a title or address, as an article has, and no feed's marks."""
    keys = Keys(content)
    return not _FEED & keys.by_name.keys() and any(
        next(keys.all_of(kind), None) is not None for kind in ("title", "url")
    )


def _fruitless(content: dict[str, Any]) -> Any:
    """What the message about an object without any text is best about: the first of the articles that it lists."""
    for value in _under(content, known=True):
        entry = unwrapped(value[0]) if isinstance(value, list) else None
        if isinstance(entry, dict) and _is_article(entry):
            return entry
    return content


@cache
def _names(kind: str) -> frozenset[str]:
    return frozenset(map(canonical, key_table()["wrappers"][kind]))


def _is_named(key: Any, kind: str) -> bool:
    return isinstance(key, str) and canonical(key) in _names(kind)
