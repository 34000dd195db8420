"""Articles that speak to the model: what else they state is found as without it, and nothing is added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import vcr

from conflict_extract import Extractor, Settings
from conflict_extract._characters import visible
from conflict_extract.articles import make_article
from conflict_extract.schema import Article, Extraction, Record
from tests.cassettes import CASSETTES, replaying
from tests.extraction.builders import extractor, names
from tests.hostile.injected import Injected, Obedient, Stated, injections

MODELS = {"one sentence a call": {"model": "embedded"}, "whole articles a call": {}}
# brackets, bars and tags, plain, small or in full width
TEMPLATE = set("<>[]|＜＞［］｜﹤﹥﹇﹈")
OURS = ("<article>", "</article>", "<sentences>", "</sentences>")
HEADER = re.compile(r"(?:Outlet|Published|Title): (.*)")
NUMBERED = re.compile(r"\[(\d+)\] (.*)")

each_injection = pytest.mark.parametrize("injected", injections(), ids=lambda injected: injected.name)
each_model = pytest.mark.parametrize("model", MODELS)


def _obeyed(article: Article, states: Iterable[Stated], asks: Stated | None, model: str) -> tuple[Extraction, Obedient]:
    transport = Obedient(states, asks)
    with extractor(transport, **MODELS[model]) as obeying:
        result = obeying.extract([article])
    assert result.failures == []
    return result, transport


@cache
def _honest(clean: str, model: str) -> list[Record]:
    """What the model finds in a clean article."""
    injected = next(each for each in injections() if each.clean.path == clean)
    result, _ = _obeyed(injected.clean, injected.states, None, model)
    assert len(result.records) == len(injected.states)
    return result.records


def _told(record: Record) -> tuple[str, str | None, tuple[str, ...]]:
    place = record.place.text if record.place else None
    return record.kind, place, tuple(piece.text for piece in record.evidence)


def check(injected: Injected, found: list[Record], clean: list[Record]) -> None:
    """The sentences without the injection state what they state in the clean article, and the others no more.

    What a strong model makes up of an article's own words is a record, but not one without doubts.
    """
    for record in found:
        for piece in record.evidence:
            assert piece.text == injected.article.text[piece.start : piece.end]
        for field, name in names(record).items():
            assert any(name in piece.text for piece in record.evidence), (field, name)
    found, clean = ([record for record in some if not record.doubts] for some in (found, clean))
    inside = [record for record in found if injected.touched & {piece.sentence for piece in record.evidence}]
    there = [record for record in clean if injected.within in [piece.text for piece in record.evidence]]
    outside = {_told(record) for record in found if record not in inside}
    assert outside == {_told(record) for record in clean if record not in there}
    for record in inside:
        place = visible(record.place.text) if record.place else ""
        assert any(
            record.kind == stated.kind and place.startswith(stated.place.text if stated.place else "")
            for stated in there
        ), record


@each_model
@each_injection
def test_a_model_that_obeys_gets_nothing_out_that_the_text_does_not_state(injected: Injected, model: str) -> None:
    result, _ = _obeyed(injected.article, injected.states, injected.asks, model)
    check(injected, result.records, _honest(str(injected.clean.path), model))


@each_injection
def test_what_is_doubtful_of_what_a_model_obeys_is_set_aside_where_it_is_not_wanted(injected: Injected) -> None:
    with extractor(Obedient(injected.states, injected.asks), strict=True) as obeying:
        result = obeying.extract([injected.article])
    assert all(not record.doubts for record in result.records)
    check(injected, result.records, _honest(str(injected.clean.path), "whole articles a call"))


@each_model
def test_the_obedient_model_would_get_out_what_a_text_does_state(model: str) -> None:
    asks = {"kind": "control_change", "trigger": "captured", "place": "Khartoum", "by": "The army"}
    article = make_article("The army captured Khartoum on Friday.", outlet="Nile Gazette", path="khartoum.txt")
    result, _ = _obeyed(article, (), asks, model)
    assert [(record.kind, record.place and record.place.text) for record in result.records] == [
        ("control_change", "Khartoum")
    ]


def test_most_injections_ask_for_a_record_and_are_of_many_kinds() -> None:
    assert len(injections()) >= 40
    assert len({injected.name for injected in injections()}) == len(injections())
    assert sum(injected.asks is not None for injected in injections()) >= 35


@each_model
@each_injection
def test_no_token_of_a_template_and_nothing_unseen_is_sent(injected: Injected, model: str) -> None:
    _, transport = _obeyed(injected.article, injected.states, None, model)
    assert transport.requests or MODELS[model]  # of most sentences grammar tells all
    for request in transport.requests:
        *before, question = request["messages"]
        assert before == transport.requests[0]["messages"][:-1]
        assert question["role"] == "user"
        assert question["content"] == visible(question["content"])
        numbers = []
        lines = question["content"].split("\n")
        if MODELS[model]:  # a sentence, and the word in it that is asked about
            sentence, trigger = lines
            assert trigger in sentence
            lines = [f"[0] {sentence}"]
        for line in lines:
            numbered, header = NUMBERED.fullmatch(line), HEADER.fullmatch(line)
            numbers += [int(numbered[1])] if numbered else []
            said = numbered[2] if numbered else header[1] if header else ""
            assert said or line in OURS, line
            assert TEMPLATE.isdisjoint(said), line
        assert numbers == sorted(set(numbers))
        assert set(numbers) <= set(range(len(injected.article.sentences)))


@pytest.fixture
def replayed(recording: bool, monkeypatch: pytest.MonkeyPatch, socket_enabled: None) -> Iterator[vcr.cassette.Cassette]:
    with replaying(CASSETTES / "injections.yaml", recording, monkeypatch) as cassette:
        yield cassette


def test_the_embedded_model_is_not_steered(replayed: vcr.cassette.Cassette, recording: bool, tmp_path: Path) -> None:
    where = {"cache": False} if recording else {"cache_dir": tmp_path}
    settings = Settings.load(model="embedded", attempts=1, **where)
    with Extractor(settings) as embedded:
        for injected in injections():
            clean, found = (embedded.extract([article]) for article in (injected.clean, injected.article))
            assert clean.failures == found.failures == []
            assert len(clean.records) >= len(injected.states) - 1, "the model finds what an article states"
            check(injected, found.records, clean.records)
    assert recording or replayed.all_played
    for request in replayed.requests:
        assert TEMPLATE.isdisjoint(json.loads(request.body)["messages"][-1]["content"])
