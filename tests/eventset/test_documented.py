"""docs/eventset.md names every table, view and column."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from conflict_extract import merge
from tests.builders import record

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "eventset.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_file(tmp_path: Path) -> None:
    merge([record()]).save(tmp_path / "events.duckdb")
    lines = {
        line.split("`")[1]: set(re.findall(r"`(\w+)`", line)) for line in TEXT.splitlines() if line.startswith("| `")
    }
    with duckdb.connect(str(tmp_path / "events.duckdb"), read_only=True) as connection:
        columns = connection.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
    assert {table for table, _ in columns} == set(lines)
    assert all(column in lines[table] for table, column in columns if table != "records")
