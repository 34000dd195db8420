"""What decides who holds a place, as columns of the table of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from conflict_extract.eventset.control import names_of
from conflict_extract.merging import Tellings
from conflict_extract.merging.columns import Ints, combinations
from conflict_extract.normalize import moment
from conflict_extract.schema import KINDS

# between the names of one place; folding leaves none in a name
BETWEEN_NAMES = "|"
_CONTROL_CHANGE = KINDS.index("control_change")

CONTROL_COLUMNS = (
    "actor_id VARCHAR, first_reported TIMESTAMP, n_independent BIGINT, own_cause BOOLEAN, place_names VARCHAR"
)


def control_columns(tellings: Tellings, told: Ints) -> dict[str, Sequence[Any] | np.ndarray[Any, Any]]:
    """Columns of some events: id of the actor, moment of the first report (UTC), outlets that tell it independently,
    whether nobody tells it but the side whose deed it is, and the folded names of the place that changed hands.

    Args:
        tellings: all events.
        told: the numbers of those that are written.
    """
    actors = tellings.columns.actor.take(tellings.main_actor[told])
    return {
        "actor_id": actors.each(lambda actor: actor.id),
        "first_reported": _first_reported(tellings)[told],
        "n_independent": tellings.n_independent[told],
        "own_cause": tellings.own_cause[told],
        "place_names": _place_names(tellings, told),
    }


def _first_reported(tellings: Tellings) -> np.ndarray[Any, Any]:
    """For each event the earliest known moment of publication, in UTC."""
    published = tellings.columns.fields["published"]
    moments = [at and at.replace(tzinfo=None) for at in map(moment, published.values)]
    of_value = np.array([*moments, None], "datetime64[us]")
    found = np.full(len(tellings), "NaT", "datetime64[us]")
    np.fmin.at(found, tellings.event, of_value[published.codes])
    return found


def _place_names(tellings: Tellings, told: Ints) -> np.ndarray[Any, Any]:
    """For each change of control among some events the names of its place; None where nothing names it."""
    found = np.full(len(told), None, object)
    changes = np.flatnonzero(tellings.kind[told] == _CONTROL_CHANGE)
    told = told[changes]
    column = tellings.columns.fields["place"]
    name = column.mapped(lambda place: place.name)
    rows = np.flatnonzero(tellings.columns.kind == _CONTROL_CHANGE)
    rows = rows[combinations(tellings.event[rows], name.codes[rows])[0]]
    events = tellings.event[rows]
    begins = np.searchsorted(events, told)
    ends = np.searchsorted(events, told, "right")
    spelled = name.codes[rows].tolist()
    shown = name.codes[tellings.chosen("place")[told]].tolist()
    entry_rows = tellings.place_rows[2][told]
    entries = np.where(entry_rows >= 0, tellings.columns.entry.codes[entry_rows], -1).tolist()
    known: dict[tuple[int, int, tuple[int, ...]], str | None] = {}
    for at, own, entry, begin, end in zip(changes, shown, entries, begins.tolist(), ends.tolist(), strict=True):
        key = own, entry, tuple(spelled[begin:end])
        if key not in known:
            number = tellings.columns.entry.values[entry] if entry >= 0 else None
            names = names_of(name.values[own], number, [name.values[code] for code in key[2]])
            known[key] = BETWEEN_NAMES.join(names) or None
        found[at] = known[key]
    return found
