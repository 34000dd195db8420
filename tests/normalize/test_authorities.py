"""What names are compared by, as one value: kept as text, equal by what the user's files say, and never left out."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import conflict_extract
from conflict_extract import ActorTable, Gazetteer
from conflict_extract.errors import SettingsError
from conflict_extract.normalize import Authorities, load_actors, load_outlets, packaged_actors, relation
from conflict_extract.normalize.actor_files import ActorEntry, Country, War
from conflict_extract.normalize.actors import actors_with
from conflict_extract.normalize.outlets import OutletTable, OwnOutlet
from conflict_extract.normalize.own_places import OwnPlace
from tests.builders import record

# by what table, when none is given, is no question that code which has one may leave open
BY_A_TABLE = {"actor": 3, "source": 2, "is_capital": 2, "in_country": 3, "relation": 3, "allied": 3}
NAMES = ("Alvena", "Borsk", "Corva", "North Front", "Sons of Borsk", "Duma «3»")


def wars() -> st.SearchStrategy[tuple[War, ...]]:
    entry = st.builds(
        ActorEntry,
        id=st.sampled_from(["north", "south", "m23"]),
        name=st.sampled_from(NAMES),
        side=st.sampled_from(["government", "opposition", "armed_group"]),
        aliases=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
        part_of=st.sampled_from([(), ("opposition",)]),
    )
    country = st.builds(Country, words=st.just(("Alvenia",)), government=st.none() | st.just("m23"))
    war = st.builds(
        War,
        camps=st.sampled_from([(), (("north",), ("south",))]),
        countries=st.lists(country, max_size=1).map(tuple),
        actors=st.lists(entry, max_size=3, unique_by=lambda entry: entry.id).map(tuple),
    )
    return st.lists(war, max_size=1).map(tuple)


def places() -> st.SearchStrategy[list[OwnPlace]]:
    point = st.none() | st.floats(-90, 90)
    made = st.builds(
        lambda name, at, **more: OwnPlace(name=name, lat=at, lon=at, **more),
        st.sampled_from(NAMES),
        point,
        type=st.sampled_from(["town", "base", "other"]),
        country=st.none() | st.just("SY"),
    )
    return st.lists(made, max_size=2)


def outlets() -> st.SearchStrategy[tuple[OwnOutlet, ...]]:
    made = st.builds(
        OwnOutlet,
        name=st.sampled_from(["River Herald", "Hill Radio"]),
        aliases=st.sampled_from([(), ("The Herald",)]),
        voice_of=st.none() | st.just("government"),
    )
    return st.lists(made, max_size=1).map(tuple)


def authorities() -> st.SearchStrategy[Authorities]:
    return st.builds(Authorities, wars().map(actors_with), places().map(Gazetteer), outlets().map(OutletTable))


@given(authorities(), authorities())
def test_they_come_back_from_their_texts_and_are_equal_if_these_are(one: Authorities, other: Authorities) -> None:
    again = Authorities.of_texts(one.texts)
    assert again == one
    assert hash(again) == hash(one)
    assert again.actors.wars == one.actors.wars
    assert again.places.own_places == one.places.own_places
    assert again.outlets.own == one.outlets.own
    assert (one == other) == (one.texts == other.texts)


def test_the_packaged_ones_have_no_text() -> None:
    assert Authorities().texts == {}
    assert Authorities.of_texts({}) == Authorities() == Authorities.load()
    assert Authorities().actors is packaged_actors()
    assert Authorities() != "something else"


@pytest.mark.parametrize(
    "texts", [{"actors": "[3]"}, {"places": "{"}, {"outlets": '[{"nmae": "A"}]'}, {"rivers": "[]"}]
)
def test_texts_of_no_table_are_refused(texts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Authorities.of_texts(texts)


def test_files_that_say_the_same_are_equal_however_they_are_written(tmp_path: Path) -> None:
    entry = 'name = "North Front"\nside = "opposition"\nid = "north"\n'
    (tmp_path / "one.toml").write_text("[[actors]]\n" + entry, encoding="utf-8")
    (tmp_path / "two.toml").write_text("# who is who\n\n[[actors]]\naliases = []\n" + entry, encoding="utf-8")
    one, two = (Authorities.load(actors=tmp_path / f"{name}.toml") for name in ("one", "two"))
    assert one == two != Authorities()
    assert one.actors is two.actors
    assert json.loads(one.texts["actors"])[0]["actors"] == [
        {"id": "north", "name": "North Front", "side": "opposition"}
    ]


def test_a_table_without_the_packaged_actors_cannot_be_kept() -> None:
    with pytest.raises(SettingsError, match="without those of the package"):
        Authorities(actors=ActorTable((War(),), own=1))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[actors]]\nid = "a"\nname = "A"\nside = "opposition"\npart_of = ["b"]\n'
         '[[actors]]\nid = "b"\nname = "B"\nside = "opposition"\npart_of = ["a"]', "actor a: is a part of itself"),
    ],
)  # fmt: skip
def test_a_circle_of_actors_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_actors(path)
    assert "mine.toml" in caught.value.message
    assert complaint in caught.value.message
    assert "part_of" in caught.value.hint


def test_a_name_of_two_outlets_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text('[[outlets]]\nname = "A"\naliases = ["Z"]\n[[outlets]]\nname = "B"\naliases = ["Z"]\n', "utf-8")
    with pytest.raises(SettingsError) as caught:
        load_outlets(path)
    assert all(part in f"{caught.value.message} {caught.value.hint}" for part in ("outlets.toml", "Z", "[[outlets]]"))


def test_records_get_the_names_of_the_files_and_keep_the_rest() -> None:
    own = Authorities(
        actors=actors_with((War(actors=(ActorEntry(id="north", name="North Front", side="opposition"),)),))
    )
    told = [record(gained_by="North Front", lost_by="the army"), record("defection", who="a minister")]
    named = own.in_records(told)
    assert [each.id for each in named] == [each.id for each in told]
    assert vars(named[0])["gained_by"].id == "north"
    assert vars(named[0])["lost_by"] == vars(told[0])["lost_by"]
    assert named[1] == told[1]
    assert own.in_records(named) == named


@given(authorities())
def test_looking_names_up_twice_changes_nothing_more(own: Authorities) -> None:
    told = [record(place=name, gained_by=name, lost_by="rebels of the North Front") for name in NAMES]
    named = own.in_records(told)
    assert own.in_records(named) == named


def test_relations_are_those_of_the_table_that_is_given() -> None:
    front = War(
        camps=(("north",), ("south",)),
        actors=tuple(ActorEntry(id=name, name=f"{name} rebels", side="opposition") for name in ("north", "south")),
    )
    own = actors_with((front,))
    one, two = own.actor("north rebels"), own.actor("south rebels")
    assert relation(one, two, own) == "opposed"
    assert relation(one, two) == "same_side"


def test_no_room_that_has_a_table_of_actors_compares_by_the_packaged_one() -> None:
    rooms = Path(conflict_extract.__file__).parent
    left_out = []
    for path in sorted(each for name in ("extraction", "merging", "eventset") for each in (rooms / name).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in BY_A_TABLE:
                named = any(word.arg == "actors" for word in call.keywords)
                unpacked = any(isinstance(each, ast.Starred) for each in call.args)
                if not (named or unpacked or len(call.args) == BY_A_TABLE[call.func.id]):
                    left_out.append(f"{path.name}, line {call.lineno}: {call.func.id}")
    assert left_out == []
