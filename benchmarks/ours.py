"""This library's own figures: `conflict-extract merge` as a child process, and small merges in this one."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.clusters import Labels
from benchmarks.processes import Cost, run
from conflict_extract import merge
from conflict_extract.eventset.tables import columns_of
from conflict_extract.merging import cluster, packaged_weights
from conflict_extract.schema import RECORD_ADAPTER, Record

FEW = 30
REPEATS = 20


def merge_file(records: Path, target: Path, option: str = "--into") -> Cost:
    """`conflict-extract merge RECORDS --into TARGET`, or `--out`."""
    return run([sys.executable, "-m", "conflict_extract", "merge", records, option, target, "--quiet"])


def events_of(events: Path, truth: Path) -> tuple[Labels, Labels]:
    """The true and the found event of each record, in the order of the records' ids.

    Raises:
        ValueError: the events do not hold every record once.
    """
    with duckdb.connect(str(events), read_only=True) as connection:
        rows = connection.execute(
            "SELECT record_id AS id, event_id AS event FROM event_records ORDER BY id"
        ).fetchnumpy()
    with duckdb.connect() as connection:
        gold = connection.execute("SELECT id, event FROM read_parquet($1) ORDER BY id", [str(truth)]).fetchnumpy()
    if len(rows["id"]) != len(gold["id"]) or (rows["id"] != gold["id"]).any():
        raise ValueError(f"{events} holds {len(rows['id'])} records of {len(gold['id'])}")
    return np.asarray(gold["event"], np.int64), np.unique(rows["event"], return_inverse=True)[1]


def compared_pairs(events: Path) -> int:
    """How many pairs the library compares to merge the records of an event set."""
    with duckdb.connect(str(events), read_only=True) as connection:
        columns, _ = columns_of(connection, "records")
    return cluster(columns, packaged_weights()).compared


def few_records(records: Path) -> float:
    """Milliseconds to merge the first 30 records of a file in a warm process: the median of 20 times."""
    chosen = read(records)[:FEW]
    times = []
    for _ in range(REPEATS + 2):
        started = time.perf_counter()
        merge(chosen)
        times.append(time.perf_counter() - started)
    return 1_000 * statistics.median(times[2:])


def read(records: Path) -> list[Record]:
    """The records of a file of JSON lines."""
    with records.open(encoding="utf-8") as stream:
        return [RECORD_ADAPTER.validate_json(line) for line in stream]
