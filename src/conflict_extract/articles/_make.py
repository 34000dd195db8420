"""Text to `Article`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from conflict_extract.articles._dates import parse_published
from conflict_extract.articles._encodings import check_characters
from conflict_extract.articles._language import language_of
from conflict_extract.articles._limits import LONGEST_TEXT
from conflict_extract.articles._sentences import segment
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article


def make_article(
    text: str,
    *,
    outlet: str | None = None,
    published: str | None = None,
    title: str | None = None,
    url: str | None = None,
    language: str | None = None,
    external_id: str | None = None,
    path: str | None = None,
) -> Article:
    """An article with its sentences, from a text and what is known about it; nothing is read from the text itself.

    Args:
        text: the article; a byte order mark goes, every kind of newline becomes `\\n`, the rest stays as it is.
        outlet: who published it; with the text it decides the article's `id`.
        published: when, as ISO 8601 or a written date with day, month and year.
        title: its headline.
        url: where it stands.
        language: its ISO 639 code; found from texts of 40 characters or more if it is not given.
        external_id: its identifier where it comes from.
        path: the file it was read from, also the name that messages give it.

    Raises:
        ArticleError: the text is empty, binary or over 2,000,000 characters, or `published` is not a full date.
    """
    name = path or "the text"
    content = normalised(text)
    check_text(content, name)
    outlet = tidy(outlet)
    language = language_of(content, language)
    return Article(
        id=article_id(outlet, content),
        external_id=external_id,
        outlet=outlet,
        published=parse_published(published) if published else None,
        title=tidy(title),
        url=tidy(url),
        language=language,
        path=path,
        text=content,
        sentences=segment(content, language),
    )


def normalised(text: str) -> str:
    """The text without a byte order mark and with newlines as `\\n`."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def check_text(text: str, name: str) -> None:
    """Refuses what cannot be an article's text.

    Raises:
        ArticleError: it is empty, too long, or not text.
    """
    if len(text) > LONGEST_TEXT:
        raise too_long(name, f"{len(text):,} characters")
    check_characters(text, name)
    if not any(map(str.isalnum, text)):
        raise ArticleError(f"{name} holds no text", hint="remove it, or fetch the article again")


def too_long(name: str, size: str) -> ArticleError:
    """The error for a text over the limit."""
    return ArticleError(
        f"{name} is too long: {size}, where {LONGEST_TEXT:,} characters are the limit",
        hint="split it into its articles, one file each or one line of .jsonl each",
    )


def article_id(outlet: str | None, text: str) -> str:
    """The identifier that outlet and text give an article, whatever file it came in."""
    return "art_" + hashlib.sha256(f"{outlet or ''}\0{text}".encode()).hexdigest()[:16]


def article_id_of(outlet: str | None, text: str) -> str:
    """The `id` that `make_article` gives an article, from outlet and text as it takes them."""
    return article_id(tidy(outlet), normalised(text))


def tidy(value: str | None) -> str | None:
    """A value on one line without white space around it; null if nothing is left."""
    return (" ".join(value.split()) or None) if value else None


def display(path: str | Path) -> str:
    """A path as text that can be printed and stored, also where its bytes are not UTF-8."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
