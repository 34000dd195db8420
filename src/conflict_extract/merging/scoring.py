"""How much records look like one event: a sum of weights, each with the level that gave it.

Levels and weights are one table, `weights.toml` (Fellegi & Sunter 1969). Pairs are compared as arrays of rows, and each
distinct pair of values once.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from conflict_extract._counted import counted
from conflict_extract._files import packaged_table
from conflict_extract.merging.columns import WINDOW_DAYS, Coded, Columns, by_distinct_pair, flags, gap
from conflict_extract.merging.sorting import Flags, Ints, combinations, is_in
from conflict_extract.normalize import ActorTable, Standing, akin, alike, related, relation
from conflict_extract.schema import KINDS, Actor

NEAR_DAYS = 3
NEVER = float("-inf")
# from how many stated days on a place is busy, dense, and the scene of something daily
BUSY_FROM = (3, 5, 8)

Levels = NDArray[np.int8]
_KIND = {kind: number for number, kind in enumerate(KINDS)}
# what pairs that now reach a level of their own reached by the table before
_REACHED_BEFORE = {
    ("date", "next_day"): "touching",
    ("date", "published_same"): "same",
    ("date", "published_next"): "touching",
    ("date", "published_near"): "near",
    ("date", "published_apart"): "near",
    ("date", "span_near"): "near",
    ("date", "span_apart"): "apart",
}
_SETTLED = frozenset(["city", "town", "village"])

RULED_OUT = (
    "",
    "their kinds differ",
    "one of them names no place",
    "neither names a place, they are of different articles, and neither their sentences nor all of what the places lie "
    "in, are and count agree",
    "what they deny is of no kind and at no place, and cannot be compared",
    "one passage names them as two places",
    "a governorate is not a place in it",
    "more than a week lies between them",
    "the day of one of them is unknown, and they are of different articles",
    "one article tells of them as a withdrawal and as a redeployment of more places, or as a place and a part of it",
    "one article names them by different words, and neither by a name",
    "an article tells of both names as of two places",
    "one passage tells of them on two days",
)


class Signal(NamedTuple):
    """One line of an explanation: the signal, both values, the level they reach and its log2 weight."""

    signal: str
    left: str
    right: str
    level: str
    weight: float


class Weights(NamedTuple):
    """The score from which a pair is a match, and for each signal the weight of each level."""

    threshold: float
    signals: Mapping[str, Mapping[str, float]]


@cache
def packaged_weights() -> Weights:
    """The packaged table of levels and weights."""
    table: dict[str, Any] = packaged_table("merging", "weights.toml")
    return Weights(float(table.pop("threshold")), table)


LEVELS: Mapping[str, tuple[str, ...]] = {
    "place": (
        "same_gazetteer_entry", "same_name", "similar_name", "akin_name", "other_gazetteer_entry", "different_name",
        "unknown",
    ),
    "country": ("same", "different", "unknown"),
    "place_type": ("same", "different", "unknown"),
    "within": ("same", "different", "unknown"),
    "date": (
        "same", "next_day", "near", "apart", "published_same", "published_next", "published_near", "published_apart",
        "overlapping", "touching", "span_near", "span_apart", "unknown",
    ),
    "actor": ("same", "contains", "same_side", "different", "opposed", "unknown"),
    "other_actor": ("same", "contains", "same_side", "different", "opposed", "unknown"),
    "unit": ("same", "different", "unknown"),
    "denies": ("same", "different", "unknown"),
    "prior": ("quiet", "busy", "dense", "daily", "unknown"),
}  # fmt: skip


def completed(signals: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Weights, maybe of the table before, for all levels of this one: what was not told apart weighs what it did."""
    return {
        signal: {
            level: given[level] if level in given else given.get(_REACHED_BEFORE.get((signal, level), ""), 0.0)
            for level in of_signal
        }
        for signal, of_signal in LEVELS.items()
        for given in [signals.get(signal, {})]
    }


_NUMBER = {signal: {level: number for number, level in enumerate(levels)} for signal, levels in LEVELS.items()}


def levels(columns: Columns, left: Ints, right: Ints) -> dict[str, Levels]:
    """The level that each pair of rows reaches on each signal, as numbers in `LEVELS`."""
    reversed_roles = _reversed(columns, left, right)
    relation = partial(related, table=columns.authorities.actors)
    actor = _compare("actor", columns.standing, left, right, relation)
    actor[reversed_roles] = _NUMBER["actor"]["opposed"]
    return {
        "place": _place(columns, left, right),
        "country": _equal("country", columns.country, left, right),
        "place_type": _compare("place_type", columns.place_type, left, right, _same_type),
        "within": _compare("within", columns.within, left, right, _same_surroundings),
        "date": _date(columns, left, right),
        "actor": actor,
        "other_actor": _compare("other_actor", columns.other_standing, left, right, relation),
        "unit": _compare("unit", columns.unit, left, right, _same_unit),
        "denies": _equal("denies", columns.denies, left, right),
        "prior": _prior(columns, left, right),
    }


def scores(columns: Columns, left: Ints, right: Ints, weights: Weights) -> NDArray[np.float64]:
    """The sums of the weights; minus infinity where joining is never right."""
    total = weigh(levels(columns, left, right), weights)
    total[ruled_out(columns, left, right) > 0] = NEVER
    return total


def weigh(found: Mapping[str, Levels], weights: Weights) -> NDArray[np.float64]:
    """The sums of the weights of levels."""
    total = np.zeros(len(next(iter(found.values()))))
    for signal, reached in found.items():
        total += np.array([weights.signals[signal][level] for level in LEVELS[signal]])[reached]
    return total


def signals(columns: Columns, left: Ints, right: Ints, weights: Weights) -> list[tuple[Signal, ...]]:
    """For each pair of rows of one kind every signal that compares them, in a fixed order, with both values as
    written."""
    found = {signal: reached.tolist() for signal, reached in levels(columns, left, right).items()}
    denials = (columns.kind[left] == _KIND["official_denial"]).tolist()
    lines = []
    for at, (one, two) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        told = [(signal, LEVELS[signal][reached[at]]) for signal, reached in found.items()]
        lines.append(
            tuple(
                Signal(
                    signal,
                    _shown(columns, signal, one),
                    _shown(columns, signal, two),
                    level,
                    weights.signals[signal][level],
                )
                for signal, level in told
                if signal != "denies" or denials[at]
            )
        )
    return lines


def ruled_out(columns: Columns, left: Ints, right: Ints) -> NDArray[np.int8]:
    """Why two rows can never be one event, as numbers in `RULED_OUT`; 0 if they can."""
    kind = columns.kind[left]
    keys = columns.place_key.codes
    named = [keys[side] >= 0 for side in (left, right)]
    bound_to_places = np.isin(kind, [_KIND["control_change"], _KIND["withdrawal"]])
    one_named = named[0] != named[1]
    unnamed_but_written = columns.fields["place"].codes[np.where(named[0], right, left)] >= 0
    other = columns.article[left] != columns.article[right]
    nowhere = ~named[0] & ~named[1]
    checks = (
        kind != columns.kind[right],
        one_named & (bound_to_places | unnamed_but_written),
        _of_some(nowhere & other, _told_by_nothing, columns, left, right),
        nowhere & flags(columns.fields["denies"].take(left), lambda value: value == "other"),
        _of_some(~other, _at_two_places, columns, left, right),
        _governorate_and_part(columns, left, right),
        gap(columns, left, right) > WINDOW_DAYS,
        other & (columns.dated[left] != columns.dated[right]),
        _of_some(~other, told_as_two, columns, left, right),
        nowhere & ~other & (columns.wording.codes[left] != columns.wording.codes[right]),
        _contrasted(columns, left, right) | _contrasted(columns, right, left),
        _of_some(~other, _on_two_days, columns, left, right),
    )
    reasons = np.zeros(len(left), np.int8)
    for number, check in reversed(list(enumerate(checks, start=1))):
        reasons[check] = number
    return reasons


def _of_some(
    some: Flags, check: Callable[[Columns, Ints, Ints], Flags], columns: Columns, left: Ints, right: Ints
) -> Flags:
    """A check of some pairs; False for all others."""
    found = some.copy()
    found[some] = check(columns, left[some], right[some])
    return found


def told_apart(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether one statement tells of two events."""
    found: Flags = _at_two_places(columns, left, right) | _on_two_days(columns, left, right)
    return found


def _of_one_statement(columns: Columns, left: Ints, right: Ints) -> Flags:
    found: Flags = (columns.kind[left] == columns.kind[right]) & (columns.passage[left] == columns.passage[right])
    return found


def _at_two_places(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether one statement names two places."""
    place = columns.place_key.codes
    apart: Flags = (place[left] >= 0) & (place[right] >= 0) & (place[left] != place[right])
    return apart & _of_one_statement(columns, left, right)


def _on_two_days(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether one statement tells of two days, which are not those of a beginning and its end."""
    one_day = columns.dated & (columns.first_day == columns.last_day) & ~columns.assumed & ~columns.open
    apart: Flags = one_day[left] & one_day[right] & (columns.first_day[left] != columns.first_day[right])
    return apart & _of_one_statement(columns, left, right) & ~_of_one_course(columns, left, right)


def _of_one_course(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether the earlier of two records tells the beginning of what the later tells the end of."""
    first = columns.last_day[left] < columns.first_day[right]
    early, late = np.where(first, left, right), np.where(first, right, left)
    found: Flags = (columns.course[early] == 1) & (columns.course[late] == 2)
    return found


def _contrasted(columns: Columns, left: Ints, right: Ints) -> Flags:
    place = columns.place_key.codes[right]
    return (place >= 0) & is_in(left.astype(np.int64) << 32 | place, columns.contrasted)


def told_as_two(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether one article tells of two: of a withdrawal and of a redeployment that lists other places (troops left
    Borsk, and the army speaks of a redeployment in Borsk and Tarn), or denies of a place and of a part of it."""
    together = (columns.article[left] == columns.article[right]) & (columns.kind[left] == columns.kind[right])
    own, compared = columns.place_key.codes, columns.compared_place.codes
    found: Flags = together & (own[left] != own[right]) & (compared[left] == compared[right])
    for at in np.flatnonzero(together & (columns.redeployed[left] != columns.redeployed[right])).tolist():
        found[at] |= columns.listed(int(left[at])) != columns.listed(int(right[at]))
    return found


def _compare(signal: str, column: Coded, left: Ints, right: Ints, of_values: Callable[[Any, Any], str]) -> Levels:
    """The level of each pair of values; "unknown" where one is missing. The function must be symmetric."""
    one, two = column.codes[left], column.codes[right]
    reached = np.full(len(left), _NUMBER[signal]["unknown"], np.int8)
    known = np.flatnonzero((one >= 0) & (two >= 0))
    if len(known):
        numbers, values = _NUMBER[signal], column.values
        reached[known] = by_distinct_pair(one[known], two[known], lambda a, b: numbers[of_values(values[a], values[b])])
    return reached


def _equal(signal: str, column: Coded, left: Ints, right: Ints) -> Levels:
    one, two = column.codes[left], column.codes[right]
    numbers = _NUMBER[signal]
    known = np.where(one == two, numbers["same"], numbers["different"])
    return np.where((one >= 0) & (two >= 0), known, numbers["unknown"]).astype(np.int8)


def _place(columns: Columns, left: Ints, right: Ints) -> Levels:
    numbers = _NUMBER["place"]
    reached = _compare(
        "place",
        columns.compared_place,
        left,
        right,
        _likeness,
    )
    entry = columns.entry.codes
    # a town is not the crossing of its name
    akin_names = np.flatnonzero(reached == numbers["akin_name"])
    sides = (left[akin_names], right[akin_names])
    types = [columns.place_type.take(side) for side in sides]
    crossing = [flags(column, lambda value: value == "crossing") for column in types]
    settled = [flags(column, lambda value: value in _SETTLED) for column in types]
    town = [(told | (entry[side] >= 0)) & ~of for told, side, of in zip(settled, sides, crossing, strict=True)]
    reached[akin_names[(town[0] & crossing[1]) | (crossing[0] & town[1])]] = numbers["different_name"]
    known = (entry[left] >= 0) & (entry[right] >= 0)
    same = entry[left] == entry[right]
    named_alike = np.isin(reached, [numbers[level] for level in ("same_name", "similar_name", "akin_name")])
    reached[known & ~same & named_alike] = numbers["other_gazetteer_entry"]
    reached[known & same] = numbers["same_gazetteer_entry"]
    return reached


@lru_cache(maxsize=1 << 16)
def _likeness(one: str, two: str) -> str:
    if one == two:
        return "same_name"
    return "similar_name" if alike(one, two) else "akin_name" if akin(one, two) else "different_name"


def _same_type(one: str, two: str) -> str:
    return "same" if one == two or {one, two} <= _SETTLED else "different"


def _same_surroundings(one: str, two: str) -> str:
    left, right = set(one.split()), set(two.split())
    if left <= right or right <= left:
        return "same"
    return "unknown" if left & right else "different"


def _same_unit(one: str, two: str) -> str:
    """The 7th Division is not the 4th; "the army's 7th Division" is the 7th."""
    left, right = set(one.split()), set(two.split())
    return "same" if left <= right or right <= left else "different"


def _date(columns: Columns, left: Ints, right: Ints) -> Levels:
    """How far two dates lie apart: two stated days, two of which at least one is that of publication, or two of which
    at least one is a span of days. What begins on one day and has its end on a later one (forces entered a town, and
    took it) is told of a span, too."""
    numbers = _NUMBER["date"]
    lag = gap(columns, left, right)
    first, last, assumed = columns.first_day, columns.last_day, columns.assumed
    spans = (first[left] != last[left]) | (first[right] != last[right])
    spans |= _of_some(lag > 0, _of_one_course, columns, left, right)
    # what was published before a stated day tells of an earlier day, as if it had stated one
    later = np.where(first[left] > first[right], left, right)
    published = (assumed[left] | assumed[right]) & ((lag == 0) | assumed[later])
    begins = np.where(published, numbers["published_same"], numbers["same"])
    begins[spans] = numbers["overlapping"]
    reached = begins + np.searchsorted([0, 1, NEAR_DAYS], lag)
    reached[~(columns.dated[left] & columns.dated[right])] = numbers["unknown"]
    # an open span tells that it happened by some day, which is no evidence of one day and some of two
    some_open = columns.open[left] | columns.open[right]
    reached[some_open] = np.where(lag == 0, numbers["unknown"], numbers["span_apart"])[some_open]
    # words that cannot be resolved are never more evidence than none
    both = columns.unresolved[left] & columns.unresolved[right] & some_open
    reached[both & (np.abs(last[left] - last[right]) > NEAR_DAYS)] = numbers["span_apart"]
    return reached.astype(np.int8)


def _prior(columns: Columns, left: Ints, right: Ints) -> Levels:
    """How much happens where and when the busier of two records has it happen: the more, the less a match of place and
    day says."""
    days = np.maximum(columns.busy[left], columns.busy[right])
    reached = np.searchsorted(BUSY_FROM, days, side="right")
    reached[days < 0] = _NUMBER["prior"]["unknown"]
    return reached.astype(np.int8)


def _reversed(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether who gained a place in the one lost it in the other."""
    found: Flags = np.zeros(len(left), np.bool_)
    are_one = partial(_are_one, columns.authorities.actors)
    rows = np.flatnonzero(columns.kind[left] == _KIND["control_change"])
    for loser, winner in ((left[rows], right[rows]), (right[rows], left[rows])):
        lost = np.flatnonzero(of_pairs(columns.other_standing, loser, columns.standing, winner, are_one))
        gained = of_pairs(columns.standing, loser[lost], columns.standing, winner[lost], are_one)
        found[rows[lost]] |= ~gained
    return found


def of_pairs(one: Coded, left: Ints, two: Coded, right: Ints, test: Callable[[Any, Any], bool]) -> Flags:
    """A test of values of two columns, done once for each distinct pair; False where one is missing."""
    a, b = one.codes[left], two.codes[right]
    found = np.zeros(len(left), np.bool_)
    known = np.flatnonzero((a >= 0) & (b >= 0))
    a, b = a[known], b[known]
    first, number = combinations(a, b)
    pairs = zip(a[first].tolist(), b[first].tolist(), strict=True)
    passed = np.array([test(one.values[x], two.values[y]) for x, y in pairs], np.bool_)
    found[known] = passed[number]
    return found


def _are_one(actors: ActorTable, one: Standing, two: Standing) -> bool:
    return related(one, two, actors) == "same"


def _told_by_nothing(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether nothing tells that records of no named place are of one event."""
    return ~_told_apart_from_places(columns, left, right) & ~_same_unnamed(columns, left, right)


def _told_apart_from_places(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether a unit or the people who defected are the same, which tells an event as well as a place does."""
    same: Flags = _compare("unit", columns.unit, left, right, _same_unit) == _NUMBER["unit"]["same"]
    rows = np.flatnonzero((columns.kind[left] == _KIND["defection"]) & ~same)
    if len(rows):
        same_person = partial(_same_person, columns.authorities.actors)
        same[rows] = _compare("actor", columns.actor, left[rows], right[rows], same_person) == _NUMBER["actor"]["same"]
    return same


def _same_unnamed(columns: Columns, left: Ints, right: Ints) -> Flags:
    """Whether places without a name are the same all the same: one article copies the other, or what they lie in, what
    they are and how many agree."""
    found = np.zeros(len(left), np.bool_)
    for column in (columns.copied.codes, columns.counted.codes):
        found |= (column[left] >= 0) & (column[left] == column[right])
    return found


def _same_person(actors: ActorTable, one: Actor, two: Actor) -> str:
    """People with a name of two capitalised words or more, the same by relation and not by side alone."""
    named = all(
        sum(word[:1].isupper() for word in actor.name.split()) >= 2 and actor.id is None for actor in (one, two)
    )
    return "same" if named and relation(one, two, actors) == "same" else "unknown"


def _governorate_and_part(columns: Columns, left: Ints, right: Ints) -> Flags:
    whole, part = columns.governorate, columns.of_governorate
    found: Flags = (whole[left] & part[right]) | (part[left] & whole[right])
    return found


def _shown(columns: Columns, signal: str, row: int) -> str:
    if signal in ("actor", "other_actor"):
        actor = getattr(columns, signal).at(row)
        return actor.text if actor else ""
    if signal in ("place", "within", "country"):
        place = columns.fields["place"].at(row)
        value = place and {"place": place.text, "within": place.within, "country": place.country}[signal]
        return value or ""
    if signal == "date":
        if not columns.dated[row]:
            return ""
        days = (columns.first_day[row], columns.last_day[row])
        first, last = (datetime.date.fromordinal(int(day)).isoformat() for day in days)
        if columns.open[row]:
            date = columns.fields["date"].at(row)
            return (date.text or "") if date.basis == "unresolved" else f"by {last}"
        return first if first == last else f"{first} to {last}"
    if signal == "prior":
        return "" if columns.busy[row] < 0 else counted(int(columns.busy[row]), "day")
    column = columns.fields[signal] if signal in ("unit", "denies") else columns.place_type
    return column.at(row) or ""
