"""What analysts say of records, denials and items set aside: kept with who, when and why, in force, taken back."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from conflict_extract import EventSet, RecordsError, merge
from conflict_extract.eventset.deciding import Word, item_id
from conflict_extract.schema import Event, Quarantined, Record
from tests.builders import article, ids, record


@pytest.fixture(params=[False, True], ids=["in memory", "in a file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Makes a set of records, in memory or in a file."""

    def make(*records: Any, **more: Any) -> EventSet:
        events = EventSet().add(records, **more)
        if not request.param:
            return events
        events.save(tmp_path / "events.duckdb")
        return EventSet.open(tmp_path / "events.duckdb")

    return make


def place_of(told: Event | Record, field: str = "name") -> str | None:
    return getattr(told.place, field) if told.place else None


def of(events: EventSet, record_id: str) -> Event:
    (found,) = [event for event in events if record_id in event.records]
    return found


def test_who_said_it_when_and_why_is_kept(kept: Any) -> None:
    one, two = record(place="Alvena"), record(place="Borsk")
    events = kept(one, two)
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    events.decide("one", one.id, two.id, by="Noor", why="the same gate under two names")
    (said,) = events.decisions
    assert (said.word, said.first, said.second) == ("one", one.id, two.id)
    assert (said.by, said.why) == ("Noor", "the same gate under two names")
    assert before <= datetime.datetime.fromisoformat(said.at or "") <= datetime.datetime.now(datetime.UTC)
    assert said.pairs == (tuple(sorted(ids([one, two]))),)


def test_the_last_word_can_be_undone_whatever_it_was(kept: Any) -> None:
    one, two = record(place="Alvena"), record(place="Alvena", outlet="Hill Radio")
    doubtful = record("withdrawal", place="Corva", doubts=["planned"])
    denial = record("official_denial", place="Corva", article_id="art_denial")
    events = kept(one, two, doubtful, denial)
    words: list[tuple[Word, str, str | None, Any]] = [
        ("two", one.id, two.id, None),
        ("open", one.id, None, None),
        ("wrong", one.id, None, None),
        ("right", doubtful.id, None, None),
        ("mended", two.id, None, {"place": "Danta"}),
        ("contests", denial.id, doubtful.id, None),
    ]
    states = [(events.events, dict(events.records))]
    for word, first, second, change in words:
        events.decide(word, first, second, change=change)
        states.append((events.events, dict(events.records)))
    for (word, *_), state in zip(reversed(words), reversed(states[:-1]), strict=True):
        assert events.undo().word == word
        assert (events.events, dict(events.records)) == state
    assert events.decisions == []
    with pytest.raises(RecordsError, match="nothing was decided"):
        events.undo()


def test_a_record_with_doubts_that_is_right_counts_without_them(kept: Any) -> None:
    told = record(extent="full", doubts=["supposed"]), record(extent="entered", outlet="Hill Radio")
    events = kept(*told)
    (event,) = events
    assert event.extent == "entered"
    events.decide("right", told[0].id)
    (event,) = events
    assert (event.extent, events.records[told[0].id].doubts) == ("full", ())
    events.add([told[0]])
    assert events.records[told[0].id].doubts == (), "it outlives increments"
    events.decide("open", told[0].id)
    (event,) = events
    assert (event.extent, events.records[told[0].id].doubts) == ("entered", ("supposed",))


def test_a_mended_record_keeps_its_id_and_words_and_its_event_its_id(kept: Any) -> None:
    alone, other = record(place="Alvena", gained_by="rebels", doubts=["unlikely_place"]), record(place="Danta")
    events = kept(alone, other)
    before = of(events, alone.id)
    change = {"place": "Karrow", "actor": "Northern Front", "extent": "entered", "date": "2021-02-27/2021-02-28"}
    events.decide("mended", alone.id, change=change)
    mended, event = events.records[alone.id], of(events, alone.id)
    assert (place_of(mended), mended.gained_by.name, mended.extent) == ("Karrow", "Northern Front", "entered")
    assert (mended.date.start, mended.date.end, mended.date.precision) == ("2021-02-27", "2021-02-28", "range")
    assert (mended.evidence, place_of(mended, "text"), mended.doubts) == (alone.evidence, place_of(alone, "text"), ())
    assert (event.id, place_of(event)) == (before.id, "Karrow")
    events.add([alone, record(place="Karrow", gained_by="Northern Front", date="2021-02-28", outlet="Hill Radio")])
    assert events.records[alone.id] == mended
    assert len(of(events, alone.id).records) == 2, "it is merged by what it says now"


def test_a_record_can_be_mended_into_another_kind(kept: Any) -> None:
    told = record(place="Alvena", gained_by="The army")
    events = kept(told)
    events.decide("mended", told.id, change={"kind": "withdrawal", "stage": "under_way"})
    (event,) = events
    assert (event.kind, event.place.name, event.force.name, event.stage) == (
        "withdrawal", "Alvena", "The army", "under_way",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        ({}, "nothing is mended", "place"),
        ({"colour": "red"}, "'colour' cannot be mended", "extent"),
        ({"stage": "completed"}, "'stage' cannot be mended", "extent"),
        ({"extent": "half"}, "extent 'half' is none", "partial"),
        ({"kind": "battle"}, "kind 'battle' is none", "withdrawal"),
        ({"date": "Friday"}, "date 'Friday' is none", "2024-12-07"),
        ({"date": "2021-03-07/2021-03-01"}, "date .* is none", "2024-12-07"),
        ({"place": ""}, "the control change has no place", "fill in place"),
        ({"kind": "defection"}, "the defection has no actor", "fill in actor"),
        ({"kind": "official_denial"}, "the official denial has no actor", "fill in actor"),
    ],
)
def test_what_cannot_be_mended_so_is_refused_and_nothing_changes(
    kept: Any, change: dict[str, str], message: str, hint: str
) -> None:
    told = record(place="Alvena")
    events = kept(told)
    with pytest.raises(RecordsError, match=message) as caught:
        events.decide("mended", told.id, change=change)
    assert hint in caught.value.hint
    assert (dict(events.records), events.decisions) == ({told.id: told}, [])


def test_a_change_goes_with_mended_alone_and_an_event_of_two_records_names_none(kept: Any) -> None:
    one, two = record(), record(outlet="Hill Radio")
    events = kept(one, two)
    (event,) = events
    with pytest.raises(RecordsError, match="'wrong' takes no change"):
        events.decide("wrong", one.id, change={"place": "Borsk"})
    with pytest.raises(RecordsError, match="'mended' takes a change"):
        events.decide("mended", one.id)
    with pytest.raises(RecordsError, match="several records"):
        events.decide("mended", event.id, change={"place": "Borsk"})


def test_an_analyst_links_a_denial_with_what_it_contests_and_it_outlives_increments(kept: Any) -> None:
    capture = record(place="Alvena", date="2021-03-05")
    denial = record("official_denial", place="Tarn", date="2021-03-20", article_id="art_denial")
    events = kept(capture, denial)
    assert of(events, capture.id).status == "single_source"
    events.decide("contests", of(events, capture.id).id, denial.id)
    for more in ([], [record(place="Alvena", date="2021-03-05", outlet="Hill Radio")], [record(place="Tarn")]):
        events.add(more)
        assert of(events, capture.id).disputed_by == (of(events, denial.id).id,)
        assert of(events, capture.id).status == "disputed"
    events.decide("unrelated", denial.id, capture.id)
    assert of(events, capture.id).disputed_by == ()


def test_an_analyst_parts_a_denial_from_what_it_does_not_contest(kept: Any) -> None:
    capture = record(place="Alvena")
    denial = record("official_denial", place="Alvena", article_id="art_denial")
    events = kept(capture, denial)
    assert of(events, capture.id).status == "disputed"
    events.decide("unrelated", denial.id, capture.id)
    assert of(events, capture.id).status == "single_source"
    events.add([record(place="Alvena", outlet="Hill Radio")])
    assert of(events, capture.id).status == "corroborated"
    events.decide("open", denial.id)
    assert of(events, capture.id).status == "disputed"
    with pytest.raises(RecordsError, match="not just one is an official denial"):
        events.decide("contests", capture.id, of(events, capture.id).records[-1])


def aside(told: Any) -> Quarantined:
    whole = {**told.model_dump(mode="json"), "window": "0-0"}
    return Quarantined(reason="not_stated_as_fact", message="the sentence supposes it", record=whole)


def test_an_item_set_aside_that_is_right_becomes_a_record(kept: Any) -> None:
    told, held = record(place="Alvena", doubts=["supposed"]), record(place="Borsk")
    item = aside(told)
    events = kept(held, set_aside=[item])
    assert dict(events.set_aside) == {item_id(item): item}
    assert told.id not in events.records
    events.decide("right", item_id(item), by="Noor")
    assert place_of(of(events, told.id)) == "Alvena"
    events.add([held], set_aside=[item])
    assert place_of(of(events, told.id)) == "Alvena"
    events.undo()
    assert told.id not in events.records
    events.decide("mended", item_id(item), change={"place": "Karrow"})
    assert place_of(of(events, told.id)) == "Karrow"
    events.decide("open", item_id(item))
    assert told.id not in events.records
    events.decide("wrong", item_id(item))
    assert events.decisions[-1].first == item_id(item)


def test_an_item_that_holds_no_record_stays_set_aside(kept: Any) -> None:
    item = Quarantined(
        reason="no_place", message="no place is named", record={"article_id": "art_a", "trigger": "took"}
    )
    events = kept(record(), set_aside=[item])
    with pytest.raises(RecordsError, match="holds no whole record"):
        events.decide("right", item_id(item))
    assert len(events) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": None, "article_id": None}, "it lacks id, article id"),
        ({"evidence": []}, "its evidence cannot be read"),
        ({"kind": "siege"}, "it is of no known kind"),
    ],
)
def test_what_an_item_lacks_to_be_a_record_is_told_in_words(kept: Any, change: dict[str, Any], message: str) -> None:
    whole = {**aside(record(place="Alvena")).record, **change}
    item = Quarantined(reason="r", message="m", record={key: told for key, told in whole.items() if told is not None})
    events = kept(record(place="Borsk"), set_aside=[item])
    with pytest.raises(RecordsError, match=rf"holds no whole record: {message} \(it stays set aside"):
        events.decide("right", item_id(item))


def test_words_are_undone_and_said_again_in_the_order_they_were_taken(kept: Any) -> None:
    told = [record(place=name, doubts=["supposed"]) for name in ("Alvena", "Borsk", "Corva")]
    events = kept(*told)
    for each in told:
        events.decide("right", each.id, why=f"first {each.id}")
    events.undo()
    events.undo()
    events.decide("wrong", told[2].id).decide("open", told[0].id)
    assert [(each.word, each.first) for each in events.decisions] == [
        ("right", told[0].id), ("wrong", told[2].id), ("open", told[0].id),
    ]  # fmt: skip
    assert [each.why for each in events.decisions] == [f"first {told[0].id}", None, None]


def test_what_was_set_aside_goes_with_its_article(kept: Any) -> None:
    told = record(place="Alvena", article_id="art_a")
    other = aside(record(place="Borsk", article_id="art_b"))
    events = kept(told, set_aside=[aside(told), other])
    events.remove("art_a")
    assert list(events.set_aside) == [item_id(other)]


def test_a_record_replaced_in_a_file_keeps_its_event(tmp_path: Path) -> None:
    first, apart = record(id="rec_b", place="Alvena"), record(id="rec_a", place="Borsk")
    events = merge([first, apart]).decide("one", "rec_a", "rec_b").decide("open", "rec_a")
    events.save(tmp_path / "events.duckdb")
    opened = EventSet.open(tmp_path / "events.duckdb")
    before = {key: event.id for event in opened for key in event.records}
    changed = record(id="rec_b", place="Alvena", published="2021-03-01")
    opened.add([changed])
    events.add([changed])
    assert {key: event.id for event in opened for key in event.records} == before
    assert [event.model_dump() for event in opened] == [event.model_dump() for event in events]


def test_an_undo_that_breaks_no_word_after_an_increment(kept: Any) -> None:
    one, two = record(place="Alvena"), record(place="Borsk")
    events = kept(one, two).decide("one", one.id, two.id)
    events.add([record(place="Alvena", outlet="Hill Radio")], [article()])
    events.undo()
    assert {event.place.name for event in events} == {"Alvena", "Borsk"}
