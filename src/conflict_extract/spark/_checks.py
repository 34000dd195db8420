"""What is looked at before a job starts that costs money: the table of articles, the settings, and the workers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession, functions
from pyspark.sql.types import StringType

from conflict_extract import errors
from conflict_extract._version import __version__
from conflict_extract.errors import ArticleError, ConflictExtractError, SettingsError
from conflict_extract.settings import Settings
from conflict_extract.spark._columns import ARTICLE_COLUMNS, NEEDED

_PROBED = "version string, error string, message string, hint string"
_INSTALL = "install the same version on every worker: pip install 'conflict-extract[spark]'"


def settings_for_workers(settings: Settings) -> str:
    """The settings as JSON, without any secret: it stands in the plan of the job.

    Raises:
        SettingsError: they cannot be kept to, or sent, on a cluster.
    """
    wrong = []
    if settings.is_local:
        wrong.append("a model that runs on this machine is not run on a cluster; name one at an endpoint")
    limits = [name for name in ("max_cost", "token_budget") if getattr(settings, name) is not None]
    if limits:
        wrong.append(f"{' and '.join(limits)} cannot be kept to by tasks that do not know of each other")
    told = settings.model_dump(mode="json", exclude={"api_key"})
    if told["base_url"] != settings.base_url:
        wrong.append("base_url holds a login, which would stand in the plan of the job")
    if wrong:
        raise SettingsError("; ".join(wrong), hint="see docs/spark.md")
    # a worker starts in another folder
    for name in ("cache_dir", "actors", "places", "outlets"):
        if (path := getattr(settings, name)) is not None:
            told[name] = str(path.absolute())
    return json.dumps(told)


def check_columns(articles: DataFrame) -> None:
    """Makes sure that the columns of articles are there, and texts.

    Raises:
        ArticleError: names every column that is missing or of another type.
    """
    types = {field.name: field.dataType for field in articles.schema.fields}
    wrong = [f"there is no column {name}" for name in NEEDED if name not in types]
    wrong += [
        f"the column {name} is {types[name].simpleString()}, not string"
        for name in ARTICLE_COLUMNS
        if name in types and not isinstance(types[name], StringType)
    ]
    if wrong:
        raise ArticleError(
            f"the table of articles cannot be used: {'; '.join(wrong)}",
            hint=f"it needs the columns {', '.join(NEEDED)}, and takes {', '.join(ARTICLE_COLUMNS[len(NEEDED) :])}: "
            'withColumnRenamed, .cast("string"), lit(None).cast("string") where nothing is known',
        )


def check_ids(articles: DataFrame) -> None:
    """Makes sure that every article has an id of its own; one job over that column.

    Raises:
        ArticleError: says how many have none, or names one that two have.
    """
    counted = articles.groupBy("id").count()
    without = functions.trim(functions.coalesce("id", functions.lit(""))) == ""
    for row in counted.where(without | (functions.col("count") > 1)).orderBy(~without, "id").limit(1).collect():
        if not (row["id"] or "").strip():
            raise ArticleError(f"{_articles(row['count'])} without an id", hint="fill the column id")
        raise ArticleError(
            f"{_articles(row['count'])} with the id {row['id']!r}",
            hint="give each an id of its own, or drop repeated rows",
        )


def _articles(count: int) -> str:
    return "there is 1 article" if count == 1 else f"there are {count:,} articles"


def check_workers(spark: SparkSession, tasks: int, fields: str | None = None, *, needs_key: bool = False) -> None:
    """Makes sure that the workers can do it, with as many tasks as the job will have: that they have the package in the
    version of the driver, that the settings serve there, and that a key is there where one is needed.

    Args:
        spark: the session.
        tasks: how many.
        fields: the settings as JSON; None for a job that needs none.
        needs_key: whether a key is needed.

    Raises:
        SettingsError, PlacesError, CacheError: what a worker lacks.
    """
    probed = spark.range(0, tasks, 1, tasks).mapInArrow(_probe(__version__, fields, needs_key), _PROBED)
    try:
        found = probed.where(f"version <> '{__version__}' OR error IS NOT NULL").collect()
    except PySparkException as error:
        if "PYTHON_VERSION_MISMATCH" in str(error):
            raise SettingsError(
                "the workers have another version of Python than the driver",
                hint="name one of the driver's version with spark.pyspark.python, or PYSPARK_PYTHON",
            ) from error
        if "No module named 'pyarrow'" in str(error):
            raise SettingsError("the workers have no pyarrow", hint=_INSTALL) from error
        raise
    for row in found:
        if row["version"] != __version__:
            has = f"conflict_extract {row['version']}" if row["version"] else "no conflict_extract"
            raise SettingsError(f"a worker has {has}, and the driver has {__version__}", hint=_INSTALL)
        kind: type[ConflictExtractError] = getattr(errors, row["error"])
        raise kind(f"on a worker: {row['message']}", hint=row["hint"])


def _probe(version: str, fields: str | None, needs_key: bool) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """What a worker says of itself; a function that travels by its code, since a worker without the package cannot read
    one by its name."""

    def probe(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        try:
            from conflict_extract._version import __version__ as found
        except ImportError:
            found = ""
        problem = None
        if found == version and fields is not None:
            from conflict_extract.spark._tasks import problem_with

            problem = problem_with(fields, needs_key)
        said = [found, *(problem or (None, None, None))]
        for _ in batches:
            yield pyarrow.RecordBatch.from_arrays(
                [pyarrow.array([each], pyarrow.string()) for each in said],
                names=["version", "error", "message", "hint"],
            )

    return probe
