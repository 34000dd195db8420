"""What a comparison found: plain data, the same for the same input."""

from __future__ import annotations

from typing import Literal

from conflict_extract.schema import Failure, Frozen

Outcome = Literal["agreed", "differing", "only_ours", "only_theirs"]
OUTCOMES: tuple[Outcome, ...] = ("agreed", "differing", "only_ours", "only_theirs")
# Why a row of fighting stands in no count: it is found at an event, which is shown with another row.
FURTHER = "of fighting at an event that is shown with another row"


class Quote(Frozen):
    """A sentence, and where it stands."""

    text: str
    outlet: str | None = None
    title: str | None = None
    url: str | None = None


class Ours(Frozen):
    """An event of ours in short."""

    event: str
    kind: str
    date: str
    place: str
    what: str
    outlets: tuple[str, ...]
    status: str
    quotes: tuple[Quote, ...]


class Theirs(Frozen):
    """A coded row in short: `line` is where it stands in its file."""

    id: str
    line: int
    what: str
    date: str
    place: str
    actors: tuple[str, ...]
    text: str


class Difference(Frozen):
    """A field on which an event and a row differ."""

    field: str
    ours: str
    theirs: str


class Pairing(Frozen):
    """An event and a row that tell the same happening, or one that the other side does not have.

    `week` is the Monday of the week, `province` the first-level division, "" where none is known; `score` the sum of
    the weights that pair them, null where nothing does.
    """

    outcome: Outcome
    ours: Ours | None = None
    theirs: Theirs | None = None
    differences: tuple[Difference, ...] = ()
    week: str
    province: str
    score: float | None = None


class Count(Frozen):
    """How many of each outcome."""

    name: str
    agreed: int = 0
    differing: int = 0
    only_ours: int = 0
    only_theirs: int = 0


class Holders(Frozen):
    """Who holds a place on a day by both: `same` is null where either names nobody."""

    place: str
    geonames_id: int
    ours: str
    since: str
    theirs: str
    same: bool | None
    quotes: tuple[Quote, ...] = ()


class Control(Frozen):
    """Who holds what on a day, by us and by a file of control; `not_in_file` of our places have no number that the file
    has."""

    day: str
    same: int
    other: int
    nobody: int
    not_in_file: int
    places: tuple[Holders, ...]


class Compared(Frozen):
    """Events beside a file of coded events.

    `codes_kinds` is false where the file tells of fighting and not of changes of control: what is `agreed` then is that
    it tells of fighting there, and one row may stand with several events. `rows_outside` and `events_outside` count
    what the other side cannot know, by the reason; they are in no other count, `n_compared` neither.
    """

    outlet: str
    file: str
    events_from: str
    codes_kinds: bool
    first_day: str
    last_day: str
    our_first_day: str
    our_last_day: str
    n_rows: int
    n_compared: int
    counts: Count
    pairings: tuple[Pairing, ...]
    by_week: tuple[Count, ...]
    by_province: tuple[Count, ...]
    other_kinds: dict[str, int]
    unplaced: int
    unknown_countries: dict[str, int]
    rows_outside: dict[str, int]
    events_outside: dict[str, int]
    control: Control | None = None
    failures: tuple[Failure, ...] = ()

    def to_json(self) -> str:
        """The whole comparison as one JSON object, indented."""
        return self.model_dump_json(indent=1)

    def of(self, outcome: Outcome) -> list[Pairing]:
        """The pairings of an outcome."""
        return [each for each in self.pairings if each.outcome == outcome]
