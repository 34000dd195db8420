from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import EventSet, RecordsError, merge
from tests.builders import by, place, record, unresolved


@pytest.fixture
def events() -> EventSet:
    return merge(
        [
            record(gained_by="rebels", date="2021-03-04", place="Al-Alvena"),
            record(gained_by="the army", date="2021-03-05", place="Alvena"),
            record(gained_by="rebels", date="2021-03-06", place="the town of Alvena", outlet="River Herald"),
            record(gained_by="rebels", date="2021-03-06", place="Borsk", extent="entered"),
            record(gained_by="rebels", date={}, place="Corva", extent="partial"),
            record(gained_by="rebels", date="2021-03-05", place="the city"),
            record(gained_by="rebels", date="2021-03-05", place="the city", outlet="River Herald"),
            record("withdrawal", place="Danta"),
            record("official_denial", place="Alvena", speaker="the defence ministry", date="2021-03-06"),
        ]
    )


def holders(events: EventSet, at: str | None = None, place: str | None = None) -> list[tuple[str, str | None]]:
    return [
        (state.place.name, state.held_by.name if state.held_by else None)
        for state in events.control(at=at, place=place)
    ]


@pytest.mark.parametrize(
    ("at", "held_by"),
    [
        ("2021-03-03", None),
        ("2021-03-04", "rebels"),
        ("2021-03-05", "the army"),
        ("2021-03-06", "rebels"),
        (None, "rebels"),
    ],
)
def test_who_holds_a_place_on_a_day(events: EventSet, at: str | None, held_by: str | None) -> None:
    expected = [] if held_by is None else [held_by]
    assert [who for _, who in holders(events, at, "alvena")] == expected


def test_by_whose_word_and_what_came_before(events: EventSet) -> None:
    (state,) = events.control(place="the city of Al-Alvena")
    assert state.outlets == ("River Herald",)
    assert state.since == "2021-03-06"
    assert [events[denial].kind for denial in state.disputed_by] == ["official_denial"]
    assert [change.start for change in state.before] == ["2021-03-05", "2021-03-04"]


def test_entered_is_not_held_and_unnamed_places_are_left_out(events: EventSet) -> None:
    assert [name for name, _ in holders(events)] == ["Alvena", "Corva"]
    assert holders(events, place="Borsk") == []
    assert holders(events, place="Danta") == []
    assert holders(events, place="nowhere") == []


def test_a_change_on_an_unknown_day_counts_as_the_earliest(events: EventSet) -> None:
    assert holders(events, "2021-01-01") == [("Corva", "rebels")]
    with_a_day = events.add([record(gained_by="the army", date="2021-03-01", place="Corva")])
    assert holders(with_a_day, place="Corva") == [("Corva", "the army")]


def test_a_town_is_not_its_governorate() -> None:
    events = merge(
        [
            record(gained_by="rebels", date="2021-03-04", place=place("Alvena", type="city")),
            record(gained_by="the army", date="2021-03-05", place="Alvena Governorate"),
        ]
    )
    assert sorted(str(who) for _, who in holders(events)) == ["rebels", "the army"]


def test_spellings_that_stand_in_one_event_are_one_place() -> None:
    events = merge(
        [
            record(gained_by="rebels", date="2021-03-04", place="Zliten"),
            record(gained_by="rebels", date="2021-03-04", place="Zlitan", outlet="River Herald"),
            record(gained_by="the army", date="2021-03-06", place="Zlitan"),
        ]
    )
    assert [who for _, who in holders(events)] == ["the army"]
    assert holders(events, place="Zliten") == holders(events, place="Zlitan") != []


@pytest.mark.parametrize("at", ["2021", "2021-03", "yesterday", "", "2021-03-06T10:00:00", "2021-02-30"])
def test_what_is_no_day_is_refused(events: EventSet, at: str) -> None:
    with pytest.raises(RecordsError, match="is no date"):
        events.control(at=at)


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a file"])
def test_places_that_one_event_brought_together_are_held_apart(tmp_path: Path, kept: bool) -> None:
    told = [
        record(gained_by="rebels", date=f"2021-03-{day}", place=name, outlet=name)
        for day, name in zip((10, 11, 12, 23, 25), ("Alvena", "Alvenah", "Borsk", "Borsk", "Alvena"), strict=True)
    ]
    events = merge(told).decide("one", told[0].id, told[1].id).decide("one", told[0].id, told[2].id)
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    assert [name for name, _ in holders(events)] == ["Alvena", "Borsk"]
    assert [(state.since, len(state.before)) for state in events.control()] == [("2021-03-25", 1), ("2021-03-23", 0)]


def test_of_a_file_the_same_is_told_as_of_memory(events: EventSet, tmp_path: Path) -> None:
    events.save(tmp_path / "events.duckdb")
    for at in (None, "2021-03-03", "2021-03-05"):
        for place_name in (None, "Alvena", "Corva", "nowhere"):
            told = EventSet.open(tmp_path / "events.duckdb").control(at=at, place=place_name)
            wanted = events.control(at=at, place=place_name)
            assert [(each.event, each.denials, list(each.before)) for each in told] == [
                (each.event, each.denials, list(each.before)) for each in wanted
            ]


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a file"])
@pytest.mark.parametrize(
    ("at", "held_by"),
    [
        ("2021-03-02", []),
        ("2021-03-04", ["the army"]),
        ("2021-03-05", ["rebels"]),
        ("2021-03-08", ["rebels"]),
        ("2021-03-09", ["the army"]),
        (None, ["the army"]),
    ],
)
def test_what_is_told_as_earlier_holds_from_its_last_day_at_the_latest(
    tmp_path: Path, kept: bool, at: str | None, held_by: list[str]
) -> None:
    told = [
        record(gained_by="the army", date="2021-03-03"),
        record(gained_by="rebels", date=by("2021-03-05"), published="2021-03-04"),
        record(gained_by="the army", date="2021-03-09", outlet="River Herald"),
    ]
    events = merge(told)
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    assert [who for _, who in holders(events, at)] == held_by
    if held_by == ["rebels"]:
        assert [state.since for state in events.control(at=at)] == [None]


def test_of_one_last_day_what_is_told_of_that_day_comes_later() -> None:
    earlier = record(id="rec_z", gained_by="rebels", date=by("2021-03-05"), published="2021-03-09")
    that_day = record(id="rec_a", gained_by="the army", date="2021-03-05", published="2021-03-05")
    assert holders(merge([earlier, that_day])) == [("Alvena", "the army")]


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a file"])
def test_of_one_day_what_was_reported_last_comes_later_by_moments(tmp_path: Path, kept: bool) -> None:
    first = record(id="rec_z", gained_by="rebels", date="2021-03-05", published="2021-03-06T01:00+03:00")
    last = record(id="rec_a", gained_by="the army", date="2021-03-05", published="2021-03-05T23:30Z")
    events = merge([first, last])
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    assert holders(events) == [("Alvena", "the army")]


def test_words_that_cannot_be_resolved_hold_from_publication_and_not_before() -> None:
    events = merge([record(gained_by="rebels", date=unresolved("the other day", "2021-03-06"))])
    assert holders(events, "2021-03-05") == []
    assert holders(events, "2021-03-06") == [("Alvena", "rebels")]
    assert events.control()[0].since is None


def test_places_without_a_name_are_left_out() -> None:
    named = record(place=place("Alvena", geonames_id=7), gained_by="rebels")
    told = [record(place=name, outlet=name) for name in ("five villages", "there", "a key neighbourhood", "the city")]
    assert [name for name, _ in holders(merge([named, *told]))] == ["Alvena"]
