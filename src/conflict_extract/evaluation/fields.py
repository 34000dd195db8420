"""Whether a record that found its gold row also has the details right."""

from __future__ import annotations

from conflict_extract.evaluation.gold import GoldRecord, days_of
from conflict_extract.evaluation.matching import actor_right, any_same, names_one, text_of
from conflict_extract.schema import Record

FIELDS = (
    "place",
    "actors",
    "other_actors",
    "date",
    "source",
    "extent",
    "stage",
    "means",
    "denies",
    "unit",
    "to_place",
)
_OTHER_ACTORS = ("lost_by", "from_side", "to_side", "subject")
_SAYS_NOTHING = frozenset({"outlet", "other"})


def judge(record: Record, row: GoldRecord) -> dict[str, bool]:
    """Which fields the gold row states, and whether the record has each of them right.

    `actors` is the rule of the gold format: the first of gained_by, force, who, speaker; it holds also where the
    row names none. `other_actors` are all that the row names besides. A date is right if both its ends are. A
    source is right if its words are, or if the gold names its role ("local sources").
    """
    verdict = {"actors": actor_right(record, row)}
    if row.place:
        verdict["place"] = any_same(text_of(record, "place"), row.place)
    others = [name for name in _OTHER_ACTORS if getattr(row, name) and name in type(record).model_fields]
    if others:
        verdict["other_actors"] = all(names_one(text_of(record, name), getattr(row, name)) for name in others)
    if row.date:
        verdict["date"] = (record.date.start, record.date.end) == days_of(row.date)
    if row.claimed_by:
        role = "" if record.source.role in _SAYS_NOTHING else record.source.role.replace("_", " ")
        verdict["source"] = names_one(record.source.text, row.claimed_by) or any_same(role, row.claimed_by)
    for name in ("extent", "stage", "means", "denies"):
        if getattr(row, name) and name in type(record).model_fields:
            verdict[name] = getattr(record, name) == getattr(row, name)
    for name in ("unit", "to_place"):
        if getattr(row, name) and name in type(record).model_fields:
            verdict[name] = names_one(text_of(record, name), getattr(row, name))
    return verdict
