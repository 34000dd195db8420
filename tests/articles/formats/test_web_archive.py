"""Web archives: each page an article, dated by itself and not by the crawl."""

from __future__ import annotations

import gzip
import sys
import uuid
import zlib
from pathlib import Path

import brotli
import pytest

from conflict_extract.articles import load_articles
from conflict_extract.articles._formats import items_of
from conflict_extract.articles._items import Item
from conflict_extract.articles._source import Source
from conflict_extract.articles.formats import web_archive
from tests.articles.pages.site import HEADLINE, LEAD, PARAGRAPHS, article, json_ld, news_article, page, teasers

HTML = "text/html; charset=utf-8"
WHEN = "2031-05-02T10:00:00Z"


def record(kind: str, uri: str, block: bytes, content_type: str = "application/http; msgtype=response") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: {WHEN}\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, kind + uri)}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(uri: str, body: str | bytes, *, status: str = "200 OK", kind: str | None = HTML, **headers: str) -> bytes:
    given = {"Content-Type": kind, **headers} if kind else headers
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    content = body.encode() if isinstance(body, str) else body
    return record("response", uri, f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + content)


def archive(*records: bytes, packed: bool = True) -> bytes:
    about = record("warcinfo", "a.warc", b"software: a crawler\r\n", "application/warc-fields")
    return b"".join(gzip.compress(each) if packed else each for each in (about, *records))


def items(path: Path, content: bytes) -> list[Item]:
    path.write_bytes(content)
    return [found[0] for found in items_of(Source(path, str(path))) if isinstance(found, tuple)]


DATED = page(article(), head=json_ld(news_article()))
UNDATED = page(article(headline="Storm on the river", paragraphs=PARAGRAPHS[::-1]), title="Storm on the river")


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.gz", "a.txt"])
@pytest.mark.parametrize("packed", [True, False])
def test_each_page_is_an_article_whatever_the_file_is_called(tmp_path: Path, name: str, packed: bool) -> None:
    if name.endswith(".gz") and not packed:
        pytest.skip("a file that is named .gz is packed")
    content = archive(
        response("https://lantern.example/1", DATED), response("https://lantern.example/2", UNDATED), packed=packed
    )
    first, second = items(tmp_path / name, content)
    assert (first.title, first.outlet, first.url) == (HEADLINE, "Lantern Post", "https://lantern.example/1")
    assert first.published == "2031-04-09T08:15:00+02:00"
    assert first.note == f"from https://lantern.example/1, archived {WHEN}"
    assert second.published is None, "a crawl is no publication"
    assert LEAD in second.text


def test_only_pages_that_a_server_sent_are_read(tmp_path: Path) -> None:
    content = archive(
        record("request", "https://lantern.example/1", b"GET /1 HTTP/1.1\r\n\r\n"),
        record("metadata", "https://lantern.example/1", b"fetchTimeMs: 7\r\n", "application/warc-fields"),
        response("https://lantern.example/a.css", "p { color: red }", kind="text/css"),
        response("https://lantern.example/old", DATED, status="301 Moved", Location="/1"),
        response("https://lantern.example/gone", DATED, status="404 Not Found"),
        response("https://lantern.example/plain", "just so", kind=None),
        response("https://lantern.example/bare", DATED, kind=None),
    )
    (found,) = items(tmp_path / "a.warc.gz", content)
    assert found.url == "https://lantern.example/bare"


BODY = DATED.encode()
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(BODY), {"Content_Encoding": "gzip"}),
        (zlib.compress(BODY), {"Content_Encoding": "deflate"}),
        (zlib.compress(BODY)[2:-4], {"Content_Encoding": "deflate"}),
        (brotli.compress(BODY), {"Content_Encoding": "br"}),
        (BODY, {"Content_Encoding": "br"}),
        (CHUNKS % (len(BODY), BODY), {"Transfer_Encoding": "chunked"}),
        (BODY, {"Transfer_Encoding": "chunked"}),
        (
            CHUNKS % (len(gzip.compress(BODY)), gzip.compress(BODY)),
            {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
        ),
    ],
    ids=[
        "gzip",
        "deflate",
        "deflate without its frame",
        "brotli",
        "unpacked before",
        "chunks",
        "joined before",
        "both",
    ],
)
def test_bodies_are_read_as_servers_send_them(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    (found,) = items(tmp_path / "a.warc.gz", archive(response("https://lantern.example/1", body, **headers)))
    assert LEAD in found.text


@pytest.mark.parametrize(
    ("body", "coding", "message"),
    [
        (b"\x28\xb5\x2f\xfd", "zstd", "is packed in a way that is not known here (zstd)"),
        (b"\x1f\x8bno", "gzip", "is damaged: it cannot be unpacked"),
        (brotli.compress(BODY)[5:], "br", "is damaged: it cannot be unpacked"),
    ],
)
def test_bodies_that_cannot_be_unpacked(tmp_path: Path, body: bytes, coding: str, message: str) -> None:
    (tmp_path / "a.warc").write_bytes(
        archive(response("https://l.example/1", body, Content_Encoding=coding), packed=False)
    )
    (failure,) = load_articles([tmp_path]).failures
    assert message in failure.message


def test_remarks_of_the_library_stay_off_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = archive(response("https://l.example/1", DATED), packed=False).replace(b"</html>\r\n", b"</html>", 1)
    (tmp_path / "a.warc").write_bytes(content + archive(response("https://l.example/2", DATED), packed=False))
    load_articles([tmp_path])
    assert capfd.readouterr().err == ""


def test_the_encoding_that_the_server_declares(tmp_path: Path) -> None:
    body = page(article(paragraphs=("Бойцы взяли город во вторник, сообщил капитан отряда местной газете.",)))
    content = archive(
        response(
            "https://l.example/1",
            body.replace("<meta charset='utf-8'>", "").encode("koi8-u"),
            kind="text/html; charset=KOI8-U",
        )
    )
    (found,) = items(tmp_path / "a.warc.gz", content)
    assert "Бойцы взяли город" in found.text


def test_texts_of_pages_and_saved_pages(tmp_path: Path) -> None:
    content = archive(
        record("conversion", "https://lantern.example/1", LEAD.encode(), "text/plain"),
        record("resource", "https://lantern.example/2", UNDATED.encode(), "text/html"),
    )
    first, second = items(tmp_path / "a.warc.gz", content)
    assert (first.text, first.url) == (LEAD, "https://lantern.example/1")
    assert second.title == "Storm on the river"


def test_pages_that_are_no_articles_are_named_and_many_of_a_kind_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_archive, "_NAMED_EACH", 2)
    lists = [
        response(f"https://lantern.example/list/{number}", page(f"<h1>World</h1>{teasers(6 + number)}", title="World"))
        for number in range(5)
    ]
    (tmp_path / "a.warc.gz").write_bytes(archive(*lists, response("https://lantern.example/1", DATED)))
    found = load_articles([tmp_path])
    assert len(found) == 1
    messages = [failure.message for failure in found.failures]
    assert "https://lantern.example/list/0 lists 6 articles and holds none of its own" in messages[0]
    assert "https://lantern.example/list/1 lists 7 articles" in messages[1]
    assert messages[2].endswith(
        "holds 3 more pages of which each was refused: it lists # articles and holds none of its own"
    )
    assert len(messages) == 3


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_in_half(tmp_path: Path, packed: bool) -> None:
    records = [
        response(f"https://l.example/{number}", DATED.replace(LEAD, LEAD[:-1] + f" {number}.")) for number in range(40)
    ]
    content = archive(*records, packed=packed)
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(content[: len(content) * 3 // 4])
    found = load_articles([path])
    assert 5 <= len(found) <= 30
    assert found.failures[-1].hint
    assert any(word in found.failures[-1].message for word in ("damaged", "not a whole gzip file"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no such thing", "is no web archive"),
        (archive(packed=False), "holds no pages"),
        (b"WARC/1.0\r\nno such thing\r\n\r\n", "holds no pages"),
        (archive(response("https://l.example/1", ""), packed=False), "https://l.example/1 is empty"),
    ],
)
def test_what_is_wrong_with_an_archive_is_said(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.warc").write_bytes(content)
    found = load_articles([tmp_path / "a.warc"])
    assert not found
    assert message in found.failures[0].message


def test_a_page_that_unpacks_to_too_much_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_archive, "LARGEST_HTML_FILE", 100_000)
    bomb = gzip.compress(b" " * 2_000_000)
    content = archive(
        response("https://l.example/1", bomb, Content_Encoding="gzip"), response("https://l.example/2", DATED)
    )
    (tmp_path / "a.warc.gz").write_bytes(content)
    found = load_articles([tmp_path])
    assert len(found) == 1
    assert "https://l.example/1 is over 100,000 bytes large" in found.failures[0].message


def test_without_the_library_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warcio.archiveiterator", None)
    (tmp_path / "a.warc.gz").write_bytes(archive(response("https://l.example/2", DATED)))
    (failure,) = load_articles([tmp_path]).failures
    assert "pip install 'conflict-extract[formats]'" in str(failure.hint)
