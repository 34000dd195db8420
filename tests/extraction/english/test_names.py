"""What a proper name looks like in English text."""

from __future__ import annotations

import re

import pytest

from conflict_extract.extraction.english.names import NAME, WORD


@pytest.mark.parametrize(
    "name",
    [
        "Besk",
        "Upper Besk",
        "al-Besk",
        "Deir el-Besk",
        "Besk-sur-Orle",
        "Ba'esk",
        "Port au Besk",
        "Ósk",
        "Besk Harn Orlo",
    ],
)
def test_a_name(name: str) -> None:
    assert re.fullmatch(NAME, name)


@pytest.mark.parametrize("text", ["besk", "the Besk", "Besk and Harn", "Besk, Harn", "1 Besk", "Besk the", ""])
def test_no_name(text: str) -> None:
    assert re.fullmatch(NAME, text) is None


def test_an_initial_is_no_word_of_a_name() -> None:
    assert re.match(WORD, "U.S. soldiers") is None
    assert re.match(WORD, "Us soldiers")
