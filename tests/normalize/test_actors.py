from __future__ import annotations

from typing import get_args

import pytest

from conflict_extract.normalize import actor, is_pronoun, source
from conflict_extract.normalize.actors import _table
from conflict_extract.normalize.sources import _roles
from conflict_extract.schema.records import Role, Side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the army", "government"),
        ("regime forces", "government"),
        ("security forces", "government"),
        ("pro-government militia", "government"),
        ("government-backed militia", "government"),
        ("rebels", "opposition"),
        ("the rebel army", "opposition"),
        ("anti-government fighters", "opposition"),
        ("the Alvenian opposition's operations room", "opposition"),
        ("Turkish-backed rebels", "opposition"),
        ("Russian-backed separatists", "armed_group"),
        ("gunmen", "armed_group"),
        ("Russian forces", "foreign"),
        ("the U.S.-led coalition", "foreign"),
        ("residents", "civilian"),
        ("Colonel Idris Marou", "unknown"),
        ("his forces", "unknown"),
        ("terrorists", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_words_of_a_name_tell_the_side(text: str, side: str) -> None:
    assert actor(text).side == side


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ("the U.S.-backed Free Syria Army", "free_syrian_army"),
        ("FSA fighters", "free_syrian_army"),
        ("Rwandan-backed M23", "m23"),
        ("m23 rebels", "m23"),
        ("IS", "islamic_state"),
        ("Islamic State group", "islamic_state"),
        ("what is left of the army", None),
        ("Isaac's men", None),
    ],
)
def test_the_table_knows_actors_by_their_aliases(text: str, identity: str | None) -> None:
    assert actor(text).id == identity


def test_a_pronoun_takes_the_side_of_what_it_stands_for_and_keeps_its_text() -> None:
    who = actor("they", "the rebels")
    assert (who.text, who.name, who.side) == ("they", "the rebels", "opposition")
    assert is_pronoun("They")
    assert is_pronoun("their forces")
    assert not is_pronoun("rebels")


def test_the_tables_hold_only_known_sides_and_roles_and_no_empty_word() -> None:
    sides, named = _table()
    assert {side for side, _ in sides} | {entry.side for entry in named} <= set(get_args(Side))
    assert len({entry.id for entry in named}) == len(named)
    assert {role for role, _ in _roles()} <= set(get_args(Role))
    assert not any(pattern.fullmatch("") for _, pattern in [*sides, *_roles()])
    assert not any(entry.names.search("") for entry in named)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (None, "outlet"),
        ("", "outlet"),
        ("the state news agency", "state_media"),
        ("Reuters", "news_agency"),
        ("witnesses", "local"),
        ("a military source", "military"),
        ("a rebel commander", "opposition"),
        ("the Free Syria Army", "opposition"),
        ("Houthi military spokesman", "armed_group"),
        ("the interior ministry", "government"),
        ("a video", "social_media"),
        ("the Observatory for Human Rights", "monitor"),
        ("Idris Marou", "other"),
    ],
)
def test_sources_have_roles(text: str | None, role: str) -> None:
    assert source(text).role == role
    assert source(text).text == (text or None)
