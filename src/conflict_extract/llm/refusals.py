"""What endpoints say instead of an answer, as errors of ours: told from status and words alone, over the wire or in a
line of a batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from conflict_extract import errors
from conflict_extract.errors import (
    AnswerRefused,
    ContextTooLong,
    ModelError,
    ModelRejected,
    ModelUnavailable,
    RateLimited,
)

LONGEST_QUOTE = 300
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|maximum context|too many tokens|exceeds? the available context"
)
_NOT_SUPPORTED = re.compile(r"unsupported|not supported|does not support")
_NO_SCHEMA = "check that the model supports JSON schemas (structured outputs)"
_REMEDIES = {
    400: _NO_SCHEMA,
    401: "check the key in OPENAI_API_KEY or CONFLICT_EXTRACT_API_KEY",
    402: "the account with the provider has no credit",
    403: "the key in OPENAI_API_KEY or CONFLICT_EXTRACT_API_KEY may not use this model, or not for this text",
    404: "check --model and --base-url (it should end in /v1)",
    422: _NO_SCHEMA,
    429: "the account with the provider has no credit or quota left",
}
_OF_THE_REQUEST = frozenset([400, 413, 422])  # statuses that say something of one request, whoever sends it


def in_words(message: object, secrets: Iterable[str] = ()) -> str:
    """What an endpoint says, on one line and without our key, should it repeat it."""
    words = " ".join(str(message).split())
    for secret in secrets:
        words = words.replace(secret, "***")
    return words[:LONGEST_QUOTE]


def error_of_status(status: int, words: str, code: str, parameter: str | None = None) -> ModelError:
    """The error that an HTTP status stands for.

    Args:
        status: 400 or above.
        words: what the endpoint says of it.
        code: the endpoint's name for it.
        parameter: the part of the request that it concerns.
    """
    mine = _by_status(status, words, code, parameter)
    mine.status = status
    return mine


def _by_status(status: int, words: str, code: str, parameter: str | None) -> ModelError:
    if status == 429 and code != "insufficient_quota":
        return RateLimited(f"the endpoint limits the rate of calls: {words}", hint="lower --concurrency, or wait")
    if status in (408, 409) or status >= 500:
        return ModelUnavailable(f"the endpoint answered {status}: {words}", hint="try again later")
    if status == 400 and code == "content_filter":
        return AnswerRefused(
            f"the endpoint's content filter refused the text: {words}", hint="try another model or endpoint for it"
        )
    if status == 413 or code == "context_length_exceeded" or (status == 400 and _TOO_LONG.search(words.lower())):
        return ContextTooLong(f"the request does not fit the model's context: {words}", hint="lower --window")
    hint = _REMEDIES.get(status, "the endpoint does not accept this request; see its message")
    if parameter in ("max_tokens", "max_completion_tokens"):
        hint = "lower the setting max_tokens (CONFLICT_EXTRACT_MAX_TOKENS)"
    return ModelRejected(f"the endpoint answered {status}: {words}", hint=hint)


def error_in_answer(answer: Mapping[str, Any], secrets: Iterable[str] = ()) -> ModelError | None:
    """The error that some gateways pass on with status 200, if it is one."""
    failed = answer.get("error")
    if not isinstance(failed, dict) or answer.get("choices"):
        return None
    code = failed.get("code")
    status = code if isinstance(code, int) and code >= 400 else 502
    return error_of_status(status, in_words(failed.get("message"), secrets), str(code))


class Dialect:
    """How an endpoint wants requests written: reasoning models refuse two old parameters.

    Args:
        refused: parameters that it is known to refuse.
    """

    def __init__(self, refused: Iterable[str] = ()) -> None:
        self.refused = set(refused)

    def accepted(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The request as the endpoint takes it."""
        said = dict(request)
        if "temperature" in self.refused:
            del said["temperature"]
        if "max_tokens" in self.refused:
            said["max_completion_tokens"] = said.pop("max_tokens")
        return said

    def learns(self, status: int | None, said: str, parameter: object) -> bool:
        """Whether the endpoint does not know a parameter that was sent and that we can do without from now on.

        Args:
            status: of its answer.
            said: its code and words.
            parameter: the one that it names.
        """
        if status != 400 or parameter not in ("temperature", "max_tokens"):
            return False
        if not _NOT_SUPPORTED.search(said.lower()):
            return False
        self.refused.add(str(parameter))
        return True


def is_final(error: BaseException) -> bool:
    """Whether the endpoint has said of this one request that it will never answer it: kept beside the answers."""
    of_the_request = isinstance(error, (ModelRejected, AnswerRefused)) and error.status in _OF_THE_REQUEST
    return of_the_request or (isinstance(error, AnswerRefused) and error.status is not None)


def kept_form(error: ModelError) -> dict[str, Any]:
    """A refusal as it is kept in the cache, in the place of an answer."""
    return {
        "error": {"type": error.code, "message": error.message, "hint": error.hint, "status": error.status},
    }


def refusal_kept(entry: Mapping[str, Any] | None) -> ModelError | None:
    """The refusal that an entry of the cache holds; None where it holds none."""
    told = entry.get("error") if entry else None
    kind = getattr(errors, str(told.get("type")), None) if isinstance(told, dict) else None
    if not isinstance(told, dict) or not (isinstance(kind, type) and issubclass(kind, ModelError)):
        return None
    error = kind(str(told.get("message")), hint=str(told.get("hint")))
    error.status = told.get("status")
    return error
