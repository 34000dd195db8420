"""Event sets as builds before wrote them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from conflict_extract.eventset.control_columns import CONTROL_COLUMNS


def turn_into_version_5(path: Path) -> None:
    """Takes out of a file what version 5 did not have."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "DROP INDEX record_ids; DROP INDEX event_ids; "
            "CREATE TABLE before AS SELECT position, word, first, second FROM decisions; DROP TABLE decisions; "
            "ALTER TABLE before RENAME TO decisions; DROP TABLE decided_records; DROP TABLE set_aside; "
            "UPDATE meta SET schema_version = 5"
        )


def turn_into_version_4(path: Path) -> None:
    """Takes out of a file what version 4 did not have."""
    turn_into_version_5(path)
    columns = [column.split()[0] for column in CONTROL_COLUMNS.split(", ")]
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "DROP TABLE authorities; DROP VIEW near_pairs; DROP TABLE near_scores; UPDATE meta SET schema_version = 4"
        )
        for column in columns:
            connection.execute(f"ALTER TABLE events DROP COLUMN {column}")
