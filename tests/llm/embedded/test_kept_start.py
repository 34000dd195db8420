"""What the model has read of every prompt's start is kept, checked, and never in the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from conflict_extract.llm.embedded import EmbeddedServer, restore_prompt_prefix
from tests.llm.embedded.test_embedded_server import ask, wait_until

MESSAGES = [{"role": "system", "content": "List what happened."}, {"role": "user", "content": "An example."}]
READ = ["/apply-template", "/completion", "/slots/0?action=save"]
RESTORED = ["/slots/0?action=restore"]

pytestmark = [
    pytest.mark.usefixtures("llama_cpp_is_a_stand_in"),
    pytest.mark.enable_socket,  # 127.0.0.1, to the process that the test itself started
    pytest.mark.skipif(os.name != "posix", reason="the stand-in is started as the other tests start it"),
]


@pytest.fixture(autouse=True)
def _llama_cpp_has_a_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflict_extract.llm.embedded.kept_start.metadata.version", lambda name: "1")


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    return tmp_path / "models" / "starts"


@pytest.fixture
def server(tmp_path: Path, starts: Path) -> Iterator[EmbeddedServer]:
    with served(tmp_path, starts) as each:
        yield each


def served(tmp_path: Path, starts: Path | None) -> EmbeddedServer:
    if not (model := tmp_path / "some.gguf").exists():
        model.touch()
    return EmbeddedServer(model, starts_dir=starts)


def test_it_is_read_once_and_later_processes_go_on_from_the_file(tmp_path: Path, starts: Path) -> None:
    with served(tmp_path, starts) as first:
        restore_prompt_prefix(first, MESSAGES)
        assert ask(first.base_url, "/posted") == READ
    [kept] = starts.iterdir()
    assert kept.read_text() == "List what happened. An example."
    with served(tmp_path, starts) as second:
        restore_prompt_prefix(second, MESSAGES)
        assert ask(second.base_url, "/posted") == RESTORED
    assert list(starts.iterdir()) == [kept]


def test_another_start_takes_the_place_of_the_one_that_is_kept(server: EmbeddedServer, starts: Path) -> None:
    restore_prompt_prefix(server, MESSAGES)
    restore_prompt_prefix(server, MESSAGES[:1])
    assert [path.read_text() for path in starts.iterdir()] == ["List what happened."]


def test_another_version_of_llama_cpp_reads_again(
    server: EmbeddedServer, starts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore_prompt_prefix(server, MESSAGES)
    monkeypatch.setattr("conflict_extract.llm.embedded.kept_start.metadata.version", lambda name: "2")
    restore_prompt_prefix(server, MESSAGES)
    assert ask(server.base_url, "/posted") == READ + READ
    assert len(list(starts.iterdir())) == 1


def test_a_damaged_file_is_not_given_to_the_server(server: EmbeddedServer, starts: Path) -> None:
    restore_prompt_prefix(server, MESSAGES)
    [kept] = starts.iterdir()
    kept.write_text(kept.read_text()[:7])
    restore_prompt_prefix(server, MESSAGES)
    assert ask(server.base_url, "/posted") == READ + READ
    assert kept.read_text() == "List what happened. An example."


def test_a_file_that_brings_the_server_down_is_met_once(server: EmbeddedServer, starts: Path) -> None:
    restore_prompt_prefix(server, MESSAGES)
    [kept] = starts.iterdir()
    text = b"what brings llama.cpp down"
    kept.unlink()
    kept.with_name(f"{kept.name.partition('-')[0]}-{hashlib.sha256(text).hexdigest()[:16]}.start").write_bytes(text)
    restore_prompt_prefix(server, MESSAGES)
    assert list(starts.iterdir()) == []
    assert wait_until(lambda: not server.alive)
    server.ensure_alive()
    restore_prompt_prefix(server, MESSAGES)
    assert list(starts.iterdir()) == [kept]


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "models").touch()  # a file where the folder should be
    with served(tmp_path, tmp_path / "models" / "starts") as server:
        restore_prompt_prefix(server, MESSAGES)
        assert server.alive
    with served(tmp_path, None) as server:
        restore_prompt_prefix(server, MESSAGES)
        assert ask(server.base_url, "/posted") == []
