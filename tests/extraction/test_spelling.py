"""Names ground whatever the model made of their case, quotes and dashes, and come out as the article writes them."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.spans import find
from tests.extraction.builders import article, assert_grounded, ground, item, names, one

ODDITIES = [
    ("Tolme-on-Sea", "Tolme–on–Sea"),
    ("Tolme–Besk", "Tolme-Besk"),
    ("Tolme—Besk", "Tolme-Besk"),
    ("Ma’arra", "Ma'arra"),
    ("Ma'arra", "Ma’arra"),
    ("Ma‘arra", "Ma'arra"),
    ("Maʼarra", "Ma'arra"),
    ("Fort “Victory”", 'Fort "Victory"'),
    ('Fort "Victory"', "Fort Victory"),
    ("Fort «Victory»", 'Fort "Victory"'),
    ("TOLME", "Tolme"),
    ("Tolme", "TOLME"),
    ("tolme", "Tolme"),
    ("Port\nSael", "Port Sael"),
    ("Port\u00a0Sael", "Port Sael"),
    ("Port  Sael", "Port Sael"),
    ("Port Sael", "  Port   Sael, "),
    ("Port Sael", "‘Port Sael’"),
    ("Camp <4>", "Camp ‹4›"),
    ("Camp [4]", "Camp (4)"),
    ("Hill 4|5", "Hill 4¦5"),
    ("C++ (north)", "C++ (north)"),
    ("Đakovica", "đakovica"),
]


@pytest.mark.parametrize(("written", "said"), ODDITIES)
def test_names_ground_to_what_is_written(written: str, said: str) -> None:
    source = article(f"Fighters entered {written} on Monday.")
    span = find(said, list(source.sentences))
    assert span is not None
    assert span.text(source).strip('"“”«»') == written.strip('"“”«»')
    record = one(source, item("control_change", trigger="ENTERED", places=[said], gained_by="fighters"), english=False)
    assert names(record) == {"trigger": "entered", "gained_by": "Fighters", "place": span.text(source)}
    assert_grounded(record, source)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tolmegrad", "Tolme"),
        ("Tolme", "Tolmegrad"),
        ("New Tolme", "New  Tolm"),
        ("Besk", "B.sk"),
        ("Besk", ".*"),
        ("Besk", "[A-Z]esk"),
        ("Port Sael", "PortSael"),
        ("Tolme", ""),
        ("Tolme", " “” "),
        ("São Miro", "Sao Miro"),
    ],
)
def test_other_names_do_not(written: str, said: str) -> None:
    assert find(said, list(article(f"Fighters entered {written} on Monday.").sentences)) is None


def test_same_case_counts_before_any_other_and_earlier_sentences_before_later_ones() -> None:
    source = article("The united front met the United Front.", "The United Front left.")
    span = find("United Front", list(source.sentences))
    assert span is not None
    assert (span.start, span.text(source)) == (source.text.index("United Front"), "United Front")
    span = find("UNITED FRONT", list(source.sentences))
    assert span is not None
    assert span.text(source) == "united front"


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
    record = one(source, item("control_change", trigger="entered", places=[said], gained_by="Fighters"))
    assert names(record)["place"] == place


def test_explanations_are_cut_off_actors_too() -> None:
    source = article("FYM entered Tolme on Monday.")
    said = item("control_change", trigger="entered", places=["Tolme"], gained_by="FYM (Free Yarran Movement)")
    assert names(one(source, said))["gained_by"] == "FYM"


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
    done = ground(source, item("control_change", trigger="captured", places=said, gained_by="Rebels"))
    assert [record.place.text for record in done.records if record.place] == places
    assert len({record.id for record in done.records}) == len(places)


def test_a_place_said_twice_is_one_record() -> None:
    source = article("Rebels captured Tolme.")
    done = ground(source, item("control_change", trigger="captured", places=["Tolme", "tolme"], gained_by="Rebels"))
    assert len(done.records) == 1
