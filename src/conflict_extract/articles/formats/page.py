"""Web pages: trafilatura finds the article and what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from conflict_extract.articles._dates import published_or_none
from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._limits import LARGEST_HTML_FILE
from conflict_extract.articles._make import normalised
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError

_META = re.compile(r"<meta\b[^>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_PAGE_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z-]{2,12})""", re.IGNORECASE)
_TIMESTAMPS = ("article:published_time", "og:article:published_time", "datepublished", "publishdate", "dc.date.issued")


def read(source: Source) -> Iterator[Found]:
    """The one article of a page, its paragraphs one a line, with comments, menus and boxes left out.

    Raises:
        ArticleError: no article can be found on it, or it is too large.
        OSError: the file cannot be read.
    """
    limit, name = LARGEST_HTML_FILE, source.shown
    too_large = ArticleError(f"{name} is too large: a page of over {limit:,} bytes", hint="save its text as .txt")
    html = decode(source.content(limit, too_large=too_large), name, html=True)
    yield page_item(normalised(html), name), name


def page_item(html: str, name: str) -> Item:
    """The article on a page and what the page says about it; for every format that holds pages.

    Args:
        html: the page, decoded, with newlines as `\\n`.
        name: the path of the file, also how messages call it.

    Raises:
        ArticleError: no article can be found on it.
    """
    from trafilatura import bare_extraction

    try:
        with _quiet():
            found = bare_extraction(
                html,
                include_comments=False,
                with_metadata=True,
                date_extraction_params={"extensive_search": False, "original_date": True},
            )
    except Exception as error:
        # Pages are malformed in more ways than the libraries foresee, and one page must not end the run.
        raise ArticleError(
            f"the page {name} cannot be taken apart ({type(error).__name__}: {error})", hint="save its text as .txt"
        ) from error
    text = getattr(found, "text", None)
    if found is None or isinstance(found, dict) or not text or not text.strip():
        raise ArticleError(
            f"no article was found on the page {name}",
            hint="save the page after it has loaded, or save its text as .txt",
        )
    return Item(
        text=text.strip(),
        path=name,
        outlet=found.sitename,
        published=_published(html, found.date),
        title=found.title,
        url=found.url,
        language=found.language or next(iter(_PAGE_LANGUAGE.findall(html[:20_000])), None),
    )


def _published(html: str, date: str | None) -> str | None:
    """The page's own timestamp if it agrees with the date that trafilatura found, which has no time of day."""
    for written in _written_timestamps(html):
        timestamp = published_or_none(written)
        if timestamp and (date is None or timestamp.startswith(date)):
            return timestamp
    return published_or_none(date) if date else None


def _written_timestamps(html: str) -> Iterator[str]:
    for tag in _META.finditer(html):
        attributes = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(tag[0])}
        named = (attributes.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if any(value in _TIMESTAMPS for value in named) and attributes.get("content"):
            yield attributes["content"]
    yield from _JSON_LD_DATE.findall(html)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries' own remarks about bad pages off standard error: our error says what is wrong."""
    loggers = [logging.getLogger(name) for name in ("trafilatura", "htmldate", "justext", "courlan", "readability")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
