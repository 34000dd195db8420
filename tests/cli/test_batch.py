"""batch plan, submit, status, fetch: a batch ends with the bytes of a direct run, whatever happens on the way."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.main_job import FILES
from tests.batch_api import BatchApi, Job, Lines
from tests.cli import reader
from tests.cli.conftest import Command, Outcome, run_json
from tests.fakes import Reply, completion
from tests.hostile.copier import Copier

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TOLD = "---\noutlet: {outlet}\npublished: 2021-03-0{day}\n---\n{text}\n"
ARTICLES = {
    "post.md": ("Northern Post", 6, "Rebels took Alvena on Friday. Troops withdrew from Borsk."),
    "herald.md": (
        "River Herald",
        6,
        "Rebels took Alvena on Friday. The defence ministry denied that Alvena had fallen.",
    ),
    "wire.md": ("Coast Wire", 7, "Troops withdrew from Tarn. Rebels took Tarn on Saturday."),
    "radio.md": ("Radio Sel", 8, "Rebels took Selm on Sunday. Nothing else is known."),
}


def answered(request: dict[str, Any]) -> Reply:
    """Reads the window; the Herald's is answered wrongly at first, the wire's is cut, the radio's does not fit."""
    text = str(request["messages"][-1]["content"])
    asked = json.dumps(request["messages"])
    if "The defence ministry" in asked and "validation" not in text.lower():
        return Reply(completion({"events": []}))
    if "validation" in text.lower():  # asked again, with what is wrong
        return Reply(reader.answer({"messages": [m for m in request["messages"] if "The defence ministry" in str(m)]}))
    if "withdrew from Tarn" in text and "took Tarn" in text:
        return Reply(completion('{"records": [', "length"))
    if "took Selm" in text and "Nothing else" in text:
        return Reply({"error": {"message": "too long", "code": "context_length_exceeded", "param": "messages"}}, 400)
    return Reply(reader.answer(request))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    for name, (outlet, day, text) in ARTICLES.items():
        (made / name).write_text(TOLD.format(outlet=outlet, day=day, text=text), encoding="utf-8")
    return made


@pytest.fixture
def api() -> Iterator[BatchApi]:
    with BatchApi(answered) as endpoint:
        yield endpoint


@pytest.fixture
def direct(command: Command, api: BatchApi, folder: Path, tmp_path: Path) -> Path:
    """What a direct run writes."""
    out = tmp_path / "direct"
    outcome = command("run", folder, "--out", out, *model(api), "--cache-dir", tmp_path / "direct-cache")
    assert outcome.status == 3, outcome.err  # halves are refused, too, where they quote the sentence before
    api.answered.clear()
    api.calls.clear()
    return out


def model(api: BatchApi) -> tuple[str, ...]:
    return "--model", "reader", "--base-url", api.base_url


@pytest.fixture
def rounds(command: Command, api: BatchApi, folder: Path, tmp_path: Path) -> Callable[[], list[Outcome]]:
    """Plans, submits and fetches until nothing is missing; gives what the fetches said."""

    def go() -> list[Outcome]:
        said: list[Outcome] = []
        for _ in range(12):
            planned = command("batch", "plan", folder, "--to", tmp_path / "batch", *model(api))
            assert planned.status in (0, 3), planned.err
            if "nothing is missing" in planned.err:
                return said
            command("batch", "submit", tmp_path / "batch")
            said.append(command("batch", "fetch", tmp_path / "batch"))
        raise AssertionError("it does not end")

    return go


@pytest.fixture
def same(command: Command, api: BatchApi, folder: Path, direct: Path, tmp_path: Path) -> Callable[[], None]:
    """Holds an offline run against the direct one."""

    def hold() -> None:
        out = tmp_path / "offline"
        command("run", folder, "--out", out, *model(api), "--offline")
        for name in FILES:
            if name != "run.json":
                assert (out / name).read_bytes() == (direct / name).read_bytes(), name
        assert run_json(out)["failures"] == run_json(direct)["failures"]

    return hold


def test_a_batch_ends_with_the_bytes_of_a_direct_run(
    rounds: Callable[[], list[Outcome]], same: Callable[[], None], api: BatchApi
) -> None:
    said = rounds()
    assert (
        len(said) == 4
    )  # the windows; what is asked again, longer or halved; halves of what was cut; one of them longer
    assert set(api.answered.values()) == {1}, "nothing is asked twice"
    assert "POST chat" not in api.calls
    same()


def test_the_same_plan_again_writes_nothing_new(command: Command, api: BatchApi, folder: Path, tmp_path: Path) -> None:
    arguments = ("batch", "plan", folder, "--to", tmp_path / "batch", *model(api))
    first, second = command(*arguments), command(*arguments)
    assert [row[0] for row in first.rows] == ["requests-0001.jsonl"]
    assert second.rows == []
    assert "0 requests written, 4 in files of an earlier plan" in second.err
    command("batch", "submit", tmp_path / "batch")
    command("batch", "submit", tmp_path / "batch")
    assert api.calls["POST batches"] == 1


def test_request_files_are_lines_as_vllm_reads_them(
    command: Command, api: BatchApi, folder: Path, tmp_path: Path
) -> None:
    command("batch", "plan", folder, "--to", tmp_path / "batch", *model(api))
    lines = (tmp_path / "batch" / "requests-0001.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    for line in map(json.loads, lines):
        assert list(line) == ["custom_id", "method", "url", "body"]
        assert re.fullmatch("[0-9a-f]{64}", line["custom_id"])
        assert (line["method"], line["url"]) == ("POST", "/v1/chat/completions")
        assert line["body"]["model"] == "reader"
        assert {"messages", "temperature", "max_tokens", "response_format"} < set(line["body"])


def test_request_files_answered_by_another_program_end_alike(
    command: Command, api: BatchApi, folder: Path, same: Callable[[], None], tmp_path: Path
) -> None:
    batch = tmp_path / "batch"
    rounds = 0
    while "nothing is missing" not in command("batch", "plan", folder, "--to", batch, *model(api)).err:
        rounds += 1
        for path in batch.glob("requests-*.jsonl"):
            results = batch / path.name.replace("requests", "results")
            if not results.exists():
                _run_batch(path, results)
        command("batch", "fetch", "--from", batch)
    assert rounds == 4
    assert not set(api.calls) - {"POST chat"}
    same()


def _run_batch(requests: Path, results: Path, answering: Callable[[dict[str, Any]], Reply] = answered) -> None:
    """Answers a file as `vllm run-batch` does: answers and errors in one file, an error beside a bare response."""
    with results.open("w", encoding="utf-8") as stream:
        for line in map(json.loads, requests.read_text(encoding="utf-8").splitlines()):
            reply = answering(line["body"])
            whole = {"id": "vllm-1", "custom_id": line["custom_id"], "error": None}
            response: dict[str, Any] = {"status_code": reply.status, "request_id": "r", "body": reply.body}
            if reply.status != 200:
                response["body"] = None
                whole["error"] = reply.body
            stream.write(json.dumps({**whole, "response": response}) + "\n")


def test_a_model_on_this_machine_takes_no_batches(command: Command, folder: Path, tmp_path: Path) -> None:
    outcome = command("batch", "plan", folder, "--to", tmp_path / "batch", "--model", "embedded")
    assert outcome.status == 2
    assert "runs on this machine" in outcome.err


def test_a_folder_holds_one_batch(command: Command, api: BatchApi, folder: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    command("batch", "plan", folder, "--to", batch, *model(api))
    other = command("batch", "plan", folder, "--to", batch, "--model", "other", "--base-url", api.base_url)
    assert other.status == 1
    assert "was planned with model reader, not other" in other.err
    for name in ("submit", "status", "fetch", "cancel"):
        assert command("batch", name, tmp_path / "none").status == 1


def test_costs_are_told_beforehand_and_the_limit_holds(
    command: Command, api: BatchApi, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = tmp_path / "batch"
    monkeypatch.setenv("CONFLICT_EXTRACT_BATCH_REQUESTS", "1")
    planned = command("batch", "plan", folder, "--to", batch, *model(api))
    assert len(planned.rows) == 4
    assert command("batch", "submit", batch, "--max-cost", "1").status == 2, "prices are missing"
    monkeypatch.setenv("CONFLICT_EXTRACT_PRICE_IN", "2")
    monkeypatch.setenv("CONFLICT_EXTRACT_PRICE_OUT", "8")
    files = sorted(batch.glob("requests-*.jsonl"))
    most = [(2 * path.stat().st_size + 8 * 4096) / 2_000_000 for path in files]
    limit = most[0] + most[1] + most[2] / 2
    outcome = command("batch", "submit", batch, "--max-cost", f"{limit:.9f}")
    assert outcome.status == 3
    assert f"at most {sum(most):.2f}" in outcome.err
    assert "requests-0003.jsonl was not submitted" in outcome.err
    assert api.calls["POST batches"] == 2
    fetched = command("batch", "fetch", batch)
    spent = sum(job.completed for job in api.jobs.values()) * (100 * 2 + 10 * 8) / 2_000_000
    assert f"{spent:.4f} US dollars" in fetched.err
    assert command("batch", "submit", batch, "--max-cost", f"{limit:.9f}").status == 0, "what is answered cost less"


def test_status_shows_each_file_and_why_answers_are_missing(
    command: Command, api: BatchApi, folder: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch"
    command("batch", "plan", folder, "--to", batch, *model(api))
    assert command("batch", "status", batch).rows[0][:3] == ["requests-0001.jsonl", "planned", "4 requests"]
    command("batch", "submit", batch)
    api.ending = "in_progress"
    assert command("batch", "status", batch).rows[0][1] == "submitted (validating)"
    api.ending = "completed"
    assert command("batch", "status", batch).rows[0][1:4] == ["submitted (completed)", "4 requests", "3 answered"]
    command("batch", "fetch", batch)
    rows = command("batch", "status", batch).rows
    assert rows[0][1] == "fetched (completed)"
    assert rows[1][:3] == ["1 request", "never to be answered", "context_length_exceeded"]


def test_cancelled_batches_keep_what_they_answered(
    command: Command, api: BatchApi, folder: Path, rounds: Callable[[], list[Outcome]], same: Callable[[], None],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    batch = tmp_path / "batch"
    command("batch", "plan", folder, "--to", batch, *model(api))
    command("batch", "submit", batch)
    api.share = 0.5
    api.ending = "in_progress"
    assert "1 under way cancelled, 0 files dropped" in command("batch", "cancel", batch).err
    fetched = command("batch", "fetch", batch)
    assert fetched.status == 3
    assert "2 answers fetched, 2 failed, to be planned again" in fetched.err
    api.share, api.ending = 1.0, "completed"
    rounds()
    assert max(api.answered.values()) == 1
    same()


def test_files_that_are_not_submitted_can_be_dropped(
    command: Command, api: BatchApi, folder: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch"
    command("batch", "plan", folder, "--to", batch, *model(api))
    assert "0 under way cancelled, 1 file dropped" in command("batch", "cancel", batch).err
    assert not list(batch.glob("*.jsonl"))
    assert [row[0] for row in command("batch", "plan", folder, "--to", batch, *model(api)).rows] == [
        "requests-0002.jsonl"
    ]


def fickle(request: dict[str, Any]) -> Reply:
    """Copies words of the window, or, as its lot falls, answers in a wrong schema, cut, refused, or not at all."""
    lot = random.Random(json.dumps(request["messages"]) + str(request["max_tokens"])).random()  # noqa: S311  # no secret
    if lot < 0.1:
        return Reply(completion({"events": []}))
    if lot < 0.2:
        return Reply(completion('{"records": [', "length"))
    if lot < 0.25:
        return Reply(completion(None, refusal="I cannot help with war."))
    if lot < 0.35:
        return Reply({"error": {"message": "maximum context", "code": "context_length_exceeded"}}, 400)
    if lot < 0.4:
        return Reply({"error": {"message": "violence", "code": "content_filter"}}, 400)
    return Reply(asyncio.run(Copier().send(request)))


@pytest.mark.parametrize("articles", ["articles", "long/articles", "ten_days/articles"])
def test_over_the_examples_batches_and_request_files_end_as_a_direct_run(
    articles: str, command: Command, tmp_path: Path
) -> None:
    examples = Path(__file__).resolve().parents[2] / "examples" / articles

    def busy(job: Job, output: Lines, errors: Lines) -> None:
        for line in [line for line in output if int(line["custom_id"], 16) % 4 == 0]:
            output.remove(line)
            failed = {"message": "busy", "code": "server_error"}
            errors.append({**line, "response": {"status_code": 500, "request_id": "r", "body": {"error": failed}}})

    with BatchApi(fickle) as api:
        given = (examples, "--model", "copier", "--base-url", api.base_url, "--window", "6")
        ways = {}
        for way in ("direct", "batch", "files"):
            there = ("--cache-dir", tmp_path / f"{way}-cache")
            batch, rounds = tmp_path / way, 0
            while way != "direct" and "nothing is missing" not in _planned(command, batch, given, there):
                rounds += 1
                assert rounds < 12
                if way == "batch":
                    api.spoil = busy if rounds == 1 else lambda job, output, errors: None
                    command("batch", "submit", batch)
                    command("batch", "fetch", batch)
                else:
                    newest = max(batch.glob("requests-*.jsonl"))
                    _run_batch(newest, batch / newest.name.replace("requests", "results"), fickle)
                    command("batch", "fetch", "--from", batch)
            out = tmp_path / f"{way}-out"
            command("run", *given, *there, "--out", out, *([] if way == "direct" else ["--offline"]))
            ways[way] = {name: (out / name).read_bytes() for name in FILES if name != "run.json"}
            assert run_json(out)["windows"] > 15
            assert len({each["error"] for each in run_json(out)["failures"]}) >= 2
    assert ways["batch"] == ways["direct"]
    assert ways["files"] == ways["direct"]


def _planned(command: Command, batch: Path, given: tuple[Any, ...], there: tuple[Any, ...]) -> str:
    return command("batch", "plan", *given, *there, "--to", batch).err
