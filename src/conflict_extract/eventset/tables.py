"""The tables of an event set in a DuckDB file, and records in and out of them.

`docs/eventset.md` describes them for people who write SQL.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from pydantic import BaseModel

from conflict_extract.errors import RecordsError
from conflict_extract.eventset.control import ESTABLISHED
from conflict_extract.eventset.control_columns import CONTROL_COLUMNS
from conflict_extract.merging import NEAR_PAIRS, Columns
from conflict_extract.merging.columns import FIELDS, SENTENCES, Coded, Dates, code_type
from conflict_extract.merging.sorting import Ints
from conflict_extract.normalize import Authorities
from conflict_extract.schema import KINDS, RECORD_ADAPTER, RECORD_CLASSES, Actor, Date, Place, Record, Size, Source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA_VERSION = 6
# with those of the builds before, which are read as they are and changed to this one with the first change
READABLE = (3, 4, 5, 6)
# how many records' texts are read at once
AT_ONCE = 1 << 17

_ACTOR = {"text": "VARCHAR", "name": "VARCHAR", "id": "VARCHAR", "side": "VARCHAR"}
_PLACE = {
    "text": "VARCHAR", "name": "VARCHAR", "type": "VARCHAR", "within": "VARCHAR", "country": "VARCHAR",
    "admin1": "VARCHAR", "geonames_id": "BIGINT", "lat": "DOUBLE", "lon": "DOUBLE", "count": "BIGINT",
}  # fmt: skip
_EVIDENCE = {"sentence": "BIGINT", "start": "BIGINT", "end": "BIGINT", "text": "VARCHAR"}
# The fields of the four kinds of record side by side; what a kind has not is null. A new field stands last, where a
# file of an older version gets it.
RECORD_COLUMNS: Mapping[str, Any] = {
    "id": "VARCHAR", "kind": "VARCHAR", "article_id": "VARCHAR", "outlet": "VARCHAR", "published": "VARCHAR",
    "trigger": "VARCHAR", "place": _PLACE,
    "date": {"text": "VARCHAR", "start": "VARCHAR", "end": "VARCHAR", "precision": "VARCHAR", "basis": "VARCHAR"},
    "source": {"text": "VARCHAR", "role": "VARCHAR"}, "evidence": [_EVIDENCE],
    "model": "VARCHAR", "prompt_version": "VARCHAR",
    "gained_by": _ACTOR, "lost_by": _ACTOR, "extent": "VARCHAR", "means": "VARCHAR",
    "force": _ACTOR, "unit": "VARCHAR", "to_place": _PLACE, "stage": "VARCHAR",
    "who": _ACTOR, "from_side": _ACTOR, "to_side": _ACTOR,
    "size": {"text": "VARCHAR", "min": "BIGINT", "max": "BIGINT"},
    "speaker": _ACTOR, "denies": "VARCHAR", "claim": "VARCHAR", "subject": _ACTOR, "doubts": ["VARCHAR"],
}  # fmt: skip
# those that a table of records must have; what else it lacks is null
NEEDED_COLUMNS = ("id", "kind", "article_id", "date", "source", "evidence")
_TYPES: dict[str, type[BaseModel]] = {
    "place": Place,
    "to_place": Place,
    "date": Date,
    "size": Size,
    "source": Source,
    **dict.fromkeys(("gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject"), Actor),
}
_NAMED = {name: kind for name, kind in _TYPES.items() if kind in (Place, Actor)}

_SENTENCES = f"list_aggregate(list_transform(evidence, lambda e: e.text), 'string_agg', chr({ord(SENTENCES)}))"
_PASSAGE = "hash(article_id, list_transform(evidence, lambda e: e.sentence))"


def sql_type(shape: Any) -> str:
    """The SQL type of a column: a name, a struct of columns, or a list of one of these."""
    if isinstance(shape, str):
        return shape
    if isinstance(shape, list):
        return sql_type(shape[0]) + "[]"
    return "STRUCT(" + ", ".join(f'"{name}" {sql_type(inner)}' for name, inner in shape.items()) + ")"


_RECORD_COLUMNS = ",\n  ".join(f'"{name}" {sql_type(shape)}' for name, shape in RECORD_COLUMNS.items())
AUTHORITIES = """
CREATE TABLE authorities (name VARCHAR NOT NULL, "text" VARCHAR NOT NULL);
"""
NEAR_SCORES = """
CREATE TABLE near_scores (first BIGINT NOT NULL, second BIGINT NOT NULL, score DOUBLE NOT NULL);
"""
DECISIONS = """
CREATE TABLE decisions (position BIGINT NOT NULL, word VARCHAR NOT NULL, first VARCHAR NOT NULL, second VARCHAR,
  decided_by VARCHAR, decided_at VARCHAR, reason VARCHAR, amended JSON);
CREATE TABLE decided_records (position BIGINT NOT NULL, first VARCHAR NOT NULL, second VARCHAR);
CREATE TABLE set_aside (id VARCHAR NOT NULL, article_id VARCHAR, reason VARCHAR NOT NULL, message VARCHAR NOT NULL,
  item JSON NOT NULL);
"""
TABLES = f"""
CREATE TABLE meta (schema_version INTEGER NOT NULL, revision BIGINT NOT NULL);
CREATE TABLE articles (id VARCHAR, outlet VARCHAR, published VARCHAR, title VARCHAR, data JSON);
CREATE TABLE records (number BIGINT NOT NULL,
  {_RECORD_COLUMNS});
CREATE TABLE blocks (number BIGINT NOT NULL, key BIGINT NOT NULL, role UTINYINT NOT NULL,
  first_day INTEGER NOT NULL, last_day INTEGER NOT NULL);
CREATE TABLE members (number BIGINT NOT NULL, event_id VARCHAR NOT NULL, component BIGINT NOT NULL);
CREATE TABLE events (age BIGINT NOT NULL, id VARCHAR NOT NULL, kind VARCHAR NOT NULL, place VARCHAR,
  place_type VARCHAR, country VARCHAR, geonames_id BIGINT, latitude DOUBLE, longitude DOUBLE, date_start VARCHAR,
  date_end VARCHAR, date_basis VARCHAR, actor VARCHAR, actor_side VARCHAR, extent VARCHAR, n_records BIGINT,
  n_articles BIGINT, n_outlets BIGINT, status VARCHAR, credibility INTEGER,
  {CONTROL_COLUMNS});
CREATE TABLE disputes (denial_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL);
CREATE TABLE superseded (former_id VARCHAR NOT NULL, event_id VARCHAR NOT NULL);
CREATE TABLE weights (signal VARCHAR NOT NULL, level VARCHAR NOT NULL, weight DOUBLE NOT NULL);
{DECISIONS}{AUTHORITIES}{NEAR_SCORES}"""
# made once the rows are there, which is quicker; a few ids are then found in any number of rows
INDEXES = """
CREATE INDEX IF NOT EXISTS record_ids ON records (id);
CREATE INDEX IF NOT EXISTS event_ids ON events (id);
"""
VIEWS = f"""
CREATE OR REPLACE VIEW evidence AS SELECT id AS record_id, article_id, e.sentence, e."start" AS start_offset,
  e."end" AS end_offset, e."text" AS text FROM (SELECT id, article_id, unnest(evidence) AS e FROM records);
CREATE OR REPLACE VIEW event_records AS SELECT m.event_id, r.id AS record_id, r.kind, r.article_id, r.outlet,
  r.published, r.source."text" AS source, r.source.role AS source_role, r.trigger,
  list_aggregate(list_transform(r.evidence, lambda e: e."text"), 'string_agg', ' ') AS quote,
  array_to_string(r.doubts, ' ') AS doubts
  FROM members m JOIN records r USING (number);
CREATE OR REPLACE VIEW denials AS SELECT d.id AS denial_id, d.date_start AS denied_on, d.actor AS speaker, r.claim,
  x.outlet, x.quote, x.record_id, e.id AS event_id, e.kind AS event_kind, e.place AS event_place,
  e.date_start AS event_date, e.actor AS event_actor
  FROM events d JOIN event_records x ON x.event_id = d.id JOIN records r ON r.id = x.record_id
  LEFT JOIN disputes l ON l.denial_id = d.id LEFT JOIN events e ON e.id = l.event_id
  WHERE d.kind = 'official_denial';
CREATE OR REPLACE VIEW control_history AS
  WITH told AS (SELECT *, n_independent > 0 OR coalesce(last_value(nullif(n_independent, 0) IGNORE NULLS) OVER (
      PARTITION BY lower(place), place_type = 'governorate'
      ORDER BY coalesce(date_end, ''), date_start IS NOT NULL, n_independent, first_reported NULLS FIRST,
        coalesce(actor, ''), id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) < {ESTABLISHED} AS counts
    FROM events WHERE kind = 'control_change' AND extent <> 'entered')
  SELECT place, place_type, actor AS held_by, actor_side AS side, date_start AS since,
    coalesce(date_start, date_end) AS since_at_latest,
    CASE WHEN counts THEN lead(coalesce(date_start, date_end)) OVER later
      ELSE coalesce(date_start, date_end, '') END AS until, extent, status, credibility,
    n_outlets, id AS event_id, n_independent, own_cause, counts
  FROM told WINDOW later AS (PARTITION BY lower(place), place_type = 'governorate', counts
  ORDER BY coalesce(date_end, ''), date_start IS NOT NULL, n_independent, first_reported NULLS FIRST,
    coalesce(actor, ''), id);
CREATE OR REPLACE VIEW near_pairs AS
  WITH told AS (SELECT a.id AS record_id, b.id AS other_record_id, m.event_id, n.event_id AS other_event_id, score,
      m.event_id = n.event_id AS one_event, row_number() OVER (
        ORDER BY round(abs(score - (SELECT weight FROM weights WHERE signal = '')), 6), a.id, b.id) AS rank
    FROM near_scores JOIN records a ON a.number = "first" JOIN records b ON b.number = "second"
    JOIN members m ON m.number = "first" JOIN members n ON n.number = "second")
  SELECT * EXCLUDE (rank) FROM told ANTI JOIN (
    SELECT rank FROM (SELECT event_id, rank FROM told UNION SELECT other_event_id, rank FROM told)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY rank) > {NEAR_PAIRS}) USING (rank);
"""
# from each version to the next: what its records do not have is as the schema has it
MIGRATIONS: Mapping[int, str] = {
    3: """
ALTER TABLE records ADD COLUMN doubts VARCHAR[] DEFAULT [];
ALTER TABLE records ADD COLUMN place.count BIGINT;
ALTER TABLE records ADD COLUMN to_place.count BIGINT;
""",
    4: AUTHORITIES
    + NEAR_SCORES
    + ";".join(f"ALTER TABLE events ADD COLUMN {column}" for column in CONTROL_COLUMNS.split(", "))
    + ";",
    5: "ALTER TABLE decisions RENAME TO former_decisions;"
    + DECISIONS
    + """
INSERT INTO decisions (position, word, first, second) SELECT position, word, first, second FROM former_decisions;
INSERT INTO decided_records SELECT position, first, second FROM former_decisions;
DROP TABLE former_decisions;
""",
}


Table = Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]


def insert(connection: DuckDBPyConnection, table: str, columns: Table) -> None:
    """Inserts columns of equal length, which DuckDB reads far faster than single inserts."""
    if not len(next(iter(columns.values()))):
        return
    # found by its name in this frame; what is registered as a view would be held until the transaction ends
    rows = {name: as_array(values) for name, values in columns.items()}  # noqa: F841
    names = ", ".join(f'"{name}"' for name in columns)
    connection.execute(f"INSERT INTO {table} ({names}) SELECT * FROM rows")


def as_array(values: Sequence[Any] | np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Values as an array; of objects, if they are in none."""
    if isinstance(values, np.ndarray):
        return values
    array = np.empty(len(values), object)
    array[:] = values
    return array


def stage_records(connection: DuckDBPyConnection, records: Iterable[Record]) -> str:
    """The name of a temporary table of records, which have numbers from 0 on."""
    shape = json.dumps(RECORD_COLUMNS)
    told = [each.model_dump_json() for each in records]
    lines = {"number": np.arange(len(told)), "data": as_array(told)}  # noqa: F841 (found by its name)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE given AS "
        f"SELECT number, r.* FROM (SELECT number, from_json(data::VARCHAR, '{shape}') AS r FROM lines)"
    )
    return "given"


def stage_parquet(connection: DuckDBPyConnection, path: Path) -> str:
    """The name of a temporary table or view of the records of a Parquet file; its columns are a number from 0 on and
    the fields of records, and those that the file has not are null. Their names are as the user's own files, kept with
    the set, have them.

    Raises:
        RecordsError: the file cannot be read, or a row is no record; the file, the row and what to do are named.
    """
    import duckdb

    try:
        source = connection.read_parquet(str(path), file_row_number=True)
        missing = {*NEEDED_COLUMNS} - set(source.columns)
        if missing:
            raise RecordsError(
                f"{path} has no column {', '.join(sorted(missing))}", hint="name the columns as the fields of records"
            )
        wanted = [_staged(name, shape, held=name in source.columns) for name, shape in RECORD_COLUMNS.items()]
        located = str(path).replace("'", "''")
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW staged AS SELECT file_row_number AS row, {', '.join(wanted)} "
            f"FROM read_parquet('{located}', file_row_number = true)"
        )
        _one(
            connection, "SELECT max(hash(staged)) FROM staged"
        )  # every value is read here, so that no bad one comes up later
        _check(connection, path)
    except duckdb.Error as error:
        raise RecordsError(
            f"cannot read {path}: {str(error).splitlines()[0]}", hint="write it with the fields of records as columns"
        ) from error
    renamed = _replacing(connection, authorities_of(connection))
    repeated = _one(connection, "SELECT count(*) > count(DISTINCT id) FROM staged")
    once = f"SELECT row AS number, * EXCLUDE (row) {renamed} FROM staged"
    if repeated:
        values = ", ".join(f'"{name}"' for name in RECORD_COLUMNS)
        once += f" QUALIFY row_number() OVER (PARTITION BY id ORDER BY {values}, row) = 1"
    # it is read column by column, and what is more than a look into the file is done once
    made = "TABLE" if renamed or repeated else "VIEW"
    connection.execute(f"CREATE OR REPLACE TEMP {made} read_once AS {once}")
    return "read_once"


def _staged(name: str, shape: Any, *, held: bool) -> str:
    """A column of a Parquet file as it is kept: null, or an empty list, where the file does not have it."""
    value = f'CAST("{name}" AS {sql_type(shape)})' if held else "NULL"
    return (
        f'coalesce({value}, CAST([] AS {sql_type(shape)})) AS "{name}"' if name == "doubts" else f'{value} AS "{name}"'
    )


def _replacing(connection: DuckDBPyConnection, authorities: Authorities) -> str:
    """What puts the names of a user's own files in the place of those staged: a map of values for each column that has
    any."""
    if not authorities.renames:
        return ""
    found = []
    for column, kind in _NAMED.items():
        given = connection.execute(f'SELECT DISTINCT "{column}" FROM staged WHERE "{column}" IS NOT NULL').fetchall()
        told = [(value, authorities.of(kind.model_validate(_known(value)))) for (value,) in given]
        new = [(value, other) for value, other in told if other != kind.model_validate(_known(value))]
        if new:
            shape = sql_type(RECORD_COLUMNS[column])
            connection.execute(f"CREATE OR REPLACE TEMP TABLE own_{column} (given {shape}, told {shape})")
            connection.executemany(
                f"INSERT INTO own_{column} VALUES (?, ?)", [(value, other.model_dump()) for value, other in new]
            )
            lookup = f'SELECT told FROM own_{column} WHERE given = "{column}"'
            found.append(f'coalesce(({lookup}), "{column}") AS "{column}"')
    return f"REPLACE ({', '.join(found)})" if found else ""


_KINDS = ", ".join(f"'{kind}'" for kind in KINDS)
# what a record is not told to be, by the words for it, as both engines read it that look at tables of records: SQL with
# the name of the function that counts a list's elements left open
RECORD_FAULTS: Mapping[str, str] = {
    "has no id": "id IS NULL OR id = ''",
    "is of no known kind": f"kind IS NULL OR kind NOT IN ({_KINDS})",
    "has no article_id": "article_id IS NULL OR article_id = ''",
    "has no evidence": "evidence IS NULL OR {length}(evidence) = 0",
    "has no date": "date IS NULL",
    "has a date that ends before it starts": "date.start > date.end",
    "has a date that is no ISO date": " OR ".join(
        f"(date.{day} IS NOT NULL AND try_cast(substring(date.{day}, 1, 10) AS DATE) IS NULL)"
        for day in ("start", "end")
    ),
    "names no place": "kind IN ('control_change', 'withdrawal') AND place.name IS NULL",
    "does not say who defected": "kind = 'defection' AND who.name IS NULL",
    "does not say who denies what": "kind = 'official_denial' AND (speaker.name IS NULL OR claim IS NULL)",
}


def first_fault(length: str) -> str:
    """SQL for the words that say why a row is no record; null where it is one.

    Args:
        length: the function that counts a list's elements.
    """
    cases = (f"WHEN {held.format(length=length)} THEN '{words}'" for words, held in RECORD_FAULTS.items())
    return f"CASE {' '.join(cases)} END"


def _check(connection: DuckDBPyConnection, path: Path) -> None:
    faults = f"SELECT row, id, {first_fault('len')} AS reason FROM staged WHERE reason IS NOT NULL ORDER BY row LIMIT 1"
    for row, key, reason in connection.execute(faults).fetchall():
        raise RecordsError(
            f"{path}, row {row + 1} ({key or 'no id'}) {reason}", hint="write the records again with this version"
        )


def _one(connection: DuckDBPyConnection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]


def read_records(connection: DuckDBPyConnection, query: str) -> dict[str, Record]:
    """Records by id, in the order of their ids.

    Args:
        connection: to the event set.
        query: SQL that gives the columns of `records`.
    """
    cursor = connection.execute(f"SELECT * EXCLUDE (number) FROM ({query}) ORDER BY id")
    names = [column[0] for column in cursor.description]
    kind_at = names.index("kind")
    fields = {kind: set(RECORD_CLASSES[kind].model_fields) for kind in KINDS}
    found: dict[str, Record] = {}
    while rows := cursor.fetchmany(10_000):
        for row in rows:
            own = fields[row[kind_at]]
            told = ((name, value) for name, value in zip(names, row, strict=True) if name in own and value is not None)
            values = {name: _known(value) if isinstance(value, dict) else value for name, value in told}
            record = RECORD_ADAPTER.validate_python(values)
            found[record.id] = record
    return found


def authorities_of(connection: DuckDBPyConnection) -> Authorities:
    """The tables that the names of a set are compared by; the packaged ones where a build before this made it.

    Raises:
        RecordsError: they are damaged.
    """
    if not connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'authorities'").fetchall():
        return Authorities()
    try:
        return Authorities.of_texts(dict(connection.execute('SELECT name, "text" FROM authorities').fetchall()))
    except ValueError as error:
        raise RecordsError(
            f"the event set holds tables of names that this version cannot read: {error}", hint="it is damaged"
        ) from error


def columns_of(connection: DuckDBPyConnection, picked: str) -> tuple[Columns, Ints]:
    """The records whose numbers a table holds, as columns, and their numbers; each distinct value is made once.

    Args:
        connection: to the event set.
        picked: the name of a table with the column `number`; `records` for all.
    """
    rows = Rows(connection, "records" if picked == "records" else f"records SEMI JOIN {picked} USING (number)")
    return rows.columns(), rows.numbers


def columns_at_once(connection: DuckDBPyConnection, picked: str, source: str = "records") -> tuple[Columns, Ints]:
    """Some of many records as `columns_of` gives them, read in one pass; which value a record has is told by its hash
    of 64 bits.

    Args:
        connection: to the event set.
        picked: the name of a table with the column `number`, of so many as fit into memory with all their texts.
        source: the name of the table that holds them.
    """
    texts = [name for name in FIELDS if isinstance(RECORD_COLUMNS[name], str)]
    others = ", ".join(f'"{name}"' for name in FIELDS if name not in (*texts, "date"))
    hashes = (f'CASE WHEN "{name}" IS NOT NULL THEN hash("{name}") END AS "hash {name}"' for name in FIELDS)
    told: dict[str, Any] = connection.execute(
        f"SELECT number, id, {_SENTENCES} AS sentences, {_PASSAGE} AS passage, {', '.join(texts)}, date.*, "
        f"{', '.join(hashes)} FROM {source} AS records SEMI JOIN {picked} AS picked USING (number)"
    ).fetchnumpy()
    ids = told["id"].tolist()
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    numbers = np.asarray(told["number"], np.int64)
    codes, first = {}, {}
    for name in FIELDS:
        column = told[f"hash {name}"][order]
        known = np.flatnonzero(~np.ma.getmaskarray(column))
        _, at, code = np.unique(np.asarray(column)[known], return_index=True, return_inverse=True)
        codes[name] = np.full(len(ids), -1, code_type(len(at)))
        codes[name][known], first[name] = code, order[known[at]]
    rows = np.unique(np.concatenate([first[name] for name in FIELDS if name not in (*texts, "date")]))
    connection.execute("CREATE OR REPLACE TEMP TABLE first_told (number BIGINT)")
    insert(connection, "first_told", {"number": numbers[rows]})
    query = f"SELECT number, {others} FROM {source} AS records SEMI JOIN first_told USING (number)"
    shown: dict[str, Any] = connection.execute(query).fetchnumpy()
    row_of = np.zeros(len(ids), np.int64)
    row_of[rows[np.argsort(numbers[rows])]] = np.argsort(shown.pop("number"))
    fields = {}
    for name, at in first.items():
        of_date = {part: told[part][at] for part in Date.model_fields} if name == "date" else None
        value = told[name][at] if name in texts else shown[name][row_of[at]] if of_date is None else None
        fields[name] = Coded(codes[name], _made(name, of_date or {"value": value}))
    held = Columns(
        ids=[ids[row] for row in order.tolist()],
        fields=fields,
        evidence=told["sentences"][order].tolist(),
        passage=np.unique(told["passage"][order], return_inverse=True)[1].astype(np.int32),
        authorities=authorities_of(connection),
    )
    return held, numbers[order]


class Rows:
    """Some records in the order of their ids, and what SQL expressions say of each.

    Args:
        connection: to the event set.
        picked: SQL that gives their columns.
    """

    def __init__(self, connection: DuckDBPyConnection, picked: str) -> None:
        self._connection = connection
        self._picked = picked
        found = connection.execute(f"SELECT number FROM {picked} ORDER BY id").fetchnumpy()
        self.numbers: Ints = np.asarray(found["number"], np.int64)
        self._least = int(self.numbers.min(initial=0))
        self._row_of = np.full(int(self.numbers.max(initial=-1)) - self._least + 1, -1, np.int32)
        self._row_of[self.numbers - self._least] = np.arange(len(self.numbers))

    def columns(self) -> Columns:
        """What is compared of them."""
        return Columns(
            ids=self.texts("id"),
            fields={name: self.coded(name) for name in FIELDS},
            evidence=self.texts(_SENTENCES),
            passage=self.numbered(_PASSAGE),
            authorities=authorities_of(self._connection),
        )

    def values(self, expression: str, more: str = "") -> np.ndarray[Any, Any]:
        """An expression of each record; never null."""
        # put in order here, for in the database sorting holds all of them at once
        rows, found = self._fetched(f"SELECT number, {expression} AS value FROM {self._picked} {more}")
        values = np.empty_like(found)
        values[rows] = found
        return values

    def _fetched(self, query: str) -> tuple[Ints, np.ndarray[Any, Any]]:
        """The row and the value of each number that a query gives."""
        found = self._connection.execute(query).fetchnumpy()
        return self._row_of[np.asarray(found["number"]) - self._least], np.asarray(found["value"])

    def numbered(self, expression: str) -> Ints:
        """A number for each value of an expression, the same for the same."""
        return np.unique(self.values(expression), return_inverse=True)[1].astype(np.int32)

    def texts(self, expression: str) -> Texts:
        """A text of each record."""
        starts = range(self._least, self._least + len(self._row_of), AT_ONCE)
        some = (f"{self._picked} WHERE number BETWEEN {start} AND {start + AT_ONCE - 1}" for start in starts)
        parts = (self._fetched(f"SELECT number, {expression} AS value FROM {each}") for each in some)
        return Texts(len(self.numbers), parts)

    def coded(self, name: str) -> Coded:
        """A column as numbers of distinct values, with these as the schema has them, in the order of the first records
        that have them; which value a record has is told by its hash of 64 bits."""
        told = f'FROM {self._picked} WHERE "{name}" IS NOT NULL'
        shown = "value.*" if name == "date" else "value"
        found: dict[str, Any] = self._connection.execute(
            f"SELECT first, hash(value) AS hash, {shown} FROM "
            f'(SELECT min(number) AS first, "{name}" AS value {told} GROUP BY value)'
        ).fetchnumpy()
        order = np.argsort(found.pop("first"))
        hashes = np.asarray(found.pop("hash"))[order]
        code = np.argsort(hashes)
        rows, own = self._fetched(f'SELECT number, hash("{name}") AS value {told}')
        codes = np.full(len(self.numbers), -1, code_type(len(order)))
        codes[rows] = code[np.searchsorted(hashes[code], own)]
        return Coded(codes, _made(name, {part: column[order] for part, column in found.items()}))


class Texts(Sequence[str]):
    """Texts kept as one run of bytes, each made when it is asked for: as objects they would take twice the memory.

    Args:
        count: how many there are.
        parts: positions and the texts that stand there.
    """

    def __init__(self, count: int, parts: Iterable[tuple[Ints, Iterable[str]]]) -> None:
        begins, ends = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self._bytes = bytearray()
        for at, texts in parts:
            encoded = [text.encode() for text in texts]
            lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
            ends[at] = len(self._bytes) + np.cumsum(lengths)
            begins[at] = ends[at] - lengths
            self._bytes += b"".join(encoded)
        # as small as they can be, and as views, of which single numbers are read faster than of arrays
        size = np.uint32 if len(self._bytes) < 2**32 else np.int64
        self._begins, self._ends = begins.astype(size).data, ends.astype(size).data

    def __len__(self) -> int:
        return len(self._begins)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[each] for each in range(len(self))[index]]
        return self._bytes[self._begins[index] : self._ends[index]].decode()

    def __iter__(self) -> Iterator[str]:
        spans = zip(self._begins, self._ends, strict=True)
        return (self._bytes[begin:end].decode() for begin, end in spans)


def _made(name: str, columns: Mapping[str, np.ndarray[Any, Any]]) -> Sequence[Any]:
    """Distinct values of a field as the schema has them."""
    if name == "date":
        return _dates(columns)
    if name == "article_id":
        return Texts(len(columns["value"]), [(np.arange(len(columns["value"])), columns["value"])])
    kind = _TYPES.get(name)
    values = [each.tolist() if isinstance(each, np.ndarray) else each for each in columns["value"]]
    return values if kind is None else [kind.model_validate(_known(value)) for value in values]


def _dates(columns: Mapping[str, np.ndarray[Any, Any]]) -> Dates:
    """Distinct dates; what is told of days is checked once."""
    shared: dict[Any, Any] = {}
    told = {
        name: [field.default if value is None else shared.setdefault(value, value) for value in columns[name].tolist()]
        for name, field in Date.model_fields.items()
    }
    dates = Dates(**told)
    for day in {*dates.start, *dates.end}:
        Date.model_validate({"end": day})
    for precision, basis in {*zip(dates.precision, dates.basis, strict=True)}:
        Date.model_validate({"precision": precision, "basis": basis})
    for start, end in zip(dates.start, dates.end, strict=True):
        if start and end and start > end:
            Date.model_validate({"start": start, "end": end})
    return dates


def _known(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if inner is not None}
