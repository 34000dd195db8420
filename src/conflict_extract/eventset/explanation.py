"""Why records are one event, or why events are two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from conflict_extract.merging import Decisions, Signal, cannot_link, features, signals, threshold
from conflict_extract.schema import Record


@dataclass(frozen=True)
class Explanation:
    """Two records compared: every signal with both values and its log2 weight.

    `score` is the sum of the weights; a pair matches from `threshold` on. `ruled_out` says why the two can never be
    one event, `decided` what an analyst said of them ("one", "two"); both overrule the score. Where two events of
    several records are compared, the two records are the most alike, `pairs` counts all pairs of them, `average` is
    the mean of their scores, which has to reach the threshold, and `ruled_out` and `decided` hold for any of them.
    """

    left: str
    right: str
    signals: tuple[Signal, ...]
    score: float
    threshold: float
    ruled_out: str | None
    decided: str | None
    average: float
    pairs: int = 1

    @property
    def matches(self) -> bool:
        """Whether the two would be joined."""
        if self.decided is not None:
            return self.decided == "one"
        return self.ruled_out is None and self.average >= self.threshold


@dataclass(frozen=True)
class Reasons:
    """What overrules scores: an analyst's decisions, and the captures that lie between two captures of a place."""

    decisions: Decisions = field(default_factory=Decisions)
    turns: Mapping[tuple[str, str], str] = field(default_factory=dict)


def explain_pair(left: Record, right: Record, reasons: Reasons) -> Explanation:
    """The comparison of two records."""
    one, two = features(left), features(right)
    pair = (left.id, right.id) if left.id < right.id else (right.id, left.id)
    decided = "one" if pair in reasons.decisions.one else "two" if pair in reasons.decisions.two else None
    ruled_out = cannot_link(one, two)
    if ruled_out is None and pair in reasons.turns:
        ruled_out = f"the other side took the place in between ({reasons.turns[pair]})"
    compared = tuple(signals(one, two)) if left.kind == right.kind else ()
    score = sum(signal.weight for signal in compared)
    return Explanation(left.id, right.id, compared, score, threshold(), ruled_out, decided, average=score)


def explain_event(records: Sequence[Record], reasons: Reasons) -> list[Explanation]:
    """The comparisons that tie records together: each joins one more record to those before by its strongest tie."""
    tied, rest = list(records[:1]), list(records[1:])
    best = {record.id: explain_pair(tied[0], record, reasons) for record in rest}
    done: list[Explanation] = []
    while rest:
        strongest = max(rest, key=lambda record: _strength(best[record.id]))
        done.append(best.pop(strongest.id))
        rest.remove(strongest)
        for record in rest:
            other = explain_pair(strongest, record, reasons)
            if _strength(other) > _strength(best[record.id]):
                best[record.id] = other
    return done


def explain_events(left: Sequence[Record], right: Sequence[Record], reasons: Reasons) -> Explanation:
    """The most alike pair of records across two events, with what all pairs together say."""
    compared = [explain_pair(one, two, reasons) for one in left for two in right]
    words = {each.decided for each in compared}
    return replace(
        max(compared, key=_strength),
        average=sum(each.score for each in compared) / len(compared),
        pairs=len(compared),
        ruled_out=next((each.ruled_out for each in compared if each.ruled_out), None),
        decided="two" if "two" in words else "one" if "one" in words else None,
    )


def _strength(explanation: Explanation) -> tuple[bool, bool, float]:
    return explanation.decided == "one", explanation.ruled_out is None, explanation.score
