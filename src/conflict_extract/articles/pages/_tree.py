"""A page as a tree, and what stands in it block by block."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from conflict_extract._files import packaged_table
from conflict_extract.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Whatever stands in these is not the article, wherever they stand.
APART = frozenset({"aside", "nav", "footer", "form", "dialog"})
_XHTML = re.compile(r"<\?xml\s|XHTML|http://www\.w3\.org/1999/xhtml")
# An HTML parser takes these for the beginning of elements that hold the rest of the page.
_EMPTY_ELEMENT = re.compile(r"<((script|div|span|p|a|i|b|em|title|iframe|section|li)(?:\s[^<>]{0,2000}?)?)\s*/>")
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|promos?|recommend(?:ed|ations?)?|most-?(?:read|viewed|popular)|trending|sidebar"
    r"|read-?(?:more|next)|more-?(?:on|from|stories|news)|latest|comments?|comment-list|respond|newsletter|breadcrumbs?"
    r"|menu|navigation|share|sharing|social|advert(?:isement)?|sponsored|outbrain|taboola)(?:$|[\s_-])",
    re.IGNORECASE,
)


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of elements, types and keys of one kind, from the data file, in its order."""
    table = packaged_table("articles", "pages", "names.toml")
    return tuple(table[kind])


def parsed_page(html: str, name: str) -> HtmlElement:
    """The tree of a page, however malformed it is written.

    Raises:
        ArticleError: it is no page.
    """
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if _XHTML.search(html, 0, 1000):
        html = _EMPTY_ELEMENT.sub(r"<\1></\2>", html)
    # The page has been decoded: what it declares about its encoding is to be overlooked.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise no_article(name) from error
    if tree.find("body") is None:
        raise no_article(name)
    return tree


def no_article(name: str) -> ArticleError:
    """The error for a page on which there is nothing."""
    return ArticleError(
        f"no article was found on the page {name}",
        hint="save the page after it has loaded, or save its text as .txt",
    )


def block_lines(element: HtmlElement) -> list[str]:
    """The text of an element as it stands on the screen, one string a line, white space made even; empty ones go."""
    from lxml.etree import iterwalk

    blocks, hidden = frozenset(names("blocks")), frozenset(names("hidden"))

    lines: list[str] = []
    pieces: list[str] = []

    def end_line() -> None:
        line = " ".join("".join(pieces).split())
        pieces.clear()
        if line:
            lines.append(line)

    walk = iterwalk(element, events=("start", "end"))
    for event, node in walk:
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in hidden:
                walk.skip_subtree()
                continue
            if tag in blocks or tag == "br":
                end_line()
            if node.text:
                pieces.append(node.text)
            continue
        if tag in blocks:
            end_line()
        if node is not element and node.tail:
            pieces.append(node.tail)
    end_line()
    return lines


def lines_of_mail(html: str) -> list[str]:
    """All lines of a mail in HTML, but for those that are hidden; none where it cannot be taken apart."""
    try:
        tree = parsed_page(html, "the mail")
    except ArticleError:
        return []
    for element in tree.xpath("//*[contains(translate(@style, ' ', ''), 'display:none')]"):
        if element.getparent() is not None:
            element.drop_tree()
    return block_lines(tree)


def text_of(element: HtmlElement) -> str:
    """All that an element says, on one line."""
    return " ".join(" ".join(block_lines(element)).split())


def letters_of(text: str) -> str:
    """A text by its letters and digits, for comparing."""
    return re.sub(r"\W+", "", text).lower()


def attribute(element: HtmlElement, name: str) -> str:
    """The value of an attribute, empty where it has none."""
    return str(element.get(name) or "").strip()


def is_apart(element: HtmlElement, *, within: HtmlElement | None = None) -> bool:
    """Whether an element belongs to a box beside the article: a sidebar, a menu, a list of other articles, comments.

    Args:
        element: any.
        within: the element that holds the article; what surrounds it does not count.
    """
    for ancestor in (element, *element.iterancestors()):
        if ancestor is within or ancestor.tag in ("body", "html", "main"):
            return False
        if ancestor.tag in APART:
            return True
        if _BESIDE.search(f"{attribute(ancestor, 'class')} {attribute(ancestor, 'id')}"):
            return True
    return False


@contextmanager
def quiet() -> Iterator[None]:
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
