"""`python -m tests.soak`: runs everything that takes minutes, and prints the figures of docs/reliability.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.soak.articles import write_articles
from tests.soak.killing import kill_and_go_on, run_together
from tests.soak.memory import measure


def main() -> None:
    """Runs one after the other what is counted, beside it what takes long."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=100_000, help="for the memory")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as name, ThreadPoolExecutor(2) as both:
        folder = Path(name)
        articles = write_articles(folder / "many.jsonl", given.articles)
        sizes = {way: both.submit(measure, way, articles, folder) for way in ("extract", "stream")}
        for way, size in sizes.items():
            cost = size.result()
            print(f"{way}: {given.articles:,} articles, {cost.megabytes:.0f} MB, {cost.seconds:.0f} s", flush=True)
        _folder = folder / "killed"
        _folder.mkdir()
        killed = kill_and_go_on(_folder, articles=40, kills=given.kills, kills_a_folder=3)
        print(
            f"killed: {killed.kills} times in {killed.folders} folders of {killed.windows} windows; "
            f"{killed.calls} calls, 0 of them for an answer that was kept, {killed.lost} for one lost with its process"
        )
        print("  " + ", ".join(f"{number} {moment}" for moment, number in killed.moments.most_common()), flush=True)
        _folder = folder / "together"
        _folder.mkdir()
        both_ways = run_together(_folder, articles=40, processes=4)
        print(
            f"together: {both_ways.processes} processes on one cache, {both_ways.windows} windows, "
            f"{both_ways.calls} calls, {both_ways.answers} sound answers",
        )
    print(f"in all {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
