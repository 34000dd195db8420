from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from benchmarks.whereabouts import located_places, verdict

from conflict_extract.errors import PlacesError
from conflict_extract.normalize import places_of
from conflict_extract.schema import Record
from tests.extraction.article_reader.builders import called
from tests.extraction.builders import Fields, answering, article, extractor, item
from tests.fakes import completion

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


def told(text: str, place: str, countries: list[str], names: list[Fields] | None = None, **known: str) -> Record:
    """The record of a strong model that names countries."""
    said = item("control_change", trigger=text.split()[1], places=[place])
    answer = completion({"countries": countries, "records": [said], "names": names or []})
    with extractor(answering({text: answer})) as opened:
        (record,) = opened.extract([article(text, **known)]).records
    return record


def test_places_are_located_in_the_countries_that_the_model_names() -> None:
    for country in ("LY", "DZ"):
        record = told("Rebels took Tolme.", "Tolme", [country])
        assert record.place is not None
        assert (record.place.country, record.place.geonames_id, record.doubts) == (country, None, ())
    record = told("Rebels took Tolme.", "Tolme", ["LY", "DZ"])
    assert record.place is not None
    assert record.place.country is None


def test_a_country_that_the_gazetteer_contradicts_is_a_doubt_and_the_place_stays() -> None:
    record = told("Rebels took Zawiya.", "Zawiya", ["LY"])
    assert record.place is not None
    assert (record.place.country, record.doubts) == ("LY", ())
    record = told("Rebels took Khartoum.", "Khartoum", ["PT"])
    assert record.place is not None
    assert (record.place.name, record.doubts) == ("Khartoum", ("country_contradicted",))


def test_a_name_that_the_gazetteer_knows_for_another_place_is_a_doubt() -> None:
    record = told("Rebelles prennent Gharyan.", "Gharyan", ["LY"], [called("Gharyan", "Zawiya")], language="fr")
    assert record.doubts == ("name_contradicted",)
    record = told("Повстанцы взяли Эль-Фашир.", "Эль-Фашир", ["SD"], [called("Эль-Фашир", "El Fasher")], language="ru")
    assert record.place is not None
    assert (record.place.country, record.place.geonames_id is not None, record.doubts) == ("SD", True, ())


def test_a_name_with_a_turkish_ending_is_looked_up_without_it() -> None:
    text = "Ordu çekildi Hama'dan, Suriye'nin ortasında."
    for countries in (["SY"], []):
        record = told(text, "Hama'dan", countries, language="tr")
        assert record.place is not None
        assert (record.place.name, record.place.country, record.place.geonames_id) == ("Hama", "SY", 170017)


def test_of_the_places_kept_beside_where_they_are_none_is_wrong() -> None:
    verdicts = Counter(verdict(place, wanted) for _, wanted, place in located_places())
    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 50


def test_a_wrong_file_of_own_places_stops_before_anything_is_asked(tmp_path: Path) -> None:
    transport = answering(ANSWERS)
    with pytest.raises(PlacesError):
        extractor(transport, places=tmp_path / "nowhere.toml")
    assert transport.requests == []
