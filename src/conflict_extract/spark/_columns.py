"""The columns of what a cluster finds, as Spark and as Arrow call their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow
from pyspark.sql import types

from conflict_extract.eventset.tables import RECORD_COLUMNS

# as article files have them; the first are asked for, and what is not known of an article is null
NEEDED = ("id", "text", "outlet", "published")
ARTICLE_COLUMNS = (*NEEDED, "title", "url", "language")
# what outlet and text give an article for an id, which is the same for one that is given twice
KEY = "article_key"

# one row an article that was given
RESULT_COLUMNS: Mapping[str, Any] = {
    "id": "VARCHAR", "article_id": "VARCHAR", "windows": "BIGINT", "screened": "BOOLEAN",
    "records": [RECORD_COLUMNS],
    "quarantined": [{"reason": "VARCHAR", "message": "VARCHAR", "record": "VARCHAR"}],
    "failures": [{"path": "VARCHAR", "article_id": "VARCHAR", "window": "VARCHAR", "error": "VARCHAR",
                  "message": "VARCHAR", "hint": "VARCHAR"}],
    "usage": {"calls": "BIGINT", "cache_hits": "BIGINT", "tokens_in": "BIGINT", "tokens_out": "BIGINT",
              "cached_tokens": "BIGINT", "cost": "DOUBLE"},
}  # fmt: skip

# as Spark and as Arrow call them
_TYPES: Mapping[str, tuple[types.DataType, pyarrow.DataType]] = {
    "VARCHAR": (types.StringType(), pyarrow.string()),
    "BIGINT": (types.LongType(), pyarrow.int64()),
    "DOUBLE": (types.DoubleType(), pyarrow.float64()),
    "BOOLEAN": (types.BooleanType(), pyarrow.bool_()),
}


def spark_schema(columns: Mapping[str, Any]) -> types.StructType:
    """Columns as Spark has them."""
    return types.StructType([types.StructField(name, spark_type(shape)) for name, shape in columns.items()])


def spark_type(shape: Any) -> types.DataType:
    """A type of `RECORD_COLUMNS` as Spark has it."""
    if isinstance(shape, str):
        return _TYPES[shape][0]
    if isinstance(shape, list):
        return types.ArrayType(spark_type(shape[0]))
    return spark_schema(shape)


def arrow_schema(columns: Mapping[str, Any]) -> pyarrow.Schema:
    """Columns as Arrow has them."""
    return pyarrow.schema([(name, _arrow_type(shape)) for name, shape in columns.items()])


def _arrow_type(shape: Any) -> pyarrow.DataType:
    if isinstance(shape, str):
        return _TYPES[shape][1]
    if isinstance(shape, list):
        return pyarrow.list_(_arrow_type(shape[0]))
    return pyarrow.struct([(name, _arrow_type(inner)) for name, inner in shape.items()])
