"""Why an item or a record is set aside."""

from __future__ import annotations

from conflict_extract.extraction.checks import is_place_pronoun
from conflict_extract.extraction.identity import stated_in
from conflict_extract.normalize import is_pronoun
from conflict_extract.schema import OfficialDenial, Quarantined, Record

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


def unexplained(record: Record) -> str | None:
    """The reason to set a record aside whose place ("it") or speaker ("he") no earlier sentence explains, or None."""
    if record.place is not None and is_place_pronoun(record.place.name):
        return "no_place"
    if isinstance(record, OfficialDenial) and is_pronoun(record.speaker.name):
        return "not_official"
    return None


def set_aside(record: Record, reason: str) -> Quarantined:
    """The quarantined line for a record that nothing explains."""
    number = stated_in(record)
    words = record.speaker.text if isinstance(record, OfficialDenial) and reason == "not_official" else ""
    words = words or (record.place.text if record.place else "")
    return Quarantined(
        reason=reason,
        message=f"{REASONS[reason]}: {words!r}",
        record={**record.model_dump(mode="json"), "window": f"{number}-{number}"},
    )
