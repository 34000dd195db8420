"""An event set that grows in its file is the one that merging everything at once gives."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflict_extract import EventSet, RecordsError, merge
from conflict_extract.eventset import increments, store
from conflict_extract.eventset.deciding import Word
from conflict_extract.schema import Event, Record
from tests.builders import by, place, record, unresolved
from tests.merging.test_properties import some_records

PLACES = ("Alvena", "al-Alvena", "Alvenna", "Borsk", "the city", "Borsk Governorate", "Camp 27", "five villages")


def said(events: EventSet) -> list[Event]:
    """The events without their ids, which tell what came first."""
    names = {event.id: min(event.records) for event in events}

    def renamed(event: Event) -> Event:
        links = {
            name: tuple(sorted(names[key] for key in getattr(event, name))) for name in ("disputes", "disputed_by")
        }
        return event.model_copy(update={"id": names[event.id], **links})

    return sorted(map(renamed, events), key=lambda event: event.id)


@st.composite
def records_over_weeks(draw: st.DrawFn) -> list[Record]:
    """Reports of fights over a few places that last for weeks, so that neighbourhoods are parts of the whole."""
    made = []
    for number in range(draw(st.integers(2, 14))):
        kind = draw(st.sampled_from(["control_change", "control_change", "withdrawal", "official_denial"]))
        who = {"control_change": "gained_by", "withdrawal": "force", "official_denial": "speaker"}[kind]
        fields: dict[str, Any] = {who: draw(st.sampled_from(["rebels", "the army", "the defence ministry", "gunmen"]))}
        if kind == "official_denial":
            fields |= {
                "denies": "control_change",
                "claim": draw(st.sampled_from(["It did not fall.", "No town fell."])),
            }
        day = draw(st.integers(1, 28))
        outlet = draw(st.sampled_from(["Northern Post", "River Herald", "Hill Radio"]))
        where = draw(st.sampled_from(PLACES))
        if draw(st.booleans()):
            fields["place"] = place(where, within="rural Borsk", count=5 if where == "five villages" else None)
        else:
            fields["place"] = where
        when = draw(st.sampled_from([f"2021-03-{day:02}"] * 5 + [None]))
        article = draw(st.sampled_from([number, number, 0, 1]))
        fields |= {"outlet": outlet, "article_id": f"art_{article}", "date": when, "published": when}
        if kind == "control_change":
            fields["extent"] = draw(st.sampled_from(["full", "entered"]))
        if when is not None:
            fields["date"] = draw(st.sampled_from([when] * 3 + [by(when), unresolved("the other day", when)]))
        made.append(record(kind, id=f"rec_{draw(st.integers(0, 99)):02}_{number}", **fields))
    return made


def in_steps(records: list[Record]) -> list[list[Record]]:
    return [records[::2], records[1::2]]


@st.composite
def steps_from_quiet_to_busy(draw: st.DrawFn) -> list[list[Record]]:
    """Reports of two places, some a month at first and then a hundred times as many a day, in steps."""
    steps = []
    for step, most in enumerate((4, 8, 14)):
        told = []
        for number in range(draw(st.integers(1, most))):
            day = draw(st.integers(1, 28 if step == 0 else 14))
            when = f"2021-03-{day:02}"
            fields: dict[str, Any] = {"published": when, "outlet": draw(st.sampled_from(["Post", "Herald"]))}
            if draw(st.integers(0, 3)):
                fields["date"] = when
            told.append(
                record(
                    draw(st.sampled_from(["control_change", "withdrawal"])),
                    id=f"rec_{draw(st.integers(0, 9))}_{step}_{number:02}",
                    place=draw(st.sampled_from(["Alvena", "Alvenna", "Borsk"])),
                    article_id=f"art_{step}_{number}",
                    **fields,
                )
            )
        steps.append(told)
    return steps


def near(path: Path) -> list[tuple[Any, ...]]:
    """The pairs next to the threshold that a file tells, without the ids of events, which tell what came first."""
    with store.reading(path) as connection:
        return list(
            connection.execute(
                "SELECT record_id, other_record_id, score, one_event FROM near_pairs ORDER BY ALL"
            ).fetchall()
        )


many = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.one_of(some_records(), records_over_weeks()), st.data())
def test_increments_in_a_file_give_what_a_batch_gives(records: list[Record], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(records)), min_size=1, max_size=3)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        EventSet().save(path)
        for start, end in zip([0, *cuts], [*cuts, len(records)], strict=True):
            EventSet.open(path).add(records[start:end])
        grown = EventSet.open(path)
        assert said(grown) == said(merge(records))
        assert grown.records == merge(records).records


@many
@given(steps_from_quiet_to_busy())
def test_a_set_that_grows_from_quiet_to_busy_is_what_a_batch_gives(steps: list[list[Record]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        merge(steps[0]).save(path)
        for told in steps[1:]:
            EventSet.open(path).add(told)
        assert said(EventSet.open(path)) == said(merge([each for told in steps for each in told]))


@settings(many, max_examples=4)  # each makes five files
@given(st.one_of(records_over_weeks().map(in_steps), steps_from_quiet_to_busy()), st.data())
def test_pairs_next_to_the_threshold_are_those_of_a_batch(steps: list[list[Record]], data: st.DataObject) -> None:
    told = [each for step in steps for each in step]
    one, two = (data.draw(st.sampled_from(told)) for _ in range(2))
    gone = data.draw(st.sampled_from(told)).article_id
    with tempfile.TemporaryDirectory() as folder:
        path, at_once = Path(folder) / "grown.duckdb", Path(folder) / "at_once.duckdb"
        EventSet().save(path)
        for step in steps:
            EventSet.open(path).add(step)
        merge(told).save(at_once)
        assert near(path) == near(at_once)
        memory = merge(told)
        for events in (memory, EventSet.open(path)):
            if one.kind == two.kind and one is not two and events.events:
                events.decide(data.draw(st.shared(st.sampled_from(["one", "two"]), key="word")), one.id, two.id)
        memory.save(at_once)
        assert near(path) == near(at_once)
        EventSet.open(path).remove(gone)
        memory.remove(gone).save(at_once)
        assert near(path) == near(at_once)


def test_a_pair_next_to_the_threshold_stays_where_only_one_of_it_is_merged_again(tmp_path: Path) -> None:
    # the 12th is a week from the 5th, which is a week from the 1st; the 13th is not
    path, at_once = tmp_path / "grown.duckdb", tmp_path / "at_once.duckdb"
    pair = [
        record(id=f"rec_{day}", date=f"2021-03-{day}", place=place("Alvena", type=kind), article_id=f"art_{day}")
        for day, kind in ((12, "town"), (13, "base"))
    ]
    others = [
        record(id=f"rec_{day}", published=f"2021-03-0{day}", gained_by="the army", article_id=f"art_{day}")
        for day in (5, 1)
    ]
    merge([*pair, others[0]]).save(path)
    EventSet.open(path).add([others[1]])
    merge([*pair, *others]).save(at_once)
    assert ("rec_12", "rec_13", False) in [(one, two, one_event) for one, two, _, one_event in near(path)]
    assert near(path) == near(at_once)


def test_a_place_that_is_less_busy_joins_what_lies_further_off_than_a_week(tmp_path: Path) -> None:
    # the 8th and the 11th match where little happens; the 3rd is a week from the one of them alone
    path = tmp_path / "events.duckdb"
    told = [
        record(id=f"rec_{day}", published=f"2021-03-{day:02}", gained_by=who, article_id=f"art_{day}")
        for day, who in ((8, "the army"), (11, None))
    ]
    busy = [
        record(id=f"rec_b{day}", date=f"2021-03-0{day}", gained_by="rebels", article_id=f"art_b{day}")
        for day in (3, 4, 5, 6, 7)
    ]
    merge([*told, *busy]).save(path)
    assert home(EventSet.open(path), "rec_8") != home(EventSet.open(path), "rec_11")
    EventSet.open(path).remove("art_b3")
    assert home(EventSet.open(path), "rec_8") == home(EventSet.open(path), "rec_11")
    assert said(EventSet.open(path)) == said(merge([*told, *busy[1:]]))


def home(events: EventSet, record_id: str) -> str:
    return next(event.id for event in events if record_id in event.records)


@many
@given(records_over_weeks(), st.data())
def test_what_is_taken_out_leaves_what_the_rest_gives(records: list[Record], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(records)).article_id
    rest = [each for each in records if each.article_id != gone]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        merge(records).save(path)
        EventSet.open(path).remove(gone)
        assert said(EventSet.open(path)) == said(merge(rest))


@many
@given(records_over_weeks(), st.data())
def test_an_analysts_words_hold_in_a_file_as_they_do_in_memory(records: list[Record], data: st.DataObject) -> None:
    one, two = (data.draw(st.sampled_from(records)) for _ in range(2))
    half = len(records) // 2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        merge(records[:half]).save(path)
        memory = merge(records[:half])
        for events in (memory, EventSet.open(path)):
            for key in {one.id, two.id} & set(events.records):
                events.decide("wrong", key)
            events.add(records[half:])
        assert said(EventSet.open(path)) == said(memory)


@settings(many, max_examples=6)
@given(records_over_weeks(), st.data())
def test_a_word_that_was_tried_changes_what_it_changes_at_once(records: list[Record], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("tried.duckdb", "at-once.duckdb")]
        for path in paths:
            merge(records).save(path)
        tried, at_once = map(EventSet.open, paths)
        for _ in range(3):
            ids = [data.draw(st.sampled_from(records)).id for _ in range(2)]
            word: Word = data.draw(st.sampled_from(["one", "two", "wrong"]))
            asked = ids[:1] if word == "wrong" else ids
            for each in ("one", "two", word):
                with contextlib.suppress(RecordsError):
                    tried.would_change(each, *(ids[:1] if each == "wrong" else ids))
            refused = []
            for events in (tried, at_once):
                try:
                    events.decide(word, *asked)
                except RecordsError as error:
                    refused.append(str(error))
            assert len(refused) != 1
            assert [*EventSet.open(paths[0])] == [*EventSet.open(paths[1])]  # with ids and links
            assert near(paths[0]) == near(paths[1])


def test_a_record_that_is_said_anew_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    old, other = record(id="rec_1", place="Alvena"), record(id="rec_2", place="Alvena", outlet="River Herald")
    merge([old, other]).save(path)
    EventSet.open(path).add([old.model_copy(update={"place": record(place="Borsk").place})])
    assert sorted((event.place.name, event.records) for event in EventSet.open(path) if event.place) == [
        ("Alvena", ("rec_2",)),
        ("Borsk", ("rec_1",)),
    ]


def test_events_far_from_what_is_added_are_not_touched(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "events.duckdb"
    merge([record(place="Alvena"), record(place="Borsk", date="2021-05-01")]).save(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE events SET place = 'as it was' WHERE place = 'Borsk'")
    EventSet.open(path).add([record(place="Alvena", outlet="River Herald"), record(place="Borsk")])
    with duckdb.connect(str(path)) as connection:
        places = [row[0] for row in connection.execute("SELECT place FROM events").fetchall()]
    assert sorted(places) == ["Alvena", "Borsk", "as it was"]


def test_keys_are_kept_by_day_so_that_other_days_can_be_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    days = ["2021-05-02", "2021-03-09", None, "2021-04-01"]
    EventSet(path=path).add(record(id=f"rec_{at}", date=day, published=day) for at, day in enumerate(days))
    with store.reading(path) as connection:
        kept = connection.execute("SELECT role, list(first_day ORDER BY rowid) FROM blocks GROUP BY role").fetchall()
    assert kept
    assert all(told == sorted(told) and len(set(told)) == len(days) for _, told in kept)


def test_what_a_parquet_file_leaves_out_is_as_the_schema_has_it(tmp_path: Path) -> None:
    import duckdb

    told = record(date="2021-03-05").model_dump(mode="json")
    told["date"] = {"start": "2021-03-05", "end": "2021-03-05"}
    (tmp_path / "lines.json").write_text(json.dumps(told))
    with duckdb.connect() as connection:
        lines = connection.read_json(str(tmp_path / "lines.json"), format="newline_delimited")
        lines.write_parquet(str(tmp_path / "records.parquet"))
    (event,) = EventSet(path=tmp_path / "events.duckdb").add_parquet(tmp_path / "records.parquet")
    assert (event.date.precision, event.date.basis) == ("unknown", "published")


@pytest.mark.parametrize("fault", ["date", "place", "kind", "evidence", "id"])
def test_rows_of_a_parquet_file_that_are_no_records_are_named(tmp_path: Path, fault: str) -> None:
    import duckdb

    from conflict_extract import RecordsError

    told = [record().model_dump(mode="json"), record().model_dump(mode="json")]
    wrong: dict[str, Any] = {"date": {**told[1]["date"], "start": "2022-01-01"}, "place": None, "kind": "rumour",
        "evidence": [], "id": None}  # fmt: skip
    told[1][fault] = wrong[fault]
    lines = tmp_path / "lines.json"
    lines.write_text("\n".join(map(json.dumps, told)))
    with duckdb.connect() as connection:
        connection.read_json(str(lines), format="newline_delimited").write_parquet(str(tmp_path / "records.parquet"))
    events = EventSet(path=tmp_path / "events.duckdb")
    with pytest.raises(RecordsError, match=r"records\.parquet, row 2") as caught:
        events.add_parquet(tmp_path / "records.parquet")
    assert caught.value.hint


def test_of_rows_with_one_id_the_same_one_is_taken_whatever_their_order(tmp_path: Path) -> None:
    import duckdb

    one, two = record(place="Alvena", outlet="Hill Radio"), record(place="Alvena", outlet="River Herald")
    told = [one.model_dump(mode="json"), two.model_dump(mode="json") | {"id": one.id}, record().model_dump(mode="json")]
    taken = []
    for number, lines in enumerate([told, told[::-1]]):
        (tmp_path / "lines.json").write_text("\n".join(map(json.dumps, lines)))
        with duckdb.connect() as connection:
            held = connection.read_json(str(tmp_path / "lines.json"), format="newline_delimited")
            held.write_parquet(str(tmp_path / f"{number}.parquet"))
        events = EventSet(path=tmp_path / f"{number}.duckdb").add_parquet(tmp_path / f"{number}.parquet")
        assert len(events.records) == 2
        taken.append(events.records[one.id])
    assert taken[0] == taken[1]


@pytest.mark.parametrize("failing", ["merge_columns", "_insert_records"])
def test_nothing_stays_of_a_set_that_could_not_be_merged_or_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr(increments, failing, fail)
    events = EventSet(path=tmp_path / "events.duckdb")
    with pytest.raises(OSError, match="no more"):
        events.add([record(), record(place="Borsk")])
    assert not (tmp_path / "events.duckdb").exists()


def test_what_an_analyst_joined_before_saving_stays_joined_as_the_file_grows(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    one, two = record(place="Alvena", date="2021-03-01"), record(place="Borsk", date="2021-03-20")
    events = merge([one, two])
    events.decide("one", one.id, two.id).save(path)
    EventSet.open(path).add([record(place="Borsk", date="2021-03-20", outlet="River Herald")])
    assert any({one.id, two.id} <= set(event.records) for event in EventSet.open(path))


def test_a_record_of_unknown_day_does_not_connect_what_lies_months_apart(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    taken = [
        record(date=f"2021-{month:02}-01", outlet=outlet) for month in range(1, 10) for outlet in ("Post", "Herald")
    ]
    merge([*taken, record(date=None, published=None, outlet="Hill Radio")]).save(path)
    with store.reading(path) as connection:
        sizes = connection.execute("SELECT count(*) FROM members GROUP BY component ORDER BY 1").fetchall()
    assert [size for (size,) in sizes] == [1] + [2] * 9


def test_a_denial_of_unknown_day_contests_what_its_own_article_tells_and_what_has_no_day() -> None:
    told = [
        record(id="rec_same", article_id="art_1", date="2021-03-01", gained_by="rebels"),
        record(id="rec_other", article_id="art_2", date="2021-03-01", place="Borsk", gained_by="rebels"),
        record(id="rec_undated", article_id="art_3", date=None, published=None, place="Cova", gained_by="rebels"),
    ]
    denials = [
        record("official_denial", article_id="art_1", date=None, published=None, place=each.place.model_dump())
        for each in told
        if each.place is not None
    ]
    contested = {key for event in merge([*told, *denials]) if event.disputed_by for key in event.records}
    assert contested == {"rec_same", "rec_undated"}


def test_doubts_and_counts_come_from_a_parquet_file_and_one_without_them_has_none(tmp_path: Path) -> None:
    import duckdb

    doubtful = record(place=place("five villages", count=5), doubts=["planned"])
    plain = record(place="Borsk")
    lines = [each.model_dump(mode="json") for each in (doubtful, plain)]
    del lines[1]["doubts"], lines[1]["place"]["count"]
    for number, told in enumerate(lines):
        (tmp_path / "line.json").write_text(json.dumps(told))
        with duckdb.connect() as connection:
            held = connection.read_json(str(tmp_path / "line.json"), format="newline_delimited")
            held.write_parquet(str(tmp_path / f"{number}.parquet"))
    path = tmp_path / "events.duckdb"
    EventSet(path=path).add_parquet(tmp_path / "0.parquet").add_parquet(tmp_path / "1.parquet")
    assert EventSet.open(path).records == {each.id: each for each in (doubtful, plain)}
    before = store.revision_of(path), blocks_of(path)
    EventSet.open(path).add([doubtful, plain])
    assert (store.revision_of(path) - 1, blocks_of(path)) == before


def blocks_of(path: Path) -> list[Any]:
    """The numbers of the records in a file, which stay where nothing is merged again."""
    with store.reading(path) as connection:
        return list(connection.execute("SELECT DISTINCT number FROM blocks ORDER BY 1").fetchall())
