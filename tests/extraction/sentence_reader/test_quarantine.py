"""A statement that is no record is set aside with its reason, and nothing of it is lost."""

from __future__ import annotations

import pytest

from conflict_extract.extraction.quarantine import REASONS
from tests.extraction.sentence_reader.builders import READER, answered, missed, places, read, reasons, records, windows

# what only a reader of whole articles can get wrong, and what is not about English sentences
OF_THE_OTHER_READER = {"sentence_not_in_window", "trigger_not_in_evidence", "item_does_not_fit", "doubtful"}

SET_ASIDE: list[tuple[str, tuple[str, ...], str, str]] = [
    ("negated", ("Rebels did not capture Tolme.",), "control_change", "capture"),
    ("negated", ("The army never withdrew from Besk.",), "withdrawal", "withdrew"),
    ("not_stated_as_fact", ("Rebels vowed to capture Tolme.",), "control_change", "capture"),
    ("not_stated_as_fact", ("If rebels captured Besk, trade would end.",), "control_change", "captured"),
    ("not_stated_as_fact", ("Rebels may have captured Besk.",), "control_change", "captured"),
    ("not_stated_as_fact", ("The army will withdraw from Besk.",), "withdrawal", "withdraw"),
    ("no_place", ("Rain fell.", "The army withdrew."), "withdrawal", "withdrew"),
    ("no_place", ("Rain fell.", "Rebels captured it at noon."), "control_change", "captured"),
    ("not_armed", ("Residents feared a battle.", "They withdrew from Besk."), "withdrawal", "withdrew"),
    ("not_official", ("He denied that Besk had fallen.",), "official_denial", "denied"),
]


@pytest.mark.parametrize(("reason", "sentences", "kind", "trigger"), SET_ASIDE)
def test_reasons(reason: str, sentences: tuple[str, ...], kind: str, trigger: str) -> None:
    reading = read(*sentences)
    assert records(reading) == []
    (aside,) = reading.quarantined
    assert aside.reason == reason
    assert aside.message == f"{REASONS[reason]}: {aside.message.rpartition(': ')[2]}"
    number = len(sentences) - 1
    assert (aside.record["kind"], aside.record["trigger"]) == (kind, trigger)
    assert (aside.record["window"], aside.record["prompt_version"]) == (f"{number}-{number}", READER.prompt.version)
    assert aside.record["article_id"]


@pytest.mark.parametrize(("reason", "named"), [("name_not_in_evidence", "Gbah"), ("place_is_no_place", "Velka")])
def test_what_the_model_names_wrongly_is_set_aside_beside_the_record(reason: str, named: str) -> None:
    reading = answered(missed(windows("Rebels from Velka captured Tolme.")[0]), named)
    assert places(reading) == {"Tolme"}
    assert reasons(reading) == [reason]
    assert repr(named) in reading.quarantined[0].message


def test_every_reason_is_tested() -> None:
    tested = {reason for reason, *_ in SET_ASIDE} | {"name_not_in_evidence", "place_is_no_place"}
    assert tested == REASONS.keys() - OF_THE_OTHER_READER


def test_every_statement_is_a_record_or_set_aside() -> None:
    reading = read(
        "Rebels captured Tolme, but they did not capture Besk.",
        "The army withdrew from Harn, and it will withdraw from Velka.",
    )
    assert [record.place.text for record in records(reading) if record.place] == ["Tolme", "Harn"]
    assert reasons(reading) == ["negated", "not_stated_as_fact"]
