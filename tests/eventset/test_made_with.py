"""What a set was made with lies in it, and every later change and question goes by it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract import ActorTable, EventSet, Gazetteer, load_actors, merge
from conflict_extract.errors import OutputError, RecordsError
from conflict_extract.eventset.tables import SCHEMA_VERSION
from conflict_extract.eventset.weights_file import fit_weights, merged_with, read_pairs
from conflict_extract.merging import Labelled, packaged_weights
from conflict_extract.normalize import Authorities
from conflict_extract.normalize.own_places import OwnPlace
from conflict_extract.record_files import add_into
from conflict_extract.schema import Record
from tests.builders import record
from tests.eventset.older import turn_into_version_4
from tests.eventset.test_increments import many, records_over_weeks, said
from tests.normalize.test_authorities import authorities

FRONTS = """
camps = [["north_front"], ["south_front"]]
[[actors]]
id = "north_front"
name = "North Front"
side = "opposition"
[[actors]]
id = "south_front"
name = "South Front"
side = "opposition"
"""


MORE = record(place="Borsk", date="2021-03-04", gained_by="the South Front", outlet="Plain Post")


@pytest.fixture
def own(tmp_path: Path) -> ActorTable:
    path = tmp_path / "actors.toml"
    path.write_text(FRONTS, encoding="utf-8")
    return load_actors(path)


def captures() -> list[Record]:
    """Two captures of a town on one day, by two that fight each other, which only a file tells; and more."""
    taken: dict[str, Any] = {"place": "Borsk", "date": "2021-03-04"}
    return [
        record(gained_by="North Front rebels", id="rec_north", **taken),
        record(gained_by="South Front rebels", id="rec_south", outlet="River Herald", **taken),
        record("withdrawal", id="rec_left", place="Borsk", force="the army", date="2021-03-04", outlet="Hill Radio"),
        record(place="Corva", id="rec_corva", gained_by="gunmen", date="2021-03-04", outlet="Coast Radio"),
    ]


@pytest.fixture
def kept(own: ActorTable, tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    merge(captures(), actors=own).save(path)
    return path


def parted(events: EventSet) -> bool:
    """Whether the two captures are two events, for what the file tells."""
    (told,) = events.explain("rec_north", "rec_south")
    level = next(signal.level for signal in told.signals if signal.signal == "actor")
    apart = [event for event in events if {"rec_north", "rec_south"} & set(event.records)]
    assert (level == "opposed") == (len(apart) == 2) == (not told.matches)
    return level == "opposed"


def test_without_the_file_they_would_be_one(own: ActorTable) -> None:
    assert not parted(merge(captures()))
    assert parted(merge(captures(), actors=own))


@pytest.mark.parametrize(
    "change",
    [
        lambda events: events.remove("art_Hill Radio"),
        lambda events: events.decide("wrong", "rec_left"),
        lambda events: events.decide("two", "rec_north", "rec_south").decide("open", "rec_north", "rec_south"),
        lambda events: events.add([MORE]),
        lambda events: events.add(captures()[:2]),
    ],
    ids=["remove", "wrong", "open", "add", "add again"],
)
def test_every_change_goes_by_what_the_set_was_made_with(kept: Path, change: Callable[[EventSet], EventSet]) -> None:
    in_memory = EventSet.open(kept)
    in_memory.load()
    assert parted(change(EventSet.open(kept)))
    assert parted(EventSet.open(kept))
    assert parted(change(in_memory))
    assert said(in_memory) == said(EventSet.open(kept))


def test_so_does_what_is_asked_of_it_as_a_file_and_as_json(kept: Path, tmp_path: Path) -> None:
    EventSet.open(kept).to_json(tmp_path / "events.json")
    for path in (kept, tmp_path / "events.json"):
        events = EventSet.open(path)
        assert parted(events)
        events.to_report(tmp_path / "report.html")
        assert said(events) == said(EventSet.open(kept))
    again = EventSet.open(tmp_path / "events.json")
    again.add([MORE])
    assert parted(again)
    again.save(tmp_path / "again.duckdb")
    assert parted(EventSet.open(tmp_path / "again.duckdb"))
    again.remove("art_Plain Post").to_json(tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text("utf-8"))["authorities"]["actors"][0]["camps"]


def test_two_that_fight_stay_in_conflict_where_an_analyst_joins_them(kept: Path) -> None:
    EventSet.open(kept).decide("one", "rec_north", "rec_south")
    (event,) = (event for event in EventSet.open(kept) if "rec_north" in event.records)
    assert [conflict.field for conflict in event.conflicts] == ["gained_by"]


def test_weights_are_fitted_by_what_the_set_was_made_with(kept: Path, tmp_path: Path, own: ActorTable) -> None:
    pairs = [Labelled("rec_north", "rec_south", same=False), Labelled("rec_one", "rec_two", same=True)]
    alike = [record(id=key, place="Corva", gained_by="gunmen", date="2021-03-09") for key in ("rec_one", "rec_two")]
    told = [*captures(), *alike]
    EventSet.open(kept).add(alike).decide("two", "rec_north", "rec_south").decide("one", "rec_one", "rec_two")
    assert sorted(read_pairs(kept)) == sorted(pairs)
    fitted = fit_weights(told, read_pairs(kept), tmp_path / "weights.toml", *merged_with(kept)).signals["actor"]
    before = packaged_weights().signals["actor"]
    assert fitted["opposed"] != before["opposed"]
    assert fitted["same_side"] == before["same_side"]
    assert merged_with(kept) == (packaged_weights(), Authorities(actors=own))
    assert merged_with(tmp_path / "pairs.jsonl") == (packaged_weights(), Authorities())


def test_fitting_begins_with_the_weights_of_the_set(tmp_path: Path) -> None:
    weights = packaged_weights()._replace(threshold=2.5)
    merge(captures(), weights=weights).save(tmp_path / "events.duckdb")
    assert merged_with(tmp_path / "events.duckdb")[0] == weights


def test_weights_outlive_a_json_file(tmp_path: Path) -> None:
    weights = packaged_weights()._replace(threshold=-50.0)
    merge(captures(), weights=weights).to_json(tmp_path / "events.json")
    opened = EventSet.open(tmp_path / "events.json")
    assert {each.threshold for each in opened.explain("rec_north", "rec_left")} == {-50.0}
    (tmp_path / "plain.json").write_text("", "utf-8")
    merge(captures()).to_json(tmp_path / "plain.json")
    assert {"weights", "authorities"}.isdisjoint(json.loads((tmp_path / "plain.json").read_text("utf-8")))


def test_names_that_come_in_later_are_looked_up_in_what_the_set_was_made_with(tmp_path: Path, own: ActorTable) -> None:
    places = Gazetteer([OwnPlace(name="Tiyas", aliases=("T4",), lat=34.5, lon=37.6)])
    path = tmp_path / "events.duckdb"
    merge([record(place="Tiyas", gained_by="North Front rebels")], actors=own, places=places).save(path)
    more = record(place="T4", gained_by="North Front rebels", outlet="River Herald")
    assert more.place is not None
    assert more.place.lat is None
    add_into(path, [more], [])
    (event,) = EventSet.open(path)
    kept = EventSet.open(path).records[more.id]
    assert kept.place is not None
    assert (len(event.records), kept.place.lat, vars(kept)["gained_by"].id) == (2, 34.5, "north_front")


def test_a_table_that_says_something_else_is_refused_and_an_equal_one_is_not(
    kept: Path, own: ActorTable, tmp_path: Path
) -> None:
    (tmp_path / "actors.toml").write_text(FRONTS + 'aliases = ["SF"]\n', encoding="utf-8")
    before = said(EventSet.open(kept))
    more = [record(place="Corva", outlet="Plain Post")]
    with pytest.raises(OutputError, match="was merged with other actors") as caught:
        add_into(kept, more, [], authorities=Authorities(actors=load_actors(tmp_path / "actors.toml")))
    assert "--actors" in caught.value.hint
    with pytest.raises(OutputError, match="was merged without places of your own"):
        add_into(kept, more, [], authorities=Authorities(actors=own, places=Gazetteer([OwnPlace(name="Corva")])))
    assert said(EventSet.open(kept)) == before
    add_into(kept, more, [], authorities=Authorities(actors=own))
    add_into(kept, more, [])
    assert parted(EventSet.open(kept))


def test_texts_that_cannot_be_read_are_named(kept: Path, tmp_path: Path) -> None:
    EventSet.open(kept).to_json(tmp_path / "events.json")
    with duckdb.connect(str(kept)) as connection:
        connection.execute("""UPDATE authorities SET "text" = '[3]'""")
    for read in (lambda: EventSet.open(kept).events, lambda: EventSet.open(kept).remove("art_Hill Radio")):
        with pytest.raises(RecordsError, match="tables of names") as caught:
            read()
        assert "damaged" in caught.value.hint
    document = json.loads((tmp_path / "events.json").read_text("utf-8"))
    (tmp_path / "events.json").write_text(json.dumps({**document, "authorities": {"actors": [3]}}), "utf-8")
    with pytest.raises(RecordsError, match=r"events\.json"):
        EventSet.open(tmp_path / "events.json")


# -- sets of the builds before -------------------------------------------------------------------------------------


def made_before(path: Path, events: EventSet) -> Path:
    """A file as version 4 wrote it, which keeps no tables of names."""
    events.save(path)
    turn_into_version_4(path)
    return path


def test_a_set_of_the_version_before_goes_by_the_packaged_tables(tmp_path: Path) -> None:
    path = made_before(tmp_path / "before.duckdb", merge(captures()))
    assert not parted(EventSet.open(path))
    EventSet.open(path).remove("art_Hill Radio")
    assert not parted(EventSet.open(path))
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT schema_version FROM meta").fetchall() == [(SCHEMA_VERSION,)]
        assert connection.execute("SELECT * FROM authorities").fetchall() == []


@pytest.mark.parametrize("by_own", [True, False])
def test_it_takes_the_tables_that_the_first_change_names(tmp_path: Path, own: ActorTable, by_own: bool) -> None:
    path = made_before(tmp_path / "before.duckdb", merge(captures(), actors=own if by_own else None))
    EventSet.open(path).decide("wrong", "rec_corva")
    path = made_before(path, EventSet.open(path))
    ids = {event.id for event in EventSet.open(path)}
    add_into(path, [record(place="Duma", outlet="Plain Post")], [], authorities=Authorities(actors=own))
    grown = EventSet.open(path)
    assert parted(grown)
    assert ids <= {event.id for event in grown}
    assert [(each.word, each.first, each.second) for each in grown.decisions] == [("wrong", "rec_corva", None)]
    (tmp_path / "actors.toml").write_text(FRONTS + 'aliases = ["SF"]\n', encoding="utf-8")
    others = Authorities(actors=load_actors(tmp_path / "actors.toml"))
    with pytest.raises(OutputError, match="was merged with other actors"):
        add_into(path, [record()], [], authorities=others)


# -- whatever the tables --------------------------------------------------------------------------------------------


@many
@given(authorities(), records_over_weeks(), st.data())
def test_whatever_the_tables_a_file_that_grows_holds_what_memory_holds(
    made_with: Authorities, records: list[Record], data: st.DataObject
) -> None:
    cut, gone = (data.draw(st.integers(0, len(records) - 1)) for _ in range(2))
    at_once = EventSet(authorities=made_with).add(records)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.duckdb"
        EventSet(authorities=made_with).add(records[:cut]).save(path)
        EventSet.open(path).add(records[cut:])
        grown = EventSet.open(path)
        assert said(grown) == said(at_once)
        assert grown.records == at_once.records
        grown.to_json(Path(folder) / "events.json")
        again = EventSet.open(Path(folder) / "events.json")
        assert said(again) == said(grown)
        last = grown.events[-1].id
        assert again.explain(last) == EventSet.open(path).explain(last)
        article = records[gone].article_id
        assert said(EventSet.open(path).remove(article)) == said(at_once.remove(article)) == said(again.remove(article))
