from __future__ import annotations

import datetime
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.merging import RULED_OUT, Columns, RecaptureIndex, Signal, packaged_weights, ruled_out, signals
from conflict_extract.merging.scoring import LEVELS, scores
from conflict_extract.normalize import alike, coarse_key
from conflict_extract.schema import Record
from tests.builders import by, place, record, unresolved

WEIGHTS = packaged_weights()
VARIOUS = [
    record(),
    record(place="the city"),
    record(place="Alvena Governorate", gained_by="rebels", lost_by="the army"),
    record(gained_by="the army", lost_by="rebels", date=None),
    record(place="Camp 27", date="2021-01-01", article_id="art_else"),
    record("withdrawal", unit="7th Division"),
    record("withdrawal", place="their positions", unit="4th Division"),
    record("defection"),
    record("defection", who="Idris Marou", article_id="art_else"),
    record(date=by("2021-03-05")),
    record(date=unresolved("the other day")),
    record(place=place("five villages", within="rural Borsk", count=5)),
    record("official_denial", denies="other"),
    record("official_denial", denies="other", place="the base"),
    record("official_denial", denies="withdrawal", place="Alvena"),
]


def compared(one: Record, two: Record) -> tuple[tuple[Signal, ...], float, int]:
    """The signals of two records, their score, and the number of what rules them out."""
    columns = Columns.of([one, two.model_copy(update={"id": two.id + "_"})])
    left, right = (0, 1) if columns.ids[0] == one.id else (1, 0)
    rows = np.array([left]), np.array([right])
    return (
        signals(columns, np.array([left]), np.array([right]), WEIGHTS)[0],
        float(scores(columns, *rows, WEIGHTS)[0]),
        int(ruled_out(columns, *rows)[0]),
    )


@pytest.mark.parametrize(("one", "two"), list(product(VARIOUS, VARIOUS)))
def test_comparisons_do_not_depend_on_which_comes_first(one: Record, two: Record) -> None:
    lines, score, reason = compared(one, two)
    other_lines, other_score, other_reason = compared(two, one)
    assert (score, reason) == (other_score, other_reason)
    if one.kind == two.kind:
        assert [(each.signal, each.level, each.weight) for each in lines] == [
            (each.signal, each.level, each.weight) for each in other_lines
        ]


@pytest.mark.parametrize("one", VARIOUS)
def test_the_score_is_the_sum_of_the_signals_and_every_signal_is_in_the_table(one: Record) -> None:
    lines, score, reason = compared(one, one)
    assert sum(line.weight for line in lines) == score or reason
    assert all(WEIGHTS.signals[line.signal][line.level] == line.weight for line in lines)


def test_the_table_weighs_every_level_and_no_other() -> None:
    assert {signal: set(table) for signal, table in WEIGHTS.signals.items()} == {
        signal: set(levels) for signal, levels in LEVELS.items()
    }


def test_a_name_alone_is_no_match_against_a_far_day_or_an_opposed_side() -> None:
    table = WEIGHTS.signals
    assert table["place"]["same_name"] + table["date"]["apart"] < WEIGHTS.threshold
    assert (
        table["place"]["same_gazetteer_entry"] + table["date"]["same"] + table["actor"]["opposed"] < WEIGHTS.threshold
    )
    assert table["place"]["different_name"] + sum(max(levels.values()) for name, levels in table.items()
        if name != "place") < WEIGHTS.threshold  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("zliten", "zlitan", True),
        ("zliten", "zletin", True),
        ("zawiyah", "zawia", True),
        ("maya", "mayah", True),
        ("gharyan", "gheryan", True),
        ("alvena", "alvenah", True),
        ("homs", "hama", False),
        ("hamis", "homs", False),
        ("camp 27", "camp 28", False),
        ("borsk", "borsa", False),
    ],
)
def test_spellings_of_one_name(one: str, two: str, expected: bool) -> None:
    assert alike(one, two) is alike(two, one) is expected


def test_short_names_have_no_coarse_key() -> None:
    assert coarse_key("maya") is None
    assert coarse_key("zliten") == coarse_key("zletin") == "sltn"


def test_the_same_gazetteer_entry_overrules_the_spelling() -> None:
    one, two = (record(place=place(name, geonames_id=7)) for name in ("Kobani", "Ayn al-Arab"))
    assert compared(one, two)[0][0].level == "same_gazetteer_entry"


def test_two_gazetteer_entries_of_one_name_are_two_places() -> None:
    one, two = (record(place=place("Alvena", geonames_id=number)) for number in (7, 8))
    assert compared(one, two)[0][0].level == "other_gazetteer_entry"
    assert compared(one, two)[1] < WEIGHTS.threshold


def span(start: str, end: str) -> dict[str, Any]:
    return {"start": start, "end": end, "precision": "range"}


def level_of(signal: str, one: Record, two: Record) -> str:
    return next(line.level for line in compared(one, two)[0] if line.signal == signal)


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ({"date": "2021-03-05"}, {"date": "2021-03-05"}, "same"),
        ({"date": "2021-03-05"}, {"date": "2021-03-06"}, "next_day"),
        ({"date": "2021-03-05"}, {"date": "2021-03-07"}, "near"),
        ({"date": "2021-03-05"}, {"date": "2021-03-12"}, "apart"),
        ({"date": "2021-03-05"}, {"published": "2021-03-05"}, "published_same"),
        ({"date": "2021-03-05"}, {"published": "2021-03-06"}, "published_next"),
        ({"date": "2021-03-05"}, {"published": "2021-03-08"}, "published_near"),
        ({"date": "2021-03-05"}, {"published": "2021-03-12"}, "published_apart"),
        # what was published before a day does not tell of it
        ({"date": "2021-03-05"}, {"published": "2021-03-04"}, "next_day"),
        ({"date": "2021-03-05"}, {"published": "2021-03-03"}, "near"),
        ({"published": "2021-03-05"}, {"published": "2021-03-05"}, "published_same"),
        ({"published": "2021-03-05"}, {"published": "2021-03-07"}, "published_near"),
        ({"date": "2021-03-05"}, {"date": span("2021-03-04", "2021-03-06")}, "overlapping"),
        ({"date": "2021-03-05"}, {"date": span("2021-03-06", "2021-03-08")}, "touching"),
        ({"date": "2021-03-05"}, {"date": span("2021-03-08", "2021-03-09")}, "span_near"),
        ({"date": "2021-03-05"}, {"date": span("2021-03-10", "2021-03-11")}, "span_apart"),
    ],
)
def test_stated_days_that_differ_say_more_than_days_of_publication(
    one: dict[str, Any], two: dict[str, Any], level: str
) -> None:
    assert level_of("date", record(**one), record(**two, outlet="River Herald")) == level


@pytest.mark.parametrize(
    ("kind", "field", "begins", "ends"),
    [("control_change", "extent", "entered", "full"), ("withdrawal", "stage", "under_way", "completed")],
)
def test_what_begins_on_one_day_and_ends_on_a_later_one_is_told_of_a_span(
    kind: str, field: str, begins: str, ends: str
) -> None:
    def level(first: str, second: str) -> str:
        told = ((first, "2021-03-05"), (second, "2021-03-07"))
        one, two = (record(kind, **{field: value}, date=day, outlet=day) for value, day in told)
        return level_of("date", one, two)

    assert level(begins, ends) == "span_near"
    assert {level(ends, begins), level(begins, begins), level(ends, ends)} == {"near"}


def test_stated_days_two_apart_make_no_event_of_one_place_and_the_same_actors() -> None:
    table = WEIGHTS.signals
    alike = table["place"]["same_gazetteer_entry"] + table["actor"]["same"] + table["other_actor"]["same"]
    assert max(table["date"]["near"], table["date"]["apart"]) + alike < WEIGHTS.threshold


def told_on(*days: int, place: str = "Alvena") -> list[Record]:
    return [record(place=place, date=f"2021-03-{day:02}", outlet=f"Outlet {day}") for day in days]


@pytest.mark.parametrize(
    ("days", "level", "shown"),
    [((5,), "quiet", "1 day"), ((5, 6), "quiet", "2 days"), ((5, 6, 9), "busy", "3 days"),
     ((1, 2, 3, 5, 6), "dense", "5 days"), ((5, *range(6, 13)), "daily", "8 days")],
)  # fmt: skip
def test_the_prior_follows_on_how_many_days_something_happens_at_a_place(
    days: tuple[int, ...], level: str, shown: str
) -> None:
    columns = Columns.of([*told_on(5), *told_on(*days), *told_on(5, 6, 7, 8, 9, place="Borsk")])
    left, right = [row for row in range(len(columns)) if columns.place_key.at(row) == "alvena"][:2]
    (line,) = [
        each for each in signals(columns, np.array([left]), np.array([right]), WEIGHTS)[0] if each.signal == "prior"
    ]
    assert (line.level, line.left, line.right) == (level, shown, shown)


def test_a_busy_place_is_so_in_all_its_spellings_and_for_one_kind() -> None:
    told = [*told_on(5), *told_on(6, 7, place="Alvenna"), *told_on(8, place="al-Alvena")]
    other = record("withdrawal", place="Alvena", date="2021-03-09")
    columns = Columns.of([*told, other])
    assert [columns.busy[columns.ids.index(each.id)] for each in (*told, other)] == [4, 4, 4, 4, 1]


def test_records_without_a_stated_day_make_no_place_busy_however_many() -> None:
    told = [record(published=f"2021-03-{day:02}") for day in range(1, 9)]
    many = [record(place="Borsk", date="2021-03-05", outlet=f"Outlet {number}") for number in range(30)]
    unknown = [record(place="the city"), record(date=None, published=None)]
    columns = Columns.of([*told, *many, *unknown])
    busy = [{int(columns.busy[columns.ids.index(each.id)]) for each in some} for some in (told, many, unknown)]
    assert busy == [{0}, {1}, {-1}]


def between(*records: Record) -> str | None:
    """The capture between the first two."""
    columns = Columns.of(records)
    rows = (np.array([columns.ids.index(each.id)]) for each in records[:2])
    turn = int(RecaptureIndex(columns).between(*rows)[0])
    return columns.ids[turn] if turn >= 0 else None


def test_a_capture_by_the_other_side_lies_between_two() -> None:
    first = record(gained_by="rebels", date="2021-03-01")
    lost = record(gained_by="the army", date="2021-03-02")
    again = record(gained_by="rebels", date="2021-03-03")
    elsewhere = record(gained_by="the army", date="2021-03-02", place="Borsk")
    same_day = record(gained_by="the army", date="2021-03-01")
    assert between(first, again, lost) == between(again, first, elsewhere, lost) == lost.id
    assert between(first, again, elsewhere) is None
    assert between(first, again, same_day) is None
    assert between(first, lost, again) is None


def test_of_several_captures_between_two_any_one_parts_them() -> None:
    first = record(gained_by="rebels", date="2021-03-01")
    again = record(gained_by="rebels", date="2021-03-05")
    long = record(gained_by="the army", date={"start": "2021-03-02", "end": "2021-03-09", "precision": "range"})
    short = record(gained_by="Russian forces", date="2021-03-03")
    assert between(first, again, long) is None
    assert between(first, again, long, short) == short.id


@pytest.mark.parametrize(
    ("one", "two", "level", "values"),
    [
        (by("2021-03-05"), "2021-03-01", "unknown", ("by 2021-03-05", "2021-03-01")),
        (by("2021-03-05"), "2021-03-05", "unknown", ("by 2021-03-05", "2021-03-05")),
        (by("2021-03-05"), "2021-03-06", "span_apart", ("by 2021-03-05", "2021-03-06")),
        (by("2021-03-05"), by("2021-03-05"), "unknown", ("by 2021-03-05", "by 2021-03-05")),
        (unresolved("the other day"), "2021-03-06", "unknown", ("the other day", "2021-03-06")),
        (unresolved("the other day"), unresolved("the other day"), "unknown", ("the other day", "the other day")),
        (unresolved("the other day"), "2021-03-08", "span_apart", ("the other day", "2021-03-08")),
    ],
)
def test_an_open_span_is_no_evidence_up_to_its_last_day(
    one: dict[str, object], two: object, level: str, values: tuple[str, str]
) -> None:
    lines, _, reason = compared(record(date=one), record(date=two, outlet="River Herald"))
    (line,) = [each for each in lines if each.signal == "date"]
    assert (line.level, line.left, line.right, reason) == (level, *values, 0)


@given(st.integers(0, 40), st.booleans())
def test_words_that_cannot_be_resolved_are_never_more_evidence_than_none(apart: int, bare: bool) -> None:
    days = ["2021-03-01", (datetime.date(2021, 3, 1) + datetime.timedelta(apart)).isoformat()]

    def weight(dates: list[dict[str, object]]) -> float:
        one, two = (record(date=date, published=day) for date, day in zip(dates, days, strict=True))
        lines, _, _ = compared(one, two.model_copy(update={"outlet": "River Herald"}))
        return next(line.weight for line in lines if line.signal == "date")

    silent: list[dict[str, object]] = [{"start": day, "end": day, "basis": "published"} for day in days]
    vague: list[dict[str, object]] = [unresolved("the other day", None if bare else day) for day in days]
    assert weight(vague) <= weight(silent)


@pytest.mark.parametrize("day", ["2021-01-01", "2021-03-20"])
def test_an_open_span_is_ruled_out_far_from_the_month_before_its_last_day(day: str) -> None:
    _, _, reason = compared(record(date=by("2021-03-05"), published=day), record(date=day, outlet="River Herald"))
    assert RULED_OUT[reason] == "more than a week lies between them"


def test_a_capture_told_as_an_open_span_may_lie_before_another_and_never_after() -> None:
    first = record(gained_by="rebels", date="2021-03-01")
    again = record(gained_by="rebels", date="2021-03-03")
    vague = record(gained_by="the army", date=by("2021-03-02"), published="2021-03-02")
    assert between(first, again, vague) is None
    early = record(gained_by="rebels", date=by("2021-03-01"), published="2021-03-09")
    lost = record(gained_by="the army", date="2021-03-02")
    assert between(early, again, lost) == between(again, early, lost) == lost.id
    assert between(first, record(gained_by="rebels", date=by("2021-03-09"), published="2021-03-09"), lost) is None


def test_why_places_without_a_name_are_not_one_is_said() -> None:
    one, two = (record(place="a key neighbourhood", article_id=outlet, outlet=outlet) for outlet in "AB")
    assert (
        "neither their sentences nor all of what the places lie in, are and count agree"
        in RULED_OUT[compared(one, two)[2]]
    )
