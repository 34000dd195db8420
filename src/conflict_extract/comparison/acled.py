"""ACLED's rows: those whose sub-event type is a change of control."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from conflict_extract.comparison.coded import (
    CodedFile,
    CodedRow,
    WrongRow,
    country_code,
    day_of,
    one_line,
    point_of,
    span,
)
from conflict_extract.comparison.naming import code_of, coded_actor, coded_place
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Actor
from conflict_extract.schema.records import Side

# who stands for the state: its own forces, else those that help it from abroad
_STATE: tuple[Side, ...] = ("government", "foreign")


def read(found: CodedFile, rows: Iterator[tuple[int, list[str]]], names: Sequence[str], known: Authorities) -> None:
    """Reads the rows into a file; rows of other sub-event types are counted, and say what the file covers."""
    for line, cells in rows:
        row = dict(zip(names, cells, strict=True))
        try:
            day = day_of(row["event_date"], "event_date")
            found.country(row["country"])
            found.covers(day.isoformat(), day.isoformat())
            what = row["sub_event_type"].strip()
            control = code_of("acled", "control", what)
            if control is None:
                found.other_kinds[what or "(blank)"] += 1
                continue
            coded = _coded(line, row, day, control, known)
        except WrongRow as error:
            found.refuse(line, str(error))
            continue
        if coded is None:
            found.unplaced += 1
        else:
            found.rows.append(coded)


def _coded(
    line: int, row: dict[str, str], day: datetime.date, control: dict[str, str], known: Authorities
) -> CodedRow | None:
    time, near = row["time_precision"], row["geo_precision"]
    precision, whereabouts = code_of("acled", "time_precision", time), code_of("acled", "geo_precision", near)
    if precision is None or whereabouts is None:
        column, cell = ("geo_precision", near) if precision else ("time_precision", time)
        raise WrongRow(f"{column} {cell!r} is none of 1, 2 and 3")
    point = point_of(row["latitude"], row["longitude"])
    admin1 = row.get("admin1", "").strip()
    place = coded_place(row["location"], whereabouts, country_code(row["country"]), admin1, point, known)
    if place is None:
        return None
    groups = [code_of("acled", "inter", row.get(f"inter{number}", "")) for number in (1, 2)]
    actors = [coded_actor(row[f"actor{number}"], known, groups[number - 1]) for number in (1, 2)]
    gained, lost = _gained(control["gains"], actors, groups)
    source = " ".join(row.get("source", "").split())
    what = " ".join(row["sub_event_type"].split())
    peaceful = control["means"] != "fighting"
    return CodedRow(
        line=line,
        external_id=row["event_id_cnty"].strip() or f"line {line}",
        what=what,
        is_change=True,
        place=place,
        date=span(day, precision, row["event_date"].strip()),
        gained_by=gained,
        lost_by=lost,
        actors=tuple(actor for actor in actors if actor),
        means="unknown" if peaceful else "fighting",
        peaceful=peaceful,
        notes=row.get("notes", "").strip(),
        cells=one_line(
            f"{what}: {row['location'].strip()}", admin1, row["country"], row["event_date"], row["actor1"],
            row["actor2"], source, row["event_id_cnty"],
        ),
        source=source if source and ";" not in source else None,
        published=_published(row.get("timestamp", "")) or day.isoformat(),
    )  # fmt: skip


def _gained(
    gains: str, actors: Sequence[Actor | None], groups: Sequence[Side | None]
) -> tuple[Actor | None, Actor | None]:
    """Who gained the place and who lost it; nobody where the codebook does not tell which of the two.

    Args:
        gains: "first", "state" or "non_state".
        actors: both, in the row's order.
        groups: what the row says that each is; where it says nothing, the actor's side counts.
    """
    one, two = actors
    if gains == "first":
        return one, two
    sides = [group or (actor.side if actor else None) for actor, group in zip(actors, groups, strict=True)]
    state = next((side for side in _STATE if side in sides), None)
    if state is None or sides[0] == sides[1]:
        return None, None
    return (one, two) if (sides[0] == state) == (gains == "state") else (two, one)


def _published(timestamp: str) -> str | None:
    """When a row was last changed: seconds since 1970, or an ISO date or timestamp."""
    told = timestamp.strip()
    try:
        if told.isdigit():
            return datetime.datetime.fromtimestamp(int(told), datetime.UTC).isoformat()
        return datetime.datetime.fromisoformat(told).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
