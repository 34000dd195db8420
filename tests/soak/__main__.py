"""`python -m tests.soak`: does all that takes minutes, on two cores, and prints the figures of docs/reliability.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.soak.articles import write_articles
from tests.soak.batches import kill_batches
from tests.soak.killing import Killed, kill_and_go_on, run_together
from tests.soak.memory import measure

WINDOWS, PROCESSES, KILLS_A_FOLDER = 40, 4, 3


def main() -> None:
    """Does one thing after the other, each on both cores."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="how often a run is killed")
    parser.add_argument("--articles", type=int, default=100_000, help="how many articles memory is measured with")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        kill(folder, given.kills)
        at_once(folder)
        kill_batch(folder, given.kills)
        memory(folder, given.articles)
    print(f"in all {time.monotonic() - started:.0f} s")


def kill(folder: Path, kills: int) -> None:
    """Runs that are killed and go on."""

    def some(seed: int) -> Killed:
        below = folder / f"killed-{seed}"
        below.mkdir()
        number = kills // 2 if seed else kills - kills // 2
        return kill_and_go_on(below, articles=WINDOWS, kills=number, kills_a_folder=KILLS_A_FOLDER, seed=seed)

    with ThreadPoolExecutor(2) as both:
        parts = list(both.map(some, range(2)))
    print(
        f"killed {sum(part.kills for part in parts)} times in {sum(part.folders for part in parts)} folders of "
        f"{WINDOWS} windows: {sum(part.calls for part in parts)} calls, 0 for an answer that was kept, "
        f"{sum(part.lost for part in parts)} again for one on its way; all {sum(part.files for part in parts)} files "
        "found after kills whole, all at the end the same bytes",
    )
    moments = sum((part.moments for part in parts), Counter[str]())
    print("  " + ", ".join(f"{number} {moment}" for moment, number in moments.most_common()), flush=True)


def at_once(folder: Path) -> None:
    """Several processes on one cache."""
    calls = run_together(folder, articles=WINDOWS, processes=PROCESSES)
    print(
        f"{PROCESSES} processes at once on one cache, {WINDOWS} windows each: {calls} calls, "
        f"{WINDOWS} answers, all sound; the same bytes",
        flush=True,
    )


def kill_batch(folder: Path, kills: int) -> None:
    """A batch whose commands are killed and given again."""
    below = folder / "batches"
    below.mkdir()
    done = kill_batches(below, articles=WINDOWS, kills=kills)
    said = ", ".join(f"{number} in {name}" for name, number in sorted(done.kills.items()) if number)
    print(
        f"commands of {done.folders} batches killed {done.kills.total()} times ({said}): {done.batches} files "
        f"submitted once each, {done.answers} requests answered once each; the same bytes as a direct run",
        flush=True,
    )


def memory(folder: Path, count: int) -> None:
    """Many articles."""
    articles = write_articles(folder / "many.jsonl", count)
    with ThreadPoolExecutor(2) as both:
        ways = ("extract", "stream")
        for way, cost in zip(ways, both.map(lambda way: measure(way, articles, folder), ways), strict=True):
            print(f"{way}, {count:,} articles: {cost.megabytes:.0f} MB at most, {cost.seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
