"""What the words of one article stand for, as a strong model tells it: English names, and who "they" are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conflict_extract.extraction.article_reader.answer import Name
from conflict_extract.extraction.spans import Span, occurrences, plain
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
        english: whether the article is in English, so that it writes names as they are given.
    """

    def __init__(self, article: Article, given: Iterable[Sequence[Name]], *, english: bool) -> None:
        self._article = article
        self._english = english
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

    def of(self, span: Span, cited: Iterable[int] = ()) -> Known:
        """What the words at a place of the article stand for.

        Args:
            span: the words.
            cited: the numbers of other sentences that are cited with theirs.
        """
        text = span.text(self._article)
        key = _key(text)
        here = [self._here[key, each] for each in (span.sentence.number, *cited) if (key, each) in self._here]
        name = here[0] if here else self._everywhere.get(key)
        if name is None or _key(name) == key:
            return Known()
        doubts: tuple[Doubt, ...] = ("name_disputed",) if key in self._disputed and not here else ()
        if not (here or is_unnamed(text)) or is_unnamed(name):
            return Known(name, None, doubts)
        antecedent = self._antecedent([name, *self._written.get(_key(name), ())], span)
        if antecedent is None and self._english:
            proper = [word for word in name.split() if word[:1].isupper()]
            antecedent = self._antecedent(sorted(proper, key=len, reverse=True), span)
            spoken = any(word in text.split() for word in proper)  # "the whole of Borsk"
            if antecedent is None and not spoken and not self._in_title(proper):
                return Known(None, None, (*doubts, "name_not_in_text"))
        return Known(name, antecedent, doubts)

    def _antecedent(self, spellings: Iterable[str], span: Span) -> Span | None:
        """Where the article names what a stand-in stands for: nearest before it, else nearest behind."""
        for spelling in dict.fromkeys(spellings):
            for sentence in self._nearest(span.sentence):
                found = [
                    each for each in occurrences(spelling, sentence) if each.end <= span.start or each.start >= span.end
                ]
                if found:
                    return min(found, key=lambda each: abs(each.start - span.start))
        return None

    def _in_title(self, words: Iterable[str]) -> bool:
        title = self._article.title or ""
        whole = Sentence(number=0, start=0, end=len(title), text=title)
        return any(occurrences(word, whole) for word in words)

    def _nearest(self, own: Sentence) -> Iterable[Sentence]:
        sentences = self._article.sentences
        yield from reversed(sentences[: own.number + 1])
        yield from sentences[own.number + 1 :]


def _key(text: str) -> str:
    return plain(text).casefold()
