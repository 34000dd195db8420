"""The README's examples: its Python runs, and its commands and options exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from conflict_extract._files import packaged, packaged_table
from conflict_extract.cli.commands import app
from conflict_extract.llm import ModelClient
from tests.fakes import QueueTransport, completion

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", _blocks("python"))
def test_python_runs(block: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ModelClient, "_make_transport", lambda self: QueueTransport(lambda request: completion()))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    exec(block, {"__name__": "readme"})  # noqa: S102  # it is our own README
    assert (tmp_path / "events.json").exists()


def _commands() -> list[list[str]]:
    lines = [line for block in _blocks("sh") for line in block.splitlines()]
    found = [shlex.split(line, comments=True) for line in lines if line.startswith("conflict-extract ")]
    return found or [[]]


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_commands_exist(words: list[str]) -> None:
    command = typer.main.get_command(app)
    name = words[1]
    assert name in command.commands  # type: ignore[attr-defined]
    options = {option for parameter in command.commands[name].params for option in parameter.opts}  # type: ignore[attr-defined]
    assert {word for word in words if word.startswith("--")} <= options


def test_the_wars_that_are_known_are_listed() -> None:
    names = sorted(
        packaged_table("normalize", "wars", path.name)["name"] for path in packaged("normalize", "wars").glob("*.toml")
    )
    listed = README.split("## Actors of your own\n")[1].split("compare by name:\n\n")[1].split("\n\n")[0]
    assert " ".join(listed.split()) == "; ".join(names) + "."
