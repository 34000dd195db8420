"""Tables for the terminal, tab-separated lines when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from conflict_extract.cli.terminal import counted, harmless
from conflict_extract.output.wording import actor_name, place_words

if TYPE_CHECKING:
    from conflict_extract.eventset import ControlState, EventSet, Explanation
    from conflict_extract.schema import ControlChangeEvent


MOST_BEFORE = 3


def print_control(states: Sequence[ControlState]) -> None:
    """One line a place: who holds it, since when, who says so, who disputes it, what came last before."""
    header = ["Place", "Held by", "Since", "Says who", "Disputed by", "Before", "Event"]
    rows = [
        [
            place_words(state.place) + (" (in part)" if state.event.extent == "partial" else ""),
            _holder(state.event),
            state.since or "?",
            ", ".join(state.outlets) or "?",
            ", ".join(actor_name(denial.speaker) or denial.id for denial in state.denials),
            _before(state.before),
            state.event.id,
        ]
        for state in states
    ]
    _print(header, rows)


def _holder(event: ControlChangeEvent) -> str:
    return (actor_name(event.gained_by) if event.gained_by else None) or "?"


def _before(changes: Sequence[ControlChangeEvent]) -> str:
    told = [f"{_holder(event)} {event.date.start or ''}".strip() for event in changes[:MOST_BEFORE]]
    more = len(changes) - len(told)
    return "; ".join([*told, f"and {more} more"] if more else told)


def print_explanations(events: EventSet, explanations: Sequence[Explanation], first: str, second: str | None) -> None:
    """Each comparison as a waterfall: signal, both values, level, weight, and the sum against the threshold."""
    if second is None:
        count = len(explanations) + 1
        event = next((event.id for event in events if first in event.records), first)
        print(f"{event}: {counted(count, 'record')}" + ("" if explanations else ", nothing was joined"))
    for number, explanation in enumerate(explanations):
        if number or second is None:
            print()
        for side in (explanation.left, explanation.right):
            record = events.records[side]
            print(harmless(f"{side}  {record.outlet or 'unknown outlet'}: {record.evidence[0].text}"))
        total = 0.0
        rows = []
        for signal in explanation.signals:
            total += signal.weight
            rows.append(
                [signal.signal, signal.left, signal.right, signal.level, f"{signal.weight:+.1f}", f"{total:+.1f}"]
            )
        _print(["Signal", "Left", "Right", "Level", "Weight", "Sum"], rows)
        if second is None and not explanation.matches:
            print("one event: an analyst decided so, in the .duckdb file that this one was written from")
        else:
            print(f"{'one event' if explanation.matches else 'two events'}: {_reason(explanation)}")


def _reason(explanation: Explanation) -> str:
    if explanation.decided:
        return "an analyst decided so"
    if explanation.ruled_out:
        return explanation.ruled_out
    against = f"against a threshold of {explanation.threshold:+.1f}"
    if explanation.pairs > 1:
        return f"{explanation.average:+.1f} on average over {explanation.pairs} pairs of records {against}"
    return f"{explanation.score:+.1f} {against}"


def _print(header: list[str], rows: list[list[str]]) -> None:
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(harmless(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        justify: Literal["left", "right"] = "right" if name in ("Weight", "Sum") else "left"
        # ids are there to be copied, and numbers to be read at one glance
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name in ("Event", "Since", "Weight", "Sum"))
    for row in rows:
        table.add_row(*(Text(harmless(cell)) for cell in row))
    Console(highlight=False).print(table)
