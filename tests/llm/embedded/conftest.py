"""What the tests of the embedded model's server share."""

from __future__ import annotations

from pathlib import Path

import pytest

STAND_IN = Path(__file__).parent / "stand_in"


@pytest.fixture
def llama_cpp_is_a_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child process finds the stand-in before the real package."""
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
    monkeypatch.syspath_prepend(str(STAND_IN))
