from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from benchmarks import ours
from benchmarks.clusters import b_cubed, ceaf_e, muc, overlaps, pairwise, scores
from benchmarks.places import sites
from benchmarks.records import generate, parties, write_lines, write_parquet, write_truth

from conflict_extract import EventSet, merge
from conflict_extract.evaluation import coreference


@pytest.mark.parametrize(("items", "clusters"), [(1, 1), (7, 3), (60, 20), (200, 80)])
def test_the_measures_on_arrays_are_those_of_the_evaluation(items: int, clusters: int) -> None:
    random = np.random.default_rng(items)
    for kept in (0.0, 0.5, 0.9, 1.0):
        gold = random.integers(0, clusters, items)
        system = np.where(random.random(items) < kept, gold, random.integers(0, clusters, items))
        table = overlaps(gold, system)
        one, two = ({str(item): int(label) for item, label in enumerate(labels)} for labels in (gold, system))
        assert pairwise(table) == pytest.approx(coreference.pairwise(one, two))
        assert b_cubed(table) == pytest.approx(coreference.b_cubed(one, two))
        assert muc(table) == pytest.approx(coreference.muc(one, two))
        assert ceaf_e(table) == pytest.approx(coreference.ceaf_e(one, two))
        assert scores(gold, system).conll == pytest.approx(coreference.conll(one, two))
        assert scores(gold, system).largest == np.bincount(system).max()


def test_places_are_many_real_and_split_in_two_halves() -> None:
    places = sites("press")
    spelled = [(site.country, name) for site in places for name in (*site.spellings, *site.other_names)]
    assert len(places) >= 300
    assert len({site.country for site in places}) >= 10
    assert len(spelled) == len(set(spelled))
    assert all(2 <= len(site.spellings) + len(site.other_names) <= 6 for site in places)
    assert {site.country for site in places} <= {party.country for party in parties()}
    development, held_out = sites("press", "development"), sites("press", "held_out")
    assert set(development) | set(held_out) == set(places)
    assert not set(development) & set(held_out)
    assert abs(len(development) - len(held_out)) < 0.1 * len(places)


@pytest.mark.parametrize("density", [1.0, 100.0])
def test_records_are_valid_and_events_stay_small(density: float, tmp_path: Path) -> None:
    lines, columns, truth = (tmp_path / name for name in ("records.jsonl", "records.parquet", "truth.parquet"))
    _, connection = generate(sites("press", "development"), 600, density, seed=3)
    write_lines(connection, lines)
    write_parquet(connection, columns)
    write_truth(connection, truth)
    connection.close()
    records = ours.read(lines)
    assert len({record.id for record in records}) == 600
    database = duckdb.connect()
    told = database.execute("SELECT id, kind, place.text FROM read_parquet($1)", [str(columns)]).fetchall()
    assert told == [(each.id, each.kind, each.place.text if each.place else None) for each in records]
    events = database.execute("SELECT list(id) FROM read_parquet($1) GROUP BY event", [str(truth)]).fetchall()
    assert max(len(members) for (members,) in events) <= 8
    kinds = {record.id: record.kind for record in records}
    assert all(len({kinds[record] for record in members}) == 1 for (members,) in events)


def test_the_same_seed_gives_the_same_records(tmp_path: Path) -> None:
    written = []
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        _, connection = generate(sites("press", "development"), 200, 1.0, seed)
        write_lines(connection, tmp_path / name)
        connection.close()
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert written[0] != written[2]


def test_events_are_read_back_against_the_truth(tmp_path: Path) -> None:
    _, connection = generate(sites("press", "development"), 60, 1.0, seed=4)
    write_lines(connection, tmp_path / "records.jsonl")
    write_truth(connection, tmp_path / "truth.parquet")
    event = dict(connection.execute("SELECT id, event FROM records").fetchall())
    connection.close()
    records = ours.read(tmp_path / "records.jsonl")
    told = merge(records)
    told.save(tmp_path / "events.duckdb")
    gold, found = ours.events_of(tmp_path / "events.duckdb", tmp_path / "truth.parquet")
    assert gold.tolist() == [event[key] for key in sorted(event)]
    home = {key: each.id for each in told for key in each.records}
    same = {(home[one], number) for one, number in zip(sorted(event), found.tolist(), strict=True)}
    assert len(same) == len(told)
    assert ours.compared_pairs(tmp_path / "events.duckdb") >= len(records) - len(told)
    EventSet().save(tmp_path / "none.duckdb")
    with pytest.raises(ValueError, match="holds 0 records of 60"):
        ours.events_of(tmp_path / "none.duckdb", tmp_path / "truth.parquet")
