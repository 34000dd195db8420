"""How well events agree with gold events, and denials with what they contest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from conflict_extract.evaluation import coreference
from conflict_extract.evaluation.gold import GoldRecord
from conflict_extract.evaluation.results import LinkScore, MergeScores, Shares
from conflict_extract.schema import Event


def merge_scores(gold: Sequence[GoldRecord], rows: Mapping[str, GoldRecord], events: Iterable[Event]) -> MergeScores:
    """Scores events against the gold.

    Optional rows count neither way here either: their records are in no cluster and their links in no count.

    Args:
        gold: every gold row.
        rows: the gold row of each record that matched one, by record id.
        events: the events that the records were merged into.
    """
    events = list(events)
    event_of = {record: event.id for event in events for record in event.records}
    truth = {record: row.event for record, row in rows.items() if not row.optional}
    system = {record: ("event", event_of[record]) if record in event_of else ("alone", record) for record in truth}
    measured = {
        name: Shares(**getattr(coreference, name)(truth, system)._asdict())
        for name in ("pairwise", "b_cubed", "muc", "ceaf_e")
    }
    return MergeScores(
        records=len(truth),
        gold_events=len(set(truth.values())),
        events=len(set(system.values())),
        conll=(measured["muc"].f1 + measured["b_cubed"].f1 + measured["ceaf_e"].f1) / 3,
        disputes=_link_score(gold, rows, events),
        **measured,
    )


def _link_score(
    gold: Sequence[GoldRecord], rows: Mapping[str, GoldRecord], events: Sequence[Event]
) -> LinkScore | None:
    required = {row.event for row in gold if not row.optional}
    wanted = {link for link in _gold_links(gold) if required.issuperset(link)}
    if not wanted:
        return None
    denials = {denial for denial, _ in wanted}
    said: dict[str, set[str]] = defaultdict(set)
    only_optional: set[str] = set()
    for event in events:
        theirs = [rows[record] for record in event.records if record in rows]
        said[event.id] = {row.event for row in theirs} & required
        if theirs and not said[event.id]:
            only_optional.add(event.id)
    drawn: set[tuple[str, str]] = set()
    for denial, target in _drawn_links(events):
        for gold_denial in said[denial] & denials:
            if target not in only_optional:
                # A contested event that no gold row knows is a wrong link all the same.
                drawn |= {(gold_denial, contested) for contested in said[target] or {f"spurious {target}"}}
    found = {row.event for row in rows.values()}
    right = len(drawn & wanted)
    precision, recall = right / max(1, len(drawn)), right / len(wanted)
    return LinkScore(
        precision=precision,
        recall=recall,
        f1=2 * right / (len(drawn) + len(wanted)),
        tp=right,
        fp=len(drawn - wanted),
        gold=len(wanted),
        found_ends=sum(found.issuperset(link) for link in wanted),
    )


def _gold_links(gold: Iterable[GoldRecord]) -> set[tuple[str, str]]:
    """Denial and contested event of every link, which the gold may state from either end."""
    return {(row.event, other) for row in gold for other in row.disputes} | {
        (other, row.event) for row in gold for other in row.disputed_by
    }


def _drawn_links(events: Iterable[Event]) -> set[tuple[str, str]]:
    return {(event.id, other) for event in events for other in event.disputes} | {
        (other, event.id) for event in events for other in event.disputed_by
    }
