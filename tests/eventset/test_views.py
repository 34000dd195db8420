"""The views of the DuckDB file say what the event set says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from conflict_extract import EventSet, merge
from tests.builders import by, place, record

SAYS = "The ministry denied that Alvena had fallen."


@pytest.fixture
def kept(tmp_path: Path) -> EventSet:
    """A town taken, lost and taken again, one only entered, a contested capture and a denial that contests nothing."""
    told = [
        record(gained_by="rebels", date="2021-03-04"),
        record(gained_by="the army", date="2021-03-05", source="a general", says="The army took Alvena."),
        record(gained_by="rebels", date="2021-03-06"),
        record(gained_by="rebels", date="2021-03-06", outlet="River Herald"),
        record(gained_by="rebels", date="2021-03-06", place="Borsk", extent="entered"),
        record(gained_by="rebels", date={}, published=None, place="Corva"),
        record("official_denial", place="Alvena", date="2021-03-07", outlet="Gazette", says=SAYS),
        record("official_denial", place="Danta", date="2021-03-07", outlet="Gazette", denies="other"),
    ]
    merge(told).save(tmp_path / "events.duckdb")
    return EventSet.open(tmp_path / "events.duckdb")


@pytest.fixture
def ask(kept: EventSet, tmp_path: Path) -> Any:
    def answer(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(tmp_path / "events.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()

    return answer


def test_the_history_of_control_ends_with_who_holds_each_place(kept: EventSet, ask: Any) -> None:
    rows = ask("SELECT place, held_by, since, until FROM control_history ORDER BY place, since")
    assert rows == [
        ("Alvena", "rebels", "2021-03-04", "2021-03-05"),
        ("Alvena", "the army", "2021-03-05", "2021-03-06"),
        ("Alvena", "rebels", "2021-03-06", None),
        ("Corva", "rebels", None, None),
    ]
    last = ask("SELECT event_id FROM control_history WHERE until IS NULL")
    assert sorted(last) == sorted((state.event.id,) for state in kept.control())


def test_a_claim_that_does_not_count_holds_at_no_time(tmp_path: Path) -> None:
    told = [record(gained_by="rebels", date="2021-03-05", outlet=name) for name in ("Hill Radio", "River Herald")]
    claim = record(gained_by="the army", date="2021-03-07", source={"text": "the army", "role": "military"})
    later = record(gained_by="the army", date="2021-03-29")
    path = tmp_path / "claims.duckdb"
    merge([*told, claim, later]).save(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "SELECT held_by, since, until, counts, n_independent, own_cause FROM control_history ORDER BY since"
        ).fetchall()
    assert rows == [
        ("rebels", "2021-03-05", "2021-03-29", True, 2, False),
        ("the army", "2021-03-07", "2021-03-07", False, 0, True),
        ("the army", "2021-03-29", None, True, 1, False),
    ]


def test_records_of_events_carry_who_says_so_and_the_sentence(kept: EventSet, ask: Any) -> None:
    rows = ask("SELECT record_id, event_id FROM event_records")
    assert sorted(rows) == sorted((key, event.id) for event in kept for key in event.records)
    told = ask("SELECT outlet, published, source, source_role, trigger, quote FROM event_records WHERE source <> ''")
    assert told == [("Northern Post", "2021-03-06", "a general", "other", "took", "The army took Alvena.")]


def test_denials_stand_beside_what_they_contest(kept: EventSet, ask: Any) -> None:
    rows = ask("SELECT denial_id, event_id, speaker, quote FROM denials")
    drawn = {(event.id, other) for event in kept for other in event.disputes}
    assert drawn
    assert {(denial, event) for denial, event, *_ in rows if event} == drawn
    assert {(speaker, quote) for _, event, speaker, quote in rows if event} == {("the defence ministry", SAYS)}
    assert sum(event is None for _, event, *_ in rows) == 1


def test_the_columns_of_events_are_those_of_the_events(kept: EventSet, ask: Any) -> None:
    told = {event.id: (event.date.basis, getattr(event, "extent", None), event.status) for event in kept}
    rows = ask("SELECT id, date_basis, extent, status FROM events")
    assert {key: tuple(values) for key, *values in rows} == told


def test_what_is_told_as_earlier_has_no_first_day_and_a_last_one(tmp_path: Path) -> None:
    told = [
        record(gained_by="the army", date="2021-03-03"),
        record(gained_by="rebels", date=by("2021-03-05"), published="2021-03-09"),
        record(gained_by="the army", date="2021-03-08", outlet="River Herald"),
    ]
    merge(told).save(tmp_path / "open.duckdb")
    with duckdb.connect(str(tmp_path / "open.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT held_by, since, since_at_latest, until FROM control_history ORDER BY since_at_latest"
        ).fetchall()
    assert rows == [
        ("the army", "2021-03-03", "2021-03-03", "2021-03-05"),
        ("rebels", None, "2021-03-05", "2021-03-08"),
        ("the army", "2021-03-08", "2021-03-08", None),
    ]


def test_records_carry_their_doubts_and_how_many_places_they_mean(tmp_path: Path) -> None:
    path = tmp_path / "doubts.duckdb"
    doubtful = record(place=place("five villages", count=5), doubts=["planned", "name_disputed"])
    left = record("withdrawal", place="Borsk", to_place=place("two camps", count=2), outlet="River Herald")
    merge([doubtful, left]).save(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("SELECT record_id, doubts FROM event_records ORDER BY doubts DESC").fetchall()
        counts = connection.execute("SELECT place.count, to_place.count FROM records ORDER BY id").fetchall()
    assert rows == [(doubtful.id, "planned name_disputed"), (left.id, "")]
    assert counts == [(5, None), (None, 2)]
    assert EventSet.open(path).records == {each.id: each for each in (doubtful, left)}


def told_near(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT * FROM near_pairs ORDER BY record_id, other_record_id").fetchall()


def test_near_pairs_have_the_scores_and_the_events_of_the_event_set(kept: EventSet, tmp_path: Path) -> None:
    told = [
        record(place=place(name, type=kind), date=f"2021-03-{day:02}", article_id=f"art_{name}_{day}")
        for name, kind, day in (("Danta", "town", 4), ("Danta", "town", 5), ("Efna", "town", 4), ("Efna", "base", 5))
    ]
    kept.add(told)
    home = {key: event.id for event in kept for key in event.records}
    found = told_near(tmp_path / "events.duckdb")
    assert {one_event for *_, one_event in found} == {True, False}
    for one, two, event, other, score, one_event in found:
        (tie,) = kept.explain(one, two)
        assert (event, other, one_event) == (home[one], home[two], home[one] == home[two])
        assert (round(tie.score, 6), tie.ruled_out, tie.decided) == (score, None, None)
        assert abs(score - tie.threshold) <= 3


def test_at_most_three_pairs_of_an_event_are_told_those_nearest_to_the_threshold(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    town = record(place=place("Danta", type="town"), date="2021-03-05", article_id="art_town")
    bases = [
        record(place=place(name, type="base", within=within), date="2021-03-06", article_id=f"art_{within}")
        for name, within in (
            ("Dantta", "rural Borsk"),
            ("Danta", "rural Corva"),
            ("Danta", "rural Efna"),
            ("Danta", "rural Tarn"),
        )
    ]
    events = merge([town, *bases])
    events.save(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        scores = connection.execute('SELECT score FROM near_scores ORDER BY "first", "second"').fetchall()
    assert scores == [(4.4,), (4.6,), (4.6,), (4.6,)]
    assert [each[:2] for each in told_near(path)] == [(town.id, base.id) for base in bases[1:]]


@pytest.mark.parametrize("word", ["one", "two"])
def test_a_pair_that_was_decided_is_told_no_more(kept: EventSet, tmp_path: Path, word: Any) -> None:
    town, base = (
        record(place=place("Danta", type=kind), date=f"2021-03-0{day}", article_id=f"art_{kind}")
        for kind, day in (("town", 4), ("base", 5))
    )
    kept.add([town, base])
    path = tmp_path / "events.duckdb"
    assert (town.id, base.id) in [each[:2] for each in told_near(path)]
    kept.decide(word, town.id, base.id)
    assert (town.id, base.id) not in [each[:2] for each in told_near(path)]


def test_captures_with_another_between_them_are_no_near_pair(kept: EventSet, tmp_path: Path) -> None:
    captures = [each.id for each in kept.records.values() if each.place and each.place.name == "Alvena"][:3]
    assert (captures[0], captures[2]) not in [each[:2] for each in told_near(tmp_path / "events.duckdb")]
