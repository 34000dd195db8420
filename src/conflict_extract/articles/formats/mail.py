"""Mail: newsletters and digests, one article a message, and web pages saved in one file (MHTML)."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import IO

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._key_values import date_value
from conflict_extract.articles._limits import LARGEST_HTML_FILE, LARGEST_MAIL, MOST_PARTS
from conflict_extract.articles._make import normalised, tidy
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats._forwarded import SHORTEST_COMMENT, forwarded_in
from conflict_extract.articles.pages import lines_of_mail, page_items
from conflict_extract.errors import ArticleError

# What stands before each message of a mailbox, and what a line of text that begins so is written as.
_MAILBOX = b"From "
_SEPARATOR = re.compile(rb"From \S+ .*\d{4}\s*$|From \S+\s*$")
_QUOTED = re.compile(rb">+From ")
_HEADERS = re.compile(rb"(?:From [^\n]{1,200}\n)?((?:[A-Za-z][\w-]{1,60}:[^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*){2,})")
_TRANSPORT = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|DKIM-Signature|Content-Type|X-[\w-]+):",
    re.I | re.M,
)
_SENDER = re.compile(rb"^(?:From|Received|Return-Path|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_NAMED_BY_LIST = re.compile(r".+\s+via\s+(\S.*)", re.IGNORECASE)
_SENDING_HOST = re.compile(
    r"^(?:e?mail|news(?:letters?)?|e|em|info|send|lists?|mailer|bounces?|updates?)\d*\.(?=[^.]+\.)", re.I
)
# A plain part with less than this share of what the part in HTML says only tells to look at that.
_STUB = 0.6
_DEEPEST = 10
_MOST_MESSAGES = 2_000


def recognises(head: bytes) -> bool:
    """Whether a file begins with the headers of a mail."""
    block = _HEADERS.match(head)
    if block is None:
        return False
    return _SENDER.search(block[1]) is not None and len(_TRANSPORT.findall(block[1])) >= 1


def read(source: Source) -> Iterator[Found]:
    """The messages of a mail file: itself, and those that it carries; those of a mailbox; or the page that it holds.

    Raises:
        ArticleError: it is too large, or holds no text.
        OSError: the file cannot be read.
    """
    if source.head.startswith(_MAILBOX):
        yield from _mailbox(source)
        return
    limit = LARGEST_MAIL
    yield from _read(source.content(limit, too_large=_too_large(source.shown, limit)), source.shown, source.shown)


def _too_large(name: str, limit: int) -> ArticleError:
    return ArticleError(f"{name} is too large: a mail of over {limit:,} bytes", hint="save its text as .txt")


def _read(data: bytes, path: str, name: str) -> Iterator[Found]:
    if b"boundary" in data and data.count(b"\n--") > MOST_PARTS:
        raise ArticleError(f"{name} has more than {MOST_PARTS:,} parts", hint="save its text as .txt")
    try:
        message = email.message_from_bytes(data)
        if _is_saved_page(message):
            yield from _page(message, path)
        else:
            yield from _messages(message, path, name)
    except RecursionError as error:
        raise ArticleError(f"the parts of {name} are nested too deeply", hint="save its text as .txt") from error


def _mailbox(source: Source) -> Iterator[Found]:
    """The messages of a mailbox, one behind the other in one file; no more than one of them is held."""
    with source.open() as stream:
        for number, data in enumerate(_messages_in(stream), start=1):
            name = f"{source.shown}, message {number}"
            try:
                if len(data) > LARGEST_MAIL:
                    raise _too_large(name, LARGEST_MAIL)
                yield from _read(data, source.shown, name)
            except ArticleError as error:
                yield error


def _messages_in(stream: IO[bytes]) -> Iterator[bytes]:
    """The messages between lines that begin with `From `, of one that is too large only so much that it shows."""
    lines: list[bytes] = []
    size = 0
    blank = True
    while line := stream.readline(1 << 20):
        if blank and line.startswith(_MAILBOX) and _SEPARATOR.match(line):
            if size:
                yield b"".join(lines)
            lines, size, blank = [], 0, False
            continue
        blank = not line.strip()
        if size <= LARGEST_MAIL:
            # A line of text that begins like a separator has a mark before it.
            lines.append(line[1:] if _QUOTED.match(line) else line)
            size += len(line)
    if size:
        yield b"".join(lines)


@dataclass
class _Parts:
    """What a message consists of."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    is_digest: bool = False


def _messages(message: Message, path: str, shown: str) -> Iterator[Found]:
    """The message and those inside of it, the outermost first; what a mailing list writes around a digest is none."""
    waiting = [(message, 0)]
    number = 0
    fruitless = True
    while waiting and number < _MOST_MESSAGES:
        current, depth = waiting.pop(0)
        number += 1
        name = shown if number == 1 else f"{shown}, message {number}"
        parts = _parts_of(current, name)
        if depth < _DEEPEST:
            waiting.extend((inner, depth + 1) for inner in parts.messages)
        for item in _items(current, parts, path) if not (parts.is_digest and parts.messages) else ():
            fruitless = False
            yield item, name
    if fruitless:
        raise ArticleError(f"{shown} is a mail without text", hint="save what is attached to it, and give that")


def _parts_of(message: Message, name: str) -> _Parts:
    found = _Parts()
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        kind = part.get_content_type()
        payload = part.get_payload()
        inner = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
        if kind == "message/rfc822":
            found.messages.extend(inner)
        elif part.is_multipart():
            found.is_digest = found.is_digest or kind == "multipart/digest"
            waiting[:0] = inner
        elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            if not kind.startswith("image/") and part.get_content_maintype() != "multipart":
                found.attachments.append(tidy(_decoded(part.get_filename())) or kind)
        else:
            text = _text_of(part, name)
            (found.html if kind == "text/html" else found.plain).append(text)
    return found


def _text_of(part: Message, name: str) -> str:
    """The text of a part in the encoding that it declares, else in the one that it looks like.

    Raises:
        ArticleError: nothing tells its encoding.
    """
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        text = data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decode(data, name, html=part.get_content_type() == "text/html") if data.strip() else ""
    text = normalised(text)
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _unflowed(text: str) -> str:
    """Text in `format=flowed` (RFC 3676): a line that ends in a space goes on in the next."""
    return re.sub(r"(?<=\S) \n(?=\S)", " ", text)


def _items(message: Message, parts: _Parts, path: str) -> Iterator[Item]:
    plain = "\n\n".join(text.strip() for text in parts.plain if text.strip())
    lines = [line for text in parts.html for line in lines_of_mail(text)]
    text = plain if len(plain) >= _STUB * sum(map(len, lines)) else "\n".join(lines)
    if not any(map(str.isalnum, text)):
        return
    outlet, published = _sender(message.get("From")), _date(message.get("Date"))
    notes = []
    if parts.attachments:
        notes.append(f"not read: what is attached to it ({', '.join(parts.attachments[:5])})")
    title = tidy(_decoded(message.get("Subject")))
    forwarded = forwarded_in(text)
    if forwarded is None:
        yield _item(text, path, outlet, published, title, "; ".join(notes))
        return
    if len(forwarded.comment) >= SHORTEST_COMMENT:
        yield _item(forwarded.comment, path, outlet, published, title, "; ".join(notes))
    notes.insert(0, f"forwarded by {outlet}" if outlet else "forwarded")
    sent, sender = date_value(forwarded.headers.get("date")), _sender(forwarded.headers.get("from"))
    subject = tidy(forwarded.headers.get("subject")) or title
    yield _item(forwarded.text, path, sender, sent, subject, "; ".join(notes))


def _item(text: str, path: str, outlet: str | None, published: str | None, title: str | None, note: str) -> Item:
    given = {"outlet": outlet, "published": published, "title": title}
    origins = {"outlet": "From", "published": "Date"}
    return Item(
        text=text,
        path=path,
        outlet=outlet,
        published=published,
        title=title,
        stated=frozenset(key for key, value in given.items() if value),
        origins={key: origin for key, origin in origins.items() if given[key]},
        note=note or None,
    )


def _sender(value: object) -> str | None:
    """The name of a sender, else the host of the address, without what only sends its mails."""
    written = _decoded(value)
    if not written:
        return None
    name, address = parseaddr(written)
    address = address.strip("' ")
    through_list = _NAMED_BY_LIST.fullmatch(name)
    name = tidy((through_list[1] if through_list else name).strip("'\"* ")) or ""
    if name and "@" not in name:
        return name
    host = (name or address).rpartition("@")[2].lower()
    return _SENDING_HOST.sub("", host) or tidy(written)


def _date(value: object) -> str | None:
    written = _decoded(value)
    if not written:
        return None
    try:
        return date_value(parsedate_to_datetime(written).isoformat())
    except (ValueError, TypeError, OverflowError):
        return date_value(written)


def _decoded(value: object) -> str:
    """The words of a header."""
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (LookupError, ValueError, TypeError):  # an encoding that is none, or broken words
        text = str(value)
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_saved_page(message: Message) -> bool:
    if message.get("Snapshot-Content-Location") or "saved by" in str(message.get("From", "")).lower():
        return True
    sent = any(message.get(name) for name in ("To", "Received", "Message-ID", "Delivered-To", "Return-Path"))
    return not sent and any(part.get("Content-Location") for part in message.walk())


def _page(message: Message, path: str) -> Iterator[Found]:
    """The article of a saved page: its first part in HTML, found where the browser was."""
    root = next(
        (part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    if root is None:
        raise ArticleError(f"{path} is a saved page without a part in HTML", hint="save the page again")
    html = _text_of(root, path)
    if len(html) > LARGEST_HTML_FILE:
        raise ArticleError(
            f"{path} is too large: a page of over {LARGEST_HTML_FILE:,} bytes", hint="save its text as .txt"
        )
    places = (root.get("Content-Location"), message.get("Snapshot-Content-Location"), message.get("Content-Location"))
    url = next((place for place in map(_decoded, places) if place.startswith(("http://", "https://"))), None)
    yield from page_items(html, path, url=url)
