"""Which events the denials among records contest, by the keys that they share with what they deny."""

from __future__ import annotations

from functools import reduce

import numpy as np
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from conflict_extract.merging.columns import UNDATED, Coded, Columns
from conflict_extract.merging.disputes import LONG_DAYS, REACH_DAYS, Days, Reach, Sides, between, contesting
from conflict_extract.merging.sorting import Ints, combinations, distinct
from conflict_extract.spark._arrow import coded, columns_of, flags, numbers, whole
from conflict_extract.spark._steps import Batches

# how entries of one key are parted: what happened on known days by these, long spans, unknown days, and those of known
# and unknown days in one article
SHORT, LONG, NO_DAY, ONE_ARTICLE = range(4)
_NEAR_DAYS = REACH_DAYS + LONG_DAYS
# so many days of one key are looked at together, and those just before them
_SLICE = 32
_DENIAL = "official_denial"
_PAYLOAD = (
    "id", "kind", "published", "date", "sentences", "place", "who", "speaker", "subject", "denies", "claim", "trigger", "first_day",
    "last_day", "event", "event_first", "event_last", "event_assumed", "event_actor", "event_subject", "event_speaker",
)  # fmt: skip


def contests(witnesses: DataFrame, names: DataFrame) -> DataFrame:
    """Pairs of a denial and an event that it contests: `denial_id`, `event_id`.

    Args:
        witnesses: records with what is known of their events.
        names: for each name of a place, and whether it is a place's own name, its keys.
    """
    own = names.where("own").select(F.col("name").alias("place_key"), F.col("keys").alias("own_name_keys"))
    whole_names = names.where("NOT own").select(F.col("name").alias("place_key"), F.col("keys").alias("name_keys"))
    asked = _parted(
        witnesses.where(F.col("denied_salt").isNotNull())
        .join(own, "place_key", "left")
        .withColumn("key", F.explode(_all_keys(F.col("asked"), _salted("own_name_keys", "denied_salt"))))
        .drop("own_name_keys"),
        asked=True,
    )
    told = _parted(
        witnesses.where(F.col("kind") != _DENIAL)
        .join(whole_names, "place_key", "left")
        .withColumn(
            "key",
            F.explode(_all_keys(F.col("keys"), _salted("name_keys", "salt"), F.array_compact(F.array("placed")))),
        )
        .drop("name_keys"),
        asked=False,
    )
    told = told.join(asked.select("group").distinct(), "group", "left_semi")
    entries = told.unionByName(asked).select("group", "part", "is_asked", *_PAYLOAD)
    return (
        entries.repartition("group")
        .sortWithinPartitions("group", "id")
        .mapInArrow(by_group, "denial_id string, event_id string")
        .distinct()
    )


def _salted(keys: str, salt: str) -> Column:
    return F.transform(keys, lambda key: key.bitwiseXOR(F.col(salt)))


def _all_keys(*keys: Column) -> Column:
    none = F.array().cast("array<bigint>")
    return reduce(F.concat, (F.coalesce(each, none) for each in keys))


def _parted(entries: DataFrame, *, asked: bool) -> DataFrame:
    """Entries with the group that they are looked at in: of a key, and some days or one article."""
    first, last = F.col("first_day"), F.col("last_day")
    dated, key = first != -UNDATED, F.col("key")
    if asked:
        day = F.floor((last + 1) / _SLICE)
        dated_parts = F.array(_part(SHORT, key, day), _part(LONG, key))
    else:
        here, reached = F.floor(first / _SLICE), F.floor((first + _NEAR_DAYS + 1) / _SLICE)
        sliced = F.transform(F.array_distinct(F.array(here, reached)), lambda day: _part(SHORT, key, day))
        dated_parts = F.when(last - first > LONG_DAYS, F.array(_part(LONG, key))).otherwise(sliced)
    parts = F.concat(
        F.when(dated, dated_parts).otherwise(F.array(_part(NO_DAY, key))),
        F.when(F.col("beside_undated"), F.array(_part(ONE_ARTICLE, key, F.col("article")))).otherwise(
            F.array().cast("array<struct<part:int,group:bigint>>")
        ),
    )
    entries = entries.withColumn("parted", F.explode(parts)).withColumn("is_asked", F.lit(asked))
    return entries.select("parted.part", "parted.group", "is_asked", *_PAYLOAD)


def _part(number: int, *of: Column) -> Column:
    return F.struct(F.lit(number).alias("part"), F.xxhash64(F.lit(number), *of).alias("group"))


def by_group(batches: Batches) -> Batches:
    """Whole groups of entries: what the denials that are asked for contest of what is told."""
    for table in whole(batches, "group"):
        asked, part, key = flags(table, "is_asked"), numbers(table, "part"), numbers(table, "group")
        if not asked.any():
            continue
        columns = columns_of(table)
        days = Days(numbers(table, "first_day"), numbers(table, "last_day"))
        found = [np.empty((0, 2), np.int64)]
        for number in np.unique(part).tolist():
            told_rows, asked_rows = (np.flatnonzero((part == number) & (asked == of)) for of in (False, True))
            reach = _NEAR_DAYS if number == SHORT else 2 * UNDATED
            pairs = between(days, (told_rows, key[told_rows]), (asked_rows, key[asked_rows]), reach)
            if number == ONE_ARTICLE:
                pairs = pairs[days.dated[pairs[:, 0]] != days.dated[pairs[:, 1]]]
            found.append(pairs)
        left, right = np.concatenate(found).T
        first, event, sides = _sides(table, columns)
        kept = contesting(Reach(columns), sides, (left, right), (event[left], event[right]))
        packed = distinct(event[left[kept]] << 32 | event[right[kept]])
        ids = table["event"].take(pa.array(first))
        yield pa.RecordBatch.from_arrays(
            [ids.take(pa.array(side)).combine_chunks() for side in (packed >> 32, packed & 0xFFFFFFFF)],
            names=["denial_id", "event_id"],
        )


def _sides(table: pa.Table, columns: Columns) -> tuple[Ints, Ints, Sides]:
    """For each event its first row, for each row its event, and what the events tell."""
    first, event = combinations(coded(table["event"], "event").codes)

    def told(name: str) -> Coded:
        return coded(table[f"event_{name}"], "speaker").take(first)

    sides = Sides(
        days=Days(numbers(table, "event_first")[first], numbers(table, "event_last")[first]),
        assumed=flags(table, "event_assumed")[first],
        kind=columns.kind[first],
        subject=told("subject"),
        speaker=told("speaker"),
        actor=told("actor"),
    )
    return first, event, sides
