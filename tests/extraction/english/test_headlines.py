"""Headlines as running text: common words lose their capital letters, names keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.extraction.english.headlines import running_text


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("REBELS CAPTURE BESK", "Rebels capture Besk"),
        ("Rebels Capture Town of Besk", "Rebels capture town of Besk"),
        ("Army Withdraws From Besk Airport", "Army withdraws from Besk airport"),
        ("UN TROOPS LEAVE BESK", "UN troops leave Besk"),
    ],
)
def test_a_headline_has_capital_letters_at_its_names_only(headline: str, expected: str) -> None:
    assert running_text(headline) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rebels captured the town of Besk.",
        "Rebels captured Besk",
        "Omar Kane, Adam Orlo and Ann Dorn",  # names alone
        "Besk Falls",  # too short to tell
        "General Omar Kane Left Besk.",  # a stop ends a sentence, not a headline
        "",
    ],
)
def test_what_is_no_headline_stays(text: str) -> None:
    assert running_text(text) == text


@given(st.text(max_size=80))
def test_offsets_stay_whatever_the_text(text: str) -> None:
    read = running_text(text)
    assert len(read) == len(text)
    assert read.lower() == text.lower()
