"""Where a place stands that a small model copied a little wrong."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.sentence_reader.finding import find_place
from tests.extraction.builders import article


@pytest.mark.parametrize(
    ("sentence", "said", "expected"),
    [
        ("Rebels captured Tolme.", "Tolme", "Tolme"),
        ("Rebels captured Tolme.", "“tolme”.", "Tolme"),
        ("Rebels captured port Tolme.", "the port Tolme", "port Tolme"),
        ("Rebels captured Tolme.", "Tolme (Yarra)", "Tolme"),
        ("Rebels captured Tolme.", "Tolme, a port", "Tolme"),
        ("Rebels captured Port Tolme.", "Port Tolme (also Tolmey)", "Port Tolme"),
        ("Rebels captured Khan Shaykhun.", "Khan Shaykhon", "Khan Shaykhun"),
        ("Rebels captured Abeche.", "Abche", "Abeche"),
        ("Rebels overran camps around Hopang.", "rebel camps in Hopang", "Hopang"),
        ("Rebels captured Tolme.", "Besk", None),
        ("Rebels captured Tolme.", "Tolme and Besk", None),
        ("Rebels captured Tolme.", "Talne", None),
        ("Rebels captured the police station.", "police station of Besk", None),
        ("Rebels captured Tolme.", "", None),
        ("Rebels captured Tolme.", ' "" ', None),
        ("Rebels captured Tolme.", "—", None),
    ],
)
def test_names_are_found_as_the_sentence_writes_them(sentence: str, said: str, expected: str | None) -> None:
    source = article(sentence)
    span = find_place(said, source.sentences[0])
    assert (span.text(source) if span else None) == expected


def test_a_name_is_looked_for_in_its_own_sentence_only() -> None:
    source = article("Rain fell in Besk.", "Rebels captured Tolme.")
    assert find_place("Besk", source.sentences[1]) is None
