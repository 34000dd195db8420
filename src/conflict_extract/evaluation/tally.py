"""The counts of an evaluation, whole and by unit of resampling."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from conflict_extract.evaluation.bootstrap import FEWEST_ARTICLES
from conflict_extract.evaluation.fields import FIELDS
from conflict_extract.evaluation.listing import identity
from conflict_extract.evaluation.results import GoldItem, SpuriousItem, Unit
from conflict_extract.schema import KINDS

if TYPE_CHECKING:
    from conflict_extract.evaluation.bootstrap import Counts

GROUPS = (*KINDS, "micro")
COLUMNS = tuple((group, count) for group in GROUPS for count in ("tp", "fp", "gold")) + tuple(
    (name, count) for name in FIELDS for count in ("right", "compared")
)
COLUMN = {column: number for number, column in enumerate(COLUMNS)}

Tally: TypeAlias = "dict[Hashable, Counts]"


def unit_for(items: Iterable[GoldItem], spurious: Iterable[SpuriousItem]) -> Unit:
    """What to resample: articles, or single rows and records where the articles that have any are too few."""
    articles = {item.article for item in items} | {item.article for item in spurious}
    return "articles" if len(articles) >= FEWEST_ARTICLES else "records"


def tally(
    items: Iterable[GoldItem],
    spurious: Iterable[SpuriousItem],
    unit: Unit,
    verdicts: Mapping[int, Iterable[Mapping[str, bool]]] | None = None,
) -> Tally:
    """The counts of every unit, one array of `COLUMNS` each.

    Args:
        items: the gold rows, found and missed.
        spurious: the records that match none.
        unit: what one array is to count: an article, or a single gold row or spurious record.
        verdicts: by row number, for each record that matched the row, which fields it has right.
    """
    import numpy as np

    counts: Tally = {}

    def add(key: Hashable, *columns: tuple[str, str]) -> None:
        row = counts.get(key)
        if row is None:
            row = counts[key] = np.zeros(len(COLUMNS), dtype=np.int64)
        for column in columns:
            row[COLUMN[column]] += 1

    for item in items:
        key: Hashable = item.article if unit == "articles" else item.row
        add(key, (item.kind, "gold"), ("micro", "gold"))
        if item.record_id is not None:
            add(key, (item.kind, "tp"), ("micro", "tp"))
        for verdict in (verdicts or {}).get(item.row, ()):
            for name, right in verdict.items():
                add(key, (name, "compared"), *([(name, "right")] if right else []))
    for wrong in spurious:
        key = wrong.article if unit == "articles" else identity(wrong)
        add(key, (wrong.kind, "fp"), ("micro", "fp"))
    return counts
