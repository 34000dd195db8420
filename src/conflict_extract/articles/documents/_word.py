"""Documents of word processors (.docx): all paragraphs and tables in their order, also what was inserted later."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from conflict_extract.articles._limits import LARGEST_UNPACKED_DOCUMENT
from conflict_extract.errors import ArticleError

_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted, moved away, or says how things look; and the same once more for older programs.
_GONE = frozenset((*(f"{_WORDS}{name}" for name in ("del", "moveFrom", "instrText", "rPr", "pPr")), _FALLBACK))
_AROUND = frozenset(f"{_WORDS}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_BREAKS = {f"{_WORDS}br": "\n", f"{_WORDS}cr": "\n", f"{_WORDS}tab": " ", f"{_WORDS}noBreakHyphen": "-"}
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_WORDS}{name}" for name in ("p", "tbl", "tr", "tc"))
_TEXT, _BOX = f"{_WORDS}t", f"{_WORDS}txbxContent"
# A cell that says more than this is a column of text, not an entry of a table.
_LONGEST_ENTRY = 200


def word_lines(data: bytes, name: str, docx: Any) -> tuple[list[str], str | None]:
    """The paragraphs of a document, empty ones too, the rows of its tables, and its title if a style marks one.

    Args:
        data: the whole file.
        name: how messages call it.
        docx: the module of that name.

    Raises:
        ArticleError: it is damaged, no such document, or unpacks to more than any sound one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            is_word = any(entry.filename.startswith("word/") for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ArticleError(
            f"{name} is not a whole document ({error})", hint="fetch it again; it may have been cut off"
        ) from error
    if unpacked > LARGEST_UNPACKED_DOCUMENT:
        raise ArticleError(f"{name} unpacks to over {LARGEST_UNPACKED_DOCUMENT:,} bytes", hint="save its text as .txt")
    if not is_word:
        raise ArticleError(f"{name} is no document of a word processor", hint="save its text as .txt or .csv")
    try:
        document = docx.Document(io.BytesIO(data))
        body = list(_blocks(document.element.body))
        heads = [line for line in _heads(document) if line not in body[:10]]
        title = _title(document)
    except Exception as error:
        # The library fails at damaged packages with errors of every kind.
        raise ArticleError(
            f"{name} is a damaged document ({type(error).__name__}: {error})"[:400],
            hint="save it again as .docx or .txt",
        ) from error
    return [*heads, *body], title


def _title(document: Any) -> str | None:
    """What a style marks as the title near the beginning, else the only heading of the first level there."""
    styled: list[tuple[str, str]] = [
        (p.style.name, p.text) for p in document.paragraphs if p.style is not None and p.text.strip()
    ]
    titles = [text for style, text in styled[:20] if style == "Title"]
    headings = [text for style, text in styled if style == "Heading 1"]
    if titles:
        return titles[0]
    return headings[0] if len(headings) == 1 and ("Heading 1", headings[0]) in styled[:20] else None


def _heads(document: Any) -> Iterator[str]:
    """What stands above the text on the first page, where a letterhead has its place."""
    section = document.sections[0] if len(document.sections) else None
    if section is not None:
        first = section.different_first_page_header_footer
        header = section.first_page_header if first else section.header
        if not header.is_linked_to_previous:
            yield from (line for line in _blocks(header._element) if any(map(str.isalpha, line)))


def _blocks(container: Any) -> Iterator[str]:
    """The lines of all paragraphs and tables directly in an element."""
    for element in container:
        if element.tag == _PARAGRAPH:
            yield from _paragraph(element)
        elif element.tag == _TABLE:
            for row in _inside(element, _ROW):
                yield from _row([list(_blocks(cell)) for cell in _inside(row, _CELL)])
        elif element.tag in _AROUND:
            yield from _blocks(element)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also where something is put around them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child, tag)


def _row(cells: list[list[str]]) -> Iterator[str]:
    cells = [[line for line in lines if line] for lines in cells]
    entries = [" ".join(lines) for lines in cells if lines]
    if len(entries) == 1 or any(len(entry) > _LONGEST_ENTRY for entry in entries):
        for lines in cells:
            yield from lines
    elif entries:
        yield " | ".join(entries)


def _paragraph(element: Any) -> Iterator[str]:
    """The lines of a paragraph, and behind them those of the boxes that hang on it."""
    from lxml.etree import iterwalk

    pieces: list[str] = []
    boxes: list[Any] = []
    walk = iterwalk(element, events=("start",))
    for _, each in walk:
        if each.tag in _GONE:
            walk.skip_subtree()
        elif each.tag == _BOX:
            boxes.append(each)
            walk.skip_subtree()
        elif each.tag == _TEXT:
            pieces.append(each.text or "")
        elif each.tag in _BREAKS:
            pieces.append(_BREAKS[each.tag])
    yield from (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    for box in boxes:
        yield from _blocks(box)
