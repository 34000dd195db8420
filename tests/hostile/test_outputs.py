"""Outputs that cannot hurt: cells that would run, addresses that are none, names that lead out of a folder."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflict_extract import EventSet, Extractor, load_articles, main_job
from conflict_extract.output.spreadsheet import defused, write_cells
from tests.extraction.builders import answering, item

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
BEFORE = ("", " ", "  ", "\t", "\r", "\n", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u202e", "\u00ad")
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\tjavascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example/x", "http:evil.example", "https://", "ftp://a.example/",
    "java\nscript:alert(1)", " javascript:alert(1)",
)  # fmt: skip
TITLES = (
    "../../../tmp/escaped",
    "/etc/passwd",
    "..\\..\\escaped",
    "a\0b",
    "CON",
    "~/escaped",
    "x" * 300,
    "-rf",
    "$(id)",
)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", BEFORE)
def test_text_that_a_spreadsheet_would_run_is_text(sign: str, before: str, tmp_path: Path) -> None:
    cell = f'{before}{sign}HYPERLINK("http://evil.example")'
    write_cells(("place",), [{"place": cell}], tmp_path / "cells.csv")
    with (tmp_path / "cells.csv").open(encoding="utf-8", newline="") as stream:
        (header, (read,)) = csv.reader(stream)
    assert header == ["place"]
    assert read == f"'{cell}"


@pytest.mark.parametrize(
    "cell", [-33.5, -1, 0, 41, None, "", "Ma’arra", "Al-Harn", "9th Brigade", "a=1", " Tolme", "١٢"]
)
def test_numbers_and_plain_text_stay_what_they_are(cell: object) -> None:
    assert defused(cell) is cell


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_defused_cell_never_begins_like_a_formula(text: str) -> None:
    cell = str(defused(text))
    assert not cell.lstrip().startswith(SIGNS)
    assert cell.removeprefix("'") in (text, text.removeprefix("'"))


class Links(HTMLParser):
    """The addresses that a page leads to, and whatever of it would run by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The files of a run over articles with every bad address and title."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, title in enumerate(TITLES * 2):
        keys = {"text": f"Rebels captured Tolme {number}.", "title": title, "outlet": '=cmd|"/C calc"!A0', "id": title}
        keys["url"] = ADDRESSES[number] if number < len(ADDRESSES) else "https://good.example/1"
        (folder / f"{number}.json").write_text(json.dumps(keys), encoding="utf-8")
    said = item("control_change", places=["Tolme"], gained_by="Rebels", trigger="captured")
    transport = answering({"captured": [said]})
    with Extractor(transport=transport, model="some", base_url="http://127.0.0.1:9/v1", cache=False) as extractor:
        articles = load_articles([folder])
        with main_job.prepared_folder(tmp_path / "deep" / "out") as found:
            run = main_job.extract_all(extractor, [*articles.failures, *articles], lambda *_: None, found.take)
            main_job.write_run(run, list(articles), found, extractor)
    assert run.records == 2 * len(TITLES)
    return tmp_path / "deep" / "out"


def test_only_web_addresses_can_be_followed(out: Path) -> None:
    page = Links((out / "report.html").read_text(encoding="utf-8"))
    assert page.handlers == []
    for link in page.links:
        assert link.startswith(("#", "https://good.example/", "data:image/")), link
    for name in ("events.csv", "events.geojson"):
        text = (out / name).read_text(encoding="utf-8").lower()
        assert "https://good.example/1" in text
        text = text.replace("https://good.example/1", "")
        assert not any(address.strip().lower() in text for address in ADDRESSES if ":" in address)


def test_no_name_of_a_file_is_made_of_what_an_article_says(out: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "deep"]
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    written = {path.name for path in out.iterdir()}
    assert written == {
        "articles.jsonl", "records.jsonl", "quarantined.jsonl", "events.json", "events.csv", "events.geojson",
        "report.html", "run.json",
    }  # fmt: skip


def test_every_cell_of_the_table_of_events_is_harmless(out: Path) -> None:
    with (out / "events.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == len(EventSet.open(out / "events.json"))
    assert any(row["outlets"].startswith("'=cmd") for row in table)
    for row in table:
        for column, cell in row.items():
            assert column in ("latitude", "longitude") or not cell.startswith(SIGNS)
