"""Which events the denials among records contest, by the keys that they share with what they deny."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from conflict_extract.merging.columns import UNDATED, Columns
from conflict_extract.merging.disputes import LONG_DAYS, REACH_DAYS, Days, Reach, Sides, between, contesting
from conflict_extract.merging.sorting import Ints, combinations, distinct
from conflict_extract.spark._arrow import coded, columns_of, flags, numbers, read_actor, whole
from conflict_extract.spark._gathering import SIDES
from conflict_extract.spark._steps import Batches

# how entries of one key are parted: what happened on known days by these, long spans, unknown days, and those of known
# and unknown days in one article
SHORT, LONG, NO_DAY, ONE_ARTICLE = range(4)
_NEAR_DAYS = REACH_DAYS + LONG_DAYS
# so many days of one key are looked at together, and those just before them
_SLICE = 32
_DENIAL = "official_denial"
_PAYLOAD = (
    "id", "kind", "published", "date", "sentences", "place", "actor", "other", "denies", "claim", "trigger",
    "first_day", "last_day", "event", *(f"side_{name}" for name in SIDES),
)  # fmt: skip


def _part(number: int, *of: str) -> str:
    return f"named_struct('part', {number}, 'group', xxhash64({number}, {', '.join(('key', *of))}))"


_NAME_KEYS = "coalesce(transform(name_keys, key -> key ^ {salt}), array())"
_ASKED_KEYS = f"concat(coalesce(asked, array()), {_NAME_KEYS.format(salt='denied_salt')})"
_TOLD_KEYS = f"concat(coalesce(keys, array()), {_NAME_KEYS.format(salt='salt')}, array_compact(array(placed)))"
_DATED = f"first_day <> {-UNDATED}"
_OF_ARTICLE = f"IF(beside_undated, array({_part(ONE_ARTICLE, 'article')}), array())"
_PARTS_OF_ASKED = f"""concat(
  IF({_DATED}, array({_part(SHORT, f"floor((last_day + 1) / {_SLICE})")}, {_part(LONG)}), array({_part(NO_DAY)})),
  {_OF_ARTICLE})"""
# what happened may be asked for from its own slice of days, or from the next
_PARTS_OF_TOLD = f"""concat(
  CASE WHEN NOT ({_DATED}) THEN array({_part(NO_DAY)})
    WHEN last_day - first_day > {LONG_DAYS} THEN array({_part(LONG)})
    ELSE transform(
      array_distinct(array(floor(first_day / {_SLICE}), floor((first_day + {_NEAR_DAYS + 1}) / {_SLICE}))),
      day -> {_part(SHORT, "day")}) END,
  {_OF_ARTICLE})"""


def contests(witnesses: DataFrame, names: DataFrame) -> DataFrame:
    """Pairs of a denial and an event that it contests: `denial_id`, `event_id`.

    Args:
        witnesses: records with what is known of their events.
        names: for each name of a place, and whether it is a place's own name, its keys.
    """
    own, every = (names.where(of).selectExpr("name AS place_key", "keys AS name_keys") for of in ("own", "NOT own"))
    asked = _parted(witnesses.where("denied_salt IS NOT NULL"), own, _ASKED_KEYS, _PARTS_OF_ASKED)
    told = _parted(witnesses.where(f"kind <> '{_DENIAL}'"), every, _TOLD_KEYS, _PARTS_OF_TOLD)
    asked, told = asked.withColumn("is_asked", fn.lit(True)), told.withColumn("is_asked", fn.lit(False))
    told = told.join(asked.select("group").distinct(), "group", "left_semi")
    entries = told.unionByName(asked).select("group", "part", "is_asked", *_PAYLOAD)
    return (
        entries.repartition("group")
        .sortWithinPartitions("group", "id")
        .mapInArrow(by_group, "denial_id string, event_id string")
        .distinct()
    )


def _parted(rows: DataFrame, names: DataFrame, keys: str, parts: str) -> DataFrame:
    """Records once for each group that they are looked at in: those of a key, and some days or one article."""
    keyed = rows.join(names, "place_key", "left").selectExpr(
        *_PAYLOAD, "article", "beside_undated", f"explode({keys}) AS key"
    )
    parted = keyed.withColumn("parted", fn.explode(fn.expr(parts)))
    return parted.selectExpr("parted.part", "parted.group", *_PAYLOAD)


def by_group(batches: Batches) -> Batches:
    """Whole groups of entries: what the denials that are asked for contest of what is told."""
    for table in whole(batches, "group"):
        asked, part, key = flags(table, "is_asked"), numbers(table, "part"), numbers(table, "group")
        if not asked.any():
            continue
        columns = columns_of(table)
        days = Days(numbers(table, "first_day"), numbers(table, "last_day"))
        found: list[Ints] = [np.empty((0, 2), np.int64)]
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
    first, event = combinations(coded(table, "event").codes)
    subject, speaker, actor = (
        coded(table, f"side_{name}", read_actor).take(first) for name in ("subject", "speaker", "actor")
    )
    days = Days(numbers(table, "side_first")[first], numbers(table, "side_last")[first])
    return first, event, Sides(days, flags(table, "side_assumed")[first], columns.kind[first], subject, speaker, actor)
