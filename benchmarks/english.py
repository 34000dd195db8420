"""How much of the source reads English only: lines and bytes of code and data, beside those of another checkout.

`python -m benchmarks.english [CHECKOUT]` prints a table. Of Python, comments, docstrings and blank lines do not count;
of TOML, comments and blank lines; of other text, blank lines.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import tokenize
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]
FOLDERS = (
    "src/conflict_extract/extraction/english",
    "src/conflict_extract/extraction/sentence_reader",
    "prompts/sentence_reader",
)
_STRING_OR_COMMENT = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|(?P<comment>#[^\n]*)', re.DOTALL
)


class Size(NamedTuple):
    """Lines, and bytes with the ends of lines."""

    lines: int = 0
    size: int = 0

    def plus(self, other: Size) -> Size:
        """Both together."""
        return Size(self.lines + other.lines, self.size + other.size)


def measure(path: Path) -> Size:
    """How much of a file counts."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = _python_alone(text)
    elif path.suffix == ".toml":
        text = _STRING_OR_COMMENT.sub(lambda match: "" if match["comment"] is not None else match.group(), text)
    kept = [line.rstrip() for line in text.splitlines() if line.strip()]
    return Size(len(kept), sum(len(line.encode()) + 1 for line in kept))


def _python_alone(text: str) -> str:
    """Python without its comments and docstrings."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and ast.get_docstring(node, clean=False) is not None:
                for row in range(first.lineno, (first.end_lineno or first.lineno) + 1):
                    lines[row - 1] = ""
    return "\n".join(lines)


def sizes(checkout: Path) -> dict[str, Size]:
    """What counts of each file of a checkout, by its path there."""
    files = (path for folder in FOLDERS for path in sorted((checkout / folder).rglob("*")))
    return {
        path.relative_to(checkout).as_posix(): measure(path)
        for path in files
        if path.suffix in (".py", ".toml", ".md", ".jsonl")
    }


def total(found: dict[str, Size]) -> Size:
    """All files together."""
    whole = Size()
    for each in found.values():
        whole = whole.plus(each)
    return whole


def table(here: dict[str, Size], other: dict[str, Size] | None) -> str:
    """The sizes of each file, of each folder and of all; with another checkout also its own, and the ratio."""
    rows: list[tuple[str, Size, Size]] = []
    other_known = other or {}
    for folder in FOLDERS:
        own, theirs = (
            {name: size for name, size in found.items() if name.startswith(f"{folder}/")}
            for found in (here, other_known)
        )
        rows += [(f"  {name}", own.get(name, Size()), theirs.get(name, Size())) for name in sorted({*own, *theirs})]
        rows.append((folder, total(own), total(theirs)))
    rows.append(("all", total(here), total(other_known)))
    wide = max(len(name) for name, *_ in rows)
    columns = (
        ["lines", "bytes"]
        if other is None
        else ["lines", "bytes", "other's lines", "other's bytes", "of lines", "of bytes"]
    )
    printed = [f"{'':{wide}}" + "".join(f"  {column:>13}" for column in columns)]
    for name, own_size, their_size in rows:
        cells = [f"{own_size.lines:,}", f"{own_size.size:,}"]
        if other is not None:
            cells += [f"{their_size.lines:,}", f"{their_size.size:,}"]
            cells += [f"{part / whole:.2f}" if whole else "" for part, whole in zip(own_size, their_size, strict=True)]
        printed.append(f"{name:{wide}}" + "".join(f"  {cell:>13}" for cell in cells))
    return "\n".join(printed)


def main() -> None:
    """Prints the sizes of this checkout, and of another one beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", nargs="?", type=Path, help="another checkout to compare with")
    other: Path | None = parser.parse_args().checkout
    print(table(sizes(HERE), sizes(other) if other is not None else None))


if __name__ == "__main__":
    main()
