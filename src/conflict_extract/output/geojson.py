"""Events on a map: GeoJSON after RFC 7946."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from conflict_extract._files import write_whole
from conflict_extract.output.collection import Collection
from conflict_extract.output.rows import Cells, as_cells, rows_of


def write_geojson(told: Collection | Iterable[Cells], path: Path | str) -> None:
    """Writes a FeatureCollection with one Feature an event, one a line; its properties are the row of `rows`.

    The geometry is a Point `[longitude, latitude]` (WGS 84 degrees), null where the coordinates are unknown.

    Args:
        told: the events, or their cells, so many at a time, in the order of `rows`.
        path: where to.

    Raises:
        OutputError: the file cannot be written.
    """
    with write_whole(Path(path)) as stream:
        stream.write('{"type":"FeatureCollection","features":[')
        for number, row in enumerate(row for cells in as_cells(told) for row in rows_of(cells)):
            stream.write(",\n" if number else "\n")
            stream.write(json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":"), allow_nan=False))
        stream.write("\n]}\n")


def _feature(row: dict[str, object]) -> dict[str, object]:
    longitude, latitude = row["longitude"], row["latitude"]
    known = longitude is not None and latitude is not None
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    return {"type": "Feature", "id": row["event_id"], "geometry": geometry, "properties": row}
