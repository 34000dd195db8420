"""What a window that fails leaves behind: its name, and everything else."""

from __future__ import annotations

import pytest

from conflict_extract.errors import AnswerRefused, ContextTooLong, ModelRejected
from conflict_extract.extraction.sentence_reader.reader import ANSWER_TOKENS
from conflict_extract.schema import Article, Extraction
from tests.extraction.builders import ASKED, answering, article, asked_text, extractor, item
from tests.fakes import Completion, QueueTransport, Request, completion

TOWNS = ("Tolme", "Besk", "Harn", "Velka")
SOURCE = article(*(f"Rebels captured {town}." for town in TOWNS), path="war.txt")
CUT = completion('{"records": [', finish_reason="length")


def shown(request: Request) -> list[int]:
    """The numbers of the sentences that a request asks about."""
    lines = asked_text(request).split("<sentences>\n")[1].splitlines()[:-1]
    return [int(line[1 : line.index("]")]) for line in lines]


def captured(number: int) -> Completion:
    return completion({"records": [all_of(number)]})


def all_of(number: int) -> dict[str, object]:
    return item("control_change", sentences=[number], places=[TOWNS[number]], gained_by="Rebels")


def everything(request: Request) -> Completion:
    return completion({"records": [all_of(number) for number in shown(request)]})


def extract(queue: QueueTransport, source: Article = SOURCE, **settings: object) -> Extraction:
    with extractor(queue, **settings) as opened:
        return opened.extract([source])


def places(result: Extraction) -> list[str]:
    return [record.place.text for record in result.records if record.place]


def test_failing_window_is_named_and_the_rest_goes_on() -> None:
    def answer(request: Request) -> Completion | Exception:
        return AnswerRefused("the model refused", hint="try another") if shown(request) == [2] else everything(request)

    result = extract(QueueTransport(answer), window=1)
    (failure,) = result.failures
    assert (failure.path, failure.article_id, failure.window) == ("war.txt", SOURCE.id, "2-2")
    assert (failure.error, failure.message, failure.hint) == ("AnswerRefused", "the model refused", "try another")
    assert places(result) == ["Tolme", "Besk", "Velka"]
    assert result.windows == 4


def test_failures_come_in_the_order_of_the_article() -> None:
    def answer(request: Request) -> Completion | Exception:
        return everything(request) if shown(request) == [0, 1] else AnswerRefused(f"no {shown(request)}")

    long = article(*(f"Rebels captured village {number}." for number in range(24)))
    result = extract(QueueTransport(lambda _: AnswerRefused("no")), long, window=2)
    assert [failure.window for failure in result.failures] == [f"{n}-{n + 1}" for n in range(0, 24, 2)]
    assert places(extract(QueueTransport(answer), window=2)) == ["Tolme", "Besk"]


def test_failing_article_does_not_hold_up_another() -> None:
    other = article("Rebels captured Duna.", path="other.txt")
    queue = answering(
        {"Tolme": AnswerRefused("no"), "Duna": [item("control_change", places=["Duna"], gained_by="Rebels")]}
    )
    with extractor(queue) as opened:
        result = opened.extract([SOURCE, other])
    assert [failure.path for failure in result.failures] == ["war.txt"]
    assert places(result) == ["Duna"]
    assert result.article_ids == [SOURCE.id, other.id]


# -- answers that are cut off ----------------------------------------------------------------------------------------


def test_cut_answer_gets_a_larger_budget_once() -> None:
    queue = QueueTransport([CUT, completion({"records": [all_of(0)]})])
    result = extract(queue, max_tokens=100)
    assert [request["max_tokens"] for request in queue.requests] == [100, 200]
    assert queue.requests[0]["messages"] == queue.requests[1]["messages"]
    assert places(result) == ["Tolme"]
    assert (result.failures, result.windows) == ([], 1)


def test_answer_that_stays_cut_halves_the_window() -> None:
    def answer(request: Request) -> Completion:
        return CUT if len(shown(request)) > 2 else everything(request)

    queue = QueueTransport(answer)
    result = extract(queue, max_tokens=100)
    asked = [(shown(request), request["max_tokens"]) for request in queue.requests]
    assert asked == [([0, 1, 2, 3], 100), ([0, 1, 2, 3], 200), ([0, 1], 100), ([2, 3], 100)]
    assert "<before>\n[0] Rebels captured Tolme." in asked_text(queue.requests[-1])
    assert places(result) == list(TOWNS)
    assert result.failures == []


def test_sentence_whose_answer_stays_cut_is_reported() -> None:
    def answer(request: Request) -> Completion:
        return CUT if 2 in shown(request) else everything(request)

    result = extract(QueueTransport(answer), max_tokens=100)
    (failure,) = result.failures
    assert (failure.error, failure.window, failure.path) == ("AnswerTruncated", "2-2", "war.txt")
    assert places(result) == ["Tolme", "Besk", "Velka"]


def test_endpoint_that_allows_no_larger_budget() -> None:
    def answer(request: Request) -> Completion | Exception:
        if request["max_tokens"] > 100:
            return ModelRejected("max_tokens is too large")
        return CUT if len(shown(request)) > 1 else everything(request)

    result = extract(QueueTransport(answer), max_tokens=100)
    assert places(result) == list(TOWNS)
    assert result.failures == []


def test_small_model_has_a_budget_for_a_sentence() -> None:
    queue = QueueTransport(lambda _: CUT)
    result = extract(queue, article(ASKED.format("Tolme", "Besk")), model="embedded")
    assert [request["max_tokens"] for request in queue.requests] == [ANSWER_TOKENS, 2 * ANSWER_TOKENS]
    assert [failure.error for failure in result.failures] == ["AnswerTruncated"]


# -- windows that do not fit -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 3])
def test_window_that_does_not_fit_is_halved(most: int) -> None:
    def answer(request: Request) -> Completion | Exception:
        return everything(request) if len(shown(request)) <= most else ContextTooLong("too long")

    queue = QueueTransport(answer)
    result = extract(queue)
    assert places(result) == list(TOWNS)
    assert (result.failures, result.quarantined) == ([], [])
    assert len({request["max_tokens"] for request in queue.requests}) == 1


def test_sentence_that_does_not_fit_is_reported() -> None:
    def answer(request: Request) -> Completion | Exception:
        return ContextTooLong("too long", hint="lower --window") if 1 in shown(request) else everything(request)

    result = extract(QueueTransport(answer))
    assert [(failure.error, failure.window) for failure in result.failures] == [("ContextTooLong", "1-1")]
    assert places(result) == ["Tolme", "Harn", "Velka"]


def test_what_is_set_aside_in_halves_is_kept() -> None:
    def answer(request: Request) -> Completion | Exception:
        if len(shown(request)) > 1:
            return ContextTooLong("too long")
        return completion({"records": [{**all_of(shown(request)[0]), "places": ["Gbah"]}]})

    result = extract(QueueTransport(answer))
    assert [aside.record["window"] for aside in result.quarantined] == ["0-0", "1-1", "2-2", "3-3"]
    assert result.records == []


def test_offline_without_answers_is_a_failure_of_each_window() -> None:
    queue = QueueTransport()
    result = extract(queue, window=2, cache=True, offline=True)
    assert [failure.error for failure in result.failures] == ["OfflineMiss", "OfflineMiss"]
    assert queue.calls == 0
