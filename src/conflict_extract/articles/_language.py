"""The language of an article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

from conflict_extract._files import packaged_table
from conflict_extract.articles._paragraphs import paragraphs

_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]+)?\Z")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00aa-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 40
_ENOUGH = 1500
_TOP = 6000

# How much likelier than English, as a logarithm a character, a text has to be in what py3langid takes it for: articles
# in French, Spanish and Portuguese are 1.2 and more, English sentences that list foreign names hardly ever over .7.
_CLEARLY = 0.75
# The least share of letters that tell one language from another.
_SHARE = 0.03
# The least share of a text's words, and how many different ones, that say beyond doubt that it is English.
_PLAINLY = 0.1
_DIFFERENT = 3


def language_of(text: str, declared: Any = None) -> str | None:
    """The ISO 639 code that is declared, else of the language that py3langid finds in most paragraphs of the beginning;
    null for texts under 40 characters, and where the language is as likely English or one that py3langid does not know.

    The code has two letters where the language has one, else three. Paragraphs count alike, long or short, so that one
    in another language does not speak for the article.
    """
    code = _declared(declared)
    if code:
        return code
    if len(text.strip()) < _SHORTEST:
        return None
    top = text[:_TOP]
    pieces = [piece for span in paragraphs(top) if len(piece := top[span.start : span.end]) >= _SHORTEST]
    if 2 * sum(_is_plainly_english(piece[:_ENOUGH]) for piece in pieces) > len(pieces):
        return "en"  # what most say, without loading the model
    whole = _found(text[:_ENOUGH])
    votes = Counter(_found(piece[:_ENOUGH]) for piece in pieces)
    # where paragraphs say nothing clear, the whole text does
    return max([whole, *votes], key=lambda language: (votes[language], language == whole))


def is_latin(text: str) -> bool:
    """Whether at least half of the letters of a text are Latin, as all of English are."""
    return text.isascii() or 2 * len(_OTHER_SCRIPT.findall(text)) <= sum(map(str.isalpha, text))


def _is_plainly_english(text: str) -> bool:
    """Whether a text is so full of words that English alone has that py3langid is not needed to tell."""
    words = _WORD.findall(text.lower())
    told = [word for word in words if word in _languages().english]
    return "the" in told and len({*told}) >= _DIFFERENT and len(told) >= _PLAINLY * len(words) and is_latin(text)


def _declared(code: Any) -> str | None:
    """The code that metadata give, without region and script; null where they say that they do not know."""
    match = _CODE.match(code.strip()) if isinstance(code, str) else None
    base = match[1].lower() if match else ""
    table = _languages()
    return None if base in table.undetermined else table.codes.get(base, base) or None


def _found(text: str) -> str | None:
    """The language of a text as py3langid finds it, where it is clear."""
    import py3langid

    label, score = py3langid.classify(text)
    if label == "en":
        return "en"
    table = _languages()
    is_near_english = is_latin(text) and score - dict(py3langid.rank(text))["en"] < _CLEARLY * len(text)
    if label in table.unsure or is_near_english or not any(map(str.isalpha, text)):
        return None
    code = table.codes.get(label, label)
    for telltale in table.telltales:
        if code in telltale.codes:
            is_told = len(telltale.letters.findall(text)) >= _SHARE * sum(map(str.isalpha, text))
            return (telltale.language if is_told else telltale.otherwise) or None
    return str(code)


@dataclass(frozen=True)
class _Telltale:
    codes: frozenset[str]
    letters: re.Pattern[str]
    language: str
    otherwise: str


@dataclass(frozen=True)
class _Languages:
    codes: dict[str, str]
    undetermined: frozenset[str]
    unsure: frozenset[str]
    english: frozenset[str]
    telltales: tuple[_Telltale, ...]


@cache
def _languages() -> _Languages:
    table = packaged_table("articles", "languages.toml")
    return _Languages(
        codes=dict(pair.split("=") for pair in table["codes"].split()),
        undetermined=frozenset(table["undetermined"]),
        unsure=frozenset(table["unsure"]),
        english=frozenset(table["english"].split()),
        telltales=tuple(
            _Telltale(frozenset(row["codes"]), re.compile(row["letters"]), row["language"], row["otherwise"])
            for row in table["telltale"]
        ),
    )
