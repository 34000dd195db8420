"""Live blogs: one article a post, with its own time, and none lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.articles.pages.site import URL, article, json_ld, meta, page, read

POSTS = (
    ("p4", "2031-04-09T18:40:00+02:00", "Ministry denies losing "
                                        "Sorvale", ("The ministry has denied that Sorvale was lost.",)),
    ("p3", "2031-04-09T16:05:00+02:00", "Alliance enters "
                                        "Sorvale", ("Fighters have entered Sorvale, two residents "
                                                    "say.", "Army lorries left an hour earlier.")),
    ("p2", "2031-04-09T09:12:00+02:00", "Overnight: Harn "
                                        "falls", ("Harn fell to the Ridge Alliance last night, its mayor says.",)),
    ("p1", "2031-04-08T22:30:00+02:00", "Good evening", ("We begin our reports from the river tonight with news "
                                                         "from Harn.",)),
)  # fmt: skip
HEAD = meta(og__site_name="Lantern Post", article__published_time="2031-04-08T22:00:00+02:00", og__url=URL)
TITLE = "River war live: Sorvale changes hands"


def update(identity: str, moment: str, title: str, paragraphs: tuple[str, ...]) -> dict[str, Any]:
    return {
        "@type": "BlogPosting",
        "headline": title,
        "datePublished": moment,
        "articleBody": " ".join(paragraphs),
        "url": f"{URL}#{identity}",
    }


def block(identity: str, moment: str, title: str, paragraphs: tuple[str, ...]) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<div class='block' id='{identity}'><p class='block-time'><a href='#{identity}'><time "
        f"datetime='{moment}'>{moment[11:16]}</time></a>"
        f"</p><h2>{title}</h2><div class='share'><a href='/s'>Share</a></div><div class='elements'>{text}</div></div>"
    )


def live(body: str, data: list[dict[str, Any]] | None = None) -> str:
    node = {
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "datePublished": "2031-04-08T22:00:00+02:00",
        "liveBlogUpdate": data,
    }
    head = HEAD + (json_ld(node) if data is not None else "")
    return page(f"<main><h1>{TITLE}</h1>{body}</main>", head=head, title=f"{TITLE} | Lantern Post")


UPDATES = [update(*post) for post in POSTS]
BLOCKS = "".join(block(*post) for post in POSTS)
ARTICLES = BLOCKS.replace("<div class='block'", "<article").replace("</div></div>", "</div></article>")
DAYS = "".join(
    f"<div class='day'>{''.join(block(*post) for post in POSTS if post[1].startswith(day))}</div>"
    for day in ("2031-04-09", "2031-04-08")
)


@pytest.mark.parametrize(
    "content",
    [
        live(BLOCKS, UPDATES),
        live(BLOCKS, []),
        live(BLOCKS),
        live(ARTICLES, UPDATES),
        live(ARTICLES),
        live(DAYS),
        live(BLOCKS, UPDATES[:2]),
        live(block(*POSTS[0]) + block(*POSTS[1]) + block(*POSTS[2]), UPDATES),
    ],
    ids=["both", "empty data", "no data", "articles", "articles alone", "by days", "data of some", "blocks of some"],
)
def test_every_post_is_an_article_with_its_own_time(tmp_path: Path, content: str) -> None:
    found = read(tmp_path / "a.html", content)
    assert found.failures == []
    assert [(a.published, a.title, a.outlet, a.url, a.external_id) for a in found] == [
        (moment, title, "Lantern Post", f"{URL}#{identity}", identity) for identity, moment, title, _ in POSTS
    ]
    assert found[1].text == "\n".join((POSTS[1][2], *POSTS[1][3]))


def test_posts_that_stand_in_the_data_alone(tmp_path: Path) -> None:
    found = read(tmp_path / "a.html", live("<div id='app'></div>", UPDATES))
    assert [post.published for post in found] == [moment for _, moment, *_ in POSTS]
    assert found[1].text == "\n".join((POSTS[1][2], " ".join(POSTS[1][3])))


@pytest.mark.parametrize("day", ["<h2>Wednesday 9 April 2031</h2>", ""])
def test_times_of_day_have_their_day_from_the_heading_above_them_or_none(tmp_path: Path, day: str) -> None:
    posts = "".join(
        f"<li class='post'><span class='timestamp'>{moment[11:16]}</span><h3>{title}</h3><p>{paragraphs[0]}</p></li>"
        for _, moment, title, paragraphs in POSTS[:3]
    )
    found = read(tmp_path / "a.html", live(f"{day}<ul class='live-feed'>{posts}</ul>"))
    expected = [f"2031-04-09T{moment[11:19]}" if day else None for _, moment, *_ in POSTS[:3]]
    assert [post.published for post in found] == expected
    assert "18:40" not in found[0].text


def test_seconds_since_1970(tmp_path: Path) -> None:
    posts = "".join(
        f"<div class='live-post' data-timestamp='{1933000000 + number * 3600}'><h3>{title}</h3><p>{paragraphs[0]}</p>"
        f"<span class='time' data-timestamp='{1933000000 + number * 3600}'>{number} h ago</span></div>"
        for number, (_, _, title, paragraphs) in enumerate(POSTS)
    )
    found = read(tmp_path / "a.html", live(posts))
    assert [post.published for post in found][:2] == ["2031-04-03T16:26:40+00:00", "2031-04-03T17:26:40+00:00"]


def test_an_article_with_comments_or_a_timeline_is_no_live_blog(tmp_path: Path) -> None:
    comments = "".join(
        f"<article class='entry'><time datetime='2031-04-09T1{n}:00:00'>1{n}:00</time><p>I have seen {n} lorries "
        "on the road to Harn.</p></article>"
        for n in range(5)
    )
    (found,) = read(tmp_path / "a.html", page(article(after=f"<section>{comments}</section>")))
    assert found.title == "Garrison leaves Sorvale"


def test_a_list_of_key_events_is_not_taken_for_the_posts(tmp_path: Path) -> None:
    events = "".join(
        f"<li class='event'><a href='#{identity}'><time datetime='{moment}'>{moment[11:16]}</time></a> {title} "
        "and more of it</li>"
        for identity, moment, title, _ in (*POSTS, *POSTS)
    )
    found = read(tmp_path / "a.html", live(f"<ul>{events}</ul>{ARTICLES}"))
    assert [post.external_id for post in found] == [identity for identity, *_ in POSTS]
