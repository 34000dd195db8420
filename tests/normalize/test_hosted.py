from __future__ import annotations

import pytest

from conflict_extract.normalize import alike, fold_place, hosted_place, tells_redeployment


@pytest.mark.parametrize(
    ("text", "sentences", "name"),
    [
        ("central prison", "In Alvena, the factions took the central prison.", "Alvena central prison"),
        ("the airport", "Rebels in Al-Borsk say that they hold the airport.", "Al-Borsk airport"),
        (
            "the police command",
            "The militia in the city of New Corva took the police command.",
            "New Corva police command",
        ),
        ("the airport", "Rebels in Borsk and troops in Corva fought for the airport.", None),
        ("the airport", "In December rebels took the airport.", None),
        ("its headquarters", "In Alvena, rebels took its headquarters.", None),
        ("positions", "In Alvena, troops left positions.", None),
        ("the city", "In Alvena, rebels took the city.", None),
        ("Borsk airport", "In Alvena, rebels took Borsk airport.", None),
    ],
)
def test_a_facility_without_a_name_is_told_by_its_town(text: str, sentences: str, name: str | None) -> None:
    assert hosted_place(text, sentences) == name


def test_a_hosted_facility_has_the_key_of_its_full_name() -> None:
    hosted = hosted_place("central prison", "In Alvena, the factions took the central prison.")
    assert hosted is not None
    assert fold_place(hosted) == fold_place("Alvena Central Prison")


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("Air Force Intelligence Division", "Air Force Intelligence section", True),
        ("Borsk police headquarters", "Borsk Police Department", True),
        ("Air Force Intelligence branch", "Military Security branch", False),
        ("Borsk police headquarters", "Corva police headquarters", False),
    ],
)
def test_offices_of_one_service_are_one(one: str, two: str, expected: bool) -> None:
    assert alike(fold_place(one), fold_place(two)) is expected


def test_a_redeployment_is_told_by_its_words() -> None:
    assert tells_redeployment("The army said it had carried out a redeployment.")
    assert not tells_redeployment("The army withdrew.")
