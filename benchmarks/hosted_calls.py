"""What a call to a hosted model costs in this process, the bare `openai` client beside it, and a run from the cache.

`python -m benchmarks.hosted_calls` prints two Markdown tables. The endpoint is a process of its own on this machine
that takes 0.2 s for each answer, so that all the time that is measured is the client's. CPU seconds are those of the
client's process; imports and one first call are not among them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CALLS = 600
AT_A_TIME = 64
ARTICLES = 2_000
SECONDS_AN_ANSWER = 0.2
EMPTY: dict[str, Any] = {"records": []}
ONE: dict[str, Any] = {
    "countries": ["SY"],
    "records": [
        {
            "kind": "withdrawal",
            "sentences": [0],
            "trigger": "withdrew from",
            "places": ["Hama"],
            "force": "The Syrian army",
            "unit": None,
            "to_place": None,
            "stage": None,
            "date": "6 December 2024",
            "day": "2024-12-06",
            "within": None,
            "source": None,
        }
    ],
    "names": [],
}
Measured = dict[str, float]


def articles(count: int) -> list[Any]:
    """Short articles, each with one record to be had."""
    from conflict_extract.articles import make_article

    return [
        make_article(
            f"The Syrian army withdrew from Hama on 6 December 2024. Bulletin {number} has no further news.",
            outlet=f"Northern Post {number % 7}",
            published="2024-12-07",
            language="en",
        )
        for number in range(count)
    ]


def completion(answer: Any) -> dict[str, Any]:
    """A chat completion as endpoints write it."""
    message: dict[str, Any] = {"role": "assistant", "content": json.dumps(answer), "refusal": None, "annotations": []}
    return {
        "id": "chatcmpl-0123456789",
        "object": "chat.completion",
        "created": 1733600000,
        "model": "m",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": 5000,
            "completion_tokens": 60,
            "total_tokens": 5060,
            "prompt_tokens_details": {"cached_tokens": 4864, "audio_tokens": 0},
        },
        "service_tier": "default",
    }


def _names_in(answer: Any) -> set[str]:
    """The names of all fields of an answer."""
    if isinstance(answer, dict):
        return set(answer).union(*map(_names_in, answer.values()))
    return set().union(*map(_names_in, answer)) if isinstance(answer, list) else set()


def _without(answer: Any, names: frozenset[str]) -> Any:
    """An answer without fields of those names, which another build's schema does not know."""
    if isinstance(answer, dict):
        return {name: _without(value, names) for name, value in answer.items() if name not in names}
    return [_without(each, names) for each in answer] if isinstance(answer, list) else answer


# -- what runs in processes of its own -------------------------------------------------------------------------------


def serve(answer: Any) -> None:
    """Answers every request with the same, as far as its schema has it, after a while; says on which port."""
    kept: dict[frozenset[str], bytes] = {}

    def response(request: bytes) -> bytes:
        unknown = frozenset(name for name in _names_in(answer) if b'"%b":' % name.encode() not in request)
        if unknown not in kept:
            body = json.dumps(completion(_without(answer, unknown))).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            kept[unknown] = head.encode() + body
        return kept[unknown]

    class Connection(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport, self.received, self.length = transport, bytearray(), 0

        def data_received(self, data: bytes) -> None:
            self.received += data
            if not self.length and (end := self.received.find(b"\r\n\r\n")) >= 0:
                length = self.received[:end].lower().split(b"content-length:")[1]
                self.length = end + 4 + int(length.split(b"\r\n")[0])
            if self.length and len(self.received) >= self.length:
                whole = response(bytes(self.received[: self.length]))
                del self.received[: self.length]
                self.length = 0
                asyncio.get_running_loop().call_later(SECONDS_AN_ANSWER, self.transport.write, whole)

    async def forever() -> None:
        server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0, backlog=1024)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(forever())


class Recording:
    """A transport that keeps the requests, to have the same bodies sent by another client."""

    def __init__(self) -> None:
        self.requests: list[Any] = []

    async def send(self, request: Any) -> Any:
        """Keeps a request and answers it."""
        self.requests.append(json.loads(json.dumps(request)))
        return completion(EMPTY)

    async def close(self) -> None:
        """Holds nothing open."""


def write_bodies(path: Path, count: int) -> None:
    """Writes the bodies of the requests that our extractor makes."""
    from conflict_extract import Extractor

    recording = Recording()
    with Extractor(model="m", base_url="http://127.0.0.1:9/v1", cache=False, transport=recording) as extractor:
        extractor.extract(articles(count))
    path.write_text(json.dumps(recording.requests), encoding="utf-8")


def spent(started: tuple[float, float]) -> Measured:
    """CPU and wall-clock seconds since then."""
    return {"cpu": time.process_time() - started[0], "wall": time.perf_counter() - started[1]}


def now() -> tuple[float, float]:
    """Seconds of CPU and of the clock on the wall."""
    return time.process_time(), time.perf_counter()


def bare(url: str, bodies: Path) -> Measured:
    """The same bodies through the `openai` client, so many at a time."""
    import openai

    requests = json.loads(bodies.read_text(encoding="utf-8"))

    async def run() -> Measured:
        async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
            slots = asyncio.Semaphore(AT_A_TIME)

            async def one(body: Any) -> None:
                async with slots:
                    assert (await client.chat.completions.create(**body)).choices

            await one(requests[0])
            started = now()
            await asyncio.gather(*(one(body) for body in requests[1:]))
            return spent(started)

    return asyncio.run(run())


def ours(url: str, count: int, cache_dir: Path, records: int) -> Measured:
    """Articles through our extractor, from the endpoint or from the cache."""
    from conflict_extract import Extractor

    first, *others = articles(count)
    with Extractor(model="m", base_url=url, cache_dir=cache_dir, concurrency=AT_A_TIME) as extractor:
        assert not extractor.extract([first]).failures
        started = now()
        result = extractor.extract(others)
        measured = spent(started)
    assert not result.failures, result.failures[0]
    assert len(result.records) == records * len(others), (len(result.records), result.quarantined[:1])
    if records:
        assert all(record.place and record.place.lat is not None for record in result.records)
    return {**measured, "calls": result.usage.calls, "cache_hits": result.usage.cache_hits}


# -- the tables ------------------------------------------------------------------------------------------------------


def child(source: Path, *arguments: object) -> list[str]:
    """The command of a part of this benchmark that runs with the library of a source folder."""
    return ["env", f"PYTHONPATH={source}{os.pathsep}{ROOT}", sys.executable, "-m", __spec__.name, "--source",
            str(source), *map(str, arguments)]  # fmt: skip


def measured(source: Path, *arguments: object) -> Measured:
    """What such a part says of itself, on its last line."""
    done = subprocess.run(child(source, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    result: Measured = json.loads(done.stdout.splitlines()[-1])
    return result


@contextlib.contextmanager
def endpoint(source: Path, answer: Any) -> Iterator[str]:
    """The URL of an endpoint for the time of a block."""
    process = subprocess.Popen(
        child(source, "--part", "serve", json.dumps(answer)), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.terminate()
        process.wait()


def compare_calls(sources: Sequence[Path], rounds: int, folder: Path) -> None:
    """Prints the table of calls."""
    bodies = folder / "bodies.json"
    measured(sources[0], "--part", "bodies", bodies)
    rows: dict[str, list[Measured]] = {}
    for turn in range(rounds):
        with endpoint(sources[0], EMPTY) as url:
            rows.setdefault("bare `openai`", []).append(measured(sources[0], "--part", "bare", url, bodies))
            for source in sources:
                kept = folder / f"calls-{turn}-{sources.index(source)}"
                got = measured(source, "--part", "calls", url, kept, 0)
                rows.setdefault(f"ours, {source}", []).append(got)
        with endpoint(sources[0], ONE) as url:
            for source in sources:
                kept = folder / f"records-{turn}-{sources.index(source)}"
                got = measured(source, "--part", "calls", url, kept, 1)
                rows.setdefault(f"ours, one record each, {source}", []).append(got)
    first = rows["bare `openai`"]
    print(f"\n{CALLS} calls, {AT_A_TIME} at a time, {SECONDS_AN_ANSWER} s each, medians of {rounds} runs in turn\n")
    print("| client | CPU ms a call | wall s | CPU to bare | wall to bare |\n|---|---|---|---|---|")
    for name, runs in rows.items():
        cpu, wall = _median(runs, "cpu"), _median(runs, "wall")
        print(
            f"| {name} | {1000 * cpu / (CALLS - 1):.1f} | {wall:.2f} | {cpu / _median(first, 'cpu'):.2f} | "
            f"{wall / _median(first, 'wall'):.2f} |"
        )


def compare_replay(sources: Sequence[Path], rounds: int, folder: Path) -> None:
    """Prints the table of runs from a warm cache."""
    rows: dict[Path, list[Measured]] = {}
    with endpoint(sources[0], ONE) as url:
        for turn in range(rounds + 1):
            for source in sources:
                kept = folder / f"replay-{sources.index(source)}"
                got = measured(source, "--part", "replay", url, kept)
                if turn:
                    assert got["calls"] == 0, got
                    rows.setdefault(source, []).append(got)
    print(f"\n{ARTICLES:,} articles of one record each from a warm cache, medians of {rounds} runs in turn\n")
    print("| source | CPU ms an article | articles a CPU second |\n|---|---|---|")
    for source, runs in rows.items():
        cpu = _median(runs, "cpu") / (ARTICLES - 1)
        print(f"| {source} | {1000 * cpu:.2f} | {1 / cpu:,.0f} |")


def _median(runs: Sequence[Measured], name: str) -> float:
    return median(run[name] for run in runs)


def part(name: str, *rest: str) -> Measured:
    """Runs one part in this process."""
    if name == "serve":
        serve(json.loads(rest[0]))
    if name == "bodies":
        write_bodies(Path(rest[0]), CALLS)
    if name in ("serve", "bodies"):
        return {}
    if name == "bare":
        return bare(rest[0], Path(rest[1]))
    if name == "calls":
        return ours(rest[0], CALLS, Path(rest[1]), int(rest[2]))
    return ours(rest[0], ARTICLES, Path(rest[1]), 1)


def main() -> None:
    """Reads the command line and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--source", type=Path, action="append", help="the src folder of a checkout; again for one beside it"
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", choices=["calls", "replay"], help="one of the two tables")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        print(json.dumps(part(*chosen.part)))
        return
    sources = [source.resolve() for source in chosen.source or [ROOT / "src"]]
    with tempfile.TemporaryDirectory() as folder:
        if chosen.only != "replay":
            compare_calls(sources, chosen.rounds, Path(folder))
        if chosen.only != "calls":
            compare_replay(sources, chosen.rounds, Path(folder))


if __name__ == "__main__":
    main()
