"""The user's own places: a TOML file of names, aliases and positions that overrule the packaged gazetteer.

    [[places]]
    name = "Tiyas air base"
    aliases = ["T4", "T-4 airbase", "Tiyas"]  # other spellings of the press
    type = "base"         # city town village governorate base crossing road facility area; default: other
    country = "SY"        # ISO 3166-1 alpha-2
    admin1 = "Homs"
    lat = 34.5225         # WGS 84 degrees, both or neither
    lon = 37.6275
    within = "Homs"       # tells places of one name apart by what articles say they lie in
    geonames_id = 7910308 # if GeoNames has it

Only `name` is needed. A place without `geonames_id` gets a negative number of its own, made from its name and country,
so that all its spellings count as one place when records are merged; it means nothing to GeoNames.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from conflict_extract.errors import PlacesError
from conflict_extract.normalize.geonames_table import country_names, sound, table_key
from conflict_extract.normalize.names import fold, fold_place
from conflict_extract.schema.records import Place, PlaceType

_SETTLED = {"city", "town", "village"}
_GUARDED = {"base", "facility"}
_REMEDY = "see `conflict_extract.normalize.own_places` for the keys of a place"
Name = Annotated[str, Field(min_length=1)]


class OwnPlace(BaseModel):
    """One place of the user's file."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    name: Name
    aliases: tuple[Name, ...] = ()
    type: PlaceType = "other"
    country: str | None = None
    admin1: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    within: str | None = None
    geonames_id: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon go together")
        if self.country is not None and self.country not in country_names():
            raise ValueError(f"country {self.country!r} is no ISO 3166-1 alpha-2 code")
        return self

    @property
    def id(self) -> int:
        """GeoNames' number, else a negative one that only this file gives."""
        if self.geonames_id is not None:
            return self.geonames_id
        told = f"{fold_place(self.name)}\0{self.country or ''}".encode()
        return -1 - int.from_bytes(hashlib.sha256(told).digest()[:6], "big")

    @property
    def sounds(self) -> frozenset[str]:
        """What the place is found by."""
        return frozenset(sound(table_key(name)) for name in (self.name, *self.aliases))

    def placed(self, place: Place) -> Place:
        """The article's place with what the user knows of it; its wording stays."""
        known = {"country": self.country, "admin1": self.admin1, "geonames_id": self.id}
        return place.model_copy(update={**known, "lat": self.lat, "lon": self.lon})


def read_own_places(path: Path) -> list[OwnPlace]:
    """The places of a user's file.

    Raises:
        PlacesError: the file cannot be read or holds a wrong place; it names file, line and what is wrong, all at once.
    """
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise PlacesError(f"cannot read {path}: {error.strerror or error}", hint="name a file with --places") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlacesError(f"{path}: {error}", hint="it must be valid TOML in UTF-8") from error
    listed = table.pop("places", [])
    if table or not isinstance(listed, list):
        wrong = ", ".join(table) or "places"
        raise PlacesError(f"{path}: {wrong} is not expected here", hint="each place stands under [[places]]")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[places]]")]
    lines += [1] * (len(listed) - len(lines))
    places, wrongs = [], []
    for line, entry in zip(lines, listed, strict=False):
        try:
            places.append(OwnPlace.model_validate(entry))
        except ValidationError as error:
            wrongs += [f"{path}, line {line}: {_describe(each)}" for each in error.errors(include_url=False)]
    if wrongs:
        raise PlacesError("; ".join(wrongs), hint=_REMEDY)
    return places


def _describe(error: object) -> str:
    assert isinstance(error, dict)  # noqa: S101
    where = ".".join(map(str, error["loc"]))
    message = "is no key of a place" if error["type"] == "extra_forbidden" else str(error["msg"])
    return f"{where}: {message}" if where else message.removeprefix("Value error, ")


def own_place_for(place: Place, own: Iterable[OwnPlace], countries: Iterable[str]) -> OwnPlace | None:
    """The one place of the user's that an article's place can be: by name and type, then country, then `within`."""
    wanted = sound(table_key(place.name))
    found = [each for each in own if wanted in each.sounds and _types_fit(each.type, place.type)]
    if len(found) > 1:
        ranked = [code for code in countries if any(each.country == code for each in found)]
        found = [each for each in found if not ranked or each.country == ranked[0]]
    if len(found) > 1 and place.within:
        lies_in = set(fold(place.within).split())
        found = [each for each in found if each.within and set(fold(each.within).split()) & lies_in]
    return found[0] if len(found) == 1 else None


def _types_fit(one: str, two: str) -> bool:
    return one == two or "other" in (one, two) or {one, two} <= _SETTLED or {one, two} <= _GUARDED
