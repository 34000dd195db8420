"""Names that a small model copied a little wrong, and the several places that it copied as one."""

from __future__ import annotations

import pytest

from tests.extraction.builders import article, names
from tests.extraction.sentence_reader.builders import item, read, records


@pytest.mark.parametrize(
    ("written", "said", "place"),
    [
        ("Tolme", "Tolme (Yarra)", "Tolme"),
        ("Tolme", "Tolme, a port", "Tolme"),
        ("the port of Tolme", "port of Tolme (also Tolmey)", "port of Tolme"),
    ],
)
def test_explanations_behind_a_name_are_cut_off(written: str, said: str, place: str) -> None:
    source = article(f"Fighters entered {written} on Monday.")
    (record,) = records(read(source, item("control_change", trigger="entered", places=[said], gained_by="Fighters")))
    assert names(record)["place"] == place


def test_explanations_are_cut_off_actors_too() -> None:
    source = article("FYM entered Tolme on Monday.")
    said = item("control_change", trigger="entered", places=["Tolme"], gained_by="FYM (Free Yarran Movement)")
    (record,) = records(read(source, said))
    assert names(record)["gained_by"] == "FYM"


@pytest.mark.parametrize(
    ("sentence", "said", "places"),
    [
        ("Rebels captured Tolme, Besk and Harn.", ["Tolme, Besk and Harn"], ["Tolme", "Besk", "Harn"]),
        ("Rebels captured the villages of Tolme and Besk.", ["the villages of Tolme and Besk"], ["Tolme", "Besk"]),
        ("Rebels captured Tolme, Besk and Harn.", ["Tolme", "Harn"], ["Tolme", "Besk", "Harn"]),
        ("Rebels captured Tolme near Besk.", ["Tolme near Besk"], ["Tolme"]),
        (
            "Rebels captured Tolme, Tolme Bridge and Harn.",
            ["Tolme", "Tolme Bridge", "Harn"],
            ["Tolme", "Tolme Bridge", "Harn"],
        ),
    ],
)
def test_several_places_are_several_records(sentence: str, said: list[str], places: list[str]) -> None:
    source = article(sentence)
    found = records(read(source, item("control_change", trigger="captured", places=said, gained_by="Rebels")))
    assert [record.place.text for record in found if record.place] == places
    assert len({record.id for record in found}) == len(places)


def test_a_place_said_twice_is_one_record() -> None:
    source = article("Rebels captured Tolme.")
    done = read(source, item("control_change", trigger="captured", places=["Tolme", "tolme"], gained_by="Rebels"))
    assert len(records(done)) == 1


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("Rebels took hostages and took Besk.", "took"),
        ("Fighters seized 300 rifles before they seized the town of Besk.", "seized"),
    ],
)
def test_of_a_word_said_twice_the_one_that_was_asked_about_counts(sentence: str, trigger: str) -> None:
    source = article(sentence)
    (record,) = records(read(source, item("control_change", trigger=trigger, places=["Besk"], gained_by=None)))
    assert names(record)["place"] == "Besk"
    assert record.trigger == trigger
