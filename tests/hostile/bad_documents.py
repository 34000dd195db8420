"""Pages with data, feeds, mail, documents and web archives, as bad as they come, each from a seed."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile.pieces import DATES, Draw, noise, prose

_HEAD = (
    b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://x.example/%d\r\nWARC-Date: %s\r\nContent-Length: %d\r\n\r\n"
)


def _page(draw: Draw) -> str:
    odd: tuple[object, ...] = (
        None,
        True,
        7,
        [],
        {},
        "",
        [None],
        {"name": None},
        {"@id": 3},
        "javascript:1",
        noise(draw, 9),
    )
    node: dict[str, object] = {
        "@type": draw.choice(("NewsArticle", "LiveBlogPosting", "WebPage", ["Article", None], 3))
    }
    for key in (
        "headline",
        "datePublished",
        "publisher",
        "articleBody",
        "url",
        "liveBlogUpdate",
        "mainEntity",
        "@graph",
    ):
        node[key] = draw.choice(
            (*odd, prose(draw), draw.choice(DATES), [{"@type": "BlogPosting", "articleBody": prose(draw)}])
        )
    data = json.dumps(node)
    if draw.random() < 0.2:
        data = data[: draw.randint(0, len(data))]
    posts = "".join(
        f"<article class='post'><time datetime='{draw.choice(DATES)}'>{number}:00</time><h3><a href='#'>"
        f"{prose(draw, 1, 1)}</a></h3>"
        f"<p>{prose(draw, 1, 2)}</p></article>"
        for number in range(draw.choice((0, 0, 2, 9)))
    )
    script = draw.choice(("", "<script>window.x = {", f"<script type='application/json'>{data}</script>", "<noscript>"))
    body = draw.choice(
        (f"<h1>{prose(draw, 1, 1)}</h1><p>{prose(draw)}</p>", "<div id='root'></div>", "<figure><figcaption>")
    )
    return (
        f"<html lang='{draw.choice(('en', '', 'x' * 50))}'><head><title>"
        f"{draw.choice(('Just a moment...', 'live', '404'))}</title>"
        f"<script type='application/ld+json'>{data}</script></head><body class='live-blog'>"
        f"{body}{posts}{script}</body></html>"
    )


def _page_with_data(draw: Draw) -> tuple[str, bytes]:
    return draw.choice((".html", ".xhtml", ".txt")), _page(draw).encode("utf-8", "replace")


def _nested_data(draw: Draw) -> tuple[str, bytes]:
    depth = draw.choice((10, 200, 5000))
    opening, closing = draw.choice((("[", "]"), ('{"a":', "}"), ('{"@graph":[', "]}")))
    data = opening * depth + '{"@type": "NewsArticle"}' + closing * depth
    kind = draw.choice(("application/ld+json", "application/json"))
    return ".html", f"<html><body><p>{prose(draw)}</p><script type='{kind}'>{data}</script>".encode()


def _feed(draw: Draw) -> tuple[str, bytes]:
    items = "".join(
        f"<item><title>{draw.choice(('T', '&lt;b&gt;', '<![CDATA[x'))}</title><pubDate>{draw.choice(DATES)}</pubDate>"
        f"<link>{draw.choice(('javascript:1', 'https://x.example/1', ''))}</link><description>"
        f"{prose(draw)}</description></item>"
        for _ in range(draw.randint(0, 5))
    )
    top = draw.choice(("", '<?xml version="1.0" encoding="utf-8"?>', '<?xml version="1.0" encoding="no-such"?>'))
    content = f"{top}<rss version='2.0'><channel><title>{noise(draw, 9)}</title>{items}</channel></rss>"
    return draw.choice((".rss", ".xml", ".atom")), content.encode("utf-8", "replace")


def _entities(draw: Draw) -> tuple[str, bytes]:
    circle = "<!ENTITY a '&b;'><!ENTITY b '&a;'>"
    many = "<!ENTITY a 'xxxxxxxx'>" + "".join(
        f"<!ENTITY a{n} '&a{n - 1 or ''};&a{n - 1 or ''};'>" for n in range(1, 12)
    )
    outside = "<!ENTITY a SYSTEM 'file:///etc/hostname'>"
    declared = draw.choice((circle, many, outside))
    item = "<item><description>&a;</description></item>"
    feed = f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]><rss><channel>{item}</channel></rss>"
    page = f"<!DOCTYPE html [{declared}]><html><body><p>&a; {prose(draw)}</p></body></html>"
    return draw.choice(((".rss", feed.encode()), (".xml", feed.encode()), (".html", page.encode())))


def _mail(draw: Draw) -> tuple[str, bytes]:
    charset = draw.choice(("utf-8", "no-such", "koi8-r", "utf-16", ""))
    coding = draw.choice(("7bit", "base64", "quoted-printable", "x-odd", ""))
    kind = draw.choice(
        (
            "text/plain",
            "text/html",
            "multipart/mixed; boundary=b",
            "multipart/digest; boundary=b",
            "message/rfc822",
            "x",
        )
    )
    head = (
        f"From: {draw.choice(('a@b.example', '=?utf-8?b?!!?=', '<>', noise(draw, 9)))}\nDate: {draw.choice(DATES)}\n"
        f"Subject: =?{charset}?q?x=?=\nMIME-Version: 1.0\nContent-Type: {kind}; charset={charset}\n"
        f"Content-Transfer-Encoding: {coding}\n\n"
    )
    parts = "".join(
        f"--b\nContent-Type: {draw.choice(('text/plain', 'text/html', 'x/y'))}\n\n{prose(draw)}\n" for _ in range(3)
    )
    body = draw.choice(
        (prose(draw), parts, parts + "--b--", "--b\n" * 50, f"Begin forwarded message:\nFrom: x\n\n{prose(draw)}")
    )
    return draw.choice((".eml", ".mhtml", ".txt")), (head + body).encode("utf-8", "replace")


def _nested_mail(draw: Draw) -> tuple[str, bytes]:
    depth = draw.choice((5, 60, 300))
    content = "From: a@b.example\nMIME-Version: 1.0\n"
    for level in range(depth):
        kind = draw.choice((f"multipart/mixed; boundary=b{level}\n\n--b{level}", "message/rfc822\n"))
        content += f"Content-Type: {kind}\n"
    return ".eml", (content + f"\n{prose(draw)}").encode()


def _pdf(draw: Draw) -> tuple[str, bytes]:
    text = b"BT /F1 10 Tf 40 700 Td (Rebels captured Tolme on Friday.) Tj ET\n" * draw.choice((0, 1, 30))
    packed = draw.random() < 0.5
    content = zlib.compress(text) if packed else text
    kids = draw.choice((b"[3 0 R]", b"[2 0 R]", b"[3 0 R 3 0 R]", b"[]", b"[9 0 R]"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids%s>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), b"/Filter/FlateDecode" if packed else b"", content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return draw.choice((".pdf", ".txt")), b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def _word(draw: Draw) -> tuple[str, bytes]:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    depth = draw.choice((1, 40, 400))
    nested = (
        "<w:sdt><w:sdtContent>" * depth
        + f"<w:p><w:r><w:t>{prose(draw)}</w:t></w:r></w:p>"
        + "</w:sdtContent></w:sdt>" * depth
    )
    declared = draw.choice(("", "", "<!DOCTYPE w [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>"))
    document = f"<?xml version='1.0'?>{declared}<w:document xmlns:w='{w}'><w:body>{nested}</w:body></w:document>"
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    entries = {
        "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                               "<Default Extension='rels' "
        "ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override "
        "PartName='/word/document.xml' "
        f"ContentType='{kinds}'/></Types>",
        "_rels/.rels": "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                       "<Relationship Id='r' "
        f"Type='{relations}' Target='{draw.choice(('word/document.xml', '../../x', 'word/none.xml'))}'/>"
        "</Relationships>",
        "word/document.xml": document,
    }  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in draw.sample(sorted(entries), draw.choice((3, 3, 3, 2))):
            archive.writestr(zipfile.ZipInfo(name), entries[name])
    return draw.choice((".docx", ".txt")), stream.getvalue()


def _rich_text(draw: Draw) -> tuple[str, bytes]:
    pieces = (
        "{",
        "}",
        "\\par ",
        "\\'e0",
        "\\'zz",
        "\\u1234?",
        "\\u-9999999 ",
        "\\bin9 ",
        "\\ansicpg99999",
        "{\\*\\x ",
        "\\uc9 ",
        "\\cell ",
    )
    inner = "".join(
        draw.choice(pieces) + draw.choice(("", prose(draw, 1, 1))) for _ in range(draw.choice((5, 60, 600)))
    )
    return draw.choice((".rtf", ".txt")), ("{\\rtf1\\ansi " + inner + "}").encode("cp1251", "replace")


def _web_archive(draw: Draw) -> tuple[str, bytes]:
    packed = draw.random() < 0.6
    records = []
    for number in range(draw.randint(0, 4)):
        status = draw.choice(("200 OK", "200 OK", "404 Not Found", "x"))
        coding = draw.choice(
            ("", "", "Content-Encoding: gzip\r\n", "Transfer-Encoding: chunked\r\n", "Content-Encoding: br\r\n")
        )
        kind = draw.choice(("text/html", "text/html; charset=no-such", "x", ""))
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{coding}\r\n"
        block = head.encode() + _page(draw).encode("utf-8", "replace")
        record_kind = draw.choice((b"response", b"response", b"resource", b"conversion", b"revisit", b"x"))
        length = len(block) + draw.choice((0, 0, 0, 5, -5, 10**9))
        record = (
            _HEAD % (record_kind, number, draw.choice(DATES).encode("utf-8", "replace"), length) + block + b"\r\n\r\n"
        )
        records.append(gzip.compress(record, mtime=0) if packed else record)
    return (".warc.gz" if packed else ".warc"), b"".join(records)


def _packed_bomb(draw: Draw) -> tuple[str, bytes]:
    """What unpacks to some megabytes: harmless, and over the limits that the test sets."""
    content = b" " * 3_000_000
    if draw.random() < 0.5:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("word/document.xml"), content)
        return ".docx", stream.getvalue()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
        content, mtime=0
    )
    return ".warc", _HEAD % (b"response", 1, b"2031-05-02T10:00:00Z", len(block)) + block + b"\r\n\r\n"


DOCUMENTS: dict[str, Callable[[Draw], tuple[str, bytes]]] = {
    "pages with data": _page_with_data,
    "nested data": _nested_data,
    "feeds": _feed,
    "entities": _entities,
    "mail": _mail,
    "nested mail": _nested_mail,
    "PDF": _pdf,
    "documents of word processors": _word,
    "rich text": _rich_text,
    "web archives": _web_archive,
    "packed bombs": _packed_bomb,
}
