"""Merging on Spark: events, links and ids are the single machine's, and one error says what is wrong before anything is
merged."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow
import pytest
from benchmarks.places import sites
from benchmarks.records import generate, write_parquet
from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import functions

from conflict_extract import EventSet
from conflict_extract.errors import RecordsError
from conflict_extract.eventset.flat_tables import tables_of_file
from conflict_extract.eventset.tables import stage_records
from conflict_extract.schema import Record
from conflict_extract.spark import MergedRecords, _arrow, _steps, merge_records
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
    found = {"events": merged.events, "members": merged.members, "disputes": merged.disputes, "control": merged.control}
    return {name: sorted(map(tuple, rows.collect()), key=repr) for name, rows in found.items()}


def of_one_machine(path: Path, kept: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The tables of an event set in a file."""
    EventSet(path=kept).add_parquet(path)
    with duckdb.connect(str(kept)) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in TABLES.items()}
        found["control"] = [
            row for cells in tables_of_file(connection).control for row in zip(*cells.values(), strict=True)
        ]
        return {name: sorted(rows, key=repr) for name, rows in found.items()}


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
    _, connection = generate(sites("press", "development"), 1_000, density, seed=3)
    write_parquet(connection, path)
    connection.close()
    found = assert_same(spark, path, tmp_path)
    assert found["disputes"]
    assert len(found["events"]) < 1_000


def test_hard_records_told_twice_make_the_events_of_one_machine(spark: SparkSession, tmp_path: Path) -> None:
    records = hard_records(800, seed=1)
    path = parquet_of([*records, *reversed(records)], tmp_path / "records.parquet")
    found = assert_same(spark, path, tmp_path)
    assert found["disputes"]
    assert len(found["events"]) < 800


def test_no_records_make_no_events(spark: SparkSession, tmp_path: Path) -> None:
    path = parquet_of([], tmp_path / "none.parquet")
    merged = merge_records(spark.read.parquet(str(path)), work=str(tmp_path / "work"))
    assert tables(merged) == {"events": [], "members": [], "disputes": [], "control": []}


def test_every_column_that_is_missing_or_of_another_type_is_named_before_any_job(
    spark: SparkSession, tmp_path: Path
) -> None:
    records = spark.read.parquet(str(parquet_of(hard_records(3, seed=4), tmp_path / "records.parquet")))
    wrong = records.drop("kind", "evidence").withColumn("id", functions.lit(7)).withColumn("unit", functions.array())
    wrong = wrong.withColumn("place", functions.col("place").withField("lat", functions.lit("far")))
    with pytest.raises(RecordsError) as caught:
        merge_records(wrong, work=str(tmp_path / "work"))
    assert caught.value.message == (
        "the table of records cannot be used: there is no column kind; there is no column evidence; id is int, not "
        "string; place.lat is string, not double; unit is array<void>, not string"
    )
    assert "docs/spark.md" in caught.value.hint
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("id", "cast(null AS string)", "a record has no id"),
        ("article_id", "''", "record rec_00000 has no article_id"),
        ("kind", "'siege'", "record rec_00000 is of no known kind"),
        ("date", "named_struct('start', '2021-13-45', 'end', '2021-13-45')", "has a date that is no ISO date"),
        ("trigger", "id", "several records have the id rec_00000"),
    ],
)
def test_a_row_that_is_no_record_is_named_before_anything_is_merged(
    spark: SparkSession, column: str, value: str, said: str, tmp_path: Path
) -> None:
    path = parquet_of([record(id="rec_00000")], tmp_path / "records.parquet")
    records = spark.read.parquet(str(path))
    rows = records.union(records) if column == "trigger" else records.limit(0)
    rows = rows.withColumn("trigger", functions.concat("trigger", functions.monotonically_increasing_id()))
    bad = records.withColumn(column, functions.expr(value))
    with pytest.raises(RecordsError, match=said):
        merge_records(rows.unionByName(bad, allowMissingColumns=True), work=str(tmp_path / "work"))
    assert not (tmp_path / "work").exists()


def batches_of(rows: pyarrow.Table, size: int) -> Iterator[pyarrow.RecordBatch]:
    yield from rows.to_batches(max_chunksize=size)


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 7), st.integers(1, 20))
def test_groups_stay_whole_however_rows_come_in(sizes: list[int], batch: int, at_once: int) -> None:
    keys = np.repeat(np.arange(len(sizes)), sizes)
    rows = pyarrow.table({"key": keys, "at": np.arange(len(keys))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_arrow, "ROWS_AT_ONCE", at_once)
        found = list(_arrow.whole(batches_of(rows, batch), "key"))
    assert [at for table in found for at in table["at"].to_pylist()] == list(range(len(keys)))
    of_tables = [{*table["key"].to_pylist()} for table in found]
    assert sum(map(len, of_tables)) == len(sizes)
    assert all(table.num_rows <= 2 * (at_once + batch + 9) for table in found)


def test_partners_are_found_over_the_ends_of_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """One block of records on following days, each with more near ones than it may have partners."""
    days = np.repeat(np.arange(737_000, 737_060), 12)
    count = len(days)
    told = pyarrow.table({
        "id": [f"rec_{number * 7 % count:04}" for number in range(count)],
        "number": np.arange(count),
        "kind": ["control_change"] * count,
        "article_id": [f"art_{number}" for number in range(count)],
        "place": ['{"text": "Alvena", "name": "Alvena", "type": "town"}'] * count,
        "date": [
            f'{{"start": "{day}", "end": "{day}", "basis": "stated"}}'
            for day in map(date.fromordinal, days.tolist())
        ],
        "sentences": [""] * count,
        "key": np.zeros(count, np.int64),
        "begins": days,
        "until": days + 7,
        "busy": np.ones(count, np.int16),
        "recaptured": np.zeros(count, np.int32),
        "contrasts": pyarrow.array([None] * count, pyarrow.list_(pyarrow.string())),
        **{name: [False] * count for name in ("loose", "of_spans", "open")},
    })  # fmt: skip

    def found(at_once: int) -> list[tuple[int, int]]:
        monkeypatch.setattr(_arrow, "ROWS_AT_ONCE", at_once)
        batches = list(_steps.by_key(batches_of(told, 40)))
        assert (len(batches) == 1) == (at_once > count)
        return sorted((row["left"], row["right"]) for batch in batches for row in batch.to_pylist())

    all_at_once = found(count + 1)
    assert max(two - one for one, two in all_at_once) == 23
    for size in (1, 60, 100):
        assert found(size) == all_at_once
