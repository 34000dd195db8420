"""Paths to the article files under them, and a count of the files that are of no known kind."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from conflict_extract._counted import counted
from conflict_extract._files import packaged_table
from conflict_extract.articles._formats import by_suffix, recognised, suffixes
from conflict_extract.articles._make import display
from conflict_extract.articles._source import Source
from conflict_extract.errors import ArticleError

_SUFFIX = re.compile(r"\.(?!\d+\Z)\w{1,10}", re.ASCII)


@dataclass
class Unread:
    """The files in folders that are of no known kind: how many there are of each suffix, and which came first."""

    counts: dict[str, int] = field(default_factory=dict)
    first: dict[str, Path] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Counts one file."""
        suffix = _suffix(path.name)
        self.counts[suffix] = self.counts.get(suffix, 0) + 1
        self.first.setdefault(suffix, path)

    def could_hold_articles(self) -> Iterator[tuple[Path, ArticleError]]:
        """One error for each suffix that article files could have, with the first file."""
        for suffix, number in sorted(self.counts.items()):
            hint = _kinds().hints.get(suffix)
            if hint is not None:
                files = counted(number, "file")
                files += f" ending in {suffix}" if suffix else " without a suffix"
                first = f", the first of them {display(self.first[suffix])}" if number > 1 else ""
                were = "were" if number > 1 else "was"
                yield self.first[suffix], ArticleError(f"{files} {were} not read{first}", hint=hint)


# A path, or one with what is wrong with it.
FileOrProblem = Path | tuple[Path, ArticleError]


def article_files(path: Path, unread: Unread) -> Iterator[FileOrProblem]:
    """The article files that a path stands for, or what is wrong with it.

    A file stands for itself. A folder stands for the article files in it and its subfolders, in order of their
    names: those with a known suffix, and those whose content is recognised. Hidden ones are passed over, and links
    that lead back are followed once.

    Args:
        path: a file or folder.
        unread: where the other files of a folder are counted.
    """
    if not path.is_dir():
        problem = _problem(path)
        yield path if problem is None else (path, problem)
        return
    found = False
    for entry in _below(path, unread):
        found = True
        yield entry
    if not found:
        yield (
            path,
            ArticleError(
                f"{display(path)} holds no article files", hint=f"article files end in {', '.join(suffixes())}"
            ),
        )


def _problem(path: Path) -> ArticleError | None:
    if not path.exists():
        what = "is a link to nothing" if path.is_symlink() else "does not exist"
        return ArticleError(f"{display(path)} {what}", hint="check the path")
    if not path.is_file():
        return ArticleError(f"{display(path)} is not a file", hint="give text on standard input as -")
    return None


def _below(folder: Path, unread: Unread) -> Iterator[FileOrProblem]:
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
                if _is_article_file(path):
                    yield path
                else:
                    unread.add(path)
            elif path.is_symlink():
                message = f"{display(path)} is a link to nothing"
                yield path, ArticleError(message, hint="remove it or restore its target")
        except OSError as error:
            message = f"cannot read {display(path)}: {error.strerror or error}"
            yield path, ArticleError(message, hint="check its permissions")


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, hidden entries excepted."""
    with os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if not entry.name.startswith(".")]


def _is_article_file(path: Path) -> bool:
    if by_suffix(path.name):
        return True
    if _suffix(path.name) in _kinds().passed_over:
        return False
    try:
        return recognised(Source(path, display(path)).head) is not None
    except ArticleError:  # damaged compression
        return False


def _suffix(name: str) -> str:
    """The suffix that a file is counted under, with what stands before a `.gz`; empty where there is none."""
    path = Path(name.lower())
    if path.suffix == ".gz" and _SUFFIX.fullmatch(Path(path.stem).suffix):
        return Path(path.stem).suffix + ".gz"
    suffix = _SUFFIX.match(path.suffix)
    return suffix[0] if suffix else ""


@dataclass(frozen=True)
class _Kinds:
    hints: dict[str, str]
    passed_over: frozenset[str]


@cache
def _kinds() -> _Kinds:
    """What files that are not read may be, by their suffixes."""
    table = packaged_table("articles", "unread.toml")
    hints = {suffix: kind["hint"] for kind in table["could_hold_articles"] for suffix in kind["suffixes"]}
    return _Kinds(hints=hints, passed_over=frozenset(table["passed_over"]))
