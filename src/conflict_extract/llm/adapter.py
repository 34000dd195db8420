"""The module that knows `openai` and `instructor`; beside it only that for batches does.

Two jobs: `Client` carries requests and turns the client's exceptions into ours, so that tenacity can tell what is worth
another try; `asked_again` has instructor ask again where an answer does not fit the schema.
"""

from __future__ import annotations

import asyncio
import base64
import email.utils
import functools
import json
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx2  # on which openai stands
import openai
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from conflict_extract.errors import (
    AnswerInvalid,
    ModelError,
    ModelRejected,
    ModelUnavailable,
)
from conflict_extract.llm.protocols import OnHeaders
from conflict_extract.llm.refusals import LONGEST_QUOTE, Dialect, error_in_answer, error_of_status, in_words
from conflict_extract.llm.request_json import request_body

Answer = TypeVar("Answer", bound=BaseModel)
Send = Callable[[dict[str, Any]], Awaitable[str]]

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 10_000_000  # bytes; the longest answers that models can give are far below

# instructor logs what does not fit the schema, which quotes the article: its log stays silent
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
# the clients' logs for finding faults hold whole requests, headers and the words of exceptions: who wants them says so
for _name in ("openai", "httpx2", "httpcore2"):
    if logging.getLogger(_name).level == logging.NOTSET:
        logging.getLogger(_name).setLevel(logging.INFO)


class Endpoint:
    """Where calls go, and what their errors are in our words, in which none of our secrets stands.

    Args:
        base_url: the endpoint, up to and with `/v1`; a login in it is sent as a header, and shown nowhere.
        api_key: the key; None where there is none.
        timeout: seconds that one call may take.
    """

    def __init__(self, base_url: str, api_key: str | None, timeout: float) -> None:
        parts = urlsplit(base_url)
        login, _, host = parts.netloc.rpartition("@")
        basic = _base64(unquote(login))
        self.url = urlunsplit(parts._replace(netloc=host))
        self.headers = {"Authorization": f"Basic {basic}"} if login else {}
        self.is_loopback = parts.hostname in ("localhost", "::1") or (parts.hostname or "").startswith("127.")
        passwords = [login.partition(":")[2], unquote(login).partition(":")[2]]
        self.secrets = [secret for secret in (api_key, login, unquote(login), basic, *passwords) if secret]
        self._timeout = timeout

    def cause(self, error: BaseException) -> BaseException | None:
        """The error as a cause to be shown; None where its words, or those behind it, hold one of our secrets."""
        behind: BaseException | None = error
        while behind is not None:
            if any(secret in f"{behind} {behind!r}" for secret in self.secrets):
                return None
            behind = behind.__cause__ or behind.__context__
        return error

    def error_from(self, error: Exception) -> ModelError:
        """What went wrong, in our own words."""
        if isinstance(error, (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError)):
            return ModelUnavailable(
                f"{self.url} did not answer within {self._timeout:g} s",
                hint="check --base-url, or raise the setting timeout (CONFLICT_EXTRACT_TIMEOUT)",
            )
        if isinstance(error.__cause__, _TooLarge):
            return AnswerInvalid(
                f"{self.url} gave an answer larger than {LARGEST_ANSWER // 1_000_000} MB",
                hint="check that it is an OpenAI-compatible endpoint, and that it heeds max_tokens",
            )
        if isinstance(error, (openai.APIConnectionError, httpx2.HTTPError)):
            return ModelUnavailable(
                f"no connection to {self.url}: {in_words(_innermost(error), self.secrets)}",
                hint="check --base-url and the network, and that the server runs",
            )
        if not isinstance(error, openai.APIStatusError):
            return ModelUnavailable(f"{self.url} answered with something that is not JSON", hint=_NOT_JSON)
        if error.status_code < 400:
            target = in_words(error.response.headers.get("location", "somewhere else"), self.secrets)
            mine: ModelError = ModelRejected(f"{self.url} redirects to {target}", hint="check --base-url")
            mine.status = error.status_code
        else:
            said = error.body.get("message") if isinstance(error.body, dict) else None
            words = in_words(said or error.message, self.secrets)
            mine = error_of_status(error.status_code, words, str(error.code), error.param)
        mine.request_id = error.request_id
        mine.retry_after = _retry_after(error.response.headers)
        return mine


class Client:
    """The HTTP clients of one endpoint: one for each event loop, closed with it at the latest.

    Args:
        base_url: the endpoint, up to and with `/v1`; a login in it is sent as a header, and shown nowhere.
        api_key: the key; a placeholder goes to endpoints that need none.
        timeout: seconds that one call may take.
        on_headers: told the headers of each answer, which may say how many more calls are welcome.
    """

    def __init__(self, base_url: str, api_key: str | None, timeout: float, on_headers: OnHeaders | None = None) -> None:
        self._endpoint = Endpoint(base_url, api_key, timeout)
        self._key = api_key
        self._timeout = timeout
        self._on_headers = on_headers or (lambda _: None)
        self._dialect = Dialect()
        self._clients: dict[asyncio.AbstractEventLoop, _Connections] = {}
        self._keepers: dict[asyncio.AbstractEventLoop, AsyncGenerator[None]] = {}

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call and returns the answer's JSON.

        Raises:
            ModelUnavailable, RateLimited, ContextTooLong, ModelRejected: what went wrong, in our own words.
        """
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._keepers[loop] = self._kept(loop)
            await anext(self._keepers[loop])
        client = self._clients[loop]
        while True:
            body = self._dialect.accepted(request)
            try:
                async with asyncio.timeout(self._timeout):
                    completion = await client.post(request_body(body))
            except (openai.APIError, TimeoutError, ValueError, RecursionError) as error:
                if self._learns(error, body):
                    continue
                raise self._endpoint.error_from(error) from self._endpoint.cause(error)
            return self._answer_of(completion)

    async def close(self) -> None:
        """Closes the connections of the running event loop."""
        keeper = self._keepers.pop(asyncio.get_running_loop(), None)
        if keeper is not None:
            await keeper.aclose()

    async def _kept(self, loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None]:
        """Keeps a client open until it is closed, or until the end of the event loop, which closes generators:
        connections cannot outlive their loop, and `asyncio.run(extractor.aextract(…))` may be the last we hear of it.
        """
        http = _BoundedClient(
            event_hooks={"response": [self._heard]},
            timeout=openai.Timeout(self._timeout, connect=min(CONNECT_SECONDS, self._timeout)),
            follow_redirects=False,  # articles go to the endpoint that is shown, and nowhere else
            trust_env=not self._endpoint.is_loopback,  # nor to a proxy on their way to this machine
            verify=self._endpoint.url.startswith("https:"),  # certificates take long to load; http has no use for them
        )
        client = openai.AsyncOpenAI(
            base_url=self._endpoint.url,  # always given, or the client would look for one in the environment itself
            api_key=self._key or "none",
            # a connection that is used again may still hold what an endpoint said twice, and a window would get the
            # answer of another; beside the time that a model takes, a new connection costs nothing
            default_headers={**self._endpoint.headers, "Connection": "close"},
            http_client=http,
        )
        self._clients[loop] = _Connections(client, http)
        try:
            yield
        finally:
            del self._clients[loop]
            self._keepers.pop(loop, None)
            await client.close()

    async def _heard(self, response: httpx2.Response) -> None:
        self._on_headers(response.headers)

    def _learns(self, error: Exception, body: Mapping[str, Any]) -> bool:
        """Whether the endpoint does not know a parameter that was sent and that we can do without from now on."""
        if not isinstance(error, openai.APIStatusError) or error.param not in body:
            return False
        return self._dialect.learns(error.status_code, f"{error.code} {error.message}", error.param)

    def _answer_of(self, answer: object) -> dict[str, Any]:
        if not isinstance(answer, dict):
            raise ModelUnavailable(f"{self._endpoint.url} answered with something that is not JSON", hint=_NOT_JSON)
        if (failed := error_in_answer(answer, self._endpoint.secrets)) is not None:
            raise failed
        return answer


class _Connections:
    """The connections of one event loop to one endpoint.

    The way of `openai` itself makes URL, headers, options and a model of the answer anew for each call, which takes
    longer than to make the call; here all but the body is made once, and what goes wrong is told in its exceptions.

    Args:
        client: which knows the URL and the headers.
        http: what makes the connections.
    """

    def __init__(self, client: openai.AsyncOpenAI, http: httpx2.AsyncClient) -> None:
        headers = {**client.auth_headers, **client.default_headers}
        told = {name: value for name, value in headers.items() if isinstance(value, str)}
        self._http = http
        host = client.base_url.host
        # certificates know no underscore, and TLS takes no such name
        extensions = {"sni_hostname": host.replace("_", "-")} if "_" in host else {}
        url = f"{client.base_url}chat/completions"
        self._blank = self._http.build_request("POST", url, headers=told, extensions=extensions)
        del self._blank.headers["Content-Length"]

    async def post(self, body: bytes) -> Any:
        """What the endpoint answers: the value of its JSON, or text that is none.

        Raises:
            openai.APIError: there is no answer, or it tells of an error.
            ValueError, RecursionError: what should be JSON is none.
        """
        blank = self._blank
        request = httpx2.Request(
            blank.method, blank.url, headers=blank.headers, content=body, extensions=blank.extensions
        )
        if self._http.cookies:
            self._http.cookies.set_cookie_header(request)
        try:
            response = await self._http.send(request)
        except httpx2.TimeoutException as error:
            raise openai.APITimeoutError(request=request) from error
        except Exception as error:
            raise openai.APIConnectionError(request=request) from error
        if not response.is_success:
            raise _status_error(response)
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return response.json() if kind.endswith("json") else response.text


def _status_error(response: httpx2.Response) -> openai.APIStatusError:
    """The error that a response tells of, with the words of the endpoint."""
    text = response.text.strip()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return openai.APIStatusError(text or f"Error code: {response.status_code}", response=response, body=text)
    told = body.get("error", body) if isinstance(body, dict) else body
    return openai.APIStatusError(f"Error code: {response.status_code} - {body}", response=response, body=told)


class _TooLarge(Exception):
    """An answer has grown past all measure."""


class _BoundedClient(openai.DefaultAsyncHttpxClient):
    """Reads answers up to a size, unpacked, so that no endpoint can fill the memory, the cache or a second asking."""

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """Makes one call and reads its answer to the end."""
        response = await super().send(request, **{**options, "stream": True})
        body = bytearray()
        try:
            async for part in response.aiter_bytes():
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise _TooLarge
        finally:
            await response.aclose()
        headers = [(name, value) for name, value in response.headers.items() if name.lower() not in _OF_THE_PACKING]
        return httpx2.Response(response.status_code, headers=headers, content=bytes(body), request=request)


_OF_THE_PACKING = ("content-encoding", "content-length", "transfer-encoding")
_NOT_JSON = "check that the base URL ends in /v1 and is an OpenAI-compatible endpoint"


async def asked_again(send: Send, request: Mapping[str, Any], answer: type[Answer], first: str) -> Answer:
    """The answer to a second asking, which tells the model why its first answer does not fit.

    Args:
        send: takes the final request body, returns the bare JSON of the answer.
        request: the request of the first asking.
        answer: the pydantic model of the answer.
        first: the bare JSON that the first asking gave; it is not asked for anew.

    Raises:
        AnswerInvalid: the second answer does not fit either; and what `send` raises.
    """
    # instructor takes long to import, and few runs need it
    import instructor
    from instructor.core.exceptions import InstructorRetryException

    given = iter([first])

    async def complete(**body: Any) -> ChatCompletion:
        try:
            text = next(given, None)
            if text is None:
                text = await send({**body, "response_format": request["response_format"]})
            return _completion(text)
        except Exception as error:
            raise _Passed(error) from error

    create = instructor.patch(create=complete, mode=instructor.Mode.JSON_SCHEMA)
    asked = {name: value for name, value in request.items() if name != "response_format"}
    try:
        given_again: Answer = await create(response_model=_prepared(answer), max_retries=1, **asked)
    except InstructorRetryException as error:
        cause = error.__cause__
        if isinstance(cause, _Passed):
            raise cause.error from cause.error.__cause__
        if not isinstance(cause, ValidationError):
            raise
        wrong = cause.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in wrong["loc"])
        raise AnswerInvalid(
            f"the answer does not fit the schema, also after asking again: {where}: {wrong['msg']}"[:LONGEST_QUOTE],
            hint="the endpoint does not enforce JSON schemas; use a model or server that does",
        ) from cause
    # what instructor gives is of a class of its own and holds the completion, so that equal answers would differ
    fields = {name: getattr(given_again, name) for name in answer.model_fields}
    return answer.model_construct(given_again.model_fields_set, **fields)


@functools.cache
def _prepared(answer: type[Answer]) -> type[Answer]:
    """The type as instructor wants it, made once: at each call it would derive it anew and write out its JSON Schema,
    of which it has no need, for ours goes over the wire. Nor does it see what its fields are made of, in all of which
    it would look for asynchronous validators, several times a call; what validates is made by then.
    """
    import instructor

    none = classmethod(lambda *_, **__: {})
    bare = type(answer.__name__, (answer,), {"__module__": answer.__module__, "model_json_schema": none})
    prepared: type[Answer] = instructor.openai_schema(bare)
    for field in prepared.model_fields.values():
        field.annotation = object
    return prepared


class _Passed(Exception):
    """Takes an error through instructor, which would ask again after some of them and log the words of all."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _completion(text: str) -> ChatCompletion:
    """A completion as instructor reads it, with nothing in it that a second asking could carry on."""
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    whole = {"id": "", "created": 0, "model": "", "object": "chat.completion", "choices": [choice]}
    return ChatCompletion.model_validate(whole)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait: `retry-after-ms`, or `Retry-After` as seconds or as a date."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        value = headers.get("retry-after")
        if value is None:
            return None
        if value.replace(".", "", 1).isdigit():
            return float(value)
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _innermost(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
