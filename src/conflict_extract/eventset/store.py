"""An event set as one value, and keeping it in a DuckDB file, each change in one transaction."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pydantic import TypeAdapter, ValidationError

from conflict_extract.errors import ConflictExtractError, OutputError, RecordsError
from conflict_extract.eventset import increments
from conflict_extract.eventset.control import ControlState, changes_by_place, control_states
from conflict_extract.eventset.control_table import histories
from conflict_extract.eventset.deciding import Amended, Decision, Known, Pair, rules_of
from conflict_extract.eventset.tables import (
    INDEXES,
    MIGRATIONS,
    READABLE,
    SCHEMA_VERSION,
    TABLES,
    VIEWS,
    authorities_of,
    columns_at_once,
    insert,
    read_records,
)
from conflict_extract.merging import ClusteredRecords, Columns, Events, Weights, completed, packaged_weights
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Article, Event, Quarantined, Record

# from this schema version on a file tells by which tables of names it was made, and what it keeps of records and events
# stays as it is
TELLS_AUTHORITIES = 5
# beyond that DuckDB uses a folder beside its file
DUCKDB: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "200MB", "preserve_insertion_order": False}
# a file that a person works in: all that there is to decide of a million records is put in order at once
KEPT_OPEN = {**DUCKDB, "memory_limit": "1GB"}
# so many records are read one by one, each at its place
FEW = 8
# files that this process keeps open between its uses of them
_KEPT: dict[Path, Any] = {}
# how many connections of this process use a file: as long as there is one nothing else may open and close it here, for
# with any such closing the system gives up the lock that keeps other programs out
_IN_USE: Counter[Path] = Counter()
_OPENING = threading.Lock()


@dataclass
class Stored:
    """What a set holds: events oldest first, and decisions in the order they were taken."""

    articles: dict[str, Article] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    superseded: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    weights: Weights = field(default_factory=packaged_weights)
    authorities: Authorities = field(default_factory=Authorities)
    set_aside: dict[str, Quarantined] = field(default_factory=dict)


def revision_of(path: Path) -> int:
    """How often an event set was written.

    Raises:
        RecordsError: the file is missing, damaged, no event set, or of another schema version.
    """
    with reading(path) as connection:
        return _revision(connection)


def is_of_this_version(connection: Any) -> bool:
    """Whether an event set has the tables of this version."""
    return _version(connection) == SCHEMA_VERSION


def count(path: Path, table: str) -> int:
    """How many rows a table of an event set has."""
    with reading(path) as connection:
        return int(_all(connection, f"SELECT count(*) FROM {table}")[0][0])


@contextmanager
def reading(path: Path, *, expected: int | None = None) -> Iterator[Any]:
    """A connection to an event set, to read from.

    Args:
        path: of the file.
        expected: the revision that the file must have; None for any.

    Raises:
        RecordsError: the file is missing, damaged, no event set, of another schema version, or of another revision.
    """
    if not path.exists():
        raise RecordsError(f"there is no file {path}", hint="make it with: conflict-extract merge FILE… --into FILE")
    with _connected(path, read_only=True) as connection:
        version = _version(connection)
        if version is None:
            raise RecordsError(f"{path} is no event set", hint="it was not written by conflict-extract")
        if version not in READABLE:
            raise RecordsError(
                f"{path} has schema version {version}, this is version {SCHEMA_VERSION}",
                hint="merge its record files again with this version",
            )
        if expected is not None and _revision(connection) != expected:
            raise RecordsError(f"{path} was changed by another program since it was opened", hint="open it again")
        yield connection


def days_of(path: Path, *, expected: int | None = None) -> list[tuple[Any, ...]]:
    """Id, place, first and last day of each event."""
    with reading(path, expected=expected) as connection:
        return _all(connection, "SELECT id, place, date_start, date_end FROM events")


def read(
    path: Path,
    *,
    expected: int | None = None,
    around: Iterable[str] | None = None,
    events: Iterable[str] | None = None,
) -> Stored:
    """Reads an event set.

    Args:
        path: of the file.
        expected: the revision that the file must have; None for any.
        around: ids of events or records: only their events are read, without articles, and the captures that may lie
            between theirs, whose events may lack records; None for all.
        events: ids of events: only they are read, with their articles, the denials that contest them and what they
            contest; None for all.

    Raises:
        RecordsError: the file is missing, damaged, no event set, of another schema version, or of another revision.
    """
    with reading(path, expected=expected) as connection:
        part = None
        if around is not None:
            part = increments.pick_around(connection, around)
        elif events is not None:
            part = increments.pick_linked(connection, events)
        only = "" if part is None else f"SEMI JOIN {part} USING (number)"
        with_articles = (
            f"SEMI JOIN (SELECT article_id AS id FROM records {only}) USING (id)" if events is not None else ""
        )
        try:
            records = read_records(connection, f"SELECT * FROM records {only}")
            texts = (
                _all(connection, f"SELECT id, data FROM articles {with_articles} ORDER BY id") if around is None else []
            )
            articles = {key: Article.model_validate_json(text) for key, text in texts}
        except ValidationError as error:
            raise RecordsError(
                f"{path} holds data that this version cannot read: {first_fault_in(error)}", hint="it is damaged"
            ) from error
        told = dict(_all(connection, f"SELECT r.id, m.event_id FROM members m JOIN records r USING (number) {only}"))
        links = _all(connection, "SELECT denial_id, event_id FROM disputes ORDER BY ALL")
        authorities = authorities_of(connection)
        held = Columns.of((record for record in records.values() if record.id in told), authorities)
        made = _events(held, told, links)
        ages = dict(
            _all(connection, f"SELECT DISTINCT e.id, age FROM events e JOIN members m ON m.event_id = e.id {only}")
        )
        if set(ages) != set(made):
            raise RecordsError(f"{path} holds data that does not fit together", hint="it is damaged")
        return Stored(
            articles=articles,
            records=records,
            events=[made[key] for key in sorted(made, key=ages.__getitem__)],
            superseded=dict(_all(connection, "SELECT former_id, event_id FROM superseded ORDER BY 1")),
            decisions=decisions_of(connection),
            weights=weights_of(connection),
            authorities=authorities,
            set_aside=set_aside_of(connection) if part is None else {},
        )


def only(stored: Stored, events: Container[str]) -> Stored:
    """What a set holds of some events."""
    kept = [event for event in stored.events if event.id in events]
    records = {key: stored.records[key] for event in kept for key in event.records if key in stored.records}
    ids = {record.article_id for record in records.values()}
    return replace(
        stored,
        articles={key: article for key, article in stored.articles.items() if key in ids},
        records=records,
        events=kept,
    )


def decisions_of(connection: Any) -> list[Decision]:
    """An analyst's words, in the order they were taken."""
    if not _has_table(connection, "decided_records"):  # of a build before, which kept a row for each pair
        rows = _all(connection, "SELECT word, first, second FROM decisions ORDER BY position")
        return [Decision(word, first, second, ((first, second),)) for word, first, second in rows]
    pairs: dict[int, list[Pair]] = defaultdict(list)
    for position, one, two in _all(connection, "SELECT position, first, second FROM decided_records ORDER BY ALL"):
        pairs[position].append((one, two))
    rows = _all(connection, "SELECT * FROM decisions ORDER BY position")
    return [
        Decision(word, first, second, tuple(pairs[position]), by, at, why, _amended(text))
        for position, word, first, second, by, at, why, text in rows
    ]


_AMENDED = TypeAdapter(tuple[tuple[Record | None, Record], ...])


def _amended(text: str | None) -> tuple[Amended, ...]:
    return tuple(Amended(*each) for each in _AMENDED.validate_json(text)) if text else ()


def weights_of(connection: Any) -> Weights:
    """The table of weights that the set is merged with; one of the version before with the levels of this one."""
    rows = _all(connection, "SELECT signal, level, weight FROM weights")
    table: dict[str, dict[str, float]] = {}
    for signal, level, weight in rows:
        table.setdefault(signal, {})[level] = weight
    return Weights(table.pop("")["threshold"], completed(table))


def _events(columns: Columns, told: Mapping[str, str], links: Iterable[tuple[Any, ...]]) -> Events:
    """The events that rows tell, by the event of each record."""
    first: dict[str, int] = {}
    event = np.array([first.setdefault(told[key], row) for row, key in enumerate(columns.ids)], np.int64)
    return Events(ClusteredRecords(columns, event), list(first), links)


def control(path: Path, at: str | None, place: str | None, *, expected: int) -> list[ControlState]:
    """Who holds what, as `EventSet.control`, by the table of events; only what is shown is made of records.

    Of a file of an earlier version everything is read.

    Raises:
        RecordsError: the file is damaged, or of another revision.
    """
    with reading(path, expected=expected) as connection:
        if not is_of_this_version(connection):
            held = read(path, expected=expected)
            by_id = {event.id: event for event in held.events}
            return control_states(
                changes_by_place(held.events, held.records, at, place, held.authorities.actors), by_id, at
            )
        told = histories(connection, at, place, lambda: reading(path, expected=expected))
        ids = [[each.latest[position].id for position in each.shown] for each in told]
        return control_states(
            told, _shown(connection, [key for each in ids for key in each], [each[0] for each in ids]), at
        )


def latest_denials(path: Path, at: str | None, most: int, *, expected: int) -> tuple[list[Event], int]:
    """The latest official denials up to a day, latest first, and how many there are, as `EventSet.latest_denials`.

    Raises:
        RecordsError: the file is damaged, or of another revision.
    """
    with reading(path, expected=expected) as connection:
        rows = connection.execute(
            "SELECT id, count(*) OVER () FROM events WHERE kind = 'official_denial' AND "
            "($at IS NULL OR coalesce(date_start, date_end, '') <= $at) "
            "ORDER BY coalesce(date_start, date_end, '') DESC, id DESC LIMIT $most",
            {"at": at, "most": most},
        ).fetchall()
        events = _shown(connection, [key for key, _ in rows], [])
        return [events[key] for key, _ in rows], rows[0][1] if rows else 0


def _shown(connection: Any, ids: list[str], contested: list[str]) -> Events:
    """The events of some ids, and the denials that contest some of them."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE shown AS SELECT unnest(?::VARCHAR[]) AS id "
        "UNION SELECT denial_id FROM disputes WHERE event_id IN (SELECT unnest(?::VARCHAR[]))",
        [ids, contested],
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE part AS SELECT number, event_id FROM members SEMI JOIN shown ON id = event_id"
    )
    columns, numbers = columns_at_once(connection, "part")
    event_of = dict(_all(connection, "SELECT number, event_id FROM part"))
    links = _all(
        connection,
        "SELECT denial_id, event_id FROM disputes WHERE denial_id IN (FROM shown) OR event_id IN (FROM shown) "
        "ORDER BY ALL",
    )
    told = {key: event_of[number] for key, number in zip(columns.ids, numbers.tolist(), strict=True)}
    return _events(columns, told, links)


@contextmanager
def changing(
    path: Path,
    *,
    expected: int | None = None,
    weights: Weights | None = None,
    authorities: Authorities | None = None,
) -> Iterator[Any]:
    """A connection to an event set within one transaction, which is kept if nothing is raised; a missing file is made,
    and nothing of it stays if something is raised.

    Args:
        path: of the file.
        expected: the revision that the file must have; None for any.
        weights: that the set is merged with; None for its own, which are the packaged ones if it is made.
        authorities: the tables that it is merged with; its own of those without anything of the user's. A set that a
            build before this one made does not tell its own, and takes these.

    Raises:
        OutputError: the file cannot be written, holds something else, was merged with other weights or tables, or is of
            another revision (then it is retryable: open the file again and repeat).
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
            connection.execute("BEGIN")
            _ready(connection, path, expected, weights, authorities or Authorities())
            yield connection
            connection.execute(INDEXES + "UPDATE meta SET revision = revision + 1")
            connection.execute("COMMIT")
    except BaseException:
        if fresh and opened:
            path.unlink(missing_ok=True)
        raise


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


@contextmanager
def trying(path: Path, *, expected: int) -> Iterator[Any]:
    """A connection to an event set within one transaction, of which nothing stays.

    Args:
        path: of the file.
        expected: the revision that the file must have.

    Raises:
        OutputError: as `changing`.
    """
    try:
        with changing(path, expected=expected) as connection:
            yield connection
            raise _TakenBack
    except _TakenBack:
        return


def keep_open(path: Path) -> None:
    """Keeps the file open between the uses of this process, which spares each of them the opening; no other process
    can use it meanwhile.

    Raises:
        OutputError: it cannot be opened; retryable, for another program may be using it just now.
    """
    import duckdb

    with _OPENING:
        if path.resolve() in _KEPT:
            return
        try:
            _KEPT[path.resolve()] = duckdb.connect(str(path), config=KEPT_OPEN)
        except duckdb.Error as error:
            raise _not_opened(OutputError, path, error) from error
        _IN_USE[path.resolve()] += 1


def let_go(path: Path) -> None:
    """Closes what `keep_open` keeps open."""
    if (kept := _KEPT.pop(path.resolve(), None)) is not None:
        kept.close()
        _IN_USE[path.resolve()] -= 1


def _not_opened(kind: type[ConflictExtractError], path: Path, error: Exception) -> ConflictExtractError:
    """The error of a file that cannot be opened; retryable where another program holds it."""
    reason = str(error).splitlines()[0]
    if "lock" not in reason.lower():
        return kind(f"cannot open {path}: {reason}", hint="is it an event set, and is no other program using it?")
    holder = re.search(r"\(PID (\d+)\)", str(error))
    by = f"another program (process {holder[1]})" if holder else "another program"
    busy = kind(f"cannot open {path}: {by} is using it", hint="wait until it is done, and do this again")
    busy.retryable = True
    return busy


def _ready(
    connection: Any, path: Path, expected: int | None, weights: Weights | None, authorities: Authorities
) -> None:
    """Makes the tables of an empty file, brings those of the versions before to this one, and refuses what is no event
    set of these and the expected revision."""
    version = _version(connection)
    if version is None and _all(connection, "SELECT 1 FROM information_schema.tables"):
        raise OutputError(f"{path} holds other tables and no event set", hint="choose another file")
    if version is None:
        connection.execute(TABLES + VIEWS)
        connection.execute("INSERT INTO meta VALUES (?, 0)", [SCHEMA_VERSION])
        _insert_weights(connection, weights or packaged_weights())
        _insert_authorities(connection, authorities)
    elif version not in READABLE:
        raise OutputError(
            f"{path} has schema version {version}, this is version {SCHEMA_VERSION}",
            hint="merge its record files again with this version into another file",
        )
    elif weights is not None and weights_of(connection) != weights:
        raise OutputError(f"{path} was merged with other weights", hint="leave out --weights, or choose another file")
    elif version >= TELLS_AUTHORITIES and authorities.texts:
        _refuse_others(path, authorities, authorities_of(connection))
    if expected is not None and _revision(connection) != expected:
        changed = OutputError(
            f"{path} was changed by another program since it was opened", hint="open it again and repeat"
        )
        changed.retryable = True
        raise changed
    if version is not None and version != SCHEMA_VERSION:
        _migrate(connection, version, authorities)


def _refuse_others(path: Path, given: Authorities, kept: Authorities) -> None:
    """Refuses tables that say something else than those that a set was merged with."""
    for name, text in given.texts.items():
        if kept.texts.get(name) != text:
            other = f"with other {name}" if name in kept.texts else f"without {name} of your own"
            raise OutputError(
                f"{path} was merged {other}",
                hint=f"leave out --{name} (and the setting), or merge all its record files again into another file",
            )


def _migrate(connection: Any, version: int, authorities: Authorities) -> None:
    """Brings the tables to this version; records, ids, decisions and what was weighed stay, and the keys by which
    records are found and the fields of events are made anew. All is merged again if that may not have been done by the
    tables of names that are given."""
    connection.execute("".join(text for since, text in MIGRATIONS.items() if since >= version) + VIEWS)
    connection.execute("UPDATE meta SET schema_version = ?", [SCHEMA_VERSION])
    if version >= TELLS_AUTHORITIES:
        return
    weights = weights_of(connection)
    connection.execute("DELETE FROM weights")
    _insert_weights(connection, weights)
    _insert_authorities(connection, authorities)
    increments.make_blocks_anew(connection)
    decisions = rules_of(decisions_of(connection))
    if authorities.texts:
        everything = [row[0] for row in _all(connection, "SELECT id FROM records")]
        increments.merge_around(connection, everything, weights, decisions)
    else:
        increments.make_events_anew(connection, weights, decisions)


def write(path: Path, stored: Stored) -> None:
    """Writes an event set in one transaction, in place of the event set that the file held.

    Raises:
        OutputError: the file cannot be written, or holds something else.
    """
    with changing(path) as connection:
        for table in (
            "articles", "records", "blocks", "members", "events", "disputes", "superseded", "decisions", "weights",
            "decided_records", "set_aside", "authorities", "near_scores",
        ):  # fmt: skip
            connection.execute(f"DELETE FROM {table}")
        _insert_weights(connection, stored.weights)
        _insert_authorities(connection, stored.authorities)
        insert_articles(connection, list(stored.articles.values()))
        keep_decisions(connection, [], stored.decisions)
        insert_set_aside(connection, stored.set_aside)
        insert(
            connection,
            "superseded",
            {"former_id": list(stored.superseded), "event_id": list(stored.superseded.values())},
        )
        increments.put(connection, stored.records.values(), stored.events, stored.weights, rules_of(stored.decisions))


def insert_articles(connection: Any, articles: list[Article]) -> None:
    """Adds articles; one with the id of another takes its place."""
    connection.executemany("DELETE FROM articles WHERE id = ?", [(each.id,) for each in articles]) if articles else None
    insert(
        connection,
        "articles",
        {
            **{name: [getattr(each, name) for each in articles] for name in ("id", "outlet", "published", "title")},
            "data": [each.model_dump_json() for each in articles],
        },
    )


def _insert_weights(connection: Any, weights: Weights) -> None:
    table = {"": {"threshold": weights.threshold}, **weights.signals}
    rows = [(signal, level, weight) for signal, levels in table.items() for level, weight in levels.items()]
    insert(
        connection,
        "weights",
        {name: [row[at] for row in rows] for at, name in enumerate(("signal", "level", "weight"))},
    )


def _insert_authorities(connection: Any, authorities: Authorities) -> None:
    texts = authorities.texts
    insert(connection, "authorities", {"name": list(texts), "text": list(texts.values())})


def has_article(connection: Any, article_id: str) -> bool:
    """Whether the set holds an article, or records of one."""
    known = "SELECT 1 FROM articles WHERE id = ? UNION ALL SELECT 1 FROM records WHERE article_id = ? LIMIT 1"
    return bool(connection.execute(known, [article_id, article_id]).fetchall())


def delete_article(connection: Any, article_id: str) -> None:
    """Forgets an article and what was set aside of it; its records are taken out by `increments.take_out`."""
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])
    connection.execute("DELETE FROM set_aside WHERE article_id = ?", [article_id])


def kinds_of(connection: Any, name: str) -> dict[str, str]:
    """The records that the id of a record or an event stands for, with their kinds; none if there is no such thing."""
    found = _all(connection, "SELECT id, kind FROM records WHERE id = ?", name)
    return dict(
        found
        or _all(
            connection,
            "SELECT id, kind FROM records SEMI JOIN (FROM members WHERE event_id = "
            "coalesce((SELECT event_id FROM superseded WHERE former_id = ?), ?)) USING (number) ORDER BY id",
            name,
            name,
        )
    )


def known(connection: Any) -> Known:
    """What ids stand for."""
    return Known(
        partial(kinds_of, connection),
        partial(record_of, connection),
        lambda name: set_aside_of(connection, name).get(name),
        partial(authorities_of, connection),
    )


def record_of(connection: Any, key: str) -> Record | None:
    """The record of an id, if there is one."""
    return _records_of(connection, [key]).get(key)


class EventRow(NamedTuple):
    """An event in short, as the table of events has it."""

    id: str
    kind: str
    place: str | None
    date_start: str | None
    date_end: str | None
    actor: str | None
    extent: str | None
    n_records: int
    n_outlets: int
    status: str
    credibility: int


def rows_of(connection: Any, events: Iterable[str]) -> list[EventRow]:
    """Some events in short, in the order of their ids."""
    columns = ", ".join(EventRow._fields)
    rows = connection.execute(
        f"SELECT {columns} FROM events WHERE id IN (SELECT unnest(?::VARCHAR[])) ORDER BY id", [list(events)]
    )
    return [EventRow(*row) for row in rows.fetchall()]


def told(connection: Any, records: Iterable[str]) -> tuple[dict[str, Record], dict[str, Article]]:
    """Some records by their ids, and the articles that they are of."""
    found = _records_of(connection, records)
    texts = connection.execute(
        "SELECT id, data FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))",
        [sorted({each.article_id for each in found.values()})],
    ).fetchall()
    return found, {key: Article.model_validate_json(text) for key, text in texts}


def _records_of(connection: Any, ids: Iterable[str]) -> dict[str, Record]:
    """The records of some ids."""
    rows = connection.execute(
        "SELECT number FROM records WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
    ).fetchall()
    numbers = [str(number) for (number,) in rows] or ["-1"]
    # they lie in the order of their numbers, and of a single number DuckDB reads little else
    wanted = [f"= {number}" for number in numbers] if len(numbers) <= FEW else [f"IN ({', '.join(numbers)})"]
    return read_records(connection, " UNION ALL ".join(f"SELECT * FROM records WHERE number {each}" for each in wanted))


def held(connection: Any, records: Mapping[str, Record]) -> dict[str, Record | None]:
    """Of some records those whose ids are in the set."""
    rows = connection.execute("SELECT id FROM records WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(records)])
    return {key: records[key] for (key,) in rows.fetchall()}


def homes(connection: Any, records: Iterable[str]) -> dict[str, str]:
    """By record id the events of those that are in one."""
    if not (asked := list(records)):
        return {}
    return dict(
        connection.execute(
            "SELECT id, event_id FROM (SELECT id, number FROM records WHERE id IN (SELECT unnest(?::VARCHAR[]))) "
            "JOIN members USING (number) ORDER BY id",
            [asked],
        ).fetchall()
    )


def keep_decisions(connection: Any, before: Sequence[Decision], decisions: Sequence[Decision]) -> None:
    """Keeps an analyst's words in place of those kept `before`; the first ones that are the same stay as they are."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, decisions, strict=False)))
    if same < len(before):
        for table in ("decisions", "decided_records"):
            connection.execute(f"DELETE FROM {table} WHERE position >= {same}")
    more = dict(enumerate(decisions[same:], same))
    insert(connection, "decisions", {
        "position": list(more),
        **{name: [getattr(each, name) for each in more.values()] for name in ("word", "first", "second")},
        "decided_by": [each.by for each in more.values()],
        "decided_at": [each.at for each in more.values()],
        "reason": [each.why for each in more.values()],
        "amended": [_AMENDED.dump_json(each.amended).decode() if each.amended else None for each in more.values()],
    })  # fmt: skip
    pairs = [(position, *pair) for position, each in more.items() for pair in each.pairs]
    insert(
        connection,
        "decided_records",
        {name: [pair[at] for pair in pairs] for at, name in enumerate(("position", "first", "second"))},
    )


def insert_set_aside(connection: Any, items: Mapping[str, Quarantined]) -> None:
    """Adds items that were set aside, by their ids; one that is there stays as it is."""
    known = {key for (key,) in _all(connection, "SELECT id FROM set_aside")}
    fresh = {key: item for key, item in items.items() if key not in known}
    insert(connection, "set_aside", {
        "id": list(fresh),
        "article_id": [item.record.get("article_id") for item in fresh.values()],
        "reason": [item.reason for item in fresh.values()],
        "message": [item.message for item in fresh.values()],
        "item": [json.dumps(item.record, ensure_ascii=False) for item in fresh.values()],
    })  # fmt: skip


def set_aside_of(connection: Any, item: str | None = None) -> dict[str, Quarantined]:
    """The items that were set aside, by their ids; only one if it is named."""
    if not _has_table(connection, "set_aside"):  # of a build before
        return {}
    rows = _all(
        connection, "SELECT id, reason, message, item FROM set_aside WHERE $1 IN (id, '') ORDER BY id", item or ""
    )
    return {
        key: Quarantined(reason=reason, message=message, record=json.loads(text)) for key, reason, message, text in rows
    }


def _has_table(connection: Any, name: str) -> bool:
    return bool(_all(connection, "SELECT 1 FROM duckdb_tables() WHERE table_name = ?", name))


def _version(connection: Any) -> int | None:
    """The schema version; None where the file is no event set."""
    import duckdb

    if not _all(connection, "SELECT 1 FROM duckdb_columns() WHERE table_name = 'meta' AND column_name = 'revision'"):
        return None
    try:
        return int(_all(connection, "SELECT schema_version FROM meta")[0][0])
    except (duckdb.Error, IndexError):
        return None


def _revision(connection: Any) -> int:
    return int(connection.execute("SELECT revision FROM meta").fetchall()[0][0])


def _all(connection: Any, query: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.execute(query, values).fetchall()  # type: ignore[no-any-return]


def _is_other(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(12)
    return head != b"" and head[8:] != b"DUCK"


@contextmanager
def _connected(path: Path, *, read_only: bool) -> Iterator[Any]:
    import duckdb

    kind, resolved = RecordsError if read_only else OutputError, path.resolve()
    with _OPENING:
        if not _IN_USE[resolved] and _is_other(path):
            raise kind(f"{path} is no DuckDB file", hint="name one made with --into, or that does not exist yet")
        kept = _KEPT.get(resolved)
        try:
            connection = (
                kept.cursor() if kept is not None else duckdb.connect(str(path), read_only=read_only, config=DUCKDB)
            )
        except duckdb.Error as error:
            raise _not_opened(kind, path, error) from error
        _IN_USE[resolved] += 1
    try:
        yield connection
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if read_only:
            raise RecordsError(f"cannot read {path}: {reason}", hint="it is damaged, or no event set") from error
        raise OutputError(f"cannot write {path}: {reason}", hint="nothing was changed") from error
    finally:
        connection.close()
        _IN_USE[resolved] -= 1


def first_fault_in(error: ValidationError) -> str:
    """Where a value is wrong first, and how."""
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}"
