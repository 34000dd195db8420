"""Article files as bad as they come, each from a seed: what is wrong with them, and what they are called."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import random
import socket
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.bad_documents import DOCUMENTS
from tests.hostile.bad_exports import EXPORTS
from tests.hostile.pieces import (
    DATES,
    EMOJI,
    ENCODINGS,
    FORMULAS,
    HIDDEN,
    HOMOGLYPHS,
    SPACES,
    Draw,
    noise,
    prose,
    sprinkled,
)


def _encoded(draw: Draw) -> tuple[str, bytes]:
    return draw.choice((".txt", ".md", ".html", ".json")), prose(draw).encode(draw.choice(ENCODINGS), "replace")


def _hidden(draw: Draw) -> tuple[str, bytes]:
    return ".txt", sprinkled(draw, prose(draw), draw.choice((HIDDEN, SPACES))).encode()


def _homoglyphs(draw: Draw) -> tuple[str, bytes]:
    return ".txt", prose(draw).translate(HOMOGLYPHS).encode()


def _emoji(draw: Draw) -> tuple[str, bytes]:
    return ".md", sprinkled(draw, prose(draw), EMOJI).encode("utf-8", "surrogatepass")


def _combining(draw: Draw) -> tuple[str, bytes]:
    return ".txt", sprinkled(draw, prose(draw), "\u0301\u0489\u20dd\u0e33", 1).encode()


def _nul(draw: Draw) -> tuple[str, bytes]:
    return draw.choice((".txt", ".jsonl", ".html")), sprinkled(draw, prose(draw), "\0", 40).encode()


def _controls(draw: Draw) -> tuple[str, bytes]:
    return ".txt", sprinkled(draw, prose(draw, 3), "".join(map(chr, range(1, 32))), draw.choice((5, 30))).encode()


def _random_bytes(draw: Draw) -> tuple[str, bytes]:
    return draw.choice((".txt", ".html", ".json", ".jsonl", ".jsonl.gz")), draw.randbytes(draw.randint(0, 4000))


def _noise(draw: Draw) -> tuple[str, bytes]:
    return draw.choice((".txt", ".md")), noise(draw).encode()


def _marks(draw: Draw) -> tuple[str, bytes]:
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
    return draw.choice((".txt", ".json", ".jsonl")), b"".join(draw.choices(marks, k=2)) + prose(draw).encode()


def _carriage_returns(draw: Draw) -> tuple[str, bytes]:
    return ".txt", prose(draw, 4).replace(" ", draw.choice(("\r", "\r\n", "\n\r"))).encode()


def _long_line(draw: Draw) -> tuple[str, bytes]:
    size = draw.choice((20_000, 60_000, 1_000_000 if draw.random() < 0.15 else 90_000))
    filler = draw.choice(("a", "Rebels captured Tolme ", "“", "(", ". ", "a.b.", "«»", "1,", "\u200b", "مدينة "))
    return ".txt", (filler * (size // len(filler)) + " Rebels captured Tolme.").encode()


def _many_lines(draw: Draw) -> tuple[str, bytes]:
    return ".txt", (draw.choice(("\n", "- \n", "> \n", "a\n", "1.\n")) * draw.randint(1, 20_000)).encode() + b"Fell."


def _deep_html(draw: Draw) -> tuple[str, bytes]:
    tag, depth = draw.choice(("div", "p", "table><tr><td", "b", "blockquote", "svg", "ul><li")), draw.randint(1, 3000)
    return ".html", (f"<{tag}>" * depth + prose(draw) + "<p>" + prose(draw)).encode()


def _odd_html(draw: Draw) -> tuple[str, bytes]:
    pieces = (
        "<html lang='", "<meta charset=utf-16>", "<meta charset=\"../../x\">", "<!--", "-->", "<script>", "</script>",
        "<![CDATA[", "]]>", "<p>", "</p>", "<article>", "<h1>", "&#xD800;", "&#0;", "&#x110000;", "&bogus;",
        "<template>",
        "<base href=javascript:1>", "<link rel=canonical href='javascript:alert(1)'>", "<plaintext>", "<?xml", "\0",
        '<meta property="article:published_time" content="', "9999-99-99", '">', "<title>", "</title>",
        "<iframe srcdoc='",
    )  # fmt: skip
    return ".html", "".join(draw.choice(pieces) + draw.choice(("", prose(draw, 1, 2))) for _ in range(30)).encode()


def _object(draw: Draw) -> dict[str, object]:
    odd: tuple[object, ...] = (None, True, 7, -1.5, [], {}, "", " ", "\0", "x" * 500, noise(draw, 20), *FORMULAS)
    keys: dict[str, object] = {"text": draw.choice((prose(draw), prose(draw), noise(draw, 200)))}
    for name in ("outlet", "title", "url", "language", "id", "published", "date"):
        if draw.random() < 0.5:
            keys[name] = draw.choice((*odd, *DATES, "javascript:alert(1)", "../../../etc/passwd"))
    return keys


def _json(draw: Draw) -> tuple[str, bytes]:
    objects = [_object(draw) for _ in range(draw.randint(0, 3))]
    return ".json", json.dumps(objects, ensure_ascii=draw.random() < 0.5).encode()


def _json_lines(draw: Draw) -> tuple[str, bytes]:
    lines = [json.dumps(_object(draw), ensure_ascii=draw.random() < 0.5) for _ in range(draw.randint(1, 6))]
    content = draw.choice(("\n", "\r\n", "\n\n")).join(lines).encode()
    return (".jsonl", content) if draw.random() < 0.5 else (".jsonl.gz", gzip.compress(content, mtime=0))


def _broken_json(draw: Draw) -> tuple[str, bytes]:
    whole = json.dumps(_object(draw))
    return draw.choice((".json", ".jsonl")), whole[: draw.randint(1, len(whole))].encode()


def _surrogates(draw: Draw) -> tuple[str, bytes]:
    text = draw.choice(("\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\udc80", "\\u0000", "\\uffff", "\\u202e"))
    field = draw.choice(("text", "title", "outlet", "id"))
    keys = {"text": "Rebels captured Tolme.", field: "Rebels captured Tolme. @"}
    return ".jsonl", json.dumps(keys).replace("@", text).encode()


def _deep_json(draw: Draw) -> tuple[str, bytes]:
    depth = draw.choice((10, 900, 1100, 50_000))
    opening, closing = draw.choice((("[", "]"), ('{"text":', "}")))
    return draw.choice((".json", ".jsonl")), (opening * depth + '"a"' + closing * depth).encode()


def _twice(draw: Draw) -> tuple[str, bytes]:
    return ".json", b'{"text": "Rebels captured Tolme.", "text": "The army left Besk.", "outlet": 1, "outlet": "Post"}'


def _numbers(draw: Draw) -> tuple[str, bytes]:
    number = draw.choice(("9" * 5000, "1e999", "-0", "NaN", "Infinity", "0x10", "1_000", "01"))
    return ".jsonl", f'{{"text": "Rebels captured Tolme.", "id": {number}}}'.encode()


def _dates(draw: Draw) -> tuple[str, bytes]:
    date = draw.choice(DATES)
    if draw.random() < 0.3:
        return ".txt", f"Hill Radio\nPublished {date}\n\nRebels captured Tolme on {draw.choice(DATES)}.".encode()
    if draw.random() < 0.5:
        return ".md", f"---\noutlet: Post\npublished: {date}\n---\nRebels captured Tolme last week, {date}.".encode()
    return ".json", json.dumps({"text": "Rebels captured Tolme on Friday.", "published": date}).encode()


def _front_matter(draw: Draw) -> tuple[str, bytes]:
    values = (
        "!!python/object/apply:os.getcwd []", "*unknown", "&a [*a]", "{a: {b: [", '"unclosed', "|\n  block\n  of text",
        "2024-12-07 10:48:00 +99:00", "9999-99-99", "0o17", "!!binary aGk=", "!!set {a}", "? [complex]\n: key",
        "<<: *x", "\x07", "- a\n- b", "a: b: c", "12:30:45", "%TAG", "!!timestamp 0000-01-01", "1_0", "~", "yes",
        draw.choice(FORMULAS),
    )  # fmt: skip
    names = ("outlet", "title", "published", "url", "id", "language", "? x", "date", "outlet")
    lines = [f"{draw.choice(names)}: {draw.choice(values)}" for _ in range(draw.randint(1, 6))]
    return ".md", ("---\n" + "\n".join(lines) + draw.choice(("\n---\n", "\n...\n", "\n")) + prose(draw)).encode()


def _huge_front_matter(draw: Draw) -> tuple[str, bytes]:
    lines = "\n".join(f"key{number}: {'x' * draw.randint(0, 60)}" for number in range(draw.choice((500, 4000))))
    return ".md", f"---\n{lines}\n---\n{prose(draw)}".encode()


def _yaml_bomb(draw: Draw) -> tuple[str, bytes]:
    levels = draw.randint(3, 9)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    lines.append(f"{draw.choice(('title', 'outlet', 'published', 'id'))}: *a{levels - 1}")
    return ".md", ("---\n" + "\n".join(lines) + "\n---\nRebels captured Tolme.\n").encode()


def _deep_yaml(draw: Draw) -> tuple[str, bytes]:
    depth = draw.choice((100, 1500, 1990, 30_000))
    nested = draw.choice(("[" * depth, "{a: " * (depth // 4), "- " * depth, "? " * depth, "!!map " * (depth // 6)))
    return ".md", f"---\ntitle: {nested}\n---\nRebels captured Tolme.".encode()


def _bomb(draw: Draw) -> tuple[str, bytes]:
    content = draw.choice((b"\n", b"{\n", b"x", b'{"text": "', b"\0", b" ")) * (1 << 20)
    compressor = zlib.compressobj(1, zlib.DEFLATED, 31)
    return ".jsonl.gz", b"".join(compressor.compress(content) for _ in range(80)) + compressor.flush()


def _damaged_gzip(draw: Draw) -> tuple[str, bytes]:
    packed = bytearray(gzip.compress(b'{"text": "Rebels captured Tolme."}\n' * draw.randint(1, 40), mtime=0))
    for _ in range(draw.randint(0, 4)):
        packed[draw.randrange(len(packed))] = draw.randrange(256)
    return ".jsonl.gz", bytes(packed[: draw.randint(0, len(packed))]) + draw.choice((b"", b"more", bytes(packed)))


def _empty(draw: Draw) -> tuple[str, bytes]:
    suffix = draw.choice((".txt", ".md", ".html", ".htm", ".json", ".jsonl", ".jsonl.gz"))
    return suffix, draw.choice((b"", b" ", b"\n", b"\xef\xbb\xbf", b"---\n---\n", b"[]", b"{}", b"null", b"***", b"\0"))


def _other_kind(draw: Draw) -> tuple[str, bytes]:
    heads = (
        b"%PDF-1.7\0",
        b"PK\x03\x04\0",
        b"\x89PNG\r\n\x1a\n\0",
        b"\x7fELF\0",
        b"\x1f\x8b\x08\0",
        b"SQLite format 3\0",
    )
    return draw.choice((".txt", ".html", ".json", ".jsonl")), draw.choice(heads) + draw.randbytes(200)


FAMILIES: dict[str, Callable[[Draw], tuple[str, bytes]]] = {
    "encodings": _encoded,
    "hidden characters": _hidden,
    "homoglyphs": _homoglyphs,
    "emoji": _emoji,
    "combining marks": _combining,
    "NULs": _nul,
    "control characters": _controls,
    "random bytes": _random_bytes,
    "random characters": _noise,
    "byte order marks": _marks,
    "carriage returns": _carriage_returns,
    "long lines": _long_line,
    "many lines": _many_lines,
    "nested HTML": _deep_html,
    "odd HTML": _odd_html,
    "JSON": _json,
    "JSON lines": _json_lines,
    "broken JSON": _broken_json,
    "surrogate escapes": _surrogates,
    "deep JSON": _deep_json,
    "keys given twice": _twice,
    "odd numbers": _numbers,
    "odd dates": _dates,
    "odd front matter": _front_matter,
    "huge front matter": _huge_front_matter,
    "YAML bombs": _yaml_bomb,
    "deep YAML": _deep_yaml,
    "zip bombs": _bomb,
    "damaged gzip": _damaged_gzip,
    "empty": _empty,
    "other kinds of file": _other_kind,
    **EXPORTS,
    **DOCUMENTS,
}
# These take a good part of a second each: a few of them tell as much as hundreds.
RARE = {
    "zip bombs": 20,
    "long lines": 4,
    "nested HTML": 3,
    "huge front matter": 8,
    "random bytes": 2,
    "PDF": 3,
    "packed bombs": 8,
}


@dataclass(frozen=True)
class BadFile:
    """One bad file: its kind, and what it is called and holds."""

    family: str
    name: str
    content: bytes


def bad_files(number: int, seed: int) -> Iterator[BadFile]:
    """So many bad files, all families in turn, one in four damaged further; the same seed gives the same files."""
    made, turn = 0, 0
    while made < number:
        for family, make in FAMILIES.items():
            if made < number and turn % RARE.get(family, 1) == 0:
                draw = random.Random(f"{seed}/{family}/{turn}")  # noqa: S311  # the same files again and again
                suffix, content = make(draw)
                if draw.random() < 0.25:
                    content = damaged(draw, content)
                yield BadFile(family, f"{made:05}{suffix}", content)
                made += 1
        turn += 1


def damaged(draw: Draw, content: bytes) -> bytes:
    """The bytes with one thing done to them that happens to files."""
    at, to = sorted(draw.randrange(len(content) + 1) for _ in range(2))
    match draw.randrange(4):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[to:]
        case 2:
            return content[:at] + draw.randbytes(draw.randint(1, 4)) + content[at:]
        case _:
            return content[:at] + content[at:to] * 2 + content[to:] if to - at < 10_000 else content[to:]


def bad_places(folder: Path) -> None:
    """Things in a folder that are no files, and files that cannot be had: loops, pipes, sockets, odd names."""
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "nowhere.txt").symlink_to(folder / "gone.txt")
    (folder / "around").mkdir()
    (folder / "around" / "back").symlink_to(folder / "around")
    (folder / "folder.txt").mkdir()
    (folder / "folder.jsonl.gz").mkdir()
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(folder)  # the path of a socket may have a hundred characters
        try:
            listener.bind("socket.txt")
        finally:
            os.chdir(here)
    (folder / "closed.txt").write_text("Rebels captured Tolme.", encoding="utf-8")
    (folder / "closed.txt").chmod(0)
    for name in (
        "new\nline.txt",
        "\u202ereversed.txt",
        "=formula.txt",
        "-flag.txt",
        "<b>.txt",
        "'; drop.txt",
        "x" * 240,
    ):
        (folder / f"{name.removesuffix('.txt')}.txt").write_text(f"Rebels captured Tolme {name[:9]}.", encoding="utf-8")
    (folder / os.fsdecode(b"not-utf8-\xff.txt")).write_text("Rebels captured Besk.", encoding="utf-8")
