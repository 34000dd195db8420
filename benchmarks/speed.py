"""The table of speed in the README: this build beside another, the same commands on the same records, in turn."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.places import Site
from benchmarks.processes import Cost, run
from benchmarks.records import generate, write_lines, write_parquet

ADDED = 300
LIMIT = 1_200
HERE = Path(__file__).resolve().parents[1] / "src"


def beside(other: Path, size: int, places: Sequence[Site], seed: int) -> Iterator[str]:
    """The rows of a table: what is done, seconds and MB here and there, and how many times faster and smaller.

    Args:
        other: a checkout of this project.
        size: how many records a set has.
        places: where they happen.
        seed: of the records.
    """
    yield f"| of {size:,} records | seconds | before | times faster | MB | before |"
    yield "| --- | --- | --- | --- | --- | --- |"
    builds = {"here": HERE, "there": other / "src"}
    with tempfile.TemporaryDirectory() as folder:
        records, more = Path(folder, "records.parquet"), Path(folder, "more.jsonl")
        newest = f"id IN (SELECT id FROM records ORDER BY published DESC, id LIMIT {ADDED})"
        _, connection = generate(places, size + ADDED, 1.0, seed)
        write_parquet(connection, records, f"NOT {newest}")
        write_lines(connection, more, newest)
        connection.close()
        kept = {build: Path(folder, f"{build}.duckdb") for build in builds}
        grown = {build: Path(folder, f"{build}_grown.duckdb") for build in builds}
        for what in ("merged from columns", f"{ADDED} added", "control", "export csv", "export parquet", "report"):
            costs = {}
            for build, source in builds.items():
                into = kept[build]
                commands: dict[str, list[str | Path]] = {
                    "merged from columns": ["merge", records, "--into", into, "--quiet"],
                    "control": ["control", into],
                    "export csv": ["export", into, "--out", Path(folder, "events.csv")],
                    "export parquet": ["export", into, "--out", Path(folder, "events.parquet")],
                    "report": ["report", into, "--out", Path(folder, "report.html")],
                }
                if what not in commands:
                    shutil.copyfile(into, grown[build])
                added: list[str | Path] = ["merge", more, "--into", grown[build], "--quiet"]
                costs[build] = _cost(commands.get(what, added), source)
            yield _row(what, costs["here"], costs["there"])


def _cost(arguments: list[str | Path], source: Path) -> Cost | None:
    try:
        return run([sys.executable, "-m", "conflict_extract", *arguments], LIMIT, source)
    except RuntimeError:
        return None


def _row(what: str, here: Cost | None, there: Cost | None) -> str:
    def shown(cost: Cost | None, name: str) -> str:
        return f"{getattr(cost, name):.1f}" if cost else f"not in {LIMIT} s"

    ratio = f"{there.seconds / here.seconds:.1f}" if here and there else "-"
    seconds = shown(here, "seconds"), shown(there, "seconds")
    megabytes = shown(here, "megabytes"), shown(there, "megabytes")
    return f"| {what} | {seconds[0]} | {seconds[1]} | {ratio} | {megabytes[0]} | {megabytes[1]} |"
