from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conflict_extract._files import packaged
from conflict_extract.output import Collection, write_report
from conflict_extract.schema import Conflict, ConflictingValue, Date, Place
from tests.output.builders import REBELS, ZAWIYA, article, day, event, record

ROOT = Path(__file__).resolve().parents[3]
FRONTEND = ROOT / "frontend"
VOID = {"meta", "br", "hr", "img", "input", "link"}
MOST_BYTES = 400_000
HOSTILE = "</script><!--<script>alert(1)</script>-->&amp;\u2028"


class Page(HTMLParser):
    """Collects what a browser without JavaScript would act on, and checks that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        kind = next((tag for tag in ("style", "script") if tag in self.open), "words")
        self.texts.setdefault(kind, []).append(data)

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]

    @property
    def words(self) -> str:
        return " ".join("".join(self.texts["words"]).split())

    @property
    def scripts(self) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and content of each script element."""
        scripts = (attributes for tag, attributes in self.tags if tag == "script")
        return list(zip(scripts, self.texts["script"], strict=True))

    @property
    def script(self) -> str:
        """The one that runs."""
        (found,) = [text for attributes, text in self.scripts if "type" not in attributes]
        return found

    @property
    def data(self) -> dict[str, Any]:
        """What the script works on; the packed blocks by their ids, what an event is opened for with the event."""
        loaded: dict[str, Any] = json.loads(self.texts["script"][0])
        for attributes, text in self.scripts:
            if attributes.get("type") == "application/zlib":
                loaded[str(attributes["id"])] = json.loads(zlib.decompress(base64.b64decode(text)))
        details = loaded.pop("details")
        loaded["events"] = [each | detail for each, detail in zip(loaded["events"], details, strict=True)]
        return loaded


@pytest.mark.parametrize(
    ("known", "title"),
    [
        ({"path": "posts/result.json", "external_id": "1"}, "result.json, 1"),
        ({"path": "posts/a.txt"}, "a.txt"),
        ({"external_id": "1"}, "1"),
        ({}, "art"),
        ({"title": "Told", "path": "a.txt", "external_id": "1"}, "Told"),
    ],
)
def test_an_article_without_a_title_is_called_by_its_file(known: dict[str, str], title: str, tmp_path: Path) -> None:
    text = article("art", "Wire", "They took it.", **known)
    told = record("rec", "control_change", text, (0,), "took", Date(), place=ZAWIYA)
    change = event("ev", "control_change", Date(), ("rec",), ("Wire",), place=ZAWIYA)
    page = written(Collection([change], {"rec": told}, {"art": text}), tmp_path)
    assert page.data["articles"][0]["title"] == title


def written(collection: Collection, folder: Path, **more: Any) -> Page:
    write_report(collection, folder / "report.html", **{"title": "Events", **more})
    return Page((folder / "report.html").read_text(encoding="utf-8"))


@pytest.fixture
def page(collection: Collection, tmp_path: Path) -> Page:
    summary = {
        "articles": 4, "windows": 1234, "cost": None, "model": "a <b>model</b>", "complete": True,
        "failures": [{"path": "a & b.txt", "error": "ArticleError", "message": "<i>broken</i>", "hint": ""}],
    }  # fmt: skip
    return written(collection, tmp_path, title="Libya <2011>", summary=summary)


def test_nothing_from_articles_becomes_markup_or_a_script(page: Page) -> None:
    assert [tag for tag, _ in page.tags].count("script") == 7
    assert not {tag for tag, _ in page.tags} & {"iframe", "object", "img", "link", "form", "i", "base"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "<script>alert('taken')</script>" in page.words
    assert "a <b>model</b>" in page.words
    assert "Libya <2011>" in page.words


def test_no_text_gets_out_of_the_data(tmp_path: Path) -> None:
    text = article("art", HOSTILE, f"They took {HOSTILE}.", title=HOSTILE)
    place = Place(text=HOSTILE, name=HOSTILE)
    told = record("rec", "control_change", text, (0,), "took", day("2011-08-20"), place=place)
    change = event("ev", "control_change", day("2011-08-20"), ("rec",), (HOSTILE,), place=place)
    page = written(Collection([change], {"rec": told}, {"art": text}), tmp_path)
    assert not re.search("[<>&\u2028]", page.texts["script"][0])
    assert page.data["articles"][0]["title"] == HOSTILE
    assert page.data["articles"][0]["text"] == text.text
    assert page.data["events"][0]["place"] == HOSTILE


def test_the_policy_lets_through_this_style_and_this_script_only(page: Page) -> None:
    (policy,) = [each["content"] for _, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"]
    style, script = "".join(page.texts["style"]), page.script
    assert policy == (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_it_asks_nothing_of_anywhere(page: Page) -> None:
    assert not page.attributes("src")
    assert {link for link in page.attributes("href") if not link.startswith("#")} == set()
    assert "url(" not in "".join(page.texts["style"])
    assert set(re.findall(r"https?://([\w.]+)", page.script)) <= {"www.w3.org"}


def test_without_javascript_it_is_a_table(page: Page) -> None:
    assert [tag for tag, _ in page.tags].count("table") == 1
    assert all(attributes.get("scope") == "col" for tag, attributes in page.tags if tag == "th")
    assert [tag for tag, _ in page.tags].count("tr") == 9
    for words in (
        "1,234", "failures (1)", "8 events from 2011-08-01 to 2011-08-31, from 4 articles",
        "The ministry of defence denied on Sunday that Zawiya had fallen.", "Libyan rebels, lost by Libyan army",
        "disputed",
    ):  # fmt: skip
        assert words in page.words, words


def test_superseded_ids_lead_to_what_they_became(page: Page) -> None:
    assert page.data["superseded"] == {"ev-old": "ev-control", "ev-older": "ev-control"}


def test_offsets_are_those_of_javascript(tmp_path: Path) -> None:
    text = article("art", "Wire", "🔥🔥 Night.", "They 🔥 took it.", "Quiet.")
    told = record("rec", "control_change", text, (1,), "took", day("2011-08-20"), place=ZAWIYA)
    change = event("ev", "control_change", day("2011-08-20"), ("rec",), ("Wire",), place=ZAWIYA)
    data = written(Collection([change], {"rec": told}, {"art": text}), tmp_path).data
    units = data["articles"][0]["text"].encode("utf-16-le")
    cut = {
        name: [units[2 * start : 2 * end].decode("utf-16-le") for start, end in data["records"][0][name]]
        for name in ("evidence", "triggers", "stretches")
    }
    assert cut == {"evidence": ["They 🔥 took it."], "triggers": ["took"], "stretches": [text.text.rstrip()]}


def test_conflicts_of_any_shape_can_be_read(tmp_path: Path) -> None:
    values = [
        "under_way", None, 40, 2.5, True, ["a", "b"], REBELS.model_dump(), ZAWIYA.model_dump(), ZAWIYA,
        {"text": "dozens", "min": 24, "max": None}, {"odd_key": 1},
        {"text": None, "start": "2011-08-20", "end": "2011-08-21", "precision": "range"},
    ]  # fmt: skip
    conflict = Conflict(
        field="size", values=tuple(ConflictingValue(value=value, records=("rec",), outlets=()) for value in values)
    )
    change = event("ev", "control_change", day("2011-08-20"), ("rec",), (), place=ZAWIYA, conflicts=(conflict,))
    (told,) = written(Collection([change], {}, {}), tmp_path).data["events"][0]["conflicts"]
    assert [each["value"] for each in told["values"]] == [
        "under way", "not stated", "40", "2.5", "yes", "a, b", "Libyan rebels (opposition)", "Zawiya (city)",
        "Zawiya (city)", "dozens (at least 24)", "odd key: 1", "2011-08-20 to 2011-08-21",
    ]  # fmt: skip


def test_the_script_is_made_from_the_sources_at_hand() -> None:
    """Else `make assets` was forgotten."""
    hashed = hashlib.sha256()
    names = ["build.mjs", "package-lock.json", *(f"src/{path.name}" for path in (FRONTEND / "src").iterdir())]
    for name in sorted(names):
        hashed.update(name.encode() + b"\0" + (FRONTEND / name).read_bytes() + b"\0")
    script = packaged("output", "report", "assets", "script.js").read_text(encoding="utf-8")
    assert script.startswith(f"/* made from {hashed.hexdigest()} by make assets")


def test_what_ships_is_small_names_its_licences_and_stays_in_its_element() -> None:
    assets = packaged("output", "report", "assets")
    assert sum(path.stat().st_size for path in assets.iterdir()) < MOST_BYTES
    script, outlines = (assets / "script.js").read_text(encoding="utf-8"), (assets / "outlines.json").read_text("utf-8")
    assert (assets / "licences.txt").read_text(encoding="utf-8") in script
    for text in (script, outlines):
        assert not re.search("</script|<!--", text, re.IGNORECASE)
    packages = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_doubts_stand_in_words_beside_what_a_record_says(tmp_path: Path) -> None:
    text = article("art", "Wire", "They took it.")
    doubts = ("planned", "date_disputed")
    told = record("rec", "control_change", text, (0,), "took", day("2011-08-20"), place=ZAWIYA, doubts=doubts)
    plain = record("rec-2", "control_change", text, (0,), "took", day("2011-08-20"), place=ZAWIYA)
    change = event("ev", "control_change", day("2011-08-20"), ("rec", "rec-2"), ("Wire",), place=ZAWIYA)
    data = written(Collection([change], {"rec": told, "rec-2": plain}, {"art": text}), tmp_path).data
    facts = [dict(each["facts"]) for each in data["records"]]
    assert facts[0]["doubts"] == "the words seem to tell a plan; the words for the date mean another day"
    assert "doubts" not in facts[1]


def test_what_is_told_as_earlier_is_by_its_last_day(tmp_path: Path) -> None:
    earlier = Date(text="earlier", end="2011-08-20", basis="stated")
    vague = Date(text="the other day", end="2011-08-21", basis="unresolved")
    values = tuple(
        ConflictingValue(value=each.model_dump(mode="json"), records=("rec",), outlets=())
        for each in (earlier, day("2011-08-22"))
    )
    told = [
        event(
            "ev-1",
            "control_change",
            earlier,
            ("rec",),
            (),
            place=ZAWIYA,
            conflicts=(Conflict(field="date", values=values),),
        ),
        event("ev-2", "control_change", vague, ("rec",), (), place=ZAWIYA),
    ]
    page = written(Collection(told, {}, {}), tmp_path)
    shown = [(each["date"], each["start"], each["end"]) for each in page.data["events"]]
    assert shown == [("by 2011-08-20", None, "2011-08-20"), ("the other day", None, "2011-08-21")]
    assert [each["value"] for each in page.data["events"][0]["conflicts"][0]["values"]] == [
        "by 2011-08-20",
        "2011-08-22",
    ]
    assert "by 2011-08-20" in page.words
    assert "2 events, from 0 articles" in page.words
