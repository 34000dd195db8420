"""Which dataset a file is of, by the names of its columns; what is missing is named, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from conflict_extract.comparison import acled, ucdp, viina
from conflict_extract.comparison.coded import CodedFile, formats
from conflict_extract.comparison.tables import Table, reading
from conflict_extract.errors import RecordsError
from conflict_extract.normalize import Authorities

_READERS: dict[str, Callable[[CodedFile, Iterator[tuple[int, list[str]]], Sequence[str], Authorities], None]] = {
    "acled": acled.read,
    "ucdp": ucdp.read,
    "viina": viina.read,
    "viina_wide": viina.read_wide,
}
_NAMES = {
    "acled": "ACLED",
    "ucdp": "UCDP GED or Candidate",
    "viina": "VIINA 2.0 control",
    "viina_wide": "VIINA 1.0 control",
}

# What lacks up to this share of a dataset's columns is a file of it that is not whole.
_LACKING = 1 / 3


def read_coded(path: Path, authorities: Authorities | None = None) -> CodedFile:
    """The rows of a file of ACLED, UCDP GED or Candidate, or VIINA control.

    Args:
        path: a .csv file as it is downloaded, also gzipped or zipped.
        authorities: the tables that actors and places are looked up in; the packaged ones if None.

    Raises:
        RecordsError: the file cannot be read, its columns are those of none of them (it names which are missing), or
            no row of it can be used.
    """
    with reading(path) as table:
        dataset = _dataset(table, path)
        wanted: dict[str, Any] = formats()[dataset]
        found = CodedFile(wanted["outlet"], str(path))
        _READERS[dataset](found, _readable(table, found), table.names, authorities or Authorities())
    if not found.first_day:
        first = next(iter(found.failures), None)
        why = f"; {first.path}: {first.message}" if first else ""
        raise RecordsError(f"{path} holds no row that can be used{why}", hint="is it whole? download it again")
    return found


def _dataset(table: Table, path: Path) -> str:
    names = set(table.names)
    missing = {name: [each for each in _wanted(name, table.names) if each not in names] for name in _READERS}
    fitting = [name for name, lacks in missing.items() if not lacks]
    if fitting:
        return fitting[0]
    nearest = min(missing, key=lambda name: len(missing[name]) / len(_wanted(name, table.names)))
    lacks = ", ".join(missing[nearest])
    if len(missing[nearest]) <= len(_wanted(nearest, table.names)) * _LACKING:
        raise RecordsError(
            f"{path} lacks columns of {_NAMES[nearest]}: {lacks}",
            hint="download it with all its columns; docs/compare.md lists them",
        )
    some = any(name not in missing[nearest] for name in _wanted(nearest, table.names))
    near = f"of {_NAMES[nearest]}, the nearest, it lacks {lacks}; " if some else ""
    raise RecordsError(
        f"{path} is no file of {', '.join(_NAMES.values())} by its columns: {near}it has {', '.join(table.names[:12])}",
        hint="name a file of events as it is downloaded; docs/compare.md lists the columns",
    )


def _wanted(dataset: str, names: Sequence[str]) -> list[str]:
    told: dict[str, Any] = formats()[dataset]
    day = told.get("day")
    lacks_days = day and not any(name.startswith(day) for name in names)
    return [*told["needed"], *([f"{day}YYYYMMDD"] if lacks_days else [])]


def _readable(table: Table, found: CodedFile) -> Iterator[tuple[int, list[str]]]:
    """The rows that could be read; the others are noted."""
    for line, cells in table.rows:
        found.n_rows += 1
        if isinstance(cells, str):
            found.refuse(line, cells)
        else:
            yield line, cells
