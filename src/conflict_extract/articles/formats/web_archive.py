"""Web archives (WARC, also ARC): each page of them is read as a page, one after the other, at constant memory."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from typing import Any

from conflict_extract.articles._encodings import decode
from conflict_extract.articles._items import Found, Item
from conflict_extract.articles._limits import LARGEST_HTML_FILE
from conflict_extract.articles._make import normalised
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats._codings import unpacked
from conflict_extract.articles.formats._libraries import needed
from conflict_extract.articles.pages import page_items
from conflict_extract.errors import ArticleError

_PAGES = ("text/html", "application/xhtml+xml")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|\?xml)\b", re.IGNORECASE)
# So many pages that are refused for one reason are named one by one; a crawl holds thousands that list articles.
_NAMED_EACH = 20
_MOST_REASONS = 200


def recognises(head: bytes) -> bool:
    """Whether a file begins like a web archive."""
    return head.startswith((b"WARC/1.", b"WARC/0.", b"filedesc://"))


def read(source: Source) -> Iterator[Found]:
    """The articles of the pages in a web archive, in its order.

    The date of a record is that of the crawl, and no date of publication: it stands in the note.

    Raises:
        ArticleError: it is no web archive, it is damaged, or it holds no page.
        OSError: the file cannot be read.
    """
    warcio = needed("warcio.archiveiterator", source.shown)
    if not recognises(source.head):
        raise ArticleError(f"{source.shown} is no web archive", hint="give it the suffix of what it is")
    pages = 0
    refused: Counter[str] = Counter()
    try:
        with source.open() as stream:
            for record in _records(warcio.ArchiveIterator(stream, arc2warc=True)):
                uri = record.rec_headers.get_header("WARC-Target-URI") or ""
                if not _is_page(record):
                    continue
                pages += 1
                for found in _articles(record, source.shown, uri):
                    if not isinstance(found, ArticleError) or _is_named(found, refused, f"{source.shown}, {uri}"):
                        yield found
    except _Damaged as error:
        yield from _rest(refused, source.shown)
        raise ArticleError(
            f"{source.shown} is damaged after {pages:,} pages ({error})",
            hint="fetch it again; it may have been cut off",
        ) from error
    yield from _rest(refused, source.shown)
    if not pages:
        raise ArticleError(f"{source.shown} holds no pages", hint="give the archive that has the responses")


class _Nowhere(io.TextIOBase):
    """Where the library's remarks go: it writes them, with all that it wonders at, to standard error."""

    def write(self, text: str) -> int:
        return len(text)


class _Damaged(Exception):
    """An archive that cannot be read on."""


def _records(archive: Iterator[Any]) -> Iterator[Any]:
    """The records of an archive.

    Raises:
        _Damaged: what follows cannot be told.
    """
    while True:
        try:
            with redirect_stderr(_Nowhere()):
                record = next(archive, None)
        except (ArticleError, OSError):
            raise
        except Exception as error:
            # The library fails at damaged archives with errors of every kind.
            raise _Damaged(" ".join(str(error).split())[:100] or type(error).__name__) from error
        if record is None:
            return
        yield record


def _is_page(record: Any) -> bool:
    """Whether a record is a page as a server sent it, or the text of one."""
    if record.rec_type == "conversion":
        return bool(record.rec_headers.get_header("Content-Type", "").startswith("text/plain"))
    if record.rec_type == "resource":
        return _type_of(record.rec_headers) in _PAGES
    if record.rec_type != "response" or record.http_headers is None:
        return False
    return record.http_headers.get_statuscode() == "200" and _type_of(record.http_headers) in (*_PAGES, "")


def _type_of(headers: Any) -> str:
    return str(headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()


def _articles(record: Any, path: str, uri: str) -> Iterator[Found]:
    """The articles of one page, or why it holds none."""
    name = f"{path}, {uri}"
    try:
        data = _read(record)
        if _is_cut(record):
            raise _Damaged("the last record is not whole")
        if record.http_headers is not None:
            data = unpacked(data, record.http_headers.get_header("Content-Encoding") or "", LARGEST_HTML_FILE, name)
        if len(data) > LARGEST_HTML_FILE:
            raise ArticleError(f"{name} is over {LARGEST_HTML_FILE:,} bytes large", hint="save its text as .txt")
        if not data.strip():
            raise ArticleError(f"{name} is empty", hint="fetch the page again")
        if record.http_headers is not None and not _type_of(record.http_headers) and not _PAGE.match(data[:1000]):
            return
        text = normalised(_decoded(data, record, name))
        note = f"from {uri}, archived {record.rec_headers.get_header('WARC-Date')}"
        if record.rec_type == "conversion":
            yield Item(text=text, path=path, url=uri or None, note=note), name
            return
        for found in page_items(text, path, name=name, url=uri or None):
            if isinstance(found, ArticleError):
                yield found
            else:
                item, inner = found
                yield replace(item, note=f"{item.note}; {note}" if item.note else note), inner
    except ArticleError as error:
        yield error


def _read(record: Any) -> bytes:
    """The body of a record without the chunks that it was sent in, as it was packed; of a larger one no more than that.

    Raises:
        _Damaged: its chunks are in disorder.
    """
    from warcio.bufferedreaders import ChunkedDataReader

    headers = record.http_headers
    is_chunked = headers is not None and str(headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    body = ChunkedDataReader(record.raw_stream) if is_chunked else record.raw_stream
    try:
        with redirect_stderr(_Nowhere()):
            return bytes(body.read(LARGEST_HTML_FILE + 1))
    except (ArticleError, OSError):
        raise
    except Exception as error:
        raise _Damaged(" ".join(str(error).split())[:100] or type(error).__name__) from error


def _is_cut(record: Any) -> bool:
    """Whether an archive ends inside of a record: the library reads as much as there is, and says nothing."""
    left = getattr(record.raw_stream, "limit", 0)
    return left > 0 and not record.raw_stream.read(1)


def _decoded(data: bytes, record: Any, name: str) -> str:
    """The text of a page, in the encoding that it is in or that its server declared.

    Raises:
        ArticleError: nothing tells its encoding.
    """
    declared = _CHARSET.search(record.http_headers.get_header("Content-Type") or "") if record.http_headers else None
    for encoding in ("utf-8", declared[1] if declared else "utf-8"):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return decode(data, name, html=True)


def _is_named(error: ArticleError, refused: Counter[str], name: str) -> bool:
    """Whether a page is named for itself that is refused; counts it."""
    reason = re.sub(r"\d[\d,]*", "#", str(error.message).replace(name, "it"))
    if reason not in refused and len(refused) >= _MOST_REASONS:
        reason = "it cannot be used for other reasons"
    refused[reason] += 1
    return refused[reason] <= _NAMED_EACH


def _rest(refused: Counter[str], path: str) -> Iterator[Found]:
    """The pages that were not named for themselves, by reason."""
    for reason, count in refused.items():
        if count > _NAMED_EACH:
            yield ArticleError(
                f"{path} holds {count - _NAMED_EACH:,} more pages of which each was refused: {reason}",
                hint="nothing is to be done if they are no articles",
            )
