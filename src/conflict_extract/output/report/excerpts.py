"""Where in its article a record's evidence and the text around it stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conflict_extract.schema import Article, Evidence, Record

_AROUND: Final = 1
_GAP: Final = " \N{HORIZONTAL ELLIPSIS} "

Span = tuple[int, int]


@dataclass(frozen=True)
class Excerpt:
    """Spans of characters: the evidence, the trigger inside it, and stretches of text to show it in.

    They hold in the article's text, or in `text` where that is not None: the evidence alone.
    """

    text: str | None
    stretches: tuple[Span, ...]
    evidence: tuple[Span, ...]
    triggers: tuple[Span, ...]


def excerpt(record: Record, article: Article | None) -> Excerpt:
    """The record's evidence sentences with the sentence before and after each.

    Without the article, or where the spans do not hold in it, the evidence stands alone.
    """
    evidence = sorted(record.evidence, key=lambda each: (each.start, each.end))
    if article is None or not all(_holds(each, article) for each in evidence):
        return _alone(record, evidence)
    spans = [(each.start, each.end) for each in evidence]
    return Excerpt(None, tuple(_stretches(evidence, article)), tuple(spans), _triggers(record, article.text, spans))


def _holds(evidence: Evidence, article: Article) -> bool:
    return bool(evidence.text) and article.text[evidence.start : evidence.end] == evidence.text


def _alone(record: Record, evidence: list[Evidence]) -> Excerpt:
    spans: list[Span] = []
    position = 0
    for each in evidence:
        spans.append((position, position + len(each.text)))
        position += len(each.text) + len(_GAP)
    text = _GAP.join(each.text for each in evidence)
    return Excerpt(text, ((0, len(text)),), tuple(spans), _triggers(record, text, spans))


def _stretches(evidence: list[Evidence], article: Article) -> list[Span]:
    """Spans around the evidence; those that touch or share a sentence are one."""
    sentences = article.sentences
    stretches: list[tuple[int, int, int, int]] = []
    for each in evidence:
        first, last = max(each.sentence - _AROUND, 0), min(each.sentence + _AROUND, len(sentences) - 1)
        start, end = each.start, each.end
        if first < len(sentences) and last >= 0:
            start, end = min(start, sentences[first].start), max(end, sentences[last].end)
        if stretches and (first <= stretches[-1][1] + 1 or start <= stretches[-1][3]):
            before = stretches[-1]
            stretches[-1] = (before[0], max(before[1], last), before[2], max(before[3], end))
        else:
            stretches.append((first, last, start, end))
    return [(start, end) for _, _, start, end in stretches]


def _triggers(record: Record, text: str, spans: list[Span]) -> tuple[Span, ...]:
    """Where the trigger first stands in each sentence that has it."""
    if not record.trigger:
        return ()
    found = [text.find(record.trigger, start, end) for start, end in spans]
    return tuple(dict.fromkeys((start, start + len(record.trigger)) for start in found if start >= 0))
