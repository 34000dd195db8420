"""Expressions for dates in other languages than English: the right day, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import resolve

PUBLISHED = "2024-12-08"  # a Sunday


@pytest.mark.parametrize("named", [True, False], ids=["language", "no language"])
@pytest.mark.parametrize(
    ("language", "text", "start", "end"),
    [
        ("uk", "17 лютого 2024 року", "2024-02-17", "2024-02-17"),
        ("uk", "у п’ятницю", "2024-12-06", "2024-12-06"),
        ("uk", "7 грудня", "2024-12-07", "2024-12-07"),
        ("ru", "6 декабря 2024 года", "2024-12-06", "2024-12-06"),
        ("ru", "в субботу", "2024-12-07", "2024-12-07"),
        ("ru", "вчера", "2024-12-07", "2024-12-07"),
        ("ru", "в августе", "2024-08-01", "2024-08-31"),
        ("ru", "в 2014 году", "2014-01-01", "2014-12-31"),
        ("ru", "в конце ноября", "2024-11-21", "2024-11-30"),
        ("ru", "в ночь на пятницу", "2024-12-05", "2024-12-06"),
        ("uk", "22 грудня", "2023-12-22", "2023-12-22"),
        ("fr", "7 décembre 2023", "2023-12-07", "2023-12-07"),
        ("fr", "hier", "2024-12-07", "2024-12-07"),
        ("fr", "dimanche", "2024-12-08", "2024-12-08"),
        ("fr", "le 1er décembre", "2024-12-01", "2024-12-01"),
        ("es", "3 de noviembre de 2024", "2024-11-03", "2024-11-03"),
        ("es", "agosto de 2009", "2009-08-01", "2009-08-31"),
        ("es", "el sábado 7", "2024-12-07", "2024-12-07"),
        ("pt", "12 de agosto de 2020", "2020-08-12", "2020-08-12"),
        ("pt", "na quinta-feira", "2024-12-05", "2024-12-05"),
        ("de", "12. April 2024", "2024-04-12", "2024-04-12"),
        ("de", "am Samstag", "2024-12-07", "2024-12-07"),
        ("tr", "7 Aralık 2024", "2024-12-07", "2024-12-07"),
        ("ar", "17 شباط 2024", "2024-02-17", "2024-02-17"),
        ("ar", "5 كانون الأول/ديسمبر", "2024-12-05", "2024-12-05"),
        ("ar", "5 ديسمبر/كانون الأول", "2024-12-05", "2024-12-05"),
        ("ar", "في تشرين الثاني 2016", "2016-11-01", "2016-11-30"),
        ("ar", "٧ ديسمبر ٢٠٢٤", "2024-12-07", "2024-12-07"),
        ("ar", "أمس", "2024-12-07", "2024-12-07"),
        ("ar", "مساء الجمعة", "2024-12-06", "2024-12-06"),
        ("ar", "اليوم الأحد", "2024-12-08", "2024-12-08"),
        ("ar", "الأحد الماضي", "2024-12-01", "2024-12-01"),
        ("fa", "۷ دسامبر ۲۰۲۴", "2024-12-07", "2024-12-07"),
        ("he", "7 בדצמבר 2024", "2024-12-07", "2024-12-07"),
        ("he", "בשבת", "2024-12-07", "2024-12-07"),
        ("zh", "2024年11月29日", "2024-11-29", "2024-11-29"),
        ("zh", "2024年1月5日", "2024-01-05", "2024-01-05"),
        ("zh", "11月29日晚", "2024-11-29", "2024-11-29"),
        ("zh", "去年10月14日", "2023-10-14", "2023-10-14"),
        ("zh", "上周二（26日）", "2024-11-26", "2024-11-26"),
        ("ja", "12月7日に", "2024-12-07", "2024-12-07"),
        ("ja", "土曜日", "2024-12-07", "2024-12-07"),
        ("hi", "7 दिसंबर 2024", "2024-12-07", "2024-12-07"),
        ("am", "7 ዲሴምበር 2024", "2024-12-07", "2024-12-07"),
        ("am", "ትናንት", "2024-12-07", "2024-12-07"),
    ],
)
def test_days_of_other_languages(language: str, text: str, start: str, end: str, named: bool) -> None:
    date = resolve(text, PUBLISHED, language=language if named else None)
    assert (date.text, date.start, date.end) == (text, start, end)
    assert date.basis in ("stated", "relative")


@pytest.mark.parametrize("named", [True, False], ids=["language", "no language"])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        # of another calendar
        ("fa", "1403/09/17"),
        ("fa", "۱۴۰۳/۰۹/۱۷"),
        ("fa", "29 آذر 1403"),
        ("ar", "1446 هـ"),
        ("ar", "17/6/1446 هـ"),
        ("th", "7 ธันวาคม 2567"),
        ("am", "2017 ዓ.ም"),
        ("am", "ኅዳር 29 ቀን 2017"),
        ("ja", "令和6年12月7日"),
        # ahead
        ("fr", "demain"),
        ("fr", "samedi prochain"),
        ("ru", "завтра"),
        ("ru", "через два дня"),
        # no day, no such day, or not all of it read
        ("uk", "31 лютого"),
        ("fr", "7 soldats"),
        ("fr", "à 10 h"),
        ("fr", "après le 5 décembre"),
        ("ru", "до субботы"),
        ("ru", "3 дня"),
        ("fr", "de lundi à mardi"),
        ("ar", "اليوم السبت"),
        ("es", "el sábado 30"),
        ("ar", "5 كانون الأول/نوفمبر"),
        ("hi", "कल"),
        # one of two
        ("ar", "03/04/2024"),
        ("fr", "3/4/2024"),
    ],
)
def test_what_is_no_day_of_ours_is_unresolved(language: str, text: str, named: bool) -> None:
    date = resolve(text, PUBLISHED, language=language if named else None)
    assert (date.text, date.start, date.end, date.basis) == (text, None, PUBLISHED, "unresolved")


def test_numbers_of_a_language_with_another_calendar_are_none() -> None:
    assert resolve("29/03/2017", PUBLISHED, language="am").basis == "unresolved"
    assert resolve("29/03/2017", PUBLISHED, language="fr").start == "2017-03-29"


def test_a_language_that_is_told_reads_no_english() -> None:
    assert resolve("mar. 3 diciembre", PUBLISHED, language="es").start == "2024-12-03"
    assert resolve("March 3", PUBLISHED, language="de").basis == "unresolved"


def test_a_week_ago_and_the_last_week_are_the_days_of_both() -> None:
    date = resolve("上周", "2024-12-04", language="zh")
    assert (date.start, date.end, date.precision) == ("2024-11-24", "2024-12-01", "range")


def test_words_far_too_long_are_none() -> None:
    assert resolve("7 décembre " * 1000, PUBLISHED, language="fr").basis == "unresolved"


@given(st.text(max_size=30), st.sampled_from(["ar", "fr", "zh", "ru", "am", "xx", None]))
def test_any_text_of_any_language_gives_an_ordered_date(text: str, language: str | None) -> None:
    date = resolve(text, PUBLISHED, language=language)
    assert date.end is not None
    assert (date.start or date.end) <= date.end
