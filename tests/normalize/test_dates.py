from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import find_dates, published_date, resolve

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
    """An expression without dates beside it says nothing, and the day of publication stands in."""
    day = published[:10]
    expected = (start, end, precision, basis) if start else (day, day, "day", "published")
    date = resolve(text, published)
    assert (date.start, date.end, date.precision, date.basis) == expected


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


@pytest.mark.parametrize("text", [None, "", "soon", "February 30", "2021-02-30", "0000-01-01", f"{10**20} days ago"])
def test_what_cannot_be_resolved_falls_back_to_the_day_of_publication(text: str | None) -> None:
    date = resolve(text, PUBLISHED)
    assert (date.start, date.end, date.precision, date.basis) == ("2021-03-06", "2021-03-06", "day", "published")


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
    assert date.start is not None
    assert date.end is not None
    assert date.start <= date.end


@given(
    st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 1, 1)),
    st.sampled_from(["Monday", "last Friday", "Sunday", "yesterday", "last week", "in May", "overnight on Tuesday"]),
)
def test_what_lies_back_never_lies_ahead(day: datetime.date, text: str) -> None:
    date = resolve(text, day.isoformat())
    assert date.end is not None
    assert date.end <= day.isoformat()
