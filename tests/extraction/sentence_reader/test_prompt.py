"""What a small model is told: examples as the questions that it is asked, and a version for every change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.sentence_reader import prompt as told
from conflict_extract.extraction.sentence_reader.prompt import load_prompt
from conflict_extract.schema import KINDS
from tests.extraction.prompts import Example, Load, prompt_loader
from tests.extraction.sentence_reader.builders import item, screen

LINES = packaged("prompts", "sentence_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES: list[Example] = [json.loads(line) for line in LINES]
GOOD: Example = {
    "sentence": "Rebels took Tolme, and the army left Besk.",
    "records": [
        item("control_change", trigger="took", places=["Tolme"], gained_by="Rebels"),
        item("withdrawal", trigger="left", places=["Besk"], force="the army"),
    ],
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
    sentences = [example["sentence"] for example in EXAMPLES]
    for asked, answer in zip(turns[::2], turns[1::2], strict=True):
        sentence, trigger = asked["content"].split("\n")
        assert any(each.endswith(sentence) for each in sentences)
        (question,) = [each for each in screen(sentence) if each.trigger == trigger]
        assert json.loads(answer["content"]).keys() == question.schema()["properties"].keys()
        question.answer.model_validate_json(answer["content"])
    assert len(prompt.version) == 8
    assert prompt is load_prompt()


def test_packaged_examples_show_every_kind_and_nothing_at_all() -> None:
    assert {record["kind"] for example in EXAMPLES for record in example["records"]} == set(KINDS)
    assert [] in [example["records"] for example in EXAMPLES]


def test_the_prompt_of_every_question_begins_alike() -> None:
    assert load_prompt.__wrapped__() == load_prompt()


def test_a_small_model_is_shown_the_questions_that_it_is_asked(load: Load) -> None:
    two = "Rebels took Tolme after the army left it."
    taken = item("control_change", trigger="took", places=["Tolme"], gained_by="Rebels")
    denied = item("official_denial", trigger="denied", speaker="The army", claim="Tolme fell", places=["Tolme"])
    prompt = load(
        {"sentence": two, "records": [taken]},
        {"sentence": "Nothing happened.", "records": []},
        {"sentence": "The army denied that Tolme fell.", "records": [denied]},
    )
    assert [message["content"] for message in prompt.messages] == [
        "Read.",
        f"{two}\ntook",
        '{"places":["Tolme"]}',
        "The army denied that Tolme fell.\ndenied",
        '{"speaker":"The army","claim":"Tolme fell","places":["Tolme"]}',
    ]
    assert prompt.example_texts == (two, "Nothing happened.", "The army denied that Tolme fell.")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (
            {**GOOD, "records": [{**GOOD["records"][0], "places": ["Sarvik"]}]},
            "places 'Sarvik' is not in its sentences",
        ),
        ({**GOOD, "records": [{**GOOD["records"][0], "trigger": "seized"}]}, "trigger 'seized' is not in"),
        ({**GOOD, "records": [{**GOOD["records"][1], "force": "The army"}]}, "force 'The army' is not in"),
        ({**GOOD, "records": [{**GOOD["records"][1], "stage": "soon"}]}, "does not fit the schema"),
        ({**GOOD, "records": [{"kind": "withdrawal"}]}, "does not fit the schema"),
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
