"""A provider on this machine that answers directly and in batches, both alike, as the real ones do.

A batch is worked on when somebody asks how far it is. What goes wrong is said by the test: `spoil` changes the lines of
its results, `failing` says how single calls go wrong, and the fields of `BatchApi` what befalls batches.
"""

from __future__ import annotations

import contextlib
import email.parser
import email.policy
import itertools
import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes import LoopbackServer, Reply

Lines = list[dict[str, Any]]
ENQUEUED = "Enqueued token limit reached for {model}. Limit: {limit:,} enqueued tokens. Please try again later."


@dataclass
class Stored:
    """A file at the provider."""

    id: str
    name: str
    data: bytes
    purpose: str = "batch"

    def shown(self) -> dict[str, Any]:
        shown = {"id": self.id, "object": "file", "bytes": len(self.data), "created_at": 1733600000}
        return {**shown, "filename": self.name, "purpose": self.purpose, "status": "processed"}


@dataclass
class Job:
    """A batch at the provider."""

    id: str
    input_id: str
    metadata: dict[str, str]
    status: str = "validating"
    output_id: str | None = None
    error_id: str | None = None
    completed: int = 0
    failed: int = 0
    total: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
            "created_at": 1733600000,
            "input_file_id": self.input_id,
            "metadata": self.metadata,
            "status": self.status,
            "output_file_id": self.output_id,
            "error_file_id": self.error_id,
            "errors": {"object": "list", "data": self.errors} if self.errors else None,
            "request_counts": {"total": self.total, "completed": self.completed, "failed": self.failed},
        }


class BatchApi(LoopbackServer):
    """The endpoint.

    Args:
        answering: the reply to a chat request, made directly or in a batch.
        seed: the order of result lines depends on it.
    """

    def __init__(self, answering: Callable[[dict[str, Any]], Reply], seed: int = 1) -> None:
        self.answering = answering
        self.spoil: Callable[[Job, Lines, Lines], object] = lambda job, output, errors: None
        self.ending = "completed"  # or what else becomes of batches that are looked at: expired, failed, in_progress
        self.share = 1.0  # of its lines that a batch answers before it ends
        self.room: int | None = None  # bytes of request files that may wait
        self.problems: list[dict[str, Any]] = []  # said against a batch that fails
        self.failing: Callable[[str, str], Reply | None] = lambda method, path: None  # before a call is done
        self.losing: Callable[[str, str], bool] = lambda method, path: False  # the answer, after the call was done
        self.cutting: Callable[[Stored], int | None] = lambda file: None  # bytes after which a download ends
        self.files: dict[str, Stored] = {}
        self.jobs: dict[str, Job] = {}
        self.calls: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()  # by the text of a request
        self._lot = random.Random(seed)  # noqa: S311  # no secret
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._reply(b"")

            def do_POST(self) -> None:
                self._reply(self.rfile.read(int(self.headers["Content-Length"] or 0)))

            def _reply(self, body: bytes) -> None:
                method, url = self.command, urlsplit(self.path)
                with api._lock:
                    api.calls[f"{method} {url.path.split('/')[2]}"] += 1
                    reply = api.failing(method, url.path)
                    cut = None
                    if reply is None:
                        kind = self.headers.get("Content-Type", "")
                        reply, cut = api._done(method, url.path, parse_qs(url.query), body, kind)
                        if api.losing(method, url.path):
                            self.close_connection = True
                            return
                data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
                with contextlib.suppress(ConnectionError):
                    self.send_response(reply.status)
                    self.send_header("Content-Type", reply.content_type)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(data)))
                    self.send_header("Connection", "close")
                    self.end_headers()
                    self.wfile.write(data[:cut])

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        super().__init__(Handler)

    def lines(self, job: Job) -> Lines:
        """The requests of a batch."""
        return [json.loads(line) for line in self.files[job.input_id].data.splitlines()]

    def _done(
        self, method: str, path: str, query: dict[str, list[str]], body: bytes, kind: str
    ) -> tuple[Reply, int | None]:
        match [method, *path.strip("/").split("/")[1:]]:
            case ["POST", "chat", "completions"]:
                return self._answer(json.loads(body)), None
            case ["POST", "files"]:
                return Reply(self._upload(body, kind).shown()), None
            case ["GET", "files"]:
                return Reply(_page([each.shown() for each in self.files.values()], query)), None
            case ["GET", "files", name, "content"]:
                file = self.files[name]
                return Reply(file.data, content_type="application/octet-stream"), self.cutting(file)
            case ["POST", "batches"]:
                return self._create(json.loads(body)), None
            case ["GET", "batches"]:
                return Reply(_page([each.shown() for each in self.jobs.values()], query)), None
            case ["GET", "batches", name]:
                if name not in self.jobs:
                    return Reply({"error": {"message": "No batch found", "code": None}}, 404), None
                return Reply(self._looked_at(self.jobs[name]).shown()), None
            case ["POST", "batches", name, "cancel"]:
                job = self.jobs[name]
                self._work(job, "cancelled")
                return Reply({**job.shown(), "status": "cancelling"}), None
        raise AssertionError(f"{method} {path}")

    def _answer(self, request: dict[str, Any]) -> Reply:
        self.answered[json.dumps(request["messages"][-1]) + str(request.get("max_tokens"))] += 1
        return self.answering(request)

    def _store(self, name: str, data: bytes, purpose: str) -> Stored:
        file = Stored(f"file-{next(self._numbers)}", name, data, purpose)
        self.files[file.id] = file
        return file

    def _upload(self, body: bytes, kind: str) -> Stored:
        parser = email.parser.BytesParser(policy=email.policy.HTTP)
        message = parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {str(part.get_param("name", header="content-disposition")): part for part in message.iter_parts()}
        assert parts["purpose"].get_content().strip() == "batch"
        assert parts["expires_after[anchor]"].get_content().strip() == "created_at"
        data = parts["file"].get_payload(decode=True)
        assert isinstance(data, bytes)
        return self._store(str(parts["file"].get_filename()), data, "batch")

    def _create(self, asked: dict[str, Any]) -> Reply:
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        assert asked["output_expires_after"]["anchor"] == "created_at"
        job = Job(f"batch_{next(self._numbers)}", asked["input_file_id"], asked.get("metadata") or {})
        self.jobs[job.id] = job
        job.total = len(self.lines(job))
        wait = sum(len(self.files[each.input_id].data) for each in self.jobs.values() if each.status == "validating")
        if self.room is not None and wait > self.room:
            job.status = "failed"
            told = ENQUEUED.format(model="m", limit=self.room)
            job.errors = [{"code": "token_limit_exceeded", "message": told, "line": None, "param": None}]
        return Reply(job.shown())

    def _looked_at(self, job: Job) -> Job:
        if job.status == "validating" and self.ending != "in_progress":
            self._work(job, self.ending)
        return job

    def _work(self, job: Job, status: str) -> None:
        """Answers a share of the lines, and ends the batch."""
        job.status = status
        if status == "failed":
            job.errors = self.problems
            return
        requests = self.lines(job)
        output: Lines = []
        errors: Lines = []
        for number, line in enumerate(requests):
            if number >= self.share * len(requests):
                failed = {"code": f"batch_{status}", "message": "This request could not be executed in time."}
                errors.append(_line(line["custom_id"], None, failed))
                continue
            reply = self._answer(line["body"])
            into = output if reply.status == 200 else errors
            response = {"status_code": reply.status, "request_id": f"req_{number}", "body": reply.body}
            into.append(_line(line["custom_id"], response, None))
        self._lot.shuffle(output)
        job.completed, job.failed = len(output), len(errors)
        self.spoil(job, output, errors)
        if output:
            job.output_id = self._store("output.jsonl", _data(output), "batch_output").id
        if errors:
            job.error_id = self._store("errors.jsonl", _data(errors), "batch_output").id


def _line(key: str, response: dict[str, Any] | None, error: dict[str, Any] | None) -> dict[str, Any]:
    return {"id": f"batch_req_{key[:8]}", "custom_id": key, "response": response, "error": error}


def _data(lines: Lines) -> bytes:
    """Lines as they are stored; what is no line of JSON stands under `raw`."""
    return b"".join(
        line["raw"] if "raw" in line else json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines
    )


def _page(shown: Lines, query: dict[str, list[str]]) -> dict[str, Any]:
    """A page of a list, the newest first, as the API gives it."""
    newest = shown[::-1]
    ids = [each["id"] for each in newest]
    start = ids.index(query["after"][0]) + 1 if "after" in query else 0
    page = newest[start : start + int(query.get("limit", ["20"])[0])]
    last = page[-1]["id"] if page else None
    return {"object": "list", "data": page, "has_more": start + len(page) < len(newest), "last_id": last}
