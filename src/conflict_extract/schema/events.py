"""What an event is: what the records of all outlets together say happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from conflict_extract._counted import counted
from conflict_extract.schema.articles import Frozen
from conflict_extract.schema.records import Actor, Date, Denied, Extent, Means, Place, Size, Stage
from conflict_extract.schema.showing import html_table, own_fields, words

Status = Literal["single_source", "corroborated", "disputed"]


class ConflictingValue(Frozen):
    """One of the values that sources give for a field, the records that give it and their outlets."""

    value: Any
    records: tuple[str, ...]
    outlets: tuple[str, ...]


class Conflict(Frozen):
    """A field on which the sources of one event differ, with every value and who gave it."""

    field: str
    values: tuple[ConflictingValue, ...]

    @property
    def words(self) -> str:
        """Every value with who gave it: "2021-03-05 (Coast Radio, Northern Post); 2021-03-06 (River Herald)"."""
        return "; ".join(f"{words(each.value)} ({words(each.outlets) or 'unknown outlet'})" for each in self.values)


class Step(Frozen):
    """How far sources say that it went: an extent or a stage, the records that state it and their outlets.

    `n_outlets` are the independent outlets that state it, `n_independent` those of them that do so in a record without
    doubts and by another word than that of the side whose deed it is.
    """

    value: Extent | Stage
    n_outlets: int
    n_independent: int
    records: tuple[str, ...]
    outlets: tuple[str, ...]

    def __str__(self) -> str:
        """In words: "full by 1 outlet", "under way by 3 outlets"; "full in its own cause or with doubts" of what nobody
        else tells, or only with doubts."""
        return step_words(self.value, self.n_outlets, self.n_independent)


def step_words(value: str, n_outlets: int, n_independent: int) -> str:
    """How far it went by how many outlets, as `Step` says it."""
    told = f"by {counted(n_outlets, 'outlet')}" if n_independent else "in its own cause or with doubts"
    return f"{value.replace('_', ' ')} {told}"


class EventBase(Frozen):
    """What all kinds of event have in common.

    `credibility` is the information credibility of the Admiralty code (NATO AJP-2.1): 1 confirmed by other
    sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged; the rule that
    gives it is `conflict_extract.merging.canonical.credibility`.
    """

    id: str
    date: Date
    records: tuple[str, ...] = Field(min_length=1)
    outlets: tuple[str, ...] = ()
    n_articles: int = Field(ge=1)
    n_outlets: int = Field(ge=1)
    n_independent: int | None = Field(
        default=None,
        ge=0,
        description="those of n_outlets that tell it without doubts and not by the word of the side whose deed it is; "
        "null where it was not counted",
    )
    own_cause: bool = Field(default=False, description="whether nobody tells it but the side whose deed it is")
    status: Status = "single_source"
    disputed_by: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    first_reported: str | None = None
    last_reported: str | None = None
    credibility: int = Field(default=6, ge=1, le=6)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return [
            ("id", self.id),
            *own_fields(self, EventBase),
            ("date", words(self.date)),
            ("status", self.status),
            ("credibility", self.credibility),
            ("outlets", self.outlets),
        ]

    def _repr_html_(self) -> str:
        rows = [
            *own_fields(self, EventBase),
            ("date", f"{words(self.date) or 'unknown'} ({self.date.basis})"),
            ("status", f"{self.status}, credibility {self.credibility}"),
            ("outlets", f"{self.n_outlets}: {words(self.outlets)}"),
            ("reported", words(tuple(dict.fromkeys(filter(None, (self.first_reported, self.last_reported)))))),
            *(("sources differ", f"{each.field}: {each.words}") for each in self.conflicts),
            ("disputed by", words(self.disputed_by)),
            ("disputes", words(self.disputes)),
            ("records", words(self.records)),
        ]
        return html_table([row for row in rows if row[1]], caption=f"{type(self).__name__} {self.id}")


class ControlChangeEvent(EventBase):
    """A place changed hands."""

    kind: Literal["control_change"] = "control_change"
    place: Place
    gained_by: Actor | None = None
    lost_by: Actor | None = None
    extent: Extent = "unknown"
    means: Means = "unknown"
    steps: tuple[Step, ...] = Field(default=(), description="each extent that is stated; that of the event first")


class WithdrawalEvent(EventBase):
    """A force left a place."""

    kind: Literal["withdrawal"] = "withdrawal"
    place: Place
    force: Actor | None = None
    unit: str | None = None
    to_place: Place | None = None
    stage: Stage = "completed"
    steps: tuple[Step, ...] = Field(default=(), description="each stage that is stated; that of the event first")


class DefectionEvent(EventBase):
    """People left their side."""

    kind: Literal["defection"] = "defection"
    who: Actor
    unit: str | None = None
    from_side: Actor | None = None
    to_side: Actor | None = None
    size: Size | None = None
    place: Place | None = None


class OfficialDenialEvent(EventBase):
    """An official denied something."""

    kind: Literal["official_denial"] = "official_denial"
    speaker: Actor
    denies: Denied = "other"
    claim: str
    subject: Actor | None = None
    place: Place | None = None


Event = Annotated[
    ControlChangeEvent | WithdrawalEvent | DefectionEvent | OfficialDenialEvent, Field(discriminator="kind")
]
EVENT_ADAPTER: TypeAdapter[ControlChangeEvent | WithdrawalEvent | DefectionEvent | OfficialDenialEvent] = TypeAdapter(
    Event
)
