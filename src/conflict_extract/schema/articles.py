"""What an article is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
    language: str | None = Field(default=None, description="ISO 639-1 code")
    path: str | None = None
    text: str
    sentences: tuple[Sentence, ...] = ()
