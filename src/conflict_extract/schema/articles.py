"""What an article is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from conflict_extract.schema.showing import short


class Frozen(BaseModel):
    """Base of all stored models: unchangeable, and unknown keys are errors rather than losses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Sentence(Frozen):
    """One sentence of an article: its number from 0 and its span of characters, `text == article.text[start:end]`."""

    number: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Article(Frozen):
    """One published text of one outlet, with its sentences numbered from 0.

    `text` is the decoded file without front matter, with newlines as `\\n`. What is not known is null.
    `id` depends on outlet and text alone.
    """

    id: str
    external_id: str | None = None
    outlet: str | None = None
    published: str | None = Field(default=None, description="ISO 8601 date or timestamp")
    title: str | None = None
    url: str | None = None
    language: str | None = Field(default=None, description="ISO 639 code, of two letters if there is one")
    path: str | None = None
    text: str
    sentences: tuple[Sentence, ...] = ()

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return [
            ("id", self.id),
            ("outlet", self.outlet),
            ("published", self.published),
            ("sentences", len(self.sentences)),
            ("text", short(self.text)),
        ]
