"""A strong model's answers about articles by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conflict_extract.extraction.article_reader.answer import Answer
from conflict_extract.extraction.article_reader.reader import ArticleReader, ArticleReading
from conflict_extract.extraction.article_reader.windows import ArticleWindow, whole_windows
from conflict_extract.extraction.claims import Reading
from conflict_extract.normalize import packaged_actors
from conflict_extract.schema import Article, Record
from tests.extraction.builders import Fields, article


def whole(source: Article) -> ArticleWindow:
    """The one window that holds all of a short article."""
    (window,) = whole_windows(source)
    return window


def called(text: str, name: str, sentence: int | None = None) -> Fields:
    """What a model says that words stand for."""
    return {"text": text, "name": name, "sentence": sentence}


def answered(window: ArticleWindow, *items: Fields, model: str = "fake", **more: Any) -> ArticleReading:
    """The answer to a window, with `names` and `countries` where they are given."""
    answer = Answer.model_validate({"records": list(items), **more})
    return ArticleReading(window=window, answer=answer, model=model)


def finished(readings: Sequence[ArticleReading]) -> Reading:
    """What comes of the answers to all windows of an article."""
    (source,) = {id(each.window.article): each.window.article for each in readings if each.window}.values()
    return ArticleReader(packaged_actors()).finish(source, readings)


def ground(source: Article | ArticleWindow | str, *items: Fields, **more: Any) -> Reading:
    """What comes of an answer to an article's one window, or to one of several."""
    source = article(source) if isinstance(source, str) else source
    return finished([answered(whole(source) if isinstance(source, Article) else source, *items, **more)])


def records(reading: Reading) -> list[Record]:
    """The records that are claimed."""
    return [claim.record for claim in reading.claims]


def one(source: Article | ArticleWindow | str, *items: Fields, **more: Any) -> Record:
    """The one record that comes of an answer, nothing being set aside."""
    done = ground(source, *items, **more)
    assert done.quarantined == []
    (record,) = records(done)
    return record


def reasons(source: Article | ArticleWindow | str, *items: Fields, **more: Any) -> list[str]:
    """Why items were set aside, none giving a record."""
    done = ground(source, *items, **more)
    assert records(done) == []
    return [aside.reason for aside in done.quarantined]
