"""How the datasets write places and actors, and what is meant by it."""

from __future__ import annotations

import re
from typing import Any

from conflict_extract.comparison.coded import country_code, formats
from conflict_extract.normalize import Authorities, entry_near, place_name
from conflict_extract.schema import Actor, Place
from conflict_extract.schema.records import Side

# How far from the row's point the place of its name may lie in the table, in kilometres.
AT_PLACE, NEAR_PLACE = 15.0, 50.0
# "Military Forces of Libya (1969-2011)", "(2000-)"
_YEARS = re.compile(r"\s*\((?:\d{4}\s*-\s*(?:\d{4})?)\)\s*$")
# "Opposition Forces (Libya)"
_OF_COUNTRY = re.compile(r"^(?P<who>.*\S)\s*\((?P<country>[^()]+)\)$")
# "HTS: Hayat Tahrir al Sham"
_SHORT = re.compile(r"^[A-Z][\w/-]{1,15}:\s+")


def coded_place(
    written: str,
    precision: str,
    country: str | None,
    admin1: str | None,
    point: tuple[float, float],
    known: Authorities,
) -> Place | None:
    """The place of a row; None where it names none that can be compared.

    A point that only stands for the region, an area or a place nearby is no position of the place, so a division or an
    area gets none. "Town - quarter" is the quarter.

    Args:
        written: the row's name of it.
        precision: "place", "near", "area", "division" or "nowhere".
        country: its ISO code.
        admin1: its first-level division, as the row writes it.
        point: latitude and longitude in degrees.
        known: the tables that it is looked up in.
    """
    text = " ".join(written.split())
    if not text or precision == "nowhere":
        return None
    town, dash, quarter = text.partition(" - ")
    name, kind = place_name(quarter if dash else text)
    within = town if dash else None
    if precision == "division":
        kind = "governorate"
    elif precision == "area" and kind == "other":
        kind = "area"
    lat, lon = point if precision in ("place", "near") else (None, None)
    place = Place(
        text=text, name=name, type=kind, within=within, country=country, admin1=admin1 or None, lat=lat, lon=lon
    )
    own = known.places.own(place)
    if own != place:
        return own
    number = None
    if country and lat is not None and not dash and kind in ("city", "town", "village", "other"):
        number = entry_near(name, country, point, AT_PLACE if precision == "place" else NEAR_PLACE)
    return place.model_copy(update={"geonames_id": number})


def coded_actor(written: str, known: Authorities, side: Side | None = None) -> Actor | None:
    """The actor that a cell names; None for an empty one. Its side is that of the table for an actor that it knows,
    else what the row says.

    Args:
        written: as the row writes it; the years of a government and the short form before a name are left out, and a
            country in brackets comes first, as the press has it: "Opposition Forces (Libya)" are Libya's.
        known: the tables that it is looked up in.
        side: what the row says of it.
    """
    text = " ".join(written.split())
    if not text:
        return None
    name = _SHORT.sub("", _YEARS.sub("", text))
    told = _OF_COUNTRY.match(name)
    if told and country_code(told["country"]):
        name = f"{told['country']} {told['who']}"
    found = known.actors.actor(text, name)
    return found.model_copy(update={"side": side}) if side and found.id is None else found


def code_of(dataset: str, column: str, cell: str) -> Any:
    """What a code of a dataset means; None where it is none."""
    table: dict[str, Any] = formats()[dataset][column]  # type: ignore[assignment]
    return table.get(cell.strip().lower())
