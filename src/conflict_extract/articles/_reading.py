"""Article files to articles: one at a time, and whatever cannot be used is reported while the rest goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from conflict_extract.articles._dates import parse_published
from conflict_extract.articles._formats import items_of
from conflict_extract.articles._items import Found, Item, article_of, completed
from conflict_extract.articles._make import display, tidy
from conflict_extract.articles._sidecar import Sidecar
from conflict_extract.articles._source import Source
from conflict_extract.articles._walk import Unread, article_files
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article, Failure


class ArticleList(list[Article]):
    """Articles in the order they were read, in `failures` what could not be used, and in `unread` how many files in
    folders are of no known kind, by their suffix."""

    def __init__(self, articles: Iterable[Article] = (), failures: Iterable[Failure] = ()) -> None:
        super().__init__(articles)
        self.failures: list[Failure] = list(failures)
        self.unread: dict[str, int] = {}


def load_articles(
    paths: Iterable[str | Path] | str | Path,
    *,
    outlet: str | None = None,
    published: str | None = None,
    metadata: str | Path | None = None,
) -> ArticleList:
    """All articles under the paths, with what could not be used in `failures`; see `read_articles`.

    Raises:
        ArticleError: `published` is not a full date.
        SettingsError: `metadata` cannot be used.
    """
    articles = ArticleList()
    reader = read_articles(paths, outlet=outlet, published=published, metadata=metadata)
    articles.unread = reader.unread
    for found in reader:
        if isinstance(found, Article):
            articles.append(found)
        else:
            articles.failures.append(found)
    return articles


@dataclass(frozen=True)
class Listed:
    """An article with what somebody who looks through the articles wants to know of its reading.

    Args:
        article: the article.
        name: how messages call it: its file, and what tells it apart there where that holds several.
        outlet_from: in a few words, where its outlet comes from ("masthead"); null where it has none.
        published_from: likewise for its date of publication.
        note: what else there is to know, such as a date that was not used; null if there is nothing.
    """

    article: Article
    name: str
    outlet_from: str | None
    published_from: str | None
    note: str | None


class ArticleReader(Iterator[Article | Failure]):
    """Articles one by one as they are read, and a failure for what cannot be used.

    `unread` counts the files in folders that are of no known kind, by their suffix ("" where there is none), and
    `repeated` the articles that were left out because another has the same outlet and text; both grow while files
    are read.
    """

    def __init__(
        self,
        paths: Iterable[str | Path],
        outlet: str | None,
        published: str | None,
        sidecar: Sidecar | None,
        stdin: BinaryIO | None,
    ) -> None:
        unread = Unread()
        self.unread = unread.counts
        self.repeated = 0
        self._items = self._read(_found(paths, stdin, unread, sidecar), outlet, published)

    def __next__(self) -> Article | Failure:
        found = next(self._items)
        return found if isinstance(found, Failure) else found[0]

    def listed(self) -> Iterator[Listed | Failure]:
        """The same articles and failures, each article with where its outlet and date come from."""
        for found in self._items:
            if isinstance(found, Failure):
                yield found
                continue
            article, item, name = found
            yield Listed(
                article,
                name,
                outlet_from=item.origins.get("outlet") if article.outlet else None,
                published_from=item.origins.get("published") if article.published else None,
                note=item.note,
            )

    def _read(
        self, found: Iterable[tuple[str, Found]], outlet: str | None, published: str | None
    ) -> Iterator[tuple[Article, Item, str] | Failure]:
        """Each article with the item that it was made from, and its name in messages."""
        seen: set[int] = set()
        for shown, each in found:
            try:
                if isinstance(each, ArticleError):
                    raise each
                item = completed(each[0], name=each[1], outlet=outlet, published=published)
                article = article_of(item)
            except ArticleError as error:
                yield Failure.of(error, path=shown)
                continue
            identity = int(article.id.removeprefix("art_"), 16)
            if identity in seen:
                self.repeated += 1
            else:
                seen.add(identity)
                yield article, item, each[1]


def read_articles(
    paths: Iterable[str | Path] | str | Path,
    *,
    outlet: str | None = None,
    published: str | None = None,
    metadata: str | Path | None = None,
    stdin: BinaryIO | None = None,
) -> ArticleReader:
    """Articles one by one as they are read, each text of an outlet once, and a failure for what cannot be used.

    Outlet, date and title come from the arguments, else from the table beside the articles, else from the file's
    metadata, else from its text. A date in a
    file that cannot be read as one leaves `published` null and is no failure: the article itself is usable.

    Args:
        paths: files, folders (recursively), and `-` for text on standard input.
        outlet: the outlet of all articles, whatever their files say.
        published: their date of publication, likewise.
        metadata: a CSV file with the columns `file`, `outlet`, `published`, `title`, `url`, `language` and `id`, or
            some of them; what it says of a file comes before what the file says of itself.
        stdin: what `-` reads, standard input unless given.

    Raises:
        ArticleError: `published` is not a full date; raised by the call, before anything is read.
        SettingsError: `metadata` cannot be used, likewise.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    day = parse_published(published) if published else None
    return ArticleReader(given, tidy(outlet), day, Sidecar(metadata) if metadata else None, stdin)


def _found(
    paths: Iterable[str | Path], stdin: BinaryIO | None, unread: Unread, sidecar: Sidecar | None
) -> Iterator[tuple[str, Found]]:
    """What the paths hold, each with the path to report it under, and with what the table beside them says of it."""
    if sidecar is None:
        for entry in _sources(paths, stdin, unread):
            yield from _guarded(entry) if isinstance(entry, Source) else (entry,)
        return
    # which file a row means can be told only where all are known
    entries = [
        entry
        for entry in _sources(paths, stdin, unread)
        if not (isinstance(entry, Source) and sidecar.is_at(entry.path))
    ]
    sidecar.assign(entry.shown for entry in entries if isinstance(entry, Source))
    yield from ((sidecar.shown, problem) for problem in sidecar.problems())
    for entry in entries:
        for shown, found in _guarded(entry) if isinstance(entry, Source) else (entry,):
            if not isinstance(found, ArticleError):
                found = sidecar.completed(found[0], shown, found[1]), found[1]
            yield shown, found
    yield from ((sidecar.shown, problem) for problem in sidecar.unmet())


def _sources(
    paths: Iterable[str | Path], stdin: BinaryIO | None, unread: Unread
) -> Iterator[Source | tuple[str, ArticleError]]:
    """The files that the paths stand for, and what is wrong with others, with the path to report it under."""
    read_stdin = False
    for path in paths:
        if str(path) == "-":
            if not read_stdin:
                read_stdin = True
                yield Source(None, "-", stdin)
        elif not str(path) or "\0" in str(path):
            yield display(path), ArticleError(f"{display(path)!r} is not a path", hint="check the list of paths")
        else:
            for file in article_files(Path(path), unread):
                if isinstance(file, Path):
                    yield Source(file, display(file))
                else:
                    yield display(file[0]), file[1]
    for first, left_out in unread.could_hold_articles():
        yield display(first), left_out


def _guarded(source: Source) -> Iterator[tuple[str, Found]]:
    """The items of one file; an error ends the file and not the run."""
    shown = source.shown
    try:
        for found in items_of(source):
            yield shown, found
    except ArticleError as error:
        yield shown, error
    except OSError as error:
        reason = error.strerror or str(error)
        yield shown, ArticleError(f"cannot read {shown}: {reason}", hint="check the path and its permissions")
