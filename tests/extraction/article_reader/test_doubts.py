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
    ("planned", "Rebels vowed to capture Besk.", said("control_change", "capture", gained_by="Rebels")),
    ("planned", "NATO ordered the army to withdraw from Besk.", said("withdrawal", "withdraw", force="the army")),
    ("supposed", "The army will withdraw from Besk.", said("withdrawal", "withdraw", force="The army")),
    ("supposed", "Residents fear that rebels may overrun Besk.", said("control_change", "overrun", gained_by="rebels")),
    ("unknown_trigger", "Rebels watched Besk.", said("control_change", "watched", gained_by="Rebels")),
    ("unknown_trigger", "The army retreated from Besk.", said("control_change", "retreated", gained_by="The army")),
    ("unlikely_place", "Rebels captured 40 soldiers in Besk.", said("control_change", "captured", gained_by="Rebels")),
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


@pytest.mark.parametrize("stage", ["announced", "ordered"])
def test_a_withdrawal_may_be_only_announced_or_ordered(stage: str) -> None:
    text = "The army ordered its men to withdraw from Besk."
    assert one(text, said("withdrawal", "withdraw", force="its men", stage=stage)).doubts == ()


def test_anybody_may_take_a_place() -> None:
    assert one("Residents captured Besk.", said("control_change", "captured", gained_by="Residents")).doubts == ()


def test_several_doubts_stand_side_by_side_each_once() -> None:
    given = said("withdrawal", "withdraw", force="The army", unit="Blue Band", to_place="Ossery", day="never")
    record = one("The army did not withdraw from Besk.", given, countries=["XX"])
    assert record.doubts == ("country_unknown", "name_not_in_text", "date_impossible", "negated")
