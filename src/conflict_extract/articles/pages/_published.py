"""The date on which a page's article was published, and none of the other dates on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from conflict_extract.articles._date_lines import LONGEST_DATE_LINE, date_line
from conflict_extract.articles._dates import Order, day_or_month_first
from conflict_extract.articles._key_values import date_value
from conflict_extract.articles.pages._structured_data import Node, string_in, types_of
from conflict_extract.articles.pages._tree import attribute, is_apart, letters_of, names, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MODIFIED = re.compile(r"modif|updat|upd\b|amended|edited|обновл|оновл|تحديث|actualis|aktualis|actualiz", re.IGNORECASE)
# WordPress calls the one date of an article that was never changed `published updated`.
_PUBLISHED = re.compile(r"(?<![^\W_])publi(?:shed|cation)(?![^\W_])", re.IGNORECASE)
_MODIFIED_META = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_IN_FIGURES = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?![\d./-])")
_LINES = frozenset(("p", "span", "div", "li", "small", "b", "em", "strong", "td", "a"))
_TIMES = frozenset(("time", "amp-timeago"))
# A link of a few words around a date leads to the articles of that day, not to one of them.
_LONGEST_LINK = 40
# A page has no more dates of its own, and no more elements between its headline and its text.
_MOST = 40
_MOST_LOOKED_AT = 400
_LINE_BESIDE = "line beside the headline"
# From this on a paragraph is prose: the article has begun.
_PROSE = 60


@dataclass(frozen=True)
class PublishedDate:
    """The date, where it stands in a few words, and what is to be said about dates that are not used."""

    published: str | None = None
    origin: str | None = None
    note: str | None = None


def published_date(
    tree: HtmlElement,
    nodes: list[Node],
    meta: dict[str, str],
    article: Node | None,
    headline: HtmlElement | None,
    language: str | None,
) -> PublishedDate:
    """The date of publication that a page gives; one that cannot be told apart from another does not count.

    Args:
        tree: the page.
        nodes: the objects of its JSON-LD.
        meta: its `<meta>` by name in small letters.
        article: the object of its JSON-LD that describes its article.
        headline: the element with the headline.
        language: the code of the page's language.
    """
    order: Order | None = None
    is_known = False
    refused: list[str] = []
    for written, origin in _written_dates(tree, nodes, meta, article, headline):
        if not is_known and _IN_FIGURES.search(written):
            order, is_known = day_or_month_first(" ; ".join(_dates_in_figures(tree)), language), True
        if origin == _LINE_BESIDE:
            line = date_line(written, language, order)
            if line is not None and line.kind not in ("other date", "words"):
                if line.date.iso:
                    return PublishedDate(line.date.iso, origin)
                refused.append(f"the date “{line.date.written}” was not used: {line.date.problem}")
            continue
        published = date_value(written, order)
        if published:
            return PublishedDate(published, origin)
        if written.strip():
            refused.append(f"no date in {origin}: {written[:40]!r}")
    unused = [name for name in _MODIFIED_META if name in meta]
    if unused:
        refused.append(f"dates not used: {', '.join(unused)}")
    return PublishedDate(note="; ".join(islice(dict.fromkeys(refused), 3)) or None)


def _dates_in_figures(tree: HtmlElement) -> Iterator[str]:
    """All that the page writes as dates in figures, those of other articles, too: one hand wrote them all."""
    for element in tree.iter():
        text = element.text if isinstance(element.tag, str) and not len(element) else None
        if text and len(text) <= LONGEST_DATE_LINE and _IN_FIGURES.search(text):
            yield text


def _written_dates(
    tree: HtmlElement, nodes: list[Node], meta: dict[str, str], article: Node | None, headline: HtmlElement | None
) -> Iterator[tuple[str, str]]:
    written = string_in(article.get("datePublished")) if article else None
    if written:
        yield written, "JSON-LD datePublished"
    for name in names("published"):
        if name in meta:
            yield meta[name], f"meta {name}"
    for element in tree.xpath("//*[@itemprop='datePublished']")[:_MOST]:
        if not is_of_another(element):
            yield date_of(element), "datePublished on the page"
    for element in tree.xpath("//time[@pubdate]")[:_MOST]:
        if not is_of_another(element) and not is_modification(element):
            yield date_of(element), "time pubdate"
    spoken = letters_of(text_of(headline)) if headline is not None and article is None else ""
    # Sites that describe no article describe the page.
    for node in (node for node in nodes if spoken and "WebPage" in types_of(node)):
        named = letters_of(string_in(node.get("name")) or string_in(node.get("headline")) or "")
        if named.startswith(spoken):
            yield string_in(node.get("datePublished")) or "", "JSON-LD datePublished of the page"
    for element in islice(_beside_headline(headline), _MOST):
        is_time = element.tag in _TIMES
        yield (
            (date_of(element) if is_time else text_of(element)),
            f"{'time' if is_time else 'line'} beside the headline",
        )


def date_of(element: HtmlElement) -> str:
    """The date that an element gives, for machines if it can, else in words."""
    for name in ("datetime", "content"):
        if attribute(element, name):
            return attribute(element, name)
    return text_of(element)


def is_of_another(element: HtmlElement) -> bool:
    """Whether an element speaks about another article than the page's: it stands in a teaser, a list, a sidebar."""
    link = next((ancestor for ancestor in element.iterancestors() if ancestor.tag == "a"), None)
    if _is_apart(element) or (link is not None and len(link.text_content().strip()) > _LONGEST_LINK):
        return True
    home = next((ancestor for ancestor in element.iterancestors() if ancestor.tag == "article"), None)
    if home is None or home.find(".//h1") is not None:
        return False
    # Of several articles on the page, that with the headline is its own.
    return sum(1 for _ in home.getroottree().iter("article")) > 1


def _is_apart(element: HtmlElement) -> bool:
    """Whether an element stands in a box beside the article; the footer of an `<article>` is the article's own, in
    which Drupal says under the headline who published it and when."""
    footer = next(
        (each for each in element.iterancestors("footer") if next(each.iterancestors("article"), None) is not None),
        None,
    )
    if footer is None:
        return is_apart(element)
    return is_apart(element, within=footer) or is_apart(footer.getparent())


def is_modification(element: HtmlElement) -> bool:
    """Whether a date is that of a change: its name says so, or the words before it."""
    parent, before = element.getparent(), element.getprevious()
    own_names = ("class", "id", "itemprop", "data-testid", "aria-label")
    named = [attribute(element, name) for name in own_names if not _PUBLISHED.search(attribute(element, name))]
    named += [attribute(parent, "class"), attribute(parent, "itemprop")] if parent is not None else []
    spoken = ""
    if before is not None:
        spoken = (before.text_content() if before.tag not in ("time", "br", "hr") else "") + (before.tail or "")
    elif parent is not None:
        spoken = parent.text or ""
    return any(_MODIFIED.search(words) for words in (*named, spoken[-40:], text_of(element)[:20]))


def _beside_headline(headline: HtmlElement | None) -> Iterator[HtmlElement]:
    """The elements around the headline that may date it: in its header, and from there to the first paragraph."""
    if headline is None:
        return
    home = next((each for each in headline.iterancestors() if each.tag in ("article", "header", "section")), None)
    begun = passed = False
    looked_at = 0
    for element in headline.getroottree().iter():
        begun = begun or element is home or element is headline
        passed = passed or element is headline
        if not begun or not isinstance(element.tag, str):
            continue
        if passed and (_is_prose(element) or (element.tag == "h1" and element is not headline)):
            return
        looked_at += 1
        if looked_at > _MOST_LOOKED_AT:
            return
        is_time = element.tag in _TIMES
        is_line = element.tag in _LINES and (
            not len(element) or (element.tag == "p" and element.find(".//time") is None)
        )
        if (is_time or is_line) and not is_of_another(element) and not is_modification(element):
            yield element


def _is_prose(element: HtmlElement) -> bool:
    if element.tag not in ("p", "div", "section", "td"):
        return False
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return len(own.strip()) >= _PROSE or (element.tag == "p" and len(text_of(element)) >= _PROSE)
