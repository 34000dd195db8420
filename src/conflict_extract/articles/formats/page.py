"""Web pages: one article, or one a post of a live blog."""

from __future__ import annotations

from collections.abc import Iterator

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found
from conflict_extract.articles._limits import LARGEST_HTML_FILE
from conflict_extract.articles._make import normalised
from conflict_extract.articles._source import Source
from conflict_extract.articles.pages import page_item, page_items
from conflict_extract.errors import ArticleError

__all__ = ["page_item", "read"]


def read(source: Source) -> Iterator[Found]:
    """The articles of a page, their paragraphs one a line, with comments, menus and boxes left out.

    Raises:
        ArticleError: no article can be found on it, or it is too large.
        OSError: the file cannot be read.
    """
    limit, name = LARGEST_HTML_FILE, source.shown
    too_large = ArticleError(f"{name} is too large: a page of over {limit:,} bytes", hint="save its text as .txt")
    yield from page_items(normalised(decode(source.content(limit, too_large=too_large), name, html=True)), name)
