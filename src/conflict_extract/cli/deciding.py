"""What analysts decided, as lines, and what to say of a word before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from conflict_extract.cli.explained import amended_words, event_named
from conflict_extract.cli.terminal import harmless, say
from conflict_extract.errors import SettingsError
from conflict_extract.output.wording import place_words

if TYPE_CHECKING:
    from conflict_extract.eventset import Decision, EventSet


def print_decisions(decisions: Sequence[Decision]) -> None:
    """A line for each word, in the order they were taken: when, who, the word, the ids, and why."""
    for each in decisions:
        why = "; ".join(filter(None, [each.why, *amended_words(each)]))
        print(harmless_line((each.at, each.by, each.word, each.first, each.second, why)))


def harmless_line(cells: Iterable[str | None]) -> str:
    """Cells with tabs between."""
    return "\t".join(harmless(cell or "") for cell in cells)


def warn_of_places(opened: EventSet, word: str, first: str, second: str | None) -> None:
    """Says where a word joins events of different places, which may be what is meant: one place under two names."""
    if word != "one" or second is None:
        return
    near = opened.around(first, second)
    named = [event_named(near, name) for name in (first, second)]
    places = [event.place for event in named if event is not None and event.place is not None]
    if len(places) == len(named) and places[0].name != places[1].name:
        one, two = map(place_words, places)
        say(f"note: this joins events at {one} and at {two}; decide --undo takes it back")


def changes(given: Sequence[str]) -> dict[str, str | None]:
    """New values by field, from "field=value".

    Raises:
        SettingsError: one is not of that form.
    """
    told: dict[str, str | None] = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise SettingsError(f"--set {each!r} names no value", hint="write --set place=Alvena")
        told[name.strip()] = value.strip() or None
    return told
