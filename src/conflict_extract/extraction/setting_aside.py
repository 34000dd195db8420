"""Why an item or a record is set aside."""

from __future__ import annotations

from conflict_extract.extraction.checks import is_place_pronoun
from conflict_extract.extraction.identity import stated_in
from conflict_extract.schema import Quarantined, Record

REASONS = {
    "sentence_not_in_window": "the answer cites a sentence that was not in the window",
    "trigger_not_in_evidence": "the words that are said to state it are not in the cited sentences",
    "name_not_in_evidence": "the name is not in the cited sentences",
    "no_place": "no place is named",
    "place_is_no_place": "what is given as a place is the actor or the trigger",
    "taken_is_no_place": "people, weapons or goods were taken, not a place",
    "not_armed": "who left is no armed force",
    "not_official": "who denies is no official",
    "trigger_of_another_kind": "the words that are said to state it do not state an event of this kind",
    "negated": "the sentence says that it did not happen",
    "not_stated_as_fact": "the sentence plans, demands, fears or supposes it",
}


class Rejected(Exception):  # it rejects an item, it is no failure of the program
    """An item that cannot be vouched for: a key of REASONS, and the words concerned."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


def names_nothing(record: Record) -> bool:
    """Whether a record's place is a pronoun ("it") that no earlier sentence explains."""
    return record.place is not None and is_place_pronoun(record.place.name)


def set_aside(record: Record) -> Quarantined:
    """The quarantined line for a record whose place could not be named."""
    number = stated_in(record)
    return Quarantined(
        reason="no_place",
        message=f"{REASONS['no_place']}: {record.place.text if record.place else ''!r}",
        record={**record.model_dump(mode="json"), "window": f"{number}-{number}"},
    )
