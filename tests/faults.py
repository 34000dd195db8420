"""A model endpoint on this machine at which everything goes wrong that goes wrong at real ones, and faked time for it.

It lives in the event loop of the test, so that nothing depends on how fast a machine is.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import socket
import struct
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Literal, Self

import pytest

from conflict_extract.llm.adapter import Client
from tests.fakes import Completion, Request, completion

Ending = Literal["keep", "close", "reset", "silence"]

ANSWER_BYTES = 50_000_000

# what the client tries again by itself, and gets
PASSING = (
    "429",
    "429 with Retry-After",
    "500",
    "502",
    "503",
    "529",
    "reset before",
    "reset during",
    "stall before",
    "stall during",
    "drip",
    "HTML",
    "cut body",
    "cut connection",
    "invalid UTF-8",
    "not gzip",
)
# what is an answer all the same, or is mended by asking for it differently
HARMLESS = (
    "reset after",
    "duplicated",
    "duplicated content",
    "another model",
    "cut content",
    "wrong schema",
    "length",
    "endless white space",
)
# accidents that are not asked for again at once: the window is named, and the next run asks for it
NAMED = ("no choices", "white space", "50 MB")
# the model's word, which is kept: the window is named in every run
KEPT = ("refusal", "content filter")
FAULTS = (*PASSING, *HARMLESS, *NAMED, *KEPT)


@dataclass(frozen=True)
class Said:
    """What goes over the wire, and what becomes of the connection then."""

    data: bytes
    then: Ending = "keep"


def http(status: int, body: bytes, kind: str = "application/json", **headers: str) -> bytes:
    """A response with the length of its body."""
    lines = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} So\r\n{head}\r\n".encode() + body


def whole(given: Completion) -> bytes:
    """A completion as it goes over the wire when all is well."""
    return http(200, json.dumps(given, ensure_ascii=False).encode())


def said(fault: str | None, given: Completion) -> Said:
    """What the endpoint says instead of an answer, or around it."""
    fine, content = whole(given), str(given["choices"][0]["message"]["content"])
    body = fine.split(b"\r\n\r\n", 1)[1]
    page = b"<html><h1>Bad gateway</h1></html>"
    error = b'{"error": {"message": "busy", "type": "overloaded_error", "code": null}}'
    match fault:
        case None:
            return Said(fine)
        case "429" | "500" | "503" | "529":
            return Said(http(int(fault), error))
        case "429 with Retry-After":
            return Said(http(429, error, Retry_After="2"))
        case "502":
            return Said(http(502, page, "text/html"), "close")
        case "reset before":
            return Said(b"", "reset")
        case "reset during":
            return Said(fine[: len(fine) - len(body) // 2], "reset")
        case "reset after":
            return Said(fine, "reset")
        case "stall before":
            return Said(b"", "silence")
        case "stall during":
            return Said(fine[:-1], "silence")
        case "drip":
            return Said(http(200, b" " * 1000)[:-900], "silence")
        case "HTML":
            return Said(http(200, page, "text/html"))
        case "cut body":
            return Said(http(200, body[: len(body) // 2]))
        case "cut connection":
            return Said(fine[:-1], "close")
        case "invalid UTF-8":
            return Said(http(200, body.replace(b'"content": "', b'"content": "\xff\xc3\x28')))
        case "not gzip":
            return Said(http(200, body, Content_Encoding="gzip"))
        case "duplicated":
            return Said(fine + fine)
        case "duplicated content":
            return Said(whole(completion(content + content)))
        case "another model":
            return Said(whole({**given, "model": "another-model-2"}))
        case "cut content":
            return Said(whole(completion(content[: len(content) // 2])))
        case "wrong schema":
            return Said(whole(completion({"events": [{"type": "battle"}]})))
        case "length":
            return Said(whole(completion(content[: len(content) // 2], "length")))
        case "endless white space":
            return Said(whole(completion('{"records": [' + " \n" * 4000, "length")))
        case "no choices":
            return Said(whole({**given, "choices": []}))
        case "white space":
            return Said(whole(completion(" \n" * 4000)))
        case "50 MB":
            return Said(_large())
        case "50 MB packed":
            return Said(http(200, gzip.compress(b" " * ANSWER_BYTES, 1), Content_Encoding="gzip"))
        case "refusal":
            return Said(whole(completion(None, refusal="I cannot help with war.")))
        case "content filter":
            return Said(whole(completion(None, "content_filter")))
    raise AssertionError(fault)


@cache
@cache
def _large() -> bytes:
    return http(200, b" " * ANSWER_BYTES + b"{}")


class FaultServer:
    """An endpoint on 127.0.0.1 in the running event loop.

    Args:
        answer: the completion that a request deserves.
        fault: what goes wrong with a request that comes for the so-many-th time; None where all is well.
    """

    def __init__(
        self, answer: Callable[[Request], Completion], fault: Callable[[Request, int], str | None] = lambda *_: None
    ) -> None:
        self._answer = answer
        self._fault = fault
        self._serving: set[asyncio.Task[None]] = set()
        self._timeouts: dict[str, asyncio.Timeout] = {}
        self.times: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.answered: list[tuple[str, str | None]] = []

    @property
    def calls(self) -> int:
        """How often it was asked."""
        return len(self.answered)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=2**20)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()

    def client(self, monkeypatch: pytest.MonkeyPatch) -> Client:
        """A client whose time-out strikes when this server falls silent, and never by itself."""
        server, real = self, asyncio.timeout
        asking: dict[asyncio.Task[object] | None, str] = {}

        def timeout(seconds: float | None) -> asyncio.Timeout:
            made = real(None)
            if (key := asking.get(asyncio.current_task())) is not None:
                server._timeouts[key] = made
            return made

        class Patient(Client):
            async def send(self, request: Request) -> Completion:
                asking[asyncio.current_task()] = _key(request)
                try:
                    return await super().send(request)
                finally:
                    del asking[asyncio.current_task()]

        monkeypatch.setattr(asyncio, "timeout", timeout)
        return Patient(self.base_url, None, 120)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; says whether the connection is good for another."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        request = json.loads(await reader.readexactly(int(head.split("content-length:")[1].split()[0])))
        key = _key(request)
        self.times[key] += 1
        fault = self._fault(request, self.times[key])
        self.answered.append((key, fault))
        self.faults[fault or "none"] += 1
        answer = said(fault, self._answer(request))
        writer.write(answer.data)
        if answer.then == "reset":
            linger = struct.pack("ii", 1, 0)  # closed so, a socket sends a reset
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            return False
        await writer.drain()
        if answer.then == "silence":
            if fault == "drip":
                for _ in range(3):
                    writer.write(b" ")
                    await asyncio.sleep(0)
            self._timeouts[key].reschedule(asyncio.get_running_loop().time())
            await reader.read()  # until the client hangs up
        return answer.then == "keep"


def _key(request: Mapping[str, object]) -> str:
    return json.dumps([request["messages"], request.get("max_tokens")])


def drawn(seed: int, rate: float, faults: tuple[str, ...]) -> Callable[[Request, int], str | None]:
    """Faults drawn by lot, the same for the same request however the calls come to overtake each other."""

    def fault(request: Request, time: int) -> str | None:
        lot = random.Random(f"{seed} {time} {_key(request)}")  # noqa: S311  # no secret
        return lot.choice(faults) if lot.random() < rate else None

    return fault
