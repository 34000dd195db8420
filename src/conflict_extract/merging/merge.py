"""Records of all outlets to events: pure, deterministic, and independent of the records' order."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from conflict_extract.merging.canonical import ClusteredRecords, event_of
from conflict_extract.merging.clustering import ScoredPairs, cluster
from conflict_extract.merging.columns import Columns
from conflict_extract.merging.disputes import contested
from conflict_extract.merging.scoring import Weights, packaged_weights
from conflict_extract.merging.sorting import Ints
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Event, Record


@dataclass(frozen=True)
class Decisions:
    """An analyst's word, as record ids: pairs that are one event, pairs that are two, records that are wrong, and pairs
    of a denial and what it contests or has nothing to do with."""

    one: frozenset[tuple[str, str]] = frozenset()
    two: frozenset[tuple[str, str]] = frozenset()
    wrong: frozenset[str] = frozenset()
    contests: frozenset[tuple[str, str]] = frozenset()
    unrelated: frozenset[tuple[str, str]] = frozenset()

    def rows(self, columns: Columns) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The pairs that are one and those that are two, as rows; of pairs that are both there."""
        row = {key: number for number, key in enumerate(columns.ids)} if self.one or self.two else {}
        one, two = ([(row[a], row[b]) for a, b in pairs if a in row and b in row] for pairs in (self.one, self.two))
        return one, two

    def links(self, clustered: ClusteredRecords, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Pairs (denial, contested event) as an analyst has them: without those that have nothing to do with one
        another, unless of two other records of theirs the opposite was said."""
        if not (self.contests or self.unrelated):
            return list(found)
        event = dict(zip(clustered.columns.ids, clustered.event.tolist(), strict=True))
        contests, unrelated = (
            {(event[a], event[b]) for a, b in pairs if a in event and b in event}
            for pairs in (self.contests, self.unrelated)
        )
        return sorted((set(found) - unrelated) | contests)


@dataclass(frozen=True)
class MergedColumns:
    """Rows gathered into events.

    Attributes:
        clustered: the events, numbered from 0.
        ids: of the events.
        links: pairs (denial, contested event), as numbers of events, ascending.
        superseded: former event ids and what they stand for now.
        component: for each row the first row of the component of matches that its event is cut from.
        near: pairs of rows whose scores lie next to the threshold.
        compared: how many pairs of records were scored.
    """

    clustered: ClusteredRecords
    ids: Sequence[str]
    links: Sequence[tuple[int, int]]
    superseded: Mapping[str, str]
    component: Ints
    near: ScoredPairs
    compared: int


@dataclass(frozen=True)
class Merged:
    """Events in the order of their ids, and which former event ids now stand for which."""

    events: tuple[Event, ...]
    superseded: Mapping[str, str] = field(default_factory=dict)


def merge_columns(
    columns: Columns,
    *,
    weights: Weights | None = None,
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
    settled: Mapping[str, str] | None = None,
    superseded: Mapping[str, str] | None = None,
    reserved: Container[str] = (),
) -> MergedColumns:
    """Merges rows that mean the same thing into events, and links denials to the events that they contest.

    Args:
        columns: the records; none that an analyst called wrong.
        weights: the table of weights; the packaged one if None.
        decisions: an analyst's word, which overrules the weights.
        known: by record id the event that it already belongs to, oldest event first; events keep their ids.
        settled: by record id the event that it stays in whatever the others do.
        superseded: former event ids and what they stand for.
        reserved: ids that no new event may take.
    """
    decisions, settled = decisions or Decisions(), settled or {}
    one, two = decisions.rows(columns)
    number_of = {event: number for number, event in enumerate(sorted(set(settled.values())))}
    stays = np.full(len(columns), -1, np.int64)
    if settled:
        stays[:] = [number_of[settled[key]] if key in settled else -1 for key in columns.ids]
    found = cluster(columns, weights or packaged_weights(), one=one, two=two, settled=stays)
    clustered = ClusteredRecords(columns, found.event)
    ids = [""] * len(clustered)
    for number in np.flatnonzero(stays[clustered.first] >= 0).tolist():
        ids[number] = settled[columns.ids[clustered.first[number]]]
    open_events = np.flatnonzero(stays[clustered.first] < 0).tolist()
    fresh, replaced = _keep_ids(clustered, open_events, known or {}, superseded or {}, reserved)
    for number, event_id in zip(open_events, fresh, strict=True):
        ids[number] = event_id
    links = decisions.links(clustered, contested(clustered))
    return MergedColumns(clustered, ids, links, replaced, found.component, found.near, found.compared)


def merge_records(
    records: Iterable[Record],
    *,
    weights: Weights | None = None,
    authorities: Authorities | None = None,
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
    superseded: Mapping[str, str] | None = None,
) -> Merged:
    """Merges records that mean the same thing into events, and links denials to the events that they contest.

    Args:
        records: of any kinds; the same id twice counts once.
        weights: the table of weights; the packaged one if None.
        authorities: the tables that names are compared by; the packaged ones if None.
        decisions: an analyst's word, which overrules the weights.
        known: the event that each record already belongs to, oldest event first; events keep their ids.
        superseded: former event ids and what they stand for.
    """
    decisions = decisions or Decisions()
    told = unique(record for record in records if record.id not in decisions.wrong)
    columns = Columns.of(told.values(), authorities)
    merged = merge_columns(columns, weights=weights, decisions=decisions, known=known, superseded=superseded)
    links = [(merged.ids[denial], merged.ids[event]) for denial, event in merged.links]
    return Merged(tuple(Events(merged.clustered, merged.ids, links).values()), merged.superseded)


class Events(Mapping[str, Event]):
    """Events by id, in the order of their ids, each made when it is asked for.

    Args:
        clustered: the events by number.
        ids: of the events.
        links: pairs of ids (denial, contested event).
    """

    def __init__(self, clustered: ClusteredRecords, ids: Sequence[str], links: Iterable[tuple[str, str]]) -> None:
        self._clustered = clustered
        self._number = {event: number for number, event in sorted(enumerate(ids), key=lambda each: each[1])}
        self._disputes: dict[str, list[str]] = defaultdict(list)
        self._disputed_by: dict[str, list[str]] = defaultdict(list)
        for denial, event in links:
            self._disputes[denial].append(event)
            self._disputed_by[event].append(denial)
        disputed = np.array([event in self._disputed_by for event in ids], np.bool_)
        self._credibility = clustered.credibility(disputed).tolist()

    def __getitem__(self, event: str) -> Event:
        number = self._number[event]
        (rows,) = self._clustered.members([number])
        return event_of(
            self._clustered,
            number,
            rows,
            event,
            credibility=self._credibility[number],
            disputes=self._disputes.get(event, ()),
            disputed_by=self._disputed_by.get(event, ()),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def __len__(self) -> int:
        return len(self._number)


def unique(records: Iterable[Record]) -> dict[str, Record]:
    """Records by id; of several with one id the same one whatever their order."""
    found: dict[str, Record] = {}
    for record in records:
        other = found.setdefault(record.id, record)
        if other != record:
            found[record.id] = min(other, record, key=lambda each: each.model_dump_json())
    return found


def event_id_of(record_id: str) -> str:
    """The id of a new event: made from the smallest id of its records."""
    return "evt_" + hashlib.sha256(record_id.encode()).hexdigest()[:16]


def _keep_ids(
    clustered: ClusteredRecords,
    events: Sequence[int],
    known: Mapping[str, str],
    superseded: Mapping[str, str],
    reserved: Container[str],
) -> tuple[list[str], dict[str, str]]:
    """The id of each event: that of the oldest event in it, unless a larger part of that event is in another cluster.

    A former id whose event is gone, because its articles were taken out, stands for nothing any more; one whose records
    part again from what it stood for is theirs again.

    Args:
        clustered: all events.
        events: the numbers of those that need an id.
        known: the event that each record already belongs to, oldest event first.
        superseded: former event ids and what they stand for.
        reserved: ids that no new event may take.
    """
    replaced = dict(superseded)
    age = {event: position for position, event in enumerate(dict.fromkeys(known.values()))}
    claims = []
    record_ids = clustered.columns.ids
    smallest = [record_ids[row] for row in clustered.first[events].tolist()]
    for index, rows in enumerate(clustered.members(events) if known else []):
        counted = Counter(known[key] for row in rows.tolist() if (key := record_ids[row]) in known)
        claims += [(age[event], -count, smallest[index], index, event) for event, count in counted.items()]
    ids = [""] * len(smallest)
    taken: set[str] = set()
    for _, _, _, index, event in sorted(claims):
        if event in taken:
            continue
        taken.add(event)
        if ids[index]:
            replaced[event] = ids[index]
        else:
            ids[index] = event
    for index, name in enumerate(smallest):
        if not ids[index]:
            while (fresh := event_id_of(name)) in taken or fresh in reserved:
                name += " parted"
            replaced.pop(fresh, None)
            ids[index] = fresh
            taken.add(fresh)
    for former in replaced:
        while replaced[former] in replaced:
            replaced[former] = replaced[replaced[former]]
    standing = {former: event for former, event in replaced.items() if event in taken}
    return ids, standing
