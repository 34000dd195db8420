"""Stands in for llama.cpp: the child process finds this module before the real package and serves small answers.

The model file's name says how it behaves.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace())


class Server:
    def __init__(self, parameters: CommonParams) -> None:
        model = Path(parameters.model.path)
        # The parent does not know its child before the child is ready, but a test may have to.
        model.with_suffix(".pid").write_text(str(os.getpid()))
        if model.name == "dies.gguf":
            print("error loading model: invalid magic characters", file=sys.stderr)
            raise RuntimeError("Failed to init server, please check the input params.")
        if model.name == "loads_for_ever.gguf":
            ctypes.PyDLL(None).sleep(3600)  # as llama.cpp does, it holds Python's lock
        if model.name == "dies_after_first.gguf" and model.with_suffix(".seen").exists():
            raise RuntimeError("no memory")
        model.with_suffix(".seen").touch()
        try:
            self._http = ThreadingHTTPServer((parameters.hostnames[0], parameters.port), _handler(parameters))
        except OSError as error:
            raise RuntimeError("couldn't bind HTTP server socket") from error
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{self._http.server_address[1]}"
        print("llama.cpp says something on stdout")


def _handler(parameters: CommonParams) -> type[BaseHTTPRequestHandler]:
    posted: list[str] = []
    read = [""]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            posted.append(self.path)
            answer: dict[str, Any] = {}
            if self.path == "/apply-template":
                answer = {"prompt": " ".join(message["content"] for message in asked["messages"])}
            elif self.path == "/completion":
                read[0] = asked["prompt"]
            else:
                path = Path(parameters.slot_save_path + asked["filename"])
                if self.path.endswith("=save"):
                    path.write_text(read[0])
                else:
                    read[0] = path.read_text()
                if read[0] == "what brings llama.cpp down":
                    os._exit(1)
            self.answer(answer)

        def do_GET(self) -> None:
            answers: dict[str, Any] = {
                "/health": {"status": "ok"},
                "/v1/models": {"data": [{"id": name} for name in parameters.model_alias]},
                "/environment": sorted(os.environ),
                "/parameters": {
                    "context": parameters.n_ctx,
                    "threads": parameters.cpuparams.n_threads,
                    "hostnames": parameters.hostnames,
                    "offline": parameters.offline,
                },
                "/posted": posted,
                "/modules": [name for name in sys.modules if name.startswith("conflict_extract")],
            }
            self.answer(answers[self.path])

        def answer(self, given: Any) -> None:
            body = json.dumps(given).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    return Handler
