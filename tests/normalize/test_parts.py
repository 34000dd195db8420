"""A part of a place, a site in it and one of several are what they are; a place by another word is that place."""

from __future__ import annotations

import pytest

from conflict_extract.normalize import is_unnamed, whole_place_name


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("the city of Borsk", "Borsk", "city"),
        ("the northern city of Borsk", "Borsk", "city"),
        ("southern port city of Borsk", "Borsk", "city"),
        ("the Velkan town of Borsk", "Borsk", "town"),
        ("the town of Borsk in North Harn", "Borsk", "town"),
        ("the village of Borsk on the Tarn", "Borsk", "village"),
        ("Borsk, the capital of North Harn", "Borsk", "other"),
        ("the capital Borsk", "Borsk", "city"),
        ("El Borsk in North Harn", "El Borsk", "other"),
        ("Borsk province", "Borsk", "governorate"),
        ("the Borsk crossing with Harn", "Borsk crossing", "crossing"),
        # parts and sites
        ("the eastern districts of Borsk", "eastern districts of Borsk", "area"),
        ("Parts of Borsk", "parts of Borsk", "area"),
        ("most of Borsk", "most of Borsk", "area"),
        ("northern Borsk", "northern Borsk", "area"),
        ("the old city of Borsk", "old city of Borsk", "city"),
        ("the capital city of Borsk province", "capital city of Borsk province", "city"),
        ("airports in the cities of Borsk and Tarn", "airports in the cities of Borsk and Tarn", "facility"),
        (
            "key government buildings in the capital cities of Borsk and Tarn provinces",
            "key government buildings in the capital cities of Borsk and Tarn provinces",
            "facility",
        ),
        ("the city of Borsk's airport", "Borsk's airport", "facility"),
        ("the bridge at Borsk", "bridge at Borsk", "crossing"),
        ("former UN camp at Borsk", "former UN camp at Borsk", "base"),
        ("Five villages in western Borsk", "five villages in western Borsk", "village"),
        ("Villages in northern Borsk", "villages in northern Borsk", "village"),
        ("five Velkan villages", "five Velkan villages", "village"),
        # names that begin like others
        ("Camp Bravo", "Camp Bravo", "other"),
        ("Port Sael", "Port Sael", "other"),
        ("North Harn", "North Harn", "other"),
        ("Bay of Tarn", "Bay of Tarn", "other"),
    ],
)
def test_names(text: str, name: str, kind: str) -> None:
    assert whole_place_name(text) == (name, kind)


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [
        ("several villages in Borsk region", True),
        ("a town in Borsk region", True),
        ("villages near Borsk", True),
        ("Villages in northern Borsk", True),
        ("five Velkan villages", True),
        ("a UN base", True),
        ("the eastern districts of Borsk", False),
        ("the bridge at Borsk", False),
        ("Borsk", False),
        ("Port Sael", False),
    ],
)
def test_what_is_any_of_a_kind_has_no_name(text: str, unnamed: bool) -> None:
    assert is_unnamed(text) is unnamed
