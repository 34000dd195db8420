"""What a statement of an English sentence becomes: the fields of its records, in order, each once."""

from __future__ import annotations

import pytest

from conflict_extract.schema import ControlChange, Date, Defection, OfficialDenial, Record, Withdrawal
from tests.extraction.builders import article, assert_grounded
from tests.extraction.sentence_reader.builders import places, read, records


def only(*sentences: str) -> Record:
    """The only record of an article, every word of it grounded."""
    source = article(*sentences)
    reading = read(*sentences)
    (found,) = records(reading)
    assert reading.quarantined == []
    assert_grounded(found, source)
    return found


def told(date: Date) -> tuple[str | None, str | None, str | None, str, str]:
    return date.text, date.start, date.end, date.precision, date.basis


# -- one record a place ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels captured Tolme, Besk and Harn.", {"Tolme", "Besk", "Harn"}),
        ("Rebels captured the towns of Tolme and Besk.", {"Tolme", "Besk"}),
        ("The army withdrew from Besk and Harn on Friday.", {"Besk", "Harn"}),
        ("The army denied that rebels had seized Besk and Harn.", {"Besk", "Harn"}),
        ("Rebels captured a bridge and a base near Besk.", {"bridge", "base near Besk"}),
        ("Rebels retook al-Besk and #Harn.", {"al-Besk", "Harn"}),
        ("Rebels took “Besk” on Monday.", {"Besk"}),
        ("REBELS CAPTURED BESK ON MONDAY.", {"BESK"}),
    ],
)
def test_each_place_is_a_record(sentence: str, expected: set[str]) -> None:
    reading = read(sentence)
    assert places(reading) == expected
    assert len(reading.claims) == len(expected)
    for record in records(reading):
        assert_grounded(record, article(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Soldiers seized 40 rifles on the road to Besk.",
        "Soldiers captured a colonel in Besk.",
        "Residents fled Besk on Monday.",
        "Rebels took part in talks in Besk.",
        "Shells fell on Besk.",
        "A shopkeeper denied that Besk had fallen.",
    ],
)
def test_what_is_no_event_of_these_kinds_is_no_statement(sentence: str) -> None:
    reading = read(sentence)
    assert (reading.claims, reading.quarantined) == ([], [])


def test_a_defection_has_one_place_and_counts_without_any() -> None:
    found = only("Soldiers defected on Monday.")
    assert isinstance(found, Defection)
    assert found.place is None
    assert len(read("Soldiers defected in Besk and Harn on Monday.").claims) == 1


# -- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "extent", "means"),
    [
        ("Rebels captured Besk.", "full", "unknown"),
        ("Rebels captured parts of Besk.", "partial", "unknown"),
        ("Rebels captured the outskirts of Besk.", "partial", "unknown"),
        ("Rebels entered Besk.", "entered", "unknown"),
        ("Rebels captured Besk after fierce clashes.", "full", "fighting"),
        ("The town of Besk fell without a fight.", "full", "unopposed"),
        ("The army handed over Besk to the rebels under a deal.", "full", "negotiated"),
    ],
)
def test_extent_and_means_of_a_change_of_control(sentence: str, extent: str, means: str) -> None:
    found = only(sentence)
    assert isinstance(found, ControlChange)
    assert (found.extent, found.means) == (extent, means)


@pytest.mark.parametrize(
    ("sentence", "gained_by", "lost_by"),
    [
        ("Rebels from Velka captured Besk.", "Rebels from Velka", None),
        ("Rebels seized Besk from the army.", "Rebels", "the army"),
        ("Besk was captured by rebels on Monday.", "rebels", None),
        ("Besk was captured on Monday.", None, None),
        ("Besk fell to the rebels.", "the rebels", None),
        ("The army handed over Besk to the rebels.", "the rebels", "The army"),
        ("Troops drove the rebels from Besk.", "Troops", "the rebels"),
    ],
)
def test_who_gained_and_who_lost(sentence: str, gained_by: str | None, lost_by: str | None) -> None:
    found = only(sentence)
    assert isinstance(found, ControlChange)
    assert (found.gained_by.text if found.gained_by else None) == gained_by
    assert (found.lost_by.text if found.lost_by else None) == lost_by


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("The army withdrew from Besk.", "completed"),
        ("The army is withdrawing from Besk.", "under_way"),
        ("The army began withdrawing from Besk.", "under_way"),
        ("The army announced that it will withdraw from Besk.", "announced"),
        ("The army was ordered to withdraw from Besk.", "ordered"),
    ],
)
def test_how_far_a_withdrawal_is(sentence: str, stage: str) -> None:
    found = only(sentence)
    assert isinstance(found, Withdrawal)
    assert found.stage == stage


def test_unit_and_destination_of_a_withdrawal() -> None:
    found = only("The 4th Mountain Brigade of the Orlian army withdrew from Besk to Velka on Friday.")
    assert isinstance(found, Withdrawal)
    assert found.force is not None
    assert found.force.text == "The 4th Mountain Brigade of the Orlian army"
    assert found.unit == "4th Mountain Brigade"
    assert (found.place.text, found.to_place.text if found.to_place else None) == ("Besk", "Velka")


def test_who_defected_how_many_from_whom_and_to_whom() -> None:
    found = only("About 60 gendarmes of the Coastal Regiment defected from the army to the rebels on 9 May.")
    assert isinstance(found, Defection)
    assert found.who.text == "About 60 gendarmes of the Coastal Regiment"
    assert (found.unit, found.size.model_dump() if found.size else None) == (
        "Coastal Regiment",
        {"text": "About 60", "min": 60, "max": 60},
    )
    assert (found.from_side.text if found.from_side else None) == "the army"
    assert (found.to_side.text if found.to_side else None) == "the rebels"


def test_a_name_goes_on_over_an_article_that_the_parser_breaks_it_at() -> None:
    found = only("Izz al-Din Haddad, a colonel in the army, defected to the rebels.")
    assert isinstance(found, Defection)
    assert found.who.text == "Izz al-Din Haddad"


@pytest.mark.parametrize(
    ("claim", "denies"),
    [
        ("rebels had captured Besk", "control_change"),
        ("its men had withdrawn from Besk", "withdrawal"),
        ("soldiers had defected in Besk", "defection"),
        ("its men had shelled Besk", "other"),
    ],
)
def test_what_is_denied_is_told_by_the_claim(claim: str, denies: str) -> None:
    found = only(f"The army denied that {claim}.")
    assert isinstance(found, OfficialDenial)
    assert (found.speaker.text, found.denies) == ("The army", denies)
    assert claim in found.claim


def test_what_a_denial_denies_is_no_record_of_its_own() -> None:
    found = records(read("The army denied that rebels had captured Besk and that its men had withdrawn from Harn."))
    assert {record.kind for record in found} == {"official_denial"}


@pytest.mark.parametrize(
    ("sentence", "text", "role"),
    [
        ("Rebels captured Besk, the Northern Monitor said.", "the Northern Monitor", "monitor"),
        ("State television reported that rebels captured Besk.", "State television", "state_media"),
        ("They captured Besk, they said.", None, "outlet"),
        ("Rebels captured Besk.", None, "outlet"),
        ("The army denied that Besk had fallen.", None, "outlet"),
    ],
)
def test_who_says_so_is_the_source_but_no_pronoun_nor_who_denies(sentence: str, text: str | None, role: str) -> None:
    (found,) = records(read(sentence))
    assert (found.source.text, found.source.role) == (text, role)


# -- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Rebels captured Besk on Monday.", ("Monday", "1999-05-10", "1999-05-10", "day", "relative")),
        ("Rebels captured Besk on 5 May 1999.", ("5 May 1999", "1999-05-05", "1999-05-05", "day", "stated")),
        ("Rebels captured Besk on 3 and 4 May.", ("3 and 4 May", "1999-05-03", "1999-05-04", "range", "stated")),
        ("Rebels captured Besk.", (None, "1999-05-12", "1999-05-12", "day", "published")),
        ("Rebels had captured Besk.", (None, None, "1999-05-12", "unknown", "stated")),
        ("Rebels captured Besk on 03/04/1999.", ("03/04/1999", None, "1999-05-12", "unknown", "unresolved")),
    ],
)
def test_the_day_of_a_record(sentence: str, expected: tuple[str | None, str | None, str | None, str, str]) -> None:
    assert told(only(sentence).date) == expected


def test_each_statement_has_the_day_that_hangs_on_it() -> None:
    found = records(read("Rebels captured Besk on Monday after the army left Harn on Friday."))
    assert {record.trigger: record.date.text for record in found} == {"captured": "Monday", "left": "Friday"}


def test_a_denial_has_its_own_day_and_not_that_of_what_it_denies() -> None:
    assert only("The army denied on Monday that Besk had fallen on 5 May.").date.text == "Monday"
    assert only("The army denied that Besk had fallen on 5 May.").date.basis == "published"


def test_a_day_that_points_to_another_counts_from_the_last_in_the_text() -> None:
    found = records(read("Rebels entered Harn on Monday.", "The army left Besk a day later."))
    assert told(found[-1].date)[:2] == ("a day later", "1999-05-11")


# -- what surrounds a record -----------------------------------------------------------------------------------------


def test_a_place_has_the_type_and_the_surroundings_that_its_sentence_tells() -> None:
    place = only("Rebels captured the village of Besk in northern Yarra.").place
    assert place is not None
    assert (place.text, place.name, place.type, place.within) == ("Besk", "Besk", "village", "northern Yarra")


def test_text_and_trigger_stand_in_the_evidence_as_written() -> None:
    found = only("Rain fell.", "The army  handed over\nBesk to the rebels.")
    (piece,) = found.evidence
    assert piece.sentence == 1
    assert found.trigger in piece.text
    assert found.trigger == "handed over"


def test_ids_are_stable_and_do_not_depend_on_the_model() -> None:
    sentences = ("Rebels captured Tolme and Besk on Monday.", "The army withdrew from Harn.")
    one, two = records(read(*sentences)), records(read(*sentences))
    assert one == two
    assert len({record.id for record in one}) == 3
    assert {record.id for record in records(read(sentences[0]))}.isdisjoint({record.id for record in one})


def test_a_sentence_said_again_is_read_once() -> None:
    found = records(read("Rebels captured Besk.", "Rain fell.", "Rebels captured Besk."))
    assert [record.evidence[0].sentence for record in found] == [0]


def test_records_come_in_the_order_of_the_sentences() -> None:
    found = records(
        read("Rebels captured Tolme and Besk.", "The army withdrew from Harn.", "Soldiers defected in Sael.")
    )
    assert [record.evidence[-1].sentence for record in found] == [0, 0, 1, 2]
    assert [record.id for record in found[:2]] == sorted(record.id for record in found[:2])
