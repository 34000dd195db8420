"""Articles in, records out: the same records in the same order however the answers come in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from conflict_extract.errors import AnswerInvalid
from conflict_extract.extraction.prompts import load_prompt
from conflict_extract.extraction.wire import strict_schema
from conflict_extract.schema import Article, Extraction
from tests.extraction.builders import (
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
ANSWERS = {f"{town} Post": [captured(town, 2), captured(town), captured("Gbah"), captured(town, 1)] for town in TOWNS}


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
    assert [aside.reason for aside in result.quarantined] == [
        *("name_not_in_evidence", "no_place", "trigger_not_in_evidence")
    ]
    assert (result.failures, result.article_ids, result.windows) == ([], [ARTICLES[0].id], 1)


def test_what_is_sent() -> None:
    queue = answering({})
    with extractor(queue, max_tokens=1234) as opened:
        opened.extract(ARTICLES[:1])
        (window,) = opened.windows(ARTICLES[0])
    (request,) = queue.requests
    assert request["messages"][:-1] == list(load_prompt().messages)
    assert request["messages"][-1] == {"role": "user", "content": window.user_message}
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("hosted", 0.0, 1234)
    sent = request["response_format"]["json_schema"]
    assert sent["strict"] is True
    assert sent["schema"] == strict_schema()


def test_small_model_is_sent_one_sentence_and_the_schema_for_it() -> None:
    said = {"kind": "control_change", "trigger": "captured", "places": ["Tolme"], "gained_by": "Rebels", "source": None}
    queue = answering({"Rebels captured Tolme.": [said]})
    source = article("Rain fell.", "Rebels captured Tolme.", "Shells hit Besk.")
    with extractor(queue, model="embedded") as opened:
        result = opened.extract([source])
        (window,) = opened.windows(source)
    (request,) = queue.requests
    assert request["response_format"]["json_schema"]["schema"] == strict_schema(window.asked)
    assert asked_text(request) == "Rebels captured Tolme.\ncaptured"
    (record,) = result.records
    assert names(record) == {"trigger": "captured", "place": "Tolme", "gained_by": "Rebels"}
    assert getattr(record, "extent", None) == "full"


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


def test_names_of_one_window_resolve_the_pronouns_of_the_next() -> None:
    source = article("The Maroon Guard captured Tolme.", "They captured Besk.")
    answers = {
        "] The Maroon Guard captured Tolme.\n</sentences>": [captured("Tolme", gained_by="The Maroon Guard")],
        "] They captured Besk.\n</sentences>": [captured("Besk", 1, gained_by="They")],
    }
    with extractor(answering(answers), window=1) as opened:
        result = opened.extract([source])
    assert [getattr(record, "gained_by").name for record in result.records] == ["The Maroon Guard"] * 2  # noqa: B009
    assert [len(record.evidence) for record in result.records] == [1, 2]


def test_it_that_nothing_explains_is_set_aside_after_all() -> None:
    source = article("Rain fell.", "Rebels captured it at noon.")
    with extractor(answering({"Rebels": [captured("it", 1)]})) as opened:
        result = opened.extract([source])
    assert result.records == []
    (aside,) = result.quarantined
    assert (aside.reason, aside.record["article_id"], aside.record["window"]) == ("no_place", source.id, "1-1")


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
    assert all(record.article_id == ARTICLES[0].id for record in result.records)
    assert not any(foreign.text in asked_text(request) and "Post" in asked_text(request) for request in queue.requests)
    assert queue.calls == 2
    assert result.article_ids == [foreign.id, ARTICLES[0].id]


@pytest.mark.parametrize("language", ["en", None])
def test_language_that_is_not_known_is_taken_for_english(language: str | None) -> None:
    source = article("The rebels did not capture Tolme.").model_copy(update={"language": language})
    said = captured("Tolme", trigger="capture", gained_by="The rebels")
    with extractor(answering({"Tolme": [said]})) as opened:
        result = opened.extract([source])
    assert result.records == []
    assert [aside.reason for aside in result.quarantined] == ["negated"]


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
