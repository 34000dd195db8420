"""A model that knows nothing and copies: some words of its window into every field that the schema asks for."""

from __future__ import annotations

import random
import re
from typing import Any

from tests.fakes import Completion, Request, completion

_WORDS = re.compile(r"\S+")
_NUMBER = re.compile(r"^\[(\d+)\] ", re.MULTILINE)


class Copier:
    """The transport of that model; the same window gets the same answer."""

    async def send(self, request: Request) -> Completion:
        window: str = request["messages"][-1]["content"]
        draw = random.Random(window)  # noqa: S311  # the same answers again and again
        schema = request["response_format"]["json_schema"]["schema"]
        if "$defs" not in schema:  # one item is asked for
            return completion(_item(draw, schema, window))
        kinds = [each for each in schema["$defs"].values() if "kind" in each["properties"]]
        name = schema["$defs"]["Name"]
        return completion(
            {
                "countries": [_words(draw, window) for _ in range(draw.randint(0, 1))],
                "records": [_item(draw, draw.choice(kinds), window) for _ in range(draw.randint(0, 3))],
                "names": [_item(draw, name, window) for _ in range(draw.randint(0, 2))],
            }
        )

    async def close(self) -> None:
        pass


def _item(draw: random.Random, chosen: dict[str, Any], window: str) -> dict[str, Any]:
    return {name: _value(draw, name, part, window) for name, part in chosen["properties"].items()}


def _value(draw: random.Random, name: str, part: dict[str, Any], window: str) -> Any:
    """What a field may hold: one of its values, or words of the window."""
    if "anyOf" in part:
        part = draw.choice(part["anyOf"])
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return draw.choice(part["enum"])
    if part["type"] == "integer":
        return int(draw.choice(_NUMBER.findall(window) or ["0"]))
    if part["type"] == "array":
        if name == "sentences":
            return [int(draw.choice(_NUMBER.findall(window) or ["0"]))]
        return [_words(draw, window) for _ in range(draw.randint(0, 3))]
    return None if part["type"] == "null" else _words(draw, window)


def _words(draw: random.Random, window: str) -> str:
    """Up to four words that stand in the window one after another."""
    spans = [match.span() for match in _WORDS.finditer(window, max(0, len(window) - 4000))]
    first = draw.randrange(len(spans))
    last = min(first + draw.randint(0, 3), len(spans) - 1)
    return window[spans[first][0] : spans[last][1]][:160]
