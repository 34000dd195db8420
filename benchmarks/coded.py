"""Events beside a file of coded events that tells the same war: what is paired rightly, in what time and memory.

    python -m benchmarks.coded [--rows 1000] [--out FOLDER]

Operations are drawn at places of Ukraine in the packaged table; most stand in both the articles and the file, some in
one of them only. The file spells some places as the press does, gives some days as weeks, and differs here and there on
the day or on who gained the place, so that it is known what a comparison has to find.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import run
from conflict_extract import EventSet, merge
from conflict_extract.articles import make_article
from conflict_extract.comparison import Compared, compare, read_coded
from conflict_extract.normalize import actor, place_numbered
from conflict_extract.normalize.geonames_table import country_table
from conflict_extract.schema import Article, ControlChange, Date, Evidence, Place, Record, Source

NEW_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
OLD_COLUMNS = (
    "data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision", "event_type",
    "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "timestamp",
)  # fmt: skip
_FIRST = date(2022, 3, 1)
_DAYS = 240
_SIDES = (
    ("Military Forces of Ukraine (2019-)", "State forces", "1"),
    ("Military Forces of Russia (2000-)", "External/Other forces", "8"),
)
_OUR_NAMES = ("Ukrainian forces", "Russian troops")
_OUTLETS = ("Dnipro Wire", "River Herald")
_BOTH, _OURS = 0.8, 0.1  # of all operations; the rest stands in the file only
_OTHER_DAY, _OTHER_HOLDER, _WEEK, _OTHER_KIND = 0.05, 0.04, 0.05, 0.3


class Operation(NamedTuple):
    """A place taken on a day by the side of that number, and who tells of it: `told` 0 both, 1 articles, 2 the file.

    `lag` is by how many days the file's day lies later, `other` whether it has the other side gain the place.
    """

    number: int
    place: Place
    day: date
    side: int
    told: int
    lag: int
    other: bool
    as_week: bool


def operations(count: int, seed: int = 1) -> list[Operation]:
    """So many operations that the file tells of, and those that only articles do."""
    dice = random.Random(seed)  # noqa: S311
    table = country_table("UA")
    numbers = sorted(each.id for each in table.by_id.values() if each.population >= 2_000 and len(each.main) > 4)
    dice.shuffle(numbers)
    free = [(number, half) for half in range(8) for number in numbers]
    found: list[Operation] = []
    coded = 0
    for number, half in free:
        if coded == count:
            return found
        known = place_numbered(number, "UA")
        assert known is not None
        place = known.model_copy(update={"type": "town"})
        day = _FIRST + timedelta(half * _DAYS // 8 + dice.randrange(_DAYS // 8 - 12))
        roll, blur = dice.random(), dice.random()
        told = 0 if roll < _BOTH else 1 if roll < _BOTH + _OURS else 2
        lag = 3 if blur < _OTHER_DAY else 0
        other = _OTHER_DAY <= blur < _OTHER_DAY + _OTHER_HOLDER
        as_week = not lag and not other and blur > 1 - _WEEK
        found.append(Operation(len(found), place, day, (half + number) % 2, told, lag, other, as_week))
        coded += told != 1
    raise ValueError(f"there are no {count} operations")


def told(made: Iterable[Operation]) -> tuple[list[Record], list[Article]]:
    """What articles tell of operations, by one or two outlets."""
    records: list[Record] = []
    articles: list[Article] = []
    for each in made:
        if each.told == 2:
            continue
        for outlet in _OUTLETS[: 1 + each.number % 2]:
            who = _OUR_NAMES[each.side]
            text = (
                f"{who[0].upper()}{who[1:]} took {each.place.name} on {each.day:%d %B %Y}, witness {each.number} said."
            )
            article = make_article(text, outlet=outlet, published=each.day.isoformat(), language="en")
            articles.append(article)
            records.append(
                ControlChange(
                    id=f"rec_{each.number:06}{outlet[0]}",
                    article_id=article.id,
                    outlet=outlet,
                    published=each.day.isoformat(),
                    trigger="took",
                    date=Date(start=each.day.isoformat(), end=each.day.isoformat(), precision="day", basis="stated"),
                    source=Source(),
                    evidence=(Evidence(sentence=0, start=0, end=len(text), text=text),),
                    model="generated",
                    prompt_version="1",
                    place=each.place,
                    gained_by=actor(text[: len(who)]),
                    extent="full",
                    means="fighting",
                )
            )
    return records, articles


def acled(made: Iterable[Operation], path: Path, *, old: bool = False, seed: int = 1) -> None:
    """Writes what the file tells of operations, with rows of other kinds among them."""
    dice = random.Random(seed)  # noqa: S311
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, OLD_COLUMNS if old else NEW_COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        for each in made:
            if each.told == 1:
                continue
            writer.writerow(_row(each, old))
            if dice.random() < _OTHER_KIND:
                clash = {"event_id_cnty": f"UKR9{each.number:05}", "sub_event_type": "Armed clash"}
                writer.writerow({**_row(each, old), **clash})


def _row(each: Operation, old: bool) -> dict[str, object]:
    gainer, loser = _SIDES[each.side ^ each.other], _SIDES[1 - (each.side ^ each.other)]
    day = each.day + timedelta(each.lag)
    named = each.place.name.replace("ee", "i").replace("ou", "u") if each.number % 3 else each.place.name
    state = gainer is _SIDES[0]
    return {
        "event_id_cnty": f"UKR{each.number:06}",
        "event_date": f"{day:%d %B %Y}" if old else day.isoformat(),
        "year": day.year,
        "time_precision": 2 if each.as_week else 1,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Government regains territory" if state else "Non-state actor overtakes territory",
        "actor1": gainer[0],
        "inter1": gainer[2 if old else 1],
        "actor2": loser[0],
        "inter2": loser[2 if old else 1],
        "iso": 804,
        "region": "Europe",
        "country": "Ukraine",
        "admin1": each.place.admin1,
        "location": named,
        "latitude": f"{each.place.lat:.4f}",
        "longitude": f"{each.place.lon:.4f}",
        "geo_precision": 1,
        "source": "Example Monitor",
        "notes": f"On {day:%d %B %Y}, {gainer[0]} took control of {named} ({each.place.admin1}) after clashes.",
        "fatalities": 0,
        "timestamp": 1672531200 + each.number,
    }


def right_pairs(made: Sequence[Operation], found: Compared) -> dict[str, int]:
    """How many pairs are right, wrong, and missing."""
    both = {f"UKR{each.number:06}": f"witness {each.number} said" for each in made if each.told == 0}
    pairs = [(each.theirs.id, each.ours.quotes[0].text) for each in found.pairings if each.ours and each.theirs]
    right = sum(both.get(row, "nobody") in sentence for row, sentence in pairs)
    return {"right": right, "wrong": len(pairs) - right, "missing": len(both) - right}


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000, help="rows that tell of a change of control")
    parser.add_argument("--out", type=Path, help="keep events.json, acled.csv and compare.html here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out: Path = options.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        made = operations(options.rows)
        merge(*told(made)).to_json(out / "events.json")
        acled(made, out / "acled.csv")
        files: list[str | Path] = [out / "events.json", out / "acled.csv", "--out", out / "compare.html"]
        cost = run([sys.executable, "-m", "conflict_extract", "compare", *files])
        found = compare(EventSet.open(out / "events.json"), read_coded(out / "acled.csv"))
        print(found.counts)
        print(right_pairs(made, found))
        size = (out / "compare.html").stat().st_size / 1e6
        print(f"{cost.seconds:.1f} s, {cost.megabytes:.0f} MB, a page of {size:.1f} MB")


if __name__ == "__main__":
    main()
