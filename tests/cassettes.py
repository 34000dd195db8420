"""Recorded answers in place of the embedded model: openai and instructor over real HTTP, answered as it answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import vcr
from vcr.request import Request

from conflict_extract.llm.transport import EmbeddedTransport

CASSETTES = Path(__file__).resolve().parent.parent / "cassettes"
URL = "http://127.0.0.1:8080/v1"
KEPT_HEADERS = ("content-type",)


@contextmanager
def replaying(path: Path, recording: bool, monkeypatch: pytest.MonkeyPatch) -> Iterator[vcr.cassette.Cassette]:
    """A cassette in place of the model, whose server is never started.

    Args:
        path: of the cassette.
        recording: whether it is recorded again instead, with the real model.
        monkeypatch: of the test.
    """
    if recording:
        monkeypatch.delenv("CONFLICT_EXTRACT_CACHE_DIR")
    else:
        monkeypatch.setattr(EmbeddedTransport, "require_model", lambda self: None)
        monkeypatch.setattr(EmbeddedTransport, "_serve", lambda self: URL)
    player = vcr.VCR(
        record_mode="new_episodes" if recording else "none",
        before_record_request=_scrub_request,
        before_record_response=_scrub_response,
        decode_compressed_response=True,
    )
    player.register_matcher("same_body", _same_body)
    # what two articles share is asked about once: the second time its answer is there already
    matched = ["method", "path", "same_body"]
    with player.use_cassette(str(path), match_on=matched, allow_playback_repeats=recording) as cassette:
        yield cassette


def _scrub_request(request: Request) -> Request | None:
    """Any port becomes one, and no header is kept but the kind of content; questions for health are not recorded."""
    if not request.path.endswith("/chat/completions"):
        return None
    request.uri = f"{URL}/chat/completions"
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in KEPT_HEADERS}
    return request


def _scrub_response(response: dict[str, Any]) -> dict[str, Any]:
    """What changes from run to run is taken out, so that recording again gives the same bytes."""
    body = json.loads(response["body"]["string"])
    for name in ("timings", "system_fingerprint"):
        body.pop(name, None)
    body |= {"created": 0, "id": "recorded"}
    body["usage"].pop("prompt_tokens_details", None)
    response["body"]["string"] = json.dumps(body, sort_keys=True).encode()
    headers = {name.lower(): value for name, value in response["headers"].items() if name.lower() in KEPT_HEADERS}
    response["headers"] = headers
    return response


def _same_body(one: Request, two: Request) -> None:
    left, right = json.loads(one.body), json.loads(two.body)
    if left != right:
        changed = sorted(key for key in {*left, *right} if left.get(key) != right.get(key))
        raise AssertionError(f"the request differs from the cassette's in: {', '.join(changed)}")
