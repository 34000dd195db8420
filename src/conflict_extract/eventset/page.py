"""Which events of a large set a report shows: a page of the newest, or of a filter."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import NamedTuple

from conflict_extract.errors import OutputError
from conflict_extract.normalize import fold_place, published_date

# from so many events on a page is slow to write and to read
MOST_SHOWN = 2_000
# who holds a place follows from the changes that are shown
_THESE_ALONE = (
    "Who holds what is told by these events alone: places that changed hands in others are missing or may have other "
    "holders."
)


class Page(NamedTuple):
    """What a report is asked to show.

    Attributes:
        newest: at most so many events, those that ended last; `MOST_SHOWN` if None.
        place: only events at a place of this name, in any spelling that folds to the same.
        since: ISO date; only events that may have happened on it or later.
        until: ISO date; only events that may have happened on it or before.
    """

    newest: int | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None

    def checked(self) -> Page:
        """The page itself.

        Raises:
            OutputError: a date is no ISO date, or the number not positive.
        """
        for name, day in (("since", self.since), ("until", self.until)):
            if day is not None and (published_date(day) is None or len(day) != len("2024-12-07")):
                raise OutputError(f"{name} {day!r} is no date", hint="write it as 2024-12-07")
        if self.newest is not None and self.newest < 1:
            raise OutputError(f"newest {self.newest} shows nothing", hint="name a number from 1")
        return self

    def words(self, shown: int, left_out: int) -> str:
        """What the page says of itself; "" where it shows everything.

        Args:
            shown: how many events it shows.
            left_out: how many others are asked for.
        """
        asked = [
            self.place and f"at places called {self.place}",
            self.since and f"from {self.since} on",
            self.until and f"until {self.until}",
        ]
        events = " ".join(["events", *filter(None, asked)])
        if not left_out:
            return "" if events == "events" else f"This page shows only {events}. {_THESE_ALONE}"
        return (
            f"This page shows the newest {shown:,} of {shown + left_out:,} {events}, with the denials that belong to "
            f"them; {left_out:,} older ones are left out. {_THESE_ALONE} Another page can show a place, other days or "
            "more events (--place, --since, --until, --newest)."
        )

    def pick(self, events: Iterable[tuple[str, str | None, str | None, str | None]]) -> tuple[list[str], int]:
        """The ids of the events to show, and how many others are asked for but left out.

        Args:
            events: id, place, first and last day of each.
        """
        wanted = fold_place(self.place) if self.place else None
        folded: dict[str | None, bool] = {}
        found = []
        for event, place, start, end in events:
            if place not in folded:
                folded[place] = wanted is None or (place is not None and fold_place(place) == wanted)
            early = self.since is not None and (end or start or "9999")[:10] < self.since
            late = self.until is not None and (start or end or "")[:10] > self.until
            if folded[place] and not early and not late:
                found.append(((end or start or ""), event))
        shown = heapq.nlargest(self.newest or MOST_SHOWN, found)
        return [event for _, event in shown], len(found) - len(shown)
