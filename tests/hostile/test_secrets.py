"""A key and a login are planted, everything goes wrong that can, and then they are looked for everywhere."""

from __future__ import annotations

import base64
import contextlib
import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from conflict_extract.cli import main
from conflict_extract.errors import ModelError
from conflict_extract.llm import ModelClient
from conflict_extract.llm.adapter import _BoundedClient
from conflict_extract.settings import Settings
from tests.fakes import CLAIMS_SCHEMA, Claims, Endpoint, Naps, Reply, Request, completion

pytestmark = pytest.mark.enable_socket  # an endpoint on 127.0.0.1

KEY = "sk-planted-0123456789abcdef"
PASSWORD = "planted/pass word"  # noqa: S105  # what is looked for
LOGIN = f"reader:{PASSWORD}"
IN_URL = f"reader:{quote(PASSWORD, safe='')}"
SECRETS = (KEY, PASSWORD, quote(PASSWORD, safe=""), base64.b64encode(LOGIN.encode()).decode())
ALL_OF_THEM = f"key {KEY}, Authorization: Basic {SECRETS[3]}, http://{IN_URL}@host/ or {LOGIN}"

TEXT = "Northern Post\nPublished March 6th, 2021\n\nRebels took Alvena on Friday.\n\nTroops withdrew from Borsk.\n"


def _error(status: int, message: str = ALL_OF_THEM, **headers: str) -> Reply:
    return Reply({"error": {"message": message, "code": KEY, "type": PASSWORD}}, status, headers)


REPLIES = {
    "an answer": Reply(),
    "a wrong answer": Reply(completion("Alvena fell.")),
    "a refusal": Reply(completion(None, refusal="I would rather not.")),
    "a wrong key": _error(401),
    "a bad request": _error(400),
    "not allowed": _error(403),
    "too many calls": _error(429, **{"Retry-After": "0"}),
    "a fault": _error(500),
    "a page": Reply(f"<html>{ALL_OF_THEM}</html>", 502, content_type="text/html"),
    "a page that says it is well": Reply(f"<html>{ALL_OF_THEM}</html>", content_type="text/html"),
    "an error that says it is well": Reply({"error": {"message": ALL_OF_THEM, "code": 401}}),
    "another place": _error(307, Location=f"http://{IN_URL}@elsewhere.example/{KEY}"),
}
# what HTTP clients say of headers and addresses that they cannot send
EXCEPTIONS: dict[str, Callable[[], Exception]] = {
    "a header": lambda: httpx2.LocalProtocolError(f"Illegal header value b'Bearer {KEY}'"),
    "an address": lambda: httpx2.ConnectError(f"cannot connect to http://{IN_URL}@host/"),
    "a login": lambda: httpx2.ConnectError(f"407: Basic {SECRETS[3]}"),
    "a time-out": lambda: httpx2.ReadTimeout(ALL_OF_THEM),
    "a cause": lambda: _caused(httpx2.ConnectError("no route"), OSError(ALL_OF_THEM)),
    "a value": lambda: ValueError(ALL_OF_THEM),
}


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def _found(text: str, secrets: Iterable[str] = SECRETS) -> list[str]:
    return [secret for secret in secrets if secret in text]


def _found_below(folder: Path, secrets: Iterable[str] = SECRETS) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [(path.name, secret) for path in files for secret in secrets if secret.encode() in path.read_bytes()]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log of a program that has everything logged."""
    caplog.set_level(logging.DEBUG)
    return caplog


def _raising(monkeypatch: pytest.MonkeyPatch, make: Callable[[], Exception]) -> None:
    async def send(self: Any, request: Any, **options: Any) -> Any:
        raise make()

    monkeypatch.setattr(_BoundedClient, "send", send)


@pytest.mark.parametrize("with_login", [False, True], ids=["key", "login"])
@pytest.mark.parametrize("what", [*REPLIES, *EXCEPTIONS])
def test_the_command_line_shows_and_keeps_no_secret(
    what: str,
    with_login: bool,
    tmp_path: Path,
    planted: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "alvena.txt").write_text(TEXT, encoding="utf-8")
    with Endpoint(REPLIES.get(what, Reply())) as endpoint:
        url = endpoint.base_url.replace("//", f"//{IN_URL}@") if with_login else endpoint.base_url
        monkeypatch.setenv("CONFLICT_EXTRACT_BASE_URL", url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("CONFLICT_EXTRACT_ATTEMPTS", "2")
        monkeypatch.setattr("conflict_extract.llm.client.Clock", Naps)
        if what in EXCEPTIONS:
            _raising(monkeypatch, EXCEPTIONS[what])
        arguments = ["run", tmp_path / "alvena.txt", "--out", tmp_path / "out", "--model", "some", "--verbose"]
        monkeypatch.setattr(sys, "argv", ["conflict-extract", *map(str, arguments)])
        with contextlib.suppress(SystemExit):
            main()
        if what in REPLIES:
            sent = endpoint.received[0].headers["authorization"]
            assert sent == (f"Basic {SECRETS[3]}" if with_login else f"Bearer {KEY}")
    secrets = SECRETS if with_login else [KEY]  # an endpoint cannot tell what it was not told
    shown = capsys.readouterr()
    assert "127.0.0.1" in shown.err
    assert _found(shown.out + shown.err, secrets) == []
    assert _found(planted.text, secrets) == []
    assert (tmp_path / "out" / "run.json").exists()
    assert (tmp_path / "cache" / "answers" / "cache.db").exists()
    assert _found_below(tmp_path, secrets) == []


@pytest.mark.parametrize("what", [*REPLIES, *EXCEPTIONS])
async def test_no_traceback_shows_a_secret(
    what: str, tmp_path: Path, planted: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what in EXCEPTIONS:
        _raising(monkeypatch, EXCEPTIONS[what])
    with Endpoint(REPLIES.get(what, Reply())) as endpoint:
        url = endpoint.base_url.replace("//", f"//{IN_URL}@")
        settings = Settings.load(model="some", base_url=url, api_key=KEY, cache_dir=tmp_path, attempts=2)
        door = ModelClient(settings, clock=Naps())
        request: list[Request] = [{"role": "user", "content": "The army left Alvena."}]
        caught: ModelError | None = None
        try:
            await door.ask(request, Claims, CLAIMS_SCHEMA, 256)
        except ModelError as error:
            caught = error
        finally:
            await door.close()
    assert (caught is None) == (what == "an answer")
    if caught is not None:
        assert _found("".join(traceback.format_exception(caught))) == []
        assert _found(f"{caught!r} {caught.message} {caught.hint} {caught.request_id}") == []
    assert _found(f"{settings!r} {settings.model_dump_json()} {planted.text}") == []
    assert _found_below(tmp_path) == []
