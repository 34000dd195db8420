"""Pages that are no articles: what they are instead, told by what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from conflict_extract._files import packaged_table
from conflict_extract.errors import ArticleError

# A line this long, or this many words, may be a sentence of an article.
_SHORTEST_PROSE = 35
_FEWEST_WORDS = 6
# A page may say all kinds of things around an article longer than this.
_SURELY_ARTICLE = 2500
_LONGEST_LINE = 400
_WORD = re.compile(r"\w+")
_CUT = 5
_LONGEST_OFFER = 160


@dataclass(frozen=True)
class Kind:
    """A kind of page that is no article."""

    name: str
    reason: str
    hint: str
    titles: re.Pattern[str]
    lines: re.Pattern[str]

    def error(self, name: str) -> ArticleError:
        """Why a page of this kind is refused."""
        return ArticleError(f"{name} {self.reason}", hint=self.hint)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of the data file."""
    return tuple(
        Kind(name, row["reason"], row["hint"], _pattern(row["titles"]), _pattern(row["lines"]))
        for name, row in _table().items()
        if isinstance(row, dict)
    )


@cache
def _table() -> dict[str, Any]:
    return packaged_table("articles", "pages", "page_kinds.toml")


@cache
def _hints() -> frozenset[str]:
    return frozenset(hint[:_CUT] for hint in _table()["hints"])


@cache
def _walls() -> re.Pattern[str]:
    return _pattern(_table()["paywall"]["walls"])


def _pattern(rows: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row})" for row in rows), re.IGNORECASE)


def kind_of_line(line: str) -> Kind | None:
    """The kind of page that a line speaks for; None for a line of an article."""
    if len(line) > _LONGEST_LINE or not _says_something(line):
        return None
    return next((kind for kind in kinds() if kind.lines.search(line)), None)


def _says_something(line: str) -> bool:
    """Whether a line may fit a pattern at all: trying them all takes long."""
    return not _hints().isdisjoint(word[:_CUT] for word in _WORD.findall(line.lower()))


def is_wall(line: str) -> bool:
    """Whether a line says that the article goes on only for subscribers."""
    return len(line) <= _LONGEST_OFFER and _says_something(line) and _walls().search(line) is not None


def is_offer(line: str) -> bool:
    """Whether a line offers a subscription or asks to log in."""
    kind = kind_of_line(line)
    return kind is not None and kind.name == "paywall"


def kind_named(name: str) -> Kind:
    """The kind of that name."""
    return next(kind for kind in kinds() if kind.name == name)


def is_prose(line: str) -> bool:
    """Whether a line is long enough to say something."""
    return len(line) >= _SHORTEST_PROSE and (len(line.split()) >= _FEWEST_WORDS or not line.isascii())


def length_of_prose(lines: Iterable[str], title: str | None = None) -> int:
    """How many characters of prose stand in lines, those left out that speak for a page that is no article."""
    prose = [line for line in lines if is_prose(line) and line != title]
    length = sum(map(len, prose))
    # Much prose is an article, whatever single lines of it say.
    return length if length > _SURELY_ARTICLE else sum(len(line) for line in prose if kind_of_line(line) is None)


def kind_of_page(lines: list[str], titles: Iterable[str | None], *, is_article: bool) -> Kind | None:
    """The kind of a page that is no article by what it says; None where it may be one.

    Args:
        lines: what was found on it.
        titles: its title and headline.
        is_article: whether it says of itself, in data made for that, that it is an article.
    """
    spoken = [title.strip().lower() for title in titles if title]
    if sum(map(len, lines)) > _SURELY_ARTICLE:
        return None
    named = next((kind for kind in kinds() for title in spoken if kind.titles.fullmatch(title)), None)
    told: Counter[str] = Counter()
    prose = 0
    for line in lines:
        kind = kind_of_line(line)
        if kind is not None:
            told[kind.name] += len(line)
        elif is_prose(line) and line.lower() not in spoken:
            prose += len(line)
    if named is not None and (named.name in ("challenge", "error") or told[named.name] or not prose) and not is_article:
        return named
    if told and (not prose or (told.total() > 2 * prose and not is_article)):
        most = told.most_common(1)[0][0]
        return next(kind for kind in kinds() if kind.name == most)
    return None
