"""What edges connect."""

from __future__ import annotations

import numpy as np

from conflict_extract.merging.sorting import Ints


def components(count: int, left: Ints, right: Ints) -> Ints:
    """For each of so many items the smallest item that edges connect it with."""
    label = np.arange(count)
    while True:
        one, two = label[left], label[right]
        apart = one != two
        if not apart.any():
            return label
        np.minimum.at(label, np.maximum(one, two)[apart], np.minimum(one, two)[apart])
        while not np.array_equal(further := label[label], label):
            label = further
