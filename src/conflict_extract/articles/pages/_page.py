"""One page to its articles: one, or the posts of a live blog, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from conflict_extract.articles._items import Found, Item
from conflict_extract.articles.pages._embedded import embedded_article
from conflict_extract.articles.pages._facts import Facts, behind_headline, facts_of
from conflict_extract.articles.pages._kinds import (
    is_offer,
    is_wall,
    kind_named,
    kind_of_page,
    length_of_prose,
)
from conflict_extract.articles.pages._live_blog import Post, posts_of
from conflict_extract.articles.pages._structured_data import json_ld_nodes, lines_of
from conflict_extract.articles.pages._teasers import teasers_of
from conflict_extract.articles.pages._text import article_lines
from conflict_extract.articles.pages._tree import letters_of, no_article, parsed_page
from conflict_extract.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# How much longer the text in the page's data must be than what the page shows to be taken instead.
_LONGER = 1.5
_SHORTEST_BODY = 80
# An article with less than this share of the words that its page counts has been cut.
_CUT = 0.6
# A text in English has more of its letters in Latin script than this.
_LATIN = 0.2
# A paywall stands at the end of what can be read.
_LINES_OF_A_WALL = 12
_PAYWALLED = "paywalled: only its beginning"


def page_items(html: str, path: str, *, name: str | None = None, url: str | None = None) -> Iterator[Found]:
    """The articles of a page: one, or one a post of a live blog.

    Args:
        html: the page, decoded, with newlines as `\\n`.
        path: the file that it comes from.
        name: how messages call it, the path unless given.
        url: where it was found, for a page that does not say so itself.

    Raises:
        ArticleError: it holds no article; the message says what it is instead.
    """
    name = name or path
    tree = parsed_page(html, name)
    nodes = json_ld_nodes(tree)
    facts = facts_of(tree, nodes, url)
    posts = posts_of(tree, nodes, facts)
    for number, post in enumerate(posts, start=1):
        yield _post_item(post, facts, path), f"{name}, post {number}"
    if not posts:
        yield _article(tree, facts, path, name), name


def page_item(html: str, path: str, *, name: str | None = None, url: str | None = None) -> Item:
    """The article of a page that stands inside something else; of a live blog all its posts as one.

    Raises:
        ArticleError: it holds no article; the message says what it is instead.
    """
    name = name or path
    tree = parsed_page(html, name)
    return _article(tree, facts_of(tree, json_ld_nodes(tree), url), path, name)


def _post_item(post: Post, facts: Facts, path: str) -> Item:
    base = urldefrag(facts.url)[0] if facts.url else None
    origins = {"outlet": facts.origins["outlet"]} if facts.outlet else {}
    if post.published:
        origins["published"] = "time of the post"
    return Item(
        text=post.text,
        path=path,
        outlet=facts.outlet,
        published=post.published,
        title=post.title,
        url=post.url or (f"{base}#{post.identity}" if base and post.identity else base),
        language=_language(facts, post.text),
        external_id=post.identity,
        stated=frozenset({"published", "title"}),
        origins=origins,
        note=f"a time of day ({post.clock}) without a day" if post.clock else None,
    )


def _article(tree: HtmlElement, facts: Facts, path: str, name: str) -> Item:
    """The one article of a page: what it shows, else what its data hold.

    Raises:
        ArticleError: it holds none.
    """
    is_article = facts.article is not None
    is_dated = is_article or "published" in facts.origins
    page_title, spoken = (tree.findtext(".//title"), tree.find(".//h1"))
    titles = [facts.title, page_title, spoken.text_content() if spoken is not None else None]
    teasers = teasers_of(tree, titles, is_article=is_dated)
    if not teasers.is_list:
        teasers.remove()
    browser_notes = " ".join(tree.xpath("//noscript//text()"))[:2000]
    lines = article_lines(tree, name)
    shown = length_of_prose(lines, facts.title)
    body = lines_of(facts.article.get("articleBody")) if facts.article else []
    if sum(map(len, body)) >= max(_SHORTEST_BODY, _LONGER * shown) or _is_same(body, lines):
        return _item(facts, body, path)
    kind = kind_of_page(lines, titles, is_article=is_article)
    if kind is not None or not shown:
        embedded = embedded_article(tree, titles, path, name)
        if embedded is not None:
            return _from_data(facts, embedded, page_title)
    if kind is not None:
        raise kind.error(name)
    if teasers.is_list:
        raise ArticleError(
            f"{name} lists {len(teasers.elements)} articles and holds none of its own",
            hint="save the pages of the articles themselves",
        )
    if not any(any(map(str.isalnum, line)) for line in lines):
        shell = kind_named("shell")
        scripts = sum(1 for _ in tree.iter("script"))
        raise shell.error(name) if shell.lines.search(browser_notes) or scripts else no_article(name)
    is_walled = any(map(is_wall, lines[-_LINES_OF_A_WALL:]))
    if is_walled:
        end = max(0, len(lines) - _LINES_OF_A_WALL)
        lines = [*lines[:end], *(line for line in lines[end:] if not is_offer(line))]
        if not length_of_prose(lines, facts.title):
            raise kind_named("paywall").error(name)
    return _item(facts, lines, path, is_walled=is_walled)


def _is_same(body: list[str], lines: list[str]) -> bool:
    """Whether the page shows nothing but the text in its data, which then has the paragraphs."""
    return len(body) > len(lines) and letters_of("".join(lines)) in letters_of("".join(body))


def _item(facts: Facts, lines: list[str], path: str, *, is_walled: bool = False) -> Item:
    text = "\n".join(lines)
    return Item(
        text=text,
        path=path,
        outlet=facts.outlet,
        published=facts.published,
        title=facts.title,
        url=facts.url,
        language=_language(facts, text),
        origins=facts.origins,
        note="; ".join(filter(None, (_PAYWALLED if is_walled or _is_cut(facts, text) else None, facts.note))) or None,
    )


def _is_cut(facts: Facts, text: str) -> bool:
    """Whether the page says that its article costs something and has more words than are here."""
    node = facts.article or {}
    words = node.get("wordCount")
    is_free = str(node.get("isAccessibleForFree", True)).lower() not in ("false", "no", "0")
    try:
        return not is_free and len(text.split()) < _CUT * int(words if isinstance(words, str | int) else 0)
    except ValueError:
        return False


def _from_data(facts: Facts, item: Item, page_title: str | None) -> Item:
    """The article of the page's data, with what the page itself says where the data say nothing."""
    outlet = facts.outlet or behind_headline(page_title, [item.title])
    return replace(
        item,
        text="\n".join(line for line in item.text.splitlines() if line.strip()),
        outlet=outlet or item.outlet,
        published=facts.published or item.published,
        title=item.title or facts.title,
        url=facts.url or item.url,
        language=item.language or _language(facts, item.text),
        origins={**item.origins, **facts.origins, **({"outlet": "page title"} if outlet and not facts.outlet else {})},
    )


def _language(facts: Facts, text: str) -> str | None:
    """The language that the page declares; pages in other scripts are often built from an English frame."""
    letters = [] if text.isascii() else [character for character in text[:4000] if character.isalpha()]
    hardly_latin = sum(map(str.isascii, letters)) < _LATIN * len(letters)
    return None if facts.language and facts.language[:2].lower() == "en" and hardly_latin else facts.language
