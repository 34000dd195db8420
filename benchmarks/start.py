"""What starting costs: `--help`, and a run whose answers are all kept, here and in another checkout, in turn.

    python -m benchmarks.start ARTICLES --beside CHECKOUT [--times N] [--cache-dir FOLDER]

The kept answers are made first, by a run of each build that is not counted; where FOLDER lacks some, it takes the
embedded model.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]
LIMIT = 1_200


class Cost(NamedTuple):
    """Seconds of a command: of the processor, user's and system's together, and by the clock."""

    processor: float
    wall: float


def cost(arguments: Sequence[str | Path], checkout: Path) -> Cost:
    """What one call of the command costs.

    Args:
        arguments: of `conflict-extract`.
        checkout: whose build is called.

    Raises:
        RuntimeError: it failed; with its last words.
    """
    command = [sys.executable, "-m", "conflict_extract", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled once, too
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"exit status {done.returncode}: {done.stderr[-2_000:].strip()}")
    return Cost(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall)


def table(articles: Path, there: Path, times: int, cache: Path | None = None) -> Iterator[str]:
    """The rows of a table: medians of seconds here and there, and the median of their ratio, pair by pair.

    Args:
        articles: what is run.
        there: the other checkout.
        times: how often each command is called in each build.
        cache: where answers are kept; None for a folder of its own.
    """
    yield f"| median of {times}, in turn | processor | before | ratio | clock | before | ratio |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    builds = list(enumerate((HERE, there)))
    with tempfile.TemporaryDirectory() as folder:
        calls: dict[str, list[str | Path]] = {
            "--help": ["--help"],
            "run, all answers kept": [
                "run",
                articles,
                "--model",
                "embedded",
                "--cache-dir",
                cache or Path(folder, "cache"),
            ],
        }
        for what, call in calls.items():
            both = [(build, [*call, *_out(call, Path(folder), number)]) for number, build in builds]
            for build, arguments in both:
                cost(arguments, build)
            pairs = [[cost(arguments, build) for build, arguments in both] for _ in range(times)]
            yield _row(what, pairs)


def _out(call: Sequence[str | Path], folder: Path, number: int) -> list[str | Path]:
    return ["--out", folder / f"out{number}", "--quiet"] if call[0] == "run" else []


def _row(what: str, pairs: list[list[Cost]]) -> str:
    cells = [what]
    for at in range(len(Cost._fields)):
        here, before = ([each[build][at] for each in pairs] for build in (0, 1))
        ratio = statistics.median(one / other for one, other in zip(here, before, strict=True))
        cells += [f"{statistics.median(here):.2f}", f"{statistics.median(before):.2f}", f"{ratio:.2f}"]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="a file or folder of articles")
    parser.add_argument("--beside", type=Path, required=True, help="another checkout of this project")
    parser.add_argument("--times", type=int, default=5, help="calls of each command in each build")
    parser.add_argument("--cache-dir", type=Path, help="where answers are kept already")
    given = parser.parse_args()
    for row in table(given.articles, given.beside.resolve(), given.times, given.cache_dir):
        print(row, flush=True)


if __name__ == "__main__":
    main()
