"""Details that words of a sentence tell by themselves."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.details import means_of, number_in, unit_in


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


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("the 4th Mountain Brigade of the army", "4th Mountain Brigade"),
        ("soldiers of the Coastal Regiment", "Coastal Regiment"),
        ("brigade 52", "brigade 52"),
        ("The Second Battalion", "Second Battalion"),
        ("The battalion", None),
        ("a brigade", None),
        ("the army", None),
    ],
)
def test_units(name: str, unit: str | None) -> None:
    found = unit_in(name)
    assert (name[slice(*found)] if found else None) == unit


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("about 200 militiamen", "about 200"),
        ("More than 1,500 soldiers", "More than 1,500"),
        ("Forty-two policemen", "Forty-two"),
        ("three hundred men", "three hundred"),
        ("dozens of conscripts", "dozens"),
        ("nineteen men", "nineteen"),
        ("the garrison", None),
        ("Deputy minister Orlo of the ruling party", None),
        ("someone", None),
    ],
)
def test_numbers_of_people(name: str, number: str | None) -> None:
    found = number_in(name)
    assert (name[slice(*found)] if found else None) == number
