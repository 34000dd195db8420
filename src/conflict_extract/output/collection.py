"""What every output is made from: the events, the records they merge and the articles these come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from conflict_extract.schema import Article, Event, Record


class Held(NamedTuple):
    """By which change of control a place is held from a day on, and which ones contest it, by the ids of the events.

    Attributes:
        day: ISO date; "" where none is known.
        event: by which it is held.
        contested_by: to other holders.
    """

    day: str
    event: str
    contested_by: Sequence[str]


@dataclass(frozen=True)
class Collection:
    """Events with their records and articles by id, and the ids of events that became part of another.

    Records and articles may be missing (a set merged from records alone); outputs then leave out what they held.

    Args:
        events: the events, in any order; outputs sort them by date, place, kind and id.
        records: records by id.
        articles: articles by id.
        superseded: for each event id that is no longer in use, the id that took its place.
    """

    events: Sequence[Event]
    records: Mapping[str, Record]
    articles: Mapping[str, Article]
    superseded: Mapping[str, str] = field(default_factory=dict)

    def ordered(self) -> list[Event]:
        """The events by date, place, kind and id; those without a date come last."""
        return sorted(self.events, key=_order)

    def records_of(self, event: Event) -> list[Record]:
        """The records of an event that are at hand, in the event's own order."""
        return [self.records[record] for record in event.records if record in self.records]


def _order(event: Event) -> tuple[bool, str, str, str, str, str]:
    date = event.date
    place = event.place.name if event.place else ""
    return (date.start is None, date.start or "", date.end or "", place.casefold(), event.kind, event.id)
