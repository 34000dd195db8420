"""A provider's batch API: files and batches, by the client of `openai`, which only this module and the adapter know."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2
import openai
from openai.types import Batch

from conflict_extract.errors import OutputError
from conflict_extract.llm.adapter import CONNECT_SECONDS, Endpoint
from conflict_extract.llm.batch.request_files import URL
from conflict_extract.llm.refusals import in_words
from conflict_extract.llm.retry import Wait, blocking_retry

EXPIRES_AFTER = 30 * 24 * 3600  # seconds that the provider keeps request and result files, the most that it allows
MARK = "conflict_extract"
_OVER = frozenset(["completed", "failed", "expired", "cancelled"])
_PAGE = 100
_Got = TypeVar("_Got")


@dataclass(frozen=True)
class BatchProblem:
    """What the provider says against a whole batch; line is that of the request file, 0 where it names none."""

    code: str
    message: str
    line: int = 0


@dataclass(frozen=True)
class BatchState:
    """What the provider says of a batch."""

    id: str
    status: str
    output_id: str = ""
    error_id: str = ""
    completed: int = 0
    failed: int = 0
    errors: tuple[BatchProblem, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in _OVER

    @property
    def message(self) -> str:
        """What is wrong with it, in the provider's words."""
        return "; ".join(each.message for each in self.errors[:3])


class Provider:
    """The files and batches of one account.

    What only reads is tried again when the connection fails; what makes something is not, for it may have arrived.

    Args:
        base_url: the endpoint, up to and with `/v1`.
        api_key: the key; a placeholder goes to endpoints that need none.
        timeout: seconds that one call may take; an upload or a download may be silent for so long.
        attempts: how often a reading call is tried in all.
        wait: what waits between them.
    """

    def __init__(self, base_url: str, api_key: str | None, timeout: float, attempts: int = 1, wait: Wait | None = None):
        self._endpoint = Endpoint(base_url, api_key, timeout)
        self._retry = blocking_retry(attempts, wait)
        self._client = openai.OpenAI(
            base_url=self._endpoint.url,
            api_key=api_key or "none",
            # the calls are few and far between, and a connection that was kept may be gone just when one is made
            default_headers={**self._endpoint.headers, "Connection": "close"},
            max_retries=0,
            http_client=openai.DefaultHttpxClient(
                timeout=openai.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout)),
                follow_redirects=False,
                trust_env=not self._endpoint.is_loopback,
                verify=self._endpoint.url.startswith("https:"),  # certificates take long to load
            ),
        )

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def upload(self, path: Path, name: str) -> str:
        """Uploads a request file under a name; gives its id.

        Raises:
            ModelError: it may have arrived or not.
            OSError: it cannot be read.
        """
        with self._translating(), path.open("rb") as stream:
            made = self._client.files.create(
                file=(name, stream),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": EXPIRES_AFTER},
            )
        return made.id

    def uploaded(self, name: str, size: int) -> str | None:
        """The id of a file of that name and size that was uploaded before.

        Raises:
            ModelError: the provider does not answer.
        """

        def find() -> str | None:
            files = self._client.files.list(purpose="batch", limit=_PAGE)
            return next((each.id for each in files if each.filename == name and each.bytes == size), None)

        return self._read(find)

    def create(self, input_id: str, mark: str) -> BatchState:
        """Makes a batch of an uploaded file.

        Args:
            input_id: of the file.
            mark: by which the batch is found again.

        Raises:
            ModelError: it may have been made or not.
        """
        with self._translating():
            made = self._client.batches.create(
                input_file_id=input_id,
                endpoint=URL,
                completion_window="24h",
                metadata={MARK: mark},
                output_expires_after={"anchor": "created_at", "seconds": EXPIRES_AFTER},
            )
        return _state(made)

    def created(self, mark: str) -> BatchState | None:
        """The batch of a mark that was made before.

        Raises:
            ModelError: the provider does not answer.
        """

        def find() -> BatchState | None:
            batches = self._client.batches.list(limit=_PAGE)
            return next((_state(each) for each in batches if (each.metadata or {}).get(MARK) == mark), None)

        return self._read(find)

    def state(self, batch_id: str) -> BatchState:
        """What has become of a batch.

        Raises:
            ModelError: the provider does not answer, or knows no such batch.
        """
        return self._read(lambda: _state(self._client.batches.retrieve(batch_id)))

    def cancel(self, batch_id: str) -> BatchState:
        """Cancels a batch; what it has answered until then is there to be fetched. One that is over stays as it is.

        Raises:
            ModelError: the provider does not answer, or knows no such batch.
        """
        state = self.state(batch_id)
        if state.is_over or state.status == "cancelling":
            return state
        with self._translating():
            return _state(self._client.batches.cancel(batch_id))

    def download(self, file_id: str, path: Path) -> None:
        """Downloads a file, which gets its name when it is whole.

        Raises:
            ModelError: the provider does not answer, or not to the end.
            OutputError: it cannot be written.
        """
        part = path.with_name(f"{path.name}.part")

        def get() -> None:
            with self._client.files.with_streaming_response.content(file_id) as response, _written(part) as stream:
                for data in response.iter_bytes():
                    stream.write(data)

        self._read(get)
        part.replace(path)

    def _read(self, call: Callable[[], _Got]) -> _Got:
        def tried() -> _Got:
            with self._translating():
                return call()

        got: _Got = self._retry(tried)
        return got

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (openai.APIError, httpx2.HTTPError, ValueError) as error:
            raise self._endpoint.error_from(error) from self._endpoint.cause(error)


@contextmanager
def _written(path: Path) -> Iterator[Any]:
    try:
        with path.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}", hint="free space or rights there") from error


def _state(batch: Batch) -> BatchState:
    errors = (batch.errors.data if batch.errors else None) or []
    counts = batch.request_counts
    return BatchState(
        id=batch.id,
        status=batch.status,
        output_id=batch.output_file_id or "",
        error_id=batch.error_file_id or "",
        completed=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        errors=tuple(BatchProblem(each.code or "", in_words(each.message or ""), each.line or 0) for each in errors),
    )
