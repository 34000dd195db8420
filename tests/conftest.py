"""What all tests share: no network (pytest-socket, see pyproject.toml) and no settings or keys from outside."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# properties are checked with the same examples every time, and loading a table late is no failure
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("steady")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell that runs us in the background ignores Ctrl-C for us, and the tests of Ctrl-C would wait for ever
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the user's cache, settings file, variables or keys."""
    import os

    for name in list(os.environ):
        if name.startswith(("CONFLICT_EXTRACT_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONFLICT_EXTRACT_CACHE_DIR", str(tmp_path / "cache"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record` records again what tests replay: `make cassettes` with the embedded model, `make notebook` without."""
    parser.addoption("--record", action="store_true", help="record cassettes, or what the notebook shows, again")


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> bool:
    """Whether what tests replay is being recorded."""
    return bool(request.config.getoption("--record"))
