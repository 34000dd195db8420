"""Text exports of news archives: Nexis in its old and new layouts, Factiva with codes of fields and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found
from conflict_extract.articles._limits import LARGEST_EXPORT
from conflict_extract.articles._make import normalised
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats import _factiva, _nexis
from conflict_extract.articles.formats._exported import Exported, item_of_export
from conflict_extract.errors import ArticleError

# How each layout is told, and how it is taken apart.
_LAYOUTS: tuple[tuple[Callable[[str], bool], Callable[[str], Iterator[Exported]]], ...] = (
    (_nexis.is_old_layout, _nexis.in_old_layout),
    (_factiva.has_codes, _factiva.by_codes),
    (_nexis.is_new_layout, _nexis.in_new_layout),
    (_factiva.is_plain, _factiva.in_plain_layout),
)
_TOP = 20_000


def recognises(head: bytes) -> bool:
    """Whether a file begins like an export."""
    return is_export(head.decode("utf-8", "replace"))


def is_export(text: str) -> bool:
    """Whether a text begins like an export, be it the text of a .docx, .rtf or .pdf file."""
    top = normalised(text[:_TOP])
    return any(is_so(top) for is_so, _ in _LAYOUTS)


def read(source: Source) -> Iterator[Found]:
    """The articles of an export.

    Raises:
        ArticleError: it is too large, not text, or no article can be told in it.
        OSError: the file cannot be read.
    """
    limit = LARGEST_EXPORT
    too_large = ArticleError(
        f"{source.shown} is too large: an export of over {limit:,} bytes", hint="split it between two of its articles"
    )
    yield from items_of(normalised(decode(source.content(limit, too_large=too_large), source.shown)), source.shown)


def items_of(text: str, shown: str) -> Iterator[Found]:
    """The articles of an export that was read as text.

    Args:
        text: the export, with newlines as `\\n`.
        shown: the path of its file, and how messages call it.

    Raises:
        ArticleError: no article can be told in it.
    """
    top = text[:_TOP]
    number = 0
    for is_so, articles in _LAYOUTS:
        if not is_so(top):
            continue
        for number, exported in enumerate(articles(text), start=1):
            name = f"{shown}, document {number}"
            if not any(map(str.isalnum, exported.text)):
                yield ArticleError(f"{name} holds no text", hint="export it again as full text")
            else:
                yield item_of_export(exported, shown), name
        if number:
            return
    raise ArticleError(f"{shown} looks like an export, but no article can be told in it", hint="save it as .txt again")
