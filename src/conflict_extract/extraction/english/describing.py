"""What an article says of somebody: the words around a name, its other mentions, what an abbreviation stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conflict_extract.extraction.english.statements import clause_before
from conflict_extract.extraction.spans import Span, find
from conflict_extract.schema import Article, Kind

_TITLE = re.compile(r"(?:[\w'’-]+\s+){0,4}(?:[\w'’-]+,\s+)?$")
_OFFICE = re.compile(r",\s*(?:[\w'’-]+\s*){0,6}")


def words_around(article: Article, kind: Kind, name: str | None, trigger: Span) -> str:
    """The words that tell what somebody is: title and office of a short name; the clause where there is none."""
    sentence, start, _ = trigger.in_sentence
    span = find(name, [trigger.sentence]) if name and len(name.split()) <= 4 else None
    if span is not None and kind == "official_denial":
        return " ".join([*(_office_of(*each) for each in _mentions(article, span)), _spelt_out(article, span)])
    if span is not None:
        return _office_of(*span.in_sentence)
    return "" if name else clause_before(sentence, start)


def _mentions(article: Article, span: Span) -> Iterator[tuple[str, int, int]]:
    """Where a name or its last word stands up to its own sentence: "X, an adviser to Y", then "X denied"."""
    last = re.compile(rf"\b{re.escape(span.text(article).split()[-1])}\b")
    yield span.in_sentence
    for sentence in article.sentences[: span.sentence.number]:
        for match in last.finditer(sentence.text):
            yield sentence.text, *match.span()


def _spelt_out(article: Article, span: Span) -> str:
    """What the article spells out of an abbreviation: "Orlian Liberation Army" for "the OLA"."""
    *_, letters = span.text(article).split()
    if not letters.isupper() or not letters.isalpha() or len(letters) < 3:
        return ""
    words = re.search(r"\s+(?:of\s+|the\s+|for\s+)*".join(rf"\b{letter}[\w'’-]+" for letter in letters), article.text)
    return words.group() if words else ""


def _office_of(sentence: str, start: int, end: int) -> str:
    """The title before a person's name and the office behind it: "Government spokesman X", "X, the minister"."""
    title, office = _TITLE.search(sentence[:start]), _OFFICE.match(sentence[end:])
    return " ".join(match.group() for match in (title, office) if match)
