from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract._files import packaged
from conflict_extract.errors import SettingsError
from conflict_extract.normalize import actor, is_pronoun, load_actors, packaged_actors, relation, source
from conflict_extract.normalize.actor_files import misfits, packaged_wars
from conflict_extract.normalize.actor_phrases import vocabulary, words_of
from conflict_extract.normalize.sources import _table
from conflict_extract.schema.records import Role, Side

with (Path(__file__).parent / "actor_phrases.csv").open(encoding="utf-8", newline="") as stream:
    PHRASES = [(row["phrase"], row["id"] or None, row["side"]) for row in csv.DictReader(stream)]

OWN = """
camps = [["north_front"], ["m23"]]

[[countries]]
words = ["Alvenia", "Alvenian"]
government = "alvenia"
opposition = "north_front"

[[actors]]
id = "alvenia"
name = "Government of Alvenia"
side = "government"

[[actors]]
id = "north_front"
name = "Northern Front"
side = "opposition"
aliases = ["Northern Front", "NF", "FSA"]
part_of = ["opposition"]

[[actors]]
id = "m23"
name = "M23"
side = "armed_group"
aliases = ["Sultani Makenga"]
"""


@pytest.mark.parametrize(("phrase", "identity", "side"), PHRASES, ids=[phrase for phrase, _, _ in PHRASES])
def test_phrases_of_the_press(phrase: str, identity: str | None, side: str) -> None:
    found = actor(phrase)
    assert (found.id, found.side) == (identity, side)
    assert (found.text, found.name) == (phrase, phrase)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("the army", "government"),
        ("security forces", "government"),
        ("pro-government militia", "government"),
        ("government-backed militia", "government"),
        ("the rebel army", "opposition"),
        ("the Alvenian opposition's operations room", "opposition"),
        ("Turkish-backed rebels", "opposition"),
        ("rebels backed by Turkey", "opposition"),
        ("the U.S.-led coalition", "foreign"),
        ("residents", "civilian"),
        ("a militia of local residents", "armed_group"),
        ("Ministry of Foreign Affairs", "government"),
        ("Colonel Idris Marou", "unknown"),
        ("his forces", "unknown"),
        ("terrorists", "unknown"),
        ("Syrian Turkmen units", "unknown"),
        ("the military and allied rebels", "government"),
        ("Iraqi Shi'ite militias", "armed_group"),
        ("rebels who fled the army", "opposition"),
        ("army and rebels", "government"),
        ("", "unknown"),
        ("anti-", "unknown"),
        ("backed", "unknown"),
    ],
)
def test_the_words_of_a_name_tell_the_side(text: str, side: str) -> None:
    assert actor(text).side == side


@pytest.mark.parametrize(
    "text", ["is it", "the aa", "fact", "tigers of the circus", "Tripoli brigades", "a us soldier"]
)
def test_acronyms_count_in_capitals_and_capitals_of_countries_are_not_their_armies(text: str) -> None:
    assert actor(text).id is None or text.startswith("tigers")


@pytest.mark.parametrize("text", ["SNA", "SLA", "Kurdish forces", "the Kurds", "Libyan army", "Misrata brigades"])
def test_namesakes_have_no_id(text: str) -> None:
    assert actor(text).id is None
    assert len(packaged_actors().read(text).ids) > 1


def test_a_pronoun_takes_the_side_of_what_it_stands_for_and_keeps_its_text() -> None:
    who = actor("they", "the rebels")
    assert (who.text, who.name, who.side) == ("they", "the rebels", "opposition")
    assert is_pronoun("They")
    assert is_pronoun("their forces")
    assert not is_pronoun("rebels")


@given(st.text(max_size=60))
def test_any_text_has_a_reading(text: str) -> None:
    assert actor(text).text == text


@given(st.lists(st.sampled_from(sorted({word for phrase, _, _ in PHRASES for word in phrase.split()})), max_size=8))
def test_any_words_of_the_press_have_a_reading(words: list[str]) -> None:
    found = actor(" ".join(words))
    assert found.id is None or packaged_actors().entry(found.id) is not None


# -- tables ------------------------------------------------------------------------------------------------


def test_the_packaged_files_fit_together() -> None:
    wars = packaged_wars()
    assert [list(misfits(war, wars)) for war in wars] == [[] for _ in wars]
    identities = [entry.id for war in wars for entry in war.actors]
    assert len(set(identities)) == len(identities)
    assert all(war.name for war in wars)
    assert set(vocabulary().sides) <= set(get_args(Side))
    assert {role for role, _ in _table().roles} <= set(get_args(Role))


def test_every_actor_is_found_by_its_own_name_and_aliases() -> None:
    table = packaged_actors()
    for war in packaged_wars():
        for entry in war.actors:
            for name in (entry.name, *entry.aliases):
                assert entry.id in table.read(name).ids, name


def test_a_single_short_alias_is_an_acronym() -> None:
    short = [
        alias
        for war in packaged_wars()
        for entry in war.actors
        for alias in entry.aliases
        if len(words_of(alias)) == 1 and len(alias) <= 3 and not alias.isupper()
    ]
    assert short == []


def test_own_actors_come_before_those_known_and_only_in_their_table(tmp_path: Path) -> None:
    path = tmp_path / "actors.toml"
    path.write_text(OWN, encoding="utf-8")
    own = load_actors(path)
    assert own is load_actors(path)
    told = ("FSA fighters", "Free Syrian Army", "the Alvenian army", "Alvenian rebels", "Sultani Makenga")
    ids = ["north_front", "free_syrian_army", "alvenia", "north_front", "m23"]
    assert [actor(text, actors=own).id for text in told] == ids
    assert own.actor("March 23 Movement").id == "m23"
    assert actor("FSA fighters").id == "free_syrian_army"
    assert actor("the Alvenian army").id is None


def test_the_file_in_the_readme_is_right(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(# actors\.toml.*?)```", readme, re.DOTALL)
    (tmp_path / "actors.toml").write_text(example, encoding="utf-8")
    own = load_actors(tmp_path / "actors.toml")
    found = [own.actor(text).id for text in ("Borskian troops", "Borskian rebels", "NF fighters", "nf")]
    assert found == ["borsk_army", "north_front", "north_front", None]


WRONG = """
colour = "red"

[[actors]]
id = "North Front"
name = "Northern Front"
side = "rebels"

[[actors]]
id = "south"
side = "opposition"
aliases = [""]
alias = "S"
"""


def test_everything_that_is_wrong_with_entries_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_actors(path)
    for part in (
        "mine.toml", "colour: is no key of this file", "actor 1 (North Front): id", "actor 1 (North Front): side",
        "actor 2 (south): name: Field required", "actor 2 (south): aliases.0", "actor 2 (south): alias: is no key",
    ):  # fmt: skip
        assert part in caught.value.message
    assert "[[actors]]" in caught.value.hint


def test_an_alias_without_a_word_is_no_alias(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[actors]]\nid = "a"\nname = "A1"\nside = "opposition"\naliases = ["\'s", "_"]', encoding="utf-8")
    own = load_actors(path)
    assert (own.actor("A1").id, own.actor("'s").id, own.actor("_").id) == ("a", None, None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no [[actors]]"),
        ("actors = 3", "actors: "),
        ("actors = [3]", "actor 1: "),
        ("[[actors]", "at line 1"),
        ('camps = [["nobody"]]', "camp 1: names 'nobody', which no entry has"),
        ('[[countries]]\nwords = ["X"]\ngovernment = "nobody"', "country 1 (X): names 'nobody'"),
        ('[[actors]]\nid = "a"\nname = "A"\nside = "opposition"\npart_of = ["nobody"]', "part_of names 'nobody'"),
        ('[[actors]]\nid = "a"\nname = "A"\nside = "opposition"\npart_of = ["a"]', "actor a: is a part of itself"),
        ('[[actors]]\nid = "opposition"\nname = "A"\nside = "opposition"', "the id is the name of a side"),
        (2 * '[[actors]]\nid = "a"\nname = "A"\nside = "opposition"\n', "actor a: the id is given 2 times"),
        (
            '[[actors]]\nid = "syrian_opposition"\nname = "A"\nside = "opposition"\npart_of = ["free_syrian_army"]',
            "actor syrian_opposition: is a part of itself",
        ),
    ],
)
def test_files_that_do_not_fit_together(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_actors(path)
    assert complaint in caught.value.message
    assert str(path) in caught.value.message


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_actors(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"binary\.toml"):
        load_actors(tmp_path / "binary.toml")


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
        ("FARDC", "military"),
        ("an FARDC spokesman", "military"),
        ("Sudanese Armed Forces", "military"),
        ("Rwandan troops", "military"),
        ("Mozambican marines", "military"),
        ("Russia", "government"),
        ("Mozambique", "government"),
        ("Zelensky", "government"),
        ("SANA", "state_media"),
        ("Ana", "other"),
        ("Mozambican traders", "other"),
    ],
)
def test_sources_have_roles(text: str | None, role: str) -> None:
    assert source(text).role == role
    assert source(text).text == (text or None)


def test_armed_forces_by_name_are_those_of_a_state() -> None:
    with packaged("normalize", "sources.toml").open("rb") as stream:
        names = tomllib.load(stream)["states"]["armed_forces"]
    for name in names:
        assert actor(name).id is not None, name
        assert source(name).role == "military", name


@pytest.mark.parametrize("text", ["its troops", "their soldiers", "its army", "his forces"])
def test_whose_troops_a_pronoun_does_not_tell(text: str) -> None:
    assert (actor(text).id, actor(text).side) == (None, "unknown")
    assert relation(actor(text), actor("Ukrainian forces")) == "unknown"


def test_a_pronoun_does_not_hide_what_the_other_words_tell() -> None:
    assert actor("its militias").side == "armed_group"
    assert actor("their rebels").side == "opposition"
    assert actor("its troops", "Russian troops").id == "russia"


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("a coalition of rebels", "opposition"),
        ("the insurgent coalition", "opposition"),
        ("a coalition of armed groups", "armed_group"),
        ("coalition troops", "foreign"),
        ("armed men", "armed_group"),
    ],
)
def test_a_coalition_is_foreign_only_where_nothing_else_is_told(text: str, side: str) -> None:
    assert actor(text).side == side
