"""A model that reads three kinds of plain sentences, in this process or in another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.fakes import completion

Request = dict[str, Any]

_NUMBERED = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_TOOK = re.compile(r"(?P<who>\w+) took (?P<place>\w+)(?: on (?P<date>\w+))?")
_LEFT = re.compile(r"(?P<who>\w+) withdrew from (?P<place>\w+)")
_DENIED = re.compile(r"(?P<who>\w+ ministry) denied that (?P<place>\w+) had fallen")


def sentences(request: Request) -> str:
    """The window of a request."""
    window: str = request["messages"][-1]["content"]
    return window


def answer(request: Request) -> dict[str, Any]:
    """The completion that a reader of the window gives."""
    records = [item for number, text in _NUMBERED.findall(sentences(request)) for item in _items(int(number), text)]
    return completion({"records": records})


def _items(number: int, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for match in _TOOK.finditer(text):
        found.append(
            _common(number, "took", match)
            | {"kind": "control_change", "gained_by": match["who"], "lost_by": None, "extent": "full"}
            | {"means": None, "date": match["date"]}
        )
    for match in _LEFT.finditer(text):
        found.append(
            _common(number, "withdrew from", match)
            | {"kind": "withdrawal", "force": match["who"], "unit": None, "to_place": None, "stage": "completed"}
        )
    for match in _DENIED.finditer(text):
        found.append(
            _common(number, "denied", match)
            | {"kind": "official_denial", "speaker": match["who"], "denies": "control_change", "claim": text}
            | {"subject": None}
        )
    return found


def _common(number: int, trigger: str, match: re.Match[str]) -> dict[str, Any]:
    places = [match["place"]]
    return {"sentences": [number], "trigger": trigger, "places": places, "date": None, "source": None}


class Reader:
    """The transport of that model; `before` is called with each request, and may raise.

    Args:
        before: called with each request.
    """

    def __init__(self, before: Callable[[Request], None] = lambda request: None) -> None:
        self.before = before
        self.calls = 0

    async def send(self, request: Request) -> dict[str, Any]:
        self.calls += 1
        self.before(request)
        return answer(request)

    async def close(self) -> None:
        pass
