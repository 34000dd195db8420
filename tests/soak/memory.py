"""Many short articles through `extract` and `stream` with a model that is none: how much memory that takes.

Run as a program it does one of the two, so that its memory can be measured from outside.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from unittest.mock import patch

from benchmarks.processes import Cost, run

from conflict_extract.articles import read_articles
from conflict_extract.cli import main
from conflict_extract.extraction import Extractor
from conflict_extract.llm import ModelClient
from conflict_extract.schema import Article
from tests.cli.reader import Reader

ENDPOINT = "http://127.0.0.1:9/v1"
LARGEST = 500.0  # MB


def measure(way: str, articles: Path, folder: Path) -> Cost:
    """Seconds and megabytes of a process that sends the articles one way, and has a record of each.

    Raises:
        AssertionError: a record is missing, or the memory is more than promised.
    """
    found = folder / f"{way}.jsonl"
    cost = run([sys.executable, "-m", "tests.soak.memory", way, articles, found])
    with articles.open(encoding="utf-8") as given, found.open(encoding="utf-8") as written:
        for article, record in zip(given, written, strict=True):
            if way == "extract":  # in the order of the articles
                assert json.loads(record)["evidence"][0]["text"] in json.loads(article)["text"]
    assert not found.with_name(f"{found.name}.part").exists()
    assert cost.megabytes < LARGEST, cost
    return cost


def extract(articles: str, out: str) -> None:
    """The command, with all that it does by default; only the model is none."""
    given = ["--out", out, "--model", "reader", "--base-url", ENDPOINT, "--cache-dir", f"{out}-cache", "--quiet"]
    sys.argv = ["conflict-extract", "extract", articles, *given]
    with patch.object(ModelClient, "_make_transport", lambda _: Reader()):
        main()


def stream(articles: str, out: str) -> None:
    """The method, with articles read as they are needed."""
    read = (found for found in read_articles(articles) if isinstance(found, Article))
    with (
        Extractor(model="reader", base_url=ENDPOINT, cache=False, transport=Reader()) as extractor,
        Path(out).open("w", encoding="utf-8") as written,
    ):
        for part in extractor.stream(read):
            written.writelines(f"{record.id}\n" for record in part.records)


if __name__ == "__main__":
    {"extract": extract, "stream": stream}[sys.argv[1]](*sys.argv[2:])
