from __future__ import annotations

from conflict_extract.normalize import entry_near, place_numbered


def test_of_namesakes_the_nearest_to_a_point_is_meant() -> None:
    zliten = (32.467, 14.569)
    number = entry_near("Zlitan", "LY", zliten, within=15)
    assert number is not None
    assert number == entry_near("Zliten", "LY", zliten, within=15)
    assert entry_near("Zlitan", "LY", (27.0, 18.0), within=15) is None
    assert entry_near("Zlitan", "TN", zliten, within=15) is None


def test_a_number_names_its_place() -> None:
    place = place_numbered(706448, "UA")
    assert place is not None
    assert (place.name, place.admin1, place.country, place.geonames_id) == ("Kherson", "Kherson", "UA", 706448)
    assert (place.lat, place.lon) == (46.6369, 32.6146)
    assert place_numbered(706448, "LY") is None
