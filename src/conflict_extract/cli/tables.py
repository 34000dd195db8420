"""Tables for the terminal, tab-separated lines when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conflict_extract.eventset import ControlState, EventSet, Explanation


def print_control(states: Sequence[ControlState]) -> None:
    """One line a place: who holds it, since when, who says so, who disputes it, what came before."""
    header = ["Place", "Held by", "Since", "Says who", "Disputed by", "Before", "Event"]
    rows = [
        [
            state.place.name + (f" ({state.place.type})" if state.place.type != "other" else ""),
            state.held_by.name if state.held_by else "?",
            state.since or "?",
            ", ".join(state.outlets) or "?",
            ", ".join(state.disputed_by),
            "; ".join(
                f"{event.gained_by.name if event.gained_by else '?'} {event.date.start or ''}".strip()
                for event in state.before
            ),
            state.event.id,
        ]
        for state in states
    ]
    _print(header, rows)


def print_explanations(events: EventSet, explanations: Sequence[Explanation], first: str, second: str | None) -> None:
    """Each comparison as a waterfall: signal, both values, level, weight, and the sum against the threshold."""
    if second is None:
        count = len(explanations) + 1
        print(f"{first}: {count} record{'s' if count > 1 else ''}" + ("" if explanations else ", nothing was joined"))
    for explanation in explanations:
        print()
        for side in (explanation.left, explanation.right):
            record = events.records[side]
            print(f"{side}  {record.outlet or 'unknown outlet'}: {record.evidence[0].text}")
        total = 0.0
        rows = []
        for signal in explanation.signals:
            total += signal.weight
            rows.append(
                [signal.signal, signal.left, signal.right, signal.level, f"{signal.weight:+.1f}", f"{total:+.1f}"]
            )
        _print(["Signal", "Left", "Right", "Level", "Weight", "Sum"], rows)
        verdict = "one event" if explanation.matches else "two events"
        reason = f"{total:+.1f} against a threshold of {explanation.threshold:+.1f}"
        if explanation.decided:
            reason = "an analyst decided so"
        elif explanation.ruled_out:
            reason = explanation.ruled_out
        print(f"{verdict}: {reason}")


def _print(header: list[str], rows: list[list[str]]) -> None:
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(name, justify="right" if name in ("Weight", "Sum") else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)
