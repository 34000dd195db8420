"""Columns of the table of events."""

from __future__ import annotations

import numpy as np

from conflict_extract.merging import ClusteredRecords
from conflict_extract.merging.canonical import status
from conflict_extract.merging.columns import Coded
from conflict_extract.merging.sorting import Flags, Ints
from conflict_extract.schema import KINDS

STATUSES = [status(outlets, disputed=disputed) for disputed in (False, True) for outlets in (1, 2)]


def event_table(clustered: ClusteredRecords, disputed: Flags) -> dict[str, Coded | Ints]:
    """Flat columns of events, those of the table `events` but for ages, ids and what decides who holds a place.

    Args:
        clustered: the events.
        disputed: for each whether a denial contests it.
    """
    columns = clustered.columns
    dates = columns.fields["date"].take(clustered.chosen("date"))
    actors = columns.actor.take(clustered.main_actor)
    place = clustered.place_words()
    return {
        "kind": Coded(clustered.kind, KINDS),
        "place": place["name"],
        "place_type": place["type"],
        "country": place["country"],
        "geonames_id": place["geonames_id"],
        "latitude": place["lat"],
        "longitude": place["lon"],
        "date_start": dates.part("start"),
        "date_end": dates.part("end"),
        "date_basis": dates.part("basis"),
        "actor": actors.part("name"),
        "actor_side": actors.part("side"),
        "extent": columns.fields["extent"].take(clustered.chosen("extent")),
        "n_records": np.bincount(clustered.event, minlength=len(clustered)),
        "n_articles": clustered.n_articles,
        "n_outlets": clustered.n_outlets,
        **trust_columns(clustered, disputed),
    }


def trust_columns(clustered: ClusteredRecords, disputed: Flags) -> dict[str, Coded | Ints]:
    """The columns of these that hang on whether a denial contests an event; arguments as there."""
    return {
        "status": Coded((clustered.n_outlets >= 2) + 2 * disputed, STATUSES),
        "credibility": clustered.credibility(disputed),
    }
