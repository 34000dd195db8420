from __future__ import annotations

import json
from pathlib import Path

import pytest

from conflict_extract import EventSet, OutputError, RecordsError, merge
from conflict_extract.eventset.deciding import rules_of
from conflict_extract.merging import Decisions
from conflict_extract.schema import Record
from tests.builders import article, clusters, ids, record


def two_outlets(**more: object) -> list[Record]:
    return [record(outlet=name, article_id=f"art_{name}", **more) for name in ("Northern Post", "River Herald")]


def test_merging_by_hand() -> None:
    events = merge(two_outlets(), [article()])
    (event,) = events
    assert len(events) == 1
    assert events[event.id] == event
    assert event.id in events
    assert "evt_none" not in events
    assert (event.status, event.n_outlets, event.outlets) == ("corroborated", 2, ("Northern Post", "River Herald"))
    with pytest.raises(KeyError):
        events["evt_none"]
    assert list(events.articles.values()) == [article()]


def test_events_are_in_the_order_of_their_ids() -> None:
    events = merge([record(place=name) for name in ("Alvena", "Borsk", "Corva", "Danta")])
    assert [event.id for event in events] == sorted(event.id for event in events.events)


def test_adding_joins_events_the_older_id_stays_and_the_other_resolves() -> None:
    left, right = record(place="Kobani"), record(place="Ayn al-Arab", outlet="River Herald")
    older = merge([left])
    (first,) = older
    older.add([right])
    (second,) = [event for event in older if event.id != first.id]
    older.decide("one", first.id, second.id)
    assert [event.id for event in older] == [first.id]
    assert older[second.id] == older[first.id]
    assert second.id in older
    assert older.superseded == {second.id: first.id}


def test_a_record_that_is_said_anew_takes_the_place_of_the_old_one() -> None:
    events = merge([record(id="rec_one", published="2021-03-06")])
    events.add([record(id="rec_one", published="2021-03-01")])
    (event,) = events
    assert event.first_reported == "2021-03-01"


def test_taking_an_article_out_takes_its_records_out() -> None:
    first, second = two_outlets()
    denial = record("official_denial", place="Alvena", article_id="art_denial")
    events = merge([first, second, denial])
    (kept,) = [event for event in events if event.kind == "control_change"]
    assert kept.status == "disputed"
    events.remove("art_denial")
    assert [(event.id, event.status) for event in events] == [(kept.id, "corroborated")]
    events.remove(first.article_id)
    assert clusters(events) == [[second.id]]
    with pytest.raises(RecordsError, match="there is no article art_none"):
        events.remove("art_none")


def test_an_analyst_joins_what_the_weights_part_and_it_outlives_increments() -> None:
    events = merge([record(place="Kobani"), record(place="Ayn al-Arab")])
    one, two = [event.id for event in events]
    events.decide("one", one, two)
    assert len(events) == 1
    events.add([record(place="Kobani", outlet="River Herald"), record(place="Borsk")])
    assert sorted(len(event.records) for event in events) == [1, 3]


def test_an_analyst_parts_what_the_weights_join_and_it_outlives_increments() -> None:
    first, second = two_outlets()
    events = merge([first, second])
    events.decide("two", first.id, second.id)
    assert clusters(events) == sorted([[first.id], [second.id]])
    events.add([record(outlet="Hill Radio")])
    assert not any({first.id, second.id} <= set(event.records) for event in events)


def test_the_last_word_counts() -> None:
    first, second = two_outlets()
    events = merge([first, second])
    events.decide("two", first.id, second.id).decide("one", second.id, first.id)
    assert len(events) == 1
    events.decide("two", first.id, second.id)
    assert len(events) == 2


def test_two_ids_of_one_event_cannot_be_parted_by_that_name() -> None:
    events = merge([record(place="Alvena"), record(place="Borsk")])
    one, two = [event.id for event in events]
    events.decide("one", one, two)
    with pytest.raises(RecordsError, match="are the same") as caught:
        events.decide("two", one, two)
    assert "records" in caught.value.hint
    assert len(events) == 1
    first, second = events[one].records
    events.decide("two", first, second)
    assert len(events) == 2


def test_events_of_several_records_are_joined_whole() -> None:
    left = [record(place="Alvena", outlet=name) for name in "AB"]
    right = [record(place="Borsk", outlet=name) for name in "AB"]
    events = merge([*left, *right])
    one, two = [event.id for event in events]
    events.decide("one", one, two)
    assert clusters(events) == [sorted(ids([*left, *right]))]
    events.add([record(place="Alvena", outlet="C")])
    assert max(clusters(events), key=len)[:4] == sorted(ids([*left, *right]))[:4]


def test_what_is_wrong_tells_no_event() -> None:
    first, second = two_outlets()
    events = merge([first, second])
    events.decide("wrong", first.id)
    assert clusters(events) == [[second.id]]
    assert first.id in events.records
    events.add([first])
    assert clusters(events) == [[second.id]]
    (event,) = events
    events.decide("wrong", event.id)
    assert len(events) == 0


@pytest.mark.parametrize(
    ("word", "first", "second", "message"),
    [
        ("one", "rec_a", None, "takes two ids"),
        ("wrong", "rec_a", "rec_b", "takes one id"),
        ("perhaps", "rec_a", "rec_b", "is no decision"),
        ("one", "rec_a", "rec_none", "there is no event or record rec_none"),
        ("wrong", "rec_none", None, "there is no event or record rec_none"),
        ("one", "rec_a", "rec_a", "are the same"),
        ("one", "rec_a", "rec_c", "of different kinds"),
        ("open", "rec_a", "rec_b", "nothing was decided on rec_a and rec_b"),
        ("open", "rec_a", None, "nothing was decided on rec_a"),
        ("open", "rec_none", None, "there is no event or record rec_none"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(word: str, first: str, second: str | None, message: str) -> None:
    events = merge([record(id="rec_a"), record(id="rec_b", place="Borsk"), record("withdrawal", id="rec_c")])
    before = events.events
    with pytest.raises(RecordsError, match=message):
        events.decide(word, first, second)  # type: ignore[arg-type]  # wrong words are tried too
    assert events.events == before


@pytest.mark.parametrize("kept", [False, True], ids=["in memory", "in a file"])
def test_every_word_can_be_taken_back(tmp_path: Path, kept: bool) -> None:
    first, second = two_outlets()
    apart = record(place="Corva")
    events = merge([first, second, apart])
    if kept:
        events.save(tmp_path / "events.duckdb")
        events = EventSet.open(tmp_path / "events.duckdb")
    before, (event,) = events.events, {each.id for each in events if first.id in each.records}
    events.decide("wrong", first.id).decide("wrong", second.id)
    assert clusters(events) == [[apart.id]]
    assert [(each.word, each.first) for each in events.decisions] == [("wrong", first.id), ("wrong", second.id)]
    events.decide("open", first.id).decide("open", second.id)
    assert clusters(events) == clusters(merge([first, second, apart]))
    assert rules_of(events.decisions) == Decisions()
    assert [each.word for each in events.decisions] == ["wrong", "wrong", "open", "open"], "all that was said is kept"
    events.decide("two", first.id, second.id)
    assert len(events) == 3
    events.decide("open", second.id, first.id)
    assert events.events == before
    events.decide("one", event, apart.id).decide("open", apart.id)
    assert clusters(events) == clusters(merge([first, second, apart]))
    assert first.id in events[event].records, "an id stands for its own records again"
    events.add([record(place="Borsk")])
    assert len(events) == len(before) + 1


def test_what_was_said_of_a_record_that_is_gone_can_be_taken_back() -> None:
    first, second = two_outlets()
    events = merge([first, second]).decide("two", first.id, second.id).remove(first.article_id)
    events.decide("open", first.id).add([first])
    assert len(events) == 1


def test_a_word_that_contradicts_earlier_ones_is_refused_and_changes_nothing() -> None:
    a, b, c = (record(place=name) for name in ("Alvena", "Borsk", "Corva"))
    events = merge([a, b, c])
    events.decide("one", a.id, b.id).decide("one", b.id, c.id)
    assert len(events) == 1
    with pytest.raises(RecordsError, match="cannot be two events: earlier words say otherwise"):
        events.decide("two", a.id, c.id)
    assert len(events) == 1
    events.add([])
    assert len(events) == 1


def test_decisions_are_kept_in_the_file(tmp_path: Path) -> None:
    first, second = two_outlets()
    merge([first, second]).save(tmp_path / "events.duckdb")
    EventSet.open(tmp_path / "events.duckdb").decide("two", first.id, second.id)
    again = EventSet.open(tmp_path / "events.duckdb")
    assert len(again) == 2
    again.add([record(outlet="Hill Radio")])
    assert not any({first.id, second.id} <= set(event.records) for event in EventSet.open(tmp_path / "events.duckdb"))


def test_a_set_that_cannot_be_kept_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    merge(two_outlets()).save(path)
    mine, theirs = EventSet.open(path), EventSet.open(path)
    before = mine.events
    theirs.add([record(place="Borsk")])
    with pytest.raises(OutputError, match="changed by another program") as caught:
        mine.add([record(place="Corva")])
    assert caught.value.retryable
    assert mine.events == before
    with pytest.raises(OutputError, match="changed by another program"):
        mine.decide("two", *before[0].records)
    assert mine.events == before
    assert len(EventSet.open(path)) == 2


def test_json_survives_a_round_trip_and_is_the_same_every_time(tmp_path: Path) -> None:
    records = [*two_outlets(), record("official_denial", place="Alvena")]
    merge(records, [article()]).to_json(tmp_path / "one.json")
    merge(reversed(records), [article()]).to_json(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    document = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert list(document) == ["schema_version", "events", "records", "articles", "superseded"]
    opened = EventSet.open(tmp_path / "one.json")
    assert opened.events == merge(records).events
    assert opened.articles == merge([], [article()]).articles
    opened.to_json(tmp_path / "three.json")
    assert (tmp_path / "three.json").read_bytes() == (tmp_path / "one.json").read_bytes()


def test_the_age_of_events_survives_json(tmp_path: Path) -> None:
    grown = merge([record(id="rec_z", place="Kobani")])
    (older,) = grown
    grown.add([record(id=f"rec_{number}", place=f"Ayn al-Arab {number}") for number in range(5)])
    grown.to_json(tmp_path / "events.json")
    opened = EventSet.open(tmp_path / "events.json")
    others = [event.id for event in opened if event.id != older.id]
    for other in others:
        opened.decide("one", other, older.id)
    assert [event.id for event in opened] == [older.id]
    assert opened.superseded == dict.fromkeys(others, older.id)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no whole JSON text"),
        ('{"schema_version": 1, "events": [', "no whole JSON text"),
        ("[]", "schema version None"),
        ('{"schema_version": 99}', "schema version 99"),
        ('{"schema_version": 1}', "no events file"),
        ('{"schema_version": 1, "records": [{"kind": "rumour"}], "articles": [], "events": []}', "no events file"),
        ('{"schema_version": 1, "records": 5, "articles": [], "events": []}', "no events file"),
        ('{"schema_version": 1, "records": [], "articles": [], "events": [], "superseded": 5}', "no events file"),
    ],
)
def test_files_that_are_no_event_sets_say_so(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "events.json").write_text(text, encoding="utf-8")
    with pytest.raises(RecordsError, match=message) as caught:
        EventSet.open(tmp_path / "events.json")
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_frames_and_tables(tmp_path: Path) -> None:
    events = merge(two_outlets())
    assert list(events.to_frame()["place"]) == ["Alvena"]
    events.to_csv(tmp_path / "events.csv")
    events.to_geojson(tmp_path / "events.geojson")
    events.to_parquet(tmp_path / "events.parquet")
    events.to_acled(tmp_path / "acled.csv")
    assert all(path.stat().st_size for path in tmp_path.iterdir())
