"""The child process: serves one GGUF file on loopback with llama.cpp and ends when its parent does.

It is started by its path and imports nothing of the library, so that it starts fast. What it is told and what it
answers: arguments in, one line `ready http://127.0.0.1:PORT` on stdout, llama.cpp's errors on stderr, and the end of
stdin as the word to stop.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

READY = "ready "
_ERRORS_ONLY = 1  # llama.cpp's more talkative levels may repeat requests, and requests are people's articles


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until stdin ends; exits with 1 where llama.cpp cannot load the file or bind the port."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="path of the GGUF file")
    parser.add_argument("--name", required=True, help="the name requests give for the model")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--context", type=int, required=True, help="tokens of one request and its answer")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--parallel", type=int, default=1, help="requests answered at the same time")
    parser.add_argument("--starts", help="folder in which what was read of a prompt may be kept")
    options = parser.parse_args(arguments)

    answers = _keep_stdout_for_answers()
    end_with_parent()
    # OpenMP's threads spin while they wait for each other, which on a busy machine takes the core that the other
    # thread waits for; not spinning at all costs a third of the speed on a quiet one. A bounded spin is between.
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000000")
    import xllamacpp  # which reads that variable while it is loaded

    parameters = xllamacpp.CommonParams()
    parameters.model.path = options.model
    parameters.model_alias = {options.name}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = options.port
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = False  # it would show the requests to whoever asks
    parameters.cors_origins = "http://127.0.0.1"  # no web page may read from it
    parameters.verbosity = _ERRORS_ONLY
    parameters.n_ctx = options.context * options.parallel  # llama.cpp shares the context out among the requests
    parameters.n_parallel = options.parallel
    parameters.cpuparams.n_threads = options.threads
    parameters.cpuparams_batch.n_threads = options.threads
    parameters.use_jinja = True
    parameters.enable_reasoning = 0  # an answer that has begun leaves no room for thoughts
    parameters.warmup = True
    parameters.cache_prompt = True
    parameters.cache_ram_mib = 512  # prompts whose start is used again: instructions and examples
    if options.starts is not None:
        parameters.slot_save_path = options.starts + os.sep
    try:
        server = xllamacpp.Server(parameters)
    except Exception as error:
        print(f"llama.cpp did not start: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    with os.fdopen(answers, "w") as stream:
        print(f"{READY}{server.listening_address}", file=stream, flush=True)
    while True:
        time.sleep(3600)  # llama.cpp serves in its own threads; end_with_parent() ends the process


def end_with_parent() -> None:
    """Ends this process, without clean-up, as soon as the other end of stdin is closed, for whatever reason.

    The kernel closes the parent's end also when the parent is killed. Linux's PR_SET_PDEATHSIG would not do: it
    fires when the *thread* that started the process ends.
    """
    with contextlib.suppress(ValueError):  # Ctrl-C in the terminal is the parent's to handle
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_on_hangup_signal()
    threading.Thread(target=_end_at_end_of_stdin, daemon=True).start()
    if os.name == "posix":
        threading.Thread(target=_end_as_orphan, args=(os.getppid(),), daemon=True).start()


def _end_at_end_of_stdin() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


def _end_as_orphan(parent: int) -> None:
    # A process the parent forked may hold the other end of stdin open after the parent's death.
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _end_on_hangup_signal() -> None:
    """Lets the kernel end this process when stdin is closed, where it can (Linux).

    While llama.cpp loads the file it holds Python's lock, and no thread of Python's could notice for seconds.
    """
    if not sys.platform.startswith("linux"):
        return
    import fcntl

    with contextlib.suppress(OSError, ValueError):  # the threads do the same, later
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which ends the process
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)


def _keep_stdout_for_answers() -> int:
    """Leaves stdout's pipe to our one answer, and sends whatever else is printed to stderr."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
