"""Live blogs: one article a post, from the page's own data and from its blocks with times, none lost."""

from __future__ import annotations

import re
from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from conflict_extract.articles._date_lines import date_line
from conflict_extract.articles._key_values import date_value
from conflict_extract.articles.pages._facts import Facts
from conflict_extract.articles.pages._published import is_modification
from conflict_extract.articles.pages._structured_data import Node, lines_of, string_in, types_of
from conflict_extract.articles.pages._tree import attribute, block_lines, is_apart, letters_of, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LIVE_TITLE = re.compile(
    r"\blive\b(?=\W*(?:$|:|blog|updates?|coverage|report|ticker|from|[|–—-]))|\bas it happened\b|\bminute by minute\b"
    r"|live-?(?:blog|ticker|updates)"
    r"|\ben direct\b|\ben vivo\b|\bdirecto\b|онлайн|хроника|хроніка|لحظة بلحظة|مباشر|canlı",
    re.IGNORECASE,
)
_LIVE_NAME = re.compile(r"live-?(?:blog|post|ticker|update|feed|coverage|stream-?post)|liveblog", re.IGNORECASE)
_LIVE_ADDRESS = re.compile(r"/live(?:blog|-?news|-?updates|-?blog|ticker)?/|-live-(?:updates|blog)|-as-it-happened")
_TIME_NAME = re.compile(r"(?:^|[\s_-])(?:time(?:stamp)?|clock|date(?:time)?)(?:$|[\s_-])", re.IGNORECASE)
_TIME_ATTRIBUTES = (
    "datetime",
    "data-timestamp",
    "data-time",
    "data-datetime",
    "data-date",
    "data-published",
    "data-ts",
)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_ELSEWHERE = ("figure", "figcaption", "blockquote")
# Posts without times written in a way that can be told from other lists are not told from them.
_FEWEST_POSTS = 3
_MOST_POSTS = 5_000
_SHORTEST_POST = 20
_LONGEST_TIME = 60
_COMPARED = 120
# Both are in the order of time: what belongs together is near.
_MOST_COMPARED = 300
_SHARE = 0.6


@dataclass(frozen=True)
class Post:
    """One post of a live blog; null is what the page does not say. `clock`: a time of day without a day."""

    text: str
    title: str | None = None
    published: str | None = None
    identity: str | None = None
    url: str | None = None
    clock: str | None = None


def posts_of(tree: HtmlElement, nodes: list[Node], facts: Facts) -> list[Post]:
    """The posts of a live blog in the order of the page; empty for every other page."""
    blogs = [node for node in nodes if "LiveBlogPosting" in types_of(node)]
    told = [post for node in blogs for post in _told(node.get("liveBlogUpdate"))]
    is_live = bool(blogs) or _is_named_live(tree)
    seems_live = (
        is_live
        or any(title is not None and _LIVE_TITLE.search(title) for title in (facts.title, tree.findtext(".//title")))
        or (facts.url is not None and _LIVE_ADDRESS.search(facts.url) is not None)
    )
    shown = _shown(tree, facts.language) if seems_live else []
    if not told and len(shown) < (1 if is_live else _FEWEST_POSTS):
        return []
    return _together(told, shown)[:_MOST_POSTS]


def _is_named_live(tree: HtmlElement) -> bool:
    return any(
        _LIVE_NAME.search(f"{attribute(element, 'class')} {attribute(element, 'id')}") and not is_apart(element)
        for element in tree.iter("div", "section", "article", "ol", "ul", "main", "body")
    )


def _told(updates: Any) -> list[Post]:
    """The posts that the page's JSON-LD gives."""
    found: list[Post] = []
    for update in updates if isinstance(updates, list) else [updates]:
        if not isinstance(update, dict):
            continue
        title = string_in(update.get("headline")) or string_in(update.get("name"))
        body = next(filter(None, (lines_of(update.get(key)) for key in ("articleBody", "text", "description"))), [])
        if not body and not title:
            continue
        written = string_in(update.get("datePublished")) or string_in(update.get("dateCreated"))
        url = string_in(update.get("url")) or string_in(update.get("@id"))
        found.append(
            Post(
                text="\n".join([title, *body] if title and title not in body[:1] else body),
                title=title,
                published=date_value(written) if written else None,
                identity=string_in(update.get("identifier")) or (url.partition("#")[2] if url else None) or None,
                url=url,
            )
        )
    return found


def _shown(tree: HtmlElement, language: str | None) -> list[Post]:
    """The posts that stand on the page as blocks of one kind, each with a time of its own."""
    marks: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    order: dict[HtmlElement, int] = {}
    days: list[tuple[int, str]] = []
    for number, element in enumerate(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        if _is_time(element):
            own = len(element.text_content()) > _LONGEST_TIME
            for ancestor in (element, *element.iterancestors()) if own else element.iterancestors():
                order.setdefault(ancestor, number)
                marks[ancestor].append(element)
        elif element.tag in ("h2", "h3", "h4", "p", "div", "span", "li") and not len(element):
            line = date_line(text_of(element), language)
            if line is not None and line.date.iso and line.kind == "line with the date":
                days.append((number, line.date.iso[:10]))
    kinds: dict[tuple[str, str], list[HtmlElement]] = defaultdict(list)
    for element in order:
        if element.tag in ("article", "li", "div", "section", "tr", "dd") and _says_more(element, marks[element]):
            kinds[element.tag, _class_of(element)].append(element)
    fitting = [(kind, _said(kind)) for kind in kinds.values() if not _nested(kind)]
    # Lists of key events repeat the headlines of posts; days and pages hold several of them.
    most = max((said for kind, said in fitting if len(kind) > 1), default=0)
    fitting = [(kind, said) for kind, said in fitting if said >= _SHARE * most]
    if not fitting:
        return []
    best = max(fitting, key=lambda pair: (len(pair[0]), pair[1]))[0]
    return [
        _post(element, marks[element], next((day for at, day in reversed(days) if at < order[element]), None))
        for element in sorted(best, key=order.__getitem__)
    ]


def _is_time(element: HtmlElement) -> bool:
    """Whether an element tells the time of what stands around it."""
    if any(ancestor.tag in _ELSEWHERE for ancestor in element.iterancestors()) or is_apart(element):
        return False
    if element.tag in ("time", "amp-timeago"):
        return True
    if any(element.get(name) for name in _TIME_ATTRIBUTES[1:]):
        return True
    if not _TIME_NAME.search(attribute(element, "class")):
        return False
    text = element.text_content().strip()
    return not len(element) and len(text) <= _LONGEST_TIME and _CLOCK.search(text) is not None


def _class_of(element: HtmlElement) -> str:
    """The first word of an element's class: the others tell posts apart that are of one kind."""
    return next((word for word in attribute(element, "class").split() if not any(map(str.isdigit, word))), "")


def _says_more(element: HtmlElement, times: list[HtmlElement]) -> bool:
    said = sum(len(time.text_content()) for time in times if time is not element)
    return len(" ".join(element.text_content().split())) - said >= _SHORTEST_POST


def _said(kind: list[HtmlElement]) -> int:
    return sum(len(each.text_content()) for each in kind)


def _nested(kind: list[HtmlElement]) -> bool:
    members = set(kind)
    return any(ancestor in members for element in kind for ancestor in element.iterancestors())


def _post(element: HtmlElement, times: list[HtmlElement], day: str | None) -> Post:
    mark = next((time for time in times if not is_modification(time)), times[0])
    published, clock = _moment(mark, day)
    heading = next((each for each in element.iter("h1", "h2", "h3", "h4", "h5", "h6") if text_of(each)), None)
    title = text_of(heading) if heading is not None else None
    identity = _identity(element)
    bare = deepcopy(element)
    bare.tail = None
    for part in list(bare.iter("time", "amp-timeago", "button", "nav", "aside", "form")):
        if part is not bare:
            part.drop_tree()
    for part in [each for each in bare.iter() if isinstance(each.tag, str) and each is not bare]:
        if part.getparent() is not None and (is_apart(part, within=bare) or _is_bare_time(part)):
            part.drop_tree()
    return Post("\n".join(block_lines(bare)), title, published, identity, clock=clock)


def _is_bare_time(element: HtmlElement) -> bool:
    text = element.text_content().strip()
    named = _TIME_NAME.search(attribute(element, "class")) is not None
    return named and (not text or (len(text) <= _LONGEST_TIME and _CLOCK.search(text) is not None))


def _moment(mark: HtmlElement, day: str | None) -> tuple[str | None, str | None]:
    """The moment of a post, else the time of day that it gives without a day."""
    for name in _TIME_ATTRIBUTES:
        published = date_value(attribute(mark, name)) if mark.get(name) else None
        if published:
            return published, None
    written = text_of(mark)[:_LONGEST_TIME]
    published = date_value(written)
    if published:
        return published, None
    clock = _CLOCK.search(written)
    if clock and day:
        return date_value(f"{day} {clock[0].replace('.', ':', 2)}"), None
    return None, clock[0] if clock else None


def _identity(element: HtmlElement) -> str | None:
    """The name by which the page's address leads to a post."""
    for each in (element, *element.iterdescendants("article", "div", "section", "a")):
        if attribute(each, "id"):
            return attribute(each, "id")
        if attribute(each, "name") and each.tag == "a":
            return attribute(each, "name")
    for link in element.iter("a"):
        anchor = attribute(link, "href").partition("#")[2]
        if anchor:
            return anchor
    return attribute(element, "data-id") or attribute(element, "data-post-id") or None


def _together(told: list[Post], shown: list[Post]) -> list[Post]:
    """Every post once: as the page shows it, in its paragraphs, with what its data say beside it."""
    waiting = [(post, letters_of(post.text)) for post in told]
    found: list[Post] = []
    for post in shown:
        letters = letters_of(post.text)
        if not letters:
            continue
        twin = next((pair for pair in waiting[:_MOST_COMPARED] if _same(letters, pair[1], post, pair[0])), None)
        if twin is None:
            found.append(post)
            continue
        waiting.remove(twin)
        longer = twin[0].text if len(twin[1]) > 1.3 * len(letters) else post.text
        found.append(
            replace(
                post,
                text=longer,
                title=twin[0].title or post.title,
                published=twin[0].published or post.published,
                identity=post.identity or twin[0].identity,
                url=twin[0].url,
                clock=None if twin[0].published else post.clock,
            )
        )
    return found + [post for post, letters in waiting if letters]


def _same(first: str, second: str, one: Post, other: Post) -> bool:
    if one.published and other.published and one.published[:10] != other.published[:10]:
        return False
    return second[:_COMPARED] in first or first[:_COMPARED] in second
