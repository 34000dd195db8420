"""Records of all outlets to events: pure, deterministic, and independent of the records' order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conflict_extract.merging.canonical import credibility, event_id_of, event_of
from conflict_extract.merging.clustering import cluster
from conflict_extract.merging.disputes import contested
from conflict_extract.merging.features import features
from conflict_extract.schema import Event, OfficialDenialEvent, Record


@dataclass(frozen=True)
class Decisions:
    """An analyst's word, as record ids: pairs that are one event, pairs that are two, records that are wrong."""

    one: frozenset[tuple[str, str]] = frozenset()
    two: frozenset[tuple[str, str]] = frozenset()
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Merged:
    """Events in the order of their ids, and which former event ids now stand for which."""

    events: tuple[Event, ...]
    superseded: Mapping[str, str] = field(default_factory=dict)


def merge_records(
    records: Iterable[Record],
    *,
    decisions: Decisions | None = None,
    known: Mapping[str, str] | None = None,
    superseded: Mapping[str, str] | None = None,
) -> Merged:
    """Merges records that mean the same thing into events, and links denials to the events that they contest.

    Args:
        records: of any kinds; the same id twice counts once.
        decisions: an analyst's word, which overrules the weights.
        known: the event that each record already belongs to, oldest event first; events keep their ids.
        superseded: former event ids and what they stand for.
    """
    decisions = decisions or Decisions()
    by_id = {record.id: record for record in records if record.id not in decisions.wrong}
    items = {key: features(record) for key, record in by_id.items()}
    clusters = cluster(items, one=decisions.one, two=decisions.two)
    ids, replaced = _keep_ids(clusters, known or {}, dict(superseded or {}))
    events = [event_of([by_id[key] for key in keys], event_id) for keys, event_id in zip(clusters, ids, strict=True)]
    return Merged(tuple(_disputed(sorted(events, key=lambda event: event.id), by_id)), replaced)


def _keep_ids(
    clusters: list[list[str]], known: Mapping[str, str], superseded: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """The id of each cluster: that of the oldest event in it, which no larger part of it has taken already."""
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
            superseded[event] = ids[index]
        else:
            ids[index] = event
    for index, keys in enumerate(clusters):
        if index not in ids:
            fresh = event_id_of(keys)
            free = fresh not in taken and fresh not in superseded
            ids[index] = fresh if free else event_id_of(f"{key} parted" for key in keys)
    for former in superseded:
        while superseded[former] in superseded:
            superseded[former] = superseded[superseded[former]]
    return [ids[index] for index in range(len(clusters))], superseded


def _disputed(events: list[Event], records: Mapping[str, Record]) -> list[Event]:
    denials = [
        (event, [records[key] for key in event.records]) for event in events if isinstance(event, OfficialDenialEvent)
    ]
    disputed_by: dict[str, list[str]] = {}
    disputes: dict[str, list[str]] = {}
    for denial, event_id in contested(denials, events):
        disputed_by.setdefault(event_id, []).append(denial)
        disputes.setdefault(denial, []).append(event_id)
    finished = []
    for event in events:
        against = tuple(sorted(disputed_by.get(event.id, ())))
        status = "disputed" if against else "corroborated" if event.n_outlets >= 2 else "single_source"
        linked = event.model_copy(
            update={"disputed_by": against, "disputes": tuple(sorted(disputes.get(event.id, ()))), "status": status}
        )
        told = [records[key] for key in event.records]
        finished.append(linked.model_copy(update={"credibility": credibility(linked, told)}))
    return finished
