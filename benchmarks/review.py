"""`python -m benchmarks.review`: how quick a decision is on the page, beside one in Python, and what 200 of them gain.

Speed: of a set of so many generated records, how long the queue takes to stand, and a decision with the next card
(median), beside `EventSet.decide` on a copy of the file in the same process; the two take turns on the same cards, so
that what else the machine does weighs on both alike. Two rows: of cards that were read, so that what each choice would
change was worked out before, untimed, as the page asks for it while a person reads; and of cards that were answered at
once, of which nothing was worked out. The cards of the two rows take turns, too.

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
            for line in speed(_kept(Path(folder), size, options.seed)[0], size, options.decisions):
                print(line, flush=True)
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


def speed(path: Path, size: int, decisions: int) -> list[str]:
    """A line of seconds for the queue, and two of milliseconds for so many decisions on the page and in Python: of
    cards that were read, and of cards that were answered at once."""
    other = path.with_name("other.duckdb")
    shutil.copyfile(path, other)
    began = time.perf_counter()
    review = Review(path, "oracle")
    state = review.state()
    queue = time.perf_counter() - began
    events = EventSet.open(other)
    # on the page and in Python, by whether the card was read
    taken: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    while len(taken[False]) < decisions and state["card"] is not None:
        place = review._place(state["card"]["key"])  # the ids that it is about
        was_read = len(taken[True]) == len(taken[False])
        word: Word = "one" if len(taken[was_read]) % 2 else "two"
        if place.sort != "pair" or place.second is None:
            state = review.skip(place.key)
            continue
        first, second = place.first, place.second
        if was_read:
            review.details(place.key)  # the page asks for them when the card has been shown for a moment
        try:
            in_python = _milliseconds(lambda: events.decide(word, first, second))  # noqa: B023  # called at once
        except RecordsError:
            state = review.skip(place.key)
            continue
        began = time.perf_counter()
        state = review.decide(place.key, "1" if word == "one" else "2")
        taken[was_read].append((1_000 * (time.perf_counter() - began), in_python))
    review.close()
    return [f"{size:,} records: the queue stands after {queue:.1f} s", *(
        f"{size:,} records, {len(taken[was_read])} cards {what}: page with next card "
        f"{statistics.median(page for page, _ in taken[was_read]):.0f} ms, "
        f"EventSet.decide {statistics.median(python for _, python in taken[was_read]):.0f} ms, "
        f"ratio {statistics.median(page / python for page, python in taken[was_read]):.2f}"
        for was_read, what in ((True, "that were read"), (False, "answered at once"))
    )]  # fmt: skip


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
