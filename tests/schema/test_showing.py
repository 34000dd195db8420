"""How records, events and results show themselves at a console and in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from conflict_extract import EventSet, Extraction, merge
from conflict_extract.schema import Record
from conflict_extract.schema.showing import SHOWN_ROWS, words
from tests.builders import article, record

EVIL = "<img src=x onerror=alert(1)>&"


class Cells(HTMLParser):
    """The cells of a table, and every tag that is not of a table."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.caption = ""
        self.other: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag not in ("table", "caption"):
            self.other.append(tag)

    def handle_data(self, data: str) -> None:
        if self._within in ("td", "th"):
            self.rows[-1][-1] += data.strip("\n")
        elif self._within == "caption":
            self.caption += data.strip("\n")


@pytest.fixture
def told() -> list[Record]:
    return [
        record(
            id="rec_1", gained_by=EVIL, place=EVIL, outlet=EVIL, source=EVIL, says=f"They took {EVIL}.", trigger=EVIL
        ),
        record("official_denial", id="rec_2", place=EVIL, outlet="Gazette", claim=EVIL, speaker=EVIL),
    ]


def test_everything_is_text(told: list[Record]) -> None:
    events = merge(told)
    for shown in (*told, *events, events, Extraction(records=told, article_ids=["art_1"])):
        cells = Cells(shown._repr_html_())
        assert cells.other == []
        assert any(EVIL in cell for row in cells.rows for cell in row)


def test_a_record_shows_what_it_says_and_in_which_sentence(told: list[Record]) -> None:
    rows = dict(Cells(told[0]._repr_html_()).rows)
    assert rows["gained_by"] == rows["trigger"] == rows["source"] == EVIL
    assert rows["sentence 0"] == f"They took {EVIL}."
    assert "lost_by" not in rows
    assert "means" not in rows


def test_an_event_shows_its_conflicts_and_its_denials() -> None:
    events = merge(
        [
            record(date="2021-03-05", outlet="One", article_id="one"),
            record(date="2021-03-06", outlet="Two", article_id="two"),
            record("official_denial", place="Alvena", date="2021-03-06", outlet="Gazette", article_id="gazette"),
        ]
    )
    (event,) = (each for each in events if each.kind == "control_change")
    rows = dict(Cells(event._repr_html_()).rows)
    assert rows["sources differ"] == "date: 2021-03-05 (One); 2021-03-06 (Two)"
    assert rows["disputed by"] == event.disputed_by[0]
    assert rows["status"] == "disputed, credibility 4"
    assert repr(event) == (
        f"ControlChangeEvent(id={event.id!r}, place='Alvena', date='2021-03-05', status='disputed', credibility=4, "
        "outlets=('One', 'Two'))"
    )


def test_in_short_everything_fits_a_line() -> None:
    long = record(id="rec_9", says="Rebels took Alvena. " * 40, gained_by="rebels", extent="full")
    assert repr(long) == (
        "ControlChange(id='rec_9', place='Alvena', gained_by='rebels', extent='full', date='2021-03-06', "
        "outlet='Northern Post', evidence='Rebels took Alvena. Rebels took Alvena. Rebels took Alvena.…')"
    )
    assert len(repr(article("Rebels took Alvena. " * 40))) < 200
    result = Extraction(records=[long], article_ids=["a", "b"])
    assert repr(result) == "<Extraction: 1 record of 2 articles, 0 set aside, 0 failures>"


def test_a_set_says_how_many_and_shows_the_first(tmp_path: Path) -> None:
    events = merge([record(place=f"Alvena {number}", article_id=f"art_{number}") for number in range(SHOWN_ROWS + 5)])
    assert repr(events) == "<EventSet: 25 events of 25 records>"
    cells = Cells(events._repr_html_())
    assert cells.caption == "25 events of 25 records; the first 20 are shown"
    assert len(cells.rows) == SHOWN_ROWS + 1
    events.save(tmp_path / "events.duckdb")
    opened = EventSet.open(tmp_path / "events.duckdb")
    assert repr(opened) == f"<EventSet: {tmp_path / 'events.duckdb'}>"
    assert Cells(opened._repr_html_()).caption == cells.caption
    many = Extraction(records=[record() for _ in range(SHOWN_ROWS + 5)])
    assert Cells(many._repr_html_()).caption.endswith("the first 20 are shown")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""),
        ({"text": "the town", "name": "Alvena"}, "Alvena"),
        ({"start": "2021-03-05", "end": "2021-03-05", "precision": "day", "text": "on Friday"}, "2021-03-05"),
        ({"start": "2021-03-05", "end": "2021-03-07", "precision": "range"}, "2021-03-05/2021-03-07"),
        ({"start": None, "end": None, "precision": "unknown", "text": "last week"}, "last week"),
        ({"text": None, "role": "outlet"}, "outlet"),
        (("One", "Two"), "One, Two"),
        (3, "3"),
    ],
)
def test_values_in_words(value: object, said: str) -> None:
    assert words(value) == said
