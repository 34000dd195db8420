"""What need not be sent: English articles without the words that any event is stated in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.screen import mixed_news

from conflict_extract import Extractor, load_articles, make_article
from conflict_extract.extraction.english.screening import Screen
from conflict_extract.normalize import ActorTable, Authorities
from conflict_extract.normalize.actor_files import ActorEntry, War
from tests.fakes import QueueTransport, completion

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen(Authorities.load().actors)


@pytest.mark.parametrize(
    "text",
    [
        "Rebels took Alvena on Friday.",
        "Troops withdrew from Borsk.",
        "The defence ministry denied that Alvena had fallen.",
        "Two officers defected with their men.",
        "M23 re-entered Goma on Sunday.",
        "Tarn and Selm are back in government hands.",
        "The pullout of the peacekeepers from Tessal is complete.",
        "There is no truth to reports that the garrison surrendered.",
    ],
)
def test_what_can_state_an_event_is_sent(text: str, screen: Screen) -> None:
    assert screen.may_state_event(text)


@pytest.mark.parametrize(
    "text",
    [
        "The captain lifted the cup after a late goal took United to the title.",
        "Shares fell on Monday after the chief executive denied that jobs would be lost.",
        "The council withdrew its plan for a car park.",
        "Rain moves in from the west on Tuesday and clears by the evening.",
    ],
)
def test_other_news_is_not(text: str, screen: Screen) -> None:
    assert not screen.may_state_event(text)


def test_names_of_own_actors_tell_of_a_war(screen: Screen) -> None:
    text = "The Sons of Kelm have entered Harrow."
    assert not screen.may_state_event(text)
    entry = ActorEntry(id="kelm", name="Sons of Kelm", side="armed_group", aliases=("Sons of Kelm",))
    own = Screen(ActorTable((War(name="own", actors=(entry,)),)))
    assert own.may_state_event(text)
    assert not own.may_state_event("The Sons of Kelmar have entered Harrow.")


def _gold() -> list[tuple[str, str]]:
    found = []
    for name in ("development", "held_out", "fresh_aside"):
        texts = {each.external_id: each for each in load_articles([EXAMPLES / "passages" / f"{name}.jsonl"])}
        lines = (EXAMPLES / "passages" / f"{name}_gold.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if not row.get("optional")]
        found += [(name, texts[row["article"]].text) for row in rows if texts[row["article"]].language == "en"]
    return found


def test_it_costs_less_than_one_record_in_two_hundred(screen: Screen) -> None:
    gold = _gold()
    lost = [name for name, text in gold if not screen.may_state_event(text)]
    assert len(gold) > 1_800
    assert len(lost) <= 0.005 * len(gold)
    assert set(lost) <= {"development"}


def test_it_leaves_out_most_of_mixed_news_and_none_of_war(screen: Screen) -> None:
    news = mixed_news(600)
    left_out = [kind for kind, text in news if not screen.may_state_event(text)]
    assert "war" not in left_out
    assert len(left_out) > 0.7 * len(news)


def test_only_english_articles_are_skipped_and_only_where_it_is_wished() -> None:
    rain = "Rain moves in from the west on Tuesday and clears by the evening."
    articles = [
        make_article(rain, outlet="One", language="en"),
        make_article("Regen zieht am Dienstag von Westen auf und endet am Abend.", outlet="Two", language="de"),
        make_article("Rain again.", outlet="Three"),
        make_article("Rebels took Alvena on Friday.", outlet="Four", language="en"),
    ]
    asked: dict[bool, Any] = {}
    for wished in (True, False):
        transport = QueueTransport(lambda request: completion())
        with Extractor(
            model="m", base_url="http://127.0.0.1:9/v1", cache=False, screen=wished, transport=transport
        ) as extractor:
            asked[wished] = (extractor.extract(articles).screened, transport.calls, extractor.estimate(articles)[0])
    assert asked == {True: (1, 3, 3), False: (0, 4, 4)}
