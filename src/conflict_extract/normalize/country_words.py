"""What languages other than English call countries, their peoples and their capitals, found in a text.

The names of countries in every language are those of Unicode's CLDR; peoples, capitals and further names of the
countries that wars are about come from `country_words.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple

from conflict_extract._characters import lowered
from conflict_extract._files import packaged_table
from conflict_extract.normalize.geonames_table import comparable, country_names

Kind = Literal["names", "peoples", "places"]
# Whose words are read where the language is not known: those of the script that most letters are of.
_OF_SCRIPT = {
    "ARABIC": ("ar", "fa"),
    "ARMENIAN": ("hy",),
    "BENGALI": ("bn",),
    "CJK": ("zh",),
    "CYRILLIC": ("ru", "uk"),
    "DEVANAGARI": ("hi",),
    "ETHIOPIC": ("am",),
    "GEORGIAN": ("ka",),
    "GREEK": ("el",),
    "HANGUL": ("ko",),
    "HEBREW": ("he",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "KHMER": ("km",),
    "LAO": ("lo",),
    "MYANMAR": ("my",),
    "THAI": ("th",),
}
_WITHOUT_BLANKS = frozenset(["bo", "dz", "ja", "km", "lo", "my", "th", "yue", "zh"])
_TOLD_BY = 200  # letters tell the script
_BUCKET = 2
_CASES = ("~", "-")
_APART = re.compile(r"\s+[-–]\s+|[()（）]")  # "Конго - Киншаса", "Myanmar (Burma)"
_JOINTS = re.compile(r"[\s\-‑–]+")
_ENDING = re.compile(r"(?:(?P<adjective>[ыиі]й|ая|ое)|[аяйьa])$")
_WORD_START = re.compile(r"(?<![^\W_])[^\W\d_]")


class _Wording(NamedTuple):
    """One way to name a country: what its match must be, whether it begins with a capital, and what it tells."""

    pattern: re.Pattern[str]
    proper: bool
    name: str
    kind: Kind
    codes: tuple[str, ...]


class _Language(NamedTuple):
    """The wordings of a language by their first letters, and what may stand in front of them in one word."""

    wordings: dict[str, list[_Wording]]
    in_front: tuple[str, ...]
    has_blanks: bool


def countries_named(text: str, language: str | None) -> list[tuple[str, Kind, tuple[str, ...]]] | None:
    """What each word for a country in a text says: the word, what it is, and ISO 3166 codes; None for English.

    Args:
        text: of an article.
        language: ISO 639 code of its language; told by its script if that is not known.
    """
    languages = _languages(text, language)
    if not languages:
        return None
    compared = comparable(text)
    small = lowered(compared)
    return [said for each in languages for said in _read(compared, small, _language(each))]


def _languages(text: str, language: str | None) -> tuple[str, ...]:
    code = (language or "").split("-")[0].lower()
    if code == "en" or (not code and text.isascii()):
        return ()
    if code and _territories(code):
        return (code,)
    shown = [char for char in text if char.isalpha() and not char.isascii()][:_TOLD_BY]
    scripts = Counter(unicodedata.name(char, "").split(" ")[0] for char in shown)
    return next((_OF_SCRIPT[script] for script, _ in scripts.most_common() if script in _OF_SCRIPT), ())


def _read(text: str, small: str, language: _Language) -> Iterator[tuple[str, Kind, tuple[str, ...]]]:
    end = 0
    starts = (m.start() for m in _WORD_START.finditer(small)) if language.has_blanks else range(len(small))
    for start in starts:
        if start < end:
            continue
        fronts = [front for front in language.in_front if small.startswith(front, start)]
        found = [
            (match.end(), wording)
            for begin in (start, *(start + len(front) for front in fronts))
            for wording in language.wordings.get(small[begin : begin + _BUCKET], ())
            if (match := wording.pattern.match(small, begin)) and (text[begin].isupper() or not wording.proper)
        ]
        if found:
            end, wording = max(found, key=lambda each: each[0])
            yield wording.name, wording.kind, wording.codes


@cache
def _table() -> dict[str, Any]:
    return packaged_table("normalize", "country_words.toml")


@cache
def _territories(language: str) -> dict[str, str]:
    """The names of all countries in a language by their codes; nothing for a language that CLDR does not have."""
    from babel import Locale, UnknownLocaleError

    try:
        told = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {code: told[code] for code in country_names() if code in told}


@cache
def _language(code: str) -> _Language:
    table = _table()
    said: dict[tuple[str, Kind], list[str]] = defaultdict(list)
    left_out = {comparable(word) for word in table["other_words"].get(code, "").split()}
    declined = code in table["case_endings"]
    for country, whole in _territories(code).items():
        for name in filter(None, map(str.strip, _APART.split(whole))):
            if comparable(name) not in left_out and len(name) >= _BUCKET:
                said[_as_wording(name, declined=declined), "names"].append(country)
    kinds: tuple[Kind, ...] = ("names", "peoples", "places")
    for kind in kinds:
        for country, listed in table[kind].get(code, {}).items():
            for wording in listed.split():
                if country not in said[wording, kind]:
                    said[wording, kind].append(country)
    endings = table["case_endings"].get(code, "").split()
    has_blanks = code not in _WITHOUT_BLANKS
    wordings: dict[str, list[_Wording]] = defaultdict(list)
    for (wording, kind), codes in said.items():
        compared = comparable(wording)
        plain = compared.lower()
        pattern = _pattern(plain, endings, has_blanks=has_blanks)
        name = plain.replace("_", " ").rstrip("".join(_CASES))
        wordings[plain[:_BUCKET]].append(_Wording(pattern, compared[0].isupper(), name, kind, tuple(codes)))
    return _Language(dict(wordings), tuple(table["in_front"].get(code, "").split()), has_blanks)


def _as_wording(name: str, *, declined: bool) -> str:
    """A name of CLDR in the notation of the table, its words open to case endings in languages that have them."""
    parts = _JOINTS.split(name.removeprefix("ال"))
    return "_".join(_ENDING.sub(_open, part) if declined else part for part in parts)


def _open(ending: re.Match[str]) -> str:
    return "-" if ending["adjective"] else "~"


def _pattern(wording: str, endings: Iterable[str], *, has_blanks: bool) -> re.Pattern[str]:
    cases = "|".join(sorted(map(comparable, endings), key=len, reverse=True))
    parts = (
        re.escape(part.rstrip("".join(_CASES)))
        + (r"\w*" if part.endswith("-") else f"(?:{cases})?" if part.endswith("~") else "")
        for part in wording.split("_")
    )
    return re.compile(r"[\s\-‑–]+".join(parts) + (r"(?!\w)" if has_blanks else ""))
