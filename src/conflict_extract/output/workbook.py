"""The tables of an event set as an Excel workbook (Office Open XML), one sheet a table."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from conflict_extract._counted import counted
from conflict_extract._files import cannot_write, made_whole
from conflict_extract.output._libraries import needed
from conflict_extract.output.rows import Cells, ColumnType
from conflict_extract.output.spreadsheet import defused
from conflict_extract.output.tables import Denials, Tables, column_types, whole_day, writable

SHEETS: Final = ("events", "records", "control", "denials", "articles")
# What Excel takes (Microsoft, "Excel specifications and limits"); characters are units of UTF-16.
MOST_ROWS: Final = 1_048_576
MOST_CHARACTERS: Final = 32_767
# Excel takes 1900 for a leap year, so before this day programs do not agree which day a number is.
_FIRST_DAY: Final = date(1900, 3, 1)
_CREATED: Final = datetime(2000, 1, 1)
_WIDTHS: Final[Mapping[ColumnType, int]] = {"text": 18, "date": 11, "integer": 11, "decimal": 11}
_WIDE: Final = {"quote": 60, "claim": 40, "title": 40, "url": 40}


def write_workbook(tables: Tables, path: Path | str) -> tuple[str, ...]:
    """Writes one sheet a table, with a frozen header and filters; numbers and days are typed.

    A day before 1 March 1900 and what is no whole day (a month, a year) stand as text. Nothing is a formula or a link,
    whatever it looks like. Rows beyond Excel's limit go on in a further sheet ("records 2"); a text beyond it is cut
    and ends with an ellipsis.

    Args:
        tables: what to write; it is gone through once.
        path: where to.

    Returns:
        What there is to say of the file, in sentences.

    Raises:
        OutputError: the file cannot be written, or the library that writes it is not installed.
    """
    path = Path(path)
    library = needed("xlsxwriter", str(path))
    with made_whole(path) as part:
        options = {"constant_memory": True, "tmpdir": str(part.parent)}
        workbook = library.Workbook(str(part), options)
        workbook.set_properties({"created": _CREATED})
        formats = {
            "header": workbook.add_format({"bold": True, "bottom": 1}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            # as a text also after somebody has opened the cell
            "signed": workbook.add_format({"quote_prefix": True}),
        }
        sheets = {name: _Sheet(workbook, name, formats) for name in SHEETS}
        try:
            _fill(sheets, tables)
        except Exception:
            with suppress(Exception):  # it only closes the files that rows wait in
                workbook.close()
            raise
        try:
            workbook.close()
        except library.exceptions.XlsxWriterException as error:
            raise cannot_write(path, error) from error
    return tuple(note for sheet in sheets.values() for note in sheet.notes)


def _fill(sheets: Mapping[str, _Sheet], tables: Tables) -> None:
    denials = Denials()
    for some in tables.parts:
        sheets["events"].append(some.events)
        sheets["records"].append(some.records)
        denials.take(some.events)
    for name, told in (("control", tables.control), ("denials", [denials.cells()]), ("articles", tables.articles)):
        for cells in told:
            sheets[name].append(cells)
    for sheet in sheets.values():
        sheet.finish()


class _Sheet:
    """The sheets of one table, which grow so many rows at a time.

    Args:
        workbook: of xlsxwriter.
        name: of the table.
        formats: of the workbook, by name.
    """

    def __init__(self, workbook: Any, name: str, formats: Mapping[str, Any]) -> None:
        self._workbook, self._name, self._formats = workbook, name, formats
        self._types = column_types(name)
        self._sheets = 0
        self._cut = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._workbook.add_worksheet(name)
        self._row = 0
        for at, (column, kind) in enumerate(self._types.items()):
            self._sheet.set_column(at, at, _WIDE.get(column, _WIDTHS[kind]))
            self._sheet.write_string(0, at, column, self._formats["header"])
        self._sheet.freeze_panes(1, 0)

    def append(self, cells: Cells) -> None:
        """Writes rows behind those that are there."""
        columns = [(at, self._types[column], cells[column]) for at, column in enumerate(self._types)]
        for number in range(len(columns[0][2])):
            if self._row + 1 == MOST_ROWS:
                self.finish()
                self._begin()
            self._row += 1
            for at, kind, values in columns:
                if (value := values[number]) is not None:
                    self._write(at, kind, value)

    def _write(self, at: int, kind: ColumnType, value: Any) -> None:
        if kind == "text":
            self._write_text(at, str(value))
        elif kind == "date":
            day = whole_day(value)
            if day is None or day < _FIRST_DAY:
                self._write_text(at, value)
            else:
                self._sheet.write_datetime(self._row, at, day, self._formats["date"])
        else:
            self._sheet.write_number(self._row, at, value)

    def _write_text(self, at: int, text: str) -> None:
        told = writable(text)
        if len(told) * 2 > MOST_CHARACTERS and (units := told.encode("utf-16-le"))[2 * MOST_CHARACTERS :]:
            self._cut += 1
            # half of a character that takes two units is left out
            told = units[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "\N{HORIZONTAL ELLIPSIS}"
        self._sheet.write_string(self._row, at, told, None if defused(told) is told else self._formats["signed"])

    def finish(self) -> None:
        """Sets the filters, once all rows of the sheet are there."""
        self._sheet.autofilter(0, 0, self._row, len(self._types) - 1)

    @property
    def notes(self) -> list[str]:
        """What there is to say of the table."""
        found = []
        if self._sheets > 1:
            last = f" to {self._sheets}" if self._sheets > 2 else ""
            found.append(f"{self._name}: more than a sheet holds, so they go on in {self._name} 2{last}")
        if self._cut:
            found.append(
                f"{self._name}: {counted(self._cut, 'text')} cut to the {MOST_CHARACTERS:,} characters of a cell"
            )
        return found
