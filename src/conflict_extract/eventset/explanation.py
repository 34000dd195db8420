"""Why records are one event, or why events are two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflict_extract.merging import Decisions, Signal, cannot_link, features, signals, threshold
from conflict_extract.schema import Record


@dataclass(frozen=True)
class Explanation:
    """Two records compared: every signal with both values and its log2 weight.

    `score` is the sum of the weights; a pair matches from `threshold` on. `ruled_out` says why the pair can never be
    one event, `decided` what an analyst said of it ("one", "two"); both overrule the score.
    """

    left: str
    right: str
    signals: tuple[Signal, ...]
    score: float
    threshold: float
    ruled_out: str | None
    decided: str | None

    @property
    def matches(self) -> bool:
        """Whether the pair alone would be joined."""
        if self.decided is not None:
            return self.decided == "one"
        return self.ruled_out is None and self.score >= self.threshold


def explain_pair(left: Record, right: Record, decisions: Decisions) -> Explanation:
    """The comparison of two records."""
    one, two = features(left), features(right)
    pair = (left.id, right.id) if left.id < right.id else (right.id, left.id)
    decided = "one" if pair in decisions.one else "two" if pair in decisions.two else None
    compared = tuple(signals(one, two)) if left.kind == right.kind else ()
    return Explanation(
        left=left.id,
        right=right.id,
        signals=compared,
        score=sum(signal.weight for signal in compared),
        threshold=threshold(),
        ruled_out=cannot_link(one, two),
        decided=decided,
    )


def explain_event(records: Sequence[Record], decisions: Decisions) -> list[Explanation]:
    """For each record but the first, its comparison with the earlier record that it is most like."""
    done: list[Explanation] = []
    for position, record in enumerate(records[1:], start=1):
        done.append(max((explain_pair(earlier, record, decisions) for earlier in records[:position]), key=_strength))
    return done


def explain_events(left: Sequence[Record], right: Sequence[Record], decisions: Decisions) -> Explanation:
    """The most alike pair of records across two events."""
    return max((explain_pair(one, two, decisions) for one in left for two in right), key=_strength)


def _strength(explanation: Explanation) -> float:
    return explanation.score - (1000.0 if explanation.ruled_out else 0.0)
