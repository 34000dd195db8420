"""Records and articles by hand, with everything that a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from conflict_extract.articles import make_article
from conflict_extract.normalize import actor, place_name
from conflict_extract.schema import ACTOR_FIELDS, RECORD_ADAPTER, Article, Event, Record

_numbers = count()
_NEEDED: dict[str, dict[str, Any]] = {
    "control_change": {"place": "Alvena"},
    "withdrawal": {"place": "Alvena"},
    "defection": {"who": "soldiers"},
    "official_denial": {"speaker": "the defence ministry", "claim": "It is not true.", "denies": "control_change"},
}


def place(text: str, **more: Any) -> dict[str, Any]:
    name, kind = place_name(text)
    return {"text": text, "name": name, "type": kind, **more}


def day(text: str, basis: str = "stated") -> dict[str, Any]:
    return {"start": text, "end": text, "precision": "day", "basis": basis}


def by(text: str) -> dict[str, Any]:
    """An open span: told as earlier, on no day that is told."""
    return {"start": None, "end": text, "precision": "unknown", "basis": "stated"}


def unresolved(words: str, published: str | None = "2021-03-06") -> dict[str, Any]:
    """Words for a date that cannot be resolved."""
    return {"text": words, "start": None, "end": published, "precision": "unknown", "basis": "unresolved"}


def record(kind: str = "control_change", /, **fields: Any) -> Record:
    """A record; names of places and actors may stand for them, `date` for a day, `says` for its evidence sentence."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": f"rec_{number:06}",
        "article_id": f"art_{fields.get('outlet', 'post')}",
        "outlet": "Northern Post",
        "published": "2021-03-06",
        "trigger": "took",
        "source": {},
        "model": "by hand",
        "prompt_version": "0",
        **_NEEDED[kind],
        **fields,
        "kind": kind,
    }
    says = values.pop("says", f"This is sentence {number}.")
    values.setdefault("evidence", [{"sentence": 0, "start": 0, "end": len(says), "text": says}])
    for name in ("place", "to_place"):
        if isinstance(values.get(name), str):
            values[name] = place(values[name])
    for name in ACTOR_FIELDS[values["kind"]]:
        if isinstance(values.get(name), str):
            values[name] = actor(values[name])
    when = values.get("date", values["published"])
    if not isinstance(when, Mapping):
        values["date"] = day(when, "stated" if "date" in fields else "published") if when else {}
    if isinstance(values["source"], str):
        values["source"] = {"text": values["source"], "role": "other"}
    return RECORD_ADAPTER.validate_python(values)


def article(text: str = "Rebels took Alvena on Friday.", outlet: str | None = "Northern Post", **more: Any) -> Article:
    return make_article(text, outlet=outlet, **{"published": "2021-03-06", **more})


def clusters(events: Iterable[Event]) -> list[list[str]]:
    """The events as sorted lists of record ids."""
    return sorted(sorted(event.records) for event in events)


def ids(records: Sequence[Record]) -> list[str]:
    return [each.id for each in records]
