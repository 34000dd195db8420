"""What a row of a file of coded events says, and what a whole file holds."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from conflict_extract._files import packaged_table
from conflict_extract.articles import parse_published
from conflict_extract.errors import ArticleError
from conflict_extract.normalize import country_named
from conflict_extract.schema import Actor, Date, Failure, Place
from conflict_extract.schema.records import Means

_WEEK = 3


class WrongRow(Exception):
    """A row that cannot be used; the message says why."""


@dataclass(frozen=True)
class CodedRow:
    """One row: what it says happened, where, when and who had part in it.

    Attributes:
        line: where it stands in its file, from 1.
        external_id: its id there.
        what: its own word for it ("Government regains territory").
        is_change: whether that is a change of control; else it is none of the four kinds.
        place: with the row's own coordinates where these are of the place itself.
        date: the days that the row allows by its precision.
        gained_by: who gained the place, where the dataset tells.
        lost_by: who lost it.
        actors: all who had part in it.
        means: by which the place changed hands.
        peaceful: whether the row says that nobody fought.
        notes: the row's own text, "" where there is none.
        cells: its cells in one line, with every name as the row writes it.
        source: whose report it rests on, as the row writes it, where that is one.
        published: when it was coded or last changed.
    """

    line: int
    external_id: str
    what: str
    is_change: bool
    place: Place
    date: Date
    gained_by: Actor | None
    lost_by: Actor | None
    actors: tuple[Actor, ...]
    means: Means
    peaceful: bool
    notes: str
    cells: str
    source: str | None
    published: str | None

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day that it allows."""
        start = self.date.start or ""
        return datetime.date.fromisoformat(start), datetime.date.fromisoformat(self.date.end or start)


@dataclass(frozen=True)
class Holding:
    """Who holds a place by a file of control, from a day on: `runs` are pairs of ISO day and status, the first day
    first; `place` has its number in GeoNames."""

    place: Place
    runs: Sequence[tuple[str, str]]

    def at(self, day: str) -> str | None:
        """The status on a day; None before the first one."""
        return next((status for start, status in reversed(self.runs) if start <= day), None)


@dataclass
class CodedFile:
    """What a file of coded events holds.

    Attributes:
        outlet: the dataset as an outlet: ACLED, UCDP or VIINA.
        path: the file.
        rows: those that are compared.
        n_rows: how many rows there are, whatever they say.
        other_kinds: how many rows are of no kind of ours, by their own word for it.
        unplaced: how many rows name no place that can be compared.
        failures: rows that cannot be used, each with its line.
        first_day: the first day that any row tells of, as an ISO date; "" where none does.
        last_day: the last one.
        countries: ISO codes of the countries of all rows.
        unknown_countries: names of countries that are not known, with how many rows have them.
        codes_kinds: whether the dataset tells changes of control from other events.
        holdings: who holds what, of a file of control.
    """

    outlet: str
    path: str
    rows: list[CodedRow] = field(default_factory=list)
    n_rows: int = 0
    other_kinds: Counter[str] = field(default_factory=Counter)
    unplaced: int = 0
    failures: list[Failure] = field(default_factory=list)
    first_day: str = ""
    last_day: str = ""
    countries: set[str] = field(default_factory=set)
    unknown_countries: Counter[str] = field(default_factory=Counter)
    codes_kinds: bool = True
    holdings: list[Holding] = field(default_factory=list)

    def refuse(self, line: int, why: str) -> None:
        """Notes a row that cannot be used."""
        hint = "correct the row, or leave it out; all others were read"
        self.failures.append(Failure(path=f"{self.path}, line {line}", error="RecordsError", message=why, hint=hint))

    def covers(self, first: str, last: str) -> None:
        """Notes days that a row tells of, as ISO dates."""
        self.first_day = min(self.first_day or first, first)
        self.last_day = max(self.last_day, last)

    def country(self, name: str) -> str | None:
        """The code of a country that a row names, which is noted."""
        code = country_code(name)
        if code:
            self.countries.add(code)
        elif name:
            self.unknown_countries[name] += 1
        return code


@lru_cache(maxsize=1)
def formats() -> Mapping[str, dict[str, object]]:
    """How the files of the datasets are built."""
    return packaged_table("comparison", "formats.toml")


@lru_cache(maxsize=1024)
def country_code(name: str) -> str | None:
    """The ISO code of a country as the datasets call it."""
    own = formats()["countries"].get(name.strip())
    return str(own) if own else country_named(name.strip())


@lru_cache(maxsize=1 << 14)
def day_of(cell: str, column: str) -> datetime.date:
    """The day that a cell tells.

    Raises:
        WrongRow: it tells none, or day and month cannot be told apart.
    """
    written = cell.strip()
    try:
        return datetime.date.fromisoformat(written[:10])
    except ValueError:
        pass
    try:
        return datetime.date.fromisoformat(parse_published(written)[:10])
    except (ArticleError, ValueError):
        raise WrongRow(f"{column} {written!r} is no date that can be read beyond doubt") from None


def point_of(latitude: str, longitude: str) -> tuple[float, float]:
    """The point that two cells tell, in degrees.

    Raises:
        WrongRow: they tell none.
    """
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        raise WrongRow(f"latitude {latitude!r}, longitude {longitude!r} are no numbers") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise WrongRow(f"latitude {latitude}, longitude {longitude} lie on no map")
    return lat, lon


def span(day: datetime.date, precision: str, words: str) -> Date:
    """A day that stands for itself, for the week around it, or for its month."""
    first = last = day
    if precision == "week":
        first, last = day - datetime.timedelta(_WEEK), day + datetime.timedelta(_WEEK)
    elif precision == "month":
        first = day.replace(day=1)
        last = (first + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
    kind = {"day": "day", "week": "range", "month": "month"}[precision]
    return Date.model_validate(
        {"text": words, "start": first.isoformat(), "end": last.isoformat(), "precision": kind, "basis": "stated"}
    )


def one_line(*cells: str | None) -> str:
    """Cells in one line, those that say nothing left out."""
    return "; ".join(" ".join(cell.split()) for cell in cells if cell and cell.strip())
