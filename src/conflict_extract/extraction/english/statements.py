"""Statements: what one word of a sentence states, as spans of that sentence and of those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from conflict_extract.extraction.english.days import Day
from conflict_extract.extraction.english.events import Match
from conflict_extract.extraction.english.names import Offsets
from conflict_extract.extraction.english.parser import Parse
from conflict_extract.extraction.english.tree import Token
from conflict_extract.schema.records import Denied, Extent, Kind, Stage


class Reference(NamedTuple):
    """Where a name stands: how many sentences before, and its offsets there."""

    back: int
    at: Offsets


class Named(NamedTuple):
    """Where the words for a place stand, and where the name does that these stand for; `instead` of them if they name
    none."""

    at: Offsets
    stands_for: Reference | None = None
    instead: bool = False


class Told(NamedTuple):
    """A sentence that was read: its tree, the heads of the places of its events, and those told as having happened."""

    parse: Parse
    places: tuple[Token, ...]
    events: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One word that states an event, and the phrases in its roles.

    Attributes:
        kind: of the event.
        trigger: the words that state it.
        reason: why it is not told as having happened; None where it is.
        places: where the names of its places stand.
        agent: who took, left, defected or denies.
        agent_stands_for: whom a pronoun in that role stands for; None where nobody can be told.
        loser, to, source: who lost it; where or whom to; whom from.
        extent: how far control changed, as the grammar tells it; None where it does not.
        said_by: who says so.
        claim, denies: what is denied, and of which kind it is.
        stage: how far a withdrawal is.
        to_place: where a force went.
        day: the words that tell the day.
        earlier: whether it is told as having been before something else, without a day.
        names_more: whether the sentence names places that no statement of it accounts for.
    """

    kind: Kind
    trigger: Offsets
    reason: str | None
    places: tuple[Named, ...]
    agent: Offsets | None = None
    agent_stands_for: Reference | None = None
    loser: Offsets | None = None
    to: Offsets | None = None
    source: Offsets | None = None
    extent: Extent | None = None
    said_by: Offsets | None = None
    claim: Offsets | None = None
    denies: Denied = "other"
    stage: Stage | None = None
    to_place: Offsets | None = None
    day: Day | None = None
    earlier: bool = False
    names_more: bool = False

    def spans(self) -> Iterator[Offsets]:
        """Where all its phrases stand."""
        yield from (each.at for each in self.places)
        yield from (each.stands_for.at for each in self.places if each.stands_for and not each.stands_for.back)
        told = (self.agent, self.loser, self.to, self.source, self.said_by, self.to_place)
        yield from (each for each in told if each is not None)
        yield from (self.day.at,) if self.day is not None and not self.day.back else ()
