"""A record as an analyst mends it: other names, another kind, extent, stage or day; its words and its id stay."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError

from conflict_extract.errors import RecordsError
from conflict_extract.normalize import Authorities
from conflict_extract.output.wording import KIND_NAMES
from conflict_extract.schema import RECORD_ADAPTER, RECORD_CLASSES, Actor, Date, Place, Record
from conflict_extract.schema.records import ACTOR_FIELDS, KINDS, MAIN_ACTOR, Denied, Extent, Means, Stage

_PLACES = ("place", "to_place")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS, "extent": get_args(Extent), "means": get_args(Means), "stage": get_args(Stage),
    "denies": get_args(Denied),
}  # fmt: skip


def mendable(kind: str) -> tuple[str, ...]:
    """The fields that can be mended in a record of a kind; "actor" stands for who took, left, defected or denies."""
    fields = RECORD_CLASSES[kind].model_fields  # type: ignore[index]  # what kinds there are is looked at before
    named = ("place", "to_place", *ACTOR_FIELDS[kind], "extent", "means", "stage", "denies")  # type: ignore[index]
    return ("kind", "date", "actor", *(name for name in named if name in fields))


def choices(field: str) -> tuple[str, ...]:
    """The values that a field can be mended to; none where it takes any words."""
    return _CHOICES.get(field, ())


def mended(record: Record, change: Mapping[str, str | None], authorities: Authorities) -> Record:
    """The record with other values, without doubts, for somebody has looked at it.

    Args:
        record: as it is.
        change: new values by field, see `mendable`; names of places and actors as English press spells them, the date
            as ISO day, month or year, or first and last day with a stroke between; None or "" where there is none.
        authorities: where places and actors are looked up.

    Raises:
        RecordsError: a field cannot be mended, or a value does not fit it.
    """
    if not change:
        raise RecordsError("nothing is mended", hint=f"name one of: {', '.join(mendable(record.kind))}")
    kind = change.get("kind") or record.kind
    _check_choice("kind", kind)
    values = record.model_dump()
    if kind != record.kind:
        kept = set(RECORD_CLASSES[kind].model_fields)  # type: ignore[index]
        main = values.get(MAIN_ACTOR[record.kind])
        values = {name: value for name, value in values.items() if name in kept} | {"kind": kind}
        values[MAIN_ACTOR[kind]] = main  # type: ignore[index]
        if kind == "official_denial":
            values.setdefault("claim", " ".join(each.text for each in record.evidence))
    for field, value in change.items():
        if field not in mendable(kind):
            raise RecordsError(f"{field!r} cannot be mended", hint=f"name one of: {', '.join(mendable(kind))}")
        name = MAIN_ACTOR[kind] if field == "actor" else field  # type: ignore[index]
        values[name] = _value(name, (value or "").strip(), record, values, authorities)
    try:
        return RECORD_ADAPTER.validate_python(values | {"doubts": ()})
    except ValidationError as error:
        lacking = str(error.errors(include_url=False)[0]["loc"][1])
        field = "actor" if lacking == MAIN_ACTOR[kind] else lacking  # type: ignore[index]
        raise RecordsError(
            f"the {KIND_NAMES[kind]} has no {field}",  # type: ignore[index]
            hint=f"a record of this kind needs one: fill in {field}",
        ) from None


def _value(name: str, value: str, record: Record, values: Mapping[str, Any], authorities: Authorities) -> Any:
    if name == "date":
        return _date(value, record.date)
    if name in _CHOICES:
        _check_choice(name, value)
        return value
    if not value:
        return None
    said = " ".join(each.text for each in record.evidence)
    before = values.get(name) or {}
    text = value if value in said else before.get("text") or value
    if name in _PLACES:
        countries = [before["country"]] if before.get("country") else []
        place = Place(text=text, name=value, type=before.get("type") or "other", within=before.get("within"))
        return authorities.places.locate(place, countries).model_dump()
    actor = authorities.actors.actor(text, value)
    side = actor.side if actor.side != "unknown" or not before else before["side"]
    return Actor(text=text, name=value, id=actor.id, side=side).model_dump()


def _check_choice(name: str, value: str) -> None:
    if value not in _CHOICES[name]:
        raise RecordsError(f"{name} {value!r} is none", hint=f"say one of: {', '.join(_CHOICES[name])}")


def _date(value: str, before: Date) -> dict[str, Any]:
    """A date from "2024-12-07", "2024-12", "2024", or two days with a stroke between; "" where it is not known."""
    if not value:
        return Date(text=before.text, basis="unresolved", end=before.end).model_dump()
    first, _, last = (part.strip() for part in value.partition("/"))
    try:
        start, end = _span(first)[0], _span(last or first)[1]
        precision = "range" if last else {10: "day", 7: "month", 4: "year"}[len(first)]
        return Date.model_validate(
            {"text": before.text, "start": start, "end": end, "precision": precision, "basis": "stated"}
        ).model_dump()
    except (ValueError, KeyError):
        raise RecordsError(
            f"date {value!r} is none", hint="write 2024-12-07, 2024-12, or 2024-12-05/2024-12-07"
        ) from None


def _span(day: str) -> tuple[str, str]:
    """First and last day of an ISO day, month or year."""
    if len(day) == len("2024"):
        return f"{day}-01-01", f"{day}-12-31"
    if len(day) == len("2024-12"):
        year, month = int(day[:4]), int(day[5:])
        return f"{day}-01", f"{day}-{calendar.monthrange(year, month)[1]:02}"
    return day, day
