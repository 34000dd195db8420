"""Which countries an article is about: the context in which its place names are looked up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import NamedTuple

from conflict_extract._files import packaged_table
from conflict_extract.normalize.country_words import Kind, countries_named
from conflict_extract.normalize.geonames_table import countries_hinted, country_names, sound
from conflict_extract.normalize.names import fold, fold_place, words

# What one mention says: an army is named by its country, whose places it may be far from.
COUNTRY, PLACE, PEOPLE = 2.5, 2.0, 1.0
_WEIGHTS: dict[Kind, float] = {"names": COUNTRY, "places": PLACE, "peoples": PEOPLE}
# A name said over and over says little more than one said twice.
MOST_MENTIONS = 2
# A place name counts so much less for a country that is not at war.
AT_PEACE = 0.5
# Countries that have less than this share of the first one's weight are only mentioned.
CONTENDER = 0.34
SHORTEST_PLACE = 4
LONGEST_NAME = 4
LONGEST_LINK = 3

_RUN = re.compile(r"[^\W\d_][\w'’ʼ`.]*(?:[ -]+[^\W\d_][\w'’ʼ`.]*)*")
_WORD = re.compile(r"[\w'’ʼ`.]*[\w'’ʼ`]\.?")
_ENDS = re.compile(r"^[^.]{2,}\.$")  # of a sentence, not of "U.S."


class _Names(NamedTuple):
    countries: dict[str, tuple[str, ...]]
    peoples: dict[str, tuple[str, ...]]
    regions: dict[str, tuple[str, ...]]
    persons: frozenset[str]
    no_places: frozenset[str]
    at_war: frozenset[str]


@cache
def _names() -> _Names:
    table = packaged_table("normalize", "countries.toml")
    countries: dict[str, list[str]] = defaultdict(list)
    peoples: dict[str, list[str]] = defaultdict(list)
    for code, name in country_names().items():
        countries[fold(name)].append(code)
    for code, names in table["names"].items():
        for name in names:
            if code not in countries[fold(name)]:
                countries[fold(name)].append(code)
    for code, names in table["demonyms"].items():
        for name in names:
            peoples[fold(name)].append(code)
    return _Names(
        {name: tuple(codes) for name, codes in countries.items()},
        {name: tuple(codes) for name, codes in peoples.items()},
        {fold(name): (code,) for code, names in table["regions"].items() for name in names},
        frozenset(table["persons"]),
        frozenset(table["no_places"]),
        frozenset(table["detailed"]),
    )


def country_named(name: str) -> str | None:
    """The code of the one country of that name: "Rwanda", "northern Syria"."""
    codes = _names().countries.get(fold(name), ())
    return codes[0] if len(codes) == 1 else None


def country_of_people(name: str) -> str | None:
    """The code of the one country whose people are called so: "Rwandan"."""
    codes = _names().peoples.get(fold(name), ())
    return codes[0] if len(codes) == 1 else None


def is_also_person(name: str) -> bool:
    """Whether a country's name is also that of persons: "Jordan"."""
    return fold(name) in _names().persons


def is_country(code: str) -> bool:
    """Whether a code is the ISO 3166-1 alpha-2 code of a country."""
    return code in country_names()


def countries_of(text: str, language: str | None = None) -> tuple[str, ...]:
    """The ISO 3166-1 alpha-2 codes of the countries that a text may be about, the most likely first.

    Names of countries, of their peoples and of places count; a name shared by several counts in part for each, and
    one place alone tells nothing. It is a ranking for looking up names, no statement: a neighbour that is often
    mentioned is in it too. Empty where too little is named.

    Args:
        text: of an article.
        language: ISO 639 code of its language; where it is not known, English, or told by the script.
    """
    mentions: Counter[tuple[float, tuple[str, ...]]] = Counter()
    named: dict[str, tuple[float, tuple[str, ...]]] = {}
    counted: Counter[str] = Counter()
    own = countries_named(text, language)
    for run in _capitalised(text):
        for name, said in _read(run):
            if own is None or said[0] == PLACE:
                named[name] = said
                counted[name] += 1
    for name, kind, codes in own or ():
        named[name] = (_WEIGHTS[kind], codes)
        counted[name] += 1
    for name, said in named.items():
        mentions[said] += min(counted[name], MOST_MENTIONS)
    weights: dict[str, float] = defaultdict(float)
    told_by: Counter[str] = Counter(code for weight, codes in named.values() for code in codes)
    told_by.update(code for weight, codes in named.values() if weight != PLACE for code in codes)
    if own is not None:  # armies of countries at peace are far from home, and words of other languages places there
        by_name = {code for weight, codes in named.values() if weight == COUNTRY for code in codes}
        told_by = Counter({code: times for code, times in told_by.items() if code in by_name | _names().at_war})
    for (weight, codes), times in mentions.items():
        for code in codes:
            likely = AT_PEACE if weight == PLACE and code not in _names().at_war else 1.0
            weights[code] += weight * times * likely / len(codes)
    ranked = sorted((code for code in weights if told_by[code] > 1), key=lambda code: (-weights[code], code))
    return tuple(code for code in ranked if weights[code] >= CONTENDER * weights[ranked[0]])


def _capitalised(text: str) -> list[list[str]]:
    """Runs of words that are names, each word as written."""
    runs: list[list[str]] = []
    for match in _RUN.finditer(text):
        run: list[str] = []
        for word in _WORD.findall(match.group()):
            if word[0].isupper() or (run and word.lower() == word and len(word) <= LONGEST_LINK):
                run.append(word)
            if run and (run[-1] != word or _ENDS.search(word)):
                runs.append(run)
                run = []
        if run:
            runs.append(run)
    return runs


def _read(run: list[str]) -> list[tuple[str, tuple[float, tuple[str, ...]]]]:
    """What the longest names in a run of words tell of, from left to right."""
    told = []
    start = 0
    while start < len(run):
        for length in range(min(LONGEST_NAME, len(run) - start), 0, -1):
            around = [*run[:start][-1:], *run[start + length :][:1]]
            alone = not any(word[0].isupper() and word != "The" for word in around)
            said = _said(run[start : start + length], alone=alone)
            if said:
                told.append(said)
                start += length
                break
        else:
            start += 1
    return told


def _said(spoken: list[str], *, alone: bool) -> tuple[str, tuple[float, tuple[str, ...]]] | None:
    if not spoken[0][0].isupper() or not spoken[-1][0].isupper():
        return None
    text = " ".join(spoken)
    names, name = _names(), fold(text)
    if name in names.countries and (name != "us" or text.isupper()):
        return None if name in names.persons and not alone else (name, (COUNTRY, names.countries[name]))
    if name in names.peoples:
        return name, (PEOPLE, names.peoples[name])
    if name in names.regions:
        return name, (PLACE, names.regions[name])
    key = fold_place(text)
    if key in names.no_places or len(key) < SHORTEST_PLACE or all(map(words().tells_what, key.split())):
        return None
    hinted = countries_hinted(sound(key))
    return (key, (PLACE, hinted)) if hinted else None
