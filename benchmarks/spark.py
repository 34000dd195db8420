"""`python -m benchmarks.spark SIZE`: time and memory of merging on Spark, with the single machine beside it.

Records of a size and a density are drawn (see `benchmarks.world`) and merged twice, each time in a child process: with
Spark as `local[2]`, whose driver has 4 GB, and with `conflict-extract merge`. Memory is the largest resident set of all
processes of the child together, so that Spark's workers count with its engine. The tables that come out are compared,
row for row.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from benchmarks import ours
from benchmarks.places import sites
from benchmarks.processes import Cost, run
from benchmarks.records import generate, write_parquet

DRIVER = "4g"
# of the single machine's file, by the tables of Spark's
TABLES = {
    "events": "SELECT * FROM kept.events",
    "members": "SELECT event_id, id AS record_id FROM kept.members JOIN kept.records USING (number)",
    "disputes": "SELECT denial_id, event_id FROM kept.disputes",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs what the options ask for, prints each line when it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("size", type=int, help="how many records")
    parser.add_argument("--density", type=float, default=1.0, help="times the base density")
    parser.add_argument("--places", choices=["development", "held_out", "all"], default="development")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--single-gb", type=float, help="how much address space the single machine's process is given")
    parser.add_argument("--folder", type=Path, help="where files of many GB have room; a temporary folder if none")
    parser.add_argument("--merge", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.merge:
        _merge(*options.merge)
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for line in _lines(options, Path(name)):
            print(line, flush=True)


def _lines(options: argparse.Namespace, folder: Path) -> Iterator[str]:
    records, work, kept = folder / "records.parquet", folder / "work", folder / "events.duckdb"
    _, connection = generate(sites("press", options.places), options.size, options.density, options.seed)
    write_parquet(connection, records)
    connection.close()
    own = [sys.executable, "-m", "benchmarks.spark", str(options.size), "--merge"]
    yield _shown("Spark", options, run([*own, records, work], limit=6 * 3_600))
    command: list[str | Path] = [sys.executable, "-m", "conflict_extract", "merge", records, "--into", kept, "--quiet"]
    if options.single_gb:
        command = ["prlimit", f"--as={int(options.single_gb * 2**30)}", *command]
    try:
        yield _shown("one machine", options, run(command) if options.single_gb else ours.merge_file(records, kept))
    except RuntimeError as error:
        yield f"one machine: does not finish: {' '.join(str(error).split())[-200:]}"
        return
    for table, query in TABLES.items():
        yield f"{table}: {compared(kept, query, work / 'out' / table)}"


def _shown(engine: str, options: argparse.Namespace, cost: Cost) -> str:
    what = f"{options.size:,} records at density {options.density:g}"
    return f"{engine}: {what} in {cost.seconds:.0f} s, {cost.megabytes:,.0f} MB"


def _merge(records: Path, work: Path) -> None:
    """Merges a file of records with Spark in this process, and writes what comes out."""
    import os

    from pyspark.sql import SparkSession

    from conflict_extract.spark import merge_records

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", DRIVER)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", False)
        .config("spark.ui.showConsoleProgress", False)
        .config("spark.local.dir", str(work / "local"))
        .config("spark.sql.shuffle.partitions", 32)
        .config("spark.driver.extraJavaOptions", "-XX:+UseParallelGC")
        # what components pairs connect is told to every task as long as that takes less
        .config("spark.sql.autoBroadcastJoinThreshold", "100m")
        .getOrCreate()
    )
    merged = merge_records(spark.read.parquet(str(records)), work=str(work))
    for table in TABLES:
        getattr(merged, table).write.parquet(str(work / "out" / table))
    spark.stop()


def compared(kept: Path, query: str, folder: Path) -> str:
    """How the rows of a table of Spark's differ from those of the single machine."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{kept}' AS kept (READ_ONLY)")
        names = ", ".join(f'"{row[0]}"' for row in connection.execute(f"DESCRIBE {query}").fetchall())
        single, spark = f"SELECT {names} FROM ({query})", f"SELECT {names} FROM '{folder}/*.parquet'"
        only = [
            connection.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {two})").fetchall()[0][0]
            for one, two in ((single, spark), (spark, single))
        ]
        (count,) = connection.execute(f"SELECT count(*) FROM ({single})").fetchall()[0]
    same = "all the same" if only == [0, 0] else f"{only[0]:,} only of one machine, {only[1]:,} only of Spark"
    return f"{count:,} rows, {same}"


if __name__ == "__main__":
    main()
