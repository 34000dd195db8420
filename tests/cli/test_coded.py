"""`import` and `compare` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conflict_extract import EventSet
from tests.comparison.files import KHERSON, acled, capture, control, ged

from .conftest import Command


@pytest.fixture
def events(tmp_path: Path) -> Path:
    capture(date="2011-08-20").to_json(tmp_path / "events.json")
    return tmp_path / "events.json"


def test_import_prints_records_that_merge_takes(tmp_path: Path, command: Command, events: Path) -> None:
    file = acled(tmp_path, {}, {"sub_event_type": "Armed clash"})
    outcome = command("import", file)
    assert outcome.status == 0
    (record,) = map(json.loads, outcome.out.splitlines())
    assert (record["outlet"], record["kind"]) == ("ACLED", "control_change")
    assert "1 row of no kind of ours: Armed clash 1" in outcome.err
    assert "1 record of 2 rows of ACLED" in outcome.err


def test_import_writes_records_and_articles_side_by_side(tmp_path: Path, command: Command) -> None:
    outcome = command("import", acled(tmp_path, {}), "--out", tmp_path / "coded")
    assert (outcome.status, outcome.out) == (0, "")
    merged = command("merge", tmp_path / "coded" / "records.jsonl", "--out", tmp_path / "coded" / "events.json")
    assert merged.status == 0
    opened = EventSet.open(tmp_path / "coded" / "events.json")
    assert (len(opened), len(opened.articles)) == (1, 1)


def test_import_of_part_of_a_file_is_done_in_part(tmp_path: Path, command: Command) -> None:
    outcome = command("import", acled(tmp_path, {"event_date": "soon"}, {}))
    assert outcome.status == 3
    assert "acled.csv, line 2" in outcome.err
    assert len(outcome.out.splitlines()) == 1


def test_fighting_is_not_imported(tmp_path: Path, command: Command) -> None:
    outcome = command("import", ged(tmp_path, {}), "--out", tmp_path / "coded")
    assert outcome.status == 1
    assert "UCDP codes deaths in fighting, which is none of the four kinds; compare takes the file" in outcome.err
    assert not (tmp_path / "coded").exists()


def test_compare_prints_a_table_and_what_is_counted_apart(tmp_path: Path, command: Command, events: Path) -> None:
    gharyan = {"location": "Gharyan", "latitude": "32.17", "longitude": "13.02", "event_id_cnty": "LBY102"}
    outcome = command("compare", events, acled(tmp_path, {}, gharyan, {"sub_event_type": "Attack"}))
    assert outcome.status == 0
    assert [row[0] for row in outcome.rows] == ["differing", "only ACLED"]
    assert outcome.rows[0][-1] == "date: 2011-08-20 / 2011-08-19"
    assert "apart: 1 row of no kind of ours: Attack 1" in outcome.err
    assert "0 agreed, 1 differing, 0 only ours, 1 only ACLED" in outcome.err
    assert command("compare", events, tmp_path / "acled.csv", "--quiet").err == ""


def test_compare_writes_json_and_a_page(tmp_path: Path, command: Command, events: Path) -> None:
    outcome = command("compare", events, acled(tmp_path, {}), "--json", "--out", tmp_path / "compare.html")
    assert json.loads(outcome.out)["counts"]["differing"] == 1
    assert "Events beside ACLED" in (tmp_path / "compare.html").read_text(encoding="utf-8")


def test_compare_names_rows_that_cannot_be_used(tmp_path: Path, command: Command, events: Path) -> None:
    outcome = command("compare", events, acled(tmp_path, {}, {"latitude": ""}))
    assert outcome.status == 3
    assert f"{tmp_path / 'acled.csv'}, line 3" in outcome.err
    assert "1 row that cannot be used" in outcome.err


def test_compare_says_who_holds_what_on_a_day(tmp_path: Path, command: Command) -> None:
    place = {"text": "Kherson", "name": "Kherson", "country": "UA", "geonames_id": int(KHERSON)}
    capture(place=place, gained_by="Russian forces", date="2022-03-02", published="2022-03-03").to_json(
        tmp_path / "events.json"
    )
    file = control(tmp_path, (KHERSON, "20220301", "UA"), (KHERSON, "20220303", "RU"))
    outcome = command("compare", tmp_path / "events.json", file, "--at", "2022-03-03")
    assert outcome.status == 0
    assert "2022-03-03: 1 place held by the same; 0 by another." in outcome.err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"event_date": "2015-01-01"}, "there is no day in common"),
        ({"event_date": "soon"}, "holds no row that can be used"),
    ],
)
def test_what_cannot_be_compared_is_said(
    tmp_path: Path, command: Command, events: Path, rows: dict[str, str], said: str
) -> None:
    outcome = command("compare", events, acled(tmp_path, rows))
    assert outcome.status == 1
    assert said in outcome.err


def test_an_event_file_of_another_version_is_named(tmp_path: Path, command: Command, events: Path) -> None:
    document = json.loads(events.read_text(encoding="utf-8"))
    events.write_text(json.dumps({**document, "schema_version": 999}), encoding="utf-8")
    outcome = command("compare", events, acled(tmp_path, {}))
    assert outcome.status == 1
    assert str(events) in outcome.err
    assert "999" in outcome.err
