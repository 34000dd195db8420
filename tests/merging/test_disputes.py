from __future__ import annotations

from typing import Any

import pytest

from conflict_extract.merging import merge_records
from conflict_extract.schema import Record
from tests.builders import by, place, record, unresolved


def denies(kind: str, says: str = "The ministry denied it.", **more: object) -> Record:
    return record("official_denial", denies=kind, claim=says, says=says, **more)


def disputed(denial: Record, event: Record, *more: Record) -> bool:
    """Whether the denial contests the event, told alike from both ends."""
    events = merge_records([denial, event, *more]).events
    of = {key: each for each in events for key in each.records}
    there = of[denial.id].id in of[event.id].disputed_by
    assert there == (of[event.id].id in of[denial.id].disputes)
    assert there == (of[event.id].status == "disputed")
    return there


@pytest.mark.parametrize(
    ("denial", "event"),
    [
        (denies("control_change", place="Alvena"), record(gained_by="rebels")),
        (denies("control_change", place="Al-Alvena", subject="terrorists"), record(gained_by="rebels")),
        (denies("control_change", place="Alvenna"), record(place="Alvena")),
        (denies("withdrawal", place="Alvena"), record("withdrawal", force="the army")),
        (denies("control_change", place="Alvena", published="2021-03-08"), record(date="2021-03-05")),
        (
            denies(
                "withdrawal", "There is no truth to a withdrawal from any area of rural Borsk.", place="rural Borsk"
            ),
            record("withdrawal", place=place("Corva", within="western rural Borsk")),
        ),
        (
            denies(
                "withdrawal", "There is no truth to a withdrawal from any area of rural Borsk.", place="rural Borsk"
            ),
            record("withdrawal", place="Corva", says="Troops left Corva, Danta and the depot in western rural Borsk."),
        ),
        (
            denies("control_change", "The ministry denied that Alvena or Borsk had fallen.", place="Alvena"),
            record(place="Borsk"),
        ),
        (
            denies("defection", "The ministry denied that Mr Idris Marou had defected.", subject="Mr Idris Marou"),
            record("defection", who="Idris Marou"),
        ),
    ],
)
def test_what_a_denial_contests(denial: Record, event: Record) -> None:
    assert disputed(denial, event)


@pytest.mark.parametrize(
    ("denial", "event"),
    [
        (denies("withdrawal", place="Alvena"), record(gained_by="rebels")),
        (denies("other", place="Alvena"), record(gained_by="rebels")),
        (denies("control_change", place="Borsk"), record(gained_by="rebels")),
        (denies("control_change"), record(gained_by="rebels")),
        (denies("control_change", place="the city"), record(place="the city", outlet="River Herald")),
        (denies("control_change", place="Alvena"), record(gained_by="the army")),
        (denies("control_change", place="Alvena", subject="rebels"), record(gained_by="the army")),
        (denies("withdrawal", place="Alvena"), record("withdrawal", force="rebels")),
        (denies("control_change", place="Alvena", published="2021-03-12"), record(date="2021-03-05")),
        (denies("control_change", place="Alvena", published="2021-03-03"), record(date="2021-03-06")),
        (denies("control_change", place="Alvena Governorate"), record(place=place("Alvena", type="city"))),
        (
            denies("withdrawal", "The ministry denied a withdrawal from rural Borsk.", place="rural Borsk"),
            record("withdrawal", place=place("Corva", within="rural Borsk")),
        ),
        (
            denies("control_change", "The agency denied that men entered the Alvena area near Borsk.", place="Alvena"),
            record(place="Borsk"),
        ),
        (
            denies("defection", "The ministry denied that Mr Idris Marou had defected.", subject="Mr Idris Marou"),
            record("defection", who="Salim Orra"),
        ),
    ],
)
def test_what_a_denial_does_not_contest(denial: Record, event: Record) -> None:
    assert not disputed(denial, event)


def test_one_denial_may_contest_several_events_and_one_event_be_contested_twice() -> None:
    ministry = denies("control_change", place="Alvena")
    agency = denies("control_change", place="Alvena", speaker="the rebels", date="2021-03-07", published="2021-03-07")
    early, late = record(gained_by="gunmen", date="2021-03-05"), record(gained_by="Russian forces", date="2021-03-07")
    events = merge_records([ministry, agency, early, late]).events
    denials = [event for event in events if event.kind == "official_denial"]
    assert any(len(event.disputes) == 2 for event in denials)
    assert all(event.disputes == tuple(sorted(event.disputes)) for event in denials)


def test_a_denial_is_found_by_any_spelling_that_the_event_holds() -> None:
    told = [record(place=name, outlet=name) for name in ("Alvenah", "Alvenah city", "Alvena")]
    assert disputed(denies("control_change", place="Al-Alvena"), *told)


@pytest.mark.parametrize(
    ("denied", "happened", "contested"),
    [
        ({"published": "2021-03-05"}, {"date": by("2021-03-20"), "published": "2021-03-20"}, True),
        ({"published": "2021-03-10"}, {"date": by("2021-03-01"), "published": "2021-03-10"}, False),
        ({"published": "2021-03-10"}, {"date": unresolved("once", "2021-03-10"), "published": "2021-03-10"}, True),
        ({"published": "2021-01-10"}, {"date": by("2021-03-10"), "published": "2021-01-10"}, False),
        (
            {"date": by("2021-03-03"), "published": "2021-03-20"},
            {"date": "2021-03-02", "published": "2021-03-03"},
            True,
        ),
        ({"date": by("2021-03-03"), "published": "2021-03-20"}, {"date": "2021-03-20"}, False),
    ],
)
def test_a_date_without_a_first_day_counts_by_its_last_one_and_not_by_that_of_publication(
    denied: dict[str, Any], happened: dict[str, Any], contested: bool
) -> None:
    assert (
        disputed(denies("control_change", place="Alvena", **denied), record(gained_by="rebels", **happened))
        is contested
    )
