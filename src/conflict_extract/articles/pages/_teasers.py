"""Teasers: the beginnings of other articles, each with a headline that leads to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflict_extract.articles.pages._facts import main_headline
from conflict_extract.articles.pages._kinds import length_of_prose
from conflict_extract.articles.pages._tree import APART, attribute, letters_of, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# So many make a list, and so much prose beside them makes an article after all.
_FEWEST = 4
_LEAST_PROSE = 250
_LONGEST = 700
_SHORTEST_HEADLINE = 15
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_ITEMS = frozenset(("li", "dt"))
# A post of its own among others, not one with others below it, has less than this share of all prose.
_ONE_OF_MANY = 0.6


@dataclass(frozen=True)
class Teasers:
    """The teasers of a page, each with all that belongs to it.

    `prose` counts the characters of prose outside of them, and `is_list` says whether the page holds nothing else.
    """

    elements: tuple[HtmlElement, ...]
    prose: int
    is_list: bool

    def remove(self) -> None:
        """Takes them from the page: they speak of other articles."""
        for element in self.elements if len(self.elements) >= _FEWEST - 1 else ():
            if element.getparent() is not None:
                element.drop_tree()


def teasers_of(tree: HtmlElement, titles: Iterable[str | None], *, is_article: bool) -> Teasers:
    """The teasers of a page.

    Args:
        tree: the page.
        titles: what the page calls its own article.
        is_article: whether it says of itself that it is an article, or dates its own headline.
    """
    own = [letters for title in titles if title and (letters := letters_of(title))]
    main = main_headline(tree)
    headings = [each for each in _outside_frame(tree) if each is not main and _is_teaser(each, own)]
    if len(headings) < _FEWEST - 1:
        return Teasers((), 0, is_list=False)
    within = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    holding_main = set(main.iterancestors()) if main is not None else set()
    found: dict[HtmlElement, None] = {}
    posts = 0
    for heading in headings:
        home = heading
        for ancestor in heading.iterancestors():
            if within[ancestor] > 1 or ancestor in holding_main or ancestor.tag in ("body", "main"):
                break
            home = ancestor
        is_short = home is heading or len(home.text_content()) <= _LONGEST
        posts += not is_short and home.tag == "article"
        found[home if is_short else heading] = None
    prose = _prose_outside(tree, set(found))
    is_list = len(headings) >= _FEWEST and (prose == 0 if is_article else prose < _LEAST_PROSE)
    if not is_article and posts >= _FEWEST - 1:
        is_list = _largest_post(tree) < _ONE_OF_MANY * prose
    return Teasers(tuple(found), prose, is_list=is_list)


def _outside_frame(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The headlines and the items of lists outside of what surrounds every page of the site."""
    from lxml.etree import iterwalk

    walk = iterwalk(tree, events=("start",))
    for _, element in walk:
        if element.tag in APART:
            walk.skip_subtree()
        elif element.tag in _HEADINGS or element.tag in _ITEMS:
            yield element


def _is_teaser(element: HtmlElement, own: list[str]) -> bool:
    """Whether a headline or an item of a list leads to another page, and is not that of the page's own article."""
    link = next((each for each in element.iter("a") if _leads_away(each)), None)
    if link is None and not any(ancestor.tag == "a" and _leads_away(ancestor) for ancestor in element.iterancestors()):
        return False
    text = element.text_content().strip()
    if element.tag in _HEADINGS:
        letters = letters_of(text)
        return len(text) >= _SHORTEST_HEADLINE and not any(title.startswith(letters) for title in own)
    if link is None or element.find(".//h2") is not None or element.find(".//h3") is not None:
        return False
    headline = link.text_content().strip()
    # An item of the article's own list may hold a link, too.
    return len(headline) >= 2 * _SHORTEST_HEADLINE and len(text) <= 1.5 * len(headline) + 20


def _leads_away(link: HtmlElement) -> bool:
    return bool(attribute(link, "href")) and not attribute(link, "href").startswith(("#", "javascript:", "mailto:"))


def _largest_post(tree: HtmlElement) -> int:
    return max((_prose_outside(article, set()) for article in tree.iter("article")), default=0)


def _prose_outside(root: HtmlElement, teasers: set[HtmlElement]) -> int:
    """How many characters of prose stand in an element outside teasers and what surrounds every page of the site."""
    from lxml.etree import iterwalk

    lines: list[str] = []
    walk = iterwalk(root, events=("start",))
    for _, element in walk:
        if element in teasers or element.tag in APART or element.tag in ("script", "style", "noscript", "header"):
            walk.skip_subtree()
        elif element.tag == "p":
            lines.append(text_of(element))
        elif element.tag in ("div", "section", "article", "td", "blockquote", "li", "main", "body"):
            lines.append(" ".join(((element.text or "") + " ".join(child.tail or "" for child in element)).split()))
    return length_of_prose(lines)
