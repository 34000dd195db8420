"""What the words of one article stand for, as a strong model tells it: English names, and who "they" are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from conflict_extract.extraction.article_reader.answer import Name
from conflict_extract.extraction.spans import Span, occurrences, plain
from conflict_extract.normalize import akin, alike, fold_place, is_pronoun, is_unnamed
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

    What a model says first of a name counts in the whole article; what it says of "the city" and "they" counts in the
    sentence that it names, else in its own window.

    Args:
        article: the article.
        given: the numbers of the sentences of each window, and what the model said of names there, in their order.
        english: whether the article is in English, so that it writes names as they are given.
    """

    def __init__(
        self, article: Article, given: Iterable[tuple[Collection[int], Sequence[Name]]], *, english: bool
    ) -> None:
        self._article = article
        self._english = english
        self._everywhere: dict[str, str] = {}
        self._in_window: dict[tuple[str, int], str] = {}
        self._here: dict[tuple[str, int], str] = {}
        self._written: dict[str, list[str]] = {}
        self._disputed: set[str] = set()
        self._window_of: dict[int, int] = {}
        for window, (sentences, names) in enumerate(given):
            self._window_of |= dict.fromkeys(sentences, window)
            for each in names:
                self._take(each, window)

    def _take(self, given: Name, window: int) -> None:
        key, name = _key(given.text), " ".join(given.name.split())
        if not key or not name:
            return
        if given.sentence is not None and self._stands_in(given.text, given.sentence):
            self._here.setdefault((key, given.sentence), name)
        elif given.sentence is not None or is_unnamed(given.text) or is_pronoun(given.text):
            self._in_window.setdefault((key, window), name)
        else:
            if _key(self._everywhere.setdefault(key, name)) != _key(name):
                self._disputed.add(key)
            self._written.setdefault(_key(name), []).append(given.text)

    def _stands_in(self, text: str, number: int) -> bool:
        sentences = self._article.sentences
        return 0 <= number < len(sentences) and bool(occurrences(text, sentences[number], self._article.language))

    def of(self, span: Span, cited: Iterable[int] = ()) -> Known:
        """What the words at a place of the article stand for.

        Args:
            span: the words.
            cited: the numbers of other sentences that are cited with theirs.
        """
        text, number = span.text(self._article), span.sentence.number
        keys = [_key(each) for each in (text, span.said) if each]  # as it stands there, and without its ending
        here = [self._here[key, each] for each in (number, *cited) for key in keys if (key, each) in self._here]
        window = self._window_of.get(number, -1)
        own = here[0] if here else next(filter(None, (self._in_window.get((key, window)) for key in keys)), None)
        name = own or next(filter(None, map(self._everywhere.get, keys)), None)
        if name is None or _key(name) in keys:
            return Known(span.said)
        doubts: tuple[Doubt, ...] = ("name_disputed",) if own is None and self._disputed.intersection(keys) else ()
        if is_unnamed(name):
            return Known(name, None, doubts)
        if own is None and not is_unnamed(text):  # a name of its own, spelt otherwise
            sound = not self._english or _is_respelt(text, name) or self._is_named(name, text)
            return Known(name, None, doubts) if sound else Known(None, None, (*doubts, "name_not_in_text"))
        if self._english and not self._is_named(name, text):
            return Known(None, None, (*doubts, "name_not_in_text"))
        proper = sorted(_proper(name), key=len, reverse=True) if self._english else ()
        return Known(name, self._antecedent([name, *self._written.get(_key(name), ()), *proper], span), doubts)

    def _is_named(self, name: str, text: str) -> bool:
        """Whether each proper word of a name stands in the article, its title, or the words that it explains."""
        known = {_key(word) for word in text.split()}
        title = self._article.title or ""
        places = [*self._article.sentences, Sentence(number=0, start=0, end=len(title), text=title)]
        return all(
            _key(word) in known or any(occurrences(word, sentence) for sentence in places) for word in _proper(name)
        )

    def _antecedent(self, spellings: Iterable[str], span: Span) -> Span | None:
        """Where the article names what a stand-in stands for: nearest before it, else nearest behind."""
        for spelling in dict.fromkeys(spellings):
            for sentence in self._nearest(span.sentence):
                found = [
                    each
                    for each in occurrences(spelling, sentence, self._article.language)
                    if each.end <= span.start or each.start >= span.end
                ]
                if found:
                    return min(found, key=lambda each: abs(each.start - span.start))
        return None

    def _nearest(self, own: Sentence) -> Iterable[Sentence]:
        sentences = self._article.sentences
        yield from reversed(sentences[: own.number + 1])
        yield from sentences[own.number + 1 :]


def _proper(name: str) -> list[str]:
    return [word for word in name.split() if word[:1].isupper()]


def _is_respelt(text: str, name: str) -> bool:
    """Whether a name is another spelling of what the article writes: a common word, the same sound, its initials."""
    words, others = ({_key(word) for word in _proper(each)} for each in (text, name))
    initials = ["".join(word[0] for word in _proper(each)) for each in (text, name)]
    one, two = fold_place(text), fold_place(name)
    return bool(words & others) or initials[1] == text or initials[0] == name or alike(one, two) or akin(one, two)


def _key(text: str) -> str:
    return plain(text).casefold()
