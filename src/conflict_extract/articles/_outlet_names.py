"""What the name of an outlet looks like, where nothing but the name tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from conflict_extract._files import packaged_table


def is_written_like_a_name(line: str) -> bool:
    """Whether a line has up to five words, capitalised but for small ones, without digits or a headline's verbs."""
    words = line.split()
    table = outlet_words()
    if not 1 <= len(words) <= 5 or not 2 <= len(line) <= 50 or re.search(r"[()\[\]{}<>@/\\=\"“”|,:]", line):
        return False
    if any(character.isdigit() for character in line) and line.lower() not in table.known:
        return False
    if any(word in table.headline_words for word in line.lower().split()):
        return False
    capitals = [word[0].isupper() or word.lower() in table.small_words for word in words]
    return words[0][0].isupper() and all(capitals)


def is_outlet(name: str) -> bool:
    """Whether a name is a known outlet's, or made like one."""
    table = outlet_words()
    lower = name.lower().removeprefix("the ")
    if name.lower() in table.not_outlets or lower in table.not_outlets:
        return False
    if lower in table.known or name.lower() in table.known:
        return True
    words = re.split(r"[\s-]+", lower)
    if len(words) == 1:
        has_article = lower != name.lower()
        return (has_article and lower in table.last_words) or (len(lower) >= 7 and lower.endswith(table.endings))
    return words[-1] in table.last_words or words[0] in table.first_words


@dataclass(frozen=True)
class OutletWords:
    """The words of `outlets.toml`, in small letters."""

    known: frozenset[str]
    last_words: frozenset[str]
    first_words: frozenset[str]
    endings: tuple[str, ...]
    not_outlets: frozenset[str]
    headline_words: frozenset[str]
    section_words: frozenset[str]
    small_words: frozenset[str]
    labels: frozenset[str]
    source_labels: frozenset[str]


@cache
def outlet_words() -> OutletWords:
    """The words that names of outlets are told by."""
    table = packaged_table("articles", "outlets.toml")
    return OutletWords(endings=tuple(table.pop("endings")), **{name: frozenset(words) for name, words in table.items()})
