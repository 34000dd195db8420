"""A strong reader's answers to requests about forty articles in eight languages, replayed: what it said arrives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.hosted.__main__ import answers_by_article
from benchmarks.hosted.requests import GOLD, Files, articles_in, extract, read_answers, write_requests
from benchmarks.hosted.scoring import Gold, Report, report, tables

from conflict_extract import merge
from conflict_extract.schema import Extraction

LANGUAGES = {"ar", "en", "es", "fr", "pt", "ru", "uk", "zh"}


@pytest.fixture(scope="module")
def run() -> tuple[Extraction, Report]:
    articles = articles_in()
    files = Files(read_answers())
    result = extract(articles, files)
    return result, report(articles, Gold.read(GOLD), answers_by_article(articles, files), result)


def test_every_request_is_answered_as_it_stands_today(run: tuple[Extraction, Report]) -> None:
    result, _ = run
    assert [failure.message for failure in result.failures] == []
    assert len(result.article_ids) == 40


def test_an_answer_to_another_request_is_none(tmp_path: Path) -> None:
    (article, *_) = articles_in()
    other = article.model_copy(update={"title": "Another title"})
    (failure,) = extract([other], Files(read_answers())).failures
    assert failure.error == "ModelRejected"
    assert "answered again" in failure.hint
    assert write_requests([article], tmp_path) == 1
    (question,) = (tmp_path / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(question)["id"] in read_answers()


def test_hardly_an_item_is_lost_between_answer_and_record(run: tuple[Extraction, Report]) -> None:
    _, told = run
    assert told.given > 600
    assert len(told.lost) <= told.given / 100


@pytest.mark.parametrize("language", [*sorted(LANGUAGES), "all"])
def test_the_library_is_as_right_as_the_answers(run: tuple[Extraction, Report], language: str) -> None:
    _, told = run
    assert told.by_language.keys() == LANGUAGES
    raw, library = told.by_language[language] if language != "all" else (told.raw, told.library)
    before, after = (scored.kinds["micro"] for scored in (raw, library))
    assert after.f1 >= before.f1 - 0.01
    assert after.recall >= before.recall - 0.01


@pytest.mark.parametrize(
    ("field", "least"),
    [("place", 0.98), ("place name", 0.97), ("actor", 0.96), ("actor name", 0.98), ("side", 0.88), ("day", 0.96)],
)
def test_fields(run: tuple[Extraction, Report], field: str, least: float) -> None:
    _, told = run
    right, compared = told.fields["all"][field]
    assert compared > 400
    assert right >= least * compared


def test_no_place_is_where_it_is_not(run: tuple[Extraction, Report]) -> None:
    _, told = run
    assert told.points["all"]["wrong"] == 0
    assert told.points["all"]["right"] >= 140


def test_what_several_languages_tell_is_one_event(run: tuple[Extraction, Report]) -> None:
    _, told = run
    assert told.library.merge is not None
    assert told.library.merge.b_cubed.f1 >= 0.95
    assert "Merging over all languages" in "\n".join(tables(told))


def test_no_event_says_that_two_sides_took_a_place(run: tuple[Extraction, Report]) -> None:
    result, _ = run
    by_id = {record.id: record for record in result.records}
    for event in merge(result.records, articles_in()):
        takers = {getattr(by_id[each], "gained_by", None) for each in event.records} - {None}
        sides = {taker.side for taker in takers if taker} & {"government", "opposition", "foreign"}
        assert len(sides) < 2, sorted(takers, key=str)


def test_every_record_is_in_the_words_of_its_article(run: tuple[Extraction, Report]) -> None:
    result, _ = run
    text_of: dict[str, str] = {article.id: article.text for article in articles_in()}
    for record in result.records:
        quoted = " ".join(piece.text for piece in record.evidence)
        assert all(piece.text == text_of[record.article_id][piece.start : piece.end] for piece in record.evidence)
        named: list[Any] = [record.trigger, *(value.text for _, value in record if hasattr(value, "side"))]
        assert all(words in quoted for words in named + ([record.place.text] if record.place else []))
