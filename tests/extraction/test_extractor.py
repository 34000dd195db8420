"""Articles in, records out: the same records in the same order however the answers come in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.errors import AnswerInvalid
from conflict_extract.extraction.article_reader.answer import answer_schema
from conflict_extract.extraction.article_reader.prompt import load_prompt
from conflict_extract.extraction.article_reader.windows import ArticleWindow
from conflict_extract.extraction.sentence_reader import question
from conflict_extract.extraction.sentence_reader.reader import StatementWindow
from conflict_extract.schema import Article, ControlChange, Extraction
from tests.extraction.article_reader.builders import called
from tests.extraction.builders import (
    ASKED,
    Fields,
    answering,
    article,
    asked_text,
    assert_grounded,
    extractor,
    item,
    names,
)
from tests.fakes import Completion, QueueTransport, Request, completion

TOWNS = ("Tolme", "Besk", "Harn", "Velka", "Duna", "Sarvik")


def captured(place: str, sentence: int = 0, **more: Any) -> Fields:
    said = {"sentences": [sentence], "trigger": "captured", "places": [place], "gained_by": "Rebels", **more}
    return item("control_change", **said)


ARTICLES = [
    article(
        f"Rebels captured {town}.", f"Rain fell in {town}.", f"Rebels captured {town} again.", outlet=f"{town} Post"
    )
    for town in TOWNS
]
ANSWERS = {
    f"{town} Post": [captured(town, 2), captured(town), captured("Gbah"), captured(town, 1, trigger="razed")]
    for town in TOWNS
}


def gainers(result: Extraction) -> list[str | None]:
    """Who is said to have taken each place, by the name that stands for it."""
    changes = [record for record in result.records if isinstance(record, ControlChange)]
    return [record.gained_by.name if record.gained_by else None for record in changes]


def same(one: Extraction, other: Extraction) -> bool:
    def told(result: Extraction) -> tuple[Any, ...]:
        return result.records, result.quarantined, result.failures, result.article_ids, result.windows

    return told(one) == told(other)


class Shuffling(QueueTransport):
    """Answers later requests earlier."""

    async def send(self, request: Request) -> Completion:
        for _ in range(3 * (len(TOWNS) - self.calls)):
            await asyncio.sleep(0)
        return await super().send(request)


def shuffling() -> QueueTransport:
    known = answering(ANSWERS)
    return Shuffling(known._by_request or ())


# -- one run ---------------------------------------------------------------------------------------------------------


def test_records_of_one_article() -> None:
    queue = answering(ANSWERS)
    with extractor(queue) as opened:
        result = opened.extract(ARTICLES[:1])
        assert (opened.model, opened.prompt_version) == ("hosted", load_prompt().version)
    assert [record.evidence[0].sentence for record in result.records] == [0, 2]
    for record in result.records:
        assert_grounded(record, ARTICLES[0])
        assert (record.model, record.prompt_version) == ("hosted", load_prompt().version)
    assert [aside.reason for aside in result.quarantined] == ["name_not_in_evidence", "trigger_not_in_evidence"]
    assert (result.failures, result.article_ids, result.windows) == ([], [ARTICLES[0].id], 1)


def test_what_is_sent() -> None:
    queue = answering({})
    with extractor(queue, max_tokens=1234) as opened:
        opened.extract(ARTICLES[:1])
        (window,) = opened.windows(ARTICLES[0])
    (request,) = queue.requests
    assert request["messages"][:-1] == list(load_prompt().messages)
    assert request["messages"][-1] == {"role": "user", "content": window.message}
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("hosted", 0.0, 1234)
    sent = request["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"] == answer_schema()


def test_small_model_is_sent_one_sentence_and_the_schema_of_places() -> None:
    sentence = ASKED.format("Tolme", "Besk")
    queue = answering({sentence: [{"trigger": "captured", "places": ["Tolme"]}]})
    source = article("Rain fell.", sentence, "Shells hit Besk.")
    with extractor(queue, model="embedded") as opened:
        result = opened.extract([source])
        (window,) = opened.windows(source)
    (request,) = queue.requests
    assert isinstance(window, StatementWindow)
    assert request["response_format"]["json_schema"]["schema"] == question.answer_schema(3)
    assert asked_text(request) == f"{sentence}\ncaptured"
    (record,) = result.records
    assert names(record) == {"trigger": "captured", "place": "Tolme", "gained_by": "Rebels"}
    assert getattr(record, "extent", None) == "full"


def test_what_grammar_tells_alone_takes_no_call_and_is_had_offline(tmp_path: Path) -> None:
    queue = answering({})
    with extractor(queue, model="embedded", cache=True, cache_dir=tmp_path, offline=True) as opened:
        result = opened.extract([article("Rain fell.", "Rebels captured Tolme.")])
    assert [names(record)["place"] for record in result.records] == ["Tolme"]
    assert (queue.calls, result.usage.calls, result.windows, result.failures) == (0, 0, 1, [])


@pytest.mark.parametrize(
    ("model", "window", "expected"),
    [
        ("hosted", None, [[0, 1, 2]]),
        ("hosted", 2, [[0, 1], [2]]),
        ("hosted", 1, [[0], [1], [2]]),
        ("embedded", None, [[1]]),
        ("embedded", 1, [[1]]),
        ("embedded", 2, [[0, 1], [2]]),
    ],
)
def test_window_setting(model: str, window: int | None, expected: list[list[int]]) -> None:
    source = article("Rain fell.", "Rebels captured Tolme.", "Shells hit Besk.")
    with extractor(answering({}), model=model, window=window) as opened:
        windows = opened.windows(source)
    assert [[sentence.number for sentence in each.sentences] for each in windows] == expected
    assert {type(each) for each in windows} == {StatementWindow if expected == [[1]] else ArticleWindow}


@pytest.mark.parametrize("concurrency", [1, 2, 8])
@pytest.mark.parametrize("transport", [lambda: answering(ANSWERS), shuffling])
def test_order_does_not_depend_on_what_finishes_first(concurrency: int, transport: Any) -> None:
    with extractor(answering(ANSWERS), concurrency=1) as opened:
        expected = opened.extract(ARTICLES)
    assert [record.outlet for record in expected.records] == [f"{town} Post" for town in TOWNS for _ in range(2)]
    with extractor(transport(), concurrency=concurrency) as opened:
        result = opened.extract(ARTICLES)
    assert same(result, expected)
    assert result.article_ids == [each.id for each in ARTICLES]


def test_order_within_an_article_does_not_depend_on_it_either() -> None:
    source = article(*(f"Rebels captured {town}." for town in TOWNS))
    answers = {f"] Rebels captured {town}.\n</sentences>": [captured(town, TOWNS.index(town))] for town in TOWNS}
    results = []
    for queue in (answering(answers), Shuffling(answering(answers)._by_request or ())):
        with extractor(queue, window=1) as opened:
            results.append(opened.extract([source]))
    assert [record.place.text for record in results[0].records if record.place] == list(TOWNS)
    assert results[0].windows == len(TOWNS)
    assert same(*results)


def test_no_more_articles_are_under_way_than_may_be() -> None:
    queue = answering(ANSWERS)
    with extractor(queue, concurrency=2) as opened:
        opened.extract(ARTICLES)
    assert queue.most_under_way == 2


def test_nothing_to_do() -> None:
    queue = answering({})
    with extractor(queue) as opened:
        result = opened.extract([])
        furniture = opened.extract([article("Subscribe to our newsletter")])
    assert same(result, Extraction())
    assert (furniture.records, furniture.windows, furniture.failures) == ([], 0, [])
    assert queue.calls == 0


def test_what_two_windows_say_of_one_passage_is_one_record() -> None:
    source = article("Rebels captured Tolme.", "Rain fell.")
    queue = QueueTransport(lambda _: completion({"records": [captured("Tolme"), captured("Tolme")]}))
    with extractor(queue, window=1) as opened:
        result = opened.extract([source])
    assert queue.calls == 2
    assert len(result.records) == 1
    assert result.quarantined == []


def test_what_one_window_calls_somebody_counts_in_the_next() -> None:
    source = article("The Maroon Guard (MG) captured Tolme.", "MG fighters captured Besk.", "They captured Harn.")
    answers: dict[str, Any] = {
        "] The Maroon Guard (MG) captured Tolme.\n</sentences>": completion(
            {
                "records": [captured("Tolme", gained_by="The Maroon Guard")],
                "names": [called("MG fighters", "Maroon Guard")],
            }
        ),
        "] MG fighters captured Besk.\n</sentences>": [captured("Besk", 1, gained_by="MG fighters")],
        "] They captured Harn.\n</sentences>": completion(
            {"records": [captured("Harn", 2, gained_by="They")], "names": [called("They", "The Maroon Guard", 2)]}
        ),
    }
    with extractor(answering(answers), window=1) as opened:
        result = opened.extract([source])
    assert result.quarantined == []
    assert gainers(result) == ["The Maroon Guard", "Maroon Guard", "The Maroon Guard"]
    assert [[piece.sentence for piece in record.evidence] for record in result.records] == [[0], [1], [0, 2]]


def test_they_are_told_by_the_model_and_not_by_rule() -> None:
    source = article("The Maroon Guard captured Tolme.", "They captured Besk.")
    said = [captured("Tolme", gained_by="The Maroon Guard"), captured("Besk", 1, gained_by="They")]
    with extractor(answering({"Tolme": said})) as opened:
        result = opened.extract([source])
    assert gainers(result) == ["The Maroon Guard", "They"]
    assert [len(record.evidence) for record in result.records] == [1, 1]


def test_it_that_nothing_explains_is_set_aside_where_a_small_model_says_so() -> None:
    source = article("Rain fell.", "Rebels captured it at noon.")
    with extractor(answering({"Rebels": [captured("it", 1)]}), model="embedded") as opened:
        result = opened.extract([source])
    assert result.records == []
    (aside,) = result.quarantined
    assert (aside.reason, aside.record["article_id"], aside.record["window"]) == ("no_place", source.id, "1-1")
    with extractor(answering({"Rebels": [captured("it", 1)]})) as opened:
        (record,) = opened.extract([source]).records
    assert record.place is not None
    assert record.place.text == "it"


# -- names of one article are never those of another -----------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 2])
@pytest.mark.parametrize("order", [1, -1])
def test_what_words_stand_for_in_one_article_they_do_not_in_another(concurrency: int, order: int) -> None:
    names = {"First": [called("Зангелан", "Zangilan")], "Second": [], "Third": [called("Зангелан", "Zangelan")]}
    sources = [article("Войска взяли Зангелан.", language="ru", outlet=outlet) for outlet in names][::order]
    said = captured("Зангелан", trigger="взяли", gained_by="Войска")
    answers: dict[str, Any] = {
        f"Outlet: {outlet}\n": completion({"records": [said], "names": told}) for outlet, told in names.items()
    }
    with extractor(Shuffling(answering(answers)._by_request or ()), concurrency=concurrency) as opened:
        result = opened.extract(sources)
    found = {record.outlet: (record.place.name, record.doubts) for record in result.records if record.place}
    assert found == {"First": ("Zangilan", ()), "Second": ("Зангелан", ()), "Third": ("Zangelan", ())}


# -- what speaks against a record ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", None])
def test_doubtful_records_are_kept_or_set_aside_as_the_settings_say(language: str | None) -> None:
    source = article("The rebels did not capture Tolme.", "Rebels captured Besk.")
    source = source.model_copy(update={"language": language})
    said = [captured("Tolme", trigger="capture", gained_by="The rebels"), captured("Besk", 1)]
    with extractor(answering({"Tolme": said})) as opened:
        result = opened.extract([source])
    assert [(record.trigger, record.doubts) for record in result.records] == [
        ("capture", ("negated",)),
        ("captured", ()),
    ]
    assert result.quarantined == []
    with extractor(answering({"Tolme": said}), strict=True) as opened:
        strict = opened.extract([source])
    assert [record.trigger for record in strict.records] == ["captured"]
    (aside,) = strict.quarantined
    assert (aside.reason, aside.record["window"], aside.record["doubts"]) == ("doubtful", "0-0", ["negated"])
    assert "'negated'" in aside.message
    assert aside.record["id"] == result.records[0].id


# -- languages -------------------------------------------------------------------------------------------------------

FOREIGN = [
    ("de", "Rebellen nahmen am Montag die Stadt Tolme ein.", "nahmen", "Rebellen", "Tolme"),
    ("ar", "سيطرت قوات المعارضة على مدينة تولمي يوم الاثنين.", "سيطرت", "قوات المعارضة", "مدينة تولمي"),
    ("ru", "Повстанцы не сразу заняли город Толме.", "заняли", "Повстанцы", "Толме"),
]


@pytest.mark.parametrize(("language", "text", "trigger", "actor", "place"), FOREIGN)
def test_hosted_models_read_other_languages(language: str, text: str, trigger: str, actor: str, place: str) -> None:
    source = article(text, language=language)
    said = captured(place, trigger=trigger, gained_by=actor)
    with extractor(answering({"<sentences>": [said]})) as opened:
        result = opened.extract([source])
    assert result.quarantined == []
    (record,) = result.records
    assert names(record) == {"trigger": trigger, "gained_by": actor, "place": place}
    assert_grounded(record, source)


@pytest.mark.parametrize(("language", "text", "trigger", "actor", "place"), FOREIGN)
def test_a_text_too_short_for_its_language_to_be_known_is_not_measured_by_english_words(
    language: str, text: str, trigger: str, actor: str, place: str
) -> None:
    source = article(text).model_copy(update={"language": None})
    with extractor(answering({"<sentences>": [captured(place, trigger=trigger, gained_by=actor)]})) as opened:
        result = opened.extract([source])
    assert [record.trigger for record in result.records] == [trigger]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_embedded_model_says_that_it_reads_english_only(language: str) -> None:
    queue = answering({"Tolme": [captured("Tolme")]})
    foreign = article("Rebels captured Tolme.", language=language, path="tolme.txt")
    with extractor(queue, model="embedded") as opened:
        result = opened.extract([foreign, ARTICLES[0]])
    (failure,) = result.failures
    assert (failure.error, failure.path, failure.article_id) == ("LanguageNotCovered", "tolme.txt", foreign.id)
    assert failure.window is None
    assert repr(language) in failure.message
    assert "--model" in failure.hint
    assert {record.article_id for record in result.records} == {ARTICLES[0].id}
    assert queue.calls == 0
    assert result.article_ids == [foreign.id, ARTICLES[0].id]


@pytest.mark.parametrize("language", [None, "en"])
def test_embedded_model_refuses_a_script_that_english_is_not_written_in(language: str | None) -> None:
    queue = answering({})
    foreign = article("هێزەکان کشانەوە لە Tolme.").model_copy(update={"language": language})
    short = article("Rain fell on Tolme – “Толме”.", "It was cold.", "Войска покинули город " * 9)
    short = short.model_copy(update={"language": language})
    with extractor(queue, model="embedded") as opened:
        assert opened.estimate([foreign]) == (0, 0, 0)
        result = opened.extract([foreign, short])
    (failure,) = result.failures
    assert (failure.error, failure.article_id) == ("LanguageNotCovered", foreign.id)
    assert "English only" in failure.message
    assert "another script" in failure.message
    assert queue.calls == 0


def test_answer_of_another_shape_is_asked_for_again_and_then_a_failure() -> None:
    wrong = completion({"records": [{"kind": "rumour"}]})
    with extractor(QueueTransport([wrong, wrong])) as opened:
        result: Extraction = opened.extract(ARTICLES[:1])
    assert [failure.error for failure in result.failures] == [AnswerInvalid.__name__]
    with extractor(QueueTransport([wrong, completion({"records": [captured("Tolme")]})])) as opened:
        result = opened.extract(ARTICLES[:1])
    assert len(result.records) == 1


def test_articles_are_left_as_they_are() -> None:
    before: list[Article] = [each.model_copy(deep=True) for each in ARTICLES]
    with extractor(answering(ANSWERS)) as opened:
        opened.extract(iter(ARTICLES))
    assert before == ARTICLES
