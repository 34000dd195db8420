"""A comparison with coded events, as tables for the terminal and tab-separated lines when piped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conflict_extract.cli.terminal import harmless, results, say, sees_results

if TYPE_CHECKING:
    from conflict_extract.comparison.results import Compared, Count, Outcome, Pairing

SHOWN_PAIRS = 100
_HEADER = ("Outcome", "Date", "Place", "Ours", "Theirs", "What differs (ours / theirs)")


def print_compared(found: Compared, *, quiet: bool) -> None:
    """What was compared, the counts, and the pairs: those that agree last, and on a terminal not listed."""
    from conflict_extract.comparison.results import OUTCOMES
    from conflict_extract.comparison.wording import aside, control_words, lead, outcome_names

    names = outcome_names(found)
    for line in lead(found):
        say(line, quiet=quiet)
    order: tuple[Outcome, ...] = ("differing", "only_ours", "only_theirs", "agreed")
    if sees_results():
        rows = [pairing for outcome in order[:-1] for pairing in found.of(outcome)]
        _draw(_HEADER, [_cells(each, names) for each in rows[:SHOWN_PAIRS]])
        if len(rows) > SHOWN_PAIRS:
            say(f"{len(rows) - SHOWN_PAIRS:,} more: --out FILE.html shows all of them, and --json")
        for title, counts in (("Week of", found.by_week), ("Province", found.by_province)):
            results().print()
            header = (title, *(names[outcome] for outcome in OUTCOMES))
            _draw(header, [_count_cells(each) for each in (*counts, found.counts)], numbers=True)
    else:
        for outcome in order:
            for pairing in found.of(outcome):
                print("\t".join(_cells(pairing, names)))
    if found.control:
        say(f"{found.control.day}: {control_words(found.control)}", quiet=quiet)
    for line in aside(found):
        say(f"apart: {line}", quiet=quiet)
    told = ", ".join(f"{getattr(found.counts, outcome):,} {names[outcome]}" for outcome in OUTCOMES)
    say(told, quiet=quiet)


def _cells(pairing: Pairing, names: dict[Outcome, str]) -> list[str]:
    ours, theirs = pairing.ours, pairing.theirs
    shown = ours or theirs
    mine = f"{ours.what} ({', '.join(ours.outlets) or 'unknown outlet'}) {ours.event}" if ours else ""
    other = f"{theirs.what}: {', '.join(theirs.actors)} ({theirs.id})" if theirs else ""
    differs = "; ".join(f"{each.field}: {each.ours} / {each.theirs}" for each in pairing.differences)
    date, place = (shown.date, shown.place) if shown else ("", "")
    return [harmless(cell) for cell in (names[pairing.outcome], date, place, mine, other, differs)]


def _count_cells(count: Count) -> list[str]:
    numbers = (count.agreed, count.differing, count.only_ours, count.only_theirs)
    return [harmless(count.name), *(f"{number:,}" if number else "" for number in numbers)]


def _draw(header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False) -> None:
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for at, name in enumerate(header):
        number = numbers and at > 0
        whole = number or name in ("Outcome", "Date")
        table.add_column(name, overflow="fold", no_wrap=whole, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    results().print(table)
