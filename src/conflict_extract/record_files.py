"""Files of records and articles as JSON lines or Parquet, read and added to event sets."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from conflict_extract.errors import OutputError, RecordsError
from conflict_extract.eventset import EventSet, store
from conflict_extract.merging import Weights, unique
from conflict_extract.normalize import Authorities
from conflict_extract.schema import RECORD_ADAPTER, Article, Quarantined, Record

ATTEMPTS = 5


def merged_files(
    files: Iterable[Path],
    articles: Iterable[Article],
    into: Path | None = None,
    weights: Weights | None = None,
    authorities: Authorities | None = None,
) -> EventSet:
    """The events that record files tell, or an event set that they are added to.

    Args:
        files: records as JSON lines, or as Parquet with the fields of records as columns.
        articles: where the records come from.
        into: the event set in a DuckDB file; None for one of their own.
        weights: the table of weights; the packaged one, or that of the event set, if None.
        authorities: the tables that names are looked up in and compared by, with the user's own files; the packaged
            ones, or those of the event set, where these say nothing.

    Raises:
        RecordsError, OutputError: a file holds no records, or the event set cannot be written.
    """
    files = list(files)
    columns = [file for file in files if file.suffix == ".parquet"]
    records = read_records(file for file in files if file not in columns)
    if into is None and not columns:
        return EventSet(weights=weights, authorities=authorities).add(records, articles)
    with tempfile.TemporaryDirectory() as folder:
        events = add_into(into or Path(folder) / "events.duckdb", records, articles, columns, weights, authorities)
        if into is None:
            events.load()
        return events


def add_into(
    path: Path,
    records: Iterable[Record],
    articles: Iterable[Article],
    columns: Iterable[Path] = (),
    weights: Weights | None = None,
    authorities: Authorities | None = None,
    set_aside: Iterable[Quarantined] = (),
) -> EventSet:
    """Adds records to the event set kept in a DuckDB file, which is made if it is missing.

    Args:
        path: of the event set.
        records: one by one.
        articles: where they come from.
        columns: Parquet files of more records.
        weights: the table of weights; that of the event set if None.
        authorities: the tables of names, with the user's own files; those of the event set where these say nothing.
        set_aside: what was set aside of the articles, for analysts to look at.

    Raises:
        RecordsError, OutputError: it is no event set, was merged with other weights or tables, or cannot be written.
    """
    records, articles, columns, aside = list(records), list(articles), list(columns), list(set_aside)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            revision = store.revision_of(path) if path.exists() else None
            events = EventSet(path=path, revision=revision, weights=weights, authorities=authorities)
            for file in columns:
                events.add_parquet(file)
            return events.add(records, articles, set_aside=aside) if records or articles or not columns else events
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
            message = first["msg"].removeprefix("Value error, ")
            said = f"{where}: {message}" if where else message
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
