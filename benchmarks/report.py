"""`python -m benchmarks.report`: how soon the page of a report can be used, this build beside another.

A war is drawn (see `benchmarks.world`) at the places of one country, with their coordinates, and articles are written
around the sentences of its records. Either build merges it and writes a report, with the same commands; Chromium then
opens the pages in turn. Times are those of the page's own clock, in milliseconds from the navigation on: until the
first rows of the table are painted and the count stands above them, and from a keystroke in the search box until the
rows that it leaves are painted. Medians, and the ratio of their sums.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.places import sites
from benchmarks.processes import run
from benchmarks.records import generate, write_lines
from conflict_extract.normalize import Gazetteer, place_name
from conflict_extract.schema import Place

HERE = Path(__file__).resolve().parents[1]
COUNTRY = "SY"
RECORDS_AN_EVENT = 2.1
FILLER = (
    "Residents spoke of shelling in the night, of closed shops, and of long queues for bread and fuel.",
    "The road to the north was open in the morning and closed again by noon.",
    "A doctor at the hospital said that beds were full and that two ambulances had been hit.",
    "None of this could be checked on the ground, and telephone lines were down for most of the day.",
    "Schools stayed shut for a second week, and families waited for buses at the market.",
)
GAZETTEER = Gazetteer()
SEARCHED = "withdrew"
SEEN = """() => new Promise(done => {
  const look = () => {
    const count = document.querySelector('[role=status]')?.textContent ?? '';
    const row = document.querySelector('.listing.events tbody tr a');
    if (!/event/.test(count) || !row || row.getBoundingClientRect().height === 0) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  };
  look();
})"""
ANSWERED = """words => new Promise(done => {
  const box = document.querySelector('input[type=search]'), count = document.querySelector('[role=status]');
  const before = count.textContent, started = performance.now();
  box.focus();
  box.value = words;
  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
  const look = () => {
    if (count.textContent === before) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
  };
  look();
})"""


@dataclass
class Times:
    """Of one build's page, in milliseconds; a number for each round."""

    page: Path
    seconds_written: float
    seen: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    @property
    def interactive(self) -> float:
        """Until the table is there and the first keystroke answered."""
        return statistics.median(self.seen) + statistics.median(self.answered)


def write_war(folder: Path, n_events: int, seed: int = 7) -> Path:
    """Writes records.jsonl and articles.jsonl of a war of about so many events; returns the former."""
    places = [site for site in sites("press") if site.country == COUNTRY]
    records, plain = folder / "records.jsonl", folder / "plain.jsonl"
    _, connection = generate(places, int(n_events * RECORDS_AN_EVENT), max(n_events / 1_250, 1.0), seed)
    write_lines(connection, plain)
    connection.close()
    located: dict[str, dict[str, Any]] = {}
    articles: dict[str, dict[str, Any]] = {}
    with plain.open(encoding="utf-8") as lines, records.open("w", encoding="utf-8") as stream:
        for line in lines:
            told = json.loads(line)
            for name in ("place", "to_place"):
                if told.get(name):
                    told[name] = _located(told[name], located)
            _write_into(articles, told)
            stream.write(json.dumps(told, ensure_ascii=False) + "\n")
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles.values())
    return records


def _located(place: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    text = place["text"]
    if text not in known:
        name, kind = place_name(text)
        found = GAZETTEER.locate(Place(text=text, name=name, type=kind), (COUNTRY,))
        known[text] = found.model_dump(include={"country", "admin1", "geonames_id", "lat", "lon"})
    return {**place, **known[text]}


def _write_into(articles: dict[str, dict[str, Any]], told: dict[str, Any]) -> None:
    """Puts a record's sentence into its article, with other sentences before and after it."""
    number = len(articles)
    article = articles.setdefault(
        told["article_id"],
        {
            "id": told["article_id"], "outlet": told["outlet"], "published": told["published"], "language": "en",
            "title": None if number % 4 == 0 else f"Day {number % 90} of the war", "path": f"articles/{number}.txt",
            "url": f"https://outlet.example/{number}" if number % 3 else None, "text": "", "sentences": [],
        },
    )  # fmt: skip
    (evidence,) = told["evidence"]
    for sentence in (*FILLER, evidence["text"], FILLER[number % len(FILLER)]):
        start = len(article["text"])
        article["text"] += f"{sentence} "
        span = {"number": len(article["sentences"]), "start": start, "end": start + len(sentence), "text": sentence}
        if sentence is evidence["text"]:
            evidence.update(sentence=span["number"], start=start, end=span["end"])
        article["sentences"].append(span)


def write_report(build: Path, records: Path, page: Path, more: list[str]) -> float:
    """Merges the records and writes their report as a user would, by one build; returns the seconds of the report."""
    source, kept = build / "src", page.with_suffix(".duckdb")
    command = [sys.executable, "-m", "conflict_extract"]
    run([*command, "merge", records, "--into", kept, "--quiet"], source=source)
    return run([*command, "report", kept, "--out", page, *more], source=source).seconds


def measure(pages: list[Times], rounds: int) -> None:
    """Opens the pages in turn, each in a fresh window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(rounds):
            for each in pages:
                context = browser.new_context(viewport={"width": 1400, "height": 1000})
                page = context.new_page()
                page.goto(each.page.as_uri(), wait_until="commit")
                each.seen.append(page.evaluate(SEEN))
                each.answered.append(page.evaluate(ANSWERED, SEARCHED))
                context.close()
        browser.close()


def rows(builds: dict[str, Path], n_events: int, rounds: int, more: list[str]) -> Iterator[str]:
    """The rows of the table, and the ratio of the first build to the second."""
    yield "| build | MB | written, s | table there, ms | keystroke answered, ms | together, ms |"
    yield "| --- | --- | --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder:
        records = write_war(Path(folder), n_events)
        pages = {}
        for name, build in builds.items():
            page = Path(folder, f"{name}.html")
            pages[name] = Times(page, write_report(build, records, page, more))
        measure([*pages.values()], rounds)
        for name, times in pages.items():
            seen, answered = (round(statistics.median(each)) for each in (times.seen, times.answered))
            size = times.page.stat().st_size / 1e6
            yield (
                f"| {name} | {size:.1f} | {times.seconds_written:.1f} | {seen:,} | {answered:,} "
                f"| {times.interactive:,.0f} |"
            )
        if len(pages) > 1:
            yield ratio(*pages.values())


def ratio(one: Times, two: Times) -> str:
    """How long one build takes beside another."""
    return f"ratio: {one.interactive / two.interactive:.2f}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--events", type=int, default=5_000, help="about so many events are drawn")
    parser.add_argument("--newest", default="5000", help="so many of them are on the page")
    parser.add_argument("--beside", type=Path, help="a checkout of another build")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    builds = {"here": HERE} | ({"there": asked.beside} if asked.beside else {})
    for row in rows(builds, asked.events, asked.rounds, ["--newest", asked.newest]):
        print(row, flush=True)


if __name__ == "__main__":
    main()
