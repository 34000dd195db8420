"""The report's page: template, style, script and data put into one file that locks itself."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conflict_extract._files import packaged, write_whole
from conflict_extract.output.collection import Collection, Held
from conflict_extract.output.report.payload import Tie, payload
from conflict_extract.output.report.template import policy_hash, template
from conflict_extract.output.report.values import label, number_words, value_words
from conflict_extract.output.wording import (
    CREDIBILITY_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    date_words,
    place_words,
    quote_of,
    what_parts,
)

# In JSON these stand inside strings only. Escaped, none of them can end the script element or start a comment in it.
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write_report(
    collection: Collection,
    path: Path | str,
    *,
    title: str,
    summary: Mapping[str, object] | None = None,
    selection: str = "",
    ties: Mapping[str, Sequence[Tie]] | None = None,
    control: Sequence[Sequence[Held]] = (),
) -> None:
    """Writes the report as one self-contained page: no network, and nothing from articles becomes markup or script.

    Without JavaScript the page still shows the table of events. It holds nothing but what is given here; for the same
    bytes from two runs leave times and costs out of the summary.

    Args:
        collection: what to report.
        path: where to.
        title: the heading of the page.
        summary: numbers and words to show at the top by name ("articles": 12); null values are left out, and lists
            of mappings ("failures") become tables.
        selection: which events these are and what is left out, where they are not all; stands at the top.
        ties: for the id of an event why its records are one.
        control: for each place how who holds it changed, the earliest day first.

    Raises:
        OutputError: the file cannot be written.
    """
    page = _render(collection, title, summary or {}, selection, payload(collection, ties or {}, control))
    with write_whole(Path(path)) as stream:
        # Half a surrogate pair, which JSON can smuggle into an article, has no UTF-8 form.
        stream.write(page.encode("utf-8", "replace").decode())


def _render(
    collection: Collection, title: str, summary: Mapping[str, object], selection: str, blocks: Mapping[str, Any]
) -> str:
    folder = packaged("output", "report")
    style = (folder / "page.css").read_text(encoding="utf-8")
    script = (folder / "assets" / "script.js").read_text(encoding="utf-8")
    return template(folder / "page.html.j2").render(
        **_overview(collection, title, summary),
        selection=selection,
        style=style,
        script=script,
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
        outlines=(folder / "assets" / "outlines.json").read_text(encoding="utf-8"),
        data=_json(blocks["data"]),
        packed={name: _packed(block) for name, block in blocks.items() if name != "data"},
        rows=_rows(collection),
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)


def _packed(block: object) -> str:
    """A block that the script unpacks once it is asked for: a page of many articles is a third as large."""
    text = json.dumps(block, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8", "replace"))).decode()


def _overview(collection: Collection, title: str, summary: Mapping[str, object]) -> dict[str, object]:
    dates = [event.date for event in collection.events if event.date.start]
    return {
        "title": title,
        "numbers": [
            (label(key), number_words(value)) for key, value in summary.items() if isinstance(value, int | float)
        ],
        "words_given": [(label(key), value) for key, value in summary.items() if isinstance(value, str) and value],
        "lists": [(label(key), _listed(value)) for key, value in summary.items() if _is_table(value)],
        "n_events": len(collection.events),
        "n_articles": len(collection.articles),
        "first_day": min((date.start for date in dates if date.start), default=None),
        "last_day": max((date.end or date.start or "" for date in dates), default=None),
        "credibilities": CREDIBILITY_NAMES,
    }


def _rows(collection: Collection) -> list[dict[str, object]]:
    """The table of those who read without JavaScript."""
    return [
        {
            "date": date_words(event.date) or "unknown",
            "kind": KIND_NAMES[event.kind],
            "place": place_words(event.place) or "\N{EN DASH}",
            "what": what_parts(event),
            "outlets": event.outlets,
            "n_outlets": event.n_outlets,
            "status": event.status,
            "status_name": STATUS_NAMES[event.status],
            "credibility": event.credibility,
            "quote": quote_of(records[0]) if (records := collection.records_of(event)) else "",
        }
        for event in collection.ordered()
    ]


def _is_table(value: object) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _listed(value: Any) -> list[list[tuple[str, str]]]:
    return [
        [(label(str(key)), value_words(cell)) for key, cell in each.items() if cell not in (None, "")] for each in value
    ]
