"""Documents: PDF, word processors (.docx), rich text (.rtf); what they say is read like a text file."""

from __future__ import annotations

from collections.abc import Iterator

from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._limits import LARGEST_DOCUMENT
from conflict_extract.articles._source import Source
from conflict_extract.articles.documents import pdf_text, rich_text, word_lines
from conflict_extract.articles.formats._libraries import needed
from conflict_extract.articles.formats.news_export import is_export, items_of
from conflict_extract.errors import ArticleError

_ZIP = b"PK\x03\x04"


def is_pdf(head: bytes) -> bool:
    """Whether a file begins like a PDF; some programs write a line before it."""
    return b"%PDF-" in head[:1024]


def is_word(head: bytes) -> bool:
    """Whether a file begins like a document of a word processor."""
    return head.startswith(_ZIP) and b"word/" in head


def is_rich_text(head: bytes) -> bool:
    """Whether a file begins like rich text."""
    return head.lstrip().startswith(b"{\\rtf")


def read_pdf(source: Source) -> Iterator[Found]:
    """The text of a PDF.

    Its date of creation is that of the file and not of the report: only what the text says counts.

    Raises:
        ArticleError: it cannot be read, or holds no text.
        OSError: the file cannot be read.
    """
    data = _content(source)
    if not is_pdf(data):
        raise ArticleError(f"{source.shown} is no PDF", hint="give it the suffix of what it is")
    needed("pypdfium2", source.shown)
    yield from _items(pdf_text(data, source.shown), None, source)


def read_word(source: Source) -> Iterator[Found]:
    """The text of a document of a word processor, also of its tables.

    Raises:
        ArticleError: it cannot be read, or holds no text.
        OSError: the file cannot be read.
    """
    lines, title = word_lines(_content(source), source.shown, needed("docx", source.shown))
    yield from _items("\n".join(lines), title, source)


def read_rich_text(source: Source) -> Iterator[Found]:
    """The text of a file in rich text.

    Raises:
        ArticleError: it cannot be read, or holds no text.
        OSError: the file cannot be read.
    """
    data = _content(source)
    if not is_rich_text(data):
        raise ArticleError(f"{source.shown} is no rich text", hint="give it the suffix of what it is")
    yield from _items(rich_text(data, source.shown, needed("striprtf.striprtf", source.shown)), None, source)


def _content(source: Source) -> bytes:
    limit = LARGEST_DOCUMENT
    too_large = ArticleError(
        f"{source.shown} is too large: a document of over {limit:,} bytes", hint="save its text as .txt"
    )
    return source.content(limit, too_large=too_large)


def _items(text: str, title: str | None, source: Source) -> Iterator[Found]:
    """The articles of an export of a news archive, else the text as one article, one paragraph a line."""
    if is_export(text):
        yield from items_of(text, source.shown)
        return
    text = "\n".join(line for line in text.split("\n") if line)
    if not any(map(str.isalnum, text)):
        raise ArticleError(f"{source.shown} holds no text", hint="remove it, or run text recognition over its pictures")
    yield Item(text=text, path=source.shown, title=title), source.shown
