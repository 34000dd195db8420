"""An event set in a DuckDB file: tables, and reading and writing them in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conflict_extract.errors import OutputError, RecordsError
from conflict_extract.schema import EVENT_ADAPTER, RECORD_ADAPTER, Article, Event, Record

SCHEMA_VERSION = 1
_TABLES = """
CREATE TABLE meta (schema_version INTEGER NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE articles (id VARCHAR PRIMARY KEY, outlet VARCHAR, published VARCHAR, title VARCHAR, data JSON NOT NULL);
CREATE TABLE records (id VARCHAR PRIMARY KEY, article_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, data JSON NOT NULL);
CREATE TABLE evidence (record_id VARCHAR NOT NULL, sentence INTEGER, start_offset INTEGER, end_offset INTEGER,
  text VARCHAR);
CREATE TABLE events (age INTEGER NOT NULL, id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, place VARCHAR,
  date_start VARCHAR, date_end VARCHAR, status VARCHAR, credibility INTEGER, data JSON NOT NULL);
CREATE TABLE event_records (event_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL);
CREATE TABLE disputes (denial_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL);
CREATE TABLE superseded (former_id VARCHAR PRIMARY KEY, event_id VARCHAR NOT NULL);
CREATE TABLE decisions (position INTEGER NOT NULL, word VARCHAR NOT NULL, first VARCHAR NOT NULL, second VARCHAR);
"""
_NAMES = ("meta", "articles", "records", "evidence", "events", "event_records", "disputes", "superseded", "decisions")


# An analyst's word, the record it is about, and the other record unless the word is "wrong".
Decision = tuple[str, str, str | None]


@dataclass
class Stored:
    """What a file holds: events oldest first, decisions in the order they were taken, and how often it was written."""

    articles: dict[str, Article] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    superseded: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    revision: int = 0


def read(path: Path) -> Stored:
    """Reads an event set.

    Raises:
        RecordsError: the file is missing, damaged, no event set, or of another schema version.
    """
    if not path.exists():
        raise RecordsError(f"there is no file {path}", hint="make it with: conflict-extract merge FILE… --into FILE")
    with _connected(path, read_only=True) as connection:
        version, revision = _state(connection)
        if version is None:
            raise RecordsError(f"{path} is no event set", hint="it was not written by conflict-extract")
        if version != SCHEMA_VERSION:
            raise RecordsError(
                f"{path} has schema version {version}, this is version {SCHEMA_VERSION}",
                hint="merge its record files again with this version",
            )
        try:
            return Stored(
                articles={
                    row[0]: Article.model_validate_json(row[1])
                    for row in _all(connection, "SELECT id, data FROM articles ORDER BY id")
                },
                records={
                    row[0]: RECORD_ADAPTER.validate_json(row[1])
                    for row in _all(connection, "SELECT id, data FROM records ORDER BY id")
                },
                events=[
                    EVENT_ADAPTER.validate_json(row[0])
                    for row in _all(connection, "SELECT data FROM events ORDER BY age")
                ],
                superseded=dict(_all(connection, "SELECT former_id, event_id FROM superseded ORDER BY 1")),
                decisions=[
                    tuple(row)
                    for row in _all(connection, "SELECT word, first, second FROM decisions ORDER BY position")
                ],
                revision=revision,
            )
        except ValidationError as error:
            raise RecordsError(
                f"{path} holds data that this version cannot read: {_first_of(error)}", hint="it is damaged"
            ) from error


def write(path: Path, stored: Stored, *, expected: int | None = None) -> int:
    """Writes an event set in one transaction, in place of the event set that the file held; returns its revision.

    Args:
        path: made if it is missing; nothing of it stays if that fails.
        stored: what to write.
        expected: the revision that the file must have; None for any.

    Raises:
        OutputError: the file cannot be written, holds something else, or is of another revision (then it is
            retryable: open the file again and repeat).
    """
    fresh, opened = not path.exists(), False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot make the folder {path.parent}: {error.strerror}", hint="choose another folder"
        ) from error
    try:
        with _connected(path, read_only=False) as connection:
            opened = True
            return _replace(connection, path, stored, expected)
    except BaseException:
        if fresh and opened:
            path.unlink(missing_ok=True)
        raise


def _replace(connection: Any, path: Path, stored: Stored, expected: int | None) -> int:
    connection.execute("BEGIN")
    version, revision = _state(connection)
    if version is None and _all(connection, "SELECT 1 FROM information_schema.tables"):
        raise OutputError(f"{path} holds other tables and no event set", hint="choose another file")
    if expected is not None and revision != expected:
        changed = OutputError(
            f"{path} was changed by another program since it was opened", hint="open it again and repeat"
        )
        changed.retryable = True
        raise changed
    for name in _NAMES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(_TABLES)
    _insert(connection, "meta", [(SCHEMA_VERSION, revision + 1)])
    _insert(
        connection,
        "articles",
        [(a.id, a.outlet, a.published, a.title, a.model_dump_json()) for a in stored.articles.values()],
    )
    _insert(connection, "records", [(r.id, r.article_id, r.kind, r.model_dump_json()) for r in stored.records.values()])
    _insert(
        connection,
        "evidence",
        [(r.id, e.sentence, e.start, e.end, e.text) for r in stored.records.values() for e in r.evidence],
    )
    _insert(connection, "events", [_event_row(age, event) for age, event in enumerate(stored.events)])
    _insert(connection, "event_records", [(event.id, record) for event in stored.events for record in event.records])
    _insert(connection, "disputes", [(event.id, other) for event in stored.events for other in event.disputes])
    _insert(connection, "superseded", list(stored.superseded.items()))
    _insert(connection, "decisions", [(index, *decision) for index, decision in enumerate(stored.decisions)])
    connection.execute("COMMIT")
    return revision + 1


def _state(connection: Any) -> tuple[int | None, int]:
    """Schema version and revision; None and 0 where the file is no event set."""
    import duckdb

    if not _all(
        connection, "SELECT 1 FROM information_schema.columns WHERE table_name = 'meta' AND column_name = 'revision'"
    ):
        return None, 0
    try:
        row = connection.execute("SELECT schema_version, revision FROM meta").fetchone()
    except duckdb.Error:
        return None, 0
    return row if row is not None else (None, 0)


def _event_row(age: int, event: Event) -> tuple[Any, ...]:
    place = event.place.name if event.place else None
    date = event.date
    return (
        age,
        event.id,
        event.kind,
        place,
        date.start,
        date.end,
        event.status,
        event.credibility,
        event.model_dump_json(),
    )


def _insert(connection: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Inserts rows by way of one frame, which DuckDB reads far faster than single inserts."""
    if not rows:
        return
    import pandas

    names = [column[0] for column in connection.execute(f"DESCRIBE {table}").fetchall()]
    frame = pandas.DataFrame(rows, columns=names, dtype=object)
    connection.register("_rows", frame)
    connection.execute(f"INSERT INTO {table} SELECT * FROM _rows")  # noqa: S608  # table names are our own
    connection.unregister("_rows")


def _all(connection: Any, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()  # type: ignore[no-any-return]


@contextmanager
def _connected(path: Path, *, read_only: bool) -> Iterator[Any]:
    import duckdb

    try:
        connection = duckdb.connect(str(path), read_only=read_only)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        kind = RecordsError if read_only else OutputError
        raise kind(
            f"cannot open {path}: {reason}", hint="is it an event set, and is no other program using it?"
        ) from error
    try:
        yield connection
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if read_only:
            raise RecordsError(f"cannot read {path}: {reason}", hint="it is damaged, or no event set") from error
        raise OutputError(f"cannot write {path}: {reason}", hint="nothing was changed") from error
    finally:
        connection.close()


def to_document(stored: Stored) -> str:
    """The event set as one JSON text: schema_version, events, records, articles, superseded."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "events": [event.model_dump(mode="json") for event in stored.events],
        "records": [record.model_dump(mode="json") for record in stored.records.values()],
        "articles": [article.model_dump(mode="json") for article in stored.articles.values()],
        "superseded": stored.superseded,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def from_document(path: Path) -> Stored:
    """Reads what `to_document` wrote.

    Raises:
        RecordsError: the file is missing, cut off, no events file, or of another version.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordsError(
            f"cannot read {path}: {error.strerror}", hint="name an events.json or .duckdb file"
        ) from error
    except ValueError as error:
        raise RecordsError(
            f"{path} is no whole JSON text: {error}", hint="it may be cut off; write it again"
        ) from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise RecordsError(f"{path} has schema version {version}, this is version {SCHEMA_VERSION}", hint="merge again")
    try:
        records = [RECORD_ADAPTER.validate_python(item) for item in document["records"]]
        articles = [Article.model_validate(item) for item in document["articles"]]
        events = [EVENT_ADAPTER.validate_python(item) for item in document["events"]]
        superseded = {str(former): str(event) for former, event in dict(document.get("superseded") or {}).items()}
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        reason = _first_of(error) if isinstance(error, ValidationError) else f"{error} is missing or no list"
        raise RecordsError(f"{path} is no events file: {reason}", hint="name an events.json or .duckdb file") from error
    return Stored(
        articles={article.id: article for article in articles},
        records={record.id: record for record in records},
        events=events,
        superseded=superseded,
    )


def _first_of(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
