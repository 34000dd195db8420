"""The server of the embedded model, seen from the parent: start, await, watch, restart once, stop."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from conflict_extract.errors import EmbeddedExtraMissing, EmbeddedServerFailed
from conflict_extract.llm.embedded import server_process
from conflict_extract.llm.embedded.model_file import FILE_NAME, INSTALL_COMMAND, MODEL_NAME

_LOG_LINES = 40
_LOG_LINES_SHOWN = 8
_STOP_SECONDS = 5.0
_SECRET_WORDS = ("KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL")


def require_xllamacpp() -> None:
    """Makes sure, without importing it, that the package that serves the model is installed.

    Raises:
        EmbeddedExtraMissing: it is not.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise EmbeddedExtraMissing(
            "the embedded model needs the package xllamacpp, which is not installed",
            hint=f"{INSTALL_COMMAND}, or choose an endpoint with --base-url and --model",
        )


def usable_cores() -> int:
    """The number of processor cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class EmbeddedServer:
    """One child process that serves one GGUF file on 127.0.0.1 through the OpenAI API, and ends with this process.

    All methods block; they may be called from several threads.

    Args:
        model_path: the GGUF file; its hash is checked elsewhere.
        port: the port to listen on; None takes any free one.
        context_tokens: how long one request with its answer may be.
        threads: processor threads; None takes as many as there are usable cores.
        parallel: how many requests are answered at the same time.
        starts_dir: a folder in which llama.cpp may keep what it has read, made if need be; None for none.
        log_path: a file to which llama.cpp's errors are added; requests and answers are never in it.
        start_seconds: how long the server may take until it answers.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        port: int | None = None,
        context_tokens: int = 8192,
        threads: int | None = None,
        parallel: int = 1,
        starts_dir: Path | None = None,
        log_path: Path | None = None,
        start_seconds: float = 180.0,
    ) -> None:
        self.model_path = model_path
        self.context_tokens = context_tokens
        self.threads = threads or usable_cores()
        self.parallel = parallel
        self.starts_dir = starts_dir
        self.log_path = log_path
        self.start_seconds = start_seconds
        self.restarts = 0
        self._given_up: EmbeddedServerFailed | None = None
        self._wanted_port = port
        self._port: int | None = None
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []
        self._log: deque[str] = deque(maxlen=_LOG_LINES)
        self._lock = threading.RLock()

    @property
    def model_name(self) -> str:
        """The name that requests give for the model."""
        return MODEL_NAME if self.model_path.name == FILE_NAME else self.model_path.stem

    @property
    def base_url(self) -> str:
        """Where the server answers, as OpenAI clients want it.

        Raises:
            EmbeddedServerFailed: it was never started.
        """
        if self._port is None:
            raise EmbeddedServerFailed("the embedded model's server is not started", hint="call start() first")
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def alive(self) -> bool:
        """Whether the process runs; one that hangs counts as alive."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def process_id(self) -> int | None:
        """The system's number of the child process, None where there is none."""
        process = self._process
        return None if process is None else process.pid

    def start(self) -> str:
        """Starts the server where it does not run, waits until it answers, and returns its base URL.

        Raises:
            EmbeddedExtraMissing: xllamacpp is not installed.
            EmbeddedServerFailed: the port is taken, the file cannot be served, or there is no answer in time.
        """
        with self._lock:
            if not self.alive:
                if self._wanted_port is not None and not _is_free(self._wanted_port):
                    raise EmbeddedServerFailed(
                        f"port {self._wanted_port} is taken", hint="give another port, or none to take any free one"
                    )
                self._launch(self._wanted_port or 0)
            return self.base_url

    def restart(self) -> str:
        """Stops the server, starts it anew, if possible on the same port, and returns its base URL.

        Raises:
            EmbeddedServerFailed: as from `start`.
        """
        with self._lock:
            self.restarts += 1
            self.stop()
            port = self._port
            if self._wanted_port is None and port is not None and _is_free(port):
                self._launch(port)
                return self.base_url
            return self.start()

    def ensure_alive(self) -> str:
        """Returns the base URL of a running server: starts it if need be, and restarts it once if it died.

        Raises:
            EmbeddedServerFailed: it died a second time, or does not start again; with how it ended and its last
                words, not retryable, and raised by every later call as well.
        """
        with self._lock:
            if self.alive:
                return self.base_url
            if self._given_up is not None:
                raise self._given_up.with_traceback(None)
            if self._process is None:
                return self.start()
            try:
                if self.restarts:
                    raise self._died("the embedded model's server died again after a restart")
                return self.restart()
            except EmbeddedServerFailed as error:
                error.retryable = False
                self._given_up = error  # or every window that is left would wait for another failing start
                raise

    def post(self, path: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        """What the running server answers to a request of llama.cpp's own.

        Raises:
            OSError, http.client.HTTPException: it does not answer, or not with status 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=seconds)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = response.read()
            if response.status != 200:
                raise OSError(f"{path} answers with status {response.status}")
            return dict(json.loads(answer))
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the process; does nothing where none runs."""
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            _close_quietly(process.stdin)  # the child takes this as the word to stop
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self._join_readers(process)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _command(self, port: int) -> list[str]:
        starts = () if self.starts_dir is None else ("--starts", str(self.starts_dir))
        # By its path and with -P, so that nothing of the library is imported, and nothing beside the file by mistake.
        return [
            *(sys.executable, "-P", str(Path(server_process.__file__))),
            *("--model", str(self.model_path), "--name", self.model_name, "--port", str(port)),
            *("--context", str(self.context_tokens), "--threads", str(self.threads), "--parallel", str(self.parallel)),
            *starts,
        ]

    def _launch(self, port: int) -> None:
        require_xllamacpp()
        if self.starts_dir is not None:
            with contextlib.suppress(OSError):
                self.starts_dir.mkdir(parents=True, exist_ok=True)
        self._log.clear()
        log = self._open_log()
        try:
            process = subprocess.Popen(  # noqa: S603 - our own program, no shell
                self._command(port),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment_without_secrets(),
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl-C reaches this process alone, which may finish before the server ends
            )
        except OSError as error:
            if log is not None:
                log.close()
            raise EmbeddedServerFailed(
                f"the embedded model's server cannot be started: {error}",
                hint="see whether the machine is short of memory",
            ) from error
        self._process = process
        answers: queue.Queue[str | None] = queue.Queue()
        self._readers = [
            threading.Thread(target=_pass_on, args=(process.stdout, answers), daemon=True),
            threading.Thread(target=self._keep_log, args=(process.stderr, log), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        try:
            self._port = self._await_ready(answers)
        except BaseException:  # also Ctrl-C: no half-started server stays behind
            self.stop()
            raise

    def _await_ready(self, answers: queue.Queue[str | None]) -> int:
        deadline = time.monotonic() + self.start_seconds
        while True:
            try:
                line = answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise EmbeddedServerFailed(
                    f"the embedded model's server gave no answer within {self.start_seconds:g} s",
                    hint="see whether the machine is very busy or short of memory",
                ) from None
            if line is None:
                raise self._died(f"the embedded model's server did not start with {self.model_path}")
            if line.startswith(server_process.READY):
                port = int(line.rpartition(":")[2])
                break
        while not _is_healthy(port):
            if not self.alive:
                raise self._died("the embedded model's server died while it started")
            if time.monotonic() > deadline:
                raise EmbeddedServerFailed(
                    f"nothing answers on 127.0.0.1:{port}", hint="see whether a firewall or security module blocks it"
                )
            time.sleep(0.05)
        return port

    def _died(self, message: str) -> EmbeddedServerFailed:
        process = self._process
        ending, hint = "it was stopped", "run it again"
        if process is not None:
            try:
                ending, hint = _describe_ending(process.wait(_STOP_SECONDS))
            except subprocess.TimeoutExpired:
                ending = "it closed its output but runs on"
            else:
                self._join_readers(process)
        last_words = "\n".join(list(self._log)[-_LOG_LINES_SHOWN:])
        return EmbeddedServerFailed(
            f"{message}: {ending}" + (f"; its last words:\n{last_words}" if last_words else ""), hint=hint
        )

    def _open_log(self) -> IO[str] | None:
        if self.log_path is None:
            return None
        try:
            return self.log_path.open("a", encoding="utf-8")
        except OSError as error:
            raise EmbeddedServerFailed(
                f"cannot write the log {self.log_path}: {error.strerror or error}", hint="name another file for the log"
            ) from error

    def _keep_log(self, stream: IO[str], log: IO[str] | None) -> None:
        with log or contextlib.nullcontext():
            for line in stream:
                self._log.append(line.rstrip())
                if log is not None:
                    log.write(line)
                    log.flush()

    def _join_readers(self, process: subprocess.Popen[str]) -> None:
        for reader in self._readers:
            reader.join(_STOP_SECONDS)
        self._readers = []
        for stream in (process.stdin, process.stdout, process.stderr):
            _close_quietly(stream)


def _pass_on(stream: IO[str], answers: queue.Queue[str | None]) -> None:
    for line in stream:
        answers.put(line.strip())
    answers.put(None)


def _close_quietly(stream: IO[str] | None) -> None:
    if stream is not None:
        with contextlib.suppress(OSError):
            stream.close()


def _environment_without_secrets() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not any(word in name.upper() for word in _SECRET_WORDS)
    }


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as llama.cpp does: a port whose last connections only fade out is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _is_healthy(port: int) -> bool:
    # http.client, not urllib: a proxy set in the environment has no business here.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _describe_ending(status: int) -> tuple[str, str]:
    if status >= 0:
        return (
            f"it ended with status {status}",
            "see its last words; a damaged or foreign model file is the usual reason",
        )
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    needs_memory = "the system may be out of memory; the model needs about 2 GB"
    hint = needs_memory if name == "SIGKILL" else "run it again; if it happens again, report it with the last words"
    return f"it was ended by {name}", hint
