"""What misleads a reader most: the gravest error of a record against the gold row that it is held against."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from conflict_extract.evaluation.bootstrap import interval, resample, shares
from conflict_extract.evaluation.gold import GoldRecord, days_of
from conflict_extract.evaluation.matching import actor_right, text_of
from conflict_extract.evaluation.results import SevereError, SevereShare, Unit
from conflict_extract.schema import MAIN_ACTOR, Date, Record

_LESS = frozenset({"entered", "partial"})


def gravest_error(record: Record, row: GoldRecord | None) -> SevereError | None:
    """The gravest error of a record; None where nothing in it misleads.

    Args:
        record: the record.
        row: the gold row that it is held against; None where it matches none.
    """
    if row is None:
        return "invented"
    if text_of(record, MAIN_ACTOR[record.kind]) and not actor_right(record, row):
        return "wrong_actor"  # nobody named at all is a gap, and misleads nobody
    if row.extent in _LESS and text_of(record, "extent") == "full":
        return "full_for_less"
    if row.date and _is_stated(record.date) and not _meets(record.date, row.date):
        return "wrong_date"
    return None


def _is_stated(date: Date) -> bool:
    """Whether the record gives a first day by the article's words; the day of publication only stands in for one."""
    return date.start is not None and date.basis != "published"


def _meets(date: Date, gold: str) -> bool:
    """Whether a stated date and a gold date have a day in common."""
    first, last = days_of(gold)
    start = date.start or ""
    return start <= last and first <= (date.end or start)


def severe_share(
    judged: Sequence[tuple[str, bool]], articles: Iterable[str], unit: Unit, bootstrap: int, seed: int
) -> SevereShare:
    """The share of records that mislead, with its interval.

    Args:
        judged: of each distinct record its article, and whether it misleads.
        articles: all articles that could be drawn, also those without a record.
        unit: what is drawn anew.
        bootstrap: how many times.
        seed: of the random numbers.
    """
    import numpy as np

    counts: dict[Hashable, list[int]] = {article: [0, 0] for article in articles} if unit == "articles" else {}
    for number, (article, misleads) in enumerate(judged):
        count = counts.setdefault(article if unit == "articles" else number, [0, 0])
        count[0] += misleads
        count[1] += 1
    severe, distinct = sum(misleads for _, misleads in judged), len(judged)
    draws = resample(np.array(list(counts.values()) or [[0, 0]]), bootstrap, seed)
    return SevereShare(
        severe=severe,
        distinct=distinct,
        share=severe / distinct if distinct else None,
        interval=interval(shares(draws[:, 0], draws[:, 1])),
    )
