"""What a card shows: the question, the sentences in their articles, the fields that differ, and what can be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from conflict_extract._counted import counted
from conflict_extract.eventset import EventRow, EventSet
from conflict_extract.eventset.mending import choices, mendable
from conflict_extract.eventset.store import homes, rows_of, told
from conflict_extract.output.report.excerpts import Span, excerpt
from conflict_extract.output.report.values import label, value_words
from conflict_extract.output.wording import (
    CREDIBILITY_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    actor_name,
    doubt_words,
    place_name,
)
from conflict_extract.review.queue import Place
from conflict_extract.schema import (
    KINDS,
    MAIN_ACTOR,
    RECORD_ADAPTER,
    RECORD_CLASSES,
    Article,
    Quarantined,
    Record,
)

# of an event so many reports are shown, those that were published first
REPORTS = 3
_BESIDE = ("id", "article_id", "outlet", "published", "evidence", "model", "prompt_version", "doubts", "kind")

Card = dict[str, Any]


def card_of(events: EventSet, place: Place, sorts: Mapping[str, Any]) -> Card | None:
    """A card as the page shows it; None where what it asks about is there no more.

    Args:
        events: kept in a file.
        place: what it asks.
        sorts: as `queue.sorts` gives them.
    """
    held = _held(events, place)
    if held is None:
        return None
    sides, records = held
    sort = sorts[place.sort]
    possible = _possible(sort, place, records)
    return {
        "key": place.key,
        "sort": place.sort,
        "question": sort["question"],
        "now": _now(sort, place, records),
        "because": _because(place),
        "choices": [{"key": each["key"], "says": each["says"], "mends": each["word"] == "mended"} for each in possible],
        "sides": sides,
        # of a denial and what it denies nothing is alike
        "fields": _fields(records) if place.sort not in ("denial", "near_denial") else [],
        "mend": _mend(records[0]) if records and any(each["word"] == "mended" for each in possible) else [],
    }


def _now(sort: Mapping[str, Any], place: Place, records: Sequence[Record]) -> str:
    """How the set has it, or why less can be answered than to other cards."""
    if place.sort == "item" and not records:
        return str(sort["partial"])
    return sort["now"][len(place.events) - 1] if "now" in sort else ""


def choices_of(events: EventSet, place: Place, sorts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What can be answered to a card, as `cards.toml` has it; arguments as for `card_of`."""
    held = _item(events, place.first) if place.sort == "item" else None
    return _possible(sorts[place.sort], place, held[1] if held is not None else [])


def _possible(sort: Mapping[str, Any], place: Place, records: Sequence[Record]) -> list[dict[str, Any]]:
    # an item that holds no whole record can become none
    return [each for each in sort["choices"] if records or each["word"] == "wrong" or place.sort != "item"]


def _because(place: Place) -> str:
    touched = [
        counted(place.n_records, "record"), counted(place.n_outlets, "outlet"), counted(place.n_events, "event"),
    ]  # fmt: skip
    bits = "" if place.bits is None else f": {place.bits:+.1f} bits from the threshold"
    return f"{place.nearness:.2f} (how open{bits}) × ({' + '.join(touched)}) = {place.score:.1f}"


def _held(events: EventSet, place: Place) -> tuple[list[Card], list[Record]] | None:
    """The sides of a card, and the first record of each."""
    if place.sort == "item":
        return _item(events, place.first)
    asked = [key for key in (place.first, place.second) if key is not None]
    with events.reading() as connection:
        home_of, reports = (_of_records if place.sort in ("pair", "doubt", "record") else _of_events)(connection, asked)
        if len(home_of) < len(asked):
            return None
        records, articles = told(connection, [one for some in reports.values() for one in some])
    sides = [
        {
            "event": _event(home_of[key]),
            "reports": [_report(records[one], articles.get(records[one].article_id)) for one in reports[key]],
            "more": home_of[key].n_records - len(reports[key]),
        }
        for key in asked
    ]
    return sides, [records[reports[key][0]] for key in asked]


_COLUMNS = ", ".join(f"e.{name}" for name in EventRow._fields)

Sides = tuple[dict[str, EventRow], dict[str, list[str]]]


def _of_records(connection: Any, asked: list[str]) -> Sides:
    """The event of each record that is in one, and the record alone."""
    event_of = homes(connection, asked)
    rows = {row.id: row for row in rows_of(connection, set(event_of.values()))}
    return {key: rows[event] for key, event in event_of.items()}, {key: [key] for key in event_of}


def _of_events(connection: Any, asked: list[str]) -> Sides:
    """Each event that is there, and its records that are shown."""
    found = connection.execute(
        f"SELECT r.id, {_COLUMNS} FROM events e JOIN members ON event_id = e.id JOIN records r USING (number) "
        "WHERE e.id IN (SELECT unnest(?::VARCHAR[])) "
        "QUALIFY row_number() OVER (PARTITION BY e.id ORDER BY r.published NULLS LAST, r.id) <= ? "
        "ORDER BY e.id, r.published NULLS LAST, r.id",
        [asked, REPORTS],
    )
    homes: dict[str, EventRow] = {}
    reports: dict[str, list[str]] = {}
    for key, *row in found.fetchall():
        event = EventRow(*row)
        homes[event.id] = event
        reports.setdefault(event.id, []).append(key)
    return homes, reports


def _item(events: EventSet, key: str) -> tuple[list[Card], list[Record]] | None:
    """The side of an item that was set aside, and the record that it holds, if it is whole."""
    item = events.set_aside.get(key)
    if item is None:
        return None
    article = _article(events, item.record.get("article_id"))
    try:
        record = RECORD_ADAPTER.validate_python({name: told for name, told in item.record.items() if name != "window"})
    except ValidationError:
        record = None
    report = _report(record, article) if record is not None else _raw(item, article)
    report["doubts"] = item.message
    return [{"event": None, "reports": [report], "more": 0}], [] if record is None else [record]


def _article(events: EventSet, key: Any) -> Article | None:
    with events.reading() as connection:
        found = connection.execute("SELECT data FROM articles WHERE id = ?", [str(key)]).fetchall()
    return Article.model_validate_json(found[0][0]) if found else None


def _raw(item: Quarantined, article: Article | None) -> Card:
    """An item that holds no whole record: what it holds, and the words of its evidence or those around its trigger."""
    evidence = item.record.get("evidence")
    words = (
        [str(each.get("text") if isinstance(each, Mapping) else each) for each in evidence]
        if isinstance(evidence, list)
        else []
    )
    trigger = str(item.record.get("trigger") or "")
    if article is not None and not words:
        words = [each.text for each in article.sentences if trigger and trigger in each.text][:1]
    return {
        "id": "", "outlet": article.outlet if article else None, "published": article.published if article else None,
        "title": article.title if article else None, "url": article.url if article else None, "source": "",
        "text": [[{"words": each, "mark": ""}] for each in words] or [[{"words": trigger, "mark": "trigger"}]],
        "facts": [
            [label(name), value_words(value)] for name, value in item.record.items() if name not in (*_BESIDE, "window")
        ],
    }  # fmt: skip


def _event(row: EventRow) -> Card:
    """An event in short."""
    day = " to ".join(dict.fromkeys(filter(None, (row.date_start, row.date_end))))
    return {
        "id": row.id,
        "kind": KIND_NAMES[row.kind],  # type: ignore[index]  # the table holds no other
        "place": row.place or "",
        "day": day if row.date_start or not day else f"by {day}",
        "actor": row.actor or "",
        "records": counted(row.n_records, "record"),
        "outlets": counted(row.n_outlets, "outlet"),
        "status": row.status,
        "status_words": STATUS_NAMES[row.status],  # type: ignore[index]
        "credibility": f"{row.credibility} {CREDIBILITY_NAMES[row.credibility]}",
    }


def _report(record: Record, article: Article | None) -> Card:
    """What one outlet says, in its words."""
    cut = excerpt(record, article)
    text = cut.text if cut.text is not None or article is None else article.text
    own = [name for name in RECORD_CLASSES[record.kind].model_fields if name not in _BESIDE]
    values = {name: getattr(record, name) for name in own if name not in ("trigger", "source")}
    return {
        "id": record.id,
        "outlet": record.outlet,
        "published": record.published,
        "title": article.title if article else None,
        "url": article.url if article else None,
        "source": record.source.text or "",
        "doubts": doubt_words(record.doubts),
        "text": [_pieces(text or "", stretch, cut.evidence, cut.triggers) for stretch in cut.stretches],
        "facts": [
            [label(name), value_words(value)] for name, value in values.items() if value not in (None, "unknown")
        ],
    }


def _pieces(text: str, stretch: Span, evidence: Sequence[Span], triggers: Sequence[Span]) -> list[dict[str, str]]:
    """A stretch of text in pieces, each with what it is: evidence, the trigger in it, or the words around."""
    start, end = stretch
    cuts = sorted({start, end, *(at for span in (*evidence, *triggers) for at in span if start < at < end)})

    def mark(at: int) -> str:
        for name, spans in (("trigger", triggers), ("evidence", evidence)):
            if any(one <= at < two for one, two in spans):
                return name
        return ""

    return [{"words": text[one:two], "mark": mark(one)} for one, two in pairwise(cuts)]


def _fields(records: Sequence[Record]) -> list[Card]:
    """The fields of one or two records side by side, in words, and whether they differ."""
    if not records:
        return []
    names = [
        name
        for name in dict.fromkeys(name for each in records for name in RECORD_CLASSES[each.kind].model_fields)
        if name not in (*_BESIDE, "trigger")
        and any(getattr(each, name, None) not in (None, "unknown", ()) for each in records)
    ]
    fields = []
    for name in ("outlet", "published", "kind", *names):
        values = [value_words(getattr(each, name, None)) for each in records]
        if name == "published":
            values = [value[: len("2021-03-06")] if value[:1].isdigit() else value for value in values]
        if any(value not in ("not stated", "") for value in values):
            # that two outlets tell it is what one expects
            differs = len(set(values)) > 1 and name not in ("outlet", "published", "source")
            fields.append({"name": label(name), "values": values, "differs": differs})
    return fields


def _mend(record: Record) -> list[Card]:
    """The form by which a record is mended: each field with what it holds, what it may hold, and the kinds that have
    it, for the kind can be mended, too."""
    kinds_of: dict[str, list[str]] = {}
    for kind in KINDS:
        for field in mendable(kind):
            if field != MAIN_ACTOR[kind]:  # it stands there as "actor"
                kinds_of.setdefault(field, []).append(kind)
    return [
        {
            "name": field,
            "label": label(field),
            "value": _held_words(field, getattr(record, MAIN_ACTOR[record.kind] if field == "actor" else field, None)),
            "choices": choices(field),
            "kinds": kinds,
        }
        for field, kinds in kinds_of.items()
    ]


def _held_words(field: str, held: Any) -> str:
    if held is None:
        return ""
    if field == "date":
        return "/".join(dict.fromkeys(filter(None, (held.start, held.end)))) if held.start else ""
    if field in ("place", "to_place"):
        return place_name(held) or ""
    return held if isinstance(held, str) else actor_name(held) or ""


def effects(left: Sequence[EventRow], made: Sequence[EventRow]) -> list[dict[str, Any]]:
    """What a word would do to events, a line for each, with its name before and after.

    Args:
        left: the events that would be others, as they are.
        made: as they would be.
    """
    before, after = {row.id: row for row in left}, {row.id: row for row in made}
    lines = []
    for key in dict.fromkeys([*before, *after]):
        one, two = before.get(key), after.get(key)
        lines.append({"event": _event(one or two), "before": one and _standing(one), "after": two and _standing(two)})  # type: ignore[arg-type]
    return lines


def _standing(row: EventRow) -> str:
    # that a single outlet tells it is said by their number
    status = [] if row.status == "single_source" else [STATUS_NAMES[row.status]]  # type: ignore[index]
    counts = (counted(row.n_records, "record"), counted(row.n_outlets, "outlet"))
    return ", ".join((*counts, *status, f"credibility {row.credibility}"))
