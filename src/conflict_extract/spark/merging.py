"""Records of all outlets to events on a Spark cluster: what lies between records is joined by Spark, and every decision
is that of `conflict_extract.merging`.

by article ──────► what one article tells as several, names that it tells beside others
by neighbourhood ► records that say the same, busy days, captures taken again, keys
by key ──────────► pairs of near records, at most so many of each, whose scores reach the threshold
components ──────► what these pairs connect
by component ────► events, with the records that tell each
contesting ──────► which events a denial contests
Each step is cut to Parquet in a folder that all workers see.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from conflict_extract.merging.columns import UNDATED, WINDOW_DAYS, stable_hash
from conflict_extract.merging.scoring import NEVER
from conflict_extract.spark import _contesting, _gathering, _steps
from conflict_extract.spark._checks import check_workers
from conflict_extract.spark._shape import check_columns_of_records, compared, flat
from conflict_extract.spark.extraction import tasks_of

_SCORED = (
    "id", "number", "kind", "article_id", "published", "place", "date", "gained_by", "lost_by", "extent", "force",
    "unit", "stage", "who", "to_side", "speaker", "denies", "subject", "passage", "busy", "contrasts", "recaptured",
    "open", "place_key",
)  # fmt: skip
_PART_BITS = 33
FOLDER = "merged"


@dataclass(frozen=True)
class MergedRecords:
    """Events as tables of Spark, which are read from the folder of the merge.

    Attributes:
        events: one row for each, with the columns of the table `events` of an event set.
        members: `event_id`, `record_id`: which records tell each event.
        disputes: `denial_id`, `event_id`: which events a denial contests.
    """

    events: DataFrame
    members: DataFrame
    disputes: DataFrame


def merge_records(records: DataFrame, *, work: str) -> MergedRecords:
    """Merges records that mean the same thing into events, and links denials to the events that they contest: the same
    events, links and ids as `conflict_extract.merge` gives.

    Args:
        records: one row for each, with the fields of records as columns, as `run` and `extract_articles` give them.
            The same record twice counts once.
        work: a folder that driver and workers see; each step is written to `merged` in it, in the place of an earlier
            one.

    Raises:
        RecordsError: a column is missing or of another type, a row is no record, or two rows of one id differ.
        SettingsError: a worker without the package in this version.
    """
    check_columns_of_records(records)
    check_workers(records.sparkSession, tasks_of(records.sparkSession))
    return _Merge(compared(records), f"{work.rstrip('/')}/{FOLDER}").merged()


class _Merge:
    def __init__(self, records: DataFrame, work: str) -> None:
        self._records, self._work = records, work
        self._spark = records.sparkSession

    def _cut(self, rows: DataFrame, name: str) -> DataFrame:
        """Rows as they are kept in the folder of the merge, without what they come from."""
        path = f"{self._work}/{name}"
        rows.write.mode("overwrite").parquet(path)
        return self._spark.read.schema(rows.schema).parquet(path)

    def merged(self) -> MergedRecords:
        """Goes through all steps."""
        told = self._cut(_told(flat(self._records)), "records")
        names = self._cut(_names(told), "names")
        apart = self._cut(_apart(told), "apart")
        edges = self._cut(_edges(told, names, apart), "edges")
        components = self._cut(_components(edges), "components")
        gathered = self._cut(_gathered(told, edges, apart, components), "gathered")
        witnesses = gathered.select(
            F.col("id").alias("event"), *_gathering.SIDES, F.explode("records").alias("record")
        ).select("event", *_gathering.SIDES, "record.*")
        disputes = self._cut(_contesting.contests(witnesses, names), "disputes")
        return MergedRecords(
            self._aged(_events(gathered, disputes)),
            gathered.select(F.col("id").alias("event_id"), F.explode("records.id").alias("record_id")),
            disputes,
        )

    def _aged(self, events: DataFrame) -> DataFrame:
        """Events with their ages, in the order of their ids."""
        at = F.col("at")
        events = self._cut(events.orderBy("id").withColumn("at", F.monotonically_increasing_id()), "events")
        part = F.shiftright(at, _PART_BITS)
        sizes = sorted((row[0], row[1]) for row in events.groupBy(part).count().collect())
        begins, before = [F.lit(0), F.lit(0)], 0
        for number, size in sizes:
            begins += [F.lit(number), F.lit(before)]
            before += size
        age = F.element_at(F.create_map(*begins[2 if sizes else 0 :]), part) + at - F.shiftleft(part, _PART_BITS)
        return events.select(age.cast("bigint").alias("age"), *_gathering.EVENTS)


def _schema(rows: DataFrame, more: str) -> str:
    """The columns of rows and more, as Spark names types."""
    own = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in rows.schema)
    return f"{own}, {more}"


def _told(records: DataFrame) -> DataFrame:
    """Records with what is told of them by others of their article and their neighbourhood, and their keys."""
    told = (
        records.repartition("article")
        .sortWithinPartitions("article", "id")
        .mapInArrow(_steps.by_article, _schema(records, _steps.OF_ARTICLES))
    )
    kept = told.drop("contrasts")
    return (
        told.repartition("neighbourhood")
        .sortWithinPartitions("neighbourhood", "id")
        .mapInArrow(_steps.by_neighbourhood, _schema(kept, "contrasts array<string>, " + _steps.OF_NEIGHBOURHOODS))
    )


def _names(told: DataFrame) -> DataFrame:
    """For each name of a place its keys: among places' own names, and among these and those of whole places."""
    own = told.select(F.col("place_key").alias("name"))
    names = (
        own.select(F.lit(True).alias("own"), "name")
        .union(own.select(F.lit(False), "name"))
        .union(told.select(F.lit(False), "compared_place"))
        .where(F.col("name").isNotNull())
        .distinct()
    )
    return (
        names.mapInArrow(_steps.blocks_of_names, "own boolean, block bigint, name string")
        .repartition("block")
        .sortWithinPartitions("block", "own")
        .mapInArrow(_steps.by_block_of_names, "own boolean, name string, key bigint")
        .groupBy("own", "name")
        .agg(F.collect_set("key").alias("keys"))
    )


def _pair(one: str, two: str) -> tuple[Column, Column]:
    return F.least(one, two).alias("left"), F.greatest(one, two).alias("right")


def _apart(told: DataFrame) -> DataFrame:
    """Pairs of records that say different things by the word of an article, each looked at by the first that says the
    same."""
    first = told.where(F.col("apart").isNotNull()).select(F.col("item").alias("one"), F.explode("apart").alias("number"))
    second = told.select("number", F.col("item").alias("two"))
    return first.join(second, "number").where("one <> two").select(*_pair("one", "two")).distinct()


def _edges(told: DataFrame, names: DataFrame, apart: DataFrame) -> DataFrame:
    """Pairs of records whose scores reach the threshold: `left`, `right`, `score`."""
    own, shared = F.col("article"), F.col("entry.key")
    whole_names = names.where("NOT own").select(F.col("name").alias("compared_place"), F.col("keys").alias("name_keys"))
    none = F.array().cast("array<struct<key:bigint,loose:boolean>>")
    zipped = F.zip_with("keys", "loose", lambda key, loose: F.struct(key.alias("key"), loose.alias("loose")))
    named = F.transform(
        "name_keys", lambda key: F.struct(key.bitwiseXOR(F.col("salt")).alias("key"), F.lit(False).alias("loose"))
    )
    entries = (
        told.where("item = number")
        .join(whole_names, "compared_place", "left")
        .withColumn("entry", F.explode(F.concat(F.coalesce(zipped, none), F.coalesce(named, none))))
        .select(
            *_SCORED, "first_day", "last_day", "article", "beside_undated", "entry",
            F.col("compared_sentences").alias("sentences"),
        )
    )  # fmt: skip
    dated = F.col("first_day") != -UNDATED
    days = F.col("first_day").alias("begins"), (F.col("last_day") + WINDOW_DAYS).alias("until")
    apart_key = F.when(dated, shared).otherwise(shared.bitwiseXOR(F.lit(UNDATED)))
    rows = [name for name in (*_SCORED, "sentences")]
    blocks = [
        entries.where("NOT open").select(*rows, apart_key.alias("key"), *days, "entry.loose", F.lit(False).alias("of_spans")),
        entries.where("beside_undated").select(
            *rows, shared.bitwiseXOR(own).alias("key"), *days, "entry.loose", F.lit(False).alias("of_spans")
        ),
        entries.where(dated)
        .withColumn("shared", shared)
        .join(entries.where("open").select(shared.alias("shared")).distinct(), "shared", "left_semi")
        .select(
            *rows, F.col("shared").bitwiseXOR(F.lit(stable_hash("open spans"))).alias("key"),
            (-F.col("last_day")).alias("begins"), (WINDOW_DAYS - F.col("first_day")).alias("until"), "entry.loose",
            F.lit(True).alias("of_spans"),
        ),
    ]  # fmt: skip
    return (
        blocks[0].unionByName(blocks[1]).unionByName(blocks[2])
        .repartition("key")
        .sortWithinPartitions("key", "begins", F.asc_nulls_first("place_key"), "id")
        .mapInArrow(_steps.by_key, "left bigint, right bigint, score double")
        .dropDuplicates(["left", "right"])
        .join(apart, ["left", "right"], "left_anti")
    )  # fmt: skip


def _components(edges: DataFrame) -> DataFrame:
    """For each item that pairs connect with a smaller one the smallest of them: `component`, `item`."""
    pairs = "left bigint, right bigint"
    connected = edges.select("left", "right").mapInArrow(_steps.stars, pairs).repartition(1).mapInArrow(_steps.stars, pairs)
    return connected.select(F.col("left").alias("component"), F.col("right").alias("item"))


def _gathered(told: DataFrame, edges: DataFrame, apart: DataFrame, components: DataFrame) -> DataFrame:
    """Events, each with its records."""

    def of(rows: DataFrame, name: str, component: str) -> DataFrame:
        found = components.select(F.col("item").alias(name), F.col("component").alias(component))
        return rows.join(found, name, "left").withColumn(component, F.coalesce(component, name))

    never = of(of(apart, "left", "component"), "right", "other").where("component = other").drop("other")
    pairs = of(edges, "left", "component").unionByName(never.withColumn("score", F.lit(NEVER)))
    schema = ", ".join(
        [
            *(f"{name} {kind}" for name, kind in _gathering.EVENTS.items()),
            *(f"{name}_if_denied {kind}" for name, kind in _gathering.IF_DENIED.items()),
            *(f"{name} {kind}" for name, kind in _gathering.SIDES.items()),
            "records array<" + told.select(*_gathering.WITNESSES).schema.simpleString() + ">",
        ]
    )
    rows = of(told.drop("apart", "compared_place", "compared_sentences", "loose"), "item", "component")
    return (
        rows.unionByName(pairs, allowMissingColumns=True)
        .repartition("component")
        .sortWithinPartitions("component", "id")
        .mapInArrow(_gathering.by_component, schema)
    )


def _events(gathered: DataFrame, disputes: DataFrame) -> DataFrame:
    """The table of events."""
    denied = disputes.select(F.col("event_id").alias("id")).distinct().withColumn("denied", F.lit(True))
    told = gathered.join(denied, "id", "left")
    return told.select(
        *(
            F.when(F.col("denied"), F.col(f"{name}_if_denied")).otherwise(F.col(name)).alias(name)
            if name in _gathering.IF_DENIED
            else F.col(name)
            for name in _gathering.EVENTS
        )
    )
