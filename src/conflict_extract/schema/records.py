"""What a record is. The docstrings of the four kinds are the codebook: the prompt quotes them word for word."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from conflict_extract.schema.articles import Frozen
from conflict_extract.schema.showing import html_table, own_fields, short, words

Kind = Literal["control_change", "withdrawal", "defection", "official_denial"]
KINDS: tuple[Kind, ...] = ("control_change", "withdrawal", "defection", "official_denial")

PlaceType = Literal["city", "town", "village", "governorate", "base", "crossing", "road", "facility", "area", "other"]
Side = Literal["government", "opposition", "armed_group", "foreign", "civilian", "unknown"]
Precision = Literal["day", "range", "month", "year", "unknown"]
Basis = Literal["stated", "relative", "published", "unresolved"]
Role = Literal[
    "government",
    "military",
    "state_media",
    "opposition",
    "armed_group",
    "news_agency",
    "monitor",
    "local",
    "social_media",
    "outlet",
    "other",
]
Extent = Literal["full", "partial", "entered", "unknown"]
Means = Literal["fighting", "unopposed", "negotiated", "unknown"]
Stage = Literal["announced", "ordered", "under_way", "completed"]
Denied = Literal["control_change", "withdrawal", "defection", "other"]
Doubt = Literal[
    "planned",
    "negated",
    "supposed",
    "unknown_trigger",
    "unlikely_actor",
    "unlikely_place",
    "name_not_in_text",
    "name_disputed",
    "name_contradicted",
    "date_disputed",
    "date_impossible",
    "country_unknown",
    "country_contradicted",
]


class Evidence(Frozen):
    """A sentence that states the record: `text == article.text[start:end]`, `sentence` its number from 0."""

    sentence: int = Field(ge=0)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Place(Frozen):
    """A place as written (`text`) and normalised (`name`); coordinates are WGS 84 degrees and never invented.

    A place without a name of its own ("five villages in the north-west") is a place as well, with the `count` that
    its words tell.
    """

    text: str
    name: str
    type: PlaceType = "other"
    within: str | None = Field(default=None, description="what the article says it lies in, as written")
    count: int | None = Field(default=None, ge=0, description="how many places the words stand for, if they tell")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2")
    admin1: str | None = None
    geonames_id: int | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)


class Actor(Frozen):
    """An actor as written (`text`); `id` from the table of actors, `name` what a pronoun or short form stands for."""

    text: str
    name: str
    id: str | None = None
    side: Side = "unknown"


@lru_cache(maxsize=1 << 16)
def _is_iso_date(day: str) -> bool:
    """Whether a string is a date, a month or a year as ISO 8601 writes it, or begins with a date."""
    try:
        datetime.date.fromisoformat((day + "-01-01")[:10] if len(day) in (4, 7) else day[:10])
    except ValueError:
        return False
    return True


class Date(Frozen):
    """When it happened, as ISO dates with both ends included, and how that is known.

    `stated`: the article writes the date. `relative`: it writes "on Friday", resolved against its own date.
    `published`: it says nothing, so the date of publication stands in. `unresolved`: it writes a date that cannot be
    resolved; `start` is null and `end` the day of publication. What is told as earlier without a day is an open span:
    `start` is null, `end` the latest day that it can be.
    """

    text: str | None = None
    start: str | None = None
    end: str | None = None
    precision: Precision = "unknown"
    basis: Basis = "published"

    @model_validator(mode="after")
    def _is_span(self) -> Date:
        for day in (self.start, self.end):
            if day and not _is_iso_date(day):
                raise ValueError(f"{day!r} is no ISO date")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the date ends ({self.end}) before it starts ({self.start})")
        return self


class Source(Frozen):
    """Who says so; `text` is null where the outlet speaks for itself."""

    text: str | None = None
    role: Role = "outlet"


class Size(Frozen):
    """How many people, as written and as the bounds that the words allow."""

    text: str
    min: int | None = None
    max: int | None = None


class RecordBase(Frozen):
    """What all kinds have in common."""

    id: str
    article_id: str
    outlet: str | None = None
    published: str | None = None
    trigger: str
    date: Date
    source: Source
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    doubts: tuple[Doubt, ...] = Field(default=(), description="what speaks against a record that is grounded")
    model: str
    prompt_version: str

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return [
            ("id", self.id),
            *own_fields(self, RecordBase),
            ("date", words(self.date)),
            ("outlet", self.outlet),
            ("evidence", short(words(self.evidence))),
        ]

    def _repr_html_(self) -> str:
        rows = [
            *own_fields(self, RecordBase),
            ("date", f"{words(self.date) or 'unknown'} ({self.date.basis})"),
            ("source", words(self.source)),
            ("trigger", self.trigger),
            *((f"sentence {each.sentence}", each.text) for each in self.evidence),
            ("outlet", f"{self.outlet or 'unknown'}, {self.published or 'unknown date'}"),
            ("article", self.article_id),
        ]
        return html_table(rows, caption=f"{type(self).__name__} {self.id}")


class ControlChange(RecordBase):
    """A place changed hands, or forces got into it: it was captured, seized, taken, liberated, recaptured,
    overrun, entered, handed over, or it fell. The text states it as having happened, or a source claims so.
    Not: holding a place that did not change hands, advancing towards it, besieging, shelling or bombing it,
    attacking it without taking it, a repelled attack, plans and orders to take it, captured weapons or people."""

    kind: Literal["control_change"] = "control_change"
    place: Place
    gained_by: Actor | None = None
    lost_by: Actor | None = None
    extent: Extent = "unknown"
    means: Means = "unknown"


class Withdrawal(RecordBase):
    """Armed forces left a place or position that they held: they withdrew, retreated, pulled out, pulled back,
    redeployed, evacuated or abandoned it, or fled from it. An announced or ordered withdrawal counts
    only if the withdrawing side says so.
    Not: civilians fleeing or being evacuated, people leaving talks or an office, calls and demands to withdraw,
    plans, conditions, refusals to withdraw, denied withdrawals, withdrawn money, troops moving to the front."""

    kind: Literal["withdrawal"] = "withdrawal"
    place: Place
    force: Actor | None = None
    unit: str | None = None
    to_place: Place | None = None
    stage: Stage = "completed"


class Defection(RecordBase):
    """Members of one side left it for another side or deserted it: they defected, switched sides, deserted,
    mutinied, or surrendered and joined the other side.
    Not: calls and offers to defect, rumours of a future defection, prisoners, plain surrender,
    politicians changing parties."""

    kind: Literal["defection"] = "defection"
    who: Actor
    unit: str | None = None
    from_side: Actor | None = None
    to_side: Actor | None = None
    size: Size | None = None
    place: Place | None = None


class OfficialDenial(RecordBase):
    """A government, an army, a ministry, state media, an armed group or their spokesman denies a reported
    event: they deny, reject or dismiss the report, call it false or baseless, or say that there is no truth to it.
    Not: denials by companies, activists or private persons, denied entry or access, a refusal to comment,
    a failure that is merely stated."""

    kind: Literal["official_denial"] = "official_denial"
    speaker: Actor
    denies: Denied = "other"
    claim: str
    subject: Actor | None = None
    place: Place | None = None


Record = Annotated[ControlChange | Withdrawal | Defection | OfficialDenial, Field(discriminator="kind")]
RECORD_CLASSES: dict[Kind, type[ControlChange | Withdrawal | Defection | OfficialDenial]] = {
    "control_change": ControlChange,
    "withdrawal": Withdrawal,
    "defection": Defection,
    "official_denial": OfficialDenial,
}
RECORD_ADAPTER: TypeAdapter[ControlChange | Withdrawal | Defection | OfficialDenial] = TypeAdapter(Record)

ACTOR_FIELDS: dict[Kind, tuple[str, ...]] = {
    "control_change": ("gained_by", "lost_by"),
    "withdrawal": ("force",),
    "defection": ("who", "from_side", "to_side"),
    "official_denial": ("speaker", "subject"),
}
# who took, left, defected or denies
MAIN_ACTOR: dict[Kind, str] = {kind: names[0] for kind, names in ACTOR_FIELDS.items()}
# who lost the place, whom defectors joined, whom the denied report is about
OTHER_ACTOR: dict[Kind, str] = {"control_change": "lost_by", "defection": "to_side", "official_denial": "subject"}
