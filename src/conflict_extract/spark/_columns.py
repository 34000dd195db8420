"""The columns of what a cluster finds, as Spark and as Arrow call their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conflict_extract.eventset.tables import RECORD_COLUMNS

if TYPE_CHECKING:
    import pyarrow

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

_SPARK_TYPES = {"VARCHAR": "string", "BIGINT": "bigint", "DOUBLE": "double", "BOOLEAN": "boolean"}


def spark_schema(columns: Mapping[str, Any]) -> str:
    """Columns as Spark's DDL names them."""
    return ", ".join(f"`{name}` {_spark_type(shape)}" for name, shape in columns.items())


def _spark_type(shape: Any) -> str:
    if isinstance(shape, str):
        return _SPARK_TYPES[shape]
    if isinstance(shape, list):
        return f"array<{_spark_type(shape[0])}>"
    return "struct<" + ", ".join(f"`{name}`: {_spark_type(inner)}" for name, inner in shape.items()) + ">"


def arrow_schema(columns: Mapping[str, Any]) -> pyarrow.Schema:
    """Columns as Arrow has them."""
    import pyarrow

    return pyarrow.schema([(name, _arrow_type(shape)) for name, shape in columns.items()])


def _arrow_type(shape: Any) -> pyarrow.DataType:
    import pyarrow

    if isinstance(shape, str):
        named = {"VARCHAR": pyarrow.string(), "BIGINT": pyarrow.int64(), "DOUBLE": pyarrow.float64()}
        return named.get(shape, pyarrow.bool_())
    if isinstance(shape, list):
        return pyarrow.list_(_arrow_type(shape[0]))
    return pyarrow.struct([(name, _arrow_type(inner)) for name, inner in shape.items()])
