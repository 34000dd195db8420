from __future__ import annotations

import io
from dataclasses import replace
from typing import get_args

import pytest
from rich.console import Console

from conflict_extract.output import Collection, events_plain, events_table
from conflict_extract.output.wording import DOUBT_NAMES, date_words, doubt_words, place_words, size_words, what_words
from conflict_extract.schema import Date, Place, Size
from conflict_extract.schema.records import Doubt

from .builders import ARMY, CROSSING, MINISTRY, REBELS, TRIPOLI, ZAWIYA, day, event


def shown(collection: Collection, width: int, limit: int | None = None) -> str:
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(events_table(collection, width=width, limit=limit))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 120, 200])
def test_the_table_fits_and_every_column_is_there(collection: Collection, width: int) -> None:
    text = shown(collection, width)
    assert all(len(line) <= width for line in text.splitlines())
    for word in ("Date", "Kind", "Place", "What", "Outlets", "Status", "Cred.", "DISPUTED", "corrob.", "1 outlet"):
        assert word in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_wide_table_says_more(collection: Collection) -> None:
    narrow, wide = shown(collection, 80), shown(collection, 200)
    assert "official denial" not in narrow
    assert "official denial" in wide
    for each in collection.events:
        assert each.id not in narrow
        assert each.id in wide
    assert "Wazin (crossing)" in narrow
    assert "Wazin (crossing), Nalut district" in wide
    assert "[red]Alarm[/red]" in wide
    assert "2: Levant Wire, صحيفة الساحل" in wide


def test_a_limit_says_how_many_are_left_out(collection: Collection) -> None:
    assert "6 more events not shown" in shown(collection, 120, limit=2)
    assert "not shown" not in shown(collection, 120, limit=8)


def test_the_table_counts_what_it_shows(collection: Collection) -> None:
    assert "8 events: 6 one outlet, 1 corroborated, 1 disputed." in shown(collection, 80)
    assert "0 events." in shown(replace(collection, events=()), 80)


def test_an_empty_table(collection: Collection) -> None:
    assert "Date" in shown(replace(collection, events=()), 80)
    assert list(events_plain(replace(collection, events=()))) == []


def test_plain_lines_have_nine_cells_and_no_control_characters(collection: Collection) -> None:
    lines = list(events_plain(collection))
    assert len(lines) == len(collection.events)
    for line in lines:
        assert line.count("\t") == 8
        assert line.replace("\t", "").isprintable()
    cells = next(line.split("\t") for line in lines if line.startswith("ev-control\t"))
    assert cells[1:4] == ["2011-08-20", "control_change", "Zawiya, western Libya"]
    assert cells[4] == "taken by Libyan rebels, lost by Libyan army (fighting)"
    assert cells[5:] == ["2", "Levant Wire; صحيفة الساحل", "disputed", "2"]


def test_what_happened_in_few_words() -> None:
    when = day("2011-08-20")

    def words(kind: str, **fields: object) -> str:
        return what_words(event("ev", kind, when, ("rec",), (), **fields))

    assert words("control_change", place=ZAWIYA) == "changed hands"
    assert (
        words("control_change", place=ZAWIYA, gained_by=REBELS, extent="partial") == "taken by Libyan rebels (partial)"
    )
    assert words("control_change", place=ZAWIYA, lost_by=ARMY) == "lost by Libyan army"
    assert words("withdrawal", place=ZAWIYA) == "forces left"
    assert words("withdrawal", place=ZAWIYA, force=ARMY, to_place=TRIPOLI) == "Libyan army left for Tripoli"
    assert words("withdrawal", place=ZAWIYA, force=ARMY, unit="32nd Brigade") == "Libyan army (32nd Brigade) left"
    assert words("withdrawal", place=ZAWIYA, force=ARMY, unit="Army") == "Libyan army left"
    assert words("withdrawal", place=ZAWIYA, stage="ordered") == "forces will leave (ordered)"
    assert words("defection", who=REBELS) == "Libyan rebels defected"
    denial = words("official_denial", speaker=MINISTRY, denies="withdrawal", claim="the army left")
    assert denial == "Libyan ministry of defence denies withdrawal: the army left"


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (Date(), ""),
        (day("2011-08-20"), "2011-08-20"),
        (day("2011-08-20", basis="published"), "~2011-08-20"),
        (Date(start="2011-08-01", end="2011-08-31", precision="month", basis="stated"), "2011-08"),
        (Date(start="2011-01-01", end="2011-12-31", precision="year", basis="relative"), "2011"),
        (Date(start="2011-08-20", end="2011-08-22", precision="range", basis="stated"), "2011-08-20/22"),
        (Date(start="2011-08-30", end="2011-09-02", precision="range", basis="stated"), "2011-08-30/2011-09-02"),
        (Date(end="2011-08-20", basis="stated"), "by 2011-08-20"),
        (Date(text="the other day", end="2011-08-20", basis="unresolved"), "the other day"),
        (Date(end="2011-08-20", basis="unresolved"), ""),
    ],
)
def test_dates_in_few_words(date: Date, words: str) -> None:
    assert date_words(date) == words


def test_places_and_sizes_in_few_words() -> None:
    assert place_words(None) == ""
    assert place_words(CROSSING) == "Wazin (crossing), Nalut district"
    assert place_words(Place(text="x", name="Mitiga air base", type="base")) == "Mitiga air base"
    assert size_words(Size(text="dozens")) == "dozens"
    assert size_words(Size(text="1200", min=1200, max=1200)) == "1,200"
    assert size_words(Size(text="over forty", min=40)) == "at least 40"
    assert size_words(Size(text="up to 50", max=50)) == "at most 50"


def test_every_doubt_has_plain_words() -> None:
    assert set(DOUBT_NAMES) == set(get_args(Doubt))
    assert doubt_words(("planned", "name_not_in_text")) == "the words seem to tell a plan; a name is not in the text"
    assert doubt_words(()) == ""
