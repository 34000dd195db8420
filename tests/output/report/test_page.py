from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from conflict_extract.output import Collection, write_report
from conflict_extract.output.excerpts import Piece, excerpt
from conflict_extract.schema import Conflict, ConflictingValue

from .builders import REBELS, ZAWIYA, article, day, event, record

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Collects what a browser would act on, and checks that every element is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
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
        if "style" not in self.open:
            self.words += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


@pytest.fixture
def page(collection: Collection, tmp_path: Path) -> Page:
    summary = {
        "articles": 4, "windows": 1234, "cost": None, "model": "a <b>model</b>", "complete": True,
        "failures": [{"path": "a & b.txt", "error": "ArticleError", "message": "<i>broken</i>", "hint": ""}],
    }  # fmt: skip
    write_report(collection, tmp_path / "report.html", title="Libya <2011>", summary=summary)
    return Page((tmp_path / "report.html").read_text(encoding="utf-8"))


def test_every_link_within_the_page_arrives_and_no_name_is_given_twice(page: Page) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    inside = [link.removeprefix("#") for link in page.attributes("href") if link.startswith("#")]
    assert {"event-ev-control", "event-ev-denial", "article-art-wire", "article-art.20.nameless.2f.1"} <= set(inside)
    assert set(inside) <= set(ids)
    assert set(page.attributes("aria-labelledby")) <= set(ids)


def test_superseded_ids_still_arrive(page: Page) -> None:
    assert {"event-ev-old", "event-ev-older"} <= set(page.attributes("id"))
    assert "event-ev-lost" not in page.attributes("id")


def test_nothing_from_articles_becomes_markup_or_a_script(page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "iframe", "object", "img", "link", "form", "i", "base"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "<script>alert('taken')</script>" in page.words
    assert "a <b>model</b>" in page.words
    assert "Libya <2011>" in page.words


def test_only_web_addresses_become_links(page: Page) -> None:
    outside = [link for link in page.attributes("href") if not link.startswith("#")]
    assert set(outside) == {"https://wire.example/zawiya?a=1&b=2"}
    assert "javascript:alert(1)" in page.words
    assert not page.attributes("src")


def test_the_page_locks_itself_and_can_be_read_by_all(page: Page) -> None:
    policies = [each for tag, each in page.tags if each.get("http-equiv") == "Content-Security-Policy"]
    assert [each["content"] for each in policies] == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert ("html", {"lang": "en"}) in page.tags
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.tags if tag == "th")
    skip = next(attributes for tag, attributes in page.tags if tag == "a")
    assert skip == {"class": "skip", "href": "#events"}
    assert "ar" in page.attributes("lang")
    assert [tag for tag, _ in page.tags].count("h1") == 1


def test_what_it_says(page: Page) -> None:
    for words in (
        "1,234", "failures (1)", "8 events from 2011-08-01 to 2011-08-31, from 4 articles",
        "Disputed by", "There is no truth to the reports", "Where sources differ", "partial",
        "ev-gone (not in this collection)", "1 record is not in this collection",
        "سيطر الثوار على مدينة الزاوية يوم السبت", "citing residents (local)", "before: ev-old, ev-older",
    ):  # fmt: skip
        assert words in " ".join(page.words.split()), words


def test_evidence_and_trigger_are_marked_in_the_surrounding_text(collection: Collection) -> None:
    pieces = excerpt(collection.records["rec-1"], collection.articles["art-wire"])
    assert [piece.role for piece in pieces] == ["context", "evidence", "trigger", "evidence", "context"]
    assert pieces[0].text == "ZAWIYA, Libya - The night was loud. "
    assert pieces[2].text == "seized"
    assert pieces[-1].text.startswith(" A banner read")
    assert "Hospitals" not in pieces[-1].text


def test_far_evidence_is_parted_by_a_gap_and_near_evidence_is_not() -> None:
    text = article("art", "Wire", "Zero.", "One took it.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.")
    far = record("rec", "control_change", text, (6, 1), "took", day("2011-08-20"), place=ZAWIYA)
    joined = "".join(f"<{piece.text}>" if piece.role != "context" else piece.text for piece in excerpt(far, text))
    assert joined == "Zero. <One ><took>< it.> Two.<…>Five.\n<Six.> Seven."
    near = record("rec", "control_change", text, (1, 3), "took", day("2011-08-20"), place=ZAWIYA)
    assert "gap" not in [piece.role for piece in excerpt(near, text)]


def test_evidence_stands_alone_without_its_article_or_where_it_does_not_hold(collection: Collection) -> None:
    stated = collection.records["rec-3"]
    expected = [
        Piece("evidence", "The ministry of defence "),
        Piece("trigger", "denied"),
        Piece("evidence", " on Sunday that Zawiya had fallen."),
        Piece("gap", "…"),
        Piece("evidence", '"There is no truth to the reports," its spokesman said.'),
    ]
    assert excerpt(stated, None) == expected
    assert excerpt(stated, collection.articles["art-wire"]) == expected
    bare = collection.articles["art-bulletin"].model_copy(update={"sentences": ()})
    assert [piece for piece in excerpt(stated, bare) if piece.role != "context"] == [
        piece for piece in expected if piece.role != "gap"
    ]


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
    write_report(Collection([change], {}, {}), tmp_path / "report.html", title="Conflicts", summary={})
    words = Page((tmp_path / "report.html").read_text(encoding="utf-8")).words
    for expected in (
        "under way", "not stated", "40", "2.5", "yes", "a, b", "Libyan rebels (opposition)", "Zawiya (city)",
        "dozens (at least 24)", "2011-08-20 to 2011-08-21", "odd key: 1",
    ):  # fmt: skip
        assert expected in words


def test_many_records_are_folded(tmp_path: Path) -> None:
    text = article("art", "Wire", "They took it.")
    records = {
        f"rec-{number}": record(f"rec-{number}", "control_change", text, (0,), "took", day("2011-08-20"), place=ZAWIYA)
        for number in range(5)
    }
    change = event("ev", "control_change", day("2011-08-20"), tuple(records), ("Wire",), place=ZAWIYA)
    write_report(Collection([change], records, {"art": text}), tmp_path / "report.html", title="Many", summary={})
    assert "2 more" in Page((tmp_path / "report.html").read_text(encoding="utf-8")).words
