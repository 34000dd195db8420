"""What a small model is told: examples as the questions that it is asked, and a version for every change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.sentence_reader import prompt as told
from conflict_extract.extraction.sentence_reader.prompt import load_prompt, question
from conflict_extract.extraction.sentence_reader.question import Places
from tests.extraction.prompts import Example, Load, prompt_loader
from tests.extraction.sentence_reader.builders import windows

LINES = packaged("prompts", "sentence_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES: list[Example] = [json.loads(line) for line in LINES]
GOOD: Example = {
    "sentence": "Rebels took Tolme, and the army left Besk.",
    "records": [{"trigger": "took", "places": ["Tolme"]}, {"trigger": "left", "places": ["Besk"]}],
}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads a prompt from lines of our own."""

    return prompt_loader(told, "Read.", tmp_path, monkeypatch)


def test_packaged_prompt_is_instructions_then_questions_and_answers() -> None:
    prompt = load_prompt()
    assert prompt.messages[0]["role"] == "system"
    turns = prompt.messages[1:]
    assert [message["role"] for message in turns] == ["user", "assistant"] * (len(turns) // 2)
    stated = [(example["sentence"], record["trigger"]) for example in EXAMPLES for record in example["records"]]
    assert [turn["content"] for turn in turns[::2]] == [question(*each) for each in stated]
    for turn in turns[1::2]:
        Places.model_validate_json(turn["content"])
    assert len(prompt.version) == 8
    assert prompt is load_prompt()


def test_packaged_examples_show_lists_single_places_and_none_at_all() -> None:
    counts = {len(record["places"]) for example in EXAMPLES for record in example["records"]}
    assert {0, 1} < counts
    assert max(counts) > 3


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["sentence"][:30])
def test_packaged_examples_ask_as_the_reader_does(example: Example) -> None:
    asked = tuple(window.trigger.text(window.article) for window in windows(example["sentence"]))
    for record in example["records"]:
        assert record["trigger"].startswith(asked) or not record["places"]


def test_the_prompt_of_every_question_begins_alike() -> None:
    assert load_prompt.__wrapped__() == load_prompt()


def test_each_statement_of_an_example_is_a_question(load: Load) -> None:
    prompt = load(GOOD, {"sentence": "Nothing happened.", "records": []})
    assert [message["content"] for message in prompt.messages] == [
        "Read.",
        f"{GOOD['sentence']}\ntook",
        '{"places":["Tolme"]}',
        f"{GOOD['sentence']}\nleft",
        '{"places":["Besk"]}',
    ]
    assert prompt.example_texts == (GOOD["sentence"], "Nothing happened.")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({**GOOD, "records": [{"trigger": "took", "places": ["Sarvik"]}]}, "places 'Sarvik' is not in its sentences"),
        ({**GOOD, "records": [{"trigger": "seized", "places": ["Tolme"]}]}, "trigger 'seized' is not in"),
        ({**GOOD, "records": [{"trigger": "took", "places": ["Tolme"], "kind": "x"}]}, "does not fit the schema"),
        ({**GOOD, "records": [{"places": ["Tolme"]}]}, "does not fit the schema"),
        ({"sentence": "Rebels took Tolme."}, "records"),
        ('{"sentence": [', "is no JSON"),
    ],
)
def test_wrong_example_is_refused_with_file_and_line(load: Load, wrong: Example | str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"prompts/sentence_reader/examples\.jsonl, line 2: ") as caught:
        load(GOOD, wrong)
    assert complaint in str(caught.value)


def test_version_changes_with_every_part(load: Load) -> None:
    versions = [load(GOOD).version]
    assert load(GOOD).version == versions[0]
    versions.append(load(GOOD, instructions="Read on.").version)
    versions.append(load({**GOOD, "records": GOOD["records"][:1]}).version)
    versions.append(load({**GOOD, "sentence": f"{GOOD['sentence'][:-1]}!"}).version)
    versions.append(load({"sentence": "Nothing happened.", "records": []}).version)
    assert len(set(versions)) == len(versions)
