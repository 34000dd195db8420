from __future__ import annotations

from conflict_extract.merging import Columns
from conflict_extract.merging.blocking import PARTNERS, pairs_within
from conflict_extract.merging.columns import OPEN_DAYS
from conflict_extract.merging.keys import pair_keys
from conflict_extract.schema import Record
from tests.builders import by, place, record, unresolved

NORTH = {"within": "rural Borsk", "count": 5}
COPIED = "Rebels took five villages in the north-west, a commander said."


def compared(*records: Record) -> set[tuple[str, str]]:
    columns = Columns.of(records)
    left, right = pairs_within(columns, pair_keys(columns))
    return {(columns.ids[a], columns.ids[b]) for a, b in zip(left.tolist(), right.tolist(), strict=True)}


def test_open_spans_take_nobodys_place_and_their_pairs_grow_with_the_records() -> None:
    vague = [
        record(id=f"rec_m{number:03}", date=unresolved("the other day"), outlet=f"Outlet {number}", lost_by=f"{number}")
        for number in range(3 * PARTNERS)
    ]
    first, last = record(id="rec_a", date="2021-03-06"), record(id="rec_z", date="2021-03-06", outlet="River Herald")
    pairs = compared(first, *vague, last)
    assert ("rec_a", "rec_z") in pairs
    assert len(pairs) <= 2 * PARTNERS * (len(vague) + 2)


def test_an_open_span_is_compared_with_what_lies_in_the_month_before_its_last_day() -> None:
    told = record(id="rec_open", date=by("2021-03-31"), published="2021-05-01", outlet="River Herald")
    days = {
        "rec_1": "2021-02-01",
        "rec_2": "2021-03-02",
        "rec_3": "2021-03-31",
        "rec_4": "2021-04-20",
        "rec_5": "2021-05-01",
    }
    found = compared(told, *(record(id=key, date=day) for key, day in days.items()))
    assert OPEN_DAYS == 30
    assert {pair for pair in found if "rec_open" in pair} == {("rec_2", "rec_open"), ("rec_3", "rec_open")}


def test_places_without_a_name_are_found_by_their_sentences_and_by_what_they_count() -> None:
    one, two = (record(place="five villages", says=COPIED, outlet=outlet, article_id=outlet) for outlet in "AB")
    three, four = (record(place=place("villages", **NORTH), outlet=outlet, article_id=outlet) for outlet in "CD")
    assert {(one.id, two.id), (three.id, four.id)} <= compared(one, two, three, four)
