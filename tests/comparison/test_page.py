"""The page of a comparison: everything on one page, and nothing of it becomes markup."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.coded import acled as generated_acled
from benchmarks.coded import operations, told
from lxml import html

from conflict_extract import merge
from conflict_extract.comparison import compare, read_coded, write_page
from tests.builders import article, record
from tests.comparison.files import KHERSON, acled, capture, control, ged


def page(path: Path) -> html.HtmlElement:
    return html.fromstring(path.read_text(encoding="utf-8"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_a_thousand_rows_stand_on_one_page_by_outcome(tmp_path: Path) -> None:
    made = operations(1_000)
    generated_acled(made, tmp_path / "acled.csv")
    found = compare(merge(*told(made)), read_coded(tmp_path / "acled.csv"))
    write_page(found, tmp_path / "compare.html")
    shown = page(tmp_path / "compare.html")
    for outcome in ("agreed", "differing", "only_ours", "only_theirs"):
        number = getattr(found.counts, outcome)
        assert number
        assert len(shown.xpath(f"//details[@id='{outcome}']//tbody/tr")) == number
        assert f"({number})" in words(shown.xpath(f"//details[@id='{outcome}']/summary")[0])
    weeks, provinces = shown.xpath("//section[@class='counts']//tbody")
    assert [words(row.xpath("th")[0]) for row in weeks.xpath("tr")] == [each.name for each in found.by_week]
    assert len(provinces.xpath("tr")) == len(found.by_province)


def test_both_values_and_the_sentences_stand_where_they_differ(tmp_path: Path) -> None:
    write_page(compare(capture(date="2011-08-21"), read_coded(acled(tmp_path, {}))), tmp_path / "compare.html")
    (row,) = page(tmp_path / "compare.html").xpath("//details[@id='differing']//tbody/tr")
    for said in (
        "Rebels took Zlitan on Friday.", "On 19 August 2011, rebels took Zlitan after clashes.", "LBY101, line 2",
        "ours 2011-08-21, ACLED 2011-08-19",
    ):  # fmt: skip
        assert said in words(row)


def test_nothing_from_articles_or_rows_becomes_markup(tmp_path: Path) -> None:
    script = "<script>alert(1)</script>"
    told = article(f"Rebels took Zlitan {script}.", url="javascript:alert(1)", published="2011-08-20")
    linked = article("Rebels took Zlitan again.", outlet="River Herald", url="https://example.org/1?a=1&b=2")
    said = {"place": "Zlitan", "gained_by": "rebels", "date": "2011-08-19", "published": "2011-08-20"}
    events = merge(
        [
            record(article_id=told.id, says=told.text, **said),
            record(article_id=linked.id, says=linked.text, outlet="River Herald", **said),
        ],
        [told, linked],
    )
    write_page(compare(events, read_coded(acled(tmp_path, {"notes": script}))), tmp_path / "compare.html")
    text = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == 2
    assert page(tmp_path / "compare.html").xpath("//blockquote//a/@href") == ["https://example.org/1?a=1&b=2"]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "script-src" not in policy[1]


def test_who_holds_what_stands_on_the_page_of_a_file_of_control(tmp_path: Path) -> None:
    place = {"text": "Kherson", "name": "Kherson", "country": "UA", "geonames_id": int(KHERSON)}
    events = merge([record(place=place, gained_by="Ukrainian forces", date="2022-03-02", published="2022-03-03")])
    file = read_coded(control(tmp_path, (KHERSON, "20220301", "UA"), (KHERSON, "20220303", "RU")))
    write_page(compare(events, file), tmp_path / "compare.html")
    shown = words(page(tmp_path / "compare.html"))
    assert "Who holds what on 2022-03-03" in shown
    assert "0 places held by the same; 1 by another." in shown


def test_a_page_on_fighting_says_that_kinds_are_not_coded_there(tmp_path: Path) -> None:
    write_page(compare(capture(), read_coded(ged(tmp_path, {}))), tmp_path / "compare.html")
    shown = words(page(tmp_path / "compare.html"))
    assert "UCDP codes deaths in fighting and none of the four kinds" in shown
    assert "fighting coded there (1)" in shown
