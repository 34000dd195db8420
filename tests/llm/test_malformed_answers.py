"""Answers as models and endpoints really give them (FACTS 3): what each of them costs, and how it ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated, ModelError
from conflict_extract.llm import ModelClient
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, NOTHING, Claims, Completion, QueueTransport, completion

ITEM = {"kind": "withdrawal", "trigger": "left", "places": ["Hama"]}
ONE = {"records": [ITEM]}
HALF = {"records": [{**ITEM, "places": "Hama"}]}


async def ask(folder: Path | None, *answers: Completion | Exception) -> tuple[Any, QueueTransport]:
    queue = QueueTransport(answers)
    kept = {"cache": False} if folder is None else {"cache_dir": folder}
    door = ModelClient(Settings.load(model="m", base_url="http://127.0.0.1:1/v1", **kept), transport=queue)
    try:
        return await door.ask([{"role": "user", "content": "Hama"}], Claims, CLAIMS_SCHEMA, 256), queue
    except ModelError as error:
        return error, queue
    finally:
        await door.close()


@pytest.mark.parametrize(
    "content",
    [
        NOTHING,
        f"\n  {NOTHING}\n",
        f"```json\n{NOTHING}\n```",
        f"```\n{NOTHING}\n```\n",
        f"Here it is:\n```json\n{NOTHING}\n```\nAnything else?",
        f"<think>\nNo force left. {{}} ```json\n[]``` \n</think>\n\n{NOTHING}",
        f"<think></think>```json\n{NOTHING}```",
        f"The template opened the block for me.\n</think>\n{NOTHING}",
        f"{NOTHING}\n\nI hope this helps!",
        f"{NOTHING}{NOTHING}",
    ],
)
async def test_answers_with_things_around_them_are_accepted_at_once(content: str) -> None:
    answer, queue = await ask(None, completion(content))
    assert answer.records == []
    assert queue.calls == 1


async def test_answer_is_read_into_the_type_that_was_asked_for() -> None:
    answer, _ = await ask(None, completion(ONE))
    assert answer.model_dump() == ONE


@pytest.mark.parametrize(
    "whole",
    [
        {"choices": [{"message": {"content": NOTHING}}]},
        {"choices": [{"message": {"content": NOTHING, "role": "model"}, "finish_reason": "eos", "index": "0"}]},
        {**completion(NOTHING), "service_tier": "unheard of", "usage": {"prompt_tokens": None}, "id": None},
        {**completion(NOTHING), "usage": [1, 2]},
        {**completion(NOTHING), "usage": {"prompt_tokens": float("inf"), "completion_tokens": 1}},
    ],
)
async def test_completions_that_lack_or_make_up_what_we_do_not_need_are_accepted(whole: dict[str, Any]) -> None:
    answer, queue = await ask(None, whole)
    assert answer.records == []
    assert queue.calls == 1


@pytest.mark.parametrize(
    ("whole", "error", "words"),
    [
        (completion(None, refusal="I cannot\nhelp with war."), AnswerRefused, "refused to answer: I cannot help with"),
        (completion(ONE, refusal="No."), AnswerRefused, "refused"),
        (completion(None, "content_filter"), AnswerRefused, "content filter"),
        (completion('{"records": [', "content_filter"), AnswerRefused, "content filter"),
        (completion('{"records": [', "length"), AnswerTruncated, "cut off"),
        (completion(ONE, "length"), AnswerTruncated, "cut off"),
        (completion(None, "length"), AnswerTruncated, "cut off"),
        (completion(None), AnswerInvalid, "empty"),
        (completion(None, "tool_calls"), AnswerInvalid, "empty"),
        (completion(" \n"), AnswerInvalid, "empty"),
        (completion("<think>only thoughts</think>"), AnswerInvalid, "empty"),
        ({**completion(), "choices": []}, AnswerInvalid, "no choice"),
        ({**completion(), "choices": None}, AnswerInvalid, "no choice"),
        ({**completion(), "choices": [None]}, AnswerInvalid, "no choice"),
        ({"object": "list"}, AnswerInvalid, "no choice"),
        ({}, AnswerInvalid, "no choice"),
    ],
)
async def test_what_asking_again_cannot_change_is_not_asked_again(
    whole: dict[str, Any], error: type[ModelError], words: str
) -> None:
    caught, queue = await ask(None, whole)
    assert type(caught) is error
    assert words in caught.message
    assert caught.hint
    assert queue.calls == 1


MISFITS = [
    HALF,
    {"records": [ITEM], "remark": "and more"},
    {"records": [{name: value for name, value in ITEM.items() if name != "trigger"}]},
    {"records": [{**ITEM, "kind": "raid"}]},
    {"items": []},
    [],
    "I see no record in it.",
    "<think>and so on and on",
    '{"records": [',
    '{"records": [], "records": NaN}',
    "[" * 100_000,
    '{"records": [\ud800]}',
]


@pytest.mark.parametrize("content", MISFITS)
async def test_misfits_are_asked_again_once_with_the_reason(content: object) -> None:
    answer, queue = await ask(None, completion(content), completion(NOTHING))
    assert answer.records == []
    first, second = queue.requests
    assert second["messages"][:1] == first["messages"]
    said, reason = second["messages"][1:]
    assert said["role"] == "assistant"
    assert reason["role"] == "user"
    assert "validation error" in reason["content"]
    assert "errors.pydantic.dev" not in reason["content"]
    assert second["response_format"] == first["response_format"]


@pytest.mark.parametrize("content", MISFITS)
async def test_misfits_after_asking_again_are_invalid(content: object) -> None:
    caught, queue = await ask(None, completion(content), completion(content))
    assert type(caught) is AnswerInvalid
    assert "does not fit the schema, also after asking again: " in caught.message
    assert "JSON schemas" in caught.hint
    assert queue.calls == 2


async def test_reason_in_the_error_names_the_field() -> None:
    caught, _ = await ask(None, completion({"items": []}), completion({"items": []}))
    assert caught.message.endswith("records: Field required")


async def test_refusal_after_a_misfit_is_a_refusal() -> None:
    caught, queue = await ask(None, completion(HALF), completion(None, refusal="No."))
    assert type(caught) is AnswerRefused
    assert queue.calls == 2


@pytest.mark.parametrize(
    "bug", [ValueError("bug"), KeyError("bug"), TypeError("bug"), AssertionError("bug"), AttributeError("bug")]
)
async def test_bugs_stay_bugs(bug: Exception) -> None:
    with pytest.raises(type(bug), match="bug"):
        await ask(None, bug)
    await ask(None, completion())


@pytest.mark.parametrize(
    "whole",
    [completion(HALF), completion(None, refusal="No."), completion("{", "length"), completion(None, "content_filter")],
)
async def test_the_models_word_is_kept_and_costs_nothing_again(whole: dict[str, Any], tmp_path: Path) -> None:
    before, _ = await ask(tmp_path, whole, whole)
    assert isinstance(before, ModelError)
    again, none = await ask(tmp_path)
    assert (type(again), again.message) == (type(before), before.message)
    assert none.calls == 0


@pytest.mark.parametrize(
    "whole", [completion(None), completion(""), completion(" \n"), {**completion(), "choices": []}, {}]
)
async def test_accidents_of_the_endpoint_are_not_kept(whole: dict[str, Any], tmp_path: Path) -> None:
    caught, _ = await ask(tmp_path, whole)
    assert isinstance(caught, AnswerInvalid)
    answer, queue = await ask(tmp_path, completion())
    assert answer.records == []
    assert queue.calls == 1
