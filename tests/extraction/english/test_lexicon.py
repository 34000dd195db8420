"""The words of the tables: which of them a sentence holds, and where."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.english.lexicon import hits, words_of
from conflict_extract.schema import KINDS


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(packaged("extraction", "english", name).read_text(encoding="utf-8"))


def patterns() -> list[str]:
    lexicon = table("lexicon.toml")
    grouped = [lexicon[kind][strength] for kind in KINDS for strength in ("strong", "weak")]
    return [
        pattern
        for group in (*grouped, *lexicon["fields"].values(), *table("checks.toml").values())
        for pattern in group
    ]


def test_every_pattern_of_the_tables_compiles_and_says_something() -> None:
    assert table("lexicon.toml").keys() == {*KINDS, "fields"}
    for pattern in patterns():
        assert not re.compile(pattern).fullmatch(""), pattern


def test_hits_come_in_order_with_their_spans() -> None:
    text = "The army withdrew from Besk, denied it and left Tolme, which the rebels took."
    found = [(hit.kind, text[hit.start : hit.end], hit.strong) for hit in hits(text)]
    assert [each for each in found if each[1] in ("withdrew", "denied", "left", "took")] == [
        *(("withdrawal", "withdrew", True), ("official_denial", "denied", True)),
        *(("withdrawal", "left", False), ("control_change", "took", False)),
    ]


@pytest.mark.parametrize("text", ["", "The leftovers were cold.", "He undertook a journey.", "The shortfall grew."])
def test_words_within_words_do_not_count(text: str) -> None:
    assert [hit for hit in hits(text) if hit.strong] == []


def test_words_of_every_field() -> None:
    assert words_of("to_side").search(
        "the 3rd Brigade, two men, said it joined Besk and fought, driven to Velka from Tolme"
    )
