"""The page as people use it, in a real browser: thirty decisions by keyboard, undo, a kill, hostile text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from conflict_extract import EventSet
from tests.builders import record

from .builders import PLACES, aside, contested, denied, doubtful, hostile, kept, near_pair
from .conftest import Open, Serve

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def progress(page: Page, words: str) -> None:
    expect(page.locator("#progress")).to_contain_text(words)


def press(page: Page, key: str, words: str) -> None:
    """Presses a key and waits until the page says how far one is."""
    page.keyboard.press(key)
    progress(page, words)


def test_thirty_decisions_by_keyboard_undo_a_kill_and_going_on(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    item = aside(record(place="Tarn", date="2021-07-01"))
    records = [*near_pair(), *denied(), *contested(), *doubtful(len(PLACES))]
    path = kept(tmp_path / "war.duckdb", records, set_aside=[item])
    first = serve(path, "--as", "Noor")
    page = open_page(first.address)
    progress(page, "0 decided of")
    assert "token" not in page.url, "the token is out of sight"
    for number in range(1, 21):
        press(page, "2" if number % 2 else "1", f"{number} decided of")
    asked = page.locator("#card .side").first.inner_text()
    press(page, "1", "21 decided of")
    press(page, "u", "20 decided of")
    assert page.locator("#card .side").first.inner_text() == asked
    expect(page.locator("#said")).to_contain_text("Taken back: ")
    press(page, "s", "1 skipped")
    page.context.close()  # else it would say to its console that nobody answers
    first.kill()

    second = serve(path, "--as", "Noor")
    page = open_page(second.address)
    progress(page, "20 decided of")
    progress(page, "1 skipped")
    for number in range(21, 31):
        press(page, "1", f"{number} decided of")
    page.context.close()
    second.kill()

    events = EventSet.open(path)
    assert len(events.decisions) == 30
    assert {each.by for each in events.decisions} == {"Noor"}
    events.add([record(place="Karrow", date="2021-08-01")])
    assert len(EventSet.open(path).decisions) == 30


def test_hostile_text_stays_text(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    told, of = hostile()
    page = open_page(serve(kept(tmp_path / "war.duckdb", [told], [of])).address)
    expect(page.locator("#card mark.evidence").first).to_contain_text("<script>document.title=")
    expect(page.locator("#card")).to_contain_text("Title <script>")
    expect(page.locator("#details")).to_contain_text("What would change")
    assert page.title() == "Review war.duckdb"
    assert page.locator("#card script, #card img, #card a").count() == 0


def test_a_reason_is_kept_and_keys_in_a_field_are_letters(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    path = kept(tmp_path / "war.duckdb", doubtful(2))
    served = serve(path, "--as", "Noor")
    page = open_page(served.address)
    progress(page, "0 decided of 2")
    page.keyboard.press("w")
    page.keyboard.type("us 12?")
    page.keyboard.press("Enter")
    press(page, "1", "1 decided of 2")
    page.context.close()
    served.kill()
    (said,) = EventSet.open(path).decisions
    assert (said.word, said.why) == ("right", "us 12?")


def test_a_record_is_mended_by_keyboard(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    path = kept(tmp_path / "war.duckdb", doubtful(1))
    served = serve(path)
    page = open_page(served.address)
    progress(page, "without a name")
    page.keyboard.press("4")
    expect(page.get_by_role("alert")).to_contain_text("There is no answer 4 on this card")
    page.keyboard.press("3")
    expect(page.get_by_role("form", name="Mended")).to_be_visible()
    page.get_by_label("place", exact=True).fill("Karrow")
    page.get_by_label("date", exact=True).fill("in June")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("date 'in June' is none")
    page.get_by_label("date", exact=True).fill("2021-06-02")
    page.keyboard.press("Enter")
    progress(page, "1 decided of 1")
    expect(page.get_by_role("heading", name="Nothing is left to decide")).to_be_visible()
    page.context.close()
    served.kill()
    (event,) = EventSet.open(path)
    assert (event.place and event.place.name, event.date.start) == ("Karrow", "2021-06-02")


def test_the_form_has_the_fields_of_the_kind_that_it_is_mended_to(
    tmp_path: Path, serve: Serve, open_page: Open
) -> None:
    path = kept(tmp_path / "war.duckdb", doubtful(1))
    served = serve(path)
    page = open_page(served.address)
    progress(page, "0 decided of 1")
    page.keyboard.press("3")

    def field(name: str) -> Locator:
        return page.locator(f"#mend [name={name}]")

    expect(field("extent")).to_be_visible()
    expect(field("from_side")).to_be_hidden()
    field("extent").select_option("entered")
    field("kind").select_option("defection")
    expect(field("extent")).to_be_hidden()
    expect(field("from_side")).to_be_visible()
    page.get_by_role("button", name="Keep as mended").click()
    expect(page.get_by_role("alert")).to_have_text(
        "the defection has no actor: a record of this kind needs one: fill in actor"
    )
    field("actor").fill("Third Brigade")
    page.keyboard.press("Enter")
    progress(page, "1 decided of 1")
    page.context.close()
    served.kill()
    (event,) = EventSet.open(path)
    assert event.kind == "defection"
    assert event.who.name == "Third Brigade"


def test_a_typed_reason_outlives_undo_and_skip(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    page = open_page(serve(kept(tmp_path / "war.duckdb", doubtful(3)), "--as", "Noor").address)
    progress(page, "0 decided of 3")
    reason = page.get_by_label("Reason, if you like")

    def give(words: str) -> None:
        page.keyboard.press("w")
        page.keyboard.type(words)
        page.keyboard.press("Enter")

    give("said of the first")
    press(page, "1", "1 decided of 3")
    expect(reason).to_have_value("")
    give("begun on the second")
    press(page, "u", "0 decided of 3")
    expect(reason).to_have_value("said of the first")
    press(page, "1", "1 decided of 3")
    expect(reason).to_have_value("begun on the second")
    press(page, "s", "1 decided of 3 · 1 left · 1 skipped")
    expect(reason).to_have_value("")


def test_an_item_that_can_become_no_record_offers_no_button_for_it(
    tmp_path: Path, serve: Serve, open_page: Open
) -> None:
    whole = aside(record(place="Tarn"))
    held = {key: told for key, told in whole.record.items() if key != "id"}
    page = open_page(
        serve(kept(tmp_path / "war.duckdb", [record()], set_aside=[whole.model_copy(update={"record": held})])).address
    )
    expect(page.locator("#card")).to_contain_text("It holds too little to become a record")
    expect(page.locator("#details")).to_contain_text("What would change")
    expect(page.locator("kbd", has_text=re.compile("^[13]$")).locator("visible=true")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_have_text("There is no answer 1 on this card: press 2, or s to skip it.")
    expect(page.locator("main")).not_to_contain_text("Field required")
    press(page, "2", "1 decided of 1")


def test_filters_and_what_was_skipped(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    page = open_page(serve(kept(tmp_path / "war.duckdb", doubtful(3))).address)
    progress(page, "3 left")
    page.locator("summary").first.click()
    page.get_by_label("Place", exact=True).fill("borsk")
    page.keyboard.press("Enter")
    progress(page, "1 left")
    expect(page.locator("#card .side h3")).to_contain_text("Borsk")
    page.get_by_role("button", name=re.compile("Skip$")).click()
    expect(page.get_by_role("heading", name="Nothing is left of what is shown")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    progress(page, "2 left")
    press(page, "1", "1 decided of")
    press(page, "1", "2 decided of")
    page.get_by_role("button", name="Ask again what was skipped").click()
    progress(page, "1 left")


def test_what_would_change_and_why_stand_on_the_card(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    page = open_page(serve(kept(tmp_path / "war.duckdb", near_pair())).address)
    expect(page.locator("#details .waterfall caption")).to_contain_text("bits, one event from")
    expect(page.locator("#details li").first).to_contain_text("control change, Efna, 2021-03-0")
    expect(page.locator("#details")).to_contain_text("no event of its own any more")
    expect(page.locator(".compared tr.differs th", has_text="place")).to_contain_text("(differs)")


def test_it_is_told_to_those_who_do_not_see_it(tmp_path: Path, serve: Serve, open_page: Open) -> None:
    page = open_page(serve(kept(tmp_path / "war.duckdb", doubtful(2))).address)
    progress(page, "2 left")
    assert page.locator("#card").get_attribute("aria-live") == "polite"
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.choice") == "1"
    page.keyboard.press("Enter")
    progress(page, "1 left")
    assert page.evaluate("document.activeElement.id") == "question"
    unnamed = page.locator("button:visible, input:visible, select:visible").evaluate_all(
        "all => all.filter(each => !(each.innerText.trim() || each.labels?.length)).length"
    )
    assert unnamed == 0
    page.keyboard.press("?")
    expect(page.get_by_role("button", name=re.compile("Help$"))).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#keys")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone_in_light_and_dark(tmp_path: Path, serve: Serve, open_page: Open, scheme: str) -> None:
    page = open_page(
        serve(kept(tmp_path / "war.duckdb", near_pair())).address,
        viewport={"width": 390, "height": 800},
        color_scheme=scheme,
    )
    expect(page.locator("#details .waterfall")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    ground = page.evaluate("getComputedStyle(document.getElementById('card')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 30, 36)"}[scheme]
