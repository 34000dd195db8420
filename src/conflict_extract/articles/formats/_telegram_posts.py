"""Posts of Telegram, whatever export they come from: which belong together, and what each is as an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from conflict_extract.articles._items import Item

# A text of more characters does not fit into one message and goes on in the next.
_ALMOST_FULL = 3500
# Seconds between messages that are sent as one, between the parts of a long text, and before a channel's own answer
# that goes on with its post.
_SENT_AS_ONE, _NEXT_PART, _ADDED = 2, 120, 600


@dataclass(frozen=True)
class Chat:
    """A channel, group or conversation; `kind` is Telegram's own word for it, `username` its name in addresses."""

    name: str | None = None
    kind: str = ""
    number: str | None = None
    username: str | None = None

    @property
    def is_personal(self) -> bool:
        """Whether this is a conversation of the person who exported it, and neither a channel nor a group."""
        return self.kind in ("personal_chat", "bot_chat", "verification_codes", "replies")

    @property
    def is_private(self) -> bool:
        """Whether this is a conversation, or a group of people who know each other."""
        return self.is_personal or self.kind == "private_group"


@dataclass(frozen=True)
class Post:
    """One message with a text."""

    number: str
    text: str
    published: str | None
    sender: str | None = None
    is_channel: bool = False
    forwarded_from: str | None = None
    edited: str | None = None
    answers: str | None = None
    has_media: bool = False
    later: tuple[str, ...] = ()


def joined(posts: Iterable[Post]) -> Iterator[Post]:
    """The posts, with those made one that are one to a reader: albums, long texts in parts, and what a channel adds to
    its own post within minutes as an answer to it."""
    before: Post | None = None
    last: Post | None = None
    for post in posts:
        if before is not None and last is not None and _goes_on(before, last, post):
            before = replace(before, text=f"{before.text}\n{post.text}", later=(*before.later, post.number))
        else:
            if before is not None:
                yield before
            before = post
        last = post
    if before is not None:
        yield before


def _goes_on(post: Post, last: Post, following: Post) -> bool:
    if following.sender != post.sender or following.forwarded_from != post.forwarded_from:
        return False
    seconds = _seconds_between(last.published, following.published)
    if seconds is None:
        return False
    if last.has_media and following.has_media and seconds <= _SENT_AS_ONE:
        return True
    if len(last.text) >= _ALMOST_FULL and seconds <= _NEXT_PART:
        return True
    return following.answers in (post.number, *post.later) and seconds <= _ADDED


def _seconds_between(first: str | None, second: str | None) -> float | None:
    try:
        seconds = (datetime.fromisoformat(second or "") - datetime.fromisoformat(first or "")).total_seconds()
    except (ValueError, TypeError):  # one of them says its zone and the other does not
        return None
    return seconds if seconds >= 0 else None


def item_of_post(post: Post, chat: Chat, path: str, username: str | None) -> Item:
    """The article that a post is: its channel is the outlet, whatever it was forwarded from."""
    outlet, origin = _outlet(post, chat)
    notes = []
    if post.forwarded_from and outlet != post.forwarded_from:
        notes.append(f"forwarded from {post.forwarded_from}")
    if post.sender and not post.is_channel and post.sender not in (outlet, chat.name):
        notes.append(f"sent by {post.sender}")
    if post.edited:
        notes.append(f"edited {post.edited}")
    if post.later:
        notes.append(
            f"with post {', '.join(post.later)}" if len(post.later) == 1 else f"with posts {', '.join(post.later)}"
        )
    elif post.answers:
        notes.append(f"in answer to post {post.answers}")
    return Item(
        text=post.text,
        path=path,
        outlet=outlet,
        published=post.published,
        url=_url(post, chat, username),
        external_id=post.number,
        stated=frozenset({"published"} | ({"outlet"} if outlet else set())),
        origins={"published": "its post", **({"outlet": origin} if outlet else {})},
        note="; ".join(notes) or None,
    )


def _outlet(post: Post, chat: Chat) -> tuple[str | None, str]:
    if chat.name and not chat.is_personal:
        return chat.name, "group" if "group" in chat.kind else "channel"
    if post.sender and post.is_channel:
        return post.sender, "channel"
    # In somebody's own notes and conversations the channel is the one that a message was forwarded from.
    if post.forwarded_from:
        return post.forwarded_from, "forwarded from"
    name = chat.name or post.sender
    return name, "conversation" if chat.name else "sender"


def _url(post: Post, chat: Chat, username: str | None) -> str | None:
    if username:
        return f"https://t.me/{username}/{post.number}"
    if chat.number and ("channel" in chat.kind or "supergroup" in chat.kind):
        return f"https://t.me/c/{chat.number}/{post.number}"
    return None


_ADDRESS = re.compile(r"(?:https?://)?t(?:elegram)?\.me/([A-Za-z]\w{3,31})/(\d{1,10})\b", re.ASCII)


def own_username(post: Post) -> str | None:
    """The name of the channel in addresses, where a post gives its own address: nothing else in an export says it."""
    if post.forwarded_from:
        return None
    return next((name for name, number in _ADDRESS.findall(post.text) if number == post.number), None)
