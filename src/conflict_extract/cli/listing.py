"""What was read: a table on a terminal, JSON lines when piped, and what was refused on standard error."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract.cli import terminal

if TYPE_CHECKING:
    from conflict_extract.articles import ArticleReader, Listed
    from conflict_extract.schema import Article, Failure

SHOWN_ARTICLES = 500
SHOWN_FILES = 3
_HEADER = ("File", "Outlet", "Published", "Language", "Sentences", "Title and notes")
_NARROW = ("Language", "Sentences")


@dataclass
class _Lacking:
    """How many articles lack something, and the first files that hold such articles."""

    articles: int = 0
    files: dict[str, None] = field(default_factory=dict)

    def take(self, article: Article) -> None:
        self.articles += 1
        if len(self.files) <= SHOWN_FILES:
            self.files[article.path or article.id] = None

    def __str__(self) -> str:
        return ", ".join([*islice(self.files, SHOWN_FILES), *(["…"] if len(self.files) > SHOWN_FILES else [])])


class Unsaid:
    """How many of the articles that are taken say no outlet and no date of publication, and which came first."""

    def __init__(self) -> None:
        self.articles = 0
        self.outlet, self.date = _Lacking(), _Lacking()

    def take(self, article: Article) -> None:
        """Counts one article."""
        self.articles += 1
        if article.outlet is None:
            self.outlet.take(article)
        if article.published is None:
            self.date.take(article)

    def of(self, found: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """What is read, as it is; its articles are counted."""
        from conflict_extract.schema import Failure

        for each in found:
            if not isinstance(each, Failure):
                self.take(each)
            yield each

    def tell(self, *, quiet: bool) -> None:
        """Says it on standard error, with what can be done about it."""
        of = f"of {counted(self.articles, 'article')}"
        for lacking, what in ((self.outlet, "outlet"), (self.date, "date of publication")):
            if lacking.articles:
                terminal.say(f"no {what} is known of {lacking.articles} {of}: {lacking}", quiet=quiet)
        if self.outlet.articles or self.date.articles:
            terminal.say(
                "  give it with --outlet or --published, or for each file with --metadata FILE, a table that "
                "`conflict-extract articles PATH --csv` writes to be filled in",
                quiet=quiet,
            )


def print_articles(reader: ArticleReader, *, as_json: bool, as_csv: bool, quiet: bool, verbose: bool) -> int:
    """Prints what a reader reads, one article a line: as JSON where it is piped, or as a table to fill in.

    Returns:
        The exit status: 0 where all was read, 1 where nothing was, 3 otherwise.
    """
    unsaid = Unsaid()
    failures: list[Failure] = []
    if as_csv:
        _write_table(_articles(reader, unsaid, failures))
    elif as_json or not terminal.sees_results():
        for each in _articles(reader, unsaid, failures):
            print(json.dumps(_fields(each), ensure_ascii=False))
    else:
        rows: list[list[str]] = []
        with terminal.progress(quiet=quiet) as bar, bar.doing("reading files"):
            for each in _articles(reader, unsaid, failures):
                if len(rows) < SHOWN_ARTICLES:
                    rows.append(_cells(each))
        _draw(rows)
        if unsaid.articles > len(rows):
            terminal.say(f"and {unsaid.articles - len(rows):,} more; --json lists all", quiet=quiet)
    terminal.report_failures(failures, verbose=verbose)
    terminal.report_unread(reader.unread, quiet=quiet)
    terminal.say(_summary(unsaid, reader.repeated), quiet=quiet)
    if not unsaid.articles:
        return 1
    return 3 if failures else 0


def _articles(reader: ArticleReader, unsaid: Unsaid, failures: list[Failure]) -> Iterator[Listed]:
    """What was read; what was not is added to the failures."""
    from conflict_extract.schema import Failure

    for each in reader.listed():
        if isinstance(each, Failure):
            failures.append(each)
            continue
        unsaid.take(each.article)
        yield each


def _write_table(listed: Iterable[Listed]) -> None:
    """What --metadata takes, with what is known filled in."""
    from conflict_extract.output.spreadsheet import defused

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("file", "outlet", "published", "title", "url", "language", "id"))
    for each in listed:
        article = each.article
        known = (article.outlet, article.published, article.title, article.url, article.language, article.external_id)
        writer.writerow([defused(cell) for cell in (each.name, *known)])


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


def _summary(unsaid: Unsaid, repeated: int) -> str:
    said = [counted(unsaid.articles, "article")]
    if unsaid.outlet.articles:
        said.append(f"{unsaid.outlet.articles:,} without an outlet")
    if unsaid.date.articles:
        said.append(f"{unsaid.date.articles:,} without a date of publication")
    if repeated:
        said.append(f"{repeated:,} given before and left out")
    return ", ".join(said)
