"""CSV files that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from conflict_extract._characters import UNSEEN
from conflict_extract._files import write_whole
from conflict_extract.output.collection import Collection
from conflict_extract.output.rows import COLUMN_TYPES, COLUMNS, Cells, as_cells

# What spreadsheets take for a formula, after OWASP's page on CSV injection. Full-width and small forms count in some
# locales, which NFKC tells; what is blank or cannot be seen before the sign is cut off by some programs on import.
_FORMULA_SIGNS: Final = frozenset("=+-@")
_FORMULA_CONTROLS: Final = ("\t", "\r", "\n")
# most cells begin with one of these, and need no further look
_HARMLESS: Final = frozenset(string.ascii_letters + string.digits)
_UNSEEN: Final = re.compile(rf"[\s\x00-\x1f\x7f{UNSEEN}]+")


def write_csv(told: Collection | Iterable[Cells], path: Path | str) -> None:
    """Writes one row an event as CSV (RFC 4180, UTF-8), with the columns of `COLUMNS`; unknown cells are empty.

    Text that a spreadsheet would run gets an apostrophe in front; numbers stay numbers.

    Args:
        told: the events, or their cells, so many at a time, in the order of `rows`.
        path: where to.

    Raises:
        OutputError: the file cannot be written.
    """
    with write_whole(Path(path)) as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for cells in as_cells(told):
            writer.writerows(zip(*(_safe(cells[column], column) for column in COLUMNS), strict=True))


def _safe(cells: Sequence[Any], column: str) -> Sequence[object]:
    """The cells of a column, defused where they are text."""
    if COLUMN_TYPES[column] != "text":
        return cells
    return [cell if cell is None or cell[:1] in _HARMLESS else defused(cell) for cell in cells]


def write_cells(columns: Sequence[str], table: Iterable[Mapping[str, object]], path: Path) -> None:
    """Writes a header and rows as defused CSV, whole or not at all.

    Args:
        columns: the keys of the rows, in order; they are the header.
        table: rows of str, int, float or None.
        path: where to.

    Raises:
        OutputError: the file cannot be written.
    """
    with write_whole(path) as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in table:
            writer.writerow([defused(row[column]) for column in columns])


def defused(cell: object) -> object:
    """The cell as it may stand in a CSV file: text that a spreadsheet would run begins with an apostrophe."""
    if not isinstance(cell, str) or not cell or cell[0] in _HARMLESS:
        return cell
    first = _UNSEEN.sub("", cell[:1000])[:1]
    runs = cell.startswith(_FORMULA_CONTROLS) or unicodedata.normalize("NFKC", first)[:1] in _FORMULA_SIGNS
    return f"'{cell}" if runs else cell
