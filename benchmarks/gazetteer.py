"""How many of the gold's places the gazetteer locates, and how many of these wrongly.

usage: python -m benchmarks.gazetteer [--list] [GOLD ARTICLES]...

Without arguments: the examples and the development passages. A located place is wrong if
tests/normalize/located.toml, checked by eye, does not have it; --list prints every place with what was found.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from tests.merging.gold_records import gold_collection

from conflict_extract.normalize import is_generic, places_of

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
DEFAULT = [
    (EXAMPLES / "gold.jsonl", EXAMPLES / "articles"),
    (EXAMPLES / "long" / "gold.jsonl", EXAMPLES / "long" / "articles"),
    (EXAMPLES / "passages" / "development_gold.jsonl", EXAMPLES / "passages" / "development.jsonl"),
]


def main(arguments: list[str]) -> None:
    """Prints the table."""
    listing = "--list" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--list"]
    checked = tomllib.loads((ROOT / "tests" / "normalize" / "located.toml").read_text("utf-8"))
    print("| gold | named places | with country | with coordinates | wrong |\n| --- | --- | --- | --- | --- |")
    for gold, articles in list(zip(paths[::2], paths[1::2], strict=True)) or DEFAULT:
        records = gold_collection((gold, articles)).records
        places = {(record.article_id, place.name): place for record in records for place in places_of(record)}
        named = [place for place in places.values() if not is_generic(place.name)]
        found = [place for place in named if place.geonames_id is not None]
        wrong = [
            place
            for place in found
            if place.geonames_id not in checked.get(place.country or "", {}).get(place.name, [])
        ]
        country = sum(place.country is not None for place in named)
        where = "/".join(gold.parts[-2:])
        print(f"| {where} | {len(named)} | {country} | {len(found)} | {len(wrong)} |")
        for place in named if listing else wrong:
            print(f"    {place.text!r} {place.type}: {place.country} {place.admin1} {place.geonames_id}")


if __name__ == "__main__":
    main(sys.argv[1:])
