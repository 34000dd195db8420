"""The tables of the hand-made events, as the writers take them."""

from __future__ import annotations

from conflict_extract.eventset.flat_tables import tables_in_memory
from conflict_extract.normalize import Authorities
from conflict_extract.output import Collection
from conflict_extract.output.tables import Tables


def tables(collection: Collection) -> Tables:
    return tables_in_memory(collection, Authorities().actors)
