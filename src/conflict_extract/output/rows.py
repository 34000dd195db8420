"""One flat row an event: what the CSV, Parquet and GeoJSON files and the data frame have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from conflict_extract.output.collection import Collection
from conflict_extract.output.wording import WEB_ADDRESS, actor_name, place_name, quote_of
from conflict_extract.schema import (
    Actor,
    ControlChangeEvent,
    DefectionEvent,
    Event,
    OfficialDenialEvent,
    Place,
    Record,
    Size,
    WithdrawalEvent,
)

COLUMNS: Final[dict[str, str]] = {
    "event_id": "the event's id; it stays when more records are merged",
    "kind": "control_change, withdrawal, defection or official_denial",
    "place": "normalised name of the place; for a withdrawal the place that was left",
    "place_type": "city, town, village, governorate, base, crossing, road, facility, area or other",
    "within": "what the place lies in, as an article writes it",
    "country": "ISO 3166-1 alpha-2 code of the place's country",
    "admin1": "first-level administrative division of the place",
    "geonames_id": "the place's number in GeoNames",
    "latitude": "degrees north, WGS 84",
    "longitude": "degrees east, WGS 84",
    "date_start": "first day on which it can have happened, ISO 8601",
    "date_end": "last day on which it can have happened, ISO 8601",
    "date_precision": "day, range, month, year or unknown",
    "date_basis": (
        'stated, relative ("on Friday"), published (the text gives none, that of publication stands in) or unresolved '
        "(it gives words that cannot be resolved)"
    ),
    "actor": "who gained the place, left it, defected or denies",
    "actor_id": "id of the actor in the table of actors",
    "actor_side": "government, opposition, armed_group, foreign, civilian or unknown",
    "other_actor": "who lost the place, whom the defectors joined, or whom the denied report is about",
    "from_side": "whom the defectors left",
    "extent": "of a control change: full, partial, entered or unknown",
    "means": "of a control change: fighting, unopposed, negotiated or unknown",
    "stage": "of a withdrawal: announced, ordered, under_way or completed",
    "unit": "military unit that withdrew or defected",
    "to_place": "where a withdrawing force went",
    "denies": "what kind of event a denial denies: control_change, withdrawal, defection or other",
    "claim": "the claim that a denial denies",
    "size_min": "least number of people who defected",
    "size_max": "greatest number of people who defected",
    "status": "single_source, corroborated (two or more outlets) or disputed (an official denies it)",
    "credibility": "Admiralty code: 1 confirmed, 2 probable, 3 possible, 4 doubtful, 5 improbable, 6 cannot be judged",
    "n_articles": "number of articles that report it",
    "n_outlets": "number of outlets that report it; syndicated copies, editions and quotes of one outlet count once",
    "n_independent": "number of them that tell it without doubts and not by the word of the side whose deed it is",
    "own_cause": "yes where nobody tells it but the side whose deed it is, else no",
    "steps": "each extent or stage that is stated, the event's own first, with the number of outlets",
    "outlets": 'names of the outlets, joined by "; "',
    "sources": 'who says so, as the articles write it, joined by "; "',
    "urls": 'web addresses of the articles, joined by "; "',
    "disputed_by": 'ids of the denials that contest this event, joined by "; "',
    "disputes": 'ids of the events that this denial contests, joined by "; "',
    "conflicts": 'names of the fields on which sources differ, joined by "; "',
    "first_reported": "when it was first reported, ISO 8601 date or timestamp",
    "last_reported": "when it was last reported, ISO 8601 date or timestamp",
    "trigger": "the words that state it, in the first record",
    "quote": "sentence of the first record that holds its trigger",
    "records": 'ids of the records that this event merges, joined by "; "',
}

ColumnType = Literal["text", "integer", "decimal", "date"]
_OTHER_TYPES: Final[dict[str, ColumnType]] = {
    "geonames_id": "integer",
    "latitude": "decimal",
    "longitude": "decimal",
    "date_start": "date",
    "date_end": "date",
    "size_min": "integer",
    "size_max": "integer",
    "credibility": "integer",
    "n_articles": "integer",
    "n_outlets": "integer",
    "n_independent": "integer",
}
COLUMN_TYPES: Final[dict[str, ColumnType]] = {column: _OTHER_TYPES.get(column, "text") for column in COLUMNS}


Row = dict[str, object]
# some events side by side: for each key of `COLUMNS` their cells
Cells = Mapping[str, Sequence[Any]]


def as_cells(told: Collection | Iterable[Cells]) -> Iterable[Cells]:
    """All cells of a collection, or those that are given, so many events at a time."""
    if not isinstance(told, Collection):
        return told
    table = rows(told)
    return [{column: [row[column] for row in table] for column in COLUMNS}]


def rows_of(cells: Cells) -> Iterator[Row]:
    """Cells as one row an event."""
    return (dict(zip(COLUMNS, row, strict=True)) for row in zip(*(cells[column] for column in COLUMNS), strict=True))


def rows(collection: Collection) -> list[Row]:
    """One flat row an event, by date and place, with the keys of `COLUMNS` in that order.

    Values are str, int, float or None for unknown; nothing is defused or formatted. Lists are joined by "; ".
    """
    return [_row(collection, event) for event in collection.ordered()]


def _row(collection: Collection, event: Event) -> Row:
    records = collection.records_of(event)
    values: dict[str, object] = {
        "event_id": event.id,
        "kind": event.kind,
        **_place_cells(event.place),
        "date_start": event.date.start,
        "date_end": event.date.end,
        "date_precision": event.date.precision,
        "date_basis": event.date.basis,
        **_kind_cells(event),
        "status": event.status,
        "credibility": event.credibility,
        "n_articles": event.n_articles,
        "n_outlets": event.n_outlets,
        "n_independent": event.n_independent,
        "own_cause": "yes" if event.own_cause else "no",
        "outlets": _joined(event.outlets),
        "sources": _joined(dict.fromkeys(record.source.text for record in records if record.source.text)),
        "urls": _joined(dict.fromkeys(filter(None, (_url(collection, record) for record in records)))),
        "disputed_by": _joined(event.disputed_by),
        "disputes": _joined(event.disputes),
        "conflicts": _joined(conflict.field for conflict in event.conflicts),
        "first_reported": event.first_reported,
        "last_reported": event.last_reported,
        "trigger": records[0].trigger if records else None,
        "quote": quote_of(records[0]) if records else None,
        "records": _joined(event.records),
    }
    return {column: _writable(values.get(column)) for column in COLUMNS}


def _url(collection: Collection, record: Record) -> str | None:
    """The web address of a record's article; what else stands where an address should is no link."""
    article = collection.articles.get(record.article_id)
    return article.url if article and article.url and re.fullmatch(WEB_ADDRESS, article.url) else None


def _writable(value: object) -> object:
    # Half a surrogate pair, which JSON can smuggle into an article, has no UTF-8 form.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _place_cells(place: Place | None) -> dict[str, object]:
    if place is None:
        return {}
    return {
        "place": place_name(place),
        "place_type": place.type,
        "within": place.within,
        "country": place.country,
        "admin1": place.admin1,
        "geonames_id": place.geonames_id,
        "latitude": place.lat,
        "longitude": place.lon,
    }


def _kind_cells(event: Event) -> dict[str, object]:
    match event:
        case ControlChangeEvent():
            return {
                **_actor_cells(event.gained_by, event.lost_by),
                "extent": event.extent,
                "means": event.means,
                "steps": _joined(map(str, event.steps)),
            }
        case WithdrawalEvent():
            return {
                **_actor_cells(event.force, None),
                "stage": event.stage,
                "steps": _joined(map(str, event.steps)),
                "unit": event.unit,
                "to_place": place_name(event.to_place),
            }
        case DefectionEvent():
            return {
                **_actor_cells(event.who, event.to_side),
                "from_side": actor_name(event.from_side),
                "unit": event.unit,
                **_size_cells(event.size),
            }
        case OfficialDenialEvent():
            return {
                **_actor_cells(event.speaker, event.subject),
                "denies": event.denies,
                "claim": event.claim,
            }


def _actor_cells(actor: Actor | None, other: Actor | None) -> dict[str, object]:
    return {
        "actor": actor_name(actor),
        "actor_id": actor.id if actor else None,
        "actor_side": actor.side if actor else None,
        "other_actor": actor_name(other),
    }


def _size_cells(size: Size | None) -> dict[str, object]:
    return {"size_min": size.min, "size_max": size.max} if size else {}


def _joined(values: Iterable[str]) -> str | None:
    return "; ".join(values) or None
