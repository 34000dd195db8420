"""This library's own figures: `conflict-extract merge` as a child process, and small merges in this one."""

from __future__ import annotations

import json
import statistics
import sys
import time
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.clusters import Labels
from benchmarks.processes import Cost, run
from conflict_extract import merge
from conflict_extract.merging import features
from conflict_extract.merging.clustering import blocks
from conflict_extract.schema import RECORD_ADAPTER, Record

FEW = 30
REPEATS = 20


def merge_file(records: Path, target: Path, option: str = "--out") -> Cost:
    """`conflict-extract merge RECORDS --out TARGET`, or `--into`."""
    return run([sys.executable, "-m", "conflict_extract", "merge", records, option, target, "--quiet"])


def events_of(events: Path, truth: Path) -> tuple[Labels, Labels]:
    """The true and the found event of each record, in the order of the records' ids.

    Raises:
        ValueError: the events do not hold every record once.
    """
    connection = duckdb.connect()
    if events.suffix == ".json":
        found = json.loads(events.read_text("utf-8"))["events"]
        pairs = {record: number for number, event in enumerate(found) for record in event["records"]}
    else:
        rows = connection.execute("SELECT id, records FROM read_parquet($1)", [str(events)])
        pairs = {}
        number = 0
        while batch := rows.fetchmany(50_000):
            for _, records in batch:
                pairs.update(dict.fromkeys(records, number))
                number += 1
    gold = connection.execute("SELECT id, event FROM read_parquet($1) ORDER BY id", [str(truth)]).fetchnumpy()
    if pairs.keys() != set(gold["id"]):
        raise ValueError(f"{events} holds {len(pairs)} records of {len(gold['id'])}")
    return np.asarray(gold["event"], np.int64), np.array([pairs[record] for record in gold["id"]])


def compared_pairs(records: Path) -> int | None:
    """How many pairs of records the library compares; None where only a Parquet file was written."""
    if records.suffix != ".jsonl":
        return None
    seen: set[tuple[str, str]] = set()
    for block in blocks(map(features, read(records))):
        seen.update(combinations(sorted(item.record_id for item in block), 2))
    return len(seen)


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
