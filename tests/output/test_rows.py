from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import conflict_extract.output as output
from conflict_extract import EventSet, merge
from conflict_extract.output import COLUMNS, Collection, rows
from conflict_extract.output.rows import COLUMN_TYPES
from conflict_extract.schema import Date
from tests.builders import record

from .builders import ZAWIYA, event


def test_a_row_holds_what_the_event_its_first_record_and_its_place_say(collection: Collection) -> None:
    row = next(row for row in rows(collection) if row["event_id"] == "ev-control")
    assert row["kind"] == "control_change"
    assert (row["place"], row["place_type"], row["within"], row["country"]) == ("Zawiya", "city", "western Libya", "LY")
    assert (row["latitude"], row["longitude"], row["geonames_id"]) == (32.7571, 12.7276, 2208425)
    assert (row["actor"], row["actor_id"], row["actor_side"]) == ("Libyan rebels", "ly-rebels", "opposition")
    assert row["other_actor"] == "Libyan army"
    assert (row["disputed_by"], row["conflicts"], row["records"]) == ("ev-denial", "extent", "rec-1; rec-2")
    assert row["trigger"] == "seized"
    assert str(row["quote"]).startswith("Rebels seized the city of Zawiya")
    assert row["sources"] == "residents"
    assert row["outlets"] == "Levant Wire; صحيفة الساحل"
    assert row["urls"] == "https://wire.example/zawiya?a=1&b=2"


def test_every_kind_fills_its_own_columns(collection: Collection) -> None:
    by_id = {row["event_id"]: row for row in rows(collection)}
    withdrawal, defection, denial = by_id["ev-withdrawal"], by_id["ev-defection"], by_id["ev-denial"]
    assert (withdrawal["actor"], withdrawal["unit"]) == ("Libyan army", "32nd Brigade")
    assert (withdrawal["to_place"], withdrawal["stage"]) == ("Tripoli", "completed")
    assert (defection["other_actor"], defection["from_side"]) == ("Libyan rebels", "Libyan army")
    assert (defection["size_min"], defection["size_max"]) == (24, 99)
    assert (denial["actor"], denial["other_actor"]) == ("Libyan ministry of defence", "Libyan rebels")
    assert (denial["denies"], denial["claim"]) == ("control_change", "Zawiya had fallen")


def test_every_row_has_every_column_in_order_with_its_type(collection: Collection) -> None:
    types = {"text": str, "date": str, "integer": int, "decimal": float}
    for row in rows(collection):
        assert list(row) == list(COLUMNS) == list(COLUMN_TYPES)
        for column, value in row.items():
            assert value is None or type(value) is types[COLUMN_TYPES[column]], column


def test_the_order_of_the_events_given_changes_nothing(collection: Collection) -> None:
    assert rows(collection) == rows(replace(collection, events=collection.events[::-1]))
    dates = [row["date_start"] for row in rows(collection)]
    assert dates[-1] is None
    assert dates[:-1] == sorted(str(date) for date in dates[:-1])


def test_nothing_to_show_gives_no_rows() -> None:
    assert rows(Collection((), {}, {})) == []


def test_names_and_weight_of_the_package() -> None:
    assert all(hasattr(output, name) for name in output.__all__)
    code = (
        "import sys; before = set(sys.modules); import conflict_extract.output; "
        "print(*({'duckdb', 'pandas', 'jinja2', 'rich'} & (set(sys.modules) - before)))"
    )
    # Whatever pydantic's own plugins load (rich, through an editable install) is not ours to count.
    baseline = (
        "import sys; before = set(sys.modules); import conflict_extract.schema; "
        "print(*({'duckdb', 'pandas', 'jinja2', 'rich'} & (set(sys.modules) - before)))"
    )
    loaded, alone = (
        subprocess.run([sys.executable, "-c", each], capture_output=True, text=True, check=True).stdout.split()
        for each in (code, baseline)
    )
    assert set(loaded) <= set(alone)


def test_what_is_told_as_earlier_has_a_last_day_only(tmp_path: Path) -> None:
    dates = {
        "ev-open": Date(text="earlier", end="2011-08-20", basis="stated"),
        "ev-vague": Date(text="the other day", end="2011-08-21", basis="unresolved"),
    }
    told = Collection(
        [event(key, "control_change", date, ("rec",), (), place=ZAWIYA) for key, date in dates.items()], {}, {}
    )
    cells = [(row["date_start"], row["date_end"], row["date_basis"]) for row in rows(told)]
    assert cells == [(None, "2011-08-20", "stated"), (None, "2011-08-21", "unresolved")]
    assert [line.split("\t")[1] for line in output.events_plain(told)] == ["by 2011-08-20", "the other day"]
    output.write_geojson(told, tmp_path / "events.geojson")
    output.write_parquet(told, tmp_path / "events.parquet")
    features = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))["features"]
    assert [each["properties"]["date_start"] for each in features] == [None, None]
    assert output.to_frame(told)["date_start"].isna().all()


def test_the_quote_states_the_event_and_not_who_is_meant_in_it(tmp_path: Path) -> None:
    before = "Rebels reached the gates of Zawiya on Thursday."
    states = "By night they had seized it."
    pieces = [{"sentence": at, "start": 0, "end": len(text), "text": text} for at, text in enumerate((before, states))]
    told = record(place="Zawiya", gained_by="rebels", trigger="seized", evidence=pieces)
    events = merge([told])
    events.save(tmp_path / "events.duckdb")
    EventSet.open(tmp_path / "events.duckdb").to_csv(tmp_path / "events.csv")
    (row,) = csv.DictReader((tmp_path / "events.csv").read_text(encoding="utf-8").splitlines())
    assert row["quote"] == rows(events.collection)[0]["quote"] == states
