from __future__ import annotations

import pytest

from conflict_extract.normalize import countries_of


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Syrian rebels entered Homs and Hama, sources in Damascus said.", ("SY",)),
        ("Rebels took Zawiya and Zliten; government troops left Gharyan for Tripoli.", ("LY",)),
        ("M23 fighters entered Goma and Sake in North Kivu.", ("CD",)),
        ("The RSF took El Geneina in West Darfur.", ("SD",)),
        ("", ()),
        ("He said nothing. They left in the morning.", ()),
        ("الجيش في حمص", ()),
    ],
)
def test_what_an_article_is_about(text: str, countries: tuple[str, ...]) -> None:
    assert countries_of(text) == countries


def test_an_army_far_from_home_does_not_outweigh_the_places() -> None:
    text = "Russian forces entered Avdiivka, Pokrovsk and Toretsk, the Russian army said in Moscow. Kyiv denied it."
    assert countries_of(text)[0] == "UA"


def test_a_shared_name_counts_for_each() -> None:
    text = "Congolese troops left the town. The Congolese army and the governor said nothing."
    assert set(countries_of(text)) == {"CD", "CG"}


@pytest.mark.parametrize("text", ["Jordan Peterson met Georgia Meloni twice.", "Michael Jordan and Jordan Ayew left."])
def test_a_person_is_no_country(text: str) -> None:
    assert not {"JO", "GE"} & set(countries_of(text))


def test_the_country_of_that_name_is_one() -> None:
    assert countries_of("Troops crossed from Jordan into Syria. In Jordan, officials were silent.")[0] in ("JO", "SY")
    assert "JO" in countries_of("The army of Jordan. Jordan closed the gate. Amman was silent.")
