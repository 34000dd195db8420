"""The best one-to-one pairing of two sets: for CEAF-e, and of events with coded rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


def best_total(gains: NDArray[numpy.float64]) -> float:
    """The largest total gain of pairing every row with its own column, as `best_pairs` pairs them."""
    rows, columns = best_pairs(gains)
    return float(gains[rows, columns].sum())


def best_pairs(gains: NDArray[numpy.float64]) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    """The rows and columns of the pairing of every row with its own column that has the largest total gain.

    Successive shortest augmenting paths with dual prices (Kuhn 1955; Jonker & Volgenant 1987): one pass over the
    columns for each row on the path, so n² m steps at worst, m of them at once in numpy.

    Args:
        gains: a matrix with at most as many rows as columns.
    """
    import numpy as np

    rows, columns = gains.shape
    cost = -gains
    row_price = np.zeros(rows)
    column_price = np.zeros(columns)
    row_of = np.full(columns, -1)
    for start in range(rows):
        distance = np.full(columns, np.inf)
        came_from = np.full(columns, -1)
        done = np.zeros(columns, dtype=bool)
        row, column, reached = start, -1, 0.0
        while True:
            through = reached + cost[row] - row_price[row] - column_price
            shorter = ~done & (through < distance)
            distance[shorter] = through[shorter]
            came_from[shorter] = column
            column = int(np.argmin(np.where(done, np.inf, distance)))
            reached = float(distance[column])
            done[column] = True
            if row_of[column] < 0:
                break
            row = int(row_of[column])
        # Prices first, while the pairing is still the one that the distances were measured in.
        slack = reached - distance[done]
        paired = row_of[done]
        row_price[paired[paired >= 0]] += slack[paired >= 0]
        row_price[start] += reached
        column_price[done] -= slack
        while column >= 0:
            previous = int(came_from[column])
            row_of[column] = start if previous < 0 else row_of[previous]
            column = previous
    paired_columns = np.flatnonzero(row_of >= 0)
    return row_of[paired_columns], paired_columns
