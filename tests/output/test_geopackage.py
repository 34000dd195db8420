"""GeoPackage for QGIS, read back by GDAL: layers, types, dates, what has no coordinates."""

from __future__ import annotations

import sqlite3
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyogrio import list_layers, raw, read_info

from conflict_extract import OutputError
from conflict_extract.output import Collection, rows, write_geopackage
from conflict_extract.output.rows import COLUMN_TYPES
from conflict_extract.output.tables import column_types
from conflict_extract.schema import Date

from .builders import ZAWIYA, event
from .exported import tables

TYPES = {"text": "OFTString", "integer": "OFTInteger64", "decimal": "OFTReal", "date": "OFTDate"}


@pytest.fixture
def written(collection: Collection, tmp_path: Path) -> Path:
    path = tmp_path / "events.gpkg"
    write_geopackage(tables(collection), path)
    return path


def _read(path: Path, layer: str) -> tuple[list[dict[str, Any]], Any]:
    """The rows of a layer, and its geometries."""
    meta, _, geometries, values = raw.read(path, layer=layer)
    return [dict(zip(meta["fields"], row, strict=True)) for row in zip(*values, strict=True)], geometries


@pytest.mark.parametrize("layer", ["events", "records", "control", "denials", "articles"])
def test_columns_and_types_are_those_of_the_tables(layer: str, written: Path) -> None:
    info = read_info(written, layer=layer)
    types = column_types(layer)
    assert dict(zip(info["fields"], info["ogr_types"], strict=True)) == {
        name: TYPES[kind] for name, kind in types.items()
    }
    located = "latitude" in types
    assert (info["geometry_type"], info["crs"]) == (("Point", "EPSG:4326") if located else (None, None))


def test_layers_are_those_of_points_and_tables(written: Path) -> None:
    assert {(name, kind) for name, kind in list_layers(written)} == {
        ("events", "Point"), ("records", "Point"), ("control", "Point"), ("denials", None), ("articles", None)
    }  # fmt: skip


def test_events_come_back_as_they_were(collection: Collection, written: Path) -> None:
    found, points = _read(written, "events")
    told = rows(collection)
    assert len(found) == len(told) == len(collection.events)
    for row, wanted, point in zip(found, told, points, strict=True):
        for name, value in wanted.items():
            if COLUMN_TYPES[name] == "date":
                assert str(row[name]) == (value or "NaT")
            elif value is None:
                assert row[name] is None or np.isnan(row[name])
            elif COLUMN_TYPES[name] == "text":
                assert row[name] == str(value).replace("\x1b", "\ufffd")
            else:
                assert row[name] == value
        longitude, latitude = wanted["longitude"], wanted["latitude"]
        assert point == (None if latitude is None else struct.pack("<BIdd", 1, 1, longitude, latitude))


def test_records_articles_denials_and_control_come_along(collection: Collection, written: Path) -> None:
    records, _ = _read(written, "records")
    assert [(row["record_id"], row["event_id"]) for row in records] == [
        ("rec-1", "ev-control"), ("rec-2", "ev-control"), ("rec-4", "ev-withdrawal"), ("rec-3", "ev-denial"),
        ("rec-5", "ev-unknown"),
    ]  # fmt: skip
    (seized,) = (row for row in records if row["record_id"] == "rec-1")
    assert (seized["url"], seized["source"], seized["source_role"]) == (
        "https://wire.example/zawiya?a=1&b=2", "residents", "local"
    )  # fmt: skip
    articles, _ = _read(written, "articles")
    assert [row["article_id"] for row in articles] == ["art-wire", "art-arabic", "art-bulletin", "art nameless/1"]
    denials, _ = _read(written, "denials")
    assert [(row["denial_id"], row["event_id"], row["event_place"]) for row in denials] == [
        ("ev-denial", "ev-control", "Zawiya"), ("ev-denial", "ev-gone", None)
    ]  # fmt: skip
    control, points = _read(written, "control")
    held = {row["place"]: row for row in control}
    assert held["Zawiya"]["held_by"] == "Libyan rebels"
    assert held["Zawiya"]["held_from"] == np.datetime64("2011-08-20")
    assert np.isnat(held["Zawiya"]["held_until"])
    assert sum(point is not None for point in points) == 2


def test_what_has_no_coordinates_is_counted_and_kept(collection: Collection, tmp_path: Path) -> None:
    notes = write_geopackage(tables(collection), tmp_path / "events.gpkg")
    assert notes == ("without a point: 4 events without coordinates",)


@pytest.mark.parametrize(
    ("text", "read"),
    [("1600-02-03", "1600-02-03"), ("9999-12-31", "9999-12-31"), ("2011-08", "NaT"), ("2011", "NaT"), (None, "NaT")],
)
def test_days_of_any_year_are_dates_and_what_is_no_day_is_null(text: str | None, read: str, tmp_path: Path) -> None:
    told = event("ev", "control_change", Date(start=text), ("rec",), (), place=ZAWIYA)
    write_geopackage(tables(Collection([told], {}, {})), tmp_path / "events.gpkg")
    ((row,), _) = _read(tmp_path / "events.gpkg", "events")
    assert str(row["date_start"]) == read


def test_two_exports_have_the_same_bytes_and_replace_what_was_there(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "events.gpkg"
    write_geopackage(tables(collection), path)
    first = path.read_bytes()
    write_geopackage(tables(collection), path)
    assert path.read_bytes() == first
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [
            ("2000-01-01T00:00:00.000Z",)
        ]
    connection.close()


def test_a_set_without_events_has_all_layers(tmp_path: Path) -> None:
    write_geopackage(tables(Collection([], {}, {})), tmp_path / "events.gpkg")
    assert len(list_layers(tmp_path / "events.gpkg")) == 5


def test_a_missing_library_is_named_with_the_command(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    with pytest.raises(OutputError, match="pyogrio") as caught:
        write_geopackage(tables(collection), tmp_path / "events.gpkg")
    assert caught.value.hint == "install it: pip install 'conflict-extract[exports]'"
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_written_is_an_error(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_geopackage(tables(collection), tmp_path / "file" / "events.gpkg")
