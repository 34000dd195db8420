from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.errors import PlacesError, SettingsError
from conflict_extract.normalize import Authorities, Gazetteer, locate, place_name, places_of
from conflict_extract.schema import Place
from tests.builders import record

FILE = """\
[[places]]
name = "Tiyas air base"
aliases = ["T4", "T-4 airbase"]
type = "base"
country = "SY"
admin1 = "Homs"
lat = 34.5225
lon = 37.6275

[[places]]
name = "Homs"
geonames_id = 7
country = "SY"

[[places]]
name = "Green Square"
country = "LY"
within = "Tripoli"

[[places]]
name = "Green Square"
country = "LY"
within = "Benghazi"
"""


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    file = tmp_path / "places.toml"
    file.write_text(FILE, "utf-8")
    return Gazetteer.load(file)


def place(text: str, **fields: object) -> Place:
    name, kind = place_name(text)
    return Place.model_validate({"text": text, "name": name, "type": kind, **fields})


def test_spellings_of_one_own_place_are_one_entry_and_keep_their_wording(gazetteer: Gazetteer) -> None:
    found = [
        gazetteer.locate(place(text), ["SY"]) for text in ("T4", "the T4 airport", "Tiyas airbase", "T-4 air base")
    ]
    assert [each.name for each in found] == ["T4", "T4 airport", "Tiyas airbase", "T-4 air base"]
    assert {(each.country, each.admin1, each.lat, each.lon) for each in found} == {("SY", "Homs", 34.5225, 37.6275)}
    ids = {each.geonames_id for each in found}
    assert len(ids) == 1
    assert all(number is not None and number < 0 for number in ids), "no number of GeoNames' own"


def test_own_places_overrule_the_table(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate(place("Homs"), ["SY"]).geonames_id == 7
    assert gazetteer.locate(place("Homs"), ["SY"]).lat is None
    assert gazetteer.locate(place("Homs countryside"), ["SY"]).geonames_id is None
    assert gazetteer.locate(place("Hama"), ["SY"]) == locate(place("Hama"), ["SY"])


def test_what_it_lies_in_tells_own_places_of_one_name_apart(gazetteer: Gazetteer) -> None:
    tripoli, benghazi = (
        gazetteer.locate(place("Green Square", within=within), ["LY"]) for within in ("Tripoli", "eastern Benghazi")
    )
    assert tripoli.geonames_id is not None
    assert benghazi.geonames_id is not None
    assert gazetteer.locate(place("Green Square"), ["LY"]).geonames_id is None


def test_records_read_from_a_file_get_own_places_and_keep_the_rest(gazetteer: Gazetteer) -> None:
    records = [record("withdrawal", place="T4", to_place="Homs"), record(place="Hama"), record("defection")]
    changed = Authorities(places=gazetteer).in_records(records)
    assert [each.id for each in changed] == [each.id for each in records]
    assert [each.geonames_id is not None for one in changed for each in places_of(one)] == [True, True, False]
    assert changed[1:] == records[1:]
    assert Authorities().in_records(records) == records


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[places]]\nname = "A"\nlat = 1.0', ["line 1", "lat and lon go together"]),
        ('[[places]]\nname = "A"\n[[places]]\nnmae = "B"', ["line 3", "nmae", "is no key", "name"]),
        ('[[places]]\nname = "A"\ncountry = "Syria"', ["line 1", "'Syria'", "alpha-2"]),
        ('[[places]]\nname = "A"\nlat = 91\nlon = 0', ["line 1", "lat"]),
        ('[[places]]\nname = "A"\ntype = "castle"', ["line 1", "type"]),
        ('name = "A"', ["name"]),
        ("[[places]]\nname = \n", ["line 2"]),
        ("places = 3", ["places"]),
        ("places = [3]", ["line 1"]),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, says: list[str]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(PlacesError) as raised:
        Gazetteer.load(file)
    assert isinstance(raised.value, SettingsError)
    assert all(part in raised.value.message for part in ["mine.toml", *says]), raised.value.message
    assert raised.value.hint


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match=r"nowhere\.toml"):
        Gazetteer.load(tmp_path / "nowhere.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    with pytest.raises(PlacesError, match=r"binary\.toml"):
        Gazetteer.load(binary)
