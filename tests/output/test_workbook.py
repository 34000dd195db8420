"""Excel workbooks, read back by openpyxl: types, dates, filters, limits, and nothing that runs."""

from __future__ import annotations

import datetime
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from conflict_extract import OutputError
from conflict_extract.output import Collection, rows, workbook, write_workbook
from conflict_extract.output.rows import COLUMN_TYPES
from conflict_extract.output.tables import column_types
from conflict_extract.schema import Date, Place

from .builders import ZAWIYA, article, day, event, record
from .exported import tables

FORMULA = '=HYPERLINK("http://evil.example","click")'


def _read(collection: Collection, path: Path) -> Any:
    write_workbook(tables(collection), path)
    return load_workbook(path)


def _rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    header, *told = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in told]


def _one(when: Date, place: Place = ZAWIYA) -> Collection:
    return Collection([event("ev", "control_change", when, ("rec",), (), place=place)], {}, {})


def test_one_sheet_a_table_with_a_frozen_header_and_filters(collection: Collection, tmp_path: Path) -> None:
    book = _read(collection, tmp_path / "events.xlsx")
    assert book.sheetnames == ["events", "records", "control", "denials", "articles"]
    for sheet in book:
        assert [cell.value for cell in sheet[1]] == [*column_types(sheet.title)]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    assert [book[name].max_row - 1 for name in book.sheetnames] == [8, 5, 3, 2, 4]


def test_events_come_back_as_they_were(collection: Collection, tmp_path: Path) -> None:
    found = _rows(_read(collection, tmp_path / "events.xlsx"), "events")
    for row, wanted in zip(found, rows(collection), strict=True):
        for name, value in wanted.items():
            if COLUMN_TYPES[name] == "date" and value:
                assert row[name] == datetime.datetime.fromisoformat(str(value))
            elif isinstance(value, str):
                assert row[name] == value.replace("\x1b", "\ufffd")
            else:
                assert row[name] == value


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1900-03-01", datetime.datetime(1900, 3, 1)),
        ("9999-12-31", datetime.datetime(9999, 12, 31)),
        ("1900-02-28", "1900-02-28"),
        ("1899-12-31", "1899-12-31"),
        ("0033-04-03", "0033-04-03"),
        ("2011-08", "2011-08"),
        (None, None),
    ],
)
def test_days_are_dates_and_what_excel_cannot_date_is_text(text: str | None, read: object, tmp_path: Path) -> None:
    book = _read(_one(Date(start=text)), tmp_path / "events.xlsx")
    at = [*COLUMN_TYPES].index("date_start") + 1
    cell = book["events"].cell(2, at)
    assert cell.value == read
    assert cell.is_date == isinstance(read, datetime.datetime)
    if cell.is_date:
        assert cell.number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("text", [FORMULA, "+41", "-x", "@SUM(A1)", "＝1+1", "\t=1", "http://a.example", "007"])
def test_nothing_is_a_formula_a_link_or_a_guessed_number(text: str, tmp_path: Path) -> None:
    book = _read(_one(Date(), Place(text=text, name=text)), tmp_path / "events.xlsx")
    cell = book["events"].cell(2, [*COLUMN_TYPES].index("place") + 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    with zipfile.ZipFile(tmp_path / "events.xlsx") as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"hyperlink" not in archive.read(name)


def test_what_excel_would_take_for_an_escaped_character_is_escaped_itself(tmp_path: Path) -> None:
    write_workbook(tables(_one(Date(), Place(text="_x0041_", name="_x0041_"))), tmp_path / "events.xlsx")
    with zipfile.ZipFile(tmp_path / "events.xlsx") as archive:
        assert b">_x005F_x0041_<" in archive.read("xl/worksheets/sheet1.xml")


def test_text_that_looks_like_a_formula_stays_text_when_its_cell_is_opened(tmp_path: Path) -> None:
    place, within = [*COLUMN_TYPES].index("place") + 1, [*COLUMN_TYPES].index("within") + 1
    book = _read(_one(Date(), Place(text=FORMULA, name=FORMULA, within="=")), tmp_path / "events.xlsx")
    assert all(book["events"].cell(2, at).quotePrefix for at in (place, within))
    plain = _read(_one(Date()), tmp_path / "plain.xlsx")["events"].cell(2, place)
    assert not plain.quotePrefix


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x" * 32_767, "x" * 32_767),
        ("x" * 32_768, "x" * 32_766 + "…"),
        ("😀" * 16_383 + "x", "😀" * 16_383 + "x"),
        ("😀" * 16_384, "😀" * 16_383 + "…"),
        ("x" + "😀" * 16_384, "x" + "😀" * 16_382 + "…"),
    ],
)
def test_a_text_longer_than_a_cell_is_cut_and_said(text: str, read: str, tmp_path: Path) -> None:
    wire = article("art", "Wire", text)
    told = record("rec", "control_change", wire, (0,), "x", day("2011-08-20"), place=ZAWIYA)
    made = event("ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA)
    held = Collection([made], {"rec": told}, {"art": wire})
    notes = write_workbook(tables(held), tmp_path / "events.xlsx")
    (row,) = _rows(load_workbook(tmp_path / "events.xlsx"), "records")
    assert row["quote"] == read
    said = (
        []
        if read == text
        else [f"{name}: 1 text cut to the 32,767 characters of a cell" for name in ("events", "records")]
    )
    assert [*notes] == said


def test_rows_beyond_a_sheet_go_on_in_further_ones(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    notes = write_workbook(tables(collection), tmp_path / "events.xlsx")
    book = load_workbook(tmp_path / "events.xlsx")
    parts = [_rows(book, name) for name in ("events", "events 2", "events 3")]
    assert [*map(len, parts)] == [3, 3, 2]
    assert [row["event_id"] for part in parts for row in part] == [row["event_id"] for row in rows(collection)]
    assert all(book[name].auto_filter.ref == book[name].dimensions for name in ("events 2", "events 3"))
    assert notes == (
        "events: more than a sheet holds, so they go on in events 2 to 3",
        "records: more than a sheet holds, so they go on in records 2",
        "articles: more than a sheet holds, so they go on in articles 2",
    )


def test_two_exports_have_the_same_bytes(collection: Collection, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tables(collection), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert load_workbook(tmp_path / "one.xlsx").properties.created == datetime.datetime(2000, 1, 1)


def test_a_set_without_events_has_all_sheets(tmp_path: Path) -> None:
    assert len(_read(Collection([], {}, {}), tmp_path / "events.xlsx").sheetnames) == 5


def test_a_missing_library_is_named_with_the_command(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(OutputError, match="xlsxwriter") as caught:
        write_workbook(tables(collection), tmp_path / "events.xlsx")
    assert caught.value.hint == "install it: pip install 'conflict-extract[exports]'"
    assert [*tmp_path.iterdir()] == []


def test_what_fails_halfway_leaves_nothing(collection: Collection, tmp_path: Path) -> None:
    whole = tables(collection)

    def broken() -> Any:
        yield from whole.parts
        raise OutputError("the set was changed")

    with pytest.raises(OutputError, match="was changed"):
        write_workbook(whole._replace(parts=broken()), tmp_path / "events.xlsx")
    assert [*tmp_path.iterdir()] == []
