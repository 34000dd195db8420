from __future__ import annotations

from itertools import combinations, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.merging import Columns, RecaptureIndex, packaged_weights
from conflict_extract.merging.blocking import pairs_within
from conflict_extract.merging.clustering import NEAR_BITS, NEAR_PAIRS, NEXT_TO_NOTHING, cluster
from conflict_extract.merging.keys import pair_keys
from conflict_extract.merging.scoring import scores
from conflict_extract.schema import Record
from tests.builders import record

from .test_properties import some_records

WEIGHTS = packaged_weights()


def clusters(
    records: list[Record], one: list[tuple[str, str]] | None = None, two: list[tuple[str, str]] | None = None
) -> list[list[str]]:
    columns = Columns.of(records)
    row = {key: number for number, key in enumerate(columns.ids)}
    joined, parted = ([(row[a], row[b]) for a, b in said or []] for said in (one, two))
    event = cluster(columns, WEIGHTS, one=joined, two=parted).event
    return sorted([columns.ids[row] for row in np.flatnonzero(event == first).tolist()] for first in np.unique(event))


def table(columns: Columns) -> list[list[float]]:
    """Scores of all pairs, with the captures between captures."""
    rows = np.arange(len(columns))
    one, two = np.repeat(rows, len(rows)), np.tile(rows, len(rows))
    found = scores(columns, one, two, WEIGHTS)
    found[RecaptureIndex(columns).between(one, two) >= 0] = float("-inf")
    found_rows: list[list[float]] = found.reshape(len(rows), -1).tolist()
    return found_rows


def statements(columns: Columns) -> list[list[int]]:
    """Rows that say the same of a named place."""
    compared = [columns.place_key, columns.place_type, columns.actor, columns.unit, columns.fields["denies"]]
    said: dict[tuple[object, ...], list[int]] = {}
    for row in range(len(columns)):
        same = tuple(column.at(row) for column in compared)
        alone = None if columns.place_key.codes[row] >= 0 else row
        when = int(columns.last_day[row]), bool(columns.assumed[row]), bool(columns.open[row])
        said.setdefault((int(columns.kind[row]), same, when, alone), []).append(row)
    return sorted(said.values())


def average_link(columns: Columns) -> list[list[str]]:
    """The textbook: join the two clusters with the highest average, first names first, as long as it is enough.

    Records that say the same of a named place are one from the beginning; open spans weigh next to nothing."""
    between = table(columns)
    weight = np.where(columns.open, NEXT_TO_NOTHING, 1.0).tolist()
    found = statements(columns)
    while True:
        averages = {
            (a, b): sum(between[x][y] * weight[x] * weight[y] for x, y in product(found[a], found[b]))
            / (sum(weight[x] for x in found[a]) * sum(weight[y] for y in found[b]))
            for a, b in combinations(range(len(found)), 2)
        }
        best = min(averages, key=lambda pair: (-averages[pair], pair), default=None)
        if best is None or averages[best] < WEIGHTS.threshold:
            return sorted([columns.ids[row] for row in rows] for rows in found)
        joined = sorted(found[best[0]] + found[best[1]])
        found = sorted([*(each for index, each in enumerate(found) if index not in best), joined])


@given(some_records())
def test_it_is_average_link(records: list[Record]) -> None:
    assert clusters(records) == average_link(Columns.of(records))


@given(some_records())
def test_no_match_is_lost_by_blocking(records: list[Record]) -> None:
    columns = Columns.of(records)
    compared = set(zip(*(side.tolist() for side in pairs_within(columns, pair_keys(columns))), strict=True))
    found = scores(columns, *np.triu_indices(len(columns), 1), WEIGHTS)
    for one, two, score in zip(*np.triu_indices(len(columns), 1), found, strict=True):
        assert score < WEIGHTS.threshold or (one, two) in compared


@given(some_records())
def test_the_pairs_nearest_to_the_threshold_are_told(records: list[Record]) -> None:
    columns = Columns.of(records)
    found = cluster(columns, WEIGHTS)
    between, event = table(columns), found.event.tolist()
    told = dict(
        zip(zip(found.near.left.tolist(), found.near.right.tolist(), strict=True), found.near.scores, strict=True)
    )
    assert all(one < two and score == between[one][two] for (one, two), score in told.items())
    distance = {pair: round(abs(score - WEIGHTS.threshold), 6) for pair, score in told.items()}
    assert max(distance.values(), default=0) <= NEAR_BITS
    first = [min(rows) for rows in statements(columns)]
    for one, two in zip(*(side.tolist() for side in pairs_within(columns, pair_keys(columns))), strict=True):
        gap = round(abs(between[one][two] - WEIGHTS.threshold), 6)
        if gap <= NEAR_BITS and (one, two) not in told and one in first and two in first:
            for home in (event[one], event[two]):
                nearer = [
                    pair
                    for pair, other in distance.items()
                    if home in (event[pair[0]], event[pair[1]]) and other <= gap
                ]
                assert len(nearer) >= NEAR_PAIRS


@given(some_records(), st.data())
def test_an_analysts_words_hold(records: list[Record], data: st.DataObject) -> None:
    kinds = {each.id: each.kind for each in records}
    keys = sorted(kinds)
    one, two, three = (data.draw(st.sampled_from(keys)) for _ in range(3))
    parted = {(one, three)} - {(key, key) for key in keys}
    found = clusters(records, one=[(one, two)] if one != two else [], two=sorted(parted))
    home = {key: index for index, members in enumerate(found) for key in members}
    assert sorted(home) == keys
    for left, right in parted:
        assert home[left] != home[right]
    if kinds[one] == kinds[two] and not {(one, two), (two, one)} & parted:
        assert home[one] == home[two]


def test_what_an_analyst_joined_is_as_like_another_as_the_most_alike_of_its_records() -> None:
    named, renamed = record(place="Kobani"), record(place="Ayn al-Arab")
    later = record(place="Ayn al-Arab", outlet="River Herald")
    assert clusters([named, renamed, later], one=[(named.id, renamed.id)]) == [[named.id, renamed.id, later.id]]


def test_a_chain_of_likenesses_does_not_pull_everything_together() -> None:
    days = [f"2021-03-{number:02}" for number in range(1, 29, 3)]
    assert max(map(len, clusters([record(date=day) for day in days]))) <= 2


def test_hundreds_of_reports_of_one_day_are_one_event() -> None:
    told = [record(outlet=f"Outlet {number}", article_id=f"art_{number}") for number in range(200)]
    assert [len(members) for members in clusters(told)] == [200]


def test_a_component_that_is_too_large_is_cut_and_not_joined_blindly() -> None:
    # every village differs from the next by a letter, and some say less than others: one long chain of matches
    letters = "bcdfghklmnprstvz"
    names = [f"Kar{a}a{b}a{c}in" for a in letters for b in letters[:8] for c in letters[:8]]
    told = [record(place=name, gained_by="rebels" if index % 3 else None) for index, name in enumerate(names)]
    assert max(map(len, clusters(told))) <= 8
