"""Records as a Spark DataFrame: their columns and types, and what is wrong with those given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyspark.sql import Column, DataFrame, types
from pyspark.sql import functions as fn

from conflict_extract.errors import RecordsError
from conflict_extract.eventset.tables import NEEDED_COLUMNS, RECORD_COLUMNS, first_fault
from conflict_extract.merging.columns import SENTENCES
from conflict_extract.schema import MAIN_ACTOR, OTHER_ACTOR, Kind
from conflict_extract.spark._columns import spark_type

# what merging compares and events tell; all else of a record stays where it is
COMPARED = (
    "id", "kind", "article_id", "outlet", "published", "trigger", "place", "date", "source", "evidence", "gained_by",
    "lost_by", "extent", "force", "unit", "stage", "who", "to_side", "speaker", "denies", "claim", "subject", "doubts",
)  # fmt: skip
TEXTS = tuple(name for name in COMPARED if RECORD_COLUMNS[name] == "VARCHAR")
_TAKEN: Mapping[str, tuple[type[types.DataType], ...]] = {
    "VARCHAR": (types.StringType,),
    "BIGINT": (types.LongType, types.IntegerType, types.ShortType, types.ByteType),
    "DOUBLE": (types.DoubleType, types.FloatType),
}


def check_columns_of_records(records: DataFrame) -> None:
    """Makes sure that the columns of records are there, and of their types.

    Raises:
        RecordsError: names every column that is missing or of another type.
    """
    held = {field.name: field.dataType for field in records.schema}
    wrong = [f"there is no column {name}" for name in NEEDED_COLUMNS if name not in held]
    for name in COMPARED:
        if name in held:
            wrong += _unlike(name, held[name], RECORD_COLUMNS[name])
    if wrong:
        raise RecordsError(
            f"the table of records cannot be used: {'; '.join(wrong)}",
            hint="name the columns as the fields of records, and cast them: docs/spark.md",
        )


def compared(records: DataFrame) -> DataFrame:
    """What merging compares of records, under its own names and types.

    Args:
        records: with columns of the right types.

    Raises:
        RecordsError: a row is no record, or two rows of one id differ.
    """
    held = {field.name: field.dataType for field in records.schema}
    told = records.select(
        *(
            _kept(
                fn.col(name) if name in held else fn.lit(None),
                held.get(name, types.NullType()),
                RECORD_COLUMNS[name],
            ).alias(name)
            for name in COMPARED
        )
    )
    if _is_repeated(told):
        # the same record twice counts once
        told = told.distinct()
        if repeated := _is_repeated(told):
            raise RecordsError(f"several records have the id {repeated}", hint="keep one of each id")
    return told


def _unlike(where: str, held: types.DataType, shape: Any) -> Iterator[str]:
    """Where a type is another than it should be; a column of nothing but nulls may have none."""
    if isinstance(held, types.NullType):
        return
    if isinstance(shape, str):
        if not isinstance(held, _TAKEN[shape]):
            yield f"{where} is {held.simpleString()}, not {spark_type(shape).simpleString()}"
    elif isinstance(shape, list) and isinstance(held, types.ArrayType):
        yield from _unlike(f"{where}[]", held.elementType, shape[0])
    elif isinstance(shape, dict) and isinstance(held, types.StructType):
        own = {field.name: field.dataType for field in held}
        for name, inner in shape.items():
            if name in own:
                yield from _unlike(f"{where}.{name}", own[name], inner)
    else:
        yield f"{where} is {held.simpleString()}, not {spark_type(shape).simpleString()}"


def _kept(value: Column, held: types.DataType, shape: Any) -> Column:
    """A value as it is kept: structs with all fields, null where they are not given."""
    if held.simpleString() == spark_type(shape).simpleString():
        return value
    if isinstance(held, types.NullType) or isinstance(shape, str):
        return value.cast(spark_type(shape))
    if isinstance(shape, list):
        assert isinstance(held, types.ArrayType)  # noqa: S101  # it was looked at
        return fn.transform(value, lambda each: _kept(each, held.elementType, shape[0]))
    own = {field.name: field.dataType for field in held}  # type: ignore[attr-defined]  # it is a struct
    parts = [
        (_kept(value[name], own[name], inner) if name in own else fn.lit(None).cast(spark_type(inner))).alias(name)
        for name, inner in shape.items()
    ]
    return fn.when(value.isNotNull(), fn.struct(*parts))


def _is_repeated(records: DataFrame) -> str | None:
    """An id that several rows have; None if there is none. All rows are looked at before anything is merged.

    Raises:
        RecordsError: a row is no record.
    """
    found = (
        records.selectExpr("id", f"{first_fault('size')} AS fault")
        .groupBy("id")
        .agg(fn.count("*").alias("n"), fn.max("fault").alias("fault"))
        .where((fn.coalesce("id", fn.lit("")) == "") | (fn.col("n") > 1) | fn.col("fault").isNotNull())
        .orderBy(fn.col("fault").isNull(), "id")
        .limit(1)
        .collect()
    )
    for key, _, words in found:
        if not key or words is not None:
            raise RecordsError(
                f"record {key} {words}" if key else "a record has no id", hint="write the records with this version"
            )
        return str(key)
    return None


def flat(records: DataFrame) -> DataFrame:
    """Compared records with their number, that of their article, their sentences and that of their statement; what is
    a struct is JSON, which the engine moves as it is and each worker reads once for each distinct value."""
    kind, none = fn.col("kind"), fn.lit(None).cast("string")

    def by_kind(names: Mapping[Kind, str]) -> Column:
        return fn.coalesce(*(fn.when(kind == each, fn.to_json(name)) for each, name in names.items()), none)

    return records.select(
        fn.xxhash64("id").alias("number"),
        fn.xxhash64("article_id").alias("article"),
        fn.xxhash64("article_id", "evidence.sentence").alias("passage"),
        fn.array_join(fn.col("evidence.text"), SENTENCES).alias("sentences"),
        fn.array_join("doubts", " ").alias("doubts"),
        *(fn.to_json(name).alias(name) for name in ("place", "date", "source")),
        by_kind(MAIN_ACTOR).alias("actor"),
        by_kind(OTHER_ACTOR).alias("other"),
        *TEXTS,
    )
