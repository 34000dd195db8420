"""Records of all outlets to events: pure, deterministic, and independent of the records' order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conflict_extract.merging.canonical import credibility, event_id_of, event_of
from conflict_extract.merging.clustering import cluster
from conflict_extract.merging.disputes import contested
from conflict_extract.merging.features import features
from conflict_extract.schema import Event, Record


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
    by_id = unique(record for record in records if record.id not in decisions.wrong)
    items = {key: features(record) for key, record in by_id.items()}
    clusters = cluster(items, one=decisions.one, two=decisions.two)
    ids, replaced = _keep_ids(clusters, known or {}, dict(superseded or {}))
    events = [event_of([by_id[key] for key in keys], event_id) for keys, event_id in zip(clusters, ids, strict=True)]
    return Merged(tuple(_disputed(sorted(events, key=lambda event: event.id), by_id)), replaced)


def unique(records: Iterable[Record]) -> dict[str, Record]:
    """Records by id; of several with one id the same one whatever their order."""
    found: dict[str, Record] = {}
    for record in records:
        other = found.setdefault(record.id, record)
        if other != record:
            found[record.id] = min(other, record, key=lambda each: each.model_dump_json())
    return found


def _keep_ids(
    clusters: list[list[str]], known: Mapping[str, str], superseded: dict[str, str]
) -> tuple[list[str], dict[str, str]]:
    """The id of each cluster: that of the oldest event in it, unless a larger part of that event is in another cluster.

    A former id whose event is gone, because its articles were taken out, stands for nothing any more.
    """
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
            name = min(keys)
            while (fresh := event_id_of([name])) in taken or fresh in superseded:
                name += " parted"
            ids[index] = fresh
            taken[fresh] = index
    for former in superseded:
        while superseded[former] in superseded:
            superseded[former] = superseded[superseded[former]]
    standing = {former: event for former, event in superseded.items() if event in taken}
    return [ids[index] for index in range(len(clusters))], standing


def _disputed(events: list[Event], records: Mapping[str, Record]) -> list[Event]:
    disputed_by: dict[str, list[str]] = {}
    disputes: dict[str, list[str]] = {}
    told = {event.id: [records[key] for key in event.records] for event in events}
    for denial, event_id in contested(events, told):
        disputed_by.setdefault(event_id, []).append(denial)
        disputes.setdefault(denial, []).append(event_id)
    finished = []
    for event in events:
        against = tuple(sorted(disputed_by.get(event.id, ())))
        status = "disputed" if against else "corroborated" if event.n_outlets >= 2 else "single_source"
        linked = event.model_copy(
            update={"disputed_by": against, "disputes": tuple(sorted(disputes.get(event.id, ()))), "status": status}
        )
        finished.append(linked.model_copy(update={"credibility": credibility(linked, told[event.id])}))
    return finished
