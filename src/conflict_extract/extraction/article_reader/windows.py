"""An article in as few windows as fit, each with its head and the sentences before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from conflict_extract.extraction.quoting import defused
from conflict_extract.extraction.windows import Window, readable
from conflict_extract.normalize import published_date
from conflict_extract.schema import Article, Sentence

CONTEXT_SENTENCES = 3
WINDOW_CHARACTERS = 12_000  # the answer to so many fits into the tokens of one, also where they are full of events
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")  # in any locale


@dataclass(frozen=True)
class ArticleWindow(Window):
    """A run of sentences of an article.

    Args:
        article: where they come from.
        sentences: those to be read.
        context: those before them, for the reader's understanding only.
        header: outlet, date and title.
    """

    context: tuple[Sentence, ...] = ()
    header: str = ""

    @property
    def message(self) -> str:
        """The window as the model sees it."""
        context, sentences = ([(each.number, each.text) for each in part] for part in (self.context, self.sentences))
        return quoted(sentences, header=self.header, context=context)

    def halves(self) -> tuple[ArticleWindow, ArticleWindow] | None:
        """The two halves of a window of two or more sentences; the second sees the end of the first as context."""
        middle = len(self.sentences) // 2
        if not middle:
            return None
        first, second = self.sentences[:middle], self.sentences[middle:]
        return replace(self, sentences=first), replace(self, sentences=second, context=first[-CONTEXT_SENTENCES:])


def whole_windows(article: Article, limit: int | None = None) -> Iterator[ArticleWindow]:
    """The whole article in as few windows as fit, each with the article's head and the sentences before it.

    Args:
        article: page furniture in it is left out.
        limit: sentences a window at most; None for as many as `WINDOW_CHARACTERS` hold.
    """
    header = header_of(article)
    run: list[Sentence] = []
    before: tuple[Sentence, ...] = ()
    length = 0
    for sentence in readable(article):
        if run and (len(run) == limit or length + len(sentence.text) > WINDOW_CHARACTERS):
            yield ArticleWindow(article, tuple(run), before, header)
            before, run, length = tuple(run[-CONTEXT_SENTENCES:]), [], 0
        run.append(sentence)
        length += len(sentence.text)
    if run:
        yield ArticleWindow(article, tuple(run), before, header)


def quoted(sentences: Iterable[tuple[int, str]], *, header: str = "", context: Iterable[tuple[int, str]] = ()) -> str:
    """A window as the model sees it: what is known about the article, sentences before, and the sentences to read.

    Each sentence stands on one line behind its number in square brackets.
    """
    parts = []
    if header:
        parts.append(f"<article>\n{header}\n</article>")
    if before := _lines(context):
        parts.append(f"<before>\n{before}\n</before>")
    parts.append(f"<sentences>\n{_lines(sentences)}\n</sentences>")
    return "\n".join(parts)


def _lines(sentences: Iterable[tuple[int, str]]) -> str:
    return "\n".join(f"[{number}] {defused(text)}" for number, text in sentences)


def header_of(article: Article) -> str:
    """Outlet, date of publication with its weekday, and title, as far as they are known."""
    day = published_date(article.published)
    published = f"{article.published} ({_WEEKDAYS[day.weekday()]})" if day else article.published
    known = (("Outlet", article.outlet), ("Published", published), ("Title", article.title))
    return "\n".join(f"{name}: {defused(value)}" for name, value in known if value)
