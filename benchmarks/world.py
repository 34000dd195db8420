"""What happened and who wrote about it: events and their reports, drawn as columns of numbers.

A theatre of P places and T days, on which each place has a steady rate of operations. Density is records per place
and day; `density` multiplies its base value. For a given number of records P T is therefore fixed. P grows first, up
to all places of the set, so that names repeat no more than they must; then T grows. The 600 places of the press set
thus reach 1,000,000 records at base density in some decades, with the mix of spellings, and so the difficulty, of
the small collections. The 9,000 places of the GeoNames set reach it in some years, with more distinct strings.

One operation takes, loses or leaves one place, or several neighbouring ones at once (an event each, all listed in one
sentence); captures of a place alternate between the parties. One to seven articles tell it, with a house style
for each outlet, delays, wrong and vague dates, missing and vague actors, syndicated copies; denials follow some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.places import Site

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

BASE_RATE = 0.02  # events per place and day at density 1
SHORTEST = 30  # days, as long as there are places enough
LAST_DAY = 20_400  # days since 1970-01-01: 2025-11-08
KINDS = ("control_change", "withdrawal", "defection", "official_denial")
KIND_SHARES = (0.50, 0.22, 0.10, 0.18)
ARTICLES = np.array([0.36, 0.22, 0.15, 0.11, 0.08, 0.05, 0.03])  # 1 to 7 articles an operation
MOST_PLACES = 5
SEVERAL_PLACES = 0.15
RECORDS_AN_EVENT = 2.45
MENTIONED = 0.85  # that an article about several places names one beyond the first
OUTLETS = 40
UNITS = 12
LAGS = np.array([0.45, 0.33, 0.12, 0.05, 0.02, 0.01, 0.01, 0.01])  # days from the event to the article
SYNDICATED = 0.12
SAME_ARTICLE = 0.04
HOUSE_STYLE = 0.85
OTHER_NAME = 0.04
DAY, RANGE, WEEK, MONTH, NO_DATE = range(5)
PRECISIONS = (0.90, 0.05, 0.03, 0.015, 0.005)
STATED, RELATIVE, PUBLISHED = range(3)
BASES = (0.25, 0.40, 0.35)
WRONG_DATE = 0.07


@dataclass(frozen=True)
class Reports:
    """A row for each record; -1 is "not said". `event` is the truth, everything else what an article makes of it.

    Forms (`gainer_form`, `wording`, ...) are random integers, from which `benchmarks.records` chooses words.
    """

    event: Numbers
    operation: Numbers
    kind: Numbers
    article: Numbers
    passage: Numbers
    outlet: Numbers
    published: Numbers
    first_day: Numbers
    last_day: Numbers
    precision: Numbers
    basis: Numbers
    site: Numbers
    spelling: Numbers
    wording: Numbers
    within: Numbers
    to_site: Numbers
    actor: Numbers
    actor_form: Numbers
    other: Numbers
    other_form: Numbers
    unit: Numbers
    unit_form: Numbers
    denies: Numbers
    form: Numbers

    def __len__(self) -> int:
        return len(self.event)

    def rows(self, chosen: Numbers) -> Reports:
        """Some of the rows."""
        return Reports(**{name: column[chosen] for name, column in vars(self).items()})


@dataclass(frozen=True)
class _Operations:
    kind: Numbers
    day: Numbers
    site: Numbers
    places: Numbers
    actor: Numbers
    other: Numbers
    unit: Numbers
    denies: Numbers


def draw(places: Sequence[Site], parties: Numbers, n_records: int, density: float, seed: int) -> Reports:
    """Reports on a theatre of the given density.

    Args:
        places: from `benchmarks.places.sites`; `n_records` and `density` decide how many of them are used.
        parties: for each place the number of parties to its war.
        n_records: how many rows.
        density: times the base of 0.02 events per place and day.
        seed: the same seed gives the same rows.
    """
    random = np.random.default_rng(seed)
    place_days = n_records / (RECORDS_AN_EVENT * BASE_RATE * density)
    chosen = _regions(random, places, int(np.clip(place_days / SHORTEST, 6, len(places))))
    days = max(1, round(place_days / len(chosen)))
    n_operations = int(n_records / RECORDS_AN_EVENT) + 20
    operations = _operations(random, chosen, parties, n_operations, days)
    reports = _reports(random, places, chosen, operations)
    return reports.rows(np.arange(n_records))


def _regions(random: np.random.Generator, places: Sequence[Site], wanted: int) -> Numbers:
    """Indices of that many places, whole regions at a time, so that look-alike neighbours stay together."""
    regions: dict[tuple[str, str], list[int]] = {}
    for index, site in enumerate(places):
        regions.setdefault((site.country, site.region), []).append(index)
    keys = sorted(regions)
    drawn = [index for key in random.permutation(len(keys)) for index in regions[keys[key]]]
    return np.array(drawn[:wanted])


def _choose(random: np.random.Generator, shares: Sequence[float] | NDArray[np.float64], size: int) -> Numbers:
    return random.choice(len(shares), size=size, p=np.asarray(shares) / np.sum(shares)).astype(np.int64)


def _operations(random: np.random.Generator, chosen: Numbers, parties: Numbers, size: int, days: int) -> _Operations:
    day = random.integers(0, days, size)
    kind = _choose(random, KIND_SHARES, size)
    place = random.integers(0, len(chosen), size)
    many = (kind < 2) & (random.random(size) < SEVERAL_PLACES)
    n_places = np.where(many, random.integers(2, MOST_PLACES + 1, size), 1)
    # Captures of one place alternate: whoever takes it, takes it from whoever took it last.
    order = np.lexsort((day, place))
    starts = np.flatnonzero(np.r_[True, np.diff(place[order]) != 0])
    turn = np.empty(size, np.int64)
    taken = np.cumsum(kind[order] == 0)
    turn[order] = taken - np.repeat(taken[starts], np.diff(np.r_[starts, size]))
    here = parties[chosen[place]]
    actor = (place + turn) % here
    other = (place + turn - 1) % here
    leaving = (kind == 1) | (kind == 2)
    actor, other = np.where(leaving, other, actor), np.where(leaving, actor, other)
    unit = np.where(random.random(size) < 0.6, random.integers(0, UNITS, size), -1)
    denies = np.full(size, -1)
    # A denial contests what happened at that place within the two days before.
    denials = np.flatnonzero(kind == 3)
    contested = random.choice(np.flatnonzero(kind < 3), len(denials))
    place[denials], denies[denials] = place[contested], kind[contested]
    day[denials] = np.minimum(day[contested] + random.integers(0, 3, len(denials)), days - 1)
    losing = kind[contested] == 0
    actor[denials] = np.where(losing, other[contested], actor[contested])
    other[denials] = np.where(losing, actor[contested], other[contested])
    return _Operations(kind, day + LAST_DAY - days, place, n_places, actor, other, unit, denies)


def _reports(random: np.random.Generator, places: Sequence[Site], chosen: Numbers, operations: _Operations) -> Reports:
    n_articles = _choose(random, ARTICLES, len(operations.kind)) + 1
    operation = np.repeat(np.arange(len(n_articles)), n_articles)
    size = len(operation)
    first = np.r_[True, operation[1:] != operation[:-1]]
    copies = ~first & (random.random(size) < SYNDICATED)
    source = _source(np.arange(size) - copies)
    again = ~first & ~copies & (random.random(size) < SAME_ARTICLE)
    article = _source(np.arange(size) - again)
    outlet = random.integers(0, OUTLETS, size)[article]
    lag = _choose(random, LAGS, size)
    published = operations.day[operation] + np.where(copies, lag[source] + random.integers(0, 2, size), lag)
    published = published[article]
    dates = _dates(random, operations.day[operation], published, source)

    # A row for each place that an article names; a copy names what its source names, as its source names it.
    within_operation = np.arange(MOST_PLACES)
    named = random.random((size, MOST_PLACES)) < MENTIONED
    named[:, 0] = True
    named = named[source] & (within_operation < operations.places[operation][:, None])
    row, offset = np.nonzero(named)
    op = operation[row]
    group, within_group, group_size = _groups(places, chosen)
    centre = operations.site[op]
    exists = offset < group_size[group[centre]]
    row, offset, op, centre = row[exists], offset[exists], op[exists], centre[exists]
    index = group[centre] + (within_group[centre] + offset) % group_size[group[centre]]
    site = chosen[index]

    def per_article(high: int) -> Numbers:
        return random.integers(0, high, size)[source][row]

    def sometimes(share: float, values: Numbers) -> Numbers:
        return np.where((random.random(size) < share)[source][row], values, -1)

    kind = operations.kind[op]
    wording = random.integers(0, 1_000, (size, MOST_PLACES))[source[row], offset]
    not_named = (random.random(size) < np.array([0, 0, 0.25, 0.08])[operations.kind[operation]])[source][row]
    return Reports(
        event=op * MOST_PLACES + offset,
        operation=op,
        kind=kind,
        article=article[row],
        passage=row,
        outlet=outlet[row],
        published=np.where(dates[2] == NO_DATE, -1, published)[row],
        first_day=dates[0][row],
        last_day=dates[1][row],
        precision=dates[2][row],
        basis=dates[3][row],
        site=np.where(not_named, -1, site),
        spelling=_spellings(random, places, site, outlet[source[row]], source[row], offset),
        wording=wording,
        within=sometimes(0.2, per_article(10)),
        to_site=np.where(kind == 1, sometimes(0.25, chosen[(index + 1) % len(chosen)]), -1),
        actor=operations.actor[op],
        actor_form=sometimes(0.88, per_article(10_000)),
        other=operations.other[op],
        other_form=sometimes(0.45, per_article(10_000)),
        unit=sometimes(0.55, operations.unit[op]),
        unit_form=per_article(1_000),
        denies=operations.denies[op],
        form=per_article(1_000_000),
    )


def _source(pointers: Numbers) -> Numbers:
    """Where a chain of "as the one before" ends."""
    while not np.array_equal(further := pointers[pointers], pointers):
        pointers = further
    return pointers


def _dates(
    random: np.random.Generator, day: Numbers, published: Numbers, source: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """First and last day, precision and basis of each article's date.

    An article that says nothing is dated by its publication; the few without that date leave the day unknown (-1).
    """
    size = len(day)
    basis = _choose(random, BASES, size)[source]
    precision = _choose(random, PRECISIONS, size)[source]
    wrong = np.where(random.random(size) < WRONG_DATE, random.choice([-1, 1], size), 0)[source]
    told = np.where(basis == PUBLISHED, published, np.minimum(day + wrong, published))
    precision = np.where((basis == PUBLISHED) & (precision != NO_DATE), DAY, precision)
    basis = np.where(precision == NO_DATE, PUBLISHED, basis)
    back = random.integers(0, 3, size)[source]
    month = told - told % 30
    first = np.select([precision == RANGE, precision == WEEK, precision == MONTH], [told - back, told - 6, month], told)
    last = np.select([precision == RANGE, precision == MONTH], [told - back + 2, month + 29], told)
    unknown = precision == NO_DATE
    return np.where(unknown, -1, first), np.where(unknown, -1, last), precision, basis


def _groups(places: Sequence[Site], chosen: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """For each chosen place where its region begins, its place in it, and (at each beginning) the region's size."""
    regions = [(places[index].country, places[index].region) for index in chosen]
    begins = np.r_[True, [one != two for one, two in zip(regions[1:], regions, strict=False)]].astype(bool)
    starts = np.flatnonzero(begins)
    sizes = np.diff(np.r_[starts, len(chosen)])
    group = np.repeat(starts, sizes)
    size_at = np.zeros(len(chosen), np.int64)
    size_at[starts] = sizes
    return group, np.arange(len(chosen)) - group, size_at


def _spellings(
    random: np.random.Generator,
    places: Sequence[Site],
    site: Numbers,
    outlet: Numbers,
    source: Numbers,
    offset: Numbers,
) -> Numbers:
    """Which of its names a place gets: an outlet mostly keeps to its own; the most used come first (1, 1/2, 1/3, ...).

    Numbers from the count of spellings on are the other names.
    """
    n_spellings = np.array([len(place.spellings) for place in places])
    n_others = np.array([len(place.other_names) for place in places])
    shares = 1 / np.arange(1, n_spellings.max() + 1)
    totals = np.cumsum(shares)

    def drawn(at: NDArray[np.float64], of: Numbers) -> Numbers:
        ranks = np.searchsorted(totals, at * totals[n_spellings[of] - 1], side="right")
        return np.asarray(np.minimum(ranks, n_spellings[of] - 1), np.int64)

    style = random.random((len(places), OUTLETS))
    here = (source, offset)
    size = (int(source.max()) + 1, MOST_PLACES) if len(source) else (0, MOST_PLACES)
    keeps = random.random(size)[here] < HOUSE_STYLE
    spelled = np.where(keeps, drawn(style[site, outlet], site), drawn(random.random(size)[here], site))
    renamed = (random.random(size)[here] < OTHER_NAME) & (n_others[site] > 0)
    other = random.integers(0, 1_000, size)[here] % np.maximum(n_others[site], 1)
    return np.where(renamed, n_spellings[site] + other, spelled)
