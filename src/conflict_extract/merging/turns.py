"""Places taken, lost and taken again: captures by one side are apart where another side's capture lies between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conflict_extract.merging.features import Features

Pair = tuple[str, str]
_CAMPS = {"government": "government", "opposition": "rebels", "armed_group": "rebels", "foreign": "foreign"}


class _Capture(NamedTuple):
    last_day: int
    record_id: str
    first_day: int
    camp: str


def turns(items: Iterable[Features]) -> dict[Pair, str]:
    """Pairs of captures that are two events, each with the record of the capture between them.

    A capture of the same place by another camp, on days after the one and before the other, parts them.
    """
    by_place: dict[str, list[_Capture]] = defaultdict(list)
    for item in items:
        camp = _CAMPS.get(item.actor.side) if item.actor else None
        if item.kind == "control_change" and item.place_key and camp and item.first_day and item.last_day:
            by_place[item.place_key].append(_Capture(item.last_day, item.record_id, item.first_day, camp))
    parted: dict[Pair, str] = {}
    for captures in by_place.values():
        if len({capture.camp for capture in captures}) > 1:
            parted |= _parted(captures)
    return parted


def _parted(captures: Sequence[_Capture]) -> dict[Pair, str]:
    found: dict[Pair, str] = {}
    for one in captures:
        after = [other for other in captures if other.camp != one.camp and other.first_day > one.last_day]
        if not after:
            continue
        turn = min(after)
        for two in captures:
            if two.camp == one.camp and two.first_day > turn.last_day:
                found[min(one.record_id, two.record_id), max(one.record_id, two.record_id)] = turn.record_id
    return found
