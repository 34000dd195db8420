"""A small model's answers by hand, each to a question about one trigger of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from conflict_extract.extraction.claims import Origin, Reading
from conflict_extract.extraction.sentence_reader.question import Item, TriggerQuestion
from conflict_extract.extraction.sentence_reader.reader import (
    SentenceReader,
    SentenceReading,
    TriggerWindow,
    read_item,
)
from conflict_extract.extraction.sentence_reader.screening import screen as screen_by
from conflict_extract.extraction.spans import find
from conflict_extract.normalize import packaged_actors
from conflict_extract.schema import Article, Kind, Record, Sentence
from tests.extraction import builders
from tests.extraction.builders import Fields, article

ORIGIN = Origin("fake", "1")
ACTORS = packaged_actors()
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def item(kind: str, /, **fields: Any) -> Fields:
    """An answer about one trigger as JSON, with what a test does not care about filled in."""
    made = builders.item(kind, **fields)
    del made["sentences"]
    return made


def parsed(said: Fields) -> Item:
    """An answer as the reader takes it."""
    return _ITEM.validate_python(said)


def screen(text: str) -> list[TriggerQuestion]:
    """What to ask about a sentence, by the packaged actors."""
    return screen_by(text, ACTORS)


def question(sentence: Sentence, kind: Kind, trigger: str) -> TriggerQuestion:
    """What is asked about a trigger: as screening asks it, else about the first place where it stands."""
    screened = [asked for asked in screen(sentence.text) if (asked.kind, asked.trigger) == (kind, trigger)]
    if screened:
        return screened[0]
    span = find(trigger, [sentence])
    assert span is not None, f"{trigger!r} is not in {sentence.text!r}"
    text, start, end = span.in_sentence
    return TriggerQuestion(kind, text[start:end], at=(start, end))


def window(source: Article | str, kind: Kind, trigger: str, sentence: int | None = None) -> TriggerWindow:
    """The window of a trigger: in the given sentence, else in the first one that holds it."""
    source = article(source) if isinstance(source, str) else source
    stated = source.sentences[sentence] if sentence is not None else _stating(source, trigger)
    return TriggerWindow(source, (stated,), question(stated, kind, trigger))


def first_window(source: Article | str) -> TriggerWindow:
    """The first window of an article, as a small model is asked about it."""
    return next(SentenceReader(ACTORS).windows(article(source) if isinstance(source, str) else source))


def read(source: Article | str, said: Fields, sentence: int | None = None) -> SentenceReading:
    """What comes of an answer to the question about its own trigger."""
    given = parsed(said)
    return read_item(window(source, given.kind, given.trigger, sentence), given, ORIGIN, ACTORS)


def finished(source: Article, readings: Sequence[SentenceReading]) -> Reading:
    """What comes of the answers to all questions about an article."""
    return SentenceReader(ACTORS).finish(source, list(readings))


def records(reading: Reading) -> list[Record]:
    """The records that are claimed."""
    return [claim.record for claim in reading.claims]


def reasons(reading: Reading) -> list[str]:
    """Why something was set aside."""
    return [aside.reason for aside in reading.quarantined]


def _stating(source: Article, trigger: str) -> Sentence:
    span = find(trigger, source.sentences)
    assert span is not None, f"no sentence holds {trigger!r}"
    return span.sentence
