""" "The city" and "they" are what the sentences before say; what they do not say stays as it is written."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.claims import Claim
from conflict_extract.extraction.sentence_reader.antecedents import REACH, resolve_antecedents
from conflict_extract.schema import ControlChange, Record
from tests.extraction.builders import Fields, article, assert_grounded
from tests.extraction.sentence_reader.builders import ACTORS, finished, item, read, records

Said = tuple[int, Fields]


def captured(sentence: int, place: str, gained_by: str | None = None) -> Said:
    return sentence, item("control_change", trigger="captured", places=[place], gained_by=gained_by)


def resolved(sentences: list[str], *answers: Said) -> list[Record]:
    """The records of an article with their antecedents, in order, all of them still grounded."""
    source = article(*sentences)
    readings = [read(source, said, sentence) for sentence, said in answers]
    assert [reading.quarantined for reading in readings] == [[]] * len(readings)
    given = [claim for reading in readings for claim in reading.claims]
    claims = resolve_antecedents(source, given, ACTORS)
    assert [claim.record.id for claim in claims] == [claim.record.id for claim in sorted(given, key=_order)]
    for claim in claims:
        assert_grounded(claim.record, source)
    return [claim.record for claim in claims]


def _order(claim: Claim) -> tuple[int, str]:
    return claim.sentence, claim.record.id


def numbers(record: Record) -> list[int]:
    return [piece.sentence for piece in record.evidence]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("The rebels reached the city of Port Sael on Monday.", "the city"),
        ("The rebels reached the outskirts of the city of Port Sael.", "The city"),
        ("The rebels reached Port Sael city.", "the city"),
        ("The rebels had slept in Port Sael.", "the city"),
        ("The rebels entered Port Sael.", "the town"),
        ("They had fought for Port Sael in March.", "the town"),
        ("The rebels reached the village of Port Sael, north of the city of Besk.", "the village"),
    ],
)
def test_the_city_is_the_one_named_before(before: str, words: str) -> None:
    (record,) = resolved([before, f"Rebels captured {words.lower()} at noon."], captured(1, words, "Rebels"))
    assert record.place is not None
    assert record.place.text == words.lower()
    assert record.place.name == "Port Sael"
    assert numbers(record) == [0, 1]
    assert record.place.name in record.evidence[0].text


def test_the_city_of_an_earlier_record() -> None:
    first, second = resolved(
        ["Rebels captured Tolme.", "It rained.", "At noon the rebels captured the town again."],
        captured(0, "Tolme", "Rebels"),
        captured(2, "the town", "the rebels"),
    )
    assert first.place is not None
    assert second.place is not None
    assert (second.place.text, second.place.name, second.place.type) == ("the town", "Tolme", "town")
    assert numbers(second) == [0, 2]


def test_the_village_named_in_the_same_sentence() -> None:
    (record,) = resolved(
        ["Tolme village slept when rebels captured the village."], captured(0, "the village", "rebels")
    )
    assert record.place is not None
    assert record.place.name == "Tolme"
    assert numbers(record) == [0]


@pytest.mark.parametrize(
    "before",
    [
        ["Rain fell."],
        ["It was said on Monday."],
        ["Nobody slept in March."],
        ["The rebels reached the city of Tolme.", *["Rain fell."] * REACH],
        ["The rebels had slept in Tolme airport."],
        ["The rebels had taken control over the Tolme-Besk highway."],
    ],
)
def test_what_is_not_named_within_reach_stays(before: list[str]) -> None:
    (record,) = resolved([*before, "Rebels captured the city."], captured(len(before), "the city", "Rebels"))
    assert record.place is not None
    assert (record.place.text, record.place.name) == ("the city", "the city")
    assert numbers(record) == [len(before)]


def test_it_is_the_place_named_before() -> None:
    (record,) = resolved(
        ["The rebels reached the city of Tolme.", "They captured it at noon."], captured(1, "it", "They")
    )
    assert record.place is not None
    assert (record.place.text, record.place.name, numbers(record)) == ("Tolme", "Tolme", [0, 1])


def test_sentences_behind_name_nothing() -> None:
    (record,) = resolved(
        ["Rebels captured the city.", "They slept in the city of Tolme."], captured(0, "the city", "Rebels")
    )
    assert record.place is not None
    assert record.place.name == "the city"


def test_what_is_named_only_behind_the_city_is_another() -> None:
    sentences = [
        "The rebels were in Besk.",
        "The rebels captured Tolme.",
        "The rebels captured the city on the way to Tolme.",
    ]
    *_, record = resolved(sentences, captured(1, "Tolme", "rebels"), captured(2, "the city", "rebels"))
    assert record.place is not None
    assert (record.place.text, record.place.name) == ("the city", "Besk")


@pytest.mark.parametrize("words", ["they", "They", "it", "its men"])
def test_they_are_who_acted_before(words: str) -> None:
    _, second = resolved(
        ["The Maroon Guard captured Tolme.", f"{words} also captured Besk."],
        captured(0, "Tolme", "The Maroon Guard"),
        captured(1, "Besk", words),
    )
    assert isinstance(second, ControlChange)
    assert second.gained_by is not None
    assert (second.gained_by.text, second.gained_by.name) == (words, "The Maroon Guard")
    assert numbers(second) == [0, 1]
    assert second.gained_by.name in second.evidence[0].text


def test_they_take_over_side_and_id() -> None:
    _, second = resolved(
        ["Taliban fighters captured Tolme.", "They captured Besk."],
        captured(0, "Tolme", "Taliban fighters"),
        captured(1, "Besk", "They"),
    )
    assert isinstance(second, ControlChange)
    assert second.gained_by is not None
    assert (second.gained_by.id, second.gained_by.side) == ("taliban", "armed_group")


def test_they_of_nobody_stay() -> None:
    first, second = resolved(
        ["They captured Tolme.", "They captured Besk."], captured(0, "Tolme", "They"), captured(1, "Besk", "They")
    )
    for record in (first, second):
        assert isinstance(record, ControlChange)
        assert record.gained_by is not None
        assert record.gained_by.name == "They"
        assert len(record.evidence) == 1


def test_they_of_they_are_named_by_the_first_sentence() -> None:
    *_, third = resolved(
        ["The Maroon Guard captured Tolme.", "They captured Besk.", "They captured Harn."],
        *(captured(0, "Tolme", "The Maroon Guard"), captured(1, "Besk", "They"), captured(2, "Harn", "They")),
    )
    assert isinstance(third, ControlChange)
    assert third.gained_by is not None
    assert (third.gained_by.name, numbers(third)) == ("The Maroon Guard", [0, 2])


def test_who_is_named_in_no_sentence_but_an_earlier_one_is_not_said_by_the_model() -> None:
    source = article("The Maroon Guard marched.", "It captured Tolme.")
    done = read(source, captured(1, "Tolme", "Maroon Guard")[1])
    assert [line.reason for line in done.quarantined] == ["name_not_in_evidence"]
    done = read(source, captured(1, "Tolme", "It")[1])
    assert [line.reason for line in done.quarantined] == []


def test_later_records_that_share_a_sentence_do_not_name_the_town() -> None:
    first, second = resolved(
        ["The Maroon Guard marched.", "Rebels captured the town.", "They captured Besk."],
        captured(1, "the town", "Rebels"),
        captured(2, "Besk", "They"),
    )
    assert first.place is not None
    assert (first.place.name, numbers(first), numbers(second)) == ("the town", [1], [1, 2])


def test_names_are_left_alone() -> None:
    (record,) = resolved(
        ["The rebels reached the city of Tolme.", "Rebels captured Besk."], captured(1, "Besk", "Rebels")
    )
    assert record.place is not None
    assert (record.place.name, numbers(record)) == ("Besk", [1])


def test_they_who_took_a_place_and_then_retreated_left_it() -> None:
    source = article("Armed men entered Besk on Sunday.", "They then retreated towards the border.")
    left = item("withdrawal", trigger="retreated", places=[], force="They")
    taken = item("control_change", trigger="entered", places=["Besk"], gained_by="Armed men")
    done = finished(source, [read(source, taken), read(source, left)])
    _, record = records(done)
    assert (record.kind, record.place.name if record.place else None, numbers(record)) == ("withdrawal", "Besk", [0, 1])
    assert done.quarantined == []
