"""Pairs of events and rows in short, with their words."""

from __future__ import annotations

import datetime

from conflict_extract.comparison.coded import CodedRow
from conflict_extract.comparison.differing import differences
from conflict_extract.comparison.results import Ours, Outcome, Pairing, Quote, Theirs
from conflict_extract.eventset import EventSet
from conflict_extract.output.wording import KIND_NAMES, actor_name, date_words, place_words, quote_of, what_words
from conflict_extract.schema import Event

# of an event's sentences so many are shown, those of other outlets first
_QUOTES = 3


class Teller:
    """Tells what events and rows say.

    Args:
        events: ours.
    """

    def __init__(self, events: EventSet) -> None:
        self._collection = events.collection
        self._actors = events.authorities.actors

    def pairing(self, event: Event | None, row: CodedRow | None, score: float | None = None) -> Pairing:
        """An event and a row that tell the same happening, or one of them alone."""
        told = differences(event, row, self._actors) if event and row else ()
        outcome: Outcome = (
            "only_ours" if row is None else "only_theirs" if event is None else "differing" if told else "agreed"
        )
        day = row.days[0].isoformat() if row else (event.date.start or event.date.end or "") if event else ""
        place = (row.place if row else None) or (event.place if event else None)
        own = event.place.admin1 if event and event.place else None
        return Pairing(
            outcome=outcome,
            ours=self.ours(event) if event else None,
            theirs=self.theirs(row) if row else None,
            differences=told,
            week=_monday(day),
            province=(place.admin1 if place else None) or own or "",
            score=score,
        )

    def ours(self, event: Event) -> Ours:
        """An event in short."""
        return Ours(
            event=event.id,
            kind=KIND_NAMES[event.kind],
            date=date_words(event.date),
            place=place_words(event.place),
            what=what_words(event),
            outlets=event.outlets,
            status=event.status,
            quotes=self.quotes(event),
        )

    def quotes(self, event: Event) -> tuple[Quote, ...]:
        """Sentences that state an event, one an outlet as far as there are."""
        found: dict[tuple[str | None, str], Quote] = {}
        for record in self._collection.records_of(event):
            article = self._collection.articles.get(record.article_id)
            text = quote_of(record)
            found.setdefault(
                (record.outlet, text),
                Quote(
                    text=text,
                    outlet=record.outlet,
                    title=article.title if article else None,
                    url=article.url if article else None,
                ),
            )
        by_outlet = {quote.outlet: quote for quote in reversed(found.values())}
        first = [quote for quote in found.values() if by_outlet[quote.outlet] is quote]
        return tuple([*first, *(quote for quote in found.values() if quote not in first)][:_QUOTES])

    def theirs(self, row: CodedRow) -> Theirs:
        """A row in short."""
        return Theirs(
            id=row.external_id,
            line=row.line,
            what=row.what,
            date=date_words(row.date),
            place=place_words(row.place),
            actors=tuple(actor_name(actor) or "" for actor in row.actors),
            text=row.notes or row.cells,
        )


def _monday(day: str) -> str:
    if not day:
        return ""
    date = datetime.date.fromisoformat(day[:10])
    return (date - datetime.timedelta(date.weekday())).isoformat()
