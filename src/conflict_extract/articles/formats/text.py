"""Text files, with or without front matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._front_matter import split_front_matter
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._keys import item_of
from conflict_extract.articles._limits import LARGEST_TEXT_FILE
from conflict_extract.articles._make import normalised, too_long
from conflict_extract.articles._source import Source


def read(source: Source) -> Iterator[Found]:
    """The one article of a text file.

    Raises:
        ArticleError: it is empty, too long, not text, or its front matter is broken.
        OSError: the file cannot be read.
    """
    limit = LARGEST_TEXT_FILE
    data = source.content(limit, too_large=too_long(source.shown, f"over {limit:,} bytes"))
    keys, text = split_front_matter(normalised(decode(data, source.shown)), source.shown)
    yield _item(keys, text, source.shown), source.shown


def _item(keys: dict[str, Any], text: str, shown: str) -> Item:
    """The item of a text and its front matter, whose keys mean what those of JSON mean."""
    if not keys or not text.strip():
        return Item(text=text, path=shown)
    # YAML makes dates of what looks like one
    written = {str(key): value.isoformat() if isinstance(value, date) else value for key, value in keys.items()}
    item = item_of(written | {"text": text}, shown, shown)
    origins = {name: f"front matter, {origin}" for name, origin in item.origins.items()}
    return replace(item, text=text, origins=origins)
