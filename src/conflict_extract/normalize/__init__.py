"""Names of places, actors, dates, sources and numbers: pure functions over packaged tables."""

from conflict_extract.normalize.actor_table import ActorTable
from conflict_extract.normalize.actors import actor, actors_in_force, is_pronoun, load_actors, using_actors
from conflict_extract.normalize.date_expressions import find_dates
from conflict_extract.normalize.dates import published_date, resolve
from conflict_extract.normalize.names import fold, fold_place, is_generic, place_name, place_type
from conflict_extract.normalize.numbers import size
from conflict_extract.normalize.relations import Relation, allied, relation
from conflict_extract.normalize.sources import source

__all__ = [
    "ActorTable",
    "Relation",
    "actor",
    "actors_in_force",
    "allied",
    "find_dates",
    "fold",
    "fold_place",
    "is_generic",
    "is_pronoun",
    "load_actors",
    "place_name",
    "place_type",
    "published_date",
    "relation",
    "resolve",
    "size",
    "source",
    "using_actors",
]
