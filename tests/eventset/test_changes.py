"""What an addition changed in an event set that a file keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract import EventSet, merge
from conflict_extract.eventset.changes import Changes, Told
from conflict_extract.schema import Record
from tests.builders import record

TAKEN = {"place": "Alvena", "gained_by": "Northern Front", "date": "2021-03-05"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A set in which the Northern Front holds Alvena, and the army Borsk."""
    path = tmp_path / "events.duckdb"
    held = [record(**TAKEN), record(place="Borsk", gained_by="Borsk army", date="2021-03-05")]
    merge(held).save(path)
    return path


def added(path: Path, *records: Record) -> tuple[Changes, EventSet]:
    before = Told(path)
    EventSet.open(path).add(records)
    return before.changes(), EventSet.open(path)


def ids(events: EventSet, **wanted: str) -> list[str]:
    """The events at a place, of a day, earliest first."""
    return [
        event.id
        for event in sorted(events, key=lambda event: event.date.start or "")
        if event.place is not None and event.place.name == wanted["place"]
    ]


def test_nothing_new_is_nothing(path: Path) -> None:
    again = list(EventSet.open(path).records.values())
    assert added(path, *again)[0] == Changes()


def test_a_new_event_is_new_and_the_others_are_not(path: Path) -> None:
    changes, events = added(path, record(place="Corva", gained_by="Northern Front", date="2021-03-07"))
    assert changes == Changes(new=tuple(ids(events, place="Corva")))


def test_another_outlet_changes_what_is_known_of_an_event(path: Path) -> None:
    changes, events = added(path, record(outlet="River Herald", **TAKEN))
    (event,) = ids(events, place="Alvena")
    assert changes == Changes(changed={event: ("outlets", "status", "credibility")})


def test_a_place_that_changed_hands_again_is_reversed(path: Path) -> None:
    back = record(place="Alvena", gained_by="Borsk army", lost_by="Northern Front", date="2021-03-20")
    changes, events = added(path, back)
    new = ids(events, place="Alvena")[-1]
    assert changes.new == (new,)
    assert list(changes.reversed) == [new]
    held = changes.reversed[new]
    assert held is not None
    assert held.name == "Northern Front"
    assert changes.as_json()["reversed"] == {new: "Northern Front"}


def test_taken_again_by_the_same_side_is_not_reversed(path: Path) -> None:
    changes, events = added(path, record(place="Alvena", gained_by="Northern Front", date="2021-04-20"))
    assert changes.new == (ids(events, place="Alvena")[-1],)
    assert not changes.reversed


def test_a_change_that_is_told_late_does_not_reverse(path: Path) -> None:
    changes, events = added(path, record(place="Alvena", gained_by="Borsk army", date="2021-02-01"))
    assert changes.new == (ids(events, place="Alvena")[0],)
    assert not changes.reversed


def test_an_event_that_is_denied_now_is_newly_disputed(path: Path) -> None:
    denial = record("official_denial", place="Alvena", date="2021-03-06", denies="control_change")
    changes, events = added(path, denial)
    (disputed,) = [event.id for event in events if event.status == "disputed"]
    assert changes.disputed == (disputed,)
    assert set(changes.changed[disputed]) >= {"status"}
    assert len(changes.new) == 1
    assert added(path, record("official_denial", outlet="River Herald", place="Alvena", date="2021-03-06",
                              denies="control_change"))[0].disputed == ()  # fmt: skip


def test_a_set_that_is_made_is_new_altogether(tmp_path: Path) -> None:
    before = Told(tmp_path / "events.duckdb")
    merge([record(**TAKEN)]).save(tmp_path / "events.duckdb")
    changes = before.changes()
    assert len(changes.new) == 1
    assert not changes.reversed
    assert not changes.changed


def test_two_events_that_become_one_are_told(path: Path) -> None:
    other = record(place="Alvena", gained_by="Northern Front", date="2021-03-25")
    _, events = added(path, other)
    one, two = ids(events, place="Alvena")
    before = Told(path)
    EventSet.open(path).decide("one", one, two)
    changes = before.changes()
    assert changes.merged in ((one,), (two,))
    assert not changes.new
