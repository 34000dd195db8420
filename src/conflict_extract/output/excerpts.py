"""The evidence of a record in its article's surrounding text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from conflict_extract.schema import Article, Evidence, Record

_AROUND: Final = 1


@dataclass(frozen=True)
class Piece:
    """A run of text: `role` is "context", "evidence", "trigger" (inside evidence) or "gap" (text left out)."""

    role: str
    text: str


def excerpt(record: Record, article: Article | None) -> list[Piece]:
    """The record's evidence sentences with the sentence before and after each, as pieces in reading order.

    Without the article, or where the spans do not hold in it, the evidence stands alone.
    """
    evidence = sorted(record.evidence, key=lambda each: (each.start, each.end))
    if article is None or not all(_holds(each, article) for each in evidence):
        return _alone(record, evidence)
    pieces: list[Piece] = []
    for start, end in _stretches(evidence, article):
        if pieces:
            pieces.append(Piece("gap", "\N{HORIZONTAL ELLIPSIS}"))
        position = start
        for each in evidence:
            if each.start < position or each.end > end:
                continue
            pieces.append(_context(article.text[position : each.start]))
            pieces.extend(_evidence_pieces(each.text, record.trigger))
            position = each.end
        pieces.append(_context(article.text[position:end]))
    return [piece for piece in pieces if piece.text]


def _context(text: str) -> Piece:
    # One line break is enough to tell paragraphs apart.
    return Piece("context", re.sub(r"\s*\n\s*", "\n", text))


def _holds(evidence: Evidence, article: Article) -> bool:
    return bool(evidence.text) and article.text[evidence.start : evidence.end] == evidence.text


def _alone(record: Record, evidence: list[Evidence]) -> list[Piece]:
    pieces: list[Piece] = []
    for each in evidence:
        if pieces:
            pieces.append(Piece("gap", "\N{HORIZONTAL ELLIPSIS}"))
        pieces.extend(_evidence_pieces(each.text, record.trigger))
    return pieces


def _stretches(evidence: list[Evidence], article: Article) -> list[tuple[int, int]]:
    """Spans of characters around the evidence; those that touch or share a sentence are one."""
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


def _evidence_pieces(text: str, trigger: str) -> list[Piece]:
    before, found, after = text.partition(trigger) if trigger else (text, "", "")
    pieces = [Piece("evidence", before), Piece("trigger", found), Piece("evidence", after)]
    return [piece for piece in pieces if piece.text]
