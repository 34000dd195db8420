from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conflict_extract.normalize import actor, load_actors
from conflict_extract.output import ACLED_COLUMNS, Collection, write_acled
from conflict_extract.schema import Actor, Date, Event

from .builders import ARMY, CROSSING, REBELS, UNKNOWN, ZAWIYA, article, day, event, read_csv, record

STRATEGIC = "Strategic developments"
FOREIGN = Actor(text="French troops", name="French army", side="foreign")
GROUP = Actor(text="fighters", name="fighters", side="armed_group")


@pytest.fixture
def acled(collection: Collection, tmp_path: Path) -> dict[str, dict[str, str]]:
    write_acled(collection, tmp_path / "acled.csv")
    return {row["x_event_id"]: row for row in read_csv(tmp_path / "acled.csv")}


def coded(tmp_path: Path, trigger: str = "took", when: Date | None = None, **fields: Any) -> dict[str, str]:
    """The ACLED row of one control change of Zawiya."""
    source = article("art", "Wire", f"They {trigger} it.")
    stated = record("rec", "control_change", source, (0,), trigger, when or day("2011-08-20"), place=ZAWIYA)
    change = event(
        "ev", "control_change", when or day("2011-08-20"), ("rec",), ("Wire",), **{"place": ZAWIYA, **fields}
    )
    write_acled(Collection([change], {"rec": stated}, {"art": source}), tmp_path / "one.csv")
    return read_csv(tmp_path / "one.csv")[0]


def test_the_header_is_acleds_and_ours_behind_it(acled: dict[str, dict[str, str]]) -> None:
    assert tuple(acled["ev-control"]) == ACLED_COLUMNS
    ours = [column for column in ACLED_COLUMNS if column.startswith("x_")]
    assert ACLED_COLUMNS[-len(ours) :] == tuple(ours)
    assert len(ACLED_COLUMNS) - len(ours) == 31


def test_a_battle(acled: dict[str, dict[str, str]]) -> None:
    row = acled["ev-control"]
    expected = {
        "event_id_cnty": "ev-control",
        "event_date": "2011-08-20",
        "year": "2011",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Non-state actor overtakes territory",
        "actor1": "Libyan rebels",
        "inter1": "Rebel group",
        "actor2": "Libyan army",
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "iso": "434",
        "region": "Northern Africa",
        "country": "Libya",
        "admin1": "Az Zawiyah",
        "location": "Zawiya",
        "latitude": "32.7571",
        "longitude": "12.7276",
        "geo_precision": "1",
        "source": "Levant Wire; صحيفة الساحل",
        "x_kind": "control_change",
        "x_status": "disputed",
        "x_disputed_by": "ev-denial",
        "x_credibility": "2",
    }
    assert {column: row[column] for column in expected} == expected
    assert "Rebels seized the city of Zawiya" in row["notes"]
    assert row["x_urls"] == "https://wire.example/zawiya?a=1&b=2"


@pytest.mark.parametrize(
    ("written", "actor1", "beside"),
    [
        ("Hayat Tahrir al-Sham (HTS), the Syrian National Army and other factions",
         "Hayat Tahrir al-Sham", "Syrian National Army"),
        ("HTS, also known as Hayat Tahrir al-Sham", "Hayat Tahrir al-Sham", ""),
        ("HTS fighters", "Hayat Tahrir al-Sham", ""),
        ("Kurdish forces and the US-led coalition", "Kurdish forces", "Coalition against Islamic State"),
        ("HTS-led rebels", "HTS-led rebels", ""),
        ("the men of Colonel Haddad and his brother", "the men of Colonel Haddad and his brother", ""),
    ],
)  # fmt: skip
def test_an_actor_is_one_of_the_table_and_others_stand_beside_it(
    written: str, actor1: str, beside: str, tmp_path: Path
) -> None:
    told = actor(written)
    row = coded(tmp_path, gained_by=told)
    assert (row["actor1"], row["assoc_actor_1"], row["actor2"]) == (actor1, beside, "")
    row = coded(tmp_path, lost_by=told)
    assert (row["actor2"], row["assoc_actor_2"], row["actor1"]) == (actor1, beside, "")


def test_actors_of_a_users_own_table_have_its_names(tmp_path: Path) -> None:
    own = tmp_path / "actors.toml"
    own.write_text('[[actors]]\nid = "nf"\nname = "Northern Front"\nside = "opposition"\naliases = ["NF"]\n')
    table = load_actors(own)
    change = event(
        "ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA, gained_by=table.actor("NF men")
    )
    write_acled(Collection([change], {}, {}), tmp_path / "one.csv", table)
    assert read_csv(tmp_path / "one.csv")[0]["actor1"] == "Northern Front"


def test_what_is_not_known_is_empty(acled: dict[str, dict[str, str]]) -> None:
    for row in acled.values():
        for column in ("fatalities", "timestamp", "tags", "source_scale", "civilian_targeting", "admin2", "admin3"):
            assert row[column] == ""
    bare = acled["ev-formula"]
    for column in (
        "iso",
        "region",
        "country",
        "latitude",
        "longitude",
        "geo_precision",
        "actor1",
        "inter1",
        "interaction",
    ):
        assert bare[column] == ""
    unknown = acled["ev-unknown"]
    assert unknown["event_date"] == unknown["year"] == unknown["time_precision"] == ""


def test_withdrawals_defections_and_denials(acled: dict[str, dict[str, str]]) -> None:
    withdrawal, defection, denial = acled["ev-withdrawal"], acled["ev-defection"], acled["ev-denial"]
    for row in (withdrawal, defection):
        assert row["disorder_type"] == row["event_type"] == "Strategic developments"
        assert row["sub_event_type"] == "Change to group/activity"
    assert (withdrawal["actor1"], withdrawal["assoc_actor_1"]) == ("Libyan army", "32nd Brigade")
    assert withdrawal["interaction"] == "State forces only"
    assert (defection["assoc_actor_1"], defection["actor2"]) == ("Libyan army", "Libyan rebels")
    assert defection["interaction"] == "State forces-Rebel group"
    assert denial["event_type"] == denial["sub_event_type"] == denial["disorder_type"] == ""
    assert denial["x_kind"] == "official_denial"
    assert denial["x_disputes"] == "ev-control; ev-gone"


@pytest.mark.parametrize(
    ("fields", "trigger", "expected"),
    [
        ({"gained_by": ARMY, "means": "fighting"}, "took", ("Battles", "Government regains territory")),
        ({"gained_by": GROUP, "means": "fighting"}, "took", ("Battles", "Non-state actor overtakes territory")),
        ({"gained_by": FOREIGN, "means": "fighting"}, "took", ("Battles", "Non-state actor overtakes territory")),
        ({"lost_by": ARMY, "means": "fighting"}, "lost", ("Battles", "Non-state actor overtakes territory")),
        ({"gained_by": UNKNOWN, "means": "fighting"}, "took", ("Battles", "")),
        ({"gained_by": REBELS, "means": "fighting", "extent": "entered"}, "entered",
         ("Battles", "Non-state actor overtakes territory")),
        ({"gained_by": ARMY, "lost_by": REBELS, "means": "unopposed"}, "took",
         (STRATEGIC, "Non-violent transfer of territory")),
        ({"gained_by": REBELS, "lost_by": ARMY}, "Captured", ("Battles", "Non-state actor overtakes territory")),
        ({"gained_by": REBELS}, "captured", (STRATEGIC, "")),
        ({"gained_by": REBELS, "lost_by": ARMY}, "took", (STRATEGIC, "")),
        ({"gained_by": REBELS, "means": "unknown", "extent": "entered"}, "entered", (STRATEGIC, "")),
        ({"means": "negotiated", "lost_by": ARMY}, "seized", (STRATEGIC, "Non-violent transfer of territory")),
        ({"means": "unopposed", "extent": "entered"}, "entered",
         (STRATEGIC, "Non-violent transfer of territory")),
    ],
)  # fmt: skip
def test_how_control_changes_are_classed(
    fields: dict[str, Any], trigger: str, expected: tuple[str, str], tmp_path: Path
) -> None:
    row = coded(tmp_path, trigger, **fields)
    assert (row["event_type"], row["sub_event_type"]) == expected
    assert row["x_means"] == fields.get("means", "unknown")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (day("2011-08-20"), ("2011-08-20", "2011", "1")),
        (day("2011-08-20", basis="published"), ("2011-08-20", "2011", "2")),
        (Date(start="2011-08-19", end="2011-08-21", precision="range", basis="stated"), ("2011-08-20", "2011", "2")),
        (Date(start="2011-08-01", end="2011-08-31", precision="month", basis="stated"), ("2011-08-16", "2011", "3")),
        (Date(start="2011-01-01", end="2011-12-31", precision="year", basis="stated"), ("", "2011", "")),
        (Date(start="2011-12-31", end="2012-12-31", precision="range", basis="stated"), ("", "", "")),
        (Date(start="2011", end="2011", precision="year", basis="stated"), ("", "", "")),
        (Date(end="2011-08-20", basis="stated"), ("", "", "")),
        (Date(text="the other day", end="2011-08-20", basis="unresolved"), ("", "", "")),
        (Date(), ("", "", "")),
    ],
)
def test_periods_stand_at_their_middle(when: Date, expected: tuple[str, str, str], tmp_path: Path) -> None:
    row = coded(tmp_path, when=when)
    assert (row["event_date"], row["year"], row["time_precision"]) == expected


def test_an_armed_group_is_not_taken_for_rebels_and_a_point_is_needed_for_its_precision(tmp_path: Path) -> None:
    row = coded(tmp_path, gained_by=GROUP, lost_by=ARMY, place=CROSSING)
    assert (row["inter1"], row["inter2"], row["interaction"]) == ("", "State forces", "")
    assert (row["country"], row["geo_precision"]) == ("Libya", "")


def test_every_event_has_a_row(collection: Collection, acled: dict[str, dict[str, str]]) -> None:
    events: list[Event] = list(collection.events)
    assert acled.keys() == {each.id for each in events}
