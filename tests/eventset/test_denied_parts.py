"""A denial about a part of a place finds that about the place in a file, also in one of the version before."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from conflict_extract import EventSet, merge
from tests.builders import record
from tests.eventset.older import turn_into_version_4


@pytest.mark.parametrize("version", [4, 5])
def test_a_later_denial_in_other_words_joins_the_one_that_is_kept(tmp_path: Path, version: int) -> None:
    first, second = (
        record("official_denial", speaker="the army", denies="withdrawal", place=named, outlet=named)
        for named in ("rural Borsk", "Borsk")
    )
    path = tmp_path / "events.duckdb"
    merge([first]).save(path)
    if version == 4:
        turn_into_version_4(path)
        with duckdb.connect(str(path)) as connection:
            connection.execute("DELETE FROM blocks")
    EventSet.open(path).add([second])
    (event,) = EventSet.open(path).events
    assert sorted(event.records) == sorted([first.id, second.id])
