"""Who holds what, as a table for the terminal and tab-separated lines when piped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conflict_extract._counted import counted
from conflict_extract.cli.terminal import harmless, results, sees_results
from conflict_extract.output.wording import actor_name, date_words, place_words, steps_words

if TYPE_CHECKING:
    from conflict_extract.eventset import Change, ControlState
    from conflict_extract.schema import Actor, ControlChangeEvent

_HEADER = ("Place", "Held by", "Since", "Says who", "Disputed by", "Contested by", "Before", "Event")
# ids are there to be copied, and dates to be read at one glance
_WHOLE = ("Since", "Event")
_LEAST = 10
MOST_BEFORE = 3


def print_control(states: Sequence[ControlState]) -> None:
    """One line a place: who holds it, since when, who says so, who disputes and contests it, what came last before."""
    rows = [[harmless(cell) for cell in _cells(state)] for state in states]
    if not sees_results():
        for row in rows:
            print("\t".join(row))
    elif rows:
        _draw(rows)


def _cells(state: ControlState) -> list[str]:
    return [
        place_words(state.place) + (" (in part)" if state.event.extent == "partial" else ""),
        _holder(state.held_by) + (" (its own word)" if state.own_cause else ""),
        _since(state.event) or "day unknown",
        (", ".join(state.outlets) or "unknown outlet") + (f" ({steps})" if (steps := steps_words(state.event)) else ""),
        ", ".join(actor_name(denial.speaker) or denial.id for denial in state.denials),
        "; ".join(map(_contesting, state.contested_by)),
        _before(state.before),
        state.event.id,
    ]


def _holder(actor: Actor | None) -> str:
    return actor_name(actor) or "not named"


def _since(event: ControlChangeEvent) -> str:
    return event.date.start or date_words(event.date)


def _contesting(event: ControlChangeEvent) -> str:
    told = "its own word" if event.own_cause else counted(event.n_outlets, "outlet")
    return f"{_holder(event.gained_by)} {_since(event)} ({told}: {', '.join(event.outlets) or 'unknown outlet'})"


def _before(changes: Sequence[Change]) -> str:
    told = [f"{_holder(each.held_by)} {_day(each)}".strip() for each in changes[:MOST_BEFORE]]
    more = len(changes) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)


def _day(change: Change) -> str:
    return change.start or (f"by {change.end}" if change.end else "")


def _draw(rows: Sequence[Sequence[str]]) -> None:
    """A table without the columns that nobody fills, for room is scarce."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    filled = [at for at in range(len(_HEADER)) if any(row[at] for row in rows)]
    for at in filled:
        whole = _HEADER[at] in _WHOLE
        table.add_column(_HEADER[at], overflow="fold", no_wrap=whole, min_width=None if whole else _LEAST)
    for row in rows:
        table.add_row(*(Text(row[at]) for at in filled))
    results().print(table)
