from __future__ import annotations

import json
from pathlib import Path

from benchmarks import report


def test_the_war_has_articles_that_hold_its_sentences_and_places_with_coordinates(tmp_path: Path) -> None:
    records = [json.loads(line) for line in report.write_war(tmp_path, 60).read_text("utf-8").splitlines()]
    lines = (tmp_path / "articles.jsonl").read_text("utf-8").splitlines()
    articles = {article["id"]: article for article in map(json.loads, lines)}
    assert len(records) == 126
    for record in records:
        (evidence,) = record["evidence"]
        article = articles[record["article_id"]]
        assert article["text"][evidence["start"] : evidence["end"]] == evidence["text"]
        assert article["sentences"][evidence["sentence"]]["text"] == evidence["text"]
    located = [record for record in records if (record.get("place") or {}).get("lat") is not None]
    assert len(located) > len(records) / 2


def test_both_builds_stand_beside_each_other_with_the_ratio_of_their_medians(tmp_path: Path) -> None:
    here = report.Times(tmp_path, 1.0, seen=[300, 900, 400], answered=[100, 200, 150])
    there = report.Times(tmp_path, 1.0, seen=[900, 1000, 1100], answered=[100, 100, 100])
    assert (here.interactive, there.interactive) == (550, 1100)
    assert report.ratio(here, there) == "ratio: 0.50"
