"""What a strong model is told: checked examples in several languages, and a version for every change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.answer_schema import codebook, definition
from conflict_extract.extraction.article_reader import prompt as told
from conflict_extract.extraction.article_reader.answer import Answer
from conflict_extract.extraction.article_reader.prompt import load_prompt
from conflict_extract.schema import KINDS, Kind
from tests.extraction.article_reader.builders import called
from tests.extraction.builders import item
from tests.extraction.prompts import Example, Load, prompt_loader

LINES = packaged("prompts", "article_reader", "examples.jsonl").read_text(encoding="utf-8").splitlines()
EXAMPLES: list[Example] = [json.loads(line) for line in LINES]
SCRIPTS = {"Latin": r"[a-z]", "Arabic": r"[\u0600-\u06ff]", "Cyrillic": r"[\u0400-\u04ff]", "Han": r"[\u4e00-\u9fff]"}
UNNAMED = ("kind", "sentences", "trigger", "claim", "date", "day", "extent", "means", "stage", "denies")
GOOD: Example = {
    "header": "Outlet: Courier",
    "sentences": ["Rebels took Tolme.", "The army left Besk."],
    "countries": ["LR"],
    "records": [
        item("control_change", trigger="took", places=["Tolme"], gained_by="Rebels"),
        item("withdrawal", sentences=[1], trigger="left", places=["Besk"], force="The army"),
    ],
    "names": [called("Rebels", "LURD", 0)],
}
NOTHING: Example = {**GOOD, "sentences": ["Nothing happened."], "records": [], "names": []}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads a prompt from lines of our own."""

    return prompt_loader(told, "Read.\n{codebook}\n", tmp_path, monkeypatch)


def test_packaged_prompt_is_instructions_then_questions_and_answers() -> None:
    prompt = load_prompt()
    assert prompt.messages[0]["role"] == "system"
    assert "{codebook}" not in prompt.messages[0]["content"]
    assert codebook() in prompt.messages[0]["content"]
    turns = prompt.messages[1:]
    assert [message["role"] for message in turns] == ["user", "assistant"] * len(EXAMPLES)
    for asked, answer in zip(turns[::2], turns[1::2], strict=True):
        assert asked["content"].startswith("<article>\nOutlet: ")
        assert "\n<sentences>\n[0] " in asked["content"]
        Answer.model_validate_json(answer["content"])
    assert len(prompt.version) == 8
    assert prompt is load_prompt()


@pytest.mark.parametrize("kind", KINDS)
def test_the_codebook_stands_in_the_instructions(kind: Kind) -> None:
    assert f"- {kind}: {definition(kind)}\n" in load_prompt().messages[0]["content"]


def test_packaged_examples_show_every_kind_and_nothing_at_all() -> None:
    kinds = {record["kind"] for example in EXAMPLES for record in example["records"]}
    assert kinds == set(KINDS)
    assert [] in [example["records"] for example in EXAMPLES]


def test_packaged_examples_are_in_several_languages_and_scripts() -> None:
    texts = [" ".join(example["sentences"]) for example in EXAMPLES]
    of_each = {name: [text for text in texts if re.search(letter, text)] for name, letter in SCRIPTS.items()}
    assert all(of_each.values())
    assert any(re.search(r"\b(?:les|ont)\b", text) for text in of_each["Latin"]), "and not only in English"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["header"].splitlines()[0])
def test_packaged_examples_are_what_they_ask_for(example: Example) -> None:
    sentences = example["sentences"]
    text = " ".join(sentences)
    values = [value for record in example["records"] for name, value in record.items() if name not in UNNAMED]
    copied = {words for value in values for words in (value if isinstance(value, list) else [value])}
    for record in example["records"]:
        assert record["sentences"]
        cited = " ".join(sentences[number] for number in record["sentences"])
        assert record["trigger"] in cited
        assert all(place in cited for place in record["places"])
    for name in example["names"]:
        assert name["text"] in copied, "one entry for each string of the records"
        assert name["text"] in (text if name["sentence"] is None else sentences[name["sentence"]])
        assert re.fullmatch(r"[\x20-\x7eé’]+", name["name"]), "English"
    assert all(re.fullmatch("[A-Z]{2}", code) for code in example["countries"])


def test_the_prompt_of_every_window_begins_alike() -> None:
    assert load_prompt.__wrapped__() == load_prompt()


def test_examples_of_our_own(load: Load) -> None:
    prompt = load(GOOD)
    assert prompt.example_texts == ("Rebels took Tolme.", "The army left Besk.")
    assert prompt.messages[0]["content"] == f"Read.\n{codebook()}"
    assert prompt.messages[1]["content"] == (
        "<article>\nOutlet: Courier\n</article>\n"
        "<sentences>\n[0] Rebels took Tolme.\n[1] The army left Besk.\n</sentences>"
    )
    assert json.loads(prompt.messages[2]["content"]) == {name: GOOD[name] for name in ("countries", "records", "names")}


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (
            {**GOOD, "records": [{**GOOD["records"][0], "places": ["Sarvik"]}]},
            "places 'Sarvik' is not in its sentences",
        ),
        ({**GOOD, "records": [{**GOOD["records"][0], "trigger": "seized"}]}, "trigger 'seized' is not in"),
        ({**GOOD, "records": [{**GOOD["records"][1], "force": "the army"}]}, "force 'the army' is not in"),
        ({**GOOD, "records": [{**GOOD["records"][1], "within": "Yarra"}]}, "within 'Yarra' is not in"),
        ({**GOOD, "records": [{**GOOD["records"][1], "stage": "soon"}]}, "does not fit the schema"),
        ({**GOOD, "records": [{"kind": "rumour"}]}, "does not fit the schema"),
        ({"sentences": ["Rebels took Tolme."]}, "records"),
        ('{"sentences": [', "is no JSON"),
    ],
)
def test_wrong_example_is_refused_with_file_and_line(load: Load, wrong: Example | str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"prompts/article_reader/examples\.jsonl, line 2: ") as caught:
        load(GOOD, wrong)
    assert complaint in str(caught.value)


def test_version_changes_with_every_part(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [load(GOOD).version]
    assert load(GOOD).version == versions[0]
    versions.append(load(GOOD, instructions="Read well.\n{codebook}\n").version)
    versions.append(load(NOTHING).version)
    for part in ("records", "names", "countries"):
        versions.append(load({**GOOD, part: GOOD[part][:-1]}).version)
    versions.append(load({**GOOD, "header": "Outlet: Post"}).version)
    with monkeypatch.context() as changed:
        changed.setattr(told, "codebook", lambda: "- control_change: a place changed hands")
        versions.append(load(GOOD).version)
    with monkeypatch.context() as changed:
        changed.setattr(told, "answer_schema", lambda: {"type": "object"})
        versions.append(load(GOOD).version)
    assert len(set(versions)) == len(versions)
