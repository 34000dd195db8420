"""What was read: a table on a terminal, JSON lines when piped, and what was refused on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract.cli import terminal

if TYPE_CHECKING:
    from conflict_extract.articles import ArticleReader, Listed
    from conflict_extract.schema import Failure

SHOWN_ARTICLES = 500
_HEADER = ("File", "Outlet", "Published", "Language", "Sentences", "Title and notes")
_NARROW = ("Language", "Sentences")


class _Count:
    """How many articles there are, and how many of them say too little of themselves."""

    def __init__(self) -> None:
        self.articles = self.without_outlet = self.without_date = 0
        self.failures: list[Failure] = []

    def take(self, listed: Listed) -> None:
        self.articles += 1
        self.without_outlet += listed.article.outlet is None
        self.without_date += listed.article.published is None


def print_articles(reader: ArticleReader, *, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Prints what a reader reads, one article a line.

    Returns:
        The exit status: 0 where all was read, 1 where nothing was, 3 otherwise.
    """
    count = _Count()
    if as_json or not terminal.sees_results():
        for each in _articles(reader, count):
            print(json.dumps(_fields(each), ensure_ascii=False))
    else:
        rows: list[list[str]] = []
        with terminal.progress(quiet=quiet) as bar, bar.doing("reading files"):
            for each in _articles(reader, count):
                if len(rows) < SHOWN_ARTICLES:
                    rows.append(_cells(each))
        _draw(rows)
        if count.articles > len(rows):
            terminal.say(f"and {count.articles - len(rows):,} more; --json lists all", quiet=quiet)
    terminal.report_failures(count.failures, verbose=verbose)
    terminal.report_unread(reader.unread, quiet=quiet)
    terminal.say(_summary(count, reader.repeated), quiet=quiet)
    if not count.articles:
        return 1
    return 3 if count.failures else 0


def _articles(reader: ArticleReader, count: _Count) -> Iterator[Listed]:
    from conflict_extract.schema import Failure

    for each in reader.listed():
        if isinstance(each, Failure):
            count.failures.append(each)
            continue
        count.take(each)
        yield each


def _fields(listed: Listed) -> dict[str, str | int | None]:
    article = listed.article
    return {
        "file": article.path,
        "outlet": article.outlet,
        "outlet_from": listed.outlet_from,
        "published": article.published,
        "published_from": listed.published_from,
        "title": article.title,
        "language": article.language,
        "sentences": len(article.sentences),
        "note": listed.note,
    }


def _cells(listed: Listed) -> list[str]:
    article = listed.article
    cells = [
        article.path or "",
        _with_origin(article.outlet, listed.outlet_from),
        _with_origin(article.published, listed.published_from),
        article.language or "",
        f"{len(article.sentences):,}",
        "; ".join(filter(None, (article.title, listed.note))),
    ]
    return list(map(terminal.harmless, cells))


def _with_origin(value: str | None, origin: str | None) -> str:
    return f"{value} ({origin})" if value and origin else value or "?"


def _draw(rows: Sequence[Sequence[str]]) -> None:
    """A table without the columns that nobody fills, for room is scarce."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    filled = [at for at in range(len(_HEADER)) if any(row[at] for row in rows)]
    for at in filled:
        narrow = _HEADER[at] in _NARROW
        table.add_column(_HEADER[at], overflow="fold", no_wrap=narrow, ratio=None if narrow else 1)
    for row in rows:
        table.add_row(*(Text(row[at]) for at in filled))
    terminal.results().print(table)


def _summary(count: _Count, repeated: int) -> str:
    said = [counted(count.articles, "article")]
    if count.without_outlet:
        said.append(f"{count.without_outlet:,} without an outlet")
    if count.without_date:
        said.append(f"{count.without_date:,} without a date of publication")
    if repeated:
        said.append(f"{repeated:,} given before and left out")
    return ", ".join(said)
