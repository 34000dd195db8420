"""The main job: article files in; records, events, tables and a report out, each file whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from conflict_extract._files import write_whole
from conflict_extract._version import __version__
from conflict_extract.errors import ConflictExtractError, OutputError, RecordsError
from conflict_extract.eventset import EventSet, merge, store
from conflict_extract.extraction import Extractor
from conflict_extract.merging import Weights, unique
from conflict_extract.normalize import Gazetteer, relocate
from conflict_extract.output import write_json_lines
from conflict_extract.schema import RECORD_ADAPTER, Article, Extraction, Failure, Record

Finished = Callable[[int, Extraction], None]
ATTEMPTS = 5


@dataclass
class Run:
    """A run under way or finished: what went in, what came out, and whether it was interrupted."""

    articles: list[Article]
    result: Extraction
    model: str
    failures: list[Failure] = field(default_factory=list)
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def done(self) -> bool:
        """Whether anything was done that is worth keeping; if not, files of an earlier run are left alone."""
        return bool(self.result.article_ids) if self.interrupted else self.status != 1

    @property
    def status(self) -> int:
        """The exit status: 0 all done, 1 nothing could be done, 3 in part, 130 interrupted."""
        if self.interrupted:
            return 130
        if not self.articles:
            return 1
        failed = {failure.article_id for failure in self.failures if failure.article_id}
        if self.result.records or len(failed) < len(self.articles):
            return 3 if self.failures else 0
        lost = sum(failure.window is not None for failure in self.failures)
        return 1 if lost >= self.result.windows else 3


def extract_all(extractor: Extractor, articles: list[Article], unread: list[Failure], finished: Finished) -> Run:
    """Extracts every article; on Ctrl-C what is finished is kept.

    Args:
        extractor: closed at the end, in the event loop that it was used in.
        articles: to be read.
        unread: failures from reading files, kept with those from extracting.
        finished: called with the number of articles done and the result of each as it finishes.
    """
    started, model = time.monotonic(), extractor.model
    whole = Extraction()
    parts: list[Extraction] = []

    async def collect() -> None:
        try:
            async with contextlib.aclosing(extractor.astream(articles)) as results:  # type: ignore[type-var]
                async for part in results:
                    parts.append(part)
                    finished(len(parts), part)
        finally:
            whole.usage = extractor.usage
            await extractor.aclose()

    interrupted = False
    try:
        # an event loop of its own, for it turns Ctrl-C into an orderly end of what is under way
        asyncio.run(collect())
    except KeyboardInterrupt:
        interrupted = True
    order = {article.id: position for position, article in enumerate(articles)}
    for part in sorted(parts, key=lambda part: order[part.article_ids[0]]):
        whole.take(part)
    failures = [*unread, *whole.failures]
    return Run(articles, whole, model, failures, interrupted, time.monotonic() - started)


def prepare_folder(out: Path) -> None:
    """Makes the folder that the main job writes to, before anything is paid for.

    Raises:
        OutputError: it cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write to the folder {out}: {error.strerror or error}", hint="choose another with --out"
        ) from error


def write_run(run: Run, extractor: Extractor, out: Path, into: Path | None = None) -> EventSet:
    """Merges the records and writes all files of the main job; where nothing was done only `run.json`.

    An event set that cannot be added to is one more failure of the run; the other files are written all the same.

    Raises:
        OutputError: a file cannot be written.
    """
    result, usage = run.result, run.result.usage
    events = merge(result.records, run.articles)
    if run.done:
        write_json_lines(run.articles, out / "articles.jsonl")
        write_json_lines(result.records, out / "records.jsonl")
        write_json_lines(result.quarantined, out / "quarantined.jsonl")
        events.to_json(out / "events.json")
        events.to_csv(out / "events.csv")
        events.to_geojson(out / "events.geojson")
        events.to_report(
            out / "report.html",
            summary={
                "articles": len(run.articles),
                "records": len(result.records),
                "events": len(events),
                "quarantined": len(result.quarantined),
                "model": run.model,
                "endpoint": extractor.settings.endpoint,
                "failures": [failure.model_dump() for failure in run.failures],
            },
        )
        if into is not None:
            try:
                add_into(into, result.records, run.articles)
            except ConflictExtractError as error:
                run.failures.append(Failure.of(error, path=str(into)))
    summary = {
        "articles": len(run.articles),
        "windows": result.windows,
        "records": len(result.records),
        "quarantined": len(result.quarantined),
        "events": len(events),
        "failures": [failure.model_dump() for failure in run.failures],
        "calls": usage.calls,
        "cache_hits": usage.cache_hits,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "cost": usage.cost,
        "seconds": round(run.seconds, 3),
        "model": run.model,
        "endpoint": extractor.settings.endpoint,
        "prompt_version": extractor.prompt_version,
        "version": __version__,
    }
    with write_whole(out / "run.json") as stream:
        stream.write(json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
    return events


def merged_files(
    files: Iterable[Path],
    articles: Iterable[Article],
    gazetteer: Gazetteer,
    into: Path | None = None,
    weights: Weights | None = None,
) -> EventSet:
    """The events that record files tell, or an event set that they are added to.

    Args:
        files: records as JSON lines, or as Parquet with the fields of records as columns.
        articles: where the records come from.
        gazetteer: whose own places the records' places are compared with.
        into: the event set in a DuckDB file; None for one of their own.
        weights: the table of weights; the packaged one, or that of the event set, if None.

    Raises:
        RecordsError, OutputError: a file holds no records, or the event set cannot be written.
    """
    files = list(files)
    columns = [file for file in files if file.suffix == ".parquet"]
    records = relocate(read_records(file for file in files if file not in columns), gazetteer)
    if into is None and not columns:
        return merge(records, articles, weights=weights)
    with tempfile.TemporaryDirectory() as folder:
        events = add_into(into or Path(folder) / "events.duckdb", records, articles, columns, weights)
        if into is None:
            events.load()
        return events


def add_into(
    path: Path,
    records: Iterable[Record],
    articles: Iterable[Article],
    columns: Iterable[Path] = (),
    weights: Weights | None = None,
) -> EventSet:
    """Adds records to the event set kept in a DuckDB file, which is made if it is missing.

    Args:
        path: of the event set.
        records: one by one.
        articles: where they come from.
        columns: Parquet files of more records.
        weights: the table of weights; that of the event set if None.

    Raises:
        RecordsError, OutputError: it is no event set, or cannot be written.
    """
    records, articles, columns = list(records), list(articles), list(columns)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            revision = store.revision_of(path) if path.exists() else None
            events = EventSet(path=path, revision=revision, weights=weights)
            for file in columns:
                events.add_parquet(file)
            return events.add(records, articles) if records or articles or not columns else events
        except OutputError as error:
            # another program has added to it since it was opened
            if not error.retryable or attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def read_records(paths: Iterable[str | Path]) -> list[Record]:
    """Records from `records.jsonl` files; the same id twice counts once, whatever the order of files and lines.

    Raises:
        RecordsError: names file, line and what is wrong with it.
    """
    found: list[Record] = []
    for path, number, line in _lines(paths):
        try:
            record = RECORD_ADAPTER.validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            said = f"{where}: {first['msg']}" if where else first["msg"]
            raise RecordsError(
                f"{path}, line {number}: {said}", hint="is it a records.jsonl of this version?"
            ) from None
        found.append(record)
    return list(unique(found).values())


def read_article_lines(paths: Iterable[str | Path]) -> list[Article]:
    """Articles from `articles.jsonl` files, as `run` writes them.

    Raises:
        RecordsError: names file, line and what is wrong with it.
    """
    found: dict[str, Article] = {}
    for path, number, line in _lines(paths):
        try:
            article = Article.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise RecordsError(
                f"{path}, line {number}: {first['msg']}", hint="is it an articles.jsonl of this version?"
            ) from None
        found.setdefault(article.id, article)
    return list(found.values())


def _lines(paths: Iterable[str | Path]) -> Iterator[tuple[Path, int, str]]:
    for path in map(Path, paths):
        try:
            with path.open(encoding="utf-8-sig") as stream:
                for number, line in enumerate(stream, start=1):
                    if line.strip():
                        yield path, number, line
        except OSError as error:
            raise RecordsError(f"cannot read {path}: {error.strerror}", hint="name a file of JSON lines") from error
        except UnicodeDecodeError as error:
            raise RecordsError(f"cannot read {path}: it is not UTF-8", hint="name a file of JSON lines") from error
