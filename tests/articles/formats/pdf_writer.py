"""A small writer of PDF: lines of text at places on pages, in the fonts that every reader has."""

from __future__ import annotations

from collections.abc import Iterable

# How wide the letters of Helvetica are, in thousandths of its size; others are as wide as an "a".
_WIDTHS = {" ": 278, "i": 222, "l": 222, "j": 222, "t": 278, "f": 278, "I": 278, "r": 333, "m": 833, "w": 722, "W": 944}
_WIDTHS |= {".": 278, ",": 278, "-": 333, "M": 833, **dict.fromkeys("ckszxyvJ", 500), **dict.fromkeys("ABEKPSVXY", 667)}
_WIDTHS |= dict.fromkeys("CDHNRU", 722) | dict.fromkeys("GOQ", 778)

Placed = tuple[float, float, float, str]


def width(text: str, size: float) -> float:
    """How wide a text is."""
    return sum(_WIDTHS.get(letter, 556) for letter in text) * size / 1000


def wrapped(text: str, most: float, size: float = 10, *, hyphens: bool = True) -> list[str]:
    """A text in lines of a width, long words parted where they end a line."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size) <= most:
            line = longer
            continue
        for at in range(len(word) - 3, 2, -1) if hyphens and word.isalpha() else ():
            if width(f"{line} {word[:at]}-".strip(), size) <= most:
                lines.append(f"{line} {word[:at]}-".strip())
                line = word[at:]
                break
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def pdf(pages: Iterable[Iterable[Placed]], *, info: str = "/CreationDate (D:20310502120000Z)") -> bytes:
    """A PDF of A4 pages.

    Args:
        pages: the lines of each page, as distance from the left and from the top, size and text.
        info: what the file says about itself.
    """
    contents = []
    for page in pages:
        shown = [f"BT /F1 {size} Tf {left} {842 - top} Td ({_escaped(text)}) Tj ET" for left, top, size, text in page]
        contents.append("\n".join(shown).encode("cp1252"))
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        f"<<{info}>>".encode(),
    ]
    for number, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first + 2 * number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R/Info 4 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
