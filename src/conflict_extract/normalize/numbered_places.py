"""Places that come with a number in GeoNames or with coordinates, rather than with the words of an article."""

from __future__ import annotations

from functools import lru_cache

from conflict_extract.normalize.geonames_table import country_table, kilometres, sound, table_key
from conflict_extract.schema.records import Place

__all__ = ["entry_near", "kilometres", "place_numbered"]


@lru_cache(maxsize=1 << 14)
def entry_near(name: str, country: str, point: tuple[float, float], within: float) -> int | None:
    """The number of the place of a name that lies nearest to a point; None where none lies so near.

    Args:
        name: of the place.
        country: its ISO 3166-1 alpha-2 code.
        point: latitude and longitude in degrees.
        within: how far from it the place may lie, in kilometres.
    """
    entries = country_table(country).places.get(sound(table_key(name)), ())
    near = [(kilometres(entry.point, point), entry.id) for entry in entries]
    return min((each for each in near if each[0] <= within), default=(0.0, None))[1]


def place_numbered(number: int, country: str) -> Place | None:
    """The place of a number in a country; None where the packaged table lacks it. Its name is the table's key for it
    with capitals, as the table keeps no other."""
    table = country_table(country)
    entry = table.by_id.get(number)
    if entry is None:
        return None
    name = entry.main.title()
    return Place(
        text=name,
        name=name,
        country=country,
        admin1=table.division_names.get(entry.division),
        geonames_id=entry.id,
        lat=entry.lat,
        lon=entry.lon,
    )
