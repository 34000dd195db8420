"""Why an item or a record is set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conflict_extract.extraction.claims import Claim, Origin
from conflict_extract.extraction.windows import Window
from conflict_extract.schema import OfficialDenial, Quarantined

REASONS = {
    "sentence_not_in_window": "the answer cites a sentence that was not in the window",
    "trigger_not_in_evidence": "the words that are said to state it are not in the cited sentences",
    "name_not_in_evidence": "the name is not in the cited sentences",
    "no_place": "no place is named",
    "place_is_no_place": "what is given as a place is not what the words are said of",
    "not_armed": "who acts is no armed force",
    "not_official": "who denies is no official",
    "negated": "the sentence says that it did not happen",
    "not_stated_as_fact": "the sentence plans, demands, fears or supposes it",
    "item_does_not_fit": "what was answered does not fit the schema",
    "doubtful": "something speaks against it, and doubtful records were not wanted",
}


class Rejected(Exception):  # it rejects an item, it is no failure of the program
    """An item that cannot be vouched for: a key of REASONS, and the words concerned."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.words = words


def _message(reason: str, words: str) -> str:
    return f"{REASONS[reason]}: {words!r}"


def item_set_aside(window: Window, origin: Origin, item: Mapping[str, Any], rejected: Rejected) -> Quarantined:
    """The line for an item of an answer.

    Args:
        window: the window that it answers.
        origin: model and version of the prompt.
        item: the item as JSON.
        rejected: why.
    """
    about = {"article_id": window.article.id, "window": window.label, "prompt_version": origin.prompt_version}
    return Quarantined(
        reason=rejected.reason, message=_message(rejected.reason, rejected.words), record={**item, **about}
    )


def quarantined(claim: Claim, reason: str) -> Quarantined:
    """The line for a claim that was grounded and is set aside all the same."""
    record = claim.record
    words = record.speaker.text if isinstance(record, OfficialDenial) and reason == "not_official" else ""
    words = ", ".join(record.doubts) if reason == "doubtful" else words
    words = words or (record.place.text if record.place else "")
    return Quarantined(
        reason=reason,
        message=_message(reason, words),
        record={**record.model_dump(mode="json"), "window": f"{claim.sentence}-{claim.sentence}"},
    )
