"""Which words of a sentence belong to its trigger: its places, who did it, and what an earlier sentence tells of it."""

from __future__ import annotations

import pytest

from conflict_extract.schema import ControlChange, Defection, OfficialDenial, Withdrawal
from tests.extraction.builders import Fields, answering, article, assert_grounded, extractor
from tests.extraction.sentence_reader.builders import first_window, item, read, records, screen


def places(text: str, said: Fields) -> list[str]:
    """The places of the records that come of an item of a one-sentence article, as to a small model."""
    source = article(text)
    found = records(read(source, said))
    for record in found:
        assert_grounded(record, source)
    return [record.place.text for record in found if record.place]


@pytest.mark.parametrize(
    ("text", "trigger", "named", "expected"),
    [
        (
            "Troops marched on Besk after retaking Harn and Velka.",
            "retaking",
            ["Besk", "Harn", "Velka"],
            ["Harn", "Velka"],
        ),
        ("Guerrillas from Besk said they had driven out the army from Harn.", "driven out", ["Besk"], ["Harn"]),
        ("Gunmen entered Besk a day after the fall of Harn.", "the fall of", ["Besk"], ["Harn"]),
        ("Rebels retook Besk, forcing the garrison to retreat to Harn.", "retook", ["Besk", "Harn"], ["Besk"]),
        ("Rebels retook Besk and cut off Harn from its port.", "retook", ["Besk", "Harn"], ["Besk"]),
        ("The army entered Besk, nearing the rebel capital Harn.", "entered", ["Besk", "Harn"], ["Besk"]),
        ("The army entered Besk, including Harn Street.", "entered", ["Besk", "Harn Street"], ["Besk", "Harn Street"]),
        ("A column walked from Besk to Harn, which fell on Monday.", "fell", ["Besk", "Harn"], ["Harn"]),
        ("Rebels took Besk, capital of Upper Yarra.", "took", ["Besk", "capital of Upper Yarra"], ["Besk"]),
        ("Rebels retook the city of Besk, Yarra, from the army.", "retook", ["Besk", "Yarra"], ["Besk"]),
        ("Rebels took the town of Besk, Harn and Velka.", "took", ["Besk", "Harn", "Velka"], ["Besk", "Harn", "Velka"]),
        (
            "Rebels took Besk, an airbase of the Yarran Navy.",
            "took",
            ["Besk", "an airbase of the Yarran Navy"],
            ["Besk"],
        ),
        (
            "Rebels took Besk airport in the northern town and old port of Besk.",
            "took",
            ["Besk airport", "Besk"],
            ["Besk airport"],
        ),
        (
            "Rebels took the police station, a barracks and a training centre.",
            "took",
            ["police station", "barracks", "training centre"],
            ["police station", "barracks", "training centre"],
        ),
        ("Rebels hold posts near Besk, captured in May.", "captured", ["Besk"], ["Besk"]),
        (
            "Troops seized a Harn Army training camp.",
            "seized",
            ["Harn Army training camp"],
            ["Harn Army training camp"],
        ),
        (
            "Soldiers captured two rebel camps in the restive province of Harn.",
            "captured",
            ["rebel camps", "Harn"],
            ["rebel camps"],
        ),
        (
            "Guards brought the Besk government hospital under their control.",
            "brought the Besk government hospital under their control",
            ["Besk government hospital"],
            ["Besk government hospital"],
        ),
        ("Rebels took Besk airport, and Besk itself.", "took", ["Besk airport", "Besk"], ["Besk airport", "Besk"]),
        (
            "Rebels attacked an army base and entered a nearby town.",
            "entered",
            ["army base", "nearby town"],
            ["nearby town"],
        ),
        ("Rebels overran posts near Besk, the provincial capital that they seized in May.", "seized", [], ["Besk"]),
        ("The army has gained 'full control' of Besk.", "gained 'full control", ["Besk"], ["Besk"]),
        ("Rebels took Besk, Yarra Province, on Monday.", "took", ["Besk", "Yarra Province"], ["Besk"]),
        ("Rebels took Besk, the strategic town and airbase in Yarra.", "took", ["Besk", "airbase in Yarra"], ["Besk"]),
        ("Marines began to storm Besk and had cleared the city by dawn.", "cleared", ["Besk"], ["Besk"]),
    ],
)
def test_places_that_are_taken(text: str, trigger: str, named: list[str], expected: list[str]) -> None:
    assert places(text, item("control_change", trigger=trigger, places=named, gained_by=None)) == expected


@pytest.mark.parametrize(
    ("text", "trigger", "named", "expected"),
    [
        ("In Besk soldiers evacuated their camps on Friday.", "evacuated", ["Besk"], ["Besk"]),
        ("Sweden withdrew its battalion from Norway.", "withdrew", ["Norway"], ["Norway"]),
        ("The last U.S. soldiers pulled out of Iraq.", "pulled out", [], ["Iraq"]),
        ("Troops pulled out of the capital after crossing the Harn dam.", "pulled out", ["Harn dam"], ["the capital"]),
    ],
)
def test_places_that_are_left(text: str, trigger: str, named: list[str], expected: list[str]) -> None:
    assert places(text, item("withdrawal", trigger=trigger, places=named, force=None)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Police recovered weapons seized last week from United Nations peacekeepers.",
        "The army captured the front's second-in-command.",
        "Soldiers captured the colonel's son near the border.",
        "The force is determined to press on and capture Besk.",
        "A column of trucks crept through abandoned hamlets.",
        "Trucks crossed the disputed city of Besk.",
        "Capturing Besk would open the road to the capital.",
        "Three more defections are expected soon.",
        "His overture was rebuffed by the rebels.",
        "No one appeared to be in control of Besk.",
        "The front is in the hands of our brave forces.",
        "The border dispute with Norway is old.",
    ],
)
def test_words_that_state_nothing(text: str) -> None:
    assert screen(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "trigger"),
    [
        ("The military has gained 'full control' of Besk.", "control_change", "gained 'full control"),
        ("By May 9 the rebels were firmly in control of Besk.", "control_change", "in control"),
        ("The army has retaken dozens of towns from the front.", "control_change", "retaken"),
        ("Besk is lost as well.", "control_change", "lost"),
        ("He ordered his men to retreat and abandon the citadel.", "withdrawal", "abandon"),
        ("The spokesman dismissed government claims about the talks.", "official_denial", "dismissed"),
    ],
)
def test_words_that_state_something(text: str, kind: str, trigger: str) -> None:
    assert (kind, trigger) in {(asked.kind, asked.trigger) for asked in screen(text)}


def _denial(text: str, speaker: str, trigger: str) -> OfficialDenial:
    said = item("official_denial", trigger=trigger, speaker=speaker, claim="it", places=[])
    (record,) = records(read(text, said))
    assert isinstance(record, OfficialDenial)
    return record


def test_who_denies_stands_before_the_verb() -> None:
    text = "Reuters saw no proof of it, and Yarran officials have repeatedly denied any withdrawal."
    assert _denial(text, "Reuters", "denied").speaker.text == "Yarran officials"
    text = "The envoy spoke of losses, a charge the army quickly denied."
    assert _denial(text, "The envoy", "denied").speaker.text == "the army"


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        (
            "The president was weakened when five key generals defected to the front.",
            "The president",
            "five key generals",
        ),
        (
            "The president met Brigadier Oru Tamme, who has defected to the front.",
            "The president",
            "Brigadier Oru Tamme",
        ),
    ],
)
def test_who_defected_stands_before_the_verb(text: str, given: str, expected: str) -> None:
    said = item("defection", trigger="defected", who=given, places=[])
    (record,) = records(read(text, said))
    assert isinstance(record, Defection)
    assert record.who.text == expected


@pytest.mark.parametrize(
    ("text", "given", "gained", "lost"),
    [
        ("The army lost Besk to the rebels on Monday.", "The army", "the rebels", "The army"),
        ("Yarran troops handed over Besk to the police.", "Yarran troops", "the police", None),
        (
            "Rebels took Besk, 60 kilometers from Baghdad, after fierce clashes with the army.",
            "Rebels",
            "Rebels",
            "army",
        ),
    ],
)
def test_who_gained_and_who_lost(text: str, given: str, gained: str, lost: str | None) -> None:
    asked = first_window(text).asked
    said = item("control_change", trigger=asked.trigger, places=["Besk"], gained_by=given)
    (record,) = records(read(text, said))
    assert isinstance(record, ControlChange)
    assert record.gained_by is not None
    assert record.gained_by.text == gained
    assert (record.lost_by.text if record.lost_by else None) == lost


def _extracted(*sentences: str, **answers: list[Fields]) -> tuple[list[Withdrawal], list[str]]:
    source = article(*sentences)
    with extractor(answering(answers), model="embedded") as reads:
        result = reads.extract([source])
    for record in result.records:
        assert_grounded(record, source)
    left = [record for record in result.records if isinstance(record, Withdrawal)]
    return left, [line.reason for line in result.quarantined]


TAKEN = item("control_change", trigger="captured", places=["Besk"], gained_by="Rebels")
LEFT = item("withdrawal", trigger="retreated", places=["Harn"], force="Government troops")


def test_what_a_force_left_is_told_by_who_took_it() -> None:
    left, aside = _extracted(
        "Rebels captured Besk on Monday.", "Government troops retreated to Harn.", captured=[TAKEN], retreated=[LEFT]
    )
    (record,) = left
    assert record.place.text == record.place.name == "Besk"
    assert record.to_place is not None
    assert record.to_place.text == "Harn"
    assert [piece.sentence for piece in record.evidence] == [0, 1]
    assert aside == []


def test_what_a_force_left_is_not_guessed() -> None:
    assert _extracted("Government troops retreated to Harn.", retreated=[LEFT]) == ([], ["no_place"])


def test_the_city_that_was_named_is_not_taken_twice() -> None:
    again = item("control_change", trigger="taken over", places=["the city"], gained_by="The rebels")
    with extractor(answering({"captured": [TAKEN], "taken over": [again]}), model="embedded") as reads:
        source = article("Rebels captured Besk on Monday.", "The rebels have taken over the city, residents said.")
        result = reads.extract([source])
    assert [record.place.text for record in result.records if record.place] == ["Besk"]
