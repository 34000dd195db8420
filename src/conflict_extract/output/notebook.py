"""Events as a small table in a notebook."""

from __future__ import annotations

from typing import Final

from conflict_extract._counted import counted
from conflict_extract.output.collection import Collection
from conflict_extract.output.wording import KIND_NAMES, STATUS_NAMES, date_words, place_words, what_words
from conflict_extract.schema.showing import SHOWN_ROWS, html_table, words

# Its cell would run from right to left where a name in Arabic or Hebrew comes first.
_LEFT_TO_RIGHT: Final = "\N{LEFT-TO-RIGHT MARK}"


def events_html(collection: Collection) -> str:
    """The first events by date and place as an HTML table, and how many there are."""
    shown = collection.ordered()[:SHOWN_ROWS]
    rows = [
        (date_words(event.date), KIND_NAMES[event.kind], place_words(event.place), _LEFT_TO_RIGHT + what_words(event),
         f"{event.n_outlets}: {words(event.outlets)}", STATUS_NAMES[event.status], str(event.credibility), event.id)
        for event in shown
    ]  # fmt: skip
    caption = f"{counted(len(collection.events), 'event')} of {counted(len(collection.records), 'record')}"
    if len(shown) < len(collection.events):
        caption += f"; the first {len(shown)} are shown"
    header = ("date", "kind", "place", "what", "outlets", "status", "credibility", "id")
    return html_table(rows, header=header, caption=caption)
