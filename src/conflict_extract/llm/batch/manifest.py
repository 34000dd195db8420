"""The manifest of a batch, in DuckDB: which request stands in which file, where that file is, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import duckdb

from conflict_extract.errors import RecordsError

NAME = "batch.duckdb"
VERSION = 1
# planned → uploading → uploaded → submitting → submitted → fetched; or failed, cancelled
FileState = Literal["planned", "uploading", "uploaded", "submitting", "submitted", "failed", "cancelled", "fetched"]
# waiting → answered, failed (to be planned again) or refused (never to be answered)
RequestState = Literal["waiting", "answered", "failed", "refused"]

_DUCKDB: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "100MB", "threads": 1}
_TABLES = """
CREATE TABLE plan (version INTEGER, id VARCHAR, model VARCHAR, endpoint VARCHAR, cache_dir VARCHAR,
    prompt_version VARCHAR);
CREATE TABLE refused_parameters (name VARCHAR);
CREATE TABLE files (number INTEGER, name VARCHAR, sha256 VARCHAR, bytes BIGINT, requests INTEGER,
    about_in BIGINT, about_out BIGINT, most_in BIGINT, most_out BIGINT,
    state VARCHAR, attempt INTEGER, input_id VARCHAR, batch_id VARCHAR, status VARCHAR, message VARCHAR,
    completed INTEGER, failed INTEGER, tokens_in BIGINT, tokens_out BIGINT);
CREATE TABLE requests (key VARCHAR, file INTEGER, line INTEGER, state VARCHAR, code VARCHAR, message VARCHAR);
"""


@dataclass(frozen=True)
class Plan:
    """What every key of a batch depends on, and where its answers go.

    Attributes:
        id: tells this batch from others, also at the provider.
        model, endpoint: as `run` is given them.
        cache_dir: the folder of the cache.
        prompt_version: of instructions, examples and schema.
    """

    id: str
    model: str
    endpoint: str
    cache_dir: str
    prompt_version: str


@dataclass(frozen=True)
class BatchFile:
    """One file of requests. `about_…` are guesses of its tokens, `most_…` what it can need at most, `tokens_…` what its
    answers took. `status` is the provider's word for the batch, `attempt` how often the file was submitted before.
    """

    number: int
    name: str
    sha256: str
    bytes: int
    requests: int
    about_in: int
    about_out: int
    most_in: int
    most_out: int
    state: FileState = "planned"
    attempt: int = 0
    input_id: str = ""
    batch_id: str = ""
    status: str = ""
    message: str = ""
    completed: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of one request; code and message say why there is no answer."""

    state: RequestState
    code: str = ""
    message: str = ""


class Manifest:
    """The manifest of one batch folder.

    Args:
        folder: where it lies.

    Raises:
        RecordsError: there is none, or it cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / NAME).exists():
            raise RecordsError(
                f"{folder} holds no batch", hint="make one with: conflict-extract batch plan PATH… --to FOLDER"
            )
        try:
            self._connection = duckdb.connect(str(folder / NAME), config=_DUCKDB)
            row = self._connection.execute("FROM plan").fetchone()
        except duckdb.Error as error:
            raise RecordsError(
                f"{folder / NAME} cannot be read: {str(error).splitlines()[0]}",
                hint="another program may have it open; else choose another folder",
            ) from error
        if row is None or row[0] != VERSION:
            raise RecordsError(f"{folder / NAME} is of another version", hint="choose another folder")
        self.plan = Plan(*row[1:])

    @classmethod
    def open_or_make(cls, folder: Path, model: str, endpoint: str, cache_dir: Path, prompt_version: str) -> Self:
        """The manifest of a folder, which is made where there is none.

        Raises:
            RecordsError: the folder holds a batch for another model, endpoint, cache or prompt.
        """
        wanted = Plan(uuid.uuid4().hex, model, endpoint, str(cache_dir.resolve()), prompt_version)
        if not (folder / NAME).exists():
            part = folder / f"{NAME}.part"
            for scrap in folder.glob(f"{part.name}*"):  # and its log, which DuckDB would play again
                scrap.unlink()
            with duckdb.connect(str(part), config=_DUCKDB) as connection:
                connection.execute(_TABLES)
                connection.execute("INSERT INTO plan VALUES (?, ?, ?, ?, ?, ?)", [VERSION, *vars(wanted).values()])
            part.replace(folder / NAME)
        found = cls(folder)
        for what in ("model", "endpoint", "cache_dir", "prompt_version"):
            there, now = getattr(found.plan, what), getattr(wanted, what)
            if there != now:
                found.close()
                raise RecordsError(
                    f"the batch in {folder} was planned with {what} {there}, not {now}", hint="choose another folder"
                )
        return found

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All or nothing of what a block changes."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    # -- files -------------------------------------------------------------------------------------------------

    def files(self, *states: FileState) -> list[BatchFile]:
        """The files in their order; those in some states, or all."""
        rows = self._connection.execute("FROM files ORDER BY number").fetchall()
        return [each for each in (BatchFile(*row) for row in rows) if not states or each.state in states]

    def add(self, file: BatchFile, keys: Sequence[str]) -> None:
        """Takes in a file that is written, with the keys of its lines in their order."""
        with self.at_once():
            marks = ", ".join("?" * len(vars(file)))
            self._connection.execute(f"INSERT INTO files VALUES ({marks})", list(vars(file).values()))  # noqa: S608
            self._connection.execute(
                "INSERT INTO requests SELECT unnest($keys), $file, unnest(range(1, $count + 1)), 'waiting', '', ''",
                {"keys": list(keys), "file": file.number, "count": len(keys)},
            )

    def change(self, number: int, **fields: str | int) -> None:
        """Changes fields of a file."""
        names = ", ".join(f"{name} = ${name}" for name in fields)
        self._connection.execute(f"UPDATE files SET {names} WHERE number = $number", {**fields, "number": number})  # noqa: S608

    # -- requests ----------------------------------------------------------------------------------------------

    def waiting(self) -> Iterator[str]:
        """The keys of all requests that wait for an answer."""
        cursor = self._connection.cursor().execute("SELECT key FROM requests WHERE state = 'waiting'")
        while rows := cursor.fetchmany(10_000):
            yield from (key for (key,) in rows)

    def states(self, keys: Iterable[str]) -> dict[str, tuple[int, RequestState]]:
        """File and state of those keys that are known: of several files one that waits, else the last."""
        rows = self._connection.execute(
            """SELECT key, file, state FROM requests WHERE key IN (SELECT unnest($keys))
            ORDER BY state = 'waiting', file""",
            {"keys": list(keys)},
        ).fetchall()
        return {key: (file, state) for key, file, state in rows}

    def failures(self, keys: Iterable[str], passing: Iterable[str]) -> dict[str, int]:
        """How often requests have failed, accidents of some codes aside."""
        rows = self._connection.execute(
            """SELECT key, count(*) FROM requests WHERE key IN (SELECT unnest($keys)) AND state = 'failed'
            AND code NOT IN (SELECT unnest($passing)) GROUP BY key""",
            {"keys": list(keys), "passing": list(passing)},
        ).fetchall()
        return dict(rows)

    def settle(self, outcomes: Mapping[str, Outcome]) -> None:
        """Says what became of requests; whatever file they stand in, of those that have an answer that is the word."""
        if not outcomes:
            return
        self._connection.execute(
            """UPDATE requests SET state = told.state, code = told.code, message = told.message
            FROM (SELECT unnest($keys) AS key, unnest($states) AS state, unnest($codes) AS code,
                unnest($messages) AS message) AS told
            WHERE requests.key = told.key AND (requests.state = 'waiting'
                OR (told.state = 'answered' AND requests.state != 'answered'))""",
            {
                "keys": list(outcomes),
                "states": [each.state for each in outcomes.values()],
                "codes": [each.code for each in outcomes.values()],
                "messages": [each.message for each in outcomes.values()],
            },
        )

    def key_at(self, number: int, line: int) -> str | None:
        """The key of the request in a line of a file, counted from 1."""
        found = self._connection.execute(
            "SELECT key FROM requests WHERE file = ? AND line = ?", [number, line]
        ).fetchone()
        return found[0] if found else None

    def end_file(self, number: int, state: FileState, code: str, message: str) -> int:
        """Says that a file brings no more; its requests that still wait have failed. Returns how many those are."""
        with self.at_once():
            told: Any = self._connection.execute(
                """UPDATE requests SET state = 'failed', code = $code, message = $message
                WHERE file = $number AND state = 'waiting'""",
                {"code": code, "message": message, "number": number},
            ).fetchone()
            counts = self.counts(number)
            failed = sum(counts.get(each, 0) for each in ("failed", "refused"))
            self.change(number, state=state, completed=counts.get("answered", 0), failed=failed)
        return int(told[0])

    def counts(self, number: int | None = None) -> dict[str, int]:
        """How many requests are in which state, of one file or of all."""
        rows = self._connection.execute(
            "SELECT state, count(*) FROM requests WHERE $number IS NULL OR file = $number GROUP BY state",
            {"number": number},
        ).fetchall()
        return dict(rows)

    def reasons(self, most: int = 10) -> list[tuple[str, str, str, int]]:
        """State, code, message and number of what has no answer, the most frequent first."""
        rows: list[tuple[str, str, str, int]] = self._connection.execute(
            """SELECT state, code, any_value(message), count(*) AS number FROM requests
            WHERE state IN ('failed', 'refused') AND key NOT IN (SELECT key FROM requests WHERE state = 'answered')
            GROUP BY state, code, message ORDER BY number DESC, code, message LIMIT ?""",
            [most],
        ).fetchall()
        return rows

    # -- what the endpoint does not take -----------------------------------------------------------------------

    def refused_parameters(self) -> set[str]:
        """Parameters that the endpoint was found not to take."""
        return {name for (name,) in self._connection.execute("SELECT DISTINCT name FROM refused_parameters").fetchall()}

    def refuse_parameters(self, names: Iterable[str]) -> None:
        """Keeps that the endpoint does not take some parameters."""
        for name in set(names) - self.refused_parameters():
            self._connection.execute("INSERT INTO refused_parameters VALUES (?)", [name])
