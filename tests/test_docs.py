"""The pages in docs/: the codebook is that of the types, its examples hold, and everything that is shown runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conflict_extract.extraction.screening import screen
from conflict_extract.extraction.wire import definition
from conflict_extract.schema import KINDS, Kind

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _section(page: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return _page(page).split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def _table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column has a heading."""
    lines = text.split(f"| {first} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("kind", KINDS)
def test_the_codebook_quotes_the_docstrings(kind: Kind) -> None:
    quoted = re.findall(r"^> (.+)$", _section("codebook.md", kind), re.MULTILINE)
    assert " ".join(quoted) == definition(kind)


def _examples(heading: str) -> list[tuple[Kind, str]]:
    return [(kind, row[0]) for kind in KINDS for row in _table(_section("codebook.md", kind), heading)]


@pytest.mark.parametrize(("kind", "sentence"), _examples("Counts"))
def test_what_counts_is_asked_about(kind: Kind, sentence: str) -> None:
    asked = screen(sentence)
    assert asked is not None
    assert kind in asked.triggers


@pytest.mark.parametrize(("kind", "sentence"), _examples("Does not count"))
def test_what_does_not_count_is_not_asked_about(kind: Kind, sentence: str) -> None:
    asked = screen(sentence)
    assert asked is None or kind not in asked.triggers
