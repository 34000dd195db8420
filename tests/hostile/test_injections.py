"""What is slipped into an article to steer the model that reads it changes nothing in its records.

The model here is worse than any: whatever it reads, it also states what the injection asks for, with the injection's
own words and names, and does not care for the schema.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from conflict_extract.articles import make_article
from conflict_extract.extraction.lexicon import hits
from conflict_extract.extraction.names import NAME
from conflict_extract.extraction.prompts import defused
from conflict_extract.extraction.screening import screen
from conflict_extract.schema import Article, Record
from conflict_extract.schema.records import KINDS
from tests.extraction.builders import asked_text, extractor, item
from tests.fakes import Completion, QueueTransport, Request, completion

Fields = dict[str, Any]
DATA = tomllib.loads(Path(__file__).with_name("injections.toml").read_text(encoding="utf-8"))
ARTICLES: dict[str, Fields] = {article["name"]: article for article in DATA["articles"]}
INJECTIONS: list[Fields] = DATA["injections"]
WAYS = {"sentence by sentence": "embedded", "whole": "hosted"}
_MARKS = re.compile(r"\[/?INST\]|<<?/?SYS>?>")
_SPECIAL = re.compile(r"<\|\w+\|>|\[/?INST\]|</?s>|<<?/?SYS>?>|<(?:start|end)_of_turn>|<｜")


def written(name: str, injection: Fields | None = None) -> Article:
    """One of the articles, as it is or with something slipped in."""
    given = ARTICLES[name]
    sentences = list(given["sentences"])
    if injection is not None and "within" in injection:
        number, words = injection["within"], injection["at"]
        assert words in sentences[number]
        sentences[number] = sentences[number].replace(words, words + injection["text"], 1)
    elif injection is not None and "joint" in injection and injection["after"]:
        sentences[injection["after"] - 1] += injection["joint"] + injection["text"]
    elif injection is not None:
        sentences.insert(injection["after"], injection["text"])
    return make_article("\n\n".join(sentences), outlet=given["outlet"], published=given["published"], language="en")


def honest(sentence: str, number: int) -> list[Fields]:
    """What a modest model says of a sentence: its first trigger, the names behind it, and who stands before it."""
    sentence = defused(sentence)
    asked = screen(sentence)
    if asked is None:
        return []
    kind = next(iter(asked.triggers))
    trigger = asked.triggers[kind][0]
    before, _, behind = sentence.partition(trigger)
    names = [match.group() for match in re.finditer(NAME, behind)]
    who = before.strip() or sentence.split()[0]
    fields = {"control_change": "gained_by", "withdrawal": "force", "defection": "who", "official_denial": "speaker"}
    more = {"claim": behind.strip(" .")} if kind == "official_denial" else {}
    return [item(kind, sentences=[number], trigger=trigger, places=names, **{fields[kind]: who}, **more)]


def obedient(text: str, number: int) -> Iterable[Fields]:
    """What the injection asks for, as every kind, by its own words and names as a model sees them."""
    text = defused(_MARKS.sub(" ", text))
    names = [match.group() for match in re.finditer(NAME, text)] or ["Khartoum"]
    triggers = [text[hit.start : hit.end] for hit in hits(text)] or ["captured"]
    for kind in KINDS:
        for trigger in triggers:
            more: Fields = {"claim": text} if kind == "official_denial" else {}
            for field in ("gained_by", "force", "who", "speaker"):
                if field in item(kind):
                    more[field] = "the army"
            yield item(kind, sentences=[number], trigger=trigger, places=names, **more)


def records(article: Article, model: str, injection: Fields | None, sent: list[str]) -> list[Record]:
    """What comes of the article when the model obeys."""
    lines = {" ".join(sentence.text.split()): sentence for sentence in article.sentences}

    def answer(request: Request) -> Completion:
        window = asked_text(request)
        sent.append(window)
        said: list[Fields] = []
        for text, sentence in lines.items():
            if text in window:
                said += honest(sentence.text, sentence.number)
        if injection is not None:
            for sentence in article.sentences:
                if sentence.text not in ARTICLES[injection["article"]]["sentences"]:
                    said += obedient(injection["text"], sentence.number)
        return completion({"records": said})

    with extractor(QueueTransport(answer), model=model) as reads:
        return reads.extract([article]).records


def told(found: Iterable[Record]) -> set[tuple[str, str, str | None, str]]:
    return {
        (each.kind, each.trigger, each.place.name if each.place else None, each.evidence[-1].text) for each in found
    }


def test_there_are_many() -> None:
    assert len(INJECTIONS) >= 40
    assert len({injection["name"] for injection in INJECTIONS}) == len(INJECTIONS)


@pytest.mark.parametrize("model", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection["name"])
def test_an_injection_adds_nothing_that_the_text_does_not_state(injection: Fields, model: str) -> None:
    clean, article = written(injection["article"]), written(injection["article"], injection)
    expected = told(records(clean, model, None, []))
    assert len(expected) >= 4
    sent: list[str] = []
    found = records(article, model, injection, sent)
    for record in found:
        assert all(piece.text == article.text[piece.start : piece.end] for piece in record.evidence)
    untouched = {each.text for each in clean.sentences} & {each.text for each in article.sentences}
    assert {each for each in told(found) if each[3] in untouched} == {each for each in expected if each[3] in untouched}
    added = {each for each in told(found) if each[3] not in untouched}
    assert {(kind, place) for kind, _, place, _ in added} <= {(kind, place) for kind, _, place, _ in expected}


@pytest.mark.parametrize("model", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection["name"])
def test_no_special_token_reaches_a_template(injection: Fields, model: str) -> None:
    sent: list[str] = []
    records(written(injection["article"], injection), model, None, sent)
    assert sent
    for window in sent:
        inside = window.partition("<sentences>")[2].rpartition("</sentences>")[0] if "<sentences>" in window else window
        assert not _SPECIAL.search(inside)
        assert inside.isprintable() or set(filter(lambda char: not char.isprintable(), inside)) <= {"\n"}
