"""`python -m benchmarks.hosted ask FOLDER` writes requests; `python -m benchmarks.hosted` scores the answers kept."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.hosted.requests import (
    ANSWERS,
    ARTICLES,
    GOLD,
    Files,
    articles_in,
    extract,
    key_of,
    read_answers,
    write_requests,
)
from benchmarks.hosted.scoring import Gold, lengths, report, tables
from conflict_extract import Article, load_articles


def main() -> None:
    """Writes requests, or prints tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["ask", "score"], default="score")
    parser.add_argument("folder", nargs="?", type=Path, help="where `ask` writes requests")
    parser.add_argument("--articles", type=Path, nargs="+", help="article files instead of those kept here")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--answers", type=Path, default=ANSWERS)
    parser.add_argument("--lost", action="store_true", help="list what did not arrive")
    options = parser.parse_args()
    articles = list(load_articles(options.articles)) if options.articles else articles_in(ARTICLES)
    if options.what == "ask":
        print(write_requests(articles, options.folder), "questions")
        return
    files = Files(read_answers(options.answers))
    result = extract(articles, files)
    for failure in result.failures:
        print(f"! {failure.message}")
    told = report(articles, Gold.read(options.gold), answers_by_article(articles, files), result, bootstrap=1000)
    print("\n".join(tables(told)))
    english = {key_of(request) for article in articles if article.language == "en" for request in _asked(article)}
    whole = [answer for key, answer in (files.answers or {}).items() if key in english]
    if whole:
        record, before, beside = lengths(whole)
        print(
            f"\nTokens a record of English articles: {record:.0f}, {record / before:.2f} times those without day and "
            f"within; names and countries {beside:.0f} more"
        )
    if options.lost:
        print("\n".join(" ".join(each) for each in told.lost))


def _asked(article: Article) -> list[dict[str, Any]]:
    files = Files()
    extract([article], files)
    return list(files.asked.values())


def answers_by_article(articles: list[Article], files: Files) -> dict[str, list[Any]]:
    """The items about each article, by its id: whose requests were answered is told by asking about it alone."""
    told: dict[str, list[Any]] = defaultdict(list)
    for article in articles:
        for request in _asked(article):
            told[article.id] += (files.answers or {}).get(key_of(request), {}).get("records", [])
    return told


if __name__ == "__main__":
    main()
