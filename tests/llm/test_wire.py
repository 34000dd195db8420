"""The real clients over loopback: what stands on the wire, and what becomes of what comes back."""

from __future__ import annotations

import asyncio
import base64
import email.utils
import json
import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import (
    AnswerInvalid,
    AnswerRefused,
    ContextTooLong,
    ModelError,
    ModelRejected,
    ModelUnavailable,
    RateLimited,
)
from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.llm import ModelClient
from conflict_extract.settings import OPENAI_URL, Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, Endpoint, Naps, Reply, completion

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

MESSAGES = [{"role": "system", "content": "Read."}, {"role": "user", "content": "The army left Hama."}]


@pytest.fixture
def naps() -> Naps:
    return Naps()


def settings_for(url: str, folder: Path, **more: Any) -> Settings:
    return Settings.load(**{"model": "some-model", "base_url": url, "cache_dir": folder, "cache": False, **more})


async def ask(settings: Settings, naps: Naps | None = None, *, times: int = 1, schema: Any = None) -> Any:
    """The answer, or the error, of the last of several windows."""
    door = ModelClient(settings, clock=naps or Naps())
    answer: Any = None
    try:
        for number in range(times):
            messages = [*MESSAGES, {"role": "user", "content": str(number)}]
            try:
                answer = await door.ask(messages, Claims, schema or CLAIMS_SCHEMA, 256)
            except ModelError as error:
                answer = error
        return answer
    finally:
        await door.close()


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for child in schema.values():
            yield from nodes(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from nodes(child)


async def test_schema_is_strict_on_the_wire(tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        await ask(settings_for(endpoint.base_url, tmp_path), schema=answer_schema())
    (received,) = endpoint.received
    assert received.path == "/v1/chat/completions"
    body = received.body
    assert set(body) == {"model", "messages", "temperature", "max_tokens", "response_format"}
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("some-model", 0.0, 256)
    assert body["messages"][:2] == MESSAGES
    assert body["response_format"]["type"] == "json_schema"
    sent = body["response_format"]["json_schema"]
    assert set(sent) == {"name", "strict", "schema"}
    assert sent["strict"] is True
    assert sent["schema"] == answer_schema()


async def test_schema_keeps_to_what_strict_endpoints_take(tmp_path: Path) -> None:
    with Endpoint() as endpoint:
        await ask(settings_for(endpoint.base_url, tmp_path), schema=answer_schema())
    schema = endpoint.received[0].body["response_format"]["json_schema"]["schema"]
    objects = [node for node in nodes(schema) if node.get("type") == "object"]
    assert len(objects) == 6
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
    for node in nodes(schema):
        # a property may be called anything; these are keywords only beside or above a type
        assert not {"oneOf", "allOf", "discriminator", "default", "const", "format", "minItems"} & set(node) - {"const"}
        if "title" in node:
            assert isinstance(node["title"], dict), "a keyword, not a property"
        if "$ref" in node:
            assert set(node) == {"$ref"}, "nothing may stand beside $ref"
            assert node["$ref"].removeprefix("#/$defs/") in schema["$defs"]
    items = schema["properties"]["records"]["items"]
    assert [set(choice) for choice in items["anyOf"]] == [{"$ref"}] * 4


async def test_asking_again_goes_over_the_wire_with_the_reason_and_a_key_of_its_own(tmp_path: Path) -> None:
    misfit = completion({"records": [{"kind": "raid"}]})
    with Endpoint(Reply(misfit), Reply(completion())) as endpoint:
        settings = settings_for(endpoint.base_url, tmp_path, cache=True)
        answer = await ask(settings)
        again = await ask(settings)
        offline = await ask(settings_for(endpoint.base_url, tmp_path, cache=True, offline=True))
    assert answer.records == again.records == offline.records == []
    first, second = (received.body for received in endpoint.received)
    assert endpoint.calls == 2
    assert [message["role"] for message in second["messages"][3:]] == ["assistant", "user"]
    assert "pydantic.dev" not in json.dumps(second)
    assert "records" in second["messages"][-1]["content"]
    assert second["response_format"] == first["response_format"]
    assert {**second, "messages": second["messages"][:3]} == first


@pytest.mark.parametrize(
    ("status", "error", "calls", "hint"),
    [
        (400, ModelRejected, 1, "JSON schemas"),
        (401, ModelRejected, 1, "OPENAI_API_KEY or CONFLICT_EXTRACT_API_KEY"),
        (402, ModelRejected, 1, "credit"),
        (403, ModelRejected, 1, "CONFLICT_EXTRACT_API_KEY"),
        (404, ModelRejected, 1, "--model and --base-url"),
        (408, ModelUnavailable, 3, "later"),
        (409, ModelUnavailable, 3, "later"),
        (413, ContextTooLong, 1, "--window"),
        (418, ModelRejected, 1, "see its message"),
        (422, ModelRejected, 1, "JSON schemas"),
        (429, RateLimited, 4, "--concurrency"),
        (500, ModelUnavailable, 3, "later"),
        (503, ModelUnavailable, 3, "later"),
        (529, ModelUnavailable, 3, "later"),
    ],
)
async def test_what_is_tried_again(
    status: int, error: type[ModelError], calls: int, hint: str, tmp_path: Path, naps: Naps
) -> None:
    reply = Reply({"error": {"message": "so it\nis"}}, status, {"x-request-id": "req_7"})
    with Endpoint(reply) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path, attempts=4), naps)
    assert type(caught) is error
    assert endpoint.calls == calls
    assert len(naps.seconds) == calls - 1
    assert "so it is" in caught.message
    assert hint in caught.hint
    assert (caught.status, caught.request_id) == (status, "req_7")
    assert caught.__cause__ is not None


async def test_endpoint_that_recovers(tmp_path: Path, naps: Naps) -> None:
    with Endpoint(Reply("busy", 503, content_type="text/plain"), Reply({}, 429), Reply()) as endpoint:
        answer = await ask(settings_for(endpoint.base_url, tmp_path), naps)
    assert answer.records == []
    assert endpoint.calls == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "0"}, 0.0),
        ({"retry-after-ms": "1500", "Retry-After": "9"}, 1.5),
        ({"retry-after-ms": "-1"}, 0.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_honoured(
    status: int, headers: dict[str, str], seconds: float, tmp_path: Path, naps: Naps
) -> None:
    with Endpoint(Reply({}, status, headers), Reply()) as endpoint:
        answer = await ask(settings_for(endpoint.base_url, tmp_path), naps)
    assert answer.records == []
    assert naps.seconds == [seconds]


async def test_retry_after_as_a_date(tmp_path: Path, naps: Naps) -> None:
    date = email.utils.formatdate(time.time() + 60, usegmt=True)
    with Endpoint(Reply({}, 429, {"Retry-After": date}), Reply()) as endpoint:
        await ask(settings_for(endpoint.base_url, tmp_path), naps)
    assert naps.seconds == [pytest.approx(60, abs=10)]


@pytest.mark.parametrize("value", ["soon", "", "-5", "²", "Mon, 99 Foo 2024 00:00:00 GMT", "1e5x"])
async def test_retry_after_that_makes_no_sense_is_backed_off(value: str, tmp_path: Path, naps: Naps) -> None:
    reply = Reply({}, 429, {"Retry-After": value.encode().decode("latin-1")})
    with Endpoint(reply, Reply()) as endpoint:
        answer = await ask(settings_for(endpoint.base_url, tmp_path), naps)
    assert answer.records == []
    assert len(naps.seconds) == 1
    assert naps.seconds[0] <= 1


async def test_endpoint_that_asks_for_an_hour_is_left_alone(tmp_path: Path, naps: Naps) -> None:
    with Endpoint(Reply({"error": {"message": "daily limit"}}, 429, {"Retry-After": "3600"})) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path), naps, times=3)
    assert type(caught) is RateLimited
    assert "daily limit" in caught.message
    assert (endpoint.calls, naps.seconds) == (1, [])


async def test_used_up_quota_is_not_a_rate(tmp_path: Path, naps: Naps) -> None:
    reply = Reply({"error": {"message": "no quota", "code": "insufficient_quota"}}, 429)
    with Endpoint(reply) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path), naps, times=3)
    assert type(caught) is ModelRejected
    assert "credit or quota" in caught.hint
    assert (endpoint.calls, naps.seconds) == (1, [])


@pytest.mark.parametrize(
    "error",
    [
        {"message": "This model's maximum context length is 8192 tokens."},
        {"message": "too big", "code": "context_length_exceeded"},
        {"message": "the request exceeds the available context size, try increasing it"},
    ],
)
async def test_too_long_requests_are_told_from_wrong_ones(error: dict[str, str], tmp_path: Path) -> None:
    with Endpoint(Reply({"error": error}, 400)) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path), times=5)
    assert type(caught) is ContextTooLong
    assert endpoint.calls == 5, "one window that is too long says nothing about the next"


async def test_text_refused_by_a_content_filter_in_front_of_the_model(tmp_path: Path) -> None:
    reply = Reply({"error": {"message": "filtered", "code": "content_filter"}}, 400)
    with Endpoint(reply, Reply()) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path))
    assert type(caught) is AnswerRefused


async def test_parameters_that_reasoning_models_refuse_are_left_out(tmp_path: Path) -> None:
    def refusal(parameter: str) -> Reply:
        message = f"Unsupported value: '{parameter}' is not supported with this model."
        return Reply({"error": {"message": message, "param": parameter, "code": "unsupported_value"}}, 400)

    with Endpoint(refusal("max_tokens"), refusal("temperature"), Reply()) as endpoint:
        answer = await ask(settings_for(endpoint.base_url, tmp_path), times=2)
    assert answer.records == []
    bodies = [received.body for received in endpoint.received]
    assert len(bodies) == 4
    for body in bodies[2:]:
        assert "temperature" not in body
        assert "max_tokens" not in body
        assert body["max_completion_tokens"] == 256


async def test_windows_under_way_together_all_learn_the_dialect(tmp_path: Path) -> None:
    with Endpoint(refusing="temperature") as endpoint:
        door = ModelClient(settings_for(endpoint.base_url, tmp_path))
        answers = await asyncio.gather(
            *(door.ask([{"role": "user", "content": str(number)}], Claims, CLAIMS_SCHEMA, 256) for number in range(4))
        )
        await door.close()
    assert len(answers) == 4


async def test_token_limit_that_is_too_high_is_named(tmp_path: Path) -> None:
    reply = Reply({"error": {"message": "max_tokens is too large: 4096", "param": "max_tokens"}}, 400)
    with Endpoint(reply) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path))
    assert type(caught) is ModelRejected
    assert "CONFLICT_EXTRACT_MAX_TOKENS" in caught.hint
    assert endpoint.calls == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply("<html>Sign in</html>", content_type="text/html"),
        Reply("Welcome!", content_type="text/plain"),
        Reply('{"choices": [', content_type="application/json"),
        Reply("", content_type="application/json"),
        Reply("null"),
        Reply("[1, 2]"),
        Reply('"word"'),
        Reply("[" * 100_000),
        Reply(f'{{"created": {"9" * 5000}}}'),
    ],
)
async def test_what_is_no_completion_names_the_base_url(reply: Reply, tmp_path: Path) -> None:
    with Endpoint(reply) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path), times=3)
        assert endpoint.base_url in caught.message
    assert type(caught) is ModelUnavailable
    assert "not JSON" in caught.message
    assert "/v1" in caught.hint
    assert endpoint.calls == 3, "an endpoint that never answered is given up with the first window"


async def test_json_that_is_no_completion_names_the_endpoint(tmp_path: Path) -> None:
    with Endpoint(Reply({"hello": "world"})) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path))
    assert type(caught) is AnswerInvalid
    assert "OpenAI-compatible endpoint" in caught.hint
    assert endpoint.calls == 1


@pytest.mark.parametrize(
    ("code", "error"), [(502, ModelUnavailable), (429, RateLimited), (400, ModelRejected), ("odd", ModelUnavailable)]
)
async def test_errors_that_gateways_pass_on_with_200(code: object, error: type[ModelError], tmp_path: Path) -> None:
    with Endpoint(Reply({"error": {"message": "upstream", "code": code}})) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path))
    assert type(caught) is error
    assert "upstream" in caught.message


async def test_articles_do_not_follow_redirects(tmp_path: Path) -> None:
    with Endpoint() as elsewhere, Endpoint(Reply("", 307, {"Location": elsewhere.base_url})) as endpoint:
        caught = await ask(settings_for(endpoint.base_url, tmp_path))
        assert elsewhere.base_url in caught.message
    assert type(caught) is ModelRejected
    assert "--base-url" in caught.hint
    assert (elsewhere.calls, endpoint.calls) == (0, 1)


async def test_articles_do_not_go_to_a_proxy_on_their_way_to_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Endpoint() as proxy, Endpoint() as endpoint:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.base_url.removesuffix("/v1"))
        await ask(settings_for(endpoint.base_url, tmp_path))
    assert (proxy.calls, endpoint.calls) == (0, 1)


async def test_endpoint_in_the_environment_does_not_replace_the_one_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Endpoint() as other, Endpoint() as endpoint:
        settings = settings_for(endpoint.base_url, tmp_path)
        monkeypatch.setenv("OPENAI_BASE_URL", other.base_url)
        await ask(settings)
    assert (other.calls, endpoint.calls) == (0, 1)


async def test_no_connection_is_given_up_soon_and_once(tmp_path: Path, naps: Naps) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        caught = await ask(settings_for(url, tmp_path), naps, times=50)
    assert type(caught) is ModelUnavailable
    assert f"no connection to {url}" in caught.message
    assert "--base-url" in caught.hint
    assert len(naps.seconds) == 2
    assert sum(naps.seconds) <= 3


async def test_silence_is_a_time_out(tmp_path: Path, naps: Naps) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        caught = await ask(settings_for(url, tmp_path, timeout=0.05, attempts=2), naps, times=5)
    assert type(caught) is ModelUnavailable
    assert f"{url} did not answer within 0.05 s" in caught.message
    assert "CONFLICT_EXTRACT_TIMEOUT" in caught.hint
    assert len(naps.seconds) == 1


async def test_endpoint_that_drips_is_a_time_out_too(tmp_path: Path) -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
        try:
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        except ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        caught = await ask(settings_for(url, tmp_path, timeout=0.1, attempts=1))
    assert type(caught) is ModelUnavailable
    assert "did not answer within" in caught.message


async def test_wrong_key_fails_once_for_all_and_is_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reply = Reply({"error": {"message": "Incorrect API key provided: sk-secret-1."}}, 401)
    with Endpoint(Reply(), reply) as endpoint:
        settings = settings_for(endpoint.base_url, tmp_path, api_key="sk-secret-1", cache=True)
        caught = await ask(settings, times=50)
    assert type(caught) is ModelRejected
    assert "Incorrect API key provided: ***" in caught.message
    assert endpoint.calls == 2
    assert endpoint.received[0].headers["authorization"] == "Bearer sk-secret-1"
    chain: BaseException | None = caught
    while chain is not None:
        assert "sk-secret" not in f"{chain!r} {chain}"
        chain = chain.__cause__
    assert "sk-secret" not in caplog.text
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"sk-secret" not in path.read_bytes()


async def test_login_in_the_base_url_is_sent_and_shown_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Endpoint(Reply(), Reply({"error": {"message": "who is hunter2?"}}, 400)) as endpoint:
        url = endpoint.base_url.replace("//", "//me:hunter2@")
        caught = await ask(settings_for(url, tmp_path), times=2)
    assert endpoint.received[0].headers["authorization"] == "Basic " + base64.b64encode(b"me:hunter2").decode()
    assert "hunter2" not in f"{caught!r} {caught} {caplog.text}"


async def test_articles_are_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with Endpoint(Reply({}, 500), Reply(completion({"records": ["The army left Hama."]}))) as endpoint:
        await ask(settings_for(endpoint.base_url, tmp_path))
    assert endpoint.calls == 3
    assert "Hama" not in caplog.text


@pytest.mark.parametrize("given", [{"model": "gpt-4.1-mini"}, {"model": "m", "base_url": OPENAI_URL}])
async def test_openai_without_a_key_is_not_called(given: dict[str, str], tmp_path: Path) -> None:
    caught = await ask(Settings.load(cache_dir=tmp_path, **given))
    assert type(caught) is ModelRejected
    assert "https://api.openai.com/v1 needs a key" in caught.message
    assert "OPENAI_API_KEY" in caught.hint
    assert "--base-url" in caught.hint
