"""The tables of an event set as a GeoPackage, for QGIS and other programs that read OGC's format of that name."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from conflict_extract._counted import counted
from conflict_extract._files import cannot_write, made_whole
from conflict_extract.output._libraries import needed
from conflict_extract.output.rows import Cells, ColumnType
from conflict_extract.output.tables import Denials, Tables, column_types, whole_day, writable

_DEGREES: Final = "EPSG:4326"
# The time of the last change that the file tells, so that two exports of one set have the same bytes.
_CHANGED: Final = "2000-01-01T00:00:00.000Z"
_POINT: Final = struct.Struct("<BIdd")
_LITTLE_ENDIAN, _WKB_POINT = 1, 1


def write_geopackage(tables: Tables, path: Path | str) -> tuple[str, ...]:
    """Writes layers of points `events`, `records` and `control`, and tables without geometry `denials` and `articles`.

    Points are WGS 84; a row whose coordinates are not known has no geometry. Days are dates; what is no whole day is
    null.

    Args:
        tables: what to write; it is gone through once.
        path: where to.

    Returns:
        What there is to say of the file, in sentences.

    Raises:
        OutputError: the file cannot be written, or the library that writes it is not installed.
    """
    path = Path(path)
    library = needed("pyogrio", str(path))
    denials, unlocated = Denials(), 0
    with made_whole(path) as part, _fixed_time(library):
        # by its ending GDAL knows what a file is
        made = part.with_name("made.gpkg")
        layers = {name: _Layer(library, made, name) for name in ("events", "records", "control", "denials", "articles")}
        try:
            for some in tables.parts:
                layers["events"].append(some.events)
                layers["records"].append(some.records)
                denials.take(some.events)
                unlocated += sum(latitude is None for latitude in some.events["latitude"])
            for name, told in (
                ("control", tables.control),
                ("denials", [denials.cells()]),
                ("articles", tables.articles),
            ):
                for cells in told:
                    layers[name].append(cells)
            for layer in layers.values():
                layer.finish()
        except (library.errors.DataSourceError, library.errors.DataLayerError) as error:
            raise cannot_write(path, error) from error
        made.replace(part)
    if not unlocated:
        return ()
    return (f"without a point: {counted(unlocated, 'event')} without coordinates",)


class _Layer:
    """A layer that grows, so many rows at a time.

    Args:
        library: pyogrio.
        path: of the GeoPackage.
        name: of the table.
    """

    def __init__(self, library: Any, path: Path, name: str) -> None:
        self._library, self._path, self._name = library, path, name
        self._types = column_types(name)
        self._made = False

    def append(self, cells: Cells) -> None:
        """Writes rows behind those that are there; the first call makes the layer."""
        columns = [_column(cells[name], kind) for name, kind in self._types.items()]
        located = "latitude" in self._types
        self._library.raw.write(
            self._path,
            geometry=_points(cells["longitude"], cells["latitude"]) if located else None,
            field_data=[values for values, _ in columns],
            field_mask=[missing for _, missing in columns],
            fields=[*self._types],
            layer=self._name,
            driver="GPKG",
            geometry_type="Point" if located else None,
            crs=_DEGREES if located else None,
            append=self._made,
        )
        self._made = True

    def finish(self) -> None:
        """Makes the layer of a table without rows."""
        if not self._made:
            self.append(dict.fromkeys(self._types, ()))


def _column(cells: Sequence[Any], kind: ColumnType) -> tuple[Any, Any]:
    """The values of a column, and which of them are null, where the values cannot say it themselves."""
    match kind:
        case "text":
            values = np.empty(len(cells), object)
            values[:] = [None if cell is None else writable(str(cell)) for cell in cells]
            return values, None
        case "date":
            return np.array([whole_day(cell) for cell in cells], "datetime64[D]"), None
        case "decimal":
            return np.array(cells, np.float64), None
        case "integer":
            missing = np.array([cell is None for cell in cells], np.bool_)
            return np.array([cell or 0 for cell in cells], np.int64), missing


def _points(longitudes: Sequence[Any], latitudes: Sequence[Any]) -> Any:
    """Points as well-known binary; None where a coordinate is not known."""
    points = np.empty(len(latitudes), object)
    points[:] = [
        None if longitude is None or latitude is None else _POINT.pack(_LITTLE_ENDIAN, _WKB_POINT, longitude, latitude)
        for longitude, latitude in zip(longitudes, latitudes, strict=True)
    ]
    return points


@contextmanager
def _fixed_time(library: Any) -> Iterator[None]:
    """Has GDAL write the same time of change into every file."""
    before = library.get_gdal_config_option("OGR_CURRENT_DATE")
    library.set_gdal_config_options({"OGR_CURRENT_DATE": _CHANGED})
    try:
        yield
    finally:
        library.set_gdal_config_options({"OGR_CURRENT_DATE": before})
