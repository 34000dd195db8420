from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.merging import features, score, threshold, turns
from conflict_extract.merging.clustering import blocks, cluster
from conflict_extract.merging.features import Features
from conflict_extract.schema import Record
from tests.builders import record

from .test_properties import some_records


def features_of(records: list[Record]) -> dict[str, Features]:
    return {each.id: features(each) for each in records}


def average_link(items: Mapping[str, Features]) -> list[list[str]]:
    """The textbook: join the two clusters with the highest average, first names first, as long as it is enough."""
    parted = turns(items.values())

    def between(one: str, two: str) -> float:
        left, right = sorted((one, two))
        return float("-inf") if (left, right) in parted else score(items[left], items[right])

    found = [[key] for key in sorted(items)]
    while True:
        averages = {
            (a, b): sum(between(x, y) for x, y in product(found[a], found[b])) / (len(found[a]) * len(found[b]))
            for a, b in combinations(range(len(found)), 2)
        }
        best = min(averages, key=lambda pair: (-averages[pair], pair), default=None)
        if best is None or averages[best] < threshold():
            return sorted(found)
        joined = sorted(found[best[0]] + found[best[1]])
        found = sorted([*(each for index, each in enumerate(found) if index not in best), joined])


@given(some_records())
def test_it_is_average_link(records: list[Record]) -> None:
    items = features_of(records)
    assert cluster(items) == average_link(items)


@given(some_records())
def test_no_match_is_lost_by_blocking(records: list[Record]) -> None:
    items = features_of(records)
    compared = {
        frozenset((one.record_id, two.record_id))
        for block in blocks(items.values())
        for one, two in combinations(block, 2)
    }
    for one, two in combinations(items.values(), 2):
        if score(one, two) >= threshold():
            assert frozenset((one.record_id, two.record_id)) in compared


@given(some_records(), st.data())
def test_an_analysts_words_hold(records: list[Record], data: st.DataObject) -> None:
    items = features_of(records)
    keys = sorted(items)
    one, two, three = (data.draw(st.sampled_from(keys)) for _ in range(3))
    parted = {(one, three)} - {(key, key) for key in keys}
    found = cluster(items, one=[(one, two)], two=parted)
    home = {key: index for index, members in enumerate(found) for key in members}
    assert sorted(home) == keys
    for left, right in parted:
        assert home[left] != home[right]
    if items[one].kind == items[two].kind and not {(one, two), (two, one)} & parted:
        assert home[one] == home[two]


def test_what_an_analyst_joined_is_as_like_another_as_the_most_alike_of_its_records() -> None:
    named, renamed = record(place="Kobani"), record(place="Ayn al-Arab")
    later = record(place="Ayn al-Arab", outlet="River Herald")
    items = features_of([named, renamed, later])
    assert cluster(items, one=[(named.id, renamed.id)]) == [sorted(items)]


def test_a_chain_of_likenesses_does_not_pull_everything_together() -> None:
    days = [f"2021-03-{number:02}" for number in range(1, 29, 3)]
    items = features_of([record(date=day) for day in days])
    assert max(map(len, cluster(items))) <= 2


def test_hundreds_of_reports_of_one_day_are_one_event() -> None:
    items = features_of([record(outlet=f"Outlet {number}", article_id=f"art_{number}") for number in range(200)])
    assert [len(members) for members in cluster(items)] == [200]
