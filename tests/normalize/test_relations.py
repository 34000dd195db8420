from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflict_extract.normalize import actor, allied, load_actors, relation
from conflict_extract.schema import Actor

from .test_actors import OWN, PHRASES

PAIRS = """
the army | Syrian army | contains
the army | Sudanese army | contains
the army | the Alvenian army | contains
government forces | regime forces | same
Syrian army | Assad's forces | same
the Government of Syria's army | Syrian Arab Army | same
National Defence Forces | Assad's forces | contains
the opposition | Free Syrian Army | contains
Syrian rebels | FSA | contains
rebels | M23 | contains
rebels | Houthi rebels | contains
rebels | Southern Operations Room | contains
militants | Al-Shabaab | contains
JNIM | al-Qaeda | contains
Bosnian Serb forces | Serbs | contains
TPLF | Tigrayan fighters | same
SNA | Syrian National Army | same
Kurdish units | SDF | same
Kurdish units | peshmerga | same
Libyan army | Gaddafi's forces | same
Libyan army | Government of National Accord | same
Libyan National Army | GNA | opposed
SNA | SDF | opposed
Syrian National Army | Syrian Democratic Forces | opposed
Taliban | Islamic State Khorasan | opposed
Taliban | ISIS | opposed
JNIM | Islamic State in the Greater Sahara | opposed
peshmerga | Islamic State | opposed
Ukrainian forces | Russian forces | opposed
Azerbaijani troops | Armenian forces | opposed
FARDC | M23 | opposed
Wagner | Ukrainian army | opposed
army | rebels | opposed
Assad's forces | rebels | opposed
Iran-backed militias | Syrian army | opposed
Hayat Tahrir al-Sham | Free Syrian Army | same_side
Syrian army | Russian forces | same_side
Wagner | Malian army | same_side
M23 | Rwandan troops | same_side
PDF | Arakan Army | same_side
Arakan Army | MNDAA | same_side
gunmen | rebels | same_side
rebels | Islamic State | different
opposition fighters | SDF | different
militants | SDF | contains
rebels | Syrian army | opposed
rebels | Russian troops | different
the Alvenian army | the Borskian army | same_side
Syrian army | Sudanese army | different
Syrian army | Al-Shabaab | different
Iraqi army | Mahdi Army | opposed
Tamil Tigers | Houthis | different
residents | rebels | different
forces | rebels | unknown
7th Brigade | 9th Brigade | unknown
Northern Front forces | Southern Front of Borsk | same_side
military council | military council of the Western Mountains | same_side
7th Brigade | the 7th Brigade's fighters | same
Colonel Khaled Matar | Col. Khalid Matar | same
Matar's men | Colonel Khaled Matar | same
Haftar's forces | Hafter forces | same
Maroun Haddar | Maroun Hadder | same
""".strip().splitlines()


@pytest.mark.parametrize("line", PAIRS)
def test_relations(line: str) -> None:
    one, other, expected = map(str.strip, line.split("|"))
    assert relation(actor(one), actor(other)) == expected
    assert relation(actor(other), actor(one)) == expected
    assert allied(actor(one), actor(other)) == (expected in ("same", "contains", "same_side"))


PRESS = st.sampled_from([phrase for phrase, _, _ in PHRASES])


@given(PRESS, PRESS)
def test_the_order_changes_nothing_and_everybody_is_himself(one: str, other: str) -> None:
    assert relation(actor(one), actor(other)) == relation(actor(other), actor(one))
    assert relation(actor(one), actor(one)) == "same"


def test_a_record_need_not_say_more_than_name_id_and_side() -> None:
    stored = Actor(text="they", name="the rebels", side="opposition")
    assert relation(stored, actor("FSA")) == "contains"
    unknown = Actor(text="X", name="X", id="of_a_file_that_is_not_here", side="opposition")
    assert relation(unknown, unknown) == "same"
    assert relation(unknown, actor("the army")) == "opposed"
    assert relation(unknown, actor("rebels")) == "contains"


def test_two_that_are_only_foreign_are_not_of_one_side() -> None:
    assert relation(actor("Malawian mercenaries"), actor("Chilean mercenaries")) == "unknown"


def test_own_files_tell_camps_and_supersets(tmp_path: Path) -> None:
    path = tmp_path / "actors.toml"
    path.write_text(OWN, encoding="utf-8")
    front, m23 = Actor(text="NF", name="NF", id="north_front", side="opposition"), actor("M23")
    assert relation(front, m23) == "same_side"
    own = load_actors(path)
    assert relation(front, m23, own) == "opposed"
    assert not allied(front, m23, own)
    assert relation(front, actor("rebels"), own) == "contains"
    assert relation(front, m23) == "same_side"


def test_asking_again_costs_next_to_nothing() -> None:
    actors = [actor(phrase) for phrase, _, _ in PHRASES]
    for _ in range(2):
        started = time.perf_counter()
        for one in actors:
            for other in actors:
                relation(one, other)
        taken = time.perf_counter() - started
    assert taken / len(actors) ** 2 < 100e-6
