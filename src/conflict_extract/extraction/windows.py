"""Which sentences go into one call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conflict_extract.articles import furniture
from conflict_extract.extraction.addressed import addressed
from conflict_extract.extraction.prompts import brief_question, defused, quoted, sentences_of
from conflict_extract.extraction.screening import screen
from conflict_extract.extraction.wire import Asked
from conflict_extract.schema import Article, Sentence

CONTEXT_SENTENCES = 3
WINDOW_CHARACTERS = 24_000
CHARACTERS_A_TOKEN = 4.0


@dataclass(frozen=True)
class Window:
    """The run of sentences that goes into one model call.

    Args:
        article: where they come from.
        sentences: those to be read.
        context: those before them, for the reader's understanding only.
        header: outlet, date and title; empty for one-sentence windows.
        asked: what a small model is asked about its one sentence; None to ask for everything.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    context: tuple[Sentence, ...] = ()
    header: str = ""
    asked: Asked | None = None

    @property
    def label(self) -> str:
        """First and last sentence, as in "3-7"."""
        return f"{self.sentences[0].number}-{self.sentences[-1].number}"

    @property
    def user_message(self) -> str:
        """The window as the model sees it."""
        if self.asked is not None:
            return brief_question(self.sentences[0].text, self.asked.trigger)
        return quoted(sentences_of(self.sentences), header=self.header, context=sentences_of(self.context))

    def halves(self) -> tuple[Window, Window]:
        """The two halves of a window of two or more sentences; the second sees the end of the first as context."""
        middle = len(self.sentences) // 2
        first, second = self.sentences[:middle], self.sentences[middle:]
        return replace(self, sentences=first), replace(self, sentences=second, context=first[-CONTEXT_SENTENCES:])


def whole_windows(article: Article, limit: int | None = None) -> Iterator[Window]:
    """The whole article in as few windows as fit, each with the article's head and the sentences before it.

    Args:
        article: page furniture in it is left out.
        limit: sentences a window at most; None for as many as `WINDOW_CHARACTERS` hold.
    """
    header = _header(article)
    run: list[Sentence] = []
    before: tuple[Sentence, ...] = ()
    length = 0
    for sentence in _readable(article):
        if run and (len(run) == limit or length + len(sentence.text) > WINDOW_CHARACTERS):
            yield Window(article, tuple(run), before, header)
            before, run, length = tuple(run[-CONTEXT_SENTENCES:]), [], 0
        run.append(sentence)
        length += len(sentence.text)
    if run:
        yield Window(article, tuple(run), before, header)


def sentence_windows(article: Article) -> Iterator[Window]:
    """One window for each word that states an event, with its sentence, as a small model needs it."""
    for sentence in _readable(article):
        for asked in screen(sentence.text):
            yield Window(article, (sentence,), asked=asked)


def _readable(article: Article) -> Iterator[Sentence]:
    """The sentences that can state something; a sentence said before in the article is read once."""
    seen = set()
    skipped = furniture(article) | addressed(article)
    for sentence in article.sentences:
        if sentence.text not in seen and sentence.number not in skipped:
            seen.add(sentence.text)
            yield sentence


def _header(article: Article) -> str:
    known = (("Outlet", article.outlet), ("Published", article.published), ("Title", article.title))
    return "\n".join(f"{name}: {defused(value)}" for name, value in known if value)
