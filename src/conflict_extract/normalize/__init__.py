"""Names of places, actors, dates, sources and numbers: pure functions over packaged tables."""

from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import actor, is_capital, is_pronoun, load_actors, packaged_actors
from conflict_extract.normalize.authorities import Authorities
from conflict_extract.normalize.countries import countries_of, country_named, is_country
from conflict_extract.normalize.date_expressions import find_dates, is_date
from conflict_extract.normalize.dates import moment, published_date, resolve
from conflict_extract.normalize.gazetteer import Gazetteer, is_city_elsewhere, locate, places_of, with_places
from conflict_extract.normalize.names import (
    division_words,
    fold,
    fold_place,
    hosted_place,
    is_generic,
    is_unnamed,
    key_of_whole,
    listed_with,
    place_count,
    place_name,
    place_type,
    tells_redeployment,
)
from conflict_extract.normalize.numbered_places import entry_near, kilometres, place_numbered
from conflict_extract.normalize.numbers import size
from conflict_extract.normalize.outlets import OutletTable, OwnOutlet, load_outlets, packaged_outlets
from conflict_extract.normalize.own_cause import in_own_cause
from conflict_extract.normalize.own_places import OwnPlace
from conflict_extract.normalize.parts import whole_place_name
from conflict_extract.normalize.relations import Relation, Standing, allied, corroborate, related, relation, standing
from conflict_extract.normalize.sources import source
from conflict_extract.normalize.spellings import akin, alike, coarse_key, readings, smooth_key
from conflict_extract.normalize.states import in_country

__all__ = [
    "ActorTable",
    "Authorities",
    "Gazetteer",
    "OutletTable",
    "OwnOutlet",
    "OwnPlace",
    "Relation",
    "Standing",
    "actor",
    "akin",
    "alike",
    "allied",
    "coarse_key",
    "corroborate",
    "countries_of",
    "country_named",
    "division_words",
    "entry_near",
    "find_dates",
    "fold",
    "fold_place",
    "hosted_place",
    "in_country",
    "in_own_cause",
    "is_capital",
    "is_city_elsewhere",
    "is_country",
    "is_date",
    "is_generic",
    "is_pronoun",
    "is_unnamed",
    "key_of_whole",
    "kilometres",
    "listed_with",
    "load_actors",
    "load_outlets",
    "locate",
    "moment",
    "packaged_actors",
    "packaged_outlets",
    "place_count",
    "place_name",
    "place_numbered",
    "place_type",
    "places_of",
    "published_date",
    "readings",
    "related",
    "relation",
    "resolve",
    "size",
    "smooth_key",
    "source",
    "standing",
    "tells_redeployment",
    "whole_place_name",
    "with_places",
]
