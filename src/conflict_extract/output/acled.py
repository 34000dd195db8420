"""Events under ACLED's column names and controlled values, for tools that read ACLED's files.

Rules, after the ACLED Codebook (2024):

- A control change by fighting is `Battles`: `Government regains territory` where the government gained the place,
  `Non-state actor overtakes territory` where a non-state or foreign actor did or the government lost it; no sub-event
  type where neither is known.
- A control change without fighting is `Strategic developments`, `Non-violent transfer of territory`.
- A place that was only entered, or taken in part, is classed like one that was taken; `x_extent` tells them apart.
- Where the means are unknown it is `Battles` if somebody lost the place and a trigger states force ("seized",
  "captured"), else `Strategic developments`, as ACLED codes battles only on a report of fighting, and without a
  sub-event type, as nobody says that there was none; `x_means` keeps "unknown".
- `actor1` and `actor2` are each one actor, by its name in the table of actors where that has it; the others of the
  table that the article names beside it stand in `assoc_actor_1` and `assoc_actor_2`.
- Withdrawals and defections are `Strategic developments`, `Change to group/activity`.
- ACLED has no class for an official denial: its classes are empty and `x_kind` says what it is.
- A period stands at its middle day, as in ACLED; `time_precision` is 1 for a stated day, 2 for up to a week and for
  the date of publication, 3 for up to a month. Longer or unknown periods have no date, only the year they lie in, and
  what is only known to have happened by some day has no year either.
- What we do not know is empty: fatalities always, never 0; an armed group's `inter`, as ACLED parts rebels from
  militias; source scale, second and third-level divisions.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from conflict_extract._files import packaged, packaged_table
from conflict_extract.normalize import ActorTable, packaged_actors
from conflict_extract.output.collection import Collection
from conflict_extract.output.rows import Row, rows
from conflict_extract.output.spreadsheet import write_cells
from conflict_extract.output.wording import actor_name, what_words
from conflict_extract.schema import (
    Actor,
    ControlChangeEvent,
    Date,
    DefectionEvent,
    Event,
    OfficialDenialEvent,
    Place,
    WithdrawalEvent,
)

ACLED_COLUMNS: Final = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
    "x_event_id", "x_kind", "x_status", "x_credibility", "x_disputed_by", "x_disputes", "x_date_start", "x_date_end",
    "x_date_basis", "x_means", "x_extent", "x_urls",
)  # fmt: skip

_STRATEGIC: Final = "Strategic developments"
_NO_CLASS: Final = ("", "", "")
_CHANGED_ACTIVITY: Final = (_STRATEGIC, _STRATEGIC, "Change to group/activity")
_LISTED: Final = re.compile(r"\s*,\s*|\s+(?:and|&)\s+")
_WEEK: Final = 7
_MONTH: Final = 31


def write_acled(
    told: Collection | Iterable[tuple[Event, Row, Sequence[str]]], path: Path | str, actors: ActorTable | None = None
) -> None:
    """Writes one row an event as CSV with ACLED's columns and values, and what ACLED has no column for as `x_…`.

    Args:
        told: the events, or each with its row as `rows` gives it and the triggers of its records, in that order.
        path: where to.
        actors: the table of actors, the packaged one if None.

    Raises:
        OutputError: the file cannot be written.
    """
    table = _of_collection(told) if isinstance(told, Collection) else told
    known = actors or packaged_actors()
    write_cells(ACLED_COLUMNS, (_row(event, flat, triggers, known) for event, flat, triggers in table), Path(path))


def _of_collection(collection: Collection) -> Iterator[tuple[Event, Row, Sequence[str]]]:
    for event, flat in zip(collection.ordered(), rows(collection), strict=True):
        yield event, flat, [record.trigger for record in collection.records_of(event)]


def _row(event: Event, flat: Mapping[str, object], triggers: Sequence[str], actors: ActorTable) -> dict[str, object]:
    known: dict[str, object] = {
        "event_id_cnty": event.id,
        **_date_cells(event.date),
        **dict(zip(("disorder_type", "event_type", "sub_event_type"), _classes(event, triggers), strict=True)),
        **_actor_cells(event, actors),
        **_place_cells(event.place),
        "admin1": flat["admin1"],
        "location": flat["place"],
        "latitude": flat["latitude"],
        "longitude": flat["longitude"],
        "source": flat["outlets"],
        "notes": _notes(event, flat),
    }
    for column in ("event_id", "kind", "status", "credibility", "disputed_by", "disputes"):
        known[f"x_{column}"] = flat[column]
    for column in ("date_start", "date_end", "date_basis", "means", "extent", "urls"):
        known[f"x_{column}"] = flat[column]
    return {column: known.get(column) for column in ACLED_COLUMNS}


def _classes(event: Event, triggers: Sequence[str]) -> tuple[str, str, str]:
    match event:
        case ControlChangeEvent():
            return _control_classes(event, triggers)
        case WithdrawalEvent() | DefectionEvent():
            return _CHANGED_ACTIVITY
        case OfficialDenialEvent():
            return _NO_CLASS


def _control_classes(event: ControlChangeEvent, triggers: Sequence[str]) -> tuple[str, str, str]:
    by_force = event.means == "fighting" or (
        event.means == "unknown" and event.lost_by is not None and any(map(_states_force, triggers))
    )
    if not by_force:
        unopposed = event.means in ("unopposed", "negotiated")
        return (_STRATEGIC, _STRATEGIC, "Non-violent transfer of territory" if unopposed else "")
    side = event.gained_by.side if event.gained_by else "unknown"
    if side == "government":
        sub_event = "Government regains territory"
    elif side != "unknown" or (event.lost_by and event.lost_by.side == "government"):
        sub_event = "Non-state actor overtakes territory"
    else:
        sub_event = ""
    return ("Political violence", "Battles", sub_event)


def _states_force(trigger: str) -> bool:
    return any(word in trigger.casefold() for word in _vocabulary()["force"]["words"])


def _date_cells(when: Date) -> dict[str, object]:
    try:
        start = date.fromisoformat(when.start or "")
        end = date.fromisoformat(when.end or when.start or "")
    except ValueError:
        return {}
    year = start.year if start.year == end.year else None
    days = (end - start).days + 1
    if when.precision == "unknown" or days > _MONTH:
        return {"year": year}
    precision = 1 if days == 1 else 2 if days <= _WEEK else 3
    if when.basis == "published":
        precision = max(precision, 2)
    middle = start + timedelta(days=(days - 1) // 2)
    return {"event_date": middle.isoformat(), "year": middle.year, "time_precision": precision}


def _actor_cells(event: Event, actors: ActorTable) -> dict[str, object]:
    first, second, associates = _actors(event)
    group1, group2 = _inter(first), _inter(second)
    if isinstance(event, DefectionEvent) and not group1:
        group1 = _inter(event.from_side)
    actor1, beside1 = _one_of(first, actors)
    actor2, beside2 = _one_of(second, actors)
    return {
        "actor1": actor1,
        "assoc_actor_1": "; ".join(dict.fromkeys(filter(None, (*associates, *beside1)))),
        "inter1": group1,
        "actor2": actor2,
        "assoc_actor_2": "; ".join(beside2),
        "inter2": group2,
        "interaction": _interaction(group1, group2, alone=second is None),
    }


def _one_of(actor: Actor | None, actors: ActorTable) -> tuple[str | None, tuple[str, ...]]:
    """One actor by its name in the table, else as written, and the others of the table that are named beside it."""
    return _told_apart(actor_name(actor) or "", actor.id, actors) if actor else (None, ())


@lru_cache(maxsize=8192)
def _told_apart(named: str, identity: str | None, actors: ActorTable) -> tuple[str, tuple[str, ...]]:
    known = actors.of_id(identity) if identity else None
    beside = tuple(each.text for each in actors.known_in(named) if each.id != identity)
    if known is not None:
        return known.text, beside
    return (_LISTED.split(named)[0] if beside else named), beside


def _actors(event: Event) -> tuple[Actor | None, Actor | None, tuple[str | None, ...]]:
    match event:
        case ControlChangeEvent():
            return event.gained_by, event.lost_by, ()
        case WithdrawalEvent():
            return event.force, None, (event.unit,)
        case DefectionEvent():
            return event.who, event.to_side, (event.unit, actor_name(event.from_side))
        case OfficialDenialEvent():
            return event.speaker, event.subject, ()


def _inter(actor: Actor | None) -> str:
    groups: Mapping[str, str] = _vocabulary()["inter"]
    return groups.get(actor.side, "") if actor else ""


def _interaction(group1: str, group2: str, *, alone: bool) -> str:
    if alone:
        return f"{group1} only" if group1 else ""
    if not group1 or not group2:
        return ""
    return "-".join(sorted((group1, group2), key=_vocabulary()["interaction"]["order"].index))


def _place_cells(place: Place | None) -> dict[str, object]:
    if place is None:
        return {}
    located = place.lat is not None and place.lon is not None
    country = _countries().get(place.country or "", {})
    return {
        "iso": country.get("numeric"),
        "region": country.get("region"),
        "country": country.get("name", place.country),
        "geo_precision": _vocabulary()["geo_precision"].get(place.type) if located else None,
    }


def _notes(event: Event, flat: Mapping[str, object]) -> str:
    notes = f"{what_words(event)}."
    return f'{notes} "{flat["quote"]}"' if flat["quote"] else notes


@cache
def _vocabulary() -> dict[str, Any]:
    return packaged_table("output", "acled.toml")


@cache
def _countries() -> dict[str, dict[str, str]]:
    """ACLED's name and region and the ISO numeric code by alpha-2 code; regions we are not sure of are empty."""
    with packaged("output", "countries.csv").open(encoding="utf-8", newline="") as stream:
        return {row["alpha2"]: row for row in csv.DictReader(stream)}
