"""The client of a model: cache first, then the wire, with one retry policy, one meter and one place to stop."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import logging
from functools import cached_property
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from pydantic import BaseModel

from conflict_extract.errors import (
    CacheError,
    ConflictExtractError,
    ContextTooLong,
    EmbeddedModelError,
    ModelError,
    ModelRejected,
    ModelUnavailable,
    OfflineMiss,
    RateLimited,
)
from conflict_extract.llm.cache import AnswerCache
from conflict_extract.llm.completions import Tokens, is_answer, tokens
from conflict_extract.llm.limits import Clock, Limits
from conflict_extract.llm.protocols import Answers, Missing, Transport
from conflict_extract.llm.refusals import is_final, kept_form, refusal_kept
from conflict_extract.llm.request_json import request_key
from conflict_extract.llm.retry import asks_too_long, transport_retry
from conflict_extract.llm.structured import structured
from conflict_extract.llm.transport import EmbeddedTransport, Progress, wire
from conflict_extract.llm.usage import Meter
from conflict_extract.settings import OPENAI_URL, Settings

Answer = TypeVar("Answer", bound=BaseModel)
FIRST_ATTEMPTS = 3
GIVE_UP_AFTER = 3
CHARACTERS_A_TOKEN = 4

_log = logging.getLogger("conflict_extract")


class _Shared:
    """A call that several askers wait for: it ends early only when none of them waits any longer."""

    def __init__(self, task: asyncio.Task[dict[str, Any]]) -> None:
        self.task = task
        self._waiting = 0

    async def answer(self) -> dict[str, Any]:
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.task.cancel()
                await asyncio.gather(self.task, return_exceptions=True)


class _LoopState:
    """What belongs to one event loop; one extractor may see several, one after another or at once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, width: int) -> None:
        self._loop = loop
        self.slots = asyncio.Semaphore(width)
        self.identifying = asyncio.Lock()
        self.in_flight: dict[str, _Shared] = {}
        self.settled = asyncio.Event()

    def share(self, key: str, task: asyncio.Task[dict[str, Any]]) -> _Shared:
        """Offers a call to those who ask for the same while it is under way."""
        shared = self.in_flight[key] = _Shared(task)

        def forget(_: object) -> None:
            if self.in_flight.get(key) is shared:
                del self.in_flight[key]

        task.add_done_callback(forget)
        return shared

    def settle(self) -> None:
        """Wakes those who wait for the price of a call, from whatever thread."""
        with contextlib.suppress(RuntimeError):  # a loop that is closed has nobody waiting
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self.settled.set()
        self.settled = asyncio.Event()


class ModelClient:
    """Answers of one model, from the cache or the wire.

    Args:
        settings: model, endpoint, cache, limits.
        transport: what carries requests; made from the settings if None.
        progress: told how the embedded model is being prepared.
        clock: what tells the time, and waits between attempts.
        missing: told the key and the request of each answer that the cache lacks, and no call is made: it gives the
            error that stands for the answer. With `settings.offline` one that says so.
        answers: where answers are kept in place of the cache folder; not used where the settings say to keep none.

    Raises:
        CacheError: the cache folder cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: Transport | None = None,
        progress: Progress | None = None,
        clock: Clock | None = None,
        missing: Missing | None = None,
        answers: Answers | None = None,
    ) -> None:
        self.settings = settings
        self._missing = missing or (_offline if settings.offline else None)
        self.meter = Meter(settings.price_in, settings.price_out, settings.max_cost, settings.token_budget)
        self.meter.price_cached = settings.price_cached
        if settings.is_local:
            self.meter.price_in = self.meter.price_out = self.meter.price_cached = 0.0
        self._cache = (answers or AnswerCache(settings.cache_dir / "answers")) if settings.cache else None
        self._transport = transport
        self._progress = progress
        self._clock = clock or Clock()
        self._limits = Limits(settings.requests_per_minute, settings.tokens_per_minute, self._clock)
        self._states: WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState] = WeakKeyDictionary()
        self._identity: str | None = None
        self._stopped: ConflictExtractError | None = None
        self._rejected = self._unanswered = 0
        self._cannot_keep = False

    @cached_property
    def model(self) -> str:
        """The model's name as it stands in requests and records."""
        from conflict_extract.llm.embedded.model_file import MODEL_NAME

        if self.settings.gguf is not None:
            return self.settings.gguf.stem
        return MODEL_NAME if self.settings.is_local else self.settings.model

    def require_model(self) -> None:
        """Makes sure that a model that runs here is there, before anything is asked.

        Raises:
            EmbeddedExtraMissing, ModelFileMissing: what it lacks.
        """
        if self._transport is None:
            self._transport = self._make_transport()
        if isinstance(self._transport, EmbeddedTransport):
            self._transport.require_model()

    async def ask(
        self, messages: list[dict[str, str]], answer: type[Answer], schema: dict[str, Any], max_tokens: int
    ) -> Answer:
        """One answer of a type, with its schema enforced by the server.

        Args:
            messages: the conversation, the window last.
            answer: the pydantic model of the answer.
            schema: its strict JSON Schema.
            max_tokens: tokens that the answer may have.

        Raises:
            ModelError, EmbeddedModelError, CacheError: why there is none.
        """
        request = {"model": self.model, "messages": messages, "temperature": 0.0, "max_tokens": max_tokens}
        return await structured(self._answered, request, answer, schema)

    async def _answered(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request: kept, on its way, or asked for."""
        state = self._loop_state()
        key = request_key(await self._endpoint_identity(state), request)
        entry = self._cache.get(key) if self._cache else None
        if (kept := self._answer_in(entry)) is not None:
            return kept
        shared = state.in_flight.get(key)
        if shared is not None and not shared.task.cancelling():
            answer = await shared.answer()
            self.meter.cache_hits += 1
            return answer
        if self._missing is not None:
            raise refusal_kept(entry) or self._missing(key, request)
        return await state.share(key, asyncio.create_task(self._asked(state, request, key))).answer()

    def _kept(self, key: str) -> dict[str, Any] | None:
        return self._answer_in(self._cache.get(key) if self._cache else None)

    def _answer_in(self, entry: dict[str, Any] | None) -> dict[str, Any] | None:
        """What an entry of the cache holds, if it is an answer."""
        if entry is None or not is_answer(entry):
            return None
        self.meter.cache_hits += 1
        return entry

    async def _asked(self, state: _LoopState, request: dict[str, Any], key: str) -> dict[str, Any]:
        queued = state.slots.locked()
        async with state.slots:
            if queued and (kept := self._kept(key)) is not None:
                return kept  # another process has asked meanwhile
            self._is_open()
            try:
                answer = await (self._within_limits(state, request) if self.meter.is_limited else self._sent(request))
            except ModelError as error:
                if is_final(error):
                    self._keep(key, kept_form(error))  # for --offline, which has to cut windows where this run did
                raise
        if is_answer(answer):
            self._keep(key, answer)
        return answer

    def _keep(self, key: str, entry: dict[str, Any]) -> None:
        if self._cache is None:
            return
        try:
            self._cache.put(key, entry)
        except CacheError as error:
            # the answer is paid for and stays good; only the next run has to ask again
            if not self._cannot_keep:
                _log.warning("answers are not kept: %s", error)
            self._cannot_keep = True

    async def _within_limits(self, state: _LoopState, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request that is sent when no limit of money or tokens can be passed by it."""
        most = _most_tokens(request)
        while self._is_open() and not self.meter.may_begin(*most):
            await state.settled.wait()
        try:
            return await self._sent(request)
        finally:
            self.meter.release(*most)
            for each in list(self._states.values()):
                each.settle()

    async def _sent(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._transport is None:
            self._transport = self._make_transport()
        try:
            retry = transport_retry(self.settings.attempts, self._clock.sleep, self._gives_up)
            answer: dict[str, Any] = await retry(self._tried, self._transport, request)
        except ConflictExtractError as error:
            self._learn_from(error)
            raise
        self._unanswered = 0
        return answer

    async def _tried(self, transport: Transport, request: dict[str, Any]) -> dict[str, Any]:
        """One attempt, made when it may be."""
        call = await self._limits.book(_characters(request) // CHARACTERS_A_TOKEN)
        self._is_open()
        try:
            answer = await transport.send(request)
        except ModelError as error:
            if error.retryable and error.retry_after is not None:
                self._limits.pause(error.retry_after)  # what one worker is told counts for all
            raise
        counted = tokens(answer) or self._guessed_tokens(request, answer)
        self._limits.settle(call, counted.taken_in + counted.given_out)
        self.meter.count(*counted)
        return answer

    def _is_open(self) -> bool:
        if self._stopped is not None:
            error = copy.copy(self._stopped)
            error.message = f"given up, and not asked: {error.message}"
            error.hint = "; ".join(filter(None, (error.hint, "run again to go on from here")))
            raise error
        return True

    def _gives_up(self, error: BaseException, attempts: int) -> bool:
        """Fewer attempts while the endpoint has never answered; none where the server restarts by itself."""
        unknown = not self.meter.calls and not isinstance(error, RateLimited)
        stopped = self._stopped is not None
        return stopped or isinstance(error, EmbeddedModelError) or (unknown and attempts >= FIRST_ATTEMPTS)

    def _learn_from(self, error: ConflictExtractError) -> None:
        """Stops the client where the next window would fail the same way."""
        hopeless = isinstance(error, EmbeddedModelError) or asks_too_long(error)
        if isinstance(error, ModelRejected) and not isinstance(error, ContextTooLong):
            # one text may be refused; an endpoint that has refused several and taken none refuses all
            self._rejected += not (self.meter.calls or self.meter.cache_hits)
            hopeless = error.concerns_all or self._rejected >= GIVE_UP_AFTER
        elif isinstance(error, (ModelUnavailable, RateLimited)):
            self._unanswered += 1
            never_there = not self.meter.calls and error.status is None
            hopeless = hopeless or never_there or self._unanswered >= GIVE_UP_AFTER
        if hopeless and self._stopped is None:
            self._stopped = error

    def reopen(self) -> None:
        """Tries the endpoint again after the client was stopped; called where a new run begins."""
        self._stopped = None
        self._rejected = self._unanswered = 0

    def _guessed_tokens(self, request: dict[str, Any], answer: dict[str, Any]) -> Tokens:
        """Tokens of an endpoint that does not count them, which limits need all the same."""
        if not any((self.settings.max_cost, self.settings.token_budget, self.settings.tokens_per_minute)):
            return Tokens(0, 0)
        return Tokens(_characters(request) // CHARACTERS_A_TOKEN, len(str(answer)) // CHARACTERS_A_TOKEN)

    def _make_transport(self) -> Transport:
        settings = self.settings
        if settings.is_local:
            return EmbeddedTransport(settings.cache_dir, settings.gguf, settings.timeout, self._progress)
        if settings.endpoint == OPENAI_URL and not settings.api_key:
            keyless = ModelRejected(
                f"{settings.endpoint} needs a key, and none is set",
                hint="set OPENAI_API_KEY, or name an endpoint of your own with --base-url",
            )
            keyless.status = 401
            self._stopped = keyless
            raise keyless
        key = settings.api_key.get_secret_value() if settings.api_key else None
        return wire(settings.base_url or settings.endpoint, key, settings.timeout, self._limits.update_from_headers)

    def _loop_state(self) -> _LoopState:
        loop = asyncio.get_running_loop()
        if loop not in self._states:
            self._states[loop] = _LoopState(loop, 1 if self.settings.is_local else self.settings.concurrency)
        return self._states[loop]

    async def _endpoint_identity(self, state: _LoopState) -> str:
        """What tells one model behind the same name from another: the endpoint, or the model file's SHA-256."""
        if self._identity is not None:
            return self._identity
        async with state.identifying:  # or every window would read the whole file at once
            if self._identity is None:
                from conflict_extract.llm.embedded.model_file import SHA256, file_sha256

                gguf = self.settings.gguf
                if gguf is not None:
                    self._identity = "gguf:" + await asyncio.to_thread(file_sha256, gguf, self._progress)
                else:
                    self._identity = f"sha256:{SHA256}" if self.settings.is_local else self.settings.endpoint
        return self._identity

    async def close(self) -> None:
        """Closes connections, the child process and the cache; calls under way are cancelled."""
        under_way = [shared.task for shared in self._loop_state().in_flight.values()]
        for task in under_way:
            task.cancel()
        try:
            await asyncio.gather(*under_way, return_exceptions=True)
            if self._transport is not None:
                await self._transport.close()
        finally:
            if self._cache:
                self._cache.close()


def _offline(_: str, __: dict[str, Any]) -> OfflineMiss:
    return OfflineMiss(
        "the cache holds no answer for this window", hint="run once without --offline, or fetch the batch that asks it"
    )


def _characters(request: dict[str, Any]) -> int:
    return sum(len(str(message["content"])) for message in request["messages"])


def _most_tokens(request: dict[str, Any]) -> tuple[int, int]:
    """Tokens that a call can take in and give out at most: no token is shorter than a byte."""
    return len(json.dumps(request, ensure_ascii=False).encode("utf-8", "surrogatepass")), request["max_tokens"]
