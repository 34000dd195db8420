"""Where a place that a small model names stands in its sentence, also where the model changed the name a little."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from conflict_extract.extraction.spans import QUOTES, Span, find
from conflict_extract.schema import Sentence

_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their|our|some)\s+", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[].*?(?:[)\]]|$)")
_TAIL = re.compile(r"\s(?:in|at|of|near)\s+([A-Z]\S*(?:\s[A-Z]\S*)*)$")
_UNFINISHED = frozenset(["in", "of", "at", "on", "near", "from", "to", "the", "and"])
_LOOSE_ENDS = " \t\"“”'‘’.,;:()"
SHORTEST = 5
LONG_NAME = 7
NEARLY = 90.0


def find_place(words: str, sentence: Sentence) -> Span | None:
    """A place's name in a sentence: as it was copied, or without its article, with a slip, or without what was added.

    Args:
        words: the name as the model writes it.
        sentence: the sentence that it was asked about.
    """
    words = words.strip(QUOTES)
    if not words:
        return None
    article = _ARTICLE.match(words)
    return (
        find(words, [sentence])
        or (find(words[article.end() :], [sentence]) if article else None)
        or _shortened(words, sentence)
        or _misspelt(words, sentence)
        or _slip(words, sentence)
        or _tail(words, sentence)
    )


def _shortened(words: str, sentence: Sentence) -> Span | None:
    """The name at the head of a phrase that goes on in the model's own words, unless these name what is not there."""
    tokens = words.split()
    for length in range(len(tokens) - 1, 0, -1):
        head = " ".join(tokens[:length]).strip(_LOOSE_ENDS)
        if tokens[length - 1] in _UNFINISHED or not any(word[:1].isupper() for word in head.split()):
            continue
        span = find(head, [sentence])
        if span is not None:
            return None if _invents(" ".join(tokens[length:]), sentence) else span
    return None


def _invents(words: str, sentence: Sentence) -> bool:
    """Whether words name something that the sentence does not; an explanation in brackets may."""
    names = [word for word in re.findall(r"\w+", _BRACKETS.sub(" ", words)) if word[0].isupper() or word[0].isdigit()]
    return any(find(name, [sentence]) is None for name in names)


def _misspelt(words: str, sentence: Sentence) -> Span | None:
    """A long name with a letter or two wrong: "Khan Shaykhon" for "Khan Shaykhun"."""
    if len(words) < LONG_NAME or not any(char.isupper() for char in words):
        return None
    near = partial_ratio_alignment(words, sentence.text, score_cutoff=NEARLY)
    if near is None:
        return None
    start = sentence.text.rfind(" ", 0, near.dest_start + 1) + 1
    end = sentence.text.find(" ", near.dest_end - 1)
    found = sentence.text[start : end if end >= 0 else None].strip(_LOOSE_ENDS)
    return find(found, [sentence]) if len(found.split()) == len(words.split()) else None


def _slip(words: str, sentence: Sentence) -> Span | None:
    """A short name with one letter left out or wrong, neither the first nor the last: "Abche" for "Abeche"."""
    if not (SHORTEST <= len(words) < LONG_NAME and words[0].isupper() and words.isalpha()):
        return None
    for name in re.findall(r"\w+", sentence.text):
        alike = (name[0], name[-1]) == (words[0], words[-1])
        if alike and Levenshtein.distance(name, words, score_cutoff=1) <= 1:
            return find(name, [sentence])
    return None


def _tail(words: str, sentence: Sentence) -> Span | None:
    """The name that a phrase of the model's own ends with: "camps in Hopang"."""
    tail = _TAIL.search(words)
    return find(tail.group(1), [sentence]) if tail else None
