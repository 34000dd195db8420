"""Feeds: one article an item, dated and named as its feed says."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles import load_articles
from conflict_extract.articles._formats import items_of
from conflict_extract.articles._items import Item
from conflict_extract.articles._source import Source

FIRST = "Fighters of the Ridge Alliance took Sorvale on Tuesday, a captain said."
SECOND = "The ministry denied it."
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>{title}</title><link>{link}</link>
<lastBuildDate>Fri, 11 Apr 2031 07:00:00 +0200</lastBuildDate>{items}</channel></rss>"""
ITEM = (
    "<item><title>Alliance takes Sorvale</title><link>https://lantern.example/1</link><guid isPermaLink='false'>"
    "n-1</guid>"
    "<pubDate>Wed, 09 Apr 2031 08:15:00 +0200</pubDate><description>Short</description>"
    f"<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p><p>The post <a href='x'>Alliance takes Sorvale</a> "
    "appeared "
    "first on <a href='y'>Lantern Post</a>.</p>]]></content:encoded></item>"
)


def rss(items: str = ITEM, title: str = "Lantern Post: World", link: str = "https://lantern.example") -> str:
    return RSS.format(items=items, title=title, link=link)


def items(path: Path, content: str | bytes) -> list[Item]:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return [found[0] for found in items_of(Source(path, str(path))) if isinstance(found, tuple)]


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "a.txt", "a.html", "a"])
def test_an_item_is_an_article_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(rss(), encoding="utf-8")
    (article,) = load_articles([tmp_path / name])
    assert article.text == f"{FIRST}\n{SECOND}"
    assert (article.outlet, article.published, article.title) == (
        "Lantern Post",
        "2031-04-09T08:15:00+02:00",
        "Alliance takes Sorvale",
    )
    assert (article.url, article.external_id) == ("https://lantern.example/1", "n-1")


@pytest.mark.parametrize(
    ("title", "link", "outlet"),
    [
        ("Lantern Post", "https://lantern.example", "Lantern Post"),
        ("Lantern Post - World News", "https://other.example", "Lantern Post"),
        ("World | Lantern Post", "https://www.lanternpost.example/world", "Lantern Post"),
        ("LP &gt; World &gt; North", "https://lp.example", "LP"),
        ("Latest news – Lantern Post", "", "Lantern Post"),
        ("Post-Gazette", "", "Post-Gazette"),
        ("News: Lantern Post", "https://lantern.example", "Lantern Post"),
    ],
)
def test_the_outlet_is_the_title_of_the_feed_without_its_section(
    tmp_path: Path, title: str, link: str, outlet: str
) -> None:
    (item,) = items(tmp_path / "a.rss", rss(title=title, link=link))
    assert item.outlet == outlet
    assert item.origins["outlet"] == "title of the feed"


def test_an_item_from_elsewhere_has_the_outlet_that_it_names(tmp_path: Path) -> None:
    (item,) = items(
        tmp_path / "a.rss", rss(ITEM.replace("<desc", "<source url='https://h.example/f'>Harn Herald</source><desc"))
    )
    assert (item.outlet, item.origins["outlet"]) == ("Harn Herald", "source of the item")


def test_a_summary_is_marked_as_one(tmp_path: Path) -> None:
    (item,) = items(
        tmp_path / "a.rss",
        rss(f"<item><title>T</title><description>&lt;b&gt;{FIRST}&lt;/b&gt; Tea &amp;amp; talk</description></item>"),
    )
    assert (item.text, item.note) == (f"{FIRST} Tea & talk", "only the feed's summary")


def test_an_item_with_nothing_but_a_title_is_a_failure_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text(rss("<item><title>Sorvale falls</title></item>" + ITEM), encoding="utf-8")
    found = load_articles([tmp_path])
    assert len(found) == 1
    (failure,) = found.failures
    assert 'item 1 holds nothing but its title, "Sorvale falls"' in failure.message


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lantern Post</title>
<updated>2031-05-01T00:00:00Z</updated>
<entry><id>urn:n:1</id><title type="html">Tea &amp;amp; talk in Sorvale</title>
<link href="https://lantern.example/1"/>
{dates}<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{first}</p><p>{second}</p></div></content></entry></feed>"""


@pytest.mark.parametrize(
    ("dates", "published", "note"),
    [
        ("<published>2031-04-09T08:15:00+02:00</published><updated>"
         "2031-05-01T00:00:00Z</updated>", "2031-04-09T08:15:00+02:00", None),
        ("<updated>2031-05-01T00:00:00Z</updated>", None, "dates not used: updated"),
    ],
)  # fmt: skip
def test_a_modification_is_no_publication(tmp_path: Path, dates: str, published: str | None, note: str | None) -> None:
    (item,) = items(tmp_path / "a.atom", ATOM.format(dates=dates, first=FIRST, second=SECOND))
    assert (item.published, item.note) == (published, note)
    assert (item.title, item.text, item.outlet) == ("Tea & talk in Sorvale", f"{FIRST}\n{SECOND}", "Lantern Post")


RDF = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://lantern.example">
<title>Lantern Post</title></channel><item rdf:about="https://lantern.example/1"><title>Sorvale</title>
<link>https://lantern.example/1</link><description>{FIRST}</description>
<dc:date>2031-04-09T08:15:00Z</dc:date></item></rdf:RDF>"""


def test_rdf_is_dated_by_dublin_core(tmp_path: Path) -> None:
    (item,) = items(tmp_path / "a.rdf", RDF)
    assert (item.published, item.origins["published"]) == ("2031-04-09T08:15:00+00:00", "dc:date")


def test_dates_in_numbers_are_told_apart_by_those_of_the_other_items(tmp_path: Path) -> None:
    dated = [
        ITEM.replace("Wed, 09 Apr 2031 08:15:00 +0200", day).replace("captain", name)
        for day, name in (("07/04/2031", "a"), ("27/04/2031", "b"))
    ]
    assert [item.published for item in items(tmp_path / "a.rss", rss("".join(dated)))] == ["2031-04-07", "2031-04-27"]
    (alone,) = items(tmp_path / "a.rss", rss(dated[0]))
    assert (alone.published, alone.note) == (None, "no date in '07/04/2031'")


def test_a_feed_in_another_encoding(tmp_path: Path) -> None:
    content = rss().replace("UTF-8", "windows-1251").replace("a captain", "капитан")
    (item,) = items(tmp_path / "a.rss", content.encode("windows-1251"))
    assert "капитан" in item.text


@pytest.mark.parametrize(
    ("content", "message", "articles"),
    [
        (rss()[:-300], "is cut off: its end is missing", 0),
        (rss(ITEM * 3)[:-120], "is cut off: its end is missing", 1),
        (rss(""), "is a feed without items", 0),
        ('<?xml version="1.0"?><urlset><url/></urlset>', "is no feed: its outermost element is urlset", 0),
        (
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>' + rss().partition("?>")[2],
            "declares entities",
            0,
        ),
        ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel/></rss>', "declares entities", 0),
        ("/etc/hostname", "is no feed", 0),
    ],
)
def test_what_is_wrong_with_a_feed_is_said(tmp_path: Path, content: str, message: str, articles: int) -> None:
    (tmp_path / "a.rss").write_text(content, encoding="utf-8")
    found = load_articles([tmp_path / "a.rss"])
    assert len(found) == articles
    assert message in found.failures[-1].message
    assert found.failures[-1].hint


def test_without_the_library_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "feedparser", None)
    (tmp_path / "a.rss").write_text(rss(), encoding="utf-8")
    (failure,) = load_articles([tmp_path]).failures
    assert "a.rss was not read" in failure.message
    assert "pip install 'conflict-extract[formats]'" in str(failure.hint)
