"""What decides who holds a place, as columns of the table of events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from conflict_extract.eventset.control import names_of
from conflict_extract.merging import ClusteredRecords
from conflict_extract.merging.sorting import Ints, combinations
from conflict_extract.schema import KINDS

# between the names of one place; folding leaves none in a name
BETWEEN_NAMES = "|"
_CONTROL_CHANGE = KINDS.index("control_change")

CONTROL_COLUMNS = (
    "actor_id VARCHAR, first_reported TIMESTAMP, n_independent BIGINT, own_cause BOOLEAN, place_names VARCHAR"
)


def control_columns(clustered: ClusteredRecords, told: Ints) -> dict[str, Sequence[Any] | np.ndarray[Any, Any]]:
    """Columns of some events: id of the actor, moment of the first report (UTC), outlets that tell it independently,
    whether nobody tells it but the side whose deed it is, and the folded names of the place that changed hands.

    Args:
        clustered: all events.
        told: the numbers of those that are written.
    """
    actors = clustered.columns.actor.take(clustered.main_actor[told])
    return {
        "actor_id": actors.each(lambda actor: actor.id),
        "first_reported": _first_reported(clustered)[told],
        "n_independent": clustered.n_independent[told],
        "own_cause": clustered.own_cause[told],
        "place_names": _place_names(clustered, told),
    }


def _first_reported(clustered: ClusteredRecords) -> np.ndarray[Any, Any]:
    """For each event the earliest known moment of publication, in UTC."""
    columns = clustered.columns
    of_value = np.array([*(at and at.replace(tzinfo=None) for at in columns.moments), None], "datetime64[us]")
    return of_value[columns.fields["published"].codes[clustered.earliest]]


def _place_names(clustered: ClusteredRecords, told: Ints) -> np.ndarray[Any, Any]:
    """For each change of control among some events the names of its place; None where nothing names it."""
    found = np.full(len(told), None, object)
    changes = np.flatnonzero(clustered.kind[told] == _CONTROL_CHANGE)
    told = told[changes]
    column = clustered.columns.fields["place"]
    name = column.mapped(lambda place: place.name)
    rows = np.flatnonzero(clustered.columns.kind == _CONTROL_CHANGE)
    rows = rows[combinations(clustered.event[rows], name.codes[rows])[0]]
    events = clustered.event[rows]
    begins = np.searchsorted(events, told)
    ends = np.searchsorted(events, told, "right")
    spelled = name.codes[rows].tolist()
    shown = name.codes[clustered.chosen("place")[told]].tolist()
    entry_rows = clustered.place_rows[2][told]
    entries = np.where(entry_rows >= 0, clustered.columns.entry.codes[entry_rows], -1).tolist()
    known: dict[tuple[int, int, tuple[int, ...]], str | None] = {}
    for at, own, entry, begin, end in zip(changes, shown, entries, begins.tolist(), ends.tolist(), strict=True):
        key = own, entry, tuple(spelled[begin:end])
        if key not in known:
            number = clustered.columns.entry.values[entry] if entry >= 0 else None
            names = names_of(name.values[own], number, [name.values[code] for code in key[2]])
            known[key] = BETWEEN_NAMES.join(names) or None
        found[at] = known[key]
    return found
