"""Pages of `t.me`: what a channel shows of itself on the web, and one post of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conflict_extract.articles._dates import published_or_none
from conflict_extract.articles.formats._telegram_page import has_class, written_text
from conflict_extract.articles.formats._telegram_posts import Chat, Post


def posts_of_preview(html: str) -> tuple[Chat, Iterator[Post]]:
    """The channel that a page is of, and its posts with a text."""
    from lxml.html import HTMLParser, document_fromstring

    data = html.encode("utf-8", "replace")
    root = document_fromstring(data, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    names = root.xpath(
        f"//*[{has_class('tgme_channel_info_header_title')} or {has_class('tgme_widget_message_owner_name')}]"
    )
    titles = root.xpath("//meta[@property='og:title']/@content")
    name = written_text(names[0]) if names else str(titles[0]) if titles else None
    posts = root.xpath(f"//div[{has_class('tgme_widget_message')}]/@data-post")
    username = str(posts[0]).partition("/")[0] if posts else None
    return Chat(name=name or None, kind="public_channel", username=username), _posts(root)


def _posts(root: Any) -> Iterator[Post]:
    for message in root.xpath(f"//div[{has_class('tgme_widget_message')} and @data-post]"):
        channel, _, number = message.get("data-post").partition("/")
        texts = [
            text
            for text in message.xpath(f".//div[{has_class('tgme_widget_message_text')}]")
            if not any("reply" in (each.get("class") or "") for each in text.iterancestors("a", "div"))
        ]
        written = written_text(texts[0]) if texts else ""
        if not written or not channel:
            continue
        times = message.xpath(f".//a[{has_class('tgme_widget_message_date')}]//time/@datetime")
        sources = message.xpath(f".//*[{has_class('tgme_widget_message_forwarded_from_name')}]")
        answered = message.xpath(f".//a[{has_class('tgme_widget_message_reply')}]/@href")
        yield Post(
            number=number,
            text=written,
            published=published_or_none(times[0]) if times else None,
            is_channel=True,
            forwarded_from=written_text(sources[0]) or None if sources else None,
            answers=answered[0].rpartition("/")[2].partition("?")[0] if answered else None,
        )
