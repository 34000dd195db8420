"""What either side can know: nobody is blamed for what lies outside its days, countries or kinds."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conflict_extract.comparison.coded import CodedFile, CodedRow
from conflict_extract.normalize import published_date
from conflict_extract.output import Collection
from conflict_extract.schema import Event, Kind

# What an article tells of happened on its day of publication or at most so many days before.
DAYS_BEFORE = 7
_OF_FIGHTING: tuple[Kind, ...] = ("control_change", "withdrawal", "defection")


class Covered(NamedTuple):
    """The days and countries that articles cover: stretches of days as ordinals, and ISO codes, of which none is no
    limit."""

    stretches: Sequence[tuple[int, int]]
    countries: frozenset[str]

    def misses(self, row: CodedRow) -> str | None:
        """Why articles cannot be expected to tell of a row; None if they can."""
        if row.place.country and self.countries and row.place.country not in self.countries:
            return f"in {row.place.country}, where no event of ours lies"
        first, last = (day.toordinal() for day in row.days)
        at = bisect_right(self.stretches, (last, 10**9)) - 1
        if at < 0 or self.stretches[at][1] < first:
            return "on days that no article covers"
        return None

    @property
    def first_day(self) -> str:
        """The first day, as an ISO date; "" where there is none."""
        return datetime.date.fromordinal(self.stretches[0][0]).isoformat() if self.stretches else ""

    @property
    def last_day(self) -> str:
        """The last one."""
        return datetime.date.fromordinal(self.stretches[-1][1]).isoformat() if self.stretches else ""


def covered(collection: Collection) -> Covered:
    """What articles cover, by when they were published and where their events are. A record whose article has no date
    of publication covers the days that it tells of itself."""
    countries = {event.place.country for event in collection.events if event.place and event.place.country}
    days: set[tuple[int, int]] = set()
    for record in (record for event in collection.events for record in collection.records_of(event)):
        published = published_date(record.published) if record.published else None
        if published is not None:
            days.add((published.toordinal() - DAYS_BEFORE, published.toordinal()))
        elif record.date.start:
            start, end = published_date(record.date.start), published_date(record.date.end or record.date.start)
            if start and end:
                days.add((start.toordinal(), end.toordinal()))
    # what was read and told nothing covers its days, too
    dates = {published_date(article.published) for article in collection.articles.values() if article.published}
    days.update((day.toordinal() - DAYS_BEFORE, day.toordinal()) for day in dates if day)
    stretches: list[tuple[int, int]] = []
    for first, last in sorted(days):
        if stretches and first <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))
    return Covered(stretches, frozenset(countries))


def could_be_coded(events: Iterable[Event], file: CodedFile) -> tuple[list[Event], Counter[str]]:
    """The events that rows of a file can be paired with, and how many cannot, by the reason.

    Args:
        events: of days about those of the file; one just outside of them may tell of another day what the file has.
        file: theirs.
    """
    kinds = ("control_change",) if file.codes_kinds else _OF_FIGHTING
    found: list[Event] = []
    outside: Counter[str] = Counter()
    for event in events:
        why = _not_coded(event, file, kinds)
        if why is None:
            found.append(event)
        else:
            outside[why] += 1
    return found, outside


def _not_coded(event: Event, file: CodedFile, kinds: Sequence[str]) -> str | None:
    if event.kind not in kinds:
        return f"{event.kind.replace('_', ' ')}, which {file.outlet} does not code"
    if event.place is None:
        return "at no place that is told"
    if event.place.country and file.countries and event.place.country not in file.countries:
        return f"in {event.place.country}, of which the file has no row"
    return None if event.date.start or event.date.end else "on no day that is told"


def is_outside_days(event: Event, file: CodedFile) -> bool:
    """Whether the days of an event are none of those of a file."""
    first, last = (event.date.start or event.date.end or "")[:10], (event.date.end or event.date.start or "")[:10]
    return last < file.first_day or first > file.last_day
