"""The page as people use it, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from conflict_extract.output import Collection, Held, write_report
from conflict_extract.output.report import Tie
from conflict_extract.schema import Event
from tests.output.builders import ARMY, MINISTRY, REBELS, ZAWIYA, article, day, event, record

from .conftest import Show
from .large import N_ARTICLES, N_EVENTS, large_collection

SECONDS = 2


@pytest.fixture
def report(collection: Collection, tmp_path: Path) -> Path:
    """The example of all outputs, with a reason why two records are one event and who holds Zawiya."""
    tie = SimpleNamespace(
        left="rec-1", right="rec-2", score=6.5, threshold=3.0, ruled_out=None, decided=None,
        signals=(("place", "Zawiya", "الزاوية", "same_name", 8.0), ("extent", "full", "partial", "different", -1.5)),
    )  # fmt: skip
    ties: dict[str, Sequence[Tie]] = {"ev-control": [tie]}
    path = tmp_path / "report.html"
    write_report(
        collection, path, title="Libya", summary={"articles": 4}, ties=ties,
        control=[
            [Held("2011-08-24", "ev-crossing", [])],
            [Held("2011-08-20", "ev-control", []), Held("2011-08-22", "ev-formula", ["ev-control"])],
            [Held("", "ev-unknown", [])],
        ],
    )  # fmt: skip
    return path


def _count(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def _rows(page: Page) -> list[str]:
    hashes: list[str] = page.locator(".listing tbody tr").evaluate_all(
        "rows => rows.map(row => row.querySelector('a').hash)"
    )
    return hashes


# -- filters, search, order


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Place", "zawiya", ["#ev-control", "#ev-withdrawal", "#ev-denial"]),
        ("Actor", "libyan ARMY", ["#ev-defection", "#ev-control", "#ev-withdrawal", "#ev-crossing"]),
        ("Outlet", "levant wire", ["#ev-control"]),
        ("Search", "street fighting", ["#ev-control"]),
        ("Search", "wázin", ["#ev-crossing"]),
        ("Search", "الزاوية", ["#ev-control"]),
        ("Search", "ev-bracket", ["#ev-bracket"]),
        ("From", "2011-08-23", ["#ev-defection", "#ev-bracket", "#ev-crossing"]),
        ("Until", "2011-08-19", ["#ev-defection"]),
    ],
)
def test_what_is_typed_filters(show: Show, report: Path, label: str, value: str, found: list[str]) -> None:
    page = show(report)
    assert _count(page) == "8 events"
    page.get_by_label(label, exact=True).fill(value)
    expect(page.get_by_role("status")).to_have_text(f"{len(found)} of 8 events")
    assert _rows(page) == found
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("status")).to_have_text("8 events")


@pytest.mark.parametrize(
    ("label", "value", "found"),
    [
        ("Kind", "withdrawal", ["#ev-withdrawal", "#ev-bracket"]),
        ("Status", "disputed", ["#ev-control"]),
        ("Status", "corroborated", ["#ev-withdrawal"]),
    ],
)
def test_what_is_chosen_filters(show: Show, report: Path, label: str, value: str, found: list[str]) -> None:
    page = show(report)
    page.get_by_role("combobox", name=label, exact=True).select_option(value)
    expect(page.get_by_role("status")).to_have_text(f"{len(found)} of 8 events")
    assert _rows(page) == found


def test_filters_hold_together(show: Show, report: Path) -> None:
    page = show(report)
    page.get_by_label("Place", exact=True).fill("Zawiya")
    page.get_by_role("combobox", name="Kind", exact=True).select_option("control_change")
    page.get_by_label("Search", exact=True).fill("saturday seized")
    expect(page.get_by_role("status")).to_have_text("1 of 8 events")
    page.get_by_label("Search", exact=True).fill("saturday monday")
    expect(page.get_by_role("status")).to_have_text("0 of 8 events")


def test_columns_sort_both_ways_and_say_so(show: Show, report: Path) -> None:
    page = show(report)
    head = page.get_by_role("columnheader", name="Credibility")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert _rows(page)[0] == "#ev-withdrawal"
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert _rows(page)[-1] == "#ev-withdrawal"
    page.get_by_role("columnheader", name="Date").get_by_role("button").click()
    assert _rows(page)[-1] == "#ev-unknown", "what has no date comes last"
    assert page.locator("[aria-sort]").count() == 1


# -- who controls a place, who says so, who denies it, in which sentence


def test_who_holds_what(show: Show, report: Path) -> None:
    page = show(report)
    page.get_by_role("link", name="Who holds what").click()
    expect(page.get_by_role("status")).to_have_text("3 places")
    page.get_by_label("Until", exact=True).fill("2011-08-21")
    row = page.locator(".listing").get_by_role("row").filter(has_text="Zawiya")
    expect(row.get_by_role("cell").first).to_contain_text("Zawiya")
    cells = row.get_by_role("cell").all_inner_texts()
    assert cells[0].startswith("Zawiya")
    assert cells[1] == "Libyan rebels"
    assert cells[2].split() == ["2011-08-20", "reported", "2011-08-20"]
    assert "Rebels seized the city of Zawiya on Saturday" in cells[3]
    assert "Levant Wire, صحيفة الساحل" in cells[3]
    assert "Libyan ministry of defence" in cells[4]
    assert "The ministry of defence denied on Sunday that Zawiya had fallen." in cells[4]


def test_who_else_is_said_to_hold_a_place_stands_beside_it(show: Show, report: Path) -> None:
    page = show(report, "#control")
    row = page.locator(".listing").get_by_role("row").filter(has_text="+41")
    against = row.get_by_role("cell").nth(4)
    expect(against).to_contain_text("taken by Libyan rebels, lost by Libyan army (fighting) · 2011-08-20 · 2 outlets")
    expect(against.locator("a")).to_have_attribute("href", "#ev-control")
    page.get_by_label("Until", exact=True).fill("2011-08-23")
    expect(page.get_by_role("status")).to_have_text("2 of 3 places")


def test_the_map_is_coloured_by_holder_and_striped_where_contested(show: Show, report: Path) -> None:
    page = show(report, "#control")
    points = page.locator(".point")
    expect(points).to_have_count(1)
    expect(points).to_have_attribute("data-place", "Chancay")
    page.get_by_label("Until", exact=True).fill("2011-08-21")
    expect(page.get_by_role("heading", name="Who holds what on 2011-08-21, by the reports")).to_be_visible()
    zawiya = page.locator(".point[data-place=Zawiya]")
    held = "\u2068Zawiya\u2069: held by \u2068Libyan rebels\u2069, denied by officials"
    expect(zawiya).to_have_attribute("aria-label", f"{held}, last reported change 2011-08-20")
    expect(zawiya.locator("circle.stripes")).to_have_count(1)
    seen = "one => getComputedStyle(one)[one.matches('circle') ? 'fill' : 'backgroundColor']"
    selectors = (".point[data-place=Zawiya] circle", ".legend .dot.party0", ".point[data-place=Chancay] circle")
    colours = [page.locator(selector).first.evaluate(seen) for selector in selectors]
    assert colours[0] == colours[1] != colours[2]
    expect(page.locator(".legend", has_text="striped: contested or denied")).to_contain_text("Libyan rebels")
    # on the day before nobody had denied it yet
    page.get_by_label("Until", exact=True).fill("2011-08-20")
    expect(zawiya).to_have_attribute(
        "aria-label", "\u2068Zawiya\u2069: held by \u2068Libyan rebels\u2069, last reported change 2011-08-20"
    )
    expect(zawiya.locator("circle.stripes")).to_have_count(0)
    zawiya.click()
    expect(page).to_have_url(re.compile("#ev-control$"))


def test_a_slider_chooses_the_day(show: Show, report: Path) -> None:
    page = show(report, "#control")
    slider = page.get_by_role("slider", name="Day")
    expect(slider).to_have_attribute("aria-valuetext", "2011-08-24, the last day of a change")
    page.get_by_role("button", name="The change before").click()
    expect(page.get_by_label("Until", exact=True)).to_have_value("2011-08-22")
    slider.press("ArrowLeft")
    expect(page.get_by_label("Until", exact=True)).to_have_value("2011-08-21")
    expect(page.locator(".days .day")).to_have_text("2011-08-21")
    slider.press("End")
    expect(page.get_by_label("Until", exact=True)).to_have_value("")


def test_holders_stand_in_bars_by_place(show: Show, report: Path) -> None:
    page = show(report, "#control")
    bars = page.locator(".spans tbody tr").first.locator("[role=button]")
    expect(bars).to_have_count(2)
    assert bars.evaluate_all("all => all.map(bar => bar.ariaLabel)") == [
        "\u2068+41\u2069: held by \u2068Libyan rebels\u2069, denied by officials, from 2011-08-20 to 2011-08-22",
        "\u2068+41\u2069: held by \u2068somebody who is not named\u2069, contested by \u2068Libyan rebels\u2069, "
        "from 2011-08-22 on",
    ]  # fmt: skip
    first, second = bars.first.bounding_box(), bars.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert abs(first["x"] + first["width"] - second["x"]) < 2
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#ev-formula$"))
    page.keyboard.press("Escape")
    page.emulate_media(media="print")
    assert bars.first.evaluate("bar => getComputedStyle(bar).printColorAdjust") == "exact"


def test_what_changed_since_a_day(show: Show, tmp_path: Path) -> None:
    def told(name: str, when: str, reported: str, **more: object) -> Event:
        return event(name, "control_change", day(when), ("rec",), ("A",), place=ZAWIYA, first_reported=reported, **more)

    events: list[Event] = [
        told("old", "2011-08-10", "2011-08-10", gained_by=ARMY, disputed_by=("denial",)),
        told("late", "2011-08-12", "2011-08-20", gained_by=REBELS),
        event("denial", "official_denial", day("2011-08-21"), ("rec",), ("B",), speaker=MINISTRY,
              denies="control_change", claim="it fell", place=ZAWIYA, first_reported="2011-08-21", disputes=("old",)),
    ]  # fmt: skip
    path = tmp_path / "report.html"
    control = [[Held("2011-08-10", "old", []), Held("2011-08-12", "late", [])]]
    write_report(Collection(events, {}, {}), path, title="Changes", control=control)
    page = show(path, "#changes")
    expect(page.get_by_role("status")).to_have_text(
        "Since 2011-08-21: 1 new event, 0 places reversed, 1 newly disputed"
    )
    page.get_by_label("What changed since").fill("2011-08-20")
    expect(page.get_by_role("status")).to_have_text(
        "Since 2011-08-20: 2 new events, 1 place reversed, 1 newly disputed"
    )
    rows = [" ".join(row.split()) for row in page.locator(".changes tbody tr").all_inner_texts()]
    there = "Zawiya, western Libya"
    assert rows == [
        f"reversed 2011-08-20 {there} held by Libyan army (2011-08-10); then by Libyan rebels (2011-08-12) one outlet",
        f"newly disputed 2011-08-21 {there} taken by Libyan army; denied by Libyan ministry of defence one outlet",
        f"new 2011-08-20 {there} taken by Libyan rebels one outlet",
        f"new 2011-08-21 {there} Libyan ministry of defence denies control change: it fell one outlet",
    ]


def test_credibility_and_status_say_what_they_mean_where_they_stand(show: Show, report: Path) -> None:
    page = show(report, "#ev-withdrawal")
    expect(page.get_by_role("complementary")).to_contain_text(
        "Credibility 1, confirmed by other sources: three or more independent outlets tell it, and no official denies"
    )
    row = page.locator(".events tbody tr", has=page.locator("a[href='#ev-unknown']"))
    expect(row).to_contain_text("one outlet")
    assert row.locator(".badge").get_attribute("title") == "one independent outlet tells it, or its outlet is unknown"


def test_rows_beyond_the_first_screen_come_in_the_background(show: Show, tmp_path: Path) -> None:
    events = [
        event(f"ev-{number:03}", "control_change", day("2011-08-20"), ("rec",), ("A",), place=ZAWIYA)
        for number in range(300)
    ]
    write_report(Collection(events, {}, {}), tmp_path / "many.html", title="Many")
    page = show(tmp_path / "many.html", "#ev-299")
    rows = page.locator(".events tbody tr")
    expect(page.locator("tr[aria-current=true] a")).to_have_attribute("href", "#ev-299")
    expect(rows).to_have_count(300)
    assert len(set(_rows(page))) == 300


def test_an_event_shows_records_conflicts_denials_and_reasons(show: Show, report: Path) -> None:
    page = show(report, "#ev-control")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text(
        "Zawiya, western Libya: taken by Libyan rebels, lost by Libyan army (fighting)"
    )
    assert panel.locator(".record mark").all_inner_texts() == [
        "Rebels ", "seized", " the city of Zawiya on Saturday after three days of street fighting, residents said.",
        "سيطر", " الثوار على مدينة الزاوية يوم السبت.",
    ]  # fmt: skip
    assert panel.locator(".record mark.trigger").all_inner_texts() == ["seized", "سيطر"]
    expect(panel.locator(".record").first).to_contain_text("Levant Wire, 2011-08-20, citing residents (local)")
    expect(panel.locator(".record").first).to_contain_text("The night was loud.")
    denial = panel.locator(".dispute")
    expect(denial).to_contain_text("The ministry of defence denied on Sunday that Zawiya had fallen.")
    expect(denial).to_contain_text("=cmd|'/C calc'!A0, 2011-08-21")
    sides = panel.locator(".sides > div")
    assert [side.split("\n")[0] for side in sides.all_inner_texts()] == ["full", "partial"]
    panel.get_by_text("Why these 2 records are one event").click()
    assert panel.locator(".waterfall td.number").all_inner_texts() == ["+8.0", "−1.5"]
    expect(panel.locator(".waterfall caption")).to_contain_text("+6.5, threshold +3.0")
    denial.get_by_role("link").click()
    expect(panel.get_by_role("heading", level=2)).to_contain_text("denies control change")
    expect(panel).to_contain_text("ev-gone (not in this collection)")


# -- addresses


def test_links_lead_there_and_back(show: Show, report: Path) -> None:
    page = show(report)
    panel = page.get_by_role("complementary")
    expect(panel).to_be_hidden()
    link = page.locator(".events a[href='#ev-control']")
    link.click()
    expect(page).to_have_url(re.compile("#ev-control$"))
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="Zawiya falls").click()
    expect(page).to_have_url(re.compile("#art-wire$"))
    page.go_back()
    expect(panel.get_by_role("heading", level=2)).to_contain_text("Libyan rebels")
    page.go_back()
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize(
    ("id", "heading"),
    [
        ("ev-older", "Zawiya, western Libya: taken by Libyan rebels, lost by Libyan army (fighting)"),
        ("art-wire", "Zawiya falls <script>alert('taken')</script>"),
        ("art nameless/1", "art nameless/1"),
        ("art-arabic", "arabic.txt"),
        ("evt_gone", "Not found"),
        ("%E0%A4%A", "Not found"),
    ],
)
def test_an_address_opens_what_it_names(show: Show, report: Path, id: str, heading: str) -> None:
    panel = show(report, f"#{id if '%' in id else quote(id, safe='')}").get_by_role("complementary")
    expect(panel.get_by_role("heading", level=2)).to_have_text(heading)


def test_an_article_shows_all_its_records_in_its_text(show: Show, report: Path, collection: Collection) -> None:
    page = show(report, "#art-arabic")
    panel = page.get_by_role("complementary")
    text = panel.locator(".text")
    shown = text.evaluate(
        "text => { for (const note of text.querySelectorAll('sup')) note.remove(); return text.textContent }"
    )
    arabic = collection.articles["art-arabic"]
    assert shown == arabic.text
    owned: dict[str, str] = {}
    for owner, words in text.locator("mark").evaluate_all(
        "all => all.map(mark => [mark.dataset.owners, mark.textContent])"
    ):
        owned[owner] = owned.get(owner, "") + words
    assert owned == {"0": arabic.sentences[1].text, "1": arabic.sentences[2].text}
    assert panel.locator(".told a").evaluate_all("all => all.map(each => each.hash)") == [
        "#ev-control",
        "#ev-withdrawal",
    ]


def test_marks_hold_where_characters_are_wide(show: Show, tmp_path: Path) -> None:
    text = article("art", "Wire", "🔥🔥 Night.", "They 🔥 took it.", "Quiet.")
    told = record("rec", "control_change", text, (1,), "took", day("2011-08-20"), place=ZAWIYA)
    change = event("ev", "control_change", day("2011-08-20"), ("rec",), ("Wire",), place=ZAWIYA)
    write_report(Collection([change], {"rec": told}, {"art": text}), tmp_path / "wide.html", title="Wide")
    marks = show(tmp_path / "wide.html", "#art").locator(".text mark")
    assert marks.all_inner_texts() == ["They 🔥 ", "took", " it."]


# -- pictures


def test_the_map_has_the_places_with_coordinates_and_lists_the_others(show: Show, report: Path) -> None:
    page = show(report)
    points = page.locator(".point")
    expect(points).to_have_count(2)  # pictures are drawn after the list
    assert sorted(points.evaluate_all("all => all.map(point => point.getAttribute('aria-label'))")) == [
        "\u2068Chancay\u2069: 1 event", "\u2068Zawiya\u2069: 3 events, 1 disputed",
    ]  # fmt: skip
    boxes = {name: page.locator(f".point[data-place={name}]").bounding_box() for name in ("Zawiya", "Chancay")}
    assert boxes["Zawiya"] is not None
    assert boxes["Chancay"] is not None
    assert boxes["Chancay"]["x"] < boxes["Zawiya"]["x"], "Peru lies west of Libya"
    assert boxes["Chancay"]["y"] > boxes["Zawiya"]["y"], "and south of it"
    assert page.locator(".land path").count() > 150
    page.get_by_text("Without coordinates: 4 events").click()
    unlocated = page.locator(".unlocated a")
    expect(unlocated).to_have_count(4)  # they are listed when the browser says that the part has opened, not at once
    assert sorted(unlocated.evaluate_all("all => all.map(each => each.hash)")) == [
        "#ev-bracket", "#ev-crossing", "#ev-defection", "#ev-formula",
    ]  # fmt: skip
    page.locator(".point[data-place=Zawiya]").click()
    expect(page.get_by_role("status")).to_have_text("3 of 8 events")
    expect(points).to_have_count(1)


def test_a_bar_of_the_timeline_chooses_its_days(show: Show, report: Path) -> None:
    page = show(report)
    bar = page.get_by_role("button", name="2011-08-20: 1 control change, 1 withdrawal")
    bar.locator(".hit").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("2011-08-20")
    assert _rows(page) == ["#ev-defection", "#ev-control", "#ev-withdrawal"]
    expect(bar).to_have_attribute("aria-pressed", "true")
    bar.locator(".hit").click()
    expect(page.get_by_role("status")).to_have_text("8 events")
    expect(page.locator(".timeline > p").first).to_have_text("Not drawn: 1 event without a date.")


# -- hostile text


def test_text_stays_text(show: Show, report: Path) -> None:
    page = show(report, "#art-wire")
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text("A banner read <script>alert('taken')</script> & more.")
    assert page.locator("script").count() == 7
    for list_name in ("Who holds what", "Articles", "Events"):
        page.get_by_role("link", name=list_name, exact=True).click()
    expect(page.get_by_role("row").filter(has_text="-<script>alert('taken')</script>")).to_have_count(1)


def test_only_web_addresses_become_links(show: Show, report: Path) -> None:
    page = show(report, "#art-wire")
    original = page.get_by_role("complementary").get_by_role("link", name="original")
    assert original.get_attribute("href") == "https://wire.example/zawiya?a=1&b=2"
    assert original.get_attribute("rel") == "noopener noreferrer"
    page.goto(f"{report.as_uri()}#art-bulletin")
    expect(page.get_by_role("complementary")).to_contain_text("javascript:alert(1)")
    assert page.locator("a[href^='javascript']").count() == 0


# -- keyboard, readers, small screens, paper


def test_it_works_without_a_mouse(show: Show, report: Path) -> None:
    page = show(report)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the list")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".list")).to_be_focused()
    page.locator(".events a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary").get_by_role("heading", level=2)).to_be_focused()
    expect(page).to_have_url(re.compile("#ev-control$"))
    assert page.locator("tr[aria-current=true]").count() == 1
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()
    expect(page.locator(".events a[href='#ev-control']")).to_be_focused()
    page.locator(".point[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".point[data-place=Zawiya]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("3 of 8 events")


def test_screen_readers_get_a_table_and_names(show: Show, report: Path) -> None:
    page = show(report)
    assert page.get_by_role("table").count() == 1
    assert page.get_by_role("row").count() == 9
    assert page.get_by_role("columnheader").all_inner_texts() == [
        "Date", "Kind", "Place", "What", "Outlets", "Status", "Credibility",
    ]  # fmt: skip
    nameless = page.locator("input, select, button, [role=button]").evaluate_all(
        "all => all.filter(each => !(each.labels?.length || each.textContent.trim() || each.ariaLabel)).length"
    )
    assert nameless == 0
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("search").count() == page.get_by_role("main").count() == 1
    assert show(report, "#art-arabic").locator(".text").get_attribute("lang") == "ar"


def test_pictures_of_another_list_never_flash_up(show: Show, report: Path) -> None:
    page = show(report, before="window.requestAnimationFrame = () => 0")  # what is drawn later is never drawn
    expect(page.get_by_role("status")).to_have_text("8 events")
    assert page.get_by_role("table").count() == 1


@pytest.mark.parametrize("hash", ["", "#ev-control", "#art-wire", "#control", "#changes"])
def test_nothing_sticks_out_on_a_telephone(show: Show, report: Path, hash: str) -> None:
    page = show(report, hash, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    listed = hash in ("", "#control", "#changes")
    expect(page.locator(".lists")).to_be_visible(visible=listed)
    if listed:
        assert page.get_by_role("search").evaluate("form => form.offsetHeight") < 100


def test_dark_is_dark(show: Show, report: Path) -> None:
    def lightness(scheme: str) -> int:
        page = show(report, color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour.removeprefix("rgb(").rstrip(")").split(","))

    assert lightness("dark") < 100 < 600 < lightness("light")


def test_paper_gets_all_rows_or_the_one_event(show: Show, report: Path) -> None:
    page = show(report, color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    assert page.locator(".events tbody tr").evaluate_all("rows => rows.every(row => row.offsetHeight > 10)")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.goto(f"{report.as_uri()}#ev-control")
    expect(page.locator(".lists")).to_be_hidden()
    expect(page.get_by_role("complementary").locator(".record").first).to_be_visible()
    expect(page.locator(".waterfall"), "folded parts are printed").to_be_visible()


def test_without_javascript_there_is_the_table(show: Show, report: Path) -> None:
    page = show(report, java_script_enabled=False)
    assert page.get_by_role("row").count() == 9
    expect(page.get_by_role("table")).to_contain_text("Rebels seized the city of Zawiya on Saturday")


def test_an_empty_collection_is_a_page_too(show: Show, tmp_path: Path) -> None:
    write_report(Collection((), {}, {}), tmp_path / "none.html", title="None")
    page = show(tmp_path / "none.html")
    assert _count(page) == "0 events"
    page.get_by_role("link", name="Articles").click()
    expect(page.get_by_role("status")).to_have_text("0 articles")


# -- much


def test_much_is_quick(show: Show, tmp_path: Path) -> None:
    """By the page's own clock; the best of three, as other work on the machine only ever adds."""
    path = tmp_path / "large.html"
    write_report(large_collection(), path, title="Large")

    def measured(page: Page, name: str) -> float:
        took: float = page.evaluate("name => performance.getEntriesByName(name).at(-1).duration / 1000", name)
        return took

    ready, filtered, opened = [], [], []
    for _ in range(3):
        page = show(path)
        assert _count(page) == f"{N_EVENTS:,} events"
        ready.append(measured(page, "report-ready"))
        page.get_by_label("Search", exact=True).fill("northern front")
        expect(page.get_by_role("status")).to_contain_text(f" of {N_EVENTS:,} events")
        filtered.append(measured(page, "report-filtered"))
        page.evaluate("location.hash = 'evt_4999'")
        expect(page.get_by_role("complementary").locator(".record")).to_have_count(1)
        opened.append(measured(page, "report-opened"))
        page.get_by_role("button", name="Clear").click()
        page.get_by_role("navigation", name="Lists").get_by_role("link", name="Articles").click()
        expect(page.get_by_role("status")).to_have_text(f"{N_ARTICLES:,} articles")
        page.close()
    assert max(min(ready), min(filtered), min(opened)) < SECONDS
