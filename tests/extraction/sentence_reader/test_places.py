"""Places that a small model names: those of the statement join what grammar has, all others are set aside."""

from __future__ import annotations

import pytest

from conflict_extract.schema import ControlChange
from tests.extraction.builders import article, assert_grounded
from tests.extraction.sentence_reader.builders import answered, missed, places, reasons, records, windows

LIST = "Rebels captured Tolme, Besk and Harn."


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], {"Tolme"}),
        (["Besk", "Harn"], {"Tolme", "Besk", "Harn"}),
        (["Tolme", "Besk", "Harn"], {"Tolme", "Besk", "Harn"}),
        (["Harn", "Harn", "harn"], {"Tolme", "Harn"}),
    ],
)
def test_places_of_the_statement_join_those_of_grammar(said: list[str], expected: set[str]) -> None:
    source = article(LIST)
    reading = answered(missed(windows(source)[0]), *said)
    assert places(reading) == expected
    assert len(reading.claims) == len({record.id for record in records(reading)}) == len(expected)
    assert reading.quarantined == []
    for record in records(reading):
        assert_grounded(record, source)
        assert isinstance(record, ControlChange)
        assert record.gained_by is not None
        assert record.gained_by.text == "Rebels"


def test_places_alone_make_records_where_grammar_has_none() -> None:
    assert places(answered(missed(windows(LIST)[0], 0), "Besk")) == {"Besk"}


def test_an_answer_without_places_leaves_a_statement_without_any() -> None:
    reading = answered(missed(windows(LIST)[0], 0))
    assert (records(reading), reasons(reading)) == ([], ["no_place"])


def test_names_that_are_not_in_the_sentence_are_set_aside_and_the_rest_stays() -> None:
    reading = answered(missed(windows(LIST)[0]), "Gbah", "Besk", "")
    assert places(reading) == {"Tolme", "Besk"}
    assert reasons(reading) == ["name_not_in_evidence"] * 2
    assert "'Gbah'" in reading.quarantined[0].message
    assert reading.quarantined[0].record["trigger"] == "captured"


BUSY = "Rebels from Velka captured Tolme from the Maroon Guard on 9 May with 40 rifles, an officer said."


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (BUSY, "Rebels"),
        (BUSY, "Velka"),
        (BUSY, "Maroon Guard"),
        (BUSY, "9 May"),
        (BUSY, "40 rifles"),
        (BUSY, "an officer"),
        (BUSY, "captured"),
        ("The army withdrew from Tolme to Velka on Monday.", "Velka"),
        ("The army withdrew from Tolme to Velka on Monday.", "Monday"),
        ("Rebels captured Tolme after soldiers who had held Besk left.", "Besk"),
        ("The army withdrew from Tolme, witnesses said in Besk.", "Besk"),
        ("Rebels captured Tolme, and residents fled the town.", "the town"),
    ],
)
def test_what_else_a_model_names_is_no_place_of_the_statement(sentence: str, said: str) -> None:
    reading = answered(missed(windows(sentence)[0]), said)
    assert places(reading) == {"Tolme"}
    assert reasons(reading) == ["place_is_no_place"]


def test_a_place_of_the_model_is_described_as_one_of_grammar() -> None:
    source = article("Rebels captured Tolme and the village of Besk in northern Yarra.")
    reading = answered(missed(windows(source)[0]), "Besk")
    (found,) = [record.place for record in records(reading) if record.place and record.place.text == "Besk"]
    assert (found.type, found.within) == ("village", "northern Yarra")
