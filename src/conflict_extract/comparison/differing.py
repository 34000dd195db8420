"""On which fields an event and a row that tell the same happening differ."""

from __future__ import annotations

from collections.abc import Iterator

from conflict_extract.comparison.coded import CodedRow
from conflict_extract.comparison.results import Difference
from conflict_extract.merging.values import contradict
from conflict_extract.normalize import ActorTable
from conflict_extract.output.wording import actor_name, date_words
from conflict_extract.schema import ControlChangeEvent, Date, Event

_PEACEFUL = ("unopposed", "negotiated")


def differences(event: Event, row: CodedRow, actors: ActorTable) -> tuple[Difference, ...]:
    """The fields on which they contradict each other, with both values; what only one side tells is no difference, nor
    is a day that an article does not tell.

    Args:
        event: ours.
        row: theirs.
        actors: the table that actors are compared by.
    """
    return tuple(_differences(event, row, actors))


def _differences(event: Event, row: CodedRow, actors: ActorTable) -> Iterator[Difference]:
    if _days_differ(event.date, row.date):
        yield Difference(field="date", ours=date_words(event.date), theirs=date_words(row.date))
    if not isinstance(event, ControlChangeEvent) or not row.is_change:
        return
    for field, mine, theirs in (
        ("gained by", event.gained_by, row.gained_by),
        ("lost by", event.lost_by, row.lost_by),
    ):
        if mine and theirs and contradict(field, [mine, theirs], actors):
            yield Difference(field=field, ours=actor_name(mine) or "", theirs=actor_name(theirs) or "")
    if event.extent == "entered":
        yield Difference(field="extent", ours="entered", theirs="taken")
    if (row.means == "fighting" and event.means in _PEACEFUL) or (row.peaceful and event.means == "fighting"):
        yield Difference(field="means", ours=event.means, theirs="no fighting" if row.peaceful else row.means)


def _days_differ(mine: Date, theirs: Date) -> bool:
    if mine.basis in ("published", "unresolved") or not (mine.start or mine.end):
        # it happened by then, on a day that is not told
        return bool(mine.end or mine.start) and (theirs.start or "") > (mine.end or mine.start or "")[:10]
    end = (mine.end or mine.start or "")[:10]
    return end < (theirs.start or "") or (mine.start or "")[:10] > (theirs.end or "")
