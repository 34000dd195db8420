from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import actor, in_country, load_actors


@pytest.mark.parametrize(
    ("name", "country", "side"),
    [
        ("Russia", "SY", "foreign"),
        ("Russia", "UA", "foreign"),
        ("Russian troops", "RU", "government"),
        ("Ukrainian forces", "UA", "government"),
        ("Ukrainian forces", "RU", "foreign"),
        ("the Syrian army", "LB", "foreign"),
        ("Saudi Arabia", "SA", "government"),
        ("Mozambique", "MZ", "government"),
        ("Mozambican marines", "MZ", "government"),
        ("the Mozambican army", "MW", "foreign"),
        ("troops from Mozambique", "MW", "foreign"),
    ],
)
def test_a_state_is_the_government_in_its_own_country_only(name: str, country: str, side: str) -> None:
    assert in_country(actor(name), country).side == side


@pytest.mark.parametrize(
    "name",
    ["M23", "Hezbollah", "Syrian rebels", "Mozambican traders", "Mozambican rebels", "former Mozambican soldiers",
     "the army",
     "General Jordan", "Mozambicans", "MONUSCO", "Wagner", "Kurdish forces", "", "its troops"],
)  # fmt: skip
@pytest.mark.parametrize("country", ["MZ", "SY", "XX"])
def test_whoever_is_no_state_stays_as_it_is(name: str, country: str) -> None:
    assert in_country(actor(name), country) == actor(name)


def test_the_side_in_a_file_of_ones_own_counts(tmp_path: Path) -> None:
    path = tmp_path / "actors.toml"
    path.write_text('[[actors]]\nid = "russia"\nname = "Russia"\nside = "armed_group"\n', encoding="utf-8")
    own = load_actors(path)
    assert in_country(own.actor("Russia"), "SY", own).side == "armed_group"
    assert in_country(actor("Russia"), "SY").side == "foreign"


@given(st.text(max_size=60))
def test_any_words_are_a_state_or_none(text: str) -> None:
    found = in_country(actor(text), "MW")
    assert found.model_copy(update={"side": actor(text).side}) == actor(text)
