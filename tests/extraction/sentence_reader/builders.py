"""A sentence reader with a small model that always names the same places."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from conflict_extract.extraction.asking import Answer
from conflict_extract.extraction.claims import Reading
from conflict_extract.extraction.sentence_reader.reader import SentenceReader, StatementWindow
from conflict_extract.normalize import packaged_actors
from conflict_extract.schema import Article, Record
from tests.extraction.builders import article

ACTORS = packaged_actors()
READER = SentenceReader(ACTORS)


class SmallModel:
    """Names some places, whatever it is asked, and keeps the questions with their schemas."""

    def __init__(self, *places: str) -> None:
        self._places = list(places)
        self.questions: list[str] = []
        self.schemas: list[dict[str, Any]] = []

    async def __call__(
        self, messages: list[dict[str, str]], answer: type[Answer], schema: dict[str, Any], max_tokens: int
    ) -> Answer:
        """Answers."""
        self.questions.append(messages[-1]["content"])
        self.schemas.append(schema)
        return answer.model_validate({"places": self._places})


def windows(source: Article | str) -> list[StatementWindow]:
    """The statements of an article."""
    return list(READER.windows(article(source) if isinstance(source, str) else source))


def missed(window: StatementWindow, kept: int = 1) -> StatementWindow:
    """The window as it is where grammar found no more than some of its places."""
    told = replace(window.statement, places=window.statement.places[:kept], names_more=True)
    return replace(window, statement=told)


def answered(window: StatementWindow, *places: str) -> Reading:
    """What a statement claims where the model names these places."""
    return asyncio.run(READER.read(SmallModel(*places), window, 100, "fake"))


def read(*sentences: str, model: SmallModel | None = None) -> Reading:
    """What an article of these sentences claims."""
    source = article(*sentences)

    async def reading() -> list[Reading]:
        return [await READER.read(model or SmallModel(), window, 100, "fake") for window in windows(source)]

    return READER.finish(source, asyncio.run(reading()))


def records(reading: Reading) -> list[Record]:
    """The records that are claimed."""
    return [claim.record for claim in reading.claims]


def places(reading: Reading) -> set[str]:
    """The words for the places of the records."""
    return {record.place.text for record in records(reading) if record.place}


def reasons(reading: Reading) -> list[str]:
    """Why something was set aside."""
    return [aside.reason for aside in reading.quarantined]
