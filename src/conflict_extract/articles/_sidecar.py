"""A table beside the articles, which says of their files what these do not say of themselves, or say wrongly."""

from __future__ import annotations

import codecs
import csv
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from conflict_extract.articles._dates import Order, parse_published
from conflict_extract.articles._encodings import check_characters
from conflict_extract.articles._items import Item
from conflict_extract.articles._key_tables import canonical
from conflict_extract.articles._key_values import date_value, is_nothing, order_of
from conflict_extract.articles._make import display, normalised, tidy
from conflict_extract.errors import ArticleError, SettingsError

# Its columns beside `file`, and the fields of an article that they give.
COLUMNS = {
    "outlet": "outlet",
    "published": "published",
    "title": "title",
    "url": "url",
    "language": "language",
    "id": "external_id",
}
# What can be said of all articles of one file at once.
_OF_A_FILE = frozenset(("outlet", "published", "language"))
_SEPARATORS = ",;\t"
_LARGEST = 50_000_000
_FORMULA_SIGNS = "=+-@\t\r"


@dataclass(frozen=True)
class _Row:
    """One row: the line that it stands on, what it calls its file or article, and what it gives, by fields."""

    line: int
    file: str
    values: Mapping[str, str]


class Sidecar:
    """What a table says of article files: a row a file, or a row an article where a file holds several.

    Its column `file` names them by their path, as short as tells one file apart; an article of several in a file is
    named as messages name it (`export.csv, line 3`). A cell that is empty says nothing.

    Args:
        path: a CSV file whose first line names its columns.

    Raises:
        SettingsError: it cannot be read, or its first line does not name `file` and one of `COLUMNS`.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self.shown = display(path)
        self._problems: list[ArticleError] = []
        self._rows = list(self._read(_lines(self._path, self.shown)))
        # by the absolute path of the file, and what names the article in it ("" for all that it holds)
        self._by_article: dict[tuple[str, str], _Row] = {}
        self._met: set[tuple[str, str]] = set()

    def is_at(self, path: Path | None) -> bool:
        """Whether this is the file of the table itself, which may lie among the articles."""
        return path is not None and _absolute(path) == _absolute(self._path)

    def assign(self, files: Iterable[str]) -> None:
        """Finds out which row speaks of which of the files."""
        by_name: dict[str, dict[str, None]] = defaultdict(dict)
        for file in files:
            absolute = _absolute(file)
            by_name[PurePath(absolute).name][absolute] = None
        speaking: dict[tuple[str, str], list[_Row]] = defaultdict(list)
        for row in self._rows:
            found, article = self._files_of(row, by_name)
            if len(found) == 1:
                speaking[found[0], article].append(row)
            elif found:
                shown = " and ".join(found[:2])
                self._say(row.line, f"{row.file} could be {len(found)} files", f"write more of its path: {shown}")
            else:
                hint = "write the path as `conflict-extract articles PATH --csv` does, or remove the row"
                self._say(row.line, f"no file that was given is called {row.file}", hint)
        for key, rows in speaking.items():
            if all(row.values == rows[0].values for row in rows):
                self._by_article[key] = rows[0]
            else:
                lines = " and ".join(str(row.line) for row in rows)
                message = f"lines {lines} speak of one file, {rows[0].file}, and none of them was used"
                self._problems.append(ArticleError(f"{self.shown}: {message}", hint="keep one of them"))

    def completed(self, item: Item, shown: str, name: str) -> Item:
        """An item with what the table says of it, which comes before what its file says.

        Args:
            item: text and metadata.
            shown: its file, as messages call it.
            name: the item, as messages call it: the file, with what tells it apart there where that holds several.
        """
        file = _absolute(shown)
        article = name[len(shown) :].removeprefix(", ") if name.startswith(shown) else ""
        for part in ("", article) if article else ("",):
            row = self._by_article.get((file, part))
            if row is None:
                continue
            values = dict(row.values)
            if article and not part:
                values = {field: value for field, value in values.items() if field in _OF_A_FILE}
                if len(values) < len(row.values) and (file, part) not in self._met:
                    hint = f"give title, url and id for each of its articles, called as in: {name}"
                    self._say(row.line, f"{row.file} holds several articles, with a title, url or id each", hint)
            self._met.add((file, part))
            origin = f"{self.shown}, line {row.line}"
            item = replace(
                item,
                **values,
                stated=item.stated | set(values),
                origins={**item.origins, **dict.fromkeys(values, origin)},
            )
        return item

    def problems(self) -> Iterator[ArticleError]:
        """What is wrong with it and was not told before."""
        while self._problems:
            yield self._problems.pop(0)

    def unmet(self) -> Iterator[ArticleError]:
        """Its rows on articles that their files turned out not to hold."""
        for (file, article), row in self._by_article.items():
            if article and (file, article) not in self._met:
                hint = "name it as `conflict-extract articles PATH --csv` does, or remove the row"
                self._say(row.line, f"no article that was read is called {row.file}", hint)
        yield from self.problems()

    def _say(self, line: int, message: str, hint: str) -> None:
        self._problems.append(ArticleError(f"{self.shown}, line {line}: {message}", hint=hint))

    def _read(self, lines: Sequence[str]) -> Iterator[_Row]:
        """The rows below the first line.

        Raises:
            SettingsError: there is no such line.
        """
        first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("sep=")), None)
        if first is None:
            raise SettingsError(f"{self.shown} is empty", hint=_hint())
        separator = max(_SEPARATORS, key=lambda each: len(_cells(lines[first], each) or ()))
        columns = self._columns(_cells(lines[first], separator) or [], first + 1)
        rows = []
        for line, written in enumerate(lines[first + 1 :], start=first + 2):
            cells = _cells(written, separator)
            if cells is None or any(map(str.strip, cells[len(columns) :])):
                wrong = "its quotation marks do not pair"
                if cells is not None:
                    wrong = f"it has {len(cells)} cells, and the first line {len(columns)}"
                self._say(line, wrong, "put a cell that holds a separator in quotation marks, and on one line")
                continue
            row = {
                column: cell for column, cell in zip(columns, cells, strict=False) if column and not is_nothing(cell)
            }
            if row and "file" not in row:
                self._say(line, "it names no file", "name one under file, or remove the row")
            elif len(row) > 1:
                rows.append((line, {column: _plain(cell) for column, cell in row.items()}))
        order = order_of(row.get("published") for _, row in rows)
        for line, row in rows:
            values = {COLUMNS[column]: cell for column, cell in row.items() if column not in ("file", "published")}
            if "published" in row and (published := self._date(row["published"], order, line)):
                values["published"] = published
            yield _Row(line, row["file"], values)

    def _columns(self, names: Sequence[str], line: int) -> list[str]:
        """The columns by their names, "" for those that are not used."""
        columns: list[str] = []
        for name in names:
            column = canonical(name)
            known = (column == "file" or column in COLUMNS) and column not in columns
            columns.append(column if known else "")
            if not known and name.strip():
                problem = "twice" if column in columns else "not known"
                self._say(line, f"the column {name.strip()[:60]!r} is {problem} and was not used", _hint())
        if "file" not in columns or not any(column in COLUMNS for column in columns):
            raise SettingsError(f"{self.shown}: its first line names no column file, or none beside it", hint=_hint())
        return columns

    def _date(self, cell: str, order: Order | None, line: int) -> str | None:
        published = date_value(cell, order)
        if published is None:
            try:
                return parse_published(cell, order)
            except ArticleError as error:
                self._say(line, f"under published, {error.message}; it was not used", error.hint)
        return published

    def _files_of(self, row: _Row, by_name: Mapping[str, Mapping[str, None]]) -> tuple[list[str], str]:
        """The files that a row can speak of, and which article in them."""
        parts = row.file.split(", ")
        for end in range(len(parts), 0, -1):
            path = ", ".join(parts[:end])
            found = _matching(path, by_name, (Path(), self._path.parent))
            if found:
                return found, ", ".join(parts[end:])
        return [], ""


def _hint() -> str:
    return f"the first line names the columns: file, and of {', '.join(COLUMNS)} those that you give"


def _lines(path: Path, shown: str) -> list[str]:
    """The lines of the file, whose encoding is not guessed: a name that is read wrongly is a wrong name.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise SettingsError(f"{shown} is too large: over {_LARGEST:,} bytes", hint="split it, and the articles")
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if marked else "utf-8-sig")
        check_characters(text, shown)
    except OSError as error:
        raise SettingsError(f"cannot read {shown}: {error.strerror or error}", hint="name a CSV file") from error
    except (UnicodeDecodeError, ArticleError) as error:
        raise SettingsError(f"{shown} is not text in UTF-8", hint='save it as "CSV UTF-8"') from error
    return normalised(text).split("\n")


def _cells(line: str, separator: str) -> list[str] | None:
    """The cells of a line; null where its quotation marks do not pair."""
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return None


def _plain(cell: str) -> str:
    """A cell on one line, without the apostrophe that keeps a spreadsheet from running it."""
    cell = tidy(cell) or ""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA_SIGNS else cell


def _absolute(path: str | Path) -> str:
    """A path in full, in the one of its spellings that compares equal on every system."""
    # links keep their own names, by which rows call them
    return unicodedata.normalize("NFC", os.path.abspath(display(path)))  # noqa: PTH100


def _matching(path: str, by_name: Mapping[str, Mapping[str, None]], folders: Iterable[Path]) -> list[str]:
    """The files that a path can mean: the one that it leads to from one of the folders, else all that end like it."""
    parts = PurePath(unicodedata.normalize("NFC", path.replace("\\", "/"))).parts
    named = by_name.get(parts[-1], {}) if parts else {}
    led_to = [file for folder in folders if (file := _absolute(folder.joinpath(*parts))) in named]
    if led_to:
        return list(dict.fromkeys(led_to))
    return [file for file in named if PurePath(file).parts[-len(parts) :] == parts]
