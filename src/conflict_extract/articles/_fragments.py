"""Pieces of HTML as they stand in feeds, tables and JSON: their text, a paragraph a line."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from conflict_extract.articles._key_tables import key_table

_TAG = re.compile(
    r"</(?:p|div|a|span|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|figure|figcaption|table|tr|td|section|article|body)\s*>"
    r"|<(?:p|br|hr|img)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d?);")


def is_markup(text: str) -> bool:
    """Whether a text is written in HTML."""
    return "<" in text and _TAG.search(text) is not None


def unescaped(text: str) -> str:
    """The text with characters where references to them such as `&#8217;` stand."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def text_of_fragment(markup: str) -> str:
    """The text of a piece of HTML; scripts, styles and comments left out."""
    from lxml import etree
    from lxml.html import HTMLParser

    try:
        data = markup.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair: whoever checks the text says so
        return markup
    # The outer element keeps text that stands before the first tag in its place.
    root = etree.fromstring(
        b"<div>" + data + b"</div>", HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )
    return text_of_element(root) if root is not None else ""


def text_of_element(root: Any) -> str:
    """The text below an element of HTML or of an XML vocabulary with the same names, a block a line."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    hidden = 0
    for event, element in iterwalk(root, events=("start", "end")):
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if name in _elements("unseen"):
            hidden += 1 if event == "start" else -1
        elif name in _elements("blocks"):
            pieces.append("\n")
        if event == "start" and not hidden and name:
            pieces.append(_on_one_line(element.text))
        elif event == "end" and element is not root and not hidden:
            pieces.append(_on_one_line(element.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


@cache
def _elements(kind: str) -> frozenset[str]:
    return frozenset(key_table()["markup"][kind])


def _on_one_line(text: str | None) -> str:
    return re.sub(r"\s", " ", text) if text else ""
