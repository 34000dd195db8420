"""When it happened: the model's day counts, and what cannot be a day leaves the record, undated, with a doubt."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.article_reader.days import dated
from conflict_extract.schema.records import Date
from tests.extraction.article_reader.builders import one
from tests.extraction.builders import article, item

PUBLISHED = "1999-05-12"  # a Wednesday


def told(words: str | None, day: str | None, *, published: str | None = PUBLISHED, english: bool = True) -> Date:
    date, doubts = dated(words, day, published, english=english)
    assert doubts == ()
    return date


def span(date: Date) -> tuple[str | None, str | None, str]:
    return date.start, date.end, date.precision


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1999-05-10", ("1999-05-10", "1999-05-10", "day")),
        (" 1999-05-10 ", ("1999-05-10", "1999-05-10", "day")),
        ("1999-05-10T06:00:00Z", ("1999-05-10", "1999-05-10", "day")),
        ("1999-05", ("1999-05-01", "1999-05-31", "month")),
        ("2000-02", ("2000-02-01", "2000-02-29", "month")),
        ("1999-12", ("1999-12-01", "1999-12-31", "month")),
        ("2015", ("2015-01-01", "2015-12-31", "year")),
        ("1999-05-08/1999-05-10", ("1999-05-08", "1999-05-10", "range")),
        ("1999-05-10/1999-05-10", ("1999-05-10", "1999-05-10", "day")),
        ("1999-04-30/1999-05", ("1999-04-30", "1999-05-31", "range")),
        ("2012/2015", ("2012-01-01", "2015-12-31", "range")),
        ("1999-05/1999-05", ("1999-05-01", "1999-05-31", "month")),
        ("../1999-05-08", (None, "1999-05-08", "unknown")),
        ("/1999-05-08", (None, "1999-05-08", "unknown")),
        ("../1999", (None, "1999-05-12", "unknown")),  # up to the day on which it was told
        ("1999-05-08/10", ("1999-05-08", "1999-05-10", "range")),
        ("1999-04-30/05-02", ("1999-04-30", "1999-05-02", "range")),
        ("1999-05-08/..", ("1999-05-08", "1999-05-08", "day")),  # since that day: it happened on it
        ("1999-05-08/", ("1999-05-08", "1999-05-08", "day")),
    ],
)
@pytest.mark.parametrize("english", [True, False])
def test_days_are_iso_days_months_years_and_spans_of_them(
    day: str, expected: tuple[str | None, str | None, str], english: bool
) -> None:
    assert span(told(None, day, english=english)) == expected
    assert span(told("irgendwann", day, english=False)) == expected


@pytest.mark.parametrize(
    "day",
    [
        "2024-02-30",
        "1999-13",
        "1999-00-10",
        "0000",
        "0000-01-01",
        "1999-5-1",
        "99-05-10",
        "10 May 1999",
        "Monday",
        "yesterday",
        "1999-05-10/1999-05-08",
        "1999-05-10/soon",
        "soon/1999-05-10",
        "../..",
        "/",
        "1999-05-10/1999-05-11/1999-05-12",
        "१९९९-०५-१०",
        "-1999",
        "+11999-01-01",
    ],
)
@pytest.mark.parametrize("words", [None, "im Morgengrauen"])
def test_a_day_that_is_none_is_a_doubt_and_the_record_stays(day: str, words: str | None) -> None:
    date, doubts = dated(words, day, PUBLISHED, english=False)
    assert doubts == ("date_impossible",)
    assert (date.text, date.start, date.end, date.basis) == (words, None, PUBLISHED, "unresolved")
    source = article("Rebellen nahmen Besk im Morgengrauen ein.", language="de")
    record = one(source, item("control_change", trigger="nahmen", places=["Besk"], date=words, day=day))
    assert (record.date, record.doubts) == (date, doubts)


def test_words_that_the_rules_read_stand_in_for_an_impossible_day() -> None:
    date, doubts = dated("on Monday", "1999-02-30", PUBLISHED, english=True)
    assert (span(date), date.basis, doubts) == (("1999-05-10", "1999-05-10", "day"), "relative", ("date_impossible",))


@pytest.mark.parametrize("english", [True, False])
def test_news_that_says_nothing_of_when_is_of_the_day_of_publication(english: bool) -> None:
    date = told(None, None, english=english)
    assert (date.text, date.start, date.end, date.basis) == (None, PUBLISHED, PUBLISHED, "published")
    date = told(None, None, published=None, english=english)
    assert (date.text, date.start, date.end) == (None, None, None)


@pytest.mark.parametrize(
    ("words", "published", "end"),
    [("dieser Tage", PUBLISHED, PUBLISHED), ("في اليوم نفسه", PUBLISHED, PUBLISHED), ("am Montag", None, None)],
)
def test_words_without_a_day_that_no_rule_reads_are_plainly_unresolved(
    words: str, published: str | None, end: str | None
) -> None:
    date = told(words, None, published=published, english=False)
    assert (date.text, date.start, date.end, date.basis) == (words, None, end, "unresolved")


@pytest.mark.parametrize(
    ("words", "day", "basis"),
    [
        ("9 May", "1999-05-09", "stated"),
        ("on Monday", "1999-05-10", "relative"),
        ("18 октября", "1999-10-18", "stated"),
        ("в понедельник", "1999-05-10", "relative"),
        ("2015年", "2015", "stated"),
        (None, "1999-05-12", "published"),
        (None, "1999-05-10", "relative"),
        (None, "../1999-05-08", "stated"),
        ("earlier", "../1999-05-08", "stated"),
    ],
)
def test_whether_the_article_writes_the_date_or_points_to_it(words: str | None, day: str, basis: str) -> None:
    assert dated(words, day, PUBLISHED, english=True)[0].basis == basis


@pytest.mark.parametrize(
    ("words", "day", "english", "doubts"),
    [
        ("on Monday", "1999-05-10", True, ()),
        ("on Monday", "1999-05-03", True, ("date_disputed",)),
        ("on Monday", "1999-05", True, ()),
        ("on Monday", "../1999-05-10", True, ()),
        ("on Monday", "../1999-05-09", True, ("date_disputed",)),
        ("on 9 May", "1999-05-10", True, ("date_disputed",)),
        ("on Monday", "1999-05-03", False, ()),
        ("the same day", "1999-05-03", True, ()),
        ("last year", "1998-03-02", True, ()),
    ],
)
def test_a_day_that_the_words_speak_against_counts_all_the_same(
    words: str, day: str, english: bool, doubts: tuple[str, ...]
) -> None:
    date, found = dated(words, day, PUBLISHED, english=english)
    assert found == doubts
    assert date.end in (day.removeprefix("../"), "1999-05-31")
    assert date.text == words


@pytest.mark.parametrize(
    ("words", "language", "day"),
    [("am Montag", "de", "1999-05-10"), ("أمس الأول", "ar", "1999-05-10"), ("в понедельник", None, "1999-05-10")],
)
def test_words_of_other_languages_are_resolved_where_no_day_is_given(
    words: str, language: str | None, day: str
) -> None:
    date, doubts = dated(words, None, PUBLISHED, english=False, language=language)
    assert (date.start, date.end, date.basis, doubts) == (day, day, "relative", ())


def test_words_that_point_to_another_day_count_from_the_last_one_in_the_text() -> None:
    source = article(
        "Rebels captured Harn on 3 May.",
        "In March 1998 rain fell.",
        "They captured Velka two days later and Besk the same evening.",
    )
    found = one(source, taken(sentences=[2], date="the same evening", day=None))
    assert (found.date.start, found.date.end, found.date.basis) == ("1999-05-05", "1999-05-05", "relative")
    told = one(source, taken(sentences=[2], date="the same evening", day="1999-05-04"))
    assert (told.date.start, told.doubts) == ("1999-05-04", ())


def taken(**more: Any) -> dict[str, Any]:
    return item("control_change", places=["Besk"], **more)


def test_a_date_that_is_not_copied_from_the_text_leaves_the_day() -> None:
    record = one("Rebels captured Besk.", taken(date="on Monday", day="1999-05-10"))
    assert (record.date.text, record.date.start) == (None, "1999-05-10")


def test_a_null_date_stays_null_whatever_dates_the_sentence_holds() -> None:
    record = one("Rebels captured Besk, a monk said on 9 May.", taken(date=None, day=None))
    assert (record.date.text, record.date.start, record.date.basis) == (None, PUBLISHED, "published")


def test_the_words_may_stand_in_another_sentence_which_is_evidence_then() -> None:
    source = article("On Monday it rained.", "Rebels captured Besk the same day.")
    record = one(source, taken(sentences=[1], date="Monday", day="1999-05-10"))
    assert (record.date.text, [piece.sentence for piece in record.evidence]) == ("Monday", [0, 1])


@pytest.mark.parametrize("nothing", ["", "null", "none", "Unknown"])
def test_words_for_nothing_are_no_day_and_no_doubt(nothing: str) -> None:
    date, doubts = dated(None, nothing, "1999-05-12", english=True)
    assert (date.start, date.basis, doubts) == ("1999-05-12", "published", ())
