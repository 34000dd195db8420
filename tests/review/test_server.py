"""Who gets through to the page: whoever holds the token, on this machine, from the page itself; nobody else."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from conflict_extract import EventSet, SettingsError
from conflict_extract.evaluation.gold import load_gold
from conflict_extract.review.server import bound
from tests.cli.conftest import Command, command  # noqa: F401

from .builders import doubtful, kept
from .conftest import Served

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = kept(tmp_path_factory.mktemp("served") / "events.duckdb", doubtful(2))
    started = Served(path, "--as", "Noor")
    yield started
    started.kill()


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    headers: Message

    @property
    def said(self) -> Any:
        return json.loads(self.body)


def request(served: Served, path: str, body: Any = None, **headers: str) -> Answer:
    """The answer to a request that gives exactly these headers beside its host's."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    try:
        named = "Host" in headers
        connection.putrequest("GET" if body is None else "POST", path, skip_host=named, skip_accept_encoding=True)
        sent = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(sent)))
        connection.endheaders(sent)
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), answer.headers)
    finally:
        connection.close()


def cookie(served: Served) -> str:
    answer = request(served, f"/?token={served.token}")
    assert answer.status == 200
    return (answer.headers.get("Set-Cookie") or "").partition(";")[0]


def own(served: Served) -> dict[str, str]:
    """What the page itself sends."""
    return {"Cookie": cookie(served), "Origin": f"http://127.0.0.1:{served.port}", "Sec_Fetch_Site": "same-origin"}


def test_the_page_itself_gets_through(served: Served) -> None:
    answer = request(served, "/api/state", {}, **own(served))
    assert answer.status == 200
    assert answer.said["reviewer"] == "Noor"


def test_the_address_is_of_loopback_and_its_token_is_long(served: Served) -> None:
    assert served.address == f"http://127.0.0.1:{served.port}/?token={served.token}"
    assert len(served.token) >= 43, "32 bytes at random"


def test_the_cookie_is_for_this_page_alone(served: Served) -> None:
    said = request(served, f"/?token={served.token}").headers.get("Set-Cookie") or ""
    assert "HttpOnly" in said
    assert "SameSite=strict" in said


@pytest.mark.parametrize("path", ["/", "/?token=", "/?token=wrong", "/review.js", "/page.css"])
def test_without_the_token_nothing_is_served(served: Served, path: str) -> None:
    answer = request(served, path)
    assert answer.status == 403
    assert b"token is missing" in answer.body


def test_without_the_token_nothing_is_said(served: Served) -> None:
    headers = {**own(served), "Cookie": "review_0=guess"}
    assert request(served, "/api/undo", {}, **headers).status == 403
    assert request(served, f"/api/state?token={served.token}", {}, **headers).status == 403, "only the page takes it so"


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null", "https://127.0.0.1", None])
def test_another_page_cannot_ask_even_with_the_cookie(served: Served, origin: str | None) -> None:
    headers = own(served)
    del headers["Origin"]
    if origin is not None:
        headers["Origin"] = origin
    answer = request(served, "/api/state", {}, **headers)
    assert answer.status == 403
    assert b"another page" in answer.body


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_cannot_load_parts_of_this_one(served: Served, site: str) -> None:
    assert request(served, "/review.js", Cookie=cookie(served), Sec_Fetch_Site=site).status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil:1", ""])
def test_another_host_name_is_refused(served: Served, host: str) -> None:
    answer = request(served, f"/?token={served.token}", Host=host)
    assert answer.status == 403
    assert b"another host" in answer.body


def test_a_forwarded_port_works(served: Served) -> None:
    headers = {**own(served), "Host": "localhost:9999", "Origin": "http://localhost:9999"}
    assert request(served, "/api/state", {}, **headers).status == 200


@pytest.mark.parametrize(
    "path",
    ["/../pyproject.toml", "/..%2f..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/events.duckdb",
     "/review.js/../cards.toml", "/cards.toml", "/review/cards.toml"],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(served: Served, path: str) -> None:
    assert request(served, path, Cookie=cookie(served)).status == 404


def test_every_answer_is_locked(served: Served) -> None:
    for answer in (request(served, f"/?token={served.token}"), request(served, "/"), request(served, "/x")):
        policy = answer.headers.get("Content-Security-Policy") or ""
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        assert "unsafe" not in policy
        assert answer.headers.get("Referrer-Policy") == "no-referrer"
        assert answer.headers.get("X-Content-Type-Options") == "nosniff"
        assert answer.headers.get("Cache-Control") == "no-store"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"no json", 400), (b"[]", 400), (b"\xff", 400), (b"x" * 70_000, 413), ({"card": 7, "choice": []}, 409)],
)
def test_what_makes_no_sense_is_refused_in_words(served: Served, body: Any, status: int) -> None:
    answer = request(served, "/api/decide", body, **own(served))
    assert answer.status == status
    assert answer.said["message"]


def test_what_the_page_cannot_say_is_not_kept(served: Served) -> None:
    """Of what is decided only the card and the choice come from the page, so no other ids can be brought in."""
    key = request(served, "/api/state", {}, **own(served)).said["card"]["key"]
    said = {"card": key, "choice": "9", "word": "wrong", "first": "rec_1"}
    assert request(served, "/api/decide", said, **own(served)).status == 400
    assert request(served, "/api/decide", {"card": "doubt:rec_1", "choice": "1"}, **own(served)).status == 409


def test_a_port_that_is_taken_is_said_to_be() -> None:
    with bound(0) as taken:
        taken.listen()
        with pytest.raises(SettingsError, match="cannot listen on port"):
            bound(taken.getsockname()[1])


def test_a_file_that_another_program_uses_is_not_served(tmp_path: Path, command: Command) -> None:  # noqa: F811
    path = kept(tmp_path / "events.duckdb", doubtful(1))
    script = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        second = command("review", path, "--no-browser")
        assert second.status == 1
        assert f"another program (process {other.pid}) is using it" in second.err
        assert "wait until it is done" in second.err
        other.communicate()


def test_decisions_are_written_as_labels_and_gold(tmp_path: Path, command: Command) -> None:  # noqa: F811
    one, two, three = doubtful(3)
    path = kept(tmp_path / "events.duckdb", [one, two, three])
    events = EventSet.open(path)
    events.decide("two", one.id, two.id)
    events.decide("right", three.id)
    labels, gold = tmp_path / "labels.jsonl", tmp_path / "gold.jsonl"
    assert command("review", path, "--labels", labels, "--gold", gold).err.splitlines() == [
        f"wrote 1 labelled pair to {labels}", f"wrote 3 gold records to {gold}"
    ]  # fmt: skip
    first, second = sorted((one.id, two.id))
    assert json.loads(labels.read_text()) == {"one": first, "two": second, "same": False}
    assert {row.place[0] for row in load_gold(gold)} == {"Alvena", "Borsk", "Corva"}
    assert {(row.kind, row.date) for row in load_gold(gold)} == {("control_change", "2021-06-01")}
