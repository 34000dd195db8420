"""Requests as JSON: what is written once for all of them changes neither their keys nor what goes over the wire."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract.llm import ModelClient, request_json
from conflict_extract.llm.request_json import request_body, request_key
from conflict_extract.settings import Settings
from tests.fakes import Claims, QueueTransport, completion

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"records": {"type": "array", "maxItems": 8}, "by": {"enum": ["é", None]}},
    "required": ["records", "by"],
    "additionalProperties": False,
}
BEFORE = [
    {"role": "system", "content": "Read «this»."},
    {"role": "user", "content": "[0] The army left Хама."},
    {"role": "assistant", "content": '{"records":[]}'},
]
MESSAGES = [*BEFORE, {"role": "user", "content": "[0] حماة fell.\n[1] \u2028 So it is."}]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)
messages = st.lists(st.fixed_dictionaries({"role": st.text(max_size=3), "content": st.text()}), max_size=3) | values
requests = st.fixed_dictionaries({"model": values, "messages": messages, "a": values}) | st.dictionaries(
    st.text(), values, max_size=4
)


def asked(**more: Any) -> dict[str, Any]:
    wanted = {"type": "json_schema", "json_schema": {"name": "records", "strict": True, "schema": SCHEMA}}
    whole = {"model": "m", "messages": MESSAGES, "temperature": 0.0, "max_tokens": 256, "response_format": wanted}
    return {**whole, **more}


def plain_key(endpoint: str, request: dict[str, Any]) -> str:
    canonical = json.dumps([endpoint, request], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@settings(max_examples=100)
@given(requests, st.text())
def test_key_is_that_of_the_whole_request(request_given: dict[str, Any], endpoint: str) -> None:
    for _ in range(2):
        assert request_key(endpoint, request_given) == plain_key(endpoint, request_given)


@settings(max_examples=100)
@given(requests)
def test_body_is_the_whole_request_in_its_own_order(request_given: dict[str, Any]) -> None:
    whole = json.dumps(request_given, ensure_ascii=False, separators=(",", ":"))
    for _ in range(2):
        assert request_body(request_given) == whole.encode()


def test_what_is_equal_and_written_differently_is_told_apart() -> None:
    turned = dict(reversed(SCHEMA.items()))
    for other in (SCHEMA | {"maxItems": 1}, SCHEMA | {"maxItems": 1.0}, SCHEMA | {"maxItems": True}, turned):
        request = asked(response_format={"schema": other})
        assert request_key("e", request) == plain_key("e", request)
        assert json.dumps(json.loads(request_body(request))) == json.dumps(request)


def test_schema_that_is_changed_after_a_call_is_another() -> None:
    schema = {"maxItems": 1}
    before = request_body(asked(response_format=schema))
    schema["maxItems"] = 2
    assert request_body(asked(response_format=schema)) == before.replace(b'"maxItems":1', b'"maxItems":2')


@pytest.mark.parametrize("odd", ["half a character: \ud800", float("nan")])
def test_what_the_wire_cannot_carry(odd: object) -> None:
    for request in (asked(odd=odd), asked(messages=[{"role": "user", "content": odd}])):
        with pytest.raises(ValueError, match=r"surrogates|JSON"):
            request_body(request)
        assert request_key("e", request) == plain_key("e", request)


def test_frames_do_not_pile_up() -> None:
    for number in range(500):
        request_body(asked(max_tokens=number))
        request_key("e", asked(max_tokens=number))
    for writer in (request_json._bodies, request_json._keys):
        assert len(writer._frames) <= request_json._MOST_FRAMES


def test_keys_stay_what_they_are() -> None:
    """A change of these lines makes every cache stale; say so in the changelog."""
    url = "http://127.0.0.1:1/v1"
    assert request_key(url, asked()) == "e3dc8f22e4e1e33bc1eb7b8beaa37f9c0920544bd02158c4d5b0fbc556b7f309"
    again = [*MESSAGES, {"role": "assistant", "content": "{}"}, {"role": "user", "content": "Correct it."}]
    assert request_key(url, asked(messages=again)) == "530cdb9714fca222d73d6fb8ece77ac670db57590974760a760491c7b8a3cdf4"


async def test_answers_that_were_kept_before_are_found(tmp_path: Path) -> None:
    """The keys of a first and of a second asking, as the first release of the cache made them."""
    misfit, queue = completion({"records": [{"kind": "raid"}]}), QueueTransport()
    chosen = Settings.load(model="m", base_url="http://127.0.0.1:1/v1", cache_dir=tmp_path, offline=True)
    client = ModelClient(chosen, transport=queue)
    assert client._cache is not None
    client._cache.put("e3dc8f22e4e1e33bc1eb7b8beaa37f9c0920544bd02158c4d5b0fbc556b7f309", misfit)
    client._cache.put("3ceee8e37367ff7d662320080dc8d12d58b9714be26eb8132a565fa4c9e42b5a", completion())
    assert (await client.ask(MESSAGES, Claims, SCHEMA, 256)) == Claims(records=[])
    await client.close()
    assert (queue.calls, client.meter.cache_hits) == (0, 2)


def test_clients_of_the_wire_are_not_imported_for_answers_that_are_kept(tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
from conflict_extract.llm import ModelClient
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, QueueTransport, completion
settings = Settings.load(model="m", base_url="http://127.0.0.1:1/v1", cache_dir={str(tmp_path)!r})
client = ModelClient(settings, transport=QueueTransport([completion()]))
async def twice():
    for _ in range(2):
        assert await client.ask([{{"role": "user", "content": "x"}}], Claims, CLAIMS_SCHEMA, 64) == Claims(records=[])
    await client.close()
asyncio.run(twice())
assert not {{"openai", "instructor"}} & set(sys.modules)
"""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
