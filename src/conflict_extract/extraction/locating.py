"""Where the places of an article's records are, by the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from conflict_extract.extraction.claims import Claim
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
    article: Article, claims: Sequence[Claim], gazetteer: Gazetteer, countries: Sequence[str] = ()
) -> list[Claim]:
    """The claims of one article, the places of their records located in the light of the article and of each other.

    Nothing but `country, admin1, geonames_id, lat` and `lon` of places changes, doubts about them, and no id. Where
    the model names one country only, places that the gazetteer does not know lie in it.

    Args:
        article: the article.
        claims: its claims.
        gazetteer: where places are looked up.
        countries: ISO codes that the article is about, as the model says; told from the text where it does not.
    """
    if not claims:
        return []
    text = f"{article.title or ''}\n{article.text}"
    told = tuple(countries) or countries_of(text, article.language)
    records = [each.record for each in claims]
    places = [place for record in records for place in places_of(record)]
    looked_up = [place for each in claims for place in places_of(_in_english(each))]
    found = gazetteer.locate_all(looked_up, told, text)
    if len(countries) == 1:
        found = [_in_country(each, countries) for each in found]
    placed = with_places(records, map(_placed, places, found))
    placed = [_doubted(each, gazetteer, countries) for each in placed] if countries else placed
    return [replace(each, record=record) for each, record in zip(claims, placed, strict=True)]


def _in_english(given: Claim) -> Record:
    """The record of a claim with what its place lies in as the gazetteer knows it."""
    record = given.record
    if given.area is None or record.place is None:
        return record
    return record.model_copy(update={"place": record.place.model_copy(update={"within": given.area})})


def _placed(place: Place, found: Place) -> Place:
    """The place as it is written, where it was found."""
    return place if found is place else place.model_copy(update={name: getattr(found, name) for name in _NOWHERE})


def _in_country(place: Place, countries: Sequence[str]) -> Place:
    if place.country is not None or _is_elsewhere(place, countries):
        return place
    return place.model_copy(update={"country": countries[0]})


def _is_elsewhere(place: Place, countries: Sequence[str]) -> bool:
    """Whether the gazetteer knows a name as that of a city in another country only."""
    if place.geonames_id is not None or is_unnamed(place.name):
        return place.country is not None and place.country not in countries
    return is_city_elsewhere(place.name, tuple(countries))


def _doubted(record: Record, gazetteer: Gazetteer, countries: Sequence[str]) -> Record:
    """A record of a model that names countries, with a doubt where the gazetteer knows that it errs."""
    place = record.place
    doubts: list[Doubt] = []
    if any(_is_elsewhere(each, countries) for each in places_of(record)):
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
