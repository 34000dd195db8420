"""What the words around a place name tell of it."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.places import type_before, type_of, within_of


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Rebels took the town of Tolme.", "town"),
        ("Rebels took the towns of Besk and Tolme.", "town"),
        ("Rebels took Tolme village.", "village"),
        ("Rebels took Tolme’s airport.", "facility"),
        ("Rebels took the port city Tolme.", "city"),
        ("Rebels took Tolme military base.", "base"),
        ("Rebels took Tolme.", None),
        ("Rebels took Tolme after the town burned.", None),
        ("Tolme", None),
    ],
)
def test_type_by_the_words_next_to_it(sentence: str, kind: str | None) -> None:
    start = sentence.index("Tolme")
    first = sentence.index("Besk") if "Besk" in sentence else None
    assert type_of(sentence, start, start + 5, first) == kind


@pytest.mark.parametrize(
    ("sentence", "within"),
    [
        ("Rebels took Tolme in western rural Yarra.", "western rural Yarra"),
        ("Rebels took Tolme, in the Upper Vale province, on Monday.", "Upper Vale province"),
        ("Rebels took Tolme village in Yarra's countryside.", "Yarra's countryside"),
        ("Rebels took Tolme in North Yarra on Monday.", "North Yarra"),
        ("Rebels took Tolme in Yarra Monday.", "Yarra"),
        ("Rebels took Tolme in the north.", None),
        ("Rebels took Tolme in a raid.", None),
        ("Rebels took Tolme in 1999.", None),
        ("Rebels took Tolme in March.", None),
        ("Rebels took Tolme in March 1999.", None),
        ("Rebels took Tolme.", None),
    ],
)
def test_what_it_lies_in(sentence: str, within: str | None) -> None:
    span = within_of(sentence, sentence.index("Tolme") + 5)
    assert (sentence[slice(*span)] if span else None) == within


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Rebels took the towns of Tolme.", "town"),
        ("Rebels took the port city Tolme.", "city"),
        ("Rebels took Town of Tolme.", None),
        ("Rebels took Tolme.", None),
    ],
)
def test_type_by_the_words_before(sentence: str, kind: str | None) -> None:
    assert type_before(sentence, sentence.index("Tolme")) == kind
