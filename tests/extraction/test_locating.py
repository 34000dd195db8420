from __future__ import annotations

from pathlib import Path

import pytest

from conflict_extract.errors import PlacesError
from conflict_extract.normalize import places_of

from .builders import answering, article, extractor, item

CAPTURE = "Rebels took Zawiya and the Zawiya refinery from government troops in Libya on Friday."
RETREAT = "Government troops left the village of Tolme for Gharyan."
ARTICLE = article(CAPTURE, RETREAT)
SAID = [
    item("control_change", trigger="took", gained_by="Rebels", places=["Zawiya", "Zawiya refinery"]),
    item("withdrawal", sentences=[1], trigger="left", force="Government troops", places=["Tolme"], to_place="Gharyan"),
]
ANSWERS = {CAPTURE: SAID}


def located(**settings: object) -> dict[str, tuple[str | None, int | None]]:
    with extractor(answering(ANSWERS), **settings) as opened:
        result = opened.extract([ARTICLE])
    return {place.name: (place.country, place.geonames_id) for record in result.records for place in places_of(record)}


def test_places_are_located_in_the_light_of_their_article() -> None:
    assert located() == {
        "Zawiya": ("LY", 2218970),
        "Zawiya refinery": ("LY", None),
        "Tolme": ("LY", None),
        "Gharyan": ("LY", 2217362),
    }


def test_ids_do_not_depend_on_the_gazetteer(tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_text('[[places]]\nname = "Tolme"\nlat = 1.0\nlon = 2.0\ncountry = "LY"\n', "utf-8")
    ids = []
    for places in (None, file):
        with extractor(answering(ANSWERS), places=places) as opened:
            ids.append([record.id for record in opened.extract([ARTICLE]).records])
    assert ids[0] == ids[1]
    number = located(places=file)["Tolme"][1]
    assert number is not None
    assert number < 0


def test_a_wrong_file_of_own_places_stops_before_anything_is_asked(tmp_path: Path) -> None:
    transport = answering(ANSWERS)
    with pytest.raises(PlacesError):
        extractor(transport, places=tmp_path / "nowhere.toml")
    assert transport.requests == []
