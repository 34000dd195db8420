"""From columns of numbers to records: words for every form, and files as the library reads them.

Names go through the library's own `place_name` and `actor`, as they do when it extracts records from articles.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from benchmarks import world
from benchmarks.places import Site
from benchmarks.world import Numbers, Reports
from conflict_extract.normalize import actor, place_name

HERE = Path(__file__).parent
ADJECTIVES = ("Mechanized", "Armoured", "Special", "Assault", "Mountain", "Motorized", "Airborne", "Guards")
TYPED = ("city", "town", "village")
SQL = (HERE / "records.sql").read_text("utf-8")
OWN_FIELDS = {
    "control_change": ("place", "gained_by", "lost_by", "extent", "means"),
    "withdrawal": ("place", "force", "unit", "to_place", "stage"),
    "defection": ("who", "unit", "from_side", "to_side", "size", "place"),
    "official_denial": ("speaker", "denies", "claim", "subject", "place"),
}
COMMON_FIELDS = (
    *("id", "kind", "article_id", "outlet", "published", "trigger"),
    *("date", "source", "evidence", "model", "prompt_version"),
)


@dataclass(frozen=True)
class Party:
    """A party to the war of a country: its names, words for its side, who denies for it, words for its units."""

    country: str
    names: tuple[str, ...]
    side: tuple[str, ...]
    speaker: tuple[str, ...]
    units: tuple[str, ...]


def parties() -> list[Party]:
    """The packaged parties, those of one country beside each other."""
    with (HERE / "wars.toml").open("rb") as stream:
        rows = tomllib.load(stream)["parties"]
    found = [Party(row["country"], *(tuple(row[key]) for key in ("names", "side", "speaker", "units"))) for row in rows]
    return sorted(found, key=lambda party: party.country)


def generate(
    sites: Sequence[Site], n_records: int, density: float, seed: int
) -> tuple[Reports, duckdb.DuckDBPyConnection]:
    """The rows, and a connection with the table `records` (fields of the Record schema, and `event`, the truth)."""
    wars = parties()
    first = {country: [party.country for party in wars].index(country) for country in {p.country for p in wars}}
    counts = {country: sum(party.country == country for party in wars) for country in first}
    reports = world.draw(sites, np.array([counts[site.country] for site in sites]), n_records, density, seed)
    begins = np.array([first[site.country] for site in sites])
    return reports, _table(sites, wars, begins, reports, seed)


def write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, where: str = "true") -> None:
    """Records as columns, ordered by publication."""
    connection.execute(
        f"COPY (SELECT * EXCLUDE (event) FROM records WHERE {where} ORDER BY published, id) "
        f"TO '{path}' (FORMAT parquet)"
    )


def write_lines(connection: duckdb.DuckDBPyConnection, path: Path, where: str = "true") -> None:
    """Records as JSON lines, ordered by publication; each with the fields of its own kind."""
    parts = []
    for kind, own in OWN_FIELDS.items():
        fields = ", ".join(f"{name} := {name}" for name in (*COMMON_FIELDS, *own))
        parts.append(
            f"SELECT published, id, to_json(struct_pack({fields})) AS line "
            f"FROM records WHERE kind = '{kind}' AND ({where})"
        )
    rows = connection.execute(f"SELECT line FROM ({' UNION ALL '.join(parts)}) ORDER BY published, id")
    with path.open("w", encoding="utf-8") as stream:
        while batch := rows.fetchmany(10_000):
            stream.writelines(f"{line}\n" for (line,) in batch)


def write_truth(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Which event each record tells: `id`, `event`."""
    connection.execute(f"COPY (SELECT id, event FROM records ORDER BY id) TO '{path}' (FORMAT parquet)")


class _Words:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def codes(self, keys: Numbers, text_of: Callable[[int], str]) -> Numbers:
        """The number of each key's text; keys below 0 stay."""
        distinct, inverse = np.unique(keys, return_inverse=True)
        found = [self.texts.setdefault(text_of(int(key)), len(self.texts)) if key >= 0 else -1 for key in distinct]
        return np.array(found, np.int64)[inverse.reshape(-1)]


def _table(
    sites: Sequence[Site], wars: Sequence[Party], begins: Numbers, reports: Reports, seed: int
) -> duckdb.DuckDBPyConnection:
    here = np.where(reports.site >= 0, reports.site, 0)
    war = begins[_site_of(reports)]
    main, second = war + reports.actor, war + reports.other
    places, actors, units = _Words(), _Words(), _Words()
    place = np.where(reports.site >= 0, (here * 32 + reports.spelling) * 1_000 + reports.wording, -1)
    to_place = np.where(reports.to_site >= 0, reports.to_site * 32_000, -1)
    unit = np.where(reports.unit >= 0, (main * world.UNITS + reports.unit) * 1_000 + reports.unit_form, -1)
    defecting, denying = reports.kind == 2, reports.kind == 3
    form = np.where((reports.actor_form < 0) & (defecting | denying), 9_999, reports.actor_form)
    named = np.where(form >= 0, (main * 10_000 + form) * 4 + reports.kind, -1)
    # Now and then an article names nobody but the unit.
    alone = (unit >= 0) & (reports.form % 100 < 5) & ~denying
    who = np.where(
        alone,
        actors.codes(np.where(alone, unit, -1), lambda key: _unit_text(wars, key)),
        actors.codes(np.where(alone, -1, named), lambda key: _actor_text(wars, key)),
    )
    other = np.where(reports.other_form >= 0, (second * 10_000 + reports.other_form) * 4, -1)
    from_side = np.where(defecting & (reports.form % 7 < 4), (main * 10_000 + reports.form % 10_000) * 4, -1)
    columns = {
        "row": np.arange(len(reports)),
        "event": reports.event,
        "kind": reports.kind,
        "article": reports.article,
        "passage": reports.passage,
        "outlet": reports.outlet,
        "published": reports.published,
        "first_day": reports.first_day,
        "last_day": reports.last_day,
        "precision": reports.precision,
        "basis": reports.basis,
        "place": places.codes(place, lambda key: _place_text(sites, key)),
        "to_place": places.codes(to_place, lambda key: _place_text(sites, key)),
        "within": np.where((reports.within >= 0) & (reports.site >= 0), here * 10 + reports.within, -1),
        "who": who,
        "other": actors.codes(other, lambda key: _actor_text(wars, key)),
        "from_side": actors.codes(from_side, lambda key: _actor_text(wars, key)),
        "unit": units.codes(unit, lambda key: _unit_text(wars, key)),
        "denies": reports.denies,
        "people": 2 + reports.operation * 7 % 60,
        "form": reports.form,
    }
    region = _Words()
    columns["within"] = region.codes(columns["within"], lambda key: _within_text(sites, key))
    columns["within"] = np.where(columns["within"] == region.texts.get("", -2), -1, columns["within"])
    connection = duckdb.connect(config={"memory_limit": "1200MB", "temp_directory": tempfile.gettempdir()})
    for name, frame in {
        "reports": pd.DataFrame(columns),
        "place_words": _frame(places, lambda text: (text, *place_name(text))),
        "actor_words": _frame(actors, lambda text: (text, (found := actor(text)).name, found.id, found.side)),
        "unit_words": _frame(units, lambda text: (text,)),
        "within_words": _frame(region, lambda text: (text,)),
    }.items():
        connection.register(name, frame)
    connection.execute(SQL.replace("$seed", str(seed)))
    for name in ("reports", "place_words", "actor_words", "unit_words", "within_words"):
        connection.unregister(name)
    return connection


def _site_of(reports: Reports) -> Numbers:
    """A place of the war that each row is about, also where the article names none: another row of its operation."""
    named = np.flatnonzero(reports.site >= 0)
    site_of = np.zeros(int(reports.operation.max(initial=0)) + 1, np.int64)
    site_of[reports.operation[named]] = reports.site[named]
    return np.where(reports.site >= 0, reports.site, site_of[reports.operation])


def _frame(words: _Words, columns: Callable[[str], tuple[str | None, ...]]) -> pd.DataFrame:
    rows = [(code, *columns(text)) for text, code in words.texts.items()]
    width = len(rows[0]) if rows else 5
    return pd.DataFrame(rows, columns=["code", "text", "name", "more", "side"][:width], dtype=object).astype(
        {"code": int}
    )


def _place_text(sites: Sequence[Site], key: int) -> str:
    """Three in four times the name alone, else with the word for what it is, now and then a wrong one."""
    site = sites[key // 32_000]
    names = (*site.spellings, *site.other_names)
    name, wording = names[key // 1_000 % 32], key % 1_000
    if wording < 750 or site.type not in TYPED:
        return name
    if wording < 880:
        return f"the {site.type} of {name}"
    return f"{name} {site.type}" if wording < 970 else f"the {TYPED[TYPED.index(site.type) - 1]} of {name}"


def _within_text(sites: Sequence[Site], key: int) -> str:
    within = sites[key // 10].within
    return within[key % 10 % len(within)] if within else ""


def _actor_text(wars: Sequence[Party], key: int) -> str:
    party, form, kind = wars[key // 40_000], key // 4 % 10_000, key % 4
    if kind == 3:
        return party.speaker[form // 100 % len(party.speaker)]
    named = form % 100 < 62
    name = party.names[form // 100 % len(party.names)] if named else party.side[form // 100 % len(party.side)]
    if kind == 2:
        return f"{name} soldiers" if form % 2 else f"members of {name}"
    return name


def _unit_text(wars: Sequence[Party], key: int) -> str:
    """ "52nd Brigade", "the 52nd Brigade", "Brigade 52" or, if it has such a name, "52nd Mechanized Brigade"."""
    unit, form = key // 1_000, key % 1_000
    party, index = wars[unit // world.UNITS], unit % world.UNITS
    number = 1 + (unit * 37 + index * index * 5) % 129
    word = party.units[index % len(party.units)]
    ordinal = f"{number}{'th' if number % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    if form < 150:
        return f"{word} {number}"
    if form < 350 and index % 2:
        return f"{ordinal} {ADJECTIVES[unit % len(ADJECTIVES)]} {word}"
    return f"the {ordinal} {word}" if form < 480 else f"{ordinal} {word}"
