"""What the screen before paying costs and saves: records of gold in articles that it skips, and articles of mixed news.

`python -m benchmarks.screen` reads all gold in examples/ and of the hosted benchmark (and more with `--gold ARTICLES
GOLD`), and 10,000 articles that are generated from the templates in mixed_news.toml, which were written for this. Their
shares are a guess at a general outlet, so the last table tells how each kind of news fares.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from conflict_extract.articles import load_articles
from conflict_extract.extraction.english.screening import Screen
from conflict_extract.normalize import Authorities

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOLD = [
    (EXAMPLES / "articles", EXAMPLES / "gold.jsonl"),
    (EXAMPLES / "long" / "articles", EXAMPLES / "long" / "gold.jsonl"),
    (EXAMPLES / "ten_days" / "articles", EXAMPLES / "ten_days" / "gold.jsonl"),
    *(
        (EXAMPLES / "passages" / f"{name}.jsonl", EXAMPLES / "passages" / f"{name}_gold.jsonl")
        for name in ("development", "held_out", "fresh_aside")
    ),
    (ROOT / "benchmarks" / "hosted" / "articles", ROOT / "benchmarks" / "hosted" / "gold"),
]
ARTICLES = 10_000
SHORTEST, LONGEST = 4, 9  # sentences
TRICKY = 1 / 8  # of the sentences of other news use words of war


def lost_records(screen: Screen, articles: Path, gold: Path) -> tuple[int, int]:
    """Records of gold in English articles, and those of them in articles that the screen skips."""
    known = {}
    for article in load_articles([articles]):
        names = [article.external_id, article.id, Path(article.path or "").name]
        known.update({name: article for name in names if name})
    files = [gold] if gold.is_file() else sorted(gold.glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    english = [
        known[row["article"]] for row in rows if not row.get("optional") and known[row["article"]].language == "en"
    ]
    return len(english), sum(not screen.may_state_event(article.text) for article in english)


def mixed_news(count: int, seed: int = 11) -> list[tuple[str, str]]:
    """Kind and text of generated articles."""
    with (Path(__file__).parent / "mixed_news.toml").open("rb") as stream:
        table: dict[str, Any] = tomllib.load(stream)
    words = {slot: given.split() for slot, given in table.pop("words").items()}
    lot = random.Random(seed)  # noqa: S311  # no secret
    kinds = lot.choices(list(table), [each["share"] for each in table.values()], k=count)
    made = []
    for kind in kinds:
        plain, tricky = table[kind]["sentences"], table[kind].get("tricky", [])
        told = lot.sample(plain, min(lot.randint(SHORTEST, LONGEST), len(plain)))
        told = [lot.choice(tricky) if tricky and lot.random() < TRICKY else each for each in told]
        filled = [each.format(**{slot: lot.choice(given) for slot, given in words.items()}) for each in told]
        made.append((kind, " ".join(filled)))
    return made


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs=2, type=Path, action="append", default=[], metavar=("ARTICLES", "GOLD"))
    chosen = parser.parse_args()
    screen = Screen(Authorities.load().actors)
    print("| gold | records | lost |\n|---|---|---|")
    total = lost = 0
    for articles, gold in [*GOLD, *map(tuple, chosen.gold)]:
        number, gone = lost_records(screen, articles, gold)
        total, lost = total + number, lost + gone
        shown = gold.relative_to(ROOT) if gold.is_relative_to(ROOT) else gold.name
        print(f"| {shown} | {number:,} | {gone} |")
    print(f"| all | {total:,} | {lost} ({100 * lost / total:.2f} %) |")
    news = mixed_news(ARTICLES)
    started = time.process_time()
    skipped = Counter(kind for kind, text in news if not screen.may_state_event(text))
    seconds = time.process_time() - started
    kinds = Counter(kind for kind, _ in news)
    print(f"\n{len(news):,} generated articles, {1e6 * seconds / len(news):.0f} µs of CPU each\n")
    print("| kind | articles | not sent |\n|---|---|---|")
    for kind, number in kinds.most_common():
        print(f"| {kind} | {number:,} | {skipped[kind]:,} ({100 * skipped[kind] / number:.0f} %) |")
    print(f"| all | {len(news):,} | {skipped.total():,} ({100 * skipped.total() / len(news):.0f} %) |")


if __name__ == "__main__":
    main()
