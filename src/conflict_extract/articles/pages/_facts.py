"""What a page says about its article: title, outlet, date of publication, address, language; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conflict_extract.articles._date_lines import stated_publication
from conflict_extract.articles._dates import Order
from conflict_extract.articles._key_values import date_value, order_of
from conflict_extract.articles._make import tidy
from conflict_extract.articles.pages._structured_data import Node, article_nodes, string_in, types_of
from conflict_extract.articles.pages._tree import attribute, is_apart, names, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What parts a headline from the name of the outlet in a title.
_TITLE_PARTS = re.compile(r"\s+(?:[|–—·•»:-]|::)\s+|\s*\|\s*")
# The last step of a byline is often the date: `By our staff | 20 March 2024`.
_BYLINE_PARTS = re.compile(r"\s*[|•·–—]\s*|\s+-\s+")
NUMERIC_DATE = re.compile(r"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1\d{4}(?![\d./-])")
_MODIFIED = re.compile(r"modif|updat|upd\b|amended|edited|обновл|оновл|تحديث|actualis|aktualis|actualiz", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9_-]+)?")
# The longest that stands beside a headline to say when and by whom.
_LONGEST_LINE = 120
# From this on a paragraph is prose: the article has begun.
PROSE = 60


@dataclass(frozen=True)
class Facts:
    """What a page says; null where it says nothing. `origins`: where outlet and date were found, in a few words."""

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    article: Node | None = None


def facts_of(tree: HtmlElement, nodes: list[Node], url: str | None = None) -> Facts:
    """What the page says about its article.

    Args:
        tree: the page.
        nodes: the objects of its JSON-LD.
        url: where the page was found, for what it does not say itself.
    """
    meta = _meta(tree)
    headline = main_headline(tree)
    spoken = text_of(headline) if headline is not None else None
    article = _own_article(nodes, [spoken, meta.get("og:title"), _page_title(tree)])
    own_url = _address(tree, meta, article) or url
    outlet, outlet_origin = _outlet(tree, meta, nodes, article, spoken, own_url)
    published, published_origin = _published(tree, meta, article, headline)
    origins = {"outlet": outlet_origin, "published": published_origin}
    return Facts(
        title=_title(tree, meta, article, spoken, outlet),
        outlet=outlet,
        published=published,
        url=own_url,
        language=_language(tree, meta, article),
        origins={key: origin for key, origin in origins.items() if origin},
        article=article,
    )


def main_headline(tree: HtmlElement) -> HtmlElement | None:
    """The headline of the page: its first `<h1>` that says something and is no logo."""
    found = [h1 for h1 in tree.iter("h1") if text_of(h1) and not is_apart(h1)]
    return next((h1 for h1 in found if not _is_logo(h1)), None)


def _is_logo(h1: HtmlElement) -> bool:
    link = h1.find(".//a")
    return link is not None and attribute(link, "href").rstrip("/").count("/") in (0, 2)


def _meta(tree: HtmlElement) -> dict[str, str]:
    """The page's `<meta>` by name in small letters; the first of each counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = attribute(element, "content")
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = attribute(element, key).lower()
            if name and content and len(content) < 1000 and not (key == "itemprop" and _inside_other(element)):
                found.setdefault(name, content)
    return found


def _own_article(nodes: list[Node], titles: list[str | None]) -> Node | None:
    """The article that the page is about: that with the page's headline, else the first, if it has one at all."""
    articles = article_nodes(nodes)
    spoken = {letters_of(title) for title in titles if title}
    for node in articles:
        headline = letters_of(string_in(node.get("headline")) or string_in(node.get("name")) or "")
        if headline and any(headline == title or title.startswith(headline) for title in spoken):
            return node
    return articles[0] if len(articles) == 1 else next((node for node in articles if "datePublished" in node), None)


def letters_of(text: str) -> str:
    """A text by its letters and digits, for comparing."""
    return re.sub(r"\W+", "", text).lower()


def _page_title(tree: HtmlElement) -> str | None:
    title = tree.find(".//title")
    return tidy(title.text_content()) if title is not None else None


def _title(
    tree: HtmlElement, meta: dict[str, str], article: Node | None, spoken: str | None, outlet: str | None
) -> str | None:
    given = [meta.get("og:title"), string_in(article.get("headline")) if article else None, _page_title(tree)]
    for title in given:
        # What stands on the page is what its text repeats; the others are cut or adorned for search engines.
        if spoken and title and letters_of(title).startswith(letters_of(spoken)):
            return tidy(spoken)
    for title in (*given[:2], spoken, given[2]):
        if title and title != outlet:
            return _without_outlet(title, outlet)
    return None


def _without_outlet(title: str, outlet: str | None) -> str | None:
    parts = _TITLE_PARTS.split(title)
    if len(parts) > 1 and outlet and letters_of(parts[-1]) == letters_of(outlet):
        return tidy(title[: title.rindex(parts[-1])].rstrip(" |–—·•»:-"))
    return tidy(title)


def _outlet(
    tree: HtmlElement,
    meta: dict[str, str],
    nodes: list[Node],
    article: Node | None,
    spoken: str | None,
    url: str | None,
) -> tuple[str | None, str]:
    if meta.get("og:site_name"):
        return tidy(meta["og:site_name"]), "meta og:site_name"
    publisher = string_in(article.get("publisher")) if article else None
    if publisher and not publisher.startswith(("http:", "https:", "#", "/")):
        return tidy(publisher), "JSON-LD publisher"
    for node in nodes:
        kind = next((name for name in names("publisher_types") if name in types_of(node)), None)
        name = string_in(node.get("name")) if kind else None
        if name:
            return tidy(name), f"JSON-LD {kind}"
    for name in names("outlet"):
        if meta.get(name):
            return tidy(meta[name]), f"meta {name}"
    behind = behind_headline(_page_title(tree), [spoken, meta.get("og:title")])
    if behind:
        return behind, "page title"
    host = (urlsplit(url).hostname or "") if url else ""
    return (host.removeprefix("www.") or None), "web address" if host else ""


def behind_headline(title: str | None, headlines: list[str | None]) -> str | None:
    """`Estuary Times` in `Army quits Hurmel - Estuary Times` where the headline is given elsewhere on the page."""
    if not title:
        return None
    for headline in headlines:
        if headline and title.startswith(headline) and len(title) > len(headline):
            rest = _TITLE_PARTS.split(title[len(headline) :])
            if len(rest) >= 2 and not rest[0].strip() and 2 <= len(rest[-1].strip()) <= 50:
                return tidy(rest[-1])
    return None


def _address(tree: HtmlElement, meta: dict[str, str], article: Node | None) -> str | None:
    links = (attribute(link, "href") for link in tree.iter("link") if attribute(link, "rel").lower() == "canonical")
    given = [next(links, ""), meta.get("og:url", "")]
    if article:
        given += [string_in(article.get(key)) or "" for key in ("url", "mainEntityOfPage", "@id")]
    return next((url for url in given if _is_address(url)), None)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _language(tree: HtmlElement, meta: dict[str, str], article: Node | None) -> str | None:
    declared = [attribute(tree, "lang"), attribute(tree, "{http://www.w3.org/XML/1998/namespace}lang")]
    declared += [string_in(article.get("inLanguage")) or "" if article else "", meta.get("content-language", "")]
    return next((code for code in declared if _LANGUAGE.fullmatch(code)), None)


def _published(
    tree: HtmlElement, meta: dict[str, str], article: Node | None, headline: HtmlElement | None
) -> tuple[str | None, str]:
    """The date of publication and where it stands; a date that cannot be told apart does not count."""
    order: Order | None = None
    is_known = False
    for written, origin in _written_dates(tree, meta, article, headline):
        if not is_known and NUMERIC_DATE.search(written):
            order, is_known = order_of(_numeric_dates(tree)), True
        published = date_value(written, order)
        if published:
            return published, origin
    return None, ""


def _numeric_dates(tree: HtmlElement) -> Iterator[str]:
    """All dates in numbers that the page writes as dates, those of other articles, too: one hand wrote them all."""
    for element in tree.iter():
        if isinstance(element.tag, str) and not len(element) and element.text and len(element.text) <= _LONGEST_LINE:
            for match in NUMERIC_DATE.finditer(element.text):
                yield match[0]


def _written_dates(
    tree: HtmlElement, meta: dict[str, str], article: Node | None, headline: HtmlElement | None
) -> Iterator[tuple[str, str]]:
    written = string_in(article.get("datePublished")) if article else None
    if written:
        yield written, "JSON-LD datePublished"
    for name in names("published"):
        if name in meta:
            yield meta[name], f"meta {name}"
    for element in tree.xpath("//*[@itemprop='datePublished']"):
        if not _inside_other(element):
            yield date_of(element), "datePublished on the page"
    for element in tree.iter("time"):
        if element.get("pubdate") is not None and not _inside_other(element) and not is_modification(element):
            yield date_of(element), "time pubdate"
    for element in _beside_headline(headline):
        if element.tag in ("time", "amp-timeago"):
            yield date_of(element), "time beside the headline"
        else:
            yield date_line(text_of(element)) or "", "line beside the headline"


def date_of(element: HtmlElement) -> str:
    """The date that an element gives, for machines if it can, else in words."""
    for name in ("datetime", "content"):
        if attribute(element, name):
            return attribute(element, name)
    return text_of(element)


def date_line(line: str) -> str | None:
    """The date, as it is written, of a line that is nothing but a date, perhaps behind a label or a name."""
    if len(line) > _LONGEST_LINE or not any(map(str.isdigit, line)):
        return None
    for part in (stated_publication(line), *_BYLINE_PARTS.split(line)):
        if part and date_value(part.strip()):
            return part.strip()
    numeric = NUMERIC_DATE.fullmatch(line.strip())
    return numeric[0] if numeric else None


def _inside_other(element: HtmlElement) -> bool:
    """Whether an element speaks about another article than the page's: it stands in a teaser, a list, a sidebar."""
    if is_apart(element) or any(ancestor.tag == "a" for ancestor in element.iterancestors()):
        return True
    home = next((ancestor for ancestor in element.iterancestors() if ancestor.tag == "article"), None)
    if home is None or home.find(".//h1") is not None:
        return False
    # Of several articles on the page, that with the headline is its own.
    return sum(1 for _ in home.getroottree().iter("article")) > 1


def is_modification(element: HtmlElement) -> bool:
    """Whether a date is that of a change: its name says so, or the words before it."""
    parent, before = element.getparent(), element.getprevious()
    named = [attribute(element, name) for name in ("class", "id", "itemprop", "data-testid", "aria-label")]
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
    for element in headline.getroottree().iter():
        begun = begun or element is home or element is headline
        passed = passed or element is headline
        if not begun or not isinstance(element.tag, str):
            continue
        if passed and (_is_prose(element) or (element.tag == "h1" and element is not headline)):
            return
        is_time = element.tag in ("time", "amp-timeago")
        is_line = element.tag in ("p", "span", "div", "li", "small", "b", "em", "strong", "td") and not len(element)
        if (is_time or is_line) and not _inside_other(element) and not is_modification(element):
            yield element


def _is_prose(element: HtmlElement) -> bool:
    if element.tag not in ("p", "div", "section", "td"):
        return False
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    return len(own.strip()) >= PROSE or (element.tag == "p" and len(text_of(element)) >= PROSE)
