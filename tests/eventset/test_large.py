"""What is read of a set in a file a part at a time: tables row by row, and a page for the report."""

from __future__ import annotations

import tempfile
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from conflict_extract import EventSet, OutputError, merge
from conflict_extract.eventset import flat, flat_tables, page, store
from conflict_extract.normalize import Authorities
from conflict_extract.output import rows
from conflict_extract.output.tables import Tables, column_types
from conflict_extract.schema import Article, Record
from tests.builders import record
from tests.merging.test_properties import some_records


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    days = [f"2021-03-{day:02}" for day in (1, 12, 23)]
    told = [record(place=place, date=day) for place in ("Alvena", "Borsk") for day in days]
    merge([*told, record("official_denial", place="Alvena", date="2021-03-24")]).save(path)
    return path


@settings(deadline=None, max_examples=25)
@given(some_records())
def test_rows_of_a_file_are_those_of_the_same_set_in_memory(records: list[Record]) -> None:
    addresses = ("https://wire.example/1", "http://post.example/?a=1; 2", "javascript:alert(1)", None)
    names = sorted({record.article_id for record in records})
    events = merge(
        records,
        [Article(id=name, text=name, url=url) for name, url in zip(names, cycle(addresses), strict=False)],
    )
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(flat, "EVENTS_AT_ONCE", 2)
        path = Path(folder, "events.duckdb")
        events.save(path)
        with store.reading(path) as connection:
            told = [each for some in flat.flat_events(connection) for each in some.told()]
    assert [row for _, row, _ in told] == rows(events.collection)
    assert [event for event, _, _ in told] == events.collection.ordered()


@settings(deadline=None, max_examples=25)
@given(some_records())
def test_tables_of_a_file_are_those_of_the_same_set_in_memory(records: list[Record]) -> None:
    sources = {each.article_id: each for each in records}.values()
    events = merge(records, [_article(each) for each in sources])
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(flat, "EVENTS_AT_ONCE", 2)
        patch.setattr(flat_tables, "EVENTS_AT_ONCE", 2)
        path = Path(folder, "events.duckdb")
        events.save(path)
        in_memory = _told(flat_tables.tables_in_memory(events.collection, Authorities().actors))
        with store.reading(path) as connection:
            assert _told(flat_tables.tables_of_file(connection)) == in_memory
    told = [row for row in in_memory if row[0] == "records"]
    assert len(told) == len({record.id for record in records})


def _article(record: Record) -> Article:
    url = None if record.outlet is None else f"https://{record.article_id}.example/"
    return Article(id=record.article_id, outlet=record.outlet, published=record.published, url=url, text="A text.")


def _told(tables: Tables) -> list[tuple[Any, ...]]:
    """Every row of all tables, with the table that it stands in."""
    found: list[tuple[Any, ...]] = []
    for part in tables.parts:
        assert {*part.records} == {*column_types("records")}
        found += [("events", *row) for row in zip(*part.events.values(), strict=True)]
        found += [("records", *row) for row in zip(*part.records.values(), strict=True)]
    for name, some in (("control", tables.control), ("articles", tables.articles)):
        found += [(name, *row) for cells in some for row in zip(*cells.values(), strict=True)]
    # the tables of events of either kind have their columns in an order of their own
    return [("events", *sorted(map(repr, row[1:]))) if row[0] == "events" else row for row in found]


def test_who_holds_a_place_is_told_from_day_to_day(kept: Path) -> None:
    with store.reading(kept) as connection:
        tables = flat_tables.tables_of_file(connection)
        control = [
            dict(zip(each, row, strict=True)) for each in tables.control for row in zip(*each.values(), strict=True)
        ]
    spans = [(row["place"], row["held_from"], row["held_until"]) for row in control]
    days = ["2021-03-01", "2021-03-12", "2021-03-23", None]
    assert spans == [(place, *span) for place in ("Alvena", "Borsk") for span in pairwise(days)]


@pytest.mark.parametrize("name", ["csv", "geojson", "parquet", "acled", "kmz", "gpkg", "xlsx"])
def test_a_file_is_exported_as_the_same_set_in_memory(kept: Path, tmp_path: Path, name: str) -> None:
    loaded = EventSet.open(kept)
    loaded.load()
    for events, path in ((EventSet.open(kept), tmp_path / "of_file"), (loaded, tmp_path / "of_memory")):
        getattr(events, f"to_{name}")(path)
    assert (tmp_path / "of_file").read_bytes() == (tmp_path / "of_memory").read_bytes()


@pytest.mark.parametrize("loaded", [True, False])
@pytest.mark.parametrize(
    ("asked", "shown", "left_out"),
    [
        ({"newest": 1}, 2, 6),  # with the capture that it contests
        ({"place": "alvena"}, 4, 0),
        ({"since": "2021-03-12", "place": "Borsk"}, 2, 0),
        ({"until": "2021-03-12", "newest": 3}, 3, 1),
    ],
)
def test_a_report_shows_what_is_asked_for_and_says_what_it_leaves_out(
    kept: Path, tmp_path: Path, loaded: bool, asked: dict[str, object], shown: int, left_out: int
) -> None:
    events = EventSet.open(kept)
    if loaded:
        events.load()
    out = tmp_path / "report.html"
    assert events.to_report(out, **asked) == left_out  # type: ignore[arg-type]
    text = out.read_text(encoding="utf-8")
    assert sum(event.id in text for event in events) == shown
    said = f"{left_out:,} older ones are left out" if left_out else "This page shows only events at places called"
    assert said in text
    assert "Who holds what is told by these events alone" in text


def test_a_report_of_everything_says_nothing_of_what_it_shows(kept: Path, tmp_path: Path) -> None:
    assert EventSet.open(kept).to_report(tmp_path / "report.html") == 0
    assert "This page shows" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_report_of_a_large_set_shows_the_newest(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST_SHOWN", 2)
    monkeypatch.setattr("conflict_extract.eventset.eventset.MOST_SHOWN", 2)
    assert EventSet.open(kept).to_report(tmp_path / "report.html") == 5


@pytest.mark.parametrize("asked", [{"newest": 0}, {"since": "yesterday"}, {"until": "2021-3-1"}])
def test_a_page_that_makes_no_sense_is_refused(kept: Path, tmp_path: Path, asked: dict[str, object]) -> None:
    with pytest.raises(OutputError):
        EventSet.open(kept).to_report(tmp_path / "report.html", **asked)  # type: ignore[arg-type]


def test_what_a_set_holds_is_neither_copied_nor_changed(kept: Path) -> None:
    events = EventSet.open(kept)
    assert events.events is events.events
    with pytest.raises(TypeError):
        events.records["rec_1"] = record()  # type: ignore[index]
