"""Text files, with or without front matter."""

from __future__ import annotations

from collections.abc import Iterator

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._front_matter import split_front_matter
from conflict_extract.articles._items import Found, item_from_keys
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
    yield item_from_keys(keys, text, source.shown), source.shown
