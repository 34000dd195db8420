"""Where a place is: country, division and coordinates, only where one entry fits what the article says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from rapidfuzz.distance import Indel

from conflict_extract.normalize.countries import country_named
from conflict_extract.normalize.geonames_table import (
    Country,
    Entry,
    countries_hinted,
    country_table,
    is_letters,
    kilometres,
    sound,
    table_key,
)
from conflict_extract.normalize.names import is_generic, words
from conflict_extract.normalize.own_places import OwnPlace, own_place_for, read_own_places
from conflict_extract.normalize.spellings import ALIKE_WORDS, SIMILAR
from conflict_extract.normalize.surroundings import Division, divisions_named, is_listed_as_village
from conflict_extract.schema.records import Place, PlaceType, Record

# One of several places of a name is meant where it has so many times the inhabitants of all others together,
DOMINANT = 10
# of which an unknown number counts as this,
UNKNOWN_POPULATION = 1_000
# or where all lie so near to each other (kilometres) that GeoNames has one place twice.
SAME_SPOT = 10.0
# A place "in" or "near" a town lies so near to it, in kilometres.
NEAR_TOWN = 50.0
# A place outside the first country of the context, or outside the divisions that are named, is taken only if so many
# people live there.
WELL_KNOWN = 10_000
# A place with fewer inhabitants has namesakes that GeoNames lacks: it must be called by its main name,
SMALL = 15_000
# and is doubted if it is so far (kilometres) from all well-known places of its article. Among so many places also large
# ones must, for their former names (Melitopol was a Novooleksandrivka) are those of villages now. Names of few letters
# have namesakes of towns, too (Kobo). A city is beyond doubt, unless it is named among villages.
MANY_PLACES = 1_000
FAR, FAR_AMONG_MANY = 200.0, 100.0
CITY = 100_000
FEW_LETTERS = 4
# What is called a city is none of so few inhabitants.
HAMLET = 2_000

_FIELDS = ("place", "to_place")
_WORDS = re.compile(r"[^\W_][\w'’]*")
_TOWNS = frozenset({"city", "town", "village", "other"})
_HOSTED = frozenset({"base", "facility", "crossing"})


class _Area(NamedTuple):
    """What an article says a place lies in: divisions of a country, or about a town."""

    divisions: frozenset[str]
    towns: tuple[Entry, ...]

    def holds(self, entry: Entry) -> bool:
        return entry.division in self.divisions or any(
            kilometres(entry.point, town.point) <= NEAR_TOWN for town in self.towns
        )


class Gazetteer:
    """Looks places up in the user's own places, then in the packaged GeoNames table.

    Args:
        own: the user's own places, which overrule the table.
    """

    def __init__(self, own: Iterable[OwnPlace] = ()) -> None:
        self._own = tuple(own)

    @property
    def own_places(self) -> tuple[OwnPlace, ...]:
        """The user's own places."""
        return self._own

    @classmethod
    def load(cls, places: Path | None = None) -> Self:
        """A gazetteer with the places of a user's file, if one is named.

        Raises:
            PlacesError: the file cannot be used.
        """
        return cls(read_own_places(places) if places else ())

    def locate(self, place: Place, countries: Sequence[str] = ()) -> Place:
        """The place with `country, admin1, geonames_id, lat, lon` as far as they are beyond doubt; the rest as it was.

        A name is taken for an entry of the table only if it sounds the same and no other place of the context has
        that name, or one is meant beyond doubt: by what the article says it lies in, or by its size. Bases, crossings,
        facilities, roads and areas named after a town are not the town, nor is a governorate: they get a country,
        and a division where it is known, but neither number nor coordinates.

        Args:
            place: as the article names it.
            countries: ISO codes that the article is about, the most likely first (`countries_of`).
        """
        if is_generic(place.name):
            return place
        own = own_place_for(place, self._own, countries)
        if own is not None:
            return own.placed(place)
        found = _found(place.name, place.type, place.within, tuple(countries))
        return place.model_copy(update=found) if found else place

    def locate_all(self, places: Sequence[Place], countries: Sequence[str] = (), text: str = "") -> list[Place]:
        """The places of one article, each located in the light of the others.

        A small place outside all divisions that the article names, or far from all its well-known places, is doubted,
        and left as it was. A name that the table does not know, or cannot tell apart, gets the country of the others
        where the article is about that country alone.

        Args:
            places: as the article names them.
            countries: ISO codes that the article is about, the most likely first.
            text: of the article, for the divisions and the villages that it names.
        """
        located = [self.locate(place, countries) for place in places]
        points = list(map(_point, located))
        divisions = divisions_named(text, countries) | _divisions_of(places, located, countries) if any(points) else ()
        for position, point in enumerate(points):
            if point is not None and _is_doubtful(point, set(filter(None, points)), divisions, text):
                located[position] = places[position]
        around = {each.country for each in located if each.geonames_id is not None}
        if len(countries) == 1 and around == set(countries):
            located = [
                each.model_copy(update={"country": countries[0]}) if _lacks_only_country(each, countries[0]) else each
                for each in located
            ]
        return located

    def own(self, place: Place) -> Place:
        """A place that was located before, with what the user's own places say of it; another stays as it is."""
        if is_generic(place.name):
            return place
        own = own_place_for(place, self._own, [place.country] if place.country else [])
        return own.placed(place) if own else place


def places_of(record: Record) -> list[Place]:
    """The places that a record names: `place`, then `to_place`."""
    return [place for name in _FIELDS if (place := getattr(record, name, None)) is not None]


def with_places(records: Iterable[Record], places: Iterable[Place]) -> list[Record]:
    """The records with other places in the order of `places_of`."""
    remaining = iter(places)
    return [
        record.model_copy(update={name: next(remaining) for name in _FIELDS if vars(record).get(name) is not None})
        for record in records
    ]


class _Point(NamedTuple):
    """Where the table has a place: its name as the article writes it, its key, its country and its entry."""

    text: str
    key: str
    country: str
    entry: Entry
    within: str | None

    @property
    def among_many(self) -> bool:
        """Whether the table has its country in detail."""
        return len(country_table(self.country).by_id) > MANY_PLACES

    @property
    def is_well_known(self) -> bool:
        """Whether a town is called by its main name, so that it can vouch for others."""
        return self.entry.population >= SMALL and _is_main_name(self.entry, self.key)

    @property
    def is_certain(self) -> bool:
        """Whether it is too large to be mistaken for another, the less so where the article says what it lies in."""
        short = len(self.key) <= FEW_LETTERS and not is_letters(self.key)
        told = _area(country_table(self.country), self.within) is not None
        return self.entry.population >= (CITY if (short or self.among_many) and not told else SMALL)

    @property
    def reach(self) -> float:
        """How far from it (kilometres) what vouches for it may lie."""
        namesakes = len(country_table(self.country).places.get(sound(self.key), ()))
        return FAR_AMONG_MANY if self.among_many and (self.entry.population < SMALL or namesakes > 1) else FAR


def _point(place: Place) -> _Point | None:
    """A located place in the table; None for one that is not located, and for one of the user's own."""
    if place.geonames_id is None or place.country is None:
        return None
    entry = country_table(place.country).by_id.get(place.geonames_id)
    return _Point(place.text, table_key(place.name), place.country, entry, place.within) if entry is not None else None


def _divisions_of(places: Sequence[Place], located: Sequence[Place], countries: Sequence[str]) -> set[Division]:
    """The divisions that are named as places, or as what places lie in."""
    found: set[Division] = set()
    for code in {*countries, *(each.country for each in located if each.country is not None)}:
        table = country_table(code)
        inside = [area for each in places if (area := _area(table, each.within))]
        found.update((code, each) for area in inside for each in area.divisions if len(area.divisions) == 1)
        named = {each.admin1 for each in located if each.type == "governorate" and each.country == code}
        found.update((code, each) for each, name in table.division_names.items() if name in named)
    return found


def _is_doubtful(point: _Point, points: set[_Point], divisions: Iterable[Division], text: str) -> bool:
    """Whether an entry may be a namesake of what is meant: by the divisions that the article names, and by what is
    well known of its places, or most of them where none is."""
    others = {each.entry.id: each for each in points if each.entry.id != point.entry.id}.values()
    vouching = [each for each in others if each.is_well_known]
    named = {division for country, division in divisions if country == point.country}
    if point.is_certain:
        here = _is_near_any(point, vouching, FAR) if vouching else point.entry.division in named
        return not here and is_listed_as_village(point.text, text)
    around = {each.entry.division for each in vouching if each.country == point.country}
    inside = sum(each.entry.division in named for each in others)
    restricts = bool(named) and inside * 2 >= len(others) and point.entry.population < WELL_KNOWN
    if restricts and point.entry.division not in named | around:
        return True
    if vouching:
        return not _is_near_any(point, vouching, point.reach)
    near = sum(_is_near_any(point, [each], point.reach) for each in others)
    return len(others) > 1 and near * 2 <= len(others) and point.entry.division not in named


def _is_near_any(point: _Point, others: Iterable[_Point], far: float) -> bool:
    return any(kilometres(point.entry.point, each.entry.point) <= far for each in others)


@lru_cache(maxsize=1 << 14)
def is_city_elsewhere(name: str, countries: tuple[str, ...]) -> bool:
    """Whether a name is that of a city of 100,000 people and more, and of no place in some countries.

    Args:
        name: of a place.
        countries: ISO codes of these countries.
    """
    key = table_key(name)
    known = countries_hinted(sound(key))
    if not known or set(known) & set(countries):
        return False
    entries = (_one(country_table(code), key, None) for code in known)
    return any(entry is not None and entry.population >= CITY and _is_main_name(entry, key) for entry in entries)


def _lacks_only_country(place: Place, code: str) -> bool:
    """Whether a place is named, of unknown country, and not known to be in another one."""
    if place.country is not None or is_generic(place.name) or place.name.islower():
        return False
    hinted = countries_hinted(sound(table_key(place.name)))
    return not hinted or code in hinted


@cache
def default_gazetteer() -> Gazetteer:
    """The packaged table without places of a user's."""
    return Gazetteer()


def locate(place: Place, countries: Sequence[str] = ()) -> Place:
    """`Gazetteer.locate` in the packaged table."""
    return default_gazetteer().locate(place, countries)


@lru_cache(maxsize=1 << 14)
def _found(name: str, kind: PlaceType, within: str | None, countries: tuple[str, ...]) -> dict[str, Any]:
    """What the table knows of a place, given by its name, its type and what it lies in; nobody may change it."""
    name = unicodedata.normalize("NFC", name)
    place = Place(text=name, name=name, type=kind, within=within)
    itself = country_named(name)
    if itself is not None and (kind == "other" or itself not in countries[:1]):
        return {"country": itself}
    lies_in = country_named(place.within) if place.within else None
    if lies_in is not None:
        countries = (lies_in,)
    found = {}
    if place.type in _TOWNS:
        found = _town(place, countries) if _is_name(place.name) else {}
    elif countries:
        found = _beside_a_town(place, countries[0])
    return found or ({"country": itself} if itself else {})


def _town(place: Place, countries: Sequence[str]) -> dict[str, Any]:
    """What is known of a settlement if one entry of all these countries is meant."""
    key = table_key(place.name)
    entries = []
    for code in countries:
        table = country_table(code)
        entry = _one(table, key, _area(table, place.within))
        if entry is None or not _is_of_type(entry, place.type):
            continue
        if place.type != "other" or not _rather_a_division(table, key, entry):
            entries.append((code, entry))
    chosen = _chosen(entries, key, countries[0]) if entries else None
    if chosen is None:
        return {}
    code, entry = chosen
    division = country_table(code).division_names.get(entry.division)
    return {"country": code, "admin1": division, "geonames_id": entry.id, "lat": entry.lat, "lon": entry.lon}


def _chosen(entries: list[tuple[str, Entry]], key: str, first: str) -> tuple[str, Entry] | None:
    """The entry that is meant of one from each country: that of the first country, unless a far larger place
    elsewhere is called so; elsewhere only a larger place, and by its main name."""
    known = [each for each in entries if each[1].population >= WELL_KNOWN and _is_main_name(each[1], key)]
    if entries[0][0] == first:
        rivals = [each for each in known if each[0] != first and _dominates(each[1], [entries[0][1]])]
        return None if rivals else entries[0]
    return known[0] if len(known) == 1 else None


def _is_of_type(entry: Entry, kind: PlaceType) -> bool:
    """Whether a place can be called a village, or a city, by its inhabitants."""
    if kind == "city":
        return not 0 < entry.population < HAMLET
    return kind != "village" or entry.population < CITY


def _rather_a_division(table: Country, key: str, entry: Entry) -> bool:
    """Whether the name is a division's, of which the place of that name is not the largest."""
    codes = table.divisions.get(sound(key))
    if codes is None:
        return False
    others = (other.population for other in table.by_id.values() if other.division in codes)
    return entry.division not in codes or entry.population < max(others, default=0)


def _beside_a_town(place: Place, code: str) -> dict[str, Any]:
    """What is known of a governorate, the countryside of a town, or what stands in it."""
    table, key = country_table(code), table_key(place.name)
    if place.type == "governorate" or (place.type == "area" and "countryside" in key):
        division = _division(table, key)
        return {"country": code, "admin1": division} if division else {}
    if place.type not in _HOSTED or not _is_name(place.name, with_what=True):
        return {}
    host = " ".join(word for word in key.split() if not words().tells_what(word))
    entry = _one(table, host, _area(table, place.within)) if host else None
    return {"country": code, "admin1": table.division_names.get(entry.division)} if entry else {}


def _is_name(text: str, *, with_what: bool = False) -> bool:
    """Whether every word is part of a name (or an article, or says what the place is): "capital of X" is not X."""
    for word in _WORDS.findall(text):
        small = word.lower()
        says_what = with_what and (words().tells_what(small) or small in words().light)
        if word[0].islower() and small not in words().articles and not says_what:
            return False
    return True


def _division(table: Country, key: str) -> str | None:
    codes = table.divisions.get(sound(key), frozenset())
    return table.division_names[next(iter(codes))] if len(codes) == 1 else None


def _area(table: Country, within: str | None) -> _Area | None:
    """What the article says a place lies in, if the table knows it."""
    if not within:
        return None
    key = table_key(within)
    bare = " ".join(word for word in key.split() if not words().tells_what(word))
    divisions = {code for each in (key, bare) for code in table.divisions.get(sound(each), ())}
    town = _one(table, bare, None)
    return _Area(frozenset(divisions), (town,) if town else ()) if divisions or town else None


def _one(table: Country, key: str, area: _Area | None) -> Entry | None:
    """The one entry that a name can mean; None where there is none, or more than one."""
    bearers = [entry for entry in table.places.get(sound(key), []) if area is None or area.holds(entry)]
    many = len(table.by_id) > MANY_PLACES
    called = [entry for entry in bearers if _may_be_called(entry, key, many_places=many)]
    if not called:
        return None
    first = min(called, key=lambda entry: (-entry.population, entry.id))
    # a small place may be that of another entry's former name
    rivals = [each for each in (bearers if many and first.population < SMALL else called) if each != first]
    if all(kilometres(first.point, other.point) <= SAME_SPOT for other in rivals):
        return first
    return first if _dominates(first, rivals) else None


def _may_be_called(entry: Entry, key: str, *, many_places: bool) -> bool:
    """Whether a name is near enough to the entry's main name: for a small place a spelling of it, for a large one any
    name that it has, but among many places no name that it had in other times or languages. One in the letters of
    another script is that of the entry or of none."""
    if is_letters(key):
        return True
    likeness = Indel.normalized_similarity(sound(entry.main), sound(key))
    return likeness >= (SIMILAR if entry.population < SMALL else ALIKE_WORDS if many_places else 0.0)


def _is_main_name(entry: Entry, key: str) -> bool:
    """Whether a key is that of an entry's main name as far as can be told: the table has that in Latin letters."""
    return is_letters(key) or sound(entry.main) == sound(key)


def _dominates(one: Entry, others: Iterable[Entry]) -> bool:
    """Whether a place is so much larger than all others of its name together that it is meant."""
    return one.population >= DOMINANT * sum(max(other.population, UNKNOWN_POPULATION) for other in others)
