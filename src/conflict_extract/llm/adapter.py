"""The one module that knows `openai` and `instructor`.

Three layers, each with one job: instructor sends the schema and asks again when the answer does not fit it;
below it `_complete` looks in the cache, counts, and inspects the answer before anything is parsed; below that
the transport turns the client's exceptions into ours, so that tenacity can tell what is worth another try.
"""

from __future__ import annotations

import email.utils
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import instructor
import openai
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, ValidationError

from conflict_extract.errors import (
    AnswerInvalid,
    AnswerRefused,
    AnswerTruncated,
    ContextTooLong,
    ModelError,
    ModelRejected,
    ModelUnavailable,
    RateLimited,
)

Answer = TypeVar("Answer", bound=BaseModel)
Messages = list[dict[str, str]]
Send = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

_PYDANTIC_URL = re.compile(r"\s*For further information visit \S+")
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCED = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|maximum context|too many tokens|exceeds? the available context"
)

# instructor logs failed calls with their messages, which hold the article: its log stays silent
logging.getLogger("instructor").addHandler(logging.NullHandler())
logging.getLogger("instructor").propagate = False


class Client:
    """One HTTP client of one endpoint.

    Args:
        base_url: the endpoint, up to and with `/v1`; None for the client's own default.
        api_key: the key; a placeholder goes to endpoints that need none.
        timeout: seconds that one call may take.
    """

    def __init__(self, base_url: str | None, api_key: str | None, timeout: float) -> None:
        self._client = openai.AsyncOpenAI(base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=0)
        self._refused_parameters: set[str] = set()

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Makes one call and returns the answer's JSON.

        Raises:
            ModelUnavailable, RateLimited, ContextTooLong, ModelRejected: what went wrong, in our own words.
        """
        try:
            completion = await self._client.chat.completions.create(**self._accepted(request))
        except openai.BadRequestError as error:
            parameter = str(error.param or "")
            if parameter in ("temperature", "max_tokens") and parameter not in self._refused_parameters:
                self._refused_parameters.add(parameter)
                return await self.send(request)
            raise _translated(error) from error
        except openai.APIError as error:
            raise _translated(error) from error
        except ValueError as error:
            raise ModelUnavailable("the endpoint answered with something that is not JSON", hint=_NOT_JSON) from error
        if not isinstance(completion, ChatCompletion):
            raise ModelUnavailable("the endpoint answered with something that is not JSON", hint=_NOT_JSON)
        return completion.model_dump(mode="json", exclude_unset=True, warnings=False)

    def _accepted(self, request: dict[str, Any]) -> dict[str, Any]:
        """The request in the dialect that this endpoint takes: reasoning models refuse two old parameters."""
        request = dict(request)
        if "temperature" in self._refused_parameters:
            del request["temperature"]
        if "max_tokens" in self._refused_parameters:
            request["max_completion_tokens"] = request.pop("max_tokens")
        return request

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()


_NOT_JSON = "check that the base URL ends in /v1 and is an OpenAI-compatible endpoint"


async def structured(send: Send, request: Mapping[str, Any], answer: type[Answer], schema: dict[str, Any]) -> Answer:
    """One answer of the given type, asked again once with the reason if it does not fit.

    Args:
        send: takes the final request body, returns the completion's JSON (from the cache or the wire).
        request: model, messages, temperature, max_tokens.
        answer: the pydantic model of the answer.
        schema: its strict JSON Schema, which the server enforces.

    Raises:
        AnswerRefused, AnswerTruncated, AnswerInvalid, and what `send` raises.
    """

    async def complete(**body: Any) -> ChatCompletion:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "records", "strict": True, "schema": schema},
        }
        body["messages"] = [_without_links(message) for message in body["messages"]]
        return _inspected(await send(body))

    create = instructor.patch(create=complete, mode=instructor.Mode.JSON_SCHEMA)
    try:
        return await create(response_model=answer, max_retries=1, **request)  # type: ignore[misc,no-any-return]
    except InstructorRetryException as error:
        raise _cause(error) from error.__cause__


def _inspected(body: dict[str, Any]) -> ChatCompletion:
    """The completion, once its reason for ending has been looked at and its text is bare JSON."""
    try:
        completion = ChatCompletion.model_validate(body)
        choice = completion.choices[0]
    except (ValidationError, IndexError, TypeError):
        raise AnswerInvalid(
            "the endpoint's answer holds no choice", hint="check that it is an OpenAI-compatible endpoint"
        ) from None
    message = choice.message
    if message.refusal or choice.finish_reason == "content_filter":
        raise AnswerRefused(
            f"the model refused to answer: {message.refusal or 'stopped by its content filter'}"[:300],
            hint="try another model or endpoint for this article",
        )
    if choice.finish_reason == "length":
        raise AnswerTruncated("the answer was cut off at the token limit", hint="raise max_tokens or lower --window")
    if not message.content or not message.content.strip():
        raise AnswerInvalid("the answer is empty", hint="check that the model supports JSON schemas")
    text = _THINKING.sub("", message.content)
    fenced = _FENCED.match(text)
    message.content = (fenced.group(1) if fenced else text).strip()
    return completion


def _without_links(message: dict[str, Any]) -> dict[str, Any]:
    """Re-asking quotes pydantic's error with a link that names its version, which no cache key should hold."""
    content = message.get("content")
    return {**message, "content": _PYDANTIC_URL.sub("", content)} if isinstance(content, str) else message


def _cause(error: InstructorRetryException) -> BaseException:
    """What instructor wrapped: our own errors and unforeseen ones as they are, a misfit as AnswerInvalid."""
    cause = error.__cause__
    if cause is not None and not isinstance(cause, (ValidationError, ValueError)):
        return cause
    return AnswerInvalid(
        "the answer does not fit the schema, also after asking again",
        hint="the endpoint does not enforce JSON schemas; use a model or server that does",
    )


def _translated(error: openai.APIError) -> ModelError:
    request_id: str | None = getattr(error, "request_id", None)
    if isinstance(error, openai.APITimeoutError):
        return ModelUnavailable("the endpoint did not answer in time", hint="raise the timeout, or try later")
    if isinstance(error, openai.APIConnectionError):
        reason = _innermost(error)
        return ModelUnavailable(f"no connection to the endpoint: {reason}", hint="check the base URL and the network")
    if not isinstance(error, openai.APIStatusError):
        return ModelUnavailable(
            f"the endpoint's answer cannot be read: {type(error).__name__}", hint=_NOT_JSON, request_id=request_id
        )
    status, words = error.status_code, " ".join(str(error.message).split())[:300]
    if status == 429:
        limited = RateLimited(f"the endpoint limits the rate of calls: {words}", hint="lower --concurrency, or wait")
        return _patient(limited, error)
    if status in (408, 409) or status >= 500:
        return _patient(ModelUnavailable(f"the endpoint answered {status}: {words}", hint="try again later"), error)
    if status == 413 or (status == 400 and _TOO_LONG.search(words.lower())):
        return ContextTooLong(
            f"the request does not fit the model's context: {words}", hint="lower --window", request_id=request_id
        )
    hint = _REMEDIES.get(status, "the endpoint does not accept this request; see its message")
    rejected = ModelRejected(f"the endpoint answered {status}: {words}", hint=hint, request_id=request_id)
    rejected.status = status
    return rejected


_REMEDIES = {
    400: "check that the model supports JSON schemas (structured outputs)",
    401: "check the key in OPENAI_API_KEY or CONFLICT_EXTRACT_API_KEY",
    402: "the account with the provider has no credit",
    403: "the key may not use this model",
    404: "check --model and --base-url (it should end in /v1)",
}


def _patient(mine: ModelError, error: openai.APIStatusError) -> ModelError:
    mine.request_id = error.request_id
    mine.retry_after = _retry_after(error.response.headers)
    return mine


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
    except ValueError:
        return None


def _innermost(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error) or type(error).__name__
