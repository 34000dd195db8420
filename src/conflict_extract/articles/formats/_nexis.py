"""Nexis: exports with `1 of 250 DOCUMENTS` over each article, and Nexis Uni with `End of Document` under it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from conflict_extract.articles.formats._exported import (
    Exported,
    alternatives,
    blocks,
    dated,
    export_words,
    one_line,
    paragraphs_of,
    set_date,
)

_NUMBERED = re.compile(
    r"^[ \t]*(?:FOCUS - )?(?:\d{1,6} (?:of|von|de|sur|di|van) \d{1,6} (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTEN|DOCUMENTI)"
    r"|(?:Dokument|Document) \d{1,6} (?:von|de|of) \d{1,6})[ \t]*$",
    re.MULTILINE,
)
_END = re.compile(
    r"^[ \t]*(?:End of Document|Ende des Dokuments|Fin du document|Einde van document)[ \t]*$", re.M | re.I
)
_RIGHTS = re.compile(
    r"(?:Copyright\b|©|\(c\) ?\d{4}|All rights reserved|Alle Rechte vorbehalten|Tous droits)", re.IGNORECASE
)
_PAGE_LINE = re.compile(r"[ \t]*Page \d{1,5} of \d{1,5}[ \t]*|.{0,200}About LexisNexis.{0,200}")
_COVER = re.compile(r"^(?:Job Number|Auftragsnummer|Client/Matter|Search Terms|User Name):", re.MULTILINE)
_LOOKED_BACK = 12


def is_old_layout(top: str) -> bool:
    """Whether articles are numbered over their heads."""
    return _NUMBERED.search(top) is not None


def in_old_layout(text: str) -> Iterator[Exported]:
    """The articles between `n of m DOCUMENTS` and the next; what stands before the first is the archive's cover."""
    heads = list(_NUMBERED.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        yield _old(text[head.end() : end].split("\n"))


def _old(lines: list[str]) -> Exported:
    exported = Exported()
    start = _centred(lines, exported)
    rest = lines[start:]
    # The headline is the paragraph before the fields, where there is one.
    first = _next(rest, 0)
    if first < len(rest) and _field(rest[first]) is None:
        end = _blank(rest, first)
        exported.title = one_line(rest[first:end])
        rest = rest[end:]
    begin = _behind_fields(rest, exported)
    end = _trailer(rest, begin, old=True)
    exported.text = paragraphs_of(rest[begin:end])
    if any(_named(line, "correction") for line in rest[end:]):
        exported.notes.append("a correction stands below it")
    return exported


def _centred(lines: list[str], exported: Exported) -> int:
    """Takes outlet and date from the lines in the middle over the headline; returns where the headline begins."""
    is_centred = [bool(line.strip()) and line[:1] in (" ", "\t") for line in lines[:40]]
    first = _next(lines, 0)
    head: list[str] = []
    position = first
    if first < len(is_centred) and is_centred[first]:
        while position < len(lines) and (not lines[position].strip() or lines[position][:1] in (" ", "\t")):
            head.append(lines[position].strip())
            position += 1
    else:  # the spaces were lost: outlet and date are the first paragraphs
        has_date = False
        while position < min(len(lines), first + 20) and not (has_date and not lines[position].strip()):
            has_date = has_date or dated(lines[position].strip()) is not None
            head.append(lines[position].strip())
            position += 1
        if not has_date:
            position = first
            head = []
    named = [line for line in head if line and not _RIGHTS.search(line)]
    if named and dated(named[0]) is None:
        exported.outlet = one_line([re.sub(r"\s*\((?:Online|print)\)$", "", named[0])])
    if not any(set_date(exported, line) for line in named):
        written = next((line for line in named[1:3] if any(map(str.isdigit, line))), None)
        if written:
            exported.notes.append(f"no full date in {written[:60]!r}")
    return position


def _behind_fields(lines: list[str], exported: Exported) -> int:
    """Where the text begins: behind the fields that stand before it, and behind `BODY:`."""
    position = _next(lines, 0)
    while position < len(lines):
        name = _field(lines[position])
        if name is None or name not in _names("nexis_before", "nexis_body"):
            break
        if name in _names("nexis_body"):
            return position + 1
        end = position + 1 if name in _names("nexis_length") else _blank(lines, position)
        if name == "headline":
            exported.title = one_line([lines[position].partition(":")[2], *lines[position + 1 : end]])
        position = _next(lines, end)
    return position


def _trailer(lines: list[str], begin: int, *, old: bool) -> int:
    """Where the fields begin that stand behind the text: in the old layout in capitals, behind a blank line."""
    for position in range(begin, len(lines)):
        line = lines[position].strip()
        name = _field(line)
        if not old:
            if name in _names("nexis_ends") or line.lower() in _names("nexis_headings"):
                return position
        elif position == begin or not lines[position - 1].strip():
            if name in _names("nexis_behind") and line[: len(name or "")].isupper():
                return position
            # Rights in the middle of the page end a text that has no fields behind it.
            if lines[position][:4] == "    " and _RIGHTS.match(line):
                return position
    return len(lines)


def is_new_layout(top: str) -> bool:
    """Whether there are a line `Body` and fields as Nexis Uni writes them, or the cover of its exports."""
    if len(_COVER.findall(top)) >= 2 and re.search(r"^Documents? \(\d+\)", top, re.MULTILINE):
        return True
    has_body = re.search(r"^[ \t]*(?:Body|Haupttext|Corps|Inhoud)[ \t]*$", top, re.MULTILINE) is not None
    fields = sum(
        re.search(rf"^{name}:", top, re.M) is not None for name in ("Length", "Section", "Byline", "Load-Date", "Länge")
    )
    return has_body and fields >= 1 and _RIGHTS.search(top) is not None


def in_new_layout(text: str) -> Iterator[Exported]:
    """The articles up to `End of Document` each; what stands before the first headline is the archive's cover."""
    lines = [line for line in text.split("\n") if not _PAGE_LINE.fullmatch(line)]
    start = 0
    for position, line in enumerate(lines):
        if _END.fullmatch(line):
            exported = _new(lines[start:position])
            if exported is not None:
                yield exported
            start = position + 1
    exported = _new(lines[start:])
    if exported is not None and exported.text:
        exported.notes.append("its end is missing: perhaps cut off")
        yield exported


def _new(lines: list[str]) -> Exported | None:
    """One article, null where there is none."""
    head = next((position for position in range(len(lines)) if _is_dateline(lines, position)), None)
    body = next(
        (position + 1 for position in range(head or 0, len(lines)) if _is_body(lines[position])),
        None,
    )
    if head is None and body is None:
        return None
    exported = Exported()
    if head is not None:
        set_date(exported, lines[head].strip())
        _name(lines[:head], exported)
        if body is None:
            body = head + 1
            while body < len(lines) and (
                not lines[body].strip() or _RIGHTS.search(lines[body]) or _field(lines[body]) in _names("nexis_before")
            ):
                body += 1
    elif body is not None:
        exported.notes.append("no date on a line of its own")
        _name(lines[: _fields_before(lines, body)], exported)
    begin = body or 0
    end = _trailer(lines, begin, old=False)
    exported.text = paragraphs_of(lines[begin:end])
    if any(line.strip().lower() == "correction" or _named(line, "correction") for line in lines[end:]):
        exported.notes.append("a correction stands below it")
    return exported


def _is_dateline(lines: list[str], position: int) -> bool:
    """Whether a line begins with a date, and rights or fields of an article follow."""
    line = lines[position].strip()
    if not any(map(str.isdigit, line)) or len(line) > 120 or dated(line) is None:
        return False
    following = [line.strip() for line in lines[position + 1 : position + 1 + _LOOKED_BACK] if line.strip()]
    return any(
        _RIGHTS.search(line) or _is_body(line) or _field(line) in _names("nexis_before") for line in following[:6]
    )


def _is_body(line: str) -> bool:
    return line.strip().lower().rstrip(":") in export_words()["nexis_body"]


def _fields_before(lines: list[str], body: int) -> int:
    position = body - 1
    while position > 0 and not (
        lines[position].strip() and not _field(lines[position]) and not _RIGHTS.search(lines[position])
    ):
        position -= 1
    return position + 1


def _name(before: list[str], exported: Exported) -> None:
    """Takes the outlet from the line over the date, and the headline from what stands over that."""
    found = blocks(before)
    if not found:
        return
    *title, outlet = found[-1]
    exported.outlet = one_line([outlet])
    if not title and len(found) > 1:
        title = found[-2]
        # Without blank lines between paragraphs the headline is one line; a cover before it has labels.
        if any(_field(line) for line in title):
            title = title[-1:]
    exported.title = one_line([line for line in title if not _field(line)][-3:])


def _field(line: str) -> str | None:
    """The name, in small letters, of the field that a line begins with."""
    match = _field_pattern().match(line.strip())
    return match[1].lower() if match and match[1][0].isupper() else None


@cache
def _field_pattern() -> re.Pattern[str]:
    return re.compile(rf"({alternatives('nexis_before', 'nexis_body', 'nexis_behind')}):(?=\s|$)", re.IGNORECASE)


def _named(line: str, name: str) -> bool:
    return _field(line) == name


@cache
def _names(*lists: str) -> frozenset[str]:
    return frozenset(word for name in lists for word in export_words()[name])


def _next(lines: list[str], position: int) -> int:
    """The next line that is not blank."""
    while position < len(lines) and not lines[position].strip():
        position += 1
    return position


def _blank(lines: list[str], position: int) -> int:
    """The next line that is blank."""
    while position < len(lines) and lines[position].strip():
        position += 1
    return position
