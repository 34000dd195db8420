"""Arrow batches to the columns that merging works on, and back to lists; whole groups of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from conflict_extract.merging import Columns
from conflict_extract.merging.columns import FIELDS, Coded, Dates, Surroundings, code_type
from conflict_extract.merging.sorting import Flags, Ints
from conflict_extract.schema import KINDS, MAIN_ACTOR, OTHER_ACTOR, Actor, Date, Place, Source

# about so many rows are worked on at once, which costs far less than a few at a time
ROWS_AT_ONCE = 100_000
read_actor = Actor.model_validate_json
_READ: Mapping[str, Callable[[str], Any]] = {
    "place": Place.model_validate_json,
    "date": Date.model_validate_json,
    "source": Source.model_validate_json,
    "actor": read_actor,
    "other": read_actor,
    "doubts": lambda words: tuple(words.split()),
}


def whole(batches: Iterable[pa.RecordBatch], *keys: str) -> Iterator[pa.Table]:
    """Rows in tables of whole groups, each of about `ROWS_AT_ONCE` rows, or of one group of more.

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
        table: as `_shape.flat` has them; those of one group in the order of their ids.
        among: what the other records tell of them.
    """
    told = {name: coded(table, name) for name in (*FIELDS, "actor", "other")}
    kind = told["kind"]
    of_kind = kind.mapped(KINDS.index).told() if kind.values else []
    number = np.array([-1 if each is None else each for each in of_kind], np.int8)
    for who, names in (("actor", MAIN_ACTOR), ("other", OTHER_ACTOR)):
        column = told.pop(who)
        for each, name in names.items():
            told[name] = Coded(np.where(number == KINDS.index(each), column.codes, -1), column.values)
    return Columns(
        ids=_texts(table, "id"),
        fields=told,
        evidence=_texts(table, "sentences"),
        passage=_numbered(table, "passage"),
        among=among,
    )


def _texts(table: pa.Table, name: str) -> list[str]:
    found: list[str] = table[name].fill_null("").to_pylist()
    return found


def _numbered(table: pa.Table, name: str) -> Ints:
    if name not in table.column_names:
        return np.zeros(table.num_rows, np.int32)
    return np.unique(numbers(table, name), return_inverse=True)[1].astype(np.int32)


def coded(table: pa.Table, name: str, read: Callable[[str], Any] | None = None) -> Coded:
    """A column of texts as numbers of distinct values, each read once.

    Args:
        table: the rows.
        name: of the column, which need not be there.
        read: what makes a value of a text; by the name if None.
    """
    if name not in table.column_names:
        none: Coded = Coded(np.full(table.num_rows, -1, np.int8), [])
        return none._replace(values=Dates.of([])) if name == "date" else none
    found = table[name].combine_chunks().dictionary_encode()
    values = found.dictionary.to_pylist()
    codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(code_type(len(values)))
    read = read or _READ.get(name, str)
    made = [read(value) for value in values]
    return Coded(codes, Dates.of(made) if name == "date" else made)


def lists(count: int, rows: Ints, values: np.ndarray[Any, Any] | Sequence[Any], kind: pa.DataType) -> pa.ListArray:
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


def cells(column: Any, kind: pa.DataType) -> pa.Array:
    """A column of a type, actors as JSON; null where there is no value."""
    if not isinstance(column, Coded):
        return pa.array(column).cast(kind) if isinstance(column, np.ndarray) else pa.array(column, kind)
    values = [
        value.model_dump_json(exclude_none=True) if isinstance(value, Actor) else value for value in column.values
    ]
    return pa.array(values, kind).take(pa.array(column.codes, mask=column.codes < 0))
