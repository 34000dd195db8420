"""Article files to articles: one at a time, and whatever cannot be used is reported while the rest goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from conflict_extract.articles._dates import parse_published
from conflict_extract.articles._encodings import decode
from conflict_extract.articles._front_matter import split_front_matter
from conflict_extract.articles._html import read_page
from conflict_extract.articles._items import Item, article_of, item_from_keys
from conflict_extract.articles._json_files import Found, json_items, json_line_items
from conflict_extract.articles._limits import LARGEST_HTML_FILE, LARGEST_JSON_FILE, LARGEST_TEXT_FILE
from conflict_extract.articles._make import display, normalised, tidy, too_long
from conflict_extract.articles._walk import HTML_SUFFIXES, JSON_LINES_SUFFIXES, JSON_SUFFIXES, article_files
from conflict_extract.errors import ArticleError
from conflict_extract.schema import Article, Failure


class ArticleList(list[Article]):
    """Articles in the order they were read, and in `failures` what could not be used."""

    def __init__(self, articles: Iterable[Article] = (), failures: Iterable[Failure] = ()) -> None:
        super().__init__(articles)
        self.failures: list[Failure] = list(failures)


def load_articles(
    paths: Iterable[str | Path] | str | Path, *, outlet: str | None = None, published: str | None = None
) -> ArticleList:
    """All articles under the paths, with what could not be used in `failures`; see `read_articles`.

    Raises:
        ArticleError: `published` is not a full date.
    """
    articles = ArticleList()
    for found in read_articles(paths, outlet=outlet, published=published):
        if isinstance(found, Article):
            articles.append(found)
        else:
            articles.failures.append(found)
    return articles


def read_articles(
    paths: Iterable[str | Path] | str | Path,
    *,
    outlet: str | None = None,
    published: str | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Failure]:
    """Articles one by one as they are read, each text of an outlet once, and a failure for what cannot be used.

    Outlet, date and title come from the arguments, else from the file's metadata, else from its text. A date in a
    file that cannot be read as one leaves `published` null and is no failure: the article itself is usable.

    Args:
        paths: files, folders (recursively), and `-` for text on standard input.
        outlet: the outlet of all articles, whatever their files say.
        published: their date of publication, likewise.
        stdin: what `-` reads, standard input unless given.

    Raises:
        ArticleError: `published` is not a full date; raised by the call, before anything is read.
    """
    given = [paths] if isinstance(paths, str | Path) else paths
    return _articles(given, tidy(outlet), parse_published(published) if published else None, stdin)


def _articles(
    paths: Iterable[str | Path], outlet: str | None, published: str | None, stdin: BinaryIO | None
) -> Iterator[Article | Failure]:
    seen: set[int] = set()
    for shown, found in _found(paths, stdin):
        try:
            if isinstance(found, ArticleError):
                raise found
            item, name = found
            article = article_of(item, name=name, outlet=outlet, published=published)
        except ArticleError as error:
            yield Failure.of(error, path=shown)
            continue
        identity = int(article.id.removeprefix("art_"), 16)
        if identity not in seen:
            seen.add(identity)
            yield article


def _found(paths: Iterable[str | Path], stdin: BinaryIO | None) -> Iterator[tuple[str, Found]]:
    """What the paths hold, each with the path to report it under."""
    read_stdin = False
    for path in paths:
        if str(path) == "-":
            if not read_stdin:
                read_stdin = True
                yield from _guarded("-", lambda: _stdin_items(stdin))
        elif not str(path) or "\0" in str(path):
            yield display(path), ArticleError(f"{display(path)!r} is not a path", hint="check the list of paths")
        else:
            for file in article_files(Path(path)):
                if isinstance(file, Path):
                    yield from _guarded(display(file), lambda file=file: _file_items(file))  # type: ignore[misc]
                else:
                    yield display(file[0]), file[1]


def _guarded(shown: str, items: Callable[[], Iterator[Found]]) -> Iterator[tuple[str, Found]]:
    """The items of one file; an error ends the file and not the run."""
    try:
        for found in items():
            yield shown, found
    except ArticleError as error:
        yield shown, error
    except OSError as error:
        reason = error.strerror or str(error)
        yield shown, ArticleError(f"cannot read {shown}: {reason}", hint="check the path and its permissions")


def _file_items(path: Path) -> Iterator[Found]:
    suffixes, shown = path.name.lower(), display(path)
    if suffixes.endswith(JSON_LINES_SUFFIXES):
        return json_line_items(path, shown)
    if suffixes.endswith(JSON_SUFFIXES):
        return json_items(_content(path, shown, LARGEST_JSON_FILE), shown)
    if suffixes.endswith(HTML_SUFFIXES):
        return iter([_html_item(_content(path, shown, LARGEST_HTML_FILE), shown)])
    return iter([_text_item(_content(path, shown, LARGEST_TEXT_FILE), shown)])


def _content(path: Path, shown: str, limit: int) -> bytes:
    """The bytes of a file that is not larger than allowed; a larger one is not read."""
    with path.open("rb") as stream:
        return _bounded(stream, shown, limit)


def _bounded(stream: BinaryIO, shown: str, limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        if limit == LARGEST_TEXT_FILE:
            raise too_long(shown, f"over {limit:,} bytes")
        kind, hint = ("page", "save its text as .txt") if limit == LARGEST_HTML_FILE else ("file", "save it as .jsonl")
        raise ArticleError(f"{shown} is too large: a {kind} of over {limit:,} bytes", hint=hint)
    if not data.strip():
        raise ArticleError(f"{shown} is empty", hint="remove it, or fetch the article again")
    return data


def _text_item(data: bytes, shown: str) -> tuple[Item, str]:
    keys, text = split_front_matter(normalised(decode(data, shown)), shown)
    return item_from_keys(keys, text, shown), shown


def _html_item(data: bytes, shown: str) -> tuple[Item, str]:
    page = read_page(normalised(decode(data, shown, html=True)), shown)
    item = Item(
        text=page.text,
        path=shown,
        outlet=page.outlet,
        published=page.published,
        title=page.title,
        url=page.url,
        language=page.language,
    )
    return item, shown


def _stdin_items(stdin: BinaryIO | None) -> Iterator[Found]:
    stream = stdin if stdin is not None else getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise ArticleError("standard input cannot be read", hint="give a file instead of -")
    yield _text_item(_bounded(stream, "-", LARGEST_TEXT_FILE), "-")
