"""Merging on Spark: events, links and ids are the single machine's, and one error says what is wrong before anything is
merged."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from benchmarks.places import sites
from benchmarks.records import generate, write_parquet

from conflict_extract import EventSet
from conflict_extract.eventset.tables import stage_records
from conflict_extract.schema import Record
from conflict_extract.spark import MergedRecords, merge_records
from tests.builders import by, day, record, unresolved

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLES = {
    "events": "SELECT * FROM events",
    "members": "SELECT event_id, id AS record_id FROM members JOIN records USING (number)",
    "disputes": "SELECT denial_id, event_id FROM disputes",
}
PLACES = (
    *("Alvena", "al-Alvena", "Alvenna", "Alvena Governorate", "rural Alvena", "Borsk", "Borsk crossing", "Camp 27"),
    *("the city", "five villages", "the central prison", "the northern countryside", "Tarn", "Terna", "Zliten"),
)
ACTORS = {
    "control_change": ("gained_by", "lost_by"), "withdrawal": ("force",), "defection": ("who", "to_side"),
    "official_denial": ("speaker", "subject"),
}  # fmt: skip
SIDES = (None, "rebels", "the army", "Russian forces", "gunmen", "the 4th Brigade", "government troops")
UNITS = (None, None, "4th Brigade", "the army's 4th Brigade", "two brigades", "Brigade 46")
SAYS = (
    "Fighters took {place} after a long siege, three residents of the valley told a reporter on the phone.",
    "They left {place}, in a redeployment to Borsk and Tarn that had been announced for weeks.",
    "In Suwayda, the factions took {place}.",
    "The ministry denied that {place}, Zliten and Tarn or any part of Borsk had fallen.",
    "No town in Alvena was lost, nor {place}.",
)


def hard_records(count: int, seed: int) -> list[Record]:
    """Records of few places and days that meet in every way: open spans, unknown days, articles that tell of several
    places, places without a name, redeployments, and denials of all or any of an area."""
    draw = random.Random(seed)  # noqa: S311  # nothing secret
    made = []
    for number in range(count):
        kind = draw.choice([*ACTORS])
        fields: dict[str, Any] = {name: who for name in ACTORS[kind] if (who := draw.choice(SIDES)) is not None}
        place = draw.choice(PLACES)
        if kind in ("control_change", "withdrawal") or draw.random() < 0.8:
            fields["place"] = place
        if kind == "official_denial":
            fields["denies"] = draw.choice(["control_change", "withdrawal", "defection", "other"])
            fields["claim"] = draw.choice(["any withdrawal", "that it had fallen", "all such reports"])
        if kind in ("withdrawal", "defection") and (unit := draw.choice(UNITS)):
            fields["unit"] = unit
        if kind == "control_change":
            fields["extent"] = draw.choice(["entered", "partial", "full", "unknown"])
        days = [f"2021-03-{draw.randint(1, 28):02}", f"2021-0{draw.randint(1, 9)}-{draw.randint(1, 28):02}"]
        last = draw.choice(days)
        fields["date"] = draw.choice(
            [*days, *days, day(last, "published"), by(last), unresolved("the other day", draw.choice([last, None])),
             {"start": f"{last[:8]}01", "end": last, "precision": "range", "basis": "stated"}, {}]
        )  # fmt: skip
        fields["published"] = draw.choice([*days, f"{last}T08:00:00Z", None])
        fields["source"] = draw.choice([{}, "a rebel commander", "residents", "the state news agency"])
        fields["doubts"] = draw.choice([(), (), ("unlikely_actor",)]) if kind != "official_denial" else ()
        outlet = draw.choice([None, "Northern Post", "River Herald", "Hill Radio"])
        article = f"art_{draw.randrange(max(1, count // 3))}"
        says = draw.choice(SAYS).format(place=place)
        made.append(record(kind, id=f"rec_{number:05}", outlet=outlet, article_id=article, says=says, **fields))
    draw.shuffle(made)
    return made


def parquet_of(records: Sequence[Record], path: Path) -> Path:
    """Records as columns, as `run` writes them."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY {stage_records(connection, records)} TO '{path}' (FORMAT parquet)")
    return path


def tables(merged: MergedRecords) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of all tables, in one order."""
    found = {"events": merged.events, "members": merged.members, "disputes": merged.disputes}
    return {name: sorted(map(tuple, rows.collect()), key=repr) for name, rows in found.items()}


def of_one_machine(path: Path, kept: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The tables of an event set in a file."""
    EventSet(path=kept).add_parquet(path)
    with duckdb.connect(str(kept), read_only=True) as connection:
        return {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in TABLES.items()}


def assert_same(spark: SparkSession, path: Path, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    merged = merge_records(spark.read.parquet(str(path)), work=str(folder / "work"))
    wanted = of_one_machine(path, folder / "events.duckdb")
    found = tables(merged)
    for name, rows in wanted.items():
        assert found[name] == rows, name
    return found


@pytest.mark.parametrize("density", [1.0, 10.0, 100.0])
def test_generated_records_make_the_events_of_one_machine(spark: SparkSession, density: float, tmp_path: Path) -> None:
    path = tmp_path / "records.parquet"
    _, connection = generate(sites("press", "development"), 1_500, density, seed=3)
    write_parquet(connection, path)
    connection.close()
    found = assert_same(spark, path, tmp_path)
    assert found["disputes"]
    assert len(found["events"]) < 1_500


@pytest.mark.parametrize("seed", [1, 2])
def test_hard_records_make_the_events_of_one_machine(spark: SparkSession, seed: int, tmp_path: Path) -> None:
    path = parquet_of(hard_records(800, seed), tmp_path / "records.parquet")
    found = assert_same(spark, path, tmp_path)
    assert found["disputes"]
    assert len(found["events"]) < 800
