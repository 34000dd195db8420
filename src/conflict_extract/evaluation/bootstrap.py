"""Bootstrap intervals from counts: what the scores would be on other articles of the same sort (Efron 1979)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Counts = NDArray[numpy.int64]
    Values = NDArray[numpy.float64]

FEWEST_ARTICLES = 5
"""With fewer articles than this, resampling them says nothing, and single records are drawn instead."""


def resample(units: Counts, samples: int, seed: int) -> Counts:
    """The sums of counts over `samples` draws, with replacement, of as many units as there are.

    Args:
        units: one row a unit, one column a count.
        samples: how many draws.
        seed: of the random numbers; the same seed and units give the same draws.

    Returns:
        one row a draw, one column a count.
    """
    import numpy as np

    # Units with equal counts are exchangeable: drawing how often each distinct row comes is the same, and far less.
    distinct, times = np.unique(units, axis=0, return_counts=True)
    drawn = np.random.default_rng(seed).multinomial(len(units), times / times.sum(), size=samples)
    product: Counts = drawn @ distinct
    return product


def shares(part: Counts, whole: Counts) -> Values:
    """Element by element `part / whole`; not a number where the whole is 0."""
    import numpy as np

    result = np.full(part.shape, np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result


def interval(values: Values) -> tuple[float, float] | None:
    """The middle 95 % of the values that are numbers; None if there are none."""
    import numpy as np

    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
