"""Details that words of a sentence tell by themselves."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.details import means_of


@pytest.mark.parametrize(
    ("sentence", "means"),
    [
        ("Rebels took Tolme without a shot.", "unopposed"),
        ("Rebels took Tolme without much fighting.", "unopposed"),
        ("Rebels met No Resistance in Tolme.", "unopposed"),
        ("Rebels took Tolme peacefully under a deal.", "unopposed"),
        ("The army handed over Tolme.", "negotiated"),
        ("The army handed the town of Tolme over after a siege.", "negotiated"),
        ("Rebels stormed Tolme.", "fighting"),
        ("Rebels took Tolme in clashes.", "fighting"),
        ("The handy leftovers were taken from Tolme.", "unknown"),
        ("Rebels took Tolme without guns.", "unknown"),
        ("The army handed out bread and it was all over by noon.", "unknown"),
    ],
)
def test_means(sentence: str, means: str) -> None:
    assert means_of(sentence) == means
