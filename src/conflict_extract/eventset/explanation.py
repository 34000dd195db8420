"""Why records are one event, or why events are two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from conflict_extract.merging import (
    RULED_OUT,
    Columns,
    Decisions,
    RecaptureIndex,
    Signal,
    Weights,
    levels,
    ruled_out,
    signals,
    weigh,
)
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Record

_FAR = 1e6


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


class Reasons:
    """Comparisons of records, with what overrules scores: an analyst's decisions, and captures between two captures.

    Args:
        records: those that are compared, and all captures of their places.
        authorities: the tables that their names are compared by.
        weights: the table of weights.
        decisions: an analyst's word.
    """

    def __init__(
        self, records: Iterable[Record], authorities: Authorities, weights: Weights, decisions: Decisions
    ) -> None:
        self._columns = Columns.of(records, authorities)
        self._row: Mapping[str, int] = {key: row for row, key in enumerate(self._columns.ids)}
        self._recaptures = RecaptureIndex(self._columns)
        self._weights = weights
        self._decisions = decisions

    def pair(self, left: str, right: str) -> Explanation:
        """The comparison of two records, by their ids."""
        return self._compared([(left, right)])[0]

    def _compared(self, pairs: Sequence[tuple[str, str]]) -> list[Explanation]:
        """The comparisons of pairs of records, by their ids."""
        columns = self._columns
        one, two = np.array([[self._row[key] for key in pair] for pair in pairs], np.int64).reshape(-1, 2).T
        reasons, turns = ruled_out(columns, one, two).tolist(), self._recaptures.between(one, two).tolist()
        alike = np.flatnonzero(columns.kind[one] == columns.kind[two])
        told = signals(columns, one[alike], two[alike], self._weights)
        compared = dict(zip(alike.tolist(), told, strict=True))
        return [
            self._explanation(left, right, compared.get(at, ()), RULED_OUT[reasons[at]] or None, turns[at])
            for at, (left, right) in enumerate(pairs)
        ]

    def _explanation(
        self, left: str, right: str, compared: tuple[Signal, ...], reason: str | None, turn: int
    ) -> Explanation:
        pair = (left, right) if left < right else (right, left)
        decided = "one" if pair in self._decisions.one else "two" if pair in self._decisions.two else None
        if reason is None and turn >= 0:
            reason = f"the other side took the place in between ({self._columns.ids[turn]})"
        score = sum(signal.weight for signal in compared)
        return Explanation(left, right, compared, score, self._weights.threshold, reason, decided, average=score)

    def event(self, records: Sequence[str]) -> list[Explanation]:
        """What ties records together: each joins one more record to those before by its strongest tie."""
        return self.ties([records])[0]

    def ties(self, events: Sequence[Sequence[str]]) -> list[list[Explanation]]:
        """What ties the records of each of some events together, as `event`."""
        strengths = self._strengths([(records, records) for records in events])
        pairs = [_strongest(records, table) for records, (table, _) in zip(events, strengths, strict=True)]
        compared = iter(self._compared([pair for some in pairs for pair in some]))
        return [[next(compared) for _ in some] for some in pairs]

    def events(self, left: Sequence[str], right: Sequence[str]) -> Explanation:
        """The most alike pair of records across two events, with what all pairs together say."""
        ((strength, average),) = self._strengths([(left, right)])
        one, two = divmod(int(strength.argmax()), len(right))
        best = self.pair(left[one], right[two])
        worst = divmod(int(strength.argmin()), len(right))
        ruled_out = best.ruled_out or self.pair(left[worst[0]], right[worst[1]]).ruled_out
        pairs = {(a, b) if a < b else (b, a) for a in left for b in right}
        words = (("two", self._decisions.two), ("one", self._decisions.one))
        decided = next((word for word, said in words if pairs & said), None)
        return replace(best, average=average, pairs=strength.size, ruled_out=ruled_out, decided=decided)

    def _strengths(
        self, asked: Sequence[tuple[Sequence[str], Sequence[str]]]
    ) -> list[tuple[NDArray[np.float64], float]]:
        """For each two lists of records a table of scores, far up where an analyst joined two records and far down
        where joining them is never right; and the mean of the plain scores."""
        columns, row = self._columns, self._row
        sides = [([row[key] for key in left], [row[key] for key in right]) for left, right in asked]
        one = np.concatenate([np.repeat(left, len(right)) for left, right in sides]).astype(np.int64)
        two = np.concatenate([np.tile(right, len(left)) for left, right in sides]).astype(np.int64)
        plain = weigh(levels(columns, one, two), self._weights)
        never = (ruled_out(columns, one, two) > 0) | (self._recaptures.between(one, two) >= 0)
        joined = np.array([a * len(columns) + b for a, b in self._decisions.rows(columns)[0]], np.int64)
        pairs = np.minimum(one, two) * len(columns) + np.maximum(one, two)
        strength = np.where(never, plain - _FAR, plain) + 2 * _FAR * np.isin(pairs, joined)
        ends = np.cumsum([len(left) * len(right) for left, right in sides])[:-1]
        tables = zip(sides, np.split(strength, ends), np.split(plain, ends), strict=True)
        return [(table.reshape(len(left), len(right)), float(told.mean())) for (left, right), table, told in tables]


def _strongest(records: Sequence[str], strength: NDArray[np.float64]) -> list[tuple[str, str]]:
    """The pairs by which each of some records joins those before it: the strongest first."""
    tied, rest = [0], list(range(1, len(records)))
    found = []
    while rest:
        table = strength[np.ix_(tied, rest)]
        one, two = divmod(int(table.argmax()), len(rest))
        found.append((records[tied[one]], records[rest[two]]))
        tied.append(rest.pop(two))
    return found
