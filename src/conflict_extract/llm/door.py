"""The only door to a model: cache first, then the wire, with one retry policy, one meter and one place to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from conflict_extract.errors import EmbeddedServerFailed, ModelError, ModelRejected, ModelUnavailable, OfflineMiss
from conflict_extract.llm.cache import AnswerCache, request_key
from conflict_extract.llm.retry import Sleep, transport_retry
from conflict_extract.llm.usage import Meter
from conflict_extract.settings import Settings

Answer = TypeVar("Answer", bound=BaseModel)
Progress = Callable[[str, int, int], None]
FIRST_ATTEMPTS = 3


class Transport(Protocol):
    """What carries one request to a model: the wire, or a queue of answers in tests."""

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call and returns the completion's JSON; raises ModelError."""

    async def close(self) -> None:
        """Lets go of connections and processes."""


class HostedTransport:
    """An OpenAI-compatible endpoint."""

    def __init__(self, base_url: str | None, api_key: str | None, timeout: float) -> None:
        from conflict_extract.llm.adapter import Client

        self._client = Client(base_url, api_key, timeout)

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call."""
        return await self._client.send(request)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()


class EmbeddedTransport:
    """A model file served by a child process, started with the first call and restarted once if it dies.

    Args:
        cache_dir: the folder under which model files lie.
        gguf: the user's own model file; None for the embedded model.
        timeout: seconds that one call may take.
        progress: told what is being prepared, how many bytes are done and how many there are.
    """

    def __init__(self, cache_dir: Path, gguf: Path | None, timeout: float, progress: Progress | None = None) -> None:
        self._cache_dir = cache_dir
        self._gguf = gguf
        self._timeout = timeout
        self._progress = progress
        self._server: Any = None
        self._client: tuple[str, HostedTransport] | None = None
        self._starting = asyncio.Lock()

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call to the child process."""
        try:
            return await (await self._ready()).send(request)
        except ModelUnavailable:
            if self._server.alive:
                raise
            return await (await self._ready()).send(request)

    async def _ready(self) -> HostedTransport:
        async with self._starting:
            base_url = await asyncio.to_thread(self._serve)
            if self._client is None or self._client[0] != base_url:
                if self._client is not None:
                    await self._client[1].close()
                self._client = (base_url, HostedTransport(base_url, None, self._timeout))
            return self._client[1]

    def _serve(self) -> str:
        from conflict_extract.llm import embedded

        if self._server is None:
            embedded.require_xllamacpp()
            path = self._gguf or embedded.prepare_model_file(self._cache_dir / "models", self._progress)
            server = embedded.EmbeddedServer(path)
            server.start()
            self._server = server
        return str(self._server.ensure_alive())

    async def close(self) -> None:
        """Stops the child process."""
        if self._client is not None:
            await self._client[1].close()
            self._client = None
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)
            self._server = None


class ModelDoor:
    """Answers of one model, from the cache or the wire.

    Args:
        settings: model, endpoint, cache, limits.
        transport: what carries requests; made from the settings if None.
        progress: told how the embedded model is being prepared.
        sleep: what waits between attempts, in seconds.

    Raises:
        CacheError: the cache folder cannot be used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: Transport | None = None,
        progress: Progress | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self.meter = Meter(settings.price_in, settings.price_out, settings.max_cost)
        if settings.is_local:
            self.meter.price_in = self.meter.price_out = 0.0
        self._cache = AnswerCache(settings.cache_dir / "answers") if settings.cache else None
        self._transport = transport
        self._progress = progress
        self._sleep = sleep
        self._slots = asyncio.Semaphore(1 if settings.is_local else settings.concurrency)
        self._in_flight: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._stopped: ModelError | EmbeddedServerFailed | None = None
        self._identity: str | None = None

    @property
    def model(self) -> str:
        """The model's name as it stands in requests and records."""
        from conflict_extract.llm.embedded.model_file import MODEL_NAME

        if self.settings.gguf is not None:
            return self.settings.gguf.stem
        return MODEL_NAME if self.settings.is_local else self.settings.model

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
        from conflict_extract.llm.adapter import structured

        request = {"model": self.model, "messages": messages, "temperature": 0.0, "max_tokens": max_tokens}
        return await structured(self._answered, request, answer, schema)

    async def _answered(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request: kept, on its way, or asked for."""
        key = request_key(await self._endpoint_identity(), request)
        kept = self._cache.get(key) if self._cache else None
        if kept is not None:
            self.meter.cache_hits += 1
            return kept
        if key in self._in_flight:
            self.meter.cache_hits += 1
            return await asyncio.shield(self._in_flight[key])
        if self.settings.offline:
            raise OfflineMiss("the cache holds no answer for this window", hint="run once without --offline")
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._in_flight[key] = future
        try:
            answer = await self._asked(request)
            if self._cache:
                self._cache.put(key, answer)
            future.set_result(answer)
            return answer
        except BaseException as error:
            if isinstance(error, Exception):
                future.set_exception(error)
                future.exception()
            else:
                future.cancel()
            raise
        finally:
            del self._in_flight[key]

    async def _asked(self, request: dict[str, Any]) -> dict[str, Any]:
        async with self._slots:
            if self._stopped is not None:
                raise self._stopped
            self.meter.check()
            if self._transport is None:
                self._transport = self._make_transport()
            attempts = self.settings.attempts if self.meter.calls else min(FIRST_ATTEMPTS, self.settings.attempts)
            try:
                answer: dict[str, Any] = await transport_retry(attempts, self._sleep)(self._transport.send, request)
            except (ModelUnavailable, ModelRejected, EmbeddedServerFailed) as error:
                # an endpoint that never answered, or refuses the key, will not take the next window either
                if not self.meter.calls or (isinstance(error, ModelRejected) and error.concerns_all):
                    self._stopped = error
                raise
            usage = answer.get("usage") or {}
            self.meter.count(int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0))
            return answer

    def _make_transport(self) -> Transport:
        settings = self.settings
        if settings.is_local:
            return EmbeddedTransport(settings.cache_dir, settings.gguf, settings.timeout, self._progress)
        key = settings.api_key.get_secret_value() if settings.api_key else None
        return HostedTransport(settings.base_url, key, settings.timeout)

    async def _endpoint_identity(self) -> str:
        """What tells one model behind the same name from another: the endpoint, or the model file's SHA-256."""
        if self._identity is None:
            from conflict_extract.llm.embedded.model_file import SHA256, file_sha256

            gguf = self.settings.gguf
            if gguf is not None:
                self._identity = "gguf:" + await asyncio.to_thread(file_sha256, gguf, self._progress)
            else:
                self._identity = f"sha256:{SHA256}" if self.settings.is_local else self.settings.endpoint
        return self._identity

    async def close(self) -> None:
        """Closes connections, the child process and the cache."""
        if self._transport is not None:
            await self._transport.close()
        if self._cache:
            self._cache.close()
