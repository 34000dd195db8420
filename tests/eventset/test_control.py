from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract import EventSet, RecordsError, merge
from conflict_extract.eventset import ControlState
from conflict_extract.schema import Record
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
            record(gained_by="the army", date="2021-03-06", place="Zlitan", outlet="Hill Radio"),
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


def told(taker: str, day: str, *outlets: str, **more: object) -> list[Record]:
    """Records of some outlets that a side took Alvena on a day."""
    return [record(gained_by=taker, date=day, published=day, outlet=name, **more) for name in outlets]


FIVE = told("rebels", "2021-03-05", "A", "B", "C", "D", "E")
CLAIM = told("the army", "2021-03-07", "F", source={"text": "the army", "role": "military"})


def state(records: Sequence[Record], at: str | None = None) -> ControlState:
    (found,) = merge(records).control(at=at)
    return found


def contesting(found: ControlState) -> list[tuple[str, str, int, bool]]:
    return [
        (event.gained_by.name, event.date.start or "", event.n_outlets, event.own_cause)
        for event in found.contested_by
        if event.gained_by
    ]


def test_a_town_that_one_outlet_says_was_taken_is_held_though_others_only_say_it_was_entered() -> None:
    entered = told("rebels", "2021-03-05", "A", "B", "C", extent="entered")
    found = state([*entered, *told("rebels", "2021-03-05", "D", extent="full")])
    assert (found.held_by and found.held_by.name, found.event.extent, found.event.conflicts) == ("rebels", "full", ())
    own = told("rebels", "2021-03-05", "D", extent="full", source="a rebel commander")
    assert merge([*entered, *own]).control() == []


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a file"])
def test_a_claim_in_ones_own_cause_does_not_overturn_what_two_outlets_tell(tmp_path: Path, kept: bool) -> None:
    events = merge([*FIVE, *CLAIM])
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    (found,) = events.control()
    assert (found.held_by and found.held_by.name, found.since, found.own_cause) == ("rebels", "2021-03-05", False)
    assert contesting(found) == [("the army", "2021-03-07", 1, True)]
    assert list(found.before) == []
    assert [each.contested_by for each in events.control(at="2021-03-06")] == [()]


def test_what_one_outlet_without_a_part_in_it_tells_later_is_news() -> None:
    found = state([*FIVE, *told("the army", "2021-03-07", "F", source={"text": "two residents", "role": "local"})])
    assert (found.held_by and found.held_by.name, contesting(found)) == ("the army", [])
    assert [change.id for change in found.before] == [state(FIVE).event.id]


def test_state_media_speak_in_their_states_cause() -> None:
    assert contesting(state([*FIVE, *told("the army", "2021-03-07", "State Gazette")])) == [
        ("the army", "2021-03-07", 1, True)
    ]
    later = [*FIVE, *told("the army", "2021-03-07", "State Gazette", "F")]
    assert contesting(state(later)) == []


def test_a_doubtful_report_does_not_overturn_what_two_outlets_tell() -> None:
    doubtful = told("the army", "2021-03-07", "F", doubts=["supposed"])
    assert contesting(state([*FIVE, *doubtful])) == [("the army", "2021-03-07", 1, False)]


def test_a_holder_by_his_own_word_only_is_contested_by_what_another_told_before() -> None:
    found = state([*FIVE[:1], *CLAIM])
    assert (found.held_by and found.held_by.name, found.own_cause) == ("the army", True)
    assert contesting(found) == [("rebels", "2021-03-05", 1, False)]


def test_claims_after_claims_all_stand_beside_what_others_tell() -> None:
    again = told("the army", "2021-04-07", "F", source={"text": "the defence ministry", "role": "military"})
    found = state([*FIVE, *CLAIM, *again])
    assert [each[:2] for each in contesting(found)] == [("the army", "2021-04-07"), ("the army", "2021-03-07")]
    confirmed = state([*FIVE, *CLAIM, *told("the army", "2021-04-09", "G", "H"), *again])
    assert (confirmed.since, contesting(confirmed)) == ("2021-04-09", [])


def test_of_opposite_reports_of_one_day_what_most_outlets_tell_counts_and_then_the_last_report() -> None:
    first = told("rebels", "2021-03-05", "A", "B")
    last = [
        each.model_copy(update={"published": "2021-03-06"}) for each in told("the army", "2021-03-05", "C", "D", "E")
    ]
    found = state([*first, *last[:1]])
    assert (found.held_by and found.held_by.name, contesting(found)) == (
        "rebels",
        [("the army", "2021-03-05", 1, False)],
    )
    assert found.reasons[1].endswith(
        "; of one day what most outlets tell independently counts, then what was reported last."
    )
    for more in (2, 3):
        found = state([*first, *last[:more]])
        assert found.held_by
        assert (found.held_by.name, contesting(found)) == ("the army", [("rebels", "2021-03-05", 2, False)])
    next_day = told("the army", "2021-03-06", "C")
    assert contesting(state([*first, *next_day])) == []


def test_a_claim_of_the_same_side_contests_nothing() -> None:
    again = told("rebels", "2021-03-20", "F", source={"text": "a rebel commander", "role": "opposition"})
    found = state([*FIVE, *again])
    assert (found.since, found.contested_by) == ("2021-03-05", ())


def test_the_reasons_say_why_and_what_speaks_against() -> None:
    denial = record(
        "official_denial", speaker="the army", place="Alvena", claim="Alvena had fallen", date="2021-03-06", outlet="G"
    )
    old = told("the army", "2021-02-01", "A")
    assert state([*FIVE, *CLAIM, *old, denial]).reasons == (
        "Alvena was taken by rebels (2021-03-05): told by 5 outlets (A, B, C, D, E).",
        "Against it: taken by the army (2021-03-07), told by 1 outlet (F), by the word of its own side only; this does "
        "not outweigh the 5 outlets that have no part in it.",
        "Against it: the army denies it (2021-03-06): Alvena had fallen",
        "1 change of control came before, the last one 2021-02-01 to the army.",
    )
    assert state([*FIVE[:1], *CLAIM]).reasons[1].endswith("; nobody without a part in it tells what came after.")
    same = [*told("rebels", "2021-03-05", "A", extent="full"), *told("rebels", "2021-03-05", "B", extent="entered")]
    assert state(same).reasons[1] == "How far it went: full by 1 outlet, entered by 1 outlet."


def test_changes_long_before_are_read_from_the_file_when_they_are_asked_for(tmp_path: Path) -> None:
    takers = ("rebels", "the army")
    events = merge(
        [
            each
            for day in range(1, 20)
            for each in told(takers[day % 2], f"2021-{1 + day // 2:02}-0{1 + day % 2 * 8}", "A")
        ]
    )
    events.save(tmp_path / "events.duckdb")
    ((kept,), (held,)) = EventSet.open(tmp_path / "events.duckdb").control(), events.control()
    assert len(kept.before) == len(held.before) > 12
    assert list(kept.before[:2]) == list(held.before[:2])
    assert [each.id for each in kept.before] == [each.id for each in held.before]
    assert kept.before[-1] == held.before[-1]
    with pytest.raises(IndexError):
        kept.before[len(held.before)]


MANY = [
    record(
        gained_by=taker,
        date=day,
        published="2021-03-09" if outlet == "B" else "2021-03-08",
        outlet=outlet,
        place=name,
        extent=extent,
        source=source,
    )
    for number, (taker, name) in enumerate(
        (taker, name) for taker in ("rebels", "the army") for name in ("Alvena", "Borsk")
    )
    for day, outlet, extent, source in (
        ("2021-03-0" + str(2 + number), "A", "full", {}),
        ("2021-03-0" + str(2 + number), "B", "entered", {}),
        ("2021-03-05", "C", "full", {"text": taker, "role": "military" if taker == "the army" else "opposition"}),
        ("2021-03-05", "A", "full", {}),
        (by("2021-03-06"), "B", "partial", {"text": taker, "role": "other"}),
        ({}, "D", "full", {}),
        ("2021-03-2" + str(number), "State Gazette", "full", {}),
    )
]


@settings(max_examples=10, deadline=None)
@given(mixed=st.lists(st.sampled_from(MANY), min_size=1, unique_by=lambda each: each.id), cut=st.integers(0, 20))
def test_a_file_that_grew_says_of_control_what_a_batch_in_memory_says(mixed: list[Record], cut: int) -> None:
    batch = merge(sorted(mixed, key=lambda each: each.id))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        merge(mixed[:cut]).save(path)
        EventSet.open(path).add(mixed[cut:])
        grown = EventSet.open(path)
        for at in (None, "2021-03-05", "2021-03-08"):
            one, two = batch.control(at=at), grown.control(at=at)
            assert [by_content(each) for each in one] == [by_content(each) for each in two]


def test_of_changes_that_are_alike_in_all_but_the_holder_one_counts_whatever_came_first(tmp_path: Path) -> None:
    told = [
        record(id=f"rec_{key}", gained_by=taker, date="2021-03-05", outlet=outlet, place="Alvena")
        for key, taker, outlet in (
            ("b", "rebels", "A"),
            ("a", "rebels", "D"),
            ("d", "the army", "B"),
            ("c", "the army", "E"),
        )
    ]
    batch, path = merge(told), tmp_path / "events.duckdb"
    merge(told[:1] + told[2:3]).save(path)
    EventSet.open(path).add(told)
    for events in (batch, EventSet.open(path)):
        (state,) = events.control()
        assert (state.held_by and state.held_by.name) == "the army"


def by_content(found: ControlState) -> object:
    """What a state says, by the records of its events, for ids may come from other first records."""
    event = found.event
    return (
        event.records,
        event.extent,
        event.n_outlets,
        event.n_independent,
        event.own_cause,
        found.since,
        found.own_cause,
        [each.records for each in found.contested_by],
        [each.records for each in found.denials],
        [(each.start, each.end, each.n_independent) for each in found.before],
    )


@pytest.mark.parametrize("kept", [False, True])
def test_what_was_denied_later_is_no_part_of_a_day(tmp_path: Path, kept: bool) -> None:
    events = merge(
        [
            record(gained_by="rebels", date="2021-03-04"),
            record("official_denial", place="Alvena", speaker="the defence ministry", date="2021-03-05"),
        ]
    )
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    for at, denials in (("2021-03-04", 0), ("2021-03-05", 1), (None, 1)):
        (state,) = events.control(at=at)
        assert len(state.denials) == len(state.disputed_by) == denials
