"""What the words of one article stand for, as a strong model tells it: English names, and who "they" are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conflict_extract.extraction.article_reader.answer import Name
from conflict_extract.extraction.spans import QUOTES, Span, occurrences
from conflict_extract.normalize import is_unnamed
from conflict_extract.schema import Article, Sentence
from conflict_extract.schema.records import Doubt


class Known(NamedTuple):
    """What words stand for.

    Args:
        name: in English press spelling; None where the words themselves are the name.
        antecedent: where the article names what a stand-in stands for; None for a name, or where only the title does.
        doubts: what speaks against it.
    """

    name: str | None = None
    antecedent: Span | None = None
    doubts: tuple[Doubt, ...] = ()


class Names:
    """The names of one article. Nothing of any other article is in them.

    Args:
        article: the article.
        given: what the model said of each window, in their order. What it says first of words counts.
    """

    def __init__(self, article: Article, given: Iterable[Sequence[Name]]) -> None:
        self._article = article
        self._everywhere: dict[str, str] = {}
        self._here: dict[tuple[str, int], str] = {}
        self._written: dict[str, list[str]] = {}
        self._disputed: set[str] = set()
        for names in given:
            for each in names:
                self._take(each)

    def _take(self, given: Name) -> None:
        key, name = _key(given.text), " ".join(given.name.split())
        if not key or not name:
            return
        if given.sentence is not None:
            self._here.setdefault((key, given.sentence), name)
            return
        if _key(self._everywhere.setdefault(key, name)) != _key(name):
            self._disputed.add(key)
        self._written.setdefault(_key(name), []).append(given.text)

    def of(self, span: Span) -> Known:
        """What the words at a place of the article stand for."""
        text = span.text(self._article)
        key = _key(text)
        name = self._here.get((key, span.sentence.number)) or self._everywhere.get(key)
        if name is None or _key(name) == key:
            return Known()
        doubts: tuple[Doubt, ...] = ("name_disputed",) if key in self._disputed else ()
        stand_in = (key, span.sentence.number) in self._here or is_unnamed(text)
        if not stand_in or is_unnamed(name):
            return Known(name, None, doubts)
        named, antecedent = self._named(name, span)
        return Known(name, antecedent, doubts) if named else Known(None, None, (*doubts, "name_not_in_text"))

    def _named(self, name: str, span: Span) -> tuple[bool, Span | None]:
        """Whether the article names what a stand-in stands for, and where: nearest before it, else nearest behind."""
        spellings = dict.fromkeys([name, *self._written.get(_key(name), ())])
        for sentence in self._nearest(span.sentence):
            found = [each for spelling in spellings for each in occurrences(spelling, sentence)]
            found = [each for each in found if not (each.start < span.end and span.start < each.end)]
            if found:
                return True, min(found, key=lambda each: abs(each.start - span.start))
        title = self._article.title or ""
        whole = Sentence(number=0, start=0, end=len(title), text=title)
        return any(occurrences(spelling, whole) for spelling in spellings), None

    def _nearest(self, own: Sentence) -> Iterable[Sentence]:
        sentences = self._article.sentences
        yield from reversed(sentences[: own.number + 1])
        yield from sentences[own.number + 1 :]


def _key(text: str) -> str:
    return " ".join(text.split()).strip(QUOTES).casefold()
