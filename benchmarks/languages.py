"""What finding names in an article and making their keys costs, by language, beside English in the same run.

`python -m benchmarks.languages` prints a Markdown table. The articles and the answers are those of `benchmarks/hosted`;
every name of an answer is looked for as the article reader does it, sentence after sentence, and its key is made.
Caches are empty at the beginning of each article, so that nothing is found that another article paid for.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.hosted.__main__ import answers_by_article
from benchmarks.hosted.requests import Files, articles_in, extract, read_answers
from conflict_extract import Article
from conflict_extract.extraction import spans
from conflict_extract.normalize import fold_place, names, spellings

NAMES = ("gained_by", "lost_by", "force", "who", "speaker", "subject", "from_side", "to_side", "source", "within")
CACHES = [
    each
    for module in (spans, names, spellings)
    for each in vars(module).values()
    if hasattr(each, "cache_clear")
    and each.__name__ not in ("_word_forms", "words", "_synonyms", "_unspaced_words", "_letters")
]


def names_of(item: Mapping[str, Any]) -> Iterator[str]:
    """The names that an item of an answer holds."""
    yield from item["places"]
    yield from (name for field in NAMES if (name := item.get(field)))


def seconds(article: Article, items: Sequence[Mapping[str, Any]]) -> float:
    """CPU seconds for finding all names of an article's items, and for the keys of its places."""
    for each in CACHES:
        each.cache_clear()
    started = time.process_time()
    for item in items:
        for name in names_of(item):
            any(spans.occurrences(name, sentence, article.language) for sentence in article.sentences)
        for place in item["places"]:
            key = fold_place(place)
            spellings.coarse_key(key)
    return time.process_time() - started


def main() -> None:
    """Reads the command line and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    articles = articles_in()
    files = Files(read_answers())
    extract(articles, files)
    answers = answers_by_article(articles, files)
    times: dict[str, list[float]] = defaultdict(list)
    characters: dict[str, int] = defaultdict(int)
    for article in articles:
        characters[article.language or ""] += len(article.text)
    for _ in range(rounds):
        total: dict[str, float] = defaultdict(float)
        for article in articles:
            total[article.language or ""] += seconds(article, answers.get(article.id, ()))
        for language, spent in total.items():
            times[language].append(1e9 * spent / characters[language])
    print("| language | characters | ns a character | to English |\n|---|---|---|---|")
    for language, each in sorted(times.items()):
        ratio = median(one / other for one, other in zip(each, times["en"], strict=True))
        print(f"| {language} | {characters[language]:,} | {median(each):,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
