"""What a strong model parrots from the few-shot examples never surfaces as a record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.article_reader.prompt import load_prompt
from conflict_extract.extraction.spans import find
from conflict_extract.schema import Article
from tests.extraction.article_reader.builders import ground, records
from tests.extraction.builders import Fields, article, assert_grounded
from tests.extraction.good_items import GOOD

LINES = packaged("prompts", "article_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES: list[dict[str, Any]] = [json.loads(line) for line in LINES]
RECORDS: list[tuple[Fields, list[Fields]]] = [
    (record, example["names"]) for example in EXAMPLES for record in example["records"]
]
CODED = ("kind", "sentences", "extent", "means", "stage", "denies", "day")
SOURCES = [
    article("Shepherds in the Upper Vale counted their flocks.", "The mayor of Ossery opened a library."),
    *(source for source, _ in GOOD.values()),
]


def words(record: Fields) -> list[tuple[str, str]]:
    """Field and text of everything that an example's record copies from its sentences."""
    free = [(name, value) for name, value in record.items() if name not in CODED]
    listed = [(name, text) for name, value in free for text in (value if isinstance(value, list) else [value])]
    return [(name, text) for name, text in listed if isinstance(text, str)]


def label(given: tuple[Fields, list[Fields]]) -> str:
    return f"{given[0]['kind']}-{given[0]['trigger']}"


def good(kind: str) -> tuple[Article, Fields]:
    return GOOD[kind]


@pytest.mark.parametrize("given", RECORDS, ids=label)
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_examples_given_back_word_for_word(given: tuple[Fields, list[Fields]], source: Article) -> None:
    record, told = given
    for cited in (record["sentences"], [0], []):
        assert records(ground(source, {**record, "sentences": cited}, names=told, countries=["LR"])) == []


@pytest.mark.parametrize("given", RECORDS, ids=label)
def test_examples_with_the_right_trigger_only(given: tuple[Fields, list[Fields]]) -> None:
    record, told = given
    source, said = good(record["kind"])
    assert records(ground(source, {**record, "trigger": said["trigger"], "sentences": [0]}, names=told)) == []


@pytest.mark.parametrize("given", RECORDS, ids=label)
def test_each_name_alone_in_a_good_item(given: tuple[Fields, list[Fields]]) -> None:
    record, told = given
    source, said = good(record["kind"])
    for field, text in words(record):
        if field == "trigger" or find(text, source.sentences) is not None:
            continue
        changed = {**said, field: [*said["places"], text] if field == "places" else text}
        for found in records(ground(source, changed, names=told)):
            assert text not in json.dumps(found.model_dump(mode="json"), ensure_ascii=False)
            assert_grounded(found, source)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["header"].splitlines()[0])
def test_names_of_examples_name_nothing_in_another_article(example: dict[str, Any]) -> None:
    for source, said in GOOD.values():
        with_them = records(ground(source, said, names=example["names"]))
        assert with_them == records(ground(source, said))


def test_all_examples_are_looked_at() -> None:
    assert len({each for record, _ in RECORDS for each in words(record)}) > 40
    assert sum(len(example["sentences"]) for example in EXAMPLES) == len(load_prompt().example_texts)
