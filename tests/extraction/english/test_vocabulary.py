"""Lemmas by their endings, heads of noun phrases, and the lists that say what words mean."""

from __future__ import annotations

import tomllib

import pytest

from conflict_extract._files import packaged
from conflict_extract.extraction.english.tables import words
from conflict_extract.extraction.english.vocabulary import (
    TOKEN,
    framed,
    head_of,
    is_no_place,
    is_past,
    lemmas,
    stating,
    taking,
)
from conflict_extract.schema import KINDS, Kind


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("captured", "capture"),
        ("capturing", "capture"),
        ("quitting", "quit"),
        ("freed", "free"),
        ("denies", "deny"),
        ("re-took", "retake"),
        ("withdrawn", "withdraw"),
        ("gunmen", "gunman"),
        ("deserters", "desert"),
        ("army's", "army"),
        ("passes", "pass"),
    ],
)
def test_a_lemma_is_among_those_that_a_word_may_be_of(word: str, lemma: str) -> None:
    assert lemma in lemmas(word)


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("the weapons depot at Tolme", "depot"),
        ("40 soldiers in Tolme", "soldiers"),
        ("hundreds of rifles", "rifles"),
        ("a column of tanks", "column"),
        ("one of the hamlets", "hamlets"),
        ("the soldiers’ barracks", "barracks"),
        ("1.5 tonnes, of which some burned", "tonnes"),
        ("in Tolme", ""),
        ("", ""),
    ],
)
def test_head_of_a_noun_phrase(phrase: str, head: str) -> None:
    assert head_of(TOKEN.findall(phrase)) == head


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_that_state_it_and_are_lemmas(kind: Kind) -> None:
    known = stating(kind)
    assert known
    assert all(word in lemmas(word) for word in known)


def test_what_is_driven_from_a_place_is_not_taken() -> None:
    assert "seize" in taking()
    assert "clear" not in taking()
    assert framed("withdrawal", "nouns").isdisjoint(taking())


def test_no_word_stands_twice_in_a_list() -> None:
    table = tomllib.loads(packaged("extraction", "english", "vocabulary.toml").read_text(encoding="utf-8"))
    for name, told in table.items():
        listed = told.split() if isinstance(told, str) else " ".join(told.values()).split()
        assert len(listed) == len(set(listed)), name


@pytest.mark.parametrize(
    ("word", "past"), [("captured", True), ("took", True), ("re-took", False), ("capture", False), ("taking", False)]
)
def test_forms_of_the_past(word: str, past: bool) -> None:
    assert is_past(word) is past


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("soldiers", True),
        ("rifles", True),
        ("residents", True),
        ("town", False),
        ("barracks", False),
        ("command", False),
    ],
)
def test_people_and_goods_are_no_places(word: str, expected: bool) -> None:
    assert is_no_place(word) is expected


def test_lists_of_a_table_join() -> None:
    assert words("nouns", "armed", "civilian") == words("nouns", "armed") | words("nouns", "civilian")
