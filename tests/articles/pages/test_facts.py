"""Outlet, date, title, address and language of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles import Listed, read_articles
from conflict_extract.articles._formats import items_of
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article
from tests.articles.pages.site import (
    HEADLINE,
    LEAD,
    PARAGRAPHS,
    SECOND,
    URL,
    article,
    json_ld,
    meta,
    news_article,
    page,
    read,
    teasers,
)

PAYWALLED = "paywalled: only its beginning"


def only(path: Path, content: str) -> Article:
    (found,) = read(path / "a.html", content)
    return found


TIMESTAMP = "2031-04-09T08:15:00+02:00"
MODIFIED = meta(article__modified_time="2031-05-01T10:00:00Z", og__updated_time="2031-05-01T10:00:00Z")


@pytest.mark.parametrize(
    "content",
    [
        page(article(), head=json_ld(news_article())),
        page(article(), head=json_ld({"@type": "WebSite", "name": "Lantern Post"}, news_article())),
        page(article(), head=json_ld({"@type": "WebPage", "mainEntity": news_article()})),
        page(article(), head=json_ld(news_article()).replace('{"@context', '[{"@context').replace("}}<", "}}]<")),
        page(article(), head=json_ld(news_article()).replace('{"@con', '<!--\n{"@con').replace("}}<", "}}\n--><")),
        page(article(), head=json_ld(news_article(description="Two\nlines")).replace("\\n", "\n")),
        page(article(), head=json_ld(news_article(dateModified="2031-05-01T10:00:00Z"))),
        page(article(), head='<script type="application/ld+json">{"broken": </script>' + json_ld(news_article())),
        page(article(), head=json_ld(news_article(headline="Storm", datePublished="2031-01-01"), news_article())),
        page(article(), head=meta(article__published_time=TIMESTAMP) + MODIFIED),
        page(article(), head=MODIFIED + f'<meta itemprop="datePublished" content="{TIMESTAMP}">'),
        page(article(before=f"<time pubdate datetime='{TIMESTAMP}'>today</time>")),
        page(article(before=f"<p>By Oda Renn <time datetime='{TIMESTAMP}'>9 April 2031</time></p>")),
        page(article(before="<time class='updated' datetime='2031-05-01'>1 May</time><time "
                            f"datetime='{TIMESTAMP}'>9 April</time>")),
        page(article(before="<p>Updated <time datetime='2031-05-01'>1 May</time> | Published <time "
                            f"datetime='{TIMESTAMP}'>9 April</time></p>")),
        page(article(before=f"<span itemprop='datePublished' content='{TIMESTAMP}'>9 April</span>")),
        page(f"<header><h1>{HEADLINE}</h1><time datetime='{TIMESTAMP}'>9 April 2031</time>"
             "</header>" + article(headline="")),
        page(teasers(3) + article(before=f"<time datetime='{TIMESTAMP}'>9 April</time>")),
        page(article(before=f"<p>On <a href='/2031/04/09'><time datetime='{TIMESTAMP}'>9 April</time></a></p>")),
        page(article(before=f"<time class='published updated' datetime='{TIMESTAMP}'>9 April</time>")),
        page(article(before="<footer class='node__meta'>Submitted by Oda on <span class='field--name-created'>"
                            f"<time datetime='{TIMESTAMP}'>Wed, 04/09/2031</time></span></footer>")),
        page(article(), head=json_ld({"@type": "WebPage", "name": f"{HEADLINE} - "
                                                                  "Lantern", "datePublished": TIMESTAMP})),
    ],
    ids=[
        "JSON-LD", "graph", "main entity", "list", "in a comment", "line break in a string", "with a modification",
        "behind broken data", "behind another article", "meta", "meta itemprop", "time pubdate", "time in a byline",
        "time behind an updated "
        "one", "time behind a word for updated", "itemprop", "above the article", "teasers above",
        "time in a link", "WordPress, never changed", "Drupal", "of the page",
    ],
)  # fmt: skip
def test_the_date_is_that_of_the_articles_own_publication(tmp_path: Path, content: str) -> None:
    assert only(tmp_path, content).published == TIMESTAMP


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("<div class='date'>9 April 2031</div>", "2031-04-09"),
        ("<p class='byline'>By Oda Renn | 9 April 2031 08:15</p>", "2031-04-09T08:15:00"),
        ("<div><span>Oda Renn</span><span>April 9, 2031</span></div>", "2031-04-09"),
        ("<p>Published: 9 April 2031</p>", "2031-04-09"),
        ("<p class='meta'>2031-04-09</p>", "2031-04-09"),
        ("<p class='meta'>29/04/2031</p>", "2031-04-29"),
        ("<p>Published 9 April 2031 | Updated 11 April 2031</p>", "2031-04-09"),
        ("<div>Wednesday 09/04/2031, 08:15</div>", "2031-04-09T08:15:00"),
    ],
)
def test_a_line_under_the_headline_that_is_a_date_is_one(tmp_path: Path, line: str, published: str) -> None:
    assert only(tmp_path, page(article(before=line))).published == published


@pytest.mark.parametrize(
    "content",
    [
        page(article(), head=MODIFIED),
        page(article(), head=json_ld(news_article(datePublished=None, dateModified="2031-05-01"))),
        page(article(before="<p>Last updated: <time datetime='2031-05-01'>1 May</time></p>")),
        page(article(before="<p>Updated 1 May 2031</p>")),
        page(article(after=f"<section>{teasers(3)}</section>")),
        page(article(after=f"<aside>{teasers(3)}</aside>")),
        page(teasers(3) + article()),
        page(article() + "<div id='comments'><article><time datetime='2031-05-01'>x</time><p>I do not think "
                         "so.</p></article></div>"),
        page(article(before="<p class='date'>07/04/2031</p>")),
        page(article(before="<time>07/04/2031</time>")),
        page(article(), head=json_ld(news_article(datePublished=None), {"@type": "WebPage", "datePublished": ""})),
        page(article(after="<footer><p>Archive</p><time datetime='2031-05-01'>1 May</time></footer>")),
        page(article() + "<section class='comments'><article><footer>Jon <time datetime='2031-05-01'>1 May</time>"
             "</footer><p>This is not so at all.</p></article></section>"),
    ],
)  # fmt: skip
def test_no_other_date_is_taken_for_it(tmp_path: Path, content: str) -> None:
    assert only(tmp_path, content).published is None


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (page(article(), head=MODIFIED), "dates not used: article:modified_time, og:updated_time"),
        (page(article(), head=meta(article__published_time="soon")), "no date in meta article:published_time: 'soon'"),
        (
            page(article(before="<p>07/04/2031</p>")),
            "the date “07/04/2031” was not used: day and month cannot be told apart (2031-04-07 or 2031-07-04)",
        ),
        (
            page(article(paragraphs=(LEAD,)), head=json_ld(news_article(isAccessibleForFree=False, wordCount=900))),
            PAYWALLED,
        ),
        (page(article(), head=json_ld(news_article())), None),
    ],
)
def test_what_was_not_used_is_said(tmp_path: Path, content: str, note: str | None) -> None:
    path = tmp_path / "a.html"
    path.write_text(content, encoding="utf-8")
    (found,) = items_of(Source(path, str(path)))
    assert not isinstance(found, ArticleError)
    assert found[0].note == note


def test_a_date_that_is_not_used_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(article(before="<p>07/04/2031</p>", headline=HEADLINE)), encoding="utf-8")
    (found,) = read_articles(path).listed()
    assert isinstance(found, Listed)
    assert (
        found.note
        == "the date “07/04/2031” was not used: day and month cannot be told apart (2031-04-07 or 2031-07-04)"
    )


def test_dates_in_numbers_are_told_apart_by_the_others_on_the_page(tmp_path: Path) -> None:
    others = "".join(f"<aside><a href='/{day}'>Old report</a> <span>{day}/04/2031</span></aside>" for day in (2, 27))
    assert only(tmp_path, page(article(before="<time>07/04/2031</time>", after=others))).published == "2031-04-07"


TEXT = f"<article><h2>{HEADLINE}</h2><p>{LEAD}</p><p>{SECOND}</p></article>"
LOGO = f"<h1 class='logo'><a href='/'>Lantern Post</a></h1>{TEXT}"
ORGANISATION = {"@id": "#p", "@type": "Organization", "name": "Lantern Post"}


@pytest.mark.parametrize(
    "content",
    [
        page(article(), head=meta(og__site_name="Lantern Post"), title=HEADLINE),
        page(article(), head=json_ld(news_article()), title=HEADLINE),
        page(article(), head=json_ld(news_article(publisher=[{"@id": "#p", "name": "Lantern Post"}])), title=HEADLINE),
        page(article(), head=json_ld(news_article(publisher={"@id": "#p"}), ORGANISATION)),
        page(article(), head=json_ld({"@type": "WebSite", "name": "Lantern Post"}), title=HEADLINE),
        page(article()),
        page(article(), title=f"{HEADLINE} - Lantern Post"),
        page(article(), title=f"{HEADLINE} | World | Lantern Post"),
        page(LOGO),
    ],
)  # fmt: skip
def test_the_outlet(tmp_path: Path, content: str) -> None:
    found = only(tmp_path, content)
    assert (found.outlet, found.title) == ("Lantern Post", HEADLINE)


def test_a_title_that_is_the_name_of_an_outlet_is_one(tmp_path: Path) -> None:
    content = page(f"<b>{HEADLINE}</b><p>9 April 2031</p><p>{LEAD}</p><p>{SECOND}</p>", title="Lantern Post")
    assert only(tmp_path, content).outlet == "Lantern Post"


def test_the_address_names_the_outlet_where_nothing_else_does(tmp_path: Path) -> None:
    found = only(tmp_path, page(article(), title=HEADLINE, head=f"<link rel='canonical' href='{URL}'>"))
    assert (found.outlet, found.url) == ("lantern.example", URL)


@pytest.mark.parametrize("title", [f"{HEADLINE}: how the night went", "Sorvale - and what now", "News"])
def test_what_stands_in_a_title_is_not_taken_for_an_outlet(tmp_path: Path, title: str) -> None:
    assert only(tmp_path, page(article(), title=title)).outlet is None


def test_a_page_in_another_script_is_not_english_for_its_frame(tmp_path: Path) -> None:
    text = "انسحبت الحامية من البلدة يوم الثلاثاء، بحسب رئيس المجلس المحلي. ولم تعلق وزارة الدفاع على ذلك."
    assert (
        only(tmp_path, page(article(headline="انسحاب الحامية من البلدة", paragraphs=(text, text)), title="")).language
        == "ar"
    )


def test_captions_are_text(tmp_path: Path) -> None:
    caption = "Soldiers at the bridge of Sorvale. <small>Photo: Oda Renn</small>"
    first = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"
    last = "<figure><amp-img src='b.jpg'></amp-img><figcaption>The empty barracks.</figcaption></figure></article>"
    found = only(tmp_path, page(article(before=first).replace("</article>", last)))
    assert found.text.split("\n") == [
        HEADLINE,
        "Soldiers at the bridge of Sorvale. Photo: Oda Renn",
        *PARAGRAPHS,
        "The empty barracks.",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<article><header><h1>{HEADLINE}</h1><p class='meta'>By staff | 9 April 2031</p></header><section>"
        f"{LEAD}<br/>It was quiet.</section></article>",
        f"<div><h1>{HEADLINE}</h1><div>By staff | 9 April 2031</div><div>{LEAD}</div><div>It was quiet.</div></div>",
        f"<table><tr><td><h1>{HEADLINE}</h1></td></tr><tr><td>By staff | 9 April 2031</td></tr><tr><td>"
        f"{LEAD}</td></tr><tr><td>It was quiet.</td></tr></table>",
        f"<h1>{HEADLINE}</h1><span>By staff | 9 April 2031</span><p>{LEAD}</p><p>It was quiet.</p>",
    ],
)  # fmt: skip
def test_the_parts_of_a_brief_are_paragraphs(tmp_path: Path, body: str) -> None:
    found = only(tmp_path, page(body))
    lines = found.text.split("\n")
    assert lines[0] in (HEADLINE, LEAD)
    assert lines[-2:] == [LEAD, "It was quiet."]
    assert found.published == "2031-04-09"


def test_an_amp_page(tmp_path: Path) -> None:
    content = page(
        article(before="<amp-ad width='1'></amp-ad><amp-timeago datetime='2031-04-09T06:15:00Z'>9 April</amp-timeago>")
        + "<amp-consent id='c'><div>We and our partners use cookies.</div></amp-consent>",
        head=f"<link rel='canonical' href='{URL}'><script async src='https://cdn.example/v0.js'></script>",
        attributes="⚡ lang='en'",
    )
    found = only(tmp_path, content)
    assert found.text == "\n".join((HEADLINE, *PARAGRAPHS))
    assert (found.published, found.url) == ("2031-04-09T06:15:00+00:00", URL)


def test_xhtml(tmp_path: Path) -> None:
    content = (
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x.dtd'>"
        f"<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='en'><head><title>{HEADLINE}</title><script "
        "src='a.js'/></head>"
        f"<body><div id='top'/><h1>{HEADLINE}</h1><p>{LEAD}</p><p>{SECOND} Él está aquí.</p></body></html>"
    )
    (found,) = read(tmp_path / "a.xhtml", content)
    assert found.text.endswith(f"{LEAD}\n{SECOND} Él está aquí.")
    assert found.language == "en"


DATA = (
    '{"props": {"pageProps": {"texts": {"title": "Menu", "content": "Please enable the cookies of this site."}, '
    '"article": '
    '{"title": "'
    + HEADLINE
    + '", "publishedAt": "2031-04-09T06:15:00Z", "body": "<p>'
    + LEAD
    + "</p><p>"
    + SECOND
    + '</p>"}, '
    '"more": [{"title": "Storm at sea", "body": "'
    + "Ferries stopped for a day and a night. " * 30
    + '", "publishedAt": "2031-01-01"}]}}}'
)


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{DATA}</script>',
        f"<script>window.__INITIAL_STATE__ = {DATA};</script>",
        f"<script>window.a=1;window.__STATE__={DATA},window.b={{x:1}}</script>",
        f"<script>window.__STATE__=JSON.parse({DATA!r});</script>".replace("('", '("')
        .replace("')", '")')
        .replace('{"', '{\\"'),
    ][:3],
)
def test_the_article_in_the_data_of_a_script_shell(tmp_path: Path, script: str) -> None:
    found = only(tmp_path, page(f"<div id='root'></div><noscript>Please enable JavaScript.</noscript>{script}"))
    assert found.text == f"{LEAD}\n{SECOND}"
    assert (found.title, found.published, found.outlet) == (HEADLINE, "2031-04-09T06:15:00+00:00", "Lantern Post")


@pytest.mark.parametrize("graph", [False, True])
def test_the_article_in_json_ld_of_a_script_shell(tmp_path: Path, graph: bool) -> None:
    node = news_article(articleBody="\n\n".join(PARAGRAPHS), inLanguage="en")
    head = json_ld({"@type": "WebSite", "name": "Lantern"}, node) if graph else json_ld(node)
    found = only(tmp_path, page("<div id='root'></div>", head=head))
    assert found.text == "\n".join(PARAGRAPHS)
    assert (found.title, found.published, found.outlet) == (HEADLINE, TIMESTAMP, "Lantern Post")
