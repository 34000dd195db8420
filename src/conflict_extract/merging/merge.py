"""Records of all outlets to events: pure, deterministic, and independent of the records' order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from conflict_extract.merging.canonical import Tellings, event_of
from conflict_extract.merging.clustering import cluster
from conflict_extract.merging.columns import Columns
from conflict_extract.merging.disputes import contested
from conflict_extract.merging.scoring import Weights, packaged_weights
from conflict_extract.schema import Event, Record


@dataclass(frozen=True)
class Decisions:
    """An analyst's word, as record ids: pairs that are one event, pairs that are two, records that are wrong."""

    one: frozenset[tuple[str, str]] = frozenset()
    two: frozenset[tuple[str, str]] = frozenset()
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Merged:
    """Events in the order of their ids, which former event ids now stand for which, and for each record the smallest
    one that matches connect it with."""

    events: tuple[Event, ...]
    superseded: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)


def merge_records(
    records: Iterable[Record],
    *,
    weights: Weights | None = None,
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
    superseded: Mapping[str, str] | None = None,
) -> Merged:
    """Merges records that mean the same thing into events, and links denials to the events that they contest.

    Args:
        records: of any kinds; the same id twice counts once.
        weights: the table of weights; the packaged one if None.
        decisions: an analyst's word, which overrules the weights.
        known: the event that each record already belongs to, oldest event first; events keep their ids.
        superseded: former event ids and what they stand for.
    """
    decisions = decisions or Decisions()
    columns = Columns.of(unique(record for record in records if record.id not in decisions.wrong).values())
    row = {key: number for number, key in enumerate(columns.ids)}
    one, two = (_rows(pairs, row) for pairs in (decisions.one, decisions.two))
    found = cluster(columns, weights or packaged_weights(), one=one, two=two)
    tellings = Tellings(columns, found.event)
    members = tellings.members(range(len(tellings)))
    ids, replaced = keep_ids(
        [sorted(columns.ids[number] for number in rows.tolist()) for rows in members], known or {}, superseded or {}
    )
    links = contested(tellings)
    disputes: list[list[str]] = [[] for _ in ids]
    disputed_by: list[list[str]] = [[] for _ in ids]
    for denial, event in links:
        disputes[denial].append(ids[event])
        disputed_by[event].append(ids[denial])
    credibility = tellings.credibility(np.array([bool(denials) for denials in disputed_by], np.bool_))
    events = [
        event_of(
            tellings,
            number,
            members[number],
            ids[number],
            credibility=int(credibility[number]),
            disputes=disputes[number],
            disputed_by=disputed_by[number],
        )
        for number in range(len(tellings))
    ]
    return Merged(
        tuple(sorted(events, key=lambda event: event.id)),
        replaced,
        {key: columns.ids[first] for key, first in zip(columns.ids, found.component.tolist(), strict=True)},
    )


def _rows(pairs: Iterable[tuple[str, str]], row: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(row[one], row[two]) for one, two in pairs if one in row and two in row]


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


def keep_ids(
    clusters: Sequence[Sequence[str]], known: Mapping[str, str], superseded: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """The id of each cluster: that of the oldest event in it, unless a larger part of that event is in another cluster.

    A former id whose event is gone, because its articles were taken out, stands for nothing any more.

    Args:
        clusters: record ids, ascending.
        known: the event that each record already belongs to, oldest event first.
        superseded: former event ids and what they stand for.
    """
    replaced = dict(superseded)
    age = {event: position for position, event in enumerate(dict.fromkeys(known.values()))}
    claims = []
    for index, keys in enumerate(clusters):
        counted: dict[str, int] = {}
        for key in keys:
            if key in known:
                counted[known[key]] = counted.get(known[key], 0) + 1
        claims += [(age[event], -count, keys[0], index, event) for event, count in counted.items()]
    ids: dict[int, str] = {}
    taken: dict[str, int] = {}
    for _, _, _, index, event in sorted(claims):
        if event in taken:
            continue
        taken[event] = index
        if index in ids:
            replaced[event] = ids[index]
        else:
            ids[index] = event
    for index, keys in enumerate(clusters):
        if index not in ids:
            name = keys[0]
            while (fresh := event_id_of(name)) in taken or fresh in replaced:
                name += " parted"
            ids[index] = fresh
            taken[fresh] = index
    for former in replaced:
        while replaced[former] in replaced:
            replaced[former] = replaced[replaced[former]]
    standing = {former: event for former, event in replaced.items() if event in taken}
    return [ids[index] for index in range(len(clusters))], standing
