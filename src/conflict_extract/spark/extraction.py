"""Extraction on a cluster: a table of articles in, tables of what was found out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pyspark.sql import DataFrame, SparkSession, functions

from conflict_extract.schema import Usage
from conflict_extract.settings import Settings
from conflict_extract.spark._checks import check_columns, check_ids, check_workers, settings_for_workers
from conflict_extract.spark._columns import ARTICLE_COLUMNS, KEY, RESULT_COLUMNS, spark_schema
from conflict_extract.spark._tasks import extracted, keyed

# tasks where the session does not say how many ("auto")
TASKS = 200
FOLDER = "extracted"


@dataclass(frozen=True)
class ExtractedArticles:
    """What was found in a table of articles; all of it is read from one folder of Parquet files.

    Args:
        results: one row an article that was given.
    """

    results: DataFrame

    @property
    def articles(self) -> DataFrame:
        """One row an article that was given: its `id`, the `article_id` that its records have (null where it is no
        article), how many `windows` were asked about, and whether it was `screened`."""
        return self.results.select("id", "article_id", "windows", "screened")

    @property
    def records(self) -> DataFrame:
        """One row a record, with the columns that `EventSet.add_parquet` and `merge_records` take."""
        return self._each("records")

    @property
    def quarantined(self) -> DataFrame:
        """One row an item that was set aside: `reason`, `message`, and the item as JSON in `record`."""
        return self._each("quarantined")

    @property
    def failures(self) -> DataFrame:
        """One row a failure, with the fields of `Failure`; `path` is the id of the article."""
        return self._each("failures")

    @property
    def usage(self) -> Usage:
        """What the tasks that finished used; answers that a killed one had paid for count as found in the cache."""
        used = self.results.where("usage IS NOT NULL").select("usage.*")
        names = list(RESULT_COLUMNS["usage"])
        sums = [functions.coalesce(functions.sum(name), functions.lit(0)).alias(name) for name in names]
        unknown = functions.coalesce(functions.bool_or(functions.col("cost").isNull()), functions.lit(False))
        (row,) = used.agg(*sums, unknown.alias("unknown")).collect()
        return Usage(**{name: row[name] for name in names} | ({"cost": None} if row["unknown"] else {}))

    def _each(self, column: str) -> DataFrame:
        return self.results.select(functions.explode(column).alias("each")).select("each.*")


def extract_articles(articles: DataFrame, settings: Settings, *, work: str) -> ExtractedArticles:
    """Extracts the records of a table of articles, with one extractor a task.

    The tasks are as many as `spark.sql.shuffle.partitions` says; each has `concurrency` articles under way at a time,
    and `requests_per_minute` and `tokens_per_minute` count for each. Answers are kept in `cache_dir`, which all workers
    should share: what a task that was killed has paid for is not paid for again, and the same call goes on after a job
    that failed. The key is read from the environment of the workers, and not sent.

    An article that cannot be used, and a window that failed, is a failure in the result. One that is given twice (the
    same outlet and text) is read once, under the first of its ids.

    Args:
        articles: one row an article, with the columns `id`, `text`, `outlet`, `published`, and `title`, `url`,
            `language` if there are any; all strings, null where nothing is known. Each article has an `id` of its own.
        settings: a model at an endpoint, or its kept answers with `offline`; without `max_cost` and `token_budget`,
            which no task alone can keep to.
        work: a folder that driver and workers see; the result is written to `extracted` in it, in the place of an
            earlier one.

    Raises:
        ArticleError: a column is missing or of another type, or articles without an id or with the same one.
        SettingsError, PlacesError, CacheError: settings that do not serve on a cluster or on a worker, a worker without
            the package in this version, or without a key.
    """
    fields = settings_for_workers(settings)
    check_columns(articles)
    check_ids(articles)
    spark = articles.sparkSession
    tasks = tasks_of(spark)
    check_workers(spark, tasks, fields, needs_key=settings.api_key is not None and not settings.offline)
    folder = f"{work.rstrip('/')}/{FOLDER}"
    # articles of one key come to one task, one after the other, so that none is asked about twice
    complete = _complete(articles).mapInArrow(keyed, spark_schema(dict.fromkeys((KEY, *ARTICLE_COLUMNS), "VARCHAR")))
    ordered = complete.repartition(tasks, KEY).sortWithinPartitions(KEY, "id")
    schema = spark_schema(RESULT_COLUMNS)
    ordered.mapInArrow(partial(extracted, fields=fields), schema).write.mode("overwrite").parquet(folder)
    return ExtractedArticles(spark.read.schema(schema).parquet(folder))


def tasks_of(spark: SparkSession) -> int:
    """How many tasks a job has."""
    said = spark.conf.get("spark.sql.shuffle.partitions") or ""
    return int(said) if said.isdigit() else TASKS


def _complete(articles: DataFrame) -> DataFrame:
    """All columns of articles, null those that the table does not have."""
    missing = [name for name in ARTICLE_COLUMNS if name not in articles.columns]
    unknown = functions.lit(None).cast("string")
    return articles.select(*(unknown.alias(name) if name in missing else name for name in ARTICLE_COLUMNS))
