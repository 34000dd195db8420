"""VIINA's files of control: who holds each populated place of Ukraine, day by day; a change of holder is an event."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from conflict_extract.comparison.coded import (
    CodedFile,
    CodedRow,
    Holding,
    WrongRow,
    day_of,
    formats,
    one_line,
    point_of,
)
from conflict_extract.normalize import Authorities, place_numbered
from conflict_extract.schema import Actor, Date, Place

_READING = re.compile(r"ctr_(\d{8})(?:\d{4}|\d{6})?")
_WHAT = "Control passed"


@dataclass
class _History:
    """What is known of a place: the last day that a row tells of, and each day from which its status is another, with
    the last day of the status before and the row's line."""

    last: str = ""
    runs: list[tuple[str, str, str, int]] = field(default_factory=list)

    def take(self, day: str, status: str, line: int) -> None:
        if day < self.last:
            raise WrongRow(f"{day} comes after {self.last}, of the same place")
        if not self.runs or self.runs[-1][1] != status:
            self.runs.append((day, status, self.last, line))
        self.last = day


def read(found: CodedFile, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], known: Authorities) -> None:
    """Reads a file of VIINA 2.0: a row a place and day, each place's days in order. `status` counts, which is the vote
    of its four other columns.

    The file names no places: those that the packaged table lacks are counted, for nothing can be compared with them.
    """
    number_at, day_at, status_at = (names.index(name) for name in ("geonameid", "date", "status"))
    told: dict[str, _History] = {}
    days: dict[str, str] = {}
    # a year holds twelve million rows, so what is the same in most of them is looked at once
    for line, cells in rows:
        written = cells[day_at]
        try:
            day = days.get(written)
            if day is None:
                day = day_of(written, "date").isoformat()
                days[written] = day
                found.covers(day, day)
            history = told.get(cells[number_at])
            if history is None:
                history = told[cells[number_at]] = _History()
            history.take(day, cells[status_at], line)
        except WrongRow as error:
            found.refuse(line, str(error))
    control = _control()
    for number, history in told.items():
        place = place_numbered(int(number), control["country"]) if number.isdigit() else None
        _hold(found, place, history, known)


def read_wide(
    found: CodedFile, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], known: Authorities
) -> None:
    """Reads a file of VIINA 1.0: a row a place, a column a reading; of a day the last reading counts."""
    number_at, name_at, lat_at, lon_at = (names.index(each) for each in ("geonameid", "name", "latitude", "longitude"))
    readings = sorted((name, at) for at, name in enumerate(names) if _READING.fullmatch(name))
    columns = {name[4:12]: at for name, at in readings}
    days = [(day_of(day, "ctr_").isoformat(), at) for day, at in columns.items()]
    for line, cells in rows:
        try:
            lat, lon = point_of(cells[lat_at], cells[lon_at])
            name = cells[name_at].strip()
            if not name or not cells[number_at].isdigit():
                raise WrongRow("it names no place")
            place = Place(
                text=name, name=name, country=_control()["country"], geonames_id=int(cells[number_at]), lat=lat, lon=lon
            )
            history = _History()
            for day, at in days:
                if cells[at].strip() not in ("", "NA"):
                    history.take(day, cells[at].strip(), line)
                    found.covers(day, day)
        except WrongRow as error:
            found.refuse(line, str(error))
            continue
        _hold(found, place, history, known)


def _control() -> dict[str, str]:
    table: Any = formats()["viina_control"]
    return dict(table)


def _hold(found: CodedFile, place: Place | None, history: _History, known: Authorities) -> None:
    """Notes who holds a place, and each change of its holder; a status without a holder in between is none."""
    control = _control()
    found.countries.add(control["country"])
    if place is None:
        found.unplaced += 1
        return
    found.holdings.append(Holding(place, [(day, status) for day, status, _, _ in history.runs]))
    before: str | None = None
    for day, status, seen, line in history.runs:
        if status not in control or status == "country":
            found.other_kinds[f"status {status}"] += 1
            continue
        if before is not None and status != before:
            found.rows.append(_change(place, (before, status), (seen, day), line, known))
        before = status


def _change(place: Place, statuses: tuple[str, str], days: tuple[str, str], line: int, known: Authorities) -> CodedRow:
    """A change of holder, on the day of the new one or after the last day of the one before."""
    lost, gained = (holder(status, known) for status in statuses)
    first = (datetime.date.fromisoformat(days[0]) + datetime.timedelta(1)).isoformat()
    return CodedRow(
        line=line,
        external_id=f"{place.geonames_id} {days[1]}",
        what=_WHAT,
        is_change=True,
        place=place,
        date=Date(
            text=days[1], start=first, end=days[1], precision="day" if first == days[1] else "range", basis="stated"
        ),
        gained_by=gained,
        lost_by=lost,
        actors=tuple(actor for actor in (gained, lost) if actor),
        means="unknown",
        peaceful=False,
        notes="",
        cells=one_line(
            f"{_WHAT} at {place.text}", place.admin1, days[1], f"from {lost.text if lost else ''}",
            f"to {gained.text if gained else ''}", f"status {statuses[1]} after {statuses[0]}",
            f"GeoNames {place.geonames_id}",
        ),
        source=None,
        published=days[1],
    )  # fmt: skip


def holder(status: str, known: Authorities) -> Actor | None:
    """Who holds a place by its status; None where nobody does."""
    name = _control().get(status) if status != "country" else None
    return known.actors.actor(name) if name else None
