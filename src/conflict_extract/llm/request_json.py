"""Requests as JSON: as they go over the wire, and as their keys are told from.

All requests of a run begin with the same instructions and examples and end with the same schema. Whatever stands
around the last message is written once and kept, so that a call costs the writing of its own message.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

_MOST_FRAMES = 64


class _Frame(NamedTuple):
    """What stands before and behind the last message of a request, in JSON."""

    before: bytes
    behind: bytes


class _Writer:
    """Writes requests, and keeps the frames of the last few kinds of them.

    Args:
        write: any value as JSON.
        ordered: the names of a request's parts in the order in which `write` writes them.
    """

    def __init__(self, write: Callable[[Any], bytes], ordered: Callable[[Iterable[str]], list[str]]) -> None:
        self._write = write
        self._ordered = ordered
        self._frames: dict[bytes, _Frame] = {}

    def text(self, request: Mapping[str, Any]) -> bytes:
        """The same as `write` gives."""
        messages = request.get("messages")
        if not (isinstance(messages, list) and messages):
            return self._write(request)
        around = {**request, "messages": messages[:-1]}
        try:
            # told by value, for callers make their schemas anew; and not by equality, for 1, 1.0 and True are equal,
            # and so are schemas whose properties stand in another order, which models follow
            mark = marshal.dumps(around, 4)
        except ValueError:
            return self._write(request)
        if (frame := self._frames.get(mark)) is None:
            if len(self._frames) >= _MOST_FRAMES:
                self._frames.clear()
            frame = self._frames[mark] = self._framed(around)
        return b"".join((frame.before, self._write(messages[-1]), frame.behind))

    def _framed(self, around: Mapping[str, Any]) -> _Frame:
        names = self._ordered(around)
        place = names.index("messages")
        parts = [b"%b:%b" % (self._write(name), self._write(around[name])) for name in names]
        opening = b",".join([*parts[:place], parts[place].removesuffix(b"]")])
        comma = b"," if around["messages"] else b""
        return _Frame(b"{" + opening + comma, b",".join([b"]", *parts[place + 1 :]]) + b"}")


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _as_sent(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


_keys = _Writer(_canonical, sorted)
_bodies = _Writer(_as_sent, list)


def request_key(endpoint: str, request: Mapping[str, Any]) -> str:
    """The key of a request: the SHA-256 of the endpoint's identity and the request's canonical JSON."""
    return hashlib.sha256(b"[%b,%b]" % (_canonical(endpoint), _keys.text(request))).hexdigest()


def request_body(request: Mapping[str, Any]) -> bytes:
    """A request as it goes over the wire.

    Raises:
        ValueError: it holds what the wire cannot carry, halves of characters or numbers that are none.
    """
    return _bodies.text(request)
