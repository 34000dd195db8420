"""Where the places of an article's records are, by the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence

from conflict_extract.normalize import (
    Gazetteer,
    countries_of,
    is_city_elsewhere,
    is_unnamed,
    places_of,
    whole_place_name,
    with_places,
)
from conflict_extract.schema import Article, Place, Record
from conflict_extract.schema.records import Doubt

_NOWHERE = dict.fromkeys(("country", "admin1", "geonames_id", "lat", "lon"))


def located(
    article: Article, records: Sequence[Record], gazetteer: Gazetteer, countries: Sequence[str] = ()
) -> list[Record]:
    """The records of one article, their places located in the light of the article and of each other.

    Nothing but `country, admin1, geonames_id, lat` and `lon` of places changes, doubts about them, and no id. Where
    the model names one country only, places that the gazetteer does not know lie in it.

    Args:
        article: the article.
        records: its records.
        gazetteer: where places are looked up.
        countries: ISO codes that the article is about, as the model says; told from the text where it does not.
    """
    if not records:
        return []
    told = tuple(countries) or countries_of(f"{article.title or ''}\n{article.text}")
    places = [place for record in records for place in places_of(record)]
    found = gazetteer.locate_all(places, told)
    if len(countries) == 1:
        found = [each if each.country else each.model_copy(update={"country": countries[0]}) for each in found]
    placed = with_places(records, found)
    return [_doubted(each, gazetteer, countries) for each in placed] if countries else placed


def _is_elsewhere(place: Place, countries: Sequence[str]) -> bool:
    """Whether the gazetteer knows a name as that of a city in another country only."""
    if place.geonames_id is not None or is_unnamed(place.name):
        return place.country is not None and place.country not in countries
    return is_city_elsewhere(place.name, tuple(countries))


def _doubted(record: Record, gazetteer: Gazetteer, countries: Sequence[str]) -> Record:
    """A record of a model that names countries, with a doubt where the gazetteer knows that it errs."""
    place = record.place
    doubts: list[Doubt] = []
    if place is not None and _is_elsewhere(place, countries):
        doubts.append("country_contradicted")
    if place is not None and place.geonames_id is not None:
        written = whole_place_name(place.text).name
        if written != place.name and not is_unnamed(written):
            itself = gazetteer.locate(place.model_copy(update={**_NOWHERE, "name": written}), countries).geonames_id
            if itself is not None and itself != place.geonames_id:
                doubts.append("name_contradicted")
    if not doubts:
        return record
    return record.model_copy(update={"doubts": tuple(dict.fromkeys([*record.doubts, *doubts]))})
