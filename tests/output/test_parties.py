from __future__ import annotations

from conflict_extract.output.parties import party_names
from conflict_extract.schema import Actor
from conflict_extract.schema.records import Side
from tests.output.builders import ZAWIYA, day, event


def _named(*takers: tuple[str, str | None, Side]) -> list[str]:
    events = [
        event(f"ev-{number}", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA,
              gained_by=Actor(text=name, name=name, id=identity, side=side))
        for number, (name, identity, side) in enumerate(takers)
    ]  # fmt: skip
    found = party_names(events)
    return [found[each.id] for each in events]


def test_spellings_of_one_actor_are_one_party_called_as_most_call_it() -> None:
    names = _named(("SDF", "sdf", "armed_group"), ("the SDF", "sdf", "armed_group"), ("SDF", "sdf", "armed_group"))
    assert names == ["SDF", "SDF", "SDF"]


def test_words_for_a_side_are_its_only_known_party() -> None:
    army: tuple[str, str | None, Side] = ("Borskian army", "borsk", "government")
    troops: tuple[str, str | None, Side] = ("government troops", None, "government")
    assert _named(army, troops, troops) == ["Borskian army"] * 3
    assert _named(army, ("Alvenan army", "alvena", "government"), troops)[2] == "government troops"


def test_other_actors_are_one_where_their_names_are() -> None:
    names = _named(
        ("Sons of the Mill", None, "unknown"), ("sons of the mill", None, "unknown"), ("Gunmen", None, "unknown")
    )
    assert names[0] == names[1] != names[2]


def test_who_is_not_named_is_no_party() -> None:
    assert party_names([event("ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA)]) == {}
