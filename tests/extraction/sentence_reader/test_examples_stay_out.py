"""What a small model parrots from the few-shot examples never surfaces as a record."""

from __future__ import annotations

import json
import re

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.sentence_reader.prompt import load_prompt
from conflict_extract.extraction.sentence_reader.reader import SentenceReading, TriggerWindow, read_item
from conflict_extract.extraction.spans import find
from conflict_extract.schema import Article, Kind, Record
from tests.extraction.builders import Fields, article, assert_grounded
from tests.extraction.good_items import GOOD
from tests.extraction.sentence_reader.builders import ACTORS, ORIGIN, read, reasons, records, window

LINES = packaged("prompts", "sentence_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
RECORDS: list[Fields] = [record for line in LINES for record in json.loads(line)["records"]]
UNRELATED = article("Shepherds in the Upper Vale counted their flocks and paid the toll at Ossery.")
CODED = ("kind", "extent", "means", "stage", "denies")


def words(record: Fields) -> list[tuple[Kind, str, str]]:
    """Kind, field and text of everything that an example's record copies from its sentence."""
    free = [(name, value) for name, value in record.items() if name not in CODED]
    listed = [(name, text) for name, value in free for text in (value if isinstance(value, list) else [value])]
    return [(record["kind"], name, text) for name, text in listed if isinstance(text, str)]


def good(kind: str) -> tuple[Article, Fields]:
    """An article and a good answer to the question about it."""
    source, said = GOOD[kind]
    return source, {name: value for name, value in said.items() if name != "sentences"}


def answered(asked: TriggerWindow, record: Fields) -> SentenceReading:
    """What comes of an example given back for an answer, as far as it is asked for."""
    given = {name: record[name] for name in asked.asked.schema()["properties"] if name not in CODED}
    return read_item(asked, asked.asked.whole(asked.asked.answer.model_validate(given)), ORIGIN, ACTORS)


NAMES = sorted({name for record in RECORDS for name in words(record) if name[1] != "trigger"})


def assert_nothing_of(name: str, found: Record) -> None:
    told = json.dumps(found.model_dump(mode="json"), ensure_ascii=False)
    assert not re.search(rf"\b{re.escape(name)}(?!\w)", told, re.IGNORECASE)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['kind']}-{record['trigger']}")
def test_examples_given_back_word_for_word(record: Fields) -> None:
    source, said = good(record["kind"])
    assert records(answered(window(UNRELATED, record["kind"], "paid"), record)) == []
    found = records(answered(window(source, record["kind"], said["trigger"]), record))
    # who denies is told by the words before the verb, whatever the model says
    assert len(found) == (record["kind"] == "official_denial")
    for each in found:
        assert_grounded(each, source)
        for _, name, text in words(record):
            if name != "trigger":
                assert_nothing_of(text, each)


@pytest.mark.parametrize(("kind", "field", "name"), NAMES)
def test_each_name_alone_in_a_good_item(kind: Kind, field: str, name: str) -> None:
    source, said = good(kind)
    assert find(name, source.sentences) is None, "choose other words for the articles of these tests"
    done = read(source, {**said, field: [*said["places"], name] if field == "places" else name})
    for record in records(done):
        assert_nothing_of(name, record)
        assert_grounded(record, source)
    if field == "places":
        assert len(records(done)) == len(said["places"])
        assert "name_not_in_evidence" in reasons(done)


def test_all_examples_are_looked_at() -> None:
    assert len(NAMES) > 40
    assert len(LINES) == len(load_prompt().example_texts)
    assert "withdrawal" in {kind for kind, _, _ in NAMES}
