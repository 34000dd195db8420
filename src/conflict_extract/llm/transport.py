"""What carries a request to a model: the wire, or the process that serves a model file on this machine."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conflict_extract.errors import ModelUnavailable
from conflict_extract.llm.protocols import OnHeaders, Transport

_END = "}"
Progress = Callable[[str, int, int], None]


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
        self._begun: int | None = None
        self._client: tuple[str, Transport] | None = None
        self._serving = threading.Lock()
        self._closed = False

    def require_model(self) -> None:
        """Makes sure, without starting anything, that the model can be served.

        Raises:
            EmbeddedExtraMissing: the package that serves it is not installed.
            ModelFileMissing: the embedded model's file is neither in the cache nor in the installed data packages.
        """
        from conflict_extract.llm import embedded

        embedded.require_xllamacpp()
        if self._gguf is None:
            embedded.require_model_file(self._cache_dir / "models")

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call to the child process, which need not write what its schema says anyway."""
        begun = _begun(request)
        answer = await self._sent(request, begun)
        if "stop" in begun and not _is_ended(answer):  # it was stopped at a bracket within a name
            del begun["stop"]
            answer = await self._sent(request, begun)
        return answer

    async def _sent(self, request: dict[str, Any], begun: dict[str, Any]) -> dict[str, Any]:
        try:
            return await (await self._ready(request)).send(begun)
        except ModelUnavailable:
            if self._server is None or self._server.alive:
                raise
            return await (await self._ready(request)).send(begun)

    async def _ready(self, request: dict[str, Any]) -> Transport:
        base_url = await asyncio.to_thread(self._serve)
        if self._server is not None and self._begun != self._server.process_id:
            from conflict_extract.llm import embedded

            self._begun = self._server.process_id
            # not while `_serve` is held: who closes this has no need to wait until all is read
            await asyncio.to_thread(embedded.restore_prompt_prefix, self._server, request["messages"][:-1])
        if self._client is None or self._client[0] != base_url:
            previous, self._client = self._client, (base_url, wire(base_url, None, self._timeout))
            if previous is not None:
                await previous[1].close()
        return self._client[1]

    def _serve(self) -> str:
        from conflict_extract.llm import embedded

        with self._serving:
            if self._closed:
                raise ModelUnavailable("the embedded model is closed", hint="use the extractor before it is closed")
            if self._server is None:
                embedded.require_xllamacpp()
                path = self._gguf or embedded.prepare_model_file(self._cache_dir / "models", self._progress)
                self._server = embedded.EmbeddedServer(path, starts_dir=self._cache_dir / "models" / "starts")
            return str(self._server.ensure_alive())

    def _stop(self) -> None:
        # a thread that is still starting the server is waited for: what it starts must not stay behind
        with self._serving:
            self._closed = True
            if self._server is not None:
                self._server.stop()

    async def close(self) -> None:
        """Stops the child process."""
        client, self._client = self._client, None
        try:
            if client is not None:
                await client[1].close()
        finally:
            await asyncio.to_thread(self._stop)


def _begun(request: dict[str, Any]) -> dict[str, Any]:
    """The request with the beginning that its schema gives every answer, and with the bracket that ends a flat one.

    llama.cpp goes on from such a beginning; to read it takes a third of the time of writing it. It stops before the
    bracket, so that it need not work out that nothing follows.
    """
    schema = request["response_format"]["json_schema"]["schema"]
    opening = {"role": "assistant", "content": '{"' + next(iter(schema["properties"]))}
    is_flat = not schema.get("$defs")
    return {**request, "messages": [*request["messages"], opening], **({"stop": [_END]} if is_flat else {})}


def _is_ended(answer: dict[str, Any]) -> bool:
    """Adds to an answer the bracket before which it was stopped; False where it is no JSON with it either."""
    for choice in answer.get("choices", ()):
        if choice.get("finish_reason") == "stop" and not choice["message"]["content"].endswith(_END):
            choice["message"]["content"] += _END
            try:
                json.loads(choice["message"]["content"])
            except ValueError:
                return False
    return True


def wire(base_url: str, api_key: str | None, timeout: float, on_headers: OnHeaders | None = None) -> Transport:
    """An OpenAI-compatible endpoint; its client is imported late, for it takes a second."""
    from conflict_extract.llm.adapter import Client

    return Client(base_url, api_key, timeout, on_headers)
