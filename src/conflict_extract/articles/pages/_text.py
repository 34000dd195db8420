"""The text of a page's article: what trafilatura finds, with captions, and with its blocks kept apart."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from conflict_extract.articles.pages._tree import block_lines, is_apart, names, quiet
from conflict_extract.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PARAGRAPHS = ("p", "div", "li", "td", "h2", "h3", "h4", "blockquote", "section", "article")
_MOST_PARAGRAPHS = 4_000
_CAPTION_CLASSES = ("caption", "wp-caption-text", "image-caption", "media-caption", "photo-caption")
# What is looked at of a line to find the block that it begins with.
_BEGINNING = 24
_MOST_BLOCKS_IN_A_LINE = 400
_LONGEST_BRIEF = 2_000


def article_lines(tree: HtmlElement, name: str) -> list[str]:
    """The lines of the page's article, without comments, menus and boxes; none where there is no article.

    The tree is changed: captions become paragraphs.

    Raises:
        ArticleError: the page cannot be taken apart.
    """
    from trafilatura import bare_extraction

    _without_frame(tree)
    _keep_captions(tree)
    try:
        with quiet():
            # Beyond so many blocks the second opinion that it asks takes time with their square.
            is_long = sum(1 for _ in islice(tree.iter(*_PARAGRAPHS), _MOST_PARAGRAPHS)) == _MOST_PARAGRAPHS
            found = bare_extraction(tree, include_comments=False, fast=is_long)
    except Exception as error:
        # Pages are malformed in more ways than the libraries foresee, and one page must not end the run.
        raise ArticleError(
            f"the page {name} cannot be taken apart ({type(error).__name__}: {error})", hint="save its text as .txt"
        ) from error
    text = getattr(found, "text", None) or ""
    # A table with one cell a row is there for its looks.
    lines = (line[2:-2].strip() if line[:2] == "| " and line.count("|") == 2 else line for line in text.split("\n"))
    return _apart([line for line in lines if line.strip()], tree)


def _without_frame(tree: HtmlElement) -> None:
    """Takes away what surrounds every page of the site: of a brief, trafilatura takes all around it."""
    for element in list(tree.iter(*names("frame"))):
        within_article = any(ancestor.tag in ("article", "main") for ancestor in element.iterancestors())
        holds_article = element.find(".//h1") is not None or element.find(".//article") is not None
        if element.getparent() is not None and not holds_article and (element.tag == "nav" or not within_article):
            element.drop_tree()
    # The bar that the Internet Archive puts above every page that it keeps.
    for element in tree.xpath("//div[starts-with(@id, 'wm-ipp') or @id='donato']"):
        if element.getparent() is not None:
            element.drop_tree()


def _keep_captions(tree: HtmlElement) -> None:
    """Makes a paragraph of every caption of the article: trafilatura removes figures with all that is in them."""
    from lxml.html import Element

    captions = [element for element in tree.iter("figcaption") if not is_apart(element)]
    captions += tree.xpath(
        "|".join(f"//p[@class='{name}' and ancestor::figure]|//div[@class='{name}']" for name in _CAPTION_CLASSES)
    )
    for caption in captions:
        if any(ancestor.tag == "a" for ancestor in caption.iterancestors()):
            continue
        lines = block_lines(caption)
        if not lines:
            continue
        figure = next((ancestor for ancestor in caption.iterancestors() if ancestor.tag == "figure"), caption)
        if figure.getparent() is None:
            continue
        paragraph = Element("p")
        paragraph.text = " ".join(lines)
        paragraph.tail, figure.tail = figure.tail, None
        figure.addnext(paragraph)
        if figure is not caption:
            caption.drop_tree()
        else:
            figure.drop_tree()


def _apart(lines: list[str], tree: HtmlElement) -> list[str]:
    """The lines with those parted again that are several blocks of the page run into one."""
    # Only of little text does trafilatura take all that it finds, as it stands.
    if not lines or sum(map(len, lines)) > _LONGEST_BRIEF:
        return lines
    blocks = block_lines(tree)
    places: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        places.setdefault(block[:_BEGINNING], []).append(number)
    parted: list[str] = []
    for line in lines:
        parted.extend(_blocks_of(line, blocks, places) or [line])
    return parted


def _blocks_of(line: str, blocks: list[str], places: dict[str, list[int]]) -> list[str]:
    """The blocks, one behind the other on the page, that a line is made of; empty where it is not made of several."""
    flat = " ".join(line.split())
    starts = [number for length in range(1, _BEGINNING) for number in places.get(flat[:length], ())]
    starts += places.get(flat[:_BEGINNING], [])
    for start in starts:
        rest, found = flat, []
        for block in blocks[start : start + _MOST_BLOCKS_IN_A_LINE]:
            if not rest.startswith(block):
                break
            found.append(block)
            rest = rest[len(block) :].lstrip()
            if not rest:
                return found if len(found) > 1 else []
    return []
