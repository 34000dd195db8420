"""Mail: newsletters, digests, forwarded messages, and pages saved in one file."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from conflict_extract.articles import load_articles
from conflict_extract.articles._formats import items_of, recognised
from conflict_extract.articles._items import Item
from conflict_extract.articles._source import Source

FIRST = "Fighters of the Ridge Alliance took Sorvale on Tuesday, said a captain who had come across with them."
SECOND = "The ministry denied it."
HTML = (
    f"<html><head><style>p {{color: red}}</style></head><body><div style='display: none'>Preview</div><h1>River "
    "Brief</h1>"
    f"<p>{FIRST}</p><p>{SECOND}</p></body></html>"
)


def message(plain: str | None = f"Good morning.\n\n{FIRST}\n{SECOND}\n", html: str | None = HTML) -> EmailMessage:
    found = EmailMessage()
    found["Return-Path"] = "<bounce@mailer.example>"
    found["Received"] = "from mx1.mailer.example (mx1.mailer.example [192.0.2.7]) by in.example with ESMTPS id 77"
    found["From"] = "Rivér Brief <brief@news.lantern.example>"
    found["To"] = "list@reader.example"
    found["Subject"] = "Alliance takes Sorvale – ministry denies"
    found["Date"] = "Wed, 09 Apr 2031 08:15:00 +0200"
    found["Message-ID"] = "<77@lantern.example>"
    if plain is not None:
        found.set_content(plain)
    if html is not None:
        (found.add_alternative if plain is not None else found.set_content)(html, subtype="html")
    return found


def items(path: Path, content: bytes) -> list[Item]:
    path.write_bytes(content)
    return [found[0] for found in items_of(Source(path, str(path))) if isinstance(found, tuple)]


@pytest.mark.parametrize("name", ["a.eml", "a.txt", "a.html", "a"])
def test_a_newsletter_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (item,) = items(tmp_path / name, message().as_bytes())
    assert item.text == f"Good morning.\n\n{FIRST}\n{SECOND}"
    assert (item.outlet, item.published) == ("Rivér Brief", "2031-04-09T08:15:00+02:00")
    assert item.title == "Alliance takes Sorvale – ministry denies"
    assert item.origins == {"outlet": "From", "published": "Date"}


@pytest.mark.parametrize(
    "content",
    [
        message(plain=None),
        message(plain="View this mail in your browser: https://lantern.example/m/77"),
        message(plain=""),
    ],
    ids=["none", "stub", "empty"],
)
def test_the_part_in_html_is_read_where_the_plain_one_says_nothing(tmp_path: Path, content: EmailMessage) -> None:
    (item,) = items(tmp_path / "a.eml", content.as_bytes())
    assert item.text == f"River Brief\n{FIRST}\n{SECOND}"


def test_headers_never_become_text(tmp_path: Path) -> None:
    for name, content in (("a.eml", message()), ("b.txt", message(plain=None))):
        (tmp_path / name).write_bytes(content.as_bytes())
    for article in load_articles([tmp_path]):
        assert not any(word in article.text for word in ("Received", "Return-Path", "MIME", "boundary", "charset"))


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "iso-8859-5"])
def test_encodings_of_parts(tmp_path: Path, encoding: str) -> None:
    found = message(plain=None, html=None)
    found.set_content("Бойцы взяли город Сорвал во вторник, сообщил капитан.", charset=encoding, cte="base64")
    (item,) = items(tmp_path / "a.eml", found.as_bytes())
    assert item.text == "Бойцы взяли город Сорвал во вторник, сообщил капитан."


def test_flowed_text_has_its_lines_joined(tmp_path: Path) -> None:
    content = message(plain=None, html=None).as_bytes().rstrip() + (
        b"\nContent-Type: text/plain; charset=utf-8; format=flowed\n\nFighters took the town of \nSorvale.\nIt "
        b"was quiet.\n"
    )
    (item,) = items(tmp_path / "a.eml", content)
    assert item.text == "Fighters took the town of Sorvale.\nIt was quiet."


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ('"Lantern Post" <x@y.example>', "Lantern Post"),
        ("Oda Renn via River News <river@lists.example>", "River News"),
        ("brief@news.lantern.example", "lantern.example"),
        ("'brief@lantern.example' <brief@lantern.example>", "lantern.example"),
        ("=?utf-8?b?0KDQtdC60LA=?= <x@y.example>", "Река"),
        ("=?no-such?b?0KDQtdC60LA=?= <x@y.example>", "=?no-such?b?0KDQtdC60LA=?="),
    ],
)
def test_the_sender_is_the_outlet(tmp_path: Path, sender: str, outlet: str) -> None:
    content = re.sub("(?m)^From: .*", lambda _: f"From: {sender}", message(html=None).as_string())
    (item,) = items(tmp_path / "a.eml", content.encode())
    assert item.outlet == outlet


FORWARDED = f"""See this.

---------- Forwarded message ---------
From: *Lantern Post* <news@lantern.example>
Date: Wed, Apr 9, 2031 at 8:15 AM
Subject: Sorvale falls
To: <oda@reader.example>

{FIRST}
{SECOND}
"""


def test_what_is_forwarded_is_of_the_outlet_that_wrote_it(tmp_path: Path) -> None:
    (item,) = items(tmp_path / "a.eml", message(FORWARDED, None).as_bytes())
    assert item.text == f"{FIRST}\n{SECOND}"
    assert (item.outlet, item.title, item.note) == ("Lantern Post", "Sorvale falls", "forwarded by Rivér Brief")
    assert item.published in ("2031-04-09T08:15:00", None)


OUTLOOK = f"""FYI

From: Lantern Post <news@lantern.example>
Sent: 09 April 2031 08:15
To: oda@reader.example
Subject: Sorvale falls

{FIRST}
{SECOND}
"""
OUTLOOK_GERMAN = f"""Zur Kenntnis.

Von: Lantern Post <news@lantern.example>
Gesendet: Mittwoch, 9. April 2031 08:15
An: oda@reader.example
Betreff: Sorvale falls

{FIRST}
{SECOND}
"""
BODY_IN_HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
OUTLOOK_HTML = (
    "<html><body><p class=MsoNormal>FYI</p><div><p class=MsoNormal><b>From:</b> Lantern Post "
    "&lt;news@lantern.example&gt; <br><b>Sent:</b> 09 April 2031 08:15<br><b>To:</b> oda@reader.example<br>"
    f"<b>Subject:</b> Sorvale falls</p></div>{BODY_IN_HTML}</body></html>"
)


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        (OUTLOOK, None),
        (OUTLOOK_GERMAN, None),
        (None, OUTLOOK_HTML),
        (f"From: Ann <a@x.example>\nSent: 10 April 2031 10:00\nSubject: FW: Sorvale falls\n\n{OUTLOOK}", None),
    ],
    ids=["plain", "German", "HTML", "forwarded twice"],
)
def test_outlook_writes_no_line_before_the_headers_of_what_it_forwards(
    tmp_path: Path, plain: str | None, html: str | None
) -> None:
    (item,) = items(tmp_path / "a.eml", message(plain, html).as_bytes())
    assert item.text == f"{FIRST}\n{SECOND}"
    assert (item.outlet, item.published, item.title) == ("Lantern Post", "2031-04-09T08:15:00", "Sorvale falls")


def test_a_line_that_begins_like_a_header_is_text(tmp_path: Path) -> None:
    (item,) = items(tmp_path / "a.eml", message(f"{FIRST}\nFrom: the river front.\n{SECOND}\n", None).as_bytes())
    assert item.outlet == "Rivér Brief"
    assert "From: the river front." in item.text


def test_what_a_mailing_list_writes_around_its_digest_is_no_article(tmp_path: Path) -> None:
    cover = "Send river mailing list submissions to river@lists.example\n\nToday's Topics:\n   1. Sorvale falls"
    content = 'From: river@lists.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="a"\n\n'
    content += f"--a\nContent-Type: text/plain\n\n{cover}\n\n"
    content += (
        f'--a\nContent-Type: multipart/digest; boundary="b"\n\n--b\n\n{message(FIRST, None).as_string()}\n--b--\n'
    )
    (item,) = items(tmp_path / "a.eml", (content + "--a--\n").encode())
    assert (item.outlet, item.text) == ("Rivér Brief", FIRST)


def test_a_digest_is_an_article_a_message(tmp_path: Path) -> None:
    inner = [message(f"{FIRST} It is message {number}.\n", None).as_string() for number in (1, 2, 3)]
    content = 'From: river@lists.example\nMIME-Version: 1.0\nContent-Type: multipart/digest; boundary="b"\n\n'
    content += "".join(f"--b\n\n{each}\n" for each in inner) + "--b--\n"
    found = items(tmp_path / "a.eml", content.encode())
    assert [item.text for item in found] == [f"{FIRST} It is message {number}." for number in (1, 2, 3)]


def test_what_is_attached_is_named(tmp_path: Path) -> None:
    content = message()
    content.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="sitrep.pdf")
    content.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    (item,) = items(tmp_path / "a.eml", content.as_bytes())
    assert item.note == "not read: what is attached to it (sitrep.pdf)"


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://lantern.example/sorvale
Subject: Garrison leaves Sorvale
Date: Fri, 2 May 2031 18:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
	type="text/html";
	boundary="----MultipartBoundary--x----"

------MultipartBoundary--x----
Content-Type: text/html
Content-ID: <frame@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://lantern.example/sorvale

<html lang=3D"en"><head><title>Garrison leaves Sorvale | Lantern Post</title>{head}</head><body><h1>Garrison =
leaves Sorvale</h1><p>{first}</p><p>{second}</p></body></html>
------MultipartBoundary--x----
Content-Type: text/css
Content-Transfer-Encoding: quoted-printable
Content-Location: cid:css-1@mhtml.blink

p {{ color: red }}
------MultipartBoundary--x------
"""


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "a.txt"])
def test_a_saved_page_is_read_as_a_page_and_not_dated_by_its_saving(tmp_path: Path, name: str) -> None:
    head = "<meta property=3D'article:published_time' content=3D'2031-04-09'>"
    (item,) = items(tmp_path / name, SAVED.format(head=head, first=FIRST, second=SECOND).encode())
    assert item.text.endswith(f"{FIRST}\n{SECOND}")
    assert (item.outlet, item.published, item.title) == ("Lantern Post", "2031-04-09", "Garrison leaves Sorvale")
    assert item.url == "https://lantern.example/sorvale"
    (undated,) = items(tmp_path / name, SAVED.format(head="", first=FIRST, second=SECOND).encode())
    assert undated.published is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"From: a@b.example\nDate: Wed, 09 Apr 2031 08:15:00 +0200\nMIME-Version: 1.0\n\n", "is a mail without text"),
        (b"From: a@b.example\nContent-Type: application/pdf\n\n%PDF", "is a mail without text"),
        (b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: image/png\n\nx", "without a part in HTML"),
    ],
)
def test_mail_without_text(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.eml").write_bytes(content)
    (failure,) = load_articles([tmp_path]).failures
    assert message in failure.message
    assert failure.hint


def test_parts_nested_without_end(tmp_path: Path) -> None:
    content = "From: a@b.example\nMIME-Version: 1.0\n"
    for depth in range(400):
        content += f'Content-Type: multipart/mixed; boundary="b{depth}"\n\n--b{depth}\n'
    (tmp_path / "a.eml").write_text(content, encoding="utf-8")
    found = load_articles([tmp_path])
    assert not found
    assert len(found.failures) == 1


@pytest.mark.parametrize(
    "text",
    [
        "From: our correspondent\nTo: the desk\n\nFighters took Sorvale.",
        "Outlet: Lantern Post\nDate: 9 April 2031\n\nFighters took Sorvale.",
        "From the river: fighters took Sorvale.\nContent-Type: what is that?",
    ],
)
def test_a_text_with_labels_is_no_mail(text: str) -> None:
    assert recognised(text.encode()) is None


def mailbox(*messages: EmailMessage) -> bytes:
    found = b""
    for each in messages:
        found += b"From brief@lantern.example Wed Apr 09 08:15:00 2031\n" + each.as_bytes().replace(
            b"\nFrom ", b"\n>From "
        )
        found += b"\n\n"
    return found


@pytest.mark.parametrize("name", ["a.mbox", "a.txt", "a"])
def test_a_mailbox_is_an_article_a_message(tmp_path: Path, name: str) -> None:
    texts = [f"{FIRST} It is message {number}.\n\nFrom here on it was quiet.\n" for number in (1, 2, 3)]
    found = items(tmp_path / name, mailbox(*(message(text, None) for text in texts)))
    assert [item.text for item in found] == [text.strip() for text in texts]
    assert {item.outlet for item in found} == {"Rivér Brief"}


def test_a_message_of_a_mailbox_that_is_too_large_is_one_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conflict_extract.articles.formats.mail.LARGEST_MAIL", 5_000)
    (tmp_path / "a.mbox").write_bytes(mailbox(message(FIRST * 100, None), message(FIRST, None)))
    found = load_articles([tmp_path])
    assert [article.text for article in found] == [FIRST]
    assert "message 1 is too large: a mail of over 5,000 bytes" in found.failures[0].message


def test_a_mail_with_parts_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflict_extract.articles.formats.mail.MOST_PARTS", 10)
    content = "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 20
    (tmp_path / "a.eml").write_text(content, encoding="utf-8")
    (failure,) = load_articles([tmp_path]).failures
    assert "has more than 10 parts" in failure.message
