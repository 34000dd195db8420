from __future__ import annotations

import numpy as np
import pytest

from conflict_extract.merging import ClusteredRecords, Columns, merge_records
from conflict_extract.merging.canonical import event_of
from conflict_extract.merging.outlets import independent_outlets
from conflict_extract.output.wording import what_words
from conflict_extract.schema import ControlChangeEvent, DefectionEvent, Event, Record, WithdrawalEvent
from tests.builders import by, day, ids, record, unresolved

WIRE = (
    "Rebels took the last government-held blocks of Alvena on Friday after a week of street fighting, residents said."
)
STAGES = ("under_way", "completed", "announced")
EDITED = WIRE.replace("residents said", "residents told an agency")


def took(outlet: str | None = "Northern Post", **more: object) -> Record:
    return record("control_change", outlet=outlet, **{"article_id": f"art_{outlet}", **more})


def event(*records: Record) -> ControlChangeEvent:
    made = any_event(*records)
    assert isinstance(made, ControlChangeEvent)
    return made


def any_event(*records: Record) -> Event:
    """The event that records make together, whatever they say."""
    columns = Columns.of(records)
    clustered = ClusteredRecords(columns, np.zeros(len(columns), np.int64))
    return event_of(clustered, 0, clustered.members([0])[0], "evt_0", credibility=6, disputes=[], disputed_by=[])


def test_each_field_takes_the_value_of_most_independent_outlets() -> None:
    made = event(
        took("A", means="negotiated", gained_by="rebels"),
        took("B", means="fighting", gained_by="rebel fighters"),
        took("C", means="fighting", lost_by="the army"),
        took("D", means="unknown"),
    )
    assert made.means == "fighting"
    assert made.lost_by is not None
    assert made.lost_by.side == "government"


def test_copies_do_not_outvote() -> None:
    copies = [took(name, means="negotiated", says=WIRE) for name in ("A", "B", "C")]
    own = [took(name, means="fighting") for name in ("D", "E")]
    assert event(*copies, *own).means == "fighting"


def test_conflicts_hold_every_value_with_who_gave_it() -> None:
    one, two, silent = took("A", means="fighting"), took("B", means="negotiated"), took("C")
    (conflict,) = event(one, two, silent).conflicts
    assert conflict.field == "means"
    assert [(each.value, each.records, each.outlets) for each in conflict.values] == [
        ("fighting", (one.id,), ("A",)),
        ("negotiated", (two.id,), ("B",)),
    ]


def test_stated_days_that_exclude_each_other_are_a_conflict_and_the_day_of_publication_is_none() -> None:
    friday, saturday = took("A", date="2021-03-05"), took("B", date="2021-03-06")
    late = took("C", published="2021-03-09", date=day("2021-03-09", "published"))
    made = event(friday, saturday, late)
    assert [conflict.field for conflict in made.conflicts] == ["date"]
    assert made.date.start == "2021-03-05"
    assert event(friday, late).conflicts == ()
    wide = took("D", date={"start": "2021-03-01", "end": "2021-03-31", "precision": "month", "basis": "stated"})
    assert event(friday, wide).conflicts == ()
    assert event(took(date={"start": "2021-03", "basis": "stated"}), friday).id


def test_sides_that_differ_are_a_conflict_and_wordings_are_none() -> None:
    assert event(took("A", gained_by="rebels"), took("B", gained_by="opposition fighters")).conflicts == ()
    assert event(took("A", gained_by="rebels"), took("B", gained_by="Idris Marou's men")).conflicts == ()
    differing = event(took("A", lost_by="the army"), took("B", lost_by="Russian forces"))
    assert [conflict.field for conflict in differing.conflicts] == ["lost_by"]


def test_units_and_destinations_that_differ_are_conflicts() -> None:
    def left(outlet: str, **more: object) -> Record:
        return record("withdrawal", outlet=outlet, **more)

    made = any_event(
        *[
            left("A", unit="7th Division", to_place="Borsk"),
            left("B", unit="the army's 7th Division", to_place="the capital"),
            left("C", unit="4th Division", to_place="Corva"),
        ]
    )
    assert isinstance(made, WithdrawalEvent)
    assert sorted(conflict.field for conflict in made.conflicts) == ["to_place", "unit"]
    vague = any_event(*[left("A", to_place="the capital")])
    assert isinstance(vague, WithdrawalEvent)
    assert vague.to_place is not None


def test_a_place_takes_the_type_and_surroundings_that_any_source_tells() -> None:
    made = event(took("A", place="Alvena"), took("B", place="the town of Alvena"))
    assert (made.place.name, made.place.type) == ("Alvena", "town")


def test_sizes_that_differ_are_a_conflict() -> None:
    told = [
        record("defection", outlet=name, size={"text": str(number), "min": number, "max": number})
        for name, number in (("A", 40), ("B", 60))
    ]
    made = any_event(*told)
    assert isinstance(made, DefectionEvent)
    assert [conflict.field for conflict in made.conflicts] == ["size"]


@pytest.mark.parametrize(
    ("sizes", "differ"),
    [
        ([(40, 40), (30, None)], False),
        ([(40, 40), (24, None), (30, 45)], False),
        ([(40, 40), (50, None)], True),
        ([(40, 40), (None, 30)], True),
        ([(40, 40), (None, None)], False),
        ([(20, 30), (25, 45), (31, None)], True),
    ],
)
def test_sizes_whose_bounds_overlap_are_no_conflict(sizes: list[tuple[int | None, int | None]], differ: bool) -> None:
    told = [
        record("defection", outlet=f"Outlet {number}", size={"text": f"{bounds}", "min": bounds[0], "max": bounds[1]})
        for number, bounds in enumerate(sizes)
    ]
    made = any_event(*told)
    assert [conflict.field for conflict in made.conflicts] == (["size"] if differ else [])


def test_first_and_last_report() -> None:
    made = event(
        took("A", published="2021-03-06"), took("B", published="2021-03-05T10:00:00Z"), took("C", published=None)
    )
    assert (made.first_reported, made.last_reported) == ("2021-03-05T10:00:00Z", "2021-03-06")


def test_reports_are_ordered_by_moments_and_shown_as_written() -> None:
    east, west = "2021-03-06T01:00+03:00", "2021-03-05T23:30Z"
    made = event(took("A", published=west), took("B", published=east), took("C", published="2021-03"))
    assert (made.first_reported, made.last_reported) == (east, west)
    assert event(took("A", published="2021-03-06"), took("B", published=west)).first_reported == west


def steps(made: ControlChangeEvent | WithdrawalEvent) -> list[tuple[str, int, int]]:
    return [(each.value, each.n_outlets, each.n_independent) for each in made.steps]


def test_the_furthest_extent_that_an_outlet_states_counts_however_many_state_less() -> None:
    entered = [took(name, extent="entered", gained_by="rebels") for name in ("A", "B", "C")]
    partial, full = took("D", extent="partial", gained_by="rebels"), took("E", extent="full", gained_by="rebels")
    made = event(*entered, full, took("F", gained_by="rebels"), partial)
    assert made.extent == "full"
    assert steps(made) == [("full", 1, 1), ("partial", 1, 1), ("entered", 3, 3)]
    assert made.conflicts == ()
    assert what_words(made) == "taken by rebels (full by 1 outlet, partial by 1 outlet, entered by 3 outlets)"
    assert event(*entered, took("F", extent="unknown")).extent == "entered"


def test_a_stage_is_as_far_as_an_outlet_says() -> None:
    told = [record("withdrawal", outlet=name, stage=stage) for name, stage in zip("ABC", STAGES, strict=True)]
    made = any_event(*told)
    assert isinstance(made, WithdrawalEvent)
    assert (made.stage, made.conflicts) == ("completed", ())
    assert steps(made) == [("completed", 1, 1), ("under_way", 1, 1), ("announced", 1, 1)]


def test_the_takers_own_word_is_not_how_far_it_went_where_others_tell() -> None:
    own = took("A", extent="full", gained_by="rebels", source="a rebel commander")
    others = [took(name, extent="entered", gained_by="rebels") for name in ("B", "C")]
    made = event(own, *others)
    assert (made.extent, steps(made)) == ("entered", [("entered", 2, 2), ("full", 1, 0)])
    assert what_words(made) == "taken by rebels (entered by 2 outlets, full in its own cause or with doubts)"
    alone = event(own)
    assert (alone.extent, steps(alone), alone.own_cause, alone.n_independent) == ("full", [("full", 1, 0)], True, 0)
    assert (made.own_cause, made.n_independent) == (False, 2)


def test_a_doubtful_record_is_not_how_far_it_went_where_others_tell() -> None:
    doubtful = took("A", extent="full", doubts=["supposed"])
    assert event(doubtful, took("B", extent="entered")).extent == "entered"
    assert event(doubtful, took("B")).extent == "full"


@pytest.mark.parametrize(
    ("outlet", "source", "role", "taker", "own"),
    [
        ("Hill Radio", "a rebel commander", "opposition", "rebels", True),
        ("Hill Radio", "a rebel commander", "opposition", "the army", False),
        ("Hill Radio", "the defence ministry", "military", "the army", True),
        ("Hill Radio", "an official", "government", "the army", True),
        ("Hill Radio", "an official", "government", "rebels", False),
        ("Hill Radio", "two residents", "local", "the army", False),
        ("Hill Radio", "an officer and a shepherd", "military", "the army", False),
        ("Hill Radio", "an army officer and a general", "military", "the army", True),
        ("Hill Radio", "the Army Observatory", "monitor", "the army", False),
        ("Hill Radio", None, "outlet", "the army", False),
        ("State Gazette", None, "outlet", "the army", True),
        ("State Gazette", "two residents", "local", "the army", True),
        ("State Gazette", None, "outlet", "rebels", False),
        ("Rebel Voice", None, "outlet", "rebels", True),
        (None, None, "outlet", "rebels", False),
    ],
)
def test_who_speaks_in_his_own_cause(outlet: str | None, source: str | None, role: str, taker: str, own: bool) -> None:
    assert event(took(outlet, gained_by=taker, source={"text": source, "role": role})).own_cause is own


def test_a_record_that_names_nobody_tells_the_deed_of_its_events_actor() -> None:
    named = took("Hill Radio", gained_by="the army", source={"text": "the army", "role": "military"})
    nameless = took("River Herald", source={"text": "state radio", "role": "state_media"})
    assert event(named, nameless).own_cause
    assert event(named, took("River Herald")).own_cause is False


def test_actors_that_are_not_known_to_be_one_or_of_one_side_do_not_corroborate_each_other() -> None:
    def told(*takers: str | None) -> tuple[int, int]:
        made = [took(f"Outlet {number}", gained_by=taker) for number, taker in enumerate(takers)]
        return event(*made).n_outlets, len(event(*made).outlets)

    assert told("gunmen", "armed men") == (1, 2)
    assert told("gunmen", "gunmen") == (2, 2)
    assert told("gunmen", None) == (2, 2)
    assert told("gunmen", "unknown assailants", "gunmen") == (2, 3)
    assert told("the Harun Brigade", "the Zelta Brigade") == (1, 2)
    assert told("rebels", "opposition fighters", "insurgents") == (3, 3)
    assert told("Idris Marou's men", "General Marou's forces") == (2, 2)
    assert told("the army", "rebels") == (1, 2)


def test_what_one_actor_is_told_to_have_done_is_not_corroborated_by_another() -> None:
    merged = merge_records([took("A", gained_by="gunmen"), took("B", gained_by="armed men")]).events
    assert {(each.status, each.n_outlets) for each in merged} == {("single_source", 1)}


def outlets(*records: Record) -> int:
    return len(set(standing(*records)))


def standing(*records: Record) -> list[int]:
    columns = Columns.of(records)
    found: list[int] = independent_outlets(columns, np.zeros(len(columns), np.int64)).tolist()
    return found


def test_missing_outlets_count_as_one() -> None:
    assert outlets(took(None, article_id="art_1"), took(None, article_id="art_2")) == 1
    assert outlets(took(None), took("A")) == 2


def test_copies_count_once_also_when_edited_a_little() -> None:
    assert outlets(took("A", says=WIRE), took("B", says=WIRE)) == 1
    assert outlets(took("A", says=WIRE), took("B", says=f"ALVENA (Post) - {EDITED}")) == 1
    assert outlets(took("A", says="Rebels took Alvena."), took("B", says="Rebels took Alvena.")) == 2
    other = "Fighters of the opposition seized the town of Alvena on Friday, according to three people who live there."
    assert outlets(took("A", says=WIRE), took("B", says=other)) == 2


def test_an_outlet_that_copies_counts_for_what_it_has_itself() -> None:
    copied = took("B", says=WIRE, article_id="art_copy", published="2021-03-06")
    own = took("B", article_id="art_own")
    first = took("A", says=WIRE, published="2021-03-05")
    assert outlets(first, copied) == 1
    assert outlets(first, copied, own) == 2
    assert outlets(first, took("A", article_id="art_other"), copied) == 1
    same_day = took("A", says=WIRE, published="2021-03-06")
    assert outlets(same_day, copied, took("A", article_id="art_other")) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_counting_outlets_does_not_depend_on_the_order(order: tuple[int, ...]) -> None:
    told = [took("A", says=WIRE), took("B", says=EDITED), took("C")]
    assert standing(*(told[index] for index in order)) == standing(*told)


def credibility_of(*records: Record) -> int:
    return merge_records(records).events[0].credibility


def test_credibility_goes_by_the_published_rule() -> None:
    assert credibility_of(took("A"), took("B"), took("C")) == 1
    assert credibility_of(took("A"), took("B")) == 2
    assert credibility_of(took("A", source="residents")) == 3
    assert credibility_of(took("A")) == 6
    assert credibility_of(took(None, source="residents")) == 6
    denial = record("official_denial", place="Alvena")
    assert merge_records([denial]).events[0].credibility == 3
    told = {event.kind: event for event in merge_records([took("A"), denial]).events}
    assert told["control_change"].credibility == 5
    told = {event.kind: event for event in merge_records([took("A"), took("B"), denial]).events}
    assert (told["control_change"].credibility, told["control_change"].status) == (4, "disputed")


def test_ids_come_from_the_smallest_record_id() -> None:
    one, two = took("A"), took("B")
    assert event(one, two).id == event(two, one).id == event(one).id
    assert event(one, two).records == tuple(ids([one, two]))


def test_a_date_without_a_first_day_counts_only_where_no_record_has_one() -> None:
    vague = took("A", published="2021-03-05", date=unresolved("the other day", "2021-03-05"))
    earlier = took("B", published="2021-03-06", date=by("2021-03-05"))
    assumed = took("C", published="2021-03-09")
    silent = took("D", published="2021-03-01", date={})
    assert event(vague, earlier, assumed).date == assumed.date
    assert event(vague, earlier, silent).date == earlier.date
    assert event(vague, took("E", date=unresolved("once", None))).date == vague.date
    stated = took("F", published="2021-03-09", date="2021-03-02")
    assert event(earlier, took("G", published="2021-03-06", date=by("2021-03-05")), stated).date == stated.date


@pytest.mark.parametrize(("day", "differ"), [("2021-03-05", False), ("2021-03-10", False), ("2021-03-12", True)])
def test_a_day_after_the_last_one_of_an_open_span_is_a_conflict(day: str, differ: bool) -> None:
    made = event(
        took("A", date=day), took("B", date=by("2021-03-10")), took("C", date=unresolved("once", "2021-03-01"))
    )
    assert [conflict.field for conflict in made.conflicts] == (["date"] if differ else [])
    assert made.date.start == day
