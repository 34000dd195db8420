"""The pages of an export of Telegram Desktop in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from conflict_extract.articles._dates import published_or_none
from conflict_extract.articles.formats._telegram_posts import Chat, Post

_NUMBER = re.compile(r"message-?(\d+)")
_ANSWERED = re.compile(r"#go_to_message(\d+)")
_SPACE = re.compile(r"[ \t\r\n]+")


def posts_of_page(html: str) -> tuple[Chat, Iterator[Post]]:
    """The chat that a page is of, and its posts with a text."""
    from lxml.html import HTMLParser, document_fromstring

    data = html.encode("utf-8", "replace")
    root = document_fromstring(data, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    header = next(iter(root.xpath(f"//div[{has_class('page_header')}]//div[{has_class('text')}]")), None)
    return Chat(name=written_text(header) or None if header is not None else None), _posts(root)


def has_class(name: str) -> str:
    """The condition of XPath that an element is of a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _posts(root: Any) -> Iterator[Post]:
    sender: str | None = None
    forwarded_from: str | None = None
    for message in root.xpath(f"//div[{has_class('message')} and {has_class('default')}]"):
        body = next(iter(message.xpath(f"./div[{has_class('body')}]")), None)
        if body is None:
            continue
        sender = _name(body) or sender
        inner = next(iter(body.xpath(f"./div[{has_class('forwarded')} and {has_class('body')}]")), None)
        # In a row of messages from one source only the first names it.
        forwarded_from = (_name(inner) or forwarded_from) if inner is not None else None
        text = next(iter((body if inner is None else inner).xpath(f"./div[{has_class('text')}]")), None)
        number = _NUMBER.fullmatch(message.get("id") or "")
        written = written_text(text) if text is not None else ""
        if not written or number is None:
            continue
        times = body.xpath(f"./div[{has_class('date')}]/@title")
        yield Post(
            number=number[1],
            text=written,
            published=_moment(times[0]) if times else None,
            sender=sender,
            forwarded_from=forwarded_from,
            answers=_answered(message),
            has_media=bool(message.xpath(f".//div[{has_class('media_wrap')}]")),
        )


def _name(body: Any) -> str | None:
    """Whom a message is from, without the time that stands behind the name of whom it was forwarded from."""
    name = next(iter(body.xpath(f"./div[{has_class('from_name')}]")), None)
    if name is None:
        return None
    return " ".join((name.text or "").split()) or None


def _moment(title: str) -> str | None:
    """`14.03.2024 05:52:10 UTC+03:00` as ISO 8601: Telegram writes the day first wherever it is used."""
    match = re.fullmatch(r"(\d{2})\.(\d{2})\.(\d{4}) (\d{2}:\d{2}:\d{2})(?: UTC([+-]\d{2}:\d{2}))?", title.strip())
    return published_or_none(f"{match[3]}-{match[2]}-{match[1]}T{match[4]}{match[5] or ''}" if match else title)


def _answered(message: Any) -> str | None:
    for address in message.xpath(f".//div[{has_class('reply_to')}]//a/@href"):
        answered = _ANSWERED.search(address)
        if answered:
            return answered[1]
    return None


def written_text(element: Any) -> str:
    """The text of an element as it was sent, with its line breaks."""
    pieces: list[str] = []
    for event, node in _walk(element):
        if node.tag == "br" or node.tag in ("blockquote", "pre"):
            pieces.append("\n" if event == "start" or node.tag != "br" else "")
        if event == "start":
            pieces.append(_SPACE.sub(" ", node.text or ""))
        elif node is not element:
            pieces.append(_SPACE.sub(" ", node.tail or ""))
    return "\n".join(line.strip(" ") for line in "".join(pieces).split("\n")).strip()


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    from lxml.etree import iterwalk

    yield from iterwalk(element, events=("start", "end"))
