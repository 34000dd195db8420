"""Files of coded events are read as they are downloaded; what is wrong with them is named, and nothing is guessed."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from benchmarks.coded import NEW_COLUMNS, OLD_COLUMNS

from conflict_extract.comparison import read_coded
from conflict_extract.comparison.coded import CodedFile
from conflict_extract.errors import RecordsError
from tests.comparison.files import (
    BAKHMUT,
    CAPTURE,
    CONTROL_COLUMNS,
    GED_COLUMNS,
    KHERSON,
    acled,
    control,
    ged,
    written,
)


def named(file: CodedFile) -> list[tuple[str | None, str]]:
    return [(failure.path, failure.message) for failure in file.failures]


@pytest.mark.parametrize("old", [False, True])
def test_both_column_sets_of_acled_say_the_same(tmp_path: Path, old: bool) -> None:
    file = read_coded(acled(tmp_path, {}, {"sub_event_type": "Armed clash", "event_id_cnty": "LBY102"}, old=old))
    (row,) = file.rows
    assert (file.outlet, file.n_rows, dict(file.other_kinds)) == ("ACLED", 2, {"Armed clash": 1})
    assert (row.date.start, row.date.end, row.date.precision) == ("2011-08-19", "2011-08-19", "day")
    assert (row.gained_by and row.gained_by.text, row.lost_by and row.lost_by.text) == (
        "Opposition Forces (Libya)",
        "Military Forces of Libya (1969-2011)",
    )
    assert row.gained_by is not None
    assert (row.gained_by.side, row.means) == ("opposition", "fighting")
    assert (row.place.name, row.place.country, row.place.lat) == ("Zlitan", "LY", 32.4674)
    assert row.published == "2011-08-22T08:00:00+00:00"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_and_servers_do_to_a_file(tmp_path: Path, separator: str) -> None:
    plain = written(tmp_path / "plain.csv", NEW_COLUMNS, [CAPTURE], separator)
    text = plain.read_bytes()
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + (b"sep=;\r\n" if separator == ";" else b"") + text)
    loud = tmp_path / "loud.csv"
    loud.write_bytes(text.split(b"\r\n", 1)[0].upper() + b"\r\n" + text.split(b"\r\n", 1)[1])
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(text))
    archive = tmp_path / "archive.zip"
    with zipfile.ZipFile(archive, "w") as stream:
        stream.writestr("folder/data.csv", text)
        stream.writestr("readme.pdf", b"%PDF")
    for path in (plain, marked, loud, packed, archive):
        assert [row.external_id for row in read_coded(path).rows] == ["LBY101"], path.name


def test_precision_widens_days_and_places(tmp_path: Path) -> None:
    week, month = read_coded(acled(tmp_path, {"time_precision": "2"}, {"time_precision": "3"})).rows
    assert (week.date.start, week.date.end, week.date.precision) == ("2011-08-16", "2011-08-22", "range")
    assert (month.date.start, month.date.end, month.date.precision) == ("2011-08-01", "2011-08-31", "month")
    near, region = read_coded(acled(tmp_path, {"geo_precision": "2"}, {"geo_precision": "3"})).rows
    assert (near.place.type, near.place.lat) == ("other", 32.4674)
    assert (region.place.type, region.place.lat, region.place.geonames_id) == ("governorate", None, None)


@pytest.mark.parametrize(
    ("row", "gained"),
    [
        ({"sub_event_type": "Government regains territory"}, "Military Forces of Libya (1969-2011)"),
        ({"sub_event_type": "Non-violent transfer of territory"}, "Opposition Forces (Libya)"),
        # two that are not of the state: the codebook does not say which of them gained the place
        ({"actor2": "Islamic State (Libya)", "inter2": "Rebel group"}, None),
        ({"actor1": CAPTURE["actor2"], "inter1": "State forces", "actor2": CAPTURE["actor1"], "inter2": "Rebel group"},
         "Opposition Forces (Libya)"),
    ],
)  # fmt: skip
def test_who_gained_a_place_is_what_the_codebook_tells(tmp_path: Path, row: dict[str, str], gained: str | None) -> None:
    (found,) = read_coded(acled(tmp_path, row)).rows
    assert (found.gained_by.text if found.gained_by else None) == gained


def test_a_place_is_the_one_of_its_name_that_lies_at_its_point(tmp_path: Path) -> None:
    here, elsewhere = read_coded(acled(tmp_path, {}, {"latitude": "27.0", "longitude": "18.0"})).rows
    assert here.place.geonames_id is not None
    assert elsewhere.place.geonames_id is None


def test_rows_of_ucdp_are_fighting(tmp_path: Path) -> None:
    file = read_coded(ged(tmp_path, {}, {"date_end": "2011-08-21", "where_prec": "4", "where_coordinates": "Misratah"}))
    row, wide = file.rows
    assert (file.outlet, file.codes_kinds, row.is_change) == ("UCDP", False, False)
    assert [actor.text for actor in row.actors] == ["Government of Libya", "NTC"]
    assert (row.place.name, row.place.type) == ("Zlitan", "town")
    assert (wide.date.precision, wide.place.type, wide.place.lat) == ("range", "governorate", None)


def test_a_change_of_holder_is_an_event_and_contested_days_are_none(tmp_path: Path) -> None:
    days = [("20220301", "UA"), ("20220302", "CONTESTED"), ("20220305", "RU"), ("20220306", "RU"), ("20220307", "UA")]
    file = read_coded(control(tmp_path, *((KHERSON, day, status) for day, status in days), ("1", "20220301", "UA")))
    taken, lost = file.rows
    assert (taken.date.start, taken.date.end) == ("2022-03-03", "2022-03-05")  # the days between have no row
    assert taken.gained_by is not None
    assert (taken.gained_by.id, taken.place.name, taken.place.admin1) == ("russia", "Kherson", "Kherson")
    assert lost.gained_by is not None
    assert (lost.gained_by.id, lost.date.start, lost.date.precision) == ("ukraine", "2022-03-07", "day")
    assert (file.unplaced, dict(file.other_kinds)) == (1, {"status CONTESTED": 1})
    assert [file.holdings[0].at(day) for day in ("2022-02-28", "2022-03-04", "2022-03-06")] == [None, "CONTESTED", "RU"]


def test_the_older_files_of_control_have_a_column_a_reading(tmp_path: Path) -> None:
    columns = ("geonameid", "name", "asciiname", "longitude", "latitude", "feature_code", "ctr_20220301060000",
               "ctr_20220301180000", "ctr_20220302")  # fmt: skip
    cells = (BAKHMUT, "Bakhmut", "Bakhmut", "38.0", "48.59", "PPL", "UA", "RU", "UA")
    file = read_coded(written(tmp_path / "wide.csv", columns, [dict(zip(columns, cells, strict=True))]))
    (row,) = file.rows  # of a day the last reading counts
    assert (row.date.start, row.place.name, row.lost_by and row.lost_by.id) == ("2022-03-02", "Bakhmut", "russia")


def test_rows_that_cannot_be_used_are_named_by_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = acled(
        tmp_path,
        {"event_date": "31/31/2011"}, {"event_date": "3/4/2011"}, {"latitude": "north"}, {"longitude": "200"},
        {"time_precision": "9"}, {"geo_precision": ""}, {"notes": "two\nlines"}, {"event_date": ""},
    )  # fmt: skip
    with path.open("a", encoding="utf-8") as stream:
        stream.write("one,two\r\n" + "," * 30 + "\r\n\r\n")  # spreadsheets leave empty rows behind
    file = read_coded(path)
    assert [row.notes for row in file.rows] == ["two\nlines"]
    assert named(file) == [
        (f"{path}, line 2", "event_date '31/31/2011' is no date that can be read beyond doubt"),
        (f"{path}, line 3", "event_date '3/4/2011' is no date that can be read beyond doubt"),
        (f"{path}, line 4", "latitude 'north', longitude '14.5687' are no numbers"),
        (f"{path}, line 5", "latitude 32.4674, longitude 200 lie on no map"),
        (f"{path}, line 6", "time_precision '9' is none of 1, 2 and 3"),
        (f"{path}, line 7", "geo_precision '' is none of 1, 2 and 3"),
        (f"{path}, line 10", "event_date '' is no date that can be read beyond doubt"),
        (f"{path}, line 11", "2 cells, where the first line names 31 columns"),
    ]
    assert all(failure.hint for failure in file.failures)


def test_days_out_of_order_are_refused(tmp_path: Path) -> None:
    path = control(tmp_path, (KHERSON, "20220305", "RU"), (KHERSON, "20220301", "UA"))
    file = read_coded(path)
    assert file.rows == []
    assert named(file) == [(f"{path}, line 3", "2022-03-01 comes after 2022-03-05, of the same place")]


def test_other_encodings_are_told_and_damaged_bytes_named_with_their_row(tmp_path: Path) -> None:
    path = acled(
        tmp_path, {}, {"location": "Z\u00e9line", "notes": "Les forces ont pris Z\u00e9line apr\u00e8s l\u2019aube."}
    )
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("cp1252"))
    assert [row.place.name for row in read_coded(path).rows] == ["Zlitan", "Z\u00e9line"]
    path.write_bytes(text.encode().replace("Z\u00e9".encode(), b"Z\xe9", 1))
    file = read_coded(path)
    assert [row.place.name for row in file.rows] == ["Zlitan"]
    assert named(file) == [(f"{path}, line 3", "its bytes are not UTF-8")]


NO_FILE = "is no file of ACLED, UCDP GED or Candidate, VIINA 2.0 control, VIINA 1.0 control by its columns:"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            [name for name in NEW_COLUMNS if name not in ("time_precision", "latitude")],
            "lacks columns of ACLED: time_precision, latitude",
        ),
        ([name for name in GED_COLUMNS if name != "best"], "lacks columns of UCDP GED or Candidate: best"),
        (["kod", "date", "status"], "lacks columns of VIINA 2.0 control: geonameid"),
        (["geonameid", "name", "latitude", "longitude"], "lacks columns of VIINA 1.0 control: ctr_YYYYMMDD"),
        (
            ["a", "b"],
            f"{NO_FILE} it has a, b",
        ),
        (
            ["id", "date", "name", "latitude", "longitude"],
            f"{NO_FILE} of VIINA 1.0 control, the nearest, it lacks geonameid, ctr_YYYYMMDD; it has id, date, name, "
            "latitude, longitude",
        ),
    ],
)
def test_missing_columns_are_named(tmp_path: Path, columns: list[str], said: str) -> None:
    path = written(tmp_path / "file.csv", columns, [dict.fromkeys(columns, "1")])
    with pytest.raises(RecordsError) as raised:
        read_coded(path)
    assert raised.value.message == f"{path} {said}"
    assert "docs/compare.md" in raised.value.hint


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    workbook, two, cut, empty = (tmp_path / name for name in ("a.xlsx", "two.zip", "cut.csv.gz", "empty.csv"))
    with zipfile.ZipFile(workbook, "w") as stream:
        stream.writestr("[Content_Types].xml", "<Types/>")
    with zipfile.ZipFile(two, "w") as stream:
        stream.writestr("one.csv", "a")
        stream.writestr("two.csv", "b")
    cut.write_bytes(gzip.compress(b"geonameid,date,status\n" + bytes(range(48, 90)) * 4000)[:-40])
    empty.write_bytes(b"\n")
    said = {workbook: "a workbook", two: "one.csv, two.csv", cut: "cannot read", empty: "is empty"}
    for path, words in {**said, tmp_path / "none.csv": "No such file"}.items():
        with pytest.raises(RecordsError, match=words) as raised:
            read_coded(path)
        assert str(path) in raised.value.message
        assert raised.value.hint


def test_a_file_without_a_usable_row_says_why(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match=r"holds no row that can be used; .*line 2: event_date"):
        read_coded(acled(tmp_path, {"event_date": "soon"}))
    with pytest.raises(RecordsError, match="holds no row that can be used"):
        read_coded(written(tmp_path / "bare.csv", CONTROL_COLUMNS, []))


def test_columns_of_ones_own_change_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "more.csv", [*OLD_COLUMNS, "mine"], [{**CAPTURE, "mine": "x"}])
    assert len(read_coded(path).rows) == 1
