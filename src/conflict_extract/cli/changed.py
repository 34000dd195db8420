"""What an addition changed in an event set: a line for each event, on standard error beside the results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract.cli import terminal

if TYPE_CHECKING:
    from conflict_extract.eventset.changes import Changes

SHOWN = 20


def print_changes(changes: Changes, path: Path, *, quiet: bool) -> None:
    """Says what is new, reversed, newly disputed and changed: first how much of it, then event by event.

    Args:
        changes: what the addition changed.
        path: of the event set.
        quiet: whether nothing is said.
    """
    from conflict_extract.eventset import EventSet
    from conflict_extract.output.wording import actor_name, date_words, place_words, what_words

    if quiet:
        return
    many = (
        (len(changes.new), "new event"),
        (len(changes.changed), "changed event"),
        (len(changes.reversed), "reversed event"),
        (len(changes.disputed), "newly disputed event"),
        (len(changes.merged), "event merged into others"),
    )
    said = [f"{number} {words}" if "merged" in words else counted(number, words) for number, words in many if number]
    terminal.say(f"{path}: {', '.join(said) or 'no event is new or changed'}")
    # what needs a look comes first
    told = list(dict.fromkeys([*changes.reversed, *changes.disputed, *changes.changed, *changes.new]))
    kept = EventSet.open(path)
    if not told or len(changes.new) == len(kept):  # a set that was just made is told by its own table
        return
    shown = kept.around(*told[:SHOWN])
    rows = []
    for event in sorted((shown[key] for key in told[:SHOWN]), key=lambda event: event.date.start or ""):
        key = event.id
        tags = ["new"] if key in changes.new else []
        tags += ["reversed"] if key in changes.reversed else []
        tags += ["disputed"] if key in changes.disputed else []
        tags += [f"changed: {', '.join(fields)}"] if (fields := changes.changed.get(key)) else []
        place = place_words(event.place)
        before = f", before: {actor_name(changes.reversed[key]) or 'not named'}" if key in changes.reversed else ""
        what = f"{place}: {what_words(event)}" if place else what_words(event)
        rows.append((date_words(event.date) or "day unknown", what + before, "; ".join(tags), event.id))
    widths = [max(len(row[column]) for row in rows) for column in (0, 2)]
    for date, what, tag, key in rows:
        terminal.say(f"  {date:<{widths[0]}}  {tag:<{widths[1]}}  {key}  {what}")
    if len(told) > SHOWN:
        terminal.say(f"  and {len(told) - SHOWN} more")
