"""`make soak`: thousands of bad files go the whole way, and each ends in articles and records or in a clear message.

Run as `python -m tests.hostile.soak --files 5000 --seed 5`.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflict_extract import Extractor, load_articles, main_job, record_files
from conflict_extract.schema import Article, Failure, Record
from conflict_extract.settings import Settings
from tests.hostile.bad_files import BadFile, bad_files, bad_places
from tests.hostile.copier import Copier

BATCH = 250


@dataclass
class Tally:
    """What came of the files."""

    files: int = 0
    articles: int = 0
    sentences: int = 0
    records: int = 0
    quarantined: int = 0
    events: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def lines(self) -> Iterable[str]:
        """The figures, one a line."""
        yield f"{self.files:,} files: {self.articles:,} articles with {self.sentences:,} sentences, offsets exact"
        yield f"{self.failures.total():,} failures, each with path, reason and remedy"
        yield f"{self.records:,} records, {self.quarantined:,} set aside, {self.events:,} events; all files read back"
        yield f"no traceback; the slowest file took {self.slowest[0]:.1f} s to read ({self.slowest[1]})"


def soak(files: Iterable[BadFile], folder: Path, *, small_model: bool) -> Tally:
    """Reads bad files one by one, then runs the main job over what they hold, batch by batch.

    Args:
        files: to be tried.
        folder: where they are written; each is removed when it has been read.
        small_model: whether sentences go one by one, as to the embedded model.

    Raises:
        AssertionError: an offset is wrong, or a failure says too little.
        Exception: whatever a bad file brings about that it should not.
    """
    tally = Tally()
    waiting: dict[str, Article] = {}
    unread: list[Failure] = []
    for number, bad in enumerate(files, start=1):
        path = folder / bad.name
        path.write_bytes(bad.content)
        started = time.perf_counter()
        try:
            found = load_articles([path])
        except BaseException as error:
            error.add_note(f"file {bad.name} ({bad.family})")
            raise
        tally.slowest = max(tally.slowest, (time.perf_counter() - started, bad.family))
        path.unlink()
        check_articles(found)
        check_failures(found.failures)
        assert found or found.failures, f"nothing came of {bad.name} ({bad.family})"
        tally.files += 1
        waiting |= {article.id: article for article in found}
        unread += found.failures
        if number % BATCH == 0:
            _run(waiting.values(), unread, folder / "out", tally, small_model)
            waiting, unread = {}, []
    _run(waiting.values(), unread, folder / "out", tally, small_model)
    return tally


def check_articles(articles: Iterable[Article]) -> None:
    """Every sentence stands where its offsets say, and the article survives being written."""
    for article in articles:
        end = 0
        for sentence in article.sentences:
            assert end <= sentence.start < sentence.end
            assert article.text[sentence.start : sentence.end] == sentence.text
            end = sentence.end
        assert Article.model_validate_json(article.model_dump_json()) == article


def check_failures(failures: Iterable[Failure]) -> None:
    """Every failure says where, what and what to do, on one line each and without a trace of the program."""
    for failure in failures:
        assert failure.path is not None
        assert failure.message
        assert failure.hint
        assert "Traceback" not in failure.message
        assert len(failure.message) < 600, failure.message


def check_records(records: Iterable[Record], articles: dict[str, Article]) -> None:
    """Every piece of evidence is the article's own."""
    for record in records:
        text = articles[record.article_id].text
        assert record.evidence
        assert all(piece.text == text[piece.start : piece.end] for piece in record.evidence)
        assert any(record.trigger in piece.text for piece in record.evidence)


def _run(articles: Iterable[Article], unread: list[Failure], out: Path, tally: Tally, small_model: bool) -> None:
    """The main job over a batch, its files read back."""
    articles = list(articles)
    local: dict[str, Any] = {"model": "copier", "base_url": "http://127.0.0.1:1/v1"}
    settings = Settings.load(cache=False, **({"model": "embedded"} if small_model else local))
    with Extractor(settings, transport=Copier()) as extractor, main_job.prepared_folder(out) as found:
        run = main_job.extract_all(extractor, [*unread, *articles], lambda *_: None, found.take)
        events = main_job.write_run(run, articles, found, extractor)
    check_records(found.records, {article.id: article for article in articles})
    assert run.done == (out / "events.json").exists() or not articles
    said = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert len(said["failures"]) == len(run.failures)
    if run.done:
        assert record_files.read_article_lines([out / "articles.jsonl"]) == articles
        assert len(record_files.read_records([out / "records.jsonl"])) == run.records
        assert len(json.loads((out / "events.geojson").read_text(encoding="utf-8"))["features"]) == len(events)
        with (out / "events.csv").open(encoding="utf-8", newline="") as stream:
            assert len(list(csv.reader(stream))) == len(events) + 1
    tally.articles += len(articles)
    tally.sentences += sum(len(article.sentences) for article in articles)
    tally.records += run.records
    tally.quarantined += run.quarantined
    tally.events += len(events)
    tally.failures.update(failure.error for failure in run.failures)


def main() -> None:
    """Prints what came of so many files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    for small_model in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            number = arguments.files // 2
            seed = 2 * arguments.seed + small_model
            print("one sentence a call:" if small_model else "whole articles a call:")
            for line in soak(bad_files(number, seed), Path(folder), small_model=small_model).lines():
                print("  " + line)
    with tempfile.TemporaryDirectory() as folder:
        bad_places(Path(folder))
        found = load_articles([folder])
        check_articles(found)
        check_failures(found.failures)
        print(f"loops, pipes, sockets and odd names: {len(found)} articles, {len(found.failures)} failures")


if __name__ == "__main__":
    main()
