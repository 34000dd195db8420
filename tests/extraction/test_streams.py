"""Results as they finish, with and without an event loop of one's own, once and again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from conflict_extract.extraction import Extractor
from conflict_extract.schema import Article, Extraction, Usage
from tests.extraction.builders import ASKED, Fields, answering, article, asked_text, extractor, item
from tests.fakes import Completion, QueueTransport, Request, completion

TOWNS = ("Tolme", "Besk", "Harn", "Velka", "Duna")
ARTICLES = [article(f"Rebels captured {town}.", outlet=f"{town} Post") for town in TOWNS]
ANSWERS: dict[str, list[Fields]] = {
    f"Rebels captured {town}.": [item("control_change", places=[town], gained_by="Rebels")] for town in TOWNS
}


def places(*results: Extraction) -> list[str]:
    return [record.place.text for result in results for record in result.records if record.place]


class Holding(QueueTransport):
    """Keeps back the answer about one town until it is told to go on."""

    def __init__(self, town: str) -> None:
        super().__init__(answering(ANSWERS)._by_request or ())
        self.town = town
        self.go = asyncio.Event()

    async def send(self, request: Request) -> Completion:
        if self.town in asked_text(request):
            await self.go.wait()
        return await super().send(request)


async def test_each_article_comes_as_it_finishes() -> None:
    queue = Holding("Tolme")
    seen = []
    async with extractor(queue, concurrency=2) as opened:
        async for part in opened.astream(ARTICLES):
            seen += places(part)
            assert len(part.article_ids) == 1
            if len(seen) == len(TOWNS) - 1:
                assert "Tolme" not in seen
                queue.go.set()
    assert seen == ["Besk", "Harn", "Velka", "Duna", "Tolme"]


def test_stream_without_a_loop() -> None:
    with extractor(answering(ANSWERS), concurrency=1) as opened:
        parts = list(opened.stream(iter(ARTICLES)))
    assert places(*parts) == list(TOWNS)
    assert [part.windows for part in parts] == [1] * len(TOWNS)


def test_stream_takes_articles_as_it_needs_them() -> None:
    taken: list[Article] = []

    def one_by_one() -> object:
        for each in ARTICLES:
            taken.append(each)
            yield each

    with extractor(answering(ANSWERS), concurrency=1) as opened:
        parts = opened.stream(one_by_one())  # type: ignore[arg-type]
        next(parts)
        assert len(taken) == 1
        parts.close()  # type: ignore[attr-defined]  # it is a generator
        assert len(taken) == 1


def test_stream_that_is_closed_early_cancels_and_the_extractor_goes_on() -> None:
    queue = answering(ANSWERS)
    with extractor(queue, concurrency=2) as opened:
        parts = opened.stream(ARTICLES)
        first = next(parts)
        parts.close()  # type: ignore[attr-defined]
        assert queue.under_way == 0
        calls = queue.calls
        assert calls < len(TOWNS)
        assert list(parts) == []
        assert len(places(first)) == 1
        assert places(opened.extract(ARTICLES)) == list(TOWNS)
    assert queue.closed == 1


async def test_asynchronous_stream_that_is_closed_early() -> None:
    queue = Holding("Besk")
    async with extractor(queue, concurrency=2) as opened:
        parts = opened.astream(ARTICLES)
        assert places(await anext(parts)) == ["Tolme"]
        await parts.aclose()  # type: ignore[attr-defined]
        assert queue.under_way == 0
    assert queue.closed == 1


async def test_asynchronous_twins_give_the_same() -> None:
    async with extractor(answering(ANSWERS)) as opened:
        awaited = await opened.aextract(ARTICLES)
    streamed = []
    async with extractor(answering(ANSWERS), concurrency=1) as opened:
        async for part in opened.astream(ARTICLES):
            streamed.append(part)
    assert places(awaited) == places(*streamed) == list(TOWNS)
    with extractor(answering(ANSWERS)) as opened:  # inside a running loop, as in a notebook
        waited = opened.extract(ARTICLES)
        assert sorted(places(*opened.stream(ARTICLES[:2]))) == ["Besk", "Tolme"]
    assert waited.records == awaited.records


def test_bug_of_a_transport_is_told_and_leaves_nothing_under_way() -> None:
    queue = QueueTransport(lambda _: ZeroDivisionError("a bug"))
    with extractor(queue) as opened, pytest.raises(ZeroDivisionError, match="a bug"):
        opened.extract(ARTICLES)
    assert queue.under_way == 0


# -- again, and what it costs ----------------------------------------------------------------------------------------


def test_extracting_twice_gives_the_same_and_counts_each_run() -> None:
    queue = answering(ANSWERS)
    with extractor(queue, price_in=1.0, price_out=10.0) as opened:
        first = opened.extract(ARTICLES)
        second = opened.extract(ARTICLES)
        assert first.records == second.records
        for result in (first, second):
            assert (result.usage.calls, result.usage.tokens_in, result.usage.tokens_out) == (5, 500, 50)
            assert result.usage.cost == pytest.approx(0.001)
            assert result.usage.seconds > 0
        assert (opened.usage.calls, opened.usage.tokens_in) == (10, 1000)
        assert opened.usage.cost == pytest.approx(0.002)
    assert queue.calls == 10


def test_kept_answers_cost_nothing(tmp_path: Path) -> None:
    first, second = answering(ANSWERS), QueueTransport()
    with extractor(first, cache=True, cache_dir=tmp_path) as opened:
        before = opened.extract(ARTICLES)
    with extractor(second, cache=True, cache_dir=tmp_path) as opened:
        after = opened.extract(ARTICLES)
    assert after.records == before.records
    assert (before.usage.calls, before.usage.cache_hits) == (5, 0)
    assert (after.usage.calls, after.usage.cache_hits, after.usage.tokens_in, after.usage.cost) == (0, 5, 0, 0.0)


def test_cost_is_unknown_where_the_price_is() -> None:
    with extractor(answering(ANSWERS)) as opened:
        assert opened.usage == Usage()
        assert opened.extract(ARTICLES).usage.cost is None


def test_budget_that_is_used_up_is_a_failure_of_the_windows_left() -> None:
    costly = {text: completion({"records": items}, usage=(50_000, 10)) for text, items in ANSWERS.items()}
    queue = answering(costly)
    with extractor(queue, concurrency=1, price_in=1.0, price_out=0.0, max_cost=0.22) as opened:
        result = opened.extract(ARTICLES)
    done = places(result)
    assert 0 < len(done) == queue.calls < len(TOWNS)
    assert done == list(TOWNS[: len(done)])
    assert [failure.error for failure in result.failures] == ["BudgetExceeded"] * (len(TOWNS) - len(done))
    assert 0 < (result.usage.cost or 0) <= 0.22


@pytest.mark.parametrize(("window", "calls"), [(None, 1), (2, 3), (1, 5)])
def test_estimate_makes_no_call(window: int | None, calls: int) -> None:
    queue = QueueTransport()
    source = article(*(f"Rebels captured {town}." for town in TOWNS))
    with extractor(queue, window=window) as opened:
        assert opened.estimate([])[0] == 0
        estimated, tokens_in, tokens_out = opened.estimate([source])
        assert estimated == calls == len(opened.windows(source))
        assert tokens_in > 1000 * calls
        assert 16 * calls < tokens_out < tokens_in
        double = opened.estimate([source, source])
        assert double == (2 * estimated, 2 * tokens_in, 2 * tokens_out)
    assert queue.calls == queue.closed == 0


def test_estimate_knows_what_the_embedded_model_is_not_asked() -> None:
    with extractor(QueueTransport(), model="embedded") as opened:
        asked = ASKED.format("Tolme", "Besk")
        assert opened.estimate([article("Rain fell.", asked, "Rebels captured Harn.")])[0] == 1
        assert opened.estimate([article("Rebels captured Tolme.")]) == (0, 0, 0)
        assert opened.estimate([article(asked, language="de")]) == (0, 0, 0)


def test_closing_twice_and_without_having_begun() -> None:
    queue = QueueTransport(lambda _: completion())
    opened: Extractor = extractor(queue)
    opened.close()
    opened.extract(ARTICLES[:1])
    opened.close()
    opened.close()
    assert queue.closed == 1
