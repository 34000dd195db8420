"""Where the names that a model copied stand in the sentences, also where it changed them a little."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.normalize import ActorTable, actor
from conflict_extract.schema import Article, Sentence

_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|also|that|who|which|took|said|says)\b")
_LEADING = re.compile(r"(?:the|an?|his|her|its|their|our|some)\s+", re.IGNORECASE)
_ARTICLES = frozenset(["the", "a", "an"])
SHORTEST = 5
LONG_NAME = 7
_UNFINISHED = frozenset(["in", "of", "at", "on", "near", "from", "the", "and"])
_LINKS = frozenset(["to", "with", "by"])
NEAR = 60
NEARLY = 90.0
_LOOSE_ENDS = " \t\"“”'‘’.,;:()"


class Finder:
    """Finds names that a small model copied from a sentence.

    Args:
        article: the article.
        actors: the table of actors.
    """

    def __init__(self, article: Article, actors: ActorTable) -> None:
        self._article = article
        self._actors = actors

    def find(self, words: str | None, cited: list[Sentence]) -> Span | None:
        """A name's place in sentences: as it was copied, or without its article, its title or what was added to it."""
        if not words or not words.strip(QUOTES):
            return None
        return (
            find(words, cited)
            or self._without_head(words, cited)
            or self._shortened(words, cited)
            or self._misspelt(words, cited)
            or self._slip(words, cited)
            or self._tail(words, cited)
        )

    @staticmethod
    def _misspelt(words: str, cited: list[Sentence]) -> Span | None:
        """A name that the model copied with a letter or two wrong: "rebels-held" for "rebel-held"."""
        named = len(words) >= LONG_NAME and any(char.isupper() for char in words)
        for sentence in cited if named else ():
            near = partial_ratio_alignment(words, sentence.text, score_cutoff=NEARLY)
            if near is None:
                continue
            start = sentence.text.rfind(" ", 0, near.dest_start + 1) + 1
            end = sentence.text.find(" ", near.dest_end - 1)
            found = sentence.text[start : end if end >= 0 else None].strip(_LOOSE_ENDS)
            if len(found.split()) == len(words.split()):
                return find(found, [sentence])
        return None

    @staticmethod
    def _slip(words: str, cited: list[Sentence]) -> Span | None:
        """A short name with one letter left out or wrong, neither the first nor the last: "Abche" for "Abeche"."""
        if not (SHORTEST <= len(words) < LONG_NAME and words[0].isupper() and words.isalpha()):
            return None
        for sentence in cited:
            for name in re.findall(r"\w+", sentence.text):
                if (name[0], name[-1]) == (words[0], words[-1]) and Levenshtein.distance(
                    name, words, score_cutoff=1
                ) <= 1:
                    return find(name, [sentence])
        return None

    @staticmethod
    def _tail(words: str, cited: list[Sentence]) -> Span | None:
        """The name that a phrase of the model's own ends with: "camps in Hopang"."""
        tail = re.search(r"\s(?:in|at|of|near)\s+([A-Z]\S*(?:\s[A-Z]\S*)*)$", words)
        return find(tail.group(1), cited) if tail else None

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
            if tokens[length - 1] in _UNFINISHED:
                continue
            head = " ".join(tokens[:length]).strip(_LOOSE_ENDS)
            span = find(head, cited) if head[:1].isalnum() else None
            if span is not None:
                left = " ".join(tokens[length:])
                if tokens[length - 1] in _LINKS and (rest := find(left, [span.sentence])) and rest.start > span.end:
                    return Span(span.sentence, span.start, rest.end) if rest.start - span.end < NEAR else None
                return None if self._invents(left, cited) else self._before_verb(span)
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
        if not named and actor(kept, actors=self._actors).side == "unknown":
            return None
        return Span(span.sentence, span.start, span.start + len(kept))
