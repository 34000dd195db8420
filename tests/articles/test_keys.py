"""Names of keys as scrapers, news services and archives write them, in their structure and with words of our own."""

from __future__ import annotations

import math
from typing import Any

import pytest

from conflict_extract.articles._items import Item
from conflict_extract.articles._key_values import order_of
from conflict_extract.articles._keys import item_of
from conflict_extract.articles._wrappers import entries_of
from conflict_extract.errors import ArticleError

BODY = "Militiamen entered Port Sael on Friday, its harbour master said."
MORE = "The navy denied it."
DAY = "2021-10-08"
MOMENT = "2021-10-08T06:15:00+00:00"


def items(content: Any) -> list[Item]:
    return [
        item_of(entry.keys, "a.json", entry.name, defaults=entry.defaults) for entry in entries_of(content, "a.json")
    ]


def item(content: Any) -> Item:
    (found,) = items(content)
    return found


SERVICES: dict[str, Any] = {
    "trafilatura": {
        "title": "Port Sael entered", "author": "A", "hostname": "besk.example", "date": DAY, "fingerprint": "f1",
        "id": None,
        "comments": "", "raw_text": "x", "text": BODY, "language": None, "filedate": "2022-01-01",
        "source": "https://besk.example/1", "source-hostname": "Besk Herald", "excerpt": "x",
    },
    "newspaper4k": {
        "url": "https://besk.example/1", "title": "Port Sael entered", "text": BODY, "publish_date": MOMENT,
        "source_url": "https://besk.example", "meta_site_name": "Besk Herald", "meta_lang": "en", "authors": [],
    },
    "news-please": {
        "date_download": "2022-01-01 10:00:00", "date_modify": "2021-10-09 10:00:00",
        "date_publish": "2021-10-08 06:15:00",
        "maintext": BODY, "source_domain": "besk.example", "text": None, "title": "Port Sael entered", "language": "en",
        "url": "https://besk.example/1",
    },
    "fundus": {
        "title": "Port Sael entered", "lang": "en", "free_access": True, "publishing_date": "2021-10-08 06:15:00+00:00",
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [BODY]}]},
        "html": {"requested_url": "https://besk.example/1", "crawl_date": "2022-01-01 10:00:00",
                 "source_info": {"publisher": "Besk Herald"}},
    },
    "goose": {
        "meta": {"lang": "en", "canonical": "https://besk.example/1"}, "domain": "besk.example",
        "title": "Port Sael entered",
        "cleaned_text": BODY, "opengraph": {"site_name": "Besk Herald"}, "publish_date": MOMENT,
        "final_url": "https://besk.example/1",
    },
    "NewsAPI": {
        "status": "ok", "totalResults": 1,
        "articles": [{
            "source": {"id": None, "name": "Besk Herald"}, "author": "A", "title": "Port Sael entered",
            "description": "x",
            "url": "https://besk.example/1", "publishedAt": "2021-10-08T06:15:00Z", "content": BODY,
        }],
    },
    "ninjs": {
        "uri": "urn:newsml:besk:1", "type": "text", "versioncreated": MOMENT, "headline": "Port Sael entered",
        "body_text": BODY, "infosources": [{"name": "Besk Herald"}], "language": "en",
    },
    "ninjs 2": {
        "uri": "urn:newsml:besk:1", "firstCreated": MOMENT, "versionCreated": "2021-10-09T00:00:00Z",
        "headlines": [{"role": "main", "value": "Port Sael entered"}], "infoSources": [{"name": "Besk Herald"}],
        "bodies": [{"contentType": "text/html", "value": f"<p>{BODY}</p>"}, {"contentType": "text/plain",
        "value": BODY}],
    },
    "ReliefWeb": {
        "time": 5, "totalCount": 1, "count": 1,
        "data": [{"id": "77", "score": 1, "fields": {
            "title": "Port Sael entered", "body": BODY, "body-html": f"<p>{BODY}</p>",
            "url": "https://relief.example/node/77",
            "date": {"changed": "2022-01-01T00:00:00+00:00", "created": "2021-10-09T00:00:00+00:00",
            "original": MOMENT},
            "source": [{"name": "Besk Herald", "shortname": "BH"}], "language": [{"name": "English", "code": "en"}],
        }}],
    },
    "Media Cloud": {
        "stories": [{
            "stories_id": 77, "media_name": "Besk Herald", "media_url": "https://besk.example",
            "title": "Port Sael entered",
            "publish_date": "2021-10-08 06:15:00", "indexed_date": "2021-10-09 08:00:00", "language": "en",
            "url": "https://besk.example/1", "text": BODY,
        }],
    },
    "Event Registry": {
        "articles": {"totalResults": 1, "results": [{
            "uri": "77", "lang": "eng", "date": "2021-10-09", "time": "07:00:00", "dateTime": "2021-10-09T07:00:00Z",
            "dateTimePub": "2021-10-08T06:15:00Z", "url": "https://besk.example/1", "title": "Port Sael entered",
            "body": BODY,
            "source": {"uri": "besk.example", "dataType": "news", "title": "Besk Herald"},
        }]},
    },
    "JSON Feed": {
        "version": "https://jsonfeed.org/version/1.1", "title": "Besk Herald", "home_page_url": "https://besk.example",
        "description": "All the news",
        "items": [{
            "id": "77", "url": "https://besk.example/1", "title": "Port Sael entered", "content_html": f"<p>{BODY}</p>",
            "date_published": "2021-10-08T06:15:00Z", "date_modified": "2021-10-09T06:15:00Z",
        }],
    },
    "RSS as JSON": {
        "rss": {"@version": "2.0", "channel": {"title": "Besk Herald", "link": "https://besk.example", "item": [{
            "title": "Port Sael entered", "link": "https://besk.example/1",
            "pubDate": "Fri, 08 Oct 2021 06:15:00 +0000",
            "content:encoded": f"<p>{BODY}</p>", "description": "x", "guid": {"@isPermaLink": "false", "#text": "77"},
        }]}},
    },
    "a newspaper's search": {
        "response": {"status": "ok", "results": [{
            "id": "world/77", "webPublicationDate": "2021-10-08T06:15:00Z", "webTitle": "Port Sael entered",
            "webUrl": "https://besk.example/1", "fields": {"body": f"<p>{BODY}</p>", "publication": "Besk Herald"},
        }]},
    },
    "WordPress": [{
        "id": 77, "date": "2021-10-08T06:15:00", "date_gmt": "2021-10-08T05:15:00", "modified": "2022-01-01T00:00:00",
        "link": "https://besk.example/1", "title": {"rendered": "Port Sael entered"}, "site_name": "Besk Herald",
        "content": {"rendered": f"<p>{BODY}</p>\n", "protected": False}, "excerpt": {"rendered": "<p>x</p>"},
    }],
    "JSON-LD": {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Besk Herald", "url": "https://besk.example"},
            {"@type": "NewsArticle", "headline": "Port Sael entered", "articleBody": BODY, "datePublished": MOMENT,
             "dateModified": "2021-10-09", "publisher": {"@type": "Organization", "name": "Besk Herald"},
             "mainEntityOfPage": {"@type": "WebPage", "@id": "https://besk.example/1"}},
        ],
    },
    "Elasticsearch": {
        "took": 2, "hits": {"total": {"value": 1}, "hits": [{"_index": "news", "_id": "77", "_score": 1.0, "_source": {
            "text": BODY, "title": "Port Sael entered", "published": MOMENT, "outlet": "Besk Herald"}}]},
    },
    "MongoDB": {
        "_id": {"$oid": "77"}, "text": BODY, "title": "Port Sael entered", "date": {"$date": "2021-10-08T06:15:00Z"},
        "source": "Besk Herald",
    },
    "crawler's post": {
        "posts": [{"uuid": "77", "thread": {"site": "besk.example", "site_full": "www.besk.example"},
        "url": "https://besk.example/1",
                   "published": MOMENT, "title": "Port Sael entered", "text": BODY, "crawled": "2021-10-09"}],
    },
    "Mastodon": [{
        "id": "77", "created_at": "2021-10-08T06:15:00.000Z", "edited_at": None, "content": f"<p>{BODY}</p>",
        "language": "en",
        "account": {"username": "besk", "display_name": "Besk Herald"}, "url": "https://social.example/@besk/77",
    }],
    "table of pandas": {
        "text": {"0": BODY}, "title": {"0": "Port Sael entered"}, "date": {"0": 1633673700000},
        "outlet": {"0": "Besk Herald"},
    },
    "split table of pandas": {
        "columns": ["text", "title", "date", "outlet"], "index": [0],
        "data": [[BODY, "Port Sael entered", 1633673700000, "Besk Herald"]],
    },
    "capitals": {
        "Text": BODY, "Headline": "Port Sael entered", "Publication Date": "8 October 2021",
    "Newspaper": "Besk Herald"},
    "one inside": {
        "crawled": "2022-01-01",
        "article": {"text": BODY, "title": "Port Sael entered", "date": DAY, "source": "Besk Herald"},
    },
}  # fmt: skip


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_gives_text_outlet_and_date(service: str) -> None:
    found = item(SERVICES[service])
    assert found.text == BODY
    assert found.published is not None
    assert found.published.startswith("2021-10-08")
    assert found.outlet in ("Besk Herald", "besk.example")
    assert found.origins["outlet"]
    assert found.origins["published"].startswith("key ")
    assert found.title in ("Port Sael entered", None)
    assert found.external_id in ("77", "world/77", "urn:newsml:besk:1", None)
    assert found.url is None or found.url.startswith("https://")


def test_a_post_is_published_when_it_is_created_and_a_row_perhaps_only_fetched() -> None:
    post = {"text": BODY, "created_at": "Fri Oct 08 06:15:00 +0000 2021", "user": {"screen_name": "besk"}, "lang": "en"}
    assert (item(post).published, item(post).outlet, item(post).language) == (MOMENT, "besk", "en")
    row = item({"text": BODY, "created_at": "2021-10-08"})
    assert row.published is None
    assert row.note == "dates not used: created_at"


@pytest.mark.parametrize(
    ("keys", "published", "note"),
    [
        ({"date_modified": "2021-10-09"}, None, "dates not used: date_modified"),
        ({"timestamp": "2021-10-09T00:00:00Z"}, None, "dates not used: timestamp"),
        ({"seendate": "20211008T061500Z"}, None, "dates not used: seendate"),
        ({"html": {"crawl_date": "2021-10-09"}}, None, "dates not used: html.crawl_date"),
        ({"date": "8/10/2021"}, None, "no date in date: '8/10/2021'"),
        ({"date": "18/10/2021"}, "2021-10-18", None),
        ({"date": "October 2021"}, None, "no date in date: 'October 2021'"),
        ({"pubDate": "yesterday", "date": "2021-10-08"}, DAY, "no date in pubDate: 'yesterday'"),
        ({"date": "2021-10-09", "date_publish": DAY}, DAY, "dates not used: date"),
        ({"date": 1633673700}, MOMENT, None),
        ({"date": 1633673700000.0}, MOMENT, None),
        ({"date": "/Date(1633673700000)/"}, MOMENT, None),
        ({"date": "20211008061500"}, "2021-10-08T06:15:00", None),
        ({"date": [2021, 10, 8, 6, 15, 0, 4, 281, 0]}, MOMENT, None),
        ({"date": 1633651200000}, DAY, None),
        ({"date": "31/02/2021"}, None, "no date in date: '31/02/2021'"),
        ({"date": "8.10.2021", "published": DAY}, DAY, "dates not used: date"),
        ({"update": "none", "sentiment": 0.5, "candidate": "x"}, None, None),
        ({"versioncreated": DAY, "version": 3}, DAY, "dated by its version 3"),
        ({"date": {"_seconds": 1633673700, "_nanoseconds": 0}}, MOMENT, None),
        ({"date": {"year": 2021, "month": 10, "day": 8}}, DAY, None),
        ({"year": "2021", "month": "10", "day": "8"}, DAY, None),
        ({"year": "2021", "month": "10"}, None, None),
        ({"date": {"changed": DAY}}, None, "dates not used: date.changed"),
    ],
)
def test_which_of_several_dates_is_that_of_publication(
    keys: dict[str, Any], published: str | None, note: str | None
) -> None:
    found = item({"text": BODY, **keys})
    assert found.published == published
    assert found.note == note


def test_the_file_tells_whether_the_day_or_the_month_comes_first() -> None:
    assert order_of(["8/10/2021", "18/10/2021"]) == "day first"
    assert order_of(["10/8/2021 6:15 PM", "10/18/2021 6:15 PM"]) == "month first"
    assert order_of(["8/10/2021", "9/9/2021"]) is None
    assert order_of(["18/10/2021", "10/18/2021"]) is None
    assert order_of(["45/13/2021", "8/10/2021"]) is None
    told = item_of({"text": BODY, "date": "8/10/2021"}, "a.json", "a.json", order="day first")
    assert (told.published, told.origins["published"]) == (DAY, "key date, day first as in its file")
    evening = item_of({"text": BODY, "date": "10/8/2021 6:15 PM"}, "a.json", "a.json", order="month first")
    assert evening.published == "2021-10-08T18:15:00"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Бойцы «Болотной колонны» заняли город Белзин после двухдневных боев, сообщили жители.", "2021-10-08"),
        ("Die Kämpfer nahmen die Stadt Belzin ein, die Besatzung zog nach Torvak ab, sagten Zeugen.", "2021-10-08"),
        (BODY, None),
    ],
)
def test_dates_in_figures_with_full_stops_are_read_as_the_language_of_the_text_writes_them(
    text: str, published: str | None
) -> None:
    assert item({"text": text, "date": "08.10.2021"}).published == published
    assert item({"text": text, "date": "08/10/2021"}).published is None
    assert item({"text": BODY, "date": "08.10.2021", "language": "de"}).published == "2021-10-08"


@pytest.mark.parametrize("nothing", [None, math.nan, "null", "None", "NaN", "N/A", " ", "NULL", "undefined", []])
def test_what_programs_write_for_nothing_is_null(nothing: Any) -> None:
    found = item({"text": BODY, "source": nothing, "date_publish": nothing, "headline": nothing, "url": nothing})
    assert (found.outlet, found.published, found.title, found.url, found.note) == (None, None, None, None, None)
    # only our own keys say with it that it is unknown; a scraper has not found it, and the text may say it
    assert not found.stated
    assert item({"text": BODY, "outlet": nothing}).stated == {"outlet"}
    with pytest.raises(ArticleError, match=r"holds no text|not a string"):
        item({"text": nothing, "title": "T"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ([BODY, MORE], f"{BODY}\n{MORE}"),
        ([{"type": "paragraph", "text": BODY}, {"type": "paragraph", "text": MORE}], f"{BODY}\n{MORE}"),
        ([{"sentence": BODY, "sentence_number": 0}, {"sentence": MORE, "sentence_number": 1}], f"{BODY}\n{MORE}"),
        (["Port Sael ", {"type": "bold", "text": "has fallen"}, "."], "Port Sael has fallen."),
        (f"<p>{BODY}</p><p>{MORE}</p>", f"{BODY}\n{MORE}"),
        (f"<div>{BODY}<br/>{MORE}<script>x()</script></div>", f"{BODY}\n{MORE}"),
        ("<p>One <b>town</b>,\n two</p><!-- no --><ul><li>three<li>four</ul>", "One town, two\nthree\nfour"),
        ("“We&#8217;re here&quot;", '“We’re here"'),
        ("3 < 4 and 5 > 2, AT&T", "3 < 4 and 5 > 2, AT&T"),
        (f"{BODY} [+812 chars]", BODY),
        (f"{BODY}… [1234 chars]", f"{BODY}…"),
        (f"<p>{BODY} [&hellip;]</p>", BODY),
        ([[{"text": BODY}], [{"text": MORE}]], f"{BODY}\n{MORE}"),
    ],
)
def test_texts_in_pieces_and_in_html(text: Any, expected: str) -> None:
    found = item({"content": text, "title": "T", "url": "https://besk.example/1"})
    assert found.text == expected
    assert (found.note or "").startswith("cut short") == ("chars]" in str(text) or "hellip" in str(text))


def test_where_there_is_no_whole_text_a_summary_is_kept_and_marked() -> None:
    found = item({"title": "T", "content": "ONLY AVAILABLE IN PAID PLANS", "description": BODY})
    assert (found.text, found.note) == (BODY, "only what stands under description: there is no whole text")
    paid = item({"title": "T", "body": BODY, "isAccessibleForFree": False})
    assert paid.note == "paywalled: perhaps only its beginning"


def test_a_list_without_texts_is_refused_with_the_keys_that_it_has() -> None:
    listed = {
        "articles": [
            {"url": "https://besk.example/1", "title": "T", "seendate": "20211008T061500Z", "domain": "besk.example"}
        ]
    }
    with pytest.raises(ArticleError) as refused:
        items(listed)
    assert "holds an address and no text" in str(refused.value)
    assert refused.value.hint.startswith("fetch the page and give it as a file")
    assert "url, title, seendate, domain" in refused.value.hint


def test_comments_under_an_article_are_no_articles() -> None:
    with pytest.raises(ArticleError):
        items({"title": "T", "url": "https://besk.example/1", "comments": [{"text": BODY}]})
    commented = item({"title": "T", "body": BODY, "comments": [{"text": MORE}]})
    assert commented.text == BODY


def test_articles_by_their_identifiers_and_by_days() -> None:
    by_identifier = items({"a1": {"text": BODY}, "a2": {"text": MORE, "id": "own"}})
    assert [(found.text, found.external_id) for found in by_identifier] == [(BODY, "a1"), (MORE, "own")]
    assert [found.text for found in items({"2021-10-08": [{"text": BODY}], "2021-10-09": [{"text": MORE}]})] == [
        BODY,
        MORE,
    ]


def test_texts_by_their_addresses() -> None:
    found = items({"https://besk.example/1": BODY, "https://besk.example/2": MORE})
    assert [(entry.text, entry.url) for entry in found] == [
        (BODY, "https://besk.example/1"),
        (MORE, "https://besk.example/2"),
    ]


def test_a_list_named_content_is_one_of_articles_and_not_of_pieces() -> None:
    page = {
        "content": [{"title": "T", "text": BODY, "date": DAY}, {"title": "U", "text": MORE, "date": DAY}],
        "totalPages": 1,
    }
    assert [found.text for found in items(page)] == [BODY, MORE]
    inherited = items({"outlet": "Besk Herald", "articles": [{"text": BODY}, {"text": MORE, "source": "Tolme Post"}]})
    assert [found.outlet for found in inherited] == ["Besk Herald", "Tolme Post"]


def test_outlets_as_addresses_and_with_others() -> None:
    assert item({"text": BODY, "source": "https://www.besk.example/"}).outlet == "besk.example"
    assert item({"text": BODY, "source": "https://www.besk.example/1"}).url == "https://www.besk.example/1"
    assert item({"text": BODY, "publication": DAY}).outlet is None
    joint = item({"text": BODY, "source": [{"name": "Besk Herald"}, {"name": "Tolme Post"}]})
    assert (joint.outlet, joint.note) == ("Besk Herald", "also of Tolme Post")


def test_a_whole_page_under_a_key_is_read_as_a_page() -> None:
    text = " ".join([BODY, MORE, "Two ships left the harbour at dawn, and a third was seen burning off the point."])
    page = (
        "<html><head><title>Port Sael entered</title><meta property='og:site_name' content='Besk Herald'></head>"
        f"<body><nav>Home News</nav><article><h1>Port Sael entered</h1><p>{text}</p>"
        f"<p>{text[::-1]}</p></article></body></html>"
    )
    found = item({"url": "https://besk.example/1", "html": page, "date_publish": DAY})
    assert text in found.text
    assert "Home News" not in found.text
    assert (found.outlet, found.published, found.url) == ("Besk Herald", DAY, "https://besk.example/1")
