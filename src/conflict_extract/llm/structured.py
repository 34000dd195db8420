"""Answers of a type: the schema put on the wire, strict; the answer inspected, validated, and asked for once again."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from conflict_extract.llm.completions import json_text

Answer = TypeVar("Answer", bound=BaseModel)
Send = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]

_PYDANTIC_URL = re.compile(r"\s*For further information visit \S+")


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
    wanted = {"type": "json_schema", "json_schema": {"name": "records", "strict": True, "schema": schema}}

    async def said(body: dict[str, Any]) -> str:
        return json_text(await send({**body, "messages": [_without_link(message) for message in body["messages"]]}))

    body = {**request, "response_format": wanted}
    text = json_text(await send(body))
    try:
        return answer.model_validate_json(text)
    except ValidationError:
        # it knows instructor, which takes long to import, and longer for each answer than all the rest of a call
        from conflict_extract.llm.adapter import asked_again

        return await asked_again(said, body, answer, text)


def _without_link(message: dict[str, Any]) -> dict[str, Any]:
    """Re-asking quotes pydantic's error with a link that names its version, which no cache key should hold."""
    content = message.get("content")
    return {**message, "content": _PYDANTIC_URL.sub("", content)} if isinstance(content, str) else message
