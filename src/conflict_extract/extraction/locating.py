"""Where the places of an article's records are, by the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence

from conflict_extract.normalize import Gazetteer, countries_of, places_of, with_places
from conflict_extract.schema import Article, Record


def located(
    article: Article, records: Sequence[Record], gazetteer: Gazetteer, countries: Sequence[str] = ()
) -> list[Record]:
    """The records of one article, their places located in the light of the article and of each other.

    Nothing but `country, admin1, geonames_id, lat` and `lon` of places changes, and no id. Where the model names one
    country only, places that the gazetteer does not know lie in it.

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
    return with_places(records, found)
