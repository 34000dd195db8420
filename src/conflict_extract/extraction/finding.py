"""Where the names that a model copied stand in the sentences, also where it changed them a little."""

from __future__ import annotations

import re

from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.normalize import actor
from conflict_extract.schema import Article, Sentence

_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|also|that|who|which|took|said|says)\b")
_LEADING = re.compile(r"(?:the|an?|his|her|its|their|our|some)\s+", re.IGNORECASE)
_ARTICLES = frozenset(["the", "a", "an"])
_LOOSE_ENDS = " \t\"“”'‘’.,;:()"


class Finder:
    """Finds copied names in a window.

    Args:
        article: the article.
        sentences: the sentences of the window with those before them.
        english: whether a name may be found without its article, its title or what the model added to it.
    """

    def __init__(self, article: Article, sentences: list[Sentence], *, english: bool) -> None:
        self._article = article
        self._sentences = sentences
        self._english = english

    def find(self, words: str | None, cited: list[Sentence]) -> Span | None:
        """A name's place in the cited sentences, else in the sentences before them that the window holds."""
        if not words or not words.strip(QUOTES):
            return None
        others = [sentence for sentence in reversed(self._sentences) if sentence.number < cited[0].number]
        span = find(words, cited) or find(words, others)
        if span is None and self._english:
            span = self._without_head(words, cited) or self._shortened(words, cited)
        return span

    @staticmethod
    def _without_head(words: str, cited: list[Sentence]) -> Span | None:
        """The name behind an article or a title that the sentence writes otherwise: "the spokesman", "Major X Y"."""
        leading = _LEADING.match(words)
        if leading:
            return find(words[leading.end() :], cited)
        tokens = words.split()
        for behind in (tokens[1:], tokens[2:]):
            if (
                len(behind) > 1
                and all(token[0].isupper() for token in behind)
                and (span := find(" ".join(behind), cited))
            ):
                return span
        return None

    def _shortened(self, words: str, cited: list[Sentence]) -> Span | None:
        """The name at the head of a phrase that the model went on with in its own words: "SDF (Syrian …)"."""
        tokens = words.split()
        for length in range(len(tokens) - 1, 0, -1):
            head = " ".join(tokens[:length]).strip(_LOOSE_ENDS)
            span = find(head, cited) if head[:1].isalnum() else None
            if span is not None:
                return None if self._invents(" ".join(tokens[length:]), cited) else self._before_verb(span)
        return None

    @staticmethod
    def _invents(words: str, cited: list[Sentence]) -> bool:
        """Whether words name something that no cited sentence names; an explanation in brackets may."""
        bare = re.sub(r"[(\[].*?(?:[)\]]|$)", " ", words)
        names = [word for word in re.findall(r"\w+", bare) if word[0].isupper() or word[0].isdigit()]
        return any(find(name, cited) is None for name in names)

    def _before_verb(self, span: Span) -> Span | None:
        """A found phrase up to its first verb; None where nothing that can name anyone is left."""
        text = span.text(self._article)
        verb = _AUXILIARY.search(text)
        kept = text[: verb.start()].rstrip() if verb else text
        named = any(word[:1].isupper() and word.lower() not in _ARTICLES for word in kept.split())
        if not named and actor(kept).side == "unknown":
            return None
        return Span(span.sentence, span.start, span.start + len(kept))
