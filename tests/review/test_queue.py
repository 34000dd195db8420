"""What there is to decide, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import EventSet
from conflict_extract.eventset.deciding import item_id
from conflict_extract.review.queue import Filters, Place, queue_of
from tests.builders import record

from .builders import aside, contested, denied, doubtful, kept, near_pair

ALL = Filters()


def places(path: Path, filters: Filters = ALL, skipped: tuple[str, ...] = ()) -> list[Place]:
    events = EventSet.open(path)
    found = queue_of(events, filters, skipped, events.decisions)
    assert (found.total, found.skipped) == (len(found.places), len(skipped))
    return found.places


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """A file with a card of each sort."""
    lone = record("official_denial", place="Karrow", date="2021-03-09", published="2021-03-09", article_id="art_lone")
    before = record(place="Karrow", date="2021-03-01", published="2021-03-01")
    records = [*near_pair(), *denied(), *contested(), *doubtful(1), lone, before]
    return kept(tmp_path / "events.duckdb", records, set_aside=[aside(record(place="Tarn"))])


def test_there_is_a_card_of_each_sort(everything: Path) -> None:
    assert {each.sort for each in places(everything)} == {"pair", "denial", "near_denial", "control", "doubt", "item"}


def test_what_would_change_most_comes_first(everything: Path) -> None:
    found = places(everything)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    (pair,) = (each for each in found if each.sort == "pair")
    (tie,) = EventSet.open(everything).explain(pair.first, pair.second)
    odds = 2 ** (tie.score - tie.threshold)
    assert pair.nearness == pytest.approx(4 * odds / (1 + odds) ** 2)
    assert (pair.n_records, pair.n_outlets, pair.n_events) == (2, 2, len(set(pair.events)))
    (denial,) = (each for each in found if each.sort == "denial")
    assert (denial.n_records, denial.n_outlets, denial.n_events) == (3, 3, 2)
    assert denial.score == pytest.approx(0.5 * 8)


def test_more_records_and_outlets_come_before_fewer(tmp_path: Path) -> None:
    few, many = doubtful(2)
    more = [record(place="Borsk", outlet=name, date="2021-06-01") for name in ("A", "B")]
    found = places(kept(tmp_path / "events.duckdb", [few, many, *more]))
    assert [each.first for each in found if each.sort == "doubt"] == [many.id, few.id]


def test_what_is_decided_leaves_and_what_is_taken_back_returns(everything: Path) -> None:
    events = EventSet.open(everything)
    words = {
        "pair": "two", "denial": "unrelated", "near_denial": "contests", "doubt": "right", "item": "wrong",
    }  # fmt: skip
    asked = places(everything)
    for each in asked:
        if each.sort == "control":
            events.decide("right", each.second or "")
        else:
            events.decide(words[each.sort], *filter(None, (each.first, each.second)))  # type: ignore[arg-type]
    assert places(everything) == []
    while events.decisions:
        events.undo()
    assert {each.key for each in places(everything)} == {each.key for each in asked}


def test_what_was_skipped_is_left_out(everything: Path) -> None:
    asked = places(everything)
    skipped = tuple(each.key for each in asked if each.sort in ("near_denial", "item"))
    assert len(skipped) == 2
    assert {each.sort for each in places(everything, skipped=skipped)} == {"pair", "denial", "control", "doubt"}


@pytest.mark.parametrize(
    ("filters", "sorts"),
    [
        (Filters(kind="official_denial"), {"denial", "near_denial"}),
        (Filters(place="HÉSTA"), {"control"}),
        (Filters(place="tarn"), {"item"}),
        (Filters(since="2021-05-01"), {"doubt"}),
        (Filters(until="2021-03-01"), {"near_denial"}),
        (Filters(outlet="outlet 0"), {"doubt"}),
        (Filters(kind="withdrawal"), set()),
    ],
)
def test_filters_leave_the_cards_that_touch_what_is_wanted(everything: Path, filters: Filters, sorts: set[str]) -> None:
    assert {each.sort for each in places(everything, filters)} == sorts


def test_every_record_can_be_asked_for(everything: Path) -> None:
    records = EventSet.open(everything).records
    found = places(everything, Filters(asked="all"))
    asked = {each.first for each in found if each.sort in ("record", "doubt")}
    assert asked == set(records)
    ranks = {"pressing": [], "record": []}  # type: ignore[var-annotated]
    for rank, each in enumerate(found):
        ranks["record" if each.sort == "record" else "pressing"].append(rank)
    assert max(ranks["pressing"]) < min(ranks["record"])
    some = next(each.first for each in found if each.sort == "record")
    EventSet.open(everything).decide("right", some)
    assert some not in {each.first for each in places(everything, Filters(asked="all"))}
    EventSet.open(everything).undo()
    assert [each.key for each in places(everything, Filters(asked="all"))] == [each.key for each in found]
    assert {each.sort for each in places(everything, Filters(asked="all", place="hesta"))} == {"control", "record"}


def test_what_a_quote_in_a_filter_cannot_do(everything: Path) -> None:
    assert places(everything, Filters(place="' OR true --")) == []


def test_an_item_that_is_decided_is_asked_no_more(tmp_path: Path) -> None:
    item = aside(record(place="Tarn"))
    path = kept(tmp_path / "events.duckdb", [record()], set_aside=[item])
    assert [each.first for each in places(path)] == [item_id(item)]
    EventSet.open(path).decide("right", item_id(item))
    assert places(path) == []
