"""Records of all outlets to events on a Spark cluster: what lies between records is joined by Spark, and every decision
is that of `conflict_extract.merging`.

by article ──────► what one article tells as several, names that it tells beside others
by neighbourhood ► records that say the same, busy days, captures taken again, keys
by key ──────────► pairs of near records, at most so many of each, whose scores reach the threshold
components ──────► what these pairs connect
by component ────► events, with the records that tell each
contesting ──────► which events a denial contests
holding ─────────► who holds a place by its changes of control
Each step is cut to Parquet in a folder that all workers see.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as fn

from conflict_extract.merging.scoring import NEVER
from conflict_extract.spark import _contesting, _gathering, _holding, _pairing, _steps
from conflict_extract.spark._checks import check_workers
from conflict_extract.spark._shape import check_columns_of_records, compared, flat
from conflict_extract.spark.extraction import tasks_of

_BITS_OF_PART = 33
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

    @property
    def control(self) -> DataFrame:
        """Who holds what from when to when, with the columns of the table `control` that `export` writes; worked out
        each time it is asked for."""
        return _holding.control(self.events)


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
        names = self._cut(_pairing.keys_of_names(told), "names")
        apart = self._cut(_pairing.told_apart(told), "apart")
        edges = self._cut(_pairing.matches(told, names, apart), "edges")
        components = self._cut(_pairing.connected(edges), "components")
        gathered = self._cut(_gathered(told, edges, apart, components), "gathered")
        disputes = self._cut(_contesting.contests(gathered, names), "disputes")
        return MergedRecords(
            self._aged(_events(gathered, disputes)),
            gathered.select(fn.col("event").alias("event_id"), fn.col("id").alias("record_id")),
            disputes,
        )

    def _aged(self, events: DataFrame) -> DataFrame:
        """Events with their ages, in the order of their ids."""
        # the number of a row tells that of its part in the higher bits, and parts are in order
        events = self._cut(events.orderBy("id").withColumn("row", fn.monotonically_increasing_id()), "events")
        part = f"shiftright(row, {_BITS_OF_PART})"
        before, begins = 0, {}
        for row in events.groupBy(fn.expr(part).alias("part")).count().orderBy("part").collect():
            begins[row["part"]] = before - (row["part"] << _BITS_OF_PART)
            before += row["count"]
        cases = " ".join(f"WHEN {number} THEN {begin}" for number, begin in begins.items())
        age = f"row + CASE {part} {cases} END" if begins else "row"
        return events.selectExpr(f"{age} AS age", "id", *_gathering.EVENTS)


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


def _gathered(told: DataFrame, edges: DataFrame, apart: DataFrame, components: DataFrame) -> DataFrame:
    """Events, each with its records."""

    def of(rows: DataFrame, name: str, component: str) -> DataFrame:
        found = components.select(fn.col("item").alias(name), fn.col("component").alias(component))
        return rows.join(found, name, "left").withColumn(component, fn.coalesce(component, name))

    never = of(of(apart, "left", "component"), "right", "other").where("component = other").drop("other")
    pairs = of(edges, "left", "component").unionByName(never.withColumn("score", fn.lit(NEVER)))
    schema = ", ".join(f"{name} {kind}" for name, kind in _gathering.GATHERED.items())
    rows = of(told.drop("apart", "compared_place", "compared_sentences", "loose"), "item", "component")
    return (
        rows.unionByName(pairs, allowMissingColumns=True)
        .repartition("component")
        .sortWithinPartitions("component", "id")
        .mapInArrow(_gathering.by_component, schema)
    )


def _events(gathered: DataFrame, disputes: DataFrame) -> DataFrame:
    """The table of events."""
    denied = disputes.select(fn.col("event_id").alias("event")).distinct().withColumn("denied", fn.lit(True))
    told = gathered.where("event_kind IS NOT NULL").join(denied, "event", "left")
    return told.select(
        fn.col("event").alias("id"),
        *(
            fn.when(fn.col("denied"), fn.col(f"denied_{name}")).otherwise(fn.col(f"event_{name}")).alias(name)
            if name in _gathering.IF_DENIED
            else fn.col(f"event_{name}").alias(name)
            for name in _gathering.EVENTS
        ),
    )
