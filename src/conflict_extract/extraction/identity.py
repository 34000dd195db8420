"""What makes a record the same record: what it says, and where."""

from __future__ import annotations

import hashlib

from conflict_extract.normalize import fold, fold_place
from conflict_extract.schema import ACTOR_FIELDS, Actor, Record


def stated_in(record: Record) -> int:
    """The sentence that states a record; those that join because they name something stand before it."""
    return [piece.sentence for piece in record.evidence if record.trigger in piece.text][-1]


def record_id(record: Record) -> str:
    """The record's id: what is said (kind, place, actors, claim kind) and where (article, sentence of the trigger)."""
    said = [record.kind, record.article_id, str(stated_in(record))]
    said.append(fold_place(record.place.text) if record.place else "")
    for name in ACTOR_FIELDS[record.kind]:
        value: Actor | None = getattr(record, name)
        said.append(fold(value.text) if value else "")
    said.append(getattr(record, "denies", ""))
    return "rec_" + hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
