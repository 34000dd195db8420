"""What the words around a place name tell: its type, what it lies in, its fellows in a list."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.places import conjuncts, type_of, within_of
from conflict_extract.normalize import packaged_actors


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
    ("sentence", "found", "more"),
    [
        ("Rebels took Tolme, Besk, Harn and Velka on Monday.", ["Tolme", "Velka"], ["Besk", "Harn"]),
        ("Rebels took Tolme, Besk and Harn, and left.", ["Tolme", "Harn"], ["Besk"]),
        ("Rebels took Tolme, Besk, Harn and Port Sael.", ["Tolme", "Besk"], ["Harn", "Port Sael"]),
        ("Rebels took Tolme, Besk and Harn.", ["Tolme"], []),
        ("Rebels took Tolme, Besk and Monday came.", ["Tolme", "Besk"], []),
        ("Rebels took Tolme, Besk, Harn.", ["Tolme", "Harn"], []),
        ("Rebels took Tolme. In Besk, Harn and Velka it rained.", ["Tolme", "Velka"], []),
        ("Rebels took Tolme and Besk.", ["Tolme", "Besk"], []),
    ],
)
def test_fellows_in_an_enumeration(sentence: str, found: list[str], more: list[str]) -> None:
    spans = [(sentence.index(name), sentence.index(name) + len(name)) for name in found]
    assert [sentence[start:end] for start, end in conjuncts(sentence, spans, packaged_actors())] == more
