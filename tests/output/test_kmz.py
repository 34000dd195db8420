"""KMZ for Google Earth: valid by OGC's schema, read back by GDAL, with time, style and what the tables say."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from pyogrio import list_layers, raw

from conflict_extract.output import Collection
from conflict_extract.output.kmz import write_kmz
from conflict_extract.schema import KINDS, Date, Place

from .builders import ARMY, REBELS, TRIPOLI, ZAWIYA, article, day, event, record
from .exported import tables

KML = {"k": "http://www.opengis.net/kml/2.2"}
HOSTILE = "</td><script>alert(1)</script> & $[name] \x07\ufffe\udc80 ]]>"


@cache
def _schema() -> etree.XMLSchema:
    """OGC's schema of KML 2.2, of which fastkml has a copy."""
    found = find_spec("fastkml")
    assert found is not None
    assert found.origin is not None
    return etree.XMLSchema(etree.parse(Path(found.origin).with_name("schema") / "ogckml22.xsd"))


def _written(collection: Collection, path: Path) -> Any:
    write_kmz(tables(collection).parts, path)
    with zipfile.ZipFile(path) as archive:
        document = etree.fromstring(archive.read("doc.kml"))
        icons = {each.text for each in document.iterfind(".//k:href", KML)}
        assert icons == {*archive.namelist()} - {"doc.kml"}
    _schema().assertValid(document)
    return document


def _texts(element: Any, name: str) -> list[str]:
    return [each.text for each in element.iterfind(f".//k:{name}", KML)]


def _placemark(document: Any, event_id: str) -> Any:
    (found,) = document.xpath(
        f".//k:Placemark[k:ExtendedData/k:Data[@name='event_id']/k:value='{event_id}']", namespaces=KML
    )
    return found


class _Page(HTMLParser):
    """The words of a balloon, its links, and the tags that it has."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]


def test_events_with_coordinates_stand_in_folders_of_their_kinds(collection: Collection, tmp_path: Path) -> None:
    document = _written(collection, tmp_path / "events.kmz")
    folders = [(folder.findtext("k:name", namespaces=KML), len(_texts(folder, "Point/k:coordinates")))
               for folder in document.iterfind(".//k:Folder", KML)]  # fmt: skip
    assert folders == [("control change (2)", 2), ("withdrawal (1)", 1), ("official denial (1)", 1)]
    assert _texts(_placemark(document, "ev-control"), "coordinates") == ["12.7276,32.7571"]


def test_events_without_coordinates_are_counted_and_said(collection: Collection, tmp_path: Path) -> None:
    notes = write_kmz(tables(collection).parts, tmp_path / "events.kmz")
    assert notes == ("not on the map: 4 events without coordinates",)
    with zipfile.ZipFile(tmp_path / "events.kmz") as archive:
        document = etree.fromstring(archive.read("doc.kml"))
    assert document.findtext(".//k:Document/k:description", namespaces=KML) == notes[0]


def test_nothing_is_said_where_every_event_has_coordinates(tmp_path: Path) -> None:
    told = event("ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA)
    assert write_kmz(tables(Collection([told], {}, {})).parts, tmp_path / "events.kmz") == ()


@pytest.mark.parametrize(
    ("when", "span"),
    [
        (day("2011-08-20"), [("begin", "2011-08-20"), ("end", "2011-08-20")]),
        (Date(start="2011-08-20", end="2011-08-22"), [("begin", "2011-08-20"), ("end", "2011-08-22")]),
        (Date(end="2011-08-20", basis="stated"), [("end", "2011-08-20")]),
        (Date(start="2011-08", precision="month"), [("begin", "2011-08")]),
        (Date(start="2011-08-20T09:00:00+02:00"), [("begin", "2011-08-20")]),
        (Date(), []),
    ],
)  # fmt: skip
def test_the_time_span_is_that_in_which_it_can_have_happened(
    when: Date, span: list[tuple[str, str]], tmp_path: Path
) -> None:
    told = event("ev", "control_change", when, ("rec",), (), place=ZAWIYA)
    document = _written(Collection([told], {}, {}), tmp_path / "events.kmz")
    assert [(etree.QName(each).localname, each.text) for each in document.iterfind(".//k:TimeSpan/*", KML)] == span


def test_each_kind_has_its_style_and_what_is_disputed_is_marked(collection: Collection, tmp_path: Path) -> None:
    document = _written(collection, tmp_path / "events.kmz")
    icons = {
        style.get("id"): (_texts(style, "color")[0], _texts(style, "href")[0])
        for style in document.iterfind(".//k:Style", KML)
    }
    assert len({color for color, _ in icons.values()}) == len(KINDS)
    disputed = _placemark(document, "ev-control").findtext("k:styleUrl", namespaces=KML)
    assert icons[disputed[1:]] == ("ffb06c2b", "icons/crossed_disc.png")
    undisputed = _placemark(document, "ev-unknown").findtext("k:styleUrl", namespaces=KML)
    assert icons[undisputed[1:]] == ("ffb06c2b", "icons/disc.png")


def test_the_balloon_tells_the_event_and_quotes_each_record(collection: Collection, tmp_path: Path) -> None:
    (html,) = _texts(_placemark(_written(collection, tmp_path / "events.kmz"), "ev-control"), "description")
    page = _Page(html)
    told = " | ".join(page.words)
    for words in (
        "control change", "2011-08-20 (stated)", "disputed", "2, probably true", "Libyan rebels", "Libyan army",
        "fighting", "Levant Wire; صحيفة الساحل", "ev-denial", "Rebels seized the city of Zawiya on Saturday",
        "سيطر الثوار على مدينة الزاوية يوم السبت.", "Levant Wire, 2011-08-20",
    ):  # fmt: skip
        assert words in told
    assert page.links == ["https://wire.example/zawiya?a=1&b=2"]


def test_what_articles_say_is_text_and_only_web_addresses_are_links(tmp_path: Path) -> None:
    wire = article(HOSTILE, HOSTILE, f"Rebels seized Zawiya {HOSTILE}.", title=HOSTILE, url=f"javascript:{HOSTILE}")
    place = ZAWIYA.model_copy(update={"name": HOSTILE, "within": HOSTILE})
    told = record("rec", "control_change", wire, (0,), "seized", day("2011-08-20"), place=place, gained_by=REBELS)
    made = event("ev", "control_change", day("2011-08-20"), ("rec",), (HOSTILE,), place=place, gained_by=REBELS)
    document = _written(Collection([made], {"rec": told}, {wire.id: wire}), tmp_path / "events.kmz")
    (html,) = _texts(document, "description")
    page = _Page(html)
    assert page.tags == {"table", "tr", "th", "td", "blockquote", "p"}
    assert "$[" not in html
    seen = HOSTILE.translate({0x07: "\ufffd", 0xFFFE: "\ufffd", 0xDC80: "\ufffd"})
    assert f"Rebels seized Zawiya {seen}." in page.words
    assert _texts(document, "Placemark/k:name") == [f"{seen.replace(chr(0xFFFD) + ' ]', '? ]')}, 2011-08-20"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "http:evil.example", " http://a.example", "http://[", "file:///etc"]
)
def test_what_is_no_web_address_is_not_linked(url: str, tmp_path: Path) -> None:
    wire = article("art", "Wire", "Rebels seized Zawiya.", url=url)
    told = record("rec", "control_change", wire, (0,), "seized", day("2011-08-20"), place=ZAWIYA)
    made = event("ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA)
    document = _written(Collection([made], {"rec": told}, {"art": wire}), tmp_path / "events.kmz")
    page = _Page(_texts(document, "description")[0])
    assert page.links == []
    assert f"Wire: {url}" in page.words


def test_gdal_reads_it_back(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "events.kmz"
    _written(collection, path)
    assert {name for name, _ in list_layers(path)} == {"control change (2)", "withdrawal (1)", "official denial (1)"}
    meta, _, points, values = raw.read(path, layer="control change (2)")
    found = dict(zip(meta["fields"], values, strict=True))
    assert list(found["event_id"]) == ["ev-control", "ev-unknown"]
    assert list(found["Name"]) == ["Zawiya, 2011-08-20", "Chancay"]
    assert [str(day)[:10] for day in found["begin"]] == ["2011-08-20", "NaT"]
    assert len(points) == 2


def test_two_exports_have_the_same_bytes_and_no_event_is_no_error(collection: Collection, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_kmz(tables(collection).parts, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert _texts(_written(Collection([], {}, {}), tmp_path / "empty.kmz"), "Placemark") == []


def test_a_balloon_quotes_the_records_of_its_own_event_only(tmp_path: Path) -> None:
    wire = article("art", "Wire", "Rebels seized Zawiya.", "The army left Tripoli.")
    records = [
        record("rec-1", "control_change", wire, (0,), "seized", day("2011-08-20"), place=ZAWIYA, gained_by=REBELS),
        record("rec-2", "withdrawal", wire, (1,), "left", day("2011-08-21"), place=TRIPOLI, force=ARMY),
    ]
    events = [
        event("ev-1", "control_change", day("2011-08-20"), ("rec-1",), ("Wire",), place=ZAWIYA, gained_by=REBELS),
        event("ev-0", "withdrawal", day("2011-08-19"), ("rec-lost",), ("Wire",), place=TRIPOLI, force=ARMY),
        event("ev-2", "withdrawal", day("2011-08-21"), ("rec-2",), ("Wire",), place=TRIPOLI, force=ARMY),
    ]
    held = Collection(events, {each.id: each for each in records}, {"art": wire})
    document = _written(held, tmp_path / "events.kmz")
    quoted = {
        key: re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", _texts(_placemark(document, key), "description")[0])
        for key in ("ev-0", "ev-1", "ev-2")
    }
    assert quoted == {"ev-0": [], "ev-1": ["Rebels seized Zawiya."], "ev-2": ["The army left Tripoli."]}


def test_a_place_with_half_of_its_coordinates_is_on_no_map(tmp_path: Path) -> None:
    place = Place(text="x", name="x", lat=1.0)
    told = event("ev", "control_change", Date(), ("rec",), (), place=place)
    assert write_kmz(tables(Collection([told], {}, {})).parts, tmp_path / "events.kmz")
