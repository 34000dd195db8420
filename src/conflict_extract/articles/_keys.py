"""Objects and rows as scrapers, news services and archives write them: which key holds what of an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from conflict_extract.articles._dates import Order, order_with_stops
from conflict_extract.articles._fragments import unescaped
from conflict_extract.articles._items import Item
from conflict_extract.articles._key_lookup import MOST_KEYS, Keys, dates_named_so, names_of
from conflict_extract.articles._key_tables import canonical, paths_of
from conflict_extract.articles._key_values import (
    date_value,
    is_in_figures_with_stops,
    is_nothing,
    looks_like_date,
    text_value,
    without_cut_mark,
)
from conflict_extract.articles._language import language_of
from conflict_extract.articles._make import normalised
from conflict_extract.articles.formats.page import page_item
from conflict_extract.errors import ArticleError

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass
class _Facts:
    """What has been found in one object."""

    origins: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    stated: set[str] = field(default_factory=set)


def item_of(
    keys: Any, path: str, name: str, *, defaults: Mapping[str, str] | None = None, order: Order | None = None
) -> Item:
    """The item that an object, or the row of a table, describes.

    Values of the wrong type and dates that cannot be read are null: the article is kept.

    Args:
        keys: the object.
        path: its file.
        name: how messages call it.
        defaults: what its file says of all of them.
        order: what comes first in the numeric dates of its file.

    Raises:
        ArticleError: it is no object, or none of its keys holds a text.
    """
    if not isinstance(keys, dict):
        raise ArticleError(f"{name} is not a JSON object", hint='each article is an object such as {"text": "…"}')
    known, facts = Keys(keys), _Facts()
    text, page = _text(known, name, facts)
    outlet = _outlet(known, facts)
    if outlet is None and defaults and "outlet" in defaults:
        outlet, facts.origins["outlet"] = defaults["outlet"], "the file's own"
        facts.stated.add("outlet")
    language = _first(known, "language") or (defaults or {}).get("language")
    published = _published(known, facts, order, lambda: language_of(text, language))
    title = _first(known, "title")
    for key in ("outlet", "published", "title"):
        if key in known.by_name:  # our own keys: null says that it is unknown
            facts.stated.add(key)
    item = Item(
        text=text,
        path=path,
        outlet=outlet,
        published=published,
        title=unescaped(title) if title else None,
        url=_url(known),
        language=language,
        external_id=_first(known, "id"),
        stated=frozenset(facts.stated),
        origins=facts.origins,
        note="; ".join(facts.notes) or None,
    )
    return item if page is None else _with_page(item, page)


def _with_page(item: Item, page: Item) -> Item:
    """The item with what the page says that its other keys say nothing about."""
    unsaid = {
        name: getattr(page, name)
        for name in ("outlet", "published", "title", "url", "language")
        if getattr(item, name) is None and name not in item.stated
    }
    origins = {**{name: origin for name, origin in page.origins.items() if name in unsaid}, **item.origins}
    notes = [note for note in (page.note, item.note) if note]
    return replace(item, **unsaid, stated=item.stated | page.stated, origins=origins, note="; ".join(notes) or None)


def has_text(keys: Any, *, summaries: bool = False) -> bool:
    """Whether an object holds the text of an article, or at least its summary."""
    if not isinstance(keys, dict) or len(keys) > MOST_KEYS:
        return False
    known = Keys(keys)
    names = ("text", "page", "summary") if summaries else ("text", "page")
    return any(
        text_value(value) is not None for name in names for _, value in known.all_of(name) if not _holds_articles(value)
    )


def names_text(names: Mapping[str, Any]) -> bool:
    """Whether one of the names is that of a text."""
    known = {canonical(name) for name in names}
    return any("".join(path) in known for kind in ("text", "page", "summary") for path in paths_of(kind))


def names_article(names: list[str]) -> bool:
    """Whether names of columns are those of a text and of at least one other thing about an article."""
    known = set(map(canonical, names))
    has = {
        kind
        for kind in ("text", "outlet", "published", "title", "url")
        for path in paths_of(kind)
        if "".join(path) in known
    }
    return "text" in has and len(has) > 1


def dates_of(keys: Any) -> Iterator[Any]:
    """What stands where an object says when it was published, to see in what order its file writes day and month."""
    if isinstance(keys, dict):
        for _, value in Keys(keys).all_of("published"):
            yield value


def outlet_of(keys: Mapping[str, Any]) -> str | None:
    """The outlet that an object names."""
    return _outlet(Keys(keys), _Facts())


def _text(keys: Keys, name: str, facts: _Facts) -> tuple[str, Item | None]:
    """The text, and the page that it was taken from, if it was."""
    for kind in ("text", "page", "summary"):
        for key, value in keys.all_of(kind):
            if kind == "page" and isinstance(value, str) and _PAGE.search(value[:4000]):
                page = page_item(normalised(value), name)
                return page.text, page
            text = None if _holds_articles(value) else text_value(value)
            if text is None:
                continue
            text, cut = without_cut_mark(text)
            if kind == "summary":
                facts.notes.append(f"only what stands under {key}: there is no whole text")
            if cut:
                facts.notes.append(cut)
            if _says_paywalled(keys):
                facts.notes.append("paywalled: perhaps only its beginning")
            return text, None
    own = keys.by_name.get("text")
    if own is not None and not is_nothing(own[1]):
        problem = f'has a "{own[0]}" that is not a string'
    else:
        problem = 'has no key "text"' if own is None else "holds no text"
    given = [key for key, value in keys.by_name.values() if not is_nothing(value)]
    has = f"; its keys are {', '.join(key[:40] for key in given[:12])}" if given else ""
    wanted = 'give the article\'s text under the key "text"'
    if own is None and _url(keys) is not None:
        problem, wanted = "holds an address and no text", f"fetch the page and give it as a file, or {wanted}"
    raise ArticleError(f"{name} {problem}", hint=f"{wanted}{has}")


def _holds_articles(value: Any) -> bool:
    """Whether a value under the name of a text is an article of its own, or a list of them."""
    entry = value[0] if isinstance(value, list) and value else value
    if not isinstance(entry, dict):
        return False
    keys = Keys(entry)
    return any(next(keys.all_of(kind), None) is not None for kind in ("url", "published", "outlet")) and has_text(entry)


def _says_paywalled(keys: Keys) -> bool:
    for name, sign in (("freeaccess", False), ("isaccessibleforfree", False), ("ispaywalled", True), ("paywall", True)):
        found = keys.by_name.get(name)
        if found is not None and (found[1] is sign or str(found[1]).lower() == str(sign).lower()):
            return True
    return False


def _outlet(keys: Keys, facts: _Facts) -> str | None:
    address: tuple[str, str] | None = None
    for key, value in keys.all_of("outlet"):
        names = names_of(value, "outlet")
        if not names:
            continue
        name = names[0]
        if _ADDRESS.match(name):
            host = _host(name)
            # An address is that of the article, and says less than a name that may follow.
            if host and address is None:
                address = (host, key)
            continue
        if looks_like_date(name):  # `publication` is the outlet in one table and the date in another
            continue
        if len(names) > 1:
            facts.notes.append(f"also of {', '.join(names[1:4])}")
        facts.stated.add("outlet")
        facts.origins["outlet"] = f"key {key}"
        return _without_www(name)
    if address is None:
        return None
    facts.stated.add("outlet")
    facts.origins["outlet"] = f"key {address[1]}"
    return address[0]


def _without_www(name: str) -> str:
    return name[4:] if name[:4].lower() == "www." and " " not in name else name


def _host(address: str) -> str | None:
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        return None
    return _without_www(host) if host else None


def _published(keys: Keys, facts: _Facts, order: Order | None, language: Callable[[], str | None]) -> str | None:
    """The date of publication under the first key that has one; the language is asked for only where it may tell."""
    candidates = list(keys.all_of("published")) + (list(keys.all_of("created")) if keys.is_post else [])
    in_parts = keys.date_in_parts()
    if in_parts is not None:
        candidates.append(("year, month, day", in_parts))
    looked_at: set[str] = set()
    published: str | None = None
    for key, value in candidates:
        if isinstance(value, dict) and date_value(value) is None:
            continue
        looked_at.add(key)
        facts.stated.add("published")
        told_by = "file"
        if order is None and is_in_figures_with_stops(value):
            order, told_by = order_with_stops(language()), "language"
        published = date_value(value, order)
        if published:
            told = order is not None and date_value(value) is None
            facts.origins["published"] = f"key {key}" + (f", {order} as in its {told_by}" if told else "")
            version = keys.by_name.get("version")
            if canonical(key) == "versioncreated" and version and str(version[1]) != "1":
                facts.notes.append(f"dated by its version {str(version[1])[:20]}")
            break
        facts.notes.append(f"no date in {key}: {_shown(value)}")
    unused = [
        key
        for key, value in dates_named_so(keys)
        if key not in looked_at and key.partition(".")[0] not in looked_at and not _same(value, published)
    ]
    if unused:
        facts.notes.append(f"dates not used: {', '.join(unused[:6])}")
    return published


def _same(value: Any, published: str | None) -> bool:
    """Whether a value gives the date again that was found."""
    return published is not None and str(value)[:10] == published[:10] and date_value(value) is not None


def _shown(value: Any) -> str:
    try:
        return repr(value if isinstance(value, str) else str(value))[:40]
    except ValueError:  # a number of thousands of digits
        return "a number"


def _url(keys: Keys) -> str | None:
    for key, value in keys.all_of("url"):
        for name in names_of(value, "url"):
            plain = canonical(key) == "url"
            if plain or (_ADDRESS.match(name) and (canonical(key) != "source" or _behind_host(name))):
                return name
    return None


def _behind_host(address: str) -> str:
    """What stands behind the host of an address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path.strip("/") + parts.query


def _first(keys: Keys, kind: str) -> str | None:
    for _, value in keys.all_of(kind):
        names = names_of(value, kind)
        if names:
            return names[0]
    return None
