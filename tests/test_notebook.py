"""The example notebook runs as Jupyter runs it, and shows what is kept in it (`make notebook` writes it again)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parent.parent / "examples" / "events.ipynb"


def _shown(notebook: Any) -> Iterator[tuple[str, str]]:
    """What the cells print and show, but for the data frames, whose markup is that of pandas."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if output.output_type == "stream":
                yield "printed", output.text
            elif "dataframe" not in data.get("text/html", ""):
                yield from sorted(data.items())


def test_the_notebook_runs_and_shows_what_is_kept(
    socket_enabled: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = nbformat.read(NOTEBOOK, as_version=4)
    ran = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(ran, record_timing=False, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    if request.config.getoption("--record"):
        ran.metadata = kept.metadata
        nbformat.write(ran, NOTEBOOK)
    else:
        assert list(_shown(ran)) == list(_shown(kept))
    tables = [words for kind, words in _shown(ran) if kind == "text/html"]
    assert len(tables) == 3
    nbformat.validate(ran)
