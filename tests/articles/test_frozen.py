"""Outlet, date, title and sentences of every example, as they were before other formats were read.

Run as `python -m tests.articles.test_frozen` to write the values again; what changed then needs a reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from conflict_extract.articles import load_articles
from conflict_extract.schema import Article

ROOT = Path(__file__).parents[2]
VALUES = Path(__file__).with_name("frozen.jsonl")
ONE_BY_ONE = ("examples/articles", "examples/long/articles", "examples/ten_days/articles")
AS_A_WHOLE = "examples/passages/*.jsonl"


def test_every_example_keeps_outlet_date_title_and_sentences() -> None:
    frozen = VALUES.read_text(encoding="utf-8").splitlines()
    assert list(lines()) == frozen


def lines() -> Iterator[str]:
    for folder in ONE_BY_ONE:
        for article in load_articles([ROOT / folder]):
            yield json.dumps([Path(article.path or "").relative_to(ROOT).as_posix(), *values(article)])
    for path in sorted(ROOT.glob(AS_A_WHOLE)):
        if not path.stem.endswith("_gold"):
            read = [values(article) for article in load_articles([path])]
            yield json.dumps([path.relative_to(ROOT).as_posix(), len(read), digest(json.dumps(read))])


def values(article: Article) -> list[str | int | None]:
    sentences = json.dumps([(each.start, each.end, each.text) for each in article.sentences])
    return [article.outlet, article.published, article.title, len(article.sentences), digest(sentences)]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if __name__ == "__main__":
    VALUES.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
