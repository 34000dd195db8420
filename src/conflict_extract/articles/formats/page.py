"""Web pages: one article, or one a post of a live blog."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found
from conflict_extract.articles._limits import LARGEST_HTML_FILE, LARGEST_SAVED_PAGE
from conflict_extract.articles._make import normalised
from conflict_extract.articles._source import Source
from conflict_extract.articles.pages import page_item, page_items
from conflict_extract.errors import ArticleError

# Pictures, fonts and sounds that a browser has written into the page.
_PICTURE = re.compile(rb"data:[\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=]+")

__all__ = ["page_item", "read"]


def read(source: Source) -> Iterator[Found]:
    """The articles of a page, their paragraphs one a line, with comments, menus and boxes left out.

    Raises:
        ArticleError: no article can be found on it, or it is too large.
        OSError: the file cannot be read.
    """
    limit, name = LARGEST_HTML_FILE, source.shown
    too_large = ArticleError(f"{name} is too large: a page of over {limit:,} bytes", hint="save its text as .txt")
    data = source.content(LARGEST_SAVED_PAGE, too_large=too_large)
    if len(data) > limit:
        data = _PICTURE.sub(b"", data)
        if len(data) > limit:
            raise too_large
    yield from page_items(normalised(decode(data, name, html=True)), name)
