"""The real parent and the real child process, with a stand-in for llama.cpp inside the child."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from conflict_extract.errors import EmbeddedExtraMissing, EmbeddedServerFailed
from conflict_extract.llm.embedded import FILE_NAME, MODEL_NAME, EmbeddedServer, require_xllamacpp

pytestmark = [
    pytest.mark.usefixtures("llama_cpp_is_a_stand_in"),
    pytest.mark.enable_socket,  # 127.0.0.1, to the process that the test itself started
    pytest.mark.skipif(os.name != "posix", reason="kills processes by signals"),
]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "some.gguf"
    path.touch()
    return path


def ask(base_url: str, path: str) -> Any:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=10)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def wait_until(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    try:  # a zombie that nobody collects is gone all the same
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return not Path("/proc/self").exists()


def kill(server: EmbeddedServer) -> None:
    assert server.process_id is not None
    os.kill(server.process_id, signal.SIGKILL)
    assert wait_until(lambda: not server.alive)


def test_it_answers_on_loopback_when_start_returns_and_is_gone_after_stop(model: Path) -> None:
    server = EmbeddedServer(model)
    base_url = server.start()
    process_id = server.process_id
    assert process_id is not None
    assert base_url.startswith("http://127.0.0.1:")
    assert base_url.endswith("/v1")
    assert ask(base_url, "/v1/models") == {"data": [{"id": "some"}]}
    assert server.start() == base_url
    assert server.alive
    server.stop()
    server.stop()
    assert not server.alive
    assert is_gone(process_id)


def test_the_embedded_file_is_served_under_the_published_name(tmp_path: Path) -> None:
    assert EmbeddedServer(tmp_path / FILE_NAME).model_name == MODEL_NAME


def test_the_child_gets_its_settings_and_imports_nothing_of_the_library(model: Path) -> None:
    with EmbeddedServer(model, context_tokens=1000, threads=3, parallel=2) as server:
        assert ask(server.base_url, "/parameters") == {
            "context": 2000,
            "threads": 3,
            "hostnames": ["127.0.0.1"],
            "offline": True,
        }
        assert ask(server.base_url, "/modules") == []


def test_no_secret_is_in_the_childs_environment(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "CONFLICT_EXTRACT_API_KEY", "Database_Password"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("HARMLESS", "yes")
    with EmbeddedServer(model) as server:
        names = ask(server.base_url, "/environment")
    assert "HARMLESS" in names
    assert "GOMP_SPINCOUNT" in names
    assert not {"OPENAI_API_KEY", "HF_TOKEN", "CONFLICT_EXTRACT_API_KEY", "Database_Password"} & set(names)


def test_a_taken_port_is_named(model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EmbeddedServerFailed, match=f"port {port} is taken") as caught:
            EmbeddedServer(model, port=port).start()
    assert "another port" in caught.value.hint


def test_a_given_port_is_used_again_after_a_restart(model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with EmbeddedServer(model, port=port) as server:
        assert server.restart() == f"http://127.0.0.1:{port}/v1"


def test_a_child_that_dies_at_the_start_is_reported_with_its_last_words(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "dies.gguf", log_path=tmp_path / "log")
    with pytest.raises(EmbeddedServerFailed, match="did not start") as caught:
        server.start()
    assert "status 1" in caught.value.message
    assert "invalid magic characters" in caught.value.message
    assert not server.alive
    assert "invalid magic characters" in (tmp_path / "log").read_text()


def test_a_child_that_never_gets_ready_is_given_up_and_ended(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "loads_for_ever.gguf", start_seconds=1.5)
    with pytest.raises(EmbeddedServerFailed, match=r"no answer within 1\.5 s"):
        server.start()
    assert is_gone(int((tmp_path / "loads_for_ever.pid").read_text()))


def test_a_log_that_cannot_be_written_is_reported(model: Path, tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerFailed, match="cannot write the log"):
        EmbeddedServer(model, log_path=tmp_path / "no folder" / "log").start()


def test_death_mid_run_is_mended_once_and_then_reported(model: Path) -> None:
    with EmbeddedServer(model) as server:
        base_url = server.base_url
        assert server.ensure_alive() == base_url
        kill(server)
        assert server.ensure_alive() == base_url
        assert server.restarts == 1
        assert ask(base_url, "/health") == {"status": "ok"}
        kill(server)
        for _ in range(2):
            with pytest.raises(
                EmbeddedServerFailed, match="died again after a restart: it was ended by SIGKILL"
            ) as caught:
                server.ensure_alive()
            assert "memory" in caught.value.hint
            assert not caught.value.retryable


def test_a_restart_that_fails_is_not_tried_for_every_window(tmp_path: Path) -> None:
    model = tmp_path / "dies_after_first.gguf"
    with EmbeddedServer(model) as server:
        kill(server)
        for _ in range(2):
            with pytest.raises(EmbeddedServerFailed, match="no memory"):
                server.ensure_alive()
            model.with_suffix(".seen").unlink(missing_ok=True)  # it would start now


def test_ensure_alive_starts_a_server_that_was_never_started(model: Path) -> None:
    server = EmbeddedServer(model)
    with pytest.raises(EmbeddedServerFailed, match="not started"):
        _ = server.base_url
    try:
        assert ask(server.ensure_alive(), "/health") == {"status": "ok"}
        assert server.restarts == 0
    finally:
        server.stop()


@pytest.mark.parametrize(
    "model_name",
    [
        "some.gguf",
        pytest.param(
            "loads_for_ever.gguf",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends once it has loaded"),
        ),
    ],
)
def test_the_child_is_gone_when_its_parent_is_killed(tmp_path: Path, model_name: str) -> None:
    program = (
        "import sys, time; from pathlib import Path; from conflict_extract.llm.embedded import EmbeddedServer\n"
        "EmbeddedServer(Path(sys.argv[1])).start(); time.sleep(3600)"
    )
    pid_file = (tmp_path / model_name).with_suffix(".pid")
    parent = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / model_name)])
    try:
        assert wait_until(lambda: pid_file.exists() and pid_file.read_text() != "", 30)
        child = int(pid_file.read_text())
        assert not is_gone(child)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert wait_until(lambda: is_gone(child))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_child_is_gone_when_its_parent_is_killed_though_a_forked_worker_lives_on(model: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from conflict_extract.llm.embedded import EmbeddedServer\n"
        "server = EmbeddedServer(Path(sys.argv[1])); server.start(); worker = os.fork()\n"
        "print(server.process_id, flush=True) if worker else None; time.sleep(3600 if worker else 12)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(model)], stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert wait_until(lambda: is_gone(child), 10)  # before the worker, which holds the pipe, ends


def test_it_outlives_the_thread_that_started_it(model: Path) -> None:
    server = EmbeddedServer(model)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    try:
        assert ask(server.base_url, "/health") == {"status": "ok"}
        assert server.alive
    finally:
        server.stop()


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    require_xllamacpp()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedExtraMissing, match="xllamacpp") as caught:
        require_xllamacpp()
    assert "pip install 'conflict-extract[embedded]'" in caught.value.hint
