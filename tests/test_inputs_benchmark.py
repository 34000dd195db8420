"""The benchmark of reading, at a size that says nothing but that it runs."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks import inputs


def test_both_sides_read_the_same_pages(tmp_path: Path) -> None:
    archive = tmp_path / "crawl.warc.gz"
    pages = inputs.write_archive(archive, 300_000, seed=7)
    assert pages >= 3
    assert inputs.read_ours(archive) == inputs.read_plainly(archive, metadata=False) == pages


def test_every_row_of_the_table_is_an_article(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    inputs.write_table(table, 50, seed=7)
    assert inputs.read_ours(table) == 50


def test_the_same_seed_gives_the_same_pages() -> None:
    first, again = (inputs.page(random.Random(3), 1) for _ in range(2))  # noqa: S311  # the same page again
    assert first == again
