from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from conflict_extract import EventSet, OutputError, RecordsError, merge
from conflict_extract.eventset import store
from conflict_extract.eventset.tables import SCHEMA_VERSION
from tests.builders import article, record


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    denial = record("official_denial", place="Alvena")
    merge([record(), record(outlet="River Herald"), record(place="Borsk"), denial], [article()]).save(path)
    return path


def test_what_is_kept_comes_back(kept: Path) -> None:
    opened = EventSet.open(kept)
    assert opened.events == merge(opened.records.values()).events
    assert opened.articles == {article().id: article()}


def test_others_can_ask_the_tables_in_sql(kept: Path) -> None:
    with duckdb.connect(str(kept), read_only=True) as connection:
        places = connection.execute("SELECT place FROM events WHERE kind = 'control_change' ORDER BY place").fetchall()
        disputes = connection.execute(
            "SELECT d.place, e.place FROM disputes JOIN events d ON d.id = denial_id JOIN events e ON e.id = event_id"
        ).fetchall()
        evidence = connection.execute("SELECT count(*) FROM evidence JOIN event_records USING (record_id)").fetchone()
    assert places == [("Alvena",), ("Borsk",)]
    assert disputes == [("Alvena", "Alvena")]
    assert evidence == (4,)


def test_every_change_of_an_opened_set_is_kept_at_once(kept: Path) -> None:
    before = len(EventSet.open(kept))
    EventSet.open(kept).add([record(place="Corva")])
    assert len(EventSet.open(kept)) == before + 1
    EventSet.open(kept).remove("art_River Herald")
    assert "River Herald" not in {outlet for event in EventSet.open(kept) for outlet in event.outlets}
    opened = EventSet.open(kept)
    wrong = opened.events[0].records[0]
    opened.decide("wrong", wrong)
    assert wrong not in {key for event in EventSet.open(kept) for key in event.records}


def test_ids_and_what_they_stand_for_are_kept(kept: Path) -> None:
    opened = EventSet.open(kept)
    one, two = [event.id for event in opened if event.kind == "control_change"]
    opened.decide("one", one, two)
    again = EventSet.open(kept)
    assert again[one] == again[two]
    assert len(again.superseded) == 1


def test_an_empty_set_is_a_set(tmp_path: Path) -> None:
    EventSet().save(tmp_path / "deep" / "empty.duckdb")
    assert len(EventSet.open(tmp_path / "deep" / "empty.duckdb")) == 0


def test_a_set_that_is_made_in_a_file_is_kept_from_the_first_record(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    EventSet(path=path).add([record()])
    assert len(EventSet.open(path)) == 1
    with pytest.raises(OutputError, match="changed by another program"):
        EventSet(path=path).add([record()])


def test_a_failed_write_leaves_the_file_as_it_was(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = EventSet.open(kept).events

    def fails(*_: object) -> None:
        raise duckdb.IOException("no space left on device\nstack")

    opened = EventSet.open(kept)
    monkeypatch.setattr(store, "insert_articles", fails)
    with pytest.raises(
        OutputError, match=r"cannot write .*: no space left on device \(nothing was changed\)$"
    ) as caught:
        opened.add([record(place="Corva")])
    assert caught.value.hint == "nothing was changed"
    assert opened.events == before
    assert EventSet.open(kept).events == before


def test_a_failed_first_write_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise duckdb.IOException("no space left on device")

    monkeypatch.setattr(store, "insert_articles", fails)
    with pytest.raises(OutputError, match="no space left"):
        merge([record()]).save(tmp_path / "events.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_somebody_else_is_neither_read_nor_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE events (mine INTEGER)")
    with pytest.raises(RecordsError, match="is no event set"):
        EventSet.open(path)
    with pytest.raises(OutputError, match="holds other tables and no event set"):
        merge([record()]).save(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("DESCRIBE events").fetchall()[0][0] == "mine"


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"\0" * 5000])
def test_other_files_are_no_event_sets(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "events.duckdb"
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=r"events\.duckdb") as caught:
        EventSet.open(path)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_file_cut_in_half_is_named_and_left_as_it_is(kept: Path, tmp_path: Path) -> None:
    whole = kept.read_bytes()
    text = tmp_path / "events.json"
    EventSet.open(kept).to_json(text)
    for path, content in ((kept, whole[: len(whole) // 2]), (text, text.read_bytes()[: text.stat().st_size // 2])):
        path.write_bytes(content)
        with pytest.raises(RecordsError, match=path.name):
            _ = EventSet.open(path).events
        with pytest.raises(OutputError, match=path.name):
            EventSet(path=path).add([record()])
        assert path.read_bytes() == content


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="there is no file") as caught:
        EventSet.open(tmp_path / "none.duckdb")
    assert "--into" in caught.value.hint
    with pytest.raises(RecordsError, match="cannot read"):
        EventSet.open(tmp_path / "none.json")


def test_another_version_is_named(kept: Path) -> None:
    with duckdb.connect(str(kept)) as connection:
        connection.execute("UPDATE meta SET schema_version = 99")
    with pytest.raises(RecordsError, match=f"has schema version 99, this is version {SCHEMA_VERSION}"):
        EventSet.open(kept)


def test_damaged_data_is_named_on_one_line(kept: Path) -> None:
    with duckdb.connect(str(kept)) as connection:
        connection.execute("UPDATE records SET trigger = NULL")
    with pytest.raises(RecordsError, match="holds data that this version cannot read") as caught:
        _ = EventSet.open(kept).events
    assert "\n" not in caught.value.message


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot make the folder"):
        merge([record()]).save(tmp_path / "file" / "events.duckdb")


def opened_by_another(path: Path) -> bool:
    """Whether another program can open a file to write it."""
    script = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    return subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, check=False).returncode == 0


def test_other_programs_are_kept_out_however_a_file_is_used_meanwhile(kept: Path) -> None:
    """The system gives up a lock as soon as anything closes the file in the program that holds it."""
    store.keep_open(kept)
    try:
        _ = EventSet.open(kept).events
        assert not opened_by_another(kept)
    finally:
        store.let_go(kept)
    with store.reading(kept):
        _ = EventSet.open(kept).events
        assert not opened_by_another(kept)
    assert opened_by_another(kept)
