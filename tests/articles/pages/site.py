"""Pages as a news site builds them around its articles; all words and places are invented."""

from __future__ import annotations

import json
from typing import Any

from conflict_extract.articles import load_articles
from conflict_extract.articles._reading import ArticleList

HEADLINE = "Garrison leaves Sorvale"
LEAD = (
    "The garrison of Sorvale withdrew across the river on Tuesday, the head of the town council told the Lantern Post."
)
SECOND = "Fighters of the Ridge Alliance entered the town before midnight. No shot was fired, said Captain Ilen Maro."
THIRD = "The defence ministry did not comment on the report. It had denied on Monday that any unit would leave."
URL = "https://lantern.example/2031/04/09/sorvale"
PARAGRAPHS = (LEAD, SECOND, THIRD)

NAVIGATION = (
    "<header class='site'><nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li>"
    "<li><a href='/live'>Live</a></li></ul></nav></header>"
)
FOOTER = "<footer><p>© 2031 Lantern Post Limited. All rights reserved.</p></footer>"


def page(body: str, *, head: str = "", title: str = f"{HEADLINE} | Lantern Post", attributes: str = "lang='en'") -> str:
    """A page with its frame."""
    return (
        f"<!DOCTYPE html><html {attributes}><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{NAVIGATION}{body}{FOOTER}</body></html>"
    )


def article(
    *, before: str = "", after: str = "", headline: str = HEADLINE, paragraphs: tuple[str, ...] = PARAGRAPHS
) -> str:
    """The element of an article, with something between its headline and its text, and behind it."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<main><article><h1>{headline}</h1>{before}{text}</article>{after}</main>"


def meta(**content: str) -> str:
    """`<meta>` elements; two underscores stand for a colon."""
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in content.items())


def json_ld(*objects: dict[str, Any]) -> str:
    """A script with JSON-LD."""
    content = objects[0] if len(objects) == 1 else {"@context": "https://schema.org", "@graph": list(objects)}
    return f'<script type="application/ld+json">{json.dumps(content)}</script>'


def news_article(**keys: Any) -> dict[str, Any]:
    """What JSON-LD says of the article."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "datePublished": "2031-04-09T08:15:00+02:00",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Lantern Post"},
        **keys,
    }


def teasers(number: int, *, element: str = "article") -> str:
    """A list of other articles with dates of their own."""
    return "".join(
        f"<{element} class='card'><h3><a href='/a/{place}'>Fighters enter village number {place}</a></h3>"
        f"<p>Residents of village number {place} saw them arrive on Sunday, they told our reporter.</p>"
        f"<time datetime='2031-04-{place + 10}T09:00:00Z'>{place + 10} April 2031</time></{element}>"
        for place in range(number)
    )


def read(path: Any, content: str | bytes) -> ArticleList:
    """What comes of a file."""
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return load_articles([path])
