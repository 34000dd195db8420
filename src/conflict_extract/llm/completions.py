"""What a completion says, told from its JSON alone: how it ended, its text, its tokens.

Only what we need is read: many endpoints leave out, or make up, other parts of a completion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from conflict_extract.errors import AnswerInvalid, AnswerRefused, AnswerTruncated

_FENCED = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL)
_LONGEST_QUOTE = 300


class Tokens(NamedTuple):
    """Tokens in and out of one call, and how many of those in the endpoint had kept from earlier calls."""

    taken_in: int
    given_out: int
    cached: int = 0


def is_answer(completion: Mapping[str, Any]) -> bool:
    """Whether a completion is the model's word, good or bad, and no accident of the endpoint that may pass.

    Refusals and cut answers are: asked again, the model would say the same.
    """
    try:
        reason, refusal, content = _ending(completion)
    except AnswerInvalid:
        return False
    said = content.strip() if isinstance(content, str) else None
    return bool(refusal or said or reason in ("length", "content_filter"))


def json_text(completion: Mapping[str, Any]) -> str:
    """The bare JSON of the answer, once its reason for ending has been looked at.

    Raises:
        AnswerRefused: the model or a content filter refused.
        AnswerTruncated: it was cut off at the token limit.
        AnswerInvalid: there is no answer in it.
    """
    reason, refusal, content = _ending(completion)
    if refusal or reason == "content_filter":
        said = " ".join(str(refusal or "stopped by its content filter").split())
        raise AnswerRefused(
            f"the model refused to answer: {said}"[:_LONGEST_QUOTE],
            hint="try another model or endpoint for this article",
        )
    if reason == "length":
        raise AnswerTruncated(
            "the answer was cut off at the token limit", hint="raise the setting max_tokens or lower --window"
        )
    text = _bare(content) if isinstance(content, str) else ""
    if not text:
        raise AnswerInvalid("the answer is empty", hint="check that the model supports JSON schemas")
    return text


def tokens(completion: Mapping[str, Any]) -> Tokens | None:
    """Tokens as the endpoint counted them, None where it did not."""
    usage = completion.get("usage")
    try:
        taken_in, given_out = int(usage["prompt_tokens"] or 0), int(usage["completion_tokens"] or 0)  # type: ignore[index]
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    if not (taken_in or given_out) or min(taken_in, given_out) < 0:
        return None
    return Tokens(taken_in, given_out, _cached(usage, taken_in))


def _cached(usage: Any, taken_in: int) -> int:
    """`prompt_tokens_details.cached_tokens`, which many endpoints leave out, and none can make more than all."""
    try:
        return min(max(int(usage["prompt_tokens_details"]["cached_tokens"] or 0), 0), taken_in)
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0


def _ending(completion: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    """Reason for ending, refusal and content of the first choice."""
    try:
        choice = completion["choices"][0]
        message = choice.get("message") or {}
        return choice.get("finish_reason"), message.get("refusal"), message.get("content")
    except (AttributeError, IndexError, KeyError, TypeError):
        raise AnswerInvalid(
            "the endpoint's answer holds no choice", hint="check that it is an OpenAI-compatible endpoint"
        ) from None


def _bare(content: str) -> str:
    """The JSON out of what models put around it: thoughts before it, a fence, a remark after it."""
    text = content.encode("utf-8", "replace").decode().strip()
    if not text.startswith("{"):
        _, closed, after = text.partition("</think>")  # chat templates may have opened the block for the model
        text = after.strip() if closed else text
    if not text.startswith("{") and (fenced := _FENCED.search(text)):
        text = fenced.group(1).strip()
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text
    return text[:end]
