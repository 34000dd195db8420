"""The steps of merging that run in Spark's workers, over whole groups of records: each says what the functions of
`merging` say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from conflict_extract.merging.blocking import PARTNERS, partners
from conflict_extract.merging.clustering import same_statements, told_as_several
from conflict_extract.merging.columns import Surroundings, place_key, stable_hash
from conflict_extract.merging.components import components
from conflict_extract.merging.disputes import Reach
from conflict_extract.merging.keys import (
    are_alike,
    denied_kind,
    key_salt,
    name_keys,
    neighbours,
    own_keys,
    place_keys,
    shared_key,
)
from conflict_extract.merging.recaptures import RecaptureIndex
from conflict_extract.merging.scoring import packaged_weights, scores
from conflict_extract.merging.sorting import Ints
from conflict_extract.schema import KINDS
from conflict_extract.spark._arrow import columns_of, flags, lists, numbers, whole

Batches = Iterator[pa.RecordBatch]
_LONGS, _TEXTS, _FLAGS = pa.list_(pa.int64()), pa.list_(pa.string()), pa.list_(pa.bool_())

# what each step adds to a table, as Spark names types
OF_ARTICLES = "neighbourhood bigint, apart array<bigint>, contrasts array<string>, beside_undated boolean"
OF_NEIGHBOURHOODS = """item bigint, busy smallint, recaptured int, place_key string, compared_place string,
first_day int, last_day int, open boolean, salt bigint, denied_salt bigint, keys array<bigint>, loose array<boolean>,
asked array<bigint>, placed bigint, compared_sentences string"""


def by_article(batches: Batches) -> Batches:
    """Whole articles: what one of them tells as several, and the names that it tells beside others."""
    for table in whole(batches, "article"):
        columns = columns_of(table)
        number, count = numbers(table, "number"), table.num_rows
        left, right = told_as_several(columns)
        names = columns.place_key.values
        contrasted = columns.contrasted
        beside = columns.neighbourhood
        of_name = np.array([*map(stable_hash, beside.values), 0], np.int64)
        undated = np.isin(columns.article, columns.article[~columns.dated])
        yield from _with(table, {
            # a record of no named place has none beside it, and goes anywhere
            "neighbourhood": np.where(beside.codes >= 0, of_name[beside.codes], number),
            "apart": lists(count, left, number[right], pa.int64()),
            "contrasts": lists(
                count, contrasted >> 32, [names[code] for code in (contrasted & 0xFFFFFFFF).tolist()], pa.string()
            ),
            "beside_undated": undated,
        })  # fmt: skip


def by_neighbourhood(batches: Batches) -> Batches:
    """All records of places of one name, or one of the same consonants: which say the same, how busy the places are,
    what was taken again, and the keys of all."""
    for table in whole(batches, "neighbourhood"):
        columns = columns_of(table)
        number, count = numbers(table, "number"), table.num_rows
        item_of, first = same_statements(columns, np.zeros(count, np.bool_))
        salts = np.array([key_salt(kind) for kind in range(len(KINDS))], np.int64)
        denied = denied_kind(columns)
        keyed, reach = own_keys(columns), Reach(columns)
        asked, sweeping = reach.own_keys(), reach.sweeping_keys()
        placed = np.zeros(count, np.int64)
        rows, keys = reach.placed_keys()
        placed[rows] = keys
        rows, names = _told_beside(table, item_of, first)
        # what a comparison reads the sentences of: places without a name of their own, and withdrawals
        needed = columns.fields["place"].mapped(place_key).codes < 0
        needed |= columns.kind == KINDS.index("withdrawal")
        table = table.drop_columns(["contrasts"])
        yield from _with(table, {
            "contrasts": lists(count, rows, names, pa.string()),
            "item": number[first][item_of],
            "busy": columns.busy.astype(np.int16),
            "recaptured": RecaptureIndex(columns).ends.astype(np.int32),
            "place_key": pa.array(columns.place_key.told(), pa.string()),
            "compared_place": pa.array(columns.compared_place.told(), pa.string()),
            "first_day": columns.first_day.astype(np.int32),
            "last_day": columns.last_day.astype(np.int32),
            "open": columns.open,
            "salt": salts[columns.kind],
            "denied_salt": pa.array(salts[denied], mask=denied < 0),
            "keys": lists(count, keyed.rows, keyed.keys, pa.int64()),
            "loose": lists(count, keyed.rows, keyed.loose, pa.bool_()),
            "asked": lists(
                count,
                np.concatenate([asked[0], sweeping[0]]),
                np.concatenate([asked[1], sweeping[1]]),
                pa.int64(),
            ),
            "placed": pa.array(placed, mask=placed == 0),
            "compared_sentences": pa.array(
                [text if kept else None for text, kept in zip(columns.evidence, needed.tolist(), strict=True)],
                pa.string(),
            ),
        })  # fmt: skip


def _told_beside(table: pa.Table, item_of: Ints, first: Ints) -> tuple[Ints, list[str]]:
    """The names that articles tell beside those that say the same, at the first row of each of these."""
    told = table["contrasts"].combine_chunks()
    rows = pc.list_parent_indices(told).to_numpy().astype(np.int64)
    pairs = sorted(set(zip(first[item_of[rows]].tolist(), pc.list_flatten(told).to_pylist(), strict=True)))
    return np.array([row for row, _ in pairs], np.int64), [name for _, name in pairs]


def blocks_of_names(batches: Batches) -> Batches:
    """Names with the keys that their likes are found by."""
    for batch in batches:
        told = [
            (own, stable_hash(key), name)
            for own, name in zip(batch["own"].to_pylist(), batch["name"].to_pylist(), strict=True)
            for key in place_keys(name)
        ]
        yield pa.RecordBatch.from_pylist([dict(zip(("own", "block", "name"), each, strict=True)) for each in told])


def by_block_of_names(batches: Batches) -> Batches:
    """Names with the keys of records that tell them: of the name itself, and those that it shares with its likes."""
    for table in whole(batches, "block", "own"):
        own, block = flags(table, "own"), numbers(table, "block")
        names = table["name"].to_pylist()
        begins = np.flatnonzero((np.diff(block, prepend=block[0] + 1) != 0) | (np.diff(own, prepend=~own[0]) != 0))
        told = []
        for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(names)], strict=True):
            for name in names[begin:end]:
                told += [(bool(own[begin]), name, key) for key in name_keys(name, {})]
            for pair in neighbours(names[begin:end]):
                if are_alike(*pair):
                    told += [(bool(own[begin]), name, shared_key(pair)) for name in pair]
        rows = [{"own": each, "name": name, "key": stable_hash(key)} for each, name, key in sorted({*told})]
        yield from pa.Table.from_pylist(rows).to_batches()


def by_key(batches: Batches) -> Batches:
    """Records in the order of their blocks: the pairs of near ones in them whose scores reach the threshold."""
    weights = packaged_weights()
    before: pa.Table | None = None
    for table in whole(batches):
        table = pa.concat_tables([before, table]).combine_chunks() if before is not None else table
        fresh = before.num_rows if before is not None else 0
        # a row has no partner further off in its block
        before = table.slice(max(0, table.num_rows - PARTNERS))
        number, loose, spans = numbers(table, "number"), flags(table, "loose"), flags(table, "of_spans")
        columns = columns_of(table, surroundings(table))
        named, opened = columns.place_key.codes >= 0, flags(table, "open")
        left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for one, two in partners(numbers(table, "key"), numbers(table, "begins"), numbers(table, "until")):
            kept = (two >= fresh) & (number[one] != number[two]) & ~(loose[one] & named[one] & named[two])
            kept &= ~spans[one] | opened[one] | opened[two]
            left.append(one[kept])
            right.append(two[kept])
        one, two = np.concatenate(left), np.concatenate(right)
        rank = _ranks(table["id"])
        one, two = np.where(rank[one] < rank[two], one, two), np.where(rank[one] < rank[two], two, one)
        found = scores(columns, one, two, weights)
        kept = np.flatnonzero(found >= weights.threshold)
        yield _edges(number[one[kept]], number[two[kept]], found[kept])


def _ranks(column: pa.ChunkedArray) -> Ints:
    order = pc.sort_indices(column).to_numpy()
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def surroundings(table: pa.Table) -> Surroundings:
    """What the other records of the set tell of some."""
    told = table["contrasts"].combine_chunks()
    contrasts: dict[int, list[str]] = {}
    for row, name in zip(pc.list_parent_indices(told).to_pylist(), pc.list_flatten(told).to_pylist(), strict=True):
        contrasts.setdefault(row, []).append(name)
    return Surroundings(numbers(table, "busy").astype(np.int8), contrasts, numbers(table, "recaptured"))


def _edges(left: Ints, right: Ints, found: Any) -> pa.RecordBatch:
    ends = np.minimum(left, right), np.maximum(left, right)
    return pa.RecordBatch.from_pydict({"left": ends[0], "right": ends[1], "score": found})


def stars(batches: Batches) -> Batches:
    """What the edges of a partition connect: each item with the smallest of those it is connected with."""
    ends = [(numbers(pa.table(batch), "left"), numbers(pa.table(batch), "right")) for batch in batches]
    if not ends:
        return
    left, right = (np.concatenate([each[side] for each in ends]) for side in (0, 1))
    known, at = np.unique(np.concatenate([left, right]), return_inverse=True)
    label = known[components(len(known), *at.reshape(2, -1))]
    apart = np.flatnonzero(label != known)
    yield pa.RecordBatch.from_pydict({"left": label[apart], "right": known[apart]})


def _with(table: pa.Table, more: Mapping[str, Any]) -> Batches:
    """The rows with more columns."""
    for name, column in more.items():
        table = table.append_column(name, column if isinstance(column, pa.Array) else pa.array(column))
    yield from table.to_batches()
