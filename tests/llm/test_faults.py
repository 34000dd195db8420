"""Each thing that goes wrong at an endpoint: what it costs, and what is left of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated, ModelError
from conflict_extract.llm import ModelClient
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, Completion, Naps, Request, completion
from tests.faults import PASSING, FaultServer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def town(request: Request) -> str:
    return str(request["messages"][0]["content"])


def answer(request: Request) -> Completion:
    return completion({"records": [{"kind": "withdrawal", "trigger": "left", "places": [town(request)]}]})


class Asked:
    """What came of asking about some towns, one after another."""

    def __init__(self) -> None:
        self.naps = Naps()
        self.given: list[Any] = []
        self.calls = 0

    @property
    def places(self) -> list[str]:
        return [each.records[0].places[0] if isinstance(each, Claims) else type(each).__name__ for each in self.given]


async def ask(fault: str, times: int, patch: pytest.MonkeyPatch, folder: Path, *towns: str) -> Asked:
    """Asks about towns, the first of which meets a fault the first few times."""
    towns = towns or ("Hama",)

    def once(request: Request, time: int) -> str | None:
        asked_first = town(request) == "Hama" and len(request["messages"]) == 1
        return fault if asked_first and time <= times else None

    asked = Asked()
    async with FaultServer(answer, once) as server:
        settings = Settings.load(model="m", base_url="http://127.0.0.1:1/v1", cache_dir=folder)
        door = ModelClient(settings, transport=server.client(patch), clock=asked.naps)
        try:
            for name in towns:
                try:
                    asked.given.append(await door.ask([{"role": "user", "content": name}], Claims, CLAIMS_SCHEMA, 256))
                except ModelError as error:
                    asked.given.append(error)
        finally:
            await door.close()
        asked.calls = server.calls
    return asked


@pytest.mark.parametrize("fault", PASSING)
async def test_what_passes_is_asked_again(fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = await ask(fault, 2, monkeypatch, tmp_path, "Hama", "Homs")
    assert asked.places == ["Hama", "Homs"]
    assert (asked.calls, len(asked.naps.seconds)) == (4, 2)


@pytest.mark.parametrize("fault", ["reset after", "duplicated", "duplicated content", "another model"])
async def test_answers_with_something_wrong_around_them_are_answers(
    fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = await ask(fault, 1, monkeypatch, tmp_path, "Hama", "Homs", "Tolme")
    assert asked.places == ["Hama", "Homs", "Tolme"]
    assert (asked.calls, asked.naps.seconds) == (3, [])


@pytest.mark.parametrize("fault", ["cut content", "wrong schema"])
async def test_misfits_are_asked_again_with_the_reason(
    fault: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = await ask(fault, 1, monkeypatch, tmp_path, "Hama", "Homs")
    assert asked.places == ["Hama", "Homs"]
    assert (asked.calls, asked.naps.seconds) == (3, [])


@pytest.mark.parametrize(
    ("fault", "error", "words", "kept"),
    [
        ("no choices", AnswerInvalid, "no choice", False),
        ("white space", AnswerInvalid, "empty", False),
        ("50 MB", AnswerInvalid, "larger than 10 MB", False),
        ("50 MB packed", AnswerInvalid, "larger than 10 MB", False),
        ("refusal", AnswerRefused, "cannot help with war", True),
        ("content filter", AnswerRefused, "content filter", True),
        ("length", AnswerTruncated, "cut off", True),
        ("endless white space", AnswerTruncated, "cut off", True),
    ],
)
async def test_what_is_no_answer_is_named_after_one_call_and_kept_only_if_it_is_the_models_word(
    fault: str, error: type[ModelError], words: str, kept: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = await ask(fault, 1, monkeypatch, tmp_path, "Hama", "Homs")
    assert asked.places == [error.__name__, "Homs"]
    assert words in asked.given[0].message
    assert asked.given[0].hint
    assert (asked.calls, asked.naps.seconds) == (2, [])
    again = await ask("none", 0, monkeypatch, tmp_path, "Hama", "Homs")
    assert again.places == [error.__name__ if kept else "Hama", "Homs"]
    assert again.calls == (0 if kept else 1)
