"""CSV, GeoJSON, Parquet, the data frame and JSON lines, read back by other readers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest
from geojson_pydantic import Feature, FeatureCollection, Point

from conflict_extract.errors import OutputError
from conflict_extract.output import (
    COLUMNS,
    Collection,
    json_line,
    rows,
    to_frame,
    write_acled,
    write_csv,
    write_geojson,
    write_json_lines,
    write_parquet,
    write_report,
)
from conflict_extract.output.rows import COLUMN_TYPES
from conflict_extract.schema import RECORD_ADAPTER, Article, Place, Quarantined

from .builders import day, event, read_csv


def _report(collection: Collection, path: Path) -> None:
    write_report(collection, path, title="Libya", summary={"articles": 4})


WRITERS: list[Callable[[Collection, Path], None]] = [write_csv, write_geojson, write_parquet, write_acled, _report]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_collection_gives_the_same_bytes_and_leaves_nothing_else(
    write: Callable[[Collection, Path], None], collection: Collection, tmp_path: Path
) -> None:
    turned = Collection(collection.events[::-1], collection.records, collection.articles, collection.superseded)
    write(collection, tmp_path / "deep" / "one")
    write(turned, tmp_path / "deep" / "two")
    assert (tmp_path / "deep" / "one").read_bytes() == (tmp_path / "deep" / "two").read_bytes()
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["one", "two"]


@pytest.mark.parametrize("write", WRITERS)
def test_an_empty_collection_can_be_written(write: Callable[[Collection, Path], None], tmp_path: Path) -> None:
    write(Collection((), {}, {}), tmp_path / "empty")
    assert (tmp_path / "empty").stat().st_size > 0


@pytest.mark.parametrize("write", WRITERS)
def test_a_folder_in_the_way_is_an_output_error_with_a_hint(
    write: Callable[[Collection, Path], None], collection: Collection, tmp_path: Path
) -> None:
    (tmp_path / "taken" / "inside").mkdir(parents=True)
    with pytest.raises(OutputError, match="taken") as caught:
        write(collection, tmp_path / "taken")
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("write", WRITERS)
def test_half_a_surrogate_pair_in_a_name_stops_nothing(
    write: Callable[[Collection, Path], None], tmp_path: Path
) -> None:
    place = Place.model_construct(**{**Place(text="x", name="x").model_dump(), "name": "Zawiya \ud83d"})
    odd = event("ev", "control_change", day("2011-08-20"), ("rec",), ("A",), place=Place(text="x", name="x"))
    write(Collection([odd.model_copy(update={"place": place})], {}, {}), tmp_path / "odd")
    assert b"Zawiya ?" in (tmp_path / "odd").read_bytes() or write is write_parquet


def test_csv_keeps_numbers_and_defuses_formulas(collection: Collection, tmp_path: Path) -> None:
    write_csv(collection, tmp_path / "events.csv")
    table = {row["event_id"]: row for row in read_csv(tmp_path / "events.csv")}
    assert table["ev-unknown"]["longitude"] == "-77.27"
    assert table["ev-unknown"]["date_start"] == ""
    assert table["ev-formula"]["place"] == "'+41"
    assert table["ev-denial"]["outlets"] == "'=cmd|'/C calc'!A0"
    assert table["ev-bracket"]["place"].startswith("'-<script>")
    for row in table.values():
        for column, cell in row.items():
            assert column in ("longitude", "latitude") or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_csv_is_rfc_4180_and_pandas_reads_it(collection: Collection, tmp_path: Path) -> None:
    write_csv(collection, tmp_path / "events.csv")
    assert (tmp_path / "events.csv").read_bytes().startswith(b"event_id,kind,place,")
    assert (tmp_path / "events.csv").read_bytes().count(b"\r\n") == len(collection.events) + 1
    frame = pandas.read_csv(tmp_path / "events.csv")
    assert list(frame.columns) == list(COLUMNS)
    assert frame["longitude"].dtype == "float64"
    assert len(frame) == len(collection.events)


def test_duckdb_finds_the_types_of_a_csv(collection: Collection, tmp_path: Path) -> None:
    write_csv(collection, tmp_path / "events.csv")
    with duckdb.connect() as connection:
        relation = connection.read_csv(str(tmp_path / "events.csv"))
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        found = relation.fetchall()
    assert list(types) == list(COLUMNS)
    assert (types["date_start"], types["latitude"], types["credibility"]) == ("DATE", "DOUBLE", "BIGINT")
    assert len(found) == len(collection.events)


def test_geojson_is_read_by_those_who_know_rfc_7946(collection: Collection, tmp_path: Path) -> None:
    write_geojson(collection, tmp_path / "events.geojson")
    read = FeatureCollection[Feature[Point, dict[str, Any]]].model_validate_json(
        (tmp_path / "events.geojson").read_bytes()
    )
    assert [feature.properties for feature in read.features] == rows(collection)
    assert {feature.geometry is None for feature in read.features} == {True, False}


def test_geojson_is_what_rfc_7946_says(collection: Collection, tmp_path: Path) -> None:
    write_geojson(collection, tmp_path / "events.geojson")
    document = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))
    assert document.keys() == {"type", "features"}
    assert document["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in document["features"]] == rows(collection)
    for feature in document["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"]["event_id"]
        _check_geometry(feature["geometry"], feature["properties"])


def _check_geometry(geometry: dict[str, Any] | None, properties: dict[str, Any]) -> None:
    if properties["latitude"] is None:
        assert geometry is None
        return
    assert geometry is not None
    assert geometry.keys() == {"type", "coordinates"}
    assert geometry["type"] == "Point"
    longitude, latitude = geometry["coordinates"]
    assert (longitude, latitude) == (properties["longitude"], properties["latitude"])
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


def test_parquet_is_typed_and_says_what_the_rows_say(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "it's a file.parquet"
    write_parquet(collection, path)
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(path))
        types = dict(zip(relation.columns, map(str, relation.types), strict=True))
        found = relation.fetchall()
    assert list(types) == list(COLUMNS)
    assert types["place"] == "VARCHAR"
    assert types["n_outlets"] == types["size_min"] == types["geonames_id"] == "BIGINT"
    assert types["latitude"] == "DOUBLE"
    assert types["date_start"] == "DATE"
    expected = [tuple(row.values()) for row in rows(collection)]
    assert [tuple(str(cell) for cell in row) for row in found] == [tuple(str(cell) for cell in row) for row in expected]


def test_parquet_of_nothing_has_the_same_types(collection: Collection, tmp_path: Path) -> None:
    write_parquet(Collection((), {}, {}), tmp_path / "none.parquet")
    write_parquet(collection, tmp_path / "some.parquet")
    with duckdb.connect() as connection:
        none, some = (connection.read_parquet(str(tmp_path / f"{name}.parquet")) for name in ("none", "some"))
        assert none.types == some.types


def test_the_frame_is_typed(collection: Collection) -> None:
    frame = to_frame(collection)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["date_start"].dtype == frame["date_end"].dtype == "datetime64[s]"
    assert frame["size_min"].dtype == "Int64"
    assert frame["latitude"].dtype == "float64"
    assert frame["place"].dtype == "string"
    assert frame["date_start"].isna().sum() == 1
    first = frame[frame["event_id"] == "ev-control"].iloc[0]
    assert first["date_start"] == pandas.Timestamp("2011-08-20")
    assert (to_frame(Collection((), {}, {})).dtypes == frame.dtypes).all()


def test_the_frame_of_polars_says_the_same(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = to_frame(collection, "polars")
    types = {"text": polars.String, "integer": polars.Int64, "decimal": polars.Float64, "date": polars.Date}
    expected = {column: types[kind] for column, kind in COLUMN_TYPES.items()}
    assert dict(frame.schema) == dict(to_frame(Collection((), {}, {}), "polars").schema) == expected
    for mine, row in zip(frame.to_dicts(), rows(collection), strict=True):
        assert {name: str(value) for name, value in mine.items()} == {name: str(value) for name, value in row.items()}
    write_parquet(collection, tmp_path / "events.parquet")
    assert polars.read_parquet(tmp_path / "events.parquet").equals(frame)
    with pytest.raises(OutputError, match="no data frame of 'arrow'"):
        to_frame(collection, "arrow")  # type: ignore[call-overload]
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(OutputError, match="polars is not installed"):
        to_frame(collection, "polars")


def test_json_lines_come_back_as_they_went(collection: Collection, tmp_path: Path) -> None:
    write_json_lines(collection.records.values(), tmp_path / "records.jsonl")
    lines = (tmp_path / "records.jsonl").read_text(encoding="utf-8").splitlines()
    assert [RECORD_ADAPTER.validate_json(line) for line in lines] == list(collection.records.values())
    assert "سيطر" in lines[1]
    assert list(json.loads(lines[0])) == list(type(collection.records["rec-1"]).model_fields)


def test_a_json_line_is_one_line_for_every_reader() -> None:
    article = Article(id="a", text="one\ntwo\u2028three\x85four\x1cfive")
    line = json_line(article)
    assert line.splitlines() == [line]
    assert Article.model_validate_json(line) == article


def test_a_json_line_holds_no_nan_and_survives_half_a_surrogate_pair() -> None:
    plain = Quarantined(reason="r", message="m", record={"size": float("nan")})
    assert json.loads(json_line(plain))["record"] == {"size": None}
    odd = Quarantined(reason="r", message="m", record={"size": float("nan"), "claim": "lost \ud83d"})
    assert json.loads(json_line(odd))["record"] == {"size": None, "claim": "lost \ud83d"}
    json_line(odd).encode()
