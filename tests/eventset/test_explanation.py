from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import EventSet, RecordsError, merge
from conflict_extract.schema import Record
from tests.builders import record


@pytest.fixture
def records() -> list[Record]:
    return [
        record(outlet=name, place=place) for name, place in zip("ABC", ("Zliten", "Al-Zliten", "Zlitan"), strict=True)
    ]


@pytest.fixture
def events(records: list[Record]) -> EventSet:
    return merge(records)


def test_an_event_is_explained_by_one_tie_for_each_further_record(events: EventSet, records: list[Record]) -> None:
    (event,) = events
    ties = events.explain(event.id)
    assert len(ties) == len(records) - 1
    tied = {records[0].id}
    for tie in ties:
        assert len({tie.left, tie.right} & tied) == 1
        tied |= {tie.left, tie.right}
        assert tie.matches
        assert tie.score == sum(signal.weight for signal in tie.signals) >= tie.threshold
    assert tied == set(event.records)


def test_every_tie_of_an_event_matches_whatever_order_its_records_are_in() -> None:
    # the first and the second are two days apart on either side of the third
    events = merge([record(outlet=name, date=f"2021-03-0{day}", published=f"2021-03-0{5 + number}")
                    for number, (name, day) in enumerate([("A", 1), ("B", 4), ("C", 2), ("D", 3)])])  # fmt: skip
    for event in events:
        assert all(tie.matches for tie in events.explain(event.id))


def test_a_record_alone_stands_for_its_event(events: EventSet, records: list[Record]) -> None:
    (event,) = events
    assert events.explain(records[1].id) == events.explain(event.id)
    assert events.explain(event.id, event.id) == events.explain(event.id)


def test_two_records_are_compared_signal_by_signal(events: EventSet, records: list[Record]) -> None:
    (tie,) = events.explain(records[0].id, records[2].id)
    assert (tie.left, tie.right, tie.pairs) == (records[0].id, records[2].id, 1)
    assert [signal.signal for signal in tie.signals][:3] == ["place", "country", "place_type"]
    assert (tie.signals[0].left, tie.signals[0].right, tie.signals[0].level) == ("Zliten", "Zlitan", "similar_name")


def test_two_events_are_two_for_a_reason() -> None:
    here = [record(outlet=name, place="Alvena") for name in "AB"]
    there = [record(outlet=name, place="Borsk") for name in "AB"]
    events = merge([*here, *there])
    one, two = [event.id for event in events]
    (why,) = events.explain(one, two)
    assert not why.matches
    assert why.pairs == 4
    assert why.average < why.threshold
    assert why.signals


def test_two_events_whose_closest_records_match_are_two_by_the_average() -> None:
    # a chain: each is like the next, the ends are far apart
    events = merge([record(outlet=f"O{day}", date=f"2021-03-{day:02}") for day in range(1, 20, 2)])
    assert len(events) > 1
    ids = [event.id for event in events]
    for one in ids:
        for two in ids:
            if one != two:
                assert not events.explain(one, two)[0].matches


def test_what_can_never_be_one_says_why(events: EventSet) -> None:
    events.add([record("withdrawal", place="Zliten")])
    one, two = [event.id for event in events]
    (why,) = events.explain(one, two)
    assert why.ruled_out == "their kinds differ"
    assert why.signals == ()
    assert not why.matches


def test_captures_with_another_between_them_say_so() -> None:
    told = [
        record(gained_by=who, published=f"2021-03-0{day}")
        for who, day in (("rebels", 4), ("the army", 5), ("rebels", 6))
    ]
    events = merge(told)
    (why,) = events.explain(told[0].id, told[2].id)
    assert why.ruled_out == f"the other side took the place in between ({told[1].id})"
    assert why.score >= why.threshold
    assert not why.matches


def test_an_analysts_word_is_the_reason_where_there_is_one() -> None:
    one, two = record(place="Alvena"), record(place="Borsk")
    events = merge([one, two])
    events.decide("one", one.id, two.id)
    (tie,) = events.explain(events.events[0].id)
    assert (tie.decided, tie.matches) == ("one", True)
    events.decide("two", one.id, two.id)
    (why,) = events.explain(*[event.id for event in events])
    assert (why.decided, why.matches) == ("two", False)


def test_former_ids_are_explained_and_unknown_ones_are_named(events: EventSet) -> None:
    events.add([record(place="Borsk")])
    one, two = [event.id for event in events]
    events.decide("one", one, two)
    assert events.explain(one) == events.explain(two)
    with pytest.raises(RecordsError, match="there is no event or record evt_none"):
        events.explain("evt_none")
    with pytest.raises(RecordsError, match="there is no event or record evt_none"):
        events.explain(one, "evt_none")


def test_of_a_file_only_what_explains_is_read(tmp_path: Path, records: list[Record]) -> None:
    others = [record(place="Borsk", date=f"2021-05-{day:02}", outlet=f"Post {day}") for day in range(1, 28)]
    turns = [
        record(place="Cova", date="2021-03-01", gained_by="rebels"),
        record(place="Cova", date="2021-03-03", gained_by="the army"),
        record(place="Cova", date="2021-03-05", gained_by="rebels", outlet="River Herald"),
    ]
    whole = merge([*records, *others, *turns])
    whole.save(tmp_path / "events.duckdb")
    opened = EventSet.open(tmp_path / "events.duckdb")
    for first, second in ((records[0].id, None), (records[0].id, others[0].id), (turns[0].id, turns[2].id)):
        part = opened.around(*filter(None, (first, second)))
        assert part.n_records < len(records) + len(others)
        assert part.explain(first, second) == opened.explain(first, second) == whole.explain(first, second)
    (event,) = (each for each in whole if records[0].id in each.records)
    assert opened.around(event.id)[event.id] == event
    with pytest.raises(RecordsError, match="no event or record evt_none"):
        opened.explain("evt_none")
