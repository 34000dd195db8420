"""The packaged GeoNames table (see geonames/NOTICE): read country by country, when a country is first asked for."""

from __future__ import annotations

import math
import re
import unicodedata
import zipfile
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from conflict_extract._characters import ARABIC_LETTERS, MARKS
from conflict_extract._files import packaged
from conflict_extract.normalize.names import ARABIC_ARTICLE, fold_place
from conflict_extract.normalize.spellings import smooth_key

EARTH_RADIUS = 6371.0
# Scripts whose transliteration keeps what tells names apart; that of others drops vowels or spells as no press does.
_SOUNDED = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "ETHIOPIC")
_OPTIONAL = re.compile(f"[\u0300-\u036f\u0621{MARKS}]")  # accents, a hamza
_TOWN = re.compile("(?<=..)(?:မြို့|市|镇|鎮)$")  # "town" as part of the name


class Entry(NamedTuple):
    """A populated place: GeoNames number, WGS 84 degrees, code of its first-level division, inhabitants (0: not
    known) and the key of its main name."""

    id: int
    lat: float
    lon: float
    division: str
    population: int
    main: str

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat, self.lon


class Country(NamedTuple):
    """A country's places by the sound of their names and by number; its divisions' names by code, codes by sound."""

    places: dict[str, list[Entry]]
    by_id: dict[int, Entry]
    division_names: dict[str, str]
    divisions: dict[str, frozenset[str]]


def sound(key: str) -> str:
    """What the table finds a key by: the smooth form of a folded name in one word; letters as they are."""
    return smooth_key(key).replace(" ", "")


@lru_cache(maxsize=1 << 14)
def table_key(name: str) -> str:
    """The key that the table has for a name: its folded form, or its letters in a script that is not transliterated."""
    if name.isascii() or all(unicodedata.name(char, "").startswith(_SOUNDED) for char in name if char.isalpha()):
        return fold_place(unicodedata.normalize("NFC", name))
    return letters(name)


def letters(name: str) -> str:
    """The letters of a name as search in its script compares them: without blanks, marks that may be left out and the
    Arabic article, and one letter for the forms of alif, ya and kaf and for ta marbuta and ha."""
    plain = _TOWN.sub("", ARABIC_ARTICLE.sub("", comparable(name).lower()))
    return "".join(char for char in plain if unicodedata.category(char)[0] in "LMN")


def comparable(text: str) -> str:
    """A text in which spellings that readers take for one are one: letters without accents and optional marks."""
    if text.isascii():
        return text
    return _OPTIONAL.sub("", unicodedata.normalize("NFKD", text)).translate(ARABIC_LETTERS)


def is_letters(key: str) -> bool:
    """Whether a key is of the letters of a name rather than of its sounds."""
    return not key.isascii()


def _lines(name: str) -> list[str]:
    with zipfile.ZipFile(packaged("normalize", "geonames", "places.zip")) as archive:
        return archive.read(name).decode("utf-8").splitlines()


def _member(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(name)]


@cache
def country_names() -> dict[str, str]:
    """The English names of all countries by their ISO 3166-1 alpha-2 code."""
    return {row[0]: row[1] for row in _member("countries.tsv")}


def countries_hinted(key: str) -> tuple[str, ...]:
    """The countries that a place's key tells of; none for a key that the table does not have."""
    return tuple(_hints().get(key, "").split())


@cache
def _hints() -> dict[str, str]:
    return dict(line.split("\t") for line in _lines("context.tsv"))


@cache
def _divisions() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for country, *division in _member("divisions.tsv"):
        found[country].append(division)
    return dict(found)


def division_spellings(country: str) -> list[tuple[str, str]]:
    """The spellings of the names of a country's first-level divisions, each with the division's code."""
    return [(spelling, code) for code, *spellings in _divisions().get(country, ()) for spelling in spellings]


@cache
def country_table(code: str) -> Country:
    """What the table holds of a country; nothing for a code it does not know."""
    places: dict[str, list[Entry]] = defaultdict(list)
    by_id = {}
    try:
        rows = _member(f"places/{code}.tsv")
    except KeyError:
        rows = []
    for number, lat, lon, division, population, main, sounds in rows:
        entry = Entry(int(number), float(lat), float(lon), division, int(population), main)
        by_id[entry.id] = entry
        for each in sounds.split("|"):
            places[each].append(entry)
    divisions: dict[str, set[str]] = defaultdict(set)
    names = {}
    for division, *spellings in _divisions().get(code, ()):
        names[division] = spellings[0]
        for spelling in spellings:
            divisions[sound(table_key(spelling))].add(division)
    return Country(dict(places), by_id, names, {each: frozenset(codes) for each, codes in divisions.items()})


def kilometres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The great-circle distance between two points given as latitude and longitude."""
    lat, other = math.radians(one[0]), math.radians(two[0])
    half = math.sin((lat - other) / 2) ** 2
    half += math.cos(lat) * math.cos(other) * math.sin(math.radians(one[1] - two[1]) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))
