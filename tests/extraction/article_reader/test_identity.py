"""The id of a record: what is said and where, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.extraction.grounding import record_id
from conflict_extract.schema import Place
from tests.extraction.article_reader.builders import called, ground, one, records
from tests.extraction.builders import Fields, article, item
from tests.extraction.sentence_reader import builders as of_sentences

SOURCE = article("Rebels captured Tolme from the army on Monday, a monk said.", "Rebels also captured Besk and Tolme.")


def said(**fields: Any) -> Fields:
    return item("control_change", **{"trigger": "captured", "places": ["Tolme"], "gained_by": "Rebels", **fields})


FIRST = one(SOURCE, said()).id


def test_id_is_short_and_says_what_it_is_of() -> None:
    assert FIRST.startswith("rec_")
    assert len(FIRST) == 20


@pytest.mark.parametrize(
    "same",
    [
        {"date": "Monday", "source": "a monk"},
        {"means": "fighting", "extent": "partial"},
        {"gained_by": "rebels", "places": ["tolme"]},
    ],
)
def test_same_id_for_the_same_said_there(same: dict[str, Any]) -> None:
    assert one(SOURCE, said(**same)).id == FIRST


def test_same_id_by_any_model_and_prompt() -> None:
    other = one(SOURCE, said(), model="another")
    assert (other.id, other.model) == (FIRST, "another")
    assert record_id(other.model_copy(update={"prompt_version": "2"}), 0) == FIRST
    assert one(SOURCE.model_copy(update={"language": "de"}), said()).id == FIRST


def test_same_id_by_either_reader() -> None:
    text = "Rebels captured Tolme."
    (record,) = of_sentences.records(of_sentences.read(text))
    assert record.id == one(article(text), said()).id


@pytest.mark.parametrize("names", [[called("Rebels", "LURD rebels")], [called("Rebels", "Maroon Guard", 0)]])
def test_same_id_whatever_the_words_stand_for(names: list[Fields]) -> None:
    assert one(SOURCE, said(), names=names).id == FIRST


@pytest.mark.parametrize("day", ["1999-05-10", "2015", "../1999-05-12", "never"])
def test_same_id_whatever_day_it_was_where_nothing_else_is_said_there(day: str) -> None:
    assert one(SOURCE, said(day=day)).id == FIRST


@pytest.mark.parametrize(
    "other",
    [
        {"sentences": [1]},
        {"sentences": [1], "places": ["Besk"]},
        {"gained_by": None},
        {"lost_by": "the army"},
        {"gained_by": "the army"},
    ],
)
def test_another_sentence_place_or_actor_is_another_record(other: dict[str, Any]) -> None:
    assert one(SOURCE, said(**other)).id != FIRST


def test_another_article_or_outlet_is_another_record() -> None:
    texts = [sentence.text for sentence in SOURCE.sentences]
    assert one(article(*texts, outlet="Another"), said()).id != FIRST
    assert one(article(*texts[:1]), said()).id != FIRST
    assert one(article(*texts, published="2001-01-01", title="x"), said()).id == FIRST


def test_another_kind_or_denied_event_is_another_record() -> None:
    source = article("The army denied that its men left Besk.")
    denied = [
        one(source, item("official_denial", speaker="The army", claim="", places=["Besk"], denies=what)).id
        for what in ("withdrawal", "other")
    ]
    left = item("withdrawal", trigger="left", places=["Besk"], force="The army")
    assert len({*denied, one(source, left).id}) == 3


def test_passages_named_by_one_earlier_sentence_stay_two() -> None:
    source = article("The Maroon Guard gathered.", "It captured the city.", "At noon it captured the city again.")
    two = [said(sentences=[number], places=["the city"], gained_by="Maroon Guard") for number in (1, 2)]
    first, second = records(ground(source, *two))
    assert first.evidence[0] == second.evidence[0]
    assert first.id != second.id


INSIDE = "Rebels captured most of Borsk province on Monday, including the city of Borsk."


@pytest.mark.parametrize("division", ["Borsk province", "Borsk district", "the governorate of Borsk"])
def test_a_province_and_the_city_of_its_name_in_one_sentence_are_two_records(division: str) -> None:
    source = article(INSIDE.replace("Borsk province", division))
    two = records(ground(source, said(places=[division]), said(places=["the city of Borsk"])))
    assert len({each.id for each in two}) == 2
    assert [record_id(each, 0) for each in two] == [each.id for each in two]


def test_a_province_named_alone_has_the_id_of_its_name() -> None:
    province = one(article("Rebels captured Borsk province, all of Borsk province."), said(places=["Borsk province"]))
    town = province.model_copy(update={"place": Place(text="Borsk", name="Borsk")})
    assert record_id(town, 0) == province.id
