"""What an evaluation holds: numbers, and what they were counted from."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from conflict_extract.schema import Frozen, Kind

Interval: TypeAlias = tuple[float, float]
Unit: TypeAlias = Literal["articles", "records"]
SevereError: TypeAlias = Literal["invented", "wrong_actor", "full_for_less", "wrong_date"]


class Score(Frozen):
    """Precision, recall and F1 of one kind, or of all kinds together, with the counts behind them.

    `tp` gold rows were found out of `gold` (optional rows apart); `fp` records match no gold row. A share of
    nothing is 0. The intervals are 95 % percentile bootstrap intervals; null where there is nothing to resample.
    """

    precision: float
    recall: float
    f1: float
    tp: int
    fp: int
    gold: int
    precision_interval: Interval | None = None
    recall_interval: Interval | None = None
    f1_interval: Interval | None = None


class FieldScore(Frozen):
    """Of the records that found a row whose field the gold states, how many have it right; with a 95 % interval."""

    right: int
    compared: int
    share: float | None
    interval: Interval | None = None


class Shares(Frozen):
    """Precision, recall and F1 of a clustering."""

    precision: float
    recall: float
    f1: float


class LinkScore(Frozen):
    """Precision, recall and F1 of the links from denials to the events they contest, by gold events.

    `gold` links are those of the gold between events that are not optional; `found_ends` of them have both ends
    among the records, so that a merge can draw them. Denials that the gold gives no `disputes` are left out.
    """

    precision: float
    recall: float
    f1: float
    tp: int
    fp: int
    gold: int
    found_ends: int


class MergeScores(Frozen):
    """How well the events agree with the gold events, over the records that found a gold row.

    `pairwise`, `b_cubed` (Bagga & Baldwin 1998), `muc` (Vilain et al. 1995) and `ceaf_e` (Luo 2005); `conll` is the
    mean F1 of the last three (Pradhan et al. 2014). A record in no event counts as an event of its own.
    """

    records: int
    gold_events: int
    events: int
    pairwise: Shares
    b_cubed: Shares
    muc: Shares
    ceaf_e: Shares
    conll: float
    disputes: LinkScore | None = None


class GoldItem(Frozen):
    """A gold row, found or missed: its number in the gold from 1, what it says, and the sentences that say it."""

    row: int
    article: str
    event: str
    kind: Kind
    place: str | None = None
    actor: str | None = None
    names: tuple[str, ...] = Field(default=(), description="every spelling of its names, for highlighting")
    sentences: tuple[str, ...] = ()
    record_id: str | None = Field(default=None, description="the record that found it; null where it was missed")


class RecordItem(Frozen):
    """A record, and the sentences that it cites."""

    record_id: str
    article: str
    kind: Kind
    place: str | None = None
    actor: str | None = None
    claim: str | None = None
    trigger: str
    names: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


class SpuriousItem(RecordItem):
    """A record that matches no gold row of its article."""


class SevereItem(RecordItem):
    """A record that misleads: `invented` matches no gold row at all; the others are held against the row they match.

    `wrong_actor` names another taker, leaver, deserter or speaker than the row; `full_for_less` says that a place fell
    where the row says entered or partly taken; `wrong_date` states days none of which is the row's.
    """

    what: SevereError


class SevereShare(Frozen):
    """How many of the distinct records mislead; with a 95 % interval."""

    severe: int
    distinct: int
    share: float | None
    interval: Interval | None = None


class Evaluation(Frozen):
    """The scores of one run against one gold file, and the lists they were counted from.

    `kinds` holds the four kinds and `micro`, all of them together. `records` were given; `repeats` of them say again
    what another record of the article says, and `optional` match an optional gold row only: both count neither way.
    `severe` lists the records that mislead most, by the gravest error of each, and `severe_share` tells how many of the
    distinct records they are.
    `resampled` tells what the bootstrap drew: articles, or single records where there are too few articles.
    `notes` tell what could not be compared.
    """

    kinds: dict[str, Score]
    fields: dict[str, FieldScore]
    severe_share: SevereShare
    merge: MergeScores | None = None
    records: int
    repeats: int
    optional: int
    without_evidence: int
    articles: int
    bootstrap: int
    resampled: Unit
    found: tuple[GoldItem, ...] = ()
    missed: tuple[GoldItem, ...] = ()
    spurious: tuple[SpuriousItem, ...] = ()
    severe: tuple[SevereItem, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The whole evaluation as one JSON object, indented."""
        return self.model_dump_json(indent=2)
