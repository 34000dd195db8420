"""Events as typed columns: a pandas data frame and a Parquet file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conflict_extract.errors import OutputError
from conflict_extract.output.collection import Collection
from conflict_extract.output.rows import COLUMN_TYPES, ColumnType, rows

if TYPE_CHECKING:
    import pandas

_SQL_TYPES: Final[dict[ColumnType, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "date": "DATE",
}


def to_frame(collection: Collection) -> pandas.DataFrame:
    """One row an event with the columns of `COLUMNS`, typed also where there are no events.

    Text is `string`, whole numbers `Int64`, coordinates `float64`; `date_start` and `date_end` are
    `datetime64[s]`, NaT where unknown or no full date. `first_reported` and `last_reported` stay text, because
    some outlets give a day and others a moment.
    """
    import pandas

    table = rows(collection)
    columns: dict[str, pandas.Series] = {}
    for column, kind in COLUMN_TYPES.items():
        values = [row[column] for row in table]
        match kind:
            case "text":
                columns[column] = pandas.Series(values, dtype="string")
            case "integer":
                columns[column] = pandas.Series(values, dtype="Int64")
            case "decimal":
                columns[column] = pandas.Series(values, dtype="float64")
            case "date":
                dates = pandas.Series(values, dtype="object")
                # The unit is fixed because the default one differs between pandas 2 and 3.
                parsed = pandas.to_datetime(dates, errors="coerce", format="%Y-%m-%d")
                columns[column] = parsed.astype("datetime64[s]")
    return pandas.DataFrame(columns)


def write_parquet(collection: Collection, path: Path | str) -> None:
    """Writes one row an event as Parquet, flat and typed: VARCHAR, BIGINT, DOUBLE and DATE.

    Raises:
        OutputError: the file cannot be written.
    """
    import duckdb

    path = Path(path)
    frame = to_frame(collection)
    columns = ", ".join(
        f'CAST("{column}" AS {_SQL_TYPES[kind]}) AS "{column}"' for column, kind in COLUMN_TYPES.items()
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder,
            # One thread, so that the same events give the same bytes.
            duckdb.connect(config={"threads": 1}) as connection,
        ):
            part = Path(folder) / "part.parquet"
            connection.register("events", frame)
            connection.sql(f"SELECT {columns} FROM events").write_parquet(str(part), compression="zstd")  # noqa: S608 (our own column names)
            with part.open("rb") as stream:
                os.fsync(stream.fileno())
            part.replace(path)
    except (OSError, duckdb.Error) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise OutputError(
            f"cannot write {path}: {reason}", hint="choose another folder, or free space or rights there"
        ) from error
