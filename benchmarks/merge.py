"""`python -m benchmarks.merge`: accuracy, time, memory and compared pairs of merging, with Splink beside it.

Each run draws records of a size and a density (see `benchmarks.world`), merges them with `conflict-extract merge` in a
child process, and scores the events against the truth. Up to 10,000 records go through JSON lines, more through
Parquet. Seeds 1 and 2 and the places `development` are for working on the library; figures for documents come from
seeds 7 and 8 and the places `held_out`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import ours, speed
from benchmarks.clusters import scores
from benchmarks.places import sites
from benchmarks.processes import run
from benchmarks.records import generate, write_lines, write_parquet, write_truth

LINES_UP_TO = 10_000
ADDED = 300
NEWEST = f"id IN (SELECT id FROM records ORDER BY published DESC, id LIMIT {ADDED})"


@dataclass(frozen=True)
class Figures:
    """One row of the table: who merged what, and how well; None is "not measured"."""

    engine: str
    spellings: str
    density: float
    records: int
    pair_precision: float | None = None
    pair_recall: float | None = None
    pair_f1: float | None = None
    b_cubed_f1: float | None = None
    conll: float | None = None
    largest: int | None = None
    largest_in_truth: int | None = None
    seconds: float | None = None
    megabytes: float | None = None
    pairs_a_record: float | None = None
    note: str = ""


HEADINGS = {
    "engine": "engine",
    "spellings": "spellings",
    "density": "density",
    "records": "records",
    "pair_precision": "pair P",
    "pair_recall": "pair R",
    "pair_f1": "pair F1",
    "b_cubed_f1": "B3 F1",
    "conll": "CoNLL",
    "largest": "largest",
    "largest_in_truth": "in truth",
    "seconds": "seconds",
    "megabytes": "MB",
    "pairs_a_record": "pairs/rec",
    "note": "note",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs what the options ask for, prints each row when it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merge", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="numbers of records")
    parser.add_argument("--density", type=float, nargs="+", default=[1.0], help="times the base density")
    parser.add_argument("--spellings", choices=["press", "geonames", "one"], nargs="+", default=["press"])
    parser.add_argument("--places", choices=["development", "held_out", "all"], default="development")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", choices=["splink", "none"], default="none")
    parser.add_argument("--few", action="store_true", help="also time 30 records in a warm process")
    parser.add_argument(
        "--added", type=int, metavar="SIZE", help="also time 300 records added to SIZE in a DuckDB file"
    )
    parser.add_argument(
        "--beside",
        type=Path,
        metavar="CHECKOUT",
        help="print only how long SIZE records of --added take here and in another checkout of this project",
    )
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    options = parser.parse_args(arguments)
    if options.beside:
        for line in speed.beside(
            options.beside, options.added or 1_000_000, sites("press", options.places), options.seed
        ):
            print(line, flush=True)
        return
    print("  ".join(_cell(key, heading) for key, heading in HEADINGS.items()), flush=True)
    rows = []
    for row in _rows(options):
        rows.append(asdict(row))
        print("  ".join(_cell(key, _shown(rows[-1][key])) for key in HEADINGS), flush=True)
    if options.json:
        options.json.write_text(json.dumps({"options": _plain(options), "rows": rows}, indent=1), "utf-8")


def _rows(options: argparse.Namespace) -> Iterator[Figures]:
    for spellings in options.spellings:
        places = sites(spellings, options.places)
        for density in options.density:
            for size in options.sizes:
                with tempfile.TemporaryDirectory() as folder:
                    _, connection = generate(places, size, density, options.seed)
                    records = Path(folder, "records.jsonl" if size <= LINES_UP_TO else "records.parquet")
                    write_parquet(connection, Path(folder, "records.parquet"))
                    if size <= LINES_UP_TO:
                        write_lines(connection, records)
                    write_truth(connection, Path(folder, "truth.parquet"))
                    connection.close()
                    row = Figures("conflict-extract", spellings, density, size)
                    yield _ours(row, records, Path(folder, "truth.parquet"))
                    if options.peer == "splink":
                        yield from _splink(row, Path(folder))
        if options.few:
            yield _few(spellings, options)
        if options.added:
            yield from _added(spellings, options)


def _ours(row: Figures, records: Path, truth: Path) -> Figures:
    events = records.with_name("events.duckdb")
    try:
        cost = ours.merge_file(records, events)
    except RuntimeError as error:
        return Figures(**{**asdict(row), "note": " ".join(str(error).split())})
    gold, found = ours.events_of(events, truth)
    pairs = ours.compared_pairs(events)
    score = scores(gold, found)
    return Figures(
        **{
            **asdict(row),
            "pair_precision": score.pair.precision,
            "pair_recall": score.pair.recall,
            "pair_f1": score.pair.f1,
            "b_cubed_f1": score.b_cubed.f1,
            "conll": score.conll,
            "largest": score.largest,
            "largest_in_truth": score.largest_in_truth,
            "seconds": cost.seconds,
            "megabytes": cost.megabytes,
            "pairs_a_record": pairs / row.records if pairs is not None else None,
        }
    )


def _splink(row: Figures, folder: Path) -> Iterator[Figures]:
    answer = folder / "splink.json"
    for names in ("raw", "folded"):
        for weights in ("preset", "trained"):
            engine = f"splink {names} {weights}"
            command: list[str | Path] = [sys.executable, "-m", "benchmarks.splink_peer", folder / "records.parquet"]
            command += ["--truth", folder / "truth.parquet", "--names", names, "--weights", weights, "--answer", answer]
            try:
                cost = run(command)
            except RuntimeError as error:
                yield Figures(**{**asdict(row), "engine": engine, "note": " ".join(str(error).split())})
                continue
            told = json.loads(answer.read_text("utf-8"))
            for clustering in ("components", "average"):
                if clustering in told:
                    own = clustering == "components"  # Splink has no average link to be timed
                    figures = {key: told[clustering][key] for key in told[clustering] if key != "threshold"}
                    yield Figures(
                        **{
                            **asdict(row),
                            **figures,
                            "engine": f"{engine} {clustering}",
                            "seconds": told["seconds"] if own else None,
                            "megabytes": cost.megabytes if own else None,
                            "pairs_a_record": told["pairs"],
                            "note": f"threshold {told[clustering]['threshold']}, the best on these very records",
                        }
                    )


def _few(spellings: str, options: argparse.Namespace) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        _, connection = generate(sites(spellings, options.places), 1_000, 1.0, options.seed)
        lines = Path(folder, "records.jsonl")
        write_lines(connection, lines)
        connection.close()
        milliseconds = ours.few_records(lines)
    note = f"in a warm process, median of {ours.REPEATS}"
    return Figures("conflict-extract", spellings, 1.0, ours.FEW, seconds=milliseconds / 1_000, note=note)


def _added(spellings: str, options: argparse.Namespace) -> Iterator[Figures]:
    """The newest 300 records are added to all others, which are kept in a DuckDB file."""
    size = options.added
    with tempfile.TemporaryDirectory() as folder:
        _, connection = generate(sites(spellings, options.places), size + ADDED, 1.0, options.seed)
        more, kept = Path(folder, "more.jsonl"), Path(folder, "events.duckdb")
        first = Path(folder, "records.jsonl" if size <= LINES_UP_TO else "records.parquet")
        write_lines(connection, more, NEWEST)
        (write_lines if size <= LINES_UP_TO else write_parquet)(connection, first, f"NOT {NEWEST}")
        connection.close()
        for path, n_records, note in ((first, size, "into a new DuckDB file"), (more, ADDED, f"added to {size} kept")):
            row = Figures("conflict-extract", spellings, 1.0, n_records, note=note)
            try:
                cost = ours.merge_file(path, kept, "--into")
            except RuntimeError as error:
                yield Figures(**{**asdict(row), "note": f"{note}: {' '.join(str(error).split())}"})
                return
            yield Figures(**{**asdict(row), "seconds": cost.seconds, "megabytes": cost.megabytes})


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if value < 10 else f"{value:.0f}"
    return str(value)


def _cell(key: str, text: str) -> str:
    widths = {"engine": 33, "spellings": 9, "note": 0, "records": 8}
    return text.ljust(widths[key]) if key in ("engine", "spellings", "note") else text.rjust(widths.get(key, 9))


def _plain(options: argparse.Namespace) -> dict[str, object]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in vars(options).items()}


if __name__ == "__main__":
    main()
