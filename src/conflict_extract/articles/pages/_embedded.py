"""The article of a page that only a script would show: found in the data that the script would show it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from conflict_extract.articles._items import Item
from conflict_extract.articles.pages._structured_data import embedded_data
from conflict_extract.articles.pages._tree import letters_of
from conflict_extract.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_OBJECTS = 20_000
_DEEPEST = 40
_SHORTEST = 80


def embedded_article(tree: HtmlElement, titles: Iterable[str | None], path: str, name: str) -> Item | None:
    """The article in the page's data: that with the page's title, else the longest text; None where there is none.

    Args:
        tree: the page.
        titles: how the page calls it.
        path: the file.
        name: how messages call the page.
    """
    # An object may hold a page, as a page may hold objects.
    from conflict_extract.articles._keys import has_text, item_of

    wanted = [letters for title in titles if title and (letters := letters_of(title))]
    best: tuple[bool, int, Item] | None = None
    for keys in _objects(embedded_data(tree)):
        if not has_text(keys):
            continue
        try:
            item = item_of(keys, path, name)
        except ArticleError:
            continue
        own = letters_of(item.title or "")
        is_named = bool(own) and any(title.startswith(own) for title in wanted)
        tells = is_named or (item.title and (item.published or item.url))
        if tells and len(item.text) >= _SHORTEST and " " in item.text.strip():
            found = (is_named, len(item.text), item)
            best = found if best is None or found[:2] > best[:2] else best
    return best[2] if best else None


def _objects(contents: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Every object, outermost first."""
    count = 0
    for content in contents:
        level = [content]
        for _ in range(_DEEPEST):
            below: list[Any] = []
            for value in level:
                if isinstance(value, dict):
                    count += 1
                    yield value
                    below.extend(value.values())
                else:
                    below.extend(value)
            level = [value for value in below if isinstance(value, dict | list)]
            if not level or count > _MOST_OBJECTS:
                break
