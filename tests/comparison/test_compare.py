"""What agrees, what differs, what only one side has, and what neither can be blamed for."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.coded import acled as generated_acled
from benchmarks.coded import operations, right_pairs, told

from conflict_extract import EventSet, merge
from conflict_extract.comparison import Compared, compare, read_coded
from conflict_extract.comparison.wording import lead
from conflict_extract.errors import RecordsError
from tests.builders import record
from tests.comparison.files import KHERSON, acled, capture, control, ged


def outcomes(found: Compared) -> tuple[int, int, int, int]:
    counts = found.counts
    return counts.agreed, counts.differing, counts.only_ours, counts.only_theirs


def differences(found: Compared) -> list[tuple[str, str, str]]:
    (pairing,) = found.pairings
    return [(each.field, each.ours, each.theirs) for each in pairing.differences]


def test_what_agrees_stands_with_both_texts(tmp_path: Path) -> None:
    found = compare(capture(), read_coded(acled(tmp_path, {})))
    (pairing,) = found.of("agreed")
    assert pairing.ours is not None
    assert pairing.theirs is not None
    assert [quote.text for quote in pairing.ours.quotes] == ["Rebels took Zlitan on Friday."]
    assert (pairing.theirs.id, pairing.theirs.line) == ("LBY101", 2)
    assert pairing.theirs.text == "On 19 August 2011, rebels took Zlitan after clashes."
    assert (pairing.week, pairing.province) == ("2011-08-15", "Misratah")
    assert Compared.model_validate_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("ours", "theirs", "differing"),
    [
        ({"gained_by": "the Libyan army"}, {}, [("gained by", "the Libyan army", "Libya Opposition Forces")]),
        ({"date": "2011-08-15"}, {}, [("date", "2011-08-15", "2011-08-19")]),
        ({"extent": "entered"}, {}, [("extent", "entered", "taken")]),
        ({"means": "unopposed"}, {}, [("means", "unopposed", "fighting")]),
        ({"means": "fighting"}, {"sub_event_type": "Non-violent transfer of territory"},
         [("means", "fighting", "no fighting")]),
        # the week around the row's day holds ours
        ({"date": "2011-08-17"}, {"time_precision": "2"}, []),
        # what only one side tells is no difference, nor is a day that the article does not tell
        ({"gained_by": None}, {}, []),
        ({"date": {"start": "2011-08-20", "end": "2011-08-20", "precision": "day", "basis": "published"}}, {}, []),
    ],
)  # fmt: skip
def test_fields_that_differ_stand_with_both_values(
    tmp_path: Path, ours: dict[str, object], theirs: dict[str, str], differing: list[tuple[str, str, str]]
) -> None:
    found = compare(capture(**ours), read_coded(acled(tmp_path, theirs)))
    assert differences(found) == differing
    assert outcomes(found) == ((0, 1, 0, 0) if differing else (1, 0, 0, 0))


@pytest.mark.parametrize(
    "theirs",
    [
        {"location": "Gharyan", "latitude": "32.17", "longitude": "13.02"},
        {"latitude": "27.0", "longitude": "18.0"},  # a namesake elsewhere
        {"event_date": "2011-08-15", "sub_event_type": "Government regains territory"},
    ],
)  # fmt: skip
def test_other_places_and_recaptures_are_no_pair(tmp_path: Path, theirs: dict[str, str]) -> None:
    place = {"text": "Zlitan", "name": "Zlitan", "type": "town", "country": "LY", "lat": 32.467, "lon": 14.569}
    clash = {"event_date": "2011-08-25", "sub_event_type": "Armed clash"}
    assert outcomes(compare(capture(place=place), read_coded(acled(tmp_path, theirs, clash)))) == (0, 0, 1, 1)


def test_places_of_two_names_are_one_at_one_spot(tmp_path: Path) -> None:
    place = {"text": "Tal Abbas", "name": "Tal Abbas", "type": "village", "country": "LY", "lat": 32.467, "lon": 14.569}
    found = compare(capture(place=place), read_coded(acled(tmp_path, {"location": "Qarat"})))
    assert outcomes(found) == (1, 0, 0, 0)


def test_each_event_has_one_row_at_most(tmp_path: Path) -> None:
    near = {"event_date": "2011-08-17", "event_id_cnty": "LBY102"}
    found = compare(capture(), read_coded(acled(tmp_path, near, {})))
    assert outcomes(found) == (1, 0, 0, 1)
    assert [pairing.theirs and pairing.theirs.id for pairing in found.of("agreed")] == ["LBY101"]


def test_nobody_is_blamed_for_what_he_cannot_know(tmp_path: Path) -> None:
    said = {"place": "Tarn", "published": "2011-08-20"}
    events = merge(
        [
            *capture().records.values(),
            record(**said, date="2011-01-02"),
            record("withdrawal", **said, date="2011-08-19"),
            record(**{**said, "place": {"text": "Tozeur", "name": "Tozeur", "country": "TN"}}, date="2011-08-19"),
        ]
    )
    rows = acled(
        tmp_path,
        {},
        {"event_date": "2011-08-30", "event_id_cnty": "LBY102"},
        {"country": "Chad", "event_id_cnty": "CHA1"},
        {"country": "Nowhere", "event_date": "2011-08-30", "event_id_cnty": "NOW1"},
        {"sub_event_type": "Attack", "event_id_cnty": "LBY103"},
    )
    found = compare(events, read_coded(rows))
    assert outcomes(found) == (1, 0, 0, 0)
    assert found.n_compared == 1
    assert lead(found)[1] == "4 rows tell of a change of control: 1 row compared, 3 apart."
    assert found.rows_outside == {"on days that no article covers": 2, "in TD, where no event of ours lies": 1}
    assert found.events_outside == {
        "withdrawal, which ACLED does not code": 1,
        "in TN, of which the file has no row": 1,
        "on days outside those of the file": 1,
    }
    assert (found.other_kinds, found.unknown_countries) == ({"Attack": 1}, {"Nowhere": 1})


def test_counts_by_week_and_province_add_up(tmp_path: Path) -> None:
    other = {"event_id_cnty": "LBY102", "location": "Gharyan", "latitude": "32.17", "longitude": "13.02",
             "admin1": "Al Jabal al Gharbi", "event_date": "2011-08-15"}  # fmt: skip
    found = compare(capture(), read_coded(acled(tmp_path, {}, other)))
    assert [(each.name, each.agreed, each.only_theirs) for each in found.by_week] == [("2011-08-15", 1, 1)]
    assert {each.name: (each.agreed, each.only_theirs) for each in found.by_province} == {
        "Al Jabal al Gharbi": (0, 1),
        "Misratah": (1, 0),
    }


def test_fighting_is_found_by_place_day_and_one_of_its_sides(tmp_path: Path) -> None:
    found = compare(
        capture(), read_coded(ged(tmp_path, {}, {"id": "9", "side_a": "Government of Chad", "side_b": "MFDC"}))
    )
    assert not found.codes_kinds
    assert outcomes(found) == (1, 0, 0, 1)
    (pairing,) = found.of("agreed")
    assert pairing.theirs is not None
    assert (pairing.theirs.id, pairing.theirs.text) == ("412345", "Twelve die at Zlitan")
    left = merge(
        [record("withdrawal", place="Zlitan", force="the Libyan army", date="2011-08-19", published="2011-08-20")]
    )
    assert outcomes(compare(left, read_coded(ged(tmp_path, {})))) == (1, 0, 0, 0)


def test_two_events_of_one_battle_are_both_found_in_its_row(tmp_path: Path) -> None:
    said = {"place": "Zlitan", "date": "2011-08-19", "published": "2011-08-20"}
    both = merge([record(**said, gained_by="rebels"), record("withdrawal", **said, force="the Libyan army")])
    found = compare(both, read_coded(ged(tmp_path, {})))
    assert outcomes(found) == (2, 0, 0, 0)
    assert {pairing.theirs.id for pairing in found.of("agreed") if pairing.theirs} == {"412345"}


def test_two_rows_of_one_battle_are_both_found_in_its_event(tmp_path: Path) -> None:
    other = {"id": "412346", "side_a": "NTC", "side_b": "Foreign fighters", "date_end": "2011-08-20 00:00:00.000"}
    found = compare(capture(), read_coded(ged(tmp_path, {}, other)))
    assert outcomes(found) == (1, 0, 0, 0)
    assert found.n_compared == 1
    assert found.rows_outside == {"of fighting at an event that is shown with another row": 1}


def kherson(holder: str = "Russian forces") -> EventSet:
    place = {"text": "Kherson", "name": "Kherson", "country": "UA", "geonames_id": int(KHERSON)}
    said = {"date": "2022-03-02", "published": "2022-03-03", "says": f"{holder} took Kherson."}
    elsewhere = record(place="Velykyi Lis", gained_by=holder, date="2022-03-02", published="2022-03-03")
    return merge([record(place=place, gained_by=holder, **said), elsewhere])


@pytest.mark.parametrize(
    ("holder", "status", "same", "verdict"),
    [("Russian forces", "RU", 1, True), ("Ukrainian forces", "RU", 0, False), ("Russian forces", "CONTESTED", 0, None)],
)
def test_holders_on_a_day_stand_beside_those_of_the_file(
    tmp_path: Path, holder: str, status: str, same: int, verdict: bool | None
) -> None:
    file = read_coded(control(tmp_path, (KHERSON, "20220301", "UA"), (KHERSON, "20220303", status)))
    found = compare(kherson(holder), file, at="2022-03-03").control
    assert found is not None
    assert (found.day, found.same, found.other, found.nobody, found.not_in_file) == (
        "2022-03-03", same, int(verdict is False), int(verdict is None), 1,
    )  # fmt: skip
    assert [each.same for each in found.places] == [verdict]
    assert [quote.text for quote in found.places[0].quotes] == ([f"{holder} took Kherson."] if verdict is False else [])


def test_a_change_of_holder_is_paired_with_ours(tmp_path: Path) -> None:
    file = read_coded(control(tmp_path, (KHERSON, "20220301", "UA"), (KHERSON, "20220302", "RU")))
    found = compare(kherson(), file)
    assert outcomes(found) == (1, 0, 1, 0)
    assert found.control is not None
    assert found.control.day == "2022-03-02"


def test_files_of_other_times_and_days_that_are_none_are_refused(tmp_path: Path) -> None:
    file = read_coded(acled(tmp_path, {"event_date": "2015-08-19"}))
    with pytest.raises(RecordsError) as raised:
        compare(capture(), file)
    assert raised.value.message == (
        f"{tmp_path / 'acled.csv'} tells of 2015-08-19 to 2015-08-19, the events of 2011-08-19 to 2011-08-19: "
        "there is no day in common"
    )
    with pytest.raises(RecordsError, match="the event set tells of no day"):
        compare(EventSet(), file)
    with pytest.raises(RecordsError, match="--at has no use"):
        compare(capture(), read_coded(acled(tmp_path, {})), at="2011-08-19")
    held = read_coded(control(tmp_path, (KHERSON, "20220301", "UA")))
    for day, said in (("2023-01-01", "and not of 2023-01-01"), ("March", "--at March is no date")):
        with pytest.raises(RecordsError, match=said):
            compare(kherson(), held, at=day)


def test_a_set_in_a_file_is_compared_as_one_in_memory(tmp_path: Path) -> None:
    events = merge([*capture().records.values(), record(place="Tarn", date="2011-01-02", published="2011-01-03")])
    events.save(tmp_path / "events.duckdb")
    file = read_coded(acled(tmp_path, {}))
    assert compare(EventSet.open(tmp_path / "events.duckdb"), file).events_outside == (
        compare(events, file).events_outside
    )


@pytest.mark.parametrize("old", [False, True])
def test_a_generated_war_is_paired_as_it_was_drawn(tmp_path: Path, old: bool) -> None:
    made = operations(120, seed=7)
    generated_acled(made, tmp_path / "acled.csv", old=old)
    found = compare(merge(*told(made)), read_coded(tmp_path / "acled.csv"))
    assert right_pairs(made, found) == {"right": sum(each.told == 0 for each in made), "wrong": 0, "missing": 0}
    assert found.counts.differing == sum(each.told == 0 and bool(each.lag or each.other) for each in made)
    assert found.counts.only_ours == sum(each.told == 1 for each in made)


def test_our_own_export_agrees_with_the_events_it_was_made_from(tmp_path: Path) -> None:
    made = operations(40, seed=3)
    events = merge(*told(made))
    events.to_acled(tmp_path / "acled.csv")
    found = compare(events, read_coded(tmp_path / "acled.csv"))
    assert (found.counts.agreed, found.counts.differing, found.counts.only_ours) == (len(events), 0, 0)
