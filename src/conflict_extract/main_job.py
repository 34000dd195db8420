"""The main job: article files in; records, events, tables and a report out, each file whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from conflict_extract._files import GrowingFile, remove_scraps, sole_writer, write_whole
from conflict_extract._version import __version__
from conflict_extract.errors import ConflictExtractError, OutputError
from conflict_extract.eventset import EventSet
from conflict_extract.eventset.changes import Changes, Told
from conflict_extract.extraction import Extractor
from conflict_extract.output import json_line, write_json_lines
from conflict_extract.record_files import add_into
from conflict_extract.schema import Article, Extraction, Failure, Quarantined, Record, Usage

Finished = Callable[[int, Extraction], None]
FILES = (
    "articles.jsonl",
    "records.jsonl",
    "quarantined.jsonl",
    "events.json",
    "events.csv",
    "events.geojson",
    "report.html",
    "run.json",
)


@dataclass
class Run:
    """A run under way or finished: what went in, how much came out, and whether it was interrupted.

    `unread` counts the files that were not read by their suffix, "" where they have none. `changes` is what became
    of the event set that the records were added to, null where they were added to none.
    """

    model: str
    articles: int = 0
    finished: int = 0
    windows: int = 0
    records: int = 0
    quarantined: int = 0
    screened: int = 0
    failures: list[Failure] = field(default_factory=list)
    unread: Mapping[str, int] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    interrupted: bool = False
    seconds: float = 0.0
    changes: Changes | None = None

    @property
    def done(self) -> bool:
        """Whether anything was done that is worth keeping; if not, files of an earlier run are left alone."""
        return self.finished > 0 if self.interrupted else self.status != 1

    @property
    def status(self) -> int:
        """The exit status: 0 all done, 1 nothing could be done, 3 in part, 130 interrupted."""
        if self.interrupted:
            return 130
        if not self.articles:
            return 1
        failed = {failure.article_id for failure in self.failures if failure.article_id}
        if self.records or len(failed) < self.articles:
            return 3 if self.failures else 0
        lost = sum(failure.window is not None for failure in self.failures)
        return 1 if lost >= self.windows else 3

    def count(self, part: Extraction) -> None:
        """Counts in the result of one article."""
        self.finished += 1
        self.windows += part.windows
        self.records += len(part.records)
        self.quarantined += len(part.quarantined)
        self.screened += part.screened
        self.failures += part.failures


def extract_all(
    extractor: Extractor,
    articles: Iterable[Article | Failure],
    finished: Finished,
    take: Callable[[Extraction], None],
    *,
    unread: Mapping[str, int] | None = None,
) -> Run:
    """Extracts every article, and keeps neither articles nor results; on Ctrl-C what is finished is taken.

    Args:
        extractor: closed at the end, in the event loop that it was used in.
        articles: read as they are needed, with a failure for what cannot be read.
        finished: called with the number of articles done and the result of each as it finishes.
        take: called with the result of each in the order of the articles.
        unread: how many files of which suffix were not read, as it stands when all articles are.

    Raises:
        OutputError, BrokenPipeError: what `take` raises ends the run.
    """
    run, started = Run(extractor.model, unread=unread if unread is not None else {}), time.monotonic()
    unusable: list[Failure] = []
    positions: dict[str, int] = {}
    early: dict[int, Extraction] = {}

    def usable() -> Iterator[Article]:
        for article in articles:
            if isinstance(article, Failure):
                unusable.append(article)
            else:
                positions[article.id] = run.articles
                run.articles += 1
                yield article

    def pass_on(part: Extraction) -> None:
        run.count(part)
        take(part)

    async def collect() -> None:
        try:
            async with contextlib.aclosing(extractor.astream(usable())) as results:  # type: ignore[type-var]
                number = 0
                async for part in results:
                    number += 1
                    finished(number, part)
                    early[positions.pop(part.article_ids[0])] = part
                    while run.finished in early:
                        pass_on(early.pop(run.finished))
        finally:
            run.usage = extractor.usage
            await extractor.aclose()

    try:
        # an event loop of its own, for it turns Ctrl-C into an orderly end of what is under way
        asyncio.run(collect())
    except KeyboardInterrupt:
        run.interrupted = True
    for position in sorted(early):
        pass_on(early[position])
    run.failures = [*unusable, *run.failures]
    run.seconds = time.monotonic() - started
    return run


class RecordLines:
    """Records as JSON lines, in a file as they are found or on standard output.

    Args:
        file: None for standard output.
    """

    def __init__(self, file: GrowingFile | None) -> None:
        self._file = file

    def take(self, part: Extraction) -> None:
        """Takes in the result of one article.

        Raises:
            OutputError: it cannot be written; what was found before is in the file.
        """
        lines = "".join(f"{json_line(record)}\n" for record in part.records)
        if self._file is None:
            print(lines, end="", flush=True)
        elif lines:
            self._file.write(lines)

    def end(self, run: Run) -> None:
        """Gives the file its name if anything was done, else leaves one of that name alone."""
        if self._file is not None:
            self._file.finish() if run.done else self._file.discard()


@contextlib.contextmanager
def record_lines(out: Path | None) -> Iterator[RecordLines]:
    """Where records go one after the other, ours for the time of a block; None for standard output.

    Raises:
        OutputError: the file cannot be written, or another run is writing to it.
    """
    if out is None:
        yield RecordLines(None)
        return
    with sole_writer(out), contextlib.closing(GrowingFile(out)) as file:
        yield RecordLines(file)


class Findings:
    """What the main job finds, written to its folder as it is found.

    Args:
        out: the folder.

    Raises:
        OutputError: it cannot be written to.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.records: list[Record] = []
        self.quarantined: list[Quarantined] = []
        self._files = GrowingFile(out / "records.jsonl"), GrowingFile(out / "quarantined.jsonl")

    def take(self, part: Extraction) -> None:
        """Takes in the result of one article.

        Raises:
            OutputError: it cannot be written; what was found before is in the files.
        """
        found: tuple[Sequence[BaseModel], ...] = (part.records, part.quarantined)
        for file, items in zip(self._files, found, strict=True):
            if items:
                file.write("".join(f"{json_line(item)}\n" for item in items))
        self.records += part.records
        self.quarantined += part.quarantined

    def finish(self) -> None:
        """Gives the files their names."""
        for file in self._files:
            file.finish()

    def discard(self) -> None:
        """Leaves the files of an earlier run alone."""
        for file in self._files:
            file.discard()

    def close(self) -> None:
        """Leaves what was written under the names that it has."""
        for file in self._files:
            file.close()


@contextlib.contextmanager
def prepared_folder(out: Path) -> Iterator[Findings]:
    """The folder that the main job writes to, made before anything is paid for and ours for the time of a block.

    Raises:
        OutputError: it cannot be made or written to, or another run is writing to it.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise OutputError(
            f"cannot write to the folder {out}: {error.strerror or error}", hint="choose another with --out"
        ) from error
    with sole_writer(out):
        remove_scraps(out, FILES)
        with contextlib.closing(Findings(out)) as findings:
            yield findings


def write_run(
    run: Run, articles: list[Article], findings: Findings, extractor: Extractor, into: Path | None = None
) -> EventSet:
    """Merges the records and writes all files of the main job; where nothing was done only `run.json`.

    An event set that cannot be added to is one more failure of the run; the other files are written all the same.

    Raises:
        OutputError: a file cannot be written.
    """
    out, records, usage = findings.out, findings.records, run.usage
    if run.done:
        findings.finish()
    else:
        findings.discard()
    events = EventSet(authorities=extractor.authorities).add(records, articles)
    if run.done:
        write_json_lines(articles, out / "articles.jsonl")
        events.to_json(out / "events.json")
        events.to_csv(out / "events.csv")
        events.to_geojson(out / "events.geojson")
        events.to_report(
            out / "report.html",
            summary={
                "articles": run.articles,
                "records": run.records,
                "events": len(events),
                "quarantined": run.quarantined,
                "model": run.model,
                "endpoint": extractor.settings.endpoint,
                "failures": [failure.model_dump() for failure in run.failures],
            },
        )
        if into is not None:
            try:
                before = Told(into)
                add_into(into, records, articles, authorities=extractor.authorities, set_aside=findings.quarantined)
                run.changes = before.changes()
            except ConflictExtractError as error:
                run.failures.append(Failure.of(error, path=str(into)))
    summary = {
        "articles": run.articles,
        "windows": run.windows,
        "records": run.records,
        "quarantined": run.quarantined,
        "events": len(events),
        **({"changes": run.changes.as_json()} if run.changes else {}),
        "failures": [failure.model_dump() for failure in run.failures],
        "unread": dict(run.unread),
        "screened": run.screened,
        "calls": usage.calls,
        "cache_hits": usage.cache_hits,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "tokens_cached": usage.cached_tokens,
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
