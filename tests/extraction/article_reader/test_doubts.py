"""What English words say against what a strong model says: a doubt, and the record stays."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.schema import Kind
from tests.extraction.article_reader.builders import one
from tests.extraction.builders import Fields, article, item


def said(kind: Kind, trigger: str, **more: Any) -> Fields:
    return item(kind, trigger=trigger, **{"places": ["Besk"], **more})


DOUBTED: list[tuple[str, str, Fields]] = [
    ("negated", "Rebels did not capture Besk.", said("control_change", "capture", gained_by="Rebels")),
    ("negated", "The army never withdrew from Besk.", said("withdrawal", "withdrew", force="The army")),
    ("negated", "The army failed to capture Besk.", said("control_change", "capture", gained_by="The army")),
    ("negated", "No rebel has entered Besk.", said("control_change", "entered")),
    ("negated", "The army denied reports of the fall of Besk.", said("control_change", "fall")),
    ("negated", "Reports that Besk had fallen are untrue, the army said.", said("control_change", "fallen")),
    ("negated", "The army kept a road open and prevented rebels from taking Besk.", said("control_change", "taking")),
    ("negated", "The army withdrew without taking Besk.", said("control_change", "taking")),
    ("negated", "The army told its men not to withdraw from Besk.", said("withdrawal", "withdraw", stage="ordered")),
    ("planned", "Rebels vowed to capture Besk.", said("control_change", "capture", gained_by="Rebels")),
    ("planned", "Rebels vowed to press on and capture Besk.", said("control_change", "capture", gained_by="Rebels")),
    ("planned", "It was an operation to retake Besk.", said("control_change", "retake")),
    ("planned", "NATO ordered the army to withdraw from Besk.", said("withdrawal", "withdraw", force="the army")),
    ("supposed", "The army will withdraw from Besk.", said("withdrawal", "withdraw", force="The army")),
    ("supposed", "Residents fear that rebels may overrun Besk.", said("control_change", "overrun", gained_by="rebels")),
    ("supposed", "If rebels capture Besk, the road is lost.", said("control_change", "capture", gained_by="rebels")),
    ("supposed", "Rebels demanded the withdrawal of the army from Besk.", said("withdrawal", "withdrawal")),
    ("supposed", "The army will fight until Besk falls.", said("control_change", "falls")),
    ("supposed", "Have rebels taken Besk?", said("control_change", "taken", gained_by="rebels")),
    ("unknown_trigger", "Rebels watched Besk.", said("control_change", "watched", gained_by="Rebels")),
    ("unknown_trigger", "The army retreated from Besk.", said("control_change", "retreated", gained_by="The army")),
    ("unlikely_place", "Rebels captured 40 soldiers in Besk.", said("control_change", "captured", gained_by="Rebels")),
    ("unlikely_place", "Forty soldiers were captured in Besk.", said("control_change", "captured")),
    ("unlikely_place", "Police seized hundreds of rifles in Besk.", said("control_change", "seized")),
    ("unlikely_actor", "Mayor Adam Orlo fled Besk.", said("withdrawal", "fled", force="Adam Orlo")),
    (
        "unlikely_actor",
        "Adam Orlo, a lawyer, denied that Besk had fallen.",
        said("official_denial", "denied", speaker="Adam Orlo", claim="Besk had fallen"),
    ),
    (
        "unlikely_actor",
        "A spokesman for the mining company denied that Besk had fallen.",
        said("official_denial", "denied", speaker="A spokesman for the mining company", claim="Besk had fallen"),
    ),
    ("unlikely_actor", "Thousands of residents fled Besk.", said("withdrawal", "fled", force="residents")),
    ("unlikely_actor", "A senator defected in Besk.", said("defection", "defected", who="A senator")),
    (
        "unlikely_actor",
        "A shopkeeper denied that Besk had fallen.",
        said("official_denial", "denied", speaker="A shopkeeper", claim="Besk had fallen"),
    ),
]


@pytest.mark.parametrize(("doubt", "text", "given"), DOUBTED)
def test_what_english_words_say_against_it_is_a_doubt_and_no_more(doubt: str, text: str, given: Fields) -> None:
    record = one(text, given)
    assert record.doubts == (doubt,)
    assert record.trigger == given["trigger"]
    assert record.place is not None
    assert record.place.text == "Besk"


@pytest.mark.parametrize(("doubt", "text", "given"), DOUBTED)
def test_nothing_measures_other_languages_by_english_words(doubt: str, text: str, given: Fields) -> None:
    assert one(article(text, language="de"), given).doubts == ()


def test_a_text_too_short_for_its_language_to_be_known_is_english_if_its_words_are() -> None:
    given = said("control_change", "capture", gained_by="rebels")
    source = article("The rebels did not capture Besk.").model_copy(update={"language": None})
    assert one(source, {**given, "gained_by": "The rebels"}).doubts == ("negated",)
    source = article("Rebellen nahmen Besk nicht ein.").model_copy(update={"language": None})
    assert one(source, said("control_change", "nahmen", gained_by="Rebellen")).doubts == ()


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Rebels managed to capture Besk.", said("control_change", "capture", gained_by="Rebels")),
        ("The rebels claimed to have captured Besk.", said("control_change", "captured", gained_by="The rebels")),
        ("After failing twice, rebels took Besk.", said("control_change", "took", gained_by="rebels")),
        ("The rebels, who had vowed to wait, captured Besk.", said("control_change", "captured")),
        ("The army did not fight and rebels took Besk.", said("control_change", "took", gained_by="rebels")),
        ("The army denied a rout but lost Besk.", said("control_change", "lost", lost_by="The army")),
        ("The army denied this and said that it had captured Besk.", said("control_change", "captured")),
        ("Rebels not only entered but captured Besk.", said("control_change", "captured", gained_by="Rebels")),
        ("The army fought until Besk fell.", said("control_change", "fell")),
        ("On 3 May Besk fell to the rebels.", said("control_change", "fell", gained_by="the rebels")),
        ("Meeting no resistance, rebels captured Besk.", said("control_change", "captured", gained_by="rebels")),
        ("The army is back in Besk.", said("control_change", "is back", gained_by="The army")),
        ("Besk was re-taken by helicopter-borne troops.", said("control_change", "re-taken")),
        ("Rebels captured the weapons depot at Besk.", said("control_change", "captured", gained_by="Rebels")),
        ("Rebels captured the soldiers’ barracks in Besk.", said("control_change", "captured", gained_by="Rebels")),
        ("Rebels seized one of the hamlets at Besk.", said("control_change", "seized", gained_by="Rebels")),
        ("Rebels took control of Besk and its guns.", said("control_change", "took control of", gained_by="Rebels")),
        ("Rebels drove the soldiers out of Besk.", said("control_change", "drove", gained_by="Rebels")),
        ("A depot of weapons was captured in Besk.", said("control_change", "captured")),
        ("They let the officers leave Besk.", said("withdrawal", "leave", force="the officers")),
        ("Troops and their families left Besk.", said("withdrawal", "left", force="Troops and their families")),
        ("Hundreds of members of the garrison fled Besk.", said("withdrawal", "fled", force="Hundreds of members")),
        ("General Adam Orlo left Besk.", said("withdrawal", "left", force="Adam Orlo")),
        ("Adam Orlo, a colonel, defected in Besk.", said("defection", "defected", who="Adam Orlo")),
        ("The army denied that Besk had fallen.", said("official_denial", "denied", speaker="The army")),
        ("Besk has not fallen, the army said.", said("official_denial", "has not fallen", speaker="the army")),
        ("The army denied that it never held Besk.", said("official_denial", "denied", speaker="The army")),
    ],
)
def test_what_no_word_speaks_against_has_no_doubts(text: str, given: Fields) -> None:
    assert one(text, given).doubts == ()


@pytest.mark.parametrize("stage", ["announced", "ordered"])
def test_a_withdrawal_may_be_only_announced_or_ordered(stage: str) -> None:
    given = said("withdrawal", "withdraw", force="The army", stage=stage)
    assert one("The army ordered its men to withdraw from Besk.", given).doubts == ()
    assert one("The army said that it would withdraw from Besk.", given).doubts == ()
    assert one("The army ordered its men to withdraw from Besk.", {**given, "stage": "completed"}).doubts == (
        "planned",
    )


def test_anybody_may_take_a_place() -> None:
    assert one("Residents captured Besk.", said("control_change", "captured", gained_by="Residents")).doubts == ()


def test_several_doubts_stand_side_by_side_each_once() -> None:
    given = said("withdrawal", "withdraw", force="The army", unit="Blue Band", to_place="Ossery", day="never")
    record = one("The army did not withdraw from Besk.", given, countries=["XX"])
    assert record.doubts == ("country_unknown", "name_not_in_text", "date_impossible", "negated")
