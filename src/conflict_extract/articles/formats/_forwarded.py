"""Messages that a mail carries in its text: forwarded, or quoted below an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from conflict_extract._files import packaged_table

# What somebody writes before a message that is shorter than this says nothing but that it follows.
SHORTEST_COMMENT = 200
# A message is forwarded so often at most, and has so many headers.
_MOST_FORWARDED = 10
_MOST_HEADERS = 12
_LONGEST_HEADER = 1000
_AROUND = "*_ \t\xa0"


@dataclass(frozen=True)
class Forwarded:
    """A message that another carries in its text: its headers by kind, its text, and what was written before it."""

    headers: dict[str, str]
    text: str
    comment: str


def forwarded_in(text: str) -> Forwarded | None:
    """The message that a text carries, by however many people it was forwarded; None where it carries none."""
    found: Forwarded | None = None
    for _ in range(_MOST_FORWARDED):
        inner = _carried(found.text if found else text)
        # A comment in between may be what is meant to be read.
        if inner is None or (found and len(inner.comment) >= SHORTEST_COMMENT):
            break
        found = Forwarded(inner.headers, inner.text, found.comment if found else inner.comment)
    return found


def _carried(text: str) -> Forwarded | None:
    """The first message that a text carries, behind a line that says so or with the headers that Outlook writes."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        is_said = _forwarding().fullmatch(line.strip()) is not None
        if not is_said and _kinds().get(_header(line)[0]) != "from":
            continue
        headers, begins = _headers(lines, number + is_said)
        if not is_said and not {"from", "date", "subject"} <= headers.keys():
            continue
        body = "\n".join(lines[begins:]).strip()
        if any(map(str.isalnum, body)):
            return Forwarded(headers, body, "\n".join(lines[:number]).strip())
    return None


def _headers(lines: list[str], number: int) -> tuple[dict[str, str], int]:
    """The headers that a mail program has written above what it forwards, and the line that follows them."""
    headers: dict[str, str] = {}
    for following in range(number, len(lines)):
        name, value = _header(lines[following])
        kind = _kinds().get(name)
        if kind and len(headers) < _MOST_HEADERS:
            headers.setdefault(name if kind == "other" else kind, value)
        elif lines[following].strip() or headers:
            return headers, following
    return headers, len(lines)


def _header(line: str) -> tuple[str, str]:
    """The name of a header in small letters, and what it says; it may be in bold type."""
    name, colon, value = line[:_LONGEST_HEADER].partition(":")
    return (name.strip(_AROUND).lower(), value.strip(_AROUND)) if colon else ("", "")


@cache
def _forwarding() -> re.Pattern[str]:
    rows = packaged_table("articles", "formats", "mail.toml")["forwarded"]
    return re.compile("|".join(f"(?:{row})" for row in rows), re.IGNORECASE)


@cache
def _kinds() -> dict[str, str]:
    """What kind of header each name is."""
    table = packaged_table("articles", "formats", "mail.toml")["headers"]
    return {name: kind for kind, known in table.items() for name in known}
