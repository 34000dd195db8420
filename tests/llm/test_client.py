"""The client: one call for one request, few calls to an endpoint that does not want them, none beyond the budget."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import (
    AnswerAwaited,
    AnswerRefused,
    BudgetExceeded,
    CacheError,
    ConflictExtractError,
    ContextTooLong,
    EmbeddedServerFailed,
    ModelError,
    ModelFileMissing,
    ModelRejected,
    ModelUnavailable,
    OfflineMiss,
    RateLimited,
)
from conflict_extract.llm import AnswerCache, ModelClient
from conflict_extract.llm.client import _most_tokens
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, Completion, Naps, QueueTransport, Request, completion


def settings(**more: Any) -> Settings:
    return Settings.load(**{"model": "m", "base_url": "http://127.0.0.1:1/v1", "cache": False, **more})


@asynccontextmanager
async def opened(
    transport: QueueTransport, chosen: Settings | None = None, naps: Naps | None = None
) -> AsyncIterator[ModelClient]:
    client = ModelClient(chosen or settings(), transport=transport, clock=naps or Naps())
    try:
        yield client
    finally:
        await client.close()


async def ask(client: ModelClient, words: object = "x", max_tokens: int = 256) -> Claims:
    return await client.ask([{"role": "user", "content": str(words)}], Claims, CLAIMS_SCHEMA, max_tokens)


async def outcomes(client: ModelClient, count: int) -> list[Claims | BaseException]:
    return list(await asyncio.gather(*(ask(client, number) for number in range(count)), return_exceptions=True))


def words(request: Request) -> str:
    return str(request["messages"][0]["content"])


def rejected(status: int) -> ModelRejected:
    error = ModelRejected(f"the endpoint answered {status}", hint="mend it")
    error.status = status
    return error


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


# -- one call for one request ----------------------------------------------------------------------------------------


async def test_second_run_makes_no_call(tmp_path: Path) -> None:
    kept = settings(cache=True, cache_dir=tmp_path)
    first = QueueTransport([completion()])
    async with opened(first, kept) as client:
        before = await ask(client)
        assert (client.meter.calls, client.meter.cache_hits) == (1, 0)
    for offline in (False, True):
        async with opened(QueueTransport(), kept.model_copy(update={"offline": offline})) as client:
            assert await ask(client) == before
            assert (client.meter.calls, client.meter.cache_hits, client.meter.tokens_in) == (0, 1, 0)


@pytest.mark.parametrize(
    "other",
    [{"model": "n"}, {"base_url": "http://127.0.0.1:2/v1"}, {"max_tokens": 512}, {"words": "y"}],
)
async def test_another_model_endpoint_limit_or_text_is_another_request(other: dict[str, Any], tmp_path: Path) -> None:
    async with opened(QueueTransport([completion()]), settings(cache=True, cache_dir=tmp_path)) as client:
        await ask(client)
    again = QueueTransport([completion()])
    fields = {name: value for name, value in other.items() if name in ("model", "base_url")}
    async with opened(again, settings(cache=True, cache_dir=tmp_path, **fields)) as client:
        await ask(client, other.get("words", "x"), other.get("max_tokens", 256))
    assert again.calls == 1


@pytest.mark.parametrize(
    "same",
    [
        {"api_key": "another"},
        {"base_url": "http://127.0.0.1:1/v1/"},
        {"base_url": "http://me:pw@127.0.0.1:1/v1"},
        {"timeout": 1.0, "attempts": 2, "concurrency": 1, "window": 3},
    ],
)
async def test_key_login_and_patience_do_not_change_the_request(same: dict[str, Any], tmp_path: Path) -> None:
    async with opened(QueueTransport([completion()]), settings(cache=True, cache_dir=tmp_path)) as client:
        await ask(client)
    async with opened(QueueTransport(), settings(cache=True, cache_dir=tmp_path, **same)) as client:
        await ask(client)


async def test_offline_without_an_answer(tmp_path: Path) -> None:
    none = QueueTransport()
    async with opened(none, settings(cache=True, cache_dir=tmp_path, offline=True)) as client:
        with pytest.raises(OfflineMiss) as caught:
            await ask(client)
    assert "--offline" in caught.value.hint
    assert none.calls == 0


async def test_what_an_endpoint_says_of_one_request_is_its_word_offline(tmp_path: Path) -> None:
    cached = settings(cache=True, cache_dir=tmp_path)
    too_long = ContextTooLong("the request does not fit the model's context: 9", hint="lower --window")
    too_long.status = 400
    wrong_key = ModelRejected("the endpoint answered 401: no")
    wrong_key.status = 401
    for said, offline in ((too_long, ContextTooLong), (wrong_key, OfflineMiss)):
        for online in (said, completion()):
            async with opened(QueueTransport([online]), cached) as client:
                (told,) = await asyncio.gather(ask(client, said.message), return_exceptions=True)
                assert isinstance(told, ModelError) == (online is said), "asked again where it may be"
            if online is said:
                async with opened(QueueTransport(), settings(cache=True, cache_dir=tmp_path, offline=True)) as client:
                    with pytest.raises(offline) as caught:
                        await ask(client, said.message)
                if offline is ContextTooLong:
                    assert (caught.value.message, caught.value.hint) == (said.message, said.hint)


async def test_what_is_missing_can_be_told_in_place_of_a_call(tmp_path: Path) -> None:
    missed: list[tuple[str, Request]] = []

    def missing(key: str, request: Request) -> ConflictExtractError:
        missed.append((key, request))
        return AnswerAwaited("later")

    client = ModelClient(settings(cache=True, cache_dir=tmp_path), transport=QueueTransport(), missing=missing)
    with pytest.raises(AnswerAwaited):
        await ask(client)
    await client.close()
    ((key, request),) = missed
    cache = AnswerCache(tmp_path / "answers")
    cache.put_all({key: completion(), "other": completion(usage=None)})
    assert cache.get("other") == completion(usage=None)
    cache.close()
    async with opened(QueueTransport(), settings(cache=True, cache_dir=tmp_path)) as client:
        assert await ask(client) == Claims(records=[])
    assert words(request) == "x"


async def test_damaged_entry_is_asked_for_again(tmp_path: Path) -> None:
    kept = settings(cache=True, cache_dir=tmp_path)
    async with opened(QueueTransport([completion()]), kept) as client:
        await ask(client)
    cache = AnswerCache(tmp_path / "answers")
    ((key,),) = cache._cache._sql("SELECT key FROM Cache").fetchall()
    for damage in (b"", b"{", b"[]", b"{}", b'{"choices": []}'):
        cache._cache.set(key, damage)
        again = QueueTransport([completion()])
        async with opened(again, kept) as client:
            await ask(client)
        assert again.calls == 1
    cache.close()


async def test_same_request_twice_at_once_is_one_call() -> None:
    gate = asyncio.Event()
    queue = QueueTransport([completion()], gate=gate)
    async with opened(queue) as client:
        asked = [asyncio.create_task(ask(client)) for _ in range(5)]
        await until(lambda: queue.calls == 1)
        gate.set()
        answers = await asyncio.gather(*asked)
        assert (client.meter.calls, client.meter.cache_hits) == (1, 4)
    assert answers == [Claims(records=[])] * 5


async def test_answer_that_another_process_has_got_meanwhile_is_not_asked_for(tmp_path: Path) -> None:
    gate, kept = asyncio.Event(), settings(cache=True, cache_dir=tmp_path, concurrency=1)
    slow, other = QueueTransport([completion()], gate=gate), QueueTransport(lambda _: completion())
    async with opened(slow, kept) as client, opened(other, kept) as beside:
        asked = [asyncio.create_task(ask(client, number)) for number in range(3)]
        await until(lambda: slow.calls == 1)
        await outcomes(beside, 3)
        gate.set()
        assert await asyncio.gather(*asked) == [Claims(records=[])] * 3
        assert (client.meter.calls, client.meter.cache_hits) == (1, 2)
    assert slow.calls == 1


@pytest.mark.parametrize("leaving", [0, 1])
async def test_one_who_leaves_does_not_take_the_answer_along(leaving: int) -> None:
    gate = asyncio.Event()
    queue = QueueTransport([completion()], gate=gate)
    async with opened(queue) as client:
        asked = [asyncio.create_task(ask(client)) for _ in range(2)]
        await until(lambda: queue.calls == 1)
        asked[leaving].cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked[leaving]
        gate.set()
        assert await asked[1 - leaving] == Claims(records=[])


async def test_call_that_nobody_waits_for_ends_and_can_be_made_again() -> None:
    gate = asyncio.Event()
    queue = QueueTransport([completion()], gate=gate)
    async with opened(queue) as client:
        asked = [asyncio.create_task(ask(client)) for _ in range(2)]
        await until(lambda: queue.calls == 1)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert queue.under_way == 0
        gate.set()
        assert await ask(client) == Claims(records=[])


async def test_failure_is_shared_and_forgotten() -> None:
    gate = asyncio.Event()
    queue = QueueTransport([rejected(400), completion()], gate=gate)
    async with opened(queue) as client:
        asked = [asyncio.create_task(ask(client)) for _ in range(3)]
        await until(lambda: queue.calls == 1)
        gate.set()
        errors = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(error) for error in errors] == [ModelRejected] * 3
        assert client.meter.cache_hits == 0
        assert await ask(client) == Claims(records=[])


@pytest.mark.parametrize("concurrency", [1, 3, 16])
async def test_concurrency_is_bounded(concurrency: int) -> None:
    queue = QueueTransport(lambda _: completion())
    async with opened(queue, settings(concurrency=concurrency)) as client:
        await outcomes(client, 16)
    assert queue.most_under_way == concurrency
    assert queue.calls == 16


async def test_embedded_model_takes_one_call_at_a_time_and_costs_nothing() -> None:
    queue = QueueTransport(lambda _: completion())
    async with opened(queue, Settings.load(model="embedded", cache=False, concurrency=8)) as client:
        assert client.model == "qwen2.5-coder-1.5b-instruct-q4_k_m"
        await outcomes(client, 4)
        assert client.meter.cost == 0.0
    assert queue.most_under_way == 1


async def test_own_model_file_is_told_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    for content, calls in ((b"one", 1), (b"one", 0), (b"two", 1)):
        file.write_bytes(content)
        queue = QueueTransport(lambda _: completion())
        async with opened(queue, Settings.load(model=str(file), cache_dir=tmp_path)) as client:
            assert client.model == "mine"
            await ask(client)
        assert queue.calls == calls


async def test_own_model_file_is_read_once_for_all_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from conflict_extract.llm.embedded import model_file

    read: list[Path] = []

    def digest(path: Path, _: object) -> str:
        read.append(path)
        return "0" * 64

    monkeypatch.setattr(model_file, "file_sha256", digest)
    async with opened(
        QueueTransport(lambda _: completion()), Settings.load(model=str(tmp_path / "a.gguf"), cache=False)
    ) as client:
        await outcomes(client, 8)
    assert len(read) == 1


async def test_model_file_that_is_not_there(tmp_path: Path) -> None:
    none = QueueTransport()
    async with opened(none, Settings.load(model=str(tmp_path / "a.gguf"), cache=False)) as client:
        with pytest.raises(ModelFileMissing):
            await ask(client)
    assert none.calls == 0


# -- endpoints that do not want to be asked --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 402, 404, 429])
async def test_what_concerns_all_windows_is_said_once(status: int) -> None:
    answers: list[Completion | Exception] = [completion(), rejected(status)]
    queue = QueueTransport(answers)
    async with opened(queue, settings(concurrency=1)) as client:
        first, second, *others = await outcomes(client, 50)
        assert first == Claims(records=[])
        assert str(second) == f"the endpoint answered {status} (mend it)"
        said = f"given up, and not asked: the endpoint answered {status} (mend it; run again to go on from here)"
        assert {(type(error), str(error)) for error in others} == {(ModelRejected, said)}
        assert len({id(error) for error in others}) == len(others), "a shared traceback would grow without end"
    assert queue.calls == 2


@pytest.mark.parametrize("error", [rejected(400), rejected(403), ContextTooLong("too long"), AnswerRefused("no")])
async def test_what_concerns_one_window_leaves_the_others_alone(error: ModelError) -> None:
    queue = QueueTransport(lambda request: completion() if words(request) == "9" else error)
    async with opened(queue, settings(concurrency=1)) as client:
        with pytest.raises(type(error)):
            await ask(client, 0)
        assert await ask(client, 9) == Claims(records=[])
        for number in range(1, 9):
            with pytest.raises(type(error)):
                await ask(client, number)
    assert queue.calls == 10


async def test_endpoint_that_has_refused_several_and_taken_none_is_given_up() -> None:
    queue = QueueTransport(lambda _: rejected(400))
    async with opened(queue, settings(concurrency=1)) as client:
        errors = await outcomes(client, 20)
    assert {type(error) for error in errors} == {ModelRejected}
    assert queue.calls == 3


async def test_windows_that_are_too_long_never_stop_the_client() -> None:
    queue = QueueTransport(lambda request: completion() if words(request) == "9" else ContextTooLong("too long"))
    async with opened(queue, settings(concurrency=1)) as client:
        *_, last = await outcomes(client, 10)
    assert last == Claims(records=[])


async def test_endpoint_that_never_answered_is_given_up_with_the_first_window() -> None:
    queue, naps = QueueTransport(lambda _: ModelUnavailable("no connection")), Naps()
    async with opened(queue, settings(concurrency=1), naps) as client:
        errors = await outcomes(client, 50)
    assert {type(error) for error in errors} == {ModelUnavailable}
    assert queue.calls == 3
    assert sum(naps.seconds) <= 3


async def test_server_error_on_the_first_window_is_no_verdict() -> None:
    broken = ModelUnavailable("the endpoint answered 500")
    broken.status = 500
    queue = QueueTransport(lambda request: broken if words(request) == "0" else completion())
    async with opened(queue, settings(concurrency=1)) as client:
        first, *others = await outcomes(client, 5)
    assert type(first) is ModelUnavailable
    assert others == [Claims(records=[])] * 4


@pytest.mark.parametrize("error", [ModelUnavailable("no connection"), RateLimited("slow down")])
async def test_endpoint_that_goes_away_is_given_up_after_three_windows(error: ModelError) -> None:
    queue = QueueTransport(lambda request: completion() if words(request) == "0" else error)
    async with opened(queue, settings(concurrency=1, attempts=4)) as client:
        first, *others = await outcomes(client, 30)
    assert first == Claims(records=[])
    assert {type(failed) for failed in others} == {type(error)}
    assert queue.calls == 1 + 3 * 4


async def test_endpoint_that_comes_back_is_not_given_up() -> None:
    queue = QueueTransport(lambda request: completion() if int(words(request)) % 3 == 0 else ModelUnavailable("gone"))
    async with opened(queue, settings(concurrency=1, attempts=2)) as client:
        answers = await outcomes(client, 30)
    assert answers[::3] == [Claims(records=[])] * 10


async def test_rate_limit_before_the_first_answer_gets_all_attempts() -> None:
    queue = QueueTransport([*[RateLimited("slow down")] * 5, completion()])
    async with opened(queue) as client:
        assert await ask(client) == Claims(records=[])


@pytest.mark.parametrize("error", [ModelFileMissing("not there"), EmbeddedServerFailed("died twice")])
async def test_embedded_model_that_cannot_be_served_is_not_prepared_again(error: ConflictExtractError) -> None:
    queue = QueueTransport(lambda request: completion() if words(request) == "0" else error)
    async with opened(queue, Settings.load(model="embedded", cache=False)) as client:
        first, *others = await outcomes(client, 10)
    assert first == Claims(records=[])
    assert {type(failed) for failed in others} == {type(error)}
    assert queue.calls == 2


async def test_stopped_client_can_be_opened_again() -> None:
    queue = QueueTransport([*[ModelUnavailable("not started yet")] * 3, completion()])
    async with opened(queue, settings(concurrency=1)) as client:
        with pytest.raises(ModelUnavailable):
            await ask(client)
        with pytest.raises(ModelUnavailable):
            await ask(client)
        client.reopen()
        assert await ask(client) == Claims(records=[])


async def test_cached_answers_are_given_by_a_stopped_client(tmp_path: Path) -> None:
    kept = settings(cache=True, cache_dir=tmp_path)
    async with opened(QueueTransport([completion()]), kept) as client:
        await ask(client)
    async with opened(QueueTransport([rejected(401)]), kept) as client:
        with pytest.raises(ModelRejected):
            await ask(client, "y")
        assert await ask(client, "x") == Claims(records=[])


# -- money -----------------------------------------------------------------------------------------------------------


class Metered(QueueTransport):
    """Takes as many tokens as a call can, or fewer, by lot; calls overtake each other."""

    def __init__(self) -> None:
        super().__init__()
        self.lot = random.Random(5)  # noqa: S311  # no secret

    async def send(self, request: Request) -> Completion:
        self.requests.append(request)
        for _ in range(self.lot.randrange(20)):
            await asyncio.sleep(0)
        most_in, most_out = _most_tokens(request)
        whole = self.lot.random() < 0.5
        usage = (most_in, most_out) if whole else (self.lot.randint(1, most_in), self.lot.randint(1, most_out))
        return completion(usage=usage)


@pytest.mark.parametrize("concurrency", [1, 16])
@pytest.mark.parametrize("limit", [0.0001, 0.002, 0.01, 0.0163])
async def test_cost_limit_is_not_passed_however_many_calls_are_under_way(concurrency: int, limit: float) -> None:
    queue = Metered()
    paid = settings(concurrency=concurrency, max_cost=limit, price_in=1.0, price_out=2.0)
    async with opened(queue, paid) as client:
        answers = await outcomes(client, 60)
        spent = client.meter.cost or 0.0
    dearest = (1.0 * _most_tokens(queue.requests[0])[0] + 2.0 * 256) / 1e6 if queue.calls else 0.001
    assert limit - dearest * 1.1 < spent <= limit, "what is left would not do for one more"
    refused = [answer for answer in answers if not isinstance(answer, Claims)]
    assert len(refused) == 60 - queue.calls
    for error in refused:
        assert type(error) is BudgetExceeded
        assert "--max-cost" in error.hint
        assert f"{limit:g} US dollars" in error.message


@pytest.mark.parametrize("concurrency", [1, 16])
async def test_token_budget_is_not_passed(concurrency: int) -> None:
    queue = Metered()
    async with opened(queue, settings(concurrency=concurrency, token_budget=10_000)) as client:
        answers = await outcomes(client, 60)
        assert 9_000 < client.meter.tokens_in + client.meter.tokens_out <= 10_000
    assert type(answers[-1]) is BudgetExceeded


def test_cost_limit_counts_for_all_event_loops_together() -> None:
    queue = Metered()
    client = ModelClient(settings(concurrency=4, token_budget=10_000), transport=queue)

    async def many(first: int) -> None:
        async with asyncio.timeout(60):  # or a worker who is never woken would hold up all tests
            await asyncio.gather(*(ask(client, first + number) for number in range(30)), return_exceptions=True)

    threads = [threading.Thread(target=asyncio.run, args=(many(first),)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 9_000 < client.meter.tokens_in + client.meter.tokens_out <= 10_000
    asyncio.run(client.close())


async def test_calls_that_fail_do_not_keep_others_waiting() -> None:
    queue = QueueTransport(lambda request: rejected(400) if int(words(request)) < 2 else completion())
    paid = settings(concurrency=8, max_cost=1.0, price_in=1.0, price_out=1.0)
    async with opened(queue, paid) as client:
        answers = await outcomes(client, 8)
    assert [type(answer) for answer in answers] == [ModelRejected] * 2 + [Claims] * 6


async def test_endpoint_that_does_not_count_tokens_cannot_pass_the_limit() -> None:
    queue = QueueTransport(lambda _: completion(usage=None))
    async with opened(queue, settings(max_cost=0.1, price_in=100.0, price_out=100.0)) as client:
        answers = await outcomes(client, 50)
        assert 0 < (client.meter.cost or 0) <= 0.1
    assert type(answers[-1]) is BudgetExceeded


async def test_tokens_that_the_endpoint_had_cached_cost_their_own_price() -> None:
    told = completion(usage=(500_000, 0))
    told["usage"]["prompt_tokens_details"] = {"cached_tokens": 400_000}
    paid = settings(price_in=1.0, price_out=1.0, price_cached=0.25, max_cost=0.2002)
    async with opened(QueueTransport([told]), paid) as client:
        await ask(client, max_tokens=1)
        assert client.meter.usage().cached_tokens == 400_000
        assert client.meter.cost == pytest.approx(0.1 + 0.1)
        with pytest.raises(BudgetExceeded):  # though it would cost little if the endpoint had cached it too
            await ask(client, "x" * 300, max_tokens=1)


async def test_cached_answers_cost_nothing(tmp_path: Path) -> None:
    paid = settings(cache=True, cache_dir=tmp_path, max_cost=0.5, price_in=1.0, price_out=1.0)
    async with opened(QueueTransport([completion(usage=(500_000, 0))]), paid) as client:
        await ask(client)
        assert await ask(client) == Claims(records=[])
        with pytest.raises(BudgetExceeded):
            await ask(client, "y")


# -- a cache that fails, and several event loops ---------------------------------------------------------------------


async def test_answer_that_cannot_be_kept_is_still_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise CacheError("the cache folder cannot be written: database or disk is full", hint="free space")

    monkeypatch.setattr(AnswerCache, "put", full)
    async with opened(QueueTransport(lambda _: completion()), settings(cache=True, cache_dir=tmp_path)) as client:
        assert await outcomes(client, 5) == [Claims(records=[])] * 5
    (warning,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "disk is full" in warning.getMessage()
    assert "free space" in warning.getMessage()


def test_one_client_may_see_several_event_loops() -> None:
    queue = QueueTransport(lambda _: completion())
    client = ModelClient(settings(concurrency=2), transport=queue)

    async def several() -> list[Any]:
        return await outcomes(client, 8)

    for _ in range(3):
        assert asyncio.run(several()) == [Claims(records=[])] * 8
    asyncio.run(client.close())
    assert queue.closed == 1


async def test_closing_ends_what_is_under_way_and_closes_everything(tmp_path: Path) -> None:
    queue = QueueTransport(gate=asyncio.Event())
    client = ModelClient(settings(cache=True, cache_dir=tmp_path), transport=queue)
    asked = [asyncio.create_task(ask(client, number)) for number in range(3)]
    await until(lambda: queue.calls == 3)
    await client.close()
    assert (queue.under_way, queue.closed) == (0, 1)
    for task in asked:
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_cache_is_closed_when_the_transport_fails_to_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(QueueTransport):
        async def close(self) -> None:
            raise RuntimeError("stuck")

    closed: list[bool] = []
    monkeypatch.setattr(AnswerCache, "close", lambda _: closed.append(True))
    client = ModelClient(settings(cache=True, cache_dir=tmp_path), transport=Stuck())
    with pytest.raises(RuntimeError, match="stuck"):
        await client.close()
    assert closed
