"""Tables: CSV and TSV with the names of columns in the first line, an article a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from conflict_extract.articles._dates import Order
from conflict_extract.articles._encodings import encoding_of
from conflict_extract.articles._items import Found
from conflict_extract.articles._key_lookup import Keys
from conflict_extract.articles._key_tables import canonical
from conflict_extract.articles._key_values import date_value, looks_like_date, order_of
from conflict_extract.articles._keys import dates_of, item_of, names_article, names_text
from conflict_extract.articles._limits import LONGEST_ROW, MOST_BROKEN_LINES, MOST_READ_AGAIN, READ_AGAIN_RATIO
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError

_SEPARATORS = ",;\t|"
_SAMPLE = 1 << 18
# Lines behind an odd quotation mark that are taken for the rest of its text where they are not like rows.
_LONGEST_REST = 500
# How far is looked for dates that tell whether the day or the month comes first.
_LOOKED_AHEAD, _LOOKED_AHEAD_CHARACTERS = 500, 4_000_000

Row = tuple[int, dict[str, str] | ArticleError]


def is_table(head: bytes) -> bool:
    """Whether a file begins with the names of columns, that of the text and of other things about an article."""
    line = head.lstrip().partition(b"\n")[0]
    if len(line) > 2000 or b'":' in line:
        return False
    cells = _names(line.decode("utf-8", "replace"))
    return cells is not None and len(cells) > 2 and names_article(cells) and all(len(cell) < 60 for cell in cells)


def read(source: Source) -> Iterator[Found]:
    """The articles of a table of any size, row by row; a row that cannot be used is named by its line.

    Raises:
        ArticleError: nothing more can be read: no first line with names of columns, not text, damaged, empty.
        OSError: the file cannot be read.
    """
    encoding = encoding_of(_sample(source), source.shown)
    # The limit of the module holds for the whole process and is lower than that of an article.
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))
    with source.open() as stream:
        # A byte that does not fit is carried along and told with its row.
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        text = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline="")
        try:
            yield from _articles(_Lines(text), source.shown)
        finally:
            text.detach()


def _sample(source: Source) -> bytes:
    if source.path is None:
        return source.head
    with source.open() as stream:
        return stream.read(_SAMPLE)


def _articles(lines: _Lines, shown: str) -> Iterator[Found]:
    names, separator = _header(lines, shown)
    rows = _rows(lines, names, separator, shown)
    ahead: list[Row] = []
    for row in rows:
        ahead.append(row)
        if len(ahead) >= _LOOKED_AHEAD or lines.total > _LOOKED_AHEAD_CHARACTERS:
            break
    if not ahead:
        raise ArticleError(f"{shown} has no rows below the names of its columns", hint="remove it, or export it again")
    order = order_of(date for _, row in ahead if isinstance(row, dict) for date in dates_of(row))
    broken = 0
    for number, cells in chain(_emptied(ahead), rows):
        found = _article(cells, number, shown, order)
        yield found
        broken += isinstance(found, ArticleError)
        if broken > MOST_BROKEN_LINES:
            raise ArticleError(
                f"{shown} has more than {MOST_BROKEN_LINES:,} rows that cannot be used; "
                f"reading stopped at line {number:,}",
                hint="check that each row has as many cells as the first line",
            )


def _emptied(ahead: list[Row]) -> Iterator[Row]:
    """The rows of a list, which is emptied so that it holds none of them longer than needed."""
    ahead.reverse()
    while ahead:
        yield ahead.pop()


def _article(row: dict[str, str] | ArticleError, number: int, shown: str, order: Order | None) -> Found:
    if isinstance(row, ArticleError):
        return row
    name = f"{shown}, line {number}"
    try:
        return item_of(row, shown, name, order=order), name
    except ArticleError as error:
        return error


def _header(lines: _Lines, shown: str) -> tuple[list[str], str]:
    """The names of the columns, and what parts them.

    Raises:
        ArticleError: the first line names no column with a text.
    """
    for line in lines:
        told = line.strip().lower()
        if not told:
            continue
        if told.startswith("sep=") and len(told) <= 5:  # a line for Excel
            continue
        names = _names(line)
        if names is not None:
            separator = max(_SEPARATORS, key=lambda each: len(_cells([line], each) or ()))
            return names, separator
        first = " ".join(line.split())[:80]
        if canonical(first.partition(",")[0]) == "file":
            raise ArticleError(
                f"{shown} holds no texts: {first}", hint="if it says what other files are, give it as --metadata"
            )
        raise ArticleError(
            f"{shown}: its first line names no column of texts: {first}",
            hint='let its first line name the columns, the texts "text"; others are outlet, published, title, url, id',
        )
    raise ArticleError(f"{shown} is empty", hint="remove it, or export it again")


def _names(line: str) -> list[str] | None:
    """The names of columns that a line gives, parted by whatever gives most; null where none is that of a text."""
    readings = [cells for cells in (_cells([line], separator) for separator in _SEPARATORS) if cells]
    cells = max(readings, key=len, default=None)
    if cells is None or not names_text(dict.fromkeys(cells)):
        return None
    return [cell.strip().removeprefix("\ufeff") for cell in cells]


def _rows(lines: _Lines, names: list[str], separator: str, shown: str) -> Iterator[Row]:
    """The rows with the lines that they begin on; those that cannot be taken apart as errors.

    After a row with quotation marks in disorder, reading goes on where a row begins that is like the others.
    """
    in_disorder_until = 0
    while True:
        number = lines.number + 1
        cells, problem = _row(lines, separator, len(names))
        if cells is None and problem is None:
            return
        if cells == []:
            continue
        row = dict(zip(names, cells or (), strict=False))
        in_disorder = number <= in_disorder_until
        if problem is None and not (in_disorder and not _is_plausible(row)):
            in_disorder_until = 0
            yield number, _decoded(row, number, shown)
            continue
        last = number + len(lines.taken) - 1
        if not in_disorder or (problem and _begins_row(lines.taken[0], names, separator)):
            yield (
                number,
                ArticleError(
                    f"{shown}, line {number}: {problem}",
                    hint="put cells with separators or line breaks in quotation marks, and double those inside of them",
                ),
            )
        # What follows an odd mark is as likely the rest of its text as a row.
        odd = lines.taken[0].count('"') % 2 and in_disorder_until < number
        in_disorder_until = max(in_disorder_until, last, number + _LONGEST_REST if odd else 0)
        lines.read_again_from(1)
        if lines.read_again > MOST_READ_AGAIN + READ_AGAIN_RATIO * lines.total:
            raise ArticleError(
                f"{shown}: quotation marks are in disorder; reading stopped at line {number:,}",
                hint="export the table again, with quotation marks around texts",
            )


def _begins_row(line: str, names: list[str], separator: str) -> bool:
    """Whether a line that is no row begins like one."""
    row = dict(zip(names, _plain(line, separator), strict=False))
    return _is_plausible(row, surely=True)


def _row(lines: _Lines, separator: str, width: int) -> tuple[list[str] | None, str | None]:
    """The cells of the next row, or what is wrong with it; neither at the end of the file."""
    problem = None
    for escape in (None, "\\"):  # databases write \" inside of quotation marks
        lines.begin()
        try:
            cells = next(csv.reader(lines, delimiter=separator, strict=True, escapechar=escape), None)
        except csv.Error:
            problem = problem or "its quotation marks do not pair"
        except _TooLong:
            problem = problem or f"its quotation marks do not end within {LONGEST_ROW:,} characters"
        else:
            if cells is None or not cells:
                return cells, None
            if len(cells) > width and not any(cells[width:]):
                cells = cells[:width]
            if len(cells) == width:
                return cells, None
            problem = problem or f"{len(cells)} cells where the first line names {width}"
        if escape is None:
            if not lines.taken:
                return None, None
            unquoted = _unquoted(lines, separator, width)
            if unquoted is not None:
                lines.read_again_from(1)
                return unquoted, None
            if not any("\\" in line for line in lines.taken):
                break
            lines.read_again_from(0)
    return [""], problem


def _unquoted(lines: _Lines, separator: str, width: int) -> list[str] | None:
    """The cells of a line in a table that knows no quotation marks.

    Where those of the line do not pair, this may as well be the beginning of a text in several lines; then the next
    line tells.
    """
    cells = _plain(lines.taken[0], separator)
    if len(cells) != width or width < 2:
        return None
    if lines.taken[0].count('"') % 2:
        following = lines.taken[1] if len(lines.taken) > 1 else lines.peek()
        if len(_plain(following, separator)) != width:
            return None
    return cells


def _plain(line: str, separator: str) -> list[str]:
    return line.rstrip("\r\n").split(separator)


def _cells(lines: list[str], separator: str) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=separator, strict=True), None)
    except csv.Error:
        return None


def _is_plausible(row: dict[str, str], *, surely: bool = False) -> bool:
    """Whether what stands under the names of dates and addresses is written like them; perhaps, where nothing does."""
    known = Keys(row)
    dates = list(known.all_of("published"))
    if dates:
        return any(looks_like_date(value) or date_value(value) for _, value in dates)
    addresses = list(known.all_of("url"))
    return any(str(value).startswith("http") for _, value in addresses) if addresses else not surely


def _decoded(row: dict[str, str], number: int, shown: str) -> dict[str, str] | ArticleError:
    """The row, or an error where one of its cells has bytes that are not UTF-8."""
    for value in row.values():
        if not value.isascii() and any("\udc80" <= character <= "\udcff" for character in value):
            return ArticleError(f"{shown}, line {number} is not UTF-8", hint="save the table as UTF-8")
    return row


class _TooLong(Exception):
    """A row that does not end."""


class _Lines:
    """The lines of a file, of which those that the last row took can be read again.

    `number` counts the lines that were read, `total` their characters, `read_again` the characters read more than once.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: list[str] = []
        self._size = 0
        self.taken: list[str] = []
        self.number = 0
        self.total = 0
        self.read_again = 0

    def begin(self) -> None:
        """Forgets the lines of the last row."""
        self.taken = []
        self._size = 0

    def peek(self) -> str:
        """The next line; empty at the end."""
        if not self._waiting:
            line = self._stream.readline(LONGEST_ROW)
            self.total += len(line)
            self._waiting.append(line)
        return self._waiting[-1]

    def read_again_from(self, position: int) -> None:
        """Gives back the lines of the last row from one on."""
        back = self.taken[position:]
        self.number -= len(back)
        self.read_again += sum(map(len, back))
        self._waiting.extend(reversed(back))
        self.taken = self.taken[:position]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > LONGEST_ROW:
            raise _TooLong
        if self._waiting:
            line = self._waiting.pop()
        else:
            line = self._stream.readline(LONGEST_ROW)
            self.total += len(line)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        self.taken.append(line)
        return line
