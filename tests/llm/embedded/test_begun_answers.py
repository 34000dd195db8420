"""What the schema says anyway is not written by the embedded model: how an answer begins, and its last bracket."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.extraction.sentence_reader import question
from conflict_extract.llm import transport
from conflict_extract.llm.transport import EmbeddedTransport

URL = "http://127.0.0.1:8080/v1"
QUESTION = {"role": "user", "content": "Rebels took Besk.\ntook"}


class Server:
    """llama.cpp as it goes on from an answer that has begun: it gives the whole, up to where it was to stop."""

    def __init__(self, whole: str, *, ending: str = "stop", heeds: bool = True) -> None:
        self.whole = whole
        self.ending = ending
        self.heeds = heeds
        self.requests: list[dict[str, Any]] = []

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        self.requests.append(copy.deepcopy(request))
        [end] = request.get("stop", [None])
        said = self.whole.partition(end)[0] if end and self.heeds else self.whole
        return {"choices": [{"message": {"role": "assistant", "content": said}, "finish_reason": self.ending}]}

    async def close(self) -> None:
        pass


PLACES = question.answer_schema(3)


async def asked(server: Server, monkeypatch: pytest.MonkeyPatch, schema: dict[str, Any]) -> str:
    monkeypatch.setattr(EmbeddedTransport, "_serve", lambda self: URL)
    monkeypatch.setattr(transport, "wire", lambda *_: server)
    embedded = EmbeddedTransport(Path("cache"), None, 1.0)
    request = {"messages": [QUESTION], "response_format": {"json_schema": {"schema": schema}}}
    answer = await embedded.send(request)
    assert request["messages"] == [QUESTION]
    await embedded.close()
    return str(answer["choices"][0]["message"]["content"])


async def test_an_item_has_begun_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"places":["Besk"]}')
    assert await asked(server, monkeypatch, PLACES) == server.whole
    [sent] = server.requests
    assert sent["messages"] == [QUESTION, {"role": "assistant", "content": '{"places'}]
    assert sent["stop"] == ["}"]


async def test_each_answer_begins_as_its_schema_does(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"who":"","places":[]}')
    await asked(server, monkeypatch, {"properties": {"who": {"type": "string"}, **PLACES["properties"]}})
    assert server.requests[0]["messages"][-1]["content"] == '{"who'


async def test_an_answer_of_several_items_has_begun_but_may_hold_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"countries":[],"records":[{"kind":"defection"},{"kind":"withdrawal"}],"names":[]}')
    assert await asked(server, monkeypatch, answer_schema()) == server.whole
    [sent] = server.requests
    assert (sent["messages"][-1]["content"], "stop" in sent) == ('{"countries', False)


async def test_an_answer_that_was_stopped_within_a_name_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"places":["Besk }","Harn"]}')
    assert await asked(server, monkeypatch, PLACES) == server.whole
    assert ["stop" in sent for sent in server.requests] == [True, False]


async def test_an_answer_that_was_cut_stays_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"places":["Besk","Besk', ending="length")
    assert await asked(server, monkeypatch, PLACES) == server.whole


async def test_an_answer_that_is_whole_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server('{"places":["Besk"]}', heeds=False)
    assert await asked(server, monkeypatch, PLACES) == server.whole
