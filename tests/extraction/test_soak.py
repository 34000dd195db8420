"""Two thousand windows at an endpoint where three calls in ten go wrong: nothing is lost, nothing is paid for twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from conflict_extract.llm import ModelClient
from conflict_extract.schema import Article, Extraction, Record
from tests.extraction.builders import article, extractor, item
from tests.fakes import Completion, Naps, QueueTransport, Request, completion
from tests.faults import FAULTS, HARMLESS, KEPT, FaultServer, drawn

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ARTICLES, SENTENCES, RATE, SEED = 250, 8, 0.3, 20
SYLLABLES = ("ba", "do", "ke", "li", "mu", "na", "ro", "si", "ta", "vu")


def town(number: int) -> str:
    return "".join(SYLLABLES[int(digit)] for digit in f"{number:04}").capitalize()


def articles() -> list[Article]:
    return [
        article(*(f"Rebels captured {town(first + offset)}." for offset in range(SENTENCES)), outlet=f"Courier {first}")
        for first in range(0, ARTICLES * SENTENCES, SENTENCES)
    ]


def answer(request: Request) -> Completion:
    """What a good model says of a window, also when it is asked again with the reason."""
    texts = [str(message["content"]) for message in request["messages"]]
    window = next(text for text in reversed(texts) if "<sentences>" in text).split("<sentences>")[1]
    stated = re.findall(r"\[(\d+)\] Rebels captured (\w+)\.", window)
    return completion(
        {
            "records": [
                item("control_change", sentences=[int(n)], places=[name], gained_by="Rebels") for n, name in stated
            ]
        }
    )


def without(clean: list[Record], some: list[Article], result: Extraction) -> list[Record]:
    """The records of a clean run that a run over some articles can have: all but those of the windows that it names."""
    asked = {source.id for source in some}
    named = set()
    for failure in result.failures:
        first, last = (int(number) for number in str(failure.window).split("-"))
        named |= {(failure.article_id, number) for number in range(first, last + 1)}
    return [
        record
        for record in clean
        if record.article_id in asked and (record.article_id, record.evidence[0].sentence) not in named
    ]


async def test_faults_cost_no_record_and_no_answer_is_paid_for_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = articles()
    async with extractor(QueueTransport(answer)) as undisturbed:  # records are the same however the windows are cut
        clean = await undisturbed.aextract(sources)
    assert (len(clean.records), clean.failures) == (ARTICLES * SENTENCES, [])

    async with FaultServer(answer, drawn(SEED, RATE, FAULTS)) as server:

        async def run(some: list[Article]) -> Extraction:
            opened = extractor(server.client(monkeypatch), window=1, cache=True, cache_dir=tmp_path)
            opened._client = ModelClient(opened.settings, transport=opened._transport, clock=Naps())
            async with opened:
                result = await opened.aextract(some)
            assert result.records == without(clean.records, some, result)
            assert result.quarantined == []
            return result

        first = await run(sources)
        assert first.windows == 2000
        assert first.usage.cache_hits == 0
        assert 0.25 < 1 - server.faults["none"] / server.calls < 0.35
        assert set(server.faults) == {*FAULTS, "none"}, "each fault has happened"

        # run again, what could not be had is had, but for what the model itself has said
        last, calls, runs = first, 0, 1
        while server.calls > calls:
            calls = server.calls
            named = {failure.article_id for failure in last.failures}
            last = await run([source for source in sources if source.id in named])
            runs += 1
        assert {failure.error for failure in last.failures} <= {"AnswerInvalid", "AnswerRefused", "AnswerTruncated"}
        assert len(last.failures) < len(first.failures)

    arrived = Counter(key for key, fault in server.answered if fault in (None, *HARMLESS, *KEPT))
    assert max(arrived.values()) == 1, "what has arrived is not asked for again"
    faulty = Counter({fault: number for fault, number in server.faults.items() if fault != "none"})
    print(
        f"\n{first.windows:,} windows, {faulty.total():,} faults of {len(faulty)} kinds in {server.calls:,} calls, "
        f"{runs} runs: {len(clean.records) - len(first.failures):,} records of {len(clean.records):,} after the first, "
        f"{len(first.failures)} windows named; {len(clean.records) - len(last.failures):,} at the end, "
        f"{len(last.failures)} named, for the model's own word; no answer asked for twice"
    )
    print("  " + ", ".join(f"{number} {fault}" for fault, number in faulty.most_common()))
