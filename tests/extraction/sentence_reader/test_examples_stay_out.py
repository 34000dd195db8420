"""What a small model parrots from the few-shot examples never surfaces as a record."""

from __future__ import annotations

import json
import re

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.sentence_reader.prompt import load_prompt
from conflict_extract.extraction.spans import find
from tests.extraction.builders import article, assert_grounded
from tests.extraction.sentence_reader.builders import answered, missed, places, reasons, records, windows

LINES = packaged("prompts", "sentence_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
PLACES = sorted({name for line in LINES for record in json.loads(line)["records"] for name in record["places"]})
SENTENCES = [
    "Fighters of the Maroon Guard captured Tolme and Sarvik in northern Yarra on Monday.",
    "The Maroon Guard withdrew from Tolme and Sarvik to Velka on Monday, an officer said.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("name", PLACES)
def test_no_place_of_an_example_comes_out_of_another_text(sentence: str, name: str) -> None:
    source = article(sentence)
    assert find(name, source.sentences) is None, "choose other words for the articles of these tests"
    reading = answered(missed(windows(source)[0], 2), "Sarvik", name)
    assert places(reading) == {"Tolme", "Sarvik"}
    assert reasons(reading) == ["name_not_in_evidence"]
    for record in records(reading):
        assert_grounded(record, source)
        told = json.dumps(record.model_dump(mode="json"), ensure_ascii=False)
        assert not re.search(rf"\b{re.escape(name)}(?!\w)", told, re.IGNORECASE)


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_an_answer_of_an_example_given_back_whole_changes_nothing(line: str) -> None:
    for stated in json.loads(line)["records"]:
        reading = answered(missed(windows(SENTENCES[0])[0], 2), *stated["places"])
        assert places(reading) == {"Tolme", "Sarvik"}
        assert reasons(reading) == ["name_not_in_evidence"] * len(stated["places"])


def test_all_examples_are_looked_at() -> None:
    assert len(PLACES) > 15
    assert len(LINES) == len(load_prompt().example_texts)
