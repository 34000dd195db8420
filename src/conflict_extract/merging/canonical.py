"""Events out of the records that tell them: canonical fields, conflicts, status and credibility."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from conflict_extract.merging.columns import UNDATED, Coded, Columns, coded, flags, place_key, spread
from conflict_extract.merging.outlets import independent_outlets
from conflict_extract.merging.sorting import Flags, Ints, changes, combinations, distinct, ordered
from conflict_extract.merging.values import contradict, date_key, key_of, shown, spelling_of
from conflict_extract.normalize import corroborate, in_own_cause, moment
from conflict_extract.schema import (
    EVENT_ADAPTER,
    KINDS,
    MAIN_ACTOR,
    Conflict,
    ConflictingValue,
    Event,
    Kind,
    Place,
    Step,
)
from conflict_extract.schema.events import step_words

FIELDS_OF: dict[Kind, tuple[str, ...]] = {
    "control_change": ("place", "gained_by", "lost_by", "extent", "means", "date"),
    "withdrawal": ("place", "force", "unit", "to_place", "stage", "date"),
    "defection": ("who", "unit", "from_side", "to_side", "size", "place", "date"),
    "official_denial": ("speaker", "denies", "claim", "subject", "place", "date"),
}
ALL_FIELDS = tuple(dict.fromkeys(name for names in FIELDS_OF.values() for name in names))
# how far it went, from the least on; less is not contradicted by more
STEPS: dict[str, tuple[str, ...]] = {
    "extent": ("entered", "partial", "full"),
    "stage": ("announced", "ordered", "under_way", "completed"),
}
_STEP_OF: dict[Kind, str] = {"control_change": "extent", "withdrawal": "stage"}
_NEVER_DIFFER = frozenset(["claim", "place", *STEPS])
_DENIAL = KINDS.index("official_denial")
_DEEDS = [KINDS.index(kind) for kind in _STEP_OF]


class _Steps(NamedTuple):
    """Extents or stages of events: the event, the code of the value, how many outlets state it, and how many of these
    independently."""

    event: Ints
    value: Ints
    n_outlets: Ints
    n_independent: Ints


class ClusteredRecords:
    """Rows gathered into events, and for each event the rows that give its fields.

    Each field takes the value that most independent outlets give; among equals that of most records, then of the
    earliest. Extent and stage take the furthest that somebody tells without doubts and not in his own cause, else the
    furthest in his own cause, else the furthest. A value that says nothing ("unknown", null, "the capital" beside a
    name) counts only if there is no other; of dates one without a first day only where no record has one, and words
    that cannot be resolved last.
    Of equal values the spelling is chosen in the same way.

    Args:
        columns: the records.
        event: for each row the first row of its event.
    """

    def __init__(self, columns: Columns, event: Ints) -> None:
        self.columns = columns
        self.first, self.event = combinations(event)
        self.first = event[self.first]
        self._keys: dict[str, Coded] = {}
        self._chosen: dict[str, Ints] = {}
        self._differs: dict[str, Flags] = {}
        self._steps: dict[str, _Steps] = {}

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def standing(self) -> Ints:
        """The outlet whose word each row is."""
        return independent_outlets(self.columns, self.event)

    @cached_property
    def kind(self) -> Ints:
        """The number of each event's kind."""
        return self.columns.kind[self.first]

    def chosen(self, name: str) -> Ints:
        """For each event the row that gives a field; -1 where no row has a value."""
        if name not in self._chosen and name in STEPS:
            self._chosen[name] = self._furthest(name)
        elif name not in self._chosen:
            raw = self.columns.fields[name]
            key = self._key(name)
            row = self._majority(np.where(self._is_open, -1, key.codes) if name == "date" else key.codes)
            spelling = raw.codes if name == "date" else raw.mapped(spelling_of).codes
            same = key.codes == np.where(row >= 0, key.codes[row], -2)[self.event]
            row = np.where(row >= 0, self._majority(np.where(same, spelling, -1)), row)
            for held in (*(self._better_dates if name == "date" else ()), raw.codes >= 0):
                row = np.where(row >= 0, row, self._earliest(held))
            self._chosen[name] = row
        return self._chosen[name]

    @cached_property
    def _is_open(self) -> Flags:
        return self.columns.of_dates([start is None for start in self.columns.dates.start])

    @cached_property
    def _better_dates(self) -> tuple[Flags, Flags]:
        """Rows with a date that has a first day, and those of open spans that are told."""
        dates = self.columns.dates
        told = [end is not None and basis != "unresolved" for end, basis in zip(dates.end, dates.basis, strict=True)]
        has_date = self.columns.fields["date"].codes >= 0
        return has_date & ~self._is_open, self.columns.of_dates(told) & self._is_open

    @cached_property
    def main_actor(self) -> Ints:
        """For each event the row that gives who took, left, defected or denies; -1 where no row does."""
        row = np.full(len(self), -1, np.int32)
        for kind, name in MAIN_ACTOR.items():
            row = np.where(self.kind == KINDS.index(kind), self.chosen(name), row)
        return row

    @cached_property
    def place_rows(self) -> tuple[Ints, Ints, Ints]:
        """For each event the rows that tell the type, the surroundings and the gazetteer entry of its place."""
        columns = self.columns
        named = columns.place_key.codes >= 0
        told = (columns.place_type.codes, columns.within.codes, columns.entry.codes)
        type_row, within_row, entry_row = (self._majority(np.where(named, codes, -1)) for codes in told)
        return type_row, within_row, entry_row

    @cached_property
    def _named(self) -> Flags:
        return flags(self.columns.fields["place"], lambda place: place_key(place) is not None)

    def place(self, event: int) -> Place | None:
        """The place of an event: the chosen spelling, with what its records tell of type, surroundings and position."""
        column = self.columns.fields["place"]
        row = int(self.chosen("place")[event])
        place: Place | None = column.at(row) if row >= 0 else None
        if place is None or not self._named[row]:
            return place
        typed, inside, located = (column.at(int(rows[event])) if rows[event] >= 0 else None for rows in self.place_rows)
        known: dict[str, Any] = {}
        if typed is not None and place.type == "other":
            known["type"] = typed.type
        if inside is not None and place.within is None:
            known["within"] = inside.within
        if located is not None:
            known |= located.model_dump(include={"country", "admin1", "geonames_id", "lat", "lon"})
        return place.model_copy(update=known) if known else place

    def place_words(self) -> dict[str, Coded]:
        """For each event its place's name, type, surroundings, entry and position, as `place` has them."""
        column, row = self.columns.fields["place"], self.chosen("place")
        type_row, within_row, entry_row = self.place_rows
        named = (row >= 0) & self._named[row]
        untyped = named & (type_row >= 0) & flags(column, lambda place: place.type == "other")[row]
        nowhere = named & (within_row >= 0) & flags(column, lambda place: place.within is None)[row]
        located = np.where(named & (entry_row >= 0), entry_row, row)
        sources = {
            "name": row,
            "type": np.where(untyped, type_row, row),
            "within": np.where(nowhere, within_row, row),
            **dict.fromkeys(("country", "admin1", "geonames_id", "lat", "lon"), located),
        }
        return {name: column.take(rows).part(name) for name, rows in sources.items()}

    def value(self, name: str, event: int) -> Any:
        """The canonical value of a field of one event."""
        if name == "place":
            return self.place(event)
        row = int(self.chosen(name)[event])
        return self.columns.fields[name].at(row) if row >= 0 else None

    @cached_property
    def n_articles(self) -> Ints:
        """For each event how many articles tell it."""
        return self._distinct(self.columns.article)

    @cached_property
    def n_outlets(self) -> Ints:
        """For each event how many independent outlets tell it of its actor, or of none."""
        return self._distinct(np.where(self._agreeing, self.standing, -1))

    @cached_property
    def n_independent(self) -> Ints:
        """For each event how many of these do so without doubts and not by the word of the side whose deed it is."""
        return self._distinct(np.where(self._agreeing & (self._weakness == 0), self.standing, -1))

    @cached_property
    def own_cause(self) -> Flags:
        """Whether nobody tells an event but the side whose deed it is."""
        return ~self._any(self._agreeing & ~self._in_own_cause)

    @cached_property
    def _agreeing(self) -> Flags:
        """Whether the actor of a row, if it has any, is known to be the one of its event, or of his side."""
        actors, shown = self.columns.actor, self._shown_actor
        found = np.ones(len(shown), np.bool_)
        apart = np.flatnonzero((actors.codes >= 0) & (shown >= 0) & (actors.codes != shown))
        first, number = combinations(actors.codes[apart], shown[apart])
        pairs = zip(actors.codes[apart[first]].tolist(), shown[apart[first]].tolist(), strict=True)
        table = self.columns.authorities.actors
        known = [corroborate(actors.values[one], actors.values[two], table) for one, two in pairs]
        found[apart] = np.array(known, np.bool_)[number]
        return found

    @cached_property
    def _shown_actor(self) -> Ints:
        """For each row the actor of its event; -1 where nobody names any."""
        return np.where(self.main_actor >= 0, self.columns.actor.codes[self.main_actor], -1)[self.event]

    @cached_property
    def _in_own_cause(self) -> Flags:
        """Whether a row is told by the side whose deed it tells: of those who took a place, or left it. A row that
        names nobody tells the deed of its event's actor."""
        columns, fields = self.columns, self.columns.fields
        agents = np.where(columns.actor.codes >= 0, columns.actor.codes, self._shown_actor)
        rows = np.flatnonzero(np.isin(columns.kind, _DEEDS) & (agents >= 0))
        told = (fields["source"].codes[rows], fields["outlet"].codes[rows], agents[rows])
        first, number = combinations(*told)
        outlets = [*fields["outlet"].values, None]
        known = [
            in_own_cause(
                fields["source"].values[source], outlets[outlet], columns.actor.values[agent], columns.authorities
            )
            for source, outlet, agent in zip(*(codes[first].tolist() for codes in told), strict=True)
        ]
        found = np.zeros(len(columns), np.bool_)
        found[rows] = np.array(known, np.bool_)[number]
        return found

    @cached_property
    def _weakness(self) -> Ints:
        """What a row is worth as a witness: 0 for one without doubts who has no part in it, 1 for one who speaks in his
        own cause, 2 for one with doubts."""
        return np.where(flags(self.columns.fields["doubts"], bool), 2, self._in_own_cause.astype(np.int64))

    @cached_property
    def has_outlet(self) -> Flags:
        """Whether any outlet of an event is known."""
        return self._any(self.columns.fields["outlet"].codes >= 0)

    @cached_property
    def has_source(self) -> Flags:
        """Whether any record of an event names who says so."""
        return self._any(self.columns.sourced)

    def credibility(self, disputed: Flags) -> Ints:
        """The information credibility of the Admiralty code (NATO AJP-2.1), by this rule:

        1 three or more independent outlets and no denial; 2 two independent outlets and no denial; 3 one outlet, and
        the
        article says who says so; 4 denied by an official, but told by two or more independent outlets; 5 denied, and
        told
        by one; 6 one outlet that names no source, or no outlet known. An official denial names its source: the speaker.
        """
        sourced = (self.has_source | (self.kind == _DENIAL)) & self.has_outlet
        rules = [
            disputed & (self.n_outlets >= 2), disputed, self.n_outlets >= 3, self.n_outlets == 2, sourced,
        ]  # fmt: skip
        return np.select(rules, [4, 5, 1, 2, 3], 6)

    def members(self, events: Iterable[int]) -> list[Ints]:
        """The rows of each of some events, earliest first."""
        order, begins = self._by_event
        return [order[begins[event] : begins[event + 1]] for event in events]

    @cached_property
    def _by_event(self) -> tuple[Ints, Ints]:
        """All rows by event, earliest first, and where each event begins among them."""
        order = ordered(self.event, self.columns.order)
        return order, np.searchsorted(self.event[order], np.arange(len(self) + 1))

    @property
    def earliest(self) -> Ints:
        """For each event the row that was published first."""
        order, begins = self._by_event
        return order[begins[:-1]]

    def steps(self, event: int, rows: Ints) -> tuple[Step, ...]:
        """Each extent or stage that is stated of the actor of an event: its own first, then the furthest first."""
        name = _STEP_OF[KINDS[int(self.kind[event])]]
        ids, outlets, key, stated = self.columns.ids, self.columns.fields["outlet"], self._key(name), self._stated(name)
        told = self._by_key(name, rows[self._agreeing[rows]].tolist())
        begin, end = np.searchsorted(stated.event, [event, event + 1])
        return tuple(
            Step(
                value=key.values[code],
                n_outlets=n_outlets,
                n_independent=n_independent,
                records=tuple(sorted(ids[row] for row in told[code])),
                outlets=tuple(sorted({outlets.at(row) for row in told[code] if outlets.codes[row] >= 0})),
            )
            for _, code, n_outlets, n_independent in zip(*(cells[begin:end].tolist() for cells in stated), strict=True)
        )

    def step_words(self) -> tuple[Ints, list[str]]:
        """The steps of all events in words, those of an event in their order, and the event of each."""
        events, words = [], []
        for name in STEPS:
            event, *told = self._stated(name)
            first, number = combinations(*told)
            values = self._key(name).values
            made = [
                step_words(values[code], *counts)
                for code, *counts in zip(*(cells[first].tolist() for cells in told), strict=True)
            ]
            events.append(event)
            words += [made[each] for each in number.tolist()]
        return np.concatenate(events), words

    def _stated(self, name: str) -> _Steps:
        """The extents or stages that are stated of the actors of events: of each its own first, then the furthest
        first."""
        if name not in self._steps:
            key = self._key(name)
            kinds = [KINDS.index(kind) for kind, step in _STEP_OF.items() if step == name]
            rows = np.flatnonzero((key.codes >= 0) & self._agreeing & np.isin(self.columns.kind, kinds))
            first, step = combinations(self.event[rows], key.codes[rows])
            event, code = self.event[rows[first]], key.codes[rows[first]]
            shown = self.chosen(name)[event]
            other = code != np.where(shown >= 0, key.codes[shown], -1)
            reach = np.array([STEPS[name].index(value) for value in key.values], np.int32)[code]
            order = np.lexsort((-reach, other, event))
            size = int(self.standing.max(initial=0)) + 1
            counts = []
            for heard in (np.ones(len(rows), np.bool_), self._weakness[rows] == 0):
                told = distinct(step[heard].astype(np.int64) * size + self.standing[rows[heard]])
                counts.append(np.bincount(told // size, minlength=len(first))[order])
            self._steps[name] = _Steps(event[order], code[order], *counts)
        return self._steps[name]

    def conflicts(self, event: int, rows: Ints) -> tuple[Conflict, ...]:
        """The fields on which the sources of an event differ, with every value and who gave it."""
        names = (name for name in FIELDS_OF[KINDS[int(self.kind[event])]] if self._differing(name)[event])
        return tuple(self._conflict(name, rows) for name in names)

    def differing(self) -> tuple[Ints, list[str]]:
        """The fields on which the sources of all events differ, those of an event in their order, and the event of
        each."""
        events, names = [np.empty(0, np.int64)], []
        for number, kind in enumerate(KINDS):
            for name in FIELDS_OF[kind]:
                found = np.flatnonzero(self._differing(name) & (self.kind == number))
                events.append(found)
                names += [name] * len(found)
        return np.concatenate(events), names

    def _differing(self, name: str) -> Flags:
        """For each event whether the values of a field contradict each other; each set of values is looked at once."""
        if name not in self._differs:
            self._differs[name] = np.zeros(len(self), np.bool_)
            column, keys, actors = self.columns.fields[name], self._key(name).codes, self.columns.authorities.actors
            order, _ = self._by_event
            several = self._distinct(keys) > 1 if name not in _NEVER_DIFFER else self._differs[name]
            rows = order[several[self.event[order]] & (keys[order] >= 0)]
            rows = rows[combinations(self.event[rows], keys[rows])[0]]
            begins = np.flatnonzero(changes(self.event[rows]))
            told: Flags | list[bool]
            if name == "date":
                told = self._apart(column.codes[rows], begins)
            else:
                codes = column.codes[rows].tolist()
                sets = [frozenset(codes[begin:end]) for begin, end in itertools.pairwise([*begins.tolist(), len(rows)])]
                known = {each: contradict(name, [column.values[code] for code in each], actors) for each in set(sets)}
                told = [known[each] for each in sets]
            self._differs[name][self.event[rows[begins]]] = told
        return self._differs[name]

    def _apart(self, codes: Ints, begins: Ints) -> Flags:
        """Whether no day lies in all of some dates: in those from each beginning up to the next."""
        if not len(begins):
            return np.zeros(0, np.bool_)
        spans = [
            (-UNDATED if first is None else first, UNDATED if last is None else last)
            for first, last in self.columns.spans
        ]
        first, last = np.array(spans, np.int64)[codes].T
        return np.maximum.reduceat(first, begins) > np.minimum.reduceat(last, begins)

    def _by_key(self, name: str, rows: Sequence[int]) -> dict[int, list[int]]:
        """Rows by the key of their value of a field."""
        keys = self._key(name).codes
        by_key: dict[int, list[int]] = {}
        for row in rows:
            if keys[row] >= 0:
                by_key.setdefault(int(keys[row]), []).append(row)
        return by_key

    def _conflict(self, name: str, rows: Ints) -> Conflict:
        columns = self.columns
        told = sorted(
            self._by_key(name, rows.tolist()).values(),
            key=lambda each: (-len(set(self.standing[each].tolist())), -len(each)),
        )
        outlets = columns.fields["outlet"]
        return Conflict(
            field=name,
            values=tuple(
                ConflictingValue(
                    value=shown(self._best_spelled(name, each)),
                    records=tuple(sorted(columns.ids[row] for row in each)),
                    outlets=tuple(sorted({outlets.at(row) for row in each if outlets.codes[row] >= 0})),
                )
                for each in told
            ),
        )

    def _best_spelled(self, name: str, rows: Sequence[int]) -> Any:
        values = [self.columns.fields[name].at(row) for row in rows]
        spelled = [spelling_of(value) for value in values]
        return max(values, key=lambda value: spelled.count(spelling_of(value)))

    def _key(self, name: str) -> Coded:
        if name not in self._keys and name == "place":
            self._keys[name] = self.columns.place_key
        elif name not in self._keys and name == "date":
            dates = self.columns.dates
            keys = coded(map(date_key, dates.start, dates.end, dates.basis))
            self._keys[name] = Coded(spread(keys.codes, self.columns.fields[name].codes), keys.values)
        elif name not in self._keys:
            self._keys[name] = self.columns.fields[name].mapped(key_of(name))
        return self._keys[name]

    def _majority(self, codes: Ints) -> Ints:
        """For each event the earliest row with the code that most outlets, then most rows have; rows below 0 are
        out."""
        row_of = np.full(len(self), -1, np.int32)
        order, _ = self._by_event
        rows = order[codes[order] >= 0]
        if not len(rows):
            return row_of
        begins = np.flatnonzero(changes(self.event[rows]))
        row_of[self.event[rows[begins]]] = rows[begins]
        # where all rows of an event agree, the earliest is the one
        told = codes[rows]
        agree = np.minimum.reduceat(told, begins) == np.maximum.reduceat(told, begins)
        rows = rows[~np.repeat(agree, np.diff(np.append(begins, len(rows))))]
        if not len(rows):
            return row_of
        rank = self.columns.order
        rows = rows[ordered(self.event[rows], codes[rows], rank[rows])]
        begins = np.flatnonzero(changes(self.event[rows], codes[rows]))
        outlets = self._outlets(rows, codes, len(begins))
        told = np.diff(np.append(begins, len(rows)))
        earliest = rows[begins]
        best = ordered(self.event[earliest], -outlets, -told, rank[earliest])
        first = best[changes(self.event[earliest[best]])]
        row_of[self.event[earliest[first]]] = earliest[first]
        return row_of

    def _furthest(self, name: str) -> Ints:
        """For each event the earliest row with the furthest extent or stage, by the best witnesses that state any."""
        key = self._key(name)
        rows = np.flatnonzero(key.codes >= 0)
        reach = spread(np.array([STEPS[name].index(value) for value in key.values], np.int32), key.codes)
        others = ~self._agreeing
        rows = rows[
            ordered(self.event[rows], others[rows], self._weakness[rows], -reach[rows], self.columns.order[rows])
        ]
        row_of = self._earliest(self.columns.fields[name].codes >= 0)
        first = rows[changes(self.event[rows])]
        row_of[self.event[first]] = first
        return row_of

    def _outlets(self, rows: Ints, codes: Ints, groups: int) -> Ints:
        """How many outlets give each code of each event; `rows` sorted by event and code."""
        group = np.cumsum(changes(self.event[rows], codes[rows])) - 1
        order = ordered(group, self.standing[rows])
        return np.bincount(group[order][changes(group[order], self.standing[rows][order])], minlength=groups)

    def _earliest(self, held: Flags) -> Ints:
        """For each event its earliest row of some; -1 for none."""
        order, _ = self._by_event
        rows = order[held[order]]
        row_of = np.full(len(self), -1, np.int32)
        first = rows[changes(self.event[rows])]
        row_of[self.event[first]] = first
        return row_of

    def _distinct(self, codes: Ints) -> Ints:
        """For each event how many codes its rows have; below 0 is none."""
        size = int(codes.max(initial=0)) + 1
        rows = np.flatnonzero(codes >= 0)
        found = distinct(self.event[rows].astype(np.int64) * size + codes[rows])
        return np.bincount(found // size, minlength=len(self))

    def _any(self, flags: Flags) -> Flags:
        return np.bincount(self.event[flags], minlength=len(self)) > 0


def event_of(
    clustered: ClusteredRecords,
    event: int,
    rows: Ints,
    event_id: str,
    *,
    credibility: int,
    disputes: Sequence[str],
    disputed_by: Sequence[str],
) -> Event:
    """One event in full.

    Args:
        clustered: all events.
        event: its number.
        rows: its rows, earliest first.
        event_id: its id.
        credibility: of the Admiralty code.
        disputes: ids of the events that it contests.
        disputed_by: ids of the denials that contest it.
    """
    columns = clustered.columns
    kind = KINDS[int(clustered.kind[event])]
    n_outlets = int(clustered.n_outlets[event])
    named = columns.fields["outlet"]
    published = columns.fields["published"]
    told = {published.at(row) for row in rows.tolist() if published.codes[row] >= 0}
    reported = sorted((at, each) for each in told if (at := moment(each)) is not None)
    return EVENT_ADAPTER.validate_python(
        {
            "id": event_id,
            "kind": kind,
            **{name: clustered.value(name, event) for name in FIELDS_OF[kind]},
            **({"steps": clustered.steps(event, rows)} if kind in _STEP_OF else {}),
            "records": tuple(columns.ids[row] for row in rows.tolist()),
            "outlets": tuple(sorted({named.at(row) for row in rows.tolist() if named.codes[row] >= 0})),
            "n_articles": int(clustered.n_articles[event]),
            "n_outlets": n_outlets,
            "n_independent": int(clustered.n_independent[event]),
            "own_cause": bool(clustered.own_cause[event]),
            "conflicts": clustered.conflicts(event, rows),
            "first_reported": reported[0][1] if reported else None,
            "last_reported": reported[-1][1] if reported else None,
            "status": status(n_outlets, disputed=bool(disputed_by)),
            "credibility": credibility,
            "disputes": tuple(sorted(disputes)),
            "disputed_by": tuple(sorted(disputed_by)),
        }
    )


def status(n_outlets: int, *, disputed: bool) -> str:
    """Disputed if an official denial contests it, else corroborated if two or more outlets report it."""
    return "disputed" if disputed else "corroborated" if n_outlets >= 2 else "single_source"
