"""The table of formats: which reader a file is for, by what it holds and else by its suffix."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from conflict_extract.articles._items import Found
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats import (
    document,
    feed,
    json_files,
    mail,
    news_export,
    news_xml,
    page,
    table,
    telegram,
    text,
    web_archive,
)
from conflict_extract.errors import ArticleError

_PAGE = re.compile(
    rb"(?>\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*)<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Args:
        name: what people call it.
        suffixes: how its files end, in small letters, without a `.gz` behind.
        recognises: whether the first 8 KiB of a file (in UTF-8, if they are text) can only be of this kind.
        reader: a file to its articles; see `formats`.
        extra: the extra of the package that its reader needs, None if none.
    """

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    reader: Callable[[Source], Iterator[Found]]
    extra: str | None = None


def _never(head: bytes) -> bool:  # noqa: ARG001  # asked as every other format is
    """What nothing in the content can tell."""
    return False


def _is_page(head: bytes) -> bool:
    return _PAGE.match(head) is not None


TEXT = Format("text", (".txt", ".md", ".text", ".markdown"), _never, text.read)

# The first that recognises a file reads it.
FORMATS = (
    Format("PDF", (".pdf",), document.is_pdf, document.read_pdf, extra="formats"),
    Format("document of a word processor", (".docx",), document.is_word, document.read_word, extra="formats"),
    Format("rich text", (".rtf",), document.is_rich_text, document.read_rich_text, extra="formats"),
    Format("web archive", (".warc", ".arc"), web_archive.recognises, web_archive.read, extra="formats"),
    Format("mail", (".eml", ".mbox", ".mhtml", ".mht"), mail.recognises, mail.read),
    Format("Telegram export", (), telegram.is_export, telegram.read),
    Format("page of a Telegram export", (), telegram.is_page, telegram.read_page),
    Format("page", (".html", ".htm", ".xhtml", ".xht"), _is_page, page.read),
    Format("news in XML", (".nml",), news_xml.recognises, news_xml.read),
    Format("feed", (".rss", ".atom", ".rdf", ".xml"), feed.recognises, feed.read, extra="formats"),
    Format("JSON", (".json", *json_files.LINES_SUFFIXES), json_files.is_json, json_files.read),
    Format("export of a news archive", (), news_export.recognises, news_export.read),
    Format("table", (".csv", ".tsv", ".tab"), table.is_table, table.read),
    TEXT,
)


def suffixes() -> tuple[str, ...]:
    """How files end that are read by their names, in the order of the table."""
    return tuple(suffix for each in FORMATS for suffix in each.suffixes)


def by_suffix(name: str) -> Format | None:
    """The format whose files end as this name does; a `.gz` at its end does not count."""
    name = name.lower().removesuffix(".gz")
    return next((each for each in FORMATS if name.endswith(each.suffixes)), None)


def recognised(head: bytes) -> Format | None:
    """The format that the first bytes of a file can only be of."""
    plain = _in_utf8(head)
    return next((each for each in FORMATS if each.recognises(plain)), None)


def format_of(source: Source) -> Format:
    """What a file is read as: what it holds, else what its suffix says, else text.

    Raises:
        ArticleError: it is compressed and damaged.
        OSError: the file cannot be read.
    """
    return recognised(source.head) or by_suffix(source.name) or TEXT


def items_of(source: Source) -> Iterator[Found]:
    """The articles of a file, read as what it holds, else as what its suffix says, else as text.

    Raises:
        ArticleError: nothing more can be read of it.
        OSError: the file cannot be read.
    """
    if source.name_is_compressed and not source.compressed and recognised(source.head) is None:
        raise ArticleError(
            f"{source.shown} is not a whole gzip file (it does not begin like one)", hint="fetch it again"
        )
    return format_of(source).reader(source)


def _in_utf8(head: bytes) -> bytes:
    """The bytes without a byte order mark, in UTF-8 where the mark says UTF-16."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace").encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8)
