"""Page furniture: what stands on a page beside its article and says nothing about the world."""

from __future__ import annotations

import re
from functools import cache

from conflict_extract._files import packaged_table
from conflict_extract.schema import Article

# Longer than this is prose, whatever it begins with; it also bounds what the patterns can cost.
_LONGEST = 400


def is_furniture(sentence_text: str) -> bool:
    """Whether a sentence is page furniture: a subscribe box, a photo credit on its own, a cookie notice, a share
    button, a pointer to other pages, a rights notice, a line that says when the page was published, or no words.

    A caption is text, also with a credit behind it. News sentences that merely mention cookies, photos or
    subscriptions are text.
    """
    line = " ".join(sentence_text.split()).strip("*_#>|•·-–—→» ")
    if not line:
        return True
    if len(line) > _LONGEST:
        return False
    return any(
        pattern.fullmatch(candidate)
        for pattern, candidate in ((_patterns("whole"), line.rstrip(" .!:…")), (_patterns("pointers"), line))
    )


def has_photo_credit(line: str) -> bool:
    """Whether a line is a caption with a credit, or the credit alone."""
    return _patterns("credit").search(line[-_LONGEST:]) is not None


def furniture(article: Article) -> frozenset[int]:
    """The numbers of the sentences that yield no records: page furniture, and the headline where it is repeated.

    The first of several equal headlines remains text. A sentence counts as a repeated headline only if it is a
    line of its own and says word for word what the title says.
    """
    found: set[int] = set()
    title = " ".join(article.title.split()) if article.title else None
    seen = False
    for sentence in article.sentences:
        if is_furniture(sentence.text):
            found.add(sentence.number)
        elif title and sentence.text[:1] == title[:1] and " ".join(sentence.text.split()) == title:
            if seen:
                found.add(sentence.number)
            seen = True
    return frozenset(found)


@cache
def _patterns(key: str) -> re.Pattern[str]:
    """The patterns of one section of the data file, as one."""
    table = packaged_table("articles", "furniture.toml")
    pattern = "|".join(f"(?:{row})" for row in table[key])
    for part, meaning in table["parts"].items():
        pattern = pattern.replace("{" + part + "}", meaning)
    return re.compile(pattern, re.IGNORECASE)
