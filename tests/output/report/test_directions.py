"""Who took from whom where names run from right to left: the order that a reader sees, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from conflict_extract.output import Collection, Held, write_report
from conflict_extract.schema import Actor, Event, Place, Record
from tests.output.builders import article, day, event, record

from .conftest import Show

BANNER, GARRISON = "لواء الراية", "حامية القلعة"
SCOUTS = "כוח הסיור"
HIGHLANDERS = "Highland Column"
TURNING = "\u202eفوج الجسر 5"  # a name that turns round what stands behind it, and ends in a number
WELL = Place(text="بئر الرمل", name="بئر الرمل", type="town", within="ريف الوادي", lat=33.1, lon=36.2)
MILL = Place(text="Old Mill", name="Old Mill", type="town", lat=33.4, lon=36.6)
MISSING = ("rec-missing",)
PAIRS = {
    "arabic": (BANNER, GARRISON), "hebrew": (SCOUTS, HIGHLANDERS), "latin": (HIGHLANDERS, SCOUTS),
    "turning": (TURNING, BANNER),
}  # fmt: skip
SENTENCE = "سيطر لواء الراية على بئر الرمل يوم الجمعة."

# Where each of some words stands in an element: its left edge, in the order in which they are written.
EDGES = """(element, words) => {
  const nodes = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const text = nodes.map(node => node.data).join("");
  const at = offset => {
    for (const node of nodes) {
      if (offset < node.length) return [node, offset];
      offset -= node.length;
    }
  };
  let from = 0;
  return words.map(word => {
    const start = text.indexOf(word, from);
    if (start < 0) throw new Error(`${word} is not in ${text}`);
    from = start + word.length;
    const range = document.createRange();
    range.setStart(...at(start));
    const [node, last] = at(from - 1);
    range.setEnd(node, last + 1);
    return range.getBoundingClientRect().left;
  });
}"""


def seen(where: Locator, *words: str) -> list[str]:
    """Words that stand on one line of an element, as they are seen from left to right."""
    edges = where.first.evaluate(EDGES, list(words))
    return [word for _, word in sorted(zip(edges, words, strict=True))]


def _actor(name: str) -> Actor:
    return Actor(text=name, name=name)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Four captures, a withdrawal, a defection and a denial whose names run both ways."""
    told = article("art", "صدى الوادي", SENTENCE, "وقال شهود إن القتال توقف.", published="2024-12-08", language="ar")
    when = day("2024-12-06")
    said = when.model_copy(update={"text": "يوم الجمعة"})
    first = record("rec", "control_change", told, (0,), "سيطر", said, place=WELL,
                   gained_by=_actor(BANNER), lost_by=_actor(GARRISON))  # fmt: skip
    records: list[Record] = [first]
    events: list[Event] = [
        event(name, "control_change", when, ("rec",) if name == "arabic" else MISSING, ("صدى الوادي",),
              place=WELL if name == "arabic" else MILL, gained_by=_actor(taker), lost_by=_actor(loser),
              disputed_by=("denial",) if name == "arabic" else ())
        for name, (taker, loser) in PAIRS.items()
    ]  # fmt: skip
    nowhere = WELL.model_copy(update={"lat": None, "lon": None})
    events += [
        event("withdrawal", "withdrawal", when, MISSING, (), place=nowhere, force=_actor(GARRISON), to_place=WELL),
        event("defection", "defection", when, MISSING, (), who=_actor(BANNER), from_side=_actor(GARRISON),
              to_side=_actor(SCOUTS)),
        event("denial", "official_denial", when, MISSING, (), speaker=_actor(GARRISON), denies="control_change",
              claim="سقوط بئر الرمل", disputes=("arabic",)),
    ]  # fmt: skip
    path = tmp_path / "report.html"
    collection = Collection(events, {each.id: each for each in records}, {"art": told})
    write_report(collection, path, title="Both ways", control=[[Held("", "arabic", [])]])
    return path


def _row(page: Page, name: str) -> Locator:
    return page.locator(f'.listing a[href="#{name}"]')


@pytest.mark.parametrize("name", PAIRS)
def test_the_taker_stands_behind_taken_by_and_the_loser_behind_lost_by(show: Show, report: Path, name: str) -> None:
    taker, loser = PAIRS[name]
    words = ("taken by", taker.lstrip("\u202e"), "lost by", loser)
    page = show(report, viewport={"width": 2400, "height": 1000})
    assert seen(_row(page, name), *words) == list(words)
    page = show(report, f"#{name}", viewport={"width": 2400, "height": 1000})
    assert seen(page.locator("#panel-title"), *words) == list(words)
    if name == "arabic":
        assert seen(page.locator("#panel-title"), WELL.text, "taken by")[0] == WELL.text
        page = show(report, "#denial", viewport={"width": 2400, "height": 1000})
        assert seen(page.locator(".dispute a"), *words) == list(words)
        page = show(report, "#art", viewport={"width": 2400, "height": 1000})
        assert seen(page.locator(".told a"), *words) == list(words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("withdrawal", (GARRISON, "left for", WELL.text)),
        ("defection", (BANNER, "left", GARRISON, "for", SCOUTS)),
        ("denial", (GARRISON, "denies control change:", "سقوط بئر الرمل")),
    ],
)
def test_who_left_what_and_who_denies_what(show: Show, report: Path, name: str, words: tuple[str, ...]) -> None:
    page = show(report, viewport={"width": 2400, "height": 1000})
    assert seen(_row(page, name), *words) == list(words)
    if name == "withdrawal":
        page.locator(".unlocated summary").click()
        assert seen(page.locator(f'.unlocated a[href="#{name}"]'), *words) == list(words)


def test_without_javascript_the_order_holds(show: Show, report: Path) -> None:
    page = show(report, java_script_enabled=False, viewport={"width": 2400, "height": 1000})
    for taker, loser in PAIRS.values():
        words = ("taken by", taker.lstrip("\u202e"), "lost by", loser)
        cell = page.locator("td").filter(has_text="taken by").filter(has_text=f"by {taker}, lost by {loser}")
        assert seen(cell, *words) == list(words)


def test_a_tooltip_of_the_map_names_the_place_before_the_number(show: Show, report: Path) -> None:
    page = show(report)
    words = page.locator(".point title").filter(has_text=WELL.text).text_content()
    page.evaluate(
        "words => { const line = document.createElement('p'); line.id = 'tip'; line.append(words);"
        " document.querySelector('main').append(line) }",
        words,
    )
    assert seen(page.locator("#tip"), WELL.text, ": 1", "event") == [WELL.text, ": 1", "event"]


def test_sentences_and_days_run_their_own_way(show: Show, report: Path) -> None:
    page = show(report, "#arabic", viewport={"width": 2400, "height": 1000})
    panel = page.get_by_role("complementary")
    assert seen(panel.locator(".record blockquote"), "سيطر", "لواء", "الجمعة") == ["الجمعة", "لواء", "سيطر"]
    day_told = panel.locator(".record dd").filter(has_text="2024-12-06")
    assert seen(day_told, "2024", "12", "06") == ["2024", "12", "06"]
