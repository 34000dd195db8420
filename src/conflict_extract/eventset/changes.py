"""What an addition changed in an event set that a file keeps: new events, changed ones, places that changed hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conflict_extract.errors import RecordsError
from conflict_extract.eventset import store
from conflict_extract.eventset.eventset import EventSet
from conflict_extract.output.wording import actor_name
from conflict_extract.schema import Actor

# What is compared of an event, and by which columns.
_FIELDS = {
    "place": ("place", "country", "geonames_id"),
    "date": ("date_start", "date_end"),
    "actor": ("actor", "actor_side"),
    "extent": ("extent",),
    "outlets": ("n_outlets",),
    "status": ("status",),
    "credibility": ("credibility",),
}
# Of these a place is held by another than before; of others only more is known.
_OF_CONTROL = frozenset(("place", "date", "actor", "extent"))


@dataclass(frozen=True)
class Changes:
    """What an addition changed, by the ids of the events.

    Args:
        new: events that were not there before.
        changed: events that were, each with the names of what says something else now.
        reversed: changes of control, new or changed, by which a place is held by another now, each with who held it
            before; null where nobody was named.
        disputed: events that an official denial contests now and did not contest before.
        merged: former ids of events that became part of others.
    """

    new: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reversed: Mapping[str, Actor | None] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same as JSON holds it; of who held a place before the name."""
        held = {event: actor_name(actor) for event, actor in self.reversed.items()}
        return {
            "new": list(self.new),
            "changed": {event: list(fields) for event, fields in self.changed.items()},
            "reversed": held,
            "disputed": list(self.disputed),
            "merged": list(self.merged),
        }


class Told:
    """What the events of a file tell at one time, a number for each field, so that a large set takes little memory.

    Args:
        path: of the event set; one that is not there yet tells nothing.

    Raises:
        RecordsError: another program is using it (retryable).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.ids: NDArray[np.str_] = np.array([], np.str_)
        self.fields: dict[str, NDArray[Any]] = {name: np.array([], np.uint64) for name in _FIELDS}
        self.disputed: NDArray[np.bool_] = np.array([], np.bool_)
        columns = ", ".join(f"hash({', '.join(columns)}) AS {name}" for name, columns in _FIELDS.items())
        try:
            with store.reading(path) as connection:
                read = connection.execute(
                    f"SELECT id, status = 'disputed' AS disputed, {columns} FROM events ORDER BY id"
                ).fetchnumpy()
        except RecordsError as error:  # what is wrong with the file is said when something is added to it
            if error.retryable:  # another program uses it: it tells something
                raise
            return
        self.ids = np.asarray(read["id"].tolist(), np.str_)
        self.fields = {name: read[name] for name in _FIELDS}
        self.disputed = read["disputed"]

    def changes(self) -> Changes:
        """What the file tells now and did not tell then."""
        now = Told(self._path)
        _, then_at, now_at = np.intersect1d(self.ids, now.ids, assume_unique=True, return_indices=True)
        differs = {name: self.fields[name][then_at] != now.fields[name][now_at] for name in _FIELDS}
        rows = np.flatnonzero(np.logical_or.reduce(list(differs.values())))
        changed = {
            str(now.ids[now_at[row]]): tuple(name for name, other in differs.items() if other[row])
            for row in rows.tolist()
        }
        fresh = np.isin(now.ids, self.ids, assume_unique=True, invert=True)
        new = set(map(str, now.ids[fresh]))
        disputed_before = set(map(str, self.ids[self.disputed]))
        held = {*new, *(event for event, fields in changed.items() if not _OF_CONTROL.isdisjoint(fields))}
        return Changes(
            new=tuple(sorted(new)),
            changed=changed,
            reversed=self._reversed(held) if held and len(self.ids) else {},
            disputed=tuple(sorted(set(map(str, now.ids[now.disputed])) - disputed_before)),
            merged=tuple(map(str, self.ids[np.isin(self.ids, now.ids, assume_unique=True, invert=True)])),
        )

    def _reversed(self, held: set[str]) -> dict[str, Actor | None]:
        """Who held the places before that some changes of control, as they are told now, gave to others."""
        known = set(map(str, self.ids))
        found = {}
        for state in EventSet.open(self._path).control():
            if state.event.id not in held:
                continue
            last = next((each for each in state.before if each.id in known), None)
            if last is not None and not _is_same(last.held_by, state.held_by):
                found[state.event.id] = last.held_by
        return found


def _is_same(one: Actor | None, other: Actor | None) -> bool:
    """Whether two holders are one by their ids, else by their names."""
    if one is None or other is None:
        return one is other
    return one.id == other.id if one.id and other.id else (one.name or one.text) == (other.name or other.text)
