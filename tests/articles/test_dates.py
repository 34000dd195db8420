from __future__ import annotations

import pytest

from conflict_extract.articles import parse_published
from conflict_extract.errors import ArticleError


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-12-07", "2024-12-07"),
        ("20241207", "2024-12-07"),
        ("2024-12-07T10:48:00Z", "2024-12-07T10:48:00+00:00"),
        ("2024-12-07T10:48:00+02:00", "2024-12-07T10:48:00+02:00"),
        ("2024-12-07 10:48", "2024-12-07T10:48:00"),
        ("December 7th, 2024 - 10:48 GMT", "2024-12-07T10:48:00+00:00"),
        ("Sat, 07 Dec 2024 10:48:00 +0000", "2024-12-07T10:48:00+00:00"),
        ("7 December 2024 at 5:15 pm", "2024-12-07T17:15:00"),
        ("December 7, 2024 10:48 IST", "2024-12-07T10:48:00"),
        ("Dec. 7, 2024", "2024-12-07"),
        ("31/12/2024", "2024-12-31"),
        ("7 décembre 2024", "2024-12-07"),
        ("7 ديسمبر 2024", "2024-12-07"),
        ("7 грудня 2024", "2024-12-07"),
        ("  2024-12-07 ", "2024-12-07"),
    ],
)
def test_full_dates(written: str, expected: str) -> None:
    assert parse_published(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "soon",
        "December 7",
        "December 2024",
        "2024",
        "07/12/2024",
        "2024-02-30",
        "1733568480",
        "0001-1-1",
    ],
)
def test_what_is_no_full_date_is_refused_with_a_remedy(written: str) -> None:
    with pytest.raises(ArticleError, match="not a full date") as caught:
        parse_published(written)
    assert "2024-12-07" in caught.value.hint


@pytest.mark.parametrize("written", ["9/8/21", "9/8/2021", "8.9.21", "09-08-2021"])
def test_of_two_days_that_it_can_be_both_are_named(written: str) -> None:
    with pytest.raises(ArticleError, match="2021-08-09") as caught:
        parse_published(written)
    assert "2021-09-08" in caught.value.message
