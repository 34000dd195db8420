"""The language of an article."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from conflict_extract.articles._paragraphs import paragraphs

_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]+)?\Z")
_SHORTEST = 40
_ENOUGH = 1500
_TOP = 6000


def language_of(text: str, declared: Any = None) -> str | None:
    """The ISO 639-1 code that is declared, else the language that py3langid finds in most paragraphs of the beginning;
    null for texts under 40 characters.

    Paragraphs count alike, long or short, so that one in another language does not speak for the article.
    """
    code = _CODE.match(declared.strip()) if isinstance(declared, str) else None
    if code:
        return code[1].lower()
    if len(text.strip()) < _SHORTEST or not any(map(str.isalpha, text[:_ENOUGH])):
        return None
    import py3langid

    top = text[:_TOP]
    pieces = [piece for span in paragraphs(top) if len(piece := top[span.start : span.end]) >= _SHORTEST]
    whole = str(py3langid.classify(text[:_ENOUGH])[0])
    votes = Counter(str(py3langid.classify(piece)[0]) for piece in pieces)
    # where paragraphs say nothing clear, the whole text does
    found = max([whole, *votes], key=lambda language: (votes[language], language == whole))
    return found if len(found) == 2 else None
