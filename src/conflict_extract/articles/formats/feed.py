"""Feeds: RSS, Atom and RDF, one article an item."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from conflict_extract.articles._dates import Order
from conflict_extract.articles._fragments import is_markup, text_of_fragment, unescaped
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._key_values import date_value, order_of, text_value
from conflict_extract.articles._limits import LARGEST_FEED
from conflict_extract.articles._make import tidy
from conflict_extract.articles._markup import PROLOG
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats._libraries import needed
from conflict_extract.errors import ArticleError

_FEED = re.compile(PROLOG + rb"<(?:\w+:)?(?:rss|rdf:RDF|RDF|feed)\b", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(PROLOG + rb"<([\w:.-]{1,60})", re.DOTALL)
_ENDS = re.compile(rb"</(?:\w+:)?(?:rss|RDF|feed)\s*>\s*(?><!--.*?-->\s*)*\Z", re.DOTALL | re.IGNORECASE)
_CHANGES = re.compile(rb"<\w+:(?:updated|modified)\b")
_APPEARED = re.compile(
    r"\n?The post .{1,300} appeared first on .{1,100}\.?\s*\Z|\n?Continue "
    r"reading\W*\Z|\n?Read more\W*\Z"
)
_NAME_PARTS = re.compile(r"\s+[|–—·•»>«:/-]+\s+|\s*[|»]\s*|:\s+")
_SECTIONS = re.compile(
    r"(?:(?:latest|breaking|top|all|world|local|international|home|front|politics|middle|east|africa|asia|europe|news|rss|feeds?|"
    r"headlines|stories|posts|articles|page|updates|the|and|of|for)\W*)+",
    re.IGNORECASE,
)


def recognises(head: bytes) -> bool:
    """Whether a file begins like a feed."""
    return _FEED.match(head) is not None


def read(source: Source) -> Iterator[Found]:
    """The items of a feed.

    Raises:
        ArticleError: it is no feed, it is too large, or it declares entities of its own.
        OSError: the file cannot be read.
    """
    name, limit = source.shown, LARGEST_FEED
    data = source.content(
        limit,
        too_large=ArticleError(
            f"{name} is too large: a feed of over {limit:,} bytes", hint="split it into smaller ones"
        ),
    )
    if not recognises(data):
        root = _ROOT.match(data)
        kind = "it does not begin like XML"
        if root is not None:
            kind = f"its outermost element is {root[1].decode('utf-8', 'replace')}"
        raise ArticleError(
            f"{name} is no feed: {kind}", hint="in XML, feeds and NewsML or NITF are read; give the text as .txt"
        )
    if b"<!ENTITY" in data:
        raise ArticleError(
            f"{name} declares entities of its own, which are not expanded", hint="remove its document type declaration"
        )
    feedparser = needed("feedparser", name)
    try:
        # A stream, for the library takes a string for the name of a file to open, or for an address to fetch.
        feed = feedparser.parse(
            io.BytesIO(data),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "text/xml"},
        )
    except Exception as error:
        # The library fails at damaged feeds with errors of every kind.
        raise ArticleError(f"{name} is a damaged feed ({type(error).__name__})", hint="fetch it again") from error
    outlet = _outlet_of(feed.feed)
    order = order_of(entry.get("published") for entry in feed.entries)
    has_changes = _CHANGES.search(data) is not None
    # The last item of a feed that is cut off may end in the middle of a sentence.
    is_cut = _ENDS.search(data[-4096:]) is None
    whole = feed.entries[:-1] if is_cut and _ends_inside_item(data) else feed.entries
    for number, entry in enumerate(whole, start=1):
        yield _item(entry, name, f"{name}, item {number}", outlet, order, dated=_dated(feed.version, has_changes))
    if is_cut:
        raise ArticleError(
            f"{name} is cut off: its end is missing; the items before that were read ({len(whole)})",
            hint="fetch it again",
        )
    if not feed.entries:
        raise ArticleError(f"{name} is a feed without items", hint="fetch it again, or remove it")


def _ends_inside_item(data: bytes) -> bool:
    begins, ends = (max(data.rfind(tag + name) for name in (b"item", b"entry")) for tag in (b"<", b"</"))
    return begins > ends


def _dated(version: str, has_changes: bool) -> bool:
    """Whether what the library calls `updated` is a date of publication: it puts `dc:date` there, too."""
    return version.startswith("rss") and not has_changes


def _item(entry: Any, path: str, name: str, outlet: str | None, order: Order | None, *, dated: bool) -> Found:
    texts = [str(content.get("value") or "") for content in entry.get("content", ())]
    whole = max((text_value(text) or "" for text in texts), key=len, default="")
    text = whole or text_value(entry.get("summary")) or ""
    text = _APPEARED.sub("", text).strip()
    title = _plain(entry.get("title"))
    if not any(map(str.isalnum, text)):
        what = f'nothing but its title, "{title[:60]}"' if title else "no text"
        return ArticleError(f"{name} holds {what}", hint="fetch the page that it leads to")
    published, origin, notes = _published(entry, order, dated=dated)
    if not whole:
        notes.append("only the feed's summary")
    own_source = entry.get("source") or {}
    source = _name_of(own_source.get("title"), own_source.get("href"))
    origins = {"outlet": "source of the item" if source else "title of the feed"} if source or outlet else {}
    return (
        Item(
            text=text,
            path=path,
            outlet=source or outlet,
            published=published,
            title=title,
            url=_address(entry.get("link")) or _address(entry.get("id")),
            language=entry.get("language") or None,
            external_id=tidy(entry.get("id")),
            stated=frozenset({"title"} if title else ()),
            origins={**origins, "published": origin} if origin else origins,
            note="; ".join(notes) or None,
        ),
        name,
    )


def _published(entry: Any, order: Order | None, *, dated: bool) -> tuple[str | None, str, list[str]]:
    """The date of publication, where it stands, and what is to be said about dates that are not used."""
    # The library's own `get` gives the date of publication where there is none of a change.
    written, changed = dict.get(entry, "published"), dict.get(entry, "updated")
    published = date_value(written, order)
    if published:
        return published, "pubDate" if written and not written[:4].isdigit() else "published", []
    notes = [f"no date in {written[:40]!r}"] if written else []
    if changed and dated and date_value(changed, order):
        return date_value(changed, order), "dc:date", notes
    if changed:
        notes.append("dates not used: updated")
    return None, "", notes


def _plain(title: Any) -> str | None:
    if not isinstance(title, str):
        return None
    return tidy(text_of_fragment(title) if is_markup(title) else unescaped(title))


def _address(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def _outlet_of(channel: Any) -> str | None:
    return _name_of(channel.get("title"), channel.get("link")) or _plain(channel.get("publisher"))


def _name_of(title: Any, address: Any) -> str | None:
    """The name of an outlet in the title of its feed: `Post` in `Post: World` and in `World | Post`."""
    plain = _plain(title)
    if not plain:
        return None
    parts = [part for part in (tidy(part) for part in _NAME_PARTS.split(plain)) if part]
    if len(parts) < 2:
        return plain
    host = (urlsplit(address).hostname or "") if isinstance(address, str) and "//" in address else ""
    for part in parts:
        letters = "".join(filter(str.isalnum, part.lower()))
        if len(letters) > 2 and (letters in host.replace("-", "").replace(".", "") or _initials(part, host)):
            return part
    named = [part for part in parts if not _SECTIONS.fullmatch(part)]
    for part in named:
        if any(word in host for word in part.lower().split() if len(word) > 4):
            return part
    return named[0] if named else parts[0]


def _initials(name: str, host: str) -> bool:
    letters = "".join(word[0] for word in name.lower().split())
    return len(letters) > 2 and letters in re.split(r"[.-]", host)
