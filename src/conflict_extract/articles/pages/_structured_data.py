"""What a page says about itself in JSON: schema.org in JSON-LD, and what a script would build the page from."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from conflict_extract.articles._key_values import text_value
from conflict_extract.articles.pages._tree import names

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]

_MOST_NODES = 5_000
_MOST_READ_AGAIN = 20_000_000
_DEEPEST = 40
_COMMENT = re.compile(
    r"^\s*(?:<!--|/\*<!\[CDATA\[\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\]\]>\*/|//\s*\]\]>|\]\]>);?\s*$"
)
_ASSIGNED = re.compile(r"""[=(]\s*(?:JSON\.parse\(\s*(?="))?(?=\{\s*"|\[\s*[\[{"]|")""")
_JSON_TYPES = re.compile(r"application/(?:[\w.-]+\+)?json", re.IGNORECASE)
_FEWEST_CHARACTERS = 200


def json_ld_nodes(tree: HtmlElement) -> list[Node]:
    """The objects that the page's JSON-LD holds, outermost first, those that stand for other articles left out.

    What is not JSON is passed over: half of a page's scripts may be broken, and the article is still there.
    """
    found: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" in str(script.get("type") or "").lower():
            found.extend(_objects(_parsed(script.text or "")))
    return found[:_MOST_NODES]


def types_of(node: Node) -> frozenset[str]:
    """The types that an object of schema.org has, without the address of the vocabulary."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return frozenset(re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str))


def article_nodes(nodes: Iterable[Node]) -> list[Node]:
    """The objects that describe an article."""
    return [node for node in nodes if not types_of(node).isdisjoint(names("article_types"))]


def is_list(nodes: Iterable[Node]) -> bool:
    """Whether the page says that it is a list of articles."""
    return any(not types_of(node).isdisjoint(names("list_types")) for node in nodes)


def string_in(value: Any) -> str | None:
    """The string that a value of schema.org stands for: itself, the first of a list, or the name of an object."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((each for each in value if each), None)
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("url") or value.get("@id")
    if not isinstance(value, str) or not value.strip():
        return None
    return html.unescape(value).strip()


def lines_of(value: Any) -> list[str]:
    """The lines of a text that stands in JSON, also where it is written in HTML or in pieces."""
    text = text_value(value)
    lines = (" ".join(line.split()) for line in text.splitlines()) if text else ()
    return [line for line in lines if line]


def embedded_data(tree: HtmlElement) -> Iterator[Any]:
    """The data that stands in the page's scripts for a script to build the page from, as parsed JSON.

    `<script type="application/json">` (`__NEXT_DATA__` and the like), and objects that a script assigns
    (`window.__INITIAL_STATE__ = {…}`).
    """
    for script in tree.iter("script"):
        kind, text = str(script.get("type") or "").lower(), script.text or ""
        if len(text) < _FEWEST_CHARACTERS or "ld+json" in kind:
            continue
        if _JSON_TYPES.search(kind):
            content = _parsed(text)
            if content is not None:
                yield content
        elif not kind or "javascript" in kind or kind == "module":
            yield from _assigned(text)


def _assigned(script: str) -> Iterator[Any]:
    """Objects and lists that a script assigns or hands on, written out or as a string for `JSON.parse`."""
    decoder = json.JSONDecoder(strict=False)
    position, left = 0, _MOST_READ_AGAIN
    for _ in range(_MOST_NODES):
        match = _ASSIGNED.search(script, position)
        if match is None or left < 0:
            return
        position = match.end()
        try:
            content, end = decoder.raw_decode(script, position)
            if isinstance(content, str):
                content = json.loads(content, strict=False) if "JSON.parse" in match[0] else None
        except json.JSONDecodeError as error:
            # What was read in vain is read again from the next beginning.
            left -= max(error.pos - position, 0)
            continue
        except (ValueError, RecursionError):
            left -= _MOST_READ_AGAIN // 100
            continue
        if end - position >= _FEWEST_CHARACTERS and isinstance(content, dict | list):
            yield content
        position = end


def _parsed(text: str) -> Any:
    """The JSON of a script, with line breaks in strings and comments around it; None where it is none."""
    text = _COMMENT.sub("", _COMMENT.sub("", text)).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(content: Any) -> Iterator[Node]:
    """Objects breadth first: the page's own stands before what it mentions."""
    level: list[Any] = [content]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if "@type" in value:
                    yield value
                below.extend(value[key] for key in value if key not in names("others"))
            elif isinstance(value, list):
                below.extend(value)
        level = [value for value in below if isinstance(value, dict | list)]
        if not level or len(level) > _MOST_NODES:
            return
