"""Splink on the same records: `python -m benchmarks.splink_peer RECORDS --truth TRUTH --names raw --weights preset`.

A set-up in good faith, as a user of Splink would write it: comparisons with levels for the place's name (Jaro-Winkler),
its type and region, the date's distance, the actors and their sides, the unit, what is denied, and a list of places in
one sentence; blocking on kind with the beginning, the end or the consonants of the name, or with the number of
the unit, in overlapping periods of eight days. `raw` gives it names in lower case without accents, `folded` the names
as our library folds them.

Weights are either preset by hand or trained by expectation maximisation without labels. Splink has no default
threshold; the one reported is the best of the whole range for pair F1 on the very records that it is scored on, which
favours Splink. `components` is Splink's own clustering; `average` is average link on its scores, which it has not.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.comparison_level_library import CustomLevel
from splink.comparison_library import CustomComparison

from benchmarks.clusters import Labels, overlaps, pairwise, scores
from conflict_extract.normalize import fold_place

THRESHOLDS = range(-20, 25)
LOWEST, HIGHEST = -30.0, 60.0
LARGEST_PART = 2_000
MOST_FOR_AVERAGE_LINK = 200_000

COLUMNS = """
CREATE TABLE compared AS
SELECT *,
    name[:4] AS prefix,
    name[-4:] AS suffix,
    regexp_replace(name, '[^bcdfghjklmnpqrstvxz]', '', 'g')[:3] AS consonants,
    coalesce(first_day, published_day) // 8 AS period,
    (coalesce(first_day, published_day) + 4) // 8 AS period_shifted,
    nullif(regexp_extract(unit, '[0-9]+'), '') AS unit_number
FROM (
    SELECT
        id AS unique_id, kind, article_id, lower(strip_accents(place.name)) AS name,
        nullif(place.type, 'other') AS type, lower(place.within) AS within,
        date_diff('day', DATE '1970-01-01', date.start::DATE) AS first_day,
        date_diff('day', DATE '1970-01-01', date.end::DATE) AS last_day,
        date_diff('day', DATE '1970-01-01', published[:10]::DATE) AS published_day,
        coalesce(
            gained_by.id, force.id, who.id, speaker.id, lower(coalesce(gained_by, force, who, speaker).name)) AS actor,
        nullif(coalesce(gained_by, force, who, speaker).side, 'unknown') AS side,
        coalesce(lost_by.id, to_side.id, subject.id, lower(coalesce(lost_by, to_side, subject).name)) AS other,
        nullif(coalesce(lost_by, to_side, subject).side, 'unknown') AS other_side,
        lower(unit) AS unit, denies, article_id || evidence[1].text AS passage
    FROM read_parquet($records)
)
"""

# For each comparison its levels: SQL, m, u. The first that holds decides; a missing value counts as no evidence.
COMPARISONS: dict[str, tuple[str, list[tuple[str, float, float]]]] = {
    "name": (
        "name_l IS NULL OR name_r IS NULL",
        [
            ("name_l = name_r", 0.60, 0.002),
            ("jaro_winkler_similarity(name_l, name_r) >= 0.92", 0.20, 0.003),
            ("jaro_winkler_similarity(name_l, name_r) >= 0.85", 0.10, 0.008),
            ("jaro_winkler_similarity(name_l, name_r) >= 0.78", 0.05, 0.020),
            ("ELSE", 0.05, 0.967),
        ],
    ),
    "passage": ("passage_l <> passage_r", [("name_l <> name_r", 0.001, 0.999), ("ELSE", 0.999, 0.001)]),
    "type": ("type_l IS NULL OR type_r IS NULL", [("type_l = type_r", 0.80, 0.40), ("ELSE", 0.20, 0.60)]),
    "within": ("within_l IS NULL OR within_r IS NULL", [("within_l = within_r", 0.80, 0.10), ("ELSE", 0.20, 0.90)]),
    "date": (
        "first_day_l IS NULL OR first_day_r IS NULL",
        [
            ("first_day_l <= last_day_r AND first_day_r <= last_day_l", 0.75, 0.12),
            ("first_day_l <= last_day_r + 1 AND first_day_r <= last_day_l + 1", 0.17, 0.12),
            ("first_day_l <= last_day_r + 3 AND first_day_r <= last_day_l + 3", 0.06, 0.20),
            ("ELSE", 0.02, 0.56),
        ],
    ),
    "actor": (
        "actor_l IS NULL OR actor_r IS NULL",
        [
            ("actor_l = actor_r", 0.50, 0.15),
            ("side_l = side_r", 0.30, 0.25),
            ("side_l <> side_r", 0.04, 0.35),
            ("ELSE", 0.16, 0.25),
        ],
    ),
    "other": (
        "other_l IS NULL OR other_r IS NULL",
        [
            ("other_l = other_r", 0.50, 0.15),
            ("other_side_l = other_side_r", 0.30, 0.25),
            ("other_side_l <> other_side_r", 0.05, 0.35),
            ("ELSE", 0.15, 0.25),
        ],
    ),
    "unit": (
        "unit_l IS NULL OR unit_r IS NULL",
        [("unit_l = unit_r", 0.50, 0.02), ("unit_number_l = unit_number_r", 0.45, 0.02), ("ELSE", 0.05, 0.96)],
    ),
    "denies": ("denies_l IS NULL OR denies_r IS NULL", [("denies_l = denies_r", 0.90, 0.50), ("ELSE", 0.10, 0.50)]),
}
BLOCKS = [
    block_on("kind", place, period)
    for place in ("prefix", "suffix", "consonants", "unit_number")
    for period in ("period", "period_shifted")
]


def main() -> None:
    """Links, clusters, scores; writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--names", choices=["raw", "folded"], default="raw")
    parser.add_argument("--weights", choices=["preset", "trained"], default="preset")
    parser.add_argument("--answer", type=Path, required=True)
    options = parser.parse_args()
    started = time.perf_counter()
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(COLUMNS, {"records": str(options.records)})
    if options.names == "folded":
        _fold(connection)
    linker = _linker(connection, options.weights)
    predicted = linker.inference.predict(threshold_match_weight=LOWEST)
    scored_at = time.perf_counter()
    size, left, right, weight = _pairs(connection, predicted.physical_name)
    told = connection.execute("SELECT event FROM read_parquet($1) ORDER BY id", [str(options.truth)]).fetchnumpy()
    truth = np.asarray(told["event"], np.int64)
    parts = {threshold: _components(size, left, right, weight >= threshold) for threshold in THRESHOLDS}
    best = max(parts, key=lambda threshold: pairwise(overlaps(truth, parts[threshold])).f1)
    clustering_at = time.perf_counter()
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_weight=best)
    finished = time.perf_counter()
    answer: dict[str, Any] = {
        "seconds": scored_at - started + finished - clustering_at,
        "pairs": len(left) / size,
        "components": {"threshold": best, **_shown(truth, parts[best])},
    }
    if size <= MOST_FOR_AVERAGE_LINK:
        averaged = _average_link(size, left, right, weight)
        best = max(averaged, key=lambda threshold: pairwise(overlaps(truth, averaged[threshold])).f1)
        answer["average"] = {"threshold": best, **_shown(truth, averaged[best])}
    options.answer.write_text(json.dumps(answer), "utf-8")


def _fold(connection: duckdb.DuckDBPyConnection) -> None:
    names = connection.execute("SELECT DISTINCT name FROM compared WHERE name IS NOT NULL").df()
    names["folded"] = [fold_place(name) for name in names["name"]]
    connection.register("folds", names)
    connection.execute(
        "UPDATE compared SET name = folded, prefix = folded[:4], suffix = folded[-4:], "
        "consonants = regexp_replace(folded, '[^bcdfghjklmnpqrstvxz]', '', 'g')[:3] "
        "FROM folds WHERE compared.name = folds.name"
    )


def _linker(connection: duckdb.DuckDBPyConnection, weights: str) -> Linker:
    comparisons = []
    for name, (missing, levels) in COMPARISONS.items():
        made = [CustomLevel(missing).configure(is_null_level=True)]
        for condition, m, u in levels:
            level = CustomLevel(condition, "everything else" if condition == "ELSE" else None)
            made.append(level.configure(m_probability=m, u_probability=u))
        comparisons.append(CustomComparison(made, name))
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=BLOCKS,
        retain_matching_columns=False,
    )
    interface = DuckDBAPI(connection)
    linker = Linker(interface.register("compared"), settings, log_level="ERROR")
    if weights == "trained":
        linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
        for rule in (
            block_on("kind", "name", "period"),
            block_on("kind", "actor", "unit"),
            block_on("kind", "period", "prefix"),
        ):
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, record_sample_proportion=1.0, max_pairs=5e6
            )
    return linker


def _pairs(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, Labels, Labels, NDArray[np.float64]]:
    """How many records, and for each scored pair both positions in the order of ids and the match weight."""
    connection.execute(
        "CREATE TABLE numbered AS SELECT unique_id, row_number() OVER (ORDER BY unique_id) - 1 AS n FROM compared"
    )
    found = connection.execute(
        f"SELECT a.n AS l, b.n AS r, match_weight AS weight FROM {table} "
        "JOIN numbered a ON a.unique_id = unique_id_l JOIN numbered b ON b.unique_id = unique_id_r"
    ).fetchnumpy()
    (size,) = connection.execute("SELECT count(*) FROM numbered").fetchone() or (0,)
    return size, np.asarray(found["l"]), np.asarray(found["r"]), np.asarray(found["weight"], float)


def _components(size: int, left: Labels, right: Labels, linked: NDArray[np.bool_]) -> Labels:
    links = coo_array((np.ones(linked.sum(), np.int8), (left[linked], right[linked])), shape=(size, size))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _average_link(size: int, left: Labels, right: Labels, weight: NDArray[np.float64]) -> dict[int, Labels]:
    """Average link for every threshold; pairs that were not compared count as the lowest weight."""
    threshold = float(THRESHOLDS[0])
    part = _components(size, left, right, weight >= threshold)
    while np.bincount(part).max() > LARGEST_PART:
        threshold += 1
        part = _components(size, left, right, weight >= threshold)
    inside = part[left] == part[right]
    left, right, weight = left[inside], right[inside], weight[inside].clip(LOWEST, HIGHEST)
    sizes = np.bincount(part)
    pairs = sizes[part[left]] == 2
    joins = [np.column_stack([left[pairs], right[pairs], weight[pairs]])]
    by_part = np.argsort(part[left], kind="stable")
    numbers = np.arange(len(sizes) + 1)
    bounds = np.searchsorted(part[left][by_part], numbers)
    items = np.argsort(part, kind="stable")
    begins = np.searchsorted(part[items], numbers)
    for number in np.flatnonzero(sizes > 2):
        members = np.sort(items[begins[number] : begins[number + 1]])
        rows = by_part[bounds[number] : bounds[number + 1]]
        distance = np.full((len(members), len(members)), HIGHEST - LOWEST)
        one, two = np.searchsorted(members, left[rows]), np.searchsorted(members, right[rows])
        distance[one, two] = distance[two, one] = HIGHEST - weight[rows]
        np.fill_diagonal(distance, 0)
        joins.append(_joins(members, linkage(squareform(distance, checks=False), "average")))
    every = np.concatenate(joins)
    one, two = every[:, 0].astype(np.int64), every[:, 1].astype(np.int64)
    # Average link never joins at a higher score than before, so a cut of the trees is the components of what is above.
    return {cut: _components(size, one, two, every[:, 2] >= cut) for cut in THRESHOLDS if cut >= threshold}


def _joins(members: Labels, tree: NDArray[np.float64]) -> NDArray[np.float64]:
    """A member of each of the two clusters that a row of a linkage tree joins, and the score at which it does."""
    first = list(range(len(members)))
    found = []
    for one, two, distance, _ in tree:
        found.append((members[first[int(one)]], members[first[int(two)]], HIGHEST - distance))
        first.append(first[int(one)])
    return np.array(found)


def _shown(truth: Labels, labels: Labels) -> dict[str, Any]:
    found = scores(truth, labels)
    return {
        "pair_precision": found.pair.precision,
        "pair_recall": found.pair.recall,
        "pair_f1": found.pair.f1,
        "b_cubed_f1": found.b_cubed.f1,
        "conll": found.conll,
        "largest": found.largest,
        "largest_in_truth": found.largest_in_truth,
    }


if __name__ == "__main__":
    main()
