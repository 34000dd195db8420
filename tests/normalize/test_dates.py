from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import find_dates, moment, published_date, resolve
from conflict_extract.schema import Date

# 6 March 2021 is a Saturday.
PUBLISHED = "2021-03-06T10:48:00+00:00"


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "basis"),
    [
        ("Friday", "2021-03-05", "2021-03-05", "day", "relative"),
        ("on Saturday morning", "2021-03-06", "2021-03-06", "day", "relative"),
        ("last Saturday", "2021-02-27", "2021-02-27", "day", "relative"),
        ("yesterday", "2021-03-05", "2021-03-05", "day", "relative"),
        ("this morning", "2021-03-06", "2021-03-06", "day", "relative"),
        ("overnight", "2021-03-05", "2021-03-06", "range", "relative"),
        ("overnight into Friday", "2021-03-04", "2021-03-05", "range", "relative"),
        ("overnight on Thursday", "2021-03-04", "2021-03-05", "range", "relative"),
        ("three days ago", "2021-03-03", "2021-03-03", "day", "relative"),
        ("two weeks ago", "2021-02-17", "2021-02-23", "range", "relative"),
        ("2 years ago", "2019-01-01", "2019-12-31", "year", "relative"),
        ("last week", "2021-02-22", "2021-02-28", "range", "relative"),
        ("this week", "2021-03-01", "2021-03-06", "range", "relative"),
        ("last month", "2021-02-01", "2021-02-28", "month", "relative"),
        ("earlier this month", "2021-03-01", "2021-03-06", "month", "relative"),
        ("last year", "2020-01-01", "2020-12-31", "year", "relative"),
        ("in November", "2020-11-01", "2020-11-30", "month", "relative"),
        ("February 27", "2021-02-27", "2021-02-27", "day", "stated"),
        ("27th of February", "2021-02-27", "2021-02-27", "day", "stated"),
        ("Sat, Dec. 5", "2020-12-05", "2020-12-05", "day", "stated"),
        ("Monday, August 22, 2011", "2011-08-22", "2011-08-22", "day", "stated"),
        ("Monday 22 August 2011", "2011-08-22", "2011-08-22", "day", "stated"),
        ("10 March", "2021-03-10", "2021-03-10", "day", "stated"),
        ("20 March", "2020-03-20", "2020-03-20", "day", "stated"),
        ("2021-02-28", "2021-02-28", "2021-02-28", "day", "stated"),
        ("November 2020", "2020-11-01", "2020-11-30", "month", "stated"),
        ("in March 2011", "2011-03-01", "2011-03-31", "month", "stated"),
        ("between 19 and 21 August 2011", "2011-08-19", "2011-08-21", "range", "stated"),
        ("August 19-21", "2020-08-19", "2020-08-21", "range", "stated"),
        ("February 27 to March 2", "2021-02-27", "2021-03-02", "range", "stated"),
        ("from Monday to Wednesday", "2021-03-01", "2021-03-03", "range", "relative"),
    ],
)
def test_expressions(text: str, first: str, last: str, precision: str, basis: str) -> None:
    date = resolve(text, PUBLISHED)
    assert (date.start, date.end, date.precision, date.basis) == (first, last, precision, basis)
    assert date.text == text


with (Path(__file__).parent / "date_expressions.csv").open(encoding="utf-8", newline="") as stream:
    PRESS = [tuple(row.values())[1:] for row in csv.DictReader(stream)]


@pytest.mark.parametrize(("published", "text", "start", "end", "precision", "basis"), PRESS)
def test_expressions_of_the_press(published: str, text: str, start: str, end: str, precision: str, basis: str) -> None:
    """An expression without dates beside it is none that can be resolved, one without a first day an open span."""
    expected = (start or None, end, precision, basis) if end else (None, published[:10], "unknown", "unresolved")
    date = resolve(text, published, language="en")
    assert (date.text, date.start, date.end, date.precision, date.basis) == (text, *expected)


@pytest.mark.parametrize(
    ("sentence", "expressions"),
    [
        ("He sat. Wed to the cause, they left on Sat. morning.", ["Sat. morning"]),
        ("They took it on the 14th.", ["on the 14th"]),
        ("They fired on the 14th Division in 2014.", ["in 2014"]),
        ("The army may march in two weeks, next Friday or next year.", []),
        ("They seized 2024 rifles, 3.5 tonnes of arms and the fall of 1.2.", []),
        ("After the fall of Aleppo in the early hours of Tuesday, rebels left", ["Tuesday"]),
        ("It fell on 3 May. They left on 5 May, 2014.", ["3 May", "5 May, 2014"]),
    ],
)
def test_what_is_and_what_is_no_date(sentence: str, expressions: list[str]) -> None:
    assert [sentence[start:end] for start, end in find_dates(sentence)] == expressions


@pytest.mark.parametrize("text", [None, "", " "])
def test_the_day_of_publication_stands_in_only_where_there_are_no_words(text: str | None) -> None:
    date = resolve(text, PUBLISHED)
    assert (date.start, date.end, date.precision, date.basis) == ("2021-03-06", "2021-03-06", "day", "published")
    date = resolve(text, None)
    assert (date.start, date.end, date.precision, date.basis) == (None, None, "unknown", "published")


@pytest.mark.parametrize(
    "text", ["soon", "next Friday", "03/04/2021", "February 30", "2021-02-30", "0000-01-01", f"{10**20} days ago"]
)
def test_what_cannot_be_resolved_is_plainly_so(text: str) -> None:
    date = resolve(text, PUBLISHED)
    assert (date.text, date.start, date.end) == (text, None, "2021-03-06")
    assert (date.precision, date.basis) == ("unknown", "unresolved")
    assert resolve(text, None) == Date(text=text, basis="unresolved")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("the same day", "2021-02-10", "2021-02-10"),
        ("later that same evening", "2021-02-10", "2021-02-10"),
        ("that night", "2021-02-10", "2021-02-11"),
        ("the following day", "2021-02-11", "2021-02-11"),
        ("the next morning", "2021-02-11", "2021-02-11"),
        ("the previous day", "2021-02-09", "2021-02-09"),
        ("the previous night", "2021-02-09", "2021-02-10"),
        ("a day earlier", "2021-02-09", "2021-02-09"),
        ("two days later", "2021-02-12", "2021-02-12"),
        ("a week later", "2021-02-14", "2021-02-20"),
        ("two days ago", "2021-03-04", "2021-03-04"),
        ("on Friday", "2021-03-05", "2021-03-05"),
    ],
)
def test_what_points_to_another_day_counts_from_the_last_that_was_resolved(text: str, start: str, end: str) -> None:
    date = resolve(text, PUBLISHED, anchor=resolve("10 February", PUBLISHED))
    assert (date.start, date.end, date.basis) == (start, end, "relative")


@pytest.mark.parametrize("anchor", [None, "February 2021", "between 3 and 5 February", "soon", "20 days ago"])
def test_without_a_day_to_count_from_it_is_unresolved(anchor: str | None) -> None:
    known = resolve(anchor, PUBLISHED) if anchor else None
    assert resolve("the same day", PUBLISHED, anchor=known).basis == (
        "relative" if anchor == "20 days ago" else "unresolved"
    )


def test_what_comes_after_publication_is_unresolved() -> None:
    assert resolve("the next day", PUBLISHED, anchor=resolve("today", PUBLISHED)).basis == "unresolved"
    assert resolve("that night", PUBLISHED, anchor=resolve("today", PUBLISHED)).end == "2021-03-06"


def test_moments_are_compared_in_one_zone_and_a_day_by_its_beginning() -> None:
    told = [
        "2024-12-08T01:00+03:00",
        "2024-12-07T23:30Z",
        "2024-12-08",
        "2024-12-07T18:30:00-05:00",
        "2024-12-07T22:30",
    ]
    assert sorted(told, key=lambda each: (moment(each), each)) == [
        "2024-12-08T01:00+03:00",
        "2024-12-07T22:30",
        "2024-12-07T18:30:00-05:00",
        "2024-12-07T23:30Z",
        "2024-12-08",
    ]
    assert [moment(each) for each in ("2024-12", "", "soon", "0001-01-01T00:00+05:00")] == [None] * 4


@pytest.mark.parametrize("published", [None, "", "2021", "2021-03", "no date"])
def test_without_a_day_of_publication_nothing_is_invented(published: str | None) -> None:
    assert published_date(published) is None
    date = resolve("Friday", published)
    assert (date.start, date.end, date.precision) == (None, None, "unknown")
    assert resolve("5 March 2021", published).start == "2021-03-05"


def test_the_whole_expression_is_found_once() -> None:
    text = "Rebels who left on Monday, August 22, 2011 came back overnight to Friday and between 5 and 6 May."
    spans = [text[start:end] for start, end in find_dates(text)]
    assert spans == ["Monday, August 22, 2011", "overnight to Friday", "5 and 6 May"]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)), st.text(max_size=30))
def test_any_text_gives_an_ordered_date(day: datetime.date, text: str) -> None:
    date = resolve(text, day.isoformat())
    assert date.end is not None
    assert (date.start or date.end) <= date.end


@given(
    st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 1, 1)),
    st.sampled_from(["Monday", "last Friday", "Sunday", "yesterday", "last week", "in May", "overnight on Tuesday"]),
)
def test_what_lies_back_never_lies_ahead(day: datetime.date, text: str) -> None:
    date = resolve(text, day.isoformat())
    assert date.end is not None
    assert date.end <= day.isoformat()
