"""`python -m benchmarks.review`: how quick a decision is on the page, beside one in Python, and what 200 of them gain.

Speed: of a set of so many generated records, how long the queue takes to stand, and a decision with the next card
(median), beside `EventSet.decide` on a copy of the file in the same process; the two take turns on the same cards, so
that what else the machine does weighs on both alike. What each choice would change is worked out before, untimed: the
page asks for it as soon as a card is shown, while a person reads.

Gain: an oracle that knows the truth answers the first pairs of the queue, and what was decided is scored with the
truth, beside the set as it was; then weights are fitted to the answers and other records, of another seed, are merged
with them and without.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from benchmarks import ours
from benchmarks.clusters import Scores, scores
from benchmarks.places import sites
from benchmarks.records import generate, write_lines, write_parquet, write_truth
from conflict_extract import EventSet, RecordsError
from conflict_extract.eventset.deciding import Word
from conflict_extract.eventset.weights_file import fit_weights, merged_with, read_pairs
from conflict_extract.merging import Weights
from conflict_extract.review.session import Review

Timed = Callable[[], object]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints what the options ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20_000], help="numbers of records, for speed")
    parser.add_argument("--decisions", type=int, default=100, help="how many are timed")
    parser.add_argument("--answers", type=int, default=200, help="how many the oracle gives; 0 for none")
    parser.add_argument("--records", type=int, default=6_000, help="of how many records it is asked")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(speed(_kept(Path(folder), size, options.seed)[0], size, options.decisions), flush=True)
    if options.answers:
        with tempfile.TemporaryDirectory() as folder:
            for line in gain(Path(folder), options.records, options.answers, options.seed):
                print(line, flush=True)


def _kept(folder: Path, size: int, seed: int, weights: Weights | None = None) -> tuple[Path, Path]:
    """An event set of generated records, and the truth of these."""
    path, truth, records = (folder / name for name in (f"{seed}.duckdb", f"{seed}.truth", f"{seed}.parquet"))
    if not records.exists():
        _, connection = generate(sites("press", "held_out"), size, 1.0, seed)
        write_parquet(connection, records)
        write_lines(connection, records.with_suffix(".jsonl"))
        write_truth(connection, truth)
        connection.close()
    path.unlink(missing_ok=True)
    EventSet(weights=weights).save(path)
    EventSet.open(path).add_parquet(records)
    return path, truth


def speed(path: Path, size: int, decisions: int) -> str:
    """A line of seconds for the queue, and of milliseconds for a decision on the page and in Python."""
    other = path.with_name("other.duckdb")
    shutil.copyfile(path, other)
    began = time.perf_counter()
    review = Review(path, "oracle")
    state = review.state()
    queue = time.perf_counter() - began
    events = EventSet.open(other)
    on_page: list[float] = []
    in_python: list[float] = []
    while len(on_page) < decisions and state["card"] is not None:
        place = review._place(state["card"]["key"])  # the ids that it is about
        word: Word = "one" if len(on_page) % 2 else "two"
        if place.sort != "pair" or place.second is None:
            state = review.skip(place.key)
            continue
        first, second = place.first, place.second
        review.details(place.key)  # the page asks for them as soon as the card is shown, and they are read
        try:
            in_python.append(_milliseconds(lambda: events.decide(word, first, second)))  # noqa: B023  # called at once
        except RecordsError:
            state = review.skip(place.key)
            continue
        began = time.perf_counter()
        state = review.decide(place.key, "1" if word == "one" else "2")
        on_page.append(1_000 * (time.perf_counter() - began))
    review.close()
    page, python = statistics.median(on_page), statistics.median(in_python)
    ratio = statistics.median(one / two for one, two in zip(on_page, in_python, strict=True))
    return (
        f"{size:,} records: queue {queue:.1f} s; of {len(on_page)} decisions, in ms: page with next card {page:.0f}, "
        f"EventSet.decide {python:.0f}, ratio {ratio:.2f}"
    )


def _milliseconds(timed: Timed) -> float:
    began = time.perf_counter()
    timed()
    return 1_000 * (time.perf_counter() - began)


def gain(folder: Path, size: int, answers: int, seed: int) -> list[str]:
    """Lines of pair precision, recall and F1: before and after the answers, and of other records by fitted weights."""
    path, truth = _kept(folder, size, seed)
    lines = [_line(f"{size:,} records, no decision", _scored(path, truth))]
    with duckdb.connect() as connection:
        event = dict(connection.execute("SELECT id, event FROM read_parquet(?)", [str(truth)]).fetchall())
    review = Review(path, "oracle")
    state, given = review.state(), 0
    while given < answers and state["card"] is not None:
        place = review._place(state["card"]["key"])  # the ids that it is about
        if place.sort != "pair":
            state = review.skip(place.key)
            continue
        same = event[place.first] == event[place.second or ""]
        try:
            state = review.decide(place.key, "1" if same else "2")
            given += 1
        except RecordsError:
            state = review.skip(place.key)
    review.close()
    lines.append(_line(f"after {given} decisions", _scored(path, truth)))
    records = ours.read(path.with_suffix(".jsonl"))
    weights = fit_weights(records, read_pairs(path), folder / "weights.toml", *merged_with(path))
    for what, table in (("other records, packaged weights", None), ("other records, weights fitted to them", weights)):
        lines.append(_line(what, _scored(*_kept(folder, size, seed + 1, table))))
    return lines


def _scored(path: Path, truth: Path) -> Scores:
    return scores(*ours.events_of(path, truth))


def _line(what: str, score: Scores) -> str:
    pair = score.pair
    return f"{what}: pair precision {pair.precision:.4f}, recall {pair.recall:.4f}, F1 {pair.f1:.4f}"


if __name__ == "__main__":
    main()
