"""What version 0.1.0 made of one example article with the embedded model: its records merge as they did.

Its kept answers are to other questions than either reader asks now: they are never taken for answers to these.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import Extractor, load_articles, merge, read_records

MADE = Path(__file__).parent / "made_before"
ARTICLE = Path(__file__).parents[2] / "examples" / "articles" / "01-levant-wire-zawiya.txt"


def known(given: Any) -> Any:
    """What the version before knew of an event."""
    if isinstance(given, dict):
        new = {"doubts", "count", "n_independent", "own_cause", "steps"}
        return {name: known(value) for name, value in given.items() if name not in new}
    return [known(each) for each in given] if isinstance(given, list) else given


def test_records_made_before_are_read_and_give_the_same_events() -> None:
    articles = list(load_articles([ARTICLE]))
    events = merge(read_records([MADE / "records.jsonl"]), articles)
    told = [known(event.model_dump(mode="json")) for event in events]
    assert told == known(json.loads((MADE / "events.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("model", [{"model": "embedded"}, {"model": "m", "base_url": "http://127.0.0.1:9/v1"}])
def test_answers_kept_before_are_to_no_question_of_today(tmp_path: Path, model: dict[str, Any]) -> None:
    shutil.copytree(MADE / "answers", tmp_path / "old" / "answers")
    (source,) = load_articles([ARTICLE])
    with Extractor(cache_dir=tmp_path / "old", offline=True, **model) as extractor:
        asked = [window for window in extractor.windows(source) if window.message is not None]
        result = extractor.extract([source])
    assert result.usage.cache_hits == 0
    assert [(failure.error, failure.hint) for failure in result.failures] == [
        ("OfflineMiss", "run once without --offline, or fetch the batch that asks it")
    ] * len(asked)


def test_the_embedded_reader_takes_what_grammar_tells_without_any_answer(tmp_path: Path) -> None:
    with Extractor(model="embedded", cache_dir=tmp_path, offline=True) as extractor:
        result = extractor.extract(list(load_articles([ARTICLE])))
    assert result.records
