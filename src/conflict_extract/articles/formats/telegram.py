"""Exports of Telegram Desktop: `result.json` of a chat or a whole account, a list of messages, and `messages.html`."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, TextIO

from conflict_extract._counted import counted
from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found
from conflict_extract.articles._key_lookup import string_of
from conflict_extract.articles._key_values import date_value
from conflict_extract.articles._limits import LARGEST_HTML_FILE, LONGEST_JSON_LINE
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats._telegram_posts import Chat, Post, item_of_post, joined, own_username
from conflict_extract.errors import ArticleError

_KINDS = (
    "personal_chat|bot_chat|saved_messages|private_group|private_supergroup|public_supergroup|private_channel"
    "|public_channel|verification_codes|replies"
)
_CHAT = re.compile(rb'\s*\{.{0,3000}?"type"\s*:\s*"(?:' + _KINDS.encode() + rb')".{0,3000}?"messages"\s*:\s*\[', re.S)
_ACCOUNT = re.compile(
    rb'\s*\{\s*"about"\s*:\s*"Here is the data you requested|\s*\{.{0,8000}?"chats"\s*:\s*\{\s*"about"', re.S
)
_MESSAGES = re.compile(
    rb'\s*(?:\{.{0,3000}?"messages"\s*:\s*)?(?:\[\s*)?\{(?=.{0,4000}?"type"\s*:\s*"(?:message|service)")'
    rb'(?=.{0,4000}?"date"\s*:)(?=.{0,4000}?"(?:date_unixtime|from_id|actor_id|actor|text_entities)"\s*:)',
    re.S,
)
_MESSAGE = re.compile(r'\s*\{(?:(?!"messages").){0,20000}?"type"\s*:\s*"(?:message|service)"', re.S)
_PAGE = re.compile(rb"<title>\s*Exported Data\s*</title>.{0,6000}class=\"page_wrap", re.S | re.I)
_PREVIEW = re.compile(
    rb"telegram-web\.css|telegram\.org/css/widget-frame\.css|<body[^>"
    rb"]{0,300}\btgme_|widget_frame_base",
    re.I,
)

_LIST = re.compile(r'"messages"\s*:\s*\[')
_NAME = re.compile(r'"name"\s*:\s*("(?:[^"\\]|\\.)*")')
_KIND = re.compile(rf'"type"\s*:\s*"({_KINDS})"')
_NUMBER = re.compile(r'"id"\s*:\s*(\d{1,20})')
_CHUNK = 1 << 18
# What stands between two lists of messages: names, settings, contacts.
_LONGEST_BETWEEN = 16_000_000
_POSTS_FOR_NAME = 2000
_DECODER = json.JSONDecoder()


def is_export(head: bytes) -> bool:
    """Whether a file begins like an export in JSON."""
    return any(pattern.match(head) for pattern in (_CHAT, _ACCOUNT, _MESSAGES))


def is_page(head: bytes) -> bool:
    """Whether a file begins like a page of an export, or like one of `t.me`."""
    return _PAGE.search(head) is not None or _PREVIEW.search(head) is not None


def read(source: Source) -> Iterator[Found]:
    """The posts of an export in JSON, each an article, in the memory of one message.

    Raises:
        ArticleError: nothing more can be read: the JSON is broken, or there is no post with a text.
        OSError: the file cannot be read.
    """
    private: Counter[str] = Counter()
    found = False
    several = _ACCOUNT.match(source.head.removeprefix(codecs.BOM_UTF8)) is not None
    with source.open() as stream:
        reader = codecs.getreader("utf-8-sig")(stream)
        for chat, messages in _chats(_Buffer(reader, source.shown)):
            if several and chat.is_private:
                for _ in messages:
                    pass
                private[chat.kind] += 1
                continue
            for item in _items(filter(None, map(_post, messages)), chat, source.shown):
                found = True
                yield item
    if private:
        number = sum(private.values())
        yield ArticleError(
            f"{source.shown}: {counted(number, 'private conversation')} {'was' if number == 1 else 'were'} not read",
            hint="of an account only channels and large groups are; export a conversation on its own to have it read",
        )
    elif not found:
        raise ArticleError(f"{source.shown} holds no messages with a text", hint="remove it, or export the chat again")


def read_page(source: Source) -> Iterator[Found]:
    """The posts of one page of an export in HTML, or of a channel on the web, each an article.

    Raises:
        ArticleError: it is too large, or there is no post with a text.
        OSError: the file cannot be read.
    """
    from conflict_extract.articles.formats._telegram_page import posts_of_page
    from conflict_extract.articles.formats._telegram_preview import posts_of_preview

    limit = LARGEST_HTML_FILE
    too_large = ArticleError(
        f"{source.shown} is too large: a page of over {limit:,} bytes", hint="export the chat as JSON"
    )
    html = decode(source.content(limit, too_large=too_large), source.shown, html=True)
    chat, posts = (posts_of_preview if _PREVIEW.search(source.head) else posts_of_page)(html)
    items = list(_items(iter(posts), chat, source.shown))
    if not items:
        raise ArticleError(f"{source.shown} holds no messages with a text", hint="remove it, or export the chat again")
    yield from items


def _items(posts: Iterator[Post], chat: Chat, shown: str) -> Iterator[Found]:
    """The articles of one chat; the first posts are looked through for its name in addresses."""
    whole = joined(posts)
    ahead: list[Post] = []
    username = chat.username
    for post in whole:
        ahead.append(post)
        username = username or own_username(post)
        if username or len(ahead) >= _POSTS_FOR_NAME:
            break
    for post in chain(ahead, whole):
        yield item_of_post(post, chat, shown, username), f"{shown}, post {post.number}"


def _post(message: Any) -> Post | None:
    """The post that a message is; null where it is a service's, or has no text."""
    if not isinstance(message, dict) or message.get("type", "message") != "message":
        return None
    text = _text(message.get("text"))
    number = string_of(message.get("id"))
    if not text or number is None:
        return None
    sender_number = message.get("from_id")
    return Post(
        number=number,
        text=text,
        published=_moment(message, "date"),
        sender=string_of(message.get("from")),
        is_channel=isinstance(sender_number, str) and sender_number.startswith("channel"),
        forwarded_from=string_of(message.get("forwarded_from")) or string_of(message.get("saved_from")),
        edited=_moment(message, "edited"),
        answers=string_of(message.get("reply_to_message_id")),
        has_media=any(key in message for key in ("photo", "file", "media_type")),
    )


def _moment(message: dict[str, Any], key: str) -> str | None:
    """A time in UTC where the message tells its zone by the seconds since 1970, else as it is written."""
    return date_value(message.get(f"{key}_unixtime")) or date_value(message.get(key))


def _text(value: Any) -> str:
    """A text as it was sent: a string, or pieces of one in different writing."""
    pieces = value if isinstance(value, list) else [value]
    texts = (piece.get("text") if isinstance(piece, dict) else piece for piece in pieces)
    return "".join(text for text in texts if isinstance(text, str)).strip()


def _chats(buffer: _Buffer) -> Iterator[tuple[Chat, Iterator[Any]]]:
    """The chats of an export with their messages; the messages of one have to be taken before the next chat."""
    if buffer.is_list_of_messages():
        yield Chat(), buffer.values()
        return
    while (between := buffer.until_messages()) is not None:
        yield _chat(between), buffer.values()


def _chat(between: str) -> Chat:
    """The chat whose messages follow on what stands between two lists."""
    kinds = list(_KIND.finditer(between))
    around = between[max(0, kinds[-1].start() - 10_000) :] if kinds else ""
    names, numbers = _NAME.findall(around), _NUMBER.findall(around)
    name = string_of(json.loads(names[-1], strict=False)) if names else None
    return Chat(name, kinds[-1][1] if kinds else "", numbers[-1] if numbers else None)


class _Buffer:
    """A text in JSON of any length, of which no more than one value is held."""

    def __init__(self, stream: TextIO | codecs.StreamReader, shown: str) -> None:
        self._stream = stream
        self._shown = shown
        self._text = ""
        self._position = 0
        self._line = 1
        self._ended = False

    def is_list_of_messages(self) -> bool:
        """Whether the text begins with messages, and goes behind the bracket of their list."""
        self._fill(_CHUNK)
        start = len(self._text) - len(self._text.lstrip())
        if self._text.startswith("[", start):
            self._position = start + 1
            return True
        return _MESSAGE.match(self._text) is not None

    def until_messages(self) -> str | None:
        """What stands before the next list of messages, and goes to its first; null where there is none."""
        while True:
            match = _LIST.search(self._text, self._position)
            if match is not None:
                between = self._text[self._position : match.start()]
                self._forward(match.end())
                return between
            if len(self._text) - self._position > _LONGEST_BETWEEN:
                raise ArticleError(f"{self._shown} holds no list of messages", hint="export the chat again as JSON")
            if not self._fill(_CHUNK):
                return None

    def values(self) -> Iterator[Any]:
        """The values up to the end of the list, or of the text."""
        while True:
            while self._position < len(self._text) and self._text[self._position] in " \t\r\n,":
                self._position += 1
            if self._position == len(self._text):
                if not self._fill(_CHUNK):
                    return
                continue
            if self._text[self._position] == "]":
                self._forward(self._position + 1)
                return
            yield self._value()

    def _value(self) -> Any:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                # Either broken, or not yet whole: more is read until it is plain which.
                size = len(self._text) - self._position
                if size <= LONGEST_JSON_LINE and self._fill(max(_CHUNK, size)):
                    continue
                line = self._line + self._text.count("\n", 0, error.pos)
                raise ArticleError(
                    f"{self._shown}, line {line}: not valid JSON ({error.msg[0].lower()}{error.msg[1:]})",
                    hint="export the chat again; the file may have been cut off",
                ) from error
            except (RecursionError, ValueError) as error:
                raise ArticleError(
                    f"{self._shown}: not valid JSON (nested too deeply or a number too long)",
                    hint="export the chat again",
                ) from error
            self._forward(end)
            return value

    def _forward(self, position: int) -> None:
        self._position = position

    def _fill(self, size: int) -> bool:
        """Reads on and forgets what lies behind; false at the end."""
        if self._ended:
            return False
        try:
            more = self._stream.read(size)
        except UnicodeDecodeError as error:
            raise ArticleError(f"{self._shown} is not UTF-8", hint="export the chat again") from error
        self._ended = not more
        self._line += self._text.count("\n", 0, self._position)
        self._text = self._text[self._position :] + more
        self._position = 0
        return bool(more)
