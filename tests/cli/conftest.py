"""The command line in this process, with a model that is none and two outlets to read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.cli import main
from conflict_extract.llm.client import ModelClient

from .reader import Reader

POST = """Northern Post
Published March 6th, 2021 - 10:48 GMT

Rebels took Alvena on Friday. Troops withdrew from Borsk.
"""
HERALD = """---
outlet: River Herald
published: 2021-03-06
---
Rebels took Alvena on Friday. The defence ministry denied that Alvena had fallen.
"""
MODEL = ("--model", "reader", "--base-url", "http://127.0.0.1:9/v1")


@dataclass
class Outcome:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """Standard output as tab-separated cells."""
        return [line.split("\t") for line in self.out.splitlines()]


Command = Callable[..., Outcome]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs one command as a user does, in this process."""

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["conflict-extract", *map(str, arguments)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
        written = capsys.readouterr()
        outcome = Outcome(status, written.out, written.err)
        for text in (outcome.out, outcome.err):
            assert "\x1b" not in text
            assert "Traceback" not in text
        return outcome

    return run


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The model that every command of the test meets."""
    reader = Reader()
    monkeypatch.setattr(ModelClient, "_make_transport", lambda _: reader)
    return reader


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with two articles of two outlets."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "herald.md").write_text(HERALD, encoding="utf-8")
    (folder / "post.txt").write_text(POST, encoding="utf-8")
    return folder


@pytest.fixture
def finished(command: Command, model: Reader, articles: Path, tmp_path: Path) -> Path:
    """The folder of a run over these articles."""
    outcome = command("run", articles, "--out", tmp_path / "out", *MODEL)
    assert outcome.status == 0, outcome.err
    return tmp_path / "out"


def run_json(folder: Path) -> dict[str, Any]:
    """What `run.json` says."""
    said: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return said
