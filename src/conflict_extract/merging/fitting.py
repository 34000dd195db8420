"""Weights from labelled pairs: logistic regression on the levels that pairs reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from conflict_extract.merging.columns import Columns
from conflict_extract.merging.scoring import LEVELS, Weights, levels, ruled_out, weigh

STEPS = 50
CLOSE = 1e-6
LARGEST_STEP = 4.0
TRUST = 2.0


class Labelled(NamedTuple):
    """Two records, by their ids, and whether they tell the same event."""

    one: str
    two: str
    same: bool


def fit(columns: Columns, pairs: Iterable[Labelled], start: Weights) -> Weights:
    """Weights under which the score is the log2 odds that two records tell one event.

    Pairs that can never be one event say nothing about weights and are left out. A level that few pairs reach stays
    near its weight in `start`: the weights are the most probable ones if those of `start` are right up to a normal
    error of `TRUST` (ridge regression, Hoerl & Kennard 1970), found by Newton's method. Levels named "unknown" keep
    their weight.

    Args:
        columns: the records, those of the pairs among them.
        pairs: at least one that is the same and one that is not.
        start: the weights to begin with.

    Raises:
        ValueError: a record is not known, or all pairs are of one sort.
    """
    rows = {key: row for row, key in enumerate(columns.ids)}
    told = [(rows.get(pair.one), rows.get(pair.two), pair) for pair in pairs]
    missing = [pair for one, two, pair in told if one is None or two is None]
    if missing:
        raise ValueError(f"there is no record {missing[0].one if missing[0].one not in rows else missing[0].two}")
    left, right = (np.array([each[side] for each in told], np.int64) for side in (0, 1))
    possible = ruled_out(columns, left, right) == 0 if len(left) else np.zeros(0, np.bool_)
    left, right = left[possible], right[possible]
    same = np.array([pair.same for _, _, pair in told], np.float64)[possible]
    if not 0 < same.sum() < len(same):
        raise ValueError("of the pairs that can be one event, some must be and some must not")
    found = levels(columns, left, right)
    chosen = [(signal, level) for signal in LEVELS for level in LEVELS[signal] if level != "unknown"]
    reached = np.stack(
        [found[signal] == LEVELS[signal].index(level) for signal, level in chosen] + [np.ones(len(left), np.bool_)],
        axis=1,
    ).astype(np.float64)
    step = _newton(reached, same, weigh(found, start) - start.threshold)
    fitted: dict[str, dict[str, float]] = {signal: dict(table) for signal, table in start.signals.items()}
    for (signal, level), change in zip(chosen, step[:-1].tolist(), strict=True):
        fitted[signal][level] = round(fitted[signal][level] + change, 3)
    return Weights(round(start.threshold - float(step[-1]), 3), fitted)


def _newton(
    reached: NDArray[np.float64], same: NDArray[np.float64], before: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The change of the weights, in log2, that makes the labels most probable."""
    natural = np.log(2.0)
    change = np.zeros(reached.shape[1])
    pull = np.full(len(change), 1.0 / TRUST**2)
    for _ in range(STEPS):
        odds = natural * np.clip(before + reached @ change, -500.0, 500.0)
        chance = 1.0 / (1.0 + np.exp(-odds))
        gradient = natural * reached.T @ (same - chance) - pull * change
        curve = natural**2 * (reached.T * (chance * (1.0 - chance))) @ reached + np.diag(pull)
        step = np.linalg.solve(curve, gradient)
        # far from the labels the curve is flat and the step too long; no score changes by more than so much at once
        change += step * min(1.0, LARGEST_STEP / max(float(np.abs(reached @ step).max()), 1e-12))
        if np.abs(step).max() < CLOSE:
            break
    return change


def as_toml(weights: Weights) -> str:
    """The table as a file that `load_weights` reads."""
    lines = [f"threshold = {weights.threshold}"]
    for signal, table in weights.signals.items():
        lines += ["", f"[{signal}]", *(f"{level} = {weight}" for level, weight in _ordered(signal, table))]
    return "\n".join(lines) + "\n"


def _ordered(signal: str, table: Mapping[str, float]) -> list[tuple[str, float]]:
    return [(level, table[level]) for level in LEVELS[signal]]
