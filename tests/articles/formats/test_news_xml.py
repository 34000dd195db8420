"""News of agencies in XML, in its structure and with words of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles import ArticleList, load_articles
from conflict_extract.articles.formats import news_xml

BODY = "Militiamen entered Port Sael on Friday, its harbour master said."
MORE = "The navy denied it."
SPACE = "http://iptc.org/std/nar/2006-10-01/"
XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>{BODY}</p>\n<p>{MORE}</p></body></html>'


def g2(
    *,
    meta: str = "",
    content: str = f'<inlineXML contenttype="application/xhtml+xml">{XHTML}</inlineXML>',
    version: int = 1,
) -> str:
    return f"""<newsItem xmlns="{SPACE}" guid="urn:newsml:besk:1"
 version="{version}" xml:lang="en-GB">
  <catalogRef href="http://iptc.example/catalog.xml"/>
  <itemMeta><itemClass qcode="ninat:text"/>{meta}</itemMeta>
  <contentMeta><contentCreated>2021-10-08T05:00:00Z</contentCreated><headline>Port Sael entered</headline>
   <dateline>TOLME, October 8 (Besk Agency)</dateline><language tag="en"/></contentMeta>
  <contentSet>{content}</contentSet>
</newsItem>"""


META = "<provider literal='BSK'/><versionCreated>2021-10-08T06:15:00Z</versionCreated><pubStatus qcode='stat:usable'/>"

NITF = f"""<nitf xml:lang="en"><head><title>x</title><docdata management-status="usable"><doc-id id-string="besk-1"/>
 <date.issue norm="20211009T000000Z"/><date.release norm="20211008T061500+0000"/>
 <doc.copyright holder="Besk Agency"/></docdata>
</head><body><body.head><hedline><hl1>Port Sael
 entered</hl1></hedline><byline>A. Clerk</byline><dateline><location>TOLME</location></dateline></body.head>
 <body.content><block><p>{BODY}</p><hl2>Denied</hl2><p>{MORE}</p>
 <media media-type="image"><media-reference source="1.jpg"/>
 <media-caption><p>The quay.</p></media-caption></media></block>
 </body.content><body.end><tagline>x</tagline></body.end></body></nitf>"""

NEWSML = f"""<?xml version="1.0" encoding="utf-8"?>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20220101T000000Z</DateAndTime></NewsEnvelope>
<NewsItem><Identification><NewsIdentifier><ProviderId>besk.example</ProviderId><DateId>20211008</DateId>
 <NewsItemId>1</NewsItemId><RevisionId>2</RevisionId><PublicIdentifier>besk-1</PublicIdentifier></NewsIdentifier></Identification>
 <NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20211008T061500Z</FirstCreated>
 <ThisRevisionCreated>20211009T061500Z</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
 <NewsComponent><NewsLines><HeadLine>Port Sael entered</HeadLine></NewsLines>
 <AdministrativeMetadata><Provider><Party FormalName="Besk Agency"/></Provider></AdministrativeMetadata>
 <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
 <ContentItem><MediaType FormalName="Text"/><DataContent><p>{BODY}</p><p>{MORE}</p></DataContent></ContentItem>
 </NewsComponent></NewsItem></NewsML>"""


def load(path: Path, content: str) -> ArticleList:
    path.write_text(content, encoding="utf-8")
    return load_articles([path])


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ('<?xml version="1.0"?>' + g2(meta=META), "urn:newsml:besk:1"),
        (f'<newsMessage xmlns="{SPACE}"><itemSet>{g2(meta=META)}</itemSet></newsMessage>', "urn:newsml:besk:1"),
        (g2(meta=META, content=f"<inlineXML>{NITF}</inlineXML>"), "urn:newsml:besk:1"),
        (g2(meta=META, content=f"<inlineData>{BODY}\n{MORE}</inlineData>"), "urn:newsml:besk:1"),
        (
            g2(meta=META, content=f"<inlineData><![CDATA[<p>{BODY}</p><p>{MORE}</p>]]></inlineData>"),
            "urn:newsml:besk:1",
        ),
        (NITF, "besk-1"),
        ('<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">' + NITF, "besk-1"),
        (NEWSML, "besk-1"),
        (NEWSML.replace(f"<p>{BODY}</p><p>{MORE}</p>", NITF), "besk-1"),
    ],
)  # fmt: skip
def test_news_of_agencies(tmp_path: Path, content: str, number: str) -> None:
    found = load(tmp_path / "a.xml", content)
    assert found.failures == []
    (article,) = found
    assert article.outlet == "Besk Agency"
    assert article.published == "2021-10-08T06:15:00+00:00"
    assert article.title == "Port Sael entered"
    assert article.external_id == number
    assert article.text.startswith(BODY)
    assert MORE in article.text.split("\n")
    assert not {"x", "A. Clerk", "1.jpg"} & set(article.text.split("\n"))


def test_the_first_version_dates_an_item() -> None:
    first = "<firstCreated>2021-10-08T06:15:00Z</firstCreated><versionCreated>2021-10-09T06:15:00Z</versionCreated>"
    for meta, published, note in (
        (first, "2021-10-08T06:15:00+00:00", None),
        (
            "<versionCreated>2021-10-09T06:15:00Z</versionCreated>",
            "2021-10-09T06:15:00+00:00",
            "dated by its version 3",
        ),
        ("<versionCreated>soon</versionCreated>", "2021-10-08T05:00:00+00:00", None),
    ):
        news = next(iter(news_xml._all_news(news_xml._root(g2(meta=meta, version=3).encode(), "a"))))
        found = news_xml._found(news, "a", "a")
        assert isinstance(found, tuple)
        assert (found[0].published, found[0].note) == (published, note)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (g2(meta="<pubStatus qcode='stat:canceled'/>"), "was withdrawn by its agency"),
        (NITF.replace('"usable"', '"killed"'), "was withdrawn by its agency"),
        (
            g2(content="<remoteContent href='1.jpg'/>").replace("ninat:text", "ninat:picture"),
            "of the kind ninat:picture",
        ),
        ("<newsMessage><itemSet><packageItem/></itemSet></newsMessage>", "holds no news item"),
        (NITF[:300], "is not sound XML"),
        ('<!DOCTYPE nitf [<!ENTITY a "b">]>' + NITF.replace(MORE, "&a;"), "declares entities of its own"),
        (NITF.replace("<block>", "<block>" * 300).replace("</block>", "</block>" * 300), "is not sound XML"),
        ("<urlset><url/></urlset>", "is no feed: its outermost element is urlset"),
    ],
)
def test_what_is_no_news_is_refused_with_the_reason(tmp_path: Path, content: str, message: str) -> None:
    (failure,) = load(tmp_path / "a.xml", content).failures
    assert message in failure.message
    assert failure.hint


def test_references_of_html_are_read_without_their_declarations(tmp_path: Path) -> None:
    (article,) = load(tmp_path / "a.xml", NITF.replace(MORE, "The navy&nbsp;&ndash; silent &amp; gone."))
    assert "The navy – silent & gone." in article.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_encodings_as_they_are_and_as_they_are_declared(tmp_path: Path, encoding: str) -> None:
    content = NITF.replace(MORE, "La marine dit que c’était l’été.")
    (tmp_path / "a.xml").write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{content}'.encode(encoding))
    (tmp_path / "b.xml").write_text(f'<?xml version="1.0" encoding="utf-16"?>{content} ', encoding="utf-8")
    (article,) = load_articles([tmp_path])
    assert "La marine dit que c’était l’été." in article.text


def test_pictures_beside_a_text_are_passed_over(tmp_path: Path) -> None:
    picture = g2(content="<remoteContent href='1.jpg'/>")
    plain = g2(content=f"<inlineData>{MORE}</inlineData>")
    message = f"<newsMessage><itemSet>{picture}{g2(meta=META)}{plain}</itemSet></newsMessage>"
    found = load(tmp_path / "a.xml", message)
    assert [article.text for article in found] == [f"{BODY}\n{MORE}", MORE]
    assert found.failures == []


def test_a_file_of_another_suffix_is_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(load(tmp_path / "a.txt", NITF)) == 1
    monkeypatch.setattr(news_xml, "LARGEST_NEWS_XML", 100)
    assert "is too large" in load(tmp_path / "b.nml", NITF).failures[0].message
    assert not news_xml.recognises(b"<rss><channel/></rss>")
