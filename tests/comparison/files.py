"""Files of coded events in the structure in which they are downloaded, with rows of our own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.coded import NEW_COLUMNS, OLD_COLUMNS

from conflict_extract import EventSet, merge
from tests.builders import article, record

GED_COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
CONTROL_COLUMNS = ("geonameid", "date", "status_wiki", "status_boost", "status_dsm", "status_isw", "status")
KHERSON, BAKHMUT = "706448", "713174"

CAPTURE = {
    "event_id_cnty": "LBY101", "event_date": "2011-08-19", "time_precision": "1",
    "sub_event_type": "Non-state actor overtakes territory", "actor1": "Opposition Forces (Libya)",
    "inter1": "Rebel group", "actor2": "Military Forces of Libya (1969-2011)", "inter2": "State forces",
    "country": "Libya", "admin1": "Misratah", "location": "Zlitan", "latitude": "32.4674", "longitude": "14.5687",
    "geo_precision": "1", "source": "Coast Monitor", "timestamp": "1314000000",
    "notes": "On 19 August 2011, rebels took Zlitan after clashes.",
}  # fmt: skip
OLD_CAPTURE = {**CAPTURE, "event_date": "19 August 2011", "inter1": "2", "inter2": "1"}
FIGHTING = {
    "id": "412345", "side_a": "Government of Libya", "side_b": "NTC", "where_prec": "1",
    "where_coordinates": "Zlitan town", "adm_1": "Misratah", "country": "Libya", "latitude": "32.4674",
    "longitude": "14.5687", "date_prec": "1", "date_start": "2011-08-19 00:00:00.000",
    "date_end": "2011-08-19 00:00:00.000", "best": "12", "source_headline": "Twelve die at Zlitan",
}  # fmt: skip


def written(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]], separator: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def acled(folder: Path, *rows: Mapping[str, str], old: bool = False) -> Path:
    """A file of ACLED's with rows that are the capture of Zlitan but for what they say."""
    basis = OLD_CAPTURE if old else CAPTURE
    return written(folder / "acled.csv", OLD_COLUMNS if old else NEW_COLUMNS, [{**basis, **row} for row in rows])


def ged(folder: Path, *rows: Mapping[str, str]) -> Path:
    return written(folder / "ged.csv", GED_COLUMNS, [{**FIGHTING, **row} for row in rows])


def control(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """A file of VIINA 2.0 of places, days and statuses; the four votes are all the same."""
    told = [{**dict.fromkeys(CONTROL_COLUMNS, status), "geonameid": place, "date": day} for place, day, status in rows]
    return written(folder / "control.csv", CONTROL_COLUMNS, told)


def capture(**fields: object) -> EventSet:
    """Our event of the capture of Zlitan, which fields change."""
    place = {"text": "Zlitan", "name": "Zlitan", "type": "town", "country": "LY"}
    said = {"place": place, "date": "2011-08-19", "published": "2011-08-20", "gained_by": "rebels", **fields}
    told = article(str(said.setdefault("says", "Rebels took Zlitan on Friday.")), published="2011-08-20")
    return merge([record(article_id=told.id, **said)], [told])
