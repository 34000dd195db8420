"""What a model parrots from the few-shot examples never surfaces as a record."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.prompts import load_prompt
from conflict_extract.extraction.spans import find
from conflict_extract.schema import Kind
from tests.extraction.builders import Fields, article, assert_grounded, ground, item
from tests.extraction.test_grounding import GOOD

LINES = packaged("prompts", "examples.jsonl").read_text(encoding="utf-8").splitlines()
RECORDS: list[Fields] = [record for line in LINES for record in json.loads(line)["records"]]
UNRELATED = article(
    "Shepherds in the Upper Vale counted their flocks and paid the toll at Ossery.",
    "The mayor of Ossery opened a library.",
)


def words(record: Fields) -> list[tuple[Kind, str, str]]:
    """Kind, field and text of everything that an example's record copies from its sentences."""
    free = [
        (name, value) for name, value in record.items() if name not in ("kind", "extent", "means", "stage", "denies")
    ]
    listed = [(name, text) for name, value in free for text in (value if isinstance(value, list) else [value])]
    return [(record["kind"], name, text) for name, text in listed if isinstance(text, str)]


NAMES = sorted({name for record in RECORDS for name in words(record)})


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['kind']}-{record['trigger']}")
@pytest.mark.parametrize("english", [True, False])
@pytest.mark.parametrize("source", [UNRELATED, *(good for good, _ in GOOD.values())])
def test_examples_given_back_word_for_word(record: Fields, english: bool, source: Any) -> None:
    said = {**record, "sentences": [0]}
    assert ground(source, said, english=english).records == []
    assert ground(source, {**said, "sentences": []}, english=english).records == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['kind']}-{record['trigger']}")
def test_examples_with_the_right_trigger_only(record: Fields) -> None:
    source, good = GOOD[record["kind"]]
    assert ground(source, {**record, "trigger": good["trigger"], "sentences": [0]}).records == []


@pytest.mark.parametrize(("kind", "field", "name"), NAMES)
@pytest.mark.parametrize("english", [True, False])
def test_each_name_alone_in_a_good_item(kind: Kind, field: str, name: str, english: bool) -> None:
    source, good = GOOD[kind]
    assert find(name, list(source.sentences)) is None, "choose other words for the articles of these tests"
    done = ground(source, {**good, field: [*good["places"], name] if field == "places" else name}, english=english)
    for record in done.records:
        said = json.dumps(record.model_dump(mode="json"), ensure_ascii=False)
        assert not re.search(rf"\b{re.escape(name)}(?!\w)", said, re.IGNORECASE)
        assert_grounded(record, source)
    if field == "places":
        assert len(done.records) == len(good["places"])
        assert [aside.reason for aside in done.quarantined] == ["name_not_in_evidence"]


def test_all_examples_are_looked_at() -> None:
    assert len(NAMES) > 40
    assert sum(len(json.loads(line)["sentences"]) for line in LINES) == len(load_prompt().example_texts)
    assert item("withdrawal")["kind"] in {kind for kind, _, _ in NAMES}
