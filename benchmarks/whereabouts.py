"""Places of short articles in many languages, located as the extractor does it, beside where they really are.

usage: python -m benchmarks.whereabouts [--list]

`whereabouts.toml` says what is right; a place without a position there is right only without coordinates.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conflict_extract.articles import make_article
from conflict_extract.extraction.claims import Claim
from conflict_extract.extraction.english.places import type_of, within_of
from conflict_extract.extraction.locating import located
from conflict_extract.extraction.spans import Span
from conflict_extract.normalize import Gazetteer, actor, place_name, resolve, source
from conflict_extract.schema import Article, Place
from conflict_extract.schema.records import Withdrawal

NEAR_DEGREES = 0.35  # as in benchmarks/hosted
TABLE = Path(__file__).with_name("whereabouts.toml")


def located_places() -> Iterator[tuple[str, dict[str, Any], Place]]:
    """The language of each article, each of its places as the table has it, and as it was located."""
    for told in tomllib.loads(TABLE.read_text("utf-8"))["articles"]:
        article = make_article(told["text"], outlet="Outlet", published="2024-12-08")
        article = article.model_copy(update={"language": told["language"]})
        claims = [_claim(article, number, place) for number, place in enumerate(told["places"])]
        found = located(article, claims, Gazetteer(), told.get("countries", ()))
        for wanted, claim in zip(told["places"], found, strict=True):
            assert claim.record.place is not None
            yield told["language"], wanted, claim.record.place


def verdict(place: Place, wanted: dict[str, Any]) -> str:
    """Whether coordinates are right, wrong, rightly null or missing."""
    if place.lat is None or place.lon is None:
        return "missing" if "at" in wanted else "rightly null"
    lat, lon = wanted.get("at", (0.0, 0.0))
    return "right" if max(abs(place.lat - lat), abs(place.lon - lon)) <= NEAR_DEGREES else "wrong"


def _claim(article: Article, number: int, place: dict[str, Any]) -> Claim:
    """The record of a reader that gives of a place what the table gives, and reads English sentences."""
    text = place["text"]
    start = article.text.index(text)
    sentence = next(each for each in article.sentences if each.start <= start < each.end)
    name, kind = place_name(text)
    inside = None
    if article.language == "en":
        begin, end = start - sentence.start, start - sentence.start + len(text)
        kind = type_of(sentence.text, begin, end) or kind
        within = within_of(sentence.text, end)
        inside = sentence.text[within[0] : within[1]] if within else None
    record = Withdrawal(
        id=f"rec_{number}",
        article_id=article.id,
        outlet=article.outlet,
        published=article.published,
        trigger="left",
        place=Place(text=text, name=place.get("name", name), type=place.get("type", kind), within=inside),
        date=resolve(None, article.published),
        source=source(None),
        evidence=[{"sentence": sentence.number, "start": sentence.start, "end": sentence.end, "text": sentence.text}],
        model="whereabouts",
        prompt_version="whereabouts",
        force=actor("army"),
        unit=None,
        to_place=None,
        stage="completed",
    )
    return Claim(record, Span(sentence, 0, 1), area=place.get("within"))


def main(arguments: list[str]) -> None:
    """Prints the table."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, wanted, place in located_places():
        told = verdict(place, wanted)
        counts[language][told] += 1
        counts["all"][told] += 1
        if "--list" in arguments or told == "wrong":
            print(f"    {told}: {place.name!r} {place.type}: {place.country} {place.admin1} {place.lat} {place.lon}")
    print("| language | right | wrong | rightly null | missing |\n| --- | --- | --- | --- | --- |")
    for language, found in counts.items():
        print(f"| {language} | " + " | ".join(str(found[each]) for each in VERDICTS) + " |")


VERDICTS = ("right", "wrong", "rightly null", "missing")


if __name__ == "__main__":
    main(sys.argv[1:])
