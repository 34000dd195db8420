"""Pairs of records that may be one event, and what they connect: by keys, on a cluster."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from conflict_extract.merging.columns import UNDATED, WINDOW_DAYS, stable_hash
from conflict_extract.spark import _steps

# what two records are compared by
_COMPARED = (
    "id", "number", "kind", "article_id", "published", "place", "date", "actor", "other", "extent", "unit", "stage",
    "denies", "passage", "compared_sentences AS sentences", "busy", "contrasts", "recaptured", "open", "place_key",
    "first_day", "last_day",
)  # fmt: skip
_DATED = f"first_day <> {-UNDATED}"
# each key of a record, with whether it is loose
_KEYS = """concat(
  coalesce(zip_with(keys, loose, (key, loose) -> named_struct('key', key, 'loose', loose)), array()),
  coalesce(transform(name_keys, key -> named_struct('key', key ^ salt, 'loose', false)), array()))"""
# the blocks of a record by one of its keys, as `merging.blocking` has them: those of its day, and those of its article
# where that tells anything of unknown day
_BLOCKS = f"""filter(array(
  IF(NOT open, IF({_DATED}, entry.key, entry.key ^ {UNDATED}), NULL),
  IF(beside_undated, entry.key ^ article, NULL)), key -> key IS NOT NULL)"""
_OF_SPANS = stable_hash("open spans")


def keys_of_names(told: DataFrame) -> DataFrame:
    """For each name of a place its keys, among places' own names (`own`), and among these and those of whole places:
    `own`, `name`, `keys`."""
    own = told.selectExpr("true AS own", "place_key AS name")
    every = told.selectExpr("false AS own", "explode(array(place_key, compared_place)) AS name")
    names = own.union(every).where("name IS NOT NULL").distinct()
    return (
        names.mapInArrow(_steps.blocks_of_names, "own boolean, block bigint, name string")
        .repartition("block")
        .sortWithinPartitions("block", "own")
        .mapInArrow(_steps.by_block_of_names, "own boolean, name string, key bigint")
        .groupBy("own", "name")
        .agg(fn.collect_set("key").alias("keys"))
    )


def told_apart(told: DataFrame) -> DataFrame:
    """Pairs of records that articles tell as several, each the first of those that say the same: `left`, `right`."""
    one = told.where("apart IS NOT NULL").selectExpr("item AS one", "explode(apart) AS number")
    two = told.selectExpr("number", "item AS two")
    pairs = one.join(two, "number").where("one <> two")
    return pairs.selectExpr("least(one, two) AS left", "greatest(one, two) AS right").distinct()


def matches(told: DataFrame, names: DataFrame, apart: DataFrame) -> DataFrame:
    """Pairs of records, the first of those that say the same, whose scores reach the threshold: `left`, `right`,
    `score`."""
    names = names.where("NOT own").selectExpr("name AS compared_place", "keys AS name_keys")
    entries = (
        told.where("item = number")
        .join(names, "compared_place", "left")
        .selectExpr(*_COMPARED, "article", "beside_undated", f"explode({_KEYS}) AS entry")
    )
    rows = [name.split()[-1] for name in _COMPARED]
    plain = entries.selectExpr(
        *rows, "entry.loose", f"explode({_BLOCKS}) AS key", "first_day AS begins",
        f"last_day + {WINDOW_DAYS} AS until", "false AS of_spans",
    )  # fmt: skip
    # open spans take no other row's place among the partners, and are looked at with those that end before they do
    spans = entries.where("open").selectExpr("entry.key AS shared").distinct()
    opened = (
        entries.where(_DATED)
        .withColumn("shared", fn.col("entry.key"))
        .join(spans, "shared", "left_semi")
        .selectExpr(
            *rows, "entry.loose", f"shared ^ {_OF_SPANS} AS key", "-last_day AS begins",
            f"{WINDOW_DAYS} - first_day AS until", "true AS of_spans",
        )
    )  # fmt: skip
    return (
        plain.unionByName(opened)
        .repartition("key")
        .sortWithinPartitions("key", "begins", fn.asc_nulls_first("place_key"), "id")
        .mapInArrow(_steps.by_key, "left bigint, right bigint, score double")
        .dropDuplicates(["left", "right"])
        .join(apart, ["left", "right"], "left_anti")
    )


def connected(edges: DataFrame) -> DataFrame:
    """What pairs connect: each record but the smallest of its component, with that one: `component`, `item`.

    Each part of the pairs is cut down to one edge a record, and what is left fits one worker: 16 bytes a record.
    """
    pairs = "left bigint, right bigint"
    few = edges.select("left", "right").mapInArrow(_steps.stars, pairs)
    stars = few.repartition(1).mapInArrow(_steps.stars, pairs)
    return stars.selectExpr("left AS component", "right AS item")
