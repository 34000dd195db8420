"""Files of the builds before (schema versions 3, 4 and 5): they open, and the first change brings them to this version.

`made_before/war.duckdb` holds the records of the examples' gold with their articles and one decision, added in two
steps; `made_before/events.json` what that build said of it. `war_4.duckdb` and `war_5.duckdb` are the same, written by
the builds after it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conflict_extract import EventSet, merge
from conflict_extract.eventset import increments
from conflict_extract.eventset.tables import SCHEMA_VERSION
from conflict_extract.merging import LEVELS
from tests.builders import by, place, record
from tests.eventset.older import turn_into_version_4
from tests.eventset.test_increments import near, said

MADE = Path(__file__).parent / "made_before"
TOLD: dict[str, Any] = json.loads((MADE / "events.json").read_text(encoding="utf-8"))


NEW = ("count", "n_independent", "own_cause", "steps")
# since then outlets that tell of different actors do not corroborate each other, and the furthest extent counts
OTHERWISE: dict[str, dict[str, Any]] = {
    "evt_0fbe02f049415260": {"n_outlets": 1, "credibility": 5},
    "evt_2bdfb69d712914cf": {"n_outlets": 1, "credibility": 6, "status": "single_source"},
    "evt_61126b4026e498df": {"n_outlets": 1, "credibility": 3, "status": "single_source"},
    "evt_641bc7140dc45e5f": {"extent": "partial"},
    "evt_713e778fa791e3a8": {"n_outlets": 2, "credibility": 2},
}


@pytest.fixture(params=[3, 4, 5])
def made_by(request: pytest.FixtureRequest) -> int:
    """The version that a file is of."""
    return int(request.param)


@pytest.fixture
def path(made_by: int, tmp_path: Path) -> Path:
    name = "war.duckdb" if made_by == 3 else f"war_{made_by}.duckdb"
    return Path(shutil.copy(MADE / name, tmp_path / "war.duckdb"))


def version(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(connection.execute("SELECT schema_version FROM meta").fetchall()[0][0])


def columns(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY 1, ordinal_position"
        ).fetchall()


def blocks(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "SELECT id, key, role, first_day, last_day FROM blocks JOIN records USING (number) ORDER BY ALL"
        ).fetchall()


def as_before(value: Any) -> Any:
    """What was said, without the fields that the build before did not have."""
    if isinstance(value, dict):
        return {name: as_before(inner) for name, inner in value.items() if name not in NEW}
    return [as_before(each) for each in value] if isinstance(value, list | tuple) else value


def told(events: EventSet) -> list[Any]:
    """What is said of events; of those that are counted otherwise since, what that build said."""
    said_now = [as_before(event.model_dump(mode="json")) for event in events.events]
    before = {event["id"]: event for event in TOLD["events"]}
    for event in said_now:
        steps = [
            each for each in before.get(event["id"], {}).get("conflicts", ()) if each["field"] in ("extent", "stage")
        ]
        event["conflicts"] = [*steps, *event["conflicts"]]  # that one says less and another more is none any more
        for name, value in OTHERWISE.get(event["id"], {}).items():
            assert event[name] == value != before[event["id"]][name]
            event[name] = before[event["id"]][name]
    return said_now


def test_it_opens_and_says_what_it_said(path: Path, made_by: int) -> None:
    assert version(path) == made_by < SCHEMA_VERSION
    events = EventSet.open(path)
    assert told(events) == TOLD["events"]
    assert events.superseded == TOLD["superseded"]
    assert [[each.word, each.first, each.second] for each in events.decisions] == TOLD["decisions"]
    assert all(record.doubts == () for record in events.records.values())
    assert events.control(at="2011-08-21")
    assert version(path) == made_by


def test_its_explanations_stay(path: Path) -> None:
    def explained() -> dict[str, Any]:
        events = EventSet.open(path)
        return {
            key: [[each.left, each.right, each.score, each.ruled_out, each.decided] for each in events.explain(key)]
            for key in TOLD["explained"]
        }

    assert explained() == TOLD["explained"]
    EventSet.open(path).add([record(place="Danta", date="2021-03-05")])
    assert version(path) == SCHEMA_VERSION
    assert explained() == TOLD["explained"]


def test_adding_the_same_records_changes_nothing_but_the_version(path: Path) -> None:
    events = EventSet.open(path)
    events.add(list(events.records.values()))
    assert version(path) == SCHEMA_VERSION
    assert told(EventSet.open(path)) == TOLD["events"]
    assert len(EventSet.open(path).superseded) == len(TOLD["superseded"])


def test_the_first_change_brings_it_to_this_version_and_ids_stay(path: Path, tmp_path: Path) -> None:
    events = EventSet.open(path)
    held = list(events.records.values())
    new = [
        record(place="Zliten", gained_by="rebels", date="2011-08-19", outlet="River Herald", doubts=["planned"]),
        record(place="Sabrata", gained_by="rebels", date=by("2011-08-22"), published="2011-08-25", outlet="Hill Radio"),
        record(place=place("five villages", within="rural Borsk", count=5), date="2011-08-21"),
    ]
    events.add(new)
    grown = EventSet.open(path)
    assert version(path) == SCHEMA_VERSION
    before = {event["id"]: set(event["records"]) for event in TOLD["events"]}
    after = {event.id: set(event.records) for event in grown}
    assert all(members <= after[key] for key, members in before.items())
    assert grown.superseded == TOLD["superseded"]
    assert [[each.word, each.first, each.second] for each in grown.decisions] == TOLD["decisions"]
    assert [grown.records[each.id] for each in new] == new
    at_once = merge([*held, *new]).decide("one", *TOLD["decisions"][0][1:])
    assert said(grown) == said(at_once)
    at_once.save(tmp_path / "fresh.duckdb")
    assert columns(path) == columns(tmp_path / "fresh.duckdb")
    assert blocks(path) == blocks(tmp_path / "fresh.duckdb")
    grown.load()
    grown.save(tmp_path / "anew.duckdb")
    assert near(path) == near(tmp_path / "anew.duckdb") != []


def test_weights_of_the_version_before_say_what_they_said(tmp_path: Path) -> None:
    path = tmp_path / "before.duckdb"
    told = [record(published=f"2021-03-0{day}", outlet=f"Outlet {day}") for day in (1, 4)]
    merge(told).save(path)
    levels = {"same": 6.6, "overlapping": 4.6, "touching": 4.4, "near": 2.4, "apart": -1.2, "unknown": 1.2}
    turn_into_version_4(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM weights WHERE signal IN ('date', 'prior')")
        connection.executemany("INSERT INTO weights VALUES ('date', ?, ?)", list(levels.items()))
    events = EventSet.open(path)
    (tie,) = events.explain(told[0].id, told[1].id)
    assert (tie.score, [line.weight for line in tie.signals if line.signal in ("date", "prior")]) == (6.4, [2.4, 0.0])
    events.add([record(place="Borsk")])
    assert version(path) == SCHEMA_VERSION
    assert EventSet.open(path).explain(told[0].id, told[1].id) == [tie]
    with duckdb.connect(str(path), read_only=True) as connection:
        held = connection.execute("SELECT signal, level FROM weights WHERE signal <> ''").fetchall()
    assert sorted(held) == sorted((signal, level) for signal, levels in LEVELS.items() for level in levels)


def test_a_change_that_fails_leaves_the_version_as_it_was(
    path: Path, made_by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(increments, "take_in", fail)
        with pytest.raises(RuntimeError, match="no room"):
            EventSet.open(path).add([record()])
    assert version(path) == made_by
    assert told(EventSet.open(path)) == TOLD["events"]


def test_every_way_to_change_it_brings_it_to_this_version(path: Path) -> None:
    events = EventSet.open(path)
    events.decide("open", *TOLD["decisions"][0][1:])
    assert version(path) == SCHEMA_VERSION
    assert len(EventSet.open(path)) == len(TOLD["events"]) + 1


def test_it_can_be_written_anew(path: Path) -> None:
    events = EventSet.open(path)
    events.load()
    events.save(path)
    assert version(path) == SCHEMA_VERSION
    assert told(EventSet.open(path)) == TOLD["events"]
