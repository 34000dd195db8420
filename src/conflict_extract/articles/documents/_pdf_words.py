"""The words of a PDF with their places, read by PDFium; run as a script of its own, for PDFium is not Python.

What goes wrong in native code, for lack of memory, or for ever, ends this process and not the run. It reads the file
from standard input and writes one JSON object: `{"pages": [[width, height, words]], …}` with words as
`[x0, y0, x1, y1, size, text]`, or `{"problem": …}`. It must import nothing of the package.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
from typing import Any

# What PDFium gives for a hyphen at the end of a line.
_HYPHENS = frozenset((0x02, 0xAD, 0xFFFE))


def main() -> None:
    """Reads a PDF from standard input; the arguments are the most pages, characters and bytes of memory."""
    most_pages, most_characters, most_memory = map(int, sys.argv[1:4])
    _limit_memory(most_memory)
    try:
        found = _read(sys.stdin.buffer.read(), most_pages, most_characters)
    except MemoryError:
        found = {"problem": "memory"}
    sys.stdout.write(json.dumps(found))


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _read(data: bytes, most_pages: int, most_characters: int) -> dict[str, Any]:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        code = pdfium.FPDF_GetLastError()
        return {"problem": "password" if code == pdfium.FPDF_ERR_PASSWORD else "damaged"}
    pages: list[Any] = []
    left = most_characters
    for number in range(min(len(document), most_pages)):
        try:
            page = document[number]
            words, count = _words(page.get_textpage(), pdfium, left)
        except pypdfium2.PdfiumError:
            pages.append([0, 0, []])
            continue
        left -= count
        if left <= 0:
            return {"problem": "long"}
        pages.append([*page.get_size(), words])
    return {"pages": pages, "all_pages": len(document)}


def _words(page: Any, pdfium: Any, most: int) -> tuple[list[Any], int]:
    """The words of a page in the order in which they are read, and the number of its characters."""
    raw = page.raw
    count = pdfium.FPDFText_CountChars(raw)
    if count > most:
        return [], count
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    words: list[Any] = []
    word: list[Any] = []
    letters: list[tuple[str, float]] = []

    def end_word() -> None:
        if letters:
            word[5] = _in_order(letters)
            words.append([*(round(number, 1) for number in word[:5]), word[5]])
        letters.clear()

    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        is_hyphen = code in _HYPHENS
        character = (
            "\u00ad" if is_hyphen else chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        )
        if character.isspace() or (code < 32 and not is_hyphen):
            end_word()
            continue
        if not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
            continue
        box = (left.value, bottom.value, right.value, top.value)
        size = pdfium.FPDFText_GetFontSize(raw, index) or 1.0
        if letters and (abs(box[1] - word[1]) > size or _gap(word, box) > 1.2 * size):
            end_word()
        if not letters:
            word = [*box, size, ""]
        else:
            word[:4] = [min(word[0], box[0]), min(word[1], box[1]), max(word[2], box[2]), max(word[3], box[3])]
        letters.append((character, box[0]))
        if is_hyphen:
            end_word()
    end_word()
    return words, count


def _gap(word: list[Any], box: tuple[float, float, float, float]) -> float:
    return max(box[0] - float(word[2]), float(word[0]) - box[2])


def _in_order(letters: list[tuple[str, float]]) -> str:
    """The letters of a word; PDFium turns round the letters of one ligature where a word runs to the left."""
    found = [letter for letter, _ in letters]
    for index in range(len(letters) - 1):
        (first, at), (second, place) = letters[index], letters[index + 1]
        if at == place and second == "\u0644" and first in "\u0622\u0623\u0625\u0627":
            found[index], found[index + 1] = second, first
    return "".join(found)


if __name__ == "__main__":
    main()
