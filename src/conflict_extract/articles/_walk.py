"""Paths to the article files under them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from conflict_extract.articles._make import display
from conflict_extract.errors import ArticleError

TEXT_SUFFIXES = (".txt", ".md")
HTML_SUFFIXES = (".html", ".htm")
JSON_SUFFIXES = (".json",)
JSON_LINES_SUFFIXES = (".jsonl", ".jsonl.gz")
SUFFIXES = TEXT_SUFFIXES + HTML_SUFFIXES + JSON_SUFFIXES + JSON_LINES_SUFFIXES
_KINDS = f"article files end in {', '.join(SUFFIXES)}"

# A path, or one with what is wrong with it.
FileOrProblem = Path | tuple[Path, ArticleError]


def article_files(path: Path) -> Iterator[FileOrProblem]:
    """The article files that a path stands for, or what is wrong with it.

    A file stands for itself. A folder stands for the article files in it and its subfolders, in order of their
    names; hidden ones and other kinds are passed over, and links that lead back are followed once.
    """
    if not path.is_dir():
        problem = _problem(path)
        yield path if problem is None else (path, problem)
        return
    found = False
    for entry in _below(path):
        found = True
        yield entry
    if not found:
        yield path, ArticleError(f"{display(path)} holds no article files", hint=_KINDS)


def _problem(path: Path) -> ArticleError | None:
    if not path.exists():
        what = "is a link to nothing" if path.is_symlink() else "does not exist"
        return ArticleError(f"{display(path)} {what}", hint="check the path")
    if not path.is_file():
        return ArticleError(f"{display(path)} is not a file", hint="give text on standard input as -")
    if not path.name.lower().endswith(SUFFIXES):
        return ArticleError(
            f"{path} is of an unknown kind: {display(path.suffix) or 'no suffix'}",
            hint=f"{_KINDS}; rename or convert it",
        )
    return None


def _below(folder: Path) -> Iterator[FileOrProblem]:
    visited: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                status = path.stat()
                if (status.st_dev, status.st_ino) not in visited:
                    visited.add((status.st_dev, status.st_ino))
                    waiting.extend(sorted(_entries(path), reverse=True))
            elif path.is_file():
                yield path
            elif path.is_symlink():
                message = f"{display(path)} is a link to nothing"
                yield path, ArticleError(message, hint="remove it or restore its target")
        except OSError as error:
            message = f"cannot read {display(path)}: {error.strerror or error}"
            yield path, ArticleError(message, hint="check its permissions")


def _entries(folder: Path) -> list[Path]:
    """The subfolders and article files of a folder, hidden ones excepted."""
    with os.scandir(folder) as entries:
        return [
            Path(entry.path)
            for entry in entries
            if not entry.name.startswith(".") and (entry.name.lower().endswith(SUFFIXES) or _is_folder(entry))
        ]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder; a link that leads to itself is none, and must not hide what stands beside it."""
    try:
        return entry.is_dir()
    except OSError:
        return False
