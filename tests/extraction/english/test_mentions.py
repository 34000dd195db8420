"""Phrases as they are written: who, and which places, each member of an enumeration by itself."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.english.mentions import announced, identified, is_unit, place_mentions
from conflict_extract.extraction.english.phrases import is_time, phrase
from tests.extraction.english.builders import ACTORS, facts, parsed, texts, token, written

_PLACES = [
    # one place
    ("Rebels captured Besk.", ["Besk"]),
    ("Rebels captured the town of Besk.", ["Besk"]),
    ("Rebels captured Besk, a town in Harn.", ["Besk"]),
    ("Rebels captured the strategic town of Besk in Harn Province.", ["Besk"]),
    ("Rebels captured Upper Tolme.", ["Upper Tolme"]),
    ("Rebels captured the northern Velkan town of Besk.", ["Besk"]),
    ("Rebels captured the village called Besk.", ["Besk"]),
    ("Rebels captured Besk airport.", ["Besk airport"]),
    ("Rebels captured Besk International Airport.", ["Besk International Airport"]),
    ("Rebels captured Harn Province.", ["Harn Province"]),
    ("Rebels captured half of Besk.", ["half of Besk"]),
    ("Rebels captured parts of Besk.", ["parts of Besk"]),
    ("Rebels captured most of the city of Besk.", ["most of the city of Besk"]),
    ("Rebels captured the outskirts of Besk.", ["outskirts of Besk"]),
    ("Rebels captured the centre of Besk.", ["centre of Besk"]),
    # enumerations
    ("Rebels captured Besk and Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured Besk, Tolme and Harn.", ["Besk", "Tolme", "Harn"]),
    ("Rebels captured Besk, Tolme, Harn and Orlo on Friday.", ["Besk", "Tolme", "Harn", "Orlo"]),
    ("Rebels captured the towns of Besk and Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured the villages of Besk, Tolme and Harn.", ["Besk", "Tolme", "Harn"]),
    ("Rebels captured three towns, Besk, Tolme and Harn.", ["Besk", "Tolme", "Harn"]),
    ("Rebels captured three towns in the north: Besk, Tolme and Harn.", ["Besk", "Tolme", "Harn"]),
    ("Rebels captured two villages, Besk and Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured both Besk and Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured Besk as well as Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured the town of Besk and the village of Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured the police station and the town hall.", ["police station", "town hall"]),
    ("Rebels captured Besk and then Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured Besk and the nearby airbase.", ["Besk", "nearby airbase"]),
    ("Rebels captured several towns, including Besk and Tolme.", ["Besk", "Tolme"]),
    ("The army withdrew from Besk, Tolme and Harn.", ["Besk", "Tolme", "Harn"]),
    ("The army withdrew from Besk and from Tolme.", ["Besk", "Tolme"]),
    ("Besk, Tolme and Harn fell to the rebels.", ["Besk", "Tolme", "Harn"]),
    ("The towns of Besk and Tolme fell to the rebels.", ["Besk", "Tolme"]),
    ("Rebels captured Besk, and the army shelled Tolme.", ["Besk"]),
    ("Rebels captured Besk, killing the mayor and his wife.", ["Besk"]),
    # without a name
    ("Rebels captured a village in Harn Province.", ["village in Harn Province"]),
    ("Rebels captured five villages in Harn.", ["five villages in Harn"]),
    ("Rebels captured two army checkpoints near Besk.", ["two army checkpoints near Besk"]),
    ("Rebels captured three villages near the Orlian border.", ["three villages near the Orlian border"]),
    ("Rebels captured a military base outside Besk.", ["military base outside Besk"]),
    ("Rebels captured a hill overlooking Besk.", ["hill"]),
    ("The army withdrew from four positions around Besk.", ["four positions around Besk"]),
    ("Rebels captured the road to Besk.", ["road to Besk"]),
    ("Rebels captured the highway between Besk and Tolme.", ["highway between Besk and Tolme"]),
    ("Rebels captured the area between Besk and Tolme.", ["area between Besk and Tolme"]),
    ("Rebels captured the airport in Besk.", ["airport in Besk"]),
    ("Rebels captured the headquarters of the 5th Division in Besk.", ["headquarters of the 5th Division in Besk"]),
    ("The sixth Velkan provincial capital has fallen.", []),
    ("Rebels captured Besk, the sixth provincial capital in a week.", ["Besk"]),
    ("Rebels captured a sixth provincial capital, Besk.", ["Besk"]),
    ("Crucial town falls to rebels", ["Crucial town"]),
    # spellings
    ("Rebels captured el-Besk.", ["el-Besk"]),
    ("Rebels captured al-Tolme and el-Besk.", ["al-Tolme", "el-Besk"]),
    ("Rebels captured #Besk and #Tolme.", ["Besk", "Tolme"]),
    ("Rebels captured “Besk”.", ["Besk"]),
    ("Rebels captured Besk's airport.", ["Besk's airport"]),
    ("Rebels captured Besk-sur-Orle.", ["Besk-sur-Orle"]),
    ("REBELS CAPTURED BESK AND TOLME", ["BESK", "TOLME"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), _PLACES, ids=[each[0] for each in _PLACES])
def test_places_as_they_are_written(sentence: str, expected: list[str]) -> None:
    assert [written(sentence, each.at) for found in facts(sentence) for each in found.places] == expected


def test_a_list_with_a_day_for_each_place() -> None:
    sentence = "Rebels captured Besk on Friday and Tolme on Saturday."
    found = [(place.at, each.day and each.day.at) for each in facts(sentence) for place in each.places]
    told = [(written(sentence, place), written(sentence, day)) for place, day in found]
    assert told == [("Besk", "Friday"), ("Tolme", "Saturday")]


@pytest.mark.parametrize(
    ("sentence", "head", "expected"),
    [
        ("Rebels captured Besk and Tolme.", "Besk", ["Besk", "Tolme"]),
        ("Rebels captured Besk and Tolme.", "Tolme", ["Tolme"]),
        ("Rebels captured the towns of Besk and Tolme.", "towns", ["Besk", "Tolme"]),
        ("Rebels captured Besk and ten rifles.", "Besk", ["Besk"]),
        ("Rebels captured Besk and its defenders.", "Besk", ["Besk"]),
        ("Rebels captured two of the villages.", "two", ["villages"]),
    ],
)
def test_places_of_a_noun(sentence: str, head: str, expected: list[str]) -> None:
    read = parsed(sentence)
    found = place_mentions(token(sentence, head), ACTORS)
    assert [written(sentence, read.offsets(each.first, each.last)) for each in found] == expected


@pytest.mark.parametrize(
    ("sentence", "head", "joined", "expected"),
    [
        ("The army took Besk.", "army", True, "The army"),
        ("Two hundred soldiers of the garrison left Besk.", "soldiers", True, "Two hundred soldiers of the garrison"),
        ("Soldiers and policemen left Besk.", "Soldiers", True, "Soldiers and policemen"),
        ("Soldiers and policemen left Besk.", "Soldiers", False, "Soldiers"),
        ("The soldiers who left Besk rested.", "soldiers", True, "The soldiers"),
        ("The army's 4th Brigade left Besk.", "Brigade", True, "The army's 4th Brigade"),
        ("The soldiers in Besk defected.", "soldiers", True, "The soldiers"),
        ("Velkan troops backed by tanks took Besk.", "troops", False, "Velkan troops"),
        ("The rebels, backed by tanks, took Besk.", "rebels", True, "The rebels"),
        ("More than 200 rebel fighters took Besk.", "fighters", True, "More than 200 rebel fighters"),
        ("The Velkan Liberation Front (VLF) took Besk.", "Front", True, "The Velkan Liberation Front"),
    ],
)
def test_a_phrase(sentence: str, head: str, joined: bool, expected: str) -> None:
    found = phrase(token(sentence, head), joined=joined)
    assert written(sentence, parsed(sentence).offsets(found.first, found.last)) == expected


@pytest.mark.parametrize(
    ("sentence", "head", "expected"),
    [
        ("Rebels took Besk, the junction that the army held.", "junction", "Besk"),
        ("Besk is the town that rebels captured.", "town", "Besk"),
        ("Among the towns captured was Besk.", "towns", "Besk"),
        ("Rebels took the junction.", "junction", "junction"),
        ("Rebels took Besk.", "Besk", "Besk"),
    ],
)
def test_the_name_of_what_is_only_described(sentence: str, head: str, expected: str) -> None:
    assert identified(token(sentence, head)).text == expected


@pytest.mark.parametrize(
    ("sentence", "head", "expected"),
    [
        ("Rebels captured three towns, Besk, Tolme and Harn.", "towns", ["Besk", "Tolme", "Harn"]),
        ("Rebels captured several towns, including Besk.", "towns", ["Besk"]),
        ("Rebels captured three towns and the army shelled Besk.", "towns", []),
        ("Rebels captured three towns.", "towns", []),
    ],
)
def test_names_that_are_listed_behind_a_plural(sentence: str, head: str, expected: list[str]) -> None:
    assert texts(announced(token(sentence, head), ACTORS)) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "time"),
    [
        ("They left on Friday.", "Friday", True),
        ("They left at dawn.", "dawn", True),
        ("They left Besk.", "Besk", False),
    ],
)
def test_times(sentence: str, word: str, time: bool) -> None:
    assert is_time(token(sentence, word)) is time


@pytest.mark.parametrize(
    ("sentence", "word", "unit"),
    [
        ("Rebels captured the 52nd Brigade.", "Brigade", True),
        ("Rebels captured a brigade.", "brigade", False),
        ("Rebels captured Besk.", "Besk", False),
    ],
)
def test_units_that_may_stand_for_their_base(sentence: str, word: str, unit: bool) -> None:
    assert is_unit(token(sentence, word)) is unit
