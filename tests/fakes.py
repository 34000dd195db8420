"""Models that are none: a queue of answers, and an endpoint on this machine that says what it is told to say."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from conflict_extract.llm.limits import Clock

Request = dict[str, Any]
Completion = dict[str, Any]
Answer = Completion | Exception

NOTHING = '{"records": []}'


class Claim(BaseModel):
    """A small record, for tests that do not care what is asked for."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["withdrawal"]
    trigger: str
    places: list[str]


class Claims(BaseModel):
    """A small answer."""

    model_config = ConfigDict(extra="forbid")

    records: list[Claim]


CLAIMS_SCHEMA: dict[str, Any] = {"type": "object", "properties": {"records": {"type": "array"}}}


def completion(
    content: object = NOTHING,
    finish_reason: str | None = "stop",
    refusal: str | None = None,
    usage: tuple[int, int] | None = (100, 10),
) -> Completion:
    """The JSON of a chat completion.

    Args:
        content: the answer; what is no string (None, the bare truth of many endpoints, aside) is written as JSON.
        finish_reason: why it ended.
        refusal: what the model says instead of an answer.
        usage: tokens in and out, None where the endpoint does not count.
    """
    text = content if content is None or isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    whole: Completion = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1733600000,
        "model": "fake",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
    }
    if usage is not None:
        whole["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return whole


class QueueTransport:
    """A transport that answers from a queue, or by a function of the request.

    Args:
        answers: completions in their order, or what gives one for a request; an exception is raised.
        gate: calls wait until it is set, so that a test can look at several under way; None lets them through.
    """

    def __init__(
        self, answers: Iterable[Answer] | Callable[[Request], Answer] = (), *, gate: asyncio.Event | None = None
    ) -> None:
        self._by_request = answers if callable(answers) else None
        self._queue = deque(() if callable(answers) else answers)
        self._gate = gate
        self.requests: list[Request] = []
        self.under_way = 0
        self.most_under_way = 0
        self.closed = 0

    @property
    def calls(self) -> int:
        """How often it was asked."""
        return len(self.requests)

    async def send(self, request: Request) -> Completion:
        """Gives the next answer."""
        self.requests.append(json.loads(json.dumps(request)))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await (self._gate.wait() if self._gate else asyncio.sleep(0))
            answer = self._by_request(request) if self._by_request else self._next()
        finally:
            self.under_way -= 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        """Counts how often it was closed."""
        self.closed += 1

    def _next(self) -> Answer:
        assert self._queue, f"call {self.calls} was not expected"
        return self._queue.popleft()


class Naps(Clock):
    """A clock whose sleeps take no time; it remembers how long they should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def now(self) -> float:
        return sum(self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


class SharedTime(Clock):
    """A clock for several sleepers at once: it goes on to the next who wakes when all others wait."""

    def __init__(self) -> None:
        self._now = 0.0
        self._turns = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._turns), woken))
        await woken

    async def during(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What a coroutine gives while time goes by."""
        task = asyncio.create_task(work)
        while not task.done():
            for _ in range(50):  # enough for all who are awake to come to a rest
                await asyncio.sleep(0)
            if self._sleepers and not task.done():
                self._now, _, woken = heapq.heappop(self._sleepers)
                if not woken.done():
                    woken.set_result(None)
        return await task


@dataclass
class Reply:
    """One HTTP response: a JSON body, or text as it is."""

    body: object = field(default_factory=completion)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass
class Received:
    """One HTTP request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: Request


class LoopbackServer:
    """A server on 127.0.0.1, in a thread of its own for the time of a block.

    Args:
        handler: answers its requests.
    """

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def base_url(self) -> str:
        """Where it answers, up to and with /v1."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Endpoint(LoopbackServer):
    """A model endpoint on 127.0.0.1 that gives replies in their order; the last of them again and again.

    Args:
        replies: what it says.
        refusing: a parameter that it does not know: each request with it is answered 400.
        answering: what gives the reply to a request instead.
    """

    def __init__(
        self,
        *replies: Reply,
        refusing: str | None = None,
        answering: Callable[[Request], Reply] | None = None,
    ) -> None:
        self._replies = deque(replies or [Reply()])
        self._refused = refusing
        self._answering = answering
        self._lock = threading.Lock()
        self.received: list[Received] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                if len(said := self.rfile.read(length)) < length:
                    return  # who asked is gone
                body = json.loads(said)
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = endpoint._take(Received(self.path, headers, body))
                if endpoint._refused in body:
                    error = {"message": "not supported", "param": endpoint._refused}
                    reply = Reply({"error": error}, 400)
                if endpoint._answering is not None:
                    reply = endpoint._answering(body)
                data = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
                self.send_response(reply.status)
                for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data.encode())))
                with contextlib.suppress(ConnectionError):  # who asked may be gone
                    self.end_headers()
                    self.wfile.write(data.encode())

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        super().__init__(Handler)

    @property
    def calls(self) -> int:
        """How often it was asked."""
        return len(self.received)

    def _take(self, received: Received) -> Reply:
        with self._lock:
            self.received.append(received)
            return self._replies.popleft() if len(self._replies) > 1 else self._replies[0]
