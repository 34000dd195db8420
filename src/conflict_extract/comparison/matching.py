"""Which events and rows tell the same happening: by the keys and weights of merging, changes of control one to one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from conflict_extract.comparison.coded import CodedRow
from conflict_extract.evaluation.assignment import best_pairs
from conflict_extract.merging import LEVELS, Columns, Weights, levels, ruled_out
from conflict_extract.merging.columns import WINDOW_DAYS
from conflict_extract.merging.components import components
from conflict_extract.merging.keys import pair_keys
from conflict_extract.merging.sorting import Ints, changes
from conflict_extract.normalize import Authorities, kilometres, relation
from conflict_extract.schema import ACTOR_FIELDS, ControlChange, Event, Place, Record

# Kilometres: points so near are of one place, and places of one name whose points lie so far apart are two.
ONE_SPOT, TWO_PLACES = 1.0, 50.0
# Degrees of latitude of a cell in which points of one spot are looked for.
_CELL = 0.02
_WEEK = 7
_WHERE, _WHEN, _WHO = ("place", "country", "place_type", "within"), ("date", "prior"), ("actor", "other_actor", "unit")
_LEVEL = {signal: {level: number for number, level in enumerate(LEVELS[signal])} for signal in LEVELS}

Floats = NDArray[np.float64]


class Match(NamedTuple):
    """An event and a row that tell the same happening, by their numbers, and the sum of the weights that say so."""

    event: int
    row: int
    score: float


class _Scored(NamedTuple):
    """Pairs of events and rows with what place, days and actors weigh."""

    event: Ints
    row: Ints
    where: Floats
    when: Floats
    who: Floats

    @property
    def total(self) -> Floats:
        found: Floats = self.where + self.when + self.who
        return found

    def kept(self, which: Any) -> _Scored:
        return _Scored(*(column[which] for column in self))


def matched(
    events: Sequence[Event],
    records: Mapping[str, Record],
    rows: Sequence[CodedRow],
    stated: Sequence[ControlChange],
    weights: Weights,
    known: Authorities,
) -> list[Match]:
    """Events and rows that tell the same happening, in the order of the events.

    A row is compared with every record of an event, and the best of them counts. Changes of control are paired one to
    one: first those that would be joined if they were records; then those of which place and day agree, but not the
    actors; then those of which place and actors agree within a week, but not the day. In each round the pairing with
    the largest sum of weights counts.

    In rows of fighting nobody gains and nobody loses: place and day have to agree, and one actor. Two events of one
    battle are both found in its row, and two rows in one event: each event comes with the row that is most like it,
    and each row with the event that is most like it.

    Args:
        events: those that the dataset could tell of.
        records: those of the events, by id.
        rows: of the file.
        stated: the rows as records, in their order.
        weights: the table of weights.
        known: the tables that names are compared by.
    """
    told, event_of = _told(events, records)
    columns = Columns.of([*told, *stated], known)
    at = {key: number for number, key in enumerate(columns.ids)}
    # several rows of one file may be one record: the same line twice
    row_of: dict[int, list[int]] = defaultdict(list)
    for number, record in enumerate(stated):
        row_of[at[record.id]].append(number)
    ours = {at[record.id]: event_of[record.id] for record in told}
    left, right = _candidates(columns, list(ours), list(row_of))
    if not len(left):
        return []
    is_change = [rows[row_of[row][0]].is_change for row in right.tolist()]
    scored = _best(_scored(columns, left, right, weights, known, is_change), ours, row_of)
    fighting = np.array([not rows[row].is_change for row in scored.row.tolist()], np.bool_)
    happening = scored.where + scored.when >= weights.threshold
    found = _nearest(scored.kept(fighting & happening & (scored.who > 0)))
    of_control = scored.kept(~fighting)
    happening = of_control.where + of_control.when >= weights.threshold
    rounds = (
        of_control.kept(happening & (of_control.total >= weights.threshold)),
        of_control.kept(happening),
        of_control.kept((of_control.where > 0) & (of_control.who > 0)),
    )
    for pairs in rounds:
        taken = {match.event for match in found}, {match.row for match in found}
        free = ~(np.isin(pairs.event, list(taken[0])) | np.isin(pairs.row, list(taken[1])))
        found += _assigned(pairs.kept(free))
    return sorted(found)


def _told(events: Sequence[Event], records: Mapping[str, Record]) -> tuple[list[Record], dict[str, int]]:
    """The records of events as changes of control, and the number of each one's event."""
    told: list[Record] = []
    event_of: dict[str, int] = {}
    for number, event in enumerate(events):
        for key in event.records:
            record = records.get(key)
            if record is None or record.place is None:
                continue
            told.append(record if isinstance(record, ControlChange) else _as_change(record))
            event_of[key] = number
    return told, event_of


def _as_change(record: Record) -> ControlChange:
    """Where, when and who of a record of another kind, for matching with rows that tell no kind."""
    actors = [getattr(record, name) for name in ACTOR_FIELDS[record.kind]]
    named = [actor for actor in actors if actor is not None][:2]
    kept = {name: value for name, value in record if name in ControlChange.model_fields and name != "kind"}
    gained, lost = (*named, None, None)[:2]
    return ControlChange.model_construct(**{"gained_by": gained, "lost_by": lost, **kept})


def _candidates(columns: Columns, ours: Sequence[int], theirs: Sequence[int]) -> tuple[Ints, Ints]:
    """Rows of columns of both sides that have a spelling, an entry or a spot in common, within a week."""
    keyed = pair_keys(columns, np.zeros(len(columns), np.int64))
    keys: dict[int, list[Any]] = defaultdict(list)
    for row, key in zip(keyed.rows[~keyed.loose].tolist(), keyed.keys[~keyed.loose].tolist(), strict=True):
        keys[row].append(key)
    places = columns.fields["place"]
    for row in ours:
        keys[row] += _cells(places.at(row), reach=0)
    first, last, dated = columns.first_day, columns.last_day, columns.dated
    by_week: dict[tuple[Any, int], list[int]] = defaultdict(list)
    for row in ours:
        if dated[row]:
            for week in range(int(first[row]) // _WEEK, int(last[row]) // _WEEK + 1):
                for key in keys[row]:
                    by_week[key, week].append(row)
    found = [np.empty((0, 2), np.int64)]
    for row in theirs:
        begin, end = int(first[row]) - WINDOW_DAYS, int(last[row]) + WINDOW_DAYS
        near: set[int] = set()
        for key in (*keys[row], *_cells(places.at(row), reach=1)):
            for week in range(begin // _WEEK, end // _WEEK + 1):
                near.update(by_week.get((key, week), ()))
        found.append(np.array([(other, row) for other in sorted(near)], np.int64).reshape(-1, 2))
    pairs = np.concatenate(found)
    return pairs[:, 0], pairs[:, 1]


def _cells(place: Place | None, reach: int) -> Iterator[tuple[int, int]]:
    """The cells of a grid about a place's point."""
    if place is None or place.lat is None or place.lon is None:
        return
    across = max(math.cos(math.radians(place.lat)), 0.01)
    row, column = math.floor(place.lat / _CELL), math.floor(place.lon * across / _CELL)
    for up in range(-reach, reach + 1):
        for aside in range(-reach, reach + 1):
            yield row + up, column + aside


def _scored(
    columns: Columns, left: Ints, right: Ints, weights: Weights, known: Authorities, is_change: Sequence[bool]
) -> _Scored:
    reached = levels(columns, left, right)
    _by_distance(columns, left, right, reached["place"])
    of_fighting = np.flatnonzero(~np.array(is_change, np.bool_))
    for pair in of_fighting.tolist():
        reached["actor"][pair] = _LEVEL["actor"][_nearest_actors(columns, int(left[pair]), int(right[pair]), known)]
        reached["other_actor"][pair] = _LEVEL["other_actor"]["unknown"]
    weight = {
        signal: np.array([weights.signals[signal][level] for level in LEVELS[signal]])[found]
        for signal, found in reached.items()
    }
    where, when, who = (np.sum([weight[signal] for signal in told], axis=0) for told in (_WHERE, _WHEN, _WHO))
    possible = ruled_out(columns, left, right) == 0
    return _Scored(left, right, where, when, who).kept(possible)


def _by_distance(columns: Columns, left: Ints, right: Ints, reached: NDArray[np.int8]) -> None:
    """Tells places apart, or for one, by their points, where both have one and no number says more."""
    places, level = columns.fields["place"], _LEVEL["place"]
    alike = [level[name] for name in ("same_name", "similar_name", "akin_name")]
    for pair, (one, two) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        mine, theirs = places.at(one), places.at(two)
        if mine is None or theirs is None or None in (mine.lat, theirs.lat, mine.lon, theirs.lon):
            continue
        apart = kilometres((mine.lat, mine.lon), (theirs.lat, theirs.lon))
        if reached[pair] in alike and apart > TWO_PLACES:
            reached[pair] = level["different_name"]
        numbered = mine.geonames_id is not None and theirs.geonames_id is not None
        if reached[pair] == level["different_name"] and apart <= ONE_SPOT and not numbered:
            reached[pair] = level["akin_name"]


def _nearest_actors(columns: Columns, mine: int, theirs: int, known: Authorities) -> str:
    """How any actor of a record stands to any side of fighting: the closest of all; nobody fights by himself."""
    ours, others = ([columns.actor.at(row), columns.other_actor.at(row)] for row in (mine, theirs))
    told = [relation(one, two, known.actors) for one in ours if one for two in others if two]
    return next(
        (level for level in ("same", "contains", "same_side") if level in told), "different" if told else "unknown"
    )


def _best(scored: _Scored, ours: Mapping[int, int], theirs: Mapping[int, Sequence[int]]) -> _Scored:
    """Pairs of events and rows of the file, each with the weights of the event's record that is most like the row.

    Args:
        scored: pairs of rows of columns.
        ours: the event of each row of columns.
        theirs: the rows of the file that each row of columns stands for.
    """
    copies = [theirs[row] for row in scored.row.tolist()]
    repeated = scored.kept(np.repeat(np.arange(len(copies)), [len(each) for each in copies]))
    event = np.array([ours[row] for row in repeated.event.tolist()], np.int64)
    row = np.array([number for each in copies for number in each], np.int64)
    order = np.lexsort((-repeated.total, row, event))
    return repeated._replace(event=event, row=row).kept(order[changes(event[order], row[order])])


def _nearest(pairs: _Scored) -> list[Match]:
    """Of each event its best row, and of each row its best event; of equals the first."""
    found = set()
    for one, other in ((pairs.event, pairs.row), (pairs.row, pairs.event)):
        order = np.lexsort((other, -pairs.total, one))
        found.update(order[changes(one[order])].tolist())
    return [Match(int(pairs.event[at]), int(pairs.row[at]), float(pairs.total[at])) for at in sorted(found)]


def _assigned(pairs: _Scored) -> list[Match]:
    """The pairing with the largest sum of weights."""
    if not len(pairs.event):
        return []
    events, event = np.unique(pairs.event, return_inverse=True)
    rows, row = np.unique(pairs.row, return_inverse=True)
    label = components(len(events) + len(rows), event, len(events) + row)[event]
    gains = pairs.total - pairs.total.min() + 1.0
    found = []
    order = np.argsort(label, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        mine, at = np.unique(event[some], return_inverse=True)
        theirs, across = np.unique(row[some], return_inverse=True)
        table, score = np.zeros((len(mine), len(theirs))), np.zeros((len(mine), len(theirs)))
        table[at, across], score[at, across] = gains[some], pairs.total[some]
        wide = len(mine) <= len(theirs)
        one, two = best_pairs(table if wide else table.T)
        for a, b in zip(*((one, two) if wide else (two, one)), strict=True):
            if table[a, b] > 0:
                found.append(Match(int(events[mine[a]]), int(rows[theirs[b]]), float(score[a, b])))
    return found
