"""What "they", "it" and "the town" stand for: what names it joins the evidence, or the statement is set aside."""

from __future__ import annotations

import pytest

from conflict_extract.schema import ControlChange, Record, Withdrawal
from tests.extraction.builders import article, assert_grounded
from tests.extraction.sentence_reader.builders import places, read, reasons, records


def last(*sentences: str) -> Record:
    """The record of an article's last sentence, every name of it grounded."""
    source = article(*sentences)
    found = [each for each in records(read(*sentences)) if each.evidence[-1].sentence == len(sentences) - 1]
    assert len(found) == 1
    assert_grounded(found[0], source)
    return found[0]


@pytest.mark.parametrize(
    ("sentences", "gained_by", "evidence"),
    [
        (("Rebels attacked Tolme on Monday.", "They captured the town a day later."), ("They", "Rebels"), [0, 1]),
        (("The Maroon Guard attacked Tolme.", "It captured Besk."), ("It", "The Maroon Guard"), [0, 1]),
        (("Rain fell.", "The army said it had captured Besk."), ("The army", "The army"), [1]),
    ],
)
def test_who_acts_is_the_subject_before(
    sentences: tuple[str, ...], gained_by: tuple[str, str], evidence: list[int]
) -> None:
    found = last(*sentences)
    assert isinstance(found, ControlChange)
    assert found.gained_by is not None
    assert (found.gained_by.text, found.gained_by.name) == gained_by
    assert [piece.sentence for piece in found.evidence] == evidence


@pytest.mark.parametrize(
    ("sentences", "text", "name", "kind"),
    [
        (("The army withdrew from Besk.", "Rebels entered the town on Monday."), "town", "Besk", "town"),
        (("The army left a base near Besk.", "Rebels overran the base."), "base", "base near Besk", "base"),
        (("Rain fell.", "Rebels entered the outskirts of Harn."), "outskirts of Harn", "outskirts of Harn", "area"),
    ],
)  # fmt: skip
def test_a_short_form_keeps_its_words_and_has_the_name_before(
    sentences: tuple[str, ...], text: str, name: str, kind: str
) -> None:
    place = last(*sentences).place
    assert place is not None
    assert (place.text, place.name, place.type) == (text, name, kind)


def test_it_is_no_name_and_gives_way_to_the_place_before() -> None:
    found = last("Rebels captured Tolme.", "The army withdrew from it on Monday.")
    assert isinstance(found, Withdrawal)
    assert (found.place.text, found.place.name) == ("Tolme", "Tolme")
    assert [piece.sentence for piece in found.evidence] == [0, 1]


def test_it_that_no_sentence_explains_is_no_place() -> None:
    reading = read("It was cold.", "Rebels captured it at noon.")
    assert (records(reading), reasons(reading)) == ([], ["no_place"])


def test_what_lies_too_far_back_is_not_meant() -> None:
    again = "Rebels captured it at noon."
    near = read("Residents live in Besk.", "It was cold.", again)
    far = read("Residents live in Besk.", "It was cold.", "It was dark.", "It was late.", "It was dull.", again)
    assert reasons(near) == []
    assert reasons(far) == ["no_place"]


def test_a_place_that_its_own_sentence_names_needs_no_other() -> None:
    reading = read("Rebels took Besk.", "The army withdrew from the town of Harn.")
    assert places(reading) == {"Besk", "Harn"}
    assert [len(record.evidence) for record in records(reading)] == [1, 1]


def test_they_who_are_civilians_leave_no_place() -> None:
    reading = read("Residents left Tolme.", "They withdrew from Besk.")
    assert (records(reading), reasons(reading)) == ([], ["not_armed"])


@pytest.mark.parametrize("pronoun", ["It", "He", "They", "We"])
def test_of_a_defection_somebody_must_be_told(pronoun: str) -> None:
    reading = read("It was cold.", f"{pronoun} defected to the rebels.")
    assert (records(reading), reasons(reading)) == ([], ["not_armed"])


def test_a_person_speaks_for_nobody() -> None:
    reading = read("It was cold.", "He denied that Besk had fallen.")
    assert (records(reading), reasons(reading)) == ([], ["not_official"])
