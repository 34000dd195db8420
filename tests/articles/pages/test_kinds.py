"""Pages that are no articles, and pages that only look as if they were none."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.articles.pages._kinds import kind_of_line
from tests.articles.pages.site import (
    FOOTER,
    HEADLINE,
    LEAD,
    PARAGRAPHS,
    SECOND,
    article,
    json_ld,
    meta,
    news_article,
    page,
    read,
    teasers,
)

CONSENT = page(
    "<div class='cmp'><h1>We value your privacy</h1><p>We and our 611 partners store and access information on "
    "your device, such "
    "as cookies, and process personal data for personalised ads and content.</p><p>You can change your "
    "preferences or withdraw "
    "your consent at any time.</p><button>Accept all</button></div>",
    title="Lantern Post",
)
CONSENT_GERMAN = page(
    "<h1>Datenschutz</h1><p>Wir und unsere 214 Partner verarbeiten personenbezogene Daten, zum Beispiel mit "
    "Cookies und "
    "ähnlichen Techniken.</p><p>Ihre Einwilligung können Sie jederzeit widerrufen.</p><button>Alle "
    "akzeptieren</button>",
    title="Datenschutz - Laternenpost",
    attributes="lang='de'",
)
CONSENT_GERMAN_AGAIN = page(
    "<h1>Ihre Privatsphäre ist uns wichtig</h1><p>Wir und unsere 214 Partner speichern Informationen auf Ihrem "
    "Gerät.</p><p>Sie können Ihre Auswahl jederzeit ändern. Weitere Angaben stehen in unserer "
    "Datenschutzerklärung.</p><button>Alle akzeptieren</button>",
    title="Zustimmung",
    attributes="lang='de'",
)
CHALLENGE = page(
    "<h1>lantern.example</h1><p>Verifying you are human. This may take a few seconds.</p><p>lantern.example "
    "needs to review the "
    "security of your connection before proceeding.</p><p>Ray ID: 71c0ffee</p>",
    title="Just a moment...",
)
DENIED = page(
    "<h1>Access Denied</h1><p>You don't have permission to access this page on this server.</p><p>Reference #18.2f</p>",
    title="Access Denied",
)
SHELL = "<html><head><title>Lantern</title></head><body><div id='app'></div><script src='/a.js'></script></body></html>"
SHELL_WITH_NOTE = page("<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>")
LOADING = page("<div id='root'><p>Loading…</p></div><script>boot()</script>", title="Loading…")
WALL = page(
    f"<article><h1>{HEADLINE}</h1><div class='wall'><h2>Subscribe to continue reading</h2><p>Already a "
    "subscriber? Log in</p>"
    "<p>Unlimited digital access for 4 crowns a month. Cancel any time.</p></div></article>"
)
LOGIN = page(
    "<h1>Log in</h1><form><p>Please log in to your account to read on.</p></form>", title="Log in - Lantern Post"
)
MISSING = page(
    "<h1>Page not found</h1><p>Sorry, the page you were looking for could not be found.</p><p>Try our home page, "
    "or the "
    "search.</p>",
    title="404 - Lantern Post",
)
MISSING_WITH_TEASERS = page(
    f"<h1>404</h1><p>It may have been moved or deleted.</p><section>{teasers(3)}</section>",
    title="Page not found | Lantern Post",
)
BROKEN = page("<h1>503 Service Unavailable</h1><p>No server is available to handle this request.</p>", title="503")
SECTION = page(f"<main><h1>World</h1>{teasers(12)}</main>", title="World | Lantern Post")
SECTION_IN_DIVISIONS = page(
    f"<main><h1>World</h1><p>News from around the world.</p>{teasers(9, element='div')}</main>",
    title="World | Lantern Post",
)
SECTION_AS_LIST = page(
    "<main><h1>Latest</h1><ul>"
    + "".join(
        f"<li><a href='/{day}'>Council of village {day} says the soldiers are gone</a> <i>{day} April</i></li>"
        for day in range(9)
    )
    + "</ul></main>",
    title="Latest",
)
SECTION_WITH_DATA = page(
    f"<main><h1>World</h1>{teasers(6)}</main>",
    title="World",
    head=json_ld({"@type": "CollectionPage", "name": "World"}),
)
HOME_OF_A_BLOG = page(
    "<main>"
    + "".join(
        f"<article><h2><a href='/{place}'>Fighters enter village {place}</a></h2><p>"
        f"{LEAD.replace('Sorvale', place)}</p>"
        f"<p>{SECOND}</p></article>"
        for place in ("Oste", "Harn", "Vell", "Dusk")
    )
    + "</main>",
    title="Ridge Diary",
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (CONSENT, "is a question for consent to cookies"),
        (CONSENT_GERMAN, "is a question for consent to cookies"),
        (CONSENT_GERMAN_AGAIN, "is a question for consent to cookies"),
        (CHALLENGE, "is a check whether the visitor is a human"),
        (DENIED, "is a check whether the visitor is a human"),
        (SHELL, "holds only the scripts that would load the article"),
        (SHELL_WITH_NOTE, "holds only the scripts that would load the article"),
        (LOADING, "holds only the scripts that would load the article"),
        (WALL, "shows an offer to subscribe or to log in, and nothing of its article"),
        (LOGIN, "shows an offer to subscribe or to log in, and nothing of its article"),
        (MISSING, "is the site's message that there is no such page"),
        (MISSING_WITH_TEASERS, "is the site's message that there is no such page"),
        (BROKEN, "is the site's message that there is no such page"),
        (SECTION, "lists 12 articles and holds none of its own"),
        (SECTION_IN_DIVISIONS, "lists 9 articles and holds none of its own"),
        (SECTION_AS_LIST, "lists 9 articles and holds none of its own"),
        (SECTION_WITH_DATA, "lists 6 articles and holds none of its own"),
        (HOME_OF_A_BLOG, "lists 4 articles and holds none of its own"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_what_it_is(tmp_path: Path, content: str, reason: str) -> None:
    found = read(tmp_path / "a.html", content)
    assert list(found) == []
    (failure,) = found.failures
    assert reason in failure.message
    assert str(tmp_path / "a.html") in failure.message
    assert failure.hint


COOKIES = (
    "Officials use cookies to follow readers, and the council wants consent before any data is processed, it said."
)
SHORT = page(
    article(
        paragraphs=("Soldiers left Sorvale on Tuesday, its mayor said.",), after=f"<section>{teasers(12)}</section>"
    )
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (page(article(headline="Council fines site over "
                               "cookies", paragraphs=(COOKIES, SECOND)), title="Council"), COOKIES),
        (page(article(before="<p>We use cookies on this site. Accept all</p>")), LEAD),
        (page(article(after="<div><p>Subscribe to our newsletter for 1 crown a month.</p></div>")), SECOND),
        (page(article(headline="404 soldiers leave Sorvale"), title="404 soldiers leave Sorvale"), LEAD),
        (page(article(headline="Error in the night: 12 killed"), title="Error in the night"), LEAD),
        (page(article(after=f"<section>{teasers(12)}</section>")), LEAD),
        (page(article(after=f"<aside>{teasers(12)}</aside>")), LEAD),
        (page(article() + "<noscript>Please enable JavaScript for comments.</noscript><script src='/a.js'>"
                          "</script>"), LEAD),
        (SHORT.replace("</head>", json_ld(news_article()) + "</head>"), "Soldiers left Sorvale"),
        (SHORT.replace("</h1>", "</h1><time datetime='2031-04-09'>today</time>"), "Soldiers left Sorvale"),
        (page(f"<h1>{HEADLINE}</h1><p>{LEAD}</p>"), LEAD),
        (page(f"<p>{LEAD}</p>", title=""), LEAD),
    ],
    ids=[
        "about cookies", "with a cookie "
                         "notice", "with an offer", "404 soldiers", "headline with error", "teasers below",
        "teasers beside", "with scripts", "short with data", "short with date", "one sentence", "no title",
    ],
)  # fmt: skip
def test_an_article_is_kept_whatever_else_stands_on_its_page(tmp_path: Path, content: str, text: str) -> None:
    (found,) = read(tmp_path / "a.html", content)
    assert text in found.text


def test_of_a_paywalled_page_the_beginning_is_kept_without_the_offer(tmp_path: Path) -> None:
    wall = "<div class='wall'><p>Subscribe to continue reading</p><p>Already a subscriber? Log in</p></div>"
    (found,) = read(tmp_path / "a.html", page(article(paragraphs=(LEAD,)).replace("</article>", f"{wall}</article>")))
    assert found.text == f"{HEADLINE}\n{LEAD}"


def test_what_the_page_shows_is_taken_where_nothing_is_longer(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.html", page(article(), head=json_ld(news_article(articleBody=LEAD))))
    assert found.text == "\n".join((HEADLINE, *PARAGRAPHS))


def test_what_stands_behind_a_paywall_is_read_where_the_file_holds_it(tmp_path: Path) -> None:
    body = "\n\n".join(PARAGRAPHS)
    head = json_ld(news_article(articleBody=body, isAccessibleForFree=False))
    (found,) = read(tmp_path / "a.html", page(article(paragraphs=(LEAD,)), head=head))
    assert found.text == "\n".join(PARAGRAPHS)


def test_a_page_that_says_that_it_is_an_article_is_no_list(tmp_path: Path) -> None:
    content = page(
        f"<main><h1>{HEADLINE}</h1><div>{LEAD}</div>{teasers(7)}</main>",
        head=meta(article__published_time="2031-04-09"),
    )
    (found,) = read(tmp_path / "a.html", content)
    assert LEAD in found.text
    assert FOOTER not in found.text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Checking if the site connection is secure", "challenge"),
        ("Complete the security check to go on.", "challenge"),
        ("Sorry, you have been blocked", "challenge"),
        ("Подтвердите, что вы не робот", "challenge"),
        ("We and our 900 partners store cookies.", "consent"),
        ("Nous et nos 122 partenaires utilisons des cookies.", "consent"),
        ("نستخدم ملفات تعريف الارتباط", "consent"),
        ("Мы используем файлы cookie", "consent"),
        ("Something went wrong.", "error"),
        ("The requested URL was not found on this server.", "error"),
        ("Страница не найдена или удалена: такая страница не существует", "error"),
        ("Subscribe now to read the full story", "paywall"),
        ("Il vous reste 82 % de cet article à lire.", "paywall"),
        ("Текст доступен только для подписчиков", "paywall"),
        ("هذا المحتوى للمشتركين فقط", "paywall"),
        ("Please enable JavaScript to view this page.", "shell"),
        ("You will be redirected in a moment", "shell"),
        ("Security forces checked cars near the page of stone that marks the border.", None),
        ("He told the court that he had kept a personal diary of the siege for a year.", None),
    ],
)
def test_a_line_tells_the_kind_of_its_page(line: str, kind: str | None) -> None:
    found = kind_of_line(line)
    assert (found.name if found else None) == kind


def test_headings_with_anchors_are_those_of_the_article_itself(tmp_path: Path) -> None:
    sections = "".join(
        f"<h2><a href='#s{number}'>Developments on the northern bank {number}</a></h2><p>{LEAD} It is part "
        f"{number}.</p>"
        for number in range(5)
    )
    (found,) = read(tmp_path / "a.html", page(f"<main><h1>{HEADLINE}</h1>{sections}</main>"))
    assert "It is part 4." in found.text


def test_a_page_with_its_pictures_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflict_extract.articles.formats.page.LARGEST_HTML_FILE", 20_000)
    picture = f"<img src='data:image/png;base64,{'iVBORw0KGgo' * 3000}'>"
    (found,) = read(tmp_path / "a.html", page(article(before=picture)))
    assert LEAD in found.text
    (failure,) = read(tmp_path / "b.html", page(article(before="<b></b>" * 9000))).failures
    assert "is too large: a page of over 20,000 bytes" in failure.message


def test_a_page_from_the_internet_archive(tmp_path: Path) -> None:
    kept = "https://web.archive.org/web/20310412093000/https://lantern.example/sorvale"
    bar = "<div id='wm-ipp-base'><p>The Wayback Machine has 12 captures.</p></div>"
    content = page(article(), head=f"<link rel='canonical' href='{kept}'>").replace("<body>", f"<body>{bar}")
    (found,) = read(tmp_path / "a.html", content)
    assert found.url == "https://lantern.example/sorvale"
    assert found.published is None
    assert "Wayback" not in found.text
