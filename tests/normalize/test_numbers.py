from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract._files import packaged
from conflict_extract.normalize import size


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("about 200", 200, 200),
        ("2,000 soldiers", 2000, 2000),
        ("1.5 thousand", 1500, 1500),
        ("between 20 and 30", 20, 30),
        ("20-30 men", 20, 30),
        ("twenty to thirty", 20, 30),
        ("forty-two", 42, 42),
        ("two hundred and fifty", 250, 250),
        ("three thousand five hundred", 3500, 3500),
        ("a hundred", 100, 100),
        ("one soldier", 1, 1),
        ("a dozen", 12, 12),
        ("two dozen", 24, 24),
        ("dozens", 24, 99),
        ("hundreds of soldiers", 200, 999),
        ("tens of thousands", 20_000, 99_999),
        ("more than 50", 50, None),
        ("at least two dozen", 24, None),
        ("up to 40", None, 40),
        ("no more than 50", None, 50),
        ("overall 40", 40, 40),
        ("40 men of the 32nd Brigade", 40, 40),
        ("soldiers of the 32nd Brigade", None, None),
        ("M23 fighters", None, None),
        ("a soldier", None, None),
        ("several", None, None),
        ("", None, None),
    ],
)
def test_bounds(text: str, low: int | None, high: int | None) -> None:
    bounds = size(text)
    assert (bounds.min, bounds.max, bounds.text) == (low, high, text)


@given(st.text(max_size=40))
def test_bounds_are_in_order_for_any_text(text: str) -> None:
    bounds = size(text)
    assert bounds.min is None or bounds.max is None or 0 <= bounds.min <= bounds.max


@given(st.integers(1, 9_999_999))
def test_a_number_means_itself_however_it_is_grouped(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".replace(",", " ")):
        assert (size(text).min, size(text).max) == (number, number)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("no fewer than 1,200 recruits", 1200, None),
        ("no less than 200", 200, None),
        ("at most 12", None, 12),
        ("at least 20 but no more than 50", 20, 50),
        ("from 20 up to 30", 20, 30),
        ("two to three thousand", 2000, 3000),
        ("1\N{NO-BREAK SPACE}500 recruits", 1500, 1500),
        ("1\N{NARROW NO-BREAK SPACE}500", 1500, 1500),
        ("1\N{THIN SPACE}500", 1500, 1500),
        ("1'500 Mann", 1500, 1500),
        ("1,50,000", 150_000, 150_000),
        ("1.2 lakh", 120_000, 120_000),
        ("2 crore", 20_000_000, 20_000_000),
        ("2 тысячи", 2000, 2000),
        ("1,5 тысячи", 1500, 1500),
        ("2-3 тысячи", 2000, 3000),
        ("3 mil", 3000, 3000),
        ("mil soldados", 1000, 1000),
        ("2 mille", 2000, 2000),
        ("deux mille trois cents", 2300, 2300),
        ("quarante et un", 41, 41),
        ("3 bin asker", 3000, 3000),
        ("٣ آلاف مقاتل", 3000, 3000),
        ("خمسة وعشرين جنديا", 25, 25),
        ("١٬٥٠٠", 1500, 1500),
        ("3万人", 30_000, 30_000),
        ("5千", 5000, 5000),
        ("三百五十人", 350, 350),
        ("二十一人", 21, 21),
        ("moins de 50", None, 50),
        ("au moins 50", 50, None),
        ("більше 50", 50, None),
        ("не более 50", None, 50),
        ("не менее 50", 50, None),
        ("от 20 до 30", 20, 30),
        ("أكثر من 50", 50, None),
        ("لا يزيد عن 50", None, 50),
        ("más de 50", 50, None),
        ("mais de 50", 50, None),
        ("mehr als 50", 50, None),
        ("50'den fazla", 50, None),
        ("超过50人", 50, None),
        ("ከ50 በላይ", 50, None),
        ("centaines de soldats", 200, 999),
        ("десятки тысяч", 20_000, 99_999),
    ],
)
def test_bounds_in_many_languages_and_spellings(text: str, low: int | None, high: int | None) -> None:
    assert (size(text).min, size(text).max) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["two battalions", "three tank brigades", "zwei Bataillone", "3 полка", "三个营", "一些士兵", "كتيبتان",
     "dozens of families", "20%", "soldiers of the 32-й", "第32师", "bin Harun's men",
     "9" * 20, "7" * 10_000, "seven " * 2000, "1," * 5000],
)  # fmt: skip
def test_what_counts_no_people_has_no_bounds(text: str) -> None:
    assert (size(text).min, size(text).max) == (None, None)


def test_units_beside_people_are_not_counted() -> None:
    assert size("40 men of two battalions").min == 40


@given(st.integers(1, 9_999_999), st.sampled_from("٠०০۰０"))
def test_a_number_means_itself_in_the_digits_of_any_script(number: int, zero: str) -> None:
    text = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert (size(text).min, size(text).max) == (number, number)


def test_every_word_of_every_language_is_read() -> None:
    with packaged("normalize", "numbers.toml").open("rb") as stream:
        languages = tomllib.load(stream)
    for table in languages.values():
        for word, value in table.get("numbers", {}).items():
            assert size(word).min == value, word
        for word, value in table.get("scales", {}).items():
            assert size(f"3 {word}").min == 3 * value, word
        for word, (low, high) in table.get("vague", {}).items():
            assert (size(word).min, size(word).max) == (low, high), word
        for word in table.get("at_least", ()):
            assert (size(f"{word} 50").min, size(f"{word} 50").max) == (50, None), word
        for word in table.get("at_most", ()):
            assert (size(f"{word} 50").min, size(f"{word} 50").max) == (None, 50), word
        for word in table.get("units", ()):
            assert size(f"2 {word.rstrip('-')}").min is None, word
