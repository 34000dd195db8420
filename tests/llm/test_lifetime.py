"""That everything is closed: on good days, after errors, in notebooks, in several event loops, on Ctrl-C.

Warnings are errors here, unclosed sockets among them: whatever stays open fails a test.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.articles import make_article
from conflict_extract.errors import ModelFileMissing
from conflict_extract.extraction import Extractor
from conflict_extract.llm import ModelClient, embedded
from conflict_extract.llm.adapter import Client
from conflict_extract.schema import Article
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, Completion, Endpoint, QueueTransport, Reply, Request, completion

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

NOWHERE = "http://127.0.0.1:9/v1"
REQUEST: Request = {"model": "m", "messages": [{"role": "user", "content": "x"}], "temperature": 0, "max_tokens": 64}


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    threads = set(threading.enumerate())
    yield
    gc.collect()
    left = [thread for thread in set(threading.enumerate()) - threads if not thread.name.startswith("asyncio_")]
    for thread in left:
        thread.join(5)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as opened:
        yield opened


def articles(count: int) -> list[Article]:
    texts = (f"Rebels captured Hama, and in the north Homs on day {number}." for number in range(count))
    return [make_article(text, outlet="Post") for text in texts]


def hosted(endpoint: Endpoint, **more: Any) -> dict[str, Any]:
    return {"model": "m", "base_url": endpoint.base_url, "cache": False, **more}


# -- connections -----------------------------------------------------------------------------------------------------


async def test_connections_are_kept_between_calls_and_closed_at_the_end(endpoint: Endpoint) -> None:
    client = Client(endpoint.base_url, None, 5)
    for _ in range(3):
        await client.send(REQUEST)
    assert len(client._clients) == 1
    await client.close()
    assert client._clients == {}
    await client.close()


def test_connections_end_with_their_event_loop(endpoint: Endpoint) -> None:
    client = Client(endpoint.base_url, None, 5)
    for _ in range(3):
        asyncio.run(client.send(REQUEST))
        assert client._clients == {}
    assert endpoint.calls == 3


def test_event_loops_at_the_same_time_do_not_disturb_each_other(endpoint: Endpoint) -> None:
    client = Client(endpoint.base_url, None, 5)
    threads = [threading.Thread(target=lambda: asyncio.run(client.send(REQUEST))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client._clients == {}
    assert endpoint.calls == 4


async def test_connections_are_closed_after_errors() -> None:
    with Endpoint(Reply({}, 401)) as endpoint:
        door = ModelClient(Settings.load(**hosted(endpoint)))
        for _ in range(2):
            with pytest.raises(Exception, match="401"):
                await door.ask([{"role": "user", "content": "x"}], Claims, CLAIMS_SCHEMA, 64)
        await door.close()


async def test_cancelled_calls_leave_nothing_open(endpoint: Endpoint) -> None:
    client = Client(endpoint.base_url, None, 5)
    calls = [asyncio.create_task(client.send(REQUEST)) for _ in range(4)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await client.close()


# -- the extractor ---------------------------------------------------------------------------------------------------


def test_extracting_twice_and_closing(endpoint: Endpoint) -> None:
    with Extractor(**hosted(endpoint)) as extractor:
        for _ in range(2):
            assert extractor.extract(articles(3)).failures == []
    extractor.close()
    assert endpoint.calls == 6


def test_closing_without_having_extracted(endpoint: Endpoint, tmp_path: Path) -> None:
    with Extractor(**hosted(endpoint, cache=True, cache_dir=tmp_path)) as extractor:
        assert extractor.model == "m"


async def test_synchronous_facade_inside_a_running_loop(endpoint: Endpoint) -> None:
    """As in a notebook."""
    with Extractor(**hosted(endpoint)) as extractor:
        assert extractor.extract(articles(2)).failures == []
        assert len(list(extractor.stream(articles(2)))) == 2


def test_one_extractor_in_several_event_loops(endpoint: Endpoint) -> None:
    extractor = Extractor(**hosted(endpoint, concurrency=2))
    for _ in range(3):
        assert asyncio.run(extractor.aextract(articles(4))).failures == []
    assert extractor.extract(articles(4)).failures == []
    extractor.close()
    assert endpoint.calls == 16


def test_closing_by_the_synchronous_facade_what_was_opened_by_the_asynchronous() -> None:
    queue = QueueTransport(lambda _: completion())
    with Extractor(model="m", base_url=NOWHERE, cache=False, transport=queue) as extractor:
        asyncio.run(extractor.aextract(articles(1)))
    assert queue.closed == 1


def test_stream_that_is_left_early_cancels_what_is_under_way() -> None:
    queue = QueueTransport(lambda _: completion())
    with Extractor(model="m", base_url=NOWHERE, cache=False, concurrency=2, transport=queue) as extractor:
        results = extractor.stream(articles(50))
        next(results)
        results.close()  # type: ignore[attr-defined]  # it is a generator
    assert queue.under_way == 0
    assert queue.calls < 10
    assert queue.closed == 1


def test_bug_in_a_transport_closes_everything_and_is_told() -> None:
    queue = QueueTransport(lambda _: KeyError("bug"))
    with (
        pytest.raises(KeyError, match="bug"),
        Extractor(model="m", base_url=NOWHERE, cache=False, transport=queue) as extractor,
    ):
        extractor.extract(articles(3))
    assert (queue.under_way, queue.closed) == (0, 1)


class Hanging(QueueTransport):
    """Answers the first call; then presses Ctrl-C, and never answers again."""

    async def send(self, request: Request) -> Completion:
        if self.calls == 1:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        if self.calls >= 1:
            self._gate = asyncio.Event()
        async with asyncio.timeout(60):  # or a Ctrl-C that does not reach the loop would hold up all tests
            return await super().send(request)


def consume(extractor: Extractor) -> None:
    for _ in extractor.stream(articles(20)):
        pass


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="signals of POSIX")
@pytest.mark.parametrize("use", [lambda extractor: extractor.extract(articles(20)), consume])
def test_ctrl_c_cancels_and_closes(use: Callable[[Extractor], Any]) -> None:
    queue = Hanging(lambda _: completion())
    with (
        pytest.raises(KeyboardInterrupt),
        Extractor(model="m", base_url=NOWHERE, cache=False, concurrency=2, transport=queue) as extractor,
    ):
        use(extractor)
    assert (queue.under_way, queue.closed) == (0, 1)
    assert queue.calls <= 4


def test_ctrl_c_between_two_results_of_a_stream_cancels_and_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It strikes where the next result has been asked for, and is not waited for yet."""
    queue = QueueTransport(lambda _: completion(), gate=asyncio.Event())
    with Extractor(model="m", base_url=NOWHERE, cache=False, concurrency=2, transport=queue) as extractor:
        extractor.extract([])
        hand_over = extractor._portal.start_task_soon

        def interrupted(call: Callable[[], Any]) -> None:
            monkeypatch.undo()
            hand_over(call)
            while queue.calls < 2:
                time.sleep(0.001)
            raise KeyboardInterrupt

        monkeypatch.setattr(extractor._portal, "start_task_soon", interrupted)
        with pytest.raises(KeyboardInterrupt):
            consume(extractor)
        assert queue.under_way == 0
    assert (queue.calls, queue.closed) == (2, 1)


def test_nothing_stays_open_in_a_program_of_its_own(endpoint: Endpoint, tmp_path: Path) -> None:
    program = f"""
import asyncio
from conflict_extract import Extractor
from conflict_extract.articles import make_article
article = make_article("The army withdrew from Hama.", outlet="Post")
extractor = Extractor(model="m", base_url={endpoint.base_url!r}, cache_dir={str(tmp_path)!r})
assert not asyncio.run(extractor.aextract([article])).failures
assert not extractor.extract([article]).failures
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert endpoint.calls == 1


# -- the embedded model, with a stand-in for its server --------------------------------------------------------------


class Server:
    """Stands for the process that serves a model file."""

    made: list[Server]
    endpoint: Endpoint

    def __init__(self, path: Path, starts_dir: Path | None) -> None:
        self.path, self.alive, self.stopped, self.starts = path, False, 0, 0
        self.starts_dir, self.process_id = None, 1  # it keeps nothing of what it has read
        type(self).made.append(self)

    def ensure_alive(self) -> str:
        self.starts += not self.alive
        self.alive = True
        return self.endpoint.base_url

    def stop(self) -> None:
        self.alive, self.stopped = False, self.stopped + 1


@pytest.fixture
def servers(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    Server.made, Server.endpoint = [], endpoint
    monkeypatch.setattr(embedded, "EmbeddedServer", Server)
    monkeypatch.setattr(embedded, "require_xllamacpp", lambda: None)
    monkeypatch.setattr(embedded, "prepare_model_file", lambda folder, progress: folder / "model.gguf")
    return Server.made


def test_embedded_server_is_started_once_and_stopped(servers: list[Server]) -> None:
    extractor = Extractor(model="embedded", cache=False)
    with Endpoint(Reply(completion({"places": ["Hama"]}))) as Server.endpoint:
        for _ in range(2):
            assert asyncio.run(extractor.aextract(articles(2))).failures == []
        with extractor:
            assert len(extractor.extract(articles(2)).records) == 2
    (server,) = servers
    assert (server.starts, server.stopped, server.alive) == (1, 1, False)


async def test_embedded_server_that_dies_is_asked_again_once(servers: list[Server]) -> None:
    broken = Reply({"error": {"message": "gone"}}, 500)
    with Endpoint(broken, Reply()) as dying:
        Server.endpoint = dying
        door = ModelClient(Settings.load(model="embedded", cache=False, attempts=1))
        taken = dying._take

        def die(received: Any) -> Reply:
            servers[0].alive = dying.calls > 0
            return taken(received)

        dying._take = die  # type: ignore[method-assign]
        assert await door.ask([{"role": "user", "content": "x"}], Claims, CLAIMS_SCHEMA, 64) == Claims(records=[])
        await door.close()
    assert servers[0].starts == 2
    assert servers[0].stopped == 1


async def test_server_that_is_still_starting_is_stopped(servers: list[Server]) -> None:
    starting, go = threading.Event(), threading.Event()

    class Slow(Server):
        def ensure_alive(self) -> str:
            starting.set()
            go.wait(5)
            return super().ensure_alive()

    embedded.EmbeddedServer = Slow  # type: ignore[assignment,misc]  # the fixture puts it back
    door = ModelClient(Settings.load(model="embedded", cache=False))
    asked = asyncio.create_task(door.ask([{"role": "user", "content": "x"}], Claims, CLAIMS_SCHEMA, 64))
    await asyncio.to_thread(starting.wait)
    closing = asyncio.create_task(door.close())
    await asyncio.sleep(0)
    go.set()
    await closing
    assert asked.cancelled() or isinstance(asked.exception(), Exception)
    (server,) = servers
    assert (server.alive, server.stopped) == (False, 1)


async def test_model_file_that_is_missing_is_looked_for_once(
    servers: list[Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []

    def missing(folder: Path, _: object) -> Path:
        looked.append(folder)
        raise ModelFileMissing("no model file", hint="model add FILE")

    monkeypatch.setattr(embedded, "prepare_model_file", missing)
    async with Extractor(model="embedded", cache=False) as extractor:
        result = await extractor.aextract(articles(5))
    assert {failure.error for failure in result.failures} == {"ModelFileMissing"}
    assert len(result.failures) == 5
    assert len(looked) == 1
    assert servers == []
