"""Tables as they are downloaded: CSV, also gzipped or zipped, read row by row with the number of each line."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from conflict_extract.articles import encoding_of
from conflict_extract.errors import ArticleError, RecordsError

_SEPARATORS = ",;\t|"
_SAMPLE = 1 << 18
# characters: UCDP names all its sources in one cell
_LONGEST_CELL = 4_000_000
_TABLES = (".csv", ".tsv", ".txt")
_GZIP, _ZIP, _OLD_WORKBOOK = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_AS_CSV = "name a table with the names of columns in its first line: .csv, .csv.gz or .zip"


class Table(NamedTuple):
    """The names of the columns in small letters, and each row with the number of its first line: its cells, or what is
    wrong with it."""

    names: Sequence[str]
    rows: Iterator[tuple[int, list[str] | str]]


@contextmanager
def reading(path: Path) -> Iterator[Table]:
    """Opens a table for the time of a block.

    Raises:
        RecordsError: the file cannot be read, is damaged, empty, or no table.
    """
    with ExitStack() as stack:
        try:
            with _opened(path) as sample:
                encoding = encoding_of(sample.read(_SAMPLE), str(path))
            stream = stack.enter_context(_opened(path))
            errors = "surrogateescape" if encoding == "utf-8" else "strict"
            text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
            stack.callback(text.detach)
            # the limit of the module holds for the whole process
            csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
            yield _table(text, path)
        except ArticleError as error:
            raise RecordsError(error.message, hint=error.hint) from error
        except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
            raise RecordsError(f"cannot read {path}: {error.strerror}", hint=_AS_CSV) from error
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error) or "it ends too early"
            raise RecordsError(f"cannot read {path}: {reason}", hint="is it whole? download it again") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith(_GZIP):
            with gzip.open(file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        elif head.startswith(_ZIP):
            with zipfile.ZipFile(file) as archive, archive.open(_only_table(archive, path)) as stream:
                yield stream
        elif head.startswith(_OLD_WORKBOOK):
            raise _workbook(path)
        else:
            yield file


def _only_table(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    members = archive.infolist()
    if any(each.filename == "[Content_Types].xml" for each in members):
        raise _workbook(path)
    tables = [
        each
        for each in members
        if each.filename.lower().endswith(_TABLES) and not each.filename.startswith("__MACOSX/")
    ]
    if len(tables) != 1:
        named = ", ".join(each.filename for each in tables) or "none"
        raise RecordsError(f"{path} should hold one table, and holds: {named}", hint="unpack it and name the table")
    return tables[0]


def _workbook(path: Path) -> RecordsError:
    return RecordsError(f"{path} is a workbook of a spreadsheet", hint="save its sheet as CSV (UTF-8), and name that")


def _table(text: io.TextIOWrapper, path: Path) -> Table:
    names, separator, line = _header(text, path)
    return Table(names, _rows(text, separator, len(names), line))


def _header(text: io.TextIOWrapper, path: Path) -> tuple[list[str], str, int]:
    """The names of the columns, what parts them, and the number of their line."""
    for number, line in enumerate(text, start=1):
        told = line.strip().lower()
        if not told or (told.startswith("sep=") and len(told) <= 5):  # a line for Excel
            continue
        separator = max(_SEPARATORS, key=line.count)
        names = next(csv.reader([line], delimiter=separator))
        return [name.strip().removeprefix("\ufeff").lower() for name in names], separator, number
    raise RecordsError(f"{path} is empty", hint=_AS_CSV)


def _rows(text: io.TextIOWrapper, separator: str, width: int, header: int) -> Iterator[tuple[int, list[str] | str]]:
    reader = csv.reader(text, delimiter=separator)
    while True:
        number = header + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"the row cannot be read: {error}"
            continue
        if len(cells) == width and (cells[0] or any(cells)):
            yield number, cells if _is_text(cells) else "its bytes are not UTF-8"
        elif any(cells):
            yield number, f"{len(cells)} cells, where the first line names {width} columns"


def _is_text(cells: list[str]) -> bool:
    """Whether no byte was carried along that does not fit."""
    joined = "".join(cells)
    return joined.isascii() or not any("\udc80" <= character <= "\udcff" for character in joined)
