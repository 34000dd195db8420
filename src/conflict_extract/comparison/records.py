"""Rows as records of an outlet of the dataset's name, each with an article of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from conflict_extract.comparison.coded import CodedRow
from conflict_extract.normalize import source
from conflict_extract.schema import Article, ControlChange, Evidence, Sentence, Source

# what records name in place of a model and its prompt
MODEL, VERSION = "coded", "1"


class Imported(NamedTuple):
    """A row as a record, and the article that states it."""

    article: Article
    record: ControlChange


def records_of(rows: Iterable[CodedRow], outlet: str) -> list[Imported]:
    """Rows as records.

    The text of a row's article is the row's own text and, on a line of its own, its cells, so that every name stands in
    it as the row writes it; both are the evidence. A row of fighting, which is none of the four kinds, stands as a
    change of control between two sides, and is for matching alone.

    Args:
        rows: of a file.
        outlet: the dataset.
    """
    return [_imported(row, outlet) for row in rows]


def _imported(row: CodedRow, outlet: str) -> Imported:
    notes = "\n".join(row.notes.splitlines())
    text = f"{notes}\n{row.cells}" if notes else row.cells
    spans = [(0, len(notes)), (len(notes) + 1, len(text))] if notes else [(0, len(text))]
    sentences = tuple(
        Sentence(number=number, start=start, end=end, text=text[start:end]) for number, (start, end) in enumerate(spans)
    )
    article = Article(
        id="art_" + _hash(outlet, text),
        external_id=row.external_id,
        outlet=outlet,
        published=row.published,
        title=f"{outlet} {row.external_id}",
        language="en",
        text=text,
        sentences=sentences,
    )
    gained, lost = (row.gained_by, row.lost_by) if row.is_change else (*row.actors, None, None)[:2]
    record = ControlChange(
        id="rec_" + _hash("control_change", article.id, row.external_id),
        article_id=article.id,
        outlet=outlet,
        published=row.published,
        trigger=row.what,
        date=row.date,
        source=source(row.source) if row.source else Source(),
        evidence=tuple(
            Evidence(sentence=each.number, start=each.start, end=each.end, text=each.text) for each in sentences
        ),
        model=MODEL,
        prompt_version=VERSION,
        place=row.place,
        gained_by=gained,
        lost_by=lost,
        extent="full" if row.is_change else "unknown",
        means=row.means,
    )
    return Imported(article, record)


def _hash(*said: str) -> str:
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
