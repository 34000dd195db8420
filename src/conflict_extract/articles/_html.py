"""Web pages: trafilatura finds the article and what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from conflict_extract.articles._dates import published_or_none
from conflict_extract.errors import ArticleError

_META = re.compile(r"<meta\b[^>]{1,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_PAGE_LANGUAGE = re.compile(r"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z-]{2,12})""", re.IGNORECASE)
_TIMESTAMPS = ("article:published_time", "og:article:published_time", "datepublished", "publishdate", "dc.date.issued")


@dataclass(frozen=True)
class Page:
    """The article that a page holds; what the page does not say is null."""

    text: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    language: str | None


def read_page(html: str, name: str) -> Page:
    """The article on a page, its paragraphs one a line, with comments, menus and boxes left out.

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
    language = found.language or next(iter(_PAGE_LANGUAGE.findall(html[:20_000])), None)
    return Page(
        text=text.strip(),
        title=found.title,
        outlet=found.sitename,
        published=_published(html, found.date),
        url=found.url,
        language=language,
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
