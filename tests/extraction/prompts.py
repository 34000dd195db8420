"""Prompts of a reader from examples of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.extraction import prompting
from conflict_extract.extraction.prompting import Prompt

Example = dict[str, Any]
Load = Callable[..., Prompt]


def prompt_loader(reader: Any, instructions: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Loads a prompt from lines, which are written to a folder.

    Args:
        reader: the module `prompt` of a reader.
        instructions: those of a prompt that names none.
        folder: an empty folder.
        monkeypatch: puts the files in the place of the packaged ones.
    """

    def loaded(*lines: str | Example, instructions: str = instructions) -> Prompt:
        (folder / "instructions.md").write_text(instructions, encoding="utf-8")
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / "examples.jsonl").write_text(text + "\n" * bool(text), encoding="utf-8")
        for module in (reader, prompting):
            monkeypatch.setattr(module, "packaged", lambda *parts: folder.joinpath(*parts[2:]))
        prompt: Prompt = reader.load_prompt.__wrapped__()
        return prompt

    return loaded
