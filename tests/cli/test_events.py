from __future__ import annotations

import csv
import json
import shutil
import sys
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from conflict_extract import EventSet, merge
from conflict_extract.output import write_json_lines
from conflict_extract.schema import ControlChangeEvent, Record
from tests.builders import article, by, record
from tests.merging.gold_records import gold_collection

from .conftest import Command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def written(path: Path, *records: Record) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json_lines(records, path)
    return path


@pytest.fixture
def records(tmp_path: Path) -> Path:
    write_json_lines([article()], tmp_path / "articles.jsonl")
    return written(
        tmp_path / "records.jsonl",
        record(id="rec_1", gained_by="rebels", date="2021-03-04"),
        record(id="rec_2", gained_by="the army", date="2021-03-05", outlet="River Herald"),
        record("official_denial", id="rec_3", place="Alvena", date="2021-03-04"),
    )


@pytest.fixture
def events(records: Path, command: Command) -> Path:
    assert command("merge", records, "--out", records.with_name("events.json"), "--quiet").status == 0
    return records.with_name("events.json")


def test_merge_writes_events_and_prints_them(records: Path, command: Command, tmp_path: Path) -> None:
    outcome = command("merge", records, "--out", tmp_path / "new" / "events.json")
    assert outcome.status == 0
    assert len(outcome.rows) == 3
    assert "3 records, 3 events" in outcome.err
    opened = EventSet.open(tmp_path / "new" / "events.json")
    assert len(opened) == 3
    assert list(opened.articles) == [article().id]


def test_merge_goes_by_actors_of_ones_own(
    records: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actors = tmp_path / "actors.toml"
    actors.write_text('[[actors]]\nid = "x"\nname = "X"\nside = "rebels"\n', encoding="utf-8")
    refused = command("merge", records, "--out", tmp_path / "events.json", "--actors", actors)
    assert refused.status == 2
    assert "actor 1 (x): side" in refused.err
    actors.write_text('[[actors]]\nid = "x"\nname = "X"\nside = "opposition"\n', encoding="utf-8")
    monkeypatch.setenv("OPENAI_API_KEY", "beside which no model is named")
    assert command("merge", records, "--out", tmp_path / "events.json", "--actors", actors).status == 0
    named = (tmp_path / "events.json").read_bytes()
    assert b'"id": "x"' in named
    monkeypatch.setenv("CONFLICT_EXTRACT_ACTORS", str(actors))
    assert command("merge", records, "--out", tmp_path / "events.json").status == 0
    assert (tmp_path / "events.json").read_bytes() == named


def test_merge_into_goes_by_the_actors_that_the_set_was_made_with(command: Command, tmp_path: Path) -> None:
    taken = {"place": "Borsk", "date": "2021-03-04"}
    first = written(tmp_path / "first.jsonl", record(gained_by="North Front rebels", **taken))
    second = written(tmp_path / "second.jsonl", record(gained_by="South Front rebels", outlet="River Herald", **taken))
    actors = tmp_path / "actors.toml"
    sides = '[[actors]]\nid = "{0}"\nname = "{0} Front"\nside = "opposition"\n'
    actors.write_text('camps = [["north"], ["south"]]\n' + sides.format("north") + sides.format("south"), "utf-8")
    kept = tmp_path / "events.duckdb"
    assert command("merge", first, "--into", kept, "--actors", actors).status == 0
    assert command("merge", second, "--into", kept).status == 0
    assert sorted(len(event.records) for event in EventSet.open(kept)) == [1, 1]
    assert command("merge", second, "--into", kept, "--actors", actors).status == 0
    actors.write_text(sides.format("north"), "utf-8")
    refused = command("merge", second, "--into", kept, "--actors", actors)
    assert refused.status == 1
    assert "was merged with other actors" in refused.err
    assert "leave out --actors" in refused.err
    assert len(EventSet.open(kept)) == 2


def test_merge_takes_a_file_of_outlets_and_keeps_it(records: Path, command: Command, tmp_path: Path) -> None:
    outlets = tmp_path / "outlets.toml"
    outlets.write_text('[[outlets]]\nname = "A"\naliases = ["Z"]\n[[outlets]]\nname = "B"\naliases = ["Z"]\n', "utf-8")
    refused = command("merge", records, "--into", tmp_path / "events.duckdb", "--outlets", outlets)
    assert refused.status == 2
    assert "outlets.toml" in refused.err
    assert "Z" in refused.err
    outlets.write_text('[[outlets]]\nname = "River Herald"\naliases = ["The River Herald"]\n', "utf-8")
    assert command("merge", records, "--into", tmp_path / "events.duckdb", "--outlets", outlets).status == 0
    with duckdb.connect(str(tmp_path / "events.duckdb"), read_only=True) as connection:
        kept = dict(connection.execute('SELECT name, "text" FROM authorities').fetchall())
    assert json.loads(kept["outlets"]) == [{"name": "River Herald", "aliases": ["The River Herald"]}]


def test_merge_knows_own_places(command: Command, tmp_path: Path) -> None:
    spelt = [record(place=name, outlet=outlet) for name, outlet in (("T4", "Northern Post"), ("Tiyas", "River Herald"))]
    file = written(tmp_path / "records.jsonl", *spelt)
    places = tmp_path / "places.toml"
    places.write_text('[[places]]\nname = "Tiyas"\naliases = ["T4"]\nlat = 34.5\nlon = 37.6\n', "utf-8")
    assert command("merge", file, "--out", tmp_path / "events.json", "--places", places).status == 0
    (event,) = EventSet.open(tmp_path / "events.json")
    assert event.place is not None
    assert event.place.lat == 34.5
    places.write_text("[[places]]\nlat = 34.5\n", "utf-8")
    wrong = command("merge", file, "--out", tmp_path / "events.json", "--places", places)
    assert wrong.status == 2
    assert "line 1" in wrong.err


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_own_names_are_looked_up_again_in_records_extracted_before(
    command: Command, tmp_path: Path, suffix: str
) -> None:
    told = [
        record(place="T4", gained_by="Sons of Borsk", outlet="Northern Post"),
        record(place="Tiyas", gained_by="the Falcons", outlet="River Herald"),
        record(place="Corva", gained_by="the Falcons", outlet="River Herald"),
    ]
    file = written(tmp_path / "records.jsonl", *told)
    if suffix == "parquet":
        duckdb.sql(f"COPY (FROM '{file}') TO '{tmp_path}/records.parquet'")
    (tmp_path / "places.toml").write_text(
        '[[places]]\nname = "Tiyas"\naliases = ["T4"]\nlat = 34.5\nlon = 37.6\n', "utf-8"
    )
    (tmp_path / "actors.toml").write_text(
        '[[actors]]\nid = "falcons"\nname = "Falcons"\nside = "opposition"\naliases = ["Sons of Borsk"]\n', "utf-8"
    )
    own = ("--places", tmp_path / "places.toml", "--actors", tmp_path / "actors.toml")
    records = tmp_path / f"records.{suffix}"
    assert command("merge", records, "--out", tmp_path / "events.json", *own).status == 0
    corva, tiyas = sorted(EventSet.open(tmp_path / "events.json"), key=lambda event: len(event.records))
    assert isinstance(corva, ControlChangeEvent)
    assert isinstance(tiyas, ControlChangeEvent)
    assert (corva.place.lat, tiyas.place.lat) == (None, 34.5)
    for event in (corva, tiyas):
        assert event.gained_by is not None
        assert (event.gained_by.id, event.gained_by.side) == ("falcons", "opposition")


def test_merge_takes_articles_from_elsewhere(records: Path, command: Command, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.jsonl"
    write_json_lines([article("Another text altogether.")], elsewhere)
    command("merge", records, "--out", tmp_path / "events.json", "--articles", elsewhere)
    assert list(EventSet.open(tmp_path / "events.json").articles) == [article("Another text altogether.").id]


def test_merge_into_a_set_again_and_again(records: Path, command: Command, tmp_path: Path) -> None:
    kept = tmp_path / "events.duckdb"
    assert command("merge", records, "--into", kept).status == 0
    before = {event.id: event.records for event in EventSet.open(kept)}
    more = written(tmp_path / "more" / "records.jsonl", record(id="rec_0", gained_by="rebels", date="2021-03-04"))
    outcome = command("merge", more, "--into", kept)
    assert outcome.status == 0
    assert "4 records, 3 events" in outcome.err
    assert f"{kept}: no event is new or changed\n" in outcome.err
    after = {event.id: event.records for event in EventSet.open(kept)}
    assert before.keys() == after.keys()
    assert sum(map(len, after.values())) == 4
    other = record(outlet="Coast Radio", gained_by="rebels", date="2021-03-04")
    told = command("merge", written(tmp_path / "other" / "records.jsonl", other), "--into", kept).err
    assert f"{kept}: 1 changed event\n" in told
    assert "changed: outlets" in told
    after = {event.id: event.records for event in EventSet.open(kept)}
    assert command("merge", more, "--into", kept).status == 0
    assert f"{kept}:" not in command("merge", more, "--into", kept, "--quiet").err
    assert {event.id: event.records for event in EventSet.open(kept)} == after


def test_merge_into_says_what_is_new_and_reversed(records: Path, command: Command, tmp_path: Path) -> None:
    kept = tmp_path / "events.duckdb"
    first = written(tmp_path / "a" / "records.jsonl", record(place="Corva", gained_by="rebels", date="2021-03-04"))
    assert f"{kept}: 1 new event\n1 record" in command("merge", first, "--into", kept).err
    back = record(place="Corva", gained_by="Borsk army", lost_by="rebels", date="2021-03-20")
    others = [record(place=f"Town{number}", date="2021-03-04") for number in range(30)]
    more = written(tmp_path / "b" / "records.jsonl", back, *others)
    told = command("merge", more, "--into", kept).err.splitlines()
    assert told[0] == f"{kept}: 31 new events, 1 reversed event"
    (line,) = [line for line in told if "reversed" in line and line != told[0]]
    assert line.split()[:3] == ["2021-03-20", "new;", "reversed"]
    assert line.endswith(", before: rebels")
    assert told[21] == "  and 11 more"


def test_merge_into_what_is_no_event_set(records: Path, command: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.duckdb").write_text("my notes")
    alone = command("merge", records, "--into", tmp_path / "notes.duckdb")
    assert (alone.status, alone.out) == (1, "")
    assert "notes.duckdb" in alone.err
    both = command("merge", records, "--into", tmp_path / "notes.duckdb", "--out", tmp_path / "events.json")
    assert both.status == 3
    assert "notes.duckdb" in both.err
    assert len(EventSet.open(tmp_path / "events.json")) == 3


def test_merge_wants_somewhere_to_put_the_events(records: Path, command: Command) -> None:
    outcome = command("merge", records)
    assert outcome.status == 2
    assert "--out FILE or --into" in outcome.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"kind": "rumour"}\n', "line 1: "),
        (b"\n\nnot json\n", "line 3: Invalid JSON"),
        (b'{"id": "rec_1", "kind": "withdrawal"}\n', "line 1: withdrawal.article_id: Field required"),
        (b"\xff\xfe\x00", "it is not UTF-8"),
    ],
)
def test_files_that_are_no_records_are_named_with_the_line(
    content: bytes, message: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "records.jsonl").write_bytes(content)
    outcome = command("merge", tmp_path / "records.jsonl", "--out", tmp_path / "events.json")
    assert outcome.status == 1
    assert message in outcome.err
    assert "records.jsonl" in outcome.err
    assert not (tmp_path / "events.json").exists()


def test_merge_of_a_missing_file(command: Command, tmp_path: Path) -> None:
    outcome = command("merge", tmp_path / "none.jsonl", "--out", tmp_path / "events.json")
    assert outcome.status == 1
    assert "cannot read" in outcome.err


def test_a_file_that_cannot_be_written_is_an_error_and_no_traceback(records: Path, command: Command) -> None:
    outcome = command("merge", records, "--out", records / "below" / "events.json")
    assert outcome.status == 1
    assert "cannot write" in outcome.err


def test_report_is_one_page_about_all_events(events: Path, command: Command, tmp_path: Path) -> None:
    outcome = command("report", events, "--out", tmp_path / "page.html")
    assert (outcome.status, outcome.out) == (0, "")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Alvena" in page
    assert all(event.id in page for event in EventSet.open(events))


@pytest.mark.parametrize(
    "name", ["events.csv", "events.geojson", "events.parquet", "events.gpkg", "events.xlsx", "events.KMZ"]
)
def test_export_goes_by_the_ending(name: str, events: Path, command: Command, tmp_path: Path) -> None:
    outcome = command("export", events, "--out", tmp_path / "out" / name)
    assert (outcome.status, outcome.out) == (0, "")
    assert "3 events" in outcome.err
    assert (tmp_path / "out" / name).stat().st_size > 0


def test_export_to_acled_and_by_name(events: Path, command: Command, tmp_path: Path) -> None:
    assert command("export", events, "--out", tmp_path / "acled.csv", "--to", "acled").status == 0
    with (tmp_path / "acled.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["location"] for row in rows} == {"Alvena"}
    assert command("export", events, "--out", tmp_path / "events.txt", "--to", "csv").status == 0
    wrong = command("export", events, "--out", tmp_path / "events.txt")
    assert wrong.status == 2
    assert "csv, geojson, parquet, acled, kmz, gpkg or xlsx" in wrong.err


def test_export_says_what_a_map_lacks_and_which_library_is_missing(
    events: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = command("export", events, "--out", tmp_path / "events.kmz")
    assert "not on the map: 3 events without coordinates" in outcome.err
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    missing = command("export", events, "--out", tmp_path / "events.gpkg")
    assert missing.status == 1
    assert "pip install 'conflict-extract[exports]'" in missing.err


def test_control_tells_who_holds_what(events: Path, command: Command) -> None:
    (row,) = command("control", events).rows
    assert row[:4] == ["Alvena", "the army", "2021-03-05", "River Herald"]
    assert row[6] == "rebels 2021-03-04"
    (row,) = command("control", events, "--at", "2021-03-04", "--place", "al-alvena").rows
    assert row[1:3] == ["rebels", "2021-03-04"]
    assert row[4] == "the defence ministry"
    assert row[7].startswith("evt_")


@pytest.mark.parametrize("suffix", ["json", "duckdb"])
def test_who_else_claims_a_place_stands_beside_and_explain_says_why(
    tmp_path: Path, command: Command, suffix: str
) -> None:
    told = [
        record(gained_by="rebels", date="2021-03-05", outlet=name, extent=extent)
        for name, extent in (("Hill Radio", "full"), ("River Herald", "entered"))
    ]
    claim = record(gained_by="the army", date="2021-03-07", outlet="State Gazette")
    path = tmp_path / f"events.{suffix}"
    events = merge([*told, claim])
    (events.to_json if suffix == "json" else events.save)(path)
    (row,) = command("control", path).rows
    assert row[1:4] == ["rebels", "2021-03-05", "Hill Radio, River Herald (full by 1 outlet, entered by 1 outlet)"]
    assert row[5] == "the army 2021-03-07 (its own word: State Gazette)"
    for key in (told[0].id, claim.id):
        explained = command("explain", path, key).out
        assert f"Who holds Alvena: rebels, by {row[7]}" in explained
        assert "Against it: taken by the army (2021-03-07), told by 1 outlet (State Gazette)" in explained


def test_what_is_told_as_earlier_is_by_its_last_day_and_doubts_are_in_words(tmp_path: Path, command: Command) -> None:
    told = [
        record(gained_by="rebels", date=by("2021-03-05"), published="2021-03-09", doubts=["planned"]),
        record("official_denial", place="Alvena", date=by("2021-03-07"), published="2021-03-20"),
    ]
    path = tmp_path / "earlier.json"
    merge(told).to_json(path)
    (row,) = command("control", path, "--at", "2021-03-07").rows
    assert row[:3] == ["Alvena", "rebels", "by 2021-03-05"]
    assert command("control", path, "--at", "2021-03-04").out == ""
    explained = command("explain", path, told[0].id).out
    assert "control change, Alvena, by 2021-03-05" in explained
    assert "doubts: the words seem to tell a plan" in explained


def test_control_of_nothing_says_so(events: Path, command: Command) -> None:
    outcome = command("control", events, "--place", "Borsk", "--at", "2021-03-04")
    assert (outcome.status, outcome.out) == (0, "")
    assert "no change of control is known of Borsk by 2021-03-04" in outcome.err
    assert command("control", events, "--at", "last week").status == 2


def test_explain_one_event_and_two(events: Path, command: Command, records: Path) -> None:
    more = written(records.parent / "more" / "records.jsonl", record(id="rec_0", gained_by="rebels", date="2021-03-04"))
    assert command("merge", records, more, "--out", events).status == 0
    opened = EventSet.open(events)
    joined = next(event for event in opened if len(event.records) == 2)
    other = next(event for event in opened if event.kind == "control_change" and event.id != joined.id)
    outcome = command("explain", events, joined.id)
    assert outcome.status == 0
    assert f"{joined.id}: control change, Alvena, 2021-03-04" in outcome.out
    assert "2 records of 1 independent outlet" in outcome.out
    assert f"denied by {joined.disputed_by[0]}" in outcome.out
    assert "place\tAlvena\tAlvena\tsame_name\t+4.0\t+4.0" in outcome.out
    assert "one event: " in outcome.out
    assert command("explain", events, "rec_0").out == outcome.out
    two = command("explain", events, joined.id, other.id)
    assert "two events: -" in two.out or "two events: the other side" in two.out
    assert "on average over 2 pairs of records against a threshold of" in two.out
    single = command("explain", events, other.id)
    assert "one record, nothing was joined" in single.out


def test_explain_of_an_unknown_id(events: Path, command: Command) -> None:
    outcome = command("explain", events, "evt_none")
    assert (outcome.status, outcome.out) == (1, "")
    assert "there is no event or record evt_none" in outcome.err


def test_an_event_that_an_analyst_joined_is_never_called_two(command: Command, tmp_path: Path) -> None:
    one, two = record(place="Alvena"), record(place="Borsk")
    joined = merge([one, two]).decide("one", one.id, two.id)
    joined.to_json(tmp_path / "events.json")
    joined.save(tmp_path / "events.duckdb")
    (event,) = joined
    for name in ("events.json", "events.duckdb"):
        told = command("explain", tmp_path / name, event.id).out
        assert "one event: an analyst decided so" in told
        assert "two events" not in told


def test_explain_tells_what_was_decided_by_whom_and_why(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    taken, again = (record(date="2021-03-04", gained_by="rebels", outlet=name) for name in ("One", "Two"))
    denial = record("official_denial", place="Borsk", date="2021-03-05")
    merge([taken, again, denial]).save(path)
    opened = EventSet.open(path)
    (event,) = (each for each in opened if each.kind == "control_change")
    assert "decided" not in command("explain", path, event.id).out

    assert command("decide", path, "contests", denial.id, taken.id, "--as", "Noor", "--why", "same hill").status == 0
    assert command("decide", path, "two", taken.id, again.id, "--as", "Noor").status == 0
    assert command("decide", path, "open", taken.id, again.id).status == 0
    told = command("explain", path, event.id).out
    assert f" by Noor: contests {denial.id} {taken.id}: same hill" in told
    assert told.count("decided 2") == 1

    assert command("decide", path, "wrong", event.id, "--as", "Ada", "--why", "a film").status == 0
    gone = command("explain", path, event.id)
    assert gone.status == 0
    assert f"{event.id}: no event stands under this id any more" in gone.out
    assert gone.out.count("in no event: an analyst called it wrong") == 2
    assert f" by Ada: wrong {event.id}: a film" in gone.out
    assert f" by Ada: wrong {event.id}: a film" in command("explain", path, taken.id).out


def test_words_of_articles_cannot_steer_the_terminal(command: Command, tmp_path: Path) -> None:
    evil = "Rebels took \x1b[31mAlvena\x1b]0;title\x07 \u202eon Friday."
    merge([record(says=evil, id="rec_1"), record(id="rec_2", says=evil)]).to_json(tmp_path / "events.json")
    told = command("explain", tmp_path / "events.json", "rec_1").out
    assert "\u202e" not in told
    assert "\x07" not in told


@pytest.mark.parametrize("command_name", ["report", "export", "control", "explain"])
def test_files_that_are_no_event_sets(command_name: str, command: Command, tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text("[]")
    arguments: dict[str, list[object]] = {"export": ["--out", tmp_path / "e.csv"], "explain": ["evt_1"]}
    for name in ("events.json", "none.json", "none.duckdb"):
        outcome = command(command_name, tmp_path / name, *arguments.get(command_name, []))
        assert (outcome.status, outcome.out) == (1, "")
        assert name in outcome.err


def gold_as_records(tmp_path: Path) -> Path:
    collection = gold_collection((EXAMPLES / "gold.jsonl", EXAMPLES / "articles"))
    return written(tmp_path / "records.jsonl", *collection.records)


def test_eval_scores_records_against_gold(command: Command, tmp_path: Path) -> None:
    records = gold_as_records(tmp_path)
    arguments = ("eval", "--gold", EXAMPLES / "gold.jsonl", records, "--articles", EXAMPLES / "articles")
    human = command(*arguments)
    assert human.status == 0
    assert "control" in human.out
    scores = json.loads(command(*arguments, "--json").out)
    assert scores["severe_share"]["severe"] == len(scores["severe"]) == 0
    assert "Severe errors: 0.000" in human.out
    compared = command(*arguments, "--against", shutil.copy(records, tmp_path / "before.jsonl"))
    assert compared.status == 0
    assert compared.out


def test_eval_without_articles_says_how_to_name_them(command: Command, tmp_path: Path) -> None:
    outcome = command("eval", "--gold", EXAMPLES / "gold.jsonl", written(tmp_path / "records.jsonl", record()))
    assert outcome.status == 1
    assert "--articles" in outcome.err


def test_what_was_decided_is_listed_and_the_last_word_is_taken_back(command: Command, tmp_path: Path) -> None:
    told = [record(place=name, outlet=name) for name in ("Alvena", "Borsk")]
    kept = tmp_path / "events.duckdb"
    merge(told).save(kept)
    assert command("decide", kept, "wrong", told[0].id, "--as", "Noor", "--why", "an old photo").status == 0
    mend = ("decide", kept, "mended", told[1].id, "--set", "place=Karrow", "--set", "extent=entered")
    assert command(*mend).status == 0
    listed = [line.split("\t") for line in command("decide", kept, "--list").out.splitlines()]
    assert [line[1:] for line in listed] == [
        ["Noor", "wrong", told[0].id, "", "an old photo"],
        ["", "mended", told[1].id, "", f"{told[1].id}: place Borsk → Karrow, extent unknown → entered"],
    ]
    explained = command("explain", kept, told[1].id).out
    assert f"mended {told[1].id}\n  {told[1].id}: place Borsk → Karrow, extent unknown → entered\n" in explained
    outcome = command("decide", kept, "--undo")
    assert outcome.err == f"taken back: mended {told[1].id}\n1 event, 1 decision\n"
    assert command("decide", kept, "--undo").err.endswith("2 events, 0 decisions\n")
    assert "nothing was decided" in command("decide", kept, "--undo").err
    no_value = ("decide", kept, "mended", told[1].id, "--set", "place")
    for wrong in (("decide", kept), ("decide", kept, "wrong"), no_value):
        assert command(*wrong).status == 2


def test_an_analyst_decides_and_takes_articles_out(command: Command, tmp_path: Path) -> None:
    told = [record(place=name, outlet=name, article_id=f"art_{name}") for name in ("Alvena", "Borsk", "Corva")]
    kept = tmp_path / "events.duckdb"
    merge(told).save(kept)
    outcome = command("decide", kept, "one", told[0].id, told[1].id)
    note = "note: this joins events at Alvena and at Borsk; decide --undo takes it back\n"
    assert (outcome.status, outcome.err) == (0, f"{note}2 events, 1 decision\n")
    assert command("decide", kept, "open", told[1].id).err == "3 events, 2 decisions\n"
    outcome = command("remove", kept, "art_Corva", "art_Alvena")
    assert (outcome.status, outcome.err) == (0, "1 record, 1 event\n")
    for arguments, said in (
        (("decide", kept, "maybe", told[1].id), "'maybe' is no decision"),
        (("decide", kept, "open", told[1].id), "nothing was decided on"),
        (("remove", kept, "art_none"), "there is no article art_none"),
        (("decide", tmp_path / "none.duckdb", "wrong", told[1].id), "there is no file"),
    ):
        outcome = command(*arguments)
        assert (outcome.status, said in outcome.err) == (1, True), outcome.err
    merge(told).to_json(tmp_path / "events.json")
    outcome = command("remove", tmp_path / "events.json", "art_Alvena")
    assert (outcome.status, "would not be kept" in outcome.err) == (2, True)


def test_weights_are_fitted_and_used(command: Command, tmp_path: Path) -> None:
    told = [
        record(place=f"Alvena {number}", date=f"2021-03-{day:02}", outlet=f"Outlet {day}")
        for number in range(9)
        for day in (1, 1, 2)
    ]
    file = written(tmp_path / "records.jsonl", *told)
    pairs = [
        {"one": one.id, "two": two.id, "same": one.date == two.date}
        for at in range(0, len(told), 3)
        for one, two in combinations(told[at : at + 3], 2)
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)), encoding="utf-8")
    weights, events = tmp_path / "weights.toml", tmp_path / "events.json"
    outcome = command("fit", file, "--pairs", tmp_path / "pairs.jsonl", "--out", weights)
    assert (outcome.status, "fitted to 27 pairs" in outcome.err) == (0, True)
    assert command("merge", file, "--out", events).status == 0
    assert len(EventSet.open(events)) == 9
    assert command("merge", file, "--out", events, "--weights", weights).status == 0
    assert len(EventSet.open(events)) == 18


def test_records_in_columns_are_merged_like_those_in_lines(command: Command, tmp_path: Path) -> None:
    import duckdb

    told = [record(), record(outlet="River Herald"), record("official_denial", place="Alvena"), record("defection")]
    lines, columns = written(tmp_path / "records.jsonl", *told), tmp_path / "records.parquet"
    with duckdb.connect() as connection:
        connection.read_json(str(lines), format="newline_delimited").write_parquet(str(columns))
    for file in (lines, columns):
        assert command("merge", file, "--out", tmp_path / f"{file.suffix}.json").status == 0
        assert command("merge", file, "--into", tmp_path / f"{file.suffix}.duckdb").status == 0
    of_lines, of_columns = (EventSet.open(tmp_path / f"{suffix}.json") for suffix in (".jsonl", ".parquet"))
    assert of_lines.events == of_columns.events == EventSet.open(tmp_path / ".parquet.duckdb").events
    assert of_lines.records == of_columns.records
    columns.write_bytes(b"PAR1 and nothing more")
    wrong = command("merge", columns, "--into", tmp_path / "events.duckdb")
    assert wrong.status == 1
    assert "records.parquet" in wrong.err
