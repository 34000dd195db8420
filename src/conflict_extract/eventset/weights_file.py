"""Tables of weights in files, and labelled pairs to fit them to."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from conflict_extract._files import write_whole
from conflict_extract.errors import RecordsError, SettingsError
from conflict_extract.eventset import store
from conflict_extract.eventset.deciding import rules_of
from conflict_extract.eventset.tables import authorities_of
from conflict_extract.merging import LEVELS, Columns, Labelled, Weights, as_toml, fit, packaged_weights
from conflict_extract.normalize import Authorities
from conflict_extract.schema import Record


def load_weights(path: Path) -> Weights:
    """A table of weights as `conflict-extract fit` writes it: `threshold`, and each signal's weight of each level.

    Raises:
        SettingsError: the file cannot be read, or is no such table; everything that is wrong is named at once.
    """
    hint = "conflict-extract fit writes such a file"
    try:
        with path.open("rb") as stream:
            table = tomllib.load(stream)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}", hint=hint) from error
    except ValueError as error:
        raise SettingsError(f"{path} is no TOML: {error}", hint=hint) from error
    wrong = [f"threshold is {table.get('threshold')!r}"] if not _is_number(table.get("threshold")) else []
    wrong += [f"there is no signal {name}" for name in table if name not in LEVELS and name != "threshold"]
    for signal, levels in LEVELS.items():
        given = table.get(signal)
        given = given if isinstance(given, dict) else {}
        wrong += [f"{signal}.{level} is {given.get(level)!r}" for level in levels if not _is_number(given.get(level))]
        wrong += [f"{signal} has no level {level}" for level in given if level not in levels]
    if wrong:
        raise SettingsError(f"{path}: " + "; ".join(wrong), hint=hint)
    return Weights(float(table["threshold"]), {name: {k: float(v) for k, v in table[name].items()} for name in LEVELS})


def fit_weights(
    records: Iterable[Record],
    pairs: Iterable[Labelled],
    out: Path,
    start: Weights | None = None,
    authorities: Authorities | None = None,
) -> Weights:
    """Fits weights to labelled pairs and writes them to a file.

    Args:
        records: those of the pairs among them.
        pairs: as `read_pairs` gives them.
        out: the file.
        start: the weights to begin with; the packaged ones if None.
        authorities: the tables that names are looked up in and compared by; the packaged ones if None.

    Raises:
        RecordsError: a pair names a record that is not there, or there are not both pairs that are one event and pairs
            that are two.
        OutputError: the file cannot be written.
    """
    authorities = authorities or Authorities()
    named = {record.id: record for record in authorities.in_records(records)}
    try:
        fitted = fit(Columns.of(named.values(), authorities), pairs, start or packaged_weights())
    except ValueError as error:
        raise RecordsError(
            f"cannot fit weights: {error}", hint="name the record files of all pairs, and pairs of both sorts"
        ) from error
    with write_whole(out) as stream:
        stream.write(as_toml(fitted))
    return fitted


def read_pairs(path: Path) -> list[Labelled]:
    """Labelled pairs: JSON lines of {"one": ID, "two": ID, "same": true or false}, or what analysts decided in an event
    set (.duckdb).

    Raises:
        RecordsError: names file, line and what is wrong with it.
    """
    if path.suffix == ".duckdb":
        with store.reading(path) as connection:
            rules = rules_of(store.decisions_of(connection))
        told = [(pair, same) for pairs, same in ((rules.one, True), (rules.two, False)) for pair in sorted(pairs)]
        return [Labelled(one, two, same) for (one, two), same in told]
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordsError(f"cannot read {path}: {error}", hint="name a file of labelled pairs") from error
    return [_labelled(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def merged_with(path: Path) -> tuple[Weights, Authorities]:
    """The weights and the tables of names that an event set (.duckdb) was merged with; for other files the packaged.

    Raises:
        RecordsError: it is no event set.
    """
    if path.suffix != ".duckdb":
        return packaged_weights(), Authorities()
    with store.reading(path) as connection:
        return store.weights_of(connection), authorities_of(connection)


def _labelled(path: Path, number: int, line: str) -> Labelled:
    try:
        pair: Any = json.loads(line)
    except ValueError:
        pair = None
    if not isinstance(pair, dict) or not all(
        isinstance(pair.get(name), kind) for name, kind in (("one", str), ("two", str), ("same", bool))
    ):
        raise RecordsError(
            f"{path}, line {number}: no labelled pair", hint='write {"one": "rec_…", "two": "rec_…", "same": true}'
        )
    return Labelled(pair["one"], pair["two"], pair["same"])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
