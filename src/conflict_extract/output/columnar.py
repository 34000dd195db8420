"""Events as typed columns: a data frame of pandas or of polars, and a Parquet file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, overload

from conflict_extract._files import cannot_write, made_whole
from conflict_extract.errors import OutputError
from conflict_extract.output.collection import Collection
from conflict_extract.output.rows import COLUMN_TYPES, Cells, ColumnType, as_cells

if TYPE_CHECKING:
    import pandas
    import polars

Frames = Literal["pandas", "polars"]
_SQL_TYPES: Final[dict[ColumnType, str]] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "date": "DATE",
}


@overload
def to_frame(told: Collection | Iterable[Cells], library: Literal["pandas"] = "pandas") -> pandas.DataFrame: ...
@overload
def to_frame(told: Collection | Iterable[Cells], library: Literal["polars"]) -> polars.DataFrame: ...
def to_frame(told: Collection | Iterable[Cells], library: Frames = "pandas") -> pandas.DataFrame | polars.DataFrame:
    """One row an event with the columns of `COLUMNS`, typed also where there are no events.

    `date_start` and `date_end` are dates (in pandas `datetime64[s]`), null where unknown or no full date.
    `first_reported` and `last_reported` stay text, because some outlets give a day and others a moment.

    Args:
        told: the events, or their cells, so many at a time, in the order of `rows`.
        library: whose data frame it is to be; polars has to be installed.

    Raises:
        OutputError: there is no such library, or it is not installed.
    """
    pages = list(as_cells(told))
    columns = {column: [cell for cells in pages for cell in cells[column]] for column in COLUMN_TYPES}
    if library == "pandas":
        return _pandas_frame(columns)
    if library == "polars":
        return _polars_frame(columns)
    raise OutputError(f"no data frame of {library!r}", hint='ask for "pandas" or "polars"')


def _pandas_frame(columns: Cells) -> pandas.DataFrame:
    import pandas

    series: dict[str, pandas.Series] = {}
    for column in COLUMN_TYPES:
        values = columns[column]
        match COLUMN_TYPES[column]:
            case "text":
                series[column] = pandas.Series(values, dtype="string")
            case "integer":
                series[column] = pandas.Series(values, dtype="Int64")
            case "decimal":
                series[column] = pandas.Series(values, dtype="float64")
            case "date":
                dates = pandas.Series(values, dtype="object")
                # The unit is fixed because the default one differs between pandas 2 and 3.
                parsed = pandas.to_datetime(dates, errors="coerce", format="%Y-%m-%d")
                series[column] = parsed.astype("datetime64[s]")
    return pandas.DataFrame(series)


def _polars_frame(columns: Cells) -> polars.DataFrame:
    try:
        import polars
    except ImportError as error:
        raise OutputError("polars is not installed", hint="pip install polars") from error

    types = {"text": polars.String, "integer": polars.Int64, "decimal": polars.Float64, "date": polars.String}
    frame = polars.DataFrame(columns, schema={column: types[kind] for column, kind in COLUMN_TYPES.items()})
    dates = [column for column, kind in COLUMN_TYPES.items() if kind == "date"]
    return frame.with_columns(polars.col(dates).str.to_date("%Y-%m-%d", strict=False))


def write_parquet(told: Collection | Iterable[Cells], path: Path | str) -> None:
    """Writes one row an event as Parquet, flat and typed: VARCHAR, BIGINT, DOUBLE and DATE.

    Args:
        told: the events, or their cells, so many at a time, in the order of `rows`.
        path: where to.

    Raises:
        OutputError: the file cannot be written.
    """
    import duckdb

    path = Path(path)
    columns = ", ".join(
        f'CAST("{column}" AS {_SQL_TYPES[kind]}) AS "{column}"' for column, kind in COLUMN_TYPES.items()
    )
    types = ", ".join(f'"{column}" {_SQL_TYPES[kind]}' for column, kind in COLUMN_TYPES.items())
    # One thread, so that the same events give the same bytes.
    settings: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "200MB"}
    with made_whole(path) as part:
        try:
            with duckdb.connect(str(part.with_name(f"{part.name}.duckdb")), config=settings) as connection:
                connection.execute(f"CREATE TABLE events ({types})")
                for cells in as_cells(told):
                    frame = _pandas_frame(cells)  # noqa: F841 (found by its name)
                    connection.execute(f"INSERT INTO events SELECT {columns} FROM frame")  # noqa: S608 (our own column names)
                connection.table("events").write_parquet(str(part), compression="zstd")
        except duckdb.Error as error:
            raise cannot_write(path, error) from error
