"""What people decided, as files that other commands read: pairs to fit weights to, and gold to score against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conflict_extract._files import write_whole
from conflict_extract.eventset.deciding import in_force, rules_of
from conflict_extract.eventset.eventset import EventSet
from conflict_extract.schema import Actor, Place, Record

_NAMED = (
    "place", "gained_by", "lost_by", "force", "who", "from_side", "to_side", "speaker", "subject", "to_place", "unit",
)  # fmt: skip
_SAID = ("extent", "means", "stage", "denies")


def write_labels(events: EventSet, path: Path) -> int:
    """Writes the pairs of records that people said are one event or two, one JSON object a line, as `fit --pairs` reads
    them.

    Returns:
        How many.

    Raises:
        OutputError: the file cannot be written.
    """
    rules = rules_of(events.decisions)
    told = [(*pair, same) for pairs, same in ((rules.one, True), (rules.two, False)) for pair in sorted(pairs)]
    _write(path, [{"one": one, "two": two, "same": same} for one, two, same in told])
    return len(told)


def write_gold(events: EventSet, path: Path) -> int:
    """Writes the records that people looked at as gold, one JSON object a line, as `eval --gold` reads them: those
    called right or mended, and those of pairs that are one event or two and were not called wrong.

    Returns:
        How many.

    Raises:
        OutputError: the file cannot be written.
    """
    decisions = events.decisions
    rules = rules_of(decisions)
    seen = {key for pairs in (rules.one, rules.two) for pair in pairs for key in pair}
    for (subject, one, _), each in in_force(decisions).items():
        if subject == "record" and each.word in ("right", "mended"):
            seen |= {one, *(after.id for _, after in each.amended)}
    records, _ = events.told(sorted(seen - rules.wrong))
    around = events.around(*records) if records else ()
    home = {record: event.id for event in around for record in event.records}
    rows = [_gold(record, home[key]) for key, record in sorted(records.items()) if key in home]
    _write(path, rows)
    return len(rows)


def _gold(record: Record, event: str) -> dict[str, Any]:
    """A record as a gold row; what it does not say is left out."""
    row: dict[str, Any] = {"article": record.article_id, "event": event, "kind": record.kind}
    for name in _NAMED:
        held = getattr(record, name, None)
        if isinstance(held, Place | Actor):
            row[name] = list(dict.fromkeys(filter(None, (held.name, held.text))))
        elif held:
            row[name] = [held]
    row |= {name: held for name in _SAID if (held := getattr(record, name, None)) not in (None, "unknown")}
    if record.date.start:
        row["date"] = "/".join(dict.fromkeys(filter(None, (record.date.start, record.date.end))))
    row["evidence"] = [each.text for each in record.evidence]
    return row


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with write_whole(path) as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
