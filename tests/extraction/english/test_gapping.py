"""Places that an enumeration names without repeating its verb."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.gapping import gapped
from tests.extraction.english.builders import ACTORS, token


def _gapped(sentence: str, verb: str) -> list[tuple[str, str]]:
    return [(head.text, day.text) for head, day in gapped(token(sentence, verb), ACTORS)]


@pytest.mark.parametrize(
    ("sentence", "verb", "expected"),
    [
        ("Rebels took Besk on Friday and Harn on Saturday.", "took", [("Harn", "Saturday")]),
        (
            "Rebels took Besk on Friday, Harn on Saturday and Tolme on Sunday.",
            "took",
            [("Harn", "Saturday"), ("Tolme", "Sunday")],
        ),
        ("Rebels took Besk on Friday and Harn two days later.", "took", [("Harn", "two")]),
        ("Rebels took Besk on 3 May and, a week later, the town of Harn.", "took", [("town", "a")]),
        ("Rebels took Besk on 3 May and the next day Harn together with its mine.", "took", [("Harn", "the")]),
        ("Rebels took Besk on 3 May and Harn itself on 5 May.", "took", [("Harn", "5")]),
        ("Rebels took Besk on 3 May, then the airport on 5 May.", "took", [("airport", "5")]),
    ],
)
def test_each_further_place_has_a_day_of_its_own(sentence: str, verb: str, expected: list[tuple[str, str]]) -> None:
    assert _gapped(sentence, verb) == expected


@pytest.mark.parametrize(
    ("sentence", "verb"),
    [
        ("Rebels took Besk and Harn on Friday.", "took"),  # one day for both
        ("Rebels took Besk on Friday and left it on Saturday.", "took"),  # another verb
        ("Rebels took Besk on Friday and ten rifles on Saturday.", "took"),  # goods
        ("Rebels took Besk on Friday and the army attacked on Saturday.", "took"),
        ("Rebels took Besk on Friday and the next day the army attacked Harn.", "took"),
        ("Rebels took Besk on Friday and, a week later, ten rifles.", "took"),
        ("Rebels took Besk in May and in June an attack carried them to Harn and, on 3 July, Tolme.", "took"),
        ("On Friday and on Saturday rebels took Besk.", "took"),
        ("Rebels took Besk.", "took"),
    ],
)
def test_nothing_is_gapped(sentence: str, verb: str) -> None:
    assert _gapped(sentence, verb) == []
