"""Who holds what on a day: a file of control beside the control of an event set."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from conflict_extract.comparison.coded import CodedFile
from conflict_extract.comparison.results import Control, Holders, Quote
from conflict_extract.comparison.viina import holder
from conflict_extract.errors import RecordsError
from conflict_extract.eventset import ControlState, EventSet
from conflict_extract.normalize import Authorities, relation
from conflict_extract.output.wording import actor_name, place_words
from conflict_extract.schema import Event


def compare_control(
    events: EventSet, file: CodedFile, day: str, known: Authorities, quotes: Callable[[Event], Sequence[Quote]]
) -> Control:
    """Who holds each place on a day by both, where our place has a number that the file has.

    Args:
        events: ours.
        file: a file of control.
        day: ISO date.
        known: the tables that holders are compared by.
        quotes: the sentences that state an event.

    Raises:
        RecordsError: the day is none, or none of the file.
    """
    try:
        datetime.date.fromisoformat(day)
    except ValueError:
        raise RecordsError(f"--at {day} is no date", hint="write it as 2022-03-05") from None
    if not file.first_day <= day <= file.last_day:
        raise RecordsError(
            f"{file.path} tells of {file.first_day} to {file.last_day}, and not of {day}",
            hint="name a day of the file with --at",
        )
    statuses = {each.place.geonames_id: each.at(day) for each in file.holdings}
    found: list[Holders] = []
    not_in_file = 0
    for state in events.control(at=day):
        status = statuses.get(state.place.geonames_id)
        if status is None or state.place.geonames_id is None:
            not_in_file += 1
        else:
            found.append(_holders(state, status, known, quotes))
    return Control(
        day=day,
        same=sum(each.same is True for each in found),
        other=sum(each.same is False for each in found),
        nobody=sum(each.same is None for each in found),
        not_in_file=not_in_file,
        places=tuple(sorted(found, key=lambda each: (each.same is not False, each.same is not None, each.place))),
    )


def _holders(
    state: ControlState, status: str, known: Authorities, quotes: Callable[[Event], Sequence[Quote]]
) -> Holders:
    theirs = holder(status, known)
    told = relation(state.held_by, theirs, known.actors) if state.held_by and theirs else "unknown"
    same = None if told == "unknown" else told in ("same", "contains", "same_side")
    return Holders(
        place=place_words(state.place),
        geonames_id=state.place.geonames_id or 0,
        ours=actor_name(state.held_by) or "nobody named",
        since=state.since or "",
        theirs=theirs.name if theirs else status.lower(),
        same=same,
        quotes=tuple(quotes(state.event)) if same is False else (),
    )
