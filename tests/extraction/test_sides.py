"""A state is the government in its own country, and foreign where it fights in another's."""

from __future__ import annotations

import pytest

from conflict_extract.schema import Record, Withdrawal
from tests.extraction.builders import Fields, answering, article, extractor, item
from tests.fakes import completion


def told(
    text: str, countries: list[str], names: list[Fields] | None = None, language: str = "en", **said: object
) -> Record:
    answer = completion({"countries": countries, "records": [item("withdrawal", **said)], "names": names or []})
    with extractor(answering({text: answer})) as opened:
        (record,) = opened.extract([article(text, language=language)]).records
    return record


@pytest.mark.parametrize(
    ("place", "country", "side"),
    [("Palmyra", "SY", "foreign"), ("Kherson", "UA", "foreign"), ("Kursk", "RU", "government")],
)
def test_a_state_that_announces_its_withdrawal(place: str, country: str, side: str) -> None:
    text = f"Russia announced the withdrawal of its troops from {place} on Friday."
    said: Fields = {"trigger": "announced the withdrawal", "places": [place], "stage": "announced", "source": "Russia"}
    known = [{"text": "its troops", "name": "Russia", "sentence": 0}]
    record = told(text, [country], known, force="its troops", **said)
    assert isinstance(record, Withdrawal)
    assert record.force is not None
    assert (record.force.name, record.force.side) == ("Russia", side)
    assert record.source.role == "government"
    record = told(text, [country], force="its troops", **said)
    assert isinstance(record, Withdrawal)
    assert record.force is not None
    assert record.force.side == "unknown"


def test_sides_and_roles_go_by_english_names() -> None:
    text = "La brigade du Nord a quitté Goma vendredi, ont dit les FARDC."
    known = [{"text": "La brigade du Nord", "name": "Rwandan troops", "sentence": None}]
    said: Fields = {"trigger": "a quitté", "places": ["Goma"], "source": "les FARDC"}
    record = told(text, ["CD"], known, "fr", force="La brigade du Nord", **said)
    assert isinstance(record, Withdrawal)
    assert record.force is not None
    assert record.force.side == "foreign"
    assert record.source.role == "military"
