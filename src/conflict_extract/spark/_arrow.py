"""Arrow batches to the columns that merging works on, and back to lists; whole groups of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from conflict_extract.merging import Columns
from conflict_extract.merging.columns import FIELDS, Coded, Dates, Surroundings, code_type
from conflict_extract.merging.sorting import Flags, Ints, combinations
from conflict_extract.schema import Actor, Date, Place, Source

# so many rows at least are worked on at once, which costs far less than a few at a time
ROWS_AT_ONCE = 100_000
_STRUCTS: Mapping[str, type[Place] | type[Actor] | type[Source]] = {
    "place": Place,
    "source": Source,
    **dict.fromkeys(("gained_by", "lost_by", "force", "who", "to_side", "speaker", "subject"), Actor),
}


def whole(batches: Iterable[pa.RecordBatch], *keys: str) -> Iterator[pa.Table]:
    """Rows in tables of whole groups, each of `ROWS_AT_ONCE` rows or more but the last.

    Args:
        batches: rows with those of one group beside each other.
        keys: columns of numbers, of which those of one group are equal; none if each row is a group.
    """
    held: list[pa.RecordBatch] = []
    wanted = ROWS_AT_ONCE
    for batch in batches:
        held.append(batch)
        count = sum(each.num_rows for each in held)
        if count < wanted:
            continue
        table = pa.Table.from_batches(held)
        cut = max((_last_change(numbers(table, key)) for key in keys), default=count)
        if cut:
            yield table.slice(0, cut)
            held = table.slice(cut).to_batches()
        # a group of more rows is not looked through with every batch
        wanted = ROWS_AT_ONCE if cut else 2 * count
    if held and sum(each.num_rows for each in held):
        yield pa.Table.from_batches(held)


def _last_change(values: Ints) -> int:
    other = np.flatnonzero(values != values[-1])
    return int(other[-1]) + 1 if len(other) else 0


def numbers(table: pa.Table, name: str, missing: int = 0) -> Ints:
    """A column of whole numbers."""
    column = table[name]
    found: Ints = (column.fill_null(missing) if column.null_count else column).to_numpy()
    return found


def flags(table: pa.Table, name: str) -> Flags:
    """A column of flags."""
    found: Flags = table[name].fill_null(False).to_numpy().astype(np.bool_)
    return found


def columns_of(table: pa.Table, among: Surroundings | None = None) -> Columns:
    """Records as columns, in the order in which they stand; fields that the table does not have are unknown.

    Args:
        table: the fields of records, with `sentences` and `passage`; those of one group in the order of their ids.
        among: what the other records tell of them.
    """
    none = Coded(np.full(table.num_rows, -1, np.int8), [])
    fields = {name: coded(table[name], name) if name in table.column_names else none for name in FIELDS}
    if "date" not in table.column_names:
        fields["date"] = Coded(none.codes, Dates.of([]))
    return Columns(
        ids=_texts(table, "id"),
        fields=fields,
        evidence=_texts(table, "sentences"),
        passage=_numbered(table["passage"]) if "passage" in table.column_names else np.zeros(table.num_rows, np.int32),
        among=among,
    )


def _texts(table: pa.Table, name: str) -> Sequence[str]:
    return table[name].fill_null("").to_pylist() if name in table.column_names else [""] * table.num_rows


def _numbered(column: pa.ChunkedArray) -> Ints:
    return np.unique(column.fill_null(0).to_numpy(), return_inverse=True)[1].astype(np.int32)


def coded(column: pa.ChunkedArray, name: str) -> Coded:
    """A column as numbers of distinct values, with these as the schema has them."""
    array = column.combine_chunks()
    if name == "doubts":
        joined = Coded(*_distinct(pc.binary_join(array.fill_null([]), "\x1f")))
        return Coded(joined.codes, [tuple(filter(None, text.split("\x1f"))) for text in joined.values])
    if not pa.types.is_struct(array.type):
        return Coded(*_distinct(array))
    parts = {field.name: _distinct(part) for field, part in zip(array.type, array.flatten(), strict=True)}
    known = np.flatnonzero(array.is_valid().to_numpy(zero_copy_only=False))
    told = [codes[known] for codes, _ in parts.values()]
    first, number = combinations(*told)
    codes = np.full(len(array), -1, np.int32)
    codes[known] = number
    values = {
        part: [texts[code] if code >= 0 else None for code in own[first].tolist()]
        for own, (part, (_, texts)) in zip(told, parts.items(), strict=True)
    }
    return Coded(codes.astype(code_type(len(first))), _made(name, values, len(first)))


def _distinct(array: pa.Array) -> tuple[Ints, list[Any]]:
    found = array.dictionary_encode()
    codes: Ints = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    values = found.dictionary.to_pylist()
    return codes.astype(code_type(len(values))), values


def _made(name: str, values: Mapping[str, list[Any]], count: int) -> Sequence[Any]:
    if name == "date":
        told = {
            part: [field.default if value is None else value for value in values.get(part, [None] * count)]
            for part, field in Date.model_fields.items()
        }
        return Dates(**told)
    rows = zip(*values.values(), strict=True)
    told_by_row = ({part: value for part, value in zip(values, row, strict=True) if value is not None} for row in rows)
    return [_STRUCTS[name].model_validate(each) for each in told_by_row]


def lists(count: int, rows: Ints, values: Ints | Sequence[Any], kind: pa.DataType) -> pa.ListArray:
    """For each of so many rows the values that are told of it, in their order; null where there are none.

    Args:
        count: of the rows.
        rows: for each value its row.
        values: what is told.
        kind: the type of a value.
    """
    order = np.argsort(rows, kind="stable")
    sizes = np.bincount(rows, minlength=count)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    told = pa.array(values, kind) if len(values) else pa.array([], kind)
    return pa.ListArray.from_arrays(pa.array(offsets), told.take(pa.array(order)), mask=pa.array(sizes == 0))


def unlisted(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """The values of a column of lists, and for each its row."""
    array = column.combine_chunks()
    return pc.list_parent_indices(array).to_numpy(), pc.list_flatten(array)


def cells(column: Coded | Ints | Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column of a type; null where there is no value."""
    if not isinstance(column, Coded):
        return pa.array(column, kind, from_pandas=False) if isinstance(column, list) else pa.array(column).cast(kind)
    values = [value.model_dump() if isinstance(value, Actor) else value for value in column.values]
    return pa.array(values, kind).take(pa.array(column.codes, mask=column.codes < 0))
