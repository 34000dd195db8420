"""What a page says about its article: title, outlet, date of publication, address, language; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from conflict_extract.articles._make import tidy
from conflict_extract.articles._outlet_names import is_outlet, is_written_like_a_name
from conflict_extract.articles.pages._published import is_of_another, published_date
from conflict_extract.articles.pages._structured_data import Node, article_nodes, string_in, types_of
from conflict_extract.articles.pages._tree import attribute, is_apart, letters_of, names, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What parts a headline from the name of the outlet in a title.
_TITLE_PARTS = re.compile(r"\s+(?:[|–—·•»:-]|::)\s+|\s*\|\s*")
# What the Internet Archive writes before every address of a page that it keeps.
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(?=https?:)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9_-]+)?")


# A headline has so many letters.
_SHORTEST = 12
_MOST_HEADLINES = 100


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
    note: str | None = None


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
    own_url = _address(tree, meta, article) or (_ARCHIVED.sub("", url) if url else None)
    outlet, outlet_origin = _outlet(tree, meta, nodes, article, spoken, own_url)
    language = _language(tree, meta, article)
    dated = published_date(tree, nodes, meta, article, headline, language)
    origins = {"outlet": outlet_origin, "published": dated.origin or ""}
    return Facts(
        title=_title(tree, meta, article, spoken, outlet),
        outlet=outlet,
        published=dated.published,
        url=own_url,
        language=language,
        origins={key: origin for key, origin in origins.items() if origin},
        article=article,
        note=dated.note,
    )


def main_headline(tree: HtmlElement) -> HtmlElement | None:
    """The headline of the page: its first `<h1>` that is no logo, else what its title begins with."""
    found = [h1 for h1 in islice(tree.iter("h1"), _MOST_HEADLINES) if text_of(h1) and not is_apart(h1)]
    headline = next((h1 for h1 in found if not _is_logo(h1)), None)
    if headline is not None:
        return headline
    title = letters_of(_page_title(tree) or "")
    for element in tree.iter("h2", "h3", "b", "strong") if title else ():
        letters = letters_of(text_of(element))
        if len(letters) >= _SHORTEST and title.startswith(letters) and not is_apart(element):
            return element
    return None


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
            if name and content and len(content) < 1000 and not (key == "itemprop" and is_of_another(element)):
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
    title = _page_title(tree)
    if title and title != spoken and is_outlet(title) and is_written_like_a_name(title):
        return title, "page title"
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
    return next((_ARCHIVED.sub("", url) for url in given if _is_address(url)), None)


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
