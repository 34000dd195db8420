"""The run of sentences that goes into one model call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conflict_extract.articles import furniture
from conflict_extract.extraction.prompt_injection import addressed
from conflict_extract.schema import Article, Sentence

CHARACTERS_A_TOKEN = 4.0


@dataclass(frozen=True)
class Window:
    """The run of sentences that goes into one model call.

    Args:
        article: where they come from.
        sentences: those to be read.
    """

    article: Article
    sentences: tuple[Sentence, ...]

    @property
    def label(self) -> str:
        """First and last sentence, as in "3-7"."""
        return f"{self.sentences[0].number}-{self.sentences[-1].number}"

    @property
    def message(self) -> str | None:
        """The window as the model sees it; None where it is not asked about."""
        raise NotImplementedError

    def halves(self) -> tuple[Window, Window] | None:
        """The two halves of a window that was too long; None where it cannot be cut."""
        return None


def readable(article: Article) -> Iterator[Sentence]:
    """The sentences that can state something; a sentence said before in the article is read once."""
    seen = set()
    skipped = furniture(article) | addressed(article)
    for sentence in article.sentences:
        if sentence.text not in seen and sentence.number not in skipped:
            seen.add(sentence.text)
            yield sentence
