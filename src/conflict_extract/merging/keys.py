"""Keys of names that spellings have in common, and the blocks of records that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from conflict_extract.merging.columns import Coded, Columns, named_words, spread, stable_hash
from conflict_extract.merging.sorting import Flags, Ints, combinations
from conflict_extract.normalize import akin, alike, coarse_key, fold, readings, smooth_key
from conflict_extract.schema import KINDS, Actor

PREFIX = 4
NEIGHBOURS = 200
_DENIED = ("control_change", "withdrawal", "defection")


def place_keys(key: str) -> Iterator[str]:
    """What a place's spellings may have in common: the whole name, its consonants, and the beginning of each word."""
    yield f"name {key}"
    found = {f"coarse {coarse}" for each in readings(key) if (coarse := coarse_key(each))}
    yield from sorted(
        found | {f"prefix {word[:PREFIX]}" for each in readings(key) for word in smooth_key(each).split()}
    )


class Keyed(NamedTuple):
    """Rows with keys, one entry for each key of each row.

    `loose` keys are of more than places: two rows that both name a place need another key in common.
    """

    rows: Ints
    keys: Ints
    loose: Flags


def block_keys(columns: Columns, of_kind: Ints | None = None, where: Flags | None = None) -> Keyed:
    """Rows and all keys by which their likes can be found, in this set of records or another.

    Keys are hashes that are the same in every process, of the kind with the place (name, consonants, beginnings,
    gazetteer entry), the unit, the people who defected, or, where no place is named, the article, the sentences and, if
    all of it is told, what the places lie in, are and count. Denials are also found by what they deny.

    Args:
        columns: the records.
        of_kind: the kind that each row is taken for, as a number in `KINDS`; its own if None. A denial finds what it
            contests as if it were of the kind that it denies.
        where: which rows are looked at; all if None.
    """
    return _keys(columns, of_kind, where, place_keys)


def pair_keys(columns: Columns, of_kind: Ints | None = None, where: Flags | None = None) -> Keyed:
    """Rows and the keys of the pairs to compare among them: as `block_keys`, but places only with names that are alike
    or akin.

    Args:
        columns: the records.
        of_kind: as there.
        where: as there.
    """
    like = names_alike(tuple(_places(columns, of_kind).values))
    return _keys(columns, of_kind, where, lambda name: name_keys(name, like))


def own_keys(columns: Columns, of_kind: Ints | None = None, where: Flags | None = None) -> Keyed:
    """Rows and their keys as `pair_keys` has them, but for those of places' names, which depend on all names there are.

    Args:
        columns: the records.
        of_kind: as there.
        where: as there.
    """
    return _keys(columns, of_kind, where, lambda _: ())


def name_keys(name: str, like: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys of a place by its name: of the name, and those that it shares with names that are alike or akin."""
    return [f"name {name}", *like.get(name, ())]


@lru_cache(maxsize=2)
def names_alike(names: tuple[str, ...]) -> dict[str, list[str]]:
    """For each name the keys that it shares with each name that is alike or akin; their order changes nothing."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for key in place_keys(name):
            blocks[key].append(name)
    shared: dict[str, list[str]] = defaultdict(list)
    for pair in {pair for block in blocks.values() for pair in neighbours(block)}:
        if are_alike(*pair):
            for name in pair:
                shared[name].append(shared_key(pair))
    return shared


def neighbours(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names, in the order of the alphabet, that share one of their `place_keys`: each name with at most
    `NEIGHBOURS` that follow it by their sounds.

    Args:
        names: all that share it.
    """
    block = sorted(names, key=lambda name: (smooth_key(name), name))
    for at, one in enumerate(block):
        for two in block[at + 1 : at + 1 + NEIGHBOURS]:
            yield (one, two) if one < two else (two, one)


def are_alike(one: str, two: str) -> bool:
    """Whether two names are alike or akin, so that the records of their places are compared."""
    return alike(one, two) or akin(one, two)


def shared_key(pair: tuple[str, str]) -> str:
    """The key that two names share which are alike or akin."""
    return f"pair {pair}"


def _places(columns: Columns, of_kind: Ints | None) -> Coded:
    """The keys of the places: what a denial contests is found by its own place, other denials by the whole place."""
    return columns.compared_place if of_kind is None else columns.place_key


def _keys(
    columns: Columns, of_kind: Ints | None, where: Flags | None, of_place: Callable[[str], Iterable[str]]
) -> Keyed:
    kind = columns.kind if of_kind is None else of_kind
    where = np.ones(len(columns), np.bool_) if where is None else where
    unplaced = where & (columns.place_key.codes < 0)
    tight = [
        _keyed(_places(columns, of_kind), of_place, where),
        _keyed(columns.entry, lambda entry: [f"entry {entry}"], where),
        _keyed(columns.fields["article_id"], lambda article: [f"article {article}"], unplaced),
        _keyed(columns.copied, lambda told: [f"copied {told[1]}"], where),
        _keyed(columns.counted, lambda told: [f"counted {told}"], where),
    ]
    loose = [
        _keyed(columns.unit, lambda unit: [f"unit {word}" for word in named_words(unit)], where),
        _keyed(columns.actor, _people, where & (columns.kind == KINDS.index("defection"))),
    ]
    if of_kind is None:
        loose.append(_keyed(columns.fields["denies"], lambda denies: [f"denies {denies}"], where))
    else:
        loose.append(_keyed(columns.other_actor, _people, where & (of_kind == KINDS.index("defection"))))
    rows = np.concatenate([rows for rows, _ in (*tight, *loose)])
    keys = np.concatenate([keys for _, keys in (*tight, *loose)])
    salt = np.array([key_salt(number) for number in range(len(KINDS))], np.int64)
    keys ^= salt[kind[rows]]
    return Keyed(rows, keys, np.arange(len(rows)) >= sum(len(rows) for rows, _ in tight))


def _people(who: Actor) -> list[str]:
    return [f"who {word}" for word in fold(who.name).split()]


def key_salt(kind: int) -> int:
    """What makes a key one of a kind, given by its number in `KINDS`: keys are combined with it by exclusive or."""
    return stable_hash(KINDS[kind])


def denied_kind(columns: Columns) -> Ints:
    """For each row the number of the kind that it denies; -1 where it denies none."""
    column = columns.fields["denies"]
    numbers = [KINDS.index(value) if value in _DENIED else -1 for value in column.values]
    return spread(np.array(numbers, np.int64), column.codes)


def _keyed(column: Coded, keys_of: Callable[[Any], Iterable[str]], where: Flags) -> tuple[Ints, Ints]:
    """Each row with each key of its value."""
    rows = np.flatnonzero((column.codes >= 0) & where).astype(np.int32)
    first, codes = combinations(column.codes[rows])
    used = column.codes[rows[first]]
    hashed = [[stable_hash(key) for key in keys_of(column.values[code])] for code in used.tolist()]
    counts = np.array([len(each) for each in hashed], np.int64)
    flat = np.array([key for each in hashed for key in each], np.int64)
    if not len(flat):
        return np.empty(0, np.int32), np.empty(0, np.int64)
    begins = np.cumsum(counts) - counts
    times = counts[codes]
    at = np.arange(times.sum())
    at += np.repeat(begins[codes] - (np.cumsum(times) - times), times)
    return np.repeat(rows, times), flat[at]
