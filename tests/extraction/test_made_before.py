"""A cache of answers that version 0.1.0 made, before there were two readers: its answers still count, and say the same.

The folder was made by that version with the embedded model, from one of the example articles.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import Extractor, load_articles, merge

MADE = Path(__file__).parent / "made_before"
ARTICLE = Path(__file__).parents[2] / "examples" / "articles" / "01-levant-wire-zawiya.txt"


def known(given: Any) -> Any:
    """What the version before knew of a record or an event; its prompt had another number."""
    if isinstance(given, dict):
        new = {"doubts", "count", "prompt_version", "n_independent", "own_cause", "steps"}
        return {name: known(value) for name, value in given.items() if name not in new}
    return [known(each) for each in given] if isinstance(given, list) else given


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    shutil.copytree(MADE / "answers", tmp_path / "old" / "answers")
    return tmp_path / "old"


def test_answers_kept_before_count_and_give_the_same_records_and_events(cache: Path) -> None:
    articles = list(load_articles([ARTICLE]))
    with Extractor(model="embedded", cache_dir=cache, offline=True) as extractor:
        result = extractor.extract(articles)
    assert (result.failures, result.usage.calls, result.usage.cache_hits) == ([], 0, 9)
    before = [json.loads(line) for line in (MADE / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [known(record.model_dump(mode="json")) for record in result.records] == known(before)
    events = [known(event.model_dump(mode="json")) for event in merge(result.records, articles)]
    assert events == known(json.loads((MADE / "events.json").read_text(encoding="utf-8")))


def test_a_strong_model_is_asked_again_and_the_run_says_so(cache: Path) -> None:
    articles = list(load_articles([ARTICLE]))
    with Extractor(model="m", base_url="http://127.0.0.1:9/v1", cache_dir=cache, offline=True) as extractor:
        result = extractor.extract(articles)
    assert result.records == []
    assert [(failure.error, failure.hint) for failure in result.failures] == [
        ("OfflineMiss", "run once without --offline")
    ]
